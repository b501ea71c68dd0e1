/* SPDX-License-Identifier: ISC
 * test-type.c - complaint types: those shipped, and every mistake a file can have */
#include "plaint/form.h"
#include "plaint/template.h"
#include "plaint/type.h"
#include "plaint/window.h"
#include <string.h>

#define GOOD                                                                                       \
	"[type]\ntitle = Noise\nfirst-reply = 2 workdays\nresolve = 3 workdays\nrole = support\n"

static const struct row {
	const char *name, *text, *want; /* want: NULL for a good file, else a part of the message */
} rows[] = {
	{ "/type/good", GOOD, NULL },
	{ "/type/crlf-and-bom", "\xef\xbb\xbf[type]\r\ntitle = Noise\r\nfirst-reply = 1 day\r\n"
	                        "resolve = 1 day\r\nrole = abuse\r\n", NULL },
	{ "/type/empty", "", "x.conf:1: group [type] is missing" },
	{ "/type/no-title", "[type]\nfirst-reply = 2 workdays\nresolve = 1 day\nrole = support\n",
	    "x.conf:1: [type] has no 'title'" },
	{ "/type/key-typo", GOOD "titel = x\n", "x.conf:6: unknown key 'titel' in [type]: did you mean 'title'?" },
	{ "/type/group-typo", GOOD "[evidense a]\n", "x.conf:6: unknown group [evidense a]" },
	{ "/type/twice", GOOD "role = abuse\n", "x.conf:6: 'role' is given twice in [type], first in line 5" },
	{ "/type/group-twice", GOOD "[type]\n", "x.conf:6: group [type] stands twice" },
	{ "/type/role", "[type]\ntitle = N\nfirst-reply = a\nresolve = b\nrole = sales\n",
	    "x.conf:5: 'role' is 'sales': write support, abuse or billing" },
	{ "/type/chance", GOOD "chance = good\n", "x.conf:6: 'chance' is 'good': write one of" },
	{ "/type/field", GOOD "required = title, colour\n", "x.conf:6: 'colour' is no field" },
	{ "/type/reason", GOOD "[rejected dunno]\nsays = a\nanswer = b\n", "x.conf:6: 'dunno' is no reason" },
	{ "/type/no-equals", GOOD "what is this\n", "x.conf:6: 'what is this' is neither" },
	{ "/type/no-group", "title = x\n" GOOD, "x.conf:1: 'title' stands before" },
	{ "/type/broken-group", "[type\n", "x.conf:1: '[type' is no group" },
};

static void
test_parse(const void *data)
{
	const struct row *row = data;
	g_autoptr(ComplaintType) type = NULL;
	g_autoptr(GError) error = NULL;
	bool ok = type_parse("noise", row->text, "x.conf", &type, &error);
	g_assert_cmpint(ok, ==, row->want == NULL);
	if (ok) {
		g_assert_cmpstr(local_text_get(type->title, "de"), ==, "Noise");
		g_assert_cmpstr(type->family, ==, "noise");
		g_assert_cmpstr(type->ladder, ==, "default");
		return;
	}
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
	if (strstr(error->message, row->want) == NULL)
		g_error("'%s' is not in '%s'", row->want, error->message);
}

static void
test_all_mistakes(void)
{
	g_autoptr(ComplaintType) type = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_false(type_parse("x", GOOD "a = 1\nb = 2\n[c]\n", "x.conf", &type, &error));
	g_assert_nonnull(strstr(error->message, "x.conf:6: "));
	g_assert_nonnull(strstr(error->message, "x.conf:7: "));
	g_assert_nonnull(strstr(error->message, "x.conf:8: "));
}

static void
test_too_large(void)
{
	g_autofree char *large = g_strnfill(1 << 20, '#');
	g_autoptr(ComplaintType) type = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_false(type_parse("x", large, "x.conf", &type, &error));
	g_assert_nonnull(strstr(error->message, "larger than"));
}

/* The windows of a complaint where nothing more specific is known. */
static void
test_windows(void)
{
	static const struct {
		const char *name, *resolve, *chance;
		ChannelRole role;
	} want[] = {
		{ "outage", "1-3 workdays", "high", ROLE_SUPPORT },
		{ "performance", "3-5 workdays", "medium", ROLE_SUPPORT },
		{ "infringement", "2-7 workdays", "by-evidence", ROLE_ABUSE },
		{ "billing", "3-10 workdays", "by-evidence", ROLE_BILLING },
		{ "support", "1-2 workdays", "high", ROLE_SUPPORT },
		{ "phishing", "2-7 workdays", "by-evidence", ROLE_ABUSE },
		{ "copyright", "2-7 workdays", "by-evidence", ROLE_ABUSE },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(want); i++) {
		g_autoptr(ComplaintType) type = NULL;
		g_autoptr(GError) error = NULL;
		type_load(want[i].name, &type, &error);
		g_assert_no_error(error);
		g_assert_cmpstr(type->first_reply, ==, "2 workdays");
		g_assert_cmpstr(type->resolve, ==, want[i].resolve);
		g_assert_cmpstr(type->chance, ==, want[i].chance);
		g_assert_cmpint(type->role, ==, want[i].role);
	}
}

static bool
is_bilingual(const LocalText *text)
{
	return *local_text_get(text, "en") != '\0' &&
	       strcmp(local_text_get(text, "en"), local_text_get(text, "zh")) != 0;
}

static void
test_shipped(void)
{
	g_autoptr(GPtrArray) names = type_names();
	g_assert_cmpuint(names->len, >=, 11);
	for (guint i = 0; i < names->len; i++) {
		g_autoptr(ComplaintType) type = NULL;
		g_autoptr(GError) error = NULL;
		type_load(names->pdata[i], &type, &error);
		g_assert_no_error(error);
		g_assert_true(is_bilingual(type->title) && is_bilingual(type->summary));
		g_assert_true(is_bilingual(type->ask));
		Window window;
		g_assert_true(window_parse(type->first_reply, &window, NULL));
		g_assert_true(window_parse(type->resolve, &window, NULL));
		g_assert_cmpstr(type_chance_text(type, "zh"), !=, "");
		g_assert_nonnull(type_appeal(type, "no-evidence"));
		g_assert_cmpstr(type_appeal(type, "unheard-of")->reason, ==, "other");
		for (guint j = 0; j < type->evidence->len; j++)
			g_assert_true(is_bilingual(((TypeEvidence *)type->evidence->pdata[j])->text));
		for (guint j = 0; j < type->appeals->len; j++)
			g_assert_true(is_bilingual(((TypeAppeal *)type->appeals->pdata[j])->answer));
		g_autoptr(Template) template = NULL;
		template_load(type->template_name, "zh", &template, &error);
		g_assert_no_error(error);
	}
}

static void
test_unknown(void)
{
	g_autoptr(ComplaintType) type = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_false(type_load("outtage", &type, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND);
	g_assert_cmpstr(error->message, ==,
	    "unknown complaint type 'outtage', did you mean 'outage'?: 'plaint types' lists all");
	g_clear_error(&error);
	g_assert_false(type_load("../../secret", &type, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND);
}

int
main(int argc, char **argv)
{
	g_setenv("XDG_CONFIG_HOME", "/nonexistent", TRUE);
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_parse);
	g_test_add_func("/type/all-mistakes", test_all_mistakes);
	g_test_add_func("/type/too-large", test_too_large);
	g_test_add_func("/type/windows", test_windows);
	g_test_add_func("/type/shipped", test_shipped);
	g_test_add_func("/type/unknown", test_unknown);
	return g_test_run();
}
