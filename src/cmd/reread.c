/* SPDX-License-Identifier: ISC
 * reread.c - plaint reread: read the kept mail again after the rules have changed
 *
 * What would change is shown before anything does. A changed reading moves a case only where it is
 * the newest of an open one: what was decided since stands. */
#include "commands.h"
#include "common.h"
#include <stdio.h>
#include <string.h>

typedef struct change {
	char *key;
	FlowReread reread;
} Change;

static void
change_free(gpointer data)
{
	Change *change = data;
	flow_reread_clear(&change->reread);
	g_free(change->key);
	g_free(change);
}

static bool
collect(Flow *flow, Store *store, const Case *c, GPtrArray *changes, GError **error)
{
	g_autoptr(GPtrArray) messages = NULL;
	bool is_newest = true;
	if (!store_message_list(store, c->key, &messages, error))
		return false;
	for (guint i = messages->len; i > 0; i--) {
		const StoreMessage *message = messages->pdata[i - 1];
		FlowReread reread = { 0 };
		if (message->is_outgoing || message->is_flagged || message->reading == NULL)
			continue;
		if (!flow_reread(flow, message, &reread, error))
			return false;
		reread.is_newest = is_newest && c->state != CASE_CLOSED;
		is_newest = false;
		if (!reread.is_changed) {
			flow_reread_clear(&reread);
			continue;
		}
		Change *change = g_new0(Change, 1);
		change->key = g_strdup(c->key);
		change->reread = reread;
		g_ptr_array_add(changes, change);
	}
	return true;
}

static void
print_changes(const GPtrArray *changes, bool json, bool is_zh)
{
	json_t *array = json_array();
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];
		const FlowReread *reread = &change->reread;
		json_array_append_new(array,
		    json_pack("{sssIsssssb}", "key", change->key, "id", (json_int_t)reread->message, "before",
		        reread->before, "after", reread->after, "moves", (int)reread->is_newest));
		if (!json)
			printf("%s  %4d  %s -> %s%s\n", change->key, (int)reread->message, reread->before,
			    reread->after,
			    reread->is_newest ? (is_zh ? "  （影响案件）" : "  (moves the case)") : "");
	}
	if (json)
		print_json(array);
	else
		json_decref(array);
}

bool
cmd_reread(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean all = FALSE, dry_run = FALSE, json = FALSE, yes = FALSE;
	const GOptionEntry entries[] = {
		{ "all", 'a', 0, G_OPTION_ARG_NONE, &all, "the mail of all cases", NULL },
		{ "dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "only show what would change", NULL },
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL },
		{ "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "ask nothing", NULL },
		{ NULL },
	};
	g_autoptr(Flow) flow = NULL;
	g_autoptr(GPtrArray) cases = NULL;
	g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func(change_free);
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	if (!cmd_options(ctx, command_find("reread"), entries, &argc, &argv, 0, 1, error))
		return false;
	if ((argc == 2) == (bool)all)
		return fail(error, PLAINT_ERROR_USAGE, "usage: plaint reread [--dry-run] KEY | --all");
	flow = flow_new(ctx->conf, ctx->store);
	if (all) {
		if (!store_case_list(ctx->store, true, &cases, error))
			return false;
	} else {
		Case *c = NULL;
		if (!store_case_load(ctx->store, argv[1], &c, error))
			return false;
		cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
		g_ptr_array_add(cases, c);
	}
	for (guint i = 0; i < cases->len; i++)
		if (!collect(flow, ctx->store, cases->pdata[i], changes, error))
			return false;
	print_changes(changes, json, is_chinese(ctx));
	if (dry_run || changes->len == 0)
		return true;
	if (!yes && !ask_yes(is_chinese(ctx) ? "应用这些更改？" : "Apply these changes?",
	                "give --yes or --dry-run", error))
		return *error == NULL && fail(error, PLAINT_ERROR_CONFLICT, "nothing was changed");
	if (!store_begin(ctx->store, &txn, error))
		return false;
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];
		if (!flow_reread_apply(flow, change->key, &change->reread, error))
			return false;
	}
	return store_commit(&txn, error);
}
