/* SPDX-License-Identifier: ISC
 * form.c - the form of a complaint, as text for an editor
 *
 * INI or YAML were the other roads: the first wants quoting for a log, the second a manual. */
#include "plaint/form.h"
#include <string.h>

/* Typed or pasted by one person: more is a mistake of an editor. */
#define FORM_LIMIT_BYTES (1024u * 1024)

typedef struct field {
	const char *name, *en, *zh;
	const char *hint_en, *hint_zh;
	bool is_list; /* may stand several times, a value a line */
} Field;

static const Field fields[] = {
	{ "title", "Title", "标题", "one line: what is wrong, with what", "一句话：什么东西出了什么问题", false },
	{ "name", "Name", "姓名", NULL, NULL, false },
	{ "contact", "Contact", "联系方式", "how the desk may reach you: email, telephone",
	    "客服可以联系到您的方式：邮箱、电话", false },
	{ "account_id", "Account at the provider", "服务商账号",
	    "customer number, account email, server or order id",
	    "客户编号、账号邮箱、服务器编号或订单号", false },
	{ "kind", "Kind of problem", "问题类型", NULL, NULL, false },
	{ "when", "Time of occurrence", "发生时间",
	    "with time zone, such as 2026-09-24T10:15:00+02:00; without one it is your local time",
	    "请带时区，例如 2026-09-24T10:15:00+08:00；不写时区则按本机时区", false },
	{ "where", "Where", "涉及对象", "IP address, URL or domain; one a line, the line may be repeated",
	    "IP 地址、网址或域名；每行一个，可以重复此行", true },
	{ "impact", "Impact", "影响", "what it costs you: who cannot work, since when",
	    "造成的影响：谁无法使用、从何时起", false },
	{ "ask", "What is asked", "诉求", "what the provider shall do; may stay empty",
	    "希望服务商如何处理；可留空", false },
	{ "evidence", "Evidence", "证据", "path of a file to attach; one a line, the line may be repeated",
	    "要附上的文件路径；每行一个，可以重复此行", true },
	{ "description", "Description", "详细描述", "from here to the end: what happened, in detail",
	    "从这里到文末：请详细描述经过", false },
};

static bool
is_chinese(const char *language)
{
	g_autofree char *base = language_base(language);
	return strcmp(base, "zh") == 0;
}

