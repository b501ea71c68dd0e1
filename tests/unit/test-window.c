/* SPDX-License-Identifier: ISC
 * test-window.c - windows: their words, their counting, and a slow model beside it */
#include "plaint/clock.h"
#include "plaint/data.h"
#include "plaint/window.h"
#include <stdlib.h>
#include <string.h>

static const struct word_row {
	const char *name, *text, *en, *zh; /* en NULL: no window */
} word_rows[] = {
	{ "/window/words/workdays", "2 workdays", "2 workdays", "2个工作日" },
	{ "/window/words/range", "1-3 workdays", "1-3 workdays", "1-3个工作日" },
	{ "/window/words/to", "1 to 3 Business Days", "1-3 workdays", "1-3个工作日" },
	{ "/window/words/hours", "within 24 hours", "24 hours", "24小时" },
	{ "/window/words/short", "48h", "48 hours", "48小时" },
	{ "/window/words/days", "14 days", "14 days", "14天" },
	{ "/window/words/weeks", "2 weeks", "14 days", "14天" },
	{ "/window/words/month", "1 month", "1 month", "1个月" },
	{ "/window/words/acknowledged", "5 workdays from acknowledgement",
	    "5 workdays from acknowledgement", "自受理起5个工作日" },
	{ "/window/words/then", "30 days, then 15 workdays", "30 days, then 15 workdays",
	    "30天，然后15个工作日" },
	{ "/window/words/zh", "3个工作日", "3 workdays", "3个工作日" },
	{ "/window/words/zh-within", "24小时内", "24 hours", "24小时" },
	{ "/window/words/zh-range", "1至3个工作日", "1-3 workdays", "1-3个工作日" },
	{ "/window/words/zh-numeral", "十五个工作日", "15 workdays", "15个工作日" },
	{ "/window/words/zh-two", "两天", "2 days", "2天" },
	{ "/window/words/zh-then", "30天，然后15个工作日", "30 days, then 15 workdays",
	    "30天，然后15个工作日" },
	{ "/window/words/zh-acknowledged", "自受理起5个工作日", "5 workdays from acknowledgement",
	    "自受理起5个工作日" },
	{ "/window/words/empty", "", NULL, NULL },
	{ "/window/words/no-unit", "3", NULL, NULL },
	{ "/window/words/no-number", "workdays", NULL, NULL },
	{ "/window/words/business-hours", "8 business hours", NULL, NULL },
	{ "/window/words/backwards", "3-1 workdays", NULL, NULL },
	{ "/window/words/zero", "0 days", NULL, NULL },
	{ "/window/words/huge", "99999999999 days", NULL, NULL },
	{ "/window/words/rest", "2 workdays or so", NULL, NULL },
	{ "/window/words/dangling", "2 days, then", NULL, NULL },
	{ "/window/words/negative", "-2 days", NULL, NULL },
	{ "/window/words/four-parts", "1 day then 1 day then 1 day then 1 day", NULL, NULL },
};

static void
test_words(const void *data)
{
	const struct word_row *row = data;
	g_autoptr(GError) error = NULL;
	Window window, again;
	bool is_window = window_parse(row->text, &window, &error);
	if (row->en == NULL) {
		g_assert_false(is_window);
		g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
		return;
	}
	g_assert_no_error(error);
	g_autofree char *en = window_format(&window, "en");
	g_autofree char *zh = window_format(&window, "zh");
	g_assert_cmpstr(en, ==, row->en);
	g_assert_cmpstr(zh, ==, row->zh);
	/* What is written can be read again, in both languages, and is the same window. */
	g_assert_true(window_parse(en, &again, NULL));
	g_assert_cmpmem(&window, sizeof window, &again, sizeof again);
	g_assert_true(window_parse(zh, &again, NULL));
	g_assert_cmpmem(&window, sizeof window, &again, sizeof again);
}

