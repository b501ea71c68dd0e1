/* SPDX-License-Identifier: ISC
 * test-calendar.c - reading .ics, and the calendars that are shipped beside their rules */
#include "plaint/calendar.h"
#include "plaint/data.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULES "contrib/calendars/holidays.rules"
#define DAYS "tests/corpus/calendars/days.tsv"

static int
day_of(const char *text)
{
	int day = 0;
	g_assert_true(day_parse(text, &day));
	return day;
}

static Calendar *
parse(const char *body)
{
	Calendar *calendar = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strdup_printf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n%sEND:VCALENDAR\r\n",
	    body);
	calendar_parse(text, "XX", "XX.ics", NULL, &calendar, &error);
	g_assert_no_error(error);
	return calendar;
}

static void
test_days(void)
{
	for (int day = -800000; day < 800000; day += 37) {
		int year, month, of_month;
		day_to_date(day, &year, &month, &of_month);
		g_assert_cmpint(day_from_date(year, month, of_month), ==, day);
	}
	g_assert_cmpint(day_from_date(1970, 1, 1), ==, 0);
	g_assert_cmpint(day_weekday(day_of("2026-11-23")), ==, 1);
	g_assert_cmpint(days_in_month(2028, 2), ==, 29);
	g_assert_cmpint(days_in_month(2100, 2), ==, 28);
	static const char *const bad[] = { "2026-02-29", "2026-13-01", "2026-00-10", "26-01-01",
		"2026-1-1", "2026/01/01", "2026-01-01 ", "", "+026-01-01" };
	int day = 7;
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(day_parse(bad[i], &day));
	g_assert_cmpint(day, ==, 7);
}

static void
test_events(void)
{
	g_autoptr(Calendar) calendar = parse(
	    "X-PLAINT-COVERS:2026-01-01/2027-12-31\r\n"
	    "BEGIN:VEVENT\r\nSUMMARY:Every year\r\nDTSTART;VALUE=DATE:20200504\r\n"
	    "RRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20270504\r\nEND:VEVENT\r\n"
	    "BEGIN:VEVENT\r\nSUMMARY:Three days\r\nDTSTART;VALUE=DATE:20260608\r\n"
	    "DTEND;VALUE=DATE:20260611\r\nEND:VEVENT\r\n"
	    "BEGIN:VEVENT\r\nSUMMARY:Third Monday\r\nDTSTART;VALUE=DATE:20260119\r\n"
	    "RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=3MO\r\nEND:VEVENT\r\n"
	    "BEGIN:VEVENT\r\nSUMMARY:Made up\r\nDTSTART;VALUE=DATE:20260613\r\n"
	    "X-PLAINT-WORKDAY:TRUE\r\nEND:VEVENT\r\n"
	    "BEGIN:VEVENT\r\nSUMMARY:Made up too\r\nDTSTART;VALUE=DATE:20260614\r\n"
	    "CATEGORIES:WORKDAY\r\nEND:VEVENT\r\n"
	    "BEGIN:VEVENT\r\nSUMMARY:Meeting\r\nDTSTART:20260702T100000Z\r\nEND:VEVENT\r\n"
	    "BEGIN:VEVENT\r\nSUMMARY:Cancelled\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20260703\r\n"
	    "END:VEVENT\r\n");
	static const struct {
		const char *day;
		bool is_worked;
	} rows[] = {
		{ "2026-05-04", false }, { "2027-05-04", true }, { "2026-06-08", false },
		{ "2026-06-10", false }, { "2026-06-11", true }, { "2027-01-18", false },
		{ "2026-06-13", true }, { "2026-06-14", true }, { "2026-06-20", false },
		{ "2026-07-02", true }, { "2026-07-03", true },
		{ "2028-05-04", true }, /* beyond the end: plain weekdays */
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpint(calendar_is_working_day(calendar, day_of(rows[i].day)), ==,
		    rows[i].is_worked);
	g_assert_cmpstr(calendar_day_name(calendar, day_of("2026-06-09")), ==, "Three days");
}

static void
test_cover(void)
{
	g_autoptr(Calendar) dated = parse("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260504\r\nEND:VEVENT\r\n"
	                                  "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270504\r\nEND:VEVENT\r\n");
	g_assert_cmpint(calendar_starts_at(dated), ==, day_of("2026-01-01"));
	g_assert_cmpint(calendar_ends_at(dated), ==, day_of("2027-12-31"));
	/* For ever is not for ever: neither memory nor time follow it. */
	g_autoptr(Calendar) endless = parse(
	    "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260504\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n");
	g_assert_cmpint(calendar_ends_at(endless) - calendar_starts_at(endless), <,
	    CALENDAR_YEARS_MAX * 366);
	g_autoptr(Calendar) none = parse("");
	g_assert_cmpint(calendar_starts_at(none), >, calendar_ends_at(none));
	g_assert_cmpint(calendar_add_workdays(none, day_of("2026-11-27"), 1), ==, day_of("2026-11-30"));
}

static void
test_weekend(void)
{
	g_autoptr(Calendar) gulf = parse("X-PLAINT-WEEKEND:FR,SA\r\n");
	g_assert_false(calendar_is_working_day(gulf, day_of("2026-11-27")));
	g_assert_true(calendar_is_working_day(gulf, day_of("2026-11-29")));
	g_autoptr(Calendar) sunday = parse("X-PLAINT-WEEKEND:SU\r\n");
	g_assert_true(calendar_is_working_day(sunday, day_of("2026-11-28")));
	g_assert_cmpint(calendar_add_workdays(sunday, day_of("2026-11-23"), 600), ==,
	    day_of("2026-11-23") + 700);
}

static void
test_bad(void)
{
	static const char *const bad[] = { "", "garbage", "BEGIN:VEVENT\r\nEND:VEVENT\r\n",
		"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"BEGIN:VCALENDAR\r\nX-PLAINT-WEEKEND:MO,TU,WE,TH,FR,SA,SU\r\nEND:VCALENDAR\r\n",
		"BEGIN:VCALENDAR\r\nX-PLAINT-WEEKEND:XX\r\nEND:VCALENDAR\r\n",
		"BEGIN:VCALENDAR\r\nX-PLAINT-COVERS:2026-01-01\r\nEND:VCALENDAR\r\n",
		"BEGIN:VCALENDAR\r\nX-PLAINT-COVERS:1900-01-01/2999-01-01\r\nEND:VCALENDAR\r\n" };
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		Calendar *calendar = NULL;
		g_autoptr(GError) error = NULL;
		g_assert_false(calendar_parse(bad[i], "XX", "some/XX.ics", NULL, &calendar, &error));
		g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
		g_assert_nonnull(strstr(error->message, "some/XX.ics"));
		g_assert_null(calendar);
	}
}

