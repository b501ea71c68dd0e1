/* SPDX-License-Identifier: ISC
 * bounce.c - whether a mail is a bounce, and what it says */
#include "bounce-private.h"
#include "words-private.h"
#include <string.h>

enum { SAYS_FAILED, SAYS_DELAYED };

/* How far a machine may get before it says what it is about. */
#define SIGN_TEXT_MAX 6000

/* clang-format off */
static const Phrase body_phrases[] = {
	{ "wasn't able to deliver your message", SAYS_FAILED, 2 },
	{ "unable to deliver your message", SAYS_FAILED, 2 },
	{ "unable to deliver the message", SAYS_FAILED, 2 },
	{ "could not be delivered", SAYS_FAILED, 1 }, { "couldn't be delivered", SAYS_FAILED, 1 },
	{ "can not be delivered", SAYS_FAILED, 1 }, { "cannot be delivered", SAYS_FAILED, 1 },
	{ "not be delivered to", SAYS_FAILED, 1 }, { "wasn't delivered to", SAYS_FAILED, 2 },
	{ "was not delivered to", SAYS_FAILED, 2 }, { "has not been delivered", SAYS_FAILED, 1 },
	{ "message was undeliverable", SAYS_FAILED, 2 }, { "was undeliverable", SAYS_FAILED, 2 },
	{ "undeliverable mail", SAYS_FAILED, 2 }, { "your message was not delivered", SAYS_FAILED, 2 },
	{ "delivery has failed to", SAYS_FAILED, 2 }, { "delivery to the following", SAYS_FAILED, 2 },
	{ "permanent fatal errors", SAYS_FAILED, 2 }, { "transcript of session", SAYS_FAILED, 2 },
	{ "transcript of the session", SAYS_FAILED, 2 }, { "did not reach the following", SAYS_FAILED, 2 },
	{ "failed delivery notification", SAYS_FAILED, 2 }, { "delivery failed", SAYS_FAILED, 1 },
	{ "delivery failure", SAYS_FAILED, 1 }, { "this is the mail system at", SAYS_FAILED, 2 },
	{ "created automatically by mail delivery software", SAYS_FAILED, 2 },
	{ "the following address(es) failed", SAYS_FAILED, 2 }, { "returned to sender", SAYS_FAILED, 1 },
	{ "error occurred while trying to deliver", SAYS_FAILED, 2 },
	{ "errors occurred while delivering", SAYS_FAILED, 2 },
	{ "mail delivery failed", SAYS_FAILED, 1 }, { "this is the qmail-send program", SAYS_FAILED, 2 },
	{ "unable to deliver mail to", SAYS_FAILED, 2 }, { "failed to deliver", SAYS_FAILED, 1 },
	{ "undelivered message", SAYS_FAILED, 1 }, { "delivery status notification", SAYS_FAILED, 2 },
	{ "could not deliver", SAYS_FAILED, 1 }, { "unable to deliver", SAYS_FAILED, 1 },
	{ "this is the mailer-daemon", SAYS_FAILED, 2 }, { "i'm the mailer-daemon", SAYS_FAILED, 2 },
	{ "message you sent was blocked", SAYS_FAILED, 2 }, { "mail system error", SAYS_FAILED, 2 },
	{ "your message was rejected", SAYS_FAILED, 1 }, { "your message has been rejected", SAYS_FAILED, 1 },
	{ "message has been blocked", SAYS_FAILED, 1 }, { "message was blocked", SAYS_FAILED, 1 },
	{ "not delivered to", SAYS_FAILED, 1 }, { "there was a problem delivering", SAYS_FAILED, 1 },
	{ "problem with your message delivery", SAYS_FAILED, 1 }, { "delivery error", SAYS_FAILED, 1 },
	{ "fehler bei der nachrichtenzustellung", SAYS_FAILED, 2 },
	{ "nicht zugestellt werden", SAYS_FAILED, 2 }, { "nicht übermittelt werden", SAYS_FAILED, 2 },
	{ "zustellung fehlgeschlagen", SAYS_FAILED, 2 },
	{ "n'a pas pu être remis", SAYS_FAILED, 2 }, { "échec de la remise", SAYS_FAILED, 2 },
	{ "n'a pas pu être distribué", SAYS_FAILED, 2 }, { "échec de remise", SAYS_FAILED, 2 },
	{ "no se pudo entregar", SAYS_FAILED, 2 }, { "no se ha podido entregar", SAYS_FAILED, 2 },
	{ "no ha podido ser entregado", SAYS_FAILED, 2 }, { "error en la entrega", SAYS_FAILED, 2 },
	{ "impossibile recapitare", SAYS_FAILED, 2 }, { "non è stato possibile recapitare", SAYS_FAILED, 2 },
	{ "non può essere recapitato", SAYS_FAILED, 2 }, { "não pôde ser entregue", SAYS_FAILED, 2 },
	{ "não foi possível entregar", SAYS_FAILED, 2 }, { "falha na entrega", SAYS_FAILED, 2 },
	{ "не удалось доставить", SAYS_FAILED, 2 }, { "не было доставлено", SAYS_FAILED, 2 },
	{ "не может быть доставлено", SAYS_FAILED, 2 }, { "не доставлено", SAYS_FAILED, 2 },
	{ "nie można dostarczyć", SAYS_FAILED, 2 }, { "nie została dostarczona", SAYS_FAILED, 2 },
	{ "nie mogła zostać dostarczona", SAYS_FAILED, 2 },
	{ "kon niet worden afgeleverd", SAYS_FAILED, 2 }, { "kon niet worden bezorgd", SAYS_FAILED, 2 },
	{ "teslim edilemedi", SAYS_FAILED, 2 }, { "kunde inte levereras", SAYS_FAILED, 2 },
	{ "被退回", SAYS_FAILED, 2 }, { "退信原因", SAYS_FAILED, 2 }, { "退信信息", SAYS_FAILED, 2 },
	{ "无法投递", SAYS_FAILED, 1 }, { "投递失败", SAYS_FAILED, 2 }, { "系统退信", SAYS_FAILED, 2 },
	{ "未能送达", SAYS_FAILED, 2 }, { "无法送达", SAYS_FAILED, 2 }, { "发送失败", SAYS_FAILED, 1 },
	{ "無法投遞", SAYS_FAILED, 2 }, { "無法傳遞", SAYS_FAILED, 2 }, { "投遞失敗", SAYS_FAILED, 2 },
	{ "配信できません", SAYS_FAILED, 2 }, { "送信できません", SAYS_FAILED, 1 },
	{ "配達できません", SAYS_FAILED, 2 }, { "お届けできません", SAYS_FAILED, 2 },

	{ "not yet been delivered", SAYS_DELAYED, 4 }, { "warning message only", SAYS_DELAYED, 4 },
	{ "could not send message for past", SAYS_DELAYED, 4 }, { "will keep trying", SAYS_DELAYED, 4 },
	{ "delivery incomplete", SAYS_DELAYED, 4 }, { "gmail will retry", SAYS_DELAYED, 4 },
	{ "will retry for", SAYS_DELAYED, 4 }, { "still undelivered after", SAYS_DELAYED, 4 },
	{ "delivery attempts will continue", SAYS_DELAYED, 4 }, { "has been delayed", SAYS_DELAYED, 3 },
	{ "delivery is delayed", SAYS_DELAYED, 4 }, { "will be retried", SAYS_DELAYED, 3 },
	{ "will be re-attempted", SAYS_DELAYED, 4 }, { "we will continue to try", SAYS_DELAYED, 4 },
	{ "will continue trying", SAYS_DELAYED, 4 }, { "continue to attempt", SAYS_DELAYED, 4 },
	{ "will try again", SAYS_DELAYED, 3 }, { "will continue to be attempted", SAYS_DELAYED, 4 },
	{ "do not need to resend", SAYS_DELAYED, 4 }, { "noch nicht zugestellt", SAYS_DELAYED, 4 },
	{ "wird weiterhin versuch*", SAYS_DELAYED, 4 }, { "pas encore été", SAYS_DELAYED, 3 },
	{ "投递延迟", SAYS_DELAYED, 4 }, { "延迟投递", SAYS_DELAYED, 4 }, { "继续尝试", SAYS_DELAYED, 4 },
	{ "暂时无法投递", SAYS_DELAYED, 4 }, { "尚未送达", SAYS_DELAYED, 4 }, { "еще не доставлено", SAYS_DELAYED, 4 },
	{ "ещё не доставлено", SAYS_DELAYED, 4 }, { "попытки доставки будут", SAYS_DELAYED, 4 },
	{ "delivery delayed", SAYS_DELAYED, 4 }, { "aún no se ha entregado", SAYS_DELAYED, 4 },
};

