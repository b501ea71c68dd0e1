/* SPDX-License-Identifier: ISC
 * workdays.c - plaint workdays: counting working days, for people and scripts */
#include "cmd-calendar-private.h"
#include "plaint/clock.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define WORKDAYS_MAX 100000 /* some 400 years */

static bool
read_day(const char *text, int *out, GError **error)
{
	int64_t when;
	if (day_parse(text, out))
		return true;
	if (g_strcmp0(text, "today") != 0)
		return fail(error, PLAINT_ERROR_USAGE,
		    "'%s' is no day: write it like 2026-09-24, or 'today'", text);
	when = clock_now();
	g_autofree char *day = time_format_day(when, NULL);
	return day_parse(day, out) || fail(error, PLAINT_ERROR_INTERNAL, "no day '%s'", day);
}

static bool
read_count(const char *text, int *out, GError **error)
{
	guint64 n;
	if (!g_ascii_string_to_unsigned(text, 10, 0, WORKDAYS_MAX, &n, NULL))
		return fail(error, PLAINT_ERROR_USAGE, "'%s' is no number of working days: 0 to %d", text,
		    WORKDAYS_MAX);
	*out = (int)n;
	return true;
}

bool
cmd_workdays(Context *ctx, int argc, char **argv, GError **error)
{
	g_autoptr(Calendar) calendar = NULL;
	gboolean is_between = FALSE;
	int from, to, n = 0;
	const GOptionEntry entries[] = {
		{ "between", 'b', 0, G_OPTION_ARG_NONE, &is_between,
		    "count the working days after FROM, up to and with TO", NULL },
		{ NULL },
	};
	if (!cmd_options(ctx, command_find("workdays"), entries, &argc, &argv, 3, 3, error) ||
	    !read_day(argv[1], &from, error))
		return false;
	if (is_between ? !read_day(argv[2], &to, error) : !read_count(argv[2], &n, error))
		return false;
	if (!cmd_calendar_load(argv[3], &calendar, error))
		return false;
	if (is_between) {
		printf("%d\n", calendar_workdays_between(calendar, from, to));
	} else {
		to = calendar_add_workdays(calendar, from, n);
		g_autofree char *day = day_format(to);
		puts(day);
	}
	cmd_calendar_warn(ctx, calendar, from);
	if (to > calendar_ends_at(calendar) && from <= calendar_ends_at(calendar))
		cmd_calendar_warn(ctx, calendar, to);
	return true;
}
