/* SPDX-License-Identifier: ISC
 * template.c - the texts of mail: etc/templates/LANGUAGE/NAME.txt
 *
 * A template is parsed once into a flat program: text, values, and sections that know where they
 * end. There are no loops and no values with tags in them, so rendering is linear and ends. */
#include "plaint/template.h"
#include "plaint/data.h"
#include "plaint/text.h"
#include <string.h>

/* What a person can read in a mail, and then some. */
#define TEMPLATE_LIMIT_BYTES (256u * 1024)
#define TEMPLATE_OUTPUT_LIMIT_BYTES (1024u * 1024)
#define TEMPLATE_DEPTH_MAX 16
#define SUBJECT_LIMIT_BYTES 900

static const char *const variables[] = { "account_id", "also", "ask", "asked_list", "because", "can_do", "channel",
	"choices", "commands", "contact", "description", "desk", "did", "due_on", "escalation_list",
	"evidence_list", "evidence_new", "filed_on", "impact", "key", "language", "looked_on",
	"name", "next", "next_on", "outcome", "promised", "promised_due", "provider", "reason",
	"reason_answer", "redirect", "reply_from", "reply_on", "reply_text", "sendto_error",
	"state", "step", "target", "text", "ticket", "tickets", "timeline", "title", "to",
	"token", "type", "type_title", "verdict", "when", "where", "window", "window_read",
	"window_source", NULL };

typedef enum node_kind { NODE_TEXT, NODE_VALUE, NODE_IF, NODE_UNLESS, NODE_END } NodeKind;

typedef struct node {
	NodeKind kind;
	char *text; /* of a text; or the value's name */
	int line;
	guint end; /* of a section: the index of its NODE_END */
} Node;

struct template {
	char *language;
	GArray *subject, *body; /* Node */
};

const char *const *
template_variables(void)
{
	return variables;
}

static void
node_clear(gpointer data)
{
	g_free(((Node *)data)->text);
}

static GArray *
program_new(void)
{
	GArray *program = g_array_new(FALSE, FALSE, sizeof(Node));
	g_array_set_clear_func(program, node_clear);
	return program;
}

void
template_free(Template *template)
{
	if (template == NULL)
		return;
	g_free(template->language);
	g_clear_pointer(&template->subject, g_array_unref);
	g_clear_pointer(&template->body, g_array_unref);
	g_free(template);
}

static void
add_node(GArray *program, NodeKind kind, char *text, int line)
{
	Node node = { kind, text, line, 0 };
	g_array_append_val(program, node);
}

bool
template_says(const Template *template, const char *name)
{
	for (guint i = 0; i < template->body->len; i++) {
		const Node *node = &g_array_index(template->body, Node, i);
		if (node->kind == NODE_VALUE && strcmp(node->text, name) == 0)
			return true;
	}
	return false;
}

/* One tag, the text between {{ and }}. */
static bool
add_tag(GArray *program, GArray *open, const char *tag, const char *path, int line, GError **error)
{
	NodeKind kind = *tag == '#' ? NODE_IF
	                : *tag == '^' ? NODE_UNLESS
	                : *tag == '/' ? NODE_END
	                              : NODE_VALUE;
	g_autofree char *name = g_strstrip(g_strdup(kind == NODE_VALUE ? tag : tag + 1));
	if (!g_strv_contains(variables, name)) {
		const char *near = nearest_word(name, variables);
		return fail(error, PLAINT_ERROR_CONFIG, "%s:%d: unknown value '%s'%s%s%s", path, line, name,
		    near != NULL ? ": did you mean '" : "", near != NULL ? near : "",
		    near != NULL ? "'?" : "");
	}
	if (kind == NODE_END) {
		guint at = open->len > 0 ? g_array_index(open, guint, open->len - 1) : 0;
		if (open->len == 0 || strcmp(g_array_index(program, Node, at).text, name) != 0)
			return fail(error, PLAINT_ERROR_CONFIG, "%s:%d: {{/%s}} closes no section", path, line,
			    name);
		g_array_index(program, Node, at).end = program->len;
		g_array_set_size(open, open->len - 1);
	} else if (kind != NODE_VALUE) {
		if (open->len >= TEMPLATE_DEPTH_MAX)
			return fail(error, PLAINT_ERROR_CONFIG, "%s:%d: sections nested deeper than %d", path,
			    line, TEMPLATE_DEPTH_MAX);
		g_array_append_val(open, program->len);
	}
	add_node(program, kind, g_steal_pointer(&name), line);
	return true;
}