static const Field *
find_field(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

GHashTable *
form_values_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

const char *
form_label(const char *field, const char *language)
{
	const Field *found = find_field(field);
	if (found == NULL)
		return NULL;
	return is_chinese(language) ? found->zh : found->en;
}

static bool
is_required(const ComplaintType *type, const char *field)
{
	return g_ptr_array_find_with_equal_func(type->fields, field, g_str_equal, NULL);
}

static const char *
value_of(GHashTable *values, const char *name)
{
	const char *value = g_hash_table_lookup(values, name);
	return value != NULL ? value : "";
}

static void
append_evidence_help(GString *out, const ComplaintType *type, const char *language, bool zh)
{
	for (guint i = 0; i < type->evidence->len; i++) {
		const TypeEvidence *evidence = type->evidence->pdata[i];
		const char *need = evidence->is_required ? (zh ? "必需" : "required")
		                                         : (zh ? "建议" : "advised");
		g_string_append_printf(out, "#   %s: %s\n", need,
		    local_text_get(evidence->text, language));
	}
}

static void
append_field(GString *out, const Field *field, const ComplaintType *type, const char *language,
    const char *value)
{
	bool zh = is_chinese(language);
	const char *hint = zh ? field->hint_zh : field->hint_en;
	const char *label = zh ? field->zh : field->en;
	const char *colon = zh ? "：" : ": ";
	const char *must = !is_required(type, field->name) ? "" : zh ? "（必填）" : " (required)";
	if (hint != NULL || *must != '\0')
		g_string_append_printf(out, "# %s%s\n", hint != NULL ? hint : label, must);
	if (strcmp(field->name, "evidence") == 0)
		append_evidence_help(out, type, language, zh);
	if (!field->is_list) {
		g_autofree char *line = text_one_line(value, 0);
		g_string_append_printf(out, "%s%s%s\n", label, colon, line);
		return;
	}
	g_auto(GStrv) items = g_strsplit(value, "\n", -1);
	for (size_t i = 0; i == 0 || items[i] != NULL; i++) {
		g_autofree char *line = text_one_line(items[i] != NULL ? items[i] : "", 0);
		g_string_append_printf(out, "%s%s%s\n", label, colon, line);
		if (items[i] == NULL)
			break;
	}
}

char *
form_format(const ComplaintType *type, const char *language, GHashTable *values)
{
	bool zh = is_chinese(language);
	GString *out = g_string_new(NULL);
	const char *title = local_text_get(type->title, language);
	g_string_append_printf(out,
	    zh ? "# 投诉表单：%s\n# %s\n# 以 # 开头的行是说明，不会寄出。保存并退出即可继续；全部清空则放弃。\n\n"
	       : "# Complaint: %s\n# %s\n# Lines that begin with # explain and are not sent. "
	         "Save and leave the editor to go on;\n# delete everything to give up.\n\n",
	    title, local_text_get(type->summary, language));
	for (size_t i = 0; i + 1 < G_N_ELEMENTS(fields); i++) {
		const char *value = value_of(values, fields[i].name);
		if (strcmp(fields[i].name, "kind") == 0 && *value == '\0')
			value = title;
		append_field(out, &fields[i], type, language, value);
	}
	const Field *last = &fields[G_N_ELEMENTS(fields) - 1];
	g_autofree char *text = g_strstrip(g_strdup(value_of(values, last->name)));
	g_string_append_printf(out, "\n# %s%s\n%s%s\n%s%s", zh ? last->hint_zh : last->hint_en,
	    !is_required(type, last->name) ? "" : zh ? "（必填）" : " (required)",
	    zh ? last->zh : last->en, zh ? "：" : ":", text, *text != '\0' ? "\n" : "");
	return g_string_free(out, FALSE);
}

static void
mistake(GString *mistakes, const char *name, int line, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
static void
mistake(GString *mistakes, const char *name, int line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_string_append_printf(mistakes, "%s%s:%d: ", mistakes->len > 0 ? "\n" : "", name, line);
	g_string_append_vprintf(mistakes, format, args);
	va_end(args);
}

/* The field whose label, in either language, begins line; *out_rest is behind its colon. */
static const Field *
match_label(const char *line, const char **out_rest)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		const char *labels[] = { fields[i].en, fields[i].zh };
		for (size_t j = 0; j < G_N_ELEMENTS(labels); j++) {
			size_t length = strlen(labels[j]);
			if (g_ascii_strncasecmp(line, labels[j], length) != 0)
				continue;
			const char *rest = line + length + strspn(line + length, " \t");
			if (*rest == ':')
				*out_rest = rest + 1;
			else if (g_str_has_prefix(rest, "："))
				*out_rest = rest + strlen("：");
			else
				continue;
			return &fields[i];
		}
	}
	return NULL;
}

static void
take_value(GHashTable *values, const Field *field, const char *rest, const char *name, int line,
    GString *mistakes)
{
	g_autofree char *value = text_one_line(rest, 0);
	const char *before = g_hash_table_lookup(values, field->name);
	if (*value == '\0')
		return;
	if (before != NULL && !field->is_list) {
		mistake(mistakes, name, line, "'%s' is given twice", field->en);
		return;
	}
	g_hash_table_replace(values, g_strdup(field->name),
	    before != NULL ? g_strconcat(before, "\n", value, NULL) : g_steal_pointer(&value));
}

static void
refuse_line(GString *mistakes, const char *name, int line, const char *text)
{
	g_autofree char *shown = text_one_line(text, 60);
	mistake(mistakes, name, line,
	    "'%s' belongs to no field: write 'Label: value', and longer text under Description", shown);
}

