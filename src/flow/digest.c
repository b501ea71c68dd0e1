/* SPDX-License-Identifier: ISC
 * digest.c - read each new message once, find its case, decide
 *
 * A batch is one transaction and each message a savepoint in it, so a bad one is set aside with
 * its reason and the others go on. The notices that it causes are only owed yet: tell.c. */
#include "flow-private.h"
#include "plaint/clock.h"
#include "plaint/domain.h"
#include "plaint/message-read.h"
#include <string.h>

#define DIGEST_BATCH 100

/* Our own mail comes back: the copy that was asked for, a notice in the complainant's own box. A
 * Message-ID alone proves nothing, for every provider has seen it. */
static bool
own_mail(Flow *flow, const Mail *mail, StoreOutgoing **out, GError **error)
{
	int64_t id = 0;
	g_autoptr(StoreOutgoing) outgoing = NULL;
	g_autoptr(Mail) sent = NULL;
	gsize size = 0;
	if (mail->message_id == NULL)
		return true;
	if (!store_find_outgoing(flow->store, mail->message_id, &id, error))
		return false;
	if (id == 0)
		return true;
	if (!store_outgoing_load(flow->store, id, &outgoing, error))
		return false;
	const void *bytes = g_bytes_get_data(outgoing->bytes, &size);
	if (!message_read(bytes, size, &sent, error))
		return false;
	if (strcmp(sent->from.address, mail->from.address) == 0 &&
	    strcmp(sent->subject, mail->subject) == 0 && sent->date == mail->date)
		*out = g_steal_pointer(&outgoing);
	return true;
}

/* A step of the ladder has left: the journal and the complainant are told. */
static bool
tell_sent(Flow *flow, const Case *c, const StoreOutgoing *outgoing, GError **error)
{
	const Action action = { .to = TO_COMPLAINANT, .template_name = (char *)"notice-follow-up",
		.step = outgoing->step, .send_at = clock_now(), .because = (char *)"" };
	const char *channel = flow_next_channel(flow, c);
	const FlowCause cause = { .actor = "plaint",
		.channel = g_strcmp0(channel, outgoing->recipient) == 0 ? channel : NULL };
	return flow_note(flow, c->key, "sent", "plaint", outgoing->subject, outgoing->id, error) &&
	       (*outgoing->step == '\0' ||
	           flow_notify(flow, c, action.template_name, &cause, &action, error));
}

bool
outgoing_was_sent(Flow *flow, const StoreOutgoing *outgoing, const char *words, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autoptr(Case) c = NULL;
	int64_t now = clock_now();
	if (!store_begin(flow->store, &txn, error) ||
	    !store_case_load(flow->store, outgoing->key, &c, error) ||
	    !store_outgoing_result(flow->store, outgoing->id, "sent", words, now, 0, error))
		return false;
	const FlowCause cause = { .actor = "plaint", .message = outgoing->id, .words = words,
		.kind = "sent", .text = outgoing->subject };
	const CaseEvent filed = { .kind = CASE_EVENT_FILED, .at = now, .text = words };
	const CaseEvent answered = { .kind = CASE_EVENT_ANSWERED, .at = now, .text = words };
	const CaseEvent dispute = { .kind = CASE_EVENT_DISPUTE, .at = now, .because = "appeal" };
	const CaseEvent turned = { .kind = CASE_EVENT_TURNED, .at = now, .text = outgoing->step };
	bool is_moved = true;
	if (strcmp(outgoing->purpose, "complaint") == 0)
		is_moved = flow_apply(flow, c, &filed, &cause, NULL, error);
	else if (strcmp(outgoing->purpose, "appeal") == 0 && c->state == CASE_ANSWERED_REJECTED)
		is_moved = flow_apply(flow, c, &dispute, &cause, NULL, error);
	else if (strcmp(outgoing->purpose, "reply") == 0)
		is_moved = flow_apply(flow, c, &answered, &cause, NULL, error);
	else if (strcmp(outgoing->purpose, "escalation") == 0)
		is_moved = flow_apply(flow, c, &turned, &cause, NULL, error);
	else if (strcmp(outgoing->purpose, "notice") != 0)
		is_moved = tell_sent(flow, c, outgoing, error);
	return is_moved && store_commit(&txn, error);
}

