/* SPDX-License-Identifier: ISC
 * kind.c - what sort of mail this is
 *
 * After structure has had its say, signs are weighed: each header and phrase that a machine uses
 * adds to a sum, each phrase that only a person uses takes away, and AUTO_SCORE decides. A table
 * of rules "if header then automatic" was not taken: ticket systems set the same headers on a
 * person's answer, and many receipts set none. */
#include "plaint/kind.h"
#include "kind-private.h"
#include "plaint/bounce.h"
#include <string.h>

#define AUTO_SCORE 3 /* this much makes an automatic mail */
#define SURE_SCORE 6 /* this much in headers cannot be talked away by words */
#define GROUP_MAX 6  /* phrases of one sort count no more than this together */
#define CITED_MAX 80 /* bytes of what is cited, up to a phrase in it */
#define FOOT_MIN 200 /* bytes: shorter texts have no foot */
#define SUBJECT_MAX 400

/* What was found, and the best reason for it. */
typedef struct weigher {
	const char *folded;      /* the text */
	int header;              /* from headers */
	int group[SAYS_COUNT];   /* from phrases of the text */
	int best;                /* the weight of reason */
	const char *reason_head; /* "Auto-Submitted", "text" */
	char *reason;
	guint seen[64]; /* hashes of phrases seen: each counts once */
	guint seen_count;
	size_t foot; /* from this byte of the text on, footers may stand */
} Weigher;

static void
weigh(Weigher *w, int weight, const char *head, const char *reason)
{
	w->header += weight;
	if (weight > w->best) {
		w->best = weight;
		w->reason_head = head;
		g_free(w->reason);
		w->reason = g_strdup(reason);
	}
}

/* --- structure --- */

static const MailPart *
own_part(const Mail *mail, MailPartKind kind)
{
	for (guint i = 0; mail->parts != NULL && i < mail->parts->len; i++) {
		const MailPart *part = mail->parts->pdata[i];
		if (part->kind == kind && part->message_depth == 0)
			return part;
	}
	return NULL;
}

static bool
is_report_of(const Mail *mail, const char *type)
{
	return mail->report_type != NULL && strcmp(mail->report_type, type) == 0;
}

static const char *
subject_of(const Mail *mail)
{
	return mail->subject == NULL ? "" : mail->subject;
}

/* Outlook and mobile clients also send read receipts as plain mail. */
static bool
is_plain_receipt(const Mail *mail, const char *folded_text)
{
	static const char *const subjects[] = { "read:", "gelesen:", "lu :", "lu:", "leído:",
		"letto:", "lida:", "gelezen:", "прочитано:", "已读:", "已读：",
		"已讀:", "開封済み:", "przeczytano:", "okundu:", "not read:", "return receipt",
		"read receipt" };
	static const char *const texts[] = { "was read on", "was displayed on", "wurde gelesen am",
		"a été lu le", "was deleted without being read", "wurde am", "fue leído el",
		"è stato letto", "был прочитан", "已被阅读", "已于", "于以下时间阅读",
		"開封されました", "has been read", "this is a return receipt", "read at",
		"reception of", "ha sido leído", "foi lida", "is gelezen" };
	for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++) {
		if (g_ascii_strncasecmp(subject_of(mail), subjects[i], strlen(subjects[i])) != 0)
			continue;
		for (size_t j = 0; j < G_N_ELEMENTS(texts) && strlen(folded_text) < 1000; j++)
			if (strstr(folded_text, texts[j]) != NULL)
				return true;
	}
	return false;
}

static bool
kind_by_structure(const Mail *mail, const char *folded, Kind *out_kind, char **out_why)
{
	bool is_report =
	    mail->content_type != NULL && strcmp(mail->content_type, "multipart/report") == 0;
	if (is_report_of(mail, "feedback-report") ||
	    (is_report && own_part(mail, MAIL_PART_FEEDBACK) != NULL)) {
		*out_kind = KIND_FEEDBACK_REPORT;
		*out_why = g_strdup("multipart/report; report-type=feedback-report");
		return true;
	}
	BounceSign sign = bounce_sign(mail, out_why); /* a filter's refusal looks like a receipt */
	if (sign != BOUNCE_NONE) {
		*out_kind = sign == BOUNCE_FAILED    ? KIND_BOUNCE
		            : sign == BOUNCE_DELAYED ? KIND_DELAY
		                                     : KIND_RECEIPT;
		return true;
	}
	if (is_report_of(mail, "disposition-notification") ||
	    is_report_of(mail, "global-disposition-notification") ||
	    (is_report && own_part(mail, MAIL_PART_RECEIPT) != NULL)) {
		*out_kind = KIND_RECEIPT;
		*out_why = g_strdup("multipart/report; report-type=disposition-notification");
		return true;
	}
	if (is_plain_receipt(mail, folded)) {
		*out_kind = KIND_RECEIPT;
		*out_why = g_strdup("subject and text of a read receipt");
		return true;
	}
	return false;
}

/* --- headers --- */

