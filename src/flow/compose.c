/* SPDX-License-Identifier: ISC
 * compose.c - the mails of a case: complaint, what follows in its thread, notices */
#include "flow-private.h"
#include "plaint/clock.h"
#include "plaint/domain.h"
#include "plaint/message-read.h"
#include "plaint/template.h"
#include "plaint/text.h"
#include <string.h>

/* Of attachments, which are a third longer as base64. */
#define NEW_EVIDENCE_BYTES (MESSAGE_LIMIT_BYTES / 3 * 2)
#define REFERENCES_MAX 20 /* the first and the newest ones: RFC 5322 3.6.4 sets none, headers do */

char *
account_reply_address(const Account *account, const char *key)
{
	const char *at = strrchr(account->address, '@');
	if (!account->plus_address || at == NULL)
		return g_strdup(account->address);
	return g_strdup_printf("%.*s+%s%s", (int)(at - account->address), account->address, key, at);
}

static bool
template_of(Flow *flow, const char *name, const char *language, const Template **out,
    GError **error)
{
	g_autofree char *key = g_strdup_printf("%s/%s", language, name);
	Template *found = g_hash_table_lookup(flow->templates, key);
	if (found == NULL) {
		if (!template_load(name, language, &found, error))
			return false;
		g_hash_table_insert(flow->templates, g_steal_pointer(&key), found);
	}
	*out = found;
	return true;
}

static const char *
language_of(Flow *flow, const Case *c, const char *template_name)
{
	return g_str_has_prefix(template_name, "notice-") ? flow->conf->complainant.language : c->language;
}

bool
flow_template_says(Flow *flow, const Case *c, const char *template_name, const char *name, bool *out,
    GError **error)
{
	const Template *template = NULL;
	if (!template_of(flow, template_name, language_of(flow, c, template_name), &template, error))
		return false;
	*out = template_says(template, name);
	return true;
}

/* Mail to the provider is in the case's language, notices are in the complainant's. */
bool
flow_render(Flow *flow, const Case *c, const char *template_name, const FlowCause *cause,
    const Action *action, char **out_subject, char **out_body, GError **error)
{
	const char *language = language_of(flow, c, template_name);
	g_autoptr(GHashTable) values = NULL;
	const Template *template = NULL;
	return template_of(flow, template_name, language, &template, error) &&
	       flow_values(flow, c, template_name, language, cause, action, &values, error) &&
	       template_render(template, values, out_subject, out_body, error);
}

static char *
with_token(const char *subject, const char *key)
{
	g_autofree char *token = g_strdup_printf("[plaint %s]", key);
	if (strstr(subject, token) != NULL)
		return g_strdup(subject);
	return g_strdup_printf("%s %s", subject, token);
}

static StoreOutgoing *
outgoing_new(const Account *account, const Case *c, const char *purpose, const char *recipient)
{
	StoreOutgoing *outgoing = g_new0(StoreOutgoing, 1);
	const char *at = strrchr(account->address, '@');
	outgoing->key = g_strdup(c->key);
	outgoing->account = g_strdup(account->name);
	outgoing->purpose = g_strdup(purpose);
	outgoing->mail_from = account_reply_address(account, c->key);
	outgoing->recipient = g_strdup(recipient);
	outgoing->from = g_strdup(account->address);
	outgoing->message_id = message_id_new(c->key, at != NULL ? at + 1 : "localhost");
	outgoing->step = g_strdup("");
	return outgoing;
}

static void
set_head(MessageDraft *draft, const Account *account, StoreOutgoing *outgoing)
{
	message_draft_set_from(draft, account->real_name, account->address);
	draft->message_id = g_strdup(outgoing->message_id);
	draft->date = clock_now();
	outgoing->subject = g_strdup(draft->subject);
}

static bool
write_out(MessageDraft *draft, const Account *account, StoreOutgoing *outgoing, GError **error)
{
	set_head(draft, account, outgoing);
	return message_write(draft, &outgoing->bytes, error);
}

