/* SPDX-License-Identifier: ISC
 * db.c - statements: prepared once, bound by a format, stepped */
#include "store-private.h"

bool
db_fail(Store *store, const char *doing, GError **error)
{
	switch (sqlite3_errcode(store->db) & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail(error, PLAINT_ERROR_TEMPORARY,
		    "the store '%s' is held by another process; try again later", store->path);
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
		return fail(error, PLAINT_ERROR_IO, "cannot write the store '%s': %s (is the disk full?)",
		    store->path, sqlite3_errmsg(store->db));
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return fail(error, PLAINT_ERROR_CONFIG, "the store '%s' is damaged or no store: %s",
		    store->path, sqlite3_errmsg(store->db));
	default:
		return fail(error, PLAINT_ERROR_INTERNAL, "store '%s': %s: %s", store->path, doing,
		    sqlite3_errmsg(store->db));
	}
}

static bool
bind_one(sqlite3_stmt *statement, int i, char type, sqlite3_destructor_type lifetime, va_list *args)
{
	switch (type) {
	case 'i':
		return sqlite3_bind_int64(statement, i, va_arg(*args, int64_t)) == SQLITE_OK;
	case 's':
		return sqlite3_bind_text(statement, i, va_arg(*args, const char *), -1,
		           lifetime) == SQLITE_OK;
	case 'b': {
		GBytes *bytes = va_arg(*args, GBytes *);
		gsize size = 0;
		const void *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
		if (bytes == NULL)
			return sqlite3_bind_null(statement, i) == SQLITE_OK;
		return sqlite3_bind_blob64(statement, i, data != NULL ? data : "", size,
		           lifetime) == SQLITE_OK;
	}
	case 'z': {
		const void *data = va_arg(*args, const void *);
		return sqlite3_bind_blob64(statement, i, data, va_arg(*args, size_t), SQLITE_STATIC) ==
		       SQLITE_OK;
	}
	default:
		g_assert_not_reached();
	}
}

/* SQLITE_STATIC: all is done with args before the caller returns; else SQLITE_TRANSIENT. */
static sqlite3_stmt *
query_va(Store *store, GError **error, const char *sql, sqlite3_destructor_type lifetime,
    const char *format, va_list *args)
{
	sqlite3_stmt *statement = g_hash_table_lookup(store->statements, sql);
	if (statement == NULL) {
		if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
		    SQLITE_OK) {
			db_fail(store, sql, error);
			return NULL;
		}
		g_hash_table_insert(store->statements, (void *)sql, statement);
	}
	sqlite3_reset(statement);
	for (int i = 1; *format != '\0'; i++, format++) {
		if (!bind_one(statement, i, *format, lifetime, args)) {
			db_fail(store, sql, error);
			return NULL;
		}
	}
	return statement;
}

sqlite3_stmt *
db_query(Store *store, GError **error, const char *sql, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	sqlite3_stmt *statement = query_va(store, error, sql, SQLITE_TRANSIENT, format, &args);
	va_end(args);
	return statement;
}

bool
db_step(Store *store, sqlite3_stmt *statement, bool *out_row, GError **error)
{
	int r = sqlite3_step(statement);
	if (r == SQLITE_ROW) {
		*out_row = true;
		return true;
	}
	bool is_done = r == SQLITE_DONE || db_fail(store, sqlite3_sql(statement), error);
	sqlite3_reset(statement);
	if (is_done)
		*out_row = false;
	return is_done;
}

bool
db_run(Store *store, GError **error, const char *sql, const char *format, ...)
{
	va_list args;
	bool has_row = false;
	va_start(args, format);
	sqlite3_stmt *statement = query_va(store, error, sql, SQLITE_STATIC, format, &args);
	va_end(args);
	if (statement == NULL)
		return false;
	bool is_done = db_step(store, statement, &has_row, error);
	sqlite3_reset(statement);
	return is_done;
}

bool
db_int(Store *store, int64_t *out, int64_t fallback, GError **error, const char *sql,
    const char *format, ...)
{
	va_list args;
	bool has_row = false;
	va_start(args, format);
	sqlite3_stmt *statement = query_va(store, error, sql, SQLITE_STATIC, format, &args);
	va_end(args);
	if (statement == NULL || !db_step(store, statement, &has_row, error))
		return false;
	*out = has_row ? sqlite3_column_int64(statement, 0) : fallback;
	sqlite3_reset(statement);
	return true;
}

static bool
rows_va(Store *store, GPtrArray **out, DbMake make, GDestroyNotify free_row, GError **error,
    const char *sql, const char *format, va_list *args)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(free_row);
	sqlite3_stmt *row = query_va(store, error, sql, SQLITE_STATIC, format, args);
	bool has_row = true;
	if (row == NULL)
		return false;
	while (has_row) {
		if (!db_step(store, row, &has_row, error))
			return false;
		if (has_row)
			g_ptr_array_add(found, make(row));
	}
	*out = g_steal_pointer(&found);
	return true;
}

bool
db_rows(Store *store, GPtrArray **out, DbMake make, GDestroyNotify free_row, GError **error,
    const char *sql, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	bool is_done = rows_va(store, out, make, free_row, error, sql, format, &args);
	va_end(args);
	return is_done;
}

static gpointer
string_of(sqlite3_stmt *row)
{
	return db_text_or(row, 0, "");
}

bool
db_strings(Store *store, GPtrArray **out, GError **error, const char *sql, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	bool is_done = rows_va(store, out, string_of, g_free, error, sql, format, &args);
	va_end(args);
	return is_done;
}

bool
db_ints(Store *store, GArray **out, GError **error, const char *sql, const char *format, ...)
{
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(int64_t));
	va_list args;
	bool has_row = true;
	va_start(args, format);
	sqlite3_stmt *statement = query_va(store, error, sql, SQLITE_STATIC, format, &args);
	va_end(args);
	if (statement == NULL)
		return false;
	while (has_row) {
		if (!db_step(store, statement, &has_row, error))
			return false;
		if (has_row) {
			int64_t value = sqlite3_column_int64(statement, 0);
			g_array_append_val(found, value);
		}
	}
	*out = g_steal_pointer(&found);
	return true;
}

char *
db_text(sqlite3_stmt *statement, int column)
{
	return g_strdup((const char *)sqlite3_column_text(statement, column));
}

char *
db_text_or(sqlite3_stmt *statement, int column, const char *fallback)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
	return g_strdup(text != NULL ? text : fallback);
}

GBytes *
db_bytes(sqlite3_stmt *statement, int column)
{
	if (sqlite3_column_type(statement, column) == SQLITE_NULL)
		return NULL;
	const void *data = sqlite3_column_blob(statement, column);
	return g_bytes_new(data, (gsize)sqlite3_column_bytes(statement, column));
}
