/* SPDX-License-Identifier: ISC
 * test-form.c - the form comes back as it went out, and its mistakes are named */
#include "plaint/form.h"
#include <string.h>

static ComplaintType *
outage(void)
{
	ComplaintType *type = NULL;
	g_autoptr(GError) error = NULL;
	type_load("outage", &type, &error);
	g_assert_no_error(error);
	return type;
}

static void
set(GHashTable *values, const char *name, const char *value)
{
	g_hash_table_replace(values, g_strdup(name), g_strdup(value));
}

static GHashTable *
parse(const char *text)
{
	GHashTable *values = NULL;
	g_autoptr(GError) error = NULL;
	form_parse(text, "form", &values, &error);
	g_assert_no_error(error);
	return values;
}

static void
test_round_trip(void)
{
	static const char *const lines[] = { "服务中断", "a: b", "x=y [z]", "Title: twice", "\"q\"", "#5",
		"2026-09-24T10:15:00+02:00", "标题：嵌套" };
	static const char *const single[] = { "title", "name", "contact", "account_id", "when", "impact",
		"ask" };
	static const char *const texts[] = { "one\n\n# not a comment\nTitle: neither\n  indented",
		"一行", "Evidence: x\nDescription: y", "log\tline" };
	g_autoptr(ComplaintType) type = outage();
	for (int round = 0; round < 300; round++) {
		g_autoptr(GHashTable) values = form_values_new();
		const char *language = round % 2 == 0 ? "en" : "zh";
		for (size_t i = 0; i < G_N_ELEMENTS(single); i++)
			if (g_test_rand_bit())
				set(values, single[i], lines[g_test_rand_int_range(0, G_N_ELEMENTS(lines))]);
		set(values, "kind", "outage");
		if (g_test_rand_bit())
			set(values, "where", "192.0.2.1\nhttps://example.org/a?b=c#d");
		if (g_test_rand_bit())
			set(values, "evidence", "/tmp/mtr 1.txt\n证据.png\nC:\\x");
		if (g_test_rand_bit())
			set(values, "description", texts[g_test_rand_int_range(0, G_N_ELEMENTS(texts))]);
		g_autofree char *text = form_format(type, language, values);
		g_autoptr(GHashTable) back = parse(text);
		g_assert_cmpuint(g_hash_table_size(back), ==, g_hash_table_size(values));
		GHashTableIter iter;
		gpointer name, value;
		g_hash_table_iter_init(&iter, values);
		while (g_hash_table_iter_next(&iter, &name, &value))
			g_assert_cmpstr(g_hash_table_lookup(back, name), ==, value);
	}
}

static void
test_languages(void)
{
	g_autoptr(GHashTable) values = parse("\xef\xbb\xbf标题： 服务中断\r\nCONTACT : li@example.org\r\n"
	                                     "where: 192.0.2.1\r\n涉及对象：192.0.2.2\r\n"
	                                     "详细描述：自 10 点起\r\n");
	g_assert_cmpstr(g_hash_table_lookup(values, "title"), ==, "服务中断");
	g_assert_cmpstr(g_hash_table_lookup(values, "contact"), ==, "li@example.org");
	g_assert_cmpstr(g_hash_table_lookup(values, "where"), ==, "192.0.2.1\n192.0.2.2");
	g_assert_cmpstr(g_hash_table_lookup(values, "description"), ==, "自 10 点起");
	g_autoptr(GHashTable) none = parse("# all is explanation\n\n");
	g_assert_cmpuint(g_hash_table_size(none), ==, 0);
}

static void
test_mistakes(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "Title: a\n\nTitle: b\n", "form:3: 'Title' is given twice" },
		{ "# x\nColour: red\n", "form:2: 'Colour: red' belongs to no field" },
		{ "just text\n", "form:1: 'just text' belongs to no field" },
		{ "Title: \xff\n", "form: not UTF-8" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		GHashTable *values = NULL;
		g_autoptr(GError) error = NULL;
		g_assert_false(form_parse(rows[i].text, "form", &values, &error));
		g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
		g_assert_nonnull(strstr(error->message, rows[i].want));
	}
	g_autofree char *huge = g_strnfill(2 << 20, 'x');
	GHashTable *values = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_false(form_parse(huge, "form", &values, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
}

static guint
count_required(const GPtrArray *missing)
{
	guint n = 0;
	for (guint i = 0; i < missing->len; i++) {
		const FormMissing *one = missing->pdata[i];
		g_assert_true(!one->is_required || n == i); /* the required ones stand first */
		n += one->is_required;
	}
	return n;
}

static void
test_missing(void)
{
	g_autoptr(ComplaintType) type = outage();
	g_autoptr(GHashTable) values = form_values_new();
	g_autoptr(GPtrArray) all = form_missing(type, "zh", values, NULL);
	g_assert_cmpuint(count_required(all), ==, type->fields->len + 1);
	g_assert_nonnull(strstr(((FormMissing *)all->pdata[0])->text, "标题"));
	for (guint i = 0; i < type->fields->len; i++)
		set(values, type->fields->pdata[i], "x");
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_ptr_array_add(files, "/tmp/notes.pdf");
	g_autoptr(GPtrArray) wrong = form_missing(type, "en", values, files);
	g_assert_cmpuint(count_required(wrong), ==, 1);
	g_assert_nonnull(strstr(((FormMissing *)wrong->pdata[0])->text, "MTR"));
	g_ptr_array_add(files, "/tmp/MTR-out.txt");
	g_autoptr(GPtrArray) right = form_missing(type, "en", values, files);
	g_assert_cmpuint(count_required(right), ==, 0);
	g_assert_cmpstr(form_label("when", "zh_CN"), ==, "发生时间");
	g_assert_null(form_label("colour", "en"));
}

int
main(int argc, char **argv)
{
	g_setenv("XDG_CONFIG_HOME", "/nonexistent", TRUE);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/form/round-trip", test_round_trip);
	g_test_add_func("/form/languages", test_languages);
	g_test_add_func("/form/mistakes", test_mistakes);
	g_test_add_func("/form/missing", test_missing);
	return g_test_run();
}