static Place *
place_of(const char *country, const char *zone_name, const char *desk)
{
	g_autoptr(Calendar) calendar = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zone_name);
	Hours hours = HOURS_UNKNOWN;
	g_assert_nonnull(zone);
	if (country != NULL)
		calendar_load(country, data_read, &calendar, &error);
	g_assert_no_error(error);
	g_assert_true(desk == NULL || hours_parse(desk, &hours, NULL));
	return place_new(calendar, zone, hours);
}

static const struct count_row {
	const char *name, *window, *start, *country, *zone, *desk, *end;
} count_rows[] = {
	{ "/window/count/plain", "2 workdays", "2026-11-23T10:00:00Z", NULL, "UTC", NULL,
	    "2026-11-25T23:59:59Z" },
	{ "/window/count/weekend", "2 workdays", "2026-11-26T10:00:00Z", NULL, "UTC", NULL,
	    "2026-11-30T23:59:59Z" },
	{ "/window/count/sent-on-saturday", "1 workday", "2026-11-28T10:00:00Z", NULL, "UTC", NULL,
	    "2026-11-30T23:59:59Z" },
	/* Thu 24 Sep; 25-27 Sep are holidays, 28-30 worked, 1-7 Oct off, Sat 10 worked. */
	{ "/window/count/cn", "2 workdays", "2026-09-24T04:00:00Z", "CN", "Asia/Shanghai", NULL,
	    "2026-09-29T15:59:59Z" },
	{ "/window/count/cn-make-up", "3 workdays", "2026-10-07T04:00:00Z", "CN", "Asia/Shanghai", NULL,
	    "2026-10-10T15:59:59Z" },
	{ "/window/count/day-there", "1 workday", "2026-11-23T23:00:00Z", NULL, "Asia/Shanghai", NULL,
	    "2026-11-25T15:59:59Z" },
	{ "/window/count/after-hours", "1 workday", "2026-11-23T18:30:00Z", NULL, "UTC", "09:00-18:00",
	    "2026-11-25T23:59:59Z" },
	{ "/window/count/before-hours", "1 workday", "2026-11-23T06:00:00Z", NULL, "UTC", "09:00-18:00",
	    "2026-11-24T23:59:59Z" },
	{ "/window/count/desk-on-sunday", "1 workday", "2026-11-22T12:00:00Z", NULL, "UTC",
	    "09:00-18:00", "2026-11-24T23:59:59Z" },
	{ "/window/count/hours-run-on", "24 hours", "2026-11-28T10:00:00Z", NULL, "UTC", "09:00-18:00",
	    "2026-11-29T10:00:00Z" },
	{ "/window/count/days", "14 days", "2026-11-23T10:00:00Z", NULL, "UTC", NULL,
	    "2026-12-07T23:59:59Z" },
	{ "/window/count/leap-day", "1 day", "2028-02-28T10:00:00Z", NULL, "UTC", NULL,
	    "2028-02-29T23:59:59Z" },
	{ "/window/count/month-end", "1 month", "2027-01-31T10:00:00Z", NULL, "UTC", NULL,
	    "2027-02-28T23:59:59Z" },
	{ "/window/count/then", "30 days, then 15 workdays", "2026-11-02T10:00:00Z", NULL, "UTC", NULL,
	    "2026-12-23T23:59:59Z" },
	/* 23 hours long: the day on which the clock goes forward. */
	{ "/window/count/spring", "1 day", "2026-03-28T12:00:00Z", "DE", "Europe/Berlin", NULL,
	    "2026-03-29T21:59:59Z" },
	{ "/window/count/autumn", "1 day", "2026-10-24T12:00:00Z", "DE", "Europe/Berlin", NULL,
	    "2026-10-25T22:59:59Z" },
	{ "/window/count/hours-in-autumn", "24 hours", "2026-10-24T12:00:00Z", "DE", "Europe/Berlin",
	    NULL, "2026-10-25T12:00:00Z" },
	{ "/window/count/kiritimati", "1 workday", "2026-11-23T11:00:00Z", NULL, "Pacific/Kiritimati",
	    NULL, "2026-11-25T09:59:59Z" },
	/* Thursday 29 December 2011 was followed by Saturday there: no Friday to work on. */
	{ "/window/count/samoa", "1 workday", "2011-12-29T12:00:00Z", NULL, "Pacific/Apia", NULL,
	    "2012-01-02T09:59:59Z" },
	/* At midnight the clock went back to 23:00: the day had two last hours. */
	{ "/window/count/midnight-twice", "1 day", "2018-02-16T15:00:00Z", NULL, "America/Sao_Paulo",
	    NULL, "2018-02-18T02:59:59Z" },
	/* At midnight the clock went forward: the day began at one. */
	{ "/window/count/no-midnight", "1 day", "2018-11-02T15:00:00Z", NULL, "America/Sao_Paulo",
	    NULL, "2018-11-04T02:59:59Z" },
	{ "/window/count/friday-saturday", "2 workdays", "2026-11-25T08:00:00Z", "SA", "Asia/Riyadh",
	    NULL, "2026-11-29T20:59:59Z" },
};

