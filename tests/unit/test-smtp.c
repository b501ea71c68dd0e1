/* SPDX-License-Identifier: ISC
 * test-smtp.c - what becomes of a message when a server fails in each phase */
#include "plaint/smtp.h"
#include "scripted.h"

#define EHLO "<EHLO example.org\n>250-localhost\n>250-AUTH PLAIN LOGIN\n>250 SIZE 1000000\n"
#define HELLO "!tls\n>220 hello\n" EHLO
#define LOGIN HELLO "<AUTH PLAIN AGpvZQBzM2NyZXQ=\n>235 in\n"
#define MAIL "<MAIL FROM:<joe@example.org>\n>250 ok\n"
#define RCPT "<RCPT TO:<abuse@example.net>\n>250 ok\n"
#define COPY "<RCPT TO:<joe@example.org>\n>250 ok\n"
#define DATA "<DATA\n>354 go\n"
#define SENT LOGIN MAIL RCPT COPY DATA "!dot\n"
#define QUIT "<QUIT\n>221 bye\n"

static Certs *certs;

static Account
account_for(const Scripted *server, bool is_tls)
{
	return (Account){ .name = "", .address = "joe@example.org", .user = "joe",
		.smtp = { is_tls, "localhost", server->port, NULL }, .password_command = "printf s3cret",
		.token_command = "", .tls_ca_file = certs->ca_file, .tls_fingerprint = "",
		.sent_folder = "", .smtp_auth = true, .timeout_s = 2 };
}

enum { FAILS = 10 }; /* plus the error's code, in place of an outcome */

