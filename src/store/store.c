/* SPDX-License-Identifier: ISC
 * store.c - opening, migrating, and transactions
 *
 * One connection a process. BEGIN IMMEDIATE throughout: a deferred transaction that turns from
 * reading to writing fails at once when another process wrote in between. */
#include "store-private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define STORE_BUSY_MS 15000
#define STORE_PAGE_BYTES 16384 /* stored mail is some 16 KB: fewer overflow pages, faster commits */

static void
finalize(gpointer statement)
{
	sqlite3_finalize(statement);
}

static bool
exec(Store *store, const char *sql, GError **error)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
	       db_fail(store, "store", error);
}

/* A copy of what was, before it is changed: VACUUM INTO writes a whole, consistent file. */
static bool
keep_copy(Store *store, int64_t version, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s.v%d", store->path, (int)version);
	g_autofree char *part = g_strdup_printf("%s.part", path);
	if (g_file_test(path, G_FILE_TEST_EXISTS))
		return true;
	g_unlink(part);
	if (!db_run(store, error, "VACUUM INTO ?", "s", part))
		return false;
	if (g_rename(part, path) != 0)
		return fail(error, PLAINT_ERROR_IO, "cannot keep '%s': %s", path, g_strerror(errno));
	return true;
}

static bool
migrate_step(Store *store, int64_t version, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	int64_t now = 0;
	if (!store_begin(store, &txn, error) ||
	    !db_int(store, &now, 0, error, "PRAGMA user_version", ""))
		return false;
	if (now > version) /* another process was quicker */
		return store_commit(&txn, error);
	g_autofree char *stamp = g_strdup_printf(
	    "PRAGMA application_id = %d; PRAGMA user_version = %d", store_application_id, (int)version + 1);
	return exec(store, store_migrations[version], error) && exec(store, stamp, error) &&
	       store_commit(&txn, error);
}

static bool
migrate(Store *store, GError **error)
{
	int64_t version = 0, id = 0, objects = 0;
	if (!db_int(store, &version, 0, error, "PRAGMA user_version", "") ||
	    !db_int(store, &id, 0, error, "PRAGMA application_id", "") ||
	    !db_int(store, &objects, 0, error, "SELECT count(*) FROM sqlite_schema", ""))
		return false;
	if (id != store_application_id && (objects > 0 || id != 0))
		return fail(error, PLAINT_ERROR_CONFIG, "'%s' is a database, but not plaint's", store->path);
	if (version > STORE_SCHEMA_VERSION)
		return fail(error, PLAINT_ERROR_CONFIG,
		    "the store '%s' was written by a newer plaint (schema %d, this program knows %d): "
		    "install that version, or name another store with --store",
		    store->path, (int)version, STORE_SCHEMA_VERSION);
	if (version > 0 && version < STORE_SCHEMA_VERSION && !keep_copy(store, version, error))
		return false;
	for (; version < STORE_SCHEMA_VERSION; version++)
		if (!migrate_step(store, version, error))
			return false;
	return true;
}

static bool
make_place(const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	if (g_mkdir_with_parents(folder, 0700) != 0)
		return fail(error, PLAINT_ERROR_IO, "cannot make the folder '%s': %s", folder,
		    g_strerror(errno));
	/* SQLite would make it with the umask's mode; mail is nobody else's business. */
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(error, errno == EACCES ? PLAINT_ERROR_DENIED : PLAINT_ERROR_IO,
		    "cannot open the store '%s': %s", path, g_strerror(errno));
	close(fd);
	return true;
}

/* One thread has the store; locks and counts for others would cost a twentieth of its time. */
static void
init_sqlite(void)
{
	static gsize once;
	if (g_once_init_enter(&once)) {
		sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
		g_once_init_leave(&once, 1);
	}
}

