/* SPDX-License-Identifier: ISC
 * test-mime.c - messages, whole and broken, as Mail values */
#include "plaint/message-read.h"
#include <string.h>

static Mail *
read_text(const char *text)
{
	g_autoptr(GError) error = NULL;
	Mail *mail = NULL;
	message_read(text, strlen(text), &mail, &error);
	g_assert_no_error(error);
	g_assert_nonnull(mail);
	return mail;
}

static const MailPart *
part_at(const Mail *mail, guint index)
{
	g_assert_cmpuint(mail->parts->len, >, index);
	return mail->parts->pdata[index];
}

static void
test_headers(void)
{
	g_autoptr(Mail) mail = read_text("From: \"Desk, Abuse\" <Abuse@EXAMPLE.org>\n"
	    "To: a@example.net, Team: b@example.net, \"c d\"@example.net;\n"
	    "Message-ID: <1@example.org>\nMessage-ID: <2@example.org>\n"
	    "References: <a@x.example>,<b@x.example>\n <a@x.example>\n"
	    "In-Reply-To: Your message <b@x.example>\nReturn-Path: <>\n"
	    "Date: Mon, 23 Nov 2026 10:00:00 +0100\n"
	    "Subject: =?utf-8?q?caf=C3=A9?=\n =?utf-8?b?5L0=?= =?utf-8?b?oA==?=\n\nhello\n");
	g_assert_cmpstr(mail->from.name, ==, "Desk, Abuse");
	g_assert_cmpstr(mail->from.address, ==, "Abuse@example.org");
	g_assert_cmpuint(mail->to->len, ==, 3);
	g_assert_cmpstr(((MailAddress *)mail->to->pdata[2])->address, ==, "\"c d\"@example.net");
	g_assert_cmpstr(mail->message_id, ==, "1@example.org");
	g_assert_cmpuint(mail->references->len, ==, 2);
	g_assert_cmpstr(mail->in_reply_to, ==, "b@x.example");
	g_assert_cmpstr(mail->return_path, ==, "");
	g_assert_cmpint(mail->date, ==, 1795424400);
	g_assert_cmpstr(mail->subject, ==, "café你");
	g_assert_false(mail->is_damaged);
	g_assert_cmpstr(part_at(mail, 0)->text, ==, "hello\n");
}

static void
test_structure(void)
{
	g_autoptr(Mail) mail = read_text("Content-Type: multipart/report; report-type=delivery-status;"
	    " boundary=b\n\n--b\nContent-Type: text/plain\n\nno\n--b\n"
	    "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.org\n--b\n"
	    "Content-Type: message/rfc822\n\nSubject: first\nMessage-ID: <1@x.example>\n\nbody\n--b--\n");
	g_assert_cmpstr(mail->report_type, ==, "delivery-status");
	g_assert_cmpint(part_at(mail, 1)->kind, ==, MAIL_PART_STATUS);
	g_assert_cmpint(part_at(mail, 2)->kind, ==, MAIL_PART_ORIGINAL);
	g_assert_nonnull(strstr(part_at(mail, 2)->text, "Message-ID: <1@x.example>"));
	g_assert_cmpint(part_at(mail, 3)->message_depth, ==, 1);
	g_assert_cmpstr(part_at(mail, 3)->text, ==, "body");
}

static const struct damaged {
	const char *name, *message, *text;
} damaged[] = {
	{ "/mime/damaged/no-header", "just words\nand more\n", "just words\nand more\n" },
	{ "/mime/damaged/no-blank-line", "Subject: x\nthis is no header\nnor this\n",
	    "this is no header\nnor this\n" },
	{ "/mime/damaged/no-boundary", "Content-Type: multipart/mixed\n\nwords\n", "words\n" },
	{ "/mime/damaged/boundary-absent",
	    "Content-Type: multipart/mixed; boundary=zz\n\nwords\n", "words\n" },
};

static void
test_damaged(const void *data)
{
	const struct damaged *row = data;
	g_autoptr(Mail) mail = read_text(row->message);
	g_assert_true(mail->is_damaged);
	g_assert_nonnull(mail->damage);
	g_assert_cmpstr(part_at(mail, 0)->text, ==, row->text);
}

/* 50,000 groups inside each other overflow the stack of a parser that calls itself. */
static void
test_nested_groups(void)
{
	GString *nested = g_string_new("Content-Type: message/rfc822\nFrom: a@example.org\n\nFrom: ");
	for (int i = 0; i < 100000; i++)
		g_string_append(nested, "g:");
	g_string_append(nested, "x@example.org\nSubject: s\n\nbody\n");
	g_autoptr(Mail) mail = read_text(nested->str);
	g_assert_true(mail->is_damaged);
	g_assert_cmpstr(part_at(mail, 1)->text, ==, "body\n");
	g_string_free(nested, TRUE);
	g_autoptr(Mail) top = NULL;
	GString *outer = g_string_new("From: ");
	for (int i = 0; i < 100000; i++)
		g_string_append(outer, "g:");
	g_string_append(outer, "x@example.org\n\nbody\n");
	top = read_text(outer->str);
	g_assert_cmpstr(part_at(top, 0)->text, ==, "body\n");
	g_string_free(outer, TRUE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mime/headers", test_headers);
	g_test_add_func("/mime/structure", test_structure);
	g_test_add_func("/mime/nested-groups", test_nested_groups);
	for (size_t i = 0; i < G_N_ELEMENTS(damaged); i++)
		g_test_add_data_func(damaged[i].name, &damaged[i], test_damaged);
	return g_test_run();
}
