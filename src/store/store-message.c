/* SPDX-License-Identifier: ISC
 * store-message.c - messages: received, filed, unfiled */
#include "store-private.h"
#include "plaint/hash.h"
#include <jansson.h>
#include <string.h>

void
store_message_free(StoreMessage *message)
{
	if (message == NULL)
		return;
	g_free(message->status);
	g_free(message->kind);
	g_free(message->message_id);
	g_free(message->from);
	g_free(message->to);
	g_free(message->subject);
	g_free(message->why);
	g_free(message->reading);
	g_free(message);
}

#define MESSAGE_COLUMNS \
	"message.id, is_outgoing, status, kind, message_id, sender, recipient, subject, why, reading, " \
	"at, size"

static StoreMessage *
message_from_row(sqlite3_stmt *row)
{
	StoreMessage *message = g_new0(StoreMessage, 1);
	message->id = sqlite3_column_int64(row, 0);
	message->is_outgoing = sqlite3_column_int(row, 1) != 0;
	message->status = db_text_or(row, 2, "");
	message->kind = db_text_or(row, 3, "");
	message->message_id = db_text_or(row, 4, "");
	message->from = db_text_or(row, 5, "");
	message->to = db_text_or(row, 6, "");
	message->subject = db_text_or(row, 7, "");
	message->why = db_text(row, 8);
	message->reading = db_text(row, 9);
	message->at = sqlite3_column_int64(row, 10);
	message->size_bytes = sqlite3_column_int64(row, 11);
	if (g_str_has_prefix(message->message_id, "sha256:"))
		message->message_id[0] = '\0';
	return message;
}

bool
store_message_load(Store *store, int64_t id, StoreMessage **out, GError **error)
{
	bool has_row = false;
	sqlite3_stmt *row = db_query(store, error,
	    "SELECT " MESSAGE_COLUMNS " FROM message WHERE id = ?", "i", id);
	if (row == NULL || !db_step(store, row, &has_row, error))
		return false;
	if (!has_row)
		return fail(error, PLAINT_ERROR_NOT_FOUND, "no message %d", (int)id);
	*out = message_from_row(row);
	sqlite3_reset(row);
	return true;
}

static gpointer
linked_from_row(sqlite3_stmt *row)
{
	StoreMessage *message = message_from_row(row);
	message->is_flagged = sqlite3_column_int(row, 12) != 0;
	return message;
}

static void
free_message(gpointer message)
{
	store_message_free(message);
}

bool
store_message_list(Store *store, const char *key, GPtrArray **out, GError **error)
{
	return db_rows(store, out, linked_from_row, free_message, error,
	    "SELECT " MESSAGE_COLUMNS ", is_flagged FROM link JOIN message ON message.id = link.message "
	    "WHERE key = ? ORDER BY at, message.id",
	    "s", key);
}

bool
store_message_bytes(Store *store, int64_t id, GBytes **out, GError **error)
{
	bool has_row = false;
	sqlite3_stmt *row =
	    db_query(store, error, "SELECT bytes FROM raw WHERE message = ?", "i", id);
	if (row == NULL || !db_step(store, row, &has_row, error))
		return false;
	if (!has_row)
		return fail(error, PLAINT_ERROR_NOT_FOUND, "message %d: its bytes are not kept", (int)id);
	*out = db_bytes(row, 0);
	sqlite3_reset(row);
	return true;
}

bool
store_message_account(Store *store, int64_t id, char **out, GError **error)
{
	g_autoptr(GPtrArray) found = NULL;
	if (!db_strings(store, &found, error,
	        "SELECT account FROM message JOIN folder ON folder.id = message.folder "
	        "WHERE message.id = ?",
	        "i", id))
		return false;
	*out = found->len > 0 ? g_ptr_array_steal_index(found, 0) : g_strdup("");
	return true;
}

bool
store_message_cases(Store *store, int64_t id, GPtrArray **out, GError **error)
{
	return db_strings(store, out, error, "SELECT key FROM link WHERE message = ?", "i", id);
}

bool
store_folder_load(Store *store, const char *account, const char *folder, StoreFolder *out,
    GError **error)
{
	bool has_row = false;
	if (!db_run(store, error,
	        "INSERT OR IGNORE INTO folder (account, name, uidvalidity, last_uid, since) "
	        "VALUES (?, ?, 0, 0, 0)",
	        "ss", account, folder))
		return false;
	sqlite3_stmt *row = db_query(store, error,
	    "SELECT id, uidvalidity, last_uid, since FROM folder WHERE account = ? AND name = ?", "ss",
	    account, folder);
	if (row == NULL || !db_step(store, row, &has_row, error))
		return false;
	*out = (StoreFolder){ .id = sqlite3_column_int64(row, 0),
		.uidvalidity = sqlite3_column_int64(row, 1),
		.last_uid = sqlite3_column_int64(row, 2),
		.since = sqlite3_column_int64(row, 3) };
	sqlite3_reset(row);
	return true;
}

