/* SPDX-License-Identifier: ISC
 * test-write.c - messages that are written, read back by GMime, are what was meant */
#include "plaint/message-write.h"
#include <glib/gstdio.h>
#include <gmime/gmime.h>
#include <string.h>

static MessageDraft *
plain_draft(void)
{
	MessageDraft *draft = message_draft_new();
	message_draft_set_from(draft, "Li Wei", "li@example.org");
	message_draft_add_to(draft, NULL, "desk@example.net");
	message_draft_set_text(draft, "Noise [plaint 0AB12C]", "Hello\n\nit is loud.\n");
	draft->message_id = g_strdup("plaint.x.1@example.org");
	draft->date = 1790000000;
	draft->timezone = g_time_zone_new_utc();
	return draft;
}

static char *
write_draft(const MessageDraft *draft)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) error = NULL;
	gsize size = 0;
	message_write(draft, &bytes, &error);
	g_assert_no_error(error);
	const char *data = g_bytes_get_data(bytes, &size);
	size_t line = 0;
	for (gsize i = 0; i < size; i++) {
		g_assert_cmpint((unsigned char)data[i], <, 0x80);
		g_assert_cmpint(data[i], !=, '\0');
		if (data[i] == '\n')
			g_assert_cmpint(data[i - 1], ==, '\r');
		line = data[i] == '\n' ? 0 : line + 1;
		g_assert_cmpuint(line, <=, 999);
	}
	/* RFC 2047 2: no encoded word is longer than 75. */
	for (const char *at = data; (at = memmem(at, (size_t)(data + size - at), "=?utf-8?", 8)); at++) {
		const char *end = memmem(at + 10, (size_t)(data + size - at - 10), "?=", 2);
		g_assert_true(end != NULL && end + 2 - at <= 75);
	}
	return g_strndup(data, size);
}

static GMimeMessage *
parse(const char *text)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text, strlen(text));
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	g_assert_nonnull(message);
	return message;
}

static GByteArray *
content(GMimeObject *part)
{
	GByteArray *array = g_byte_array_new();
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(array);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	GMimeDataWrapper *wrapper = g_mime_part_get_content(GMIME_PART(part));
	if (wrapper != NULL)
		g_mime_data_wrapper_write_to_stream(wrapper, stream);
	g_object_unref(stream);
	return array;
}

static guint
count_headers(const char *text, const char *name)
{
	guint n = 0;
	g_autofree char *start = g_strconcat("\r\n", name, ":", NULL);
	const char *end = strstr(text, "\r\n\r\n");
	g_autofree char *header = g_strdup_printf("\r\n%.*s", (int)(end - text), text);
	for (const char *at = header; (at = strcasestr(at, start)) != NULL; at++)
		n++;
	return n;
}

