/* SPDX-License-Identifier: ISC
 * bounce-sign.c - whether a mail is a report about delivery
 *
 * A report with fields decides by its actions. All others are weighed: who speaks (a mail system by
 * its name, an empty return path, some machine, anybody) says how much evidence is needed, and
 * sentences, a server's reply and a copy of the original are evidence. A list of sentences alone was
 * not taken: no list has all systems in all languages, and people write the same sentences. */
#include "bounce-private.h"
#include "kind-private.h"
#include <string.h>

/* How far a machine may get before it says what it is about. */
#define SIGN_TEXT_MAX 6000
#define SUBJECT_MAX 400
#define CLOSING_MAX 60 /* bytes of a line that closes a letter */

enum {
	SPEAKER_ANYBODY,
	SPEAKER_MACHINE, /* it says that it is automatic */
	SPEAKER_PERHAPS, /* postmaster, a list manager */
	SPEAKER_LIKELY,  /* an empty return path */
	SPEAKER_SURE,    /* a mail system by its name */
	SPEAKER_REPORT,  /* by marks that nothing but reports has */
};

/* The evidence that each of them needs. */
static const int needed[] = { 6, 5, 4, 3, 2, 0 };

/* --- who speaks --- */

static bool
starts_with_any(const char *text, const char *const *prefixes)
{
	for (; *prefixes != NULL; prefixes++)
		if (*text == **prefixes && g_str_has_prefix(text, *prefixes))
			return true;
	return false;
}

static bool
contains_any(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strstr(text, *words) != NULL)
			return true;
	return false;
}

/* "Mailer-Daemon@", "mail_delivery@", "Mail.Router@" without their marks and in lower case. */
static char *
bare_local_part(const char *address)
{
	GString *bare = g_string_new(NULL);
	for (; *address != '\0' && *address != '@'; address++)
		if (g_ascii_isalnum(*address))
			g_string_append_c(bare, g_ascii_tolower(*address));
	return g_string_free(bare, FALSE);
}

static int
speaker_of_address(const char *address)
{
	static const char *const sure[] = { "mailerdaemon", "maildaemon", "mailmaster", "maildeliver",
		"mailrouter", "mailsystem", "mdaemon", "smtpd", "microsoftexchange", "deliverystatus",
		"deliveryfail", "maildelivery", "nondelivery", "undeliver", "mailerror", NULL };
	static const char *const perhaps[] = { "postmaster", "bounce", "doublebounce", "ndr", "dsn",
		"mailadmin", "daemon", "mailrobot", "mailbot", "mta", "mda", "listserv", "majordomo",
		"sympa", "mailman", "ecartis", "ezmlm", "listmaster", NULL };
	static const char *const lists[] = { "-owner@", "-bounces@", "-request@", "-help@", NULL };
	g_autofree char *bare = bare_local_part(address);
	if (starts_with_any(bare, sure) || g_ascii_strncasecmp(address, "postmaster-", 11) == 0)
		return SPEAKER_SURE;
	g_autofree char *lower = g_ascii_strdown(address, -1);
	bool is_perhaps = starts_with_any(bare, perhaps) || contains_any(lower, lists) || *address == '\0' ||
	    g_str_has_prefix(lower, "owner-");
	return is_perhaps ? SPEAKER_PERHAPS : SPEAKER_ANYBODY;
}

static int
speaker_of_name(const char *name)
{
	static const char *const sure[] = { "mail delivery", "mailer-daemon", "mailer daemon", "mailerdaemon",
		"mail administrator", "mail system", "mailsystem", "mail-system", "delivery subsystem",
		"mail router", "internet mail delivery", "delivery status", "delivery notification",
		"email delivery", "e-mail delivery", "message delivery", "système de distribution",
		"système de messagerie", "sistema de entrega", "sistema de correo", "sistema di posta",
		"почтовая система", "система доставки", "почтовый робот", "system dostarczania", "poštovní",
		"mail-zustell", "mailzustell", "邮件系统", "郵件系統", "邮件投递", "メール配信",
		"メールシステム", "메일시스템", "메일 시스템", NULL };
	static const char *const perhaps[] = { "postmaster", "system administrator", "systemadministrator",
		"administrateur syst", "administrador del sistema", "administrador de sistema",
		"amministratore di sistema", "системный администратор", "mail admin", "mail server",
		"mailserver", "mail robot", "microsoft outlook", "microsoft exchange", "系统管理员",
		"系統管理員", "邮箱管理员", "システム管理者", "시스템 관리자", NULL };
	g_autofree char *folded = words_fold(name, SUBJECT_MAX, false);
	return starts_with_any(folded, sure)      ? SPEAKER_SURE
	       : starts_with_any(folded, perhaps) ? SPEAKER_PERHAPS
	                                          : SPEAKER_ANYBODY;
}

