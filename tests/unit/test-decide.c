/* SPDX-License-Identifier: ISC
 * test-decide.c - the promises of case_decide(), each told as a small story */
#include "case-fixture.h"

static void
at(Fixture *f, const char *when)
{
	f->now = time_of(when);
}

static void
filed(Fixture *f)
{
	fixture_init(f, "1-3 workdays");
	g_assert_true(play_kind(f, CASE_EVENT_FILED));
	g_assert_cmpint(f->c->state, ==, CASE_FILED);
}

static void
test_filed(void)
{
	Fixture f;
	filed(&f);
	g_assert_cmpint(f.c->deadlines[DEADLINE_FIRST_REPLY].due, ==, time_of("2026-09-29T15:59:59Z"));
	g_assert_cmpint(f.c->deadlines[DEADLINE_EXPECTED].due, ==, time_of("2026-09-28T15:59:59Z"));
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].due, ==, time_of("2026-09-30T15:59:59Z"));
	g_assert_cmpint(f.c->next_at, ==, time_of("2026-09-30T01:30:00Z"));
	/* Sent again: the windows run as before. */
	at(&f, "2026-09-28T04:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	g_assert_cmpint(f.c->deadlines[DEADLINE_FIRST_REPLY].due, ==, time_of("2026-09-29T15:59:59Z"));
	fixture_clear(&f);
}

/* The whole life: receipt, no answer, follow-up, "working", window, follow-up, "resolved". */
static void
test_story(void)
{
	Fixture f;
	filed(&f);
	at(&f, "2026-09-24T04:01:00Z");
	play_mail(&f, KIND_AUTO_REPLY, VERDICT_ACK);
	g_assert_cmpint(f.c->state, ==, CASE_ACKNOWLEDGED);
	g_assert_cmpint(f.c->deadlines[DEADLINE_FIRST_REPLY].met, ==, 0);
	at(&f, "2026-09-30T02:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpstr(sent_to(&f, TO_PROVIDER), ==, "follow-up-1");
	g_assert_cmpstr(sent_to(&f, TO_COMPLAINANT), ==, "notice-follow-up");
	for (int i = 0; i < 10; i++)
		g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_follow_ups, ==, 1);
	at(&f, "2026-09-30T06:00:00Z");
	play_mail(&f, KIND_REPLY, VERDICT_WORKING);
	g_assert_cmpint(f.c->state, ==, CASE_WORKING);
	g_assert_cmpint(f.c->deadlines[DEADLINE_FIRST_REPLY].met, ==, f.now);
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].met, ==, 0);
	at(&f, "2026-10-08T02:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpstr(sent_to(&f, TO_PROVIDER), ==, "follow-up-2");
	at(&f, "2026-10-08T05:00:00Z");
	play_mail(&f, KIND_REPLY, VERDICT_RESOLVED);
	g_assert_cmpint(f.c->state, ==, CASE_ANSWERED_RESOLVED);
	g_assert_cmpstr(sent_to(&f, TO_COMPLAINANT), ==, "notice-resolved-confirm");
	g_assert_true(f.last->withdraws_follow_ups);
	g_assert_cmpint(f.c->deadlines[DEADLINE_CONFIRM].due, >, f.now);
	CaseEvent close = { .kind = CASE_EVENT_CLOSE, .outcome = OUTCOME_SOLVED };
	g_assert_true(play(&f, &close));
	g_assert_cmpint(f.c->next_at, ==, 0);
	at(&f, "2027-10-08T05:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_follow_ups, ==, 2);
	g_assert_false(play(&f, &close));
	fixture_clear(&f);
}

/* A month asleep: one step, the newest, and the next one not before its own time. */
static void
test_asleep(void)
{
	Fixture f;
	filed(&f);
	at(&f, "2026-11-02T02:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpstr(sent_to(&f, TO_PROVIDER), ==, "follow-up-2");
	g_assert_cmpint(f.n_follow_ups, ==, 1);
	g_assert_true(f.last->withdraws_follow_ups); /* one that waits since before */
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_follow_ups, ==, 1);
	g_assert_cmpint(f.c->next_at, ==, time_of("2026-11-06T01:30:00Z"));
	/* The clock is set back: nothing goes again. */
	at(&f, "2026-09-30T02:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_follow_ups, ==, 1);
	fixture_clear(&f);
}

/* Woken in the night, it decides at once and sends in the receiver's morning. */
static void
test_sending_hours(void)
{
	Fixture f;
	filed(&f);
	at(&f, "2026-09-30T18:00:00Z"); /* Thu 1 October, 2 in the morning there: seven days off */
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	const Action *action = f.last->actions->pdata[0];
	g_assert_cmpstr(action->template_name, ==, "follow-up-1");
	g_assert_cmpint(action->send_at, ==, time_of("2026-10-08T01:30:00Z"));
	/* An answer before that withdraws it. */
	at(&f, "2026-10-03T10:00:00Z");
	play_mail(&f, KIND_REPLY, VERDICT_WORKING);
	g_assert_true(f.last->withdraws_follow_ups);
	fixture_clear(&f);
}

static void
test_pause(void)
{
	Fixture f;
	filed(&f);
	at(&f, "2026-09-28T04:00:00Z");
	play_mail(&f, KIND_REPLY, VERDICT_NEED_INFO);
	g_assert_cmpint(f.c->state, ==, CASE_WAITING_ON_YOU);
	g_assert_cmpstr(sent_to(&f, TO_COMPLAINANT), ==, "notice-need-info");
	/* Nobody is chased while it waits for us; the complainant is reminded, twice and no more. */
	for (int i = 0; i < 5 && f.c->next_at != 0; i++) {
		f.now = f.c->next_at;
		g_assert_true(play_kind(&f, CASE_EVENT_DUE));
		g_assert_cmpstr(sent_to(&f, TO_COMPLAINANT), ==, "notice-waiting-reminder");
	}
	g_assert_cmpint(f.n_follow_ups, ==, 0);
	g_assert_cmpint(f.n_notices, ==, 3);
	at(&f, "2026-10-14T04:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_ANSWERED));
	g_assert_cmpint(f.c->state, ==, CASE_WORKING);
	/* Two of the three days were left: Thursday and Friday. */
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].due, ==, time_of("2026-10-16T15:59:59Z"));
	fixture_clear(&f);
}

static void
test_stranger(void)
{
	Fixture f;
	filed(&f);
	for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
		for (int kind = 0; kind < KIND_COUNT; kind++) {
			CaseEvent event = { .kind = CASE_EVENT_READING, .mail_kind = (Kind)kind,
				.verdict = (Verdict)verdict, .confidence = 1 };
			g_assert_true(play(&f, &event));
			g_assert_cmpint(f.c->state, ==, CASE_FILED);
			g_assert_cmpint(f.c->deadlines[DEADLINE_FIRST_REPLY].met, ==, 0);
			g_assert_false(f.last->withdraws_follow_ups);
		}
	}
	fixture_clear(&f);
}

