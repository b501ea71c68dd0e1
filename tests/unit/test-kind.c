/* SPDX-License-Identifier: ISC
 * test-kind.c - kinds against tests/corpus/kinds (tune.tsv seen, blind.tsv not) and the labelled
 * replies */
#include "../../src/reply/words-private.h"
#include "plaint/inspect.h"
#include "plaint/kind.h"
#include "plaint/message-read.h"
#include "plaint/quote.h"
#include "plaint/rules.h"
#include "scores.h"
#include <string.h>

static char *
read_file(const char *path)
{
	g_autoptr(GError) error = NULL;
	char *all = NULL;
	g_file_get_contents(path, &all, NULL, &error);
	g_assert_no_error(error);
	return all;
}

static Mail *
mail_of_row(char **field)
{
	g_autofree char *headers = g_strdelimit(g_strdup(field[1]), ";", '\n');
	g_autofree char *bytes = g_strdup_printf("%s%sFrom: Desk <desk@example.org>\nSubject: %s\n"
						 "Content-Type: text/plain; charset=utf-8\n\n%s\n",
	    headers, *headers == '\0' ? "" : "\n", field[2], field[3]);
	Mail *mail = NULL;
	g_assert_true(message_read(bytes, strlen(bytes), &mail, NULL));
	return mail;
}

static void
test_corpus(const void *data)
{
	int count = 0, right = 0, person_wrong = 0;
	g_autofree char *path = g_build_filename("tests/corpus/kinds", data, NULL),
			*all = read_file(path);
	g_auto(GStrv) lines = g_strsplit(all, "\n", -1);
	for (char **line = lines + 1; *line != NULL && **line != '\0'; line++) {
		g_auto(GStrv) field = g_strsplit(*line, "\t", -1);
		g_assert_cmpuint(g_strv_length(field), ==, 4);
		g_autoptr(Mail) mail = mail_of_row(field);
		const char *got = kind_name(kind_of(mail, NULL, NULL, NULL));
		bool is_right = strcmp(got, field[0]) == 0;
		count++;
		right += is_right;
		person_wrong += !is_right && strcmp(field[0], "reply") == 0;
		if (!is_right)
			g_test_message("%s, not %s: %s | %s", got, field[0], field[2], field[3]);
	}
	say_score("%s: %d of %d right, %d people taken for machines", (const char *)data,
	    right, count, person_wrong);
	g_assert_cmpint(person_wrong, ==, 0);
	g_assert_cmpint(right, >=, count - count / 30);
}

static void
test_replies(void)
{
	int count = 0, right = 0;
	g_autofree char *all = read_file("tests/corpus/replies/labels.tsv");
	g_auto(GStrv) lines = g_strsplit(all, "\n", -1);
	for (char **line = lines + 1; *line != NULL && **line != '\0'; line++) {
		g_auto(GStrv) field = g_strsplit(*line, "\t", -1);
		g_autofree char *path = g_build_filename("tests/corpus/replies", field[0], NULL),
				*bytes = NULL;
		g_autofree char *text = NULL;
		g_autoptr(Mail) mail = NULL;
		gsize size = 0;
		g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
		g_assert_true(message_read(bytes, size, &mail, NULL));
		quote_read(mail, &text, NULL);
		const char *got = kind_name(kind_of(mail, text, NULL, NULL));
		count++;
		right += strcmp(got, field[2]) == 0;
		if (strcmp(got, field[2]) != 0)
			g_test_message("%s: %s, not %s", field[0], got, field[2]);
	}
	say_score("replies: %d of %d kinds right", right, count);
	g_assert_cmpint(right, >=, count - 3);
}

typedef struct tally {
	int people, misread, machines, known;
} Tally;

/* A block of a text file: "== ... reply ..." or "== ... auto-reply ...", perhaps a subject, and lines
 * that may begin with a sentence's label and a tab. NULL: of another kind. */
static Mail *
mail_of_block(const char *block, bool *out_is_machine)
{
	g_auto(GStrv) lines = g_strsplit(block, "\n", -1);
	g_autoptr(GString) body = g_string_new(NULL);
	const char *subject = "Re: x";
	Mail *mail = NULL;
	if (lines[0] == NULL || strstr(lines[0], "reply") == NULL)
		return NULL;
	*out_is_machine = strstr(lines[0], "auto-reply") != NULL;
	for (char **line = lines + 1; *line != NULL; line++) {
		const char *tab = strchr(*line, '\t');
		if (g_str_has_prefix(*line, "Subject: "))
			subject = *line + strlen("Subject: ");
		else
			g_string_append_printf(body, "%s\n", tab != NULL ? tab + 1 : *line);
	}
	g_autofree char *bytes = g_strdup_printf("From: Desk <desk@example.org>\nSubject: %s\n"
						 "Content-Type: text/plain; charset=utf-8\n\n%s", subject, body->str);
	g_assert_true(message_read(bytes, strlen(bytes), &mail, NULL));
	return mail;
}

