/* SPDX-License-Identifier: ISC
 * case-fixture.h - a case at a provider in China, for the tests of case/ */
#pragma once
#include "plaint/clock.h"
#include "plaint/data.h"
#include "plaint/decide.h"
#include <string.h>

typedef struct fixture {
	Ladder *ladder;
	Place *provider, *complainant;
	Policy policy;
	Case *c;
	int64_t now;
	Decision *last;
	int n_follow_ups, n_notices; /* sent so far */
} Fixture;

static int64_t
time_of(const char *text)
{
	int64_t when = 0;
	g_assert_true(time_parse(text, NULL, &when, NULL));
	return when;
}

static void
fixture_init(Fixture *f, const char *resolve)
{
	g_autofree char *text = NULL;
	g_autoptr(Calendar) calendar = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GTimeZone) shanghai = g_time_zone_new_identifier("Asia/Shanghai");
	g_autoptr(GTimeZone) berlin = g_time_zone_new_identifier("Europe/Berlin");
	memset(f, 0, sizeof *f);
	data_read("ladders/default.conf", &text, NULL, &error);
	g_assert_no_error(error);
	ladder_parse(text, "default", NULL, &f->ladder, &error);
	g_assert_no_error(error);
	calendar_load("CN", data_read, &calendar, &error);
	g_assert_no_error(error);
	f->provider = place_new(calendar, shanghai, HOURS_UNKNOWN);
	f->complainant = place_new(NULL, berlin, HOURS_UNKNOWN);
	f->policy.provider = f->provider;
	f->policy.complainant = f->complainant;
	f->policy.ladder = f->ladder;
	f->policy.first_reply.text = (char *)"2 workdays";
	f->policy.resolve.text = (char *)resolve;
	f->c = case_new();
	memcpy(f->c->key, "ABCDEF", KEY_SIZE);
	f->now = time_of("2026-09-24T04:00:00Z"); /* Thursday noon there */
}

static void
fixture_clear(Fixture *f)
{
	decision_free(f->last);
	case_free(f->c);
	place_unref(f->provider);
	place_unref(f->complainant);
	ladder_free(f->ladder);
}

/* Decide, check what always holds, and go on with the case as it is then. */
static bool
play(Fixture *f, const CaseEvent *event)
{
	g_autoptr(GError) error = NULL;
	Decision *decision = NULL;
	if (!case_decide(f->c, event, &f->policy, f->now, &decision, &error)) {
		g_assert_true(g_error_matches(error, PLAINT_ERROR, PLAINT_ERROR_INPUT) ||
		              g_error_matches(error, PLAINT_ERROR, PLAINT_ERROR_CONFLICT));
		g_assert_null(decision);
		return false;
	}
	g_assert_no_error(error);
	decision_free(f->last);
	f->last = decision;
	case_free(f->c);
	f->c = case_copy(decision->after);
	for (guint i = 0; i < decision->actions->len; i++) {
		const Action *action = decision->actions->pdata[i];
		g_assert_cmpint(action->send_at, >=, f->now);
		f->n_follow_ups += action->to == TO_PROVIDER || action->to == TO_CHANNEL;
		f->n_notices += action->to == TO_COMPLAINANT;
	}
	if (event->kind == CASE_EVENT_DUE)
		g_assert_true(f->c->next_at == 0 || f->c->next_at > f->now);
	return true;
}

static inline bool
play_kind(Fixture *f, CaseEventKind kind)
{
	CaseEvent event = { .kind = kind };
	return play(f, &event);
}

static inline void
play_mail(Fixture *f, Kind kind, Verdict verdict)
{
	CaseEvent event = { .kind = CASE_EVENT_READING, .mail_kind = kind, .verdict = verdict,
		.confidence = 0.95, .is_trusted = true };
	g_assert_true(play(f, &event));
}

/* The template of the first action to that recipient, or "". */
static inline const char *
sent_to(const Fixture *f, Recipient to)
{
	for (guint i = 0; f->last != NULL && i < f->last->actions->len; i++) {
		const Action *action = f->last->actions->pdata[i];
		if (action->to == to)
			return action->template_name;
	}
	return "";
}
