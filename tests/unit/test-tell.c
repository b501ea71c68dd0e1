/* SPDX-License-Identifier: ISC
 * test-tell.c - what is owed is told once and in order; what cannot be written waits by itself */
#include "../../src/flow/flow-private.h"
#include "plaint/id.h"
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define CASES 230 /* two batches of 100, and more */
#define ODD 40    /* each of so many is of an account that no mail can be written from */

typedef struct fixture {
	char *folder;
	Store *store;
	Account accounts[2];
	Conf conf;
	GPtrArray *keys;    /* of all */
	char *first_odd;    /* in the order of the alphabet */
	StoreFolder inbox;
} Fixture;

static void
owe(Fixture *f, const char *key, const char *template_name)
{
	static int64_t uid;
	int64_t id = 0;
	const StoreFiling filing = { .status = "filed", .kind = "reply", .from = "desk@provider.example",
		.subject = "Re: down", .reading = "{\"text\":\"We are working on it.\"}" };
	g_autofree char *bytes = g_strdup_printf("Subject: %d\r\n\r\n", (int)++uid);
	g_assert_true(store_incoming_add(f->store, &f->inbox, uid, bytes, strlen(bytes), 1000, false, &id, NULL));
	g_assert_true(store_message_filed(f->store, id, &filing, NULL));
	g_assert_true(store_message_link(f->store, id, key, "subject", false, NULL));
	g_assert_true(store_owed_add(f->store, key, id, template_name, "", 1000, NULL));
}

static void
add_case(Fixture *f, const char *account)
{
	char key[KEY_SIZE];
	const StoreDetails details = { (char *)account, (char *)"{}", (char *)"Provider" };
	g_autoptr(Case) c = case_new();
	g_autoptr(GError) error = NULL;
	key_new(key);
	g_strlcpy(c->key, key, sizeof c->key);
	case_set(&c->type, "outage");
	case_set(&c->ladder, "default");
	case_set(&c->to, "desk@provider.example");
	case_set(&c->title, "down");
	c->opened_at = c->filed_at = 1000;
	store_case_add(f->store, c, &details, &error);
	g_assert_no_error(error);
	owe(f, key, "notice-question");
	owe(f, key, "notice-reply");
	g_ptr_array_add(f->keys, g_strdup(key));
	if (*account != '\0' && (f->first_odd == NULL || strcmp(key, f->first_odd) < 0)) {
		g_free(f->first_odd);
		f->first_odd = g_strdup(key);
	}
}

static void
setup(Fixture *f, const void *data)
{
	g_autoptr(GError) error = NULL;
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	(void)data;
	f->folder = g_dir_make_tmp("plaint-tell-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(f->folder, "plaint.db", NULL);
	store_open(path, &f->store, &error);
	g_assert_no_error(error);
	f->accounts[0] = (Account){ .name = (char *)"", .address = (char *)"joe@example.org" };
	f->accounts[1] = (Account){ .name = (char *)"odd", .address = (char *)"joe" };
	f->conf.accounts = g_ptr_array_new();
	for (size_t i = 0; i < G_N_ELEMENTS(f->accounts); i++) {
		f->accounts[i].real_name = (char *)"Joe";
		g_ptr_array_add(f->conf.accounts, &f->accounts[i]);
	}
	f->conf.complainant.name = (char *)"Joe";
	f->conf.complainant.address = (char *)"joe@example.org";
	f->conf.complainant.language = (char *)"en";
	f->conf.complainant.country = f->conf.complainant.timezone = (char *)"";
	f->keys = g_ptr_array_new_with_free_func(g_free);
	g_assert_true(store_begin(f->store, &txn, NULL));
	g_assert_true(store_folder_load(f->store, "", "INBOX", &f->inbox, NULL));
	f->inbox.uidvalidity = 1;
	for (int i = 1; i <= CASES; i++)
		add_case(f, i % ODD == 0 ? "odd" : "");
	g_assert_true(store_commit(&txn, NULL));
}

static void
teardown(Fixture *f, const void *data)
{
	static const char *const names[] = { "plaint.db", "plaint.db-wal", "plaint.db-shm" };
	(void)data;
	store_free(f->store);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(f->folder, names[i], NULL);
		g_unlink(path);
	}
	g_rmdir(f->folder);
	g_free(f->folder);
	g_free(f->first_odd);
	g_ptr_array_unref(f->conf.accounts);
	g_ptr_array_unref(f->keys);
}

