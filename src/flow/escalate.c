/* SPDX-License-Identifier: ISC
 * escalate.c - turning to somebody else about a case */
#include "flow-private.h"
#include "plaint/clock.h"
#include "plaint/escalate.h"
#include <jansson.h>
#include <string.h>

#define ATTACH_MAX 90 /* mails; message-write.h allows 100 files */

/* When it happened, as the form says: a day or a moment at its beginning; 0 where it is words. */
static int64_t
occurred_at(const StoreDetails *details)
{
	int64_t when = 0;
	json_t *fields = json_loads(details->fields, 0, NULL);
	const char *text = json_string_value(json_object_get(fields, "when"));
	if (text != NULL && !time_parse(text, NULL, &when, NULL)) {
		/* "2026-04-30 02:10 CEST, again at 05:00": its day is near enough for a limit in days. */
		g_autofree char *day = g_strndup(text, 10);
		if (!time_parse(day, NULL, &when, NULL))
			when = 0;
	}
	json_decref(fields);
	return when;
}

/* A closed case remembers a refusal in its journal alone. */
static bool
was_rejected(Flow *flow, const Case *c, bool *out, GError **error)
{
	g_autoptr(GPtrArray) events = NULL;
	const char *rejected = case_state_name(CASE_ANSWERED_REJECTED);
	*out = c->state == CASE_ANSWERED_REJECTED;
	if (c->state != CASE_CLOSED)
		return true;
	if (!store_event_list(flow->store, c->key, &events, error))
		return false;
	for (guint i = 0; i < events->len; i++)
		*out = *out || g_strcmp0(((StoreEvent *)events->pdata[i])->changed_state, rejected) == 0;
	return true;
}

bool
flow_escalation_facts(Flow *flow, const Case *c, EscalationFacts *out, GError **error)
{
	g_auto(StoreDetails) details = { 0 };
	const ComplaintType *type = flow_type(flow, c->type);
	const Deadline *first = &c->deadlines[DEADLINE_FIRST_REPLY];
	int64_t now = clock_now();
	bool is_rejected = false;
	if (!store_details_load(flow->store, c->key, &details, error) ||
	    !was_rejected(flow, c, &is_rejected, error))
		return false;
	*out = (EscalationFacts){ .family = type != NULL ? type->family : c->type,
		.provider_country = flow_country(flow, c),
		.complainant_country = flow->conf->complainant.country,
		.now = now,
		.filed = c->filed_at,
		.occurred = c->occurred_at != 0 ? c->occurred_at : occurred_at(&details),
		.is_rejected = is_rejected,
		.is_overdue = case_is_overdue(c, now),
		.is_silent = first->due != 0 && first->due <= now && first->met == 0,
		.is_bounced = c->state == CASE_UNDELIVERABLE,
		.is_acknowledged = c->acknowledged_at != 0 };
	return true;
}

bool
flow_escalation_text(Flow *flow, const Case *c, const char *language, char **out_subject,
    char **out_body, GError **error)
{
	g_autoptr(Case) copy = case_copy(c);
	if (*language != '\0')
		case_set(&copy->language, language);
	return flow_render(flow, copy, "escalation", NULL, NULL, out_subject, out_body, error);
}

/* Of the case and no notice: what a stranger wrote is shown to nobody else. */
static bool
is_attached(const StoreMessage *message)
{
	if (message->is_outgoing)
		return strcmp(message->status, "sent") == 0 && strcmp(message->kind, "notice") != 0 &&
		       strcmp(message->kind, "escalation") != 0;
	return !message->is_flagged && strcmp(message->status, "filed") == 0;
}

static StoreEvidence *
as_file(char *name, GBytes *bytes, const char *type)
{
	StoreEvidence *file = g_new0(StoreEvidence, 1);
	file->filename = name;
	file->type = g_strdup(type);
	file->bytes = bytes;
	return file;
}

/* The complaint goes before all others, then the newest mails: fits says which there is room for. */
static void
choose(const GPtrArray *messages, bool *fits)
{
	size_t size = 0;
	unsigned count = 0;
	for (guint n = 0; n < messages->len; n++) {
		guint i = n == 0 ? 0 : messages->len - n;
		const StoreMessage *message = messages->pdata[i];
		fits[i] = count < ATTACH_MAX &&
		          size + (size_t)message->size_bytes <= ESCALATE_ATTACH_LIMIT_BYTES;
		if (fits[i]) {
			size += (size_t)message->size_bytes;
			count++;
		}
	}
}