/* Where a section's tag stands alone on its line, the place behind that line; else NULL. */
static const char *
behind_lone_tag(const char *start, const char *tag, const char *after)
{
	const char *line = tag;
	while (line > start && (line[-1] == ' ' || line[-1] == '\t'))
		line--;
	if (line > start && line[-1] != '\n')
		return NULL;
	after += strspn(after, " \t\r");
	return *after == '\n' ? after + 1 : *after == '\0' ? after : NULL;
}

static bool
compile(GArray *program, const char *text, const char *path, int line, GError **error)
{
	g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint));
	const char *start = text, *tag;
	while ((tag = strstr(text, "{{")) != NULL) {
		const char *close = strstr(tag, "}}");
		const char *end_of_line = strchrnul(tag, '\n');
		const char *keep = tag;
		for (const char *c = text; c < tag; c++)
			line += *c == '\n';
		if (close == NULL || close > end_of_line)
			return fail(error, PLAINT_ERROR_CONFIG, "%s:%d: '{{' is not closed by '}}'", path, line);
		g_autofree char *name = g_strndup(tag + 2, (size_t)(close - tag - 2));
		const char *next = close + 2;
		const char *lone = strchr("#^/", *name) != NULL && *name != '\0'
		                       ? behind_lone_tag(start, tag, next) : NULL;
		if (lone != NULL)
			while (keep > text && (keep[-1] == ' ' || keep[-1] == '\t'))
				keep--;
		if (keep > text)
			add_node(program, NODE_TEXT, g_strndup(text, (size_t)(keep - text)), line);
		if (!add_tag(program, open, name, path, line, error))
			return false;
		if (lone != NULL && lone > next && lone[-1] == '\n')
			line++;
		text = lone != NULL ? lone : next;
	}
	if (open->len > 0) {
		const Node *node = &g_array_index(program, Node, g_array_index(open, guint, open->len - 1));
		return fail(error, PLAINT_ERROR_CONFIG, "%s:%d: section '%s' is not closed by {{/%s}}", path,
		    node->line, node->text, node->text);
	}
	add_node(program, NODE_TEXT, g_strdup(text), line);
	return true;
}

bool
template_parse(const char *text, const char *path, Template **out, GError **error)
{
	g_autoptr(Template) template = g_new0(Template, 1);
	template->language = g_strdup("");
	template->subject = program_new();
	template->body = program_new();
	if (strlen(text) > TEMPLATE_LIMIT_BYTES)
		return fail(error, PLAINT_ERROR_CONFIG, "%s:1: larger than %u bytes", path,
		    TEMPLATE_LIMIT_BYTES);
	g_auto(GStrv) pieces = g_strsplit(text, "\r\n", -1);
	g_autofree char *plain = g_strjoinv("\n", pieces);
	const char *at = g_str_has_prefix(plain, "\xef\xbb\xbf") ? plain + 3 : plain;
	const char *end = strchr(at, '\n');
	if (!g_str_has_prefix(at, "Subject:") || end == NULL)
		return fail(error, PLAINT_ERROR_CONFIG, "%s:1: begins with no 'Subject: ...' line", path);
	if (end[1] != '\n' && end[1] != '\0')
		return fail(error, PLAINT_ERROR_CONFIG, "%s:2: an empty line must follow the subject", path);
	g_autofree char *subject = g_strndup(at + strlen("Subject:"), (size_t)(end - at) - 8);
	if (!compile(template->subject, g_strstrip(subject), path, 1, error) ||
	    !compile(template->body, end[1] == '\n' ? end + 2 : end + 1, path, 3, error))
		return false;
	*out = g_steal_pointer(&template);
	return true;
}