/* What does not fit any more goes with the next mail. */
bool
flow_new_evidence(Flow *flow, const char *key, GPtrArray **out, GError **error)
{
	g_autoptr(GPtrArray) evidence = NULL;
	gsize total = 0;
	if (!store_evidence_list(flow->store, key, &evidence, error))
		return false;
	for (guint i = 0; i < evidence->len;) {
		const StoreEvidence *one = evidence->pdata[i];
		gsize size = g_bytes_get_size(one->bytes);
		bool fits = i < MESSAGE_ATTACHMENTS_MAX && total + size <= NEW_EVIDENCE_BYTES;
		if (one->sent_at != 0 || !fits) {
			g_ptr_array_remove_index(evidence, i);
			continue;
		}
		total += size;
		i++;
	}
	*out = g_steal_pointer(&evidence);
	return true;
}

static void
attach(MessageDraft *draft, const GPtrArray *evidence)
{
	for (guint i = 0; evidence != NULL && i < evidence->len; i++) {
		const StoreEvidence *one = evidence->pdata[i];
		message_attachment_add_bytes(draft, one->bytes, one->filename, one->type);
	}
}

static void
set_for_provider(Flow *flow, const Case *c, const Account *account, MessageDraft *draft,
    StoreOutgoing *outgoing)
{
	const Provider *provider = flow_provider(flow, c->provider);
	if (account->plus_address)
		message_draft_set_reply_to(draft, account->real_name, outgoing->mail_from);
	if (provider != NULL && provider->is_auto_submitted)
		draft->auto_submitted = g_strdup("auto-generated");
	if (account->copy == CONF_COPY_SELF)
		outgoing->copy_to = g_strdup(account->address);
}

bool
flow_compose_complaint(Flow *flow, const Case *c, StoreOutgoing **out, GError **error)
{
	g_auto(StoreDetails) details = { 0 };
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	g_autoptr(GPtrArray) evidence = NULL;
	const ComplaintType *type = flow_type(flow, c->type);
	if (type == NULL)
		return fail(error, PLAINT_ERROR_NOT_FOUND, "case %s: its type '%s' has no file any more",
		    c->key, c->type);
	if (!store_details_load(flow->store, c->key, &details, error) ||
	    !flow_render(flow, c, type->template_name, NULL, NULL, &subject, &body, error) ||
	    !store_evidence_list(flow->store, c->key, &evidence, error))
		return false;
	const Account *account = flow_account(flow, details.account);
	g_autoptr(StoreOutgoing) outgoing = outgoing_new(account, c, "complaint", c->to);
	g_autoptr(MessageDraft) draft = message_draft_new();
	g_autofree char *whole = with_token(subject, c->key);
	message_draft_set_text(draft, whole, body);
	message_draft_add_to(draft, NULL, c->to);
	set_for_provider(flow, c, account, draft, outgoing);
	attach(draft, evidence);
	if (!write_out(draft, account, outgoing, error))
		return false;
	*out = g_steal_pointer(&outgoing);
	return true;
}

void
thread_head_clear(ThreadHead *head)
{
	g_clear_pointer(&head->to, g_free);
	g_clear_pointer(&head->subject, g_free);
	g_clear_pointer(&head->in_reply_to, g_free);
	g_clear_pointer(&head->references, g_ptr_array_unref);
}

/* Nobody reads it: answers go to the address the complaint went to. */
static bool
is_no_reply(const char *address)
{
	static const char *const marks[] = { "noreply", "no-reply", "no_reply", "donotreply",
		"do-not-reply", "mailer-daemon", "postmaster@" };
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		if (strcasestr(address, marks[i]) != NULL)
			return true;
	return false;
}

/* Its newest mail that is part of the thread: a person's, or a receipt that brings the ticket. A
 * holiday reply is neither. */
static bool
is_head(const StoreMessage *message)
{
	return !message->is_outgoing && !message->is_flagged &&
	       (strcmp(message->kind, "reply") == 0 ||
	           (strcmp(message->kind, "auto-reply") == 0 && message->reading != NULL &&
	               strstr(message->reading, "\"tickets\":[]") == NULL &&
	               strstr(message->reading, "\"tickets\": []") == NULL));
}