bool
bounce_is_system_address(const char *address)
{
	static const char *const machines[] = { "noreply", "donotreply", "autoreply", "autorespon", NULL };
	g_autofree char *bare = bare_local_part(address);
	return speaker_of_address(address) > SPEAKER_ANYBODY || starts_with_any(bare, machines);
}

/* "<>"; and James and some scripts write "null". */
bool
bounce_has_null_path(const Mail *mail)
{
	return mail->return_path != NULL && strchr(mail->return_path, '@') == NULL &&
	       (*mail->return_path == '\0' || g_ascii_strcasecmp(mail->return_path, "null") == 0);
}

/* Headers that mail systems set on their reports: Exim's, Exchange's, RFC 3834's comments
 * ("auto-generated (failure)"), and all the others that have a bounce in their name. */
static int
speaker_of_headers(const Mail *mail)
{
	static const char *const comments[] = { "failure", "rejected", "bounce", "warning-timeout",
		"delivery-status", NULL };
	if (mail_header(mail, "X-Failed-Recipients") != NULL ||
	    mail_header(mail, "X-MS-Exchange-Message-Is-Ndr") != NULL)
		return SPEAKER_REPORT;
	for (size_t i = 0; comments[i] != NULL; i++)
		if (mail_header_has(mail, "Auto-Submitted", comments[i]))
			return SPEAKER_SURE;
	for (guint i = 0; i < mail->headers->len; i++) {
		const MailHeader *header = mail->headers->pdata[i];
		g_autofree char *name = g_ascii_strdown(header->name, -1);
		bool is_named = g_str_has_prefix(name, "x-") && (g_str_has_suffix(name, "bounce") ||
		    g_str_has_suffix(name, "bouncetype") || g_str_has_suffix(name, "bounce-type") ||
		    g_str_has_suffix(name, "bounce-reason") || g_str_has_suffix(name, "-ndr"));
		bool is_told = g_str_has_prefix(name, "x-") && g_str_has_suffix(name, "notification") &&
		    g_ascii_strncasecmp(header->value, "bounce", 6) == 0;
		if (is_named || is_told)
			return SPEAKER_SURE;
	}
	return mail_header(mail, "X-Original-Message-ID") != NULL ? SPEAKER_LIKELY : SPEAKER_ANYBODY;
}

/* "Router@", "imss-notify@": machines where they send, and desks too where they are written to. */
static int
speaker_of_sender(const char *address)
{
	g_autofree char *bare = bare_local_part(address);
	return strcmp(bare, "router") == 0 ? SPEAKER_PERHAPS
	       : g_str_has_suffix(bare, "notify") || g_str_has_suffix(bare, "notification") ? SPEAKER_MACHINE
	                                                                                   : SPEAKER_ANYBODY;
}

static bool
is_machine(const Mail *mail)
{
	const char *submitted = mail_header(mail, "Auto-Submitted");
	return (submitted != NULL && g_ascii_strncasecmp(submitted, "no", 2) != 0) ||
	       mail_header_has(mail, "Precedence", "bulk") || mail_header_has(mail, "Precedence", "junk") ||
	       (mail->from.address != NULL && bounce_is_system_address(mail->from.address));
}

static bool
is_delivery_type(const char *report_type)
{
	return report_type != NULL && g_str_has_suffix(report_type, "delivery-status");
}