bool
store_folder_save(Store *store, const StoreFolder *folder, GError **error)
{
	return db_run(store, error,
	    "UPDATE folder SET uidvalidity = ?, last_uid = ?, since = ? WHERE id = ?", "iiii",
	    folder->uidvalidity, folder->last_uid, folder->since, folder->id);
}

bool
store_incoming_add(Store *store, const StoreFolder *folder, int64_t uid, const void *bytes,
    size_t size, int64_t received_at, bool is_truncated, int64_t *out_id, GError **error)
{
	g_autofree char *hash = hash_sha256(bytes, size);
	if (!db_run(store, error,
	        "INSERT OR IGNORE INTO message (is_outgoing, status, kind, sender, recipient, subject, "
	        "at, size, hash, is_truncated, folder, uidvalidity, uid) "
	        "VALUES (0, 'new', '', '', '', '', ?, ?, ?, ?, ?, ?, ?)",
	        "iisiiii", received_at, (int64_t)size, hash, (int64_t)is_truncated, folder->id,
	        folder->uidvalidity, uid))
		return false;
	if (sqlite3_changes(store->db) == 0) {
		*out_id = 0;
		return true;
	}
	int64_t id = sqlite3_last_insert_rowid(store->db);
	if (!db_run(store, error, "INSERT INTO raw (message, bytes) VALUES (?, ?)", "iz", id, bytes,
	        size))
		return false;
	*out_id = id;
	return true;
}

bool
store_unmarked(Store *store, const StoreFolder *folder, GArray **out_uids, GError **error)
{
	return db_ints(store, out_uids, error,
	    "SELECT uid FROM message WHERE folder = ? AND status = 'filed' AND is_marked = 0 "
	    "AND uidvalidity = ? ORDER BY uid",
	    "ii", folder->id, folder->uidvalidity);
}

bool
store_marked(Store *store, const StoreFolder *folder, const GArray *uids, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	if (!store_begin(store, &txn, error))
		return false;
	for (guint i = 0; i < uids->len; i++)
		if (!db_run(store, error,
		        "UPDATE message SET is_marked = 1 WHERE folder = ? AND uidvalidity = ? AND uid = ?",
		        "iii", folder->id, folder->uidvalidity, g_array_index(uids, int64_t, i)))
			return false;
	return store_commit(&txn, error);
}

bool
store_new_list(Store *store, unsigned limit, GArray **out_ids, GError **error)
{
	return db_ints(store, out_ids, error,
	    "SELECT id FROM message WHERE status = 'new' ORDER BY id LIMIT ?", "i", (int64_t)limit);
}

void
message_hash_forget(Store *store)
{
	store->hashed = 0;
}

bool
message_hash(Store *store, int64_t id, const char **out, GError **error)
{
	if (store->hashed != id || id == 0) {
		g_autoptr(GPtrArray) found = NULL;
		store->hashed = 0;
		if (!db_strings(store, &found, error, "SELECT hash FROM message WHERE id = ?", "i", id))
			return false;
		case_set(&store->hash_of_hashed, found->len > 0 ? found->pdata[0] : "");
		store->hashed = found->len > 0 ? id : 0;
	}
	*out = store->hash_of_hashed;
	return true;
}

bool
store_message_seen(Store *store, int64_t id, const char *message_id, bool *out_same,
    bool *out_other, GError **error)
{
	const char *own = NULL;
	g_autoptr(GPtrArray) others = NULL;
	if (!message_hash(store, id, &own, error))
		return false;
	if (*own == '\0')
		return fail(error, PLAINT_ERROR_NOT_FOUND, "no message %d", (int)id);
	g_autofree char *made = g_strconcat("sha256:", own, NULL);
	if (!db_strings(store, &others, error,
	        "SELECT hash FROM message WHERE message_id = ? AND id <> ? AND is_outgoing = 0", "si",
	        message_id != NULL ? message_id : made, id))
		return false;
	*out_same = *out_other = false;
	for (guint i = 0; i < others->len; i++) {
		bool is_same = strcmp(others->pdata[i], own) == 0;
		*out_same = *out_same || is_same;
		*out_other = *out_other || !is_same;
	}
	return true;
}

