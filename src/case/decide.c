/* SPDX-License-Identifier: ISC
 * decide.c - what happens to a case, event by event
 *
 * A chain of small functions on a copy of the case; the original is never touched, so a refused
 * event leaves nothing behind. Time passing is in due.c, what a mail does in table.c. */
#include "case-private.h"
#include "plaint/clock.h"
#include <string.h>

/* ---- the decision ---- */

static void
journal_free(gpointer data)
{
	JournalEntry *entry = data;
	g_free(entry->kind);
	g_free(entry->text);
	g_free(entry->because);
	g_free(entry);
}

static void
action_free(gpointer data)
{
	Action *action = data;
	g_free(action->template_name);
	g_free(action->step);
	g_free(action->because);
	g_free(action);
}

void
decision_free(Decision *decision)
{
	if (decision == NULL)
		return;
	case_free(decision->after);
	g_ptr_array_unref(decision->journal);
	g_ptr_array_unref(decision->actions);
	g_free(decision);
}

void
round_note(Round *round, const char *kind, const char *because, const char *format, ...)
{
	JournalEntry *entry = g_new0(JournalEntry, 1);
	va_list args;
	va_start(args, format);
	entry->kind = g_strdup(kind);
	entry->text = g_strdup_vprintf(format, args);
	entry->because = g_strdup(because != NULL ? because : "");
	va_end(args);
	g_ptr_array_add(round->decision->journal, entry);
}

Action *
round_act(Round *round, Recipient to, const char *template_name, const char *step,
    int64_t send_at, bool needs_consent, const char *because)
{
	Action *action = g_new0(Action, 1);
	action->to = to;
	action->template_name = g_strdup(template_name);
	action->step = g_strdup(step != NULL ? step : "");
	action->send_at = send_at;
	action->needs_consent = needs_consent;
	action->because = g_strdup(because != NULL ? because : "");
	g_ptr_array_add(round->decision->actions, action);
	return action;
}

/* To the complainant, at once. */
static void
tell(Round *round, const char *template_name, const char *because)
{
	round_act(round, TO_COMPLAINANT, template_name, NULL, round->now, false, because);
}

/* ---- states ---- */

static void
set_due(Round *round, DeadlineWhat what, const char *window_text)
{
	Deadline *deadline = &round->c->deadlines[what];
	Window window;
	if (!window_parse(window_text, &window, NULL))
		return;
	deadline->met = 0;
	deadline_set(deadline, window_end(&window, round->at, round->policy->complainant),
	    window_text, "default", false);
}

static void
meet(Round *round, DeadlineWhat what)
{
	Deadline *deadline = &round->c->deadlines[what];
	if (deadline->met != 0 || round->c->filed_at == 0)
		return;
	deadline->met = round->at;
	bool is_late = deadline->due != 0 && round->at > deadline->due;
	const char *en = is_late ? "deadline %s met, late" : "deadline %s met";
	const char *zh = is_late ? "期限“%s”已满足，但逾期" : "期限“%s”已满足";
	round_note(round, "deadline", NULL, round->is_zh ? zh : en, deadline_words(what, round->is_zh));
}

static void
begin_pause(Round *round)
{
	const GArray *pauses = round->c->pauses;
	if (pauses->len > 0 && g_array_index(pauses, Pause, pauses->len - 1).to == 0)
		return;
	case_add_pause(round->c, round->at, 0);
	round_note(round, "pause", NULL, "%s",
	    round->is_zh ? "对方期限暂停计时" : "the provider's clock stands");
}

/* A date that somebody named is not counted anew, so it is moved by the days that were lost. */
static void
move_fixed(Round *round, int64_t from, int64_t to)
{
	static const DeadlineWhat whats[] = { DEADLINE_FIRST_REPLY, DEADLINE_OVERDUE };
	for (size_t i = 0; i < G_N_ELEMENTS(whats); i++) {
		Deadline *deadline = &round->c->deadlines[whats[i]];
		if (deadline->is_fixed && deadline->met == 0 && from <= deadline->due && to > from)
			deadline->due = window_moved_end(WINDOW_DAYS, deadline->due, from, to,
			    round->policy->provider);
	}
}

static void
end_pause(Round *round)
{
	GArray *pauses = round->c->pauses;
	Pause *last = pauses->len > 0 ? &g_array_index(pauses, Pause, pauses->len - 1) : NULL;
	if (last == NULL || last->to != 0)
		return;
	/* A clock that was set back must not make the pause negative, nor leave it open. */
	last->to = MAX(last->from, round->at);
	move_fixed(round, last->from, last->to);
	round_note(round, "pause", NULL, "%s",
	    round->is_zh ? "对方期限恢复计时" : "the provider's clock goes on");
}