static const Phrase subject_phrases[] = {
	{ "undelivered mail", SAYS_FAILED, 2 }, { "undeliverable", SAYS_FAILED, 2 },
	{ "undelivered", SAYS_FAILED, 2 }, { "undeliver*", SAYS_FAILED, 1 },
	{ "mail delivery", SAYS_FAILED, 1 }, { "delivery status", SAYS_FAILED, 2 },
	{ "failure notice", SAYS_FAILED, 2 }, { "returned mail", SAYS_FAILED, 2 },
	{ "delivery failure", SAYS_FAILED, 2 }, { "delivery failed", SAYS_FAILED, 2 },
	{ "delivery problem", SAYS_FAILED, 2 }, { "non-delivery", SAYS_FAILED, 2 },
	{ "non delivery", SAYS_FAILED, 2 }, { "nondeliverable", SAYS_FAILED, 2 },
	{ "delivery notification", SAYS_FAILED, 2 }, { "delivery error", SAYS_FAILED, 2 },
	{ "mail failure", SAYS_FAILED, 2 }, { "mail system error", SAYS_FAILED, 2 },
	{ "returned to sender", SAYS_FAILED, 2 }, { "returning message to sender", SAYS_FAILED, 2 },
	{ "could not be delivered", SAYS_FAILED, 2 }, { "couldn't be delivered", SAYS_FAILED, 2 },
	{ "message not delivered", SAYS_FAILED, 2 }, { "not delivered", SAYS_FAILED, 2 },
	{ "bounce*", SAYS_FAILED, 1 }, { "message blocked", SAYS_FAILED, 1 },
	{ "message you sent blocked", SAYS_FAILED, 2 }, { "rejected", SAYS_FAILED, 1 },
	{ "unzustellbar", SAYS_FAILED, 2 }, { "nicht zustellbar", SAYS_FAILED, 2 },
	{ "non remis", SAYS_FAILED, 2 }, { "non distribuable", SAYS_FAILED, 2 },
	{ "no se puede entregar", SAYS_FAILED, 2 }, { "no entregado", SAYS_FAILED, 2 },
	{ "non recapitabile", SAYS_FAILED, 2 }, { "não entregue", SAYS_FAILED, 2 },
	{ "недоставленн", SAYS_FAILED, 2 }, { "не доставлено", SAYS_FAILED, 2 },
	{ "не удалось доставить", SAYS_FAILED, 2 }, { "onbestelbaar", SAYS_FAILED, 2 },
	{ "niedostarcz*", SAYS_FAILED, 2 }, { "退信", SAYS_FAILED, 2 }, { "被退回", SAYS_FAILED, 2 },
	{ "投递失败", SAYS_FAILED, 2 }, { "无法投递", SAYS_FAILED, 2 }, { "未送达", SAYS_FAILED, 2 },
	{ "无法送达", SAYS_FAILED, 2 }, { "未傳遞", SAYS_FAILED, 2 }, { "無法傳遞", SAYS_FAILED, 2 },
	{ "配信不能", SAYS_FAILED, 2 }, { "配信できません", SAYS_FAILED, 2 }, { "teslim edilemedi", SAYS_FAILED, 2 },
	{ "delivery delayed", SAYS_DELAYED, 3 }, { "delayed mail", SAYS_DELAYED, 3 },
	{ "delivery status notification (delay)", SAYS_DELAYED, 3 }, { "delivery delay", SAYS_DELAYED, 3 },
	{ "could not send message for past", SAYS_DELAYED, 3 }, { "warning: message", SAYS_DELAYED, 3 },
	{ "delayed 24 hours", SAYS_DELAYED, 3 }, { "still being retried", SAYS_DELAYED, 3 },
	{ "still retrying", SAYS_DELAYED, 3 }, { "verzögert", SAYS_DELAYED, 3 },
	{ "投递延迟", SAYS_DELAYED, 3 }, { "延迟", SAYS_DELAYED, 1 },
};
/* clang-format on */