static bool
value_starts(const Mail *mail, const char *name, const char *prefix)
{
	const char *value = mail_header(mail, name);
	if (value == NULL)
		return false;
	value += strspn(value, " \t\"");
	return g_ascii_strncasecmp(value, prefix, strlen(prefix)) == 0;
}

/* Headers that only an automatic answer carries. */
static void
weigh_sure_headers(const Mail *mail, Weigher *w)
{
	static const char *const present[] = { "X-Autoreply", "X-Autorespond", "X-Autoresponder",
		"X-AutoReply-From", "X-Mail-Autoreply", "X-Autogenerated", "X-Auto-Reply-From",
		"X-Autoreply-Id", "X-AutoReply-To" };
	static const struct {
		const char *name, *start;
	} rows[] = { { "Auto-Submitted", "auto-replied" }, { "Auto-Submitted", "auto-notified" },
		{ "Precedence", "auto_reply" }, { "Precedence", "auto-reply" },
		{ "X-FC-MachineGenerated", "true" }, { "X-POST-MessageClass", "9" },
		{ "Delivered-To", "autoresponder" }, { "X-Mailer", "vacation" },
		{ "X-Mailer", "autorespon" }, { "X-Mailer", "auto-respon" },
		{ "X-MS-Exchange-Generated-Message-Source", "Mailbox Rules Agent" },
		{ "X-Kaspersky-Autoreply", "" }, { "X-Vacation", "" },
		{ "X-List-Administrivia", "yes" } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (value_starts(mail, rows[i].name, rows[i].start))
			weigh(w, SURE_SCORE, rows[i].name, mail_header(mail, rows[i].name));
	for (size_t i = 0; i < G_N_ELEMENTS(present) && w->header < SURE_SCORE; i++) {
		const char *value = mail_header(mail, present[i]);
		if (value != NULL && g_ascii_strncasecmp(value, "no", 2) != 0)
			weigh(w, SURE_SCORE, present[i], value);
	}
}

/* Headers that hint; a ticket system sets most of them on a person's answer too. */
static void
weigh_hints(const Mail *mail, bool is_relay, Weigher *w)
{
	bool is_answer = mail->in_reply_to != NULL;
	const char *from = mail->from.address == NULL ? "" : mail->from.address;
	if (value_starts(mail, "Auto-Submitted", "auto-generated") && !is_relay)
		weigh(w, 4, "Auto-Submitted", "auto-generated");
	if (value_starts(mail, "Precedence", "junk") && !is_relay)
		weigh(w, 3, "Precedence", "junk");
	if (value_starts(mail, "Precedence", "bulk") && !is_relay)
		weigh(w, is_answer ? 1 : 2, "Precedence", "bulk");
	if (bounce_has_null_path(mail))
		weigh(w, 3, "Return-Path", "<>");
	if (!is_answer && mail_header(mail, "List-Unsubscribe") != NULL)
		weigh(w, 2, "List-Unsubscribe", "present");
	if (value_starts(mail, "X-Loop", "yes") ||
	    (value_starts(mail, "X-Auto-Response-Suppress", "DR, RN") && is_relay))
		weigh(w, 1, "X-Loop", "yes");
	if (g_ascii_strncasecmp(from, "noreply", 7) == 0 ||
	    g_ascii_strncasecmp(from, "no-reply", 8) == 0 ||
	    g_ascii_strncasecmp(from, "donotreply", 10) == 0 ||
	    g_ascii_strncasecmp(from, "do-not-reply", 12) == 0 ||
	    g_ascii_strncasecmp(from, "autoreply", 9) == 0 ||
	    g_ascii_strncasecmp(from, "autorespon", 10) == 0)
		weigh(w, 1, "From", from);
}

/* --- words --- */

const char *
kind_after_tags(const char *subject)
{
	for (;;) {
		static const struct {
			const char *open, *close;
		} pairs[] = { { "[", "]" }, { "【", "】" }, { "(", ")" } };
		const char *next = NULL;
		subject += strspn(subject, " \t:-");
		for (size_t i = 0; i < G_N_ELEMENTS(pairs) && next == NULL; i++)
			if (g_str_has_prefix(subject, pairs[i].open) &&
			    (next = strstr(subject, pairs[i].close)) != NULL)
				next += strlen(pairs[i].close);
		if (next == NULL)
			return subject;
		subject = next;
	}
}

typedef struct subject_search {
	const Phrase *found;
	size_t from; /* an offset behind this is too far in */
} SubjectSearch;

static bool
keep_near_start(const Phrase *phrase, size_t offset, gpointer data)
{
	SubjectSearch *search = data;
	if (offset > search->from)
		return false;
	if (search->found == NULL || phrase->weight > search->found->weight)
		search->found = phrase;
	return true;
}

/* Phrases that open a subject, or stand in the tags before it ("[Request received] ..."). */
static void
weigh_subject(const Mail *mail, Weigher *w)
{
	g_autofree char *folded = words_fold(subject_of(mail), SUBJECT_MAX, false);
	SubjectSearch search = { NULL, (size_t)(kind_after_tags(folded) - folded) };
	phrases_search(kind_phrases(true), folded, keep_near_start, &search);
	/* A receipt's words may also close its subject: "...（自動返信）" */
	if (search.found == NULL &&
	    (strstr(folded, "自動返信") != NULL || strstr(folded, "自动回复") != NULL ||
		strstr(folded, "提交成功") != NULL || strstr(folded, "已受理") != NULL ||
		strstr(folded, "評價") != NULL || strstr(folded, "评价") != NULL)) {
		if (!g_str_has_prefix(folded, "re:") && !g_str_has_prefix(folded, "回复"))
			weigh(w, 4, "Subject", subject_of(mail));
	} else if (search.found != NULL) {
		weigh(w, search.found->weight, "Subject", search.found->text);
	}
}

/* "Do not reply, this address is not monitored" stands under every mail of many desks: at the foot
 * of a text such words say little. */
static int
weight_at(const Weigher *w, const Phrase *phrase, size_t offset)
{
	bool is_footer_talk =
	    phrase->tag == SAYS_AUTOMATIC || phrase->tag == SAYS_DEAD || phrase->tag == SAYS_NEWS;
	return is_footer_talk && offset >= w->foot ? 1 : phrase->weight;
}

/* Whether the nearest quotation mark before offset opens: what stands there somebody else has said.
 * Folding makes '"' of most of them; one that opens has a blank or no letter of a word before it. */
static bool
is_cited(const char *folded, size_t offset)
{
	static const char marks[][2][4] = { { "\xc2\xab", "\xc2\xbb" }, { "「", "」" }, { "『", "』" },
		{ "《", "》" } };
	size_t from = offset > CITED_MAX ? offset - CITED_MAX : 0;
	for (size_t at = offset; at-- > from;) {
		if (folded[at] == '"')
			return at == 0 || strchr(" (:", folded[at - 1]) != NULL || (folded[at - 1] & 0x80) != 0;
		bool is_wide = (folded[at] & 0x80) != 0;
		for (size_t i = 0; i < G_N_ELEMENTS(marks) && is_wide; i++) {
			if (g_str_has_prefix(folded + at, marks[i][0]))
				return true;
			if (g_str_has_prefix(folded + at, marks[i][1]))
				return false;
		}
	}
	return false;
}

static bool
count_phrase(const Phrase *phrase, size_t offset, gpointer data)
{
	Weigher *w = data;
	if (is_cited(w->folded, offset))
		return true;
	int weight = weight_at(w, phrase, offset);
	guint hash = g_str_hash(phrase->text);
	for (guint i = 0; i < w->seen_count; i++)
		if (w->seen[i] == hash)
			return true;
	if (w->seen_count < G_N_ELEMENTS(w->seen))
		w->seen[w->seen_count++] = hash;
	w->group[phrase->tag] += weight;
	if (phrase->tag != SAYS_PERSON && weight > w->best) {
		w->best = weight;
		w->reason_head = "text";
		g_free(w->reason);
		w->reason = g_strdup(phrase->text);
	}
	return w->seen_count < G_N_ELEMENTS(w->seen);
}

static int
score_of(const Weigher *w)
{
	int score = w->header;
	if (w->header >= SURE_SCORE)
		return score;
	for (int i = 0; i < SAYS_COUNT; i++)
		if (i != SAYS_PERSON)
			score += MIN(w->group[i], GROUP_MAX);
	return score - MIN(w->group[SAYS_PERSON], GROUP_MAX + 2);
}

/* --- together --- */

static void
explain(GPtrArray *because, const char *head, const char *what)
{
	if (because != NULL && what != NULL)
		g_ptr_array_add(because, head == NULL
					     ? g_strdup_printf("kind: %s", what)
					     : g_strdup_printf("kind: %s: %s", head, what));
}

Kind
kind_of(const Mail *mail, const char *newest_text, GPtrArray *because, bool *out_by_words)
{
	Kind kind = KIND_REPLY;
	if (out_by_words != NULL)
		*out_by_words = false;
	g_autofree char *why = NULL;
	g_autofree char *own = newest_text == NULL ? words_of_mail(mail, KIND_TEXT_MAX) : NULL;
	g_autofree char *folded = words_fold(own == NULL ? newest_text : own, KIND_TEXT_MAX, false);
	if (kind_by_structure(mail, folded, &kind, &why)) {
		explain(because, NULL, why);
		return kind;
	}
	Weigher w = { .folded = folded, .foot = MAX(strlen(folded) / 2, FOOT_MIN) };
	const char *system = kind_ticket_system(mail);
	weigh_sure_headers(mail, &w);
	weigh_hints(mail, system != NULL, &w);
	weigh_subject(mail, &w);
	phrases_search(kind_phrases(false), folded, count_phrase, &w);
	if (score_of(&w) >= AUTO_SCORE) {
		kind = KIND_AUTO_REPLY;
		if (out_by_words != NULL)
			*out_by_words = w.header < AUTO_SCORE;
		explain(because, w.reason_head, w.reason);
	} else if (system != NULL && value_starts(mail, "Auto-Submitted", "auto-generated")) {
		explain(because, "a person's answer through a ticket system", system);
	}
	g_free(w.reason);
	return kind;
}
