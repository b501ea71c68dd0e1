/* SPDX-License-Identifier: ISC
 * test-bounce.c - bounces of many mail systems against tests/corpus/bounces
 *
 * tune.txt and systems.txt were looked at while the rules were written, blind.txt and fresh.txt were
 * written by others, before the rules met them; second.txt, third.txt and fourth.txt were measured
 * once, when the rules were right on all others, and their heads say how that went. Each message
 * stands behind a line with what it should be read as. */
#include "plaint/bounce.h"
#include "plaint/kind.h"
#include "plaint/message-read.h"
#include "scores.h"
#include <string.h>

typedef struct score {
	int reports, recognised, addresses, statuses, ids, ids_right, others, others_wrong;
} Score;

static const char *corpus = "tests/corpus/bounces";

static void
sort_words(char **words)
{
	for (guint i = 0; words[i] != NULL; i++)
		for (guint j = i + 1; words[j] != NULL; j++)
			if (strcmp(words[i], words[j]) > 0) {
				char *swap = words[i];
				words[i] = words[j];
				words[j] = swap;
			}
}

static char *
sorted(const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	sort_words(words);
	return g_strjoinv(" ", words);
}

static char *
joined(const GPtrArray *recipients, bool is_status)
{
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < recipients->len; i++) {
		const BounceRecipient *one = recipients->pdata[i];
		if (strcmp(one->action, "failed") == 0 || strcmp(one->action, "delayed") == 0)
			g_string_append_printf(all, "%s%s", all->len > 0 ? " " : "",
			    is_status ? one->status : one->address);
	}
	if (all->len == 0)
		g_string_append_c(all, '-');
	return g_string_free(all, FALSE);
}

static void
judge_report(const Mail *mail, char **want, Score *score)
{
	g_autoptr(GPtrArray) recipients = g_ptr_array_new_with_free_func(bounce_recipient_free);
	g_autofree char *id = NULL;
	bounce_read(mail, recipients, &id);
	g_autofree char *got_address = joined(recipients, false),
			*got_status = joined(recipients, true);
	g_autofree char *a = sorted(got_address), *b = sorted(want[2]);
	g_autofree char *c = sorted(got_status), *d = sorted(want[3]);
	bool has_addresses = g_ascii_strcasecmp(a, b) == 0, has_statuses = strcmp(c, d) == 0;
	bool has_id = strcmp(want[4], id == NULL ? "-" : id) == 0;
	score->addresses += has_addresses;
	score->statuses += has_statuses;
	score->ids++;
	score->ids_right += has_id;
	if (!has_addresses || !has_statuses || !has_id)
		g_test_message("%s: %s %s <%s>, not %s %s <%s>", want[0], got_address, got_status,
		    id, want[2], want[3], want[4]);
}

static void
judge(char *label, const char *bytes, size_t size, Score *score)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Mail) mail = NULL;
	g_auto(GStrv) want = g_strsplit(label, " | ", 5);
	Kind kind = KIND_COUNT;
	g_assert_cmpuint(g_strv_length(want), ==, 5);
	g_assert_true(kind_parse(want[1], &kind));
	message_read(bytes, size, &mail, &error);
	g_assert_no_error(error);
	Kind got = kind_of(mail, NULL, NULL, NULL);
	if (got != kind)
		g_test_message("%s: %s, not %s", want[0], kind_name(got), want[1]);
	if (kind != KIND_BOUNCE && kind != KIND_DELAY) {
		score->others++;
		score->others_wrong +=
		    got == KIND_BOUNCE || got == KIND_DELAY || (kind == KIND_REPLY && got != kind);
		return;
	}
	score->reports++;
	score->recognised += got == kind;
	judge_report(mail, want, score);
}

static Score
read_corpus(const char *name)
{
	Score score = { 0 };
	g_autofree char *path = g_build_filename(corpus, name, NULL), *all = NULL;
	g_autoptr(GError) error = NULL;
	gsize size = 0;
	g_file_get_contents(path, &all, &size, &error);
	g_assert_no_error(error);
	for (char *at = strstr(all, "\n=== "); at != NULL;) {
		char *label = at + 5, *body = strchr(label, '\n') + 1,
		     *next = strstr(body, "\n=== ");
		body[-1] = '\0';
		judge(label, body,
		    next == NULL ? (size_t)(all + size - body) : (size_t)(next - body), &score);
		at = next;
	}
	return score;
}