static void
test_unsure(void)
{
	for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
		Fixture f;
		filed(&f);
		CaseEvent event = { .kind = CASE_EVENT_READING, .mail_kind = KIND_REPLY,
			.verdict = (Verdict)verdict, .confidence = 0.64, .is_trusted = true };
		g_assert_true(play(&f, &event));
		g_assert_cmpint(f.c->state, ==, CASE_FILED);
		g_assert_cmpstr(sent_to(&f, TO_COMPLAINANT), ==, "notice-question");
		/* The complainant says what it was. */
		event.is_by_person = true;
		g_assert_true(play(&f, &event));
		g_assert_cmpint(f.c->state, ==,
		    case_transition(CASE_FILED, KIND_REPLY, (Verdict)verdict).to);
		fixture_clear(&f);
	}
}

/* A desk that has just written is not told that it is silent, but does not get out of it either. */
static void
test_unsure_waits(void)
{
	const CaseEvent unsure = { .kind = CASE_EVENT_READING, .mail_kind = KIND_REPLY,
		.verdict = VERDICT_RESOLVED, .confidence = 0.5, .is_trusted = true };
	CaseEvent told = unsure;
	told.is_by_person = true;
	told.verdict = VERDICT_WORKING;
	for (int is_told = 0; is_told < 2; is_told++) {
		Fixture f;
		filed(&f);
		at(&f, "2026-10-08T01:00:00Z");
		g_assert_true(play(&f, &unsure));
		at(&f, "2026-10-08T02:00:00Z");
		g_assert_true(play_kind(&f, CASE_EVENT_DUE));
		g_assert_cmpint(f.n_follow_ups, ==, 0);
		if (is_told)
			g_assert_true(play(&f, &told));
		at(&f, is_told ? "2026-10-09T02:00:00Z" : "2026-10-20T02:00:00Z");
		g_assert_true(play_kind(&f, CASE_EVENT_DUE));
		g_assert_cmpstr(sent_to(&f, TO_PROVIDER), ==, "follow-up-2");
		fixture_clear(&f);
	}
}

