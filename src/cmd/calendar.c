/* SPDX-License-Identifier: ISC
 * calendar.c - plaint calendar: the working days of a country, month by month */
#include "plaint/calendar.h"
#include "plaint/clock.h"
#include "plaint/cmd.h"
#include "plaint/data.h"
#include "plaint/text.h"
#include "cmd-calendar-private.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL 4 /* columns of a day */

/* What stands behind a day's number. */
static char
mark_of(const Calendar *calendar, int day)
{
	bool is_worked = calendar_is_working_day(calendar, day);
	if (calendar_day_name(calendar, day) != NULL)
		return is_worked ? '+' : '*';
	return is_worked ? ' ' : '.';
}

static void
print_head(int year, int month, int n_working, bool is_zh)
{
	static const char *const names[] = { "January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December" };
	static const char *const en[] = { "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su" };
	static const char *const zh[] = { "一", "二", "三", "四", "五", "六", "日" };
	g_autofree char *title = is_zh ? g_strdup_printf("%d年%d月", year, month) :
	                                 g_strdup_printf("%s %d", names[month - 1], year);
	g_autofree char *padded = text_pad(title, 15);
	printf(is_zh ? "%s%d个工作日\n" : "%s%d working days\n", padded, n_working);
	for (int i = 0; i < 7; i++) {
		const char *name = is_zh ? zh[i] : en[i];
		printf("%*s%s%s", (int)(CELL - 1 - text_width(name)), "", name, i < 6 ? " " : "\n");
	}
}

static void
print_days(const Calendar *calendar, int first, int n_days)
{
	int column = day_weekday(first) - 1;
	printf("%*s", column * CELL, "");
	for (int i = 0; i < n_days; i++, column++) {
		if (column == 7) {
			putchar('\n');
			column = 0;
		}
		printf("%*d%c", CELL - 1, i + 1, mark_of(calendar, first + i));
	}
	putchar('\n');
	for (int i = 0; i < n_days; i++) {
		const char *name = calendar_day_name(calendar, first + i);
		if (name == NULL)
			continue;
		g_autofree char *line = text_one_line(name, 0);
		printf("%*d%c %s\n", CELL - 1, i + 1, mark_of(calendar, first + i), line);
	}
}

static void
print_year(const Calendar *calendar, int year, bool is_zh)
{
	for (int month = 1; month <= 12; month++) {
		int first = day_from_date(year, month, 1), n_days = days_in_month(year, month);
		int n_working = calendar_workdays_between(calendar, first - 1, first + n_days - 1);
		if (month > 1)
			putchar('\n');
		print_head(year, month, n_working, is_zh);
		print_days(calendar, first, n_days);
	}
	printf(is_zh ? "\n%s %d年：%d个工作日。* 节假日，+ 调休上班，. 周末\n" :
	               "\n%s %d: %d working days. * holiday, + worked instead, . weekend\n",
	    calendar_name(calendar), year,
	    calendar_workdays_between(calendar, day_from_date(year, 1, 1) - 1,
	        day_from_date(year, 12, 31)));
}

static void
print_json(const Calendar *calendar, int year)
{
	json_t *days = json_array();
	for (int day = day_from_date(year, 1, 1); day <= day_from_date(year, 12, 31); day++) {
		const char *name = calendar_day_name(calendar, day);
		g_autofree char *date = day_format(day);
		if (name != NULL || !calendar_is_weekend(calendar, day))
			json_array_append_new(days, json_pack("{s:s, s:b, s:s?}", "date", date, "working",
			    calendar_is_working_day(calendar, day), "name", name));
	}
	json_dumpf(days, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(days);
}

bool
cmd_calendar_load(const char *name, Calendar **out, GError **error)
{
	g_autoptr(GError) why = NULL;
	if (calendar_load(name, data_read, out, &why))
		return true;
	if (g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND)) {
		g_autoptr(GPtrArray) names = data_list("calendars", ".ics");
		g_ptr_array_add(names, NULL);
		g_autofree char *all = g_strjoinv(" ", (char **)names->pdata);
		return fail(error, PLAINT_ERROR_NOT_FOUND, "%s; there are: %s", why->message, all);
	}
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

void
cmd_calendar_warn(const Context *ctx, const Calendar *calendar, int day)
{
	g_autofree char *last = day_format(calendar_ends_at(calendar));
	g_autofree char *first = day_format(calendar_starts_at(calendar));
	if (day > calendar_ends_at(calendar) || day < calendar_starts_at(calendar))
		fprintf(stderr,
		    "%s: calendar '%s' covers %s to %s: outside, weekends alone were counted\n",
		    ctx->program, calendar_name(calendar), first, last);
}

bool
cmd_calendar(Context *ctx, int argc, char **argv, GError **error)
{
	g_autoptr(Calendar) calendar = NULL;
	g_autofree char *language = language_base(g_get_language_names()[0]);
	int year = 0, month, day;
	gboolean is_json = FALSE;
	const GOptionEntry entries[] = {
		{ "year", 'y', 0, G_OPTION_ARG_INT, &year, "the year, instead of this one", "YEAR" },
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &is_json, "print JSON", NULL },
		{ NULL },
	};
	if (!cmd_options(ctx, command_find("calendar"), entries, &argc, &argv, 1, 1, error))
		return false;
	if (year == 0)
		day_to_date((int)(clock_now() / 86400), &year, &month, &day);
	if (year < 1970 || year > 9999)
		return fail(error, PLAINT_ERROR_USAGE, "--year '%d' is not between 1970 and 9999", year);
	if (!cmd_calendar_load(argv[1], &calendar, error))
		return false;
	if (is_json)
		print_json(calendar, year);
	else
		print_year(calendar, year, strcmp(language, "zh") == 0);
	cmd_calendar_warn(ctx, calendar, day_from_date(year, 1, 1));
	return true;
}