/* It was answered or closed and is not any more: the resolve window begins again. */
static void
reopen(Round *round, bool restarts)
{
	Case *c = round->c;
	Deadline *overdue = &c->deadlines[DEADLINE_OVERDUE];
	c->deadlines[DEADLINE_EXPECTED].met = 0;
	overdue->met = 0;
	c->outcome = OUTCOME_NONE;
	c->closed_at = 0;
	if (!restarts || c->filed_at == 0)
		return;
	overdue->is_fixed = false;
	c->resolve_from = round->at;
}

static bool
is_over(CaseState state)
{
	return state == CASE_ANSWERED_RESOLVED || state == CASE_ANSWERED_REJECTED ||
	       state == CASE_CLOSED;
}

static void
enter_state(Round *round, CaseState to)
{
	Case *c = round->c;
	switch (to) {
	case CASE_ACKNOWLEDGED:
	case CASE_WORKING:
		c->acknowledged_at = c->acknowledged_at != 0 ? c->acknowledged_at : round->at;
		break;
	case CASE_WAITING_ON_YOU:
		begin_pause(round);
		set_due(round, DEADLINE_REMIND, DECIDE_REMIND);
		break;
	case CASE_ANSWERED_RESOLVED:
	case CASE_ANSWERED_REJECTED:
		meet(round, DEADLINE_OVERDUE);
		c->answered_at = round->at;
		if (to == CASE_ANSWERED_RESOLVED)
			set_due(round, DEADLINE_CONFIRM, DECIDE_CONFIRM);
		else
			set_due(round, DEADLINE_REMIND, DECIDE_REMIND);
		break;
	case CASE_UNDELIVERABLE:
		set_due(round, DEADLINE_REMIND, DECIDE_REMIND);
		break;
	case CASE_CLOSED:
		c->closed_at = round->at;
		c->is_held = false;
		c->snooze_until = 0;
		break;
	default:
		break;
	}
}

/* restarts: coming back from an answer begins the resolve window anew. */
static void
move_to(Round *round, CaseState to, bool restarts, const char *because)
{
	Case *c = round->c;
	CaseState from = c->state;
	if (from == to) {
		/* Asked once more, or answered once more: what we remind of begins again. */
		if (to == CASE_WAITING_ON_YOU || is_over(to))
			c->reminders = 0;
		if (to == CASE_WAITING_ON_YOU)
			set_due(round, DEADLINE_REMIND, DECIDE_REMIND);
		return;
	}
	round_note(round, "state", because, "%s%s%s", case_state_words(from, round->is_zh), " → ",
	    case_state_words(to, round->is_zh));
	c->state = to;
	c->reminders = 0;
	deadline_set(&c->deadlines[DEADLINE_CONFIRM], 0, "", "", false);
	deadline_set(&c->deadlines[DEADLINE_REMIND], 0, "", "", false);
	if (to != CASE_WAITING_ON_YOU)
		end_pause(round);
	if (is_over(from) && !is_over(to))
		reopen(round, restarts);
	enter_state(round, to);
	if (!case_is_waiting_for_provider(c))
		round->decision->withdraws_follow_ups = true;
}

/* ---- our own mail ---- */

static void
take_window(CaseWindow *own, const CaseWindow *documented, const char *fallback)
{
	if (*own->text != '\0')
		return;
	if (documented->text != NULL && *documented->text != '\0')
		case_window_set(own, documented->text, documented->source, documented->url,
		    documented->read_at);
	else
		case_window_set(own, fallback, "default", NULL, NULL);
}

