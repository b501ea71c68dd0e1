/* SPDX-License-Identifier: ISC
 * store-owed.c - what mail has brought and the complainant was not told of yet */
#include "store-private.h"

void
store_owed_free(StoreOwed *owed)
{
	if (owed == NULL)
		return;
	g_free(owed->template_name);
	g_free(owed->because);
	g_free(owed->from);
	g_free(owed->reading);
	g_free(owed);
}

bool
store_owed_add(Store *store, const char *key, int64_t message, const char *template_name,
    const char *because, int64_t now, GError **error)
{
	return db_run(store, error,
	    "INSERT INTO owed (key, message, template, because, at) VALUES (?, ?, ?, ?, ?)", "sissi", key,
	    message, template_name, because, now);
}

bool
store_owed_keys(Store *store, const char *after, unsigned limit, GPtrArray **out, GError **error)
{
	return db_strings(store, out, error,
	    "SELECT DISTINCT key FROM owed WHERE key > ? ORDER BY key LIMIT ?", "si", after, (int64_t)limit);
}

static gpointer
owed_from_row(sqlite3_stmt *row)
{
	StoreOwed *owed = g_new0(StoreOwed, 1);
	owed->message = sqlite3_column_int64(row, 0);
	owed->template_name = db_text_or(row, 1, "");
	owed->because = db_text_or(row, 2, "");
	owed->at = sqlite3_column_int64(row, 3);
	owed->from = db_text_or(row, 4, "");
	owed->reading = db_text_or(row, 5, "");
	return owed;
}

static void
free_owed(gpointer owed)
{
	store_owed_free(owed);
}

bool
store_owed_list(Store *store, const char *key, GPtrArray **out, GError **error)
{
	return db_rows(store, out, owed_from_row, free_owed, error,
	    "SELECT owed.message, template, because, owed.at, sender, reading FROM owed "
	    "JOIN message ON message.id = owed.message WHERE owed.key = ? ORDER BY owed.id",
	    "s", key);
}

bool
store_owed_paid(Store *store, const char *key, GError **error)
{
	return db_run(store, error, "DELETE FROM owed WHERE key = ?", "s", key);
}
