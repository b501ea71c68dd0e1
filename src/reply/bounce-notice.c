/* SPDX-License-Identifier: ISC
 * bounce-notice.c - failing addresses and reasons in notices that follow no standard
 *
 * Every mail system words its notice in its own way, so that a grammar a system would never be
 * complete. What they share is position: the failing address stands at the start of a line, after
 * "RCPT TO:" or after a word such as "recipient". Each address gets a level by where it stands, and
 * those of the highest level count. */
#include "bounce-private.h"
#include <string.h>

#define LOCAL_MAX 64
#define DOMAIN_MAX 255
#define WORDS_MAX 1600 /* how far behind an address its reason may stand */
#define OWN_MAX 50     /* of the addresses this notice went to, how many are looked at */
#define SEEN_MAX 2000  /* how many '@' are looked at */
#define CONTEXT_MAX 60 /* how far before an address words about it may stand */

enum { LEVEL_NEVER, LEVEL_LOOSE, LEVEL_NAMED, LEVEL_FIRST };

typedef struct found {
	char *address;
	int level;
} Found;

static void
found_free(gpointer data)
{
	Found *found = data;
	g_free(found->address);
	g_free(found);
}

BounceRecipient *
bounce_recipient_new(const char *address, const char *action)
{
	BounceRecipient *one = g_new0(BounceRecipient, 1);
	one->address = g_strdup(address);
	one->action = g_strdup(action);
	one->status = g_strdup("");
	one->diagnostic = g_strdup("");
	return one;
}

