/* SPDX-License-Identifier: ISC
 * test-ticket.c - ticket marks against tests/corpus/tickets and the labelled replies
 *
 * tune.tsv was seen while the reader was written; blind.tsv and fresh.tsv were not, when they were
 * first measured; second.tsv was measured last, when the reader was right on all others: precision
 * 1.000, recall 0.976. wide.tsv has a row for each kind of label, mark and number, and for what looks
 * like one. */
#include "plaint/message-read.h"
#include "plaint/quote.h"
#include "plaint/ticket.h"
#include "scores.h"
#include <string.h>

typedef struct score {
	int right, wrong, missed;
} Score;

static bool
is_wanted(char **want, const char *number)
{
	for (; *want != NULL; want++)
		if (ticket_equal(*want, number))
			return true;
	return false;
}

static void
judge(const Mail *mail, const char *text, const char *expected, const char *name, Score *score)
{
	g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func(ticket_free);
	g_auto(GStrv) want = g_strsplit(strcmp(expected, "-") == 0 ? "" : expected, ",", -1);
	int right = 0, count = (int)g_strv_length(want);
	ticket_find(mail, text, tickets);
	for (guint i = 0; i < tickets->len; i++) {
		const Ticket *one = tickets->pdata[i];
		bool is_right = is_wanted(want, one->number);
		right += is_right;
		if (!is_right)
			g_test_message("%s: '%s' is no ticket", name, one->number);
	}
	if (right < count)
		g_test_message("%s: '%s' missed", name, expected);
	score->right += right;
	score->wrong += (int)tickets->len - right;
	score->missed += count - right;
}

static void
check(const char *name, const Score *s)
{
	double precision = (double)s->right / (s->right + s->wrong);
	double recall = (double)s->right / (s->right + s->missed);
	say_score("%s: %d tickets, precision %.3f, recall %.3f", name, s->right + s->missed,
	    precision, recall);
	g_assert_cmpfloat(precision, >=, 0.98);
	g_assert_cmpfloat(recall, >=, 0.98);
}

static char *
read_file(const char *path)
{
	g_autoptr(GError) error = NULL;
	char *all = NULL;
	g_file_get_contents(path, &all, NULL, &error);
	g_assert_no_error(error);
	return all;
}

static void
test_corpus(const void *data)
{
	Score score = { 0 };
	g_autofree char *path = g_build_filename("tests/corpus/tickets", data, NULL),
			*all = read_file(path);
	g_auto(GStrv) lines = g_strsplit(all, "\n", -1);
	for (char **line = lines + 1; *line != NULL && **line != '\0'; line++) {
		g_auto(GStrv) field = g_strsplit(*line, "\t", -1);
		g_assert_cmpuint(g_strv_length(field), ==, 3);
		g_autoptr(Mail) mail = mail_new();
		g_free(mail->subject);
		mail->subject = g_strdup(field[0]);
		g_autofree char *text = g_strcompress(field[1]); /* "\n" ends a line */
		judge(mail, text, field[2], *line, &score);
	}
	check(data, &score);
}

static void
test_replies(void)
{
	Score score = { 0 };
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
		if (strcmp(field[2], "bounce") != 0 && strcmp(field[2], "delay") != 0)
			judge(mail, text, field[4], field[0], &score);
	}
	check("replies", &score);
}

static const struct row {
	const char *name, *header, *value, *number, *system;
} rows[] = {
	{ "/ticket/system/rt", "X-RT-Ticket", "meridian.example #88170", "88170", "rt" },
	{ "/ticket/system/rt-old", "RT-Ticket", "desk #17", "17", "rt" },
	{ "/ticket/system/freshdesk", "X-Freshdesk-Ticket-Id", "4471", "4471", "freshdesk" },
	{ "/ticket/system/zendesk", "X-Mailer", "Zendesk Mailer", "551209", "zendesk" },
	{ "/ticket/system/otrs", "X-Powered-By", "OTRS (https://example.com/)", "551209", "otrs" },
	{ "/ticket/system/jira", "X-JIRA-FingerPrint", "ab12", "551209", "jira" },
	{ "/ticket/system/servicenow", "X-ServiceNow-Generated", "true", "551209", "servicenow" },
	{ "/ticket/system/salesforce", "X-SFDC-LK", "00D5", "551209", "salesforce" },
	{ "/ticket/system/osticket", "X-Mailer", "osTicket Mailer", "551209", "osticket" },
	{ "/ticket/system/zammad", "X-Mailer", "Zammad Mail Service", "551209", "zammad" },
	{ "/ticket/system/none", "X-Mailer", "Mutt", "551209", NULL },
};

static void
test_system(const void *data)
{
	const struct row *row = data;
	g_autoptr(Mail) mail = mail_new();
	g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func(ticket_free);
	g_autofree char *text = g_strdup_printf("Your ticket %s was opened.", row->number);
	g_ptr_array_add(mail->headers, mail_header_new(row->header, row->value));
	ticket_find(mail, text, tickets);
	g_assert_cmpuint(tickets->len, ==, 1);
	const Ticket *one = tickets->pdata[0];
	g_assert_cmpstr(one->number, ==, row->number);
	g_assert_cmpstr(one->system, ==, row->system);
}

static void
test_equal(void)
{
	g_autofree char *normal = ticket_normalize(" #sup-12 ");
	g_assert_cmpstr(normal, ==, "SUP-12");
	g_assert_true(ticket_equal("0000123", "123"));
	g_assert_true(ticket_equal("ab-1", "#AB-1"));
	g_assert_false(ticket_equal("AB-01", "AB-1"));
	g_assert_false(ticket_equal("123", "1234"));
}

