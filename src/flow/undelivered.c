/* SPDX-License-Identifier: ISC
 * undelivered.c - a mail of ours that did not arrive, and was not to the case's own desk
 *
 * Whether the complainant, a body outside or somebody above the desk can be reached says nothing about
 * the desk, which has the complaint: the case stays as it is. */
#include "flow-private.h"
#include <string.h>

static bool
is_above_the_desk(Flow *flow, const Case *c, const StoreOutgoing *outgoing)
{
	const char *next = flow_next_channel(flow, c);
	return strcmp(outgoing->purpose, "follow-up") == 0 && next != NULL &&
	       g_ascii_strcasecmp(outgoing->recipient, next) == 0;
}

const char *
undelivered_kind(Flow *flow, const Case *c, const StoreOutgoing *outgoing)
{
	if (strcmp(outgoing->purpose, "notice") == 0)
		return "notice-undelivered";
	if (strcmp(outgoing->purpose, "escalation") == 0)
		return "escalation-undelivered";
	return is_above_the_desk(flow, c, outgoing) ? "channel-undelivered" : NULL;
}

bool
undelivered_tell(Flow *flow, const Case *c, const StoreOutgoing *outgoing, const char *words,
    int64_t message, GError **error)
{
	const char *kind = undelivered_kind(flow, c, outgoing);
	const FlowCause cause = { .actor = "plaint", .words = words, .channel = outgoing->recipient };
	return flow_note(flow, c->key, kind, "plaint", words, message, error) &&
	       (strcmp(kind, "channel-undelivered") != 0 ||
	           flow_notify(flow, c, "notice-channel-undelivered", &cause, NULL, error));
}
