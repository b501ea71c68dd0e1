/* SPDX-License-Identifier: ISC
 * test-store.c - cases come back as they were, the journal shows every change, nothing goes twice */
#include "plaint/store.h"
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

typedef struct fixture {
	char *folder, *path;
	Store *store;
} Fixture;

static void
setup(Fixture *f, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	f->folder = g_dir_make_tmp("plaint-store-XXXXXX", NULL);
	f->path = g_build_filename(f->folder, "sub", "plaint.db", NULL);
	store_open(f->path, &f->store, &error);
	g_assert_no_error(error);
}

static void
remove_all(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			remove_all(path);
		else
			g_unlink(path);
	}
	g_rmdir(folder);
}

static void
teardown(Fixture *f, const void *data)
{
	(void)data;
	store_free(f->store);
	remove_all(f->folder);
	g_free(f->folder);
	g_free(f->path);
}

static void
exec_raw(const char *path, const char *sql, int want)
{
	sqlite3 *db = NULL;
	g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, want);
	sqlite3_close(db);
}

static Case *
a_case(const char *key)
{
	Case *c = case_new();
	g_strlcpy(c->key, key, sizeof c->key);
	case_set(&c->type, "outage");
	case_set(&c->to, "desk@provider.example");
	case_set(&c->title, "云服务器无法访问 \"down\"");
	c->opened_at = 1000;
	return c;
}

static void
new_keyed(char key[KEY_SIZE])
{
	key_new(key);
}

static void
add(Fixture *f, const Case *c)
{
	g_autoptr(GError) error = NULL;
	const StoreDetails details = { (char *)"", (char *)"{\"when\":\"now\"}", (char *)"Provider" };
	store_case_add(f->store, c, &details, &error);
	g_assert_no_error(error);
}