static int
speaker_of(const Mail *mail)
{
	const char *address = mail->from.address == NULL ? "" : mail->from.address;
	const char *sender = mail->sender.address == NULL ? "" : mail->sender.address;
	if (is_delivery_type(mail->report_type))
		return SPEAKER_REPORT;
	int speaker = MAX(speaker_of_address(address), speaker_of_headers(mail));
	speaker = MAX(speaker, speaker_of_sender(address));
	speaker = MAX(speaker, speaker_of_name(mail->from.name == NULL ? "" : mail->from.name));
	if (*sender != '\0')
		speaker = MAX(speaker, speaker_of_address(sender));
	if (mail_header_has(mail, "X-List-Administrivia", "yes"))
		speaker = MAX(speaker, SPEAKER_PERHAPS);
	if (bounce_has_null_path(mail)) /* of a person's address it may be an autoresponder's */
		speaker = speaker == SPEAKER_PERHAPS            ? SPEAKER_SURE
		          : bounce_is_system_address(address) ? MAX(speaker, SPEAKER_LIKELY)
		                                              : MAX(speaker, SPEAKER_PERHAPS);
	else if (speaker == SPEAKER_PERHAPS && mail_header(mail, "Auto-Submitted") != NULL)
		speaker = SPEAKER_LIKELY;
	return is_machine(mail) ? MAX(speaker, SPEAKER_MACHINE) : speaker;
}

/* --- what speaks against it --- */

static bool
is_answer_subject(const char *subject)
{
	static const char *const answers[] = { "re:", "re :", "aw:", "fw:", "fwd:", "wg:", "sv:",
		"tr:", "rv:", "res:", "antw:", "odp:", "回复", "答复", "转发", "回覆", "r:", "re：",
		"vs:", "ynt:", "vá:", "rif:", "enc:", "i:", "doorst:", "vl:", "ответ:", "答覆", "轉寄",
		"转寄", NULL };
	g_autofree char *folded = words_fold(subject, SUBJECT_MAX, false);
	return starts_with_any(folded, answers);
}

/* The programs in which people write. */
static bool
is_written_by_hand(const Mail *mail)
{
	static const char *const programs[] = { "outlook", "thunderbird", "iphone mail", "ipad mail",
		"apple mail", "mutt", "evolution", "roundcube", "foxmail", "kmail", "the bat", "k-9",
		"android", "claws", "sylpheed", "zimbra", "airmail", "horde", "squirrelmail", "em client",
		"gnus", "yahoo", "rainloop", "snappymail", "sogo", "alpine", "mailmate", "seamonkey", NULL };
	static const char *const headers[] = { "User-Agent", "X-Mailer" };
	for (size_t i = 0; i < G_N_ELEMENTS(headers); i++)
		for (size_t j = 0; programs[j] != NULL; j++)
			if (mail_header_has(mail, headers[i], programs[j]))
				return true;
	return false;
}

/* "> ..." as answers quote; ">>> RCPT" is a transcript. */
static bool
has_quote(const char *text)
{
	for (const char *at = *text == '>' ? text : strstr(text, "\n>"); at != NULL;
	     at = strstr(at + 1, "\n>")) {
		at += *at == '\n';
		if (at[1] != '>')
			return true;
	}
	return false;
}

/* "Regards" and the like on a line of its own. Machines sign too, but they say more. */
static bool
is_signed(const char *folded)
{
	static const char *const closings[] = { "best,", "best regards", "regards", "kind regards", "thanks,",
		"cheers", "sincerely", "yours", "many thanks", "mit freundlichen", "freundliche grüße",
		"viele grüße", "grüße", "beste grüße", "schöne grüße", "gruß", "mfg", "cordialement",
		"bien à vous", "salutations", "bien cordialement", "saludos", "un saludo", "atentamente",
		"cordiali saluti", "saluti", "distinti saluti", "atenciosamente", "cumprimentos",
		"met vriendelijke", "groet", "с уважением", "pozdraw", "z poważaniem", "s pozdravem",
		"üdvözlettel", "saygılar", "med vänlig", "med venlig", "mvh", "hälsningar", "此致", "祝好",
		"敬上", "谢谢", "顺祝", "よろしく", "以上", "감사합니다", NULL };
	for (const char *line = strchr(folded, '\n'); line != NULL; line = strchr(line, '\n')) {
		line += strspn(line, "\n ");
		if (strcspn(line, "\n") < CLOSING_MAX && starts_with_any(line, closings))
			return true;
	}
	return false;
}

