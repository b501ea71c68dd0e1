/* SPDX-License-Identifier: ISC
 * due.c - take the cases whose next deadline has passed, and decide; a transaction a case */
#include "flow-private.h"
#include "plaint/clock.h"

#define DUE_BATCH 200

/* A look takes its time, and meanwhile the case may have been closed: what is decided is decided of
 * the case as it is then. */
static bool
due_case(Flow *flow, const char *key, GError **error)
{
	g_autoptr(Case) c = NULL;
	g_autoptr(Case) current = NULL;
	g_auto(LookTaken) taken = { 0 };
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	if (!store_case_load(flow->store, key, &c, error) || !look_before_step(flow, c, &taken, error) ||
	    !store_begin(flow->store, &txn, error) || !store_case_load(flow->store, key, &current, error))
		return false;
	const CaseEvent event = { .kind = CASE_EVENT_DUE, .at = clock_now(), .step = taken.step,
		.look = taken.look, .text = taken.words };
	const FlowCause cause = { .actor = "plaint", .target = taken.target, .looked_at = taken.at,
		.record = taken.record };
	return flow_apply(flow, current, &event, &cause, NULL, error) && store_commit(&txn, error);
}

bool
flow_due(Flow *flow, FlowCounts *counts, GError **error)
{
	GError *first = NULL;
	int64_t now = clock_now();
	unsigned expired = 0;
	flow->looked_us = 0;
	g_autoptr(GHashTable) failed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!store_unfiled_expire(flow->store,
	        now - (int64_t)flow->conf->retention.unfiled_days * 86400, &expired, error) ||
	    !flow_recount(flow, error))
		return false;
	/* After DUE a case's next moment is later than now; only one that fails is met again. */
	for (bool has_more = true; has_more;) {
		g_autoptr(GPtrArray) keys = NULL;
		if (!store_case_due(flow->store, now, DUE_BATCH + g_hash_table_size(failed), &keys, error))
			return false;
		has_more = false;
		for (guint i = 0; i < keys->len; i++) {
			g_autoptr(GError) why = NULL;
			if (g_hash_table_contains(failed, keys->pdata[i]))
				continue;
			if (due_case(flow, keys->pdata[i], &why)) {
				has_more = true;
				counts->due++;
				continue;
			}
			g_hash_table_add(failed, g_strdup(keys->pdata[i]));
			g_warning("case %s: %s", (char *)keys->pdata[i], why->message);
			if (first == NULL)
				first = g_steal_pointer(&why);
		}
	}
	if (first != NULL)
		g_propagate_error(error, first);
	return first == NULL;
}
