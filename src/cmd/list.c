/* SPDX-License-Identifier: ISC
 * list.c - plaint list: the open cases, overdue first */
#include "commands.h"
#include "common.h"
#include "view.h"
#include "plaint/clock.h"
#include "plaint/text.h"
#include <stdio.h>
#include <string.h>

static int64_t now;

/* Overdue first, then by what is due next, then the newest. */
static int
by_urgency(gconstpointer a, gconstpointer b)
{
	const Case *one = *(const Case *const *)a, *two = *(const Case *const *)b;
	DeadlineWhat what;
	int64_t at_one = INT64_MAX, at_two = INT64_MAX;
	bool late_one = case_is_overdue(one, now), late_two = case_is_overdue(two, now);
	if (late_one != late_two)
		return late_one ? -1 : 1;
	case_next_deadline(one, &what, &at_one);
	case_next_deadline(two, &what, &at_two);
	if (at_one != at_two)
		return at_one < at_two ? -1 : 1;
	return one->opened_at > two->opened_at ? -1 : one->opened_at < two->opened_at;
}

static void
print_row(const char *const cells[6])
{
	static const size_t widths[] = { 6, 12, 16, 19, 18 }; /* 18: "2026-05-06 overdue" */
	for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
		g_autofree char *cell = text_pad(cells[i], widths[i]);
		printf("%s  ", cell);
	}
	printf("%s\n", cells[5]);
}

static void
print_case(const Case *c, bool is_zh)
{
	DeadlineWhat what;
	int64_t at = 0;
	g_autofree char *next = NULL;
	if (case_next_deadline(c, &what, &at)) {
		g_autofree char *day = time_format_day(at, NULL);
		next = g_strdup_printf("%s%s", day,
		    case_is_overdue(c, now) ? (is_zh ? " 已逾期" : " overdue") : "");
	}
	g_autofree char *title = text_one_line(c->title, 200);
	const char *provider = *c->provider != '\0' ? c->provider : c->to;
	print_row((const char *[]){ c->key, c->type, provider, state_words(c, is_zh),
	    next != NULL ? next : "-", title });
}

/* RFC 5545: an event at each case's next deadline, so that a calendar program shows it. */
static void
print_ics(const GPtrArray *cases)
{
	fputs("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//plaint//plaint//EN\r\n", stdout);
	for (guint i = 0; i < cases->len; i++) {
		const Case *c = cases->pdata[i];
		DeadlineWhat what;
		int64_t at = 0;
		if (!case_next_deadline(c, &what, &at))
			continue;
		g_autoptr(GDateTime) due = g_date_time_new_from_unix_utc(at);
		g_autoptr(GDateTime) stamp = g_date_time_new_from_unix_utc(now);
		g_autofree char *when = g_date_time_format(due, "%Y%m%dT%H%M%SZ");
		g_autofree char *made = g_date_time_format(stamp, "%Y%m%dT%H%M%SZ");
		g_autofree char *title = text_one_line(c->title, 150);
		g_autoptr(GString) escaped = g_string_new(title);
		g_string_replace(escaped, "\\", "\\\\", 0);
		g_string_replace(escaped, ";", "\\;", 0);
		g_string_replace(escaped, ",", "\\,", 0);
		g_autofree char *summary =
		    g_strdup_printf("SUMMARY:plaint %s: %s: %s", c->key, deadline_name(what), escaped->str);
		printf("BEGIN:VEVENT\r\nUID:%s-%s@plaint\r\nDTSTAMP:%s\r\nDTSTART:%s\r\n", c->key,
		    deadline_name(what), made, when);
		print_folded(summary);
		fputs("END:VEVENT\r\n", stdout);
	}
	fputs("END:VCALENDAR\r\n", stdout);
}

bool
cmd_list(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean json = FALSE, all = FALSE, ics = FALSE;
	const GOptionEntry entries[] = {
		{ "all", 'a', 0, G_OPTION_ARG_NONE, &all, "closed cases too", NULL },
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL },
		{ "ics", 0, 0, G_OPTION_ARG_NONE, &ics, "print the deadlines as a calendar", NULL },
		{ NULL },
	};
	g_autoptr(GPtrArray) cases = NULL;
	if (!cmd_options(ctx, command_find("list"), entries, &argc, &argv, 0, 0, error) ||
	    !store_case_list(ctx->store, all, &cases, error))
		return false;
	now = clock_now();
	g_ptr_array_sort(cases, by_urgency);
	if (ics) {
		print_ics(cases);
		return true;
	}
	if (json) {
		json_t *array = json_array();
		for (guint i = 0; i < cases->len; i++)
			json_array_append_new(array, view_case(cases->pdata[i], now));
		print_json(array);
		return true;
	}
	bool is_zh = is_chinese(ctx);
	if (cases->len == 0) {
		fputs(is_zh ? "没有未结的投诉\n" : "no open cases\n", stderr);
		return true;
	}
	print_row(is_zh ? (const char *[]){ "编号", "类型", "服务商", "状态", "下一期限", "标题" }
	                : (const char *[]){ "KEY", "TYPE", "PROVIDER", "STATE", "NEXT", "TITLE" });
	for (guint i = 0; i < cases->len; i++)
		print_case(cases->pdata[i], is_zh);
	return true;
}