typedef struct persons {
	const Phrase *seen;
	int weight;
} Persons;

static bool
count_person(const Phrase *phrase, size_t offset G_GNUC_UNUSED, gpointer data)
{
	Persons *persons = data;
	if (phrase->tag == SAYS_PERSON && phrase != persons->seen)
		persons->weight += phrase->weight;
	persons->seen = phrase;
	return true;
}

typedef struct start_search {
	size_t from; /* an offset behind this is too far in */
	bool is_found;
} StartSearch;

static bool
keep_start(const Phrase *phrase, size_t offset, gpointer data)
{
	StartSearch *search = data;
	search->is_found = offset <= search->from && (phrase->tag == SAYS_AUTOMATIC ||
	    phrase->tag == SAYS_AWAY || phrase->tag == SAYS_RECEIVED);
	return offset <= search->from && !search->is_found;
}

/* Out-of-office notes and ticket systems name the mail they answer, which may be about bounces. */
static bool
is_other_machine(const Mail *mail, int speaker, const char *subject)
{
	StartSearch search = { (size_t)(kind_after_tags(subject) - subject), false };
	const char *system = kind_ticket_system(mail);
	phrases_search(kind_phrases(true), subject, keep_start, &search);
	if (system != NULL && speaker >= SPEAKER_PERHAPS && strcmp(system, "whmcs") == 0)
		system = NULL; /* known by an X-Mailer that is the sender's name, as mail systems' are */
	return search.is_found || (system != NULL && strstr(system, "subject") == NULL);
}

static int
against(const Mail *mail, int speaker, const char *subject, const char *notice)
{
	int sum = is_other_machine(mail, speaker, subject) ? 4 : 0;
	if (speaker >= SPEAKER_SURE)
		return sum;
	if (is_answer_subject(subject) && !bounce_has_null_path(mail))
		sum += 2;
	if (is_written_by_hand(mail))
		sum += 4;
	if (has_quote(notice))
		sum += 3;
	Persons persons = { NULL, 0 };
	g_autofree char *folded = words_fold(notice, SIGN_TEXT_MAX, false);
	phrases_search(kind_phrases(false), folded, count_person, &persons);
	g_autofree char *folded_lines = words_fold(notice, SIGN_TEXT_MAX, true);
	return sum + MIN(persons.weight / 3, 3) + (is_signed(folded_lines) ? 2 : 0);
}

/* --- what speaks for it --- */

typedef struct evidence {
	const Phrase *subject, *body;
	bool has_code, has_address_trouble, has_copy, has_pair, has_subject_pair, has_subject_meaning;
	bool is_answer;
	BounceAddresses addresses;
} Evidence;

/* A person's quote has no header lines of this sort. */
static bool
has_copy(const Mail *mail, const char *end)
{
	guint at = 0;
	return strcasestr(end, "\nmessage-id:") != NULL || strcasestr(end, "\nreceived:") != NULL ||
	       bounce_next_part(mail, MAIL_PART_ORIGINAL, &at) != NULL;
}

/* "Mailbox full", "User unknown", in whichever words: reasons that only mail systems give. People talk of
 * spam and of what is refused as well. */
static bool
is_about_address(const char *words)
{
	g_autofree char *status = bounce_status(words, false);
	return g_str_has_prefix(status, "5.1.") || g_str_has_prefix(status, "5.2.");
}

static bool
is_telling(const char *subject)
{
	return bounce_phrase(true, subject) != NULL || bounce_has_pair(subject) || is_about_address(subject);
}

