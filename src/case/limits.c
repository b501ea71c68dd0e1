/* SPDX-License-Identifier: ISC
 * limits.c - what the complainant must do in time: turn to somebody else before it is too late
 *
 * The deadlines of a case bind the provider; these bind the complainant, run while the case is open
 * and on after it was closed without success, and nothing that the provider does stops them. Each
 * is told of once; what the case remembers of it stands among the steps, under a name that no step
 * of a ladder can have. */
#include "case-private.h"
#include <string.h>

#define MARK "act-by:"

static const StepDone *
mark_of(const Case *c, const char *body)
{
	for (guint i = 0; i < c->steps->len; i++) {
		const StepDone *done = c->steps->pdata[i];
		if (g_str_has_prefix(done->step, MARK) && strcmp(done->step + strlen(MARK), body) == 0)
			return done;
	}
	return NULL;
}

static void
set_mark(Case *c, const char *body, int64_t at, bool is_skipped)
{
	g_autofree char *name = g_strconcat(MARK, body, NULL);
	case_add_step(c, name, at, is_skipped);
}

/* It ended as the complainant wanted. */
static bool
is_settled(const Case *c)
{
	return c->state == CASE_CLOSED &&
	       (c->outcome == OUTCOME_SOLVED || c->outcome == OUTCOME_WITHDRAWN);
}

static bool
is_silent(const Case *c)
{
	return c->is_held || c->state == CASE_DRAFT || is_settled(c);
}

static int
last_day(const Case *c, const Policy *policy, const Limit *limit)
{
	int64_t from = limit->is_from_filed ? c->filed_at : c->occurred_at;
	return from == 0 ? 0 : place_day(policy->complainant, from, NULL) + limit->days;
}

static int
lead_days(const Limit *limit)
{
	return MIN(limit->days / 4, DECIDE_LIMIT_LEAD_DAYS);
}

/* When the complainant is to be told; 0: never, or it was done. */
static int64_t
limit_moment(const Case *c, const Policy *policy, const Limit *limit)
{
	int last = last_day(c, policy, limit);
	if (last == 0 || mark_of(c, limit->body) != NULL)
		return 0;
	int64_t morning = place_time(policy->complainant, last - lead_days(limit), 0);
	int64_t slot =
	    place_next_slot(policy->complainant, morning, policy_hours(policy, HOURS_DEFAULT));
	/* Holidays up to the last day: better at night than too late. */
	return MAX(slot <= place_day_end(policy->complainant, last) ? slot : morning, c->snooze_until);
}

static void
append_limit(GString *words, const Round *round, const Limit *limit)
{
	g_autofree char *day = day_format(last_day(round->c, round->policy, limit));
	const char *first = round->is_zh ? "办理期限将至：" : "the last day to turn to ";
	const char *next = round->is_zh ? "；" : ", to ";
	g_string_append_printf(words, round->is_zh ? "%s%s [%s] 截至%s" : "%s%s [%s] is %s",
	    words->len == 0 ? first : next, limit->name, limit->body, day);
}

void
limits_decide(Round *round)
{
	Case *c = round->c;
	const GPtrArray *limits = round->policy->limits;
	g_autoptr(GString) words = g_string_new(NULL);
	if (limits == NULL || is_silent(c) || c->snooze_until > round->now)
		return;
	for (guint i = 0; i < limits->len; i++) {
		const Limit *limit = limits->pdata[i];
		int64_t moment = limit_moment(c, round->policy, limit);
		if (moment == 0 || moment > round->now)
			continue;
		bool is_past =
		    round->now > place_day_end(round->policy->complainant, last_day(c, round->policy, limit));
		if (!is_past)
			append_limit(words, round, limit);
		set_mark(c, limit->body, round->now, is_past);
	}
	if (words->len == 0)
		return;
	round_note(round, "deadline", words->str, "%s",
	    round->is_zh ? "提醒投诉人：办理期限将至" : "the complainant is reminded of a last day");
	round_act(round, TO_COMPLAINANT, "notice-act-by", NULL, round->now, false, words->str);
}

/* No zone is a day from UTC: surely not before that, and a million cases are spared the rest. */
static bool
is_after(const Case *c, const Policy *policy, const Limit *limit, int64_t when)
{
	return (last_day(c, policy, limit) - lead_days(limit) - 1) * 86400LL > when;
}

int64_t
limits_next(const Case *c, const Policy *policy, int64_t before)
{
	int64_t best = before;
	for (guint i = 0; policy->limits != NULL && !is_silent(c) && i < policy->limits->len; i++) {
		const Limit *limit = policy->limits->pdata[i];
		if (best != 0 && is_after(c, policy, limit, best))
			continue;
		int64_t moment = limit_moment(c, policy, limit);
		if (moment != 0 && (best == 0 || moment < best))
			best = moment;
	}
	return best;
}

void
limits_turned(Round *round, const char *body)
{
	if (*body != '\0' && !case_has_turned_to(round->c, body))
		set_mark(round->c, body, round->at, true);
}

bool
case_has_turned_to(const Case *c, const char *body)
{
	for (guint i = 0; i < c->steps->len; i++) {
		const StepDone *done = c->steps->pdata[i];
		if (done->is_skipped && g_str_has_prefix(done->step, MARK) &&
		    strcmp(done->step + strlen(MARK), body) == 0)
			return true;
	}
	return false;
}

int64_t
case_limit_end(const Case *c, const Policy *policy, const Limit *limit)
{
	int last = last_day(c, policy, limit);
	if (last == 0 || is_settled(c) || case_has_turned_to(c, limit->body))
		return 0;
	return place_day_end(policy->complainant, last);
}

int64_t
next_moment(const Case *c, const Policy *policy)
{
	return limits_next(c, policy, due_next(c, policy));
}