static char *
json_of(const GPtrArray *strings)
{
	json_t *array = json_array();
	for (guint i = 0; strings != NULL && i < strings->len; i++)
		json_array_append_new(array, json_string(strings->pdata[i]));
	g_autofree char *text = json_dumps(array, JSON_COMPACT);
	json_decref(array);
	return g_strdup(text);
}

bool
store_message_filed(Store *store, int64_t id, const StoreFiling *filing, GError **error)
{
	g_autofree char *suggestions = filing->suggestions != NULL ? json_of(filing->suggestions) : NULL;
	return db_run(store, error,
	    "UPDATE message SET status = ?, kind = ?, message_id = coalesce(?, 'sha256:' || hash), "
	    "sender = ?, subject = ?, why = ?, reading = ?, suggestions = ? WHERE id = ?",
	    "ssssssssi", filing->status, filing->kind != NULL ? filing->kind : "", filing->message_id,
	    filing->from != NULL ? filing->from : "", filing->subject != NULL ? filing->subject : "",
	    filing->why, filing->reading, suggestions, id);
}

bool
store_message_forget(Store *store, int64_t id, GError **error)
{
	message_hash_forget(store);
	return db_run(store, error, "DELETE FROM raw WHERE message = ?", "i", id) &&
	       db_run(store, error, "DELETE FROM message WHERE id = ?", "i", id);
}

bool
store_message_drop(Store *store, int64_t id, GError **error)
{
	return db_run(store, error, "DELETE FROM raw WHERE message = ?", "i", id) &&
	       db_run(store, error,
	           "UPDATE message SET status = 'dropped', reading = NULL, suggestions = NULL "
	           "WHERE id = ?",
	           "i", id);
}

bool
store_message_link(Store *store, int64_t id, const char *key, const char *how, bool is_flagged,
    GError **error)
{
	return db_run(store, error,
	    "INSERT OR IGNORE INTO link (message, key, how, is_flagged) VALUES (?, ?, ?, ?)", "issi", id,
	    key, how, (int64_t)is_flagged);
}

bool
store_message_unlink(Store *store, int64_t id, const char *key, GError **error)
{
	return db_run(store, error, "DELETE FROM owed WHERE message = ? AND key = ?", "is", id, key) &&
	       db_run(store, error, "DELETE FROM link WHERE message = ? AND key = ?", "is", id, key);
}

bool
store_find_message_id(Store *store, const char *message_id, GPtrArray **out_keys, GError **error)
{
	return db_strings(store, out_keys, error,
	    "SELECT DISTINCT key FROM message JOIN link ON link.message = message.id "
	    "WHERE message_id = ?",
	    "s", message_id);
}

void
store_unfiled_free(StoreUnfiled *unfiled)
{
	if (unfiled == NULL)
		return;
	store_message_free(unfiled->message);
	g_clear_pointer(&unfiled->suggestions, g_ptr_array_unref);
	g_free(unfiled);
}

static GPtrArray *
strings_of(const char *text)
{
	GPtrArray *strings = g_ptr_array_new_with_free_func(g_free);
	json_t *array = text != NULL ? json_loads(text, 0, NULL) : NULL;
	size_t i;
	json_t *item;
	json_array_foreach(array, i, item)
	{
		if (json_is_string(item))
			g_ptr_array_add(strings, g_strdup(json_string_value(item)));
	}
	json_decref(array);
	return strings;
}

static gpointer
unfiled_from_row(sqlite3_stmt *row)
{
	StoreUnfiled *unfiled = g_new0(StoreUnfiled, 1);
	unfiled->message = message_from_row(row);
	unfiled->suggestions = strings_of((const char *)sqlite3_column_text(row, 12));
	return unfiled;
}

static void
free_unfiled(gpointer unfiled)
{
	store_unfiled_free(unfiled);
}

bool
store_unfiled_list(Store *store, GPtrArray **out, GError **error)
{
	return db_rows(store, out, unfiled_from_row, free_unfiled, error,
	    "SELECT " MESSAGE_COLUMNS ", suggestions FROM message WHERE status = 'unfiled' ORDER BY at",
	    "");
}

bool
store_unfiled_expire(Store *store, int64_t before, unsigned *out_count, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autoptr(GArray) ids = NULL;
	if (!store_begin(store, &txn, error) ||
	    !db_ints(store, &ids, error,
	        "SELECT id FROM message WHERE status = 'unfiled' AND at < ?", "i", before))
		return false;
	for (guint i = 0; i < ids->len; i++)
		if (!store_message_drop(store, g_array_index(ids, int64_t, i), error))
			return false;
	*out_count = ids->len;
	return store_commit(&txn, error);
}
