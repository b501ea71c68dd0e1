/* SPDX-License-Identifier: ISC
 * table.c - what a mail does to a case: the state table
 *
 * Written as rules, first match wins, because 540 cells nobody reads; the last rule of each kind
 * takes everything, so every combination is defined. plaint-cases(7) prints these very rows. */
#include "plaint/decide.h"
#include <string.h>

#define S(name) (1u << CASE_##name)
#define V(name) (1u << VERDICT_##name)
#define ANY 0xffffffffu
#define RUNNING (S(FILED) | S(ACKNOWLEDGED) | S(WORKING))
#define ANSWERED (S(ANSWERED_RESOLVED) | S(ANSWERED_REJECTED))
#define NEW (S(FILED) | S(UNDELIVERABLE)) /* nothing has proved yet that it arrived */
#define SAME (-1)

static const struct rule {
	int kind; /* -1: any */
	unsigned verdicts, states;
	int to;
	bool meets, pauses;
	const char *notice;
} rules[] = {
	{ -1, ANY, S(DRAFT), SAME, false, false, NULL },
	{ KIND_BOUNCE, ANY, RUNNING | S(WAITING_ON_YOU), CASE_UNDELIVERABLE, false, false,
	    "notice-undeliverable" },
	{ KIND_BOUNCE, ANY, ANSWERED, SAME, false, false, "notice-undeliverable" },
	{ KIND_BOUNCE, ANY, ANY, SAME, false, false, NULL },
	{ KIND_DELAY, ANY, ANY, SAME, false, false, NULL },
	{ KIND_RECEIPT, ANY, ANY, SAME, false, false, NULL },
	{ KIND_FEEDBACK_REPORT, ANY, ANY, SAME, false, false, NULL },

	{ KIND_AUTO_REPLY, ANY, S(CLOSED), SAME, false, false, NULL },
	{ KIND_AUTO_REPLY, V(AWAY), ANY, SAME, false, false, NULL },
	{ KIND_AUTO_REPLY, V(CHALLENGE), ANY, SAME, false, false, "notice-challenge" },
	{ KIND_AUTO_REPLY, V(NEED_INFO), NEW, CASE_ACKNOWLEDGED, false, false, "notice-need-info" },
	{ KIND_AUTO_REPLY, V(NEED_INFO), ANY, SAME, false, false, "notice-need-info" },
	{ KIND_AUTO_REPLY, V(REDIRECTED), NEW, CASE_ACKNOWLEDGED, false, false, "notice-redirected" },
	{ KIND_AUTO_REPLY, V(REDIRECTED), ANY, SAME, false, false, "notice-redirected" },
	{ KIND_AUTO_REPLY, V(RESOLVED) | V(REJECTED), NEW, CASE_ACKNOWLEDGED, false, false,
	    "notice-question" },
	{ KIND_AUTO_REPLY, V(RESOLVED) | V(REJECTED), ANY, SAME, false, false, "notice-question" },
	{ KIND_AUTO_REPLY, ANY, NEW, CASE_ACKNOWLEDGED, false, false, "notice-acknowledged" },
	{ KIND_AUTO_REPLY, ANY, ANY, SAME, false, false, NULL },

	{ KIND_REPLY, V(AWAY), ANY, SAME, false, false, NULL },
	{ KIND_REPLY, V(CHALLENGE), ANY, SAME, false, false, "notice-challenge" },
	{ KIND_REPLY, ANY, S(CLOSED), SAME, false, false, "notice-after-close" },
	{ KIND_REPLY, V(ACK), NEW, CASE_ACKNOWLEDGED, true, false, "notice-acknowledged" },
	{ KIND_REPLY, V(ACK), ANY, SAME, true, false, "notice-reply" },
	{ KIND_REPLY, V(WORKING), ANY, CASE_WORKING, true, false, "notice-working" },
	{ KIND_REPLY, V(NEED_INFO), ANY, CASE_WAITING_ON_YOU, true, true, "notice-need-info" },
	{ KIND_REPLY, V(REDIRECTED), ANY, CASE_WAITING_ON_YOU, true, true, "notice-redirected" },
	{ KIND_REPLY, V(RESOLVED), ANY, CASE_ANSWERED_RESOLVED, true, false,
	    "notice-resolved-confirm" },
	{ KIND_REPLY, V(REJECTED), ANY, CASE_ANSWERED_REJECTED, true, false, "notice-rejected" },
	{ KIND_REPLY, ANY, NEW, CASE_ACKNOWLEDGED, true, false, "notice-question" },
	{ KIND_REPLY, ANY, ANY, SAME, true, false, "notice-question" },
};

