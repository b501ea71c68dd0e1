/* SPDX-License-Identifier: ISC
 * consent.c - what a step of the ladder has prepared, and the complainant agrees to or not */
#include "flow-private.h"
#include "plaint/clock.h"
#include <string.h>

/* Not at once, but in the hours of the step: the desk is no more awake than before. */
static int64_t
leaves_at(const Policy *policy, const StoreOutgoing *outgoing)
{
	const Step *step = ladder_find(policy->ladder, outgoing->step);
	int64_t now = clock_now();
	return step == NULL ? now : place_next_slot(policy->provider, now, step->hours);
}

bool
flow_consent(Flow *flow, const Case *c, bool is_given, unsigned *out_count, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autoptr(GArray) ids = NULL;
	Policy policy;
	unsigned count = 0;
	int64_t leaves = 0;
	if (!flow_policy(flow, c, &policy, error) || !store_begin(flow->store, &txn, error) ||
	    !store_outgoing_in(flow->store, "draft", &ids, error))
		return false;
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(StoreOutgoing) outgoing = NULL;
		if (!store_outgoing_load(
			flow->store, g_array_index(ids, int64_t, i), &outgoing, error))
			return false;
		if (strcmp(outgoing->key, c->key) != 0)
			continue;
		if (!flow_note(flow, c->key, is_given ? "agreed" : "discarded", "complainant",
			outgoing->subject, outgoing->id, error))
			return false;
		if (!is_given &&
		    !store_outgoing_result(flow->store, outgoing->id, "cancelled",
			"the complainant does not want it sent", clock_now(), 0, error))
			return false;
		leaves = MAX(leaves, leaves_at(&policy, outgoing));
		count++;
	}
	if (is_given && count > 0 &&
	    !store_outgoing_release(flow->store, c->key, leaves, &count, error))
		return false;
	*out_count = count;
	return store_commit(&txn, error);
}
