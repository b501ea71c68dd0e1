/* SPDX-License-Identifier: ISC
 * inspect-bench.c - how fast messages are read, and what hostile ones cost
 *
 *	inspect-bench TEXTS...    files of labelled replies: tests/corpus/verdicts/x-held.txt
 *
 * The typical mails have these texts, each once in a round, above quoted history; all of the
 * reading is measured: structure, newest text, kind, tickets, and the verdict by phrases and model.
 *
 * Prints a line a case; exits 1 where a hostile one takes more than a second per 10 MB (and a
 * tenth of a second besides), or more than four times its size and 16 MB of memory, or typical
 * mail of 20 kB is read slower than 3,000 messages a second. Each case runs in a process of its
 * own, for its peak of memory. */
#include "plaint/inspect.h"
#include "plaint/message-read.h"
#include "plaint/quote.h"
#include "plaint/rules.h"
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MB (1024.0 * 1024.0)
#define SPARE_MB 16.0
#define SPARE_S 0.1
#define TYPICAL_SIZE 20000 /* bytes */
#define TYPICAL_GOAL 3000  /* messages a second */
#define TYPICAL_US 4000000

/* Processor time of this process: what else the machine does must not matter. */
static gint64
now_us(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC +
	       usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void
repeat(GString *out, const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		g_string_append(out, text);
}

/* text as a quoted-printable body: as mail programs send what is not English. */
static void
append_quoted_printable(GString *out, const char *text)
{
	unsigned column = 0;
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
		bool is_plain = *p == '\n' || (*p >= ' ' && *p < 127 && *p != '=');
		if (*p != '\n' && column >= 72) {
			g_string_append(out, "=\n");
			column = 0;
		}
		if (is_plain)
			g_string_append_c(out, (char)*p);
		else
			g_string_append_printf(out, "=%02X", *p);
		column = *p == '\n' ? 0 : column + (is_plain ? 1 : 3);
	}
}

static void
append_header(GString *out, const char *subject, unsigned number)
{
	g_autofree char *words = g_base64_encode((const guchar *)subject, strlen(subject));
	g_string_append_printf(out,
	    "From: Desk <abuse@desk.example>\nTo: complaints@gateway.example\n"
	    "Subject: =?utf-8?b?%s?=\nMessage-ID: <%u@desk.example>\n"
	    "References: <1@gateway.example> <2@gateway.example>\n"
	    "Date: Fri, 06 Mar 2026 09:45:00 +0000\n",
	    words, number);
	repeat(out,
	    "Received: from a.example (a.example [192.0.2.1]) by b.example;"
	    " Fri, 06 Mar 2026 09:45:00 +0000\n",
	    8);
}

/* A reply in text and HTML, filled up with quoted history to TYPICAL_SIZE. */
static GString *
typical(const char *subject, const char *text, unsigned number)
{
	GString *out = g_string_new(NULL);
	g_autofree char *html = g_markup_escape_text(text, -1);
	append_header(out, subject, number);
	g_string_append(out, "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
			     "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
	                     "quoted-printable\n\n");
	append_quoted_printable(out, text);
	g_string_append(
	    out, "\n\nOn Thu, Mar 5, 2026 at 10:00 AM Paul <paul@gateway.example> wrote:\n");
	while (out->len < TYPICAL_SIZE / 2)
		g_string_append(
		    out, "> since Monday 192.0.2.10 scans our network, and nobody stops it.=20\n");
	g_string_append(out, "--b\nContent-Type: text/html; charset=utf-8\n"
			     "Content-Transfer-Encoding: quoted-printable\n\n<html><body><p>");
	append_quoted_printable(out, html);
	g_string_append(out, "</p><div class=3D\"gmail_quote\"><blockquote>");
	while (out->len < TYPICAL_SIZE)
		g_string_append(out,
		    "<p class=3D\"MsoNormal\" style=3D\"margin:0cm\"><span "
		    "style=3D\"font-size:11pt\">since=\n Monday it scans.</span></p>\n");
	g_string_append(out, "</blockquote></div></body></html>\n--b--\n");
	return out;
}

static void
free_string(void *string)
{
	g_string_free(string, TRUE);
}

