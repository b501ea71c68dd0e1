/* SPDX-License-Identifier: ISC
 * bounce.c - what a bounce says: who failed, why, and which mail it was */
#include "bounce-private.h"
#include <string.h>

#define ID_MAX 1000 /* bytes of a Message-ID */
#define OWN_MAX 50  /* of the addresses this notice went to, how many are looked at */

void
bounce_recipient_free(gpointer recipient)
{
	BounceRecipient *one = recipient;
	if (one == NULL)
		return;
	g_free(one->address);
	g_free(one->action);
	g_free(one->status);
	g_free(one->diagnostic);
	g_free(one);
}

const MailPart *
bounce_next_part(const Mail *mail, MailPartKind kind, guint *at)
{
	while (mail->parts != NULL && *at < mail->parts->len) {
		const MailPart *part = mail->parts->pdata[(*at)++];
		/* An attached mail's own report is not this message's. */
		if (part->kind == kind && part->text != NULL &&
		    (part->message_depth == 0 ||
			(kind == MAIL_PART_ORIGINAL && part->message_depth == 1)))
			return part;
	}
	return NULL;
}

/* --- the original's Message-ID --- */

static char *
message_id_in(const char *text)
{
	static const char *const labels[] = { "message-id", "message id", "messageid", "message identifier",
		"msgid", "msg-id" };
	for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
		for (const char *at = text; (at = strcasestr(at, labels[i])) != NULL;) {
			at += strlen(labels[i]);
			const char *id = at;
			if (g_ascii_strncasecmp(id, " was", 4) == 0 || g_ascii_strncasecmp(id, " is", 3) == 0)
				id += id[1] == 'w' ? 4 : 3;
			id += g_str_has_prefix(id, "：") ? strlen("：") : 0;
			id += strspn(id, " \t\r\n:=<\"'[(");
			size_t n = 0;
			while (n < ID_MAX && id[n] != '\0' && strchr("> \t\r\n<\"')],;", id[n]) == NULL)
				n++;
			if (n < ID_MAX && memchr(id, '@', n) != NULL)
				return g_strndup(id, n);
		}
	}
	return NULL;
}

static bool
is_one_of(const GPtrArray *addresses, const char *id)
{
	for (guint i = 0; addresses != NULL && i < MIN(addresses->len, OWN_MAX); i++) {
		const MailAddress *one = addresses->pdata[i];
		if (one->address != NULL && g_ascii_strcasecmp(one->address, id) == 0)
			return true;
	}
	return false;
}

/* An id without a label that is known: something in brackets, of our own domain, with digits, that is
 * not the address which the notice was sent to. */
static char *
own_id_in(const Mail *mail, const char *text)
{
	const MailAddress *to = mail->to != NULL && mail->to->len > 0 ? mail->to->pdata[0] : NULL;
	const char *domain = to == NULL || to->address == NULL ? NULL : strchr(to->address, '@');
	for (const char *at = text; domain != NULL && (at = strchr(at, '<')) != NULL;) {
		const char *id = ++at;
		size_t n = strcspn(id, "<> \t\r\n");
		size_t tail = strlen(domain);
		if (id[n] != '>' || n <= tail || n > ID_MAX ||
		    g_ascii_strncasecmp(id + n - tail, domain, tail) != 0)
			continue;
		g_autofree char *whole = g_strndup(id, n);
		if (strcspn(whole, "0123456789") < n - tail && !is_one_of(mail->to, whole))
			return g_steal_pointer(&whole);
	}
	return NULL;
}

/* What the text parts say of it: the notice, or a part of its own with the original's header. */
static char *
id_in_texts(const Mail *mail, const char *text)
{
	char *id = message_id_in(text);
	guint at = 0;
	for (const MailPart *part; id == NULL && (part = bounce_next_part(mail, MAIL_PART_TEXT, &at)) != NULL;) {
		g_autofree char *start = g_strndup(part->text, strnlen(part->text, BOUNCE_TEXT_MAX));
		id = message_id_in(start);
	}
	return id;
}

static char *
bare_id(char *id)
{
	if (id == NULL)
		return NULL;
	g_strstrip(id);
	const char *open = strchr(id, '<');
	const char *start = open == NULL ? id : open + 1;
	char *bare = g_strndup(start, strcspn(start, "> \t"));
	g_free(id);
	return bare;
}

static char *
original_id(const Mail *mail, char *reported, const char *text)
{
	guint at = 0;
	const MailPart *original = bounce_next_part(mail, MAIL_PART_ORIGINAL, &at);
	char *id = original == NULL
	               ? NULL
	               : bounce_header_value(original->text, "Message-ID", BOUNCE_TEXT_MAX);
	if (id != NULL && *id == '\0')
		g_clear_pointer(&id, g_free);
	if (id == NULL)
		id = g_steal_pointer(&reported);
	g_free(reported);
	if (id == NULL && mail_header(mail, "X-Original-Message-ID") != NULL)
		id = g_strdup(mail_header(mail, "X-Original-Message-ID"));
	if (id == NULL)
		id = id_in_texts(mail, text);
	if (id == NULL && original != NULL)
		id = message_id_in(original->text);
	if (id == NULL && mail->in_reply_to != NULL)
		id = g_strdup(mail->in_reply_to);
	if (id == NULL && mail->references != NULL && mail->references->len > 0)
		id = g_strdup(mail->references->pdata[mail->references->len - 1]);
	if (id == NULL)
		id = own_id_in(mail, text);
	return bare_id(id);
}

