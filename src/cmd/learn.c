/* SPDX-License-Identifier: ISC
 * learn.c - plaint learn: teach how a desk's words are meant */
#include "commands.h"
#include "common.h"
#include "plaint/clock.h"
#include "plaint/verdict.h"
#include <stdio.h>
#include <stdlib.h>

static bool
list_lessons(Context *ctx, bool json, GError **error)
{
	g_autoptr(GPtrArray) lessons = NULL;
	if (!store_lesson_list(ctx->store, &lessons, error))
		return false;
	json_t *array = json_array();
	for (guint i = 0; i < lessons->len; i++) {
		const StoreLesson *lesson = lessons->pdata[i];
		json_array_append_new(array,
		    json_pack("{sIsssssO}", "id", (json_int_t)lesson->id, "verdict", lesson->verdict, "text",
		        lesson->text, "at", json_time(lesson->at)));
		g_autofree char *line = text_one_line(lesson->text, 100);
		if (!json)
			printf("%4d  %-10s  %s\n", (int)lesson->id, lesson->verdict, line);
	}
	if (json)
		print_json(array);
	else
		json_decref(array);
	return true;
}

static bool
learn_file(Context *ctx, const char *path, const char *word, GError **error)
{
	g_autoptr(Reading) reading = NULL;
	g_autofree char *bytes = NULL;
	g_autoptr(GError) why = NULL;
	gsize size = 0;
	Verdict verdict = VERDICT_NONE;
	int64_t id = 0;
	if (!verdict_parse(word, &verdict) || verdict == VERDICT_NONE)
		return fail(error, PLAINT_ERROR_USAGE,
		    "no verdict '%s': there are ack, working, need-info, resolved, rejected, redirected, away, "
		    "challenge, other",
		    word);
	if (!g_file_get_contents(path, &bytes, &size, &why))
		return fail(error, PLAINT_ERROR_NOT_FOUND, "%s", why->message);
	if (!inspect_bytes(bytes, size, NULL, NULL, NULL, &reading, error))
		return false;
	g_autofree char *fingerprint = learned_fingerprint(reading->text);
	g_autofree char *begins =
	    g_utf8_substring(reading->text, 0, MIN(g_utf8_strlen(reading->text, -1), 200));
	if (*fingerprint == '\0')
		return fail(error, PLAINT_ERROR_INPUT, "'%s' has no new text to learn from", path);
	return store_lesson_add(ctx->store, verdict_name(verdict), fingerprint, begins, clock_now(), &id,
	    error);
}

bool
cmd_learn(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean list = FALSE, json = FALSE;
	gint forget = 0;
	const GOptionEntry entries[] = {
		{ "list", 'l', 0, G_OPTION_ARG_NONE, &list, "list what was learnt", NULL },
		{ "forget", 0, 0, G_OPTION_ARG_INT, &forget, "forget lesson ID", "ID" },
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL },
		{ NULL },
	};
	if (!cmd_options(ctx, command_find("learn"), entries, &argc, &argv, 0, 2, error))
		return false;
	if (list)
		return list_lessons(ctx, json, error);
	if (forget != 0)
		return store_lesson_forget(ctx->store, forget, error);
	if (argc != 3)
		return fail(error, PLAINT_ERROR_USAGE,
		    "usage: plaint learn FILE VERDICT | --list [--json] | --forget ID");
	return learn_file(ctx, argv[1], argv[2], error);
}
