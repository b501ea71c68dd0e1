/* SPDX-License-Identifier: ISC
 * plan.c - plaint plan: what will be sent to whom, when, if nobody answers */
#include "commands.h"
#include "common.h"
#include "plaint/clock.h"
#include <stdio.h>
#include <stdlib.h>

#define PLANNED_MAX 10000 /* cases looked at for closed ones: more lines nobody reads */

typedef struct planned {
	const Case *c;
	const char *channel; /* of the provider, beside the desk written to; NULL */
	const PlanRow *row;
} Planned;

static int
by_time(gconstpointer a, gconstpointer b)
{
	const Planned *one = a, *two = b;
	return one->row->at < two->row->at ? -1 : one->row->at > two->row->at;
}

static const char *
address_of(const Context *ctx, const Planned *planned)
{
	return planned->row->to == TO_COMPLAINANT || planned->row->to == TO_ESCALATION
	           ? ctx->conf->complainant.address
	       : planned->row->to == TO_CHANNEL && planned->channel != NULL ? planned->channel
	                                                                    : planned->c->to;
}

static void
print_plan(const Context *ctx, const GArray *plan, bool with_keys)
{
	for (guint i = 0; i < plan->len; i++) {
		const Planned *planned = &g_array_index(plan, Planned, i);
		g_autofree char *at = time_format_local(planned->row->at, NULL);
		printf("%s  %s%s%s -> %s%s\n    %s\n", at, with_keys ? planned->c->key : "",
		    with_keys ? "  " : "", planned->row->what, address_of(ctx, planned),
		    planned->row->needs_consent ? (is_chinese(ctx) ? "（待您同意）" : " (asks first)") : "",
		    planned->row->reason);
	}
}

static json_t *
plan_json(const Context *ctx, const GArray *plan)
{
	json_t *array = json_array();
	for (guint i = 0; i < plan->len; i++) {
		const Planned *planned = &g_array_index(plan, Planned, i);
		json_array_append_new(array,
		    json_pack("{sosssssssssb}", "at", json_time(planned->row->at), "what", planned->row->what,
		        "to", address_of(ctx, planned), "key", planned->c->key, "reason", planned->row->reason,
		        "consent", (int)planned->row->needs_consent));
	}
	return array;
}

/* The open cases, and those that were closed without success and still have a last day ahead. */
static bool
list_cases(Store *store, int64_t until, GPtrArray **out, GError **error)
{
	g_autoptr(GPtrArray) cases = NULL;
	g_autoptr(GPtrArray) keys = NULL;
	if (!store_case_list(store, false, &cases, error) ||
	    !store_case_due(store, until, PLANNED_MAX, &keys, error))
		return false;
	for (guint i = 0; i < keys->len; i++) {
		g_autoptr(Case) c = NULL;
		if (!store_case_load(store, keys->pdata[i], &c, error))
			return false;
		if (c->state == CASE_CLOSED)
			g_ptr_array_add(cases, g_steal_pointer(&c));
	}
	*out = g_steal_pointer(&cases);
	return true;
}

/* Why nothing is planned, where one case is asked for. */
static const char *
nothing_because(const Case *c, bool is_zh)
{
	if (c->is_held)
		return is_zh ? "：已暂停，'plaint unhold' 可恢复" : ": it is held, 'plaint unhold' lets it go on";
	if (c->state == CASE_CLOSED)
		return is_zh ? "：已结案" : ": it is closed";
	if (c->state == CASE_DRAFT)
		return is_zh ? "：尚未发出，'plaint send' 可发出" : ": it was not sent yet, 'plaint send' does that";
	return "";
}

bool
cmd_plan(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean json = FALSE;
	gint days = 90;
	const GOptionEntry entries[] = {
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL },
		{ "days", 'd', 0, G_OPTION_ARG_INT, &days, "look so far ahead (90)", "N" },
		{ NULL },
	};
	g_autoptr(Flow) flow = NULL;
	g_autoptr(GPtrArray) cases = NULL;
	g_autoptr(GPtrArray) plans = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Planned));
	int64_t now = clock_now();
	if (!cmd_options(ctx, command_find("plan"), entries, &argc, &argv, 0, 1, error))
		return false;
	if (days < 1 || days > 3650)
		return fail(error, PLAINT_ERROR_USAGE, "--days wants 1 to 3650");
	if (argc == 2) {
		Case *c = NULL;
		if (!store_case_load(ctx->store, argv[1], &c, error))
			return false;
		cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
		g_ptr_array_add(cases, c);
	} else if (!list_cases(ctx->store, now + (int64_t)days * 86400, &cases, error)) {
		return false;
	}
	flow = flow_new(ctx->conf, ctx->store);
	for (guint i = 0; i < cases->len; i++) {
		Policy policy;
		if (!flow_policy(flow, cases->pdata[i], &policy, error))
			return false;
		const char *channel = flow_next_channel(flow, cases->pdata[i]);
		GPtrArray *plan = case_plan(cases->pdata[i], &policy, now, now + (int64_t)days * 86400);
		g_ptr_array_add(plans, plan);
		for (guint n = 0; n < plan->len; n++) {
			const Planned planned = { cases->pdata[i], channel, plan->pdata[n] };
			g_array_append_val(all, planned);
		}
	}
	g_array_sort(all, by_time);
	if (json)
		print_json(plan_json(ctx, all));
	else if (all->len == 0)
		fprintf(stderr, "%s%s\n", is_chinese(ctx) ? "没有计划中的邮件" : "nothing is planned",
		    argc == 2 ? nothing_because(cases->pdata[0], is_chinese(ctx)) : "");
	else
		print_plan(ctx, all, argc < 2);
	return true;
}