/* A mail of ours that is uncertain, and that this one answers, has arrived. */
static bool
settle_uncertain(Flow *flow, const Mail *mail, const Reading *reading, GError **error)
{
	const char *const ids[] = { mail->in_reply_to, reading->original_message_id };
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autoptr(StoreMessage) message = NULL;
		g_autoptr(StoreOutgoing) outgoing = NULL;
		int64_t id = 0;
		if (ids[i] == NULL)
			continue;
		if (!store_find_outgoing(flow->store, ids[i], &id, error))
			return false;
		if (id == 0)
			continue;
		if (!store_message_load(flow->store, id, &message, error))
			return false;
		if (strcmp(message->status, "uncertain") != 0)
			continue;
		if (!store_outgoing_load(flow->store, id, &outgoing, error) ||
		    !outgoing_was_sent(flow, outgoing, "an answer to it came", error))
			return false;
	}
	return true;
}

/* Tickets are learnt from the provider alone, under its registrable domain. */
static bool
learn_tickets(Flow *flow, const char *key, const Mail *mail, const Reading *reading, GError **error)
{
	g_autofree char *domain = domain_of(mail->from.address);
	g_autofree char *owner = domain != NULL ? domain_registrable(domain) : NULL;
	for (guint i = 0; owner != NULL && i < reading->tickets->len; i++) {
		const Ticket *ticket = reading->tickets->pdata[i];
		if (!store_ticket_add(flow->store, key, ticket->number, ticket->system, owner, error))
			return false;
	}
	return true;
}

/* A bounce or delay is believed when it names a mail of ours; *out stays NULL where it does not. */
static bool
find_bounced(Flow *flow, const Reading *reading, StoreOutgoing **out, GError **error)
{
	int64_t id = 0;
	if (reading->original_message_id == NULL)
		return true;
	return store_find_outgoing(flow->store, reading->original_message_id, &id, error) &&
	       (id == 0 || store_outgoing_load(flow->store, id, out, error));
}

static bool
is_own_address(Flow *flow, const char *address)
{
	return conf_account_by_address(flow->conf, address) != NULL ||
	       g_ascii_strcasecmp(address, flow->conf->complainant.address) == 0;
}

/* Where it comes from, and so what it may do. */
typedef struct origin {
	const char *actor; /* "provider", "stranger", "complainant" */
	bool is_trusted;
} Origin;

static bool
find_origin(Flow *flow, const Account *account, const Case *c, const Mail *mail,
    const Reading *reading, Origin *out, StoreOutgoing **out_bounced, GError **error)
{
	bool is_report = reading->kind == KIND_BOUNCE || reading->kind == KIND_DELAY;
	if (is_report && !find_bounced(flow, reading, out_bounced, error))
		return false;
	bool is_provider = flow_is_provider(flow, c, mail->from.address) &&
	                   thread_is_authentic(account, mail);
	bool is_own = !is_report && is_own_address(flow, mail->from.address);
	*out = (Origin){
		.actor = is_own ? "complainant" : is_provider || *out_bounced != NULL ? "provider" : "stranger",
		.is_trusted = is_report ? *out_bounced != NULL : is_provider && !is_own,
	};
	return true;
}

/* A machine's answer that brings a ticket number is a receipt, however unsure its words are: the
 * number itself says that the desk has taken the complaint in. It still meets no deadline. */
static bool
is_receipt(const Reading *reading)
{
	return reading->kind == KIND_AUTO_REPLY && reading->tickets->len > 0 &&
	       (reading->verdict == VERDICT_ACK || reading->verdict == VERDICT_OTHER ||
	           reading->verdict == VERDICT_WORKING);
}