static Evidence
evidence_of(const Mail *mail, const char *subject, const char *end, const char *notice)
{
	g_autofree char *folded = words_fold(notice, SIGN_TEXT_MAX, false);
	Evidence e = {
		.subject = bounce_phrase(true, subject),
		.body = bounce_phrase(false, folded),
		.has_code = bounce_has_code(notice),
		.has_address_trouble = is_about_address(notice),
		.has_copy = has_copy(mail, end),
		.has_pair = bounce_has_pair(folded),
		.has_subject_pair = bounce_has_pair(subject),
		.has_subject_meaning = is_about_address(subject),
		.addresses = bounce_notice_addresses(mail, notice),
		.is_answer = is_answer_subject(subject) && !bounce_has_null_path(mail),
	};
	e.addresses.has_other = e.addresses.has_other || bounce_notice_addresses(mail, subject).has_other;
	return e;
}

static int
weight_of(const Evidence *e, int speaker)
{
	int subject = e->subject != NULL ? MIN(e->subject->weight, 2) : 0;
	int body = e->body != NULL ? MIN(e->body->weight, 2) : 0;
	if (e->has_subject_pair || e->has_subject_meaning)
		subject = 2;
	if (e->is_answer && speaker < SPEAKER_SURE)
		subject = 0; /* behind "Re:" is what was answered */
	int server = e->has_code ? 2 : e->has_address_trouble ? 1 : 0;
	if (e->subject == NULL && e->body == NULL && !e->has_pair && !e->has_subject_pair && !e->has_code)
		return 0;
	return subject + MAX(body, e->has_pair ? 1 : 0) + server;
}

/* What surrounds the words: a copy of the original, the sender's and a recipient's address behind labels, a
 * failing address set off. A notice of somebody who is no known system has at least an address. */
static int
weight_of_shape(const Evidence *e, int speaker)
{
	const BounceAddresses *a = &e->addresses;
	bool is_summary = a->has_labelled_own && a->has_labelled_other;
	bool is_set_off = a->is_alone || a->has_labelled_other;
	int weight = e->has_copy || is_summary ? 2 : 0;
	if (is_set_off && speaker >= SPEAKER_PERHAPS) /* signatures have such lines */
		weight++;
	if (a->has_from && e->has_address_trouble) /* "the mailbox a@b is full", writes a@b */
		weight++;
	if (weight == 0 && !a->has_other && speaker < SPEAKER_SURE)
		weight -= 2;
	return weight;
}

static BounceSign
sign_of_words(const Evidence *e)
{
	const Phrase *told =
	    e->body == NULL || (e->subject != NULL && e->subject->tag != BOUNCE_SAYS_FAILED) ? e->subject
	                                                                              : e->body;
	if (told == NULL || told->tag == BOUNCE_SAYS_FAILED)
		return BOUNCE_FAILED;
	if (told->tag == BOUNCE_SAYS_DELIVERED)
		return e->has_code || (e->body != NULL && e->body->tag == BOUNCE_SAYS_FAILED) ? BOUNCE_FAILED
		                                                                       : BOUNCE_NOTICE;
	return told->weight >= 3 ? BOUNCE_DELAYED : BOUNCE_FAILED;
}

static BounceSign
sign_by_words(const Mail *mail, int speaker, char **out_why)
{
	g_autofree char *subject =
	    words_fold(mail->subject == NULL ? "" : mail->subject, SUBJECT_MAX, false);
	if (speaker == SPEAKER_ANYBODY && (mail->in_reply_to != NULL || !is_telling(subject)))
		return BOUNCE_NONE;
	g_autofree char *text = words_of_mail(mail, BOUNCE_TEXT_MAX);
	const char *end = bounce_notice_end(text);
	g_autofree char *notice = g_strndup(text, MIN((gsize)(end - text), SIGN_TEXT_MAX));
	Evidence e = evidence_of(mail, subject, end, notice);
	int words = weight_of(&e, speaker);
	int weight =
	    words + weight_of_shape(&e, speaker) - against(mail, speaker, subject, notice);
	if (speaker < SPEAKER_REPORT && (words == 0 || weight < needed[speaker]))
		return BOUNCE_NONE;
	const Phrase *told = e.body == NULL ? e.subject : e.body;
	if (out_why != NULL)
		*out_why = told == NULL ? g_strdup("a mail system's report")
		                        : g_strdup_printf("a mail system writes \"%s\"", told->text);
	return sign_of_words(&e);
}