/* The file is blocks of "== LABELS", "Subject: ..." (or none) and the text. */
static bool
add_mails(GPtrArray *mails, const char *path)
{
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	if (!g_file_get_contents(path, &bytes, NULL, &error)) {
		fprintf(stderr, "inspect-bench: %s\n", error->message);
		return false;
	}
	g_auto(GStrv) blocks =
	    g_strsplit(strncmp(bytes, "== ", 3) == 0 ? bytes + 3 : bytes, "\n== ", -1);
	for (char **block = blocks; *block != NULL; block++) {
		char *text = strchr(*block, '\n');
		g_autofree char *subject = NULL;
		if (text == NULL)
			continue;
		text++;
		if (g_str_has_prefix(text, "Subject: ")) {
			char *end = text + strcspn(text, "\n");
			subject = g_strndup(text + 9, (gsize)(end - text) - 9);
			text = end;
		}
		g_ptr_array_add(mails,
		    typical(subject != NULL ? subject : "Re: your complaint", text, mails->len));
	}
	return true;
}

static void
big_text(GString *out)
{
	g_string_append(out, "Subject: x\n\n");
	repeat(out, "words and words and words and words, and not a line that means a thing\n",
	    700000);
}

static void
big_base64(GString *out)
{
	g_string_append(out, "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n");
	repeat(
	    out, "d29yZHMgYW5kIHdvcmRzIGFuZCB3b3JkcyBhbmQgd29yZHMKd29yZHMgYW5kIHdvcmRz\n", 720000);
}

static void
big_quotes(GString *out)
{
	g_string_append(out, "Subject: x\n\n");
	repeat(out, "> On Thu, 5 Mar 2026 at 10:00, A <a@x.example> wrote:\n>> x\nno\n", 150000);
}

static void
colons(GString *out)
{
	g_string_append(out, "Subject: x\n\n");
	repeat(out, "On Mon 1 Jan 2026 10:00 he wrote that:\n--\nFrom: x\n", 200000);
}

static void
parts(GString *out)
{
	g_string_append(out, "Content-Type: multipart/mixed; boundary=b\n\n");
	repeat(out,
	    "--b\nContent-Type: text/plain\n\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
	    10000);
}

static void
many_parts(GString *out)
{
	g_string_append(out, "Content-Type: multipart/mixed; boundary=b\n\n");
	repeat(out, "--b\n\nx\n", 1000000);
}

static void
header_lines(GString *out)
{
	repeat(out, "X-A: b\n", 100000);
	g_string_append(out, "\nbody\n");
}

static void
references(GString *out)
{
	g_string_append(out, "References:");
	for (int i = 0; i < 100000; i++)
		g_string_append_printf(out, " <%d@x.example>\n", i);
	g_string_append(out, "\nbody\n");
}

static void
words(GString *out)
{
	for (int i = 0; i < 16; i++) {
		g_string_append(out, "Subject: ");
		repeat(out, "=?utf-8?q?a", 6000);
		g_string_append(out, "\n");
	}
	g_string_append(out, "\nbody\n");
}

static void
html_head(GString *out)
{
	g_string_append(out, "Content-Type: text/html\n\n");
}

static void
nested_quotes(GString *out)
{
	html_head(out);
	repeat(out, "<blockquote type=\"cite\"><div>x", 1000);
	repeat(out, "</div></blockquote>", 1000);
}

static void
nested_text_quotes(GString *out)
{
	g_string_append(out, "Content-Type: text/plain; format=flowed\n\n");
	for (int i = 0; i < 1000; i++) {
		repeat(out, ">", (size_t)i);
		g_string_append(out, " text \n");
	}
}

static void
html_divs(GString *out)
{
	html_head(out);
	repeat(out, "<div>", 400000);
	repeat(out, "</p>", 400000);
}

static void
html_attributes(GString *out)
{
	html_head(out);
	g_string_append(out, "<a ");
	for (int i = 0; i < 400000; i++)
		g_string_append_printf(out, "a%d ", i);
	g_string_append(out, ">x</a>");
}

static void
html_open(GString *out)
{
	html_head(out);
	repeat(out, "<a<", 1300000);
}

static void
html_comments(GString *out)
{
	html_head(out);
	repeat(out, "<!--", 1000000);
}

static void
html_entities(GString *out)
{
	html_head(out);
	repeat(out, "&#x;&amp&foo;", 300000);
}

static void
html_cells(GString *out)
{
	html_head(out);
	repeat(out, "<table><tr><td>x", 200000);
}

static void
html_links(GString *out)
{
	html_head(out);
	repeat(out, "<a href=\"http://x.example/y\">z ", 120000);
}

