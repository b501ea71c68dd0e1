/* SPDX-License-Identifier: ISC
 * sync.c - plaint sync: the round, once */
#include "commands.h"
#include "common.h"
#include "plaint/clock.h"
#include <stdio.h>
#include <unistd.h>

static void
print_counts(const Context *ctx, const FlowCounts *counts)
{
	const char *format = is_chinese(ctx)
	                         ? "收到 %u 封（归档 %u，待归档 %u），到期 %u，发出 %u，推迟 %u，失败 %u，未定 %u\n"
	                         : "fetched %u (filed %u, unfiled %u), due %u, sent %u, deferred %u, "
	                           "failed %u, uncertain %u\n";
	/* The formats are the two above. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	fprintf(stderr, format, counts->fetched, counts->filed, counts->unfiled + counts->broken,
	    counts->due, counts->sent, counts->deferred, counts->failed, counts->uncertain);
#pragma GCC diagnostic pop
}

static json_t *
counts_json(const FlowCounts *counts)
{
	return json_pack("{sisisisisisisisisisi}", "fetched", counts->fetched, "filed", counts->filed,
	    "unfiled", counts->unfiled, "forgotten", counts->forgotten, "broken", counts->broken, "due",
	    counts->due, "sent", counts->sent, "deferred", counts->deferred, "failed", counts->failed,
	    "uncertain", counts->uncertain);
}

bool
cmd_sync(Context *ctx, int argc, char **argv, GError **error)
{
	char *since = NULL;
	gboolean json = FALSE, quiet = FALSE;
	const GOptionEntry entries[] = {
		{ "since", 0, 0, G_OPTION_ARG_STRING, &since,
		    "look back: take mail from this day on, also what was passed over", "DAY" },
		{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "say nothing but errors", NULL },
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &json, "print what was done as JSON", NULL },
		{ NULL },
	};
	g_autoptr(Flow) flow = NULL;
	FlowCounts counts = { 0 };
	FlowOptions options = { 0 };
	bool is_parsed = cmd_options(ctx, command_find("sync"), entries, &argc, &argv, 0, 0, error) &&
	                 (since == NULL || time_parse(since, NULL, &options.since, error));
	if (!is_parsed) {
		g_free(since);
		return false;
	}
	flow = flow_new(ctx->conf, ctx->store);
	options.shows_progress = !quiet && isatty(STDERR_FILENO);
	bool is_done = flow_round(flow, &options, &counts, error);
	if (!quiet && counts.since_known == ctx->conf->accounts->len)
		fprintf(stderr, is_chinese(ctx) ? "--since %s：该日起的邮件早已查看过，没有更早的要看\n"
		                                : "--since %s: mail from that day on has been looked at before\n",
		    since);
	g_free(since);
	if (json)
		print_json(counts_json(&counts));
	else if (!quiet)
		print_counts(ctx, &counts);
	return is_done;
}