static void
test_corpus(const void *data)
{
	Score s = read_corpus(data);
	say_score("%s: %d reports: recognised %.3f, addresses %.3f, statuses %.3f, original ids %.3f; "
	    "%d other mails, %d misread",
	    (const char *)data, s.reports, (double)s.recognised / s.reports,
	    (double)s.addresses / s.reports, (double)s.statuses / s.reports,
	    (double)s.ids_right / s.ids, s.others, s.others_wrong);
	g_assert_cmpfloat(s.recognised, >=, 0.98 * s.reports);
	g_assert_cmpfloat(s.addresses, >=, 0.97 * s.reports);
	g_assert_cmpfloat(s.statuses, >=, 0.90 * s.reports);
	g_assert_cmpfloat(s.ids_right, >=, 0.95 * s.ids);
	g_assert_cmpint(s.others_wrong, ==, 0);
}

static const struct row {
	const char *name, *words;
	bool is_delay;
	const char *status;
} rows[] = {
	{ "/bounce/status/enhanced", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", false, "5.1.10" },
	{ "/bounce/status/qmail", "Sorry, no mailbox here by that name. (#5.1.1)", false, "5.1.1" },
	{ "/bounce/status/reply-and-words", "552 mailbox full", false, "5.2.2" },
	{ "/bounce/status/reply-alone", "553 sorry", false, "5.1.3" },
	{ "/bounce/status/temporary-reply", "452 mailbox full", false, "4.2.2" },
	{ "/bounce/status/words-delayed", "Connection timed out", true, "4.4.1" },
	{ "/bounce/status/words-failed", "Host unknown", false, "5.1.2" },
	{ "/bounce/status/chinese", "收件人的邮箱已满", false, "5.2.2" },
	{ "/bounce/status/russian", "пользователь не найден", false, "5.1.1" },
	{ "/bounce/status/german", "Das Postfach des Empfängers ist voll", false, "5.2.2" },
	{ "/bounce/status/nested", "554 5.0.0 #< #5.0.0 smtp;550 5.1.1 unknown>", false, "5.1.1" },
	{ "/bounce/status/refused-sender", "550 NOT ACCEPTING MAIL FROM THIS SENDER", false, "5.7.1" },
	{ "/bounce/status/first-reason", "Mailbox quota exceeded: retry timeout exceeded", false, "5.2.2" },
	{ "/bounce/status/pair-full", "Schránka příjemce je zcela plná", false, "5.2.2" },
	{ "/bounce/status/pair-unknown", "Vastaanottajan osoitetta ei löydy", false, "5.1.1" },
	{ "/bounce/status/pair-closed", "A conta do destinatário está desativada", false, "5.2.1" },
	{ "/bounce/status/pair-host", "le domaine indiqué est introuvable", false, "5.1.2" },
	{ "/bounce/status/pair-apart", "He has a mailbox here. The rack is full", false, "" },
	{ "/bounce/status/no-bug-number", "Bug #551 is updated", false, "" },
	{ "/bounce/status/no-ip", "host mx[203.0.113.5] at 5.1.1.7 is fine", false, "" },
	{ "/bounce/status/no-version", "Exim 4.97.1 wrote this", false, "" },
	{ "/bounce/status/nothing", "hello", false, "" },
};

static void
test_status(const void *data)
{
	const struct row *row = data;
	g_autofree char *status = bounce_status(row->words, row->is_delay);
	g_assert_cmpstr(status, ==, row->status);
}

/* Nothing a stranger writes may take long: repeated marks of every scanner. */
static void
test_hostile(void)
{
	static const char *const pieces[] = { "a@b.example ", "<", "550 ", "5.1.",
		"message-id: ", "\n\n", "mailbox ", "<a@b.example>:\n", "message-id", "deliver not ",
		"\nFinal-Recipient: rfc822;a@b.example\n", "mailbox user full ", "5.0.0 ", "original message",
		"To: a@b.example\n" };
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		GString *text = g_string_new("From: MAILER-DAEMON@example.org\nReturn-Path: <>\n"
					     "Subject: failure notice\n\n");
		while (text->len < 1 << 20)
			g_string_append(text, pieces[i]);
		g_autofree char *bytes = NULL;
		size_t size = text->len;
		bytes = g_string_free(text, FALSE);
		g_autoptr(Mail) mail = NULL;
		g_autoptr(GPtrArray) recipients =
		    g_ptr_array_new_with_free_func(bounce_recipient_free);
		g_autofree char *id = NULL;
		g_assert_true(message_read(bytes, size, &mail, NULL));
		gint64 start = g_get_monotonic_time();
		kind_of(mail, NULL, NULL, NULL);
		bounce_read(mail, recipients, &id);
		g_assert_cmpint(g_get_monotonic_time() - start, <, 2 * G_USEC_PER_SEC);
		g_assert_cmpuint(recipients->len, <=, BOUNCE_RECIPIENTS_MAX);
	}
}