static bool
on_filed(Round *round)
{
	Case *c = round->c;
	if (c->state != CASE_DRAFT && c->state != CASE_UNDELIVERABLE) {
		round_note(round, "note", NULL, "%s",
		    round->is_zh ? "投诉再次发出，期限不变" : "sent again; the windows run as before");
		return true;
	}
	take_window(&c->first_reply, &round->policy->first_reply, "2 workdays");
	take_window(&c->resolve, &round->policy->resolve, "2-7 workdays");
	/* What could not be delivered was never received: its windows begin with this one. */
	c->filed_at = round->at;
	c->acknowledged_at = c->resolve_from = 0;
	g_array_set_size(c->pauses, 0);
	for (int i = 0; i <= DEADLINE_OVERDUE; i++) {
		c->deadlines[i].met = 0;
		c->deadlines[i].is_fixed = false;
	}
	move_to(round, CASE_FILED, false, NULL);
	const char *language = round->is_zh ? "zh" : "en";
	g_autofree char *first_reply = window_words(c->first_reply.text, language);
	g_autofree char *resolve = window_words(c->resolve.text, language);
	round_note(round, "window", NULL,
	    round->is_zh ? "首次答复期限：%s；处理期限：%s" : "first reply within %s, resolved within %s",
	    first_reply, resolve);
	return true;
}

static void
undeliverable(Round *round, const char *because)
{
	CaseState state = round->c->state;
	if (!is_over(state) && state != CASE_UNDELIVERABLE)
		move_to(round, CASE_UNDELIVERABLE, false, because);
	if (state != CASE_CLOSED)
		tell(round, "notice-undeliverable", because);
}

static bool
on_send_failed(Round *round, const CaseEvent *event)
{
	round_note(round, "note", event->because, round->is_zh ? "邮件被拒收：%s" : "a mail was refused: %s",
	    event->text != NULL ? event->text : "");
	undeliverable(round, event->text);
	return true;
}

static bool
on_answered(Round *round)
{
	round_note(round, "note", NULL, "%s",
	    round->is_zh ? "投诉人的回复已发给服务商" : "the complainant's answer went to the provider");
	if (round->c->state == CASE_WAITING_ON_YOU)
		move_to(round, CASE_WORKING, false, NULL);
	return true;
}

/* ---- the provider's mail ---- */

static void
apply_promise(Round *round, const CaseEvent *event)
{
	Case *c = round->c;
	Deadline *overdue = &c->deadlines[DEADLINE_OVERDUE];
	const Place *place = round->policy->provider;
	Window window;
	int day;
	int64_t due = 0;
	if (event->promised == NULL || !case_is_waiting_for_provider(c) || overdue->met != 0)
		return;
	if (day_parse(event->promised, &day))
		due = place_day_end(place, day);
	else if (window_parse(event->promised, &window, NULL))
		due = window_end(&window, round->at, place);
	/* Once: or a provider could put it off for ever. And what the user set goes first. */
	bool is_users = strcmp(c->resolve.source, "case") == 0 || overdue->is_fixed;
	if (due <= round->at || c->has_promise || is_users ||
	    due - round->at > DECIDE_PROMISE_MAX_DAYS * 86400LL) {
		round_note(round, "note", event->promised, "%s",
		    round->is_zh ? "服务商提到的期限未采用" : "the provider names a time, which changes nothing");
		return;
	}
	c->has_promise = true;
	deadline_set(overdue, due, event->promised, "answer", true);
	g_autofree char *until = time_format_local(due, place_zone(place));
	case_set(&overdue->note, event->promised);
	round_note(round, "deadline", event->promised,
	    round->is_zh ? "服务商承诺的期限：%s" : "the provider names its own time: due %s", until);
}

static bool
is_automatic_kind(Kind kind)
{
	return kind != KIND_REPLY;
}

static bool
has_verdict(Kind kind)
{
	return kind == KIND_REPLY || kind == KIND_AUTO_REPLY;
}

static bool
says_nothing(Verdict verdict)
{
	return verdict == VERDICT_NONE || verdict == VERDICT_OTHER || verdict == VERDICT_AWAY;
}

/* Below the threshold no state changes. That a person wrote at all is a matter of the kind: the
 * provider is not told "no answer" while the complainant is asked what it says. */
static void
ask_what_it_says(Round *round, const CaseEvent *event)
{
	bool is_person = event->mail_kind == KIND_REPLY && event->verdict != VERDICT_AWAY &&
	                 event->verdict != VERDICT_CHALLENGE;
	if (is_person) {
		meet(round, DEADLINE_FIRST_REPLY);
		round->decision->withdraws_follow_ups = true;
		question_open(round);
	}
	if (is_automatic_kind(event->mail_kind) && says_nothing(event->verdict))
		return;
	round_note(round, "note", event->because, "%s",
	    round->is_zh ? "判断把握不足，状态不变，询问投诉人" :
	                   "not sure enough: nothing moves, the complainant is asked");
	tell(round, "notice-question", event->because);
}