static int64_t
time_of(const char *text)
{
	int64_t when = 0;
	g_assert_true(time_parse(text, NULL, &when, NULL));
	return when;
}

static void
test_count(const void *data)
{
	const struct count_row *row = data;
	g_autoptr(Place) place = place_of(row->country, row->zone, row->desk);
	Window window;
	g_assert_true(window_parse(row->window, &window, NULL));
	g_autofree char *end = time_format_rfc3339(window_end(&window, time_of(row->start), place));
	g_assert_cmpstr(end, ==, row->end);
}

static void
test_expected(void)
{
	g_autoptr(Place) place = place_of(NULL, "UTC", NULL);
	Window window;
	g_assert_true(window_parse("1-3 workdays", &window, NULL));
	int64_t start = time_of("2026-11-23T10:00:00Z");
	g_assert_cmpint(window_expected(&window, start, place), ==, time_of("2026-11-24T23:59:59Z"));
}

static void
test_pause(void)
{
	g_autoptr(Place) place = place_of(NULL, "UTC", NULL);
	Window window, hours;
	g_assert_true(window_parse("3 workdays", &window, NULL));
	g_assert_true(window_parse("24 hours", &hours, NULL));
	int64_t start = time_of("2026-11-02T10:00:00Z"); /* Monday, ends Thursday */
	Pause pause = { time_of("2026-11-03T10:00:00Z"), time_of("2026-11-09T10:00:00Z") };
	/* One of three days is gone on Tuesday: two are left from Monday on, not three. */
	g_assert_cmpint(window_end_paused(&window, start, place, &pause, 1), ==,
	    time_of("2026-11-11T23:59:59Z"));
	Pause open = { pause.from, 0 }, empty = { pause.from, pause.from };
	g_assert_cmpint(window_end_paused(&window, start, place, &open, 1), ==,
	    window_end(&window, start, place));
	g_assert_cmpint(window_end_paused(&window, start, place, &empty, 1), ==,
	    window_end(&window, start, place));
	Pause late = { time_of("2026-11-08T10:00:00Z"), time_of("2026-11-30T10:00:00Z") };
	g_assert_cmpint(window_end_paused(&window, start, place, &late, 1), ==,
	    window_end(&window, start, place));
	Pause hour = { start + 3600, start + 3 * 3600 };
	g_assert_cmpint(window_end_paused(&hours, start, place, &hour, 1), ==, start + 26 * 3600);
}