static const Phrases *
index_of(bool is_subject)
{
	static const Phrases *sets[2];
	static gsize once;
	if (g_once_init_enter(&once)) {
		sets[0] = phrases_index(body_phrases, G_N_ELEMENTS(body_phrases));
		sets[1] = phrases_index(subject_phrases, G_N_ELEMENTS(subject_phrases));
		g_once_init_leave(&once, 1);
	}
	return sets[is_subject];
}

static bool
keep_heaviest(const Phrase *phrase, size_t offset G_GNUC_UNUSED, gpointer data)
{
	const Phrase **best = data;
	if (*best == NULL || phrase->weight > (*best)->weight)
		*best = phrase;
	return true;
}

static const Phrase *
heaviest(bool is_subject, const char *text, size_t max)
{
	const Phrase *best = NULL;
	g_autofree char *folded = words_fold(text, max, false);
	phrases_search(index_of(is_subject), folded, keep_heaviest, &best);
	return best;
}

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

/* --- who speaks --- */

static bool
has_prefix_of(const char *text, const char *const *prefixes)
{
	for (; *prefixes != NULL; prefixes++)
		if (g_ascii_strncasecmp(text, *prefixes, strlen(*prefixes)) == 0)
			return true;
	return false;
}

/* How surely a mail system speaks: 3 by its own marks, 2 by name, 1 perhaps. */
static int
daemon_level(const Mail *mail)
{
	static const char *const sure[] = { "mailer-daemon@", "mailerdaemon@", "mail-daemon@",
		"maildaemon@", "microsoftexchange", "mailer-daemon", "mailmaster@", "mdaemon@",
		"postmaster-", "smtpd@", NULL };
	static const char *const names[] = { "mail delivery", "mailer-daemon", "mail administrator",
		"mailer daemon", "mail system", "delivery subsystem", NULL };
	const char *address = mail->from.address == NULL ? "" : mail->from.address;
	const char *name = mail->from.name == NULL ? "" : mail->from.name;
	if (mail->report_type != NULL && strcmp(mail->report_type, "delivery-status") == 0)
		return 3;
	if (mail_header(mail, "X-Failed-Recipients") != NULL ||
	    mail_header(mail, "X-MS-Exchange-Message-Is-Ndr") != NULL)
		return 3;
	if (has_prefix_of(address, sure) || has_prefix_of(name, names))
		return 2;
	if (g_ascii_strncasecmp(address, "postmaster@", 11) == 0 || *address == '\0' ||
	    (mail->return_path != NULL && *mail->return_path == '\0') ||
	    g_ascii_strncasecmp(address, "bounce", 6) == 0)
		return 1;
	return 0;
}

