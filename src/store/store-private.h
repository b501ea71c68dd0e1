/* SPDX-License-Identifier: ISC
 * store-private.h - statements, for the files of store/ alone */
#pragma once
#include "plaint/store.h"
#include <sqlite3.h>

/* The end of the journal. Within a transaction it moves on in memory, and is written once, with the
 * commit. */
typedef struct journal_head {
	int64_t count;
	char *hash; /* NULL: not read yet */
	bool is_moved;
} JournalHead;

struct store {
	sqlite3 *db;
	char *path;
	GHashTable *statements; /* SQL text (by address) to sqlite3_stmt */
	unsigned depth;         /* of nested transactions */
	bool is_spoilt;         /* an inner transaction was rolled back: no commit any more */
	int lock_fd;            /* of store_lock_round(); -1 */
	bool has_savepoint;     /* there is one at a time: head_before is its */
	JournalHead head, head_before; /* now, and when the savepoint was made */
	int64_t hashed;         /* the message whose hash was asked for last; 0: none */
	char *hash_of_hashed;
};

/* The journal's head as it was when the transaction or savepoint began is the one that counts
 * again after a rollback; the commit writes the one that events have moved it to. */
void journal_begin(Store *store);
void journal_savepoint(Store *store);
void journal_rollback(Store *store);
bool journal_write_head(Store *store, GError **error);

/* The hash of message id, borrowed until the next call; "" where there is none. A message's bytes
 * never change, so the last answer is kept. message_hash_forget() where a message may have gone:
 * SQLite gives its id to another. */
bool message_hash(Store *store, int64_t id, const char **out, GError **error);
void message_hash_forget(Store *store);

/* Set error from what SQLite said last; false. */
bool db_fail(Store *store, const char *doing, GError **error);

/* A prepared statement with its parameters bound, ready to step; borrowed, and reset by the next
 * db_query() with the same text, so text must be a literal. NULL on failure. format has a letter a
 * parameter: i int64_t, s const char * (NULL: SQL NULL), b GBytes * (NULL: SQL NULL), z const
 * void * and size_t (not copied: alive until the last step). */
sqlite3_stmt *db_query(Store *store, GError **error, const char *sql, const char *format, ...);

/* Step; *out_row says whether there is a row. The statement is reset at the end and on failure. */
bool db_step(Store *store, sqlite3_stmt *statement, bool *out_row, GError **error);

/* Query and step once, for statements without rows. */
bool db_run(Store *store, GError **error, const char *sql, const char *format, ...);

/* One row of one integer; fallback when there is none. */
bool db_int(Store *store, int64_t *out, int64_t fallback, GError **error, const char *sql,
    const char *format, ...);

/* All rows, each made into an element by make(); *out frees them with free_row(). */
typedef gpointer (*DbMake)(sqlite3_stmt *row);
bool db_rows(Store *store, GPtrArray **out, DbMake make, GDestroyNotify free_row, GError **error,
    const char *sql, const char *format, ...);

/* All rows of one text, or integer, column. */
bool db_strings(Store *store, GPtrArray **out, GError **error, const char *sql, const char *format,
    ...);
bool db_ints(Store *store, GArray **out, GError **error, const char *sql, const char *format, ...);

char *db_text(sqlite3_stmt *statement, int column); /* NULL for SQL NULL; free with g_free() */
char *db_text_or(sqlite3_stmt *statement, int column, const char *fallback);
GBytes *db_bytes(sqlite3_stmt *statement, int column); /* NULL for SQL NULL */

extern const char *const store_migrations[STORE_SCHEMA_VERSION];
extern const int32_t store_application_id;
