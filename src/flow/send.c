/* SPDX-License-Identifier: ISC
 * send.c - hand waiting messages to the SMTP server, and record what it said
 *
 * The try is made durable when the server is ready to take the message (after its 354) and before
 * the first byte leaves, for until then nothing can have been delivered: a process that dies
 * earlier leaves the message queued, one that dies later leaves it "sending", which becomes
 * uncertain and is looked for. Where the server is quick to take the next message, its try and the
 * result of the last one are made durable together: a flush less. */
#include "flow-private.h"
#include "plaint/clock.h"
#include <string.h>

#define SEND_PER_DAY 50               /* messages to one address of a provider in 24 hours */
#define SEND_GIVE_UP (5 * 86400)      /* RFC 5321 4.5.4.1: at least 4-5 days */
#define SEND_WAIT_FIRST 300           /* seconds to the second try; doubles up to */
#define SEND_WAIT_MOST (4 * 3600)
#define SEND_ASK_AFTER 3600           /* an uncertain mail that is nowhere to be found by then */
#define SEND_TOGETHER_US 20000        /* a result is not kept waiting for the next try for longer */

static char *
words_at(const char *words)
{
	g_autofree char *now = time_format_rfc3339(clock_now());
	return g_strdup_printf("%s %s", now, words);
}

static bool
mark_uncertain(Flow *flow, const StoreOutgoing *outgoing, const char *words, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autofree char *said = words_at(words);
	return store_begin(flow->store, &txn, error) &&
	       store_outgoing_result(flow->store, outgoing->id, "uncertain", said, clock_now(), 0, error) &&
	       flow_note(flow, outgoing->key, "uncertain", "plaint",
	           flow_is_zh(flow) ? "不能确定邮件是否已发出；plaint 会查找其副本，不会自行重发"
	                            : "a mail may or may not have been sent; plaint looks for its copy and "
	                              "does not send it again by itself",
	           outgoing->id, error) &&
	       store_commit(&txn, error);
}

bool
recover_sending(Flow *flow, GError **error)
{
	g_autoptr(GArray) ids = NULL;
	if (!store_outgoing_in(flow->store, "sending", &ids, error))
		return false;
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(StoreOutgoing) outgoing = NULL;
		if (!store_outgoing_load(flow->store, g_array_index(ids, int64_t, i), &outgoing, error) ||
		    !mark_uncertain(flow, outgoing, "plaint ended while it was being sent", error))
			return false;
	}
	return true;
}

/* Found nowhere: only the complainant can decide. Asked once. */
static bool
ask_about_uncertain(Flow *flow, FlowCounts *counts, GError **error)
{
	g_autoptr(GArray) ids = NULL;
	if (!store_outgoing_in(flow->store, "uncertain", &ids, error))
		return false;
	counts->uncertain = ids->len;
	for (guint i = 0; i < ids->len; i++) {
		g_auto(StoreTxn) txn = STORE_TXN_INIT;
		g_autoptr(StoreOutgoing) outgoing = NULL;
		g_autoptr(Case) c = NULL;
		if (!store_outgoing_load(flow->store, g_array_index(ids, int64_t, i), &outgoing, error))
			return false;
		if (outgoing->is_asked || strcmp(outgoing->purpose, "notice") == 0 ||
		    clock_now() < outgoing->first_try + SEND_ASK_AFTER)
			continue;
		const FlowCause cause = { .actor = "plaint", .message = outgoing->id };
		if (!store_begin(flow->store, &txn, error) ||
		    !store_case_load(flow->store, outgoing->key, &c, error) ||
		    !store_outgoing_asked(flow->store, outgoing->id, error) ||
		    !flow_notify(flow, c, "notice-uncertain", &cause, NULL, error) ||
		    !store_commit(&txn, error))
			return false;
	}
	return true;
}

static bool
was_refused(Flow *flow, const StoreOutgoing *outgoing, const char *words, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autoptr(Case) c = NULL;
	g_autofree char *said = words_at(words);
	int64_t now = clock_now();
	if (!store_begin(flow->store, &txn, error) ||
	    !store_outgoing_result(flow->store, outgoing->id, "failed", said, now, 0, error) ||
	    !store_case_load(flow->store, outgoing->key, &c, error))
		return false;
	const FlowCause cause = { .actor = "plaint", .message = outgoing->id, .words = words,
		.kind = "refused", .text = words };
	const CaseEvent event = { .kind = CASE_EVENT_SEND_FAILED, .at = now, .text = words };
	bool is_moved = undelivered_kind(flow, c, outgoing) != NULL
	                    ? undelivered_tell(flow, c, outgoing, words, outgoing->id, error)
	                    : flow_apply(flow, c, &event, &cause, NULL, error);
	return is_moved && store_commit(&txn, error);
}

