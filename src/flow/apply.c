/* SPDX-License-Identifier: ISC
 * apply.c - carry out a decision: case, journal and queue change together or not at all */
#include "flow-private.h"
#include "plaint/clock.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static char *
because_json(const char *rule, const Reading *reading)
{
	json_t *array = json_array();
	if (rule != NULL && *rule != '\0')
		json_array_append_new(array, json_string(rule));
	for (guint i = 0; reading != NULL && i < reading->because->len; i++)
		json_array_append_new(array, json_string(reading->because->pdata[i]));
	char *dumped = json_dumps(array, JSON_COMPACT);
	char *text = g_strdup(dumped != NULL ? dumped : "[]");
	free(dumped);
	json_decref(array);
	return text;
}

bool
flow_note(Flow *flow, const char *key, const char *kind, const char *actor, const char *text,
    int64_t message, GError **error)
{
	const StoreEvent event = { .at = clock_now(),
		.key = (char *)key,
		.kind = (char *)kind,
		.actor = (char *)actor,
		.text = (char *)text,
		.message = message };
	return store_event_add(flow->store, &event, error);
}

static bool
write_entry(Flow *flow, const Case *before, const Case *after, const JournalEntry *entry,
    const FlowCause *cause, GError **error)
{
	bool is_reading = strcmp(entry->kind, "reading") == 0 && cause->reading != NULL;
	bool is_state = strcmp(entry->kind, "state") == 0 && before->state != after->state;
	g_autofree char *because = because_json(entry->because, is_reading ? cause->reading : NULL);
	const StoreEvent event = { .at = clock_now(),
		.key = (char *)after->key,
		.kind = entry->kind,
		.actor = (char *)(is_reading && cause->actor != NULL ? cause->actor
		                  : cause->actor != NULL && strcmp(cause->actor, "complainant") == 0
		                      ? "complainant"
		                      : "plaint"),
		.text = entry->text,
		.verdict = is_reading && cause->reading->verdict != VERDICT_NONE
		               ? (char *)verdict_name(cause->reading->verdict)
		               : NULL,
		.because = because,
		.changed_state = is_state ? (char *)case_state_name(after->state) : NULL,
		.message = cause->message };
	return store_event_add(flow->store, &event, error);
}

/* It counts as sent from when it is queued; what is withdrawn gives it back. */
static bool
mark_taken(Flow *flow, const GPtrArray *evidence, int64_t message, GError **error)
{
	int64_t now = clock_now();
	for (guint i = 0; i < evidence->len; i++)
		if (!store_evidence_sent_one(
		        flow->store, ((StoreEvidence *)evidence->pdata[i])->id, message, now, error))
			return false;
	return true;
}

/* To the provider, its desk or who is above it: in the thread, not before its sending hours; with
 * "ask", kept as a draft until the complainant agrees. */
static bool
queue_step(Flow *flow, const Case *c, const FlowCause *cause, const Action *action, GError **error)
{
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	g_autoptr(GPtrArray) evidence = NULL;
	g_autoptr(StoreOutgoing) outgoing = NULL;
	const char *to = action->to == TO_CHANNEL ? flow_next_channel(flow, c) : NULL;
	g_autofree char *filename = g_strdup_printf("recheck-%s.txt", action->step);
	if (action->is_still_there && cause->record != NULL &&
	    !store_evidence_add(flow->store, c->key, filename, "text/plain", cause->record, cause->looked_at,
	        error))
		return false;
	/* What no deadline led to is no follow-up: those leave only while the provider is waited for. */
	const char *purpose = "reply";
	if (action->is_appeal)
		purpose = "appeal";
	else if (case_is_waiting_for_provider(c))
		purpose = "follow-up";
	g_autofree char *refusal = NULL;
	FlowCause whole = *cause;
	if (action->is_appeal && !flow_refusal(flow, c, &refusal, error))
		return false;
	whole.refusal = refusal;
	if (!flow_render(flow, c, action->template_name, &whole, action, &subject, &body, error) ||
	    !flow_new_evidence(flow, c->key, &evidence, error) ||
	    !flow_compose_in_thread(flow, c, purpose, to, body, evidence, &outgoing, error))
		return false;
	outgoing->not_before = action->send_at;
	outgoing->needs_consent = action->needs_consent;
	g_free(outgoing->step);
	outgoing->step = g_strdup(action->step);
	int64_t id = 0;
	return flow_queue(flow, outgoing, &id, error) && mark_taken(flow, evidence, id, error);
}

static bool
carry_out(Flow *flow, const Case *c, const FlowCause *cause, const Decision *decision,
    GError **error)
{
	for (guint i = 0; i < decision->actions->len; i++) {
		const Action *action = decision->actions->pdata[i];
		/* "We have written to them" is said when it is true: outgoing_was_sent(). */
		if (strcmp(action->template_name, "notice-follow-up") == 0)
			continue;
		bool is_done = action->to == TO_COMPLAINANT || action->to == TO_ESCALATION
		                   ? flow_notify(flow, c, action->template_name, cause, action, error)
		                   : queue_step(flow, c, cause, action, error);
		if (!is_done) {
			g_prefix_error(error, "case %s: %s: ", c->key, action->template_name);
			return false;
		}
	}
	return true;
}

static bool
withdraw(Flow *flow, const Case *c, GError **error)
{
	unsigned count = 0;
	if (!store_outgoing_cancel(flow->store, c->key, &count, error))
		return false;
	return count == 0 || flow_note(flow, c->key, "withdrawn", "plaint",
	                         flow_is_zh(flow) ? "等候发送时间的催办不再发出"
	                                          : "a follow-up that waited for its hour is not sent", 0, error);
}

bool
flow_apply(Flow *flow, const Case *c, const CaseEvent *event, const FlowCause *cause,
    Case **out_after, GError **error)
{
	static const FlowCause none = { .actor = "plaint" };
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autoptr(Decision) decision = NULL;
	Policy policy;
	if (cause == NULL)
		cause = &none;
	if (!flow_policy(flow, c, &policy, error) ||
	    !case_decide(c, event, &policy, clock_now(), &decision, error) ||
	    !store_begin(flow->store, &txn, error))
		return false;
	if (cause->kind != NULL && !flow_note(flow, c->key, cause->kind, cause->actor,
	                               cause->text != NULL ? cause->text : "", cause->message, error))
		return false;
	for (guint i = 0; i < decision->journal->len; i++)
		if (!write_entry(flow, c, decision->after, decision->journal->pdata[i], cause, error))
			return false;
	if (decision->withdraws_follow_ups && !withdraw(flow, c, error))
		return false;
	if (!store_case_save(flow->store, decision->after, error) ||
	    !carry_out(flow, decision->after, cause, decision, error) || !store_commit(&txn, error))
		return false;
	if (out_after != NULL)
		*out_after = g_steal_pointer(&decision->after);
	return true;
}
