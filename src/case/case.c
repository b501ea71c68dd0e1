/* SPDX-License-Identifier: ISC
 * case.c - a case as plain values: its words, copying, and what listings ask of it */
#include "plaint/case.h"
#include <string.h>

/* ---- words ---- */

static const char *const state_names[] = {
	[CASE_DRAFT] = "draft",
	[CASE_FILED] = "filed",
	[CASE_ACKNOWLEDGED] = "acknowledged",
	[CASE_WORKING] = "working",
	[CASE_WAITING_ON_YOU] = "waiting-on-you",
	[CASE_ANSWERED_RESOLVED] = "answered-resolved",
	[CASE_ANSWERED_REJECTED] = "answered-rejected",
	[CASE_UNDELIVERABLE] = "undeliverable",
	[CASE_CLOSED] = "closed",
};
static const char *const outcome_names[] = {
	[OUTCOME_NONE] = "",
	[OUTCOME_SOLVED] = "solved",
	[OUTCOME_PARTLY] = "partly",
	[OUTCOME_UNSOLVED] = "unsolved",
	[OUTCOME_WITHDRAWN] = "withdrawn",
};
static const char *const deadline_names[] = {
	[DEADLINE_FIRST_REPLY] = "first-reply",
	[DEADLINE_EXPECTED] = "expected",
	[DEADLINE_OVERDUE] = "overdue",
	[DEADLINE_CONFIRM] = "confirm",
	[DEADLINE_REMIND] = "remind",
};

