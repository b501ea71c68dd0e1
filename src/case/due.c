/* SPDX-License-Identifier: ISC
 * due.c - what is done because time has passed: the ladder, and reminders
 *
 * A step is due at a moment that already lies in the receiver's sending hours, so that a daemon
 * which is awake decides and sends at once, and an answer that comes in between is seen first. One
 * that was asleep meets several steps at once: then only the newest goes. */
#include "case-private.h"
#include <string.h>

bool
policy_is_zh(const Policy *policy, const Case *c)
{
	return g_str_has_prefix(policy->language != NULL ? policy->language : c->language, "zh");
}

Hours
policy_hours(const Policy *policy, Hours hours)
{
	/* A zeroed Policy has 0-0, one that says "unknown" has -1. */
	return policy->sending.from >= 0 && policy->sending.from < policy->sending.to ?
	           policy->sending :
	           hours;
}

/* ---- steps ---- */

static const StepDone *
step_done(const Case *c, const Step *step)
{
	for (guint i = 0; i < c->steps->len; i++) {
		const StepDone *done = c->steps->pdata[i];
		if (strcmp(done->step, step->name) == 0)
			return done;
	}
	return NULL;
}

static const Step *
step_at(const Ladder *ladder, int i)
{
	return ladder->steps->pdata[i];
}

/* Steps are chained by "after previous": what the first of the chain waits for. */
static StepWhen
root_of(const Ladder *ladder, int i)
{
	while (i > 0 && step_at(ladder, i)->when == WHEN_AFTER_PREVIOUS)
		i--;
	return step_at(ladder, i)->when;
}

static bool
is_chasing(StepWhen root)
{
	return root == WHEN_FIRST_REPLY_OVERDUE || root == WHEN_WINDOW_OVERDUE;
}

static bool
fits_state(const Case *c, StepWhen root)
{
	if (is_chasing(root))
		return case_is_waiting_for_provider(c);
	return c->state == (root == WHEN_REJECTED ? CASE_ANSWERED_REJECTED : CASE_ANSWERED_RESOLVED);
}

/* Not done, and none after it that chases for the same: after the firm one no soft one goes. */
static bool
is_open_step(const Case *c, const Ladder *ladder, int i)
{
	bool chases = is_chasing(root_of(ladder, i));
	if (step_done(c, step_at(ladder, i)) != NULL)
		return false;
	for (int later = i + 1; later < (int)ladder->steps->len; later++)
		if (is_chasing(root_of(ladder, later)) == chases &&
		    (chases || root_of(ladder, later) == root_of(ladder, i)) &&
		    step_done(c, step_at(ladder, later)) != NULL)
			return false;
	return true;
}

/* The moment after which step i is due, before sending hours; 0: not to be foreseen. */
static int64_t
step_base(const Case *c, const Policy *policy, int i)
{
	const Step *step = step_at(policy->ladder, i);
	const Deadline *deadline;
	switch (step->when) {
	case WHEN_FIRST_REPLY_OVERDUE:
	case WHEN_WINDOW_OVERDUE:
		deadline = &c->deadlines[step->when == WHEN_WINDOW_OVERDUE ? DEADLINE_OVERDUE :
		                                                             DEADLINE_FIRST_REPLY];
		return deadline->due != 0 && deadline->met == 0 ? deadline->due + 1 : 0;
	case WHEN_AFTER_PREVIOUS: {
		const StepDone *done = i > 0 ? step_done(c, step_at(policy->ladder, i - 1)) : NULL;
		return done == NULL ? 0 :
		                      window_end_paused(&step->after, done->at, policy->provider,
		                          (const Pause *)c->pauses->data, c->pauses->len) + 1;
	}
	case WHEN_REJECTED:
		return c->answered_at;
	case WHEN_UNCONFIRMED:
		deadline = &c->deadlines[DEADLINE_CONFIRM];
		return deadline->due != 0 ? deadline->due + 1 : 0;
	}
	return 0;
}

