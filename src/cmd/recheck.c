/* SPDX-License-Identifier: ISC
 * recheck.c - plaint recheck: look now whether the matter is still there, or chase whatever it is
 */
#include "commands.h"
#include "common.h"
#include "plaint/clock.h"
#include <stdio.h>

static const char *
found_words(Look look, bool is_zh)
{
	switch (look) {
	case LOOK_THERE:
		return is_zh ? "问题仍然存在" : "still there";
	case LOOK_GONE:
		return is_zh ? "问题似乎已消失" : "seems gone";
	default:
		return is_zh ? "无法判断" : "no telling";
	}
}

/* As before a step, but nothing is kept: to try the command that plaint.conf names. */
static bool
look_now(Context *ctx, Flow *flow, const Case *c, GError **error)
{
	const RecheckRule *rule = conf_recheck(ctx->conf, c->type);
	g_autofree char *target = NULL;
	g_autofree char *words = NULL;
	if (rule == NULL)
		return fail(error, PLAINT_ERROR_CONFIG,
		    "[recheck] of '%s' has no command for type '%s': plaint.conf(5) shows some",
		    ctx->conf->path, c->type);
	if (!flow_target(flow, c, &target, error))
		return false;
	Look look = flow_look(flow, rule, target, &words);
	printf("%s\n%s\n", found_words(look, is_chinese(ctx)), words);
	return true;
}

bool
cmd_recheck(Context *ctx, int argc, char **argv, GError **error)
{
	static const FlowCause by_hand = { .actor = "complainant" };
	static const CaseEvent event = { .kind = CASE_EVENT_CHASE };
	gboolean chase = FALSE;
	const GOptionEntry entries[] = {
		{ "chase", 0, 0, G_OPTION_ARG_NONE, &chase,
		    "look no more for this case: chase the provider whatever a look would find",
		    NULL },
		{ NULL },
	};
	g_autoptr(Flow) flow = NULL;
	g_autoptr(Case) c = NULL;
	if (!cmd_options(ctx, command_find("recheck"), entries, &argc, &argv, 1, 1, error) ||
	    !open_case(ctx, argv[1], &flow, &c, error))
		return false;
	return chase ? flow_apply(flow, c, &event, &by_hand, NULL, error)
	             : look_now(ctx, flow, c, error);
}
