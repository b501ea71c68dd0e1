/* SPDX-License-Identifier: ISC
 * test-template.c - the texts of mail */
#include "plaint/data.h"
#include "plaint/template.h"
#include <string.h>

static const struct row {
	const char *name, *text, *subject, *body;
} rows[] = {
	{ "/template/plain", "Subject: a\n\nb\n", "a", "b\n" },
	{ "/template/crlf", "Subject: a\r\n\r\nb\r\nc\r\n", "a", "b\nc\n" },
	{ "/template/values", "Subject: {{title}} {{token}}\n\nDear {{provider}}, {{ key }}\n",
	    "Noise [plaint K]", "Dear Example, K7\n" },
	{ "/template/section", "Subject: a\n\n{{#ticket}}\nTicket {{ticket}}\n{{/ticket}}\nend\n", "a",
	    "Ticket 17\nend\n" },
	{ "/template/section-dropped", "Subject: a\n\nx\n\n{{#impact}}\nImpact {{impact}}\n{{/impact}}\n\nend\n",
	    "a", "x\n\nend\n" },
	{ "/template/inline", "Subject: a{{#impact}} b{{/impact}}{{#ticket}} c{{/ticket}}\n\nx\n", "a c",
	    "x\n" },
	{ "/template/unless", "Subject: a\n\n{{^impact}}none{{/impact}}{{^ticket}}no{{/ticket}}\n", "a",
	    "none\n" },
	{ "/template/nested",
	    "Subject: a\n\n{{#ticket}}1{{#impact}}2{{/impact}}3{{/ticket}}{{#impact}}{{#ticket}}4{{/ticket}}"
	    "{{/impact}}\n", "a", "13\n" },
	{ "/template/not-again", "Subject: {{text}}\n\n{{text}}\n", "{{key}} {{#ticket}}",
	    "{{key}} {{#ticket}}\n" },
	{ "/template/header-injection", "Subject: {{reply_text}}\n\nx\n", "one Bcc: evil@example.org two",
	    "x\n" },
	{ "/template/empty-body", "Subject: a\n\n", "a", "\n" },
	{ "/template/no-values-at-all", "Subject: \n\n{{impact}}\n", "", "\n" },
	{ "/template/signature", "Subject: a\n\nx  \n-- \nme\n", "a", "x\n-- \nme\n" },
};

static GHashTable *
some_values(void)
{
	GHashTable *values = g_hash_table_new(g_str_hash, g_str_equal);
	g_hash_table_insert(values, "title", "Noise");
	g_hash_table_insert(values, "token", "[plaint K]");
	g_hash_table_insert(values, "provider", "Example");
	g_hash_table_insert(values, "key", "K7");
	g_hash_table_insert(values, "ticket", "17");
	g_hash_table_insert(values, "text", "{{key}} {{#ticket}}");
	g_hash_table_insert(values, "reply_text", "one\r\nBcc: evil@example.org\ntwo");
	return values;
}