/* --- reading it --- */

/* Addresses of last resort: whom the original was written to. */
static void
read_original_to(const Mail *mail, const char *text, bool is_delay, GPtrArray *recipients)
{
	guint at = 0;
	const MailPart *original = bounce_next_part(mail, MAIL_PART_ORIGINAL, &at);
	const char *copy = original != NULL ? original->text : bounce_notice_end(text);
	g_autofree char *to = NULL;
	for (const char *line = copy; to == NULL && line != NULL && *line != '\0';) {
		const char *start = line + strspn(line, " \t>");
		if (g_ascii_strncasecmp(start, "To:", 3) == 0)
			to = g_strndup(start + 3, strcspn(start + 3, "\n"));
		line = strchr(line, '\n');
		line = line == NULL ? NULL : line + 1;
	}
	g_autofree char *address = to == NULL ? NULL : bounce_address_value(to);
	if (address == NULL || *address == '\0')
		return;
	BounceRecipient *one = bounce_recipient_new(address, is_delay ? "delayed" : "failed");
	g_free(one->diagnostic);
	g_autofree char *notice = g_strndup(text, (gsize)(bounce_notice_end(text) - text));
	one->diagnostic = bounce_notice_words(notice, "");
	g_ptr_array_add(recipients, one);
}

/* The status that the report, the words about the address and, where it is the only one, the whole
 * notice give: the first that says more than that it failed. */
static void
fill_status(BounceRecipient *one, const char *notice, bool is_alone)
{
	bool is_delay = strcmp(one->action, "delayed") == 0;
	if (*one->status != '\0' && !g_str_has_suffix(one->status, ".0.0"))
		return;
	bool is_named = strcasestr(notice, one->address) != NULL;
	g_autofree char *about = is_named ? bounce_notice_words(notice, one->address) : g_strdup("");
	const char *sources[] = { one->diagnostic, about, is_alone ? notice : "" };
	for (size_t i = 0; i < G_N_ELEMENTS(sources); i++) {
		g_autofree char *found = bounce_status_within(one->status, sources[i], is_delay);
		if (*found == '\0')
			continue;
		g_free(one->status);
		one->status = g_steal_pointer(&found);
		return;
	}
	if (*one->status == '\0') { /* RFC 3463: other or undefined */
		g_free(one->status);
		one->status = g_strdup(is_delay ? "4.0.0" : "5.0.0");
	}
}

static void
fill_in(BounceRecipient *one, const char *notice, bool is_alone)
{
	bool has_reason = strcmp(one->action, "failed") == 0 || strcmp(one->action, "delayed") == 0;
	if (!has_reason)
		return;
	if (*one->diagnostic == '\0' && strcasestr(notice, one->address) != NULL) {
		g_free(one->diagnostic);
		one->diagnostic = bounce_notice_words(notice, one->address);
	}
	fill_status(one, notice, is_alone);
}

/* A filter's refusal names its recipient as receipts do. */
static void
read_receipts(const Mail *mail, GPtrArray *recipients, char **out_original_id)
{
	guint at = 0;
	for (const MailPart *part; (part = bounce_next_part(mail, MAIL_PART_RECEIPT, &at)) != NULL;)
		bounce_report_read(part->text, recipients, out_original_id);
}

/* Where the report names nobody: the notice, from the surest place to the last resort. */
static void
read_notice(const Mail *mail, const char *text, bool is_delay, GPtrArray *recipients)
{
	g_autofree char *notice = g_strndup(text, (gsize)(bounce_notice_end(text) - text));
	bounce_notice_read(mail, text, is_delay, recipients);
	if (recipients->len == 0)
		bounce_notice_read_own(mail, notice, is_delay, true, recipients);
	if (recipients->len == 0)
		read_original_to(mail, text, is_delay, recipients);
	if (recipients->len == 0 && mail->subject != NULL)
		bounce_notice_read(mail, mail->subject, is_delay, recipients);
	if (recipients->len == 0)
		bounce_notice_read_own(mail, notice, is_delay, false, recipients);
}

static void
drop_nameless(GPtrArray *recipients)
{
	if (recipients->len == 1 && *((BounceRecipient *)recipients->pdata[0])->address == '\0')
		g_ptr_array_set_size(recipients, 0);
}

void
bounce_read(const Mail *mail, GPtrArray *recipients, char **out_original_message_id)
{
	char *reported = NULL;
	bool is_delay = bounce_sign(mail, NULL) == BOUNCE_DELAYED;
	g_autofree char *text = words_of_mail(mail, BOUNCE_TEXT_MAX);
	g_autofree char *notice = g_strndup(text, (gsize)(bounce_notice_end(text) - text));
	bounce_reports_read(mail, recipients, &reported);
	drop_nameless(recipients); /* a report without an address: the notice has it */
	if (recipients->len == 0)
		read_receipts(mail, recipients, &reported);
	if (recipients->len == 0)
		bounce_report_in_text(text, recipients, &reported);
	drop_nameless(recipients);
	if (recipients->len == 0)
		read_notice(mail, text, is_delay, recipients);
	for (guint i = 0; i < recipients->len; i++)
		fill_in(recipients->pdata[i], notice, recipients->len == 1);
	*out_original_message_id = original_id(mail, reported, text);
}