static void
test_automatic(void)
{
	for (int state = 0; state < CASE_STATE_COUNT; state++)
		for (int kind = KIND_AUTO_REPLY; kind < KIND_COUNT; kind++)
			for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
				Transition t = case_transition((CaseState)state, (Kind)kind, (Verdict)verdict);
				g_assert_false(t.meets_first_reply);
				g_assert_false(t.pauses);
				g_assert_true(t.to == (CaseState)state || t.to == CASE_ACKNOWLEDGED ||
				              t.to == CASE_UNDELIVERABLE);
			}
}

static void
test_bounce(void)
{
	Fixture f;
	filed(&f);
	play_mail(&f, KIND_DELAY, VERDICT_NONE);
	g_assert_cmpint(f.c->state, ==, CASE_FILED);
	play_mail(&f, KIND_BOUNCE, VERDICT_NONE);
	g_assert_cmpint(f.c->state, ==, CASE_UNDELIVERABLE);
	g_assert_cmpstr(sent_to(&f, TO_COMPLAINANT), ==, "notice-undeliverable");
	at(&f, "2026-11-30T02:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_follow_ups, ==, 0);
	/* To another address: the windows begin with that. */
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	g_assert_cmpint(f.c->filed_at, ==, f.now);
	g_assert_cmpint(f.c->deadlines[DEADLINE_FIRST_REPLY].due, ==, time_of("2026-12-02T15:59:59Z"));
	fixture_clear(&f);
}

static void
test_promise(void)
{
	Fixture f;
	filed(&f);
	CaseEvent event = { .kind = CASE_EVENT_READING, .mail_kind = KIND_REPLY,
		.verdict = VERDICT_WORKING, .confidence = 0.9, .is_trusted = true,
		.promised = "2026-10-09" };
	g_assert_true(play(&f, &event));
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].due, ==, time_of("2026-10-09T15:59:59Z"));
	g_assert_cmpstr(f.c->deadlines[DEADLINE_OVERDUE].source, ==, "answer");
	/* Once. */
	event.promised = "2026-12-24";
	g_assert_true(play(&f, &event));
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].due, ==, time_of("2026-10-09T15:59:59Z"));
	g_assert_true(play_kind(&f, CASE_EVENT_UNPROMISE));
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].due, ==, time_of("2026-09-30T15:59:59Z"));
	g_assert_false(play_kind(&f, CASE_EVENT_UNPROMISE));
	fixture_clear(&f);
}

/* A Chinese journal says windows and deadlines in Chinese, however they were written. */
static void
test_zh(void)
{
	Fixture f;
	fixture_init(&f, "1-3 workdays");
	f.policy.language = "zh";
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	const JournalEntry *entry = f.last->journal->pdata[f.last->journal->len - 1];
	g_assert_cmpstr(entry->text, ==, "首次答复期限：2个工作日；处理期限：1-3个工作日");
	CaseEvent window = { .kind = CASE_EVENT_WINDOW, .deadline = DEADLINE_OVERDUE,
		.window = "within 48 hours" };
	g_assert_true(play(&f, &window));
	entry = f.last->journal->pdata[0];
	g_assert_cmpstr(entry->text, ==, "期限“处理期限”改为48小时");
	play_mail(&f, KIND_REPLY, VERDICT_WORKING);
	bool is_met = false;
	for (guint i = 0; i < f.last->journal->len; i++) {
		entry = f.last->journal->pdata[i];
		g_assert_null(strstr(entry->text, "first-reply"));
		is_met |= strcmp(entry->text, "期限“首次答复”已满足") == 0;
	}
	g_assert_true(is_met);
	fixture_clear(&f);
}

/* A holiday that is declared after the complaint was sent moves the deadline, and nobody is chased
 * for it, also where the case wakes before it was counted anew. */
