/* SPDX-License-Identifier: ISC
 * store-learn.c - what cases and the user have taught: tickets, senders, evidence, lessons, remarks */
#include "store-private.h"
#include "plaint/ticket.h"
#include "plaint/hash.h"

bool
store_ticket_add(Store *store, const char *key, const char *number, const char *system,
    const char *domain, GError **error)
{
	g_autofree char *normal = ticket_normalize(number);
	return db_run(store, error,
	    "INSERT OR IGNORE INTO ticket (number, key, shown, system, domain) VALUES (?, ?, ?, ?, ?)",
	    "sssss", normal, key, number, system, domain);
}

bool
store_find_ticket(Store *store, const char *number, const char *domain, GPtrArray **out_keys,
    GError **error)
{
	g_autofree char *normal = ticket_normalize(number);
	return db_strings(store, out_keys, error,
	    "SELECT DISTINCT key FROM ticket WHERE number = ? AND domain = ?", "ss", normal, domain);
}

bool
store_ticket_list(Store *store, const char *key, GPtrArray **out_numbers, GError **error)
{
	return db_strings(store, out_numbers, error,
	    "SELECT shown FROM ticket WHERE key = ? ORDER BY number", "s", key);
}

bool
store_sender_add(Store *store, const char *key, const char *sender, GError **error)
{
	g_autofree char *lower = g_ascii_strdown(sender, -1);
	return db_run(store, error, "INSERT OR IGNORE INTO sender (sender, key) VALUES (?, ?)", "ss",
	    lower, key);
}

bool
store_sender_list(Store *store, const char *key, GPtrArray **out, GError **error)
{
	return db_strings(store, out, error, "SELECT sender FROM sender WHERE key = ?", "s", key);
}

bool
store_find_sender(Store *store, const char *sender, GPtrArray **out_keys, GError **error)
{
	g_autofree char *lower = g_ascii_strdown(sender, -1);
	return db_strings(store, out_keys, error,
	    "SELECT sender.key FROM sender JOIN cases ON cases.key = sender.key "
	    "WHERE sender = ? AND is_open = 1",
	    "s", lower);
}

void
store_evidence_free(StoreEvidence *evidence)
{
	if (evidence == NULL)
		return;
	g_free(evidence->filename);
	g_free(evidence->type);
	g_clear_pointer(&evidence->bytes, g_bytes_unref);
	g_free(evidence);
}

bool
store_evidence_add(Store *store, const char *key, const char *filename, const char *type,
    GBytes *bytes, int64_t now, GError **error)
{
	gsize size = 0;
	const void *data = g_bytes_get_data(bytes, &size);
	g_autofree char *hash = hash_sha256(data, size);
	return db_run(store, error,
	    "INSERT INTO evidence (key, filename, type, bytes, hash, added_at) VALUES (?, ?, ?, ?, ?, ?)",
	    "sssbsi", key, filename, type, bytes, hash, now);
}

static gpointer
evidence_from_row(sqlite3_stmt *row)
{
	StoreEvidence *evidence = g_new0(StoreEvidence, 1);
	evidence->id = sqlite3_column_int64(row, 0);
	evidence->filename = db_text_or(row, 1, "");
	evidence->type = db_text_or(row, 2, "");
	evidence->bytes = db_bytes(row, 3);
	evidence->added_at = sqlite3_column_int64(row, 4);
	evidence->sent_at = sqlite3_column_int64(row, 5);
	return evidence;
}

static void
free_evidence(gpointer evidence)
{
	store_evidence_free(evidence);
}

bool
store_evidence_list(Store *store, const char *key, GPtrArray **out, GError **error)
{
	return db_rows(store, out, evidence_from_row, free_evidence, error,
	    "SELECT id, filename, type, bytes, added_at, sent_at FROM evidence WHERE key = ? ORDER BY id",
	    "s", key);
}

bool
store_evidence_sent(Store *store, const char *key, int64_t message, int64_t now, GError **error)
{
	return db_run(store, error,
	    "UPDATE evidence SET sent_at = ?, sent_with = ? WHERE key = ? AND sent_at = 0", "iis", now, message,
	    key);
}

bool
store_evidence_sent_one(Store *store, int64_t id, int64_t message, int64_t now, GError **error)
{
	return db_run(store, error, "UPDATE evidence SET sent_at = ?, sent_with = ? WHERE id = ?", "iii", now,
	    message, id);
}

void
store_lesson_free(StoreLesson *lesson)
{
	if (lesson == NULL)
		return;
	g_free(lesson->verdict);
	g_free(lesson->fingerprint);
	g_free(lesson->text);
	g_free(lesson);
}

bool
store_lesson_add(Store *store, const char *verdict, const char *fingerprint, const char *text,
    int64_t now, int64_t *out_id, GError **error)
{
	if (!db_run(store, error,
	        "INSERT INTO lesson (verdict, fingerprint, text, at) VALUES (?, ?, ?, ?)", "sssi", verdict,
	        fingerprint, text, now))
		return false;
	*out_id = sqlite3_last_insert_rowid(store->db);
	return true;
}

static gpointer
lesson_from_row(sqlite3_stmt *row)
{
	StoreLesson *lesson = g_new0(StoreLesson, 1);
	lesson->id = sqlite3_column_int64(row, 0);
	lesson->verdict = db_text_or(row, 1, "");
	lesson->fingerprint = db_text_or(row, 2, "");
	lesson->text = db_text_or(row, 3, "");
	lesson->at = sqlite3_column_int64(row, 4);
	return lesson;
}

static void
free_lesson(gpointer lesson)
{
	store_lesson_free(lesson);
}

bool
store_lesson_list(Store *store, GPtrArray **out, GError **error)
{
	return db_rows(store, out, lesson_from_row, free_lesson, error,
	    "SELECT id, verdict, fingerprint, text, at FROM lesson ORDER BY id", "");
}

bool
store_lesson_forget(Store *store, int64_t id, GError **error)
{
	if (!db_run(store, error, "DELETE FROM lesson WHERE id = ?", "i", id))
		return false;
	return sqlite3_changes(store->db) == 1 ||
	       fail(error, PLAINT_ERROR_NOT_FOUND, "no lesson %d; 'plaint learn --list' shows all", (int)id);
}

bool
store_remark_get(Store *store, const char *name, char **out, GError **error)
{
	bool has_row = false;
	sqlite3_stmt *row =
	    db_query(store, error, "SELECT value FROM remark WHERE name = ?", "s", name);
	if (row == NULL || !db_step(store, row, &has_row, error))
		return false;
	*out = has_row ? db_text(row, 0) : NULL;
	sqlite3_reset(row);
	return true;
}

bool
store_remark_set(Store *store, const char *name, const char *value, GError **error)
{
	return db_run(store, error, "INSERT OR REPLACE INTO remark (name, value) VALUES (?, ?)", "ss",
	    name, value);
}
