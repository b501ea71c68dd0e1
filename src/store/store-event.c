/* SPDX-License-Identifier: ISC
 * store-event.c - the journal: append-only, each event's hash over itself and the one before */
#include "store-private.h"
#include "plaint/hash.h"
#include <string.h>

void
store_event_free(StoreEvent *event)
{
	if (event == NULL)
		return;
	g_free(event->key);
	g_free(event->kind);
	g_free(event->actor);
	g_free(event->text);
	g_free(event->verdict);
	g_free(event->because);
	g_free(event->changed_state);
	g_free(event->hash);
	g_free(event);
}

/* Each field with its length before it, so that no two journals have the same bytes. */
static void
hash_text(GChecksum *sum, const char *text)
{
	char length[24];
	g_snprintf(length, sizeof length, "%zd:", text != NULL ? (ssize_t)strlen(text) : -1);
	g_checksum_update(sum, (const guchar *)length, -1);
	if (text != NULL)
		g_checksum_update(sum, (const guchar *)text, -1);
}

static char *
event_hash(const StoreEvent *event, const char *before, const char *message_hash)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, event->at);
	const char *const fields[] = { before, event->key, at, event->kind, event->actor, event->text,
		event->verdict, event->because, event->changed_state, message_hash };
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		hash_text(sum, fields[i]);
	return g_strdup(g_checksum_get_string(sum));
}

/* What an event says of a message is held by that message's own hash. */
static bool
hash_of_message(Store *store, int64_t id, char **out, GError **error)
{
	g_autoptr(GPtrArray) found = NULL;
	if (id == 0)
		return true;
	if (!db_strings(store, &found, error, "SELECT hash FROM message WHERE id = ?", "i", id))
		return false;
	*out = found->len > 0 ? g_ptr_array_steal_index(found, 0) : NULL;
	return true;
}

bool
store_event_add(Store *store, const StoreEvent *event, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autoptr(GPtrArray) head = NULL;
	g_autofree char *message_hash = NULL;
	StoreEvent added = *event;
	if (added.because == NULL)
		added.because = (char *)"[]";
	if (!store_begin(store, &txn, error) ||
	    !db_strings(store, &head, error, "SELECT hash FROM head", "") ||
	    !hash_of_message(store, event->message, &message_hash, error))
		return false;
	g_autofree char *hash = event_hash(&added, head->pdata[0], message_hash);
	return db_run(store, error,
	           "INSERT INTO event (key, at, kind, actor, text, verdict, because, changed_state, "
	           "message, hash) VALUES (?,?,?,?,?,?,?,?,?,?)",
	           "sissssssis", added.key, added.at, added.kind, added.actor, added.text, added.verdict,
	           added.because, added.changed_state, added.message, hash) &&
	       db_run(store, error, "UPDATE head SET count = count + 1, hash = ?", "s", hash) &&
	       store_commit(&txn, error);
}

static gpointer
event_from_row(sqlite3_stmt *row)
{
	StoreEvent *event = g_new0(StoreEvent, 1);
	event->key = db_text_or(row, 0, "");
	event->at = sqlite3_column_int64(row, 1);
	event->kind = db_text_or(row, 2, "");
	event->actor = db_text_or(row, 3, "");
	event->text = db_text_or(row, 4, "");
	event->verdict = db_text(row, 5);
	event->because = db_text_or(row, 6, "[]");
	event->changed_state = db_text(row, 7);
	event->message = sqlite3_column_int64(row, 8);
	event->hash = db_text_or(row, 9, "");
	return event;
}

#define EVENT_COLUMNS "key, at, kind, actor, text, verdict, because, changed_state, message, hash"

static void
free_event(gpointer event)
{
	store_event_free(event);
}

bool
store_event_list(Store *store, const char *key, GPtrArray **out, GError **error)
{
	return db_rows(store, out, event_from_row, free_event, error,
	    "SELECT " EVENT_COLUMNS " FROM event WHERE key = ? ORDER BY id", "s", key);
}

static bool
verify_events(Store *store, GPtrArray *faults, uint64_t *out_count, GError **error)
{
	g_autofree char *before = g_strdup("");
	g_autoptr(GPtrArray) head = NULL;
	int64_t count = 0;
	bool has_row = true;
	sqlite3_stmt *row = db_query(store, error,
	    "SELECT " EVENT_COLUMNS ", id, (SELECT hash FROM message WHERE message.id = event.message) "
	    "FROM event ORDER BY id",
	    "");
	if (row == NULL)
		return false;
	while (has_row) {
		if (!db_step(store, row, &has_row, error))
			return false;
		if (!has_row)
			break;
		StoreEvent *event = event_from_row(row);
		g_autofree char *hash =
		    event_hash(event, before, (const char *)sqlite3_column_text(row, 11));
		if (strcmp(hash, event->hash) != 0)
			g_ptr_array_add(faults,
			    g_strdup_printf("event %d of case %s: it, or the one before, was changed",
			        (int)sqlite3_column_int64(row, 10), event->key));
		g_free(before);
		before = g_strdup(event->hash);
		store_event_free(event);
		++*out_count;
	}
	if (!db_strings(store, &head, error, "SELECT hash FROM head", "") ||
	    !db_int(store, &count, 0, error, "SELECT count FROM head", ""))
		return false;
	if (strcmp(head->pdata[0], before) != 0 || (uint64_t)count != *out_count)
		g_ptr_array_add(faults, g_strdup_printf("the journal should end with %d events, it has %d",
		    (int)count, (int)*out_count));
	return true;
}

static bool
verify_table(Store *store, const char *sql, const char *what, GPtrArray *faults,
    uint64_t *out_count, GError **error)
{
	bool has_row = true;
	sqlite3_stmt *row = db_query(store, error, sql, "");
	if (row == NULL)
		return false;
	while (has_row) {
		if (!db_step(store, row, &has_row, error))
			return false;
		if (!has_row)
			break;
		g_autofree char *hash = hash_sha256(
		    sqlite3_column_blob(row, 2), (size_t)sqlite3_column_bytes(row, 2));
		if (g_strcmp0(hash, (const char *)sqlite3_column_text(row, 1)) != 0)
			g_ptr_array_add(faults, g_strdup_printf("%s %d: its bytes were changed", what,
			    (int)sqlite3_column_int64(row, 0)));
		++*out_count;
	}
	return true;
}

bool
store_verify(Store *store, GPtrArray **out_faults, uint64_t out_checked[2], GError **error)
{
	g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) missing = NULL;
	uint64_t checked[2] = { 0 };
	if (!verify_events(store, faults, &checked[0], error) ||
	    !verify_table(store, "SELECT id, hash, bytes FROM message JOIN raw ON raw.message = id",
	        "message", faults, &checked[1], error) ||
	    !verify_table(store, "SELECT id, hash, bytes FROM evidence", "evidence", faults,
	        &checked[1], error) ||
	    !db_strings(store, &missing, error,
	        "SELECT DISTINCT 'message ' || message.id || ': its bytes are missing' "
	        "FROM link JOIN message ON message.id = link.message "
	        "LEFT JOIN raw ON raw.message = message.id WHERE raw.message IS NULL",
	        ""))
		return false;
	g_ptr_array_extend_and_steal(faults, g_steal_pointer(&missing));
	memcpy(out_checked, checked, sizeof checked);
	*out_faults = g_steal_pointer(&faults);
	return true;
}