static const struct row {
	const char *name, *script;
	int want;
	int code;
	const char *words;
	int copy; /* outcome of the copy; -1: not looked at */
	bool is_big, is_starttls;
} rows[] = {
	{ "/smtp/accepted", SENT ">250 2.0.0 queued as X1\n" QUIT, SMTP_ACCEPTED, 250, "queued as X1",
	    SMTP_ACCEPTED },
	{ "/smtp/accepted-252", SENT ">252 will see\n" QUIT, SMTP_ACCEPTED, 252, "will see", -1 },
	{ "/smtp/accepted-lines", SENT ">250-first\n>250 second\n" QUIT, SMTP_ACCEPTED, 250,
	    "first second", -1 },
	{ "/smtp/starttls", ">220 hi\n<EHLO\n>250-a\n>250 STARTTLS\n<STARTTLS\n>220 go\n!tls\n" EHLO
	    "<AUTH PLAIN\n>235 in\n" MAIL RCPT COPY DATA "!dot\n>250 ok\n" QUIT, SMTP_ACCEPTED, 250, "ok",
	    -1, false, true },
	{ "/smtp/big", SENT ">250 ok\n" QUIT, SMTP_ACCEPTED, 250, "ok", -1, true },
	{ "/smtp/greeting-4", "!tls\n>421 too busy\n", FAILS + PLAINT_ERROR_TEMPORARY, 0, "too busy", -1 },
	{ "/smtp/greeting-5", "!tls\n>554 go away\n", FAILS + PLAINT_ERROR_DENIED, 0, "go away", -1 },
	{ "/smtp/greeting-none", "!tls\n!stall\n", FAILS + PLAINT_ERROR_TEMPORARY, 0, "says nothing", -1 },
	{ "/smtp/auth-denied", HELLO "<AUTH\n>535 5.7.8 bad\n" QUIT, FAILS + PLAINT_ERROR_DENIED, 0,
	    "refuses user 'joe': 535 5.7.8 bad", -1 },
	{ "/smtp/auth-later", HELLO "<AUTH\n>454 4.7.0 later\n" QUIT, FAILS + PLAINT_ERROR_TEMPORARY, 0,
	    "later", -1 },
	{ "/smtp/auth-not-offered", "!tls\n>220 hello\n<EHLO\n>250 localhost\n" MAIL RCPT COPY DATA "!dot\n"
	    ">250 ok\n", FAILS + PLAINT_ERROR_DENIED, 0, "no login", -1 },
	{ "/smtp/auth-other", "!tls\n>220 hello\n<EHLO\n>250-localhost\n>250 AUTH GSSAPI XOAUTH2\n" MAIL RCPT
	    COPY DATA "!dot\n>250 ok\n", FAILS + PLAINT_ERROR_DENIED, 0, "no login", -1 },
	{ "/smtp/mail-4", LOGIN "<MAIL\n>451 later\n" QUIT, SMTP_DEFERRED, 451, "451 later", SMTP_DEFERRED },
	{ "/smtp/mail-5", LOGIN "<MAIL\n>550 not you\n" QUIT, SMTP_REJECTED, 550, "not you", SMTP_REJECTED },
	{ "/smtp/mail-size", LOGIN "<MAIL\n>552 5.3.4 too big\n" QUIT, SMTP_REJECTED, 552, "too big", -1 },
	{ "/smtp/mail-530", LOGIN "<MAIL\n>530 login first\n" QUIT, FAILS + PLAINT_ERROR_DENIED, 0,
	    "login first", -1 },
	{ "/smtp/mail-cut", LOGIN "<MAIL\n!reset\n", SMTP_DEFERRED, 0, "connection lost", -1 },
	{ "/smtp/rcpt-5", LOGIN MAIL "<RCPT\n>550-5.1.1 no\n>550 such user\n" COPY "<DATA\n>354 go\n!dot\n"
	    ">250 ok\n", SMTP_REJECTED, 550, "550 5.1.1 no such user", -1 },
	{ "/smtp/rcpt-4", LOGIN MAIL "<RCPT\n>450 grey\n" COPY "<DATA\n>354 go\n!dot\n>250 ok\n",
	    SMTP_DEFERRED, 450, "grey", -1 },
	{ "/smtp/rcpt-both-5", LOGIN MAIL "<RCPT\n>550 no\n<RCPT\n>551 neither\n" QUIT, SMTP_REJECTED, 550,
	    "no", SMTP_REJECTED },
	{ "/smtp/copy-refused", LOGIN MAIL RCPT "<RCPT\n>550 not to yourself\n" DATA "!dot\n>250 ok\n" QUIT,
	    SMTP_ACCEPTED, 250, "ok", SMTP_REJECTED },
	{ "/smtp/data-4", LOGIN MAIL RCPT COPY "<DATA\n>451 disk\n" QUIT, SMTP_DEFERRED, 451, "disk", -1 },
	{ "/smtp/data-5", LOGIN MAIL RCPT COPY "<DATA\n>554 no\n" QUIT, SMTP_REJECTED, 554, "no", -1 },
	{ "/smtp/final-4", SENT ">451 4.3.0 queue\n" QUIT, SMTP_DEFERRED, 451, "queue", -1 },
	{ "/smtp/final-5", SENT ">554 5.7.1 spam\n" QUIT, SMTP_REJECTED, 554, "spam", SMTP_REJECTED },
	{ "/smtp/cut-after-dot", SENT, SMTP_UNCERTAIN, 0, "connection lost", SMTP_UNCERTAIN },
	{ "/smtp/reset-after-dot", SENT "!reset\n", SMTP_UNCERTAIN, 0, "connection lost", SMTP_UNCERTAIN },
	{ "/smtp/cut-in-reply", SENT "+250-half\\r\\n\n", SMTP_UNCERTAIN, 0, "connection lost", -1 },
	{ "/smtp/cut-before-dot", LOGIN MAIL RCPT COPY DATA "<Subject\n!reset\n", SMTP_DEFERRED, 0,
	    "connection lost", SMTP_DEFERRED, true },
};

static GBytes *
message_of(size_t lines)
{
	GString *text = g_string_new("Subject: x\r\n\r\n");
	for (size_t i = 0; i < lines; i++)
		g_string_append(text, ".a line that begins with a dot and is seventy octets long or so....\r\n");
	return g_string_free_to_bytes(text);
}