/* The case's mails as files, oldest first; the names of those left out go to left. */
static bool
mails_as_files(Flow *flow, const Case *c, GPtrArray *files, GPtrArray *left, GError **error)
{
	g_autoptr(GPtrArray) messages = NULL;
	if (!store_message_list(flow->store, c->key, &messages, error))
		return false;
	for (guint i = messages->len; i > 0; i--)
		if (!is_attached(messages->pdata[i - 1]))
			g_ptr_array_remove_index(messages, i - 1);
	g_autofree bool *fits = g_new0(bool, messages->len + 1);
	choose(messages, fits);
	for (guint i = 0; i < messages->len; i++) {
		const StoreMessage *message = messages->pdata[i];
		g_autofree char *day = time_format_day(message->at, NULL);
		g_autofree char *name = g_strdup_printf("%02u-%s-%s.eml", i + 1, message->kind, day);
		GBytes *bytes = NULL;
		if (!fits[i]) {
			g_ptr_array_add(left, g_steal_pointer(&name));
			continue;
		}
		if (!store_message_bytes(flow->store, message->id, &bytes, error))
			return false;
		/* As a file, byte for byte: as message/rfc822 it might not be encoded (RFC 2046 5.2.1),
		 * and a desk's program would show it as part of the text. */
		g_ptr_array_add(files, as_file(g_steal_pointer(&name), bytes, "application/octet-stream"));
	}
	return true;
}

/* A draft to the same address is replaced; a mail that may have left is not sent again. */
static bool
clear_drafts(Flow *flow, const Case *c, const char *address, GError **error)
{
	g_autoptr(GPtrArray) messages = NULL;
	if (!store_message_list(flow->store, c->key, &messages, error))
		return false;
	for (guint i = 0; i < messages->len; i++) {
		const StoreMessage *message = messages->pdata[i];
		if (!message->is_outgoing || strcmp(message->kind, "escalation") != 0 ||
		    g_ascii_strcasecmp(message->to, address) != 0 ||
		    strcmp(message->status, "failed") == 0 || strcmp(message->status, "cancelled") == 0)
			continue;
		if (strcmp(message->status, "draft") != 0)
			return fail(error, PLAINT_ERROR_CONFLICT, "case %s: the mail to '%s' is %s already", c->key,
			    address, message->status);
		if (!store_outgoing_result(flow->store, message->id, "cancelled", "replaced by a newer draft",
		        clock_now(), 0, error))
			return false;
	}
	return true;
}

static char *
with_left_out(const char *body, const GPtrArray *left, bool is_zh)
{
	GString *text = g_string_new(body);
	for (guint i = 0; i < left->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? ", "
		    : is_zh ? "\n因附件大小限制（7 MiB）未附上，可应要求提供："
		            : "\nNot attached, to stay below 7 MiB, and sent on request: ",
		    (char *)left->pdata[i]);
	if (left->len > 0)
		g_string_append_c(text, '\n');
	return g_string_free(text, FALSE);
}

bool
flow_escalate(Flow *flow, const Case *c, const Escalation *body, const char *language,
    unsigned *out_left, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)store_evidence_free);
	g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	g_autofree char *timeline = NULL;
	g_autoptr(StoreOutgoing) outgoing = NULL;
	const char *words = *language != '\0' ? language : c->language;
	if (!store_begin(flow->store, &txn, error) ||
	    !clear_drafts(flow, c, body->email, error) ||
	    !flow_escalation_text(flow, c, language, &subject, &text, error) ||
	    !flow_timeline(flow, c, words, &timeline, error) ||
	    !mails_as_files(flow, c, files, left, error))
		return false;
	g_autofree char *lines = g_strconcat(timeline, "\n", NULL);
	GBytes *bytes = g_bytes_new(lines, strlen(lines));
	g_ptr_array_add(files, as_file(g_strdup("timeline.txt"), bytes, "text/plain"));
	g_autofree char *whole = with_left_out(text, left, g_str_has_prefix(words, "zh"));
	g_autofree char *entry = g_strdup_printf("%s: %s", body->key, body->email);
	if (!flow_compose_to(flow, c, "escalation", body->email, subject, whole, files, &outgoing, error))
		return false;
	outgoing->needs_consent = true;
	g_free(outgoing->step);
	outgoing->step = g_strdup(body->key);
	*out_left = left->len;
	return flow_queue(flow, outgoing, NULL, error) &&
	       flow_note(flow, c->key, "escalation-draft", "complainant", entry, 0, error) &&
	       store_commit(&txn, error);
}
