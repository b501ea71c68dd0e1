/* SPDX-License-Identifier: ISC
 * plan.c - what will be sent when, if nobody answers
 *
 * Not a second reckoning: time is let pass over a copy of the case, by the very function that will
 * do it. So the plan cannot promise what is not done. */
#include "case-private.h"
#include <string.h>

static void
row_free(gpointer data)
{
	PlanRow *row = data;
	g_free(row->what);
	g_free(row->step);
	g_free(row->reason);
	g_free(row);
}

static void
add_rows(GPtrArray *rows, const Decision *decision)
{
	for (guint i = 0; i < decision->actions->len && rows->len < PLAN_ROWS_MAX; i++) {
		const Action *action = decision->actions->pdata[i];
		PlanRow *row = g_new0(PlanRow, 1);
		row->at = action->send_at;
		row->what = g_strdup(action->template_name);
		row->step = g_strdup(action->step);
		row->to = action->to;
		row->needs_consent = action->needs_consent;
		row->reason = g_strdup(action->because);
		g_ptr_array_add(rows, row);
	}
}

GPtrArray *
case_plan(const Case *c, const Policy *policy, int64_t now, int64_t until)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);
	g_autoptr(Case) current = case_copy(c);
	CaseEvent due = { .kind = CASE_EVENT_DUE };
	case_recount(current, policy);
	for (int turn = 0; turn < PLAN_ROWS_MAX && rows->len < PLAN_ROWS_MAX; turn++) {
		g_autoptr(Decision) decision = NULL;
		int64_t at = next_moment(current, policy);
		if (at == 0 || at > until || !case_decide(current, &due, policy, MAX(at, now), &decision, NULL))
			break;
		add_rows(rows, decision);
		case_free(current);
		current = g_steal_pointer(&decision->after);
	}
	return rows;
}