static void
check_result(const struct row *row, bool is_good, const SmtpResult *result, const GError *error)
{
	if (row->want >= FAILS) {
		g_assert_false(is_good);
		g_test_message("%s", error->message);
		g_assert_error(error, PLAINT_ERROR, row->want - FAILS);
		g_assert_nonnull(strstr(error->message, row->words));
		g_assert_null(strstr(error->message, "s3cret"));
		return;
	}
	g_assert_no_error(error);
	g_test_message("%s %d %s", smtp_outcome_name(result->outcome), result->code, result->words);
	g_assert_cmpint(result->outcome, ==, row->want);
	g_assert_cmpint(result->code, ==, row->code);
	g_assert_nonnull(strstr(result->words, row->words));
	g_assert_cmpint(result->recipients->len, ==, 1);
	g_assert_cmpstr(result->copy.address, ==, "joe@example.org");
	if (row->copy >= 0)
		g_assert_cmpint(result->copy.outcome, ==, row->copy);
}

static const char *const to[] = { "abuse@example.net", NULL };

static void
test_row(const void *data)
{
	const struct row *row = data;
	const char *const scripts[] = { row->script, NULL };
	Scripted *server = scripted_new(scripts, certs, CERT_GOOD);
	Account account = account_for(server, !row->is_starttls);
	g_autoptr(GBytes) message = message_of(row->is_big ? 60000 : 1);
	g_auto(SmtpResult) result = { 0 };
	g_autoptr(GError) error = NULL;
	Smtp *smtp = NULL;
	g_assert_true(smtp_open(&account, -1, &smtp, &error));
	bool is_good = smtp_send(smtp, "joe@example.org", to, "joe@example.org", message, &result, &error);
	smtp_close(smtp);
	g_autofree char *heard = scripted_end(server);
	check_result(row, is_good, &result, error);
	/* Nothing of a message leaves where it may not. */
	if (row->want >= FAILS || g_str_has_prefix(row->name, "/smtp/rcpt"))
		g_assert_null(strstr(heard, "Subject:"));
}

static const struct tls_row {
	const char *name, *script;
	CertKind cert;
	bool is_tls;
	int code;
	const char *want;
} tls_rows[] = {
	{ "/smtp/tls/other-name", LOGIN, CERT_OTHER_NAME, true, PLAINT_ERROR_DENIED, "not for the name" },
	{ "/smtp/tls/self-signed", LOGIN, CERT_SELF_SIGNED, true, PLAINT_ERROR_DENIED, "self-signed" },
	{ "/smtp/tls/expired", LOGIN, CERT_EXPIRED, true, PLAINT_ERROR_DENIED, "expired" },
	{ "/smtp/tls/stripped", ">220 hi\n<EHLO\n>250-a\n>250 AUTH PLAIN\n<AUTH\n>235 in\n", CERT_GOOD,
	    false, PLAINT_ERROR_DENIED, "STARTTLS" },
	{ "/smtp/tls/refused", ">220 hi\n<EHLO\n>250-a\n>250 STARTTLS\n<STARTTLS\n>454 no\n<AUTH\n", CERT_GOOD,
	    false, PLAINT_ERROR_DENIED, "STARTTLS" },
	{ "/smtp/tls/injected", ">220 hi\n<EHLO\n>250-a\n>250 STARTTLS\n<STARTTLS\n"
	    "+220 go\\r\\n250 evil\\r\\n\n!tls\n" EHLO, CERT_GOOD, false, PLAINT_ERROR_DENIED, "TLS" },
	{ "/smtp/tls/plain", ">220 hi\n!stall\n", CERT_GOOD, true, PLAINT_ERROR_TEMPORARY, "TLS" },
};