static void
note_reading(Round *round, const CaseEvent *event)
{
	if (!has_verdict(event->mail_kind))
		round_note(round, "reading", event->because, "%s", kind_name(event->mail_kind));
	else if (event->is_by_person)
		round_note(round, "reading", event->because, round->is_zh ? "%s：%s（人工判断）" : "%s: %s, says a person",
		    kind_name(event->mail_kind), verdict_name(event->verdict));
	else
		round_note(round, "reading", event->because, "%s: %s (%.2f)", kind_name(event->mail_kind),
		    verdict_name(event->verdict), event->confidence);
}

static bool
on_reading(Round *round, const CaseEvent *event)
{
	Case *c = round->c;
	double threshold = round->policy->threshold > 0 ? round->policy->threshold : DECIDE_THRESHOLD;
	note_reading(round, event);
	if (!event->is_trusted && !event->is_by_person) {
		round_note(round, "note", NULL, "%s",
		    round->is_zh ? "发件人不是服务商，状态不变" : "not from the provider: changes nothing");
		if (event->mail_kind == KIND_REPLY && c->state != CASE_DRAFT)
			tell(round, "notice-flagged", event->because);
		return true;
	}
	/* NaN is not sure either. */
	bool is_sure = event->is_by_person || event->confidence >= threshold;
	if (has_verdict(event->mail_kind) && !is_sure && c->state != CASE_DRAFT &&
	    c->state != CASE_CLOSED) {
		ask_what_it_says(round, event);
		return true;
	}
	Transition transition = case_transition(c->state, event->mail_kind, event->verdict);
	if (has_verdict(event->mail_kind) && c->acknowledged_at == 0 && c->filed_at != 0 &&
	    event->verdict != VERDICT_AWAY && event->verdict != VERDICT_CHALLENGE)
		c->acknowledged_at = round->at;
	if (transition.meets_first_reply) {
		meet(round, DEADLINE_FIRST_REPLY);
		round->decision->withdraws_follow_ups = true;
	}
	move_to(round, transition.to, !event->is_by_person, event->because);
	if (event->mail_kind == KIND_REPLY) {
		question_close(c);
		apply_promise(round, event);
	}
	if (transition.notice != NULL)
		tell(round, transition.notice, event->because);
	return true;
}

/* ---- by hand ---- */

static bool
on_set_state(Round *round, const CaseEvent *event, GError **error)
{
	Case *c = round->c;
	const char *from = case_state_name(c->state);
	if ((unsigned)event->state >= CASE_STATE_COUNT)
		return fail(error, PLAINT_ERROR_INPUT, "no such state");
	if (event->state == c->state)
		return fail(error, PLAINT_ERROR_CONFLICT, "case %s is '%s' already", c->key, from);
	if (event->state == CASE_CLOSED)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "a case is closed with an outcome: 'plaint close %s solved|partly|unsolved|withdrawn'",
		    c->key);
	if (event->state == CASE_DRAFT || c->filed_at == 0)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s cannot go from '%s' to '%s': %s", c->key, from, case_state_name(event->state),
		    c->filed_at == 0 ? "it was not sent yet; 'plaint send' sends it, 'plaint close' ends it" :
		                       "it has been sent");
	bool is_answer = event->state == CASE_WORKING || event->state == CASE_WAITING_ON_YOU ||
	                 event->state == CASE_ANSWERED_RESOLVED ||
	                 event->state == CASE_ANSWERED_REJECTED;
	if (is_answer)
		meet(round, DEADLINE_FIRST_REPLY);
	move_to(round, event->state, true, event->because);
	return true;
}

static bool
on_close(Round *round, const CaseEvent *event, GError **error)
{
	Case *c = round->c;
	if (event->outcome <= OUTCOME_NONE || event->outcome >= OUTCOME_COUNT)
		return fail(error, PLAINT_ERROR_INPUT,
		    "a case closes as solved, partly, unsolved or withdrawn");
	if (c->state == CASE_CLOSED)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s is closed already, as '%s'; 'plaint set %s working' opens it again", c->key,
		    case_outcome_name(c->outcome), c->key);
	if (c->filed_at == 0 && c->state == CASE_DRAFT && event->outcome != OUTCOME_WITHDRAWN)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s was never sent: it can only be closed as 'withdrawn'", c->key);
	move_to(round, CASE_CLOSED, false, event->because);
	c->outcome = event->outcome;
	round_note(round, "note", NULL, round->is_zh ? "结果：%s" : "outcome: %s",
	    case_outcome_name(event->outcome));
	return true;
}

