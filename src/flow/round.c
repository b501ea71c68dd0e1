/* SPDX-License-Identifier: ISC
 * round.c - fetch, digest, due, send, once */
#include "flow-private.h"

/* Each step is taken whatever became of the one before: a dead IMAP server does not keep mail from
 * being sent. But what is due waits while we cannot see what the provider has answered: a follow-up
 * that crosses an answer is worse than a late one. */
bool
flow_round(Flow *flow, const FlowOptions *options, FlowCounts *counts, GError **error)
{
	g_autoptr(GError) fetch = NULL;
	g_autoptr(GError) tell = NULL;
	g_autoptr(GError) due = NULL;
	g_autoptr(GError) send = NULL;
	if (!store_lock_round(flow->store, error) || !flow_digest(flow, counts, error) ||
	    !recover_sending(flow, error))
		return false;
	bool is_fetched = flow_fetch(flow, options, counts, &fetch);
	flow_tell(flow, &tell);
	if (is_fetched)
		flow_due(flow, counts, &due);
	flow_send(flow, is_fetched, counts, &send);
	GError **const all[] = { &fetch, &tell, &due, &send };
	GError *first = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
		if (first == NULL)
			first = g_steal_pointer(all[i]);
		else if (*all[i] != NULL)
			g_warning("%s", (*all[i])->message);
	}
	if (first != NULL)
		g_propagate_error(error, first);
	return first == NULL;
}