/* Texts alone, without a header that would help. */
static void
judge_texts(const char *path, const VerdictRules *rules, Tally *tally)
{
	g_autofree char *all = read_file(path);
	g_auto(GStrv) blocks = g_strsplit(all, "\n== ", -1);
	for (char **block = blocks; *block != NULL; block++) {
		bool is_machine = false;
		g_autoptr(Mail) mail = mail_of_block(*block, &is_machine);
		if (mail == NULL)
			continue;
		g_autoptr(Reading) reading = inspect_read(mail, rules, NULL);
		if (is_machine) {
			tally->machines++;
			tally->known += reading->kind == KIND_AUTO_REPLY;
			continue;
		}
		tally->people++;
		tally->misread += reading->kind != KIND_REPLY;
		if (reading->kind != KIND_REPLY)
			g_test_message("%s: %s: %s", path, kind_name(reading->kind), reading->text);
	}
}

static VerdictRules *
load_rules(void)
{
	g_autoptr(GError) error = NULL;
	VerdictRules *rules = NULL;
	rules_load(&rules, &error);
	g_assert_no_error(error);
	return rules;
}

/* What the verdict corpus labels: of people's texts not one in a thousand is taken for a machine's.
 * Without a header the words are all there is; of these hard ones more than one in four tell. */
static void
test_texts(void)
{
	Tally tally = { 0 };
	g_autoptr(VerdictRules) rules = load_rules();
	g_autoptr(GDir) dir = g_dir_open("tests/corpus/verdicts", 0, NULL);
	const char *entry;
	g_assert_nonnull(dir);
	while ((entry = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename("tests/corpus/verdicts", entry, NULL);
		if (g_str_has_suffix(entry, ".txt"))
			judge_texts(path, rules, &tally);
	}
	say_score("texts alone: %d people, %d taken for machines; %d of %d machines known",
	    tally.people, tally.misread, tally.known, tally.machines);
	g_assert_cmpint(tally.misread * 1000, <=, tally.people);
	g_assert_cmpint(tally.known, >=, tally.machines / 4);
}

/* People who write of automatic mail, and machines that do not say what they are. The rules were
 * mended with the first file; the second was measured once, after that. */
static void
test_hard_texts(const void *data)
{
	Tally tally = { 0 };
	bool is_held = strcmp(data, "texts-held.txt") == 0;
	g_autoptr(VerdictRules) rules = load_rules();
	g_autofree char *path = g_build_filename("tests/corpus/kinds", data, NULL);
	judge_texts(path, rules, &tally);
	say_score("%s: %d people, %d taken for machines; %d of %d machines known",
	    (const char *)data, tally.people, tally.misread, tally.known, tally.machines);
	g_assert_cmpint(tally.people, ==, 130);
	g_assert_cmpint(tally.misread, <=, is_held ? 1 : 7);
	g_assert_cmpint(tally.known, >=, is_held ? 8 : 45);
}

/* What structure alone decides. */
static const struct row {
	const char *name, *bytes;
	Kind kind;
} rows[] = {
	{ "/kind/mdn",
	    "Content-Type: multipart/report; report-type=disposition-notification; "
	    "boundary=b\n\n--b\n\nread\n--b\n"
	    "Content-Type: message/disposition-notification\n\nDisposition: "
	    "manual-action/MDN-sent-manually; displayed\n--b--\n",
	    KIND_RECEIPT },
	{ "/kind/arf",
	    "Content-Type: multipart/report; report-type=feedback-report; "
	    "boundary=b\n\n--b\n\nspam\n--b\n"
	    "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--\n",
	    KIND_FEEDBACK_REPORT },
	{ "/kind/report-attached-by-a-person",
	    "From: a@example.org\nSubject: Re: x\nContent-Type: multipart/mixed; "
	    "boundary=b\n\n--b\n\nSee what I got.\n--b\n"
	    "Content-Type: message/rfc822\n\nFrom: MAILER-DAEMON@example.org\nSubject: failure "
	    "notice\n"
	    "Content-Type: multipart/report; report-type=delivery-status; boundary=c\n\n--c\n"
	    "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; "
	    "b@example.org\nAction: failed\n--c--\n--b--\n",
	    KIND_REPLY },
};

static void
test_structure(const void *data)
{
	const struct row *row = data;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(GPtrArray) because = g_ptr_array_new_with_free_func(g_free);
	g_assert_true(message_read(row->bytes, strlen(row->bytes), &mail, NULL));
	g_assert_cmpint(kind_of(mail, NULL, because, NULL), ==, row->kind);
	g_assert_cmpuint(because->len, ==, row->kind == KIND_REPLY ? 0 : 1);
}

/* What Zendesk sends by itself, and what people write with a ticket's number in it. */
static const struct receipt {
	const char *name, *language, *text;
	bool is_receipt;
} receipts[] = {
	{ "/kind/receipt/en", "en", "Your request (45021) was taken in and is being looked at by our staff.", true },
	{ "/kind/receipt/fr", "fr", "Votre demande (45021) a été reçue et est en cours de traitement.", true },
	{ "/kind/receipt/de", "de", "Ihre Anfrage (45021) wurde erhalten und wird geprüft.", true },
	{ "/kind/receipt/es", "es", "Su solicitud (45021) ha sido recibida y está siendo revisada.", true },
	{ "/kind/receipt/it", "it", "La sua richiesta (45021) è stata ricevuta ed è in corso di revisione.", true },
	{ "/kind/receipt/pt", "pt", "Sua solicitação (45021) foi recebida e está sendo analisada.", true },
	{ "/kind/receipt/nl", "nl", "Je aanvraag (45021) is ontvangen en wordt beoordeeld.", true },
	{ "/kind/receipt/pl", "pl", "Twoje zgłoszenie (45021) zostało odebrane i jest sprawdzane.", true },
	{ "/kind/receipt/ru", "ru", "Ваш запрос (45021) получен и рассматривается.", true },
	{ "/kind/receipt/tr", "tr", "Talebiniz (45021) alındı ve inceleniyor.", true },
	{ "/kind/receipt/ja", "ja", "お客様のリクエスト（45021）を受け付けました。", true },
	{ "/kind/receipt/zh", "zh", "您的请求 (45021) 已收到，我们的支持人员正在审核。", true },
	{ "/kind/receipt/no-number", "en", "Your request was taken in and is being looked at.", false },
	{ "/kind/receipt/person-en", "en", "Ticket 45021 is with billing now, I'll ask them at noon.", false },
	{ "/kind/receipt/person-fr", "fr", "J'ai transmis la demande 45021 au réseau.", false },
	{ "/kind/receipt/person-de", "de", "Die Anfrage 45021 habe ich weitergegeben.", false },
	{ "/kind/receipt/person-es", "es", "He pasado la solicitud 45021 a redes.", false },
	{ "/kind/receipt/person-it", "it", "Ho inoltrato la richiesta 45021 alla rete.", false },
	{ "/kind/receipt/person-pt", "pt", "Estou com o chamado 45021, já está na fila.", false },
	{ "/kind/receipt/person-nl", "nl", "Aanvraag 45021 heb ik doorgezet.", false },
	{ "/kind/receipt/person-pl", "pl", "Przekazałam zgłoszenie 45021 do działu sieci.", false },
	{ "/kind/receipt/person-ru", "ru", "Запрос 45021 я передал сетевикам.", false },
	{ "/kind/receipt/person-tr", "tr", "45021 numaralı talebinizi ağ ekibine ilettim.", false },
	{ "/kind/receipt/person-ja", "ja", "45021 の件は私からネットワーク担当に渡しました。", false },
	{ "/kind/receipt/person-zh", "zh", "工单 45021 我已转给网络组。", false },
};

static void
test_receipt(const void *data)
{
	const struct receipt *row = data;
	g_autoptr(GPtrArray) tickets = g_ptr_array_new();
	Ticket ticket = { (char *)"45021", NULL };
	g_ptr_array_add(tickets, &ticket);
	static const char *const marks[] = { "Auto-Submitted: auto-generated\n", "" };
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		g_autoptr(Mail) mail = NULL;
		g_autofree char *bytes = g_strconcat("From: Desk <support@desk.example>\nX-Mailer: Zendesk Mailer\n",
		    marks[i], "\n", row->text, "\n", NULL);
		g_assert_true(message_read(bytes, strlen(bytes), &mail, NULL));
		/* Without a mark on it nobody has said that a machine wrote it. */
		g_assert_cmpint(kind_is_receipt(mail, row->text, row->language, tickets), ==,
		    row->is_receipt && i == 0);
	}
}