bool
apply_to_case(Flow *flow, const Account *account, int64_t id, const char *key, const char *how,
    const Mail *mail, const Reading *reading, bool is_twin, GError **error)
{
	g_autoptr(Case) c = NULL;
	g_autoptr(StoreOutgoing) bounced = NULL;
	Origin origin;
	if (!store_case_load(flow->store, key, &c, error) ||
	    !find_origin(flow, account, c, mail, reading, &origin, &bounced, error))
		return false;
	bool is_own = strcmp(origin.actor, "complainant") == 0;
	bool is_flagged = is_twin || (!origin.is_trusted && !is_own);
	if (!store_message_link(flow->store, id, key, how, is_flagged, error) ||
	    (origin.is_trusted && !is_twin && !learn_tickets(flow, key, mail, reading, error)))
		return false;
	if (is_own)
		return flow_note(flow, key, "own-mail", "complainant", mail->subject, id, error);
	if (bounced != NULL && undelivered_kind(flow, c, bounced) != NULL)
		return reading->kind == KIND_BOUNCE
		           ? undelivered_tell(flow, c, bounced, mail->subject, id, error)
		           : flow_note(flow, key, "delayed", "plaint", mail->subject, id, error);
	g_autofree char *because = g_strdup_printf("thread: %s%s%s", how,
	    is_receipt(reading) ? "; a receipt with a ticket number" : "",
	    is_twin ? "; its Message-ID was used before by a different message" : "");
	const CaseEvent event = { .kind = CASE_EVENT_READING,
		.at = clock_now(),
		.mail_kind = reading->kind,
		.verdict = is_receipt(reading) ? VERDICT_ACK : reading->verdict,
		.confidence = is_receipt(reading) ? 1 : reading->confidence,
		.is_trusted = origin.is_trusted && !is_twin,
		.promised = reading->promised,
		.because = because };
	const FlowCause cause = { .actor = origin.actor,
		.reading = reading,
		.from = mail->from.address,
		.message = id };
	return flow_apply(flow, c, &event, &cause, NULL, error);
}

bool
file_message(Flow *flow, int64_t id, const char *status, const Mail *mail, const Reading *reading,
    const char *why, GPtrArray *suggestions, GError **error)
{
	g_autofree char *json = reading_to_json(mail, reading);
	const StoreFiling filing = { .status = status,
		.kind = kind_name(reading->kind),
		.message_id = mail->message_id,
		.from = mail->from.address,
		.subject = mail->subject,
		.why = why,
		.reading = json,
		.suggestions = suggestions };
	return store_message_filed(flow->store, id, &filing, error);
}

static bool
digest_read(Flow *flow, int64_t id, const Account *account, const Mail *mail,
    const Reading *reading, FlowCounts *counts, GError **error)
{
	g_autoptr(StoreOutgoing) own = NULL;
	g_auto(Thread) thread = { 0 };
	bool is_same = false, is_twin = false;
	if (!own_mail(flow, mail, &own, error))
		return false;
	if (own != NULL) {
		g_autoptr(StoreMessage) message = NULL;
		counts->forgotten++;
		if (!store_message_load(flow->store, own->id, &message, error) ||
		    (strcmp(message->status, "uncertain") == 0 &&
		        !outgoing_was_sent(flow, own, "its copy came to our mailbox", error)))
			return false;
		return store_message_forget(flow->store, id, error);
	}
	if (!store_message_seen(flow->store, id, mail->message_id, &is_same, &is_twin, error) ||
	    (!is_same && !thread_find(flow, account, mail, reading, &thread, error)))
		return false;
	if (is_same || (thread.keys->len == 0 && thread.why == NULL)) {
		counts->forgotten++;
		return store_message_forget(flow->store, id, error);
	}
	if (thread.keys->len == 0) {
		counts->unfiled++;
		return file_message(flow, id, "unfiled", mail, reading, thread.why, thread.suggestions, error);
	}
	counts->filed++;
	if (!file_message(flow, id, "filed", mail, reading, NULL, NULL, error) ||
	    !settle_uncertain(flow, mail, reading, error))
		return false;
	for (guint i = 0; i < thread.keys->len; i++)
		if (!apply_to_case(flow, account, id, thread.keys->pdata[i], thread.how, mail, reading,
		        is_twin, error))
			return false;
	return true;
}

