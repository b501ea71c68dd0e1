/* SPDX-License-Identifier: ISC
 * types.c - plaint types: the complaint types there are, and what one of them asks for */
#include "cmd-data-private.h"
#include "plaint/cmd.h"
#include "plaint/type.h"
#include "plaint/window.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static json_t *
strings(const GPtrArray *list)
{
	json_t *array = json_array();
	for (guint i = 0; i < list->len; i++)
		json_array_append_new(array, json_string(list->pdata[i]));
	return array;
}

static json_t *
type_json(const ComplaintType *type, const char *language)
{
	json_t *evidence = json_array(), *appeals = json_array();
	for (guint i = 0; i < type->evidence->len; i++) {
		const TypeEvidence *one = type->evidence->pdata[i];
		json_array_append_new(evidence, json_pack("{s:s, s:s, s:b}", "name", one->name, "text",
		    local_text_get(one->text, language), "required", one->is_required));
	}
	for (guint i = 0; i < type->appeals->len; i++) {
		const TypeAppeal *one = type->appeals->pdata[i];
		json_array_append_new(appeals, json_pack("{s:s, s:s, s:s}", "reason", one->reason, "says",
		    local_text_get(one->says, language), "answer", local_text_get(one->answer, language)));
	}
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:s}", "name",
	    type->name, "family", type->family, "title", local_text_get(type->title, language),
	    "summary", local_text_get(type->summary, language), "first_reply", type->first_reply,
	    "resolve", type->resolve, "chance", type->chance, "role", role_name(type->role), "required",
	    strings(type->fields), "evidence", evidence, "rejected", appeals, "file", type->path);
}

static void
print_type(const ComplaintType *type, const char *language, bool zh)
{
	g_autofree char *resolve = window_words(type->resolve, language);
	g_autofree char *first_reply = window_words(type->first_reply, language);
	printf("%s: %s\n%s\n\n", type->name, local_text_get(type->title, language),
	    local_text_get(type->summary, language));
	printf(zh ? "处理时限：%s（首次答复：%s）\n成功率：%s\n投诉渠道：%s\n"
	          : "to be settled within: %s (first reply: %s)\nusual chance of success: %s\nsent to: %s\n",
	    resolve, first_reply, type_chance_text(type, language), role_name(type->role));
	g_autoptr(GString) fields = g_string_new(NULL);
	for (guint i = 0; i < type->fields->len; i++)
		g_string_append_printf(fields, "%s%s", i > 0 ? ", " : "", (char *)type->fields->pdata[i]);
	printf(zh ? "必填项：%s\n\n证据：\n" : "required: %s\n\nevidence:\n", fields->str);
	for (guint i = 0; i < type->evidence->len; i++) {
		const TypeEvidence *one = type->evidence->pdata[i];
		const char *need = one->is_required ? (zh ? "必需" : "required") : (zh ? "建议" : "advised");
		g_autofree char *column = text_pad(need, 9);
		printf("  %s %s\n", column, local_text_get(one->text, language));
	}
	printf(zh ? "\n若被驳回：\n" : "\nwhen it is refused because\n");
	for (guint i = 0; i < type->appeals->len; i++) {
		const TypeAppeal *one = type->appeals->pdata[i];
		printf("  %s\n      %s\n", local_text_get(one->says, language),
		    local_text_get(one->answer, language));
	}
	printf(zh ? "\n文件：%s\n" : "\nfile: %s\n", type->path);
}

static void
print_row(const ComplaintType *type, const char *language)
{
	g_autofree char *name = text_pad(type->name, 13);
	g_autofree char *words = window_words(type->resolve, language);
	g_autofree char *window = text_pad(words, 14);
	g_autofree char *role = text_pad(role_name(type->role), 8);
	g_autofree char *chance = text_pad(type_chance_text(type, language), 24);
	printf("%s %s %s %s %s\n", name, window, role, chance, local_text_get(type->title, language));
}

static bool
list_all(const char *language, bool json, GError **error)
{
	g_autoptr(GPtrArray) names = type_names();
	json_t *array = json_array();
	for (guint i = 0; i < names->len; i++) {
		g_autoptr(ComplaintType) type = NULL;
		if (!type_load(names->pdata[i], &type, error)) {
			json_decref(array);
			return false;
		}
		if (json)
			json_array_append_new(array, type_json(type, language));
		else
			print_row(type, language);
	}
	return data_print_json(array, json, error);
}

bool
cmd_types(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean json = FALSE;
	const GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL },
		{ NULL },
	};
	if (!cmd_options(ctx, command_find("types"), entries, &argc, &argv, 0, 1, error))
		return false;
	g_autofree char *language = data_language();
	if (argc < 2)
		return list_all(language, json, error);
	g_autoptr(ComplaintType) type = NULL;
	if (!type_load(argv[1], &type, error))
		return false;
	if (!json)
		print_type(type, language, strcmp(language, "zh") == 0);
	return data_print_json(type_json(type, language), json, error);
}