/* The languages to try for a tag: itself, its base, English. */
static GPtrArray *
languages_for(const char *language)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	char *whole = g_strdup(language != NULL ? language : "");
	whole[strspn(whole, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-")] = '\0';
	g_ptr_array_add(list, whole);
	g_ptr_array_add(list, language_base(whole));
	g_ptr_array_add(list, g_strdup("en"));
	return list;
}

bool
template_load(const char *name, const char *language, Template **out, GError **error)
{
	g_autoptr(GPtrArray) languages = languages_for(language);
	for (guint i = 0; i < languages->len; i++) {
		const char *tag = languages->pdata[i];
		g_autofree char *relative = g_strdup_printf("templates/%s/%s.txt", tag, name);
		g_autofree char *found = *tag != '\0' ? data_find(relative) : NULL;
		g_autofree char *text = NULL;
		g_autofree char *path = NULL;
		if (found == NULL)
			continue;
		if (!data_read(relative, &text, &path, error) || !template_parse(text, path, out, error))
			return false;
		g_free((*out)->language);
		(*out)->language = g_strdup(tag);
		return true;
	}
	return fail(error, PLAINT_ERROR_NOT_FOUND,
	    "no template '%s': add templates/en/%s.txt to a data folder", name, name);
}

const char *
template_language(const Template *template)
{
	return template->language;
}

static const char *
value_of(GHashTable *values, const char *name)
{
	const char *value = values != NULL ? g_hash_table_lookup(values, name) : NULL;
	return value != NULL ? value : "";
}

static bool
run(const GArray *program, GHashTable *values, GString *out, GError **error)
{
	for (guint i = 0; i < program->len; i++) {
		const Node *node = &g_array_index(program, Node, i);
		const char *value = node->kind == NODE_TEXT ? node->text : value_of(values, node->text);
		if (node->kind == NODE_TEXT || node->kind == NODE_VALUE) {
			size_t length = strlen(value);
			if (out->len + length > TEMPLATE_OUTPUT_LIMIT_BYTES)
				return fail(error, PLAINT_ERROR_INPUT, "the text of the mail is larger than %u bytes",
				    TEMPLATE_OUTPUT_LIMIT_BYTES);
			g_string_append_len(out, value, (gssize)length);
		} else if ((node->kind == NODE_IF && *value == '\0') ||
		           (node->kind == NODE_UNLESS && *value != '\0')) {
			i = node->end;
		}
	}
	return true;
}

/* More than one empty line in a row is what a section left behind; blanks at line ends go too,
 * so that quoted-printable need not write them out. */
static char *
tidy(const char *text)
{
	GString *out = g_string_sized_new(strlen(text) + 1);
	int empty = 2; /* none at the start */
	while (*text != '\0') {
		size_t length = strcspn(text, "\n"), kept = length;
		while (kept > 0 && strchr(" \t\r", text[kept - 1]) != NULL)
			kept--;
		if (kept == 2 && strncmp(text, "-- \n", 4) == 0)
			kept = 3; /* the mark of a signature ends in a blank (RFC 3676 4.3) */
		empty = kept == 0 ? empty + 1 : 0;
		if (empty <= 1) {
			g_string_append_len(out, text, (gssize)kept);
			g_string_append_c(out, '\n');
		}
		text += length + (text[length] == '\n');
	}
	while (out->len > 1 && out->str[out->len - 2] == '\n')
		g_string_truncate(out, out->len - 1);
	if (out->len == 0)
		g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}

bool
template_render(const Template *template, GHashTable *values, char **out_subject, char **out_body,
    GError **error)
{
	g_autoptr(GString) subject = g_string_new(NULL);
	g_autoptr(GString) body = g_string_new(NULL);
	if (!run(template->subject, values, subject, error) || !run(template->body, values, body, error))
		return false;
	g_autofree char *valid = g_utf8_make_valid(body->str, (gssize)body->len);
	*out_subject = text_one_line(subject->str, SUBJECT_LIMIT_BYTES);
	*out_body = tidy(valid);
	return true;
}