static bool
is_local_char(char c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr(".!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool
is_domain_char(char c)
{
	return g_ascii_isalnum(c) || c == '.' || c == '-';
}

/* "<störung@häuser.example>": in brackets any letter may be part of an address. */
static char *
bracketed_around(const char *text, const char *at, const char **out_start, const char **out_end)
{
	const char *start = at, *end = at + 1;
	while (start > text && at - start < LOCAL_MAX && strchr("<> \t\n\r\":;,", start[-1]) == NULL)
		start--;
	while (end - at <= DOMAIN_MAX && *end != '\0' && strchr("<> \t\n\r\":;,@", *end) == NULL)
		end++;
	if (start == text || start[-1] != '<' || *end != '>' || start == at ||
	    memchr(at, '.', (size_t)(end - at)) == NULL)
		return NULL;
	*out_start = start;
	*out_end = end;
	return g_strndup(start, (gsize)(end - start));
}

/* The address around the '@' at at, or NULL; *out_start and *out_end tell where it stands. */
static char *
address_around(const char *text, const char *at, const char **out_start, const char **out_end)
{
	if ((at > text && (at[-1] & 0x80) != 0) || (at[1] & 0x80) != 0)
		return bracketed_around(text, at, out_start, out_end);
	const char *start = at, *end = at + 1;
	while (start > text && at - start < LOCAL_MAX && is_local_char(start[-1]))
		start--;
	while (end - at <= DOMAIN_MAX && is_domain_char(*end))
		end++;
	while (end > at + 1 && !g_ascii_isalnum(end[-1]))
		end--;
	while (start < at && strchr("'/=*`-", *start) != NULL)
		start++;
	if ((start > text && (start[-1] & 0x80) != 0) || (*end & 0x80) != 0) {
		char *whole = bracketed_around(text, at, out_start, out_end);
		if (whole != NULL)
			return whole;
	}
	if (start == at || memchr(at, '.', (size_t)(end - at)) == NULL)
		return NULL;
	*out_start = start;
	*out_end = end;
	return g_strndup(start, (gsize)(end - start));
}

static bool
is_among(const GPtrArray *addresses, const char *address)
{
	for (guint i = 0; addresses != NULL && i < MIN(addresses->len, OWN_MAX); i++) {
		const MailAddress *one = addresses->pdata[i];
		if (one->address != NULL && g_ascii_strcasecmp(one->address, address) == 0)
			return true;
	}
	return false;
}

/* Whether line begins with an address that another reason belongs to. */
static bool
is_address_line(const char *line)
{
	size_t word = strcspn(line, " \t\r\n");
	if (memchr(line, '@', word) == NULL)
		return false;
	if (*line == '<' && word > 3 && line[word - 1] == ':')
		return true; /* "<b@example.net>:" of qmail and Postfix */
	return memchr(line, ':', word) == NULL && (line[word] == '\n' || line[word] == '\r'); /* alone */
}

/* Another domain's postmaster on a line of its own was written to. */
static bool
is_other_postmaster(const Mail *mail, const char *line, const char *address)
{
	const char *domain = strchr(address, '@'), *from = mail->from.address;
	const char *own = from != NULL ? strchr(from, '@') : NULL;
	bool is_alone = is_address_line(line + strspn(line, " \t"));
	return is_alone && domain != NULL && own != NULL && !g_str_has_suffix(own, domain + 1);
}

/* Addresses that speak or were written to by the mail system: never what failed. */
static bool
is_speaker(const Mail *mail, const char *delivered_to, const char *line, const char *address)
{
	if (bounce_is_system_address(address) && !is_other_postmaster(mail, line, address))
		return true;
	return is_among(mail->to, address) || is_among(mail->cc, address) ||
	       (mail->from.address != NULL &&
		   g_ascii_strcasecmp(mail->from.address, address) == 0) ||
	       (delivered_to != NULL && strcasestr(delivered_to, address) != NULL);
}

/* A Message-ID of ours: in brackets, of the domain that the notice was sent to, with digits. */
static bool
is_own_id(const Mail *mail, const char *text, const char *start, const char *address)
{
	const MailAddress *to = mail->to != NULL && mail->to->len > 0 ? mail->to->pdata[0] : NULL;
	const char *own = to == NULL || to->address == NULL ? NULL : strchr(to->address, '@');
	const char *domain = strchr(address, '@');
	return own != NULL && domain != NULL && start > text && start[-1] == '<' &&
	       g_ascii_strcasecmp(own, domain) == 0 && strcspn(address, "0123456789@") < (size_t)(domain - address);
}

static bool
has_word(const char *context, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strstr(context, *words) != NULL)
			return true;
	return false;
}

/* Whether nothing but a label, its colon and blanks stand before start. */
static bool
is_labelled(const char *line, const char *start)
{
	while (start > line && strchr(" \t<[\"'", start[-1]) != NULL)
		start--;
	return start - line < CONTEXT_MAX &&
	       ((start > line && start[-1] == ':') || (start - line > 3 && g_str_has_prefix(start - 3, "：")));
}

/* What follows the number of a list's item: "1. ", "(2) ", "3、". */
static const char *
after_number(const char *line)
{
	const char *digits = line + strspn(line, " \t("), *at = digits + strspn(digits, "0123456789");
	if (at == digits || at - digits > 2)
		return line;
	if (g_str_has_prefix(at, "、") || g_str_has_prefix(at, "．"))
		return at + 3;
	return *at != '\0' && strchr(".):", *at) != NULL ? at + 1 : line;
}

static int
level_of(const char *line, const char *start, const char *end)
{
	static const char *const others[] = { "from:", "from ", "sender", "reply-to", "return-path",
		"message-id", "message id", "references:", "contact", "please forward", "mail to ",
		"questions", "generated from", "on behalf of", "发件人", "联系", "absender",
		"von:", "expéditeur", "remitente", "отправител", "message identifier", "help",
		"in-reply-to", "寄件", "差出人", "送信者", "보낸", "발신", "kontakt", "write to", "send mail to",
		"envelope-", "assistance", "reply to", "report to", "return address", "mittente",
		"od:", "от:", "від:", "van:", "afzender", "avsändare", "afsender", "avsender",
		"lähettäjä", "feladó", "odesílatel", "nadawca", "gönderen", "expeditor", "αποστολέας",
		"обратитесь", "свяжитесь", "contatt", "contato", "skontaktuj", "联络", "聯絡",
		"お問い合わせ", "문의", "mail from", NULL };
	static const char *const named[] = { "rcpt to", "recipient", "to:", "收件人", "收件地址",
		"无法发送到", "无法投递", "empfänger", "destinataire", "destinatario",
		"destinatário", "получател", "odbiorc", "ontvanger", "alıcı", "宛先", "受信者",
		"收件者", "following address", "mottagare", "email address", "user ", "mailbox",
		"无法送达", "адрес", NULL };
	static const char *const loose[] = { " to", "deliver", "address", "到", "给", "an ", "à ",
		NULL };
	const char *item = after_number(line);
	const char *lead = item + strspn(item, " \t<*>-\"'[(·•");
	const char *from = start - line > CONTEXT_MAX ? start - CONTEXT_MAX : line;
	g_autofree char *before = g_ascii_strdown(from, start - from);
	if (has_word(before, others))
		return LEVEL_NEVER;
	if (lead >= start &&
	    (*end == '>' || *end == ':' || *end == '\n' || *end == '\r' || *end == '\0' ||
		*end == ' ' || *end == '<' || *end == ',' || *end == '.' || *end == ';' ||
		*end == ')' || *end == ']' || *end == '"' || *end == '\'' || *end == '\t'))
		return LEVEL_FIRST;
	if (has_word(before, named))
		return LEVEL_NAMED +
		       (strstr(before, "rcpt to") != NULL || strstr(before, "收件") != NULL);
	if (is_labelled(line, start)) /* "Address: a@b", in whichever language */
		return LEVEL_NAMED;
	return has_word(before, loose) ? LEVEL_NAMED : LEVEL_LOOSE;
}

static void
keep(GPtrArray *all, char *address, int level)
{
	for (guint i = 0; i < all->len; i++) {
		Found *found = all->pdata[i];
		if (g_ascii_strcasecmp(found->address, address) == 0) {
			found->level = MAX(found->level, level);
			g_free(address);
			return;
		}
	}
	Found *found = g_new0(Found, 1);
	found->address = address;
	found->level = level;
	g_ptr_array_add(all, found);
}

static GPtrArray *
addresses_in(const Mail *mail, const char *text)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(found_free);
	const char *line = text, *end = text + strlen(text);
	const char *delivered_to = mail_header(mail, "Delivered-To");
	const char *at = memchr(text, '@', (size_t)(end - text));
	for (int seen = 0; at != NULL && seen < SEEN_MAX && all->len < BOUNCE_RECIPIENTS_MAX;
	     at = memchr(at + 1, '@', (size_t)(end - at - 1)), seen++) {
		const char *start = NULL, *stop = NULL;
		const char *newline = memrchr(line, '\n', (size_t)(at - line));
		if (newline != NULL)
			line = newline + 1;
		char *address = address_around(line, at, &start, &stop);
		if (address == NULL)
			continue;
		bool is_never = is_speaker(mail, delivered_to, line, address) || is_own_id(mail, text, start, address);
		int level = is_never ? LEVEL_NEVER : level_of(line, start, stop);
		if (level == LEVEL_NEVER)
			g_free(address);
		else
			keep(all, address, level);
	}
	return all;
}

