/* SPDX-License-Identifier: ISC
 * move.c - set, close, log, hold, unhold, snooze, due: what the complainant says of a case */
#include "commands.h"
#include "common.h"
#include "plaint/clock.h"
#include "plaint/data.h"
#include "plaint/verdict.h"
#include <stdio.h>
#include <string.h>

static const FlowCause by_hand = { .actor = "complainant" };

static bool
apply(Context *ctx, const char *key, const CaseEvent *event, GError **error)
{
	g_autoptr(Flow) flow = NULL;
	g_autoptr(Case) c = NULL;
	g_autoptr(Case) after = NULL;
	if (!open_case(ctx, key, &flow, &c, error) ||
	    !flow_apply(flow, c, event, &by_hand, &after, error))
		return false;
	fprintf(stderr, "%s: %s\n", after->key, case_state_name(after->state));
	return true;
}

static bool
fail_word(const char *word, const char *what, const char *(*name)(int), int from, int count,
    GError **error)
{
	const char *names[32] = { NULL };
	for (int i = from; i < count && i - from < 31; i++)
		names[i - from] = name(i);
	g_autofree char *all = g_strjoinv(", ", (char **)names);
	const char *near = nearest_word(word, names);
	return fail(error, PLAINT_ERROR_USAGE, "no %s '%s'%s%s%s: there are %s", what, word,
	    near != NULL ? ", did you mean '" : "", near != NULL ? near : "", near != NULL ? "'" : "", all);
}

static const char *
state_name_at(int i)
{
	return case_state_name((CaseState)i);
}

static const char *
outcome_name_at(int i)
{
	return case_outcome_name((CaseOutcome)i);
}

static const char *
deadline_name_at(int i)
{
	return deadline_name((DeadlineWhat)i);
}

/* What a state says about the newest reply, when a person sets it. */
static Verdict
verdict_of_state(CaseState state)
{
	switch (state) {
	case CASE_ACKNOWLEDGED:
		return VERDICT_ACK;
	case CASE_WORKING:
		return VERDICT_WORKING;
	case CASE_WAITING_ON_YOU:
		return VERDICT_NEED_INFO;
	case CASE_ANSWERED_RESOLVED:
		return VERDICT_RESOLVED;
	case CASE_ANSWERED_REJECTED:
		return VERDICT_REJECTED;
	default:
		return VERDICT_NONE;
	}
}

/* The user corrects a reading: later mail like it is read the same way. */
static bool
learn_from(Context *ctx, const char *key, CaseState state, GError **error)
{
	g_autoptr(GPtrArray) messages = NULL;
	g_autoptr(Case) c = NULL;
	Verdict verdict = verdict_of_state(state);
	if (!store_case_load(ctx->store, key, &c, error) ||
	    !store_message_list(ctx->store, c->key, &messages, error))
		return false;
	for (guint i = messages->len; verdict != VERDICT_NONE && i > 0; i--) {
		const StoreMessage *message = messages->pdata[i - 1];
		int64_t id = 0;
		if (message->is_outgoing || message->is_flagged || message->reading == NULL ||
		    strcmp(message->kind, "reply") != 0)
			continue;
		json_t *reading = json_loads(message->reading, 0, NULL);
		const char *text = json_string_value(json_object_get(reading, "text"));
		const char *was = json_string_value(json_object_get(reading, "verdict"));
		g_autofree char *fingerprint = learned_fingerprint(text != NULL ? text : "");
		g_autofree char *begins = g_utf8_substring(text != NULL ? text : "", 0,
		    MIN(g_utf8_strlen(text != NULL ? text : "", -1), 200));
		bool is_news = *fingerprint != '\0' && g_strcmp0(was, verdict_name(verdict)) != 0;
		json_decref(reading);
		return !is_news || store_lesson_add(ctx->store, verdict_name(verdict), fingerprint, begins,
		                       clock_now(), &id, error);
	}
	return true;
}

bool
cmd_set(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean forget = FALSE;
	const GOptionEntry entries[] = {
		{ "no-learn", 0, 0, G_OPTION_ARG_NONE, &forget, "learn nothing from it for later mail", NULL },
		{ NULL },
	};
	CaseEvent event = { .kind = CASE_EVENT_SET_STATE };
	if (!cmd_options(ctx, command_find("set"), entries, &argc, &argv, 2, 2, error))
		return false;
	if (!case_state_parse(argv[2], &event.state))
		return fail_word(argv[2], "state", state_name_at, 0, CASE_STATE_COUNT, error);
	return apply(ctx, argv[1], &event, error) &&
	       (forget || learn_from(ctx, argv[1], event.state, error));
}

bool
cmd_close(Context *ctx, int argc, char **argv, GError **error)
{
	CaseEvent event = { .kind = CASE_EVENT_CLOSE };
	if (!cmd_options(ctx, command_find("close"), NULL, &argc, &argv, 2, 2, error))
		return false;
	if (!case_outcome_parse(argv[2], &event.outcome) || event.outcome == OUTCOME_NONE)
		return fail_word(argv[2], "outcome", outcome_name_at, 1, OUTCOME_COUNT, error);
	return apply(ctx, argv[1], &event, error);
}