static bool
on_confirm(Round *round, const CaseEvent *event, GError **error)
{
	Case *c = round->c;
	if (c->state != CASE_ANSWERED_RESOLVED)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s is '%s': only one that is 'answered-resolved' can be confirmed; "
		    "'plaint close %s solved' closes it from any state", c->key,
		    case_state_name(c->state), c->key);
	int64_t due = c->deadlines[DEADLINE_CONFIRM].due;
	CaseEvent close = { .outcome = OUTCOME_SOLVED, .because = event->because };
	if (!on_close(round, &close, error))
		return false;
	c->deadlines[DEADLINE_CONFIRM].due = due;
	meet(round, DEADLINE_CONFIRM);
	return true;
}

static bool
on_dispute(Round *round, const CaseEvent *event, GError **error)
{
	Case *c = round->c;
	if (!is_over(c->state) || c->filed_at == 0)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s is '%s': only one that was answered or closed can be disputed", c->key,
		    case_state_name(c->state));
	move_to(round, CASE_WORKING, true, event->because);
	/* An appeal that the ladder prepared would come beside this one, or after its time. */
	round->decision->withdraws_follow_ups = true;
	return true;
}

static bool
on_hold(Round *round, bool is_held, GError **error)
{
	Case *c = round->c;
	if (c->state == CASE_CLOSED)
		return fail(error, PLAINT_ERROR_CONFLICT, "case %s is closed", c->key);
	if (c->is_held == is_held)
		return fail(error, PLAINT_ERROR_CONFLICT, "case %s is %s", c->key,
		    is_held ? "held already; 'plaint unhold' lets it go on" : "not held");
	c->is_held = is_held;
	const char *en = is_held ? "held: nothing is sent by itself" : "no longer held";
	const char *zh = is_held ? "已暂停自动发送" : "恢复自动发送";
	round_note(round, "note", NULL, "%s", round->is_zh ? zh : en);
	return true;
}

static bool
on_snooze(Round *round, const CaseEvent *event, GError **error)
{
	Case *c = round->c;
	if (c->state == CASE_CLOSED)
		return fail(error, PLAINT_ERROR_CONFLICT, "case %s is closed", c->key);
	if (event->until <= round->now)
		return fail(error, PLAINT_ERROR_INPUT, "the time to snooze until is past");
	c->snooze_until = event->until;
	g_autofree char *until = time_format_local(event->until, place_zone(round->policy->complainant));
	round_note(round, "note", NULL, round->is_zh ? "暂缓至%s" : "snoozed until %s", until);
	return true;
}

static bool
on_set_due(Round *round, const CaseEvent *event, GError **error)
{
	Case *c = round->c;
	if ((unsigned)event->deadline >= DEADLINE_COUNT || event->until <= 0)
		return fail(error, PLAINT_ERROR_INPUT, "no such deadline or time");
	if (c->filed_at == 0 || c->state == CASE_CLOSED)
		return fail(error, PLAINT_ERROR_CONFLICT, "case %s is '%s': it has no deadlines", c->key,
		    case_state_name(c->state));
	Deadline *deadline = &c->deadlines[event->deadline];
	deadline->met = 0;
	deadline_set(deadline, event->until, "", "user", true);
	g_autofree char *until = time_format_local(event->until, place_zone(round->policy->provider));
	round_note(round, "deadline", event->because,
	    round->is_zh ? "期限“%s”设为%s" : "deadline %s set to %s",
	    deadline_words(event->deadline, round->is_zh), until);
	return true;
}

static bool
on_unpromise(Round *round, const CaseEvent *event, GError **error)
{
	Deadline *overdue = &round->c->deadlines[DEADLINE_OVERDUE];
	if (!overdue->is_fixed || strcmp(overdue->source, "answer") != 0)
		return fail(error, PLAINT_ERROR_CONFLICT, "case %s has no deadline that the provider named",
		    round->c->key);
	overdue->is_fixed = false;
	case_set(&overdue->note, NULL);
	round_note(round, "deadline", event->because, "%s",
	    round->is_zh ? "不采用服务商承诺的期限" : "the time the provider named does not hold");
	return true;
}