static bool
is_known(const GPtrArray *recipients, const char *address)
{
	for (guint i = 0; i < recipients->len; i++) {
		const BounceRecipient *one = recipients->pdata[i];
		if (g_ascii_strcasecmp(one->address, address) == 0)
			return true;
	}
	return false;
}

static void
add_recipient(const char *text, const char *address, bool is_delay, GPtrArray *recipients)
{
	if (is_known(recipients, address) || recipients->len >= BOUNCE_RECIPIENTS_MAX)
		return;
	BounceRecipient *one = bounce_recipient_new(address, is_delay ? "delayed" : "failed");
	g_free(one->diagnostic);
	one->diagnostic = bounce_notice_words(text, address);
	g_ptr_array_add(recipients, one);
}

/* X-Failed-Recipients: Exim's and Gmail's own word on it. */
static void
read_failed_header(const Mail *mail, const char *text, bool is_delay, GPtrArray *recipients)
{
	const char *value = mail_header(mail, "X-Failed-Recipients");
	g_auto(GStrv) each =
	    value == NULL ? NULL : g_strsplit_set(value, ", \t", BOUNCE_RECIPIENTS_MAX);
	for (char **one = each; one != NULL && *one != NULL; one++)
		if (strchr(*one, '@') != NULL)
			add_recipient(text, *one, is_delay, recipients);
}

void
bounce_notice_read(const Mail *mail, const char *text, bool is_delay, GPtrArray *recipients)
{
	g_autofree char *notice = g_strndup(text, (gsize)(bounce_notice_end(text) - text));
	read_failed_header(mail, notice, is_delay, recipients);
	if (recipients->len > 0)
		return;
	g_autoptr(GPtrArray) all = addresses_in(mail, notice);
	int highest = LEVEL_NEVER;
	for (guint i = 0; i < all->len; i++)
		highest = MAX(highest, ((Found *)all->pdata[i])->level);
	for (guint i = 0; i < all->len; i++) {
		const Found *found = all->pdata[i];
		if (found->level == highest)
			add_recipient(notice, found->address, is_delay, recipients);
		if (highest < LEVEL_FIRST && found->level == highest)
			break; /* of addresses in running text the first is the one spoken of */
	}
}

