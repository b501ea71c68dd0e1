/* SPDX-License-Identifier: ISC
 * reply.c - plaint reply: an answer or appeal to the provider, in the case's thread */
#include "commands.h"
#include "common.h"
#include "plaint/clock.h"
#include <stdio.h>
#include <string.h>

/* What the provider wrote last, quoted, for the editor. */
static char *
quoted_newest(Context *ctx, const Case *c)
{
	g_autoptr(GPtrArray) messages = NULL;
	g_autoptr(GString) text = g_string_new("\n\n");
	if (!store_message_list(ctx->store, c->key, &messages, NULL))
		return g_strdup("");
	for (guint i = messages->len; i > 0; i--) {
		const StoreMessage *message = messages->pdata[i - 1];
		if (message->is_outgoing || message->is_flagged || message->reading == NULL)
			continue;
		json_t *reading = json_loads(message->reading, 0, NULL);
		const char *newest = json_string_value(json_object_get(reading, "text"));
		g_auto(GStrv) lines = g_strsplit(newest != NULL ? newest : "", "\n", -1);
		for (char **line = lines; *line != NULL; line++)
			g_string_append_printf(text, "> %s\n", *line);
		json_decref(reading);
		break;
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static bool
body_of(Context *ctx, const Case *c, const char *text_file, char **out, GError **error)
{
	g_autofree char *body = NULL;
	if (text_file != NULL) {
		if (!read_text(text_file, &body, error))
			return false;
	} else {
		g_autofree char *start = quoted_newest(ctx, c);
		if (!edit_text("plaint-reply", start, &body, error))
			return false;
		if (strcmp(body, start) == 0)
			return fail(error, PLAINT_ERROR_INPUT, "nothing was written; nothing is sent");
	}
	if (*g_strstrip(body) == '\0')
		return fail(error, PLAINT_ERROR_INPUT, "the answer is empty; nothing is sent");
	*out = g_strconcat(body, "\n", NULL);
	return true;
}

/* The prepared appeal, with the words of text_file in it; without them it is opened in the editor
 * unless nothing shall be asked. An appeal that is sent as it was prepared is complete. */
static bool
appeal_of(Flow *flow, const Case *c, const char *text_file, bool yes, char **out, GError **error)
{
	g_autofree char *words = NULL;
	g_autofree char *start = NULL;
	g_autofree char *body = NULL;
	if (text_file != NULL && !read_text(text_file, &words, error))
		return false;
	if (words != NULL)
		g_strstrip(words);
	if (!flow_appeal_text(flow, c, words, &start, error))
		return false;
	if (text_file == NULL && !yes) {
		if (!edit_text("plaint-appeal", start, &body, error))
			return false;
	} else {
		body = g_steal_pointer(&start);
	}
	if (*g_strstrip(body) == '\0')
		return fail(error, PLAINT_ERROR_INPUT, "the appeal is empty; nothing is sent");
	*out = g_strconcat(body, "\n", NULL);
	return true;
}

/* An appeal opens the case again: the provider's windows run from now. */
static bool
queue(Flow *flow, Store *store, const Case *c, StoreOutgoing *outgoing, bool is_appeal,
    GError **error)
{
	static const CaseEvent dispute = { .kind = CASE_EVENT_DISPUTE, .because = "appeal" };
	static const FlowCause by_hand = { .actor = "complainant" };
	return flow_queue(flow, outgoing, NULL, error) &&
	       store_evidence_sent(store, c->key, clock_now(), error) &&
	       flow_note(flow, c->key, is_appeal ? "appeal-queued" : "reply-queued", "complainant",
	           outgoing->subject, 0, error) &&
	       (!is_appeal || flow_apply(flow, c, &dispute, &by_hand, NULL, error));
}

bool
cmd_reply(Context *ctx, int argc, char **argv, GError **error)
{
	g_autofree char *text_file = NULL;
	g_auto(GStrv) paths = NULL;
	gboolean yes = FALSE, is_appeal = FALSE;
	const GOptionEntry entries[] = {
		{ "appeal", 'a', 0, G_OPTION_ARG_NONE, &is_appeal,
		    "appeal against a refusal: a text is prepared, and shown first", NULL },
		{ "text-file", 'f', 0, G_OPTION_ARG_FILENAME, &text_file, "the answer; - reads standard input",
		    "FILE" },
		{ "evidence", 'e', 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, "attach; may be given again",
		    "FILE" },
		{ "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "ask nothing", NULL },
		{ NULL },
	};
	g_autoptr(Flow) flow = NULL;
	g_autoptr(Case) c = NULL;
	g_autofree char *body = NULL;
	g_autoptr(GPtrArray) evidence = NULL;
	g_autoptr(StoreOutgoing) outgoing = NULL;
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	if (!cmd_options(ctx, command_find("reply"), entries, &argc, &argv, 1, 1, error) ||
	    !open_case(ctx, argv[1], &flow, &c, error))
		return false;
	if (c->filed_at == 0)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s is %s: there is nothing to answer; 'plaint send %s' sends its complaint", c->key,
		    case_state_name(c->state), c->key);
	/* The appeal names the evidence: so that comes first, and is forgotten where nothing is sent. */
	if ((!is_appeal && !body_of(ctx, c, text_file, &body, error)) ||
	    !store_begin(ctx->store, &txn, error) ||
	    !add_evidence(ctx->store, c->key, paths, error) ||
	    (is_appeal && !appeal_of(flow, c, text_file, yes, &body, error)) ||
	    !store_evidence_list(ctx->store, c->key, &evidence, error))
		return false;
	for (guint i = evidence->len; i > 0; i--)
		if (((StoreEvidence *)evidence->pdata[i - 1])->sent_at != 0)
			g_ptr_array_remove_index(evidence, i - 1);
	if (!flow_compose_in_thread(flow, c, is_appeal ? "appeal" : "reply", body, evidence, &outgoing, error))
		return false;
	if (is_appeal)
		printf("%s: %s\n%s: %s\n\n%s", is_chinese(ctx) ? "收件人" : "To", outgoing->recipient,
		    is_chinese(ctx) ? "主题" : "Subject", outgoing->subject, body);
	/* Words of a file are an answer that was read; the appeal around them was not. */
	if ((text_file == NULL || is_appeal) && !yes) {
		g_autofree char *question =
		    g_strdup_printf(is_chinese(ctx) ? "发送给 %s？" : "Send to %s?", outgoing->recipient);
		if (!ask_yes(question, "give --yes", error))
			return fail(error, PLAINT_ERROR_CONFLICT, "not sent");
	}
	return queue(flow, ctx->store, c, outgoing, is_appeal, error) && store_commit(&txn, error);
}