bool
cmd_hold(Context *ctx, int argc, char **argv, GError **error)
{
	const CaseEvent event = { .kind = CASE_EVENT_HOLD };
	return cmd_options(ctx, command_find("hold"), NULL, &argc, &argv, 1, 1, error) &&
	       apply(ctx, argv[1], &event, error);
}

bool
cmd_unhold(Context *ctx, int argc, char **argv, GError **error)
{
	const CaseEvent event = { .kind = CASE_EVENT_UNHOLD };
	return cmd_options(ctx, command_find("unhold"), NULL, &argc, &argv, 1, 1, error) &&
	       apply(ctx, argv[1], &event, error);
}

bool
cmd_snooze(Context *ctx, int argc, char **argv, GError **error)
{
	CaseEvent event = { .kind = CASE_EVENT_SNOOZE };
	/* --help is answered in here, and for it no configuration was read. */
	if (!cmd_options(ctx, command_find("snooze"), NULL, &argc, &argv, 2, 2, error))
		return false;
	g_autoptr(GTimeZone) zone = conf_timezone(ctx->conf);
	return time_parse(argv[2], zone, &event.until, error) && apply(ctx, argv[1], &event, error);
}

/* Which of its ways the command goes, and what that takes. */
static bool
read_due(const Context *ctx, const char *set, const char *const *operands, int n, CaseEvent *event,
    GError **error)
{
	if (strcmp(set, "undo") == 0) {
		event->kind = CASE_EVENT_UNPROMISE;
		return n == 1 || fail(error, PLAINT_ERROR_USAGE, "usage: plaint due --undo KEY");
	}
	bool is_window = strcmp(set, "window") == 0;
	if (n != 3)
		return fail(error, PLAINT_ERROR_USAGE, "usage: plaint due --%s KEY DEADLINE %s", set,
		    is_window ? "WINDOW" : "TIME");
	if (!deadline_parse(operands[1], &event->deadline))
		return fail_word(operands[1], "deadline", deadline_name_at, 0, DEADLINE_COUNT, error);
	if (is_window) {
		event->kind = CASE_EVENT_WINDOW;
		event->window = operands[2];
		return true;
	}
	g_autoptr(GTimeZone) zone = conf_timezone(ctx->conf);
	event->kind = CASE_EVENT_SET_DUE;
	return time_parse(operands[2], zone, &event->until, error);
}

bool
cmd_due(Context *ctx, int argc, char **argv, GError **error)
{
	CaseEvent event = { 0 };
	gboolean set = FALSE, window = FALSE, undo = FALSE;
	const GOptionEntry entries[] = {
		{ "set", 0, 0, G_OPTION_ARG_NONE, &set, "set the deadline to TIME", NULL },
		{ "window", 0, 0, G_OPTION_ARG_NONE, &window, "count first-reply or overdue from WINDOW",
		    NULL },
		{ "undo", 0, 0, G_OPTION_ARG_NONE, &undo, "the date the provider named does not hold", NULL },
		{ NULL },
	};
	if (!cmd_options(ctx, command_find("due"), entries, &argc, &argv, 1, 3, error))
		return false;
	if (set + window + undo != 1)
		return fail(error, PLAINT_ERROR_USAGE,
		    "one of --set, --window and --undo is wanted (see 'plaint due --help')");
	const char *way = set ? "set" : window ? "window" : "undo";
	return read_due(ctx, way, (const char *const *)argv + 1, argc - 1, &event, error) &&
	       apply(ctx, argv[1], &event, error);
}

bool
cmd_log(Context *ctx, int argc, char **argv, GError **error)
{
	static const char *const channels[] = { "phone", "ticket", "form", "social", NULL };
	g_autofree char *channel = NULL;
	g_auto(GStrv) paths = NULL;
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	const GOptionEntry entries[] = {
		{ "channel", 'c', 0, G_OPTION_ARG_STRING, &channel, "phone, ticket, form or social", "C" },
		{ "evidence", 'e', 0, G_OPTION_ARG_FILENAME_ARRAY, &paths,
		    "new evidence, for the next mail to the provider; may be given again", "FILE" },
		{ NULL },
	};
	g_autoptr(Flow) flow = NULL;
	g_autoptr(Case) c = NULL;
	if (!cmd_options(ctx, command_find("log"), entries, &argc, &argv, 2, 2, error))
		return false;
	if (channel != NULL && !g_strv_contains(channels, channel))
		return fail(error, PLAINT_ERROR_USAGE, "no channel '%s': there are phone, ticket, form, social",
		    channel);
	if (!g_utf8_validate(argv[2], -1, NULL) || *argv[2] == '\0')
		return fail(error, PLAINT_ERROR_INPUT, "the text is empty, or not UTF-8");
	g_autofree char *text = g_strdup_printf("%s%s%s", channel != NULL ? channel : "",
	    channel != NULL ? ": " : "", argv[2]);
	return open_case(ctx, argv[1], &flow, &c, error) && store_begin(ctx->store, &txn, error) &&
	       add_evidence(ctx->store, c->key, paths, error) &&
	       flow_note(flow, c->key, "log", "complainant", text, 0, error) && store_commit(&txn, error);
}