static void
test_declared_later(void)
{
	Fixture f;
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Calendar) calendar = NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	filed(&f);
	data_read("calendars/CN.ics", &text, NULL, &error);
	g_assert_no_error(error);
	char *end = strstr(text, "END:VCALENDAR");
	g_assert_nonnull(end);
	*end = '\0';
	g_autofree char *more = g_strconcat(text,
	    "BEGIN:VEVENT\r\nUID:later\r\nDTSTART;VALUE=DATE:20260929\r\nSUMMARY:Declared\r\n"
	    "END:VEVENT\r\nEND:VCALENDAR\r\n", NULL);
	calendar_parse(more, "CN", NULL, NULL, &calendar, &error);
	g_assert_no_error(error);
	g_autoptr(Place) declared = place_new(calendar, zone, HOURS_UNKNOWN);
	f.policy.provider = declared;
	f.now = f.c->next_at;
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.last->actions->len, ==, 0);
	g_assert_cmpint(f.c->deadlines[DEADLINE_FIRST_REPLY].due, ==, time_of("2026-09-30T15:59:59Z"));
	g_assert_cmpint(f.c->next_at, >, f.now);
	const JournalEntry *entry = f.last->journal->pdata[0];
	g_assert_nonnull(strstr(entry->text, "first-reply counted anew: 2026-09-30 23:59"));
	/* It is taken back: earlier again. */
	f.policy.provider = f.provider;
	g_assert_true(play_kind(&f, CASE_EVENT_RECOUNT));
	g_assert_cmpint(f.c->deadlines[DEADLINE_FIRST_REPLY].due, ==, time_of("2026-09-29T15:59:59Z"));
	fixture_clear(&f);
}

/* It runs from the acknowledgement; nobody who never acknowledges has for ever. */
static void
test_from_acknowledgement(void)
{
	Fixture f;
	fixture_init(&f, "5 workdays from acknowledgement");
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	/* As if acknowledged at the end of the first reply's window, Tue 29: 30, 8, 9, 10, 12 October. */
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].due, ==, time_of("2026-10-12T15:59:59Z"));
	at(&f, "2026-09-28T04:00:00Z");
	play_mail(&f, KIND_AUTO_REPLY, VERDICT_ACK);
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].due, ==, time_of("2026-10-10T15:59:59Z"));
	fixture_clear(&f);
}

static void
test_not_chased(void)
{
	Fixture f;
	filed(&f);
	f.policy.follow_ups = FOLLOW_UPS_NEVER;
	at(&f, "2026-09-30T09:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_follow_ups, ==, 0);
	g_assert_cmpstr(sent_to(&f, TO_COMPLAINANT), ==, "notice-not-chased");
	fixture_clear(&f);
	filed(&f);
	f.policy.follow_ups = FOLLOW_UPS_ONLY_AFTER;
	f.policy.follow_ups_after = 10;
	g_assert_true(play_kind(&f, CASE_EVENT_RECOUNT));
	/* 28, 29, 30 September, 8, 9, 10, 12 to 15 October */
	g_assert_cmpint(f.c->next_at, ==, time_of("2026-10-16T01:30:00Z"));
	fixture_clear(&f);
}

static void
test_hold_snooze(void)
{
	Fixture f;
	filed(&f);
	g_assert_true(play_kind(&f, CASE_EVENT_HOLD));
	g_assert_false(play_kind(&f, CASE_EVENT_HOLD));
	g_assert_false(case_may_follow_up(f.c, f.now));
	at(&f, "2026-11-30T02:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_follow_ups + f.n_notices, ==, 0);
	g_assert_true(play_kind(&f, CASE_EVENT_UNHOLD));
	CaseEvent snooze = { .kind = CASE_EVENT_SNOOZE, .until = time_of("2026-12-07T02:00:00Z") };
	g_assert_true(play(&f, &snooze));
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_follow_ups + f.n_notices, ==, 0);
	f.now = f.c->next_at;
	g_assert_cmpint(f.now, ==, snooze.until);
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_follow_ups, ==, 1);
	g_assert_false(play(&f, &snooze)); /* past */
	fixture_clear(&f);
}

static void
test_refused(void)
{
	Fixture f;
	g_autoptr(GError) error = NULL;
	Decision *decision = NULL;
	fixture_init(&f, "1-3 workdays");
	CaseEvent set = { .kind = CASE_EVENT_SET_STATE, .state = CASE_WORKING };
	CaseEvent close = { .kind = CASE_EVENT_CLOSE, .outcome = OUTCOME_SOLVED };
	g_assert_false(play(&f, &set)); /* never sent */
	g_assert_false(play(&f, &close));
	g_assert_false(play_kind(&f, CASE_EVENT_CONFIRM));
	g_assert_false(play_kind(&f, CASE_EVENT_DISPUTE));
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	set.state = CASE_CLOSED;
	g_assert_false(case_decide(f.c, &set, &f.policy, f.now, &decision, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFLICT);
	g_assert_nonnull(strstr(error->message, "plaint close ABCDEF solved|partly|unsolved|withdrawn"));
	CaseEvent window = { .kind = CASE_EVENT_WINDOW, .deadline = DEADLINE_OVERDUE, .window = "soon" };
	g_assert_false(play(&f, &window));
	window.window = "10 workdays";
	g_assert_true(play(&f, &window));
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].due, ==, time_of("2026-10-15T15:59:59Z"));
	fixture_clear(&f);
}