static void
test_explain(void)
{
	g_autoptr(Place) place = place_of("CN", "Asia/Shanghai", NULL);
	Window window;
	g_assert_true(window_parse("2 workdays", &window, NULL));
	int64_t start = time_of("2026-09-24T04:00:00Z");
	g_autofree char *en = window_explain(&window, start, place, NULL, 0, "en");
	g_assert_cmpstr(en, ==, "2 workdays after Thu 2026-09-24 in CN; Fri 25, Sat 26 and Sun 27 are holidays");
	g_autofree char *zh = window_explain(&window, start, place, NULL, 0, "zh_CN");
	g_assert_cmpstr(zh, ==, "自2026-09-24（周四）起2个工作日（CN）；9月25日、26日、27日为节假日");
	start = time_of("2027-12-30T04:00:00Z");
	g_autofree char *end = window_explain(&window, start, place, NULL, 0, "en");
	g_assert_nonnull(strstr(end, "the calendar ends on 2027-12-31"));
	start = time_of("2026-10-07T04:00:00Z");
	g_autofree char *made_up = window_explain(&window, start, place, NULL, 0, "en");
	g_assert_null(strstr(made_up, "worked"));
	g_assert_true(window_parse("3 workdays", &window, NULL));
	g_autofree char *worked = window_explain(&window, start, place, NULL, 0, "en");
	g_assert_nonnull(strstr(worked, "; Sat 10 is worked"));
}

/* ---- the slow model: walks the clock minute by minute, day by day, with GLib's own dates, and
 * knows the holidays from a list of dates and the weekend by heart: nothing of the counted ---- */

#define DAYS "tests/corpus/calendars/days.tsv"

typedef struct model {
	GTimeZone *zone;
	GHashTable *off, *on; /* days, as GDate's julian number */
	bool is_gulf;         /* the weekend is Friday and Saturday */
	Hours desk;
} Model;

static void
model_read(Model *model, const char *country)
{
	g_autofree char *text = NULL;
	g_assert_true(g_file_get_contents(DAYS, &text, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	model->off = g_hash_table_new(NULL, NULL);
	model->on = g_hash_table_new(NULL, NULL);
	model->is_gulf = strcmp(country, "SA") == 0 || strcmp(country, "IL") == 0;
	for (char **line = lines; *line != NULL; line++) {
		g_auto(GStrv) words = g_strsplit(*line, "\t", 3);
		if (g_strv_length(words) != 3 || strcmp(words[0], country) != 0)
			continue;
		GDate date;
		g_date_clear(&date, 1);
		g_date_set_parse(&date, words[1]);
		g_assert_true(g_date_valid(&date));
		g_hash_table_add(strcmp(words[2], "public") == 0 ? model->off : model->on,
		    GUINT_TO_POINTER(g_date_get_julian(&date)));
	}
	g_assert_cmpuint(g_hash_table_size(model->off), >, 10);
}

static void
model_clear(Model *model)
{
	g_hash_table_unref(model->off);
	g_hash_table_unref(model->on);
}

static int
model_day(const Model *model, int64_t when, int *minute)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(when);
	g_autoptr(GDateTime) there = g_date_time_to_timezone(utc, model->zone);
	g_autoptr(GDate) date = g_date_new_dmy((GDateDay)g_date_time_get_day_of_month(there),
	    (GDateMonth)g_date_time_get_month(there), (GDateYear)g_date_time_get_year(there));
	if (minute != NULL)
		*minute = g_date_time_get_hour(there) * 60 + g_date_time_get_minute(there);
	return (int)g_date_get_julian(date) - 719163;
}

static bool
model_works(const Model *model, int day)
{
	guint32 julian = (guint32)(day + 719163);
	GDate date;
	g_date_clear(&date, 1);
	g_date_set_julian(&date, julian);
	GDateWeekday weekday = g_date_get_weekday(&date);
	bool is_weekend = weekday == G_DATE_SATURDAY ||
	                  weekday == (model->is_gulf ? G_DATE_FRIDAY : G_DATE_SUNDAY);
	if (g_hash_table_contains(model->on, GUINT_TO_POINTER(julian)))
		return true;
	return !is_weekend && !g_hash_table_contains(model->off, GUINT_TO_POINTER(julian));
}

/* The last second of day: hours forward until the day is another, then seconds back. */
static int64_t
model_day_end(const Model *model, int day, int64_t near)
{
	int64_t when = near;
	while (model_day(model, when, NULL) <= day)
		when += 6 * 3600;
	while (model_day(model, when, NULL) > day)
		when -= 900;
	while (model_day(model, when + 60, NULL) <= day)
		when += 60;
	while (model_day(model, when + 1, NULL) <= day)
		when++;
	return when;
}

static int
model_zero(const Model *model, int64_t when)
{
	int minute, day = model_day(model, when, &minute);
	if (model->desk.from >= 0 && (!model_works(model, day) || minute >= model->desk.to))
		do
			day++;
		while (!model_works(model, day));
	return day;
}

/* A month is as long as it is: so many days. */
static int
model_days(WindowUnit unit, int n, int day)
{
	GDate date;
	if (unit != WINDOW_MONTHS)
		return n;
	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)(day + 719163));
	g_date_add_months(&date, (guint)n);
	return (int)g_date_get_julian(&date) - 719163 - day;
}

