/* SPDX-License-Identifier: ISC
 * test-inspect.c - the readers put together, and the JSON that plaint-inspect(1) promises */
#include "plaint/inspect.h"
#include <jansson.h>
#include <string.h>

static const char reply[] = "From: Desk <abuse@desk.example>\nSubject: Re: Scans\n"
    "Message-ID: <2@desk.example>\nIn-Reply-To: <1@gateway.example>\n"
    "References: <1@gateway.example>\nDate: Fri, 06 Mar 2026 09:45:00 +0000\n\n"
    "The server was shut down.\n\n> please stop it\n-- \nDesk\n";

static const char bounce[] = "From: MAILER-DAEMON@mx.example\nReturn-Path: <>\n"
    "Subject: Undelivered Mail Returned to Sender\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nsorry\n--b\n"
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
    "Final-Recipient: rfc822; a@desk.example\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 no such user\n--b\nContent-Type: message/rfc822\n\n"
    "Message-ID: <1@gateway.example>\n\nx\n--b--\n";

static const char *const keys[] = { "file", "message_id", "in_reply_to", "references", "from",
	"subject", "date", "kind", "bounce", "text", "tickets", "verdict", "confidence", "language",
	"because" };

static json_t *
inspect(const char *message)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Reading) reading = NULL;
	inspect_bytes(message, strlen(message), NULL, NULL, &mail, &reading, &error);
	g_assert_no_error(error);
	g_autofree char *line = inspect_json("x.eml", mail, reading, false);
	g_assert_null(strchr(line, '\n'));
	json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	g_assert_cmpuint(json_object_size(object), ==, G_N_ELEMENTS(keys));
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		g_assert_nonnull(json_object_get(object, keys[i]));
	return object;
}

static const char *
text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void
test_reply(void)
{
	json_t *object = inspect(reply);
	g_assert_cmpstr(text_of(object, "kind"), ==, "reply");
	g_assert_cmpstr(text_of(object, "text"), ==, "The server was shut down.");
	g_assert_cmpstr(text_of(object, "date"), ==, "2026-03-06T09:45:00Z");
	g_assert_true(json_is_null(json_object_get(object, "bounce")));
	json_decref(object);
}

static void
test_bounce(void)
{
	json_t *object = inspect(bounce);
	g_assert_cmpstr(text_of(object, "kind"), ==, "bounce");
	json_t *found = json_object_get(object, "bounce");
	g_assert_cmpstr(text_of(found, "original_message_id"), ==, "1@gateway.example");
	json_t *first = json_array_get(json_object_get(found, "recipients"), 0);
	g_assert_cmpstr(text_of(first, "address"), ==, "a@desk.example");
	g_assert_cmpstr(text_of(first, "status"), ==, "5.1.1");
	json_decref(object);
}

/* What a notice needs of a reading survives its being kept; what is no reading is an empty one. */
static void
test_kept(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Reading) reading = NULL;
	inspect_bytes(reply, strlen(reply), NULL, NULL, &mail, &reading, &error);
	g_assert_no_error(error);
	reading->verdict = VERDICT_NEED_INFO;
	reading->confidence = 0.93;
	reading->redirect = g_strdup("https://desk.example/\"form\"");
	reading->promised = g_strdup("3 workdays");
	g_ptr_array_add(reading->asked, g_strdup("a traceroute"));
	g_ptr_array_add(reading->asked, g_strdup("订单号"));
	g_ptr_array_add(reading->because, g_strdup("need-info: please send"));
	g_autofree char *json = reading_to_json(mail, reading);
	g_autoptr(Reading) kept = reading_from_json(json);
	g_assert_cmpint(kept->kind, ==, KIND_REPLY);
	g_assert_cmpint(kept->verdict, ==, VERDICT_NEED_INFO);
	g_assert_cmpfloat_with_epsilon(kept->confidence, 0.93, 1e-6);
	g_assert_cmpstr(kept->text, ==, "The server was shut down.");
	g_assert_cmpstr(kept->redirect, ==, reading->redirect);
	g_assert_cmpstr(kept->promised, ==, "3 workdays");
	g_assert_cmpuint(kept->asked->len, ==, 2);
	g_assert_cmpstr(kept->asked->pdata[1], ==, "订单号");
	g_assert_cmpstr(kept->because->pdata[0], ==, "need-info: please send");
	static const char *const others[] = { "", "{", "[]", "{}", "{\"kind\":7,\"asked\":{\"a\":1},\"text\":null}" };
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autoptr(Reading) empty = reading_from_json(others[i]);
		g_assert_cmpstr(empty->text, ==, "");
		g_assert_cmpint(empty->verdict, ==, VERDICT_NONE);
		g_assert_cmpuint(empty->asked->len, ==, 0);
		g_assert_null(empty->redirect);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/inspect/reply", test_reply);
	g_test_add_func("/inspect/bounce", test_bounce);
	g_test_add_func("/inspect/kept", test_kept);
	return g_test_run();
}