static void
test_confirm_dispute(void)
{
	Fixture f;
	filed(&f);
	play_mail(&f, KIND_REPLY, VERDICT_RESOLVED);
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].met, !=, 0);
	f.now = f.c->next_at;
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpstr(sent_to(&f, TO_COMPLAINANT), ==, "notice-confirm-reminder");
	g_assert_cmpint(f.c->next_at, ==, 0);
	at(&f, "2026-10-12T02:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_DISPUTE));
	g_assert_cmpint(f.c->state, ==, CASE_WORKING);
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].met, ==, 0);
	g_assert_cmpint(f.c->deadlines[DEADLINE_OVERDUE].due, ==, time_of("2026-10-15T15:59:59Z"));
	play_mail(&f, KIND_REPLY, VERDICT_RESOLVED);
	g_assert_true(play_kind(&f, CASE_EVENT_CONFIRM));
	g_assert_cmpint(f.c->state, ==, CASE_CLOSED);
	g_assert_cmpint(f.c->outcome, ==, OUTCOME_SOLVED);
	fixture_clear(&f);
}

/* The first-reply window is the longer one: after the firm follow-up no soft one goes. */
static void
test_order(void)
{
	Fixture f;
	fixture_init(&f, "24 hours");
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	while (f.c->next_at != 0) {
		f.now = f.c->next_at;
		g_assert_true(play_kind(&f, CASE_EVENT_DUE));
		g_assert_cmpstr(sent_to(&f, TO_PROVIDER), !=, "follow-up-1");
	}
	g_assert_cmpint(f.n_follow_ups, ==, 2);
	fixture_clear(&f);
}

static const Limit card = { "card", "Card dispute", 60, false };
static const Limit fee = { "fee", "Fee dispute", 61, true };
static const Limit late = { "late", "Long gone", 2, false };

static GPtrArray *
limits_new(void)
{
	GPtrArray *limits = g_ptr_array_new();
	g_ptr_array_add(limits, (gpointer)&card);
	g_ptr_array_add(limits, (gpointer)&fee);
	g_ptr_array_add(limits, (gpointer)&late);
	return limits;
}

/* What the complainant must do in time is told of once, in their own morning, whatever the provider
 * does; what is too late already is not told of at all. */
static void
test_limits(void)
{
	Fixture f;
	g_autoptr(GPtrArray) limits = limits_new();
	fixture_init(&f, "1-3 workdays");
	f.policy.limits = limits;
	f.c->occurred_at = time_of("2026-09-20T22:30:00Z"); /* Monday 21 in Berlin; filed on Thursday */
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	play_mail(&f, KIND_REPLY, VERDICT_WORKING);
	play_mail(&f, KIND_REPLY, VERDICT_REJECTED);
	/* 60 days after 21 September is Friday 20 November: told of on the 6th, at 9:30 there. */
	g_autoptr(GPtrArray) rows = case_plan(f.c, &f.policy, f.now, f.now + 90 * 86400);
	const PlanRow *row = rows->pdata[rows->len - 2];
	g_assert_cmpstr(row->what, ==, "notice-act-by");
	g_assert_cmpint(row->at, ==, time_of("2026-11-06T08:30:00Z"));
	g_assert_cmpstr(row->reason, ==, "the last day to turn to Card dispute [card] is 2026-11-20");
	int n = 0;
	while (f.c->next_at != 0) {
		f.now = MAX(f.now, f.c->next_at);
		g_assert_true(play_kind(&f, CASE_EVENT_DUE));
		n += strcmp(sent_to(&f, TO_COMPLAINANT), "notice-act-by") == 0;
	}
	g_assert_cmpint(n, ==, 2);
	/* 61 days after the complaint: Tuesday 24 November. */
	g_assert_cmpint(f.now, ==, time_of("2026-11-10T08:30:00Z"));
	g_assert_false(case_has_turned_to(f.c, "card"));
	fixture_clear(&f);
}

