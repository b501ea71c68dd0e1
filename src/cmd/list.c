/* SPDX-License-Identifier: ISC
 * list.c - plaint list: the open cases, overdue first */
#include "commands.h"
#include "common.h"
#include "view.h"
#include "plaint/agenda.h"
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

static void
item_free(gpointer data)
{
	AgendaItem *item = data;
	g_free((char *)item->uid);
	g_free((char *)item->summary);
	g_free((char *)item->description);
	g_free(item);
}

/* what: the end of the UID, which stays as long as the deadline does. description is taken. */
static void
add_item(GPtrArray *items, const Case *c, const char *what, const char *words, char *description,
    int64_t at, const Place *place)
{
	g_autofree char *title = text_one_line(c->title, 150);
	AgendaItem *item = g_new0(AgendaItem, 1);
	item->uid = g_strdup_printf("%s-%s@plaint", c->key, what);
	item->summary = g_strdup_printf("plaint %s: %s: %s", c->key, words, title);
	item->description = description;
	item->at = at;
	item->zone = place_zone(place);
	g_ptr_array_add(items, item);
}

/* What is due in the case's state and not met, at the place of who it binds; and the last days of
 * the complainant that are not over. */
static void
add_case(GPtrArray *items, const Case *c, const Policy *policy, bool is_zh)
{
	for (int i = 0; i < DEADLINE_COUNT; i++) {
		const Deadline *deadline = &c->deadlines[i];
		DeadlineWhat what = (DeadlineWhat)i;
		bool is_theirs = i <= DEADLINE_OVERDUE;
		if (deadline->due != 0 && deadline->met == 0 &&
		    strcmp(case_deadline_effect(c->state, what), "nothing") != 0)
			add_item(items, c, deadline_name(what), deadline_words(what, is_zh),
			    is_theirs ? case_deadline_reason(c, policy, what) : g_strdup(""), deadline->due,
			    is_theirs ? policy->provider : policy->complainant);
	}
	for (guint i = 0; c->filed_at != 0 && i < policy->limits->len; i++) {
		const Limit *limit = policy->limits->pdata[i];
		int64_t end = case_limit_end(c, policy, limit);
		g_autofree char *what = g_strconcat("act-by-", limit->body, NULL);
		g_autofree char *words =
		    g_strdup_printf(is_zh ? "办理截止：%s" : "last day for %s", limit->name);
		if (end >= now)
			add_item(items, c, what, words, g_strdup_printf("plaint escalate %s --body %s", c->key,
			    limit->body), end, policy->complainant);
	}
}

static bool
print_ics(Context *ctx, const GPtrArray *cases, GError **error)
{
	g_autoptr(Flow) flow = flow_new(ctx->conf, ctx->store);
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(item_free);
	for (guint i = 0; i < cases->len; i++) {
		const Case *c = cases->pdata[i];
		Policy policy;
		if (!flow_policy(flow, c, &policy, error))
			return false;
		add_case(items, c, &policy, is_chinese(ctx));
	}
	g_autofree char *text = agenda_format(items, now);
	fputs(text, stdout);
	return true;
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
	if (ics)
		return print_ics(ctx, cases, error);
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