static bool
is_ours(const StoreMessage *message)
{
	return message->is_outgoing && strcmp(message->kind, "notice") != 0 &&
	       strcmp(message->kind, "escalation") != 0 &&
	       (strcmp(message->status, "sent") == 0 || strcmp(message->status, "uncertain") == 0);
}

static bool
read_head(Flow *flow, const Case *c, const StoreMessage *newest, ThreadHead *head, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Mail) mail = NULL;
	gsize size = 0;
	if (!store_message_bytes(flow->store, newest->id, &bytes, error))
		return false;
	const void *data = g_bytes_get_data(bytes, &size);
	if (!message_read(data, size, &mail, error))
		return false;
	const MailAddress *reply_to = mail->reply_to->len > 0 ? mail->reply_to->pdata[0] : &mail->from;
	/* A Reply-To that leads elsewhere is followed only to the provider's own domains. */
	if (flow_is_provider(flow, c, reply_to->address) && !is_no_reply(reply_to->address))
		case_set(&head->to, reply_to->address);
	else if (flow_is_provider(flow, c, mail->from.address) && !is_no_reply(mail->from.address))
		case_set(&head->to, mail->from.address);
	case_set(&head->subject, mail->subject);
	return true;
}

bool
thread_head(Flow *flow, const Case *c, ThreadHead *out, GError **error)
{
	g_auto(ThreadHead) head = { .to = g_strdup(c->to),
		.references = g_ptr_array_new_with_free_func(g_free) };
	g_autoptr(GPtrArray) messages = NULL;
	const StoreMessage *theirs = NULL, *ours = NULL;
	if (!store_message_list(flow->store, c->key, &messages, error))
		return false;
	for (guint i = 0; i < messages->len; i++) {
		const StoreMessage *message = messages->pdata[i];
		bool is_theirs = is_head(message);
		if (is_theirs)
			theirs = message;
		if (is_ours(message))
			ours = message;
		if ((is_theirs || is_ours(message)) && *message->message_id != '\0')
			g_ptr_array_add(head.references, g_strdup(message->message_id));
	}
	if (head.references->len > REFERENCES_MAX)
		g_ptr_array_remove_range(head.references, 1, head.references->len - REFERENCES_MAX);
	if (theirs != NULL && !read_head(flow, c, theirs, &head, error))
		return false;
	const StoreMessage *parent = theirs != NULL && *theirs->message_id != '\0' ? theirs : ours;
	head.in_reply_to = parent != NULL ? g_strdup(parent->message_id) : NULL;
	if (head.subject == NULL)
		head.subject = g_strdup(ours != NULL ? ours->subject : c->title);
	*out = head;
	head = (ThreadHead){ 0 };
	return true;
}

static char *
reply_subject(const char *subject, const char *key)
{
	g_autofree char *whole = with_token(subject, key);
	if (g_ascii_strncasecmp(whole, "re:", 3) == 0)
		return g_steal_pointer(&whole);
	return g_strconcat("Re: ", whole, NULL);
}

const char *
flow_next_channel(Flow *flow, const Case *c)
{
	const Provider *provider = flow_provider(flow, c->provider);
	const ComplaintType *type = flow_type(flow, c->type);
	if (provider == NULL)
		return NULL;
	return provider_next_email(provider, type != NULL ? type->role : ROLE_SUPPORT, c->to);
}

bool
flow_compose_in_thread(Flow *flow, const Case *c, const char *purpose, const char *to,
    const char *body, const GPtrArray *evidence, StoreOutgoing **out, GError **error)
{
	g_auto(StoreDetails) details = { 0 };
	g_auto(ThreadHead) head = { 0 };
	if (!store_details_load(flow->store, c->key, &details, error) ||
	    !thread_head(flow, c, &head, error))
		return false;
	if (to != NULL)
		case_set(&head.to, to);
	const Account *account = flow_account(flow, details.account);
	g_autoptr(StoreOutgoing) outgoing = outgoing_new(account, c, purpose, head.to);
	g_autoptr(MessageDraft) draft = message_draft_new();
	g_autofree char *subject = reply_subject(head.subject, c->key);
	message_draft_set_text(draft, subject, body);
	message_draft_add_to(draft, NULL, head.to);
	draft->in_reply_to = g_strdup(head.in_reply_to);
	for (guint i = 0; i < head.references->len; i++)
		message_draft_add_reference(draft, head.references->pdata[i]);
	set_for_provider(flow, c, account, draft, outgoing);
	attach(draft, evidence);
	if (!write_out(draft, account, outgoing, error))
		return false;
	*out = g_steal_pointer(&outgoing);
	return true;
}

