/* SPDX-License-Identifier: ISC
 * test-quote.c - the newest text of tests/corpus/quotes, and the rules one by one
 *
 * Every third message of the corpus is not looked at while the rules are worked on; the score on
 * those is the one that must hold. Set QUOTES_SHOW to see the others that fail. */
#include "plaint/message-read.h"
#include "plaint/quote.h"
#include <stdio.h>
#include <string.h>

#define SCORE_LEAST 0.90

/* Words with one blank between them: white space is not compared. */
static char *
squeeze(const char *text)
{
	GString *out = g_string_new(NULL);
	g_auto(GStrv) words = g_strsplit_set(text, " \t\n\r", -1);
	for (char **word = words; *word != NULL; word++) {
		if (**word != '\0')
			g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", *word);
	}
	return g_string_free(out, FALSE);
}

static bool
is_right(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *base = g_strndup(path, strlen(path) - strlen(".eml"));
	g_autofree char *expected_path = g_strconcat(base, ".txt", NULL);
	g_autofree char *bytes = NULL, *expected = NULL, *text = NULL, *all = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Mail) mail = NULL;
	gsize size;
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	g_assert_true(g_file_get_contents(expected_path, &expected, NULL, NULL));
	message_read(bytes, size, &mail, &error);
	g_assert_no_error(error);
	quote_read(mail, &text, &all);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_cmpuint(strlen(all) + 1, >=, strlen(text));
	g_autofree char *got = squeeze(text), *want = squeeze(expected);
	bool is_equal = strcmp(got, want) == 0;
	if (!is_equal && g_getenv("QUOTES_SHOW") != NULL && atoi(name) % 3 != 0)
		printf("# %s %s\n# want: %s\n# got:  %s\n", name, mail->message_id, want, got);
	return is_equal;
}

static char *
corpus_folder(void)
{
	const char *source = g_getenv("PLAINT_SOURCE");
	return g_build_filename(source != NULL ? source : ".", "tests", "corpus", "quotes", NULL);
}

static void
test_corpus(void)
{
	g_autofree char *folder = corpus_folder();
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	int right[2] = { 0 }, count[2] = { 0 };
	if (dir == NULL) {
		g_test_skip("tests/corpus/quotes is not here: run from the top folder");
		return;
	}
	for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
		if (!g_str_has_suffix(name, ".eml"))
			continue;
		int unseen = atoi(name) % 3 == 0;
		count[unseen]++;
		right[unseen] += is_right(folder, name);
	}
	printf("# quotes: %d of %d seen, %d of %d unseen are right\n", right[0], count[0], right[1],
	    count[1]);
	g_assert_cmpint(count[0] + count[1], >=, 120);
	g_assert_cmpfloat((double)right[1], >=, SCORE_LEAST * count[1]);
	g_assert_cmpfloat((double)right[0], >=, SCORE_LEAST * count[0]);
}

static const struct row {
	const char *name, *text, *want;
} rows[] = {
	{ "/quote/plain", "one\n\ntwo\n", "one\n\ntwo" },
	{ "/quote/quoted", "new\n\n> old\n> old\n", "new" },
	{ "/quote/attribution-in-two-lines",
	    "new\n\nOn Thu, 5 Mar 2026 at 10:00, Some Body <\nx@example.org> wrote:\n\n> old\n", "new" },
	{ "/quote/attribution-without-signs",
	    "new\n\nOn Thu, 5 Mar 2026 at 10:00, Some Body <x@example.org> wrote:\n\nold\n", "new" },
	{ "/quote/reported-speech", "Your neighbour wrote:\nstop it\n", "Your neighbour wrote:\nstop it" },
	{ "/quote/inline", "> first?\nyes\n> second?\nno\n", "yes\n\nno" },
	{ "/quote/wrapped", "new\n> a line of sixty characters and more that somebody has wrapped in\n"
	                    "two\n> and more\n", "new" },
	{ "/quote/only-quotes", "> old\n> old\n", "> old\n> old" },
	{ "/quote/forwarded", "---------- Forwarded message ---------\nFrom: a@x.example\nDate: x\n"
	    "Subject: s\nTo: b\n\ntext\n", "---------- Forwarded message ---------\nFrom: a@x.example\n"
	    "Date: x\nSubject: s\nTo: b\n\ntext" },
	{ "/quote/header-block", "new\n\nFrom: a\nSent: b\nTo: c\nSubject: d\n\nold\n", "new" },
	{ "/quote/two-labels-are-no-block", "new\n\nFrom: 10:00\nTo: 12:00\n\nmore\n",
	    "new\n\nFrom: 10:00\nTo: 12:00\n\nmore" },
	{ "/quote/signature", "new\n-- \nName\n", "new" },
	{ "/quote/rule-is-no-signature", "a\n--\nb\nc\nd\ne\nf\ng\nh\ni\nj\n",
	    "a\n--\nb\nc\nd\ne\nf\ng\nh\ni\nj" },
	{ "/quote/delimiter-on-top", "-- Please reply above this line --\n\nnew\n", "new" },
	{ "/quote/delimiter-below", "new\n\n-- Please reply above this line --\n\nold\n", "new" },
	{ "/quote/mbox-from", ">From now on it works\nbye\n", ">From now on it works\nbye" },
	{ "/quote/mobile", "new\n\nSent from my iPhone\n", "new" },
	{ "/quote/empty", "", "" },
};

static void
test_row(const void *data)
{
	const struct row *row = data;
	g_autofree char *text = quote_strip(row->text, NULL);
	g_assert_cmpstr(text, ==, row->want);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_row);
	g_test_add_func("/quote/corpus", test_corpus);
	return g_test_run();
}