static bool
is_answer_subject(const char *subject)
{
	static const char *const answers[] = { "re:", "re :", "aw:", "fw:", "fwd:", "wg:", "sv:",
		"tr:", "rv:", "res:", "antw:", "odp:", "回复", "答复", "转发", "回覆", "r:", NULL };
	return has_prefix_of(subject, answers);
}

/* --- what the report says --- */

static const MailPart *
next_part(const Mail *mail, MailPartKind kind, guint *at)
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

static void
read_reports(const Mail *mail, GPtrArray *recipients, char **out_original_id)
{
	guint at = 0;
	for (const MailPart *part; (part = next_part(mail, MAIL_PART_STATUS, &at)) != NULL;)
		bounce_report_read(part->text, recipients, out_original_id);
}

static BounceSign
sign_of_actions(const GPtrArray *recipients)
{
	bool is_delayed = false;
	for (guint i = 0; i < recipients->len; i++) {
		const BounceRecipient *one = recipients->pdata[i];
		if (strcmp(one->action, "failed") == 0)
			return BOUNCE_FAILED;
		is_delayed = is_delayed || strcmp(one->action, "delayed") == 0;
	}
	return is_delayed ? BOUNCE_DELAYED : BOUNCE_NOTICE;
}

static bool
has_status_part(const Mail *mail)
{
	guint at = 0;
	return next_part(mail, MAIL_PART_STATUS, &at) != NULL;
}

static BounceSign
sign_by_words(const Mail *mail, int level, char **out_why)
{
	const char *raw = mail->subject == NULL ? "" : mail->subject;
	bool is_null_path = mail->return_path != NULL && *mail->return_path == '\0';
	bool is_answer = is_answer_subject(raw);
	if (level < 2 && is_answer && !is_null_path)
		return BOUNCE_NONE;
	const Phrase *subject = heaviest(true, raw, 400);
	if (level == 0 && subject == NULL)
		return BOUNCE_NONE;
	g_autofree char *text = words_of_mail(mail, BOUNCE_TEXT_MAX);
	size_t head = (size_t)(bounce_notice_end(text) - text);
	const Phrase *body = heaviest(false, text, MIN(head, SIGN_TEXT_MAX));
	g_autofree char *notice = g_strndup(text, MIN(head, SIGN_TEXT_MAX));
	g_autofree char *status = level < 3 ? bounce_status(notice, false) : NULL;
	bool has_reason = status != NULL && *status != '\0';
	bool is_report;
	switch (level) {
	case 3:
		is_report = true;
		break;
	case 2:
		is_report = body != NULL || (subject != NULL && subject->weight >= 2) ||
		            (subject != NULL && has_reason);
		break;
	case 1:
		is_report = (subject != NULL && (body != NULL || has_reason)) ||
		            (body != NULL && body->weight >= 2 && has_reason);
		break;
	default:
		is_report =
		    subject->weight >= 2 && body != NULL && has_reason && mail->in_reply_to == NULL;
		break;
	}
	if (!is_report)
		return BOUNCE_NONE;
	const Phrase *told =
	    body == NULL || (subject != NULL && subject->tag == SAYS_DELAYED) ? subject : body;
	if (out_why != NULL)
		*out_why = told == NULL
		               ? g_strdup("a mail system's report")
		               : g_strdup_printf("a mail system writes \"%s\"", told->text);
	return told != NULL && told->tag == SAYS_DELAYED && told->weight >= 3 ? BOUNCE_DELAYED
	                                                                      : BOUNCE_FAILED;
}

