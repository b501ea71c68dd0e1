/* SPDX-License-Identifier: ISC
 * store-outgoing.c - the queue of messages to send
 *
 * A try is recorded before the first byte of the message leaves, and its result after: what is
 * found "sending" when a round begins was cut off in between, and nobody knows without looking. */
#include "store-private.h"
#include "plaint/hash.h"

void
store_outgoing_free(StoreOutgoing *outgoing)
{
	if (outgoing == NULL)
		return;
	g_free(outgoing->key);
	g_free(outgoing->account);
	g_free(outgoing->purpose);
	g_free(outgoing->mail_from);
	g_free(outgoing->recipient);
	g_free(outgoing->copy_to);
	g_free(outgoing->message_id);
	g_free(outgoing->subject);
	g_free(outgoing->from);
	g_free(outgoing->step);
	g_clear_pointer(&outgoing->bytes, g_bytes_unref);
	g_free(outgoing);
}

bool
store_outgoing_add(Store *store, const StoreOutgoing *outgoing, int64_t now, int64_t *out_id,
    GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	gsize size = 0;
	const void *data = g_bytes_get_data(outgoing->bytes, &size);
	g_autofree char *hash = hash_sha256(data, size);
	int64_t twins = 0;
	if (!store_begin(store, &txn, error) ||
	    !db_int(store, &twins, 0, error,
	        "SELECT count(*) FROM message WHERE message_id = ? AND is_outgoing = 1", "s",
	        outgoing->message_id))
		return false;
	if (twins > 0)
		return fail(error, PLAINT_ERROR_CONFLICT, "message <%s> was queued before",
		    outgoing->message_id);
	if (!db_run(store, error,
	        "INSERT INTO message (is_outgoing, status, kind, message_id, sender, recipient, subject, "
	        "at, size, hash) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	        "ssssssiis", outgoing->needs_consent ? "draft" : "queued", outgoing->purpose,
	        outgoing->message_id, outgoing->from, outgoing->recipient,
	        outgoing->subject, now, (int64_t)g_bytes_get_size(outgoing->bytes), hash))
		return false;
	int64_t id = sqlite3_last_insert_rowid(store->db);
	if (!db_run(store, error, "INSERT INTO raw (message, bytes) VALUES (?, ?)", "ib", id,
	        outgoing->bytes) ||
	    !db_run(store, error,
	        "INSERT INTO outgoing (message, key, account, purpose, mail_from, copy_to, not_before, "
	        "step, attempts, first_try) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
	        "isssssis", id, outgoing->key, outgoing->account, outgoing->purpose, outgoing->mail_from,
	        outgoing->copy_to, outgoing->not_before, outgoing->step != NULL ? outgoing->step : "") ||
	    !store_message_link(store, id, outgoing->key, "ours", false, error) ||
	    !store_commit(&txn, error))
		return false;
	if (out_id != NULL)
		*out_id = id;
	return true;
}

#define OUTGOING_COLUMNS \
	"message.id, outgoing.key, account, purpose, mail_from, recipient, copy_to, message_id, subject, " \
	"sender, not_before, step, attempts, first_try, bytes, is_asked"
#define OUTGOING_JOIN \
	" FROM message JOIN outgoing ON outgoing.message = message.id JOIN raw ON raw.message = message.id "

static StoreOutgoing *
outgoing_from_row(sqlite3_stmt *row)
{
	StoreOutgoing *outgoing = g_new0(StoreOutgoing, 1);
	outgoing->id = sqlite3_column_int64(row, 0);
	outgoing->key = db_text_or(row, 1, "");
	outgoing->account = db_text_or(row, 2, "");
	outgoing->purpose = db_text_or(row, 3, "");
	outgoing->mail_from = db_text_or(row, 4, "");
	outgoing->recipient = db_text_or(row, 5, "");
	outgoing->copy_to = db_text(row, 6);
	outgoing->message_id = db_text_or(row, 7, "");
	outgoing->subject = db_text_or(row, 8, "");
	outgoing->from = db_text_or(row, 9, "");
	outgoing->not_before = sqlite3_column_int64(row, 10);
	outgoing->step = db_text_or(row, 11, "");
	outgoing->attempts = sqlite3_column_int(row, 12);
	outgoing->first_try = sqlite3_column_int64(row, 13);
	outgoing->bytes = db_bytes(row, 14);
	outgoing->is_asked = sqlite3_column_int(row, 15) != 0;
	return outgoing;
}

bool
store_outgoing_next(Store *store, int64_t now, int64_t after, StoreOutgoing **out, GError **error)
{
	bool has_row = false;
	sqlite3_stmt *row = db_query(store, error,
	    "SELECT " OUTGOING_COLUMNS OUTGOING_JOIN
	    "WHERE is_outgoing = 1 AND status = 'queued' AND not_before <= ? AND message.id > ? "
	    "ORDER BY message.id LIMIT 1",
	    "ii", now, after);
	if (row == NULL || !db_step(store, row, &has_row, error))
		return false;
	*out = has_row ? outgoing_from_row(row) : NULL;
	sqlite3_reset(row);
	return true;
}

bool
store_outgoing_load(Store *store, int64_t id, StoreOutgoing **out, GError **error)
{
	bool has_row = false;
	sqlite3_stmt *row = db_query(store, error,
	    "SELECT " OUTGOING_COLUMNS OUTGOING_JOIN "WHERE message.id = ?", "i", id);
	if (row == NULL || !db_step(store, row, &has_row, error))
		return false;
	if (!has_row)
		return fail(error, PLAINT_ERROR_NOT_FOUND, "no message %d to send", (int)id);
	*out = outgoing_from_row(row);
	sqlite3_reset(row);
	return true;
}