/* Exchange's link behind the address, which never ends, is longer than what is read of a reason. */
static void
test_endless_link(void)
{
	GString *text = g_string_new("From: MAILER-DAEMON@example.org\nReturn-Path: <>\n"
				     "Subject: Undeliverable: report\n\nDelivery has failed to these "
				     "recipients:\n\nbilling@desk.example<mailto:");
	while (text->len < 20000)
		g_string_append(text, "desk");
	g_string_append(text, "\n\n550 5.1.1 no such user\n");
	g_autofree char *bytes = g_string_free(text, FALSE);
	g_autoptr(Mail) mail = NULL;
	g_autoptr(GPtrArray) recipients = g_ptr_array_new_with_free_func(bounce_recipient_free);
	g_autofree char *id = NULL;
	g_assert_true(message_read(bytes, strlen(bytes), &mail, NULL));
	bounce_read(mail, recipients, &id);
	g_assert_cmpuint(recipients->len, ==, 1);
	const BounceRecipient *one = recipients->pdata[0];
	g_assert_cmpstr(one->address, ==, "billing@desk.example");
}

/* A desk may have an address that sounds like a machine's: it fails like any other. */
static void
test_desk_that_notifies(void)
{
	static const char bytes[] = "From: MAILER-DAEMON@example.org\nReturn-Path: <>\n"
	    "Subject: failure notice\n\nDelivery to the following recipient failed:\n\n"
	    "<abuse-notify@desk.example>\n550 5.1.1 no such user\n";
	g_autoptr(Mail) mail = NULL;
	g_autoptr(GPtrArray) recipients = g_ptr_array_new_with_free_func(bounce_recipient_free);
	g_autofree char *id = NULL;
	g_assert_true(message_read(bytes, strlen(bytes), &mail, NULL));
	bounce_read(mail, recipients, &id);
	g_assert_cmpuint(recipients->len, ==, 1);
	g_assert_cmpstr(((const BounceRecipient *)recipients->pdata[0])->address, ==, "abuse-notify@desk.example");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_status);
	g_test_add_data_func("/bounce/corpus/tune", "tune.txt", test_corpus);
	g_test_add_data_func("/bounce/corpus/systems", "systems.txt", test_corpus);
	g_test_add_data_func("/bounce/corpus/fresh", "fresh.txt", test_corpus);
	g_test_add_data_func("/bounce/corpus/second", "second.txt", test_corpus);
	g_test_add_data_func("/bounce/corpus/third", "third.txt", test_corpus);
	g_test_add_data_func("/bounce/corpus/fourth", "fourth.txt", test_corpus);
	g_test_add_data_func("/bounce/corpus/blind", "blind.txt", test_corpus);
	g_test_add_func("/bounce/hostile", test_hostile);
	g_test_add_func("/bounce/endless-link", test_endless_link);
	g_test_add_func("/bounce/desk-that-notifies", test_desk_that_notifies);
	return g_test_run();
}