static void
test_plain(void)
{
	g_autoptr(MessageDraft) draft = plain_draft();
	message_draft_add_cc(draft, "Büro", "office@example.org");
	message_draft_set_reply_to(draft, NULL, "li+0AB12C@example.org");
	draft->in_reply_to = g_strdup("two@example.net");
	message_draft_add_reference(draft, "one@example.org");
	message_draft_add_reference(draft, "two@example.net");
	message_draft_add_reference(draft, "two@example.net");
	message_draft_add_header(draft, "X-Plaint-Case", "0AB12C");
	draft->auto_submitted = g_strdup("auto-generated");
	g_autofree char *text = write_draft(draft);
	static const char *const lines[] = {
		"From: Li Wei <li@example.org>\r\n", "To: desk@example.net\r\n",
		"Reply-To: li+0AB12C@example.org\r\n", "Message-Id: <plaint.x.1@example.org>\r\n",
		"In-Reply-To: <two@example.net>\r\n", "Date: Mon, 21 Sep 2026 14:13:20 +0000\r\n",
		"Auto-Submitted: auto-generated\r\n", "X-Plaint-Case: 0AB12C\r\n",
		"Content-Transfer-Encoding: 7bit\r\n", "Subject: Noise [plaint 0AB12C]\r\n",
		"\r\n\r\nHello\r\n\r\nit is loud.\r\n", ("User-Agent: plaint/" PLAINT_VERSION "\r\n"),
		"MIME-Version: 1.0\r\n",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
		if (strcasestr(text, lines[i]) == NULL)
			g_error("no '%s' in:\n%s", lines[i], text);
	GMimeMessage *message = parse(text);
	const char *references = g_mime_object_get_header(GMIME_OBJECT(message), "References");
	g_assert_cmpstr(references, ==, "<one@example.org> <two@example.net>");
	g_assert_cmpuint(count_headers(text, "Bcc"), ==, 0);
	g_object_unref(message);
}

static void
test_person(void)
{
	/* A message for a person is not automatic. */
	g_autoptr(MessageDraft) draft = plain_draft();
	g_autofree char *text = write_draft(draft);
	g_assert_cmpuint(count_headers(text, "Auto-Submitted"), ==, 0);
	g_assert_cmpuint(count_headers(text, "In-Reply-To"), ==, 0);
}

static const char *const odd_texts[] = {
	"",
	"a",
	"\n",
	"服务中断，自 10:15 起无法访问。\n第二行\n",
	"🚨 emoji \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9 family\n",
	"From the start\nFrom again\n",
	".\n..\n.leading dot\n",
	"trailing blank \n\ttab\t\n",
	"-- \nsignature\n",
	"= equals =3D\n",
	"caf\xc3\xa9\n",
};

static void
check_body(const char *body)
{
	g_autoptr(MessageDraft) draft = plain_draft();
	message_draft_set_text(draft, "x", body);
	g_autofree char *text = write_draft(draft);
	GMimeMessage *message = parse(text);
	GByteArray *got = content(g_mime_message_get_mime_part(message));
	g_byte_array_append(got, (const guint8 *)"", 1);
	g_auto(GStrv) pieces = g_strsplit((char *)got->data, "\r\n", -1);
	g_autofree char *plain = g_strjoinv("\n", pieces);
	size_t length = strlen(body);
	g_autofree char *want = g_strconcat(body,
	    length > 0 && body[length - 1] != '\n' ? "\n" : "", NULL);
	g_assert_cmpstr(plain, ==, want);
	g_assert_cmpstr(g_mime_object_get_content_type_parameter(g_mime_message_get_mime_part(message),
	                    "charset"), ==, "utf-8");
	g_byte_array_unref(got);
	g_object_unref(message);
}

static void
test_bodies(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(odd_texts); i++)
		check_body(odd_texts[i]);
	g_autofree char *endless = g_strnfill(5000, 'x');
	check_body(endless);
}

/* Random text of odd pieces comes back as it went in: seeds of g_test are repeatable. */
static void
test_property(void)
{
	static const char *const pieces[] = { "a", " ", "\n", "=", "服", "é", ".", "From ", "\t", "🚨",
		"--", "words and words ", "=?utf-8?q?x?=", "\"", "<x@y>", ";" };
	for (int round = 0; round < 400; round++) {
		g_autoptr(GString) body = g_string_new(NULL);
		g_autoptr(GString) subject = g_string_new("s");
		int n = g_test_rand_int_range(0, 120);
		for (int i = 0; i < n; i++) {
			const char *piece = pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))];
			g_string_append(body, piece);
			if (strpbrk(piece, "\n\t ") == NULL && i < 60)
				g_string_append(subject, piece);
		}
		check_body(body->str);
		g_autoptr(MessageDraft) draft = plain_draft();
		message_draft_set_text(draft, subject->str, body->str);
		g_autofree char *text = write_draft(draft);
		GMimeMessage *message = parse(text);
		g_assert_cmpstr(g_mime_message_get_subject(message), ==, subject->str);
		g_object_unref(message);
	}
}

