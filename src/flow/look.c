/* SPDX-License-Identifier: ISC
 * look.c - look whether a matter is still there, before the provider is chased for it
 *
 * The command is the user's own, from plaint.conf, and takes as long as it takes: so it runs in no
 * transaction, one look has a limit and all looks of a round have one. That a look begins is made
 * durable first; one that was cut off is not taken again, and claims nothing. */
#include "flow-private.h"
#include "plaint/clock.h"
#include "plaint/run.h"
#include "plaint/text.h"
#include <jansson.h>
#include <string.h>

#define LOOK_ROUND_S 120     /* for all looks of a round: what is due waits for it */
#define LOOK_SHOWN_BYTES 300 /* of the output, in the journal */

void
look_taken_clear(LookTaken *taken)
{
	g_clear_pointer(&taken->step, g_free);
	g_clear_pointer(&taken->words, g_free);
	g_clear_pointer(&taken->target, g_free);
	g_clear_pointer(&taken->record, g_bytes_unref);
}

static char *
status_words(const RunResult *result, int timeout_s)
{
	if (result->is_late)
		return g_strdup_printf("had not ended after %d seconds", timeout_s);
	return result->status < 0 ? g_strdup("was ended by a signal")
	                          : g_strdup_printf("ended with status %d", result->status);
}

/* What the provider is shown: the command as it ran, when, and all that it printed. */
static GBytes *
record_of(const LookTaken *taken, const char *command, const char *status, const RunResult *result)
{
	g_autofree char *at = time_format_rfc3339(taken->at);
	char *text = g_strdup_printf("%s\n$ %s\n%s%s%s\n[%s]\n", at, command, result->output,
	    g_str_has_suffix(result->output, "\n") ? "" : "\n", result->is_cut ? "[cut off]" : "",
	    status);
	return g_bytes_new_take(text, strlen(text));
}

static void
look_run(const RecheckRule *rule, const char *target, int timeout_s, LookTaken *out)
{
	g_auto(RunResult) result = { 0 };
	g_autoptr(GError) why = NULL;
	g_auto(GStrv) argv = recheck_argv(rule, target);
	g_autofree char *command = g_strjoinv(" ", argv);
	out->look = LOOK_UNKNOWN;
	out->at = clock_now();
	if (!run_command(argv, (unsigned)timeout_s, &result, &why)) {
		out->words = g_strdup(why->message);
		return;
	}
	g_autofree char *status = status_words(&result, timeout_s);
	g_autofree char *shown = text_one_line(result.output, LOOK_SHOWN_BYTES);
	Recheck found = result.status >= 0 ? rule->meaning[result.status] : RECHECK_UNKNOWN;
	out->look = found == RECHECK_THERE  ? LOOK_THERE
	            : found == RECHECK_GONE ? LOOK_GONE
	                                    : LOOK_UNKNOWN;
	out->words =
	    g_strdup_printf("'%s' %s%s%s", command, status, *shown != '\0' ? ": " : "", shown);
	if (out->look == LOOK_THERE)
		out->record = record_of(out, command, status, &result);
}

Look
flow_look(Flow *flow, const RecheckRule *rule, const char *target, char **out_words)
{
	g_auto(LookTaken) taken = { 0 };
	look_run(rule, target, flow->conf->recheck.timeout_s, &taken);
	*out_words = g_steal_pointer(&taken.words);
	return taken.look;
}

bool
flow_target(Flow *flow, const Case *c, char **out, GError **error)
{
	g_auto(StoreDetails) details = { 0 };
	if (!store_details_load(flow->store, c->key, &details, error))
		return false;
	json_t *fields = json_loads(details.fields, 0, NULL);
	const char *where = json_string_value(json_object_get(fields, "where"));
	bool is_good = recheck_target(where != NULL ? where : "", out, error);
	json_decref(fields);
	return is_good;
}

static void
take(Flow *flow, const Case *c, const RecheckRule *rule, LookTaken *out)
{
	g_autoptr(GError) why = NULL;
	int64_t left_s = LOOK_ROUND_S - flow->looked_us / G_USEC_PER_SEC;
	int64_t begin = g_get_monotonic_time();
	out->look = LOOK_UNKNOWN;
	out->at = clock_now();
	if (left_s < 1)
		out->words =
		    g_strdup_printf("the looks of this round have taken %d seconds", LOOK_ROUND_S);
	else if (!flow_target(flow, c, &out->target, &why))
		out->words = g_strdup(why->message);
	else
		look_run(rule, out->target, (int)MIN(left_s, flow->conf->recheck.timeout_s), out);
	flow->looked_us += g_get_monotonic_time() - begin;
}

bool
look_before_step(Flow *flow, const Case *c, LookTaken *out, GError **error)
{
	const RecheckRule *rule = conf_recheck(flow->conf, c->type);
	Policy policy;
	if (rule == NULL)
		return true;
	if (!flow_policy(flow, c, &policy, error))
		return false;
	const char *step = case_step_to_look(c, &policy, clock_now());
	if (step == NULL)
		return true;
	const CaseEvent begins = { .kind = CASE_EVENT_LOOK, .step = step };
	if (!flow_apply(flow, c, &begins, NULL, NULL, error))
		return false;
	out->step = g_strdup(step);
	take(flow, c, rule, out);
	return true;
}