/* Header lines that only a copied mail has; a gateway's own summary has From, To and Subject too. */
static bool
is_trace_header(const char *line)
{
	static const char *const names[] = { "return-path:", "received: from", "received: by", "received: (",
		"mime-version:", "dkim-signature:" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strncasecmp(line, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* Whether at, behind a mark, is the end of the mark's words: "original message" but not "original
 * message subject: ..." nor "原邮件主题", which are labels of the notice. */
static bool
is_mark_end(const char *at)
{
	size_t rest = strcspn(at, "\r\n");
	const char *colon = memchr(at, ':', rest);
	if ((*at & 0x80) != 0 && !g_str_has_prefix(at, "："))
		return false;
	return colon == NULL || strspn(colon + 1, " \t-=*_") + (size_t)(colon + 1 - at) >= rest;
}

const char *
bounce_notice_end(const char *text)
{
	static const char *const marks[] = { "below this line is a copy", "this is a copy of",
		"original message", "message header", "unsent message", "the header of",
		"header of the", "headers of the", "the headers of", "copy of your message",
		"copy of the original", "returned message", "original-message", "original header",
		"the original message follows", "returned mail follows", "your message follows",
		"message follows", "undelivered message", "原始邮件", "原邮件", "邮件原文", "原始郵件",
		"исходное сообщение", "the original message headers",
		"the message that could not be delivered", "here is a copy",
		"ursprüngliche nachricht", "forwarded message", "text of the message",
		"your original message", "текст письма", "mensaje original", "message d'origine",
		"ab hier folgt", "hier folgt", "es folgt eine kopie", "kopie der nachricht",
		"kopie ihrer nachricht", "ursprüngliche nachrichtenkopf", "copie du message",
		"ci-dessous une copie", "copia del mensaje", "copia del messaggio",
		"messaggio originale", "mensagem original", "cópia da mensagem", "копия письма",
		"копия сообщения", "исходное письмо", "оригинальное сообщение", "oryginalna wiadomość",
		"kopia wiadomości", "původní zpráva", "kopie zprávy", "eredeti üzenet",
		"oorspronkelijk bericht", "kopie van", "ursprungligt meddelande",
		"original meddelelse", "alkuperäinen viesti", "orijinal mesaj", "özgün ileti",
		"元のメール", "元のメッセージ", "オリジナルメッセージ", "원본 메일", "원본 메시지",
		"initial part of the message", "here is listed the initial part",
		"first lines of the message", "start of the returned message" };
	const char *line = text;
	for (size_t length; *line != '\0'; line += length) {
		const char *start = line + strspn(line, " \t-=*_>#[]<0123456789");
		char first = g_ascii_tolower(*start);
		if (line > text && is_trace_header(start))
			return line;
		for (size_t i = 0; i < G_N_ELEMENTS(marks) && line > text; i++)
			if (*marks[i] == first && g_ascii_strncasecmp(start, marks[i], strlen(marks[i])) == 0 &&
			    is_mark_end(start + strlen(marks[i])))
				return line;
		length = strcspn(line, "\n");
		length += line[length] != '\0';
	}
	return line;
}

/* The next empty line, or the line that starts with another address: the end of a reason. */
static const char *
paragraph_end(const char *at)
{
	for (const char *eol = strchr(at, '\n'); eol != NULL; eol = strchr(eol + 1, '\n')) {
		const char *next = eol + 1 + strspn(eol + 1, " \t\r");
		if (*next == '\n' || *next == '\0' || is_address_line(next))
			return eol;
	}
	return at + strlen(at);
}

/* Where an SMTP reply ("550 ", "550-5.1.1") starts in [at, end), or NULL. */
static const char *
reply_start(const char *at, const char *end)
{
	for (const char *p = at; p + 4 <= end; p++) {
		if ((*p == '4' || *p == '5') && p[1] >= '0' && p[1] <= '5' &&
		    g_ascii_isdigit(p[2]) && (p[3] == ' ' || p[3] == '-' || p[3] == '\n') &&
		    (p == at || strchr(" \t\n'\":(#<[>", p[-1]) != NULL ||
			(unsigned char)p[-1] >= 0x80))
			return p;
	}
	return NULL;
}

static char *
one_line(const char *start, const char *end)
{
	GString *out = g_string_sized_new((gsize)(end - start) + 1);
	for (; start < end && out->len < BOUNCE_DIAGNOSTIC_MAX; start++) {
		if (!g_ascii_isspace(*start))
			g_string_append_c(out, *start);
		else if (out->len > 0 && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
	}
	g_autofree char *raw = g_string_free(out, FALSE);
	return g_utf8_make_valid(g_strstrip(raw), -1);
}

/* What [at, end) says: 2 with a code, as qmail's "(#5.1.2)", 1 with words that mean one, 0 nothing. */
static int
reason_level(const char *at, const char *end)
{
	g_autofree char *paragraph = g_strndup(at, (gsize)(end - at));
	g_autofree char *status = bounce_status(paragraph, false);
	return bounce_has_code(paragraph) ? 2 : *status != '\0' ? 1 : 0;
}

char *
bounce_notice_words(const char *text, const char *address)
{
	const char *found = *address == '\0' ? NULL : strcasestr(text, address);
	const char *at = found == NULL ? text : found + strlen(address);
	at += strspn(at, ">:;,.) \t\r\n");
	if (g_ascii_strncasecmp(at, "<mailto:", 8) ==
	    0) /* Exchange repeats the address as a link */
		at += strcspn(at, ">") + (strchr(at, '>') != NULL), at += strspn(at, " :\t\r\n");
	const char *limit = at + strnlen(at, WORDS_MAX);
	/* The paragraph with the server's reply, of the few behind the address; else the first. */
	const char *paragraph = at, *meant = NULL;
	for (int tries = 0; tries < 6 && paragraph < limit; tries++) {
		bool is_same = g_ascii_strncasecmp(paragraph + strspn(paragraph, "<"), address,
		                   strlen(address)) == 0;
		if (tries > 0 && !is_same && is_address_line(paragraph))
			break; /* from here on another address is spoken of */
		const char *end = MIN(paragraph_end(paragraph), limit);
		const char *reply = reply_start(paragraph, end);
		if (reply != NULL)
			return one_line(reply, end);
		int level = reason_level(paragraph, end);
		if (level == 2)
			return one_line(paragraph, end);
		if (level == 1 && meant == NULL)
			meant = paragraph;
		paragraph = end + strspn(end, " \t\r\n");
	}
	const char *before = found == NULL ? NULL : reply_start(text, found);
	if (before != NULL && meant == NULL)
		return one_line(before, paragraph_end(before));
	at = meant == NULL ? at : meant;
	return one_line(at, MIN(paragraph_end(at), limit));
}

BounceAddresses
bounce_notice_addresses(const Mail *mail, const char *text)
{
	BounceAddresses seen = { 0 };
	const char *from = mail->from.address == NULL ? "" : mail->from.address;
	for (const char *line = text; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *start = NULL, *end = NULL, *at = line + strcspn(line, "@\n");
		g_autofree char *address = *at == '@' ? address_around(text, at, &start, &end) : NULL;
		if (address == NULL || is_own_id(mail, text, start, address))
			continue;
		bool is_own = is_among(mail->to, address);
		bool is_other = !is_own && !bounce_is_system_address(address);
		const char *lead = line + strspn(line, " \t*-");
		seen.has_other = seen.has_other || is_other;
		seen.has_from = seen.has_from || (is_other && g_ascii_strcasecmp(from, address) == 0);
		seen.is_alone = seen.is_alone || (is_other && is_address_line(line + strspn(line, " \t")));
		if (lead >= start || !is_labelled(lead, start))
			continue;
		seen.has_labelled_own = seen.has_labelled_own || is_own;
		seen.has_labelled_other = seen.has_labelled_other || is_other;
	}
	return seen;
}

/* A closed or full mailbox answers for itself: the address that speaks is the one that failed. */
void
bounce_notice_read_own(const Mail *mail, const char *text, bool is_delay, bool is_named, GPtrArray *recipients)
{
	const char *own = mail->from.address == NULL ? "" : mail->from.address;
	if (strchr(own, '@') == NULL || bounce_is_system_address(own))
		return;
	if (is_named && strcasestr(text, own) == NULL)
		return;
	add_recipient(text, own, is_delay, recipients);
}
