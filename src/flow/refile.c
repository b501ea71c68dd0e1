/* SPDX-License-Identifier: ISC
 * refile.c - what the user corrects in what digest did: another case, another reading */
#include "flow-private.h"
#include <jansson.h>
#include <string.h>

bool
flow_refile(Flow *flow, int64_t id, const char *const *keys, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Reading) reading = NULL;
	g_autofree char *account = NULL;
	g_autoptr(GPtrArray) old = NULL;
	if (!store_begin(flow->store, &txn, error) ||
	    !store_message_bytes(flow->store, id, &bytes, error) ||
	    !store_message_account(flow->store, id, &account, error) ||
	    !flow_read(flow, bytes, &mail, &reading, error) ||
	    !store_message_cases(flow->store, id, &old, error) ||
	    !file_message(flow, id, "filed", mail, reading, NULL, NULL, error))
		return false;
	for (guint i = 0; i < old->len; i++)
		if (!store_message_unlink(flow->store, id, old->pdata[i], error) ||
		    !flow_note(flow, old->pdata[i], "moved-away", "complainant", mail->subject, id, error))
			return false;
	for (; *keys != NULL; keys++) {
		g_autoptr(Case) c = NULL;
		if (!store_case_load(flow->store, *keys, &c, error) ||
		    (*mail->from.address != '\0' &&
		        !store_sender_add(flow->store, c->key, mail->from.address, error)) ||
		    !flow_note(flow, c->key, "filed-by-hand", "complainant", mail->subject, id, error) ||
		    !apply_to_case(flow, flow_account(flow, account), id, c->key, "by hand", mail, reading,
		        false, error))
			return false;
	}
	return store_commit(&txn, error);
}

void
flow_reread_clear(FlowReread *reread)
{
	g_clear_pointer(&reread->before, g_free);
	g_clear_pointer(&reread->after, g_free);
	g_clear_pointer(&reread->mail, mail_free);
	g_clear_pointer(&reread->reading, reading_free);
}

/* A reading in a line: what has to differ for a change to be one. Confidence alone is none unless
 * it crosses the threshold. */
static char *
summary(const char *kind, const char *verdict, double confidence, double threshold)
{
	return g_strdup_printf("%s %s%s", kind, verdict != NULL ? verdict : "none",
	    confidence < threshold && verdict != NULL ? " (unsure)" : "");
}

bool
flow_reread(Flow *flow, const StoreMessage *message, FlowReread *out, GError **error)
{
	FlowReread reread = { .message = message->id };
	g_autoptr(GBytes) bytes = NULL;
	double threshold = flow->conf->reading.threshold;
	if (!store_message_bytes(flow->store, message->id, &bytes, error) ||
	    !flow_read(flow, bytes, &reread.mail, &reread.reading, error))
		return false;
	json_t *old = json_loads(message->reading, 0, NULL);
	reread.before = summary(message->kind, json_string_value(json_object_get(old, "verdict")),
	    json_number_value(json_object_get(old, "confidence")), threshold);
	json_decref(old);
	const char *verdict =
	    reread.reading->verdict != VERDICT_NONE ? verdict_name(reread.reading->verdict) : NULL;
	reread.after =
	    summary(kind_name(reread.reading->kind), verdict, reread.reading->confidence, threshold);
	reread.is_changed = strcmp(reread.before, reread.after) != 0;
	*out = reread;
	return true;
}

bool
flow_reread_apply(Flow *flow, const char *key, const FlowReread *reread, GError **error)
{
	g_autofree char *account = NULL;
	g_autofree char *text = g_strdup_printf("%s -> %s", reread->before, reread->after);
	if (!store_message_account(flow->store, reread->message, &account, error) ||
	    !file_message(flow, reread->message, "filed", reread->mail, reread->reading, NULL, NULL,
	        error) ||
	    !flow_note(flow, key, "reread", "complainant", text, reread->message, error))
		return false;
	return !reread->is_newest ||
	       apply_to_case(flow, flow_account(flow, account), reread->message, key, "read again",
	           reread->mail, reread->reading, false, error);
}
