/* SPDX-License-Identifier: ISC
 * test-ladder.c - ladder files: the shipped one, and every mistake with its line */
#include "plaint/data.h"
#include "plaint/ladder.h"
#include <string.h>

static void
test_default(void)
{
	g_autofree char *text = NULL;
	g_autofree char *path = NULL;
	g_autoptr(Ladder) ladder = NULL;
	g_autoptr(GError) error = NULL;
	data_read("ladders/default.conf", &text, &path, &error);
	g_assert_no_error(error);
	ladder_parse(text, "default", path, &ladder, &error);
	g_assert_no_error(error);
	g_assert_cmpint(ladder->steps->len, ==, 4);
	const Step *third = ladder_find(ladder, "follow-up-3");
	g_assert_cmpint(third->when, ==, WHEN_AFTER_PREVIOUS);
	g_assert_cmpint(third->after.parts[0].most, ==, 3);
	g_assert_cmpint(third->to, ==, TO_CHANNEL);
	g_assert_cmpint(third->hours.from, ==, 9 * 60 + 30);
	g_assert_false(third->needs_consent);
	g_assert_cmpint(ladder_find(ladder, "escalation")->to, ==, TO_COMPLAINANT);
	g_assert_null(ladder_find(ladder, "follow-up-4"));
	/* Every text it names is there, in both languages. */
	for (guint i = 0; i < ladder->steps->len; i++) {
		const Step *step = ladder->steps->pdata[i];
		g_autofree char *en = g_strdup_printf("templates/en/%s.txt", step->template_name);
		g_autofree char *zh = g_strdup_printf("templates/zh/%s.txt", step->template_name);
		g_autofree char *found_en = data_find(en);
		g_autofree char *found_zh = data_find(zh);
		g_assert_nonnull(found_en);
		g_assert_nonnull(found_zh);
	}
}

static void
test_consent(void)
{
	g_autoptr(Ladder) ladder = NULL;
	g_assert_true(ladder_parse("[appeal]\nwhen = rejected\nto = provider\ntemplate = appeal\n"
	                           "consent = ask\nat = 14:00-16:00\n"
	                           "[check]\nwhen = no evidence of action after resolved\n"
	                           "to = complainant\ntemplate = notice-confirm-reminder\n", "mine", NULL, &ladder,
	    NULL));
	const Step *appeal = ladder->steps->pdata[0], *check = ladder->steps->pdata[1];
	g_assert_true(appeal->needs_consent);
	g_assert_cmpint(appeal->hours.to, ==, 16 * 60);
	g_assert_cmpint(check->when, ==, WHEN_UNCONFIRMED);
}

#define GOOD "[a]\nwhen = rejected\nto = provider\ntemplate = x\n"

static const struct row {
	const char *name, *text, *says;
} rows[] = {
	{ "/ladder/bad/empty", "", "x.conf:1: no step" },
	{ "/ladder/bad/when", "[a]\nwhen = soon\nto = provider\ntemplate = x\n", "x.conf:2: 'soon'" },
	{ "/ladder/bad/to", "[a]\nwhen = rejected\nto = boss\ntemplate = x\n", "x.conf:3: 'boss'" },
	{ "/ladder/bad/template", "[a]\nwhen = rejected\nto = provider\ntemplate = ../x\n",
	    "x.conf:4: '../x'" },
	{ "/ladder/bad/lacks", "\n[a]\nwhen = rejected\nto = provider\n",
	    "x.conf:2: step 'a' lacks 'template ='" },
	{ "/ladder/bad/twice", GOOD GOOD, "x.conf:5: step 'a' is there twice" },
	{ "/ladder/bad/key-twice", GOOD "to = provider\n", "x.conf:5: 'to' is given twice" },
	{ "/ladder/bad/key", GOOD "colour = red\n", "x.conf:5: unknown key 'colour'" },
	{ "/ladder/bad/consent", GOOD "consent = maybe\n", "x.conf:5: 'maybe'" },
	{ "/ladder/bad/hours", GOOD "at = 11:30-09:30\n", "x.conf:5: '11:30-09:30'" },
	{ "/ladder/bad/first-after", "[a]\nwhen = 3 days after previous\nto = provider\ntemplate = x\n",
	    "x.conf:2: the first step has no previous one" },
	{ "/ladder/bad/window", GOOD "[b]\nwhen = many days after previous\nto = provider\ntemplate = x\n",
	    "x.conf:6: 'many days' is no window" },
	{ "/ladder/bad/before", "when = rejected\n", "x.conf:1: 'when' comes before" },
	{ "/ladder/bad/line", GOOD "hello\n", "x.conf:5: 'hello'" },
	{ "/ladder/bad/bracket", "[\n", "x.conf:1: a step begins like" },
};

static void
test_bad(const void *data)
{
	const struct row *row = data;
	Ladder *ladder = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_false(ladder_parse(row->text, "x", "x.conf", &ladder, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
	if (strstr(error->message, row->says) == NULL)
		g_error("'%s' not in '%s'", row->says, error->message);
	g_assert_null(ladder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ladder/default", test_default);
	g_test_add_func("/ladder/consent", test_consent);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_bad);
	return g_test_run();
}