BounceSign
bounce_sign(const Mail *mail, char **out_why)
{
	static const char *const words[] = { "", "failed", "delayed", "delivered" };
	if (out_why != NULL)
		*out_why = NULL;
	int level = daemon_level(mail);
	bool is_report =
	    mail->content_type != NULL && strcmp(mail->content_type, "multipart/report") == 0;
	if (mail->report_type != NULL && strcmp(mail->report_type, "delivery-status") != 0 &&
	    is_report)
		return BOUNCE_NONE; /* an MDN or ARF */
	if ((is_report || level > 0) && has_status_part(mail)) {
		g_autoptr(GPtrArray) recipients =
		    g_ptr_array_new_with_free_func(bounce_recipient_free);
		read_reports(mail, recipients, NULL);
		if (recipients->len > 0) {
			BounceSign sign = sign_of_actions(recipients);
			if (out_why != NULL)
				*out_why =
				    g_strdup_printf("delivery report, action: %s", words[sign]);
			return sign;
		}
		level = 3;
	}
	return sign_by_words(mail, level, out_why);
}

/* --- the original's Message-ID --- */

static char *
message_id_in(const char *text)
{
	for (const char *at = text; (at = strcasestr(at, "message-id")) != NULL;) {
		at += strlen("message-id");
		const char *id = at + strspn(at, " \t\r\n:=<");
		size_t n = strcspn(id, "> \t\r\n<");
		if (n < 1000 && memchr(id, '@', n) != NULL)
			return g_strndup(id, n);
	}
	return NULL;
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
	const MailPart *original = next_part(mail, MAIL_PART_ORIGINAL, &at);
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
		id = message_id_in(text);
	if (id == NULL && original != NULL)
		id = message_id_in(original->text);
	if (id == NULL && mail->in_reply_to != NULL)
		id = g_strdup(mail->in_reply_to);
	if (id == NULL && mail->references != NULL && mail->references->len > 0)
		id = g_strdup(mail->references->pdata[mail->references->len - 1]);
	return bare_id(id);
}

/* --- reading it --- */

/* Addresses of last resort: whom the original was written to. */
static void
read_original_to(const Mail *mail, const char *text, bool is_delay, GPtrArray *recipients)
{
	guint at = 0;
	const MailPart *original = next_part(mail, MAIL_PART_ORIGINAL, &at);
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

static void
fill_in(BounceRecipient *one, const char *notice, bool is_delay)
{
	bool has_reason = strcmp(one->action, "failed") == 0 || strcmp(one->action, "delayed") == 0;
	if (*one->diagnostic == '\0' && has_reason && strcasestr(notice, one->address) != NULL) {
		g_free(one->diagnostic);
		one->diagnostic = bounce_notice_words(notice, one->address);
	}
	if (*one->status == '\0') {
		g_free(one->status);
		one->status = bounce_status(one->diagnostic, is_delay);
	}
	if (*one->status == '\0') {
		g_free(one->status);
		one->status = bounce_status(notice, is_delay);
	}
}

void
bounce_read(const Mail *mail, GPtrArray *recipients, char **out_original_message_id)
{
	char *reported = NULL;
	bool is_delay = bounce_sign(mail, NULL) == BOUNCE_DELAYED;
	g_autofree char *text = words_of_mail(mail, BOUNCE_TEXT_MAX);
	read_reports(mail, recipients, &reported);
	if (recipients->len == 1 && *((BounceRecipient *)recipients->pdata[0])->address == '\0')
		g_ptr_array_set_size(
		    recipients, 0); /* a report without an address: the notice has it */
	if (recipients->len == 0)
		bounce_notice_read(mail, text, is_delay, recipients);
	if (recipients->len == 0)
		read_original_to(mail, text, is_delay, recipients);
	g_autofree char *notice = g_strndup(text, (gsize)(bounce_notice_end(text) - text));
	for (guint i = 0; i < recipients->len; i++)
		fill_in(recipients->pdata[i], notice, is_delay);
	*out_original_message_id = original_id(mail, reported, text);
}