void
new_mail_clear(NewMail *message)
{
	g_clear_pointer(&message->mail, mail_free);
	g_clear_pointer(&message->reading, reading_free);
	g_clear_error(&message->error);
}

static bool
read_kept(Flow *flow, NewMail *message, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	return store_message_bytes(flow->store, message->id, &bytes, error) &&
	       flow_read(flow, bytes, &message->mail, &message->reading, error);
}

static bool
find_account(Flow *flow, NewMail *message, GError **error)
{
	g_autofree char *name = NULL;
	if (message->account == NULL && store_message_account(flow->store, message->id, &name, error))
		message->account = flow_account(flow, name);
	return message->account != NULL;
}

static bool
digest_one(Flow *flow, NewMail *message, FlowCounts *counts, GError **error)
{
	if (message->error != NULL) {
		if (error != NULL)
			*error = g_error_copy(message->error);
		return false;
	}
	return (message->mail != NULL || read_kept(flow, message, error)) &&
	       find_account(flow, message, error) &&
	       digest_read(flow, message->id, message->account, message->mail, message->reading, counts, error);
}

/* Only this message is at fault: it is kept, with the reason, and shown as unfiled. */
static bool
set_aside(Flow *flow, int64_t id, const char *why, GError **error)
{
	const StoreFiling filing = { .status = "unfiled", .kind = "", .why = why };
	return store_message_filed(flow->store, id, &filing, error);
}

/* A savepoint a message. What could not be read, or not be answered for, is set aside. */
static bool
digest_in_savepoint(Flow *flow, NewMail *message, FlowCounts *counts, GError **error)
{
	g_autoptr(GError) why = NULL;
	FlowCounts counted = *counts;
	if (!store_savepoint(flow->store, error))
		return false;
	if (digest_one(flow, message, &counted, &why)) {
		*counts = counted;
		return store_savepoint_release(flow->store, error);
	}
	store_savepoint_rollback(flow->store);
	if (!g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_INPUT)) {
		g_propagate_prefixed_error(error, g_steal_pointer(&why), "message %d: ", (int)message->id);
		return false;
	}
	counts->broken++;
	return set_aside(flow, message->id, why->message, error);
}

static bool
digest_all(Flow *flow, const GPtrArray *messages, FlowCounts *counts, GError **error)
{
	for (guint i = 0; i < messages->len; i++)
		if (!digest_in_savepoint(flow, messages->pdata[i], counts, error))
			return false;
	return true;
}

bool
digest_batch(Flow *flow, const GPtrArray *messages, FlowCounts *counts, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	FlowCounts counted = *counts;
	if (messages->len == 0)
		return true;
	if (!store_begin(flow->store, &txn, error))
		return false;
	flow->is_digesting = true;
	bool is_done = digest_all(flow, messages, &counted, error);
	flow->is_digesting = false;
	if (!is_done || !store_commit(&txn, error))
		return false;
	*counts = counted;
	return true;
}

static void
new_mail_free(gpointer data)
{
	new_mail_clear(data);
	g_free(data);
}

bool
flow_digest(Flow *flow, FlowCounts *counts, GError **error)
{
	for (;;) {
		g_autoptr(GArray) ids = NULL;
		g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(new_mail_free);
		if (!store_new_list(flow->store, DIGEST_BATCH, &ids, error))
			return false;
		if (ids->len == 0)
			return true;
		for (guint i = 0; i < ids->len; i++) {
			NewMail *message = g_new0(NewMail, 1);
			message->id = g_array_index(ids, int64_t, i);
			g_ptr_array_add(messages, message);
		}
		if (!digest_batch(flow, messages, counts, error))
			return false;
	}
}