static bool
on_window(Round *round, const CaseEvent *event, GError **error)
{
	Case *c = round->c;
	Window window;
	if (event->deadline != DEADLINE_FIRST_REPLY && event->deadline != DEADLINE_OVERDUE)
		return fail(error, PLAINT_ERROR_INPUT, "only first-reply and overdue have a window");
	if (!window_parse(event->window != NULL ? event->window : "", &window, error))
		return false;
	if (c->state == CASE_CLOSED)
		return fail(error, PLAINT_ERROR_CONFLICT, "case %s is closed", c->key);
	bool is_first = event->deadline == DEADLINE_FIRST_REPLY;
	case_window_set(is_first ? &c->first_reply : &c->resolve, event->window, "case", NULL, NULL);
	c->deadlines[event->deadline].is_fixed = false;
	g_autofree char *words = window_format(&window, round->is_zh ? "zh" : "en");
	round_note(round, "window", event->because,
	    round->is_zh ? "期限“%s”改为%s" : "deadline %s is counted from %s",
	    deadline_words(event->deadline, round->is_zh), words);
	return true;
}

/* ---- all of it ---- */

static bool
dispatch(Round *round, const CaseEvent *event, GError **error)
{
	switch (event->kind) {
	case CASE_EVENT_FILED:
		return on_filed(round);
	case CASE_EVENT_SEND_FAILED:
		return on_send_failed(round, event);
	case CASE_EVENT_READING:
		return on_reading(round, event);
	case CASE_EVENT_ANSWERED:
		return on_answered(round);
	case CASE_EVENT_SET_STATE:
		return on_set_state(round, event, error);
	case CASE_EVENT_CLOSE:
		return on_close(round, event, error);
	case CASE_EVENT_CONFIRM:
		return on_confirm(round, event, error);
	case CASE_EVENT_DISPUTE:
		return on_dispute(round, event, error);
	case CASE_EVENT_HOLD:
	case CASE_EVENT_UNHOLD:
		return on_hold(round, event->kind == CASE_EVENT_HOLD, error);
	case CASE_EVENT_SNOOZE:
		return on_snooze(round, event, error);
	case CASE_EVENT_SET_DUE:
		return on_set_due(round, event, error);
	case CASE_EVENT_UNPROMISE:
		return on_unpromise(round, event, error);
	case CASE_EVENT_WINDOW:
		return on_window(round, event, error);
	case CASE_EVENT_LOOK:
		return look_begin(round, error);
	case CASE_EVENT_CHASE:
		return look_chase(round, error);
	case CASE_EVENT_DUE:
		/* A holiday may have been declared since: nobody is chased for a day they had off. */
		deadlines_count(round->c, round->policy);
		due_decide(round);
		limits_decide(round);
		return true;
	case CASE_EVENT_TURNED:
		limits_turned(round, event->text != NULL ? event->text : "");
		return true;
	case CASE_EVENT_RECOUNT:
	case CASE_EVENT_KIND_COUNT:
		return true;
	}
	return true;
}

/* Tell of deadlines that moved without anybody having named them. */
static void
note_moved(Round *round, const Case *before)
{
	for (int i = 0; i <= DEADLINE_OVERDUE; i++) {
		const Deadline *was = &before->deadlines[i], *is = &round->c->deadlines[i];
		if (was->due == is->due || was->due == 0 || is->due == 0)
			continue;
		g_autofree char *day = time_format_local(is->due, place_zone(round->policy->provider));
		round_note(round, "deadline", NULL,
		    round->is_zh ? "期限“%s”重新计算为%s" : "deadline %s counted anew: %s",
		    deadline_words((DeadlineWhat)i, round->is_zh), day);
	}
}

bool
case_decide(const Case *c, const CaseEvent *event, const Policy *policy, int64_t now,
    Decision **out, GError **error)
{
	g_autoptr(Decision) decision = g_new0(Decision, 1);
	decision->after = case_copy(c);
	decision->journal = g_ptr_array_new_with_free_func(journal_free);
	decision->actions = g_ptr_array_new_with_free_func(action_free);
	/* An event of the future is a broken clock's. */
	int64_t at = event->at != 0 ? MIN(event->at, now) : now;
	Round round = { policy, now, at, policy_is_zh(policy, c), decision->after, decision,
		event };
	if (!dispatch(&round, event, error))
		return false;
	if (decision->after->state != c->state)
		question_close(decision->after);
	deadlines_count(decision->after, policy);
	if (event->kind == CASE_EVENT_RECOUNT || event->kind == CASE_EVENT_DUE)
		note_moved(&round, c);
	decision->after->next_at = next_moment(decision->after, policy);
	*out = g_steal_pointer(&decision);
	return true;
}