static bool
try_later(Flow *flow, const StoreOutgoing *outgoing, const char *words, GError **error)
{
	g_autofree char *said = words_at(words);
	int64_t now = clock_now();
	int64_t wait = MIN((int64_t)SEND_WAIT_FIRST << MIN(outgoing->attempts, 10), SEND_WAIT_MOST);
	if (outgoing->first_try != 0 && now - outgoing->first_try > SEND_GIVE_UP)
		return was_refused(flow, outgoing, words, error);
	return store_outgoing_result(flow->store, outgoing->id, "queued", said, now, now + wait, error);
}

static bool
record(Flow *flow, const StoreOutgoing *outgoing, const SmtpResult *result, FlowCounts *counts,
    GError **error)
{
	g_autofree char *said = words_at(result->words);
	switch (result->outcome) {
	case SMTP_ACCEPTED:
		counts->sent++;
		return outgoing_was_sent(flow, outgoing, said, error);
	case SMTP_REJECTED:
		counts->failed++;
		return was_refused(flow, outgoing, result->words, error);
	case SMTP_DEFERRED:
		counts->deferred++;
		return try_later(flow, outgoing, result->words, error);
	case SMTP_UNCERTAIN:
		return mark_uncertain(flow, outgoing, result->words, error);
	}
	g_assert_not_reached();
}

/* What was decided a while ago may not hold any more: an answer came, the case was closed. */
static bool
may_leave(Flow *flow, const StoreOutgoing *outgoing, bool *out, GError **error)
{
	g_autoptr(Case) c = NULL;
	unsigned count = 0;
	*out = true;
	if (strcmp(outgoing->purpose, "notice") == 0)
		return true;
	if (!store_case_load(flow->store, outgoing->key, &c, error))
		return false;
	bool is_stale_appeal = strcmp(outgoing->purpose, "appeal") == 0 && *outgoing->step != '\0' &&
	                       c->state != CASE_ANSWERED_REJECTED;
	if (is_stale_appeal ||
	    (strcmp(outgoing->purpose, "follow-up") == 0 && !case_may_follow_up(c, clock_now()))) {
		*out = false;
		return store_outgoing_result(flow->store, outgoing->id, "cancelled",
		           "the case needs no follow-up any more", clock_now(), 0, error) &&
		       flow_note(flow, c->key, "cancelled", "plaint",
		           flow_is_zh(flow) ? "队列中的催办未发出：已不需要催办"
		                            : "a queued follow-up was not sent: the case needs none any more",
		           outgoing->id, error);
	}
	if (!store_outgoing_count(flow->store, outgoing->recipient, clock_now() - 86400, &count, error))
		return false;
	if (count > SEND_PER_DAY) {
		*out = false;
		g_warning("case %s: %s has had %u messages in a day; this one waits", c->key,
		    outgoing->recipient, count);
		return store_outgoing_result(flow->store, outgoing->id, "queued", "waits: too many in a day",
		    clock_now(), clock_now() + 3600, error);
	}
	return true;
}

/* The sending of an account's messages, one after the other. */
typedef struct sending {
	Flow *flow;
	const Account *account;
	bool may_follow_up;
	FlowCounts *counts;
	int64_t after; /* the last message looked at */
	Courier *courier;
	StoreOutgoing *last; /* left, and its result is not recorded yet; NULL: none */
	SmtpResult result;
} Sending;

static void
sending_clear(Sending *sending)
{
	courier_free(sending->courier);
	store_outgoing_free(sending->last);
	smtp_result_clear(&sending->result);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sending, sending_clear)

/* *out stays NULL when no more wait. */
static bool
next_of_account(Sending *sending, StoreOutgoing **out, GError **error)
{
	Flow *flow = sending->flow;
	for (;;) {
		g_autoptr(StoreOutgoing) outgoing = NULL;
		if (!store_outgoing_next(flow->store, clock_now(), sending->after, &outgoing, error))
			return false;
		if (outgoing == NULL)
			return true;
		sending->after = outgoing->id;
		if (flow_account(flow, outgoing->account) != sending->account ||
		    (!sending->may_follow_up && strcmp(outgoing->purpose, "follow-up") == 0))
			continue;
		*out = g_steal_pointer(&outgoing);
		return true;
	}
}

static bool
open_courier(Sending *sending, GError **error)
{
	Smtp *smtp = NULL;
	if (sending->courier != NULL)
		return true;
	if (!smtp_open(sending->account, -1, &smtp, error))
		return false;
	sending->courier = courier_new(smtp);
	return true;
}