/* --- refusals that come as receipts --- */

/* A filter's reject (RFC 5429) is sent as a receipt: "automatic-action; deleted", and words. What a
 * client says of a mail deleted unread has the same fields, but no such words of its own. */
static bool
is_refusal(const Mail *mail)
{
	static const char *const words[] = { "reject", "refused", "refuse ", "abgelehnt", "zurückgewiesen",
		"abgewiesen", "rejeté", "refusé", "rechazad", "rifiutat", "respint", "rejeitad", "recusad",
		"odrzuc", "отклон", "отверг", "відхил", "odmítnut", "zamítnut", "elutasít", "geweigerd",
		"avvis", "afvis", "avböj", "hylät", "reddedil", "respins", "απορρίφ", "拒收", "拒绝", "拒絕",
		"拒否", "거부", "رفض", "not delivered", "not accept", NULL };
	static const char *const read[] = { "being read", "ungelesen", "sans avoir été lu", "sin leer",
		"senza essere", "não lida", "без прочтения", NULL };
	guint at = 0;
	const MailPart *receipt = bounce_next_part(mail, MAIL_PART_RECEIPT, &at);
	if (receipt == NULL || strcasestr(receipt->text, "deleted") == NULL)
		return false;
	if (mail_header_has(mail, "Auto-Submitted", "rejected"))
		return true;
	g_autofree char *text = words_of_mail(mail, SIGN_TEXT_MAX);
	GString *own = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line != NULL; line++) { /* "Subject: ..." cites what was answered */
		size_t label = strcspn(*line, ":");
		bool is_label = label < 24 && (*line)[label] == ':' && (*line)[label + 1] == ' ';
		g_string_append_printf(own, "%s\n", is_label ? "" : *line);
	}
	g_autofree char *folded = words_fold(own->str, SIGN_TEXT_MAX, false);
	g_string_free(own, TRUE);
	return contains_any(folded, words) && !contains_any(folded, read);
}

/* --- what the report says --- */

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

/* Whether it is a report, but of another sort: a receipt or a complaint. */
static bool
is_other_report(const Mail *mail)
{
	guint at = 0, again = 0;
	if (bounce_next_part(mail, MAIL_PART_STATUS, &again) != NULL || mail->report_type == NULL)
		return false;
	return g_str_has_suffix(mail->report_type, "disposition-notification") ||
	       strcmp(mail->report_type, "feedback-report") == 0 ||
	       bounce_next_part(mail, MAIL_PART_RECEIPT, &at) != NULL;
}

BounceSign
bounce_sign(const Mail *mail, char **out_why)
{
	static const char *const words[] = { "", "failed", "delayed", "delivered" };
	if (out_why != NULL)
		*out_why = NULL;
	int speaker = speaker_of(mail);
	bool is_report =
	    mail->content_type != NULL && strcmp(mail->content_type, "multipart/report") == 0;
	if (is_report && is_refusal(mail)) {
		if (out_why != NULL)
			*out_why = g_strdup("a filter's refusal, sent as a receipt");
		return BOUNCE_FAILED;
	}
	if (is_report && is_other_report(mail))
		return BOUNCE_NONE;
	if (is_report || speaker > SPEAKER_ANYBODY) {
		g_autoptr(GPtrArray) recipients =
		    g_ptr_array_new_with_free_func(bounce_recipient_free);
		bounce_reports_read(mail, recipients, NULL);
		if (recipients->len > 0) {
			BounceSign sign = sign_of_actions(recipients);
			if (out_why != NULL)
				*out_why =
				    g_strdup_printf("delivery report, action: %s", words[sign]);
			return sign;
		}
		guint at = 0;
		if (bounce_next_part(mail, MAIL_PART_STATUS, &at) != NULL)
			speaker = SPEAKER_REPORT;
	}
	return sign_by_words(mail, speaker, out_why);
}