/* The n-th day after day that counts. */
static int
model_walk(const Model *model, bool is_work, int n, int day)
{
	for (; n > 0; n -= !is_work || model_works(model, day))
		day++;
	return day;
}

/* Where the clock stood: the days that were left after from go on after to. */
static int
model_resume(const Model *model, bool is_work, int end_day, const Pause *pause)
{
	int from = is_work ? model_zero(model, pause->from) : model_day(model, pause->from, NULL);
	int to = is_work ? model_zero(model, pause->to) : model_day(model, pause->to, NULL);
	int left = 0;
	for (int day = from + 1; day <= end_day; day++)
		left += !is_work || model_works(model, day);
	if (from < end_day)
		return model_walk(model, is_work, left, to);
	/* It stood on the last day, which is had again. */
	to = model_day(model, pause->to, NULL);
	while (to > end_day && is_work && !model_works(model, to))
		to++;
	return MAX(to, end_day);
}

static int64_t
model_end(const Model *model, WindowUnit unit, int n, int64_t start, const Pause *pauses,
    int n_pauses)
{
	if (unit == WINDOW_HOURS) {
		int64_t end = start + n * 3600LL;
		for (int i = 0; i < n_pauses; i++)
			end += pauses[i].from <= end ? pauses[i].to - pauses[i].from : 0;
		return end;
	}
	bool is_work = unit == WINDOW_WORKDAYS;
	int day = is_work ? model_zero(model, start) : model_day(model, start, NULL);
	int end_day = model_walk(model, is_work, model_days(unit, n, day), day);
	int64_t end = model_day_end(model, end_day, start);
	for (int i = 0; i < n_pauses; i++) {
		if (pauses[i].to == pauses[i].from || pauses[i].from > end)
			continue;
		end_day = model_resume(model, is_work, end_day, &pauses[i]);
		end = model_day_end(model, end_day, end);
	}
	return end;
}

/* "n, then n more": the second part begins on the day on which the first ended. */
static int64_t
model_then(const Model *model, const WindowPart *second, int64_t end)
{
	if (second->unit == WINDOW_HOURS)
		return end + second->most * 3600LL;
	int day = model_day(model, end, NULL);
	bool is_work = second->unit == WINDOW_WORKDAYS;
	return model_day_end(model,
	    model_walk(model, is_work, model_days(second->unit, second->most, day), day), end);
}

#define N_COUNTRIES 12
#define N_ZONES 11

