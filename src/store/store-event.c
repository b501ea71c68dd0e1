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
add_field(GString *fields, const char *text)
{
	g_string_append_printf(fields, "%zd:", text != NULL ? (ssize_t)strlen(text) : -1);
	if (text != NULL)
		g_string_append(fields, text);
}

static char *
event_hash(const StoreEvent *event, const char *before, const char *message_hash)
{
	g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, event->at);
	const char *const fields[] = { before, event->key, at, event->kind, event->actor, event->text,
		event->verdict, event->because, event->changed_state, message_hash };
	g_autoptr(GString) whole = g_string_sized_new(1024);
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		add_field(whole, fields[i]);
	return hash_sha256(whole->str, whole->len);
}

static void
set_head(JournalHead *head, int64_t count, const char *hash, bool is_moved)
{
	if (head->hash != hash) {
		g_free(head->hash);
		head->hash = g_strdup(hash);
	}
	head->count = count;
	head->is_moved = is_moved;
}

void
journal_begin(Store *store)
{
	set_head(&store->head, 0, NULL, false);
	set_head(&store->head_before, 0, NULL, false);
}

void
journal_savepoint(Store *store)
{
	set_head(&store->head_before, store->head.count, store->head.hash, store->head.is_moved);
}

void
journal_rollback(Store *store)
{
	set_head(&store->head, store->head_before.count, store->head_before.hash, store->head_before.is_moved);
}

bool
journal_write_head(Store *store, GError **error)
{
	const JournalHead *head = &store->head;
	return !head->is_moved || db_run(store, error, "UPDATE head SET count = ?, hash = ?", "is",
	                              head->count, head->hash);
}

static bool
read_head(Store *store, GError **error)
{
	bool has_row = false;
	if (store->head.hash != NULL)
		return true;
	sqlite3_stmt *row = db_query(store, error, "SELECT count, hash FROM head", "");
	if (row == NULL || !db_step(store, row, &has_row, error))
		return false;
	if (!has_row)
		return fail(error, PLAINT_ERROR_CONFIG, "the store '%s' is damaged: its journal has no head",
		    store->path);
	set_head(&store->head, sqlite3_column_int64(row, 0), (const char *)sqlite3_column_text(row, 1), false);
	sqlite3_reset(row);
	return true;
}

bool
store_event_add(Store *store, const StoreEvent *event, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	/* What an event says of a message is held by that message's own hash. */
	const char *of_message = "";
	StoreEvent added = *event;
	if (added.because == NULL)
		added.because = (char *)"[]";
	if (!store_begin(store, &txn, error) || !read_head(store, error) ||
	    (event->message != 0 && !message_hash(store, event->message, &of_message, error)))
		return false;
	g_autofree char *hash =
	    event_hash(&added, store->head.hash, *of_message != '\0' ? of_message : NULL);
	if (!db_run(store, error,
	        "INSERT INTO event (key, at, kind, actor, text, verdict, because, changed_state, "
	        "message, hash) VALUES (?,?,?,?,?,?,?,?,?,?)",
	        "sissssssis", added.key, added.at, added.kind, added.actor, added.text, added.verdict,
	        added.because, added.changed_state, added.message, hash))
		return false;
	set_head(&store->head, store->head.count + 1, hash, true);
	return store_commit(&txn, error);
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