static bool
tell(Fixture *f, GError **error)
{
	g_autoptr(Flow) flow = flow_new(&f->conf, f->store);
	return flow_tell(flow, error);
}

static guint
owing(Fixture *f)
{
	g_autoptr(GPtrArray) keys = NULL;
	g_assert_true(store_owed_keys(f->store, "", CASES, &keys, NULL));
	return keys->len;
}

/* How many notices are queued; the question of a case stands before its answer. */
static guint
queued(Fixture *f)
{
	g_autoptr(GArray) ids = NULL;
	g_autoptr(GHashTable) asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_assert_true(store_outgoing_in(f->store, "queued", &ids, NULL));
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(StoreOutgoing) outgoing = NULL;
		g_assert_true(store_outgoing_load(f->store, g_array_index(ids, int64_t, i), &outgoing, NULL));
		bool is_question = strstr(outgoing->subject, "What does this answer mean") != NULL;
		g_autofree char *text = g_strndup(g_bytes_get_data(outgoing->bytes, NULL),
		    g_bytes_get_size(outgoing->bytes));
		g_assert_nonnull(strstr(text, outgoing->key));
		g_assert_nonnull(strstr(text, outgoing->message_id));
		g_assert_cmpint(g_hash_table_add(asked, g_strdup(outgoing->key)), ==, is_question);
	}
	return ids->len;
}

static void
test_one_at_a_time(Fixture *f, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	g_autofree char *words = g_strdup_printf("case %s: notice-question: From: ", f->first_odd);
	g_assert_false(tell(f, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
	g_assert_true(g_str_has_prefix(error->message, words));
	g_assert_cmpuint(owing(f), ==, CASES / ODD);
	g_assert_cmpuint(queued(f), ==, 2 * (CASES - CASES / ODD));
	g_clear_error(&error);
	f->accounts[1].address = (char *)"odd@example.org";
	tell(f, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(owing(f), ==, 0);
	g_assert_cmpuint(queued(f), ==, 2 * CASES);
	g_assert_true(tell(f, NULL));
	g_assert_cmpuint(queued(f), ==, 2 * CASES);
}

static void
exec_raw(Fixture *f, const char *sql)
{
	sqlite3 *db = NULL;
	g_assert_cmpint(sqlite3_open(store_path(f->store), &db), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_close(db);
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What is no single case's fault ends the batch that it is in, and nothing of that is kept. */
static void
test_store_is_at_fault(Fixture *f, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	g_ptr_array_sort(f->keys, by_name);
	g_autofree char *sql = g_strdup_printf("CREATE TRIGGER fault BEFORE INSERT ON outgoing "
	    "WHEN NEW.key = '%s' BEGIN SELECT RAISE(ABORT, 'broken'); END", (char *)f->keys->pdata[150]);
	f->accounts[1].address = (char *)"odd@example.org";
	exec_raw(f, sql);
	g_assert_false(tell(f, &error));
	g_assert_nonnull(strstr(error->message, f->keys->pdata[150]));
	g_assert_cmpuint(queued(f), ==, 2 * 100);
	g_assert_cmpuint(owing(f), ==, CASES - 100);
	exec_raw(f, "DROP TRIGGER fault");
	g_assert_true(tell(f, NULL));
	g_assert_cmpuint(queued(f), ==, 2 * CASES);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/tell/one-at-a-time", Fixture, NULL, setup, test_one_at_a_time, teardown);
	g_test_add("/tell/store-is-at-fault", Fixture, NULL, setup, test_store_is_at_fault, teardown);
	return g_test_run();
}