static void
test_limits_together(void)
{
	Fixture f;
	g_autoptr(GPtrArray) limits = limits_new();
	fixture_init(&f, "1-3 workdays");
	f.policy.limits = limits;
	f.policy.language = "zh";
	f.c->occurred_at = f.now - 3600;
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	/* Asleep for so long that both end soon: one notice. */
	CaseEvent close = { .kind = CASE_EVENT_CLOSE, .outcome = OUTCOME_UNSOLVED };
	g_assert_true(play(&f, &close));
	g_assert_cmpint(f.c->next_at, !=, 0);
	at(&f, "2026-11-20T10:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.last->actions->len, ==, 1);
	const Action *action = f.last->actions->pdata[0];
	g_assert_cmpstr(action->because, ==,
	    "办理期限将至：Card dispute [card] 截至2026-11-23；Fee dispute [fee] 截至2026-11-24");
	g_assert_cmpint(f.c->next_at, ==, 0);
	fixture_clear(&f);
}

static void
test_limits_silent(void)
{
	static const CaseOutcome outcomes[] = { OUTCOME_SOLVED, OUTCOME_WITHDRAWN };
	g_autoptr(GPtrArray) limits = limits_new();
	for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++) {
		Fixture f;
		fixture_init(&f, "1-3 workdays");
		f.policy.limits = limits;
		f.c->occurred_at = f.now;
		g_assert_true(play_kind(&f, CASE_EVENT_FILED));
		CaseEvent close = { .kind = CASE_EVENT_CLOSE, .outcome = outcomes[i] };
		g_assert_true(play(&f, &close));
		g_assert_cmpint(f.c->next_at, ==, 0);
		fixture_clear(&f);
	}
	/* Who was turned to is not told of. */
	Fixture f;
	fixture_init(&f, "1-3 workdays");
	f.policy.limits = limits;
	f.c->occurred_at = f.now;
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	CaseEvent turned = { .kind = CASE_EVENT_TURNED, .text = "card" };
	g_assert_true(play(&f, &turned));
	g_assert_true(case_has_turned_to(f.c, "card"));
	at(&f, "2026-11-19T10:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_HOLD));
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.last->actions->len, ==, 0);
	g_assert_true(play_kind(&f, CASE_EVENT_UNHOLD));
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	const Action *action = f.last->actions->pdata[f.last->actions->len - 1];
	g_assert_cmpstr(action->because, ==, "the last day to turn to Fee dispute [fee] is 2026-11-24");
	fixture_clear(&f);
}

/* Whatever happens in whatever order: no step twice, the clock never stuck, nobody chased who
 * answered. */
static void
test_random(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);
	g_autoptr(GPtrArray) limits = limits_new();
	for (int round = 0; round < 300; round++) {
		Fixture f;
		g_autoptr(GHashTable) gone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		fixture_init(&f, round % 2 == 0 ? "1-3 workdays" : "5 workdays from acknowledgement");
		f.policy.limits = limits;
		f.c->occurred_at = f.now - (round % 7) * 86400;
		int n_told = 0;
		for (int i = 0; i < 40; i++) {
			CaseEvent event = { .kind = (CaseEventKind)g_rand_int_range(rand, 0, CASE_EVENT_KIND_COUNT),
				.mail_kind = (Kind)g_rand_int_range(rand, 0, KIND_COUNT),
				.verdict = (Verdict)g_rand_int_range(rand, 0, VERDICT_COUNT),
				.confidence = g_rand_double(rand), .is_trusted = g_rand_boolean(rand),
				.state = (CaseState)g_rand_int_range(rand, 0, CASE_STATE_COUNT),
				.outcome = (CaseOutcome)g_rand_int_range(rand, 0, OUTCOME_COUNT),
				.deadline = (DeadlineWhat)g_rand_int_range(rand, 0, DEADLINE_COUNT),
				.until = f.now + g_rand_int_range(rand, -86400, 30 * 86400),
				.window = "3 workdays", .promised = i % 5 == 0 ? "48 hours" : NULL };
			if (i % 2 == 0)
				event.kind = CASE_EVENT_DUE;
			bool could = case_is_waiting_for_provider(f.c) && !f.c->is_held;
			f.now += g_rand_int_range(rand, -3600, 4 * 86400);
			if (!play(&f, &event))
				continue;
			for (guint j = 0; j < f.last->actions->len; j++) {
				const Action *action = f.last->actions->pdata[j];
				n_told += strcmp(action->template_name, "notice-act-by") == 0;
				g_assert_cmpint(n_told, <=, (int)limits->len);
				if (action->to != TO_PROVIDER && action->to != TO_CHANNEL)
					continue;
				g_assert_true(could);
				g_assert_true(g_hash_table_add(gone, g_strdup(action->step)));
			}
		}
		fixture_clear(&f);
	}
}