static void
test_tls(const void *data)
{
	const struct tls_row *row = data;
	const char *const scripts[] = { row->script, NULL };
	Scripted *server = scripted_new(scripts, certs, row->cert);
	Account account = account_for(server, row->is_tls);
	g_autoptr(GError) error = NULL;
	Smtp *smtp = NULL;
	g_assert_true(smtp_open(&account, -1, &smtp, &error));
	g_assert_false(smtp_test(smtp, &error));
	smtp_close(smtp);
	g_autofree char *heard = scripted_end(server);
	g_test_message("%s", error->message);
	g_assert_error(error, PLAINT_ERROR, row->code);
	g_assert_nonnull(strstr(error->message, row->want));
	g_autofree char *have = certs_fingerprint(certs, row->cert);
	g_assert_true(row->cert == CERT_GOOD || strstr(error->message, have) != NULL);
	g_assert_null(strstr(heard, "AUTH"));
}

/* A file that holds no certificate is not a server that nobody vouches for. */
static void
test_no_ca(void)
{
	const char *const scripts[] = { LOGIN, NULL };
	g_autofree char *path = g_build_filename(certs->folder, "empty.pem", NULL);
	static const char *const texts[] = { "", "no certificate\n",
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		Scripted *server = scripted_new(scripts, certs, CERT_GOOD);
		Account account = account_for(server, true);
		g_autoptr(GError) error = NULL;
		Smtp *smtp = NULL;
		g_assert_true(g_file_set_contents(path, texts[i], -1, NULL));
		account.tls_ca_file = path;
		g_assert_true(smtp_open(&account, -1, &smtp, &error));
		g_assert_false(smtp_test(smtp, &error));
		smtp_close(smtp);
		g_free(scripted_end(server));
		g_test_message("%s", error->message);
		g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
		g_assert_nonnull(strstr(error->message, "empty.pem' holds no certificate"));
	}
	g_unlink(path);
}

static void
test_pin(void)
{
	const char *const implicit[] = { LOGIN "<NOOP\n>250 ok\n" QUIT, NULL };
	const char *const starttls[] = { ">220 hi\n<EHLO\n>250-a\n>250 STARTTLS\n<STARTTLS\n>220 go\n!tls\n"
		EHLO "<AUTH\n>235 in\n<NOOP\n>250 ok\n" QUIT, NULL };
	g_autofree char *shown = certs_fingerprint(certs, CERT_SELF_SIGNED);
	g_autofree char *other = certs_fingerprint(certs, CERT_GOOD);
	for (int i = 0; i < 8; i++) {
		bool is_right = (i & 1) != 0, is_tls = (i & 2) != 0, is_list = (i & 4) != 0;
		Scripted *server = scripted_new(is_tls ? implicit : starttls, certs, CERT_SELF_SIGNED);
		Account account = account_for(server, is_tls);
		/* In a list, the other one stands first. */
		g_autofree char *pin = g_strdup_printf("%s%s%s", is_list ? other : "", is_list ? " " : "",
		    is_right ? shown : other);
		g_autoptr(GError) error = NULL;
		Smtp *smtp = NULL;
		account.tls_ca_file = "";
		account.tls_fingerprint = pin;
		g_assert_true(smtp_open(&account, -1, &smtp, &error));
		bool is_good = smtp_test(smtp, &error);
		if (is_right)
			g_assert_no_error(error);
		else
			g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_DENIED);
		g_assert_true(is_right || strstr(error->message, shown) != NULL);
		g_assert_true(is_good == is_right);
		smtp_close(smtp);
		g_autofree char *heard = scripted_end(server);
		g_assert_true((strstr(heard, "AUTH") != NULL) == is_right);
	}
}