static void
test_region(void)
{
	g_autoptr(Calendar) bavaria = NULL;
	g_autoptr(Calendar) scotland = NULL;
	g_autoptr(Calendar) unlisted = NULL;
	g_autoptr(Calendar) nowhere = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_true(calendar_load("de-by", data_read, &bavaria, NULL));
	g_assert_false(calendar_is_working_day(bavaria, day_of("2026-06-04"))); /* its own */
	g_assert_false(calendar_is_working_day(bavaria, day_of("2026-05-01"))); /* the country's */
	g_assert_true(calendar_load("GB-SCT", data_read, &scotland, NULL));
	g_assert_true(calendar_is_working_day(scotland, day_of("2026-04-06")));
	g_assert_true(calendar_load("DE-HB", data_read, &unlisted, NULL));
	g_assert_cmpstr(calendar_name(unlisted), ==, "DE");
	g_assert_false(calendar_load("QQ", data_read, &nowhere, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND);
	g_clear_error(&error);
	g_assert_false(calendar_load("../DE", data_read, &nowhere, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND);
}

/* add and between undo each other, inside, across and outside what is covered. */
static void
test_add_between(void)
{
	g_autoptr(Calendar) calendar = NULL;
	g_assert_true(calendar_load("CN", data_read, &calendar, NULL));
	for (int from = day_of("2025-10-01"); from < day_of("2028-03-01"); from++) {
		int day = from;
		for (int n = 1; n <= 40; n++) {
			do
				day++;
			while (!calendar_is_working_day(calendar, day));
			g_assert_cmpint(calendar_add_workdays(calendar, from, n), ==, day);
			g_assert_cmpint(calendar_workdays_between(calendar, from, day), ==, n);
			g_assert_cmpint(calendar_workdays_between(calendar, day, from), ==, -n);
		}
	}
	g_assert_cmpint(calendar_workdays_between(calendar, day_of("2020-01-01"), day_of("2035-01-01")),
	    ==, calendar_workdays_between(calendar, day_of("2020-01-01"), day_of("2026-08-01")) +
	            calendar_workdays_between(calendar, day_of("2026-08-01"), day_of("2035-01-01")));
}

/* What the State Council announced for 2026. */
static void
test_china(void)
{
	static const char *const off[] = { "2026-01-01", "2026-01-02", "2026-02-16", "2026-02-23",
		"2026-04-06", "2026-05-01", "2026-05-05", "2026-06-19", "2026-09-25", "2026-10-01",
		"2026-10-07" };
	static const char *const on[] = { "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09",
		"2026-09-20", "2026-10-10" };
	g_autoptr(Calendar) calendar = NULL;
	g_assert_true(calendar_load("CN", data_read, &calendar, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(off); i++)
		g_assert_false(calendar_is_working_day(calendar, day_of(off[i])));
	for (size_t i = 0; i < G_N_ELEMENTS(on); i++)
		g_assert_true(calendar_is_working_day(calendar, day_of(on[i])));
	/* 261 weekdays, 19 of them off, 6 weekend days worked */
	g_assert_cmpint(calendar_workdays_between(calendar, day_of("2025-12-31"), day_of("2026-12-31")),
	    ==, 261 - 19 + 6);
}

/* ---- the shipped files against the rules, which are read here by other means ---- */

/* Gauss's way, where the generator goes another. */
static int
easter_of(int year, bool is_orthodox)
{
	int a = year % 19, b = year % 4, c = year % 7, k = year / 100;
	int p = (13 + 8 * k) / 25, q = k / 4;
	int m = is_orthodox ? 15 : (15 - p + k - q) % 30, n = is_orthodox ? 6 : (4 + k - q) % 7;
	int d = (19 * a + m) % 30, e = (2 * b + 4 * c + 6 * d + n) % 7;
	if (!is_orthodox && ((d == 29 && e == 6) || (d == 28 && e == 6 && (11 * m + 11) % 30 < 19)))
		e -= 7;
	return day_from_date(year, 3, 22) + d + e + (is_orthodox ? 13 : 0);
}

static int
rule_day(const char *rule, const char *from, int year)
{
	static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	int month, day;
	if (g_str_has_prefix(rule, "easter"))
		return easter_of(year, false) + atoi(rule + 6);
	if (g_str_has_prefix(rule, "orthodox"))
		return easter_of(year, true) + atoi(rule + 8);
	if (strlen(rule) == 5) {
		g_assert_cmpint(sscanf(rule, "%d-%d", &month, &day), ==, 2);
		return day_from_date(year, month, day);
	}
	g_assert_cmpint(sscanf(from, "%d-%d", &month, &day), ==, 2);
	day = day_from_date(year, month, day);
	while (strcmp(weekdays[day_weekday(day) - 1], rule) != 0)
		day++;
	return day;
}

static void
expect(GHashTable *want, int day, bool is_worked)
{
	g_hash_table_insert(want, GINT_TO_POINTER(day), GINT_TO_POINTER(is_worked ? 2 : 1));
}

static void
read_rule(GHashTable *want, char *line)
{
	bool is_worked = g_str_has_prefix(line, "work ");
	if (is_worked)
		line = g_strchug(line + 5);
	if (*line == '~')
		line++;
	g_auto(GStrv) words = g_strsplit_set(line, " ", 4);
	int day;
	if (day_parse(words[0], &day)) {
		expect(want, day, is_worked);
		return;
	}
	for (int year = 2026; year <= 2027; year++)
		expect(want, rule_day(words[0], words[1] != NULL ? words[2] : NULL, year), is_worked);
}

/* Returns how many days were compared. */
static int
compare(const char *name, GHashTable *want)
{
	g_autofree char *relative = g_strdup_printf("calendars/%s.ics", name);
	g_autofree char *text = NULL;
	g_autoptr(Calendar) calendar = NULL;
	g_autoptr(GError) error = NULL;
	data_read(relative, &text, NULL, &error);
	g_assert_no_error(error);
	/* Alone, without its country, to see what the file itself says. */
	calendar_parse(text, name, relative, NULL, &calendar, &error);
	g_assert_no_error(error);
	g_assert_cmpint(calendar_starts_at(calendar), ==, day_of("2026-01-01"));
	g_assert_cmpint(calendar_ends_at(calendar), ==, day_of("2027-12-31"));
	for (int day = calendar_starts_at(calendar); day <= calendar_ends_at(calendar); day++) {
		int mark = GPOINTER_TO_INT(g_hash_table_lookup(want, GINT_TO_POINTER(day)));
		bool is_worked = mark == 0 ? !calendar_is_weekend(calendar, day) : mark == 2;
		if ((calendar_day_name(calendar, day) != NULL) != (mark != 0) ||
		    calendar_is_working_day(calendar, day) != is_worked) {
			g_autofree char *date = day_format(day);
			g_error("%s: %s differs from " RULES ": run contrib/calendars/make-calendars", name, date);
		}
	}
	return (int)g_hash_table_size(want);
}

static void
test_shipped(void)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *section = NULL;
	g_autoptr(GHashTable) want = g_hash_table_new(NULL, NULL);
	int n_calendars = 0, n_days = 0;
	g_file_get_contents(RULES, &text, NULL, &error);
	g_assert_no_error(error);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		if (**line == '#' || **line == '\0' || g_str_has_prefix(*line, "years") ||
		    g_str_has_prefix(*line, "weekend"))
			continue;
		if (**line != '[') {
			read_rule(want, *line);
			continue;
		}
		if (section != NULL)
			n_days += compare(section, want);
		g_hash_table_remove_all(want);
		g_free(section);
		section = g_strndup(*line + 1, strcspn(*line, "]") - 1);
		n_calendars++;
	}
	n_days += compare(section, want);
	g_assert_cmpint(n_calendars, ==, 63);
	g_test_message("%d calendars, %d days", n_calendars, n_days);
}

/* ---- against the dates that were gathered, which the rules were not made from ---- */

/* One line of the list. Of a calendar, with its country's days, since that is what is counted by. */
static void
check_day(GHashTable *calendars, const char *line, char *const *words)
{
	Calendar *calendar = g_hash_table_lookup(calendars, words[0]);
	g_autoptr(GError) error = NULL;
	if (calendar == NULL) {
		calendar_load(words[0], data_read, &calendar, &error);
		g_assert_no_error(error);
		g_hash_table_insert(calendars, g_strdup(words[0]), calendar);
	}
	bool is_worked = strcmp(words[2], "makeup-workday") == 0;
	int day = day_of(words[1]);
	if (!is_worked)
		g_assert_cmpstr(words[2], ==, "public");
	if (calendar_is_working_day(calendar, day) != is_worked || calendar_day_name(calendar, day) == NULL)
		g_error("%s: the calendar does not have it", line);
}

static void
test_gathered(void)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) calendars =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)calendar_unref);
	int n_days = 0;
	g_file_get_contents(DAYS, &text, NULL, &error);
	g_assert_no_error(error);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		if (**line == '#' || **line == '\0')
			continue;
		g_auto(GStrv) words = g_strsplit(*line, "\t", 3);
		g_assert_cmpuint(g_strv_length(words), ==, 3);
		check_day(calendars, *line, words);
		g_hash_table_add(known, g_strdup_printf("%s %s", words[0], words[1]));
		n_days++;
	}
	g_assert_cmpint(n_days, ==, 1197);
	/* And no country has a day that is not in the list. */
	GHashTableIter iter;
	gpointer name, value;
	g_hash_table_iter_init(&iter, calendars);
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		for (int day = day_of("2026-01-01"); day <= day_of("2027-12-31"); day++) {
			g_autofree char *date = day_format(day);
			g_autofree char *entry = g_strdup_printf("%s %s", (char *)name, date);
			if (strchr(name, '-') == NULL && calendar_day_name(value, day) != NULL &&
			    !g_hash_table_contains(known, entry))
				g_error("%s is in no list", entry);
		}
	}
	g_test_message("%d days of %u calendars", n_days, g_hash_table_size(calendars));
}

int
main(int argc, char **argv)
{
	g_setenv("XDG_CONFIG_HOME", "/nonexistent", TRUE);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/calendar/days", test_days);
	g_test_add_func("/calendar/events", test_events);
	g_test_add_func("/calendar/cover", test_cover);
	g_test_add_func("/calendar/weekend", test_weekend);
	g_test_add_func("/calendar/bad", test_bad);
	g_test_add_func("/calendar/region", test_region);
	g_test_add_func("/calendar/add-between", test_add_between);
	g_test_add_func("/calendar/china", test_china);
	g_test_add_func("/calendar/shipped", test_shipped);
	g_test_add_func("/calendar/gathered", test_gathered);
	return g_test_run();
}