static void
check_one(int i, GRand *rand, Place *const *places, const Model *models)
{
	int which = g_rand_int_range(rand, 0, N_COUNTRIES * N_ZONES * 2);
	const Place *place = places[which];
	const Model *model = &models[which];
	Window window = { .n_parts = i % 5 == 0 ? 2 : 1 };
	for (int part = 0; part < window.n_parts; part++) {
		WindowUnit unit = (WindowUnit)g_rand_int_range(rand, 0, 4);
		int most = g_rand_int_range(rand, 1, unit == WINDOW_MONTHS ? 6 : 16);
		window.parts[part] = (WindowPart){ unit, most, most };
	}
	/* 2026 and 2027, and some weeks beyond the calendars */
	int64_t start = 1767225600 + g_rand_int_range(rand, 0, 64 * 1000 * 1000);
	Pause pauses[2] = { 0 };
	int64_t at = start;
	for (int n = 0; n < 2; n++) {
		pauses[n].from = at + g_rand_int_range(rand, 0, 20 * 86400);
		at = pauses[n].to = pauses[n].from + g_rand_int_range(rand, 0, 30 * 86400);
	}
	/* None, one, two; a window in two parts has none. */
	int n_pauses = window.n_parts > 1 ? 0 : i % 3;
	int64_t got = window_end_paused(&window, start, place, pauses, (size_t)n_pauses);
	int64_t want = model_end(model, window.parts[0].unit, window.parts[0].most, start, pauses,
	    n_pauses);
	if (window.n_parts > 1)
		want = model_then(model, &window.parts[1], want);
	if (got != want) {
		g_autofree char *words = window_format(&window, "en");
		g_error("case %d: %s %s desk %d, %s, start %ld, pauses %d: %ld-%ld %ld-%ld: %ld, not %ld", i,
		    calendar_name(place_calendar(place)), g_time_zone_get_identifier(place_zone(place)),
		    model->desk.from, words, (long)start, n_pauses, (long)pauses[0].from,
		    (long)pauses[0].to, (long)pauses[1].from, (long)pauses[1].to, (long)got, (long)want);
	}
	g_assert_cmpint(got, >=, window_end(&window, start, place));
}

/* PLAINT_MODEL_CASES=200000 tries so many. */
static void
test_model(void)
{
	static const char *const countries[N_COUNTRIES] = { "CN", "DE", "US", "JP", "NL", "FR", "GB",
		"SG", "SA", "RU", "TW", "IL" };
	static const char *const zones[N_ZONES] = { "Asia/Shanghai", "Europe/Berlin",
		"America/New_York", "Pacific/Apia", "Pacific/Kiritimati", "Australia/Lord_Howe",
		"America/St_Johns", "Africa/Casablanca", "America/Santiago", "Asia/Kathmandu", "UTC" };
	static const char *const desks[] = { NULL, "09:00-18:00" };
	Place *places[N_COUNTRIES * N_ZONES * 2];
	Model models[N_COUNTRIES * N_ZONES * 2];
	for (int i = 0; i < N_COUNTRIES * N_ZONES * 2; i++) {
		const char *country = countries[i / 2 / N_ZONES];
		places[i] = place_of(country, zones[i / 2 % N_ZONES], desks[i % 2]);
		models[i].zone = place_zone(places[i]);
		models[i].desk = i % 2 == 1 ? (Hours){ 540, 1080 } : HOURS_UNKNOWN;
		model_read(&models[i], country);
	}
	const char *wanted = g_getenv("PLAINT_MODEL_CASES");
	int n = wanted != NULL ? atoi(wanted) : 20000;
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261123);
	for (int i = 0; i < n; i++)
		check_one(i, rand, places, models);
	for (int i = 0; i < N_COUNTRIES * N_ZONES * 2; i++) {
		place_unref(places[i]);
		model_clear(&models[i]);
	}
	g_test_message("%d cases agree with the slow model", n);
}

int
main(int argc, char **argv)
{
	g_setenv("XDG_CONFIG_HOME", "/nonexistent", TRUE);
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(word_rows); i++)
		g_test_add_data_func(word_rows[i].name, &word_rows[i], test_words);
	for (size_t i = 0; i < G_N_ELEMENTS(count_rows); i++)
		g_test_add_data_func(count_rows[i].name, &count_rows[i], test_count);
	g_test_add_func("/window/expected", test_expected);
	g_test_add_func("/window/pause", test_pause);
	g_test_add_func("/window/explain", test_explain);
	g_test_add_func("/window/model", test_model);
	return g_test_run();
}