/* The second message finds its connection closed, and goes over a new one, once. */
static void
test_stale(void)
{
	const char *const scripts[] = { SENT ">250 one\n", SENT ">250 two\n<MAIL\n>421 idle too long\n",
		SENT ">250 three\n" QUIT, NULL };
	Scripted *server = scripted_new(scripts, certs, CERT_GOOD);
	Account account = account_for(server, true);
	g_autoptr(GBytes) message = message_of(1);
	g_autoptr(GError) error = NULL;
	Smtp *smtp = NULL;
	const char *const words[] = { "250 one", "250 two", "250 three" };
	g_assert_true(smtp_open(&account, -1, &smtp, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_auto(SmtpResult) result = { 0 };
		smtp_send(smtp, "joe@example.org", to, "joe@example.org", message, &result, &error);
		g_assert_no_error(error);
		g_assert_cmpstr(result.words, ==, words[i]);
		g_usleep(100000);
	}
	smtp_close(smtp);
	g_free(scripted_end(server));
}

static void
test_reuse(void)
{
	const char *const scripts[] = { LOGIN MAIL RCPT DATA "!dot\n>554 no\n" MAIL RCPT DATA "!dot\n>250 ok\n"
		QUIT, "!reset\n", NULL };
	Scripted *server = scripted_new(scripts, certs, CERT_GOOD);
	Account account = account_for(server, true);
	g_autoptr(GBytes) message = message_of(1);
	g_auto(SmtpResult) result = { 0 };
	g_autoptr(GError) error = NULL;
	Smtp *smtp = NULL;
	g_assert_true(smtp_open(&account, -1, &smtp, &error));
	smtp_send(smtp, "joe@example.org", to, NULL, message, &result, &error);
	g_assert_no_error(error);
	g_assert_cmpint(result.outcome, ==, SMTP_REJECTED);
	g_assert_null(result.copy.address);
	smtp_send(smtp, "joe@example.org", to, NULL, message, &result, &error);
	g_assert_no_error(error);
	g_assert_cmpint(result.outcome, ==, SMTP_ACCEPTED);
	smtp_close(smtp);
	g_autofree char *heard = scripted_end(server);
	g_assert_nonnull(strstr(heard, "QUIT"));
}

/* A refused token is asked for once more, on a connection of its own, and not a third time. */
static void
test_token_again(void)
{
#define TOKEN_HELLO "!tls\n>220 hello\n<EHLO\n>250-localhost\n>250 AUTH PLAIN XOAUTH2\n<AUTH XOAUTH2\n"
	const char *const once[] = { TOKEN_HELLO ">535 expired\n" QUIT,
		TOKEN_HELLO ">235 in\n" MAIL RCPT DATA "!dot\n>250 ok\n" QUIT, NULL };
	const char *const never[] = { TOKEN_HELLO ">535 expired\n" QUIT, NULL };
	for (int i = 0; i < 2; i++) {
		Scripted *server = scripted_new(i == 0 ? once : never, certs, CERT_GOOD);
		Account account = account_for(server, true);
		g_autofree char *count = g_build_filename(certs->folder, "count", NULL);
		g_autofree char *command = g_strdup_printf("echo x >>'%s'; echo t0ken", count);
		g_autofree char *runs = NULL;
		g_autoptr(GBytes) message = message_of(1);
		g_auto(SmtpResult) result = { 0 };
		g_autoptr(GError) error = NULL;
		Smtp *smtp = NULL;
		account.password_command = "";
		account.token_command = command;
		g_assert_true(smtp_open(&account, -1, &smtp, &error));
		smtp_send(smtp, "joe@example.org", to, NULL, message, &result, &error);
		if (i == 0)
			g_assert_no_error(error);
		else
			g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_DENIED);
		smtp_close(smtp);
		g_free(scripted_end(server));
		g_assert_true(g_file_get_contents(count, &runs, NULL, NULL));
		g_assert_cmpstr(runs, ==, "x\nx\n");
		g_unlink(count);
	}
}

static gpointer
cancel_soon(gpointer data)
{
	g_usleep(200000);
	g_assert_cmpint(write(GPOINTER_TO_INT(data), "x", 1), ==, 1);
	return NULL;
}

