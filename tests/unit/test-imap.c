/* SPDX-License-Identifier: ISC
 * test-imap.c - IMAP against servers that misbehave; a good one is in tests/e2e */
#include "plaint/imap.h"
#include "../../src/net/imap-private.h"
#include "scripted.h"

#define CAPABILITIES "<CAPABILITY\n>* CAPABILITY IMAP4rev1 ID SASL-IR AUTH=PLAIN\n>%t OK done\n"
#define HELLO "!tls\n>* OK hello\n" CAPABILITIES
#define LOGIN HELLO "<LOGIN\n>%t OK in\n" CAPABILITIES "<ID (\n>* ID NIL\n>%t OK known\n"
#define SELECT                                                                                   \
	"<SELECT\n>* 3 EXISTS\n>* OK [UIDVALIDITY 7] v\n>* OK [UIDNEXT 10] n\n"                      \
	">* OK [PERMANENTFLAGS (\\Seen \\*)] p\n>%t OK [READ-WRITE] done\n"
#define LOGOUT "<LOGOUT\n>* BYE bye\n>%t OK bye\n"
#define LIST_HEAD LOGIN SELECT "<NOOP\n>%t OK done\n<FETCH 3 (UID)\n>* 3 FETCH (UID 9)\n>%t OK done\n"
#define LIST                                                                                     \
	LIST_HEAD "<UID FETCH 1:9\n>* 1 FETCH (UID 4 RFC822.SIZE 5)\n"                               \
	          ">* 2 FETCH (RFC822.SIZE 3 UID 7)\n>* 1 FETCH (FLAGS (\\Seen))\n"                  \
	          ">* 3 FETCH (UID 9 RFC822.SIZE 4)\n>%t OK done\n"
#define FETCH "<UID FETCH 4,7,9 (UID BODY.PEEK[])\n"

static Certs *certs;