static const struct bench {
	const char *name;
	void (*make)(GString *out);
} benches[] = {
	{ "text-50MB", big_text },
	{ "base64-50MB", big_base64 },
	{ "quotes-10MB", big_quotes },
	{ "colons-10MB", colons },
	{ "parts-10000", parts },
	{ "parts-1000000", many_parts },
	{ "header-lines-100000", header_lines },
	{ "references-100000", references },
	{ "encoded-words", words },
	{ "html-nested-quotes-1000", nested_quotes },
	{ "text-nested-quotes-1000", nested_text_quotes },
	{ "html-divs", html_divs },
	{ "html-attributes", html_attributes },
	{ "html-open-tags", html_open },
	{ "html-comments", html_comments },
	{ "html-entities", html_entities },
	{ "html-cells", html_cells },
	{ "html-links", html_links },
};

static void
read_one(const GString *bytes)
{
	g_autoptr(Mail) mail = NULL;
	g_autofree char *text = NULL, *all = NULL;
	if (message_read(bytes->str, bytes->len, &mail, NULL))
		quote_read(mail, &text, &all);
}

static double
peak_mb(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss / 1024.0;
}

/* In a child: its exit status tells whether the limits hold. */
static int
run_hostile(const struct bench *bench)
{
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autoptr(GString) small = g_string_new("Subject: x\n\nx\n");
	bench->make(bytes);
	g_autoptr(GString) exact = g_string_new_len(bytes->str, (gssize)bytes->len);
	read_one(small);
	g_string_free(g_steal_pointer(&bytes), TRUE);
	double size = (double)exact->len / MB, before = peak_mb();
	gint64 start = now_us();
	read_one(exact);
	double seconds = (double)(now_us() - start) / 1e6;
	double more = peak_mb() - before;
	bool is_fine = seconds <= SPARE_S + size / 10.0 && more <= SPARE_MB + 3.0 * size;
	printf("%-24s %7.2f MB %7.3f s %7.1f MB more %s\n", bench->name, size, seconds, more,
	    is_fine ? "ok" : "missed");
	fflush(stdout);
	return is_fine ? 0 : 1;
}

static int
run_typical(int count, char **paths)
{
	g_autoptr(VerdictRules) rules = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(free_string);
	size_t bytes = 0, verdicts = 0, read = 0;
	for (int i = 0; i < count; i++)
		if (!add_mails(mails, paths[i]))
			return 1;
	if (mails->len == 0 || !rules_load(&rules, &error)) {
		fprintf(stderr, "inspect-bench: %s\n", error != NULL ? error->message : "no texts");
		return 1;
	}
	gint64 start = now_us(), now = start;
	for (; now - start < TYPICAL_US; now = now_us()) {
		for (guint i = 0; i < mails->len; i++, read++) {
			const GString *mail = mails->pdata[i];
			g_autoptr(Reading) reading = NULL;
			if (!inspect_bytes(
				mail->str, mail->len, rules, NULL, NULL, &reading, &error)) {
				fprintf(stderr, "inspect-bench: %s\n", error->message);
				return 1;
			}
			bytes += mail->len;
			verdicts +=
			    reading->verdict != VERDICT_NONE && reading->verdict != VERDICT_OTHER;
		}
	}
	double rate = (double)read / ((double)(now - start) / 1e6);
	printf("whole reading of %u different mails, %.1f kB, verdict in %.0f %%: %.0f/s a core, "
	       "%.2f x "
	       "the goal, goal >= %d/s: %s\n",
	    mails->len, (double)bytes / 1e3 / (double)read, 100.0 * (double)verdicts / (double)read,
	    rate, rate / TYPICAL_GOAL, TYPICAL_GOAL, rate >= TYPICAL_GOAL ? "ok" : "missed");
	return rate >= TYPICAL_GOAL ? 0 : 1;
}

int
main(int argc, char **argv)
{
	int bad = run_typical(argc - 1, argv + 1);
	fflush(stdout);
	for (size_t i = 0; i < G_N_ELEMENTS(benches); i++) {
		int status = 0;
		pid_t child = fork();
		if (child == 0) {
			alarm(60);
			_exit(run_hostile(&benches[i]));
		}
		waitpid(child, &status, 0);
		if (status != 0 && !WIFEXITED(status))
			printf("%-24s died or hung\n", benches[i].name);
		bad |= status != 0;
	}
	return bad;
}
