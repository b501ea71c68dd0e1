/* SPDX-License-Identifier: ISC
 * test-case.c - the values of a case, and the state table beside its page of the manual
 *
 * With PLAINT_UPDATE=1 it prints the table, to be put into man/plaint-cases.7. */
#include "plaint/decide.h"
#include <stdio.h>
#include <string.h>

#define PAGE "man/plaint-cases.7"

static void
test_words(void)
{
	for (int i = 0; i < CASE_STATE_COUNT; i++) {
		CaseState state;
		g_assert_true(case_state_parse(case_state_name((CaseState)i), &state));
		g_assert_cmpint(state, ==, i);
	}
	for (int i = 0; i < OUTCOME_COUNT; i++) {
		CaseOutcome outcome;
		g_assert_true(case_outcome_parse(case_outcome_name((CaseOutcome)i), &outcome));
		g_assert_cmpint(outcome, ==, i);
	}
	for (int i = 0; i < DEADLINE_COUNT; i++) {
		DeadlineWhat what;
		g_assert_true(deadline_parse(deadline_name((DeadlineWhat)i), &what));
		g_assert_cmpint(what, ==, i);
	}
	CaseState state = CASE_WORKING;
	g_assert_false(case_state_parse("open", &state));
	g_assert_cmpint(state, ==, CASE_WORKING);
}

static void
test_copy(void)
{
	g_autoptr(Case) c = case_new();
	case_set(&c->title, "站点无法访问");
	case_window_set(&c->resolve, "1-3 workdays", "provider", "https://example.com/sla", "2026-09-01");
	case_set(&c->deadlines[DEADLINE_OVERDUE].note, "note");
	case_add_step(c, "follow-up-1", 42, false);
	case_add_pause(c, 7, 9);
	g_autoptr(Case) copy = case_copy(c);
	case_set(&c->title, NULL);
	g_ptr_array_set_size(c->steps, 0);
	g_assert_cmpstr(c->title, ==, "");
	g_assert_cmpstr(copy->title, ==, "站点无法访问");
	g_assert_cmpstr(copy->resolve.url, ==, "https://example.com/sla");
	g_assert_cmpstr(copy->deadlines[DEADLINE_OVERDUE].note, ==, "note");
	g_assert_cmpint(copy->steps->len, ==, 1);
	g_assert_cmpint(g_array_index(copy->pauses, Pause, 0).to, ==, 9);
	case_free(NULL);
}

static void
test_next_deadline(void)
{
	g_autoptr(Case) c = case_new();
	DeadlineWhat what;
	int64_t when;
	c->deadlines[DEADLINE_FIRST_REPLY].due = 100;
	c->deadlines[DEADLINE_EXPECTED].due = 50;
	c->deadlines[DEADLINE_OVERDUE].due = 200;
	g_assert_false(case_next_deadline(c, &what, &when)); /* a draft has none */
	c->state = CASE_FILED;
	g_assert_true(case_next_deadline(c, &what, &when));
	g_assert_cmpint(what, ==, DEADLINE_FIRST_REPLY);
	g_assert_false(case_is_overdue(c, 100));
	g_assert_true(case_is_overdue(c, 101));
	c->deadlines[DEADLINE_FIRST_REPLY].met = 90;
	g_assert_true(case_next_deadline(c, &what, &when));
	g_assert_cmpint(when, ==, 200);
	g_assert_false(case_is_overdue(c, 101));
	c->state = CASE_WAITING_ON_YOU;
	g_assert_false(case_next_deadline(c, &what, &when));
	g_assert_false(case_is_overdue(c, 300));
}

/* What the page says of a deadline that passes in a state: the words of its row, of which there is
 * one at most; "nothing" is the last row's, for all that have none. */
static char *
printed_effect(char **lines, CaseState state, DeadlineWhat what)
{
	char *found = NULL;
	for (char **line = lines; *line != NULL; line++) {
		g_auto(GStrv) cells = g_strsplit(*line, " Ta ", -1);
		if (g_strv_length(cells) != 3 || strcmp(cells[0], deadline_name(what)) != 0)
			continue;
		g_auto(GStrv) states = g_strsplit(cells[1], ", ", -1);
		if (!g_strv_contains((const char *const *)states, case_state_name(state)))
			continue;
		g_assert_null(found);
		found = g_strdup(cells[2]);
	}
	return found != NULL ? found : g_strdup("nothing");
}

/* Every combination of state, kind and verdict has a row, and the page prints that row; so has every
 * combination of state and deadline. */
static void
test_table(void)
{
	g_autofree char *table = case_table_mdoc();
	g_autofree char *page = NULL;
	g_autoptr(GError) error = NULL;
	if (g_getenv("PLAINT_UPDATE") != NULL)
		fputs(table, stderr);
	g_file_get_contents(PAGE, &page, NULL, &error);
	g_assert_no_error(error);
	g_auto(GStrv) lines = g_strsplit(table, "\n.It ", -1);
	bool is_used[64] = { false };
	for (int state = 0; state < CASE_STATE_COUNT; state++) {
		for (int kind = 0; kind < KIND_COUNT; kind++) {
			for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
				Transition t = case_transition((CaseState)state, (Kind)kind, (Verdict)verdict);
				const char *line = lines[t.row + 2]; /* after the head */
				g_assert_nonnull(strstr(page, line));
				g_assert_true(g_str_has_prefix(line, kind_name((Kind)kind)) ||
				              g_str_has_prefix(line, "any "));
				g_assert_true(t.to == (CaseState)state ||
				              strstr(line, case_state_name(t.to)) != NULL);
				g_assert_true(t.notice == NULL || strstr(line, t.notice) != NULL);
				g_assert_cmpint(t.meets_first_reply, ==, strstr(line, "first reply met") != NULL);
				g_assert_cmpint(t.pauses, ==, strstr(line, "clock stops") != NULL);
				is_used[t.row] = true;
			}
		}
		for (int what = 0; what < DEADLINE_COUNT; what++) {
			static const struct {
				const char *effect, *words;
			} known[] = { { "ladder", "the ladder's step" }, { "remind", "is reminded" },
				{ "confirm", "is asked again" }, { "nothing", "nothing" } };
			const char *effect = case_deadline_effect((CaseState)state, (DeadlineWhat)what);
			g_autofree char *words = printed_effect(lines, (CaseState)state, (DeadlineWhat)what);
			bool is_known = false;
			for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
				if (strcmp(known[i].effect, effect) == 0) {
					g_assert_nonnull(strstr(words, known[i].words));
					is_known = true;
				}
			g_assert_true(is_known);
		}
	}
	/* A row that nothing reaches would be a lie in the manual. */
	for (int row = 0; lines[row + 2] != NULL && !g_str_has_prefix(lines[row + 2], "Sy Deadline"); row++)
		g_assert_true(is_used[row]);
	/* And the whole of it, so that no row is there twice or old. */
	g_assert_nonnull(strstr(page, table));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/case/words", test_words);
	g_test_add_func("/case/copy", test_copy);
	g_test_add_func("/case/next-deadline", test_next_deadline);
	g_test_add_func("/case/table", test_table);
	return g_test_run();
}