/* libetpan forgets a greeting that is a BYE: 48 octets. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:mailimap_greeting_new\nleak:mailimap_resp_text_new\nleak:mailimap_resp_cond_bye_new";
}

static Account
account_for(const Scripted *server, bool is_tls)
{
	return (Account){ .name = "", .address = "joe@example.org", .user = "joe",
		.imap = { is_tls, "localhost", server->port, "INBOX" },
		.password_command = "printf s3cret", .token_command = "", .tls_ca_file = certs->ca_file,
		.tls_fingerprint = "", .sent_folder = "", .smtp_auth = true, .timeout_s = 1 };
}

static const struct row {
	const char *name, *script;
	CertKind cert;
	bool is_tls;
	int code; /* -1: all is well */
	const char *want;
} open_rows[] = {
	{ "/imap/open/good", LOGIN LOGOUT, CERT_GOOD, true, -1, "" },
	{ "/imap/open/starttls", "+* OK hello\\r\\n\n<STARTTLS\n>%t OK go\n!tls\n" CAPABILITIES
	    "<LOGIN\n>%t OK in\n" CAPABILITIES "<ID\n>* ID NIL\n>%t OK done\n" LOGOUT, CERT_GOOD, false, -1, "" },
	{ "/imap/open/other-name", LOGIN, CERT_OTHER_NAME, true, PLAINT_ERROR_DENIED, "not for the name" },
	{ "/imap/open/self-signed", LOGIN, CERT_SELF_SIGNED, true, PLAINT_ERROR_DENIED, "self-signed" },
	{ "/imap/open/expired", LOGIN, CERT_EXPIRED, true, PLAINT_ERROR_DENIED, "expired" },
	{ "/imap/open/starttls-other-name", ">* OK hello\n<STARTTLS\n>%t OK go\n!tls\n" CAPABILITIES,
	    CERT_OTHER_NAME, false, PLAINT_ERROR_DENIED, "not for the name" },
	{ "/imap/open/starttls-no", ">* OK hello\n<STARTTLS\n>%t NO never\n" CAPABILITIES "<LOGIN\n",
	    CERT_GOOD, false, PLAINT_ERROR_DENIED, "refuses STARTTLS" },
	{ "/imap/open/starttls-bad", ">* OK hello\n<STARTTLS\n>%t BAD what\n" CAPABILITIES "<LOGIN\n",
	    CERT_GOOD, false, PLAINT_ERROR_DENIED, "refuses STARTTLS" },
	{ "/imap/open/starttls-preauth", ">* PREAUTH hello\n" CAPABILITIES "<LOGIN\n", CERT_GOOD, false,
	    PLAINT_ERROR_DENIED, "somebody may be on the line" },
	{ "/imap/open/starttls-injected", ">* OK hello\n<STARTTLS\n+a1 OK go\\r\\n* CAPABILITY x\\r\\n\n!tls\n"
	    CAPABILITIES "<LOGIN\n", CERT_GOOD, false, PLAINT_ERROR_DENIED, "" },
	{ "/imap/open/preauth", "!tls\n>* PREAUTH hello\n" CAPABILITIES, CERT_GOOD, true,
	    PLAINT_ERROR_DENIED, "logged in although" },
	{ "/imap/open/bye", "!tls\n>* BYE too many\n", CERT_GOOD, true, PLAINT_ERROR_TEMPORARY,
	    "too many" },
	{ "/imap/open/no-imap", "!tls\n>220 smtp.example.org ESMTP\n!stall\n", CERT_GOOD, true,
	    PLAINT_ERROR_INPUT, "no IMAP" },
	{ "/imap/open/no-tls", ">* OK hello\n!stall\n", CERT_GOOD, true, PLAINT_ERROR_TEMPORARY, "TLS" },
	{ "/imap/open/silent", "!stall\n", CERT_GOOD, true, PLAINT_ERROR_TEMPORARY, "TLS" },
	{ "/imap/open/silent-greeting", "!tls\n!stall\n", CERT_GOOD, true, PLAINT_ERROR_TEMPORARY,
	    "says nothing" },
	{ "/imap/open/dripping", "!tls\n!drip\n", CERT_GOOD, true, PLAINT_ERROR_TEMPORARY, "slow" },
	{ "/imap/open/flooding", "!tls\n!flood\n", CERT_GOOD, true, PLAINT_ERROR_TEMPORARY,
	    "more than was asked for" },
	{ "/imap/open/denied", HELLO "<LOGIN\n>%t NO [AUTHENTICATIONFAILED] wrong password\n" LOGOUT,
	    CERT_GOOD, true, PLAINT_ERROR_DENIED, "login: 'localhost' refuses user 'joe': wrong password" },
	{ "/imap/open/unavailable", HELLO "<LOGIN\n>%t NO [UNAVAILABLE] database\n" LOGOUT, CERT_GOOD,
	    true, PLAINT_ERROR_TEMPORARY, "cannot check it now" },
	{ "/imap/open/login-disabled", "!tls\n>* OK hello\n<CAPABILITY\n>* CAPABILITY IMAP4rev1 "
	    "LOGINDISABLED AUTH=GSSAPI\n>%t OK done\n" LOGOUT, CERT_GOOD, true, PLAINT_ERROR_DENIED,
	    "takes no passwords" },
	{ "/imap/open/plain", "!tls\n>* OK hello\n<CAPABILITY\n>* CAPABILITY IMAP4rev1 LOGINDISABLED "
	    "SASL-IR AUTH=PLAIN\n>%t OK done\n<AUTHENTICATE PLAIN AGpvZQBzM2NyZXQ=\n>%t OK in\n<CAPABILITY\n"
	    ">* CAPABILITY IMAP4rev1\n>%t OK done\n" LOGOUT, CERT_GOOD, true, -1, "" },
};

static void
test_open(const void *data)
{
	const struct row *row = data;
	const char *const scripts[] = { row->script, NULL };
	Scripted *server = scripted_new(scripts, certs, row->cert);
	Account account = account_for(server, row->is_tls);
	g_autoptr(GError) error = NULL;
	Imap *imap = NULL;
	gint64 begin = g_get_monotonic_time();
	bool is_good = imap_open(&account, -1, &imap, &error);
	imap_close(imap);
	g_autofree char *heard = scripted_end(server);
	g_assert_cmpint(g_get_monotonic_time() - begin, <, 6 * G_USEC_PER_SEC);
	if (row->code < 0) {
		g_assert_no_error(error);
		return;
	}
	g_assert_false(is_good);
	g_test_message("%s", error->message);
	g_assert_error(error, PLAINT_ERROR, row->code);
	g_assert_nonnull(strstr(error->message, row->want));
	g_autofree char *have = certs_fingerprint(certs, row->cert);
	g_assert_true(row->cert == CERT_GOOD || strstr(error->message, have) != NULL);
	g_assert_null(strstr(error->message, "s3cret"));
	if (strstr(row->want, "refuses user") == NULL && strstr(row->want, "cannot check") == NULL) {
		g_assert_null(strstr(heard, "s3cret"));
		g_assert_null(strstr(heard, "LOGIN"));
	}
}