bool
flow_compose_to(Flow *flow, const Case *c, const char *purpose, const char *recipient,
    const char *subject, const char *body, const GPtrArray *files, StoreOutgoing **out,
    GError **error)
{
	g_auto(StoreDetails) details = { 0 };
	if (!store_details_load(flow->store, c->key, &details, error))
		return false;
	const Account *account = flow_account(flow, details.account);
	g_autoptr(StoreOutgoing) outgoing = outgoing_new(account, c, purpose, recipient);
	g_autoptr(MessageDraft) draft = message_draft_new();
	g_autofree char *whole = with_token(subject, c->key);
	message_draft_set_text(draft, whole, body);
	message_draft_add_to(draft, NULL, recipient);
	if (account->plus_address)
		message_draft_set_reply_to(draft, account->real_name, outgoing->mail_from);
	if (account->copy == CONF_COPY_SELF)
		outgoing->copy_to = g_strdup(account->address);
	attach(draft, files);
	if (!write_out(draft, account, outgoing, error))
		return false;
	*out = g_steal_pointer(&outgoing);
	return true;
}

bool
flow_queue(Flow *flow, StoreOutgoing *outgoing, int64_t *out_id, GError **error)
{
	return store_outgoing_add(flow->store, outgoing, clock_now(), out_id, error);
}

void
notice_free(Notice *notice)
{
	if (notice == NULL)
		return;
	g_free(notice->template_name);
	store_outgoing_free(notice->outgoing);
	message_draft_free(notice->draft);
	g_free(notice);
}

bool
notice_prepare(Flow *flow, const Case *c, const char *template_name, const FlowCause *cause,
    const Action *action, Notice **out, GError **error)
{
	g_auto(StoreDetails) details = { 0 };
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	const Conf *conf = flow->conf;
	if (!store_details_load(flow->store, c->key, &details, error) ||
	    !flow_render(flow, c, template_name, cause, action, &subject, &body, error))
		return false;
	const Account *account = flow_account(flow, details.account);
	StoreOutgoing *outgoing = outgoing_new(account, c, "notice", conf->complainant.address);
	MessageDraft *draft = message_draft_new();
	g_autofree char *whole = with_token(subject, c->key);
	const char *at = strrchr(account->address, '@');
	/* All notices of a case are one thread in the complainant's mail program. */
	g_autofree char *root = g_strdup_printf("plaint.%s.notices%s", c->key, at != NULL ? at : "@localhost");
	message_draft_set_text(draft, whole, body);
	message_draft_add_to(draft, conf->complainant.name, conf->complainant.address);
	message_draft_add_reference(draft, root);
	draft->in_reply_to = g_strdup(root);
	draft->auto_submitted = g_strdup("auto-generated");
	outgoing->not_before = action != NULL ? action->send_at : 0;
	g_free(outgoing->mail_from);
	outgoing->mail_from = g_strdup(account->address);
	set_head(draft, account, outgoing);
	*out = g_new0(Notice, 1);
	**out = (Notice){ g_strdup(template_name), outgoing, draft };
	return true;
}

bool
notice_write(Notice *notice, GError **error)
{
	return message_write(notice->draft, &notice->outgoing->bytes, error);
}

bool
flow_notify(Flow *flow, const Case *c, const char *template_name, const FlowCause *cause,
    const Action *action, GError **error)
{
	g_autoptr(Notice) notice = NULL;
	if (flow->is_digesting && cause != NULL && cause->reading != NULL)
		return flow_owe(flow, c, template_name, cause, action, error);
	return notice_prepare(flow, c, template_name, cause, action, &notice, error) &&
	       notice_write(notice, error) && flow_queue(flow, notice->outgoing, NULL, error);
}