Transition
case_transition(CaseState state, Kind kind, Verdict verdict)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
		const struct rule *rule = &rules[i];
		if ((rule->kind < 0 || rule->kind == (int)kind) && (rule->verdicts >> verdict & 1) != 0 &&
		    (rule->states >> state & 1) != 0)
			return (Transition){ rule->to == SAME ? state : (CaseState)rule->to, rule->meets,
				rule->pauses, rule->notice, (int)i };
	}
	g_assert_not_reached();
}

/* ---- deadlines ---- */

static const struct effect {
	DeadlineWhat what;
	unsigned states;
	const char *effect, *words;
} effects[] = {
	{ DEADLINE_FIRST_REPLY, RUNNING, "ladder", "the ladder's step for it, until a person answers" },
	{ DEADLINE_EXPECTED, RUNNING, "nothing", "nothing: it is only shown" },
	{ DEADLINE_OVERDUE, RUNNING, "ladder", "the ladder's step for it, and those after it" },
	{ DEADLINE_CONFIRM, S(ANSWERED_RESOLVED), "confirm", "the complainant is asked again, once" },
	{ DEADLINE_REMIND, S(WAITING_ON_YOU) | S(ANSWERED_REJECTED) | S(UNDELIVERABLE), "remind",
	    "the complainant is reminded, twice at most" },
};

const char *
case_deadline_effect(CaseState state, DeadlineWhat what)
{
	for (size_t i = 0; i < G_N_ELEMENTS(effects); i++)
		if (effects[i].what == what && (effects[i].states >> state & 1) != 0)
			return effects[i].effect;
	return "nothing";
}

/* ---- the manual's tables ---- */

/* The names of the set bits; "any other" where rules before have taken some. */
static char *
words_of(unsigned set, int n, const char *(*name)(int), bool is_rest)
{
	if (set == ANY)
		return g_strdup(is_rest ? "any other" : "any");
	GString *out = g_string_new(NULL);
	for (int i = 0; i < n; i++)
		if ((set >> i & 1) != 0)
			g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "", name(i));
	return g_string_free(out, FALSE);
}

static const char *
state_word(int i)
{
	return case_state_name((CaseState)i);
}

static const char *
verdict_word(int i)
{
	return verdict_name((Verdict)i);
}

/* One row. A rule for any state after one for some, or for any verdict after others, says "other". */
static void
append_rule(GString *out, const struct rule *rule, bool is_rest)
{
	bool states_rest = rule->states == ANY && rule > rules && rule[-1].kind == rule->kind &&
	                   rule[-1].verdicts == rule->verdicts;
	g_autofree char *verdicts = words_of(rule->verdicts, VERDICT_COUNT, verdict_word, is_rest);
	g_autofree char *states = words_of(rule->states, CASE_STATE_COUNT, state_word, states_rest);
	g_string_append_printf(out, ".It %s Ta %s Ta %s Ta %s Ta %s%s%s%s\n",
	    rule->kind < 0 ? "any" : kind_name((Kind)rule->kind), verdicts, states,
	    rule->to == SAME ? "\\-" : case_state_name((CaseState)rule->to),
	    rule->meets ? "first reply met" : "", rule->pauses ? ", clock stops" : "",
	    rule->meets && rule->notice != NULL ? ", " : "",
	    rule->notice != NULL ? rule->notice : rule->meets ? "" : "\\-");
}

char *
case_table_mdoc(void)
{
	GString *out = g_string_new(".Bl -column \"feedback-report\" \"resolved, rejected\" "
	                            "\"filed, acknowledged, working\" \"answered-resolved\" \"notice\"\n"
	                            ".It Sy Mail Ta Sy Verdict Ta Sy \\&In state Ta Sy Becomes Ta Sy And\n");
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
		append_rule(out, &rules[i], i > 0 && rules[i - 1].kind == rules[i].kind &&
		                                rules[i - 1].verdicts != ANY);
	g_string_append(out, ".El\n.Bl -column \"first-reply\" "
	                     "\"waiting-on-you, answered-rejected, undeliverable\" \"what\"\n"
	                     ".It Sy Deadline Ta Sy \\&In state Ta Sy When it passes\n");
	for (size_t i = 0; i < G_N_ELEMENTS(effects); i++) {
		g_autofree char *states = words_of(effects[i].states, CASE_STATE_COUNT, state_word, false);
		g_string_append_printf(out, ".It %s Ta %s Ta %s\n", deadline_name(effects[i].what), states,
		    effects[i].words);
	}
	g_string_append(out, ".It any Ta any other Ta nothing\n.El\n");
	return g_string_free(out, FALSE);
}