bool
form_parse(const char *text, const char *name, GHashTable **out, GError **error)
{
	if (strlen(text) > FORM_LIMIT_BYTES)
		return fail(error, PLAINT_ERROR_INPUT,
		    "%s: larger than %u bytes: attach long logs as evidence", name, FORM_LIMIT_BYTES);
	if (!g_utf8_validate(text, -1, NULL))
		return fail(error, PLAINT_ERROR_INPUT, "%s: not UTF-8 text: save it as UTF-8", name);
	g_autoptr(GHashTable) values = form_values_new();
	g_autoptr(GString) mistakes = g_string_new(NULL);
	int number = 0;
	const char *at = g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text;
	while (*at != '\0') {
		size_t length = strcspn(at, "\n");
		g_autofree char *line = g_strstrip(g_strndup(at, length));
		const char *next = at + length + (at[length] == '\n');
		const char *rest = NULL;
		number++;
		const Field *field = *line == '#' ? NULL : match_label(line, &rest);
		if (field != NULL && strcmp(field->name, "description") == 0) {
			g_autofree char *all = g_strstrip(g_strconcat(rest, "\n", next, NULL));
			if (*all != '\0')
				g_hash_table_replace(values, g_strdup("description"), g_steal_pointer(&all));
			break;
		}
		if (field != NULL)
			take_value(values, field, rest, name, number, mistakes);
		else if (*line != '\0' && *line != '#')
			refuse_line(mistakes, name, number, line);
		at = next;
	}
	if (mistakes->len > 0)
		return fail(error, PLAINT_ERROR_INPUT, "%s", mistakes->str);
	*out = g_steal_pointer(&values);
	return true;
}

static void
missing_free(FormMissing *missing)
{
	g_free(missing->field);
	g_free(missing->text);
	g_free(missing);
}

static bool
is_given(const TypeEvidence *wanted, const GPtrArray *files)
{
	if (files == NULL || files->len == 0)
		return false;
	if (wanted->match->len == 0)
		return true;
	for (guint i = 0; i < files->len; i++) {
		g_autofree char *base = g_path_get_basename(files->pdata[i]);
		g_autofree char *lower = g_utf8_validate(base, -1, NULL) ? g_utf8_strdown(base, -1)
		                                                         : g_ascii_strdown(base, -1);
		for (guint j = 0; j < wanted->match->len; j++)
			if (g_pattern_match_simple(wanted->match->pdata[j], lower))
				return true;
	}
	return false;
}

static void
add_missing(GPtrArray *list, const char *field, char *text, bool required)
{
	FormMissing *missing = g_new0(FormMissing, 1);
	missing->field = g_strdup(field);
	missing->text = text;
	missing->is_required = required;
	g_ptr_array_add(list, missing);
}

GPtrArray *
form_missing(const ComplaintType *type, const char *language, GHashTable *values,
    const GPtrArray *evidence)
{
	bool zh = is_chinese(language);
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)missing_free);
	for (guint i = 0; i < type->fields->len; i++) {
		const Field *field = find_field(type->fields->pdata[i]);
		if (strcmp(field->name, "evidence") == 0 ? evidence != NULL && evidence->len > 0
		                                         : *value_of(values, field->name) != '\0')
			continue;
		const char *hint = zh ? field->hint_zh : field->hint_en;
		add_missing(list, field->name,
		    g_strconcat(zh ? field->zh : field->en,
		        hint == NULL ? "" : zh ? "（" : " (", hint != NULL ? hint : "",
		        hint == NULL ? "" : zh ? "）" : ")", NULL),
		    true);
	}
	/* The evidence stands with the required ones first already. */
	for (guint i = 0; i < type->evidence->len; i++) {
		const TypeEvidence *wanted = type->evidence->pdata[i];
		if (!is_given(wanted, evidence))
			add_missing(list, "evidence",
			    g_strdup_printf(zh ? "证据：%s" : "evidence: %s",
			        local_text_get(wanted->text, language)),
			    wanted->is_required);
	}
	return list;
}