static bool
is_to_provider(Recipient to)
{
	return to == TO_PROVIDER || to == TO_CHANNEL;
}

/* Who gets it: where chasing harms, the complainant is reminded instead. */
static Recipient
step_recipient(const Policy *policy, int i)
{
	const Step *step = step_at(policy->ladder, i);
	return is_to_provider(step->to) && policy->follow_ups == FOLLOW_UPS_NEVER &&
	               is_chasing(root_of(policy->ladder, i)) ?
	           TO_COMPLAINANT :
	           step->to;
}

/* Where the hours of a step are counted: an escalation is the complainant's own act. */
static const Place *
step_place(const Policy *policy, int i)
{
	return is_to_provider(step_recipient(policy, i)) ? policy->provider : policy->complainant;
}

/* ---- an answer that nobody has understood yet ---- */

/* Stands among the steps of a case, under a name that no step of a ladder can have. */
#define ASKED "asked:"

static int
find_question(const Case *c)
{
	for (guint i = 0; i < c->steps->len; i++)
		if (strcmp(((const StepDone *)c->steps->pdata[i])->step, ASKED) == 0)
			return (int)i;
	return -1;
}

void
question_close(Case *c)
{
	int i = find_question(c);
	if (i >= 0)
		g_ptr_array_remove_index(c->steps, (guint)i);
}

void
question_open(Round *round)
{
	question_close(round->c);
	case_add_step(round->c, ASKED, round->at, true);
}

/* A desk that has just written is not told that it is silent: the complainant has the time of a
 * reminder to say what the answer means. 0: nobody was asked. */
static int64_t
question_waits(const Case *c, const Policy *policy)
{
	int i = find_question(c);
	Window window;
	if (i < 0 || !window_parse(DECIDE_REMIND, &window, NULL))
		return 0;
	return window_end(&window, ((const StepDone *)c->steps->pdata[i])->at, policy->complainant) + 1;
}

static int64_t
step_moment(const Case *c, const Policy *policy, int i)
{
	const Step *step = step_at(policy->ladder, i);
	if (!fits_state(c, root_of(policy->ladder, i)) || !is_open_step(c, policy->ladder, i))
		return 0;
	int64_t base = step_base(c, policy, i);
	if (base == 0)
		return 0;
	if (policy->follow_ups == FOLLOW_UPS_ONLY_AFTER && is_chasing(root_of(policy->ladder, i)) &&
	    is_to_provider(step->to)) {
		int day = place_day_zero(policy->provider, c->filed_at);
		day = place_add_workdays(policy->provider, day, policy->follow_ups_after);
		base = MAX(base, place_day_end(policy->provider, day) + 1);
	}
	if (is_chasing(root_of(policy->ladder, i)) && is_to_provider(step->to))
		base = MAX(base, question_waits(c, policy));
	return place_next_slot(step_place(policy, i), base, policy_hours(policy, step->hours));
}

static char *
step_reason(const Round *round, int i)
{
	const Case *c = round->c;
	const Step *step = step_at(round->policy->ladder, i);
	g_autofree char *why = NULL;
	const char *what = "";
	switch (step->when) {
	case WHEN_FIRST_REPLY_OVERDUE:
		why = deadline_explain(c, round->policy, DEADLINE_FIRST_REPLY, round->is_zh);
		what = round->is_zh ? "首次答复逾期" : "first reply overdue";
		break;
	case WHEN_WINDOW_OVERDUE:
		why = deadline_explain(c, round->policy, DEADLINE_OVERDUE, round->is_zh);
		what = round->is_zh ? "处理期限已过" : "window overdue";
		break;
	case WHEN_AFTER_PREVIOUS: {
		const Step *previous = step_at(round->policy->ladder, i - 1);
		const StepDone *done = step_done(c, previous);
		why = window_explain(&step->after, done->at, round->policy->provider,
		    (const Pause *)c->pauses->data, c->pauses->len, round->is_zh ? "zh" : "en");
		return g_strdup_printf(round->is_zh ? "在“%s”之后：%s" : "after %s: %s", previous->name,
		    why);
	}
	case WHEN_REJECTED:
		return g_strdup(round->is_zh ? "服务商驳回了投诉" : "the provider rejected it");
	case WHEN_UNCONFIRMED:
		return g_strdup(round->is_zh ? "服务商称已解决，但无人确认" :
		                               "said to be resolved, and nobody has confirmed it");
	}
	return g_strdup_printf(round->is_zh ? "%s：%s" : "%s: %s", what, why);
}

