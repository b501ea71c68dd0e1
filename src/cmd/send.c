/* SPDX-License-Identifier: ISC
 * send.c - plaint send: show the mail as it will go, ask, queue it */
#include "commands.h"
#include "common.h"
#include "plaint/clock.h"
#include "plaint/form.h"
#include "plaint/message-read.h"
#include <stdio.h>
#include <string.h>

static GPtrArray *
missing_of(Context *ctx, const Case *c)
{
	g_auto(StoreDetails) details = { 0 };
	g_autoptr(ComplaintType) type = NULL;
	g_autoptr(GHashTable) values = form_values_new();
	g_autoptr(GPtrArray) evidence = NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *name;
	json_t *value;
	if (!type_load(c->type, &type, NULL) || !store_details_load(ctx->store, c->key, &details, NULL) ||
	    !store_evidence_list(ctx->store, c->key, &evidence, NULL))
		return g_ptr_array_new();
	json_t *fields = json_loads(details.fields, 0, NULL);
	json_object_foreach(fields, name, value)
	{
		g_hash_table_insert(values, g_strdup(name), g_strdup(json_string_value(value)));
	}
	json_decref(fields);
	for (guint i = 0; i < evidence->len; i++)
		g_ptr_array_add(names, ((StoreEvidence *)evidence->pdata[i])->filename);
	return form_missing(type, ctx->conf->complainant.language, values, names);
}

unsigned
print_missing(Context *ctx, const Case *c, FILE *to)
{
	g_autoptr(GPtrArray) missing = missing_of(ctx, c);
	bool is_zh = is_chinese(ctx);
	unsigned required = 0;
	for (guint i = 0; i < missing->len; i++) {
		const FormMissing *one = missing->pdata[i];
		required += one->is_required;
		fprintf(to, "%s: %s\n",
		    one->is_required ? (is_zh ? "缺少" : "missing") : (is_zh ? "建议补充" : "advised"),
		    one->text);
	}
	return required;
}

static bool
show_mail(const StoreOutgoing *outgoing, GError **error)
{
	g_autoptr(Mail) mail = NULL;
	gsize size = 0;
	const void *bytes = g_bytes_get_data(outgoing->bytes, &size);
	if (!message_read(bytes, size, &mail, error))
		return false;
	for (guint i = 0; i < mail->headers->len; i++) {
		const MailHeader *header = mail->headers->pdata[i];
		printf("%s: %s\n", header->name, header->value);
	}
	putchar('\n');
	for (guint i = 0; i < mail->parts->len; i++) {
		const MailPart *part = mail->parts->pdata[i];
		if (part->filename == NULL && part->text != NULL)
			printf("%s\n", part->text);
		else
			printf("[%s, %s, %zu bytes]\n", part->filename != NULL ? part->filename : "-", part->type,
			    part->size_bytes);
	}
	return fflush(stdout) == 0;
}

/* The complaint's message that is on its way or has gone, by status; NULL where there is none. */
static bool
standing_complaint(Store *store, const char *key, StoreMessage **out, GError **error)
{
	g_autoptr(GPtrArray) messages = NULL;
	if (!store_message_list(store, key, &messages, error))
		return false;
	for (guint i = messages->len; i > 0; i--) {
		const StoreMessage *message = messages->pdata[i - 1];
		if (!message->is_outgoing || strcmp(message->kind, "complaint") != 0 ||
		    strcmp(message->status, "failed") == 0 || strcmp(message->status, "cancelled") == 0)
			continue;
		return store_message_load(store, message->id, out, error);
	}
	return true;
}

bool
send_draft(Context *ctx, const Case *c, bool yes, bool is_quiet, GError **error)
{
	g_autoptr(Flow) flow = NULL;
	g_autoptr(StoreMessage) standing = NULL;
	g_autoptr(StoreOutgoing) outgoing = NULL;
	bool is_zh = is_chinese(ctx);
	if (!standing_complaint(ctx->store, c->key, &standing, error))
		return false;
	if (standing != NULL)
		return fail(error, PLAINT_ERROR_CONFLICT, "the complaint of case %s is %s already", c->key,
		    standing->status);
	flow = flow_new(ctx->conf, ctx->store);
	if (!flow_compose_complaint(flow, c, &outgoing, error))
		return false;
	if (!is_quiet && !show_mail(outgoing, error))
		return false;
	unsigned missing = print_missing(ctx, c, stderr);
	bool must_ask = !yes && (missing > 0 || !is_quiet);
	if (must_ask) {
		g_autofree char *question = missing > 0
		    ? g_strdup_printf(is_zh ? "缺少 %u 项必需内容。仍要发送给 %s？"
		                  : missing == 1 ? "%u required thing is missing. Send to %s all the same?"
		                                 : "%u required things are missing. Send to %s all the same?",
		          missing, c->to)
		    : g_strdup_printf(is_zh ? "发送给 %s？" : "Send to %s?", c->to);
		GError *why = NULL;
		if (!ask_yes(question, "give --yes to insist", &why)) {
			if (why != NULL)
				why->code = PLAINT_ERROR_INPUT;
			else
				g_set_error(&why, PLAINT_ERROR, PLAINT_ERROR_CONFLICT, "not sent");
			g_propagate_error(error, why);
			return false;
		}
	}
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	int64_t id = 0;
	return store_begin(ctx->store, &txn, error) && flow_queue(flow, outgoing, &id, error) &&
	       store_evidence_sent(ctx->store, c->key, id, clock_now(), error) &&
	       flow_note(flow, c->key, "queued", "complainant", outgoing->subject, 0, error) &&
	       store_commit(&txn, error);
}