static void
test_pin(void)
{
	const char *const scripts[] = { LOGIN LOGOUT, NULL };
	g_autoptr(GError) error = NULL;
	g_autofree char *shown = certs_fingerprint(certs, CERT_SELF_SIGNED);
	g_autofree char *other = certs_fingerprint(certs, CERT_GOOD);
	for (int i = 0; i < 4; i++) {
		bool is_right = (i & 1) != 0, is_list = (i & 2) != 0;
		Scripted *server = scripted_new(scripts, certs, CERT_SELF_SIGNED);
		Account account = account_for(server, true);
		g_autofree char *pin = g_strdup_printf("%s%s%s", is_list ? other : "", is_list ? " " : "",
		    is_right ? shown : other);
		g_autoptr(Imap) imap = NULL;
		account.tls_ca_file = "";
		account.tls_fingerprint = pin;
		g_assert_true(imap_open(&account, -1, &imap, &error) == is_right);
		if (!is_right)
			g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_DENIED);
		g_assert_true(is_right || strstr(error->message, shown) != NULL);
		g_clear_error(&error);
		g_clear_pointer(&imap, imap_close);
		g_autofree char *heard = scripted_end(server);
		g_assert_true((strstr(heard, "LOGIN") != NULL) == is_right);
	}
}

static void
test_token_again(void)
{
	const char *const scripts[] = { "!tls\n>* OK hello\n<CAPABILITY\n>* CAPABILITY IMAP4rev1 "
		"AUTH=XOAUTH2 SASL-IR\n>%t OK done\n<AUTHENTICATE XOAUTH2\n>%t NO expired\n<LOGOUT\n",
		"!tls\n>* OK hello\n<CAPABILITY\n>* CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER SASL-IR\n>%t OK done\n"
		"<AUTHENTICATE OAUTHBEARER bixhPWpvZSwBaG9zdD1sb2NhbGhvc3QB\n>%t OK in\n<CAPABILITY\n"
		">* CAPABILITY IMAP4rev1\n>%t OK done\n" LOGOUT, NULL };
	Scripted *server = scripted_new(scripts, certs, CERT_GOOD);
	Account account = account_for(server, true);
	g_autofree char *count = g_build_filename(certs->folder, "count", NULL);
	g_autofree char *command = g_strdup_printf("echo x >>'%s'; echo t0ken", count);
	g_autofree char *runs = NULL;
	g_autoptr(GError) error = NULL;
	Imap *imap = NULL;
	account.password_command = "";
	account.token_command = command;
	imap_open(&account, -1, &imap, &error);
	g_assert_no_error(error);
	g_assert_no_error(error);
	imap_close(imap);
	g_free(scripted_end(server));
	g_assert_true(g_file_get_contents(count, &runs, NULL, NULL));
	g_assert_cmpstr(runs, ==, "x\nx\n");
	g_unlink(count);
}

/* A folder can be opened after each way to log in, and a refused token ends by an answer. */
static void
test_token_bearer(void)
{
	static const char hello[] = "!tls\n>* OK hello\n<CAPABILITY\n>* CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER "
	    "SASL-IR\n>%t OK done\n<AUTHENTICATE OAUTHBEARER\n";
	g_autofree char *good = g_strconcat(hello, ">%t OK in\n<CAPABILITY\n>* CAPABILITY IMAP4rev1\n>%t OK done\n"
	    "<SELECT INBOX\n>* 0 EXISTS\n>* OK [UIDVALIDITY 7] x\n>%t OK [READ-WRITE] done\n" LOGOUT, NULL);
	g_autofree char *bad = g_strconcat(hello, ">+ eyJzdGF0dXMiOiI0MDEifQ==\n<AQ==\n>%t NO expired\n<LOGOUT\n", NULL);
	const char *const scripts[] = { bad, good, NULL };
	Scripted *server = scripted_new(scripts, certs, CERT_GOOD);
	Account account = account_for(server, true);
	ImapFolder folder = { 0 };
	g_autoptr(GError) error = NULL;
	Imap *imap = NULL;
	account.password_command = "";
	account.token_command = "echo t0ken";
	imap_open(&account, -1, &imap, &error);
	g_assert_no_error(error);
	imap_select(imap, NULL, &folder, &error);
	g_assert_no_error(error);
	g_assert_cmpint(folder.uidvalidity, ==, 7);
	imap_close(imap);
	g_free(scripted_end(server));
}

