/* SPDX-License-Identifier: ISC
 * test-courier.c - a mail leaves only when it is told to, and the store is asked in between */
#include "../../src/flow/flow-private.h"
#include "scripted.h"

#define READY "!tls\n>220 hello\n<EHLO\n>250-localhost\n>250 SIZE 1000000\n<MAIL FROM:\n>250 ok\n" \
	"<RCPT TO:\n>250 ok\n<DATA\n>354 go\n"
#define TAKEN READY "!dot\n>250 taken\n"
#define REFUSED "!tls\n>220 hello\n<EHLO\n>250-localhost\n>250 SIZE 1000000\n<MAIL FROM:\n>250 ok\n" \
	"<RCPT TO:\n>550 no such user\n<\n"

static Certs *certs;

typedef struct fixture {
	const char *scripts[2];
	Scripted *server;
	Account account;
	StoreOutgoing outgoing;
	Courier *courier;
} Fixture;

static void
begin(Fixture *fixture, const char *script)
{
	static const char text[] = "Subject: x\r\n\r\nSECRET\r\n";
	Smtp *smtp = NULL;
	g_autoptr(GError) error = NULL;
	fixture->scripts[0] = script;
	fixture->scripts[1] = NULL;
	fixture->server = scripted_new(fixture->scripts, certs, CERT_GOOD);
	fixture->account = (Account){ .name = (char *)"", .address = (char *)"joe@example.org",
		.user = (char *)"joe", .smtp = { true, (char *)"localhost", fixture->server->port, NULL },
		.password_command = (char *)"", .token_command = (char *)"", .tls_ca_file = certs->ca_file,
		.tls_fingerprint = (char *)"", .sent_folder = (char *)"", .timeout_s = 2 };
	fixture->outgoing = (StoreOutgoing){ .mail_from = (char *)"joe@example.org",
		.recipient = (char *)"desk@example.net",
		.bytes = g_bytes_new_static(text, sizeof text - 1) };
	g_assert_true(smtp_open(&fixture->account, -1, &smtp, &error));
	fixture->courier = courier_new(smtp);
	courier_begin(fixture->courier, &fixture->outgoing);
}

/* Everything the server heard; g_free(). */
static char *
end(Fixture *fixture)
{
	courier_free(fixture->courier);
	g_bytes_unref(fixture->outgoing.bytes);
	return scripted_end(fixture->server);
}

static void
test_goes(void)
{
	Fixture fixture;
	g_auto(SmtpResult) result = { 0 };
	begin(&fixture, TAKEN);
	g_assert_cmpint(courier_wait(fixture.courier, -1), ==, COURIER_READY);
	g_assert_cmpint(courier_wait(fixture.courier, 1000), ==, COURIER_SILENT);
	courier_answer(fixture.courier, true);
	g_assert_cmpint(courier_wait(fixture.courier, -1), ==, COURIER_JUDGED);
	courier_take_result(fixture.courier, &result);
	g_assert_cmpint(result.outcome, ==, SMTP_ACCEPTED);
	g_autofree char *heard = end(&fixture);
	g_assert_nonnull(strstr(heard, "SECRET"));
}

static void
test_called_back(void)
{
	Fixture fixture;
	begin(&fixture, READY "<\n");
	g_assert_cmpint(courier_wait(fixture.courier, -1), ==, COURIER_READY);
	courier_answer(fixture.courier, false);
	g_assert_cmpint(courier_wait(fixture.courier, -1), ==, COURIER_FAILED);
	g_autoptr(GError) why = courier_steal_error(fixture.courier);
	g_assert_error(why, PLAINT_ERROR, PLAINT_ERROR_INTERNAL);
	g_autofree char *heard = end(&fixture);
	g_assert_null(strstr(heard, "SECRET"));
}

/* Whoever gives up, between the server's 354 and the answer or before, has sent nothing. */
static void
test_given_up(gconstpointer data)
{
	Fixture fixture;
	begin(&fixture, READY "<\n");
	if (GPOINTER_TO_INT(data))
		g_assert_cmpint(courier_wait(fixture.courier, -1), ==, COURIER_READY);
	g_autofree char *heard = end(&fixture);
	g_assert_null(strstr(heard, "SECRET"));
}

static void
test_refused(void)
{
	Fixture fixture;
	g_auto(SmtpResult) result = { 0 };
	begin(&fixture, REFUSED);
	g_assert_cmpint(courier_wait(fixture.courier, -1), ==, COURIER_JUDGED);
	courier_take_result(fixture.courier, &result);
	g_assert_cmpint(result.outcome, ==, SMTP_REJECTED);
	g_free(end(&fixture));
}

static void
test_unreachable(void)
{
	Fixture fixture;
	begin(&fixture, "!reset\n");
	g_assert_cmpint(courier_wait(fixture.courier, -1), ==, COURIER_FAILED);
	g_autoptr(GError) why = courier_steal_error(fixture.courier);
	g_assert_error(why, PLAINT_ERROR, PLAINT_ERROR_TEMPORARY);
	g_free(end(&fixture));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	certs = certs_new();
	g_test_add_func("/courier/goes", test_goes);
	g_test_add_func("/courier/called-back", test_called_back);
	g_test_add_data_func("/courier/given-up/ready", GINT_TO_POINTER(1), test_given_up);
	g_test_add_data_func("/courier/given-up/early", NULL, test_given_up);
	g_test_add_func("/courier/refused", test_refused);
	g_test_add_func("/courier/unreachable", test_unreachable);
	int status = g_test_run();
	certs_free(certs);
	return status;
}