/* An uncertain mail: only the user knows whether to send it again, with the same Message-ID. */
static bool
settle_uncertain(Context *ctx, const Case *c, bool is_again, GError **error)
{
	g_autoptr(GArray) ids = NULL;
	unsigned settled = 0;
	if (!store_outgoing_in(ctx->store, "uncertain", &ids, error))
		return false;
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(StoreOutgoing) outgoing = NULL;
		int64_t id = g_array_index(ids, int64_t, i);
		if (!store_outgoing_load(ctx->store, id, &outgoing, error))
			return false;
		if (strcmp(outgoing->key, c->key) != 0)
			continue;
		settled++;
		if (!flow_settle(ctx->conf, ctx->store, outgoing, is_again, error))
			return false;
	}
	return settled > 0 ||
	       fail(error, PLAINT_ERROR_CONFLICT, "no mail of case %s is uncertain", c->key);
}

static bool
release(Context *ctx, const Case *c, bool yes, bool *out_done, GError **error)
{
	g_autoptr(GPtrArray) messages = NULL;
	g_autoptr(Flow) flow = NULL;
	unsigned count = 0;
	*out_done = false;
	if (!store_message_list(ctx->store, c->key, &messages, error))
		return false;
	for (guint i = 0; i < messages->len; i++) {
		const StoreMessage *message = messages->pdata[i];
		g_autoptr(StoreOutgoing) outgoing = NULL;
		if (!message->is_outgoing || strcmp(message->status, "draft") != 0)
			continue;
		if (!store_outgoing_load(ctx->store, message->id, &outgoing, error) ||
		    !show_mail(outgoing, error))
			return false;
		count++;
	}
	if (count == 0)
		return true;
	*out_done = true;
	if (!yes && !ask_yes(is_chinese(ctx) ? "发送？" : "Send?", "give --yes", error))
		return fail(error, PLAINT_ERROR_CONFLICT, "not sent");
	flow = flow_new(ctx->conf, ctx->store);
	return flow_consent(flow, c, true, &count, error);
}

static bool
discard(Context *ctx, const Case *c, GError **error)
{
	g_autoptr(Flow) flow = flow_new(ctx->conf, ctx->store);
	unsigned count = 0;
	if (!flow_consent(flow, c, false, &count, error))
		return false;
	return count > 0 ||
	       fail(error, PLAINT_ERROR_CONFLICT, "no mail of case %s waits for your consent", c->key);
}

bool
cmd_send(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean yes = FALSE, again = FALSE, was_sent = FALSE, discards = FALSE;
	const GOptionEntry entries[] = {
		{ "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "ask nothing, send even if something is missing",
		    NULL },
		{ "discard", 0, 0, G_OPTION_ARG_NONE, &discards,
		    "a mail that waits for your consent is not to be sent", NULL },
		{ "again", 0, 0, G_OPTION_ARG_NONE, &again, "an uncertain mail did not arrive: send it again",
		    NULL },
		{ "was-sent", 0, 0, G_OPTION_ARG_NONE, &was_sent, "an uncertain mail did arrive", NULL },
		{ NULL },
	};
	g_autoptr(Case) c = NULL;
	bool is_done = false;
	if (!cmd_options(ctx, command_find("send"), entries, &argc, &argv, 1, 1, error) ||
	    !store_case_load(ctx->store, argv[1], &c, error))
		return false;
	if (discards)
		return discard(ctx, c, error);
	if (again || was_sent)
		return settle_uncertain(ctx, c, again, error);
	if (!release(ctx, c, yes, &is_done, error) || is_done)
		return is_done && (error == NULL || *error == NULL);
	if (c->state != CASE_DRAFT && c->state != CASE_UNDELIVERABLE)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s is %s: its complaint has gone; 'plaint reply %s' writes to the provider", c->key,
		    case_state_name(c->state), c->key);
	if (!send_draft(ctx, c, yes, false, error))
		return false;
	fprintf(stderr,
	    is_chinese(ctx) ? "已加入发送队列；'plaint sync' 将其发出\n" : "queued; 'plaint sync' sends it\n");
	return true;
}