typedef struct seen {
	GString *text;
	int stop_at;
} Seen;

static bool
note(uint32_t uid, const char *bytes, size_t size, bool is_truncated, void *data, GError **error)
{
	Seen *seen = data;
	g_string_append_printf(seen->text, "%u%s:%.*s;", uid, is_truncated ? "!" : "", (int)size, bytes);
	return seen->stop_at != (int)uid || fail(error, PLAINT_ERROR_IO, "disk full");
}

static const struct fetch_row {
	const char *name, *script;
	int code;
	const char *want, *seen;
	int stop_at;
} fetch_rows[] = {
	{ "/imap/fetch/good", LIST FETCH "+* 1 FETCH (UID 4 BODY[] {5}\\r\\nabcde)\\r\\n\n"
	    ">* 5 EXISTS\n+* 2 FETCH (BODY[] {3}\\r\\nxyz UID 7)\\r\\n* 3 FETCH (UID 9 BODY[] \"quot\")\\r\\n\n"
	    ">%t OK done\n" LOGOUT, -1, "", "4:abcde;7:xyz;9:quot;", 0 },
	{ "/imap/fetch/gone", LIST FETCH "+* 1 FETCH (UID 4 BODY[] {5}\\r\\nabcde)\\r\\n\n"
	    ">* 2 FETCH (UID 7 BODY[] NIL)\n>* 1 FETCH (UID 4 FLAGS ())\n>%t OK done\n" LOGOUT, -1, "",
	    "4:abcde;7:;", 0 },
	{ "/imap/fetch/unasked", LIST FETCH "+* 1 FETCH (UID 400 BODY[] {5}\\r\\nabcde)\\r\\n\n>%t OK done\n"
	    LOGOUT, -1, "", "", 0 },
	{ "/imap/fetch/cut", LIST FETCH "+* 1 FETCH (UID 4 BODY[] {5}\\r\\nab\n!reset\n",
	    PLAINT_ERROR_TEMPORARY, "fetch", "", 0 },
	{ "/imap/fetch/end", LIST FETCH "+* 1 FETCH (UID 4 BODY[] {5}\\r\\nab\n", PLAINT_ERROR_TEMPORARY,
	    "closed", "", 0 },
	{ "/imap/fetch/stall", LIST FETCH "+* 1 FETCH (UID 4 BODY[] {5}\\r\\nab\n!stall\n",
	    PLAINT_ERROR_TEMPORARY, "says nothing", "", 0 },
	{ "/imap/fetch/huge-literal", LIST FETCH "+* 1 FETCH (UID 4 BODY[] {4000000000}\\r\\n\n!flood\n",
	    PLAINT_ERROR_TEMPORARY, "more than was asked for", "", 0 },
	{ "/imap/fetch/negative-literal", LIST FETCH "+* 1 FETCH (UID 4 BODY[] {-1}\\r\\nab)\\r\\n\n!stall\n",
	    PLAINT_ERROR_INPUT, "no IMAP", "", 0 },
	{ "/imap/fetch/unknown-item", LIST FETCH ">* 1 FETCH (UID 4 X-FOO (bar))\n>%t OK done\n",
	    PLAINT_ERROR_INPUT, "no IMAP", "", 0 },
	{ "/imap/fetch/refused", LIST FETCH ">%t NO disk\n", PLAINT_ERROR_TEMPORARY, "disk", "", 0 },
	{ "/imap/fetch/own-fault", LIST FETCH "+* 1 FETCH (UID 4 BODY[] {5}\\r\\nabcde)\\r\\n"
	    "* 2 FETCH (UID 7 BODY[] {3}\\r\\nxyz)\\r\\n\n>%t OK done\n", PLAINT_ERROR_IO, "disk full",
	    "4:abcde;", 4 },
	{ "/imap/list/stall", LIST_HEAD "<UID FETCH\n!stall\n", PLAINT_ERROR_TEMPORARY, "says nothing",
	    "", 0 },
	{ "/imap/list/flood", LIST_HEAD "<UID FETCH\n!flood\n", PLAINT_ERROR_TEMPORARY,
	    "more than was asked for", "", 0 },
	{ "/imap/list/bye", LIST_HEAD "<UID FETCH\n>* BYE going down\n", PLAINT_ERROR_TEMPORARY, "", "",
	    0 },
};