/* The server is silent after the dot: to break off then leaves the message uncertain. */
static void
test_cancel(void)
{
	const char *const scripts[] = { SENT "!stall\n", NULL };
	Scripted *server = scripted_new(scripts, certs, CERT_GOOD);
	Account account = account_for(server, true);
	g_autoptr(GBytes) message = message_of(1);
	g_auto(SmtpResult) result = { 0 };
	g_autoptr(GError) error = NULL;
	Smtp *smtp = NULL;
	int ends[2];
	g_assert_cmpint(pipe(ends), ==, 0);
	g_assert_true(smtp_open(&account, ends[0], &smtp, &error));
	GThread *thread = g_thread_new("cancel", cancel_soon, GINT_TO_POINTER(ends[1]));
	gint64 begin = g_get_monotonic_time();
	smtp_send(smtp, "joe@example.org", to, "joe@example.org", message, &result, &error);
	if (error == NULL)
		g_assert_cmpint(result.outcome, ==, SMTP_UNCERTAIN);
	g_assert_cmpint(g_get_monotonic_time() - begin, <, 5 * G_USEC_PER_SEC);
	smtp_close(smtp);
	g_thread_join(thread);
	close(ends[0]);
	close(ends[1]);
	g_free(scripted_end(server));
}

static void
test_bad_input(void)
{
	static const struct {
		const char *from, *to, *text;
	} bad[] = {
		{ "joe@example.org", "a@b.example>\r\nRCPT TO:<c@d.example", "x\r\n" },
		{ "joe@example.org", "", "x\r\n" },
		{ "joe@example.org>", "a@b.example", "x\r\n" },
		{ "joe@example.org", "a@b.example", "x" },
		{ "joe@example.org", "a@b.example", "x\n.\r\n" },
		{ "joe@example.org", "a@b.example", "x\ry\r\n" },
		{ "joe@example.org", "a@b.example", "\xc3\xbc\r\n" },
		{ "joe@example.org", "a@b.example", "" },
	};
	const char *const scripts[] = { "", NULL };
	Scripted *server = scripted_new(scripts, NULL, CERT_GOOD);
	Account account = account_for(server, true);
	Smtp *smtp = NULL;
	g_assert_true(smtp_open(&account, -1, &smtp, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GBytes) message = g_bytes_new(bad[i].text, strlen(bad[i].text));
		g_auto(SmtpResult) result = { 0 };
		g_autoptr(GError) error = NULL;
		const char *const one[] = { bad[i].to, NULL };
		g_assert_false(smtp_send(smtp, bad[i].from, one, NULL, message, &result, &error));
		g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
	}
	smtp_close(smtp);
	g_free(scripted_end(server));
	g_autofree char *line = g_strnfill(998, 'x');
	g_autofree char *fits = g_strconcat(line, "\r\n", NULL), *too_long = g_strconcat("x", fits, NULL);
	g_autoptr(GBytes) good = g_bytes_new(fits, strlen(fits));
	g_autoptr(GBytes) wrong = g_bytes_new(too_long, strlen(too_long));
	g_assert_true(smtp_check_message(good, NULL));
	g_assert_false(smtp_check_message(wrong, NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	certs = certs_new();
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_row);
	for (size_t i = 0; i < G_N_ELEMENTS(tls_rows); i++)
		g_test_add_data_func(tls_rows[i].name, &tls_rows[i], test_tls);
	g_test_add_func("/smtp/tls/no-ca", test_no_ca);
	g_test_add_func("/smtp/tls/pin", test_pin);
	g_test_add_func("/smtp/stale", test_stale);
	g_test_add_func("/smtp/reuse", test_reuse);
	g_test_add_func("/smtp/token-again", test_token_again);
	g_test_add_func("/smtp/cancel", test_cancel);
	g_test_add_func("/smtp/bad-input", test_bad_input);
	int status = g_test_run();
	certs_free(certs);
	return status;
}