/* The small letter of U+023A has three bytes, it has two. Every limit is tried, also those within a
 * letter, on bytes that end where they end. */
static void
test_fold_grows(void)
{
	enum { LETTERS = 300 };
	g_autoptr(GString) text = g_string_new(NULL);
	for (int i = 0; i < LETTERS; i++)
		g_string_append(text, "\xc8\xba");
	for (size_t max = 0; max <= text->len + 1; max++) {
		g_autofree char *exact = g_strndup(text->str, text->len);
		g_autofree char *folded = words_fold(exact, max, false);
		size_t letters = MIN((max + 1) / 2, (size_t)LETTERS);
		g_assert_cmpuint(strlen(folded), ==, 3 * letters);
		g_assert_cmpint(strncmp(folded, "\xe2\xb1\xa5", letters > 0 ? 3 : 0), ==, 0);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_structure);
	g_test_add_data_func("/kind/corpus/tune", "tune.tsv", test_corpus);
	g_test_add_data_func("/kind/corpus/blind", "blind.tsv", test_corpus);
	g_test_add_func("/kind/corpus/replies", test_replies);
	g_test_add_func("/kind/corpus/texts", test_texts);
	g_test_add_data_func("/kind/corpus/hard/tuned", "texts-dev.txt", test_hard_texts);
	g_test_add_data_func("/kind/corpus/hard/held", "texts-held.txt", test_hard_texts);
	g_test_add_func("/words/fold-grows", test_fold_grows);
	for (size_t i = 0; i < G_N_ELEMENTS(receipts); i++)
		g_test_add_data_func(receipts[i].name, &receipts[i], test_receipt);
	return g_test_run();
}