static bool
fetch_all(Imap *imap, Seen *seen, GError **error)
{
	g_autoptr(GArray) items = NULL;
	ImapFolder folder;
	if (!imap_select(imap, NULL, &folder, error) || !imap_list_new(imap, 1, 0, &items, error))
		return false;
	g_assert_cmpint(folder.uidvalidity, ==, 7);
	g_assert_cmpint(folder.uidnext, ==, 10);
	g_assert_true(folder.allows_keywords);
	g_assert_cmpint(items->len, ==, 3);
	g_assert_cmpint(g_array_index(items, ImapItem, 1).uid, ==, 7);
	g_assert_cmpint(g_array_index(items, ImapItem, 1).size, ==, 3);
	return imap_fetch(imap, (ImapItem *)items->data, items->len, note, seen, error);
}

static void
test_fetch(const void *data)
{
	const struct fetch_row *row = data;
	const char *const scripts[] = { row->script, NULL };
	Scripted *server = scripted_new(scripts, certs, CERT_GOOD);
	Account account = account_for(server, true);
	Seen seen = { g_string_new(NULL), row->stop_at };
	g_autoptr(GError) error = NULL;
	Imap *imap = NULL;
	imap_open(&account, -1, &imap, &error);
	g_assert_no_error(error);
	bool is_good = fetch_all(imap, &seen, &error);
	if (!is_good) {
		g_test_message("%s", error->message);
		g_assert_error(error, PLAINT_ERROR, row->code);
		g_assert_nonnull(strstr(error->message, row->want));
		g_assert_false(imap_noop(imap, NULL));
	}
	g_assert_true(is_good == (row->code < 0));
	g_assert_cmpstr(seen.text->str, ==, row->seen);
	imap_close(imap);
	g_string_free(seen.text, TRUE);
	g_free(scripted_end(server));
}

