/* SPDX-License-Identifier: ISC
 * unfiled.c - plaint unfiled: mail that may concern a case, why it is held, and filing it */
#include "commands.h"
#include "common.h"
#include "plaint/clock.h"
#include "plaint/text.h"
#include <stdio.h>
#include <string.h>

static json_t *
unfiled_json(const StoreUnfiled *unfiled)
{
	const StoreMessage *message = unfiled->message;
	json_t *cases = json_array();
	for (guint i = 0; i < unfiled->suggestions->len; i++)
		json_array_append_new(cases, json_string(unfiled->suggestions->pdata[i]));
	return json_pack("{sIsosssssssssoso}", "id", (json_int_t)message->id, "at", json_time(message->at),
	    "kind", message->kind, "from", message->from, "subject", message->subject, "why",
	    message->why != NULL ? message->why : "", "message_id", json_text(message->message_id), "cases",
	    cases);
}

static void
print_unfiled(const StoreUnfiled *unfiled, bool is_zh)
{
	const StoreMessage *message = unfiled->message;
	g_autofree char *at = time_format_local(message->at, NULL);
	g_autofree char *subject = text_one_line(message->subject, 120);
	g_ptr_array_add(unfiled->suggestions, NULL);
	g_autofree char *cases = g_strjoinv(" ", (char **)unfiled->suggestions->pdata);
	printf("%4d  %s  %s  %s\n      %s\n", (int)message->id, at, message->from, subject,
	    message->why != NULL ? message->why : "");
	if (*cases != '\0')
		printf("      %s: %s\n", is_zh ? "可能属于" : "likely", cases);
}

static bool
list_unfiled(Context *ctx, bool json, GError **error)
{
	g_autoptr(GPtrArray) all = NULL;
	if (!store_unfiled_list(ctx->store, &all, error))
		return false;
	json_t *array = json_array();
	for (guint i = 0; i < all->len; i++) {
		if (json)
			json_array_append_new(array, unfiled_json(all->pdata[i]));
		else
			print_unfiled(all->pdata[i], is_chinese(ctx));
	}
	if (json)
		print_json(array);
	else
		json_decref(array);
	if (!json && all->len == 0)
		fputs(is_chinese(ctx) ? "没有待归档的邮件\n" : "nothing is unfiled\n", stderr);
	return true;
}

static bool
parse_id(const char *text, int64_t *out, GError **error)
{
	guint64 id = 0;
	if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &id, NULL))
		return fail(error, PLAINT_ERROR_USAGE, "'%s' is no number of a message", text);
	*out = (int64_t)id;
	return true;
}

bool
cmd_unfiled(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean json = FALSE;
	const GOptionEntry entries[] = {
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL },
		{ NULL },
	};
	g_autoptr(StoreMessage) message = NULL;
	g_autoptr(Flow) flow = NULL;
	int64_t id = 0;
	if (!cmd_options(ctx, command_find("unfiled"), entries, &argc, &argv, 0, -1, error))
		return false;
	if (argc == 1)
		return list_unfiled(ctx, json, error);
	if (argc < 3 || !parse_id(argv[2], &id, error))
		return fail(error, PLAINT_ERROR_USAGE,
		    "usage: plaint unfiled [--json] | file ID KEY... | drop ID");
	if (!store_message_load(ctx->store, id, &message, error))
		return false;
	if (message->is_outgoing || (strcmp(message->status, "unfiled") != 0 &&
	                                strcmp(message->status, "filed") != 0))
		return fail(error, PLAINT_ERROR_CONFLICT, "message %d is %s: it cannot be filed or dropped",
		    (int)id, message->is_outgoing ? "our own" : message->status);
	if (strcmp(argv[1], "drop") == 0 && argc == 3) {
		if (strcmp(message->status, "unfiled") != 0)
			return fail(error, PLAINT_ERROR_CONFLICT,
			    "message %d is filed; what belongs to a case is kept", (int)id);
		return store_message_drop(ctx->store, id, error);
	}
	if (strcmp(argv[1], "file") != 0 || argc < 4)
		return fail(error, PLAINT_ERROR_USAGE,
		    "usage: plaint unfiled [--json] | file ID KEY... | drop ID");
	flow = flow_new(ctx->conf, ctx->store);
	return flow_refile(flow, id, (const char *const *)(argv + 3), error);
}
