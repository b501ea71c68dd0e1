/* SPDX-License-Identifier: ISC
 * verify.c - plaint verify: is the journal unbroken, and is every message as it was? */
#include "commands.h"
#include "common.h"
#include <inttypes.h>
#include <stdio.h>

bool
cmd_verify(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean json = FALSE;
	const GOptionEntry entries[] = {
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL },
		{ NULL },
	};
	g_autoptr(GPtrArray) faults = NULL;
	uint64_t checked[2] = { 0 };
	if (!cmd_options(ctx, command_find("verify"), entries, &argc, &argv, 0, 0, error) ||
	    !store_verify(ctx->store, &faults, checked, error))
		return false;
	json_t *array = json_array();
	for (guint i = 0; i < faults->len; i++) {
		json_array_append_new(array, json_string(faults->pdata[i]));
		if (!json)
			printf("%s\n", (char *)faults->pdata[i]);
	}
	if (json)
		print_json(json_pack("{sIsIso}", "events", (json_int_t)checked[0], "messages",
		    (json_int_t)checked[1], "faults", array));
	else
		json_decref(array);
	if (!json && faults->len == 0)
		printf("%" PRIu64 " events and %" PRIu64 " messages: unbroken\n", checked[0], checked[1]);
	return faults->len == 0 || fail(error, PLAINT_ERROR_INPUT, "%u faults in the store '%s'",
	                               faults->len, store_path(ctx->store));
}