static void
test_case_round_trip(Fixture *f, const void *data)
{
	(void)data;
	char key[KEY_SIZE];
	new_keyed(key);
	g_autoptr(Case) c = a_case(key);
	g_autoptr(Case) back = NULL;
	g_autoptr(GError) error = NULL;
	c->state = CASE_WAITING_ON_YOU;
	c->filed_at = 2000;
	c->next_at = 3000;
	c->is_held = true;
	c->reminders = 2;
	c->has_promise = true;
	c->occurred_at = 1500;
	case_set(&c->calendar, "DE-BY");
	case_set(&c->timezone, "Europe/Berlin");
	case_window_set(&c->resolve, "1-3 workdays", "provider", "https://provider.example/sla", "2026-09-01");
	c->deadlines[DEADLINE_OVERDUE].due = 5000;
	c->deadlines[DEADLINE_OVERDUE].met = 4000;
	c->deadlines[DEADLINE_OVERDUE].is_fixed = true;
	case_set(&c->deadlines[DEADLINE_OVERDUE].window, "1-3 workdays");
	case_add_step(c, "follow-up-1", 2500, false);
	case_add_pause(c, 2600, 0);
	add(f, c);
	g_autofree char *lower = g_ascii_strdown(key, -1);
	store_case_load(f->store, lower, &back, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(back->title, ==, c->title);
	g_assert_cmpint(back->state, ==, CASE_WAITING_ON_YOU);
	g_assert_cmpint(back->next_at, ==, 3000);
	g_assert_true(back->is_held && back->has_promise && back->deadlines[DEADLINE_OVERDUE].is_fixed);
	g_assert_cmpint(back->reminders, ==, 2);
	g_assert_cmpint(back->occurred_at, ==, 1500);
	g_assert_cmpstr(back->calendar, ==, "DE-BY");
	g_assert_cmpstr(back->timezone, ==, "Europe/Berlin");
	g_assert_cmpstr(back->resolve.url, ==, "https://provider.example/sla");
	g_assert_cmpint(back->deadlines[DEADLINE_OVERDUE].met, ==, 4000);
	g_assert_cmpint(back->deadlines[DEADLINE_FIRST_REPLY].due, ==, 0);
	g_assert_cmpuint(back->steps->len, ==, 1);
	g_assert_cmpstr(((StepDone *)back->steps->pdata[0])->step, ==, "follow-up-1");
	g_assert_cmpuint(back->pauses->len, ==, 1);
	g_assert_cmpint(g_array_index(back->pauses, Pause, 0).from, ==, 2600);
	g_assert_false(store_case_add(f->store, c, &(StoreDetails){ (char *)"", (char *)"{}", (char *)"" }, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFLICT);
}

static void
test_damaged_key_is_named(Fixture *f, const void *data)
{
	(void)data;
	char key[KEY_SIZE], damaged[KEY_SIZE];
	new_keyed(key);
	g_autoptr(Case) c = a_case(key);
	g_autoptr(Case) none = NULL;
	g_autoptr(GError) error = NULL;
	add(f, c);
	memcpy(damaged, key, sizeof damaged);
	damaged[2] = damaged[2] == '7' ? '8' : '7';
	g_assert_false(store_case_load(f->store, damaged, &none, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND);
	g_assert_nonnull(strstr(error->message, key));
}

static void
test_due(Fixture *f, const void *data)
{
	(void)data;
	g_autoptr(GPtrArray) due = NULL;
	g_autoptr(GError) error = NULL;
	for (int64_t at = 0; at < 5; at++) {
		char key[KEY_SIZE];
		new_keyed(key);
		g_autoptr(Case) c = a_case(key);
		c->next_at = at * 100;
		add(f, c);
	}
	store_case_due(f->store, 200, 10, &due, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(due->len, ==, 2); /* 100 and 200; 0 is "never" */
}

static void
add_event(Fixture *f, const char *key, const char *text)
{
	g_autoptr(GError) error = NULL;
	const StoreEvent event = { .at = 5, .key = (char *)key, .kind = (char *)"log",
		.actor = (char *)"complainant", .text = (char *)text };
	store_event_add(f->store, &event, &error);
	g_assert_no_error(error);
}

static guint
faults_of(Fixture *f, uint64_t checked[2])
{
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(GError) error = NULL;
	store_verify(f->store, &faults, checked, &error);
	g_assert_no_error(error);
	return faults->len;
}

static void
test_journal(Fixture *f, const void *data)
{
	const char *tamper = data;
	uint64_t checked[2];
	char key[KEY_SIZE];
	new_keyed(key);
	g_autoptr(Case) c = a_case(key);
	add(f, c);
	add_event(f, key, "one");
	add_event(f, key, "two");
	add_event(f, key, "three");
	g_assert_cmpuint(faults_of(f, checked), ==, 0);
	g_assert_cmpuint(checked[0], ==, 3);
	/* The triggers refuse it; who drops the triggers is found out by the hashes. */
	exec_raw(f->path, tamper, SQLITE_CONSTRAINT);
	g_autofree char *forced = g_strconcat("DROP TRIGGER event_keep; DROP TRIGGER event_stay; ", tamper, NULL);
	exec_raw(f->path, forced, SQLITE_OK);
	g_assert_cmpuint(faults_of(f, checked), >, 0);
}

/* What a savepoint takes back was never in the journal, wherever in the transaction it stands. */
static void
test_journal_rolled_back(Fixture *f, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) events = NULL;
	uint64_t checked[2];
	char key[KEY_SIZE];
	new_keyed(key);
	g_autoptr(Case) c = a_case(key);
	add(f, c);
	add_event(f, key, "before");
	for (int is_kept = 0; is_kept < 2; is_kept++) {
		g_auto(StoreTxn) txn = STORE_TXN_INIT;
		g_assert_true(store_begin(f->store, &txn, &error));
		for (int i = 0; i < 3; i++) {
			g_assert_true(store_savepoint(f->store, &error));
			add_event(f, key, "taken back");
			g_assert_false(store_savepoint(f->store, &error));
			g_clear_error(&error);
			store_savepoint_rollback(f->store);
			g_assert_true(store_savepoint(f->store, &error));
			add_event(f, key, "kept");
			g_assert_true(store_savepoint_release(f->store, &error));
			add_event(f, key, "kept");
		}
		g_assert_true(!is_kept || store_commit(&txn, &error));
	}
	g_assert_cmpuint(faults_of(f, checked), ==, 0);
	g_assert_cmpuint(checked[0], ==, 7);
	g_assert_true(store_event_list(f->store, key, &events, &error));
	for (guint i = 1; i < events->len; i++)
		g_assert_cmpstr(((StoreEvent *)events->pdata[i])->text, ==, "kept");
}

/* An id that is given again is another message: the journal holds that one's hash. */
static void
test_journal_of_an_id_again(Fixture *f, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	StoreFolder folder = { 0 };
	uint64_t checked[2];
	char key[KEY_SIZE];
	new_keyed(key);
	g_autoptr(Case) c = a_case(key);
	add(f, c);
	g_assert_true(store_begin(f->store, &txn, &error));
	g_assert_true(store_folder_load(f->store, "", "INBOX", &folder, &error));
	int64_t ids[2] = { 0 };
	for (int i = 0; i < 2; i++) {
		bool is_same = false, is_other = false;
		g_assert_true(store_incoming_add(f->store, &folder, 5 + i, i ? "b" : "a", 1, 10, false, &ids[i], &error));
		g_assert_true(store_message_seen(f->store, ids[i], NULL, &is_same, &is_other, &error));
		if (i == 0)
			g_assert_true(store_message_forget(f->store, ids[i], &error));
	}
	g_assert_cmpint(ids[0], ==, ids[1]);
	const StoreEvent event = { .at = 5, .key = key, .kind = (char *)"reading", .actor = (char *)"provider",
		.text = (char *)"", .message = ids[1] };
	g_assert_true(store_event_add(f->store, &event, &error));
	g_assert_true(store_commit(&txn, &error));
	g_assert_cmpuint(faults_of(f, checked), ==, 0);
}

static void
test_message_bytes_verified(Fixture *f, const void *data)
{
	(void)data;
	StoreFolder folder = { 0 };
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	int64_t id = 0, again = 1;
	uint64_t checked[2];
	char key[KEY_SIZE];
	new_keyed(key);
	g_autoptr(Case) c = a_case(key);
	add(f, c);
	g_assert_true(store_folder_load(f->store, "", "INBOX", &folder, &error));
	folder.uidvalidity = 7;
	g_assert_true(store_incoming_add(f->store, &folder, 5, "a\0b", 3, 10, false, &id, &error));
	g_assert_true(store_incoming_add(f->store, &folder, 5, "a\0b", 3, 10, false, &again, &error));
	g_assert_cmpint(again, ==, 0); /* the same place is the same message */
	g_assert_true(store_message_bytes(f->store, id, &bytes, &error));
	g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "a\0b", 3);
	g_assert_true(store_message_link(f->store, id, key, "subject", false, &error));
	g_assert_cmpuint(faults_of(f, checked), ==, 0);
	exec_raw(f->path, "UPDATE raw SET bytes = x'616263'", SQLITE_OK);
	g_assert_cmpuint(faults_of(f, checked), ==, 1);
	exec_raw(f->path, "DELETE FROM raw", SQLITE_OK);
	g_assert_cmpuint(faults_of(f, checked), ==, 1);
}

static void
test_queue(Fixture *f, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static("Subject: x\r\n\r\n", 14);
	g_autoptr(StoreOutgoing) next = NULL;
	int64_t id = 0;
	char key[KEY_SIZE];
	new_keyed(key);
	g_autoptr(Case) c = a_case(key);
	add(f, c);
	StoreOutgoing outgoing = { .key = key, .account = (char *)"", .purpose = (char *)"complaint",
		.mail_from = (char *)"a@b.example", .recipient = (char *)"c@d.example",
		.message_id = (char *)"1@b.example", .subject = (char *)"x", .from = (char *)"a@b.example",
		.bytes = bytes, .not_before = 50 };
	g_assert_true(store_outgoing_add(f->store, &outgoing, 10, &id, &error));
	g_assert_false(store_outgoing_add(f->store, &outgoing, 10, &id, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFLICT);
	g_clear_error(&error);
	g_assert_true(store_outgoing_next(f->store, 49, 0, &next, &error));
	g_assert_null(next);
	g_assert_true(store_outgoing_next(f->store, 50, 0, &next, &error));
	g_assert_nonnull(next);
	g_assert_true(store_outgoing_start(f->store, next->id, 50, &error));
	/* Begun, result unknown: it is not offered again. */
	g_autoptr(StoreOutgoing) twice = NULL;
	g_assert_true(store_outgoing_next(f->store, 99, 0, &twice, &error));
	g_assert_null(twice);
	g_assert_true(store_outgoing_result(f->store, next->id, "queued", "451", 60, 360, &error));
	g_assert_true(store_outgoing_next(f->store, 359, 0, &twice, &error));
	g_assert_null(twice);
	g_assert_true(store_outgoing_next(f->store, 360, 0, &twice, &error));
	g_assert_cmpint(twice->attempts, ==, 1);
	g_assert_cmpint(twice->first_try, ==, 50);
}

/* Evidence belongs to the mail that takes it, not to the second in which both were written. */
static void
test_evidence_of_a_mail(Fixture *f, const void *data)
{
	static const char *const ends[] = { "failed", "cancelled", "sent" };
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	char key[KEY_SIZE];
	(void)data;
	new_keyed(key);
	g_autoptr(Case) c = a_case(key);
	add(f, c);
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		g_autoptr(GPtrArray) list = NULL;
		g_autofree char *message_id = g_strdup_printf("m%d@example.org", (int)i);
		StoreOutgoing outgoing = { .key = key, .account = (char *)"", .purpose = (char *)"reply",
			.mail_from = (char *)"a@example.org", .recipient = (char *)"b@example.org",
			.message_id = message_id, .subject = (char *)"s", .from = (char *)"a@example.org",
			.bytes = bytes };
		int64_t id = 0;
		g_assert_true(store_evidence_add(f->store, key, "e.log", "text/plain", bytes, 5, &error));
		g_assert_true(store_outgoing_add(f->store, &outgoing, 10, &id, &error));
		g_assert_true(store_evidence_sent(f->store, key, id, 11, &error));
		g_assert_true(store_outgoing_result(f->store, id, ends[i], "550", 12, 0, &error));
		g_assert_true(store_evidence_list(f->store, key, &list, &error));
		for (guint k = 0; k < list->len; k++)
			g_assert_cmpint(((StoreEvidence *)list->pdata[k])->sent_at, ==, i < 2 ? 0 : 11);
	}
}

static void
test_rolled_back(Fixture *f, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) cases = NULL;
	char key[KEY_SIZE];
	new_keyed(key);
	g_autoptr(Case) c = a_case(key);
	{
		g_auto(StoreTxn) outer = STORE_TXN_INIT;
		g_assert_true(store_begin(f->store, &outer, &error));
		add(f, c);
		{
			g_auto(StoreTxn) inner = STORE_TXN_INIT;
			g_assert_true(store_begin(f->store, &inner, &error));
		}
		g_assert_false(store_commit(&outer, &error));
		g_clear_error(&error);
	}
	g_assert_true(store_case_list(f->store, true, &cases, &error));
	g_assert_cmpuint(cases->len, ==, 0);
}

static void
test_refusals(Fixture *f, const void *data)
{
	(void)data;
	Store *other = NULL;
	g_autoptr(GError) error = NULL;
	struct stat st;
	g_assert_cmpint(g_stat(f->path, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 077, ==, 0);
	/* One round at a time. */
	g_assert_true(store_lock_round(f->store, &error));
	g_assert_true(store_open(f->path, &other, &error));
	g_assert_false(store_lock_round(other, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_TEMPORARY);
	g_clear_error(&error);
	store_free(other);
	exec_raw(f->path, "PRAGMA user_version = 9999", SQLITE_OK);
	g_assert_false(store_open(f->path, &other, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
	g_assert_nonnull(strstr(error->message, "newer"));
	g_clear_error(&error);
	g_autofree char *alien = g_build_filename(f->folder, "alien.db", NULL);
	exec_raw(alien, "CREATE TABLE x (y)", SQLITE_OK);
	g_assert_false(store_open(alien, &other, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
	g_clear_error(&error);
	g_autofree char *garbage = g_build_filename(f->folder, "garbage.db", NULL);
	g_assert_true(g_file_set_contents(garbage, "this is no database at all, it is a text file", -1, NULL));
	g_assert_false(store_open(garbage, &other, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
}

/* A store of version 1 is brought up to date, and kept beside. */
static void
test_from_version_1(Fixture *f, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	g_autofree char *value = NULL;
	g_autofree char *old = g_strconcat(f->path, ".v1", NULL);
	g_assert_true(store_remark_get(f->store, "x", &value, &error));
	g_assert_null(value);
	g_clear_pointer(&f->store, store_free);
	exec_raw(f->path, "DROP TABLE owed; DROP TABLE remark; DROP INDEX evidence_mail; "
	    "ALTER TABLE evidence DROP COLUMN sent_with; PRAGMA user_version = 1", SQLITE_OK);
	store_open(f->path, &f->store, &error);
	g_assert_no_error(error);
	g_assert_true(g_file_test(old, G_FILE_TEST_EXISTS));
	g_assert_true(store_remark_set(f->store, "x", "one", &error));
	g_assert_true(store_remark_set(f->store, "x", "two", &error));
	g_assert_true(store_remark_get(f->store, "x", &value, &error));
	g_assert_cmpstr(value, ==, "two");
}

static void
test_unfiled_expire(Fixture *f, const void *data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	g_autoptr(GPtrArray) listed = NULL;
	StoreFolder folder = { 0 };
	unsigned count = 0;
	int64_t id = 0;
	bool same = false, other = true;
	g_assert_true(store_folder_load(f->store, "", "INBOX", &folder, &error));
	g_assert_true(store_incoming_add(f->store, &folder, 1, "x", 1, 100, false, &id, &error));
	g_ptr_array_add(keys, (char *)"ABCDEF");
	const StoreFiling filing = { .status = "unfiled", .message_id = NULL, .why = "because",
		.suggestions = keys };
	g_assert_true(store_message_filed(f->store, id, &filing, &error));
	g_assert_true(store_unfiled_list(f->store, &listed, &error));
	g_assert_cmpuint(listed->len, ==, 1);
	g_assert_cmpstr(((StoreUnfiled *)listed->pdata[0])->suggestions->pdata[0], ==, "ABCDEF");
	g_assert_true(store_unfiled_expire(f->store, 100, &count, &error));
	g_assert_cmpuint(count, ==, 0);
	g_assert_true(store_unfiled_expire(f->store, 101, &count, &error));
	g_assert_cmpuint(count, ==, 1);
	/* What was dropped is known when it comes again, even without a Message-ID. */
	g_assert_true(store_incoming_add(f->store, &folder, 2, "x", 1, 100, false, &id, &error));
	g_assert_true(store_message_seen(f->store, id, NULL, &same, &other, &error));
	g_assert_true(same && !other);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, data, test) g_test_add(name, Fixture, data, setup, test, teardown)
	ADD("/store/case/round-trip", NULL, test_case_round_trip);
	ADD("/store/case/damaged-key", NULL, test_damaged_key_is_named);
	ADD("/store/case/due", NULL, test_due);
	ADD("/store/journal/changed", "UPDATE event SET text = 'new' WHERE id = 2", test_journal);
	ADD("/store/journal/middle-gone", "DELETE FROM event WHERE id = 2", test_journal);
	ADD("/store/journal/end-gone", "DELETE FROM event WHERE id = 3", test_journal);
	ADD("/store/journal/rolled-back", NULL, test_journal_rolled_back);
	ADD("/store/journal/id-again", NULL, test_journal_of_an_id_again);
	ADD("/store/message/bytes", NULL, test_message_bytes_verified);
	ADD("/store/queue", NULL, test_queue);
	ADD("/store/evidence-of-a-mail", NULL, test_evidence_of_a_mail);
	ADD("/store/transaction", NULL, test_rolled_back);
	ADD("/store/refusals", NULL, test_refusals);
	ADD("/store/from-version-1", NULL, test_from_version_1);
	ADD("/store/unfiled", NULL, test_unfiled_expire);
	return g_test_run();
}