bool
store_open(const char *path, Store **out, GError **error)
{
	init_sqlite();
	g_autoptr(Store) store = g_new0(Store, 1);
	store->lock_fd = -1;
	store->path = g_strdup(path);
	store->statements = g_hash_table_new_full(NULL, NULL, NULL, finalize);
	if (!make_place(path, error))
		return false;
	if (sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL) !=
	    SQLITE_OK)
		return db_fail(store, "open", error);
	g_autofree char *pragmas =
	    g_strdup_printf("PRAGMA page_size = %d; PRAGMA journal_mode = WAL;"
	                    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
	                    "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
	                    "PRAGMA journal_size_limit = 67108864;"
	                    "PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY",
	        STORE_PAGE_BYTES);
	sqlite3_busy_timeout(store->db, STORE_BUSY_MS);
	if (!exec(store, pragmas, error) || !migrate(store, error))
		return false;
	*out = g_steal_pointer(&store);
	return true;
}

void
store_free(Store *store)
{
	if (store == NULL)
		return;
	g_clear_pointer(&store->statements, g_hash_table_unref);
	sqlite3_close(store->db);
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	journal_begin(store);
	g_free(store->hash_of_hashed);
	g_free(store->path);
	g_free(store);
}

const char *
store_path(const Store *store)
{
	return store->path;
}

bool
store_lock_round(Store *store, GError **error)
{
	g_autofree char *path = g_strconcat(store->path, ".round", NULL);
	if (store->lock_fd >= 0)
		return true;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(error, PLAINT_ERROR_IO, "cannot open '%s': %s", path, g_strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		char holder[16] = { 0 };
		ssize_t n = pread(fd, holder, sizeof holder - 1, 0);
		close(fd);
		return fail(error, PLAINT_ERROR_TEMPORARY,
		    "another plaint (process %s) is at work on '%s'; try again when it has finished",
		    n > 0 ? g_strstrip(holder) : "unknown", store->path);
	}
	g_autofree char *own = g_strdup_printf("%d\n", (int)getpid());
	if (ftruncate(fd, 0) != 0 || pwrite(fd, own, strlen(own), 0) < 0)
		g_debug("lock file: %s", g_strerror(errno)); /* the lock holds; only its name is missing */
	store->lock_fd = fd;
	return true;
}

bool
store_begin(Store *store, StoreTxn *txn, GError **error)
{
	if (store->depth == 0) {
		store->is_spoilt = store->has_savepoint = false;
		journal_begin(store);
		message_hash_forget(store);
		if (!db_run(store, error, "BEGIN IMMEDIATE", ""))
			return false;
	}
	store->depth++;
	txn->store = store;
	return true;
}

bool
store_commit(StoreTxn *txn, GError **error)
{
	Store *store = txn->store;
	if (store->is_spoilt)
		return fail(error, PLAINT_ERROR_INTERNAL, "commit after an inner rollback");
	if (store->depth == 1 && (!journal_write_head(store, error) || !db_run(store, error, "COMMIT", "")))
		return false;
	store->depth--;
	txn->store = NULL;
	return true;
}

void
store_txn_clear(StoreTxn *txn)
{
	Store *store = txn->store;
	if (store == NULL)
		return;
	txn->store = NULL;
	store->is_spoilt = true;
	/* A full disk may have rolled back by itself: then there is nothing left to undo. */
	if (--store->depth == 0 && sqlite3_get_autocommit(store->db) == 0)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

bool
store_savepoint(Store *store, GError **error)
{
	if (store->has_savepoint)
		return fail(error, PLAINT_ERROR_INTERNAL, "a savepoint inside a savepoint");
	if (!db_run(store, error, "SAVEPOINT one", ""))
		return false;
	journal_savepoint(store);
	store->has_savepoint = true;
	return true;
}

bool
store_savepoint_release(Store *store, GError **error)
{
	store->has_savepoint = false;
	return db_run(store, error, "RELEASE one", "");
}

void
store_savepoint_rollback(Store *store)
{
	/* What failed inside may have left an inner transaction spoilt; this undoes all of it. */
	sqlite3_exec(store->db, "ROLLBACK TO one; RELEASE one", NULL, NULL, NULL);
	store->is_spoilt = store->has_savepoint = false;
	journal_rollback(store);
	message_hash_forget(store);
}
