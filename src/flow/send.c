/* SPDX-License-Identifier: ISC
 * send.c - hand waiting messages to the SMTP server, and record what it said
 *
 * The try is made durable when the server is ready to take the message (after its 354) and before
 * the first byte leaves, for until then nothing can have been delivered: a process that dies
 * earlier leaves the message queued, one that dies later leaves it "sending", which becomes
 * uncertain and is looked for. */
#include "flow-private.h"
#include "plaint/clock.h"
#include "plaint/smtp.h"
#include <string.h>

#define SEND_PER_DAY 50               /* messages to one address of a provider in 24 hours */
#define SEND_GIVE_UP (5 * 86400)      /* RFC 5321 4.5.4.1: at least 4-5 days */
#define SEND_WAIT_FIRST 300           /* seconds to the second try; doubles up to */
#define SEND_WAIT_MOST (4 * 3600)
#define SEND_ASK_AFTER 3600           /* an uncertain mail that is nowhere to be found by then */

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

typedef struct attempt {
	Flow *flow;
	const StoreOutgoing *outgoing;
} Attempt;

static bool
before_data(void *data, GError **error)
{
	Attempt *attempt = data;
	return store_outgoing_start(attempt->flow->store, attempt->outgoing->id, clock_now(), error);
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

static bool
send_one(Flow *flow, Smtp *smtp, const StoreOutgoing *outgoing, FlowCounts *counts, GError **error)
{
	const char *const recipients[] = { outgoing->recipient, NULL };
	g_auto(SmtpResult) result = { 0 };
	g_autoptr(GError) why = NULL;
	Attempt attempt = { flow, outgoing };
	bool is_free = true;
	if (!may_leave(flow, outgoing, &is_free, error))
		return false;
	if (!is_free)
		return true;
	smtp_before_data(smtp, before_data, &attempt);
	if (smtp_send(smtp, outgoing->mail_from, recipients, outgoing->copy_to, outgoing->bytes, &result,
	        &why))
		return record(flow, outgoing, &result, counts, error);
	if (g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_INPUT)) {
		counts->failed++;
		return was_refused(flow, outgoing, why->message, error);
	}
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

static bool
send_account(Flow *flow, const Account *account, bool may_follow_up, FlowCounts *counts,
    GError **error)
{
	g_autoptr(Smtp) smtp = NULL;
	int64_t after = 0;
	for (;;) {
		g_autoptr(StoreOutgoing) outgoing = NULL;
		if (!store_outgoing_next(flow->store, clock_now(), after, &outgoing, error))
			return false;
		if (outgoing == NULL)
			return true;
		after = outgoing->id;
		if (flow_account(flow, outgoing->account) != account ||
		    (!may_follow_up && strcmp(outgoing->purpose, "follow-up") == 0))
			continue;
		if ((smtp == NULL && !smtp_open(account, -1, &smtp, error)) ||
		    !send_one(flow, smtp, outgoing, counts, error))
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