static void
test_subjects(void)
{
	g_autofree char *long_ascii = g_strnfill(2000, 'x');
	g_autoptr(GString) long_zh = g_string_new(NULL);
	for (int i = 0; i < 660; i++)
		g_string_append(long_zh, "服");
	const struct {
		const char *subject, *want;
	} rows[] = {
		{ "", "" },
		{ "a\r\nBcc: evil@example.com\r\n\r\nbody", "a Bcc: evil@example.com body" },
		{ "服务中断 🚨 [plaint 0AB12C]", "服务中断 🚨 [plaint 0AB12C]" },
		{ long_zh->str, long_zh->str },
		{ long_ascii, long_ascii },
		{ "bad \xff byte", "bad \xef\xbf\xbd byte" },
		{ "nul\x01\x02x", "nul x" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(MessageDraft) draft = plain_draft();
		message_draft_set_text(draft, rows[i].subject, "x\n");
		g_autofree char *text = write_draft(draft);
		GMimeMessage *message = parse(text);
		const char *got = g_mime_message_get_subject(message);
		g_assert_cmpstr(got != NULL ? got : "", ==, rows[i].want);
		g_assert_cmpuint(count_headers(text, "Bcc"), ==, 0);
		g_object_unref(message);
	}
}

static void
test_addresses(void)
{
	static const char *const bad[] = { "", "desk", "@example.net", "desk@", "a b@example.net",
		"desk@example.net\r\nBcc: x@example.com", "desk@example.net>, <x@example.com",
		"desk@example.net,x@example.com", "\"x\"@example.net", "\xff@example.net" };
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		for (int field = 0; field < 4; field++) {
			g_autoptr(MessageDraft) draft = plain_draft();
			g_autoptr(GBytes) bytes = NULL;
			g_autoptr(GError) error = NULL;
			if (field == 0)
				message_draft_set_from(draft, "x", bad[i]);
			else if (field == 1)
				message_draft_add_to(draft, "x", bad[i]);
			else if (field == 2)
				message_draft_add_cc(draft, "x", bad[i]);
			else
				message_draft_set_reply_to(draft, "x", bad[i]);
			g_assert_false(message_write(draft, &bytes, &error));
			g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
			g_assert_true(g_utf8_validate(error->message, -1, NULL));
			g_assert_null(strpbrk(error->message, "\r\n"));
		}
	}
	static const char *const good[] = { "o'brien+x@example.net", "a&b@example.net" };
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autoptr(MessageDraft) draft = plain_draft();
		message_draft_add_to(draft, "李雷, \"Desk\" <x>\r\nBcc: a@b", good[i]);
		g_autofree char *text = write_draft(draft);
		GMimeMessage *message = parse(text);
		InternetAddressList *to = g_mime_message_get_to(message);
		g_assert_cmpint(internet_address_list_length(to), ==, 2);
		InternetAddress *address = internet_address_list_get_address(to, 1);
		g_assert_cmpstr(internet_address_get_name(address), ==, "李雷, \"Desk\" <x> Bcc: a@b");
		g_assert_cmpstr(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)), ==,
		    good[i]);
		g_assert_cmpuint(count_headers(text, "Bcc"), ==, 0);
		g_object_unref(message);
	}
}

static void
test_ids(void)
{
	g_autoptr(MessageDraft) draft = plain_draft();
	draft->in_reply_to = g_strdup("x@y>\r\nBcc: <z@example.com");
	message_draft_add_reference(draft, "with blank@example.net");
	for (int i = 0; i < 200; i++) {
		g_autofree char *id = g_strdup_printf("id-%03d-that-is-rather-long@mail.example.net", i);
		message_draft_add_reference(draft, id);
	}
	g_autofree char *text = write_draft(draft);
	g_assert_cmpuint(count_headers(text, "In-Reply-To"), ==, 0);
	g_assert_cmpuint(count_headers(text, "Bcc"), ==, 0);
	g_assert_null(strstr(text, "with blank"));
	g_assert_nonnull(strstr(text, "<id-199-"));
	g_assert_null(strstr(text, "<id-100-"));
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) error = NULL;
	g_free(draft->message_id);
	draft->message_id = g_strdup("a b@example.org");
	g_assert_false(message_write(draft, &bytes, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
	g_clear_error(&error);
	g_autoptr(MessageDraft) other = plain_draft();
	message_draft_add_header(other, "Bcc", "x@example.com");
	g_assert_false(message_write(other, &bytes, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
	g_autoptr(MessageDraft) third = plain_draft();
	message_draft_add_header(third, "X-A\r\nBcc", "x@example.com");
	g_assert_false(message_write(third, &bytes, NULL));
	g_autoptr(MessageDraft) fourth = plain_draft();
	message_draft_add_header(fourth, "X-A", "x\r\nBcc: x@example.com");
	g_autofree char *blanked = write_draft(fourth);
	g_assert_cmpuint(count_headers(blanked, "Bcc"), ==, 0);
}

static void
test_attachments(void)
{
	static const struct {
		const char *filename, *data, *want_name, *want_type;
	} rows[] = {
		{ "mtr.txt", "1. 192.0.2.1\n", "mtr.txt", "text/plain" },
		{ "证据 一.png", "\x89PNG\r\n\x1a\n", "证据 一.png", "image/png" },
		{ "../../etc/passwd", "x", "passwd", NULL },
		{ "a\r\nX: b.txt", "x", "a X_ b.txt", NULL },
		{ "", "x", "attachment", NULL },
		{ "reply.eml", "From: a@example.org\n\nx\n", "reply.eml", "application/octet-stream" },
		{ "empty.txt", "", "empty.txt", NULL },
		{ "crlf.log", "a\r\nb\nc\r", "crlf.log", NULL },
		{ "very-long-name-very-long-name-very-long-name-very-long-name-very-long-name-very-long.txt",
		    "x", "very-long-name-very-long-name-very-long-name-very-long-name-very-long-name-"
		         "very-long.txt", NULL },
	};
	g_autoptr(MessageDraft) draft = plain_draft();
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new(rows[i].data, strlen(rows[i].data));
		message_attachment_add_bytes(draft, bytes, rows[i].filename, NULL);
	}
	static const char nul[] = "a\0b";
	g_autoptr(GBytes) with_nul = g_bytes_new(nul, sizeof nul);
	message_attachment_add_bytes(draft, with_nul, "nul.bin", "application/octet-stream");
	g_autofree char *text = write_draft(draft);
	GMimeMessage *message = parse(text);
	GMimeMultipart *mixed = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
	g_assert_cmpint(g_mime_multipart_get_count(mixed), ==, G_N_ELEMENTS(rows) + 2);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		GMimeObject *part = g_mime_multipart_get_part(mixed, (int)i + 1);
		GByteArray *got = content(part);
		g_assert_cmpmem(got->data, got->len, rows[i].data, strlen(rows[i].data));
		g_byte_array_unref(got);
		g_assert_cmpstr(g_mime_part_get_filename(GMIME_PART(part)), ==, rows[i].want_name);
		g_autofree char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part));
		if (rows[i].want_type != NULL)
			g_assert_cmpstr(type, ==, rows[i].want_type);
	}
	GByteArray *last = content(g_mime_multipart_get_part(mixed, G_N_ELEMENTS(rows) + 1));
	g_assert_cmpmem(last->data, last->len, nul, sizeof nul);
	g_byte_array_unref(last);
	g_assert_nonnull(strstr(text, "filename*=UTF-8''") != NULL ? text : strstr(text, "filename*0*="));
	g_object_unref(message);
}