static void
skip_steps_before(Round *round, int i)
{
	const Ladder *ladder = round->policy->ladder;
	for (int before = 0; before < i; before++) {
		int64_t moment = step_moment(round->c, round->policy, before);
		if (moment == 0 || moment > round->now)
			continue;
		const char *name = step_at(ladder, before)->name;
		round_note(round, "skip", NULL,
		    round->is_zh ? "跳过步骤“%s”：“%s”同时到期" : "step %s left out: %s is due as well",
		    name, step_at(ladder, i)->name);
		case_add_step(round->c, name, round->now, true);
	}
}

static void
do_step(Round *round, int i)
{
	const Step *step = step_at(round->policy->ladder, i);
	Recipient to = step_recipient(round->policy, i);
	Look look = is_to_provider(to) ? look_found(round, step->name) : LOOK_NONE;
	if (look == LOOK_GONE)
		to = TO_COMPLAINANT;
	bool is_turned = to != step->to;
	bool needs_consent = step->needs_consent && !is_turned;
	/* A question is asked at once, as all are. */
	int64_t send_at = look == LOOK_GONE ? round->now :
	                                      place_next_slot(step_place(round->policy, i), round->now,
	                                          policy_hours(round->policy, step->hours));
	const char *turned = look == LOOK_GONE ? "notice-gone" : "notice-not-chased";
	g_autofree char *reason = step_reason(round, i);
	skip_steps_before(round, i);
	/* One that still waits for its hour, from before a long sleep, would go beside this one. */
	if (is_to_provider(to) || look == LOOK_GONE)
		round->decision->withdraws_follow_ups = true;
	round_note(round, "step", reason, round->is_zh ? "步骤“%s”（%s）" : "step %s, to the %s",
	    step->name, recipient_name(to));
	Action *action = round_act(round, to, is_turned ? turned : step->template_name, step->name, send_at,
	    needs_consent, reason);
	action->is_still_there = look == LOOK_THERE;
	action->is_appeal = is_to_provider(to) && root_of(round->policy->ladder, i) == WHEN_REJECTED;
	if (needs_consent)
		round_act(round, TO_COMPLAINANT, "notice-consent", step->name, round->now, false, reason);
	else if (to != TO_COMPLAINANT && is_chasing(root_of(round->policy->ladder, i)))
		round_act(round, TO_COMPLAINANT, "notice-follow-up", step->name, send_at, false, reason);
	case_add_step(round->c, step->name, send_at, false);
}

/* The newest step that is due; -1: none. */
static int
newest_step(const Case *c, const Policy *policy, int64_t now)
{
	for (int i = (int)policy->ladder->steps->len - 1; i >= 0; i--) {
		int64_t moment = step_moment(c, policy, i);
		if (moment != 0 && moment <= now)
			return i;
	}
	return -1;
}

/* ---- reminders ---- */