static void
test_folder_refused(void)
{
	const char *const scripts[] = { LOGIN "<&YpWLyQ-\n>%t NO [NONEXISTENT] no such folder\n"
		SELECT "<UID STORE 4,7:8 +FLAGS.SILENT ($Plaint)\n>%t NO not here\n"
		"<UID SEARCH HEADER Message-ID \"<a@example.org>\"\n>* SEARCH 8\n>%t OK done\n"
		"<EXAMINE \"Sent Items\"\n>%t NO no\n" SELECT LOGOUT, NULL };
	Scripted *server = scripted_new(scripts, certs, CERT_GOOD);
	Account account = account_for(server, true);
	const uint32_t uids[] = { 4, 7, 8 };
	g_autoptr(GError) error = NULL;
	Imap *imap = NULL;
	bool found = false;
	imap_open(&account, -1, &imap, &error);
	g_assert_no_error(error);
	g_assert_false(imap_select(imap, "投诉", NULL, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
	g_assert_nonnull(strstr(error->message, "投诉"));
	g_clear_error(&error);
	g_assert_true(imap_select(imap, NULL, NULL, &error));
	g_assert_false(imap_keyword_add(imap, uids, 3, "$Plaint", &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFLICT);
	g_clear_error(&error);
	g_assert_true(imap_search_message_id(imap, NULL, "a@example.org", &found, &error) && found);
	g_assert_true(imap_search_message_id(imap, "Sent Items", "a@example.org", &found, &error));
	g_assert_false(found);
	g_assert_false(imap_search_message_id(imap, NULL, "a\"\r\nx NOOP", &found, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
	imap_close(imap);
	g_autofree char *heard = scripted_end(server);
	g_assert_null(strstr(heard, "x NOOP"));
	g_assert_nonnull(strstr(heard, "LOGOUT"));
}

static gpointer
cancel_soon(gpointer data)
{
	g_usleep(200000);
	g_assert_cmpint(write(GPOINTER_TO_INT(data), "x", 1), ==, 1);
	return NULL;
}

static void
test_cancel(void)
{
	const char *const scripts[] = { "!tls\n!stall\n", NULL };
	Scripted *server = scripted_new(scripts, certs, CERT_GOOD);
	Account account = account_for(server, true);
	g_autoptr(GError) error = NULL;
	Imap *imap = NULL;
	int ends[2];
	account.timeout_s = 10;
	g_assert_cmpint(pipe(ends), ==, 0);
	gint64 begin = g_get_monotonic_time();
	GThread *thread = g_thread_new("cancel", cancel_soon, GINT_TO_POINTER(ends[1]));
	g_assert_false(imap_open(&account, ends[0], &imap, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_TEMPORARY);
	g_assert_nonnull(strstr(error->message, "cancelled"));
	g_assert_cmpint(g_get_monotonic_time() - begin, <, 3 * G_USEC_PER_SEC);
	g_thread_join(thread);
	close(ends[0]);
	close(ends[1]);
	g_free(scripted_end(server));
}

static void
test_connection(void)
{
	const char *const scripts[] = { "", NULL };
	Scripted *server = scripted_new(scripts, NULL, CERT_GOOD);
	Account account = account_for(server, true);
	g_autoptr(GError) error = NULL;
	Imap *imap = NULL;
	g_free(scripted_end(server));
	g_assert_false(imap_open(&account, -1, &imap, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_TEMPORARY);
	g_assert_true(g_str_has_prefix(error->message, "connection: "));
}

static const struct utf7_row {
	const char *name, *folder, *encoded;
} utf7_rows[] = {
	{ "/imap/utf7/plain", "INBOX/Sent Items", "INBOX/Sent Items" },
	{ "/imap/utf7/ampersand", "a&b", "a&-b" },
	{ "/imap/utf7/chinese", "投诉", "&YpWLyQ-" },
	{ "/imap/utf7/mixed", "~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
	{ "/imap/utf7/surrogates", "x😀", "x&2D3eAA-" },
	{ "/imap/utf7/german", "Entwürfe", "Entw&APw-rfe" },
};

static void
test_utf7(const void *data)
{
	const struct utf7_row *row = data;
	g_autofree char *encoded = imap_utf7_encode(row->folder);
	g_autofree char *decoded = imap_utf7_decode(row->encoded);
	g_assert_cmpstr(encoded, ==, row->encoded);
	g_assert_cmpstr(decoded, ==, row->folder);
}

static void
test_utf7_malformed(void)
{
	static const char *const names[] = { "&", "&YpW", "&YpWLyR-", "&A-", "&2D0-", "&Y!W-" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		g_assert_null(imap_utf7_decode(names[i]));
}

static void
test_batch(void)
{
	static ImapItem items[300];
	g_assert_cmpint(imap_batch(items, 0), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(items); i++)
		items[i] = (ImapItem){ (uint32_t)i + 1, 1000 };
	g_assert_cmpint(imap_batch(items, 300), ==, IMAP_BATCH_COUNT);
	g_assert_cmpint(imap_batch(items, 3), ==, 3);
	items[2].size = IMAP_BATCH_BYTES;
	g_assert_cmpint(imap_batch(items, 300), ==, 2);
	items[0].size = IMAP_BATCH_BYTES + 1;
	g_assert_cmpint(imap_batch(items, 300), ==, 1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	certs = certs_new();
	for (size_t i = 0; i < G_N_ELEMENTS(open_rows); i++)
		g_test_add_data_func(open_rows[i].name, &open_rows[i], test_open);
	for (size_t i = 0; i < G_N_ELEMENTS(fetch_rows); i++)
		g_test_add_data_func(fetch_rows[i].name, &fetch_rows[i], test_fetch);
	for (size_t i = 0; i < G_N_ELEMENTS(utf7_rows); i++)
		g_test_add_data_func(utf7_rows[i].name, &utf7_rows[i], test_utf7);
	g_test_add_func("/imap/utf7/malformed", test_utf7_malformed);
	g_test_add_func("/imap/open/pin", test_pin);
	g_test_add_func("/imap/open/token-again", test_token_again);
	g_test_add_func("/imap/open/token-bearer", test_token_bearer);
	g_test_add_func("/imap/open/cancel", test_cancel);
	g_test_add_func("/imap/open/refused", test_connection);
	g_test_add_func("/imap/folder-refused", test_folder_refused);
	g_test_add_func("/imap/batch", test_batch);
	int status = g_test_run();
	certs_free(certs);
	return status;
}