static void
test_files(void)
{
	g_autoptr(MessageDraft) draft = plain_draft();
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_dir_make_tmp("plaint-write-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "mtr.txt", NULL);
	g_assert_false(message_attachment_add(draft, path, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND);
	g_assert_nonnull(strstr(error->message, path));
	g_clear_error(&error);
	g_assert_false(message_attachment_add(draft, folder, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "it is a folder"));
	g_clear_error(&error);
	g_assert_false(message_attachment_add(draft, "/dev/zero", &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
	g_clear_error(&error);
	g_assert_true(g_file_set_contents(path, "", -1, NULL));
	g_assert_false(message_attachment_add(draft, path, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "it is empty"));
	g_clear_error(&error);
	g_assert_true(g_file_set_contents(path, "x\n", -1, NULL));
	g_assert_true(message_attachment_add(draft, path, &error));
	g_assert_cmpuint(draft->attachments->len, ==, 1);
	g_assert_cmpint(g_remove(path), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void
test_size(void)
{
	g_autoptr(MessageDraft) draft = plain_draft();
	g_autoptr(GBytes) small = g_bytes_new_take(g_strnfill(1000, 'x'), 1000);
	g_autoptr(GBytes) large = g_bytes_new_take(g_strnfill(60000, 'x'), 60000);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) error = NULL;
	message_attachment_add_bytes(draft, small, "small.txt", NULL);
	message_attachment_add_bytes(draft, large, "large.log", NULL);
	draft->limit_bytes = 50000;
	g_assert_false(message_write(draft, &bytes, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "'large.log' with 60000 bytes"));
	/* What is allowed is never more than the limit. */
	draft->limit_bytes = 100000;
	g_assert_true(message_write(draft, &bytes, NULL));
	g_assert_cmpuint(g_bytes_get_size(bytes), <=, 100000);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	g_test_add_func("/write/plain", test_plain);
	g_test_add_func("/write/person", test_person);
	g_test_add_func("/write/bodies", test_bodies);
	g_test_add_func("/write/property", test_property);
	g_test_add_func("/write/subjects", test_subjects);
	g_test_add_func("/write/addresses", test_addresses);
	g_test_add_func("/write/ids", test_ids);
	g_test_add_func("/write/attachments", test_attachments);
	g_test_add_func("/write/files", test_files);
	g_test_add_func("/write/size", test_size);
	return g_test_run();
}