/* What the table says of a deadline that passes is what happens, in every state. */
static void
test_deadline_effects(void)
{
	for (int state = CASE_FILED; state < CASE_STATE_COUNT; state++) {
		for (int what = 0; what < DEADLINE_COUNT; what++) {
			Fixture f;
			filed(&f);
			f.c->state = (CaseState)state;
			for (int i = 0; i < DEADLINE_COUNT; i++) {
				f.c->deadlines[i].met = i == what ? 0 : f.now;
				f.c->deadlines[i].due = i == what ? time_of("2026-09-25T04:00:00Z") : 0;
				f.c->deadlines[i].is_fixed = true;
			}
			at(&f, "2026-09-30T09:00:00Z");
			g_assert_true(play_kind(&f, CASE_EVENT_DUE));
			const char *effect = case_deadline_effect((CaseState)state, (DeadlineWhat)what);
			const char *sent = f.last->actions->len > 0 ?
			    ((const Action *)f.last->actions->pdata[0])->template_name :
			    "";
			const char *want = strcmp(effect, "ladder") == 0 ? "follow-up-" :
			    strcmp(effect, "remind") == 0               ? "notice-waiting-reminder" :
			    strcmp(effect, "confirm") == 0              ? "notice-confirm-reminder" :
			                                                  "";
			if (*want == '\0')
				g_assert_cmpstr(sent, ==, "");
			else
				g_assert_true(g_str_has_prefix(sent, want));
			fixture_clear(&f);
		}
	}
}

/* A DUE after a look before step. */
static void
play_looked(Fixture *f, const char *step, Look look)
{
	const CaseEvent begins = { .kind = CASE_EVENT_LOOK, .step = step };
	const CaseEvent due = { .kind = CASE_EVENT_DUE, .step = step, .look = look, .text = "'look x' ended" };
	g_assert_cmpstr(case_step_to_look(f->c, &f->policy, f->now), ==, step);
	g_assert_true(play(f, &begins));
	g_assert_cmpuint(f->last->actions->len, ==, 0);
	g_assert_null(case_step_to_look(f->c, &f->policy, f->now));
	g_assert_false(play(f, &begins));
	g_assert_true(play(f, &due));
}

static const char *
recheck_entry(const Fixture *f)
{
	for (guint i = 0; i < f->last->journal->len; i++) {
		const JournalEntry *entry = f->last->journal->pdata[i];
		if (strcmp(entry->kind, "recheck") == 0) {
			g_assert_cmpstr(entry->because, ==, "'look x' ended");
			return entry->text;
		}
	}
	return "";
}

static void
test_look_there(void)
{
	Fixture f;
	filed(&f);
	g_assert_null(case_step_to_look(f.c, &f.policy, f.now));
	at(&f, "2026-09-30T02:00:00Z");
	play_looked(&f, "follow-up-1", LOOK_THERE);
	const Action *action = f.last->actions->pdata[0];
	g_assert_cmpstr(action->template_name, ==, "follow-up-1");
	g_assert_true(action->is_still_there);
	g_assert_false(((Action *)f.last->actions->pdata[1])->is_still_there);
	g_assert_cmpstr(recheck_entry(&f), ==, "looked before step follow-up-1: it is still there");
	g_assert_null(case_step_to_look(f.c, &f.policy, f.now));
	fixture_clear(&f);
}

/* What nobody can tell changes nothing, nor does a look that was cut off, nor one for another step. */
static void
test_look_unknown(void)
{
	static const CaseEvent others[] = { { .kind = CASE_EVENT_DUE },
		{ .kind = CASE_EVENT_DUE, .step = "follow-up-1", .look = LOOK_UNKNOWN, .text = "'look x' ended" },
		{ .kind = CASE_EVENT_DUE, .step = "follow-up-2", .look = LOOK_GONE, .text = "x" },
		{ .kind = CASE_EVENT_DUE, .look = LOOK_GONE, .text = "x" } };
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		Fixture f;
		filed(&f);
		at(&f, "2026-09-30T02:00:00Z");
		const CaseEvent begins = { .kind = CASE_EVENT_LOOK, .step = "follow-up-1" };
		g_assert_true(play(&f, &begins));
		g_assert_true(play(&f, &others[i]));
		g_assert_cmpstr(sent_to(&f, TO_PROVIDER), ==, "follow-up-1");
		g_assert_false(((Action *)f.last->actions->pdata[0])->is_still_there);
		g_assert_cmpstr(recheck_entry(&f), ==, i == 1 ? "looked before step follow-up-1: no telling" : "");
		fixture_clear(&f);
	}
}