static int
index_of(const char *name, const char *const *names, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

const char *
case_state_name(CaseState state)
{
	g_assert((unsigned)state < CASE_STATE_COUNT);
	return state_names[state];
}

const char *
case_state_words(CaseState state, bool is_zh)
{
	static const char *const zh[CASE_STATE_COUNT] = { "草稿", "已提交", "已受理", "处理中", "等您答复",
		"称已解决", "被驳回", "无法投递", "已关闭" };
	return is_zh ? zh[state] : case_state_name(state);
}

bool
case_state_parse(const char *name, CaseState *out)
{
	int i = index_of(name, state_names, CASE_STATE_COUNT);
	if (i >= 0)
		*out = (CaseState)i;
	return i >= 0;
}

const char *
case_outcome_name(CaseOutcome outcome)
{
	g_assert((unsigned)outcome < OUTCOME_COUNT);
	return outcome_names[outcome];
}

bool
case_outcome_parse(const char *name, CaseOutcome *out)
{
	int i = index_of(name, outcome_names, OUTCOME_COUNT);
	if (i >= 0)
		*out = (CaseOutcome)i;
	return i >= 0;
}

const char *
deadline_name(DeadlineWhat what)
{
	g_assert((unsigned)what < DEADLINE_COUNT);
	return deadline_names[what];
}

bool
deadline_parse(const char *name, DeadlineWhat *out)
{
	int i = index_of(name, deadline_names, DEADLINE_COUNT);
	if (i >= 0)
		*out = (DeadlineWhat)i;
	return i >= 0;
}

const char *
deadline_words(DeadlineWhat what, bool is_zh)
{
	static const char *const zh[DEADLINE_COUNT] = { "首次答复", "预计解决", "处理期限", "确认结果",
		"提醒" };
	return is_zh ? zh[what] : deadline_name(what);
}

/* ---- values ---- */

void
case_set(char **field, const char *text)
{
	char *copy = g_strdup(text != NULL ? text : "");
	g_free(*field);
	*field = copy;
}

static void
step_done_free(gpointer data)
{
	StepDone *done = data;
	g_free(done->step);
	g_free(done);
}

static void
own_strings(Case *c)
{
	char **fields[] = { &c->type, &c->provider, &c->to, &c->title, &c->language, &c->calendar,
		&c->timezone, &c->ladder,
		&c->first_reply.text, &c->first_reply.source, &c->first_reply.url,
		&c->first_reply.read_at, &c->resolve.text, &c->resolve.source, &c->resolve.url,
		&c->resolve.read_at };
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		*fields[i] = g_strdup(*fields[i] != NULL ? *fields[i] : "");
	for (int i = 0; i < DEADLINE_COUNT; i++) {
		Deadline *deadline = &c->deadlines[i];
		deadline->window = g_strdup(deadline->window != NULL ? deadline->window : "");
		deadline->source = g_strdup(deadline->source != NULL ? deadline->source : "");
		deadline->note = g_strdup(deadline->note != NULL ? deadline->note : "");
	}
	c->pauses = g_array_new(FALSE, FALSE, sizeof(Pause));
	c->steps = g_ptr_array_new_with_free_func(step_done_free);
}

Case *
case_new(void)
{
	Case *c = g_new0(Case, 1);
	own_strings(c);
	case_set(&c->language, "en");
	case_set(&c->ladder, "default");
	return c;
}

Case *
case_copy(const Case *c)
{
	Case *copy = g_memdup2(c, sizeof *c);
	own_strings(copy);
	if (c->pauses->len > 0)
		g_array_append_vals(copy->pauses, c->pauses->data, c->pauses->len);
	for (guint i = 0; i < c->steps->len; i++) {
		const StepDone *done = c->steps->pdata[i];
		case_add_step(copy, done->step, done->at, done->is_skipped);
	}
	return copy;
}

static void
clear_window(CaseWindow *window)
{
	g_free(window->text);
	g_free(window->source);
	g_free(window->url);
	g_free(window->read_at);
}

void
case_free(Case *c)
{
	if (c == NULL)
		return;
	g_free(c->type);
	g_free(c->provider);
	g_free(c->to);
	g_free(c->title);
	g_free(c->language);
	g_free(c->calendar);
	g_free(c->timezone);
	g_free(c->ladder);
	clear_window(&c->first_reply);
	clear_window(&c->resolve);
	for (int i = 0; i < DEADLINE_COUNT; i++) {
		g_free(c->deadlines[i].window);
		g_free(c->deadlines[i].source);
		g_free(c->deadlines[i].note);
	}
	if (c->pauses != NULL)
		g_array_unref(c->pauses);
	if (c->steps != NULL)
		g_ptr_array_unref(c->steps);
	g_free(c);
}

void
case_window_set(CaseWindow *window, const char *text, const char *source, const char *url,
    const char *read_at)
{
	case_set(&window->text, text);
	case_set(&window->source, source);
	case_set(&window->url, url);
	case_set(&window->read_at, read_at);
}

void
case_add_step(Case *c, const char *step, int64_t at, bool is_skipped)
{
	StepDone *done = g_new0(StepDone, 1);
	done->step = g_strdup(step);
	done->at = at;
	done->is_skipped = is_skipped;
	g_ptr_array_add(c->steps, done);
}

void
case_add_pause(Case *c, int64_t from, int64_t to)
{
	Pause pause = { from, to };
	g_array_append_val(c->pauses, pause);
}

/* ---- asking ---- */

bool
case_is_waiting_for_provider(const Case *c)
{
	return c->state == CASE_FILED || c->state == CASE_ACKNOWLEDGED || c->state == CASE_WORKING;
}

bool
case_may_follow_up(const Case *c, int64_t now)
{
	return case_is_waiting_for_provider(c) && !c->is_held && c->snooze_until <= now;
}

static bool
counts_in_state(const Case *c, DeadlineWhat what)
{
	switch (what) {
	case DEADLINE_FIRST_REPLY:
	case DEADLINE_EXPECTED:
	case DEADLINE_OVERDUE:
		return case_is_waiting_for_provider(c);
	case DEADLINE_CONFIRM:
		return c->state == CASE_ANSWERED_RESOLVED;
	default:
		return c->state == CASE_WAITING_ON_YOU || c->state == CASE_ANSWERED_REJECTED ||
		       c->state == CASE_UNDELIVERABLE;
	}
}

bool
case_next_deadline(const Case *c, DeadlineWhat *out_what, int64_t *out_at)
{
	int best = -1;
	for (int i = 0; i < DEADLINE_COUNT; i++) {
		const Deadline *deadline = &c->deadlines[i];
		/* "expected" is no promise; and with "1 workday" both ends are one. */
		if (i == DEADLINE_EXPECTED || deadline->due == 0 || deadline->met != 0 ||
		    !counts_in_state(c, (DeadlineWhat)i))
			continue;
		if (best < 0 || deadline->due < c->deadlines[best].due)
			best = i;
	}
	if (best < 0)
		return false;
	*out_what = (DeadlineWhat)best;
	*out_at = c->deadlines[best].due;
	return true;
}

bool
case_is_overdue(const Case *c, int64_t now)
{
	static const DeadlineWhat whats[] = { DEADLINE_FIRST_REPLY, DEADLINE_OVERDUE };
	for (size_t i = 0; i < G_N_ELEMENTS(whats); i++) {
		const Deadline *deadline = &c->deadlines[whats[i]];
		if (case_is_waiting_for_provider(c) && deadline->due != 0 && deadline->met == 0 &&
		    deadline->due < now)
			return true;
	}
	return false;
}