/* When the complainant is to be reminded of what waits for them; 0: never. */
static int64_t
reminder_moment(const Case *c, const Policy *policy, DeadlineWhat what)
{
	const Deadline *deadline = &c->deadlines[what];
	const char *effect = case_deadline_effect(c->state, what);
	int most = what == DEADLINE_CONFIRM ? 1 : DECIDE_REMINDERS_MAX;
	if (strcmp(effect, "nothing") == 0 || strcmp(effect, "ladder") == 0 || deadline->due == 0 ||
	    deadline->met != 0 || c->reminders >= most)
		return 0;
	return place_next_slot(policy->complainant, deadline->due + 1,
	    policy_hours(policy, HOURS_DEFAULT));
}

static void
do_reminder(Round *round, DeadlineWhat what)
{
	Case *c = round->c;
	int64_t moment = reminder_moment(c, round->policy, what);
	if (moment == 0 || moment > round->now)
		return;
	int64_t send_at = place_next_slot(round->policy->complainant, round->now,
	    policy_hours(round->policy, HOURS_DEFAULT));
	bool is_confirm = what == DEADLINE_CONFIRM;
	const char *reason = is_confirm ?
	    (round->is_zh ? "请确认问题是否已解决" : "nobody has said yet whether it is solved") :
	    (round->is_zh ? "投诉正在等待您处理" : "it waits for you");
	round_note(round, "deadline", reason, "%s",
	    round->is_zh ? "提醒投诉人" : "the complainant is reminded");
	round_act(round, TO_COMPLAINANT,
	    is_confirm ? "notice-confirm-reminder" : "notice-waiting-reminder", NULL, send_at, false,
	    reason);
	c->reminders++;
	Window again;
	if (!is_confirm && c->reminders < DECIDE_REMINDERS_MAX &&
	    window_parse(DECIDE_REMIND_AGAIN, &again, NULL))
		deadline_set(&c->deadlines[what], window_end(&again, send_at, round->policy->complainant),
		    DECIDE_REMIND_AGAIN, "default", false);
}

/* ---- both ---- */

static bool
is_asleep(const Case *c)
{
	return c->is_held || c->state == CASE_DRAFT || c->state == CASE_CLOSED;
}

static void
earlier(int64_t *best, int64_t moment)
{
	if (moment != 0 && (*best == 0 || moment < *best))
		*best = moment;
}

int64_t
due_next(const Case *c, const Policy *policy)
{
	int64_t best = 0;
	if (is_asleep(c))
		return 0;
	if (c->snooze_until != 0)
		return c->snooze_until;
	for (int i = 0; i < (int)policy->ladder->steps->len; i++)
		earlier(&best, step_moment(c, policy, i));
	earlier(&best, reminder_moment(c, policy, DEADLINE_CONFIRM));
	earlier(&best, reminder_moment(c, policy, DEADLINE_REMIND));
	return best;
}

void
due_decide(Round *round)
{
	Case *c = round->c;
	if (is_asleep(c) || c->snooze_until > round->now)
		return;
	if (c->snooze_until != 0) {
		c->snooze_until = 0;
		round_note(round, "note", NULL, "%s", round->is_zh ? "暂缓结束" : "the snooze is over");
		round_act(round, TO_COMPLAINANT, "notice-snooze-over", NULL, round->now, false,
		    round->is_zh ? "您设定的暂缓时间已到" : "you asked to be reminded now");
	}
	int step = newest_step(c, round->policy, round->now);
	if (step >= 0)
		do_step(round, step);
	do_reminder(round, DEADLINE_CONFIRM);
	do_reminder(round, DEADLINE_REMIND);
}

const char *
case_step_to_look(const Case *c, const Policy *policy, int64_t now)
{
	if (is_asleep(c) || c->snooze_until > now)
		return NULL;
	g_autoptr(Case) counted = case_copy(c);
	deadlines_count(counted, policy);
	int i = newest_step(counted, policy, now);
	const char *name = i >= 0 ? step_at(policy->ladder, i)->name : NULL;
	bool is_chase = i >= 0 && is_chasing(root_of(policy->ladder, i)) &&
	                is_to_provider(step_recipient(policy, i));
	return is_chase && look_is_wanted(c, name) ? name : NULL;
}
