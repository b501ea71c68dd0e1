/* SPDX-License-Identifier: ISC
 * deadlines.c - the deadlines of a case, counted from its windows
 *
 * Counted anew from the start each time, with all pauses, never moved on from what they were: so
 * holidays declared later, or a corrected window, need no special case. Only a date that somebody
 * named (is_fixed) stays, and is moved when a pause ends. */
#include "case-private.h"
#include "plaint/clock.h"
#include <string.h>

static bool
read_window(const CaseWindow *from, Window *out)
{
	return from->text != NULL && *from->text != '\0' && window_parse(from->text, out, NULL);
}

static int64_t
count(const Case *c, const Policy *policy, const Window *window, int64_t start, bool is_least)
{
	const Pause *pauses = (const Pause *)c->pauses->data;
	return is_least ?
	           window_expected_paused(window, start, policy->provider, pauses, c->pauses->len) :
	           window_end_paused(window, start, policy->provider, pauses, c->pauses->len);
}

bool
deadline_window(const Case *c, DeadlineWhat what, Window *out_window,
    int64_t *out_start)
{
	const Deadline *first = &c->deadlines[DEADLINE_FIRST_REPLY];
	bool is_first = what == DEADLINE_FIRST_REPLY;
	if (c->filed_at == 0 || !read_window(is_first ? &c->first_reply : &c->resolve, out_window))
		return false;
	*out_start = c->filed_at;
	if (is_first)
		return true;
	if (c->resolve_from != 0)
		*out_start = c->resolve_from;
	else if (out_window->from_acknowledgement && c->acknowledged_at != 0)
		*out_start = c->acknowledged_at;
	/* Nobody acknowledged: as if it had been done at the last moment, or a provider that never
	 * writes would have for ever. */
	else if (out_window->from_acknowledgement && first->due != 0)
		*out_start = first->due;
	return true;
}

void
deadline_set(Deadline *deadline, int64_t due, const char *window, const char *source,
    bool is_fixed)
{
	deadline->due = due;
	deadline->is_fixed = is_fixed;
	/* Mostly they are what they were, and this runs for a million cases. */
	if (strcmp(deadline->window, window) != 0)
		case_set(&deadline->window, window);
	if (strcmp(deadline->source, source) != 0)
		case_set(&deadline->source, source);
}

static void
count_one(Case *c, const Policy *policy, DeadlineWhat what)
{
	Deadline *deadline = &c->deadlines[what];
	const CaseWindow *from = what == DEADLINE_FIRST_REPLY ? &c->first_reply : &c->resolve;
	Window window;
	int64_t start;
	if (deadline->is_fixed || deadline->met != 0)
		return;
	if (deadline_window(c, what, &window, &start))
		deadline_set(deadline, count(c, policy, &window, start, what == DEADLINE_EXPECTED),
		    from->text, from->source, false);
	else
		deadline_set(deadline, 0, "", "", false);
}

void
deadlines_count(Case *c, const Policy *policy)
{
	count_one(c, policy, DEADLINE_FIRST_REPLY); /* the others may start with it */
	count_one(c, policy, DEADLINE_EXPECTED);
	count_one(c, policy, DEADLINE_OVERDUE);
}

void
case_recount(Case *c, const Policy *policy)
{
	deadlines_count(c, policy);
	c->next_at = next_moment(c, policy);
}

char *
deadline_explain(const Case *c, const Policy *policy, DeadlineWhat what, bool is_zh)
{
	const Deadline *deadline = &c->deadlines[what];
	Window window;
	int64_t start;
	if (!deadline->is_fixed && deadline_window(c, what, &window, &start))
		return window_explain(&window, start, policy->provider, (const Pause *)c->pauses->data,
		    c->pauses->len, is_zh ? "zh" : "en");
	g_autofree char *day = time_format_day(deadline->due, place_zone(policy->provider));
	if (strcmp(deadline->source, "answer") == 0)
		return g_strdup_printf(is_zh ? "服务商自己承诺的期限：%s" : "the provider named %s", day);
	return g_strdup_printf(is_zh ? "手工设定的期限：%s" : "set to %s by hand", day);
}

char *
case_deadline_reason(const Case *c, const Policy *policy, DeadlineWhat what)
{
	return deadline_explain(c, policy, what, policy_is_zh(policy, c));
}