/* The complainant is asked, once a step; "chase" makes up for the newest one and ends the looks. */
static void
test_look_gone(void)
{
	Fixture f;
	const CaseEvent chase = { .kind = CASE_EVENT_CHASE };
	filed(&f);
	at(&f, "2026-09-30T02:00:00Z");
	play_looked(&f, "follow-up-1", LOOK_GONE);
	g_assert_cmpstr(sent_to(&f, TO_PROVIDER), ==, "");
	g_assert_cmpstr(sent_to(&f, TO_COMPLAINANT), ==, "notice-gone");
	g_assert_cmpuint(f.last->actions->len, ==, 1);
	g_assert_true(f.last->withdraws_follow_ups);
	g_assert_cmpstr(recheck_entry(&f), ==, "looked before step follow-up-1: it seems gone");
	for (int i = 0; i < 5; i++)
		g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_notices, ==, 1);
	at(&f, "2026-10-08T02:00:00Z");
	play_looked(&f, "follow-up-2", LOOK_GONE);
	g_assert_cmpint(f.n_notices, ==, 2);
	g_assert_cmpint(f.n_follow_ups, ==, 0);
	at(&f, "2026-10-08T03:00:00Z");
	g_assert_true(play(&f, &chase));
	g_assert_cmpint(f.c->next_at, <=, f.now);
	g_assert_null(case_step_to_look(f.c, &f.policy, f.now));
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpstr(sent_to(&f, TO_PROVIDER), ==, "follow-up-2");
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_follow_ups, ==, 1);
	g_assert_true(play(&f, &chase)); /* the older one: done by the newer */
	g_assert_true(play_kind(&f, CASE_EVENT_DUE));
	g_assert_cmpint(f.n_follow_ups, ==, 1);
	g_assert_false(play(&f, &chase));
	fixture_clear(&f);
}

/* Nobody looks for what does not chase the provider, nor while a case sleeps. */
static void
test_look_not(void)
{
	Fixture f;
	filed(&f);
	at(&f, "2026-09-30T02:00:00Z");
	g_assert_cmpstr(case_step_to_look(f.c, &f.policy, f.now), ==, "follow-up-1");
	f.policy.follow_ups = FOLLOW_UPS_NEVER;
	g_assert_null(case_step_to_look(f.c, &f.policy, f.now));
	f.policy.follow_ups = FOLLOW_UPS_YES;
	const CaseEvent snooze = { .kind = CASE_EVENT_SNOOZE, .until = f.now + 3600 };
	g_assert_true(play(&f, &snooze));
	g_assert_null(case_step_to_look(f.c, &f.policy, f.now));
	at(&f, "2026-09-30T04:00:00Z");
	g_assert_true(play_kind(&f, CASE_EVENT_HOLD));
	g_assert_null(case_step_to_look(f.c, &f.policy, f.now));
	fixture_clear(&f);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/decide/filed", test_filed);
	g_test_add_func("/decide/story", test_story);
	g_test_add_func("/decide/asleep", test_asleep);
	g_test_add_func("/decide/deadline-effects", test_deadline_effects);
	g_test_add_func("/decide/look-there", test_look_there);
	g_test_add_func("/decide/look-unknown", test_look_unknown);
	g_test_add_func("/decide/look-gone", test_look_gone);
	g_test_add_func("/decide/look-not", test_look_not);
	g_test_add_func("/decide/sending-hours", test_sending_hours);
	g_test_add_func("/decide/pause", test_pause);
	g_test_add_func("/decide/stranger", test_stranger);
	g_test_add_func("/decide/unsure", test_unsure);
	g_test_add_func("/decide/unsure-waits", test_unsure_waits);
	g_test_add_func("/decide/automatic", test_automatic);
	g_test_add_func("/decide/bounce", test_bounce);
	g_test_add_func("/decide/promise", test_promise);
	g_test_add_func("/decide/zh", test_zh);
	g_test_add_func("/decide/declared-later", test_declared_later);
	g_test_add_func("/decide/from-acknowledgement", test_from_acknowledgement);
	g_test_add_func("/decide/not-chased", test_not_chased);
	g_test_add_func("/decide/hold-snooze", test_hold_snooze);
	g_test_add_func("/decide/refused", test_refused);
	g_test_add_func("/decide/confirm-dispute", test_confirm_dispute);
	g_test_add_func("/decide/order", test_order);
	g_test_add_func("/decide/limits", test_limits);
	g_test_add_func("/decide/limits/together", test_limits_together);
	g_test_add_func("/decide/limits/silent", test_limits_silent);
	g_test_add_func("/decide/random", test_random);
	return g_test_run();
}