/* What the ladder has written. An escalation has a step too, and is the complainant's own act. */
#define OF_LADDER "(purpose = 'follow-up' OR (purpose IN ('appeal', 'reply') AND step <> ''))"

bool
store_outgoing_start(Store *store, int64_t id, int64_t now, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	return store_begin(store, &txn, error) &&
	       db_run(store, error,
	           "UPDATE outgoing SET first_try = CASE first_try WHEN 0 THEN ? ELSE first_try END "
	           "WHERE message = ?",
	           "ii", now, id) &&
	       db_run(store, error, "UPDATE message SET status = 'sending' WHERE id = ?", "i", id) &&
	       store_commit(&txn, error);
}

bool
store_outgoing_result(Store *store, int64_t id, const char *status, const char *words, int64_t now,
    int64_t next_try, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	return store_begin(store, &txn, error) &&
	       /* What was to go with a mail that did not go has not been sent. */
	       db_run(store, error,
	           "UPDATE evidence SET sent_at = 0, sent_with = 0 "
	           "WHERE sent_with = ?1 AND sent_with > 0 AND ?2 IN ('cancelled', 'failed')",
	           "is", id, status) &&
	       db_run(store, error,
	           "UPDATE message SET status = ?1, why = ?2, "
	           "at = CASE ?1 WHEN 'sent' THEN ?3 ELSE at END WHERE id = ?4",
	           "ssii", status, words, now, id) &&
	       db_run(store, error,
	           "UPDATE outgoing SET not_before = ?1, "
	           "first_try = CASE first_try WHEN 0 THEN ?2 ELSE first_try END, "
	           "attempts = attempts + (?3 = 'queued') WHERE message = ?4",
	           "iisi", next_try, now, status, id) &&
	       store_commit(&txn, error);
}

bool
store_outgoing_in(Store *store, const char *status, GArray **out_ids, GError **error)
{
	return db_ints(store, out_ids, error,
	    "SELECT id FROM message WHERE is_outgoing = 1 AND status = ? ORDER BY id", "s", status);
}

bool
store_outgoing_cancel(Store *store, const char *key, unsigned *out_count, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	int64_t waiting = 0;
	if (out_count != NULL)
		*out_count = 0;
	if (!db_int(store, &waiting, 0, error,
	        "SELECT count(*) FROM outgoing CROSS JOIN message ON message.id = message WHERE key = ? AND "
	        OF_LADDER " AND +status IN ('queued', 'draft')",
	        "s", key))
		return false;
	if (waiting == 0) /* as nearly always, and every answer asks */
		return true;
	if (!store_begin(store, &txn, error) ||
	    !db_run(store, error,
	        "UPDATE evidence SET sent_at = 0, sent_with = 0 WHERE sent_with > 0 AND sent_with IN "
	        "(SELECT message.id FROM message JOIN outgoing ON message = message.id WHERE key = ?1 AND "
	        OF_LADDER " AND status IN ('queued', 'draft'))",
	        "s", key) ||
	    !db_run(store, error,
	        "UPDATE message SET status = 'cancelled' WHERE is_outgoing = 1 AND status IN ('queued', 'draft') "
	        "AND id IN (SELECT message FROM outgoing WHERE key = ? AND " OF_LADDER ")",
	        "s", key))
		return false;
	if (out_count != NULL)
		*out_count = (unsigned)sqlite3_changes(store->db);
	return store_commit(&txn, error);
}

bool
store_outgoing_count(Store *store, const char *recipient, int64_t since, unsigned *out,
    GError **error)
{
	int64_t count = 0;
	if (!db_int(store, &count, 0, error,
	        "SELECT count(*) FROM message WHERE is_outgoing = 1 AND recipient = ? AND at >= ? "
	        "AND kind <> 'notice' AND status <> 'cancelled'",
	        "si", recipient, since))
		return false;
	*out = (unsigned)count;
	return true;
}

bool
store_outgoing_asked(Store *store, int64_t id, GError **error)
{
	return db_run(store, error, "UPDATE outgoing SET is_asked = 1 WHERE message = ?", "i", id);
}

bool
store_outgoing_release(Store *store, const char *key, int64_t not_before, unsigned *out_count,
    GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	if (!store_begin(store, &txn, error) ||
	    !db_run(store, error,
	        "UPDATE outgoing SET not_before = max(not_before, ?) WHERE key = ? AND message IN "
	        "(SELECT id FROM message WHERE is_outgoing = 1 AND status = 'draft')",
	        "is", not_before, key) ||
	    !db_run(store, error,
	        "UPDATE message SET status = 'queued' WHERE is_outgoing = 1 AND status = 'draft' AND id IN "
	        "(SELECT message FROM outgoing WHERE key = ?)",
	        "s", key))
		return false;
	*out_count = (unsigned)sqlite3_changes(store->db);
	return store_commit(&txn, error);
}

bool
store_find_outgoing(Store *store, const char *message_id, int64_t *out_id, GError **error)
{
	return db_int(store, out_id, 0, error,
	    "SELECT id FROM message WHERE message_id = ? AND is_outgoing = 1", "s", message_id);
}
