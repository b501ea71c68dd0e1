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
		g_autoptr(GTimeZone) zone = conf_timezone(ctx->conf);
		g_autofree char *when = time_format_local(message->at, zone);
		g_string_append_printf(text, strcmp(c->language, "zh") == 0 ? "%s，%s 写道：\n" : "On %s, %s wrote:\n",
		    when, message->from);
		const char *newest = json_string_value(json_object_get(reading, "text"));
		g_auto(GStrv) lines = g_strsplit(newest != NULL ? newest : "", "\n", -1);
		for (char **line = lines; *line != NULL; line++)
			g_string_append_printf(text, **line != '\0' && **line != '\r' ? "> %s\n" : ">\n", *line);
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

/* What is to be sent, as the options and the case say. */
typedef struct answer {
	Context *ctx;
	Flow *flow;
	char **paths; /* new evidence */
	const char *text_file;
	bool is_appeal, yes;
} Answer;

/* The mail with body, where it is in a transaction: its new evidence is added and attached. */
static bool
compose(const Answer *answer, const Case *c, const char *body, StoreOutgoing **out, GError **error)
{
	Store *store = answer->ctx->store;
	g_autoptr(GPtrArray) evidence = NULL;
	if (!add_evidence(store, c->key, answer->paths, error) ||
	    !store_evidence_list(store, c->key, &evidence, error))
		return false;
	for (guint i = evidence->len; i > 0; i--)
		if (((StoreEvidence *)evidence->pdata[i - 1])->sent_at != 0)
			g_ptr_array_remove_index(evidence, i - 1);
	return flow_compose_in_thread(answer->flow, c, answer->is_appeal ? "appeal" : "reply", NULL, body, evidence, out,
	    error);
}

/* The appeal as it is prepared. It names the new evidence, which is added for that and forgotten:
 * nobody holds the store while a person writes. */
static bool
prepared_appeal(const Answer *answer, const Case *c, char **out, GError **error)
{
	g_autofree char *words = NULL;
	g_auto(StoreTxn) forgotten = STORE_TXN_INIT;
	if (answer->text_file != NULL && !read_text(answer->text_file, &words, error))
		return false;
	if (words != NULL)
		g_strstrip(words);
	return store_begin(answer->ctx->store, &forgotten, error) &&
	       add_evidence(answer->ctx->store, c->key, answer->paths, error) &&
	       flow_appeal_text(answer->flow, c, words, out, error);
}

/* With the words of the text file in it; without them it is opened in the editor unless nothing
 * shall be asked. An appeal that is sent as it was prepared is complete. */
static bool
appeal_of(const Answer *answer, const Case *c, char **out, GError **error)
{
	g_autofree char *start = NULL;
	g_autofree char *body = NULL;
	if (!prepared_appeal(answer, c, &start, error))
		return false;
	if (answer->text_file != NULL || answer->yes)
		body = g_steal_pointer(&start);
	else if (!edit_text("plaint-appeal", start, &body, error))
		return false;
	if (*g_strstrip(body) == '\0')
		return fail(error, PLAINT_ERROR_INPUT, "the appeal is empty; nothing is sent");
	*out = g_strconcat(body, "\n", NULL);
	return true;
}

/* Show an appeal, and ask. Words of a file are an answer that was read; the appeal around them was
 * not. The mail that is shown is forgotten, as above: it is made again when it is queued. */
static bool
agree(const Answer *answer, const Case *c, const char *body, GError **error)
{
	g_autoptr(StoreOutgoing) outgoing = NULL;
	g_auto(StoreTxn) forgotten = STORE_TXN_INIT;
	bool is_zh = is_chinese(answer->ctx);
	if (!store_begin(answer->ctx->store, &forgotten, error) || !compose(answer, c, body, &outgoing, error))
		return false;
	store_txn_clear(&forgotten);
	if (answer->is_appeal)
		printf("%s: %s\n%s: %s\n\n%s", is_zh ? "收件人" : "To", outgoing->recipient,
		    is_zh ? "主题" : "Subject", outgoing->subject, body);
	if (answer->yes || (answer->text_file != NULL && !answer->is_appeal))
		return true;
	g_autofree char *question = g_strdup_printf(is_zh ? "发送给 %s？" : "Send to %s?", outgoing->recipient);
	return ask_yes(question, "give --yes", error) || fail(error, PLAINT_ERROR_CONFLICT, "not sent");
}

static bool
has_changed(const Case *before, const Case *now, GError **error)
{
	if (now->state == before->state && now->answered_at == before->answered_at)
		return false;
	fail(error, PLAINT_ERROR_CONFLICT, "case %s changed while you wrote, it is '%s' now: nothing is sent; "
	    "see 'plaint show %s'", now->key, case_state_name(now->state), now->key);
	return true;
}

/* An appeal opens the case again: the provider's windows run from now. */
static bool
queue(const Answer *answer, const Case *before, const char *body, GError **error)
{
	static const CaseEvent dispute = { .kind = CASE_EVENT_DISPUTE, .because = "appeal" };
	static const FlowCause by_hand = { .actor = "complainant" };
	Store *store = answer->ctx->store;
	g_autoptr(Case) c = NULL;
	g_autoptr(StoreOutgoing) outgoing = NULL;
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	if (!store_begin(store, &txn, error) || !store_case_load(store, before->key, &c, error) ||
	    has_changed(before, c, error) || !compose(answer, c, body, &outgoing, error))
		return false;
	int64_t id = 0;
	return flow_queue(answer->flow, outgoing, &id, error) &&
	       store_evidence_sent(store, c->key, id, clock_now(), error) &&
	       flow_note(answer->flow, c->key, answer->is_appeal ? "appeal-queued" : "reply-queued", "complainant",
	           outgoing->subject, 0, error) &&
	       (!answer->is_appeal || flow_apply(answer->flow, c, &dispute, &by_hand, NULL, error)) &&
	       store_commit(&txn, error);
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
	if (!cmd_options(ctx, command_find("reply"), entries, &argc, &argv, 1, 1, error) ||
	    !open_case(ctx, argv[1], &flow, &c, error))
		return false;
	if (c->filed_at == 0)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s is %s: there is nothing to answer; 'plaint send %s' sends its complaint", c->key,
		    case_state_name(c->state), c->key);
	const Answer answer = { ctx, flow, paths, text_file, is_appeal, yes };
	if (!(is_appeal ? appeal_of(&answer, c, &body, error) : body_of(ctx, c, text_file, &body, error)))
		return false;
	if (agree(&answer, c, body, error) && queue(&answer, c, body, error))
		return true;
	if (text_file == NULL || strcmp(text_file, "-") == 0)
		keep_text(is_appeal ? "plaint-appeal" : "plaint-reply", body, error);
	return false;
}