static void
test_render(const void *data)
{
	const struct row *row = data;
	g_autoptr(Template) template = NULL;
	g_autoptr(GHashTable) values = some_values();
	g_autoptr(GError) error = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	template_parse(row->text, "x.txt", &template, &error);
	g_assert_no_error(error);
	template_render(template, values, &subject, &body, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(subject, ==, row->subject);
	g_assert_cmpstr(body, ==, row->body);
}

static const struct bad {
	const char *name, *text, *want;
} bads[] = {
	{ "/template/bad/empty", "", "x.txt:1: begins with no 'Subject: ...' line" },
	{ "/template/bad/no-gap", "Subject: a\nb\n", "x.txt:2: an empty line must follow" },
	{ "/template/bad/unknown", "Subject: a\n\nb\n{{titel}}\n",
	    "x.txt:4: unknown value 'titel': did you mean 'title'?" },
	{ "/template/bad/unknown-in-subject", "Subject: {{colour}}\n\nb\n", "x.txt:1: unknown value" },
	{ "/template/bad/open", "Subject: a\n\n{{#title}}\nb\n", "x.txt:3: section 'title' is not closed" },
	{ "/template/bad/close", "Subject: a\n\nb\n{{/title}}\n", "x.txt:4: {{/title}} closes no section" },
	{ "/template/bad/crossed", "Subject: a\n\n{{#title}}{{#key}}{{/title}}{{/key}}\n", "closes no" },
	{ "/template/bad/tag", "Subject: a\n\n\n\n{{title\n}}\n", "x.txt:5: '{{' is not closed" },
	{ "/template/bad/line-after-section", "Subject: a\n\n{{#key}}\nx\n{{/key}}\n{{nay}}\n", "x.txt:6:" },
};

static void
test_bad(const void *data)
{
	const struct bad *row = data;
	g_autoptr(Template) template = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_false(template_parse(row->text, "x.txt", &template, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
	if (strstr(error->message, row->want) == NULL)
		g_error("'%s' is not in '%s'", row->want, error->message);
}

static void
test_limits(void)
{
	g_autoptr(Template) template = NULL;
	g_autoptr(GHashTable) values = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *large = g_strnfill(600 * 1024, 'x');
	g_autoptr(GError) error = NULL;
	char *subject = NULL, *body = NULL;
	g_hash_table_insert(values, "text", large);
	g_assert_true(template_parse("Subject: a\n\n{{text}}{{text}}\n", "x.txt", &template, &error));
	g_assert_false(template_render(template, values, &subject, &body, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
	g_assert_null(body);
	g_autoptr(Template) titled = NULL;
	g_assert_true(template_parse("Subject: {{text}}\n\n", "x.txt", &titled, NULL));
	g_assert_true(template_render(titled, values, &subject, &body, NULL));
	g_assert_cmpuint(strlen(subject), <=, 900);
	g_free(subject);
	g_free(body);
}

/* All that are shipped: read, in both languages, complete with every value and with few. */
static void
test_shipped(void)
{
	g_autoptr(GPtrArray) english = data_list("templates/en", ".txt");
	g_autoptr(GPtrArray) chinese = data_list("templates/zh", ".txt");
	g_autoptr(GHashTable) all = g_hash_table_new(g_str_hash, g_str_equal);
	for (const char *const *name = template_variables(); *name != NULL; name++)
		g_hash_table_insert(all, (gpointer)*name, (gpointer)*name);
	g_autoptr(GHashTable) few = some_values();
	g_hash_table_remove(few, "ticket");
	g_hash_table_remove(few, "text");
	g_hash_table_insert(few, "type_title", "Outage");
	g_hash_table_insert(few, "due_on", "2026-09-28");
	g_assert_cmpuint(english->len, ==, chinese->len);
	g_assert_cmpuint(english->len, >=, 30);
	for (guint i = 0; i < 2 * english->len; i++) {
		const char *name = (i % 2 == 0 ? english : chinese)->pdata[i / 2];
		g_assert_cmpstr(name, ==, english->pdata[i / 2]);
		g_autoptr(Template) template = NULL;
		g_autoptr(GError) error = NULL;
		template_load(name, i % 2 == 0 ? "en" : "zh", &template, &error);
		g_assert_no_error(error);
		g_assert_cmpstr(template_language(template), ==, i % 2 == 0 ? "en" : "zh");
		for (int full = 0; full < 2; full++) {
			g_autofree char *subject = NULL;
			g_autofree char *body = NULL;
			template_render(template, full ? all : few, &subject, &body, &error);
			g_assert_no_error(error);
			g_assert_null(strstr(body, "{{"));
			g_assert_null(strstr(body, "()"));
			g_assert_null(strstr(body, "（）"));
			g_assert_null(strstr(body, "\n\n\n"));
			if (full && strstr(subject, "token") == NULL)
				g_error("%s: no token in the subject", name);
			if (full && g_str_has_prefix(name, "notice-"))
				g_assert_nonnull(strstr(body, "plaint show key"));
		}
	}
}

static void
test_fallback(void)
{
	g_autoptr(Template) template = NULL;
	g_autoptr(Template) chinese = NULL;
	g_autoptr(Template) none = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_true(template_load("notice-working", "fr_FR.UTF-8", &template, NULL));
	g_assert_cmpstr(template_language(template), ==, "en");
	g_assert_true(template_load("notice-working", "zh_TW", &chinese, NULL));
	g_assert_cmpstr(template_language(chinese), ==, "zh");
	g_assert_false(template_load("../../etc/passwd", "en", &none, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND);
}

int
main(int argc, char **argv)
{
	g_setenv("XDG_CONFIG_HOME", "/nonexistent", TRUE);
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_render);
	for (size_t i = 0; i < G_N_ELEMENTS(bads); i++)
		g_test_add_data_func(bads[i].name, &bads[i], test_bad);
	g_test_add_func("/template/limits", test_limits);
	g_test_add_func("/template/shipped", test_shipped);
	g_test_add_func("/template/fallback", test_fallback);
	return g_test_run();
}