static void
test_hostile(void)
{
	static const char *const pieces[] = { "ticket ", "[", "case #", "（", "1", "ref:_", "工单 ",
		"号投诉", "ticket. ", "case-x ", "number ", "number 1234 ",
		"your bank's ticket 12345, ", "tickets 1, ", "thread::", "INC", "a#1", "(#", "Ａ",
		"e\xcc\x81", "\xcc\x81", "Az. 1 A 1 ", "12345 numaralı ",
		"reference: ", "http://" };
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		GString *text = g_string_new(NULL);
		while (text->len < 1 << 20)
			g_string_append(text, pieces[i]);
		g_autoptr(Mail) mail = mail_new();
		g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func(ticket_free);
		g_free(mail->subject);
		mail->subject = g_string_free(text, FALSE);
		gint64 start = g_get_monotonic_time();
		ticket_find(mail, mail->subject, tickets);
		g_assert_cmpint(g_get_monotonic_time() - start, <, G_USEC_PER_SEC);
		g_assert_cmpuint(tickets->len, <=, TICKET_COUNT_MAX);
	}
}

/* The system that a mark shows, in the subject or in the text. */
static const struct mark {
	const char *name, *text, *number, *system;
} marks[] = {
	{ "/ticket/mark/servicenow", "RITM0019920 opened", "RITM0019920", "servicenow" },
	{ "/ticket/mark/watermark", "Ref:MSG0099120", "MSG0099120", "servicenow" },
	{ "/ticket/mark/salesforce", "[ ref:!00D3x0.!500Pz0:ref ]", "!00D3x0.!500Pz0",
	    "salesforce" },
	{ "/ticket/mark/lightning", "thread::Qm4xLk09T7eW::", "Qm4xLk09T7eW", "salesforce" },
	{ "/ticket/mark/helpscout", "{#HS:2631180457-20418#}", "2631180457-20418", "helpscout" },
	{ "/ticket/mark/freescout", "{#FS:cmVwbHktMTIt#}", "cmVwbHktMTIt", "freescout" },
	{ "/ticket/mark/freeitsm", "[SDREF:A7K2-9917]", "A7K2-9917", "freeitsm" },
	{ "/ticket/mark/dynamics", "CAS-20418-Q7W2E9", "CAS-20418-Q7W2E9", "dynamics" },
	{ "/ticket/mark/crm", "CRM:0042007", "0042007", "dynamics" },
	{ "/ticket/mark/zendesk", "[1G7EOR-0Q2J]", "1G7EOR-0Q2J", "zendesk" },
	{ "/ticket/mark/zoho", "[## 4471 ##]", "4471", "zoho" },
	{ "/ticket/mark/rt", "[rt.example #88170]", "88170", "rt" },
	{ "/ticket/mark/whmcs", "[Ticket ID: 771204]", "771204", "whmcs" },
	{ "/ticket/mark/otrs", "[Ticket#2026030510004417]", "2026030510004417", "otrs" },
	{ "/ticket/mark/glpi", "[GLPI #0012044]", "0012044", "glpi" },
};

static void
test_mark(const void *data)
{
	const struct mark *mark = data;
	g_autoptr(Mail) mail = mail_new();
	g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func(ticket_free);
	ticket_find(mail, mark->text, tickets);
	g_assert_cmpuint(tickets->len, ==, 1);
	const Ticket *one = tickets->pdata[0];
	g_assert_cmpstr(one->number, ==, mark->number);
	g_assert_cmpstr(one->system, ==, mark->system);
}

/* Message-IDs that hold the ticket, and others of the same systems that do not. */
static void
test_message_id(void)
{
	static const struct {
		const char *id, *number;
	} ids[] = {
		{ "rt-5.0.1-881-1772000000-12.88170-5-0@desk.example", "88170" },
		{ "rt-5.0.1-881-1772000000-12@desk.example", NULL },
		{ "redmine.issue-4471.20260305120000@desk.example", "4471" },
		{ "redmine.news-4471.20260305120000@desk.example", NULL },
		{ "1772000000.88170-5-0@desk.example", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autoptr(Mail) mail = mail_new();
		g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func(ticket_free);
		mail->message_id = g_strdup(ids[i].id);
		ticket_find(mail, NULL, tickets);
		g_assert_cmpuint(tickets->len, ==, (guint)(ids[i].number != NULL));
		if (ids[i].number != NULL)
			g_assert_cmpstr(((Ticket *)tickets->pdata[0])->number, ==, ids[i].number);
	}
}

/* A label that ends the text, so that nothing may be read behind it. */
static void
test_label_at_end(void)
{
	static const char *const texts[] = { "ticket", "ticket #", "see the case-", "ticket. ",
		"No case-x" };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Mail) mail = mail_new();
		g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func(ticket_free);
		g_autofree char *exact = g_strdup(texts[i]);
		ticket_find(mail, exact, tickets);
		g_assert_cmpuint(tickets->len, ==, 0);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_system);
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		g_test_add_data_func(marks[i].name, &marks[i], test_mark);
	g_test_add_func("/ticket/message-id", test_message_id);
	g_test_add_data_func("/ticket/corpus/tune", "tune.tsv", test_corpus);
	g_test_add_data_func("/ticket/corpus/fresh", "fresh.tsv", test_corpus);
	g_test_add_data_func("/ticket/corpus/second", "second.tsv", test_corpus);
	g_test_add_data_func("/ticket/corpus/blind", "blind.tsv", test_corpus);
	g_test_add_data_func("/ticket/corpus/wide", "wide.tsv", test_corpus);
	g_test_add_func("/ticket/corpus/replies", test_replies);
	g_test_add_func("/ticket/equal", test_equal);
	g_test_add_func("/ticket/label-at-end", test_label_at_end);
	g_test_add_func("/ticket/hostile", test_hostile);
	return g_test_run();
}