static bool
record_last(Sending *sending, GError **error)
{
	g_autoptr(StoreOutgoing) last = g_steal_pointer(&sending->last);
	return last == NULL || record(sending->flow, last, &sending->result, sending->counts, error);
}

/* Record the last message and set out with next, unless it is NULL or may not leave. The envelope is
 * on its way while the last result is recorded, if neither can change the other's case. */
static bool
record_and_begin(Sending *sending, const StoreOutgoing *next, bool *out_begun, GError **error)
{
	const StoreOutgoing *last = sending->last;
	bool is_apart = last != NULL && next != NULL && strcmp(last->key, next->key) != 0;
	*out_begun = false;
	if ((!is_apart && !record_last(sending, error)) ||
	    (next != NULL && !may_leave(sending->flow, next, out_begun, error)))
		return false;
	if (*out_begun)
		courier_begin(sending->courier, next);
	return record_last(sending, error);
}

static bool
record_and_start(Sending *sending, const StoreOutgoing *next, bool *out_begun, CourierNews *out_news,
    GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	Store *store = sending->flow->store;
	*out_news = COURIER_SILENT;
	if (!store_begin(store, &txn, error) || !record_and_begin(sending, next, out_begun, error))
		return false;
	if (*out_begun)
		*out_news = courier_wait(sending->courier, SEND_TOGETHER_US);
	return (*out_news != COURIER_READY ||
	           store_outgoing_start(store, next->id, clock_now(), error)) &&
	       store_commit(&txn, error);
}

/* Go with next, which is taken, up to its result. */
static bool
accompany(Sending *sending, StoreOutgoing *outgoing, CourierNews news, GError **error)
{
	g_autoptr(StoreOutgoing) next = outgoing;
	if (news == COURIER_SILENT) {
		news = courier_wait(sending->courier, -1);
		if (news == COURIER_READY &&
		    !store_outgoing_start(sending->flow->store, next->id, clock_now(), error))
			return false;
	}
	if (news == COURIER_READY) {
		courier_answer(sending->courier, true);
		news = courier_wait(sending->courier, -1);
	}
	if (news == COURIER_JUDGED) {
		smtp_result_clear(&sending->result);
		courier_take_result(sending->courier, &sending->result);
		sending->last = g_steal_pointer(&next);
		return true;
	}
	g_autoptr(GError) why = courier_steal_error(sending->courier);
	if (g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_INPUT)) {
		sending->counts->failed++;
		return was_refused(sending->flow, next, why->message, error);
	}
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

static bool
send_account(Flow *flow, const Account *account, bool may_follow_up, FlowCounts *counts,
    GError **error)
{
	g_auto(Sending) sending = { .flow = flow, .account = account, .may_follow_up = may_follow_up,
		.counts = counts };
	for (;;) {
		g_autoptr(StoreOutgoing) next = NULL;
		bool has_set_out = false, had_last = sending.last != NULL;
		CourierNews news = COURIER_SILENT;
		if (!next_of_account(&sending, &next, error) ||
		    (next != NULL && !open_courier(&sending, error)) ||
		    !record_and_start(&sending, next, &has_set_out, &news, error))
			return false;
		/* What is recorded may have queued one more: a notice. */
		if (next == NULL && !had_last)
			return true;
		if (has_set_out && !accompany(&sending, g_steal_pointer(&next), news, error))
			return false;
	}
}

bool
flow_send(Flow *flow, bool may_follow_up, FlowCounts *counts, GError **error)
{
	GError *first = NULL;
	if (!ask_about_uncertain(flow, counts, error))
		return false;
	for (guint i = 0; i < flow->conf->accounts->len; i++) {
		const Account *account = flow->conf->accounts->pdata[i];
		g_autoptr(GError) why = NULL;
		if (send_account(flow, account, may_follow_up, counts, &why))
			continue;
		g_prefix_error(&why, "%s: ", account->address);
		if (first == NULL)
			first = g_steal_pointer(&why);
		else
			g_warning("%s", why->message);
	}
	if (first != NULL)
		g_propagate_error(error, first);
	return first == NULL;
}

bool
flow_settle(const Conf *conf, Store *store, const StoreOutgoing *outgoing, bool is_again,
    GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autoptr(Flow) flow = flow_new(conf, store);
	if (!is_again)
		return outgoing_was_sent(flow, outgoing, "the complainant says that it arrived", error);
	return store_begin(store, &txn, error) &&
	       store_outgoing_result(store, outgoing->id, "queued",
	           "the complainant says that it did not arrive", clock_now(), 0, error) &&
	       flow_note(flow, outgoing->key, "again", "complainant", outgoing->subject, outgoing->id,
	           error) &&
	       store_commit(&txn, error);
}
