/* SPDX-License-Identifier: ISC
 * appeal.c - the prepared answer to a refusal
 *
 * It answers the newest refusal in the provider's own words: their reason is read from that mail
 * again, not kept from when it came, so that a corrected mail gives a corrected appeal. */
#include "flow-private.h"
#include <jansson.h>
#include <string.h>

bool
flow_refusal(Flow *flow, const Case *c, char **out, GError **error)
{
	g_autoptr(GPtrArray) messages = NULL;
	g_autofree char *newest = NULL;
	if (!store_message_list(flow->store, c->key, &messages, error))
		return false;
	for (guint i = messages->len; i > 0; i--) {
		const StoreMessage *message = messages->pdata[i - 1];
		/* What came before an appeal has been answered by it. */
		if (message->is_outgoing && strcmp(message->kind, "appeal") == 0 &&
		    (strcmp(message->status, "sent") == 0 || strcmp(message->status, "uncertain") == 0))
			break;
		if (message->is_outgoing || message->is_flagged || message->reading == NULL ||
		    strcmp(message->kind, "reply") != 0)
			continue;
		json_t *reading = json_loads(message->reading, 0, NULL);
		const char *text = json_string_value(json_object_get(reading, "text"));
		const char *verdict = json_string_value(json_object_get(reading, "verdict"));
		bool is_refusal = g_strcmp0(verdict, verdict_name(VERDICT_REJECTED)) == 0;
		if (is_refusal || newest == NULL) {
			g_free(newest);
			newest = g_strdup(text != NULL ? text : "");
		}
		json_decref(reading);
		if (is_refusal)
			break;
	}
	*out = g_steal_pointer(&newest);
	return true;
}

bool
flow_appeal_text(Flow *flow, const Case *c, const char *words, char **out, GError **error)
{
	g_autofree char *refusal = NULL;
	g_autofree char *subject = NULL;
	if (c->state != CASE_ANSWERED_REJECTED)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s is '%s': only a refusal is appealed against; if it was refused, "
		    "'plaint set %s answered-rejected' says so",
		    c->key, case_state_name(c->state), c->key);
	if (!flow_refusal(flow, c, &refusal, error))
		return false;
	const FlowCause cause = { .actor = "complainant", .refusal = refusal, .text = words };
	return flow_render(flow, c, "appeal", &cause, NULL, &subject, out, error);
}
