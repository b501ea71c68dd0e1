/* SPDX-License-Identifier: ISC
 * ticket.c - finding ticket numbers in headers, subject and text */
#include "plaint/ticket.h"
#include "kind-private.h"
#include "ticket-private.h"
#include "words-private.h"
#include <string.h>

#define GAP_MAX 40    /* between a label and its number: " number is: #" */
#define BEFORE_MAX 60 /* before a label: whose number it is */
#define GROUP_MAX 200 /* inside brackets */
#define SUBJECT_MAX 1000
#define KEY_LENGTH 6 /* of a case's key, as in "[plaint A37FPQ]" */
#define KEYS_MAX 32

enum { LABEL_STRONG, LABEL_WEAK, LABEL_BEHIND };

/* A label and its number ("ticket 123"); weak ones need a ticket word before them; behind: the
 * number stands first ("A-26051 号投诉"). Same-length lower case, so that offsets hold. */
/* clang-format off */
static const Phrase labels[] = {
	{ "ticket", LABEL_STRONG, 0 }, { "tickets", LABEL_STRONG, 0 }, { "ticketnummer", LABEL_STRONG, 0 },
	{ "ticket-id", LABEL_STRONG, 0 }, { "ticketid", LABEL_STRONG, 0 }, { "case", LABEL_STRONG, 0 },
	{ "caseid", LABEL_STRONG, 0 }, { "case-id", LABEL_STRONG, 0 }, { "incident", LABEL_STRONG, 0 },
	{ "request", LABEL_STRONG, 0 }, { "issue", LABEL_STRONG, 0 }, { "abuseid", LABEL_STRONG, 0 },
	{ "abuse id", LABEL_STRONG, 0 }, { "report id", LABEL_STRONG, 0 }, { "tracking", LABEL_STRONG, 0 },
	{ "our reference", LABEL_STRONG, 0 }, { "reference number", LABEL_STRONG, 0 },
	{ "our ref", LABEL_STRONG, 0 },
	{ "under ref", LABEL_STRONG, 0 }, { "reference id", LABEL_STRONG, 0 }, { "notice id", LABEL_STRONG, 0 },
	{ "under reference", LABEL_STRONG, 0 }, { "under the reference", LABEL_STRONG, 0 },
	{ "enquiry, reference", LABEL_STRONG, 0 },
	{ "abuse complaint", LABEL_STRONG, 0 }, { "complaint number", LABEL_STRONG, 0 },
	{ "complaint id", LABEL_STRONG, 0 },
	{ "duplicate of", LABEL_STRONG, 0 }, { "merged into", LABEL_STRONG, 0 }, { "merged with", LABEL_STRONG, 0 },
	{ "logged it as", LABEL_STRONG, 0 }, { "logged as", LABEL_STRONG, 0 }, { "recorded as", LABEL_STRONG, 0 },
	{ "registered as", LABEL_STRONG, 0 }, { "registered under", LABEL_STRONG, 0 },
	{ "filed as", LABEL_STRONG, 0 },
	{ "filed under", LABEL_STRONG, 0 }, { "logged under", LABEL_STRONG, 0 }, { "quote", LABEL_STRONG, 0 },
	{ "vorgang", LABEL_STRONG, 0 }, { "vorgangsnummer", LABEL_STRONG, 0 },
	{ "bearbeitungsnummer", LABEL_STRONG, 0 },
	{ "aktenzeichen", LABEL_STRONG, 0 }, { "anfrage", LABEL_STRONG, 0 }, { "fallnummer", LABEL_STRONG, 0 },
	{ "anfragenummer", LABEL_STRONG, 0 }, { "unter der nummer", LABEL_STRONG, 0 },
	{ "meldungsnummer", LABEL_STRONG, 0 },
	{ "sous le numéro", LABEL_STRONG, 0 }, { "sous la référence", LABEL_STRONG, 0 },
	{ "demande", LABEL_STRONG, 0 },
	{ "dossier", LABEL_STRONG, 0 }, { "notre référence", LABEL_STRONG, 0 }, { "billet", LABEL_STRONG, 0 },
	{ "incidencia", LABEL_STRONG, 0 }, { "con el número", LABEL_STRONG, 0 }, { "caso", LABEL_STRONG, 0 },
	{ "solicitud", LABEL_STRONG, 0 }, { "registrado como", LABEL_STRONG, 0 },
	{ "registrada como", LABEL_STRONG, 0 },
	{ "con il numero", LABEL_STRONG, 0 }, { "pratica", LABEL_STRONG, 0 }, { "segnalazione", LABEL_STRONG, 0 },
	{ "richiesta", LABEL_STRONG, 0 }, { "chamado", LABEL_STRONG, 0 }, { "protocolo", LABEL_STRONG, 0 },
	{ "sob o número", LABEL_STRONG, 0 }, { "com o número", LABEL_STRONG, 0 }, { "solicitação", LABEL_STRONG, 0 },
	{ "zgłoszenie", LABEL_STRONG, 0 }, { "zgłoszenia", LABEL_STRONG, 0 }, { "otrzymało numer", LABEL_STRONG, 0 },
	{ "pod numerem", LABEL_STRONG, 0 }, { "melding", LABEL_STRONG, 0 }, { "onder nummer", LABEL_STRONG, 0 },
	{ "zaaknummer", LABEL_STRONG, 0 }, { "referentienummer", LABEL_STRONG, 0 },
	{ "onder het nummer", LABEL_STRONG, 0 },
	{ "заявка", LABEL_STRONG, 0 }, { "заявке", LABEL_STRONG, 0 }, { "заявки", LABEL_STRONG, 0 },
	{ "обращение", LABEL_STRONG, 0 }, { "обращения", LABEL_STRONG, 0 }, { "обращению", LABEL_STRONG, 0 },
	{ "тикет", LABEL_STRONG, 0 }, { "под номером", LABEL_STRONG, 0 }, { "запрос", LABEL_STRONG, 0 },
	{ "заявку", LABEL_STRONG, 0 }, { "talep", LABEL_STRONG, 0 }, { "bilet", LABEL_STRONG, 0 },
	{ "destek talebi", LABEL_STRONG, 0 }, { "talebiniz", LABEL_STRONG, 0 }, { "kayıt numara", LABEL_STRONG, 0 },
	{ "工单", LABEL_STRONG, 0 }, { "工單", LABEL_STRONG, 0 }, { "案号", LABEL_STRONG, 0 }, { "案號", LABEL_STRONG, 0 },
	{ "案件编号", LABEL_STRONG, 0 }, { "案件編號", LABEL_STRONG, 0 }, { "登记编号", LABEL_STRONG, 0 },
	{ "受理编号", LABEL_STRONG, 0 }, { "受理号", LABEL_STRONG, 0 }, { "參考編號", LABEL_STRONG, 0 },
	{ "参考编号", LABEL_STRONG, 0 }, { "投诉编号", LABEL_STRONG, 0 }, { "服务单号", LABEL_STRONG, 0 },
	{ "问题单号", LABEL_STRONG, 0 }, { "案件", LABEL_STRONG, 0 }, { "后续请在", LABEL_STRONG, 0 },
	{ "合并至", LABEL_STRONG, 0 }, { "合并到", LABEL_STRONG, 0 }, { "举报编号", LABEL_STRONG, 0 },
	{ "受付番号", LABEL_STRONG, 0 }, { "お問い合わせ番号", LABEL_STRONG, 0 }, { "チケット", LABEL_STRONG, 0 },
	{ "管理番号", LABEL_STRONG, 0 }, { "整理番号", LABEL_STRONG, 0 }, { "ケース番号", LABEL_STRONG, 0 },
	{ "jpcert#", LABEL_STRONG, 0 }, { "hkcert", LABEL_STRONG, 0 }, { "auscert#", LABEL_STRONG, 0 },
	{ "ref:certin-", LABEL_STRONG, 0 }, { "(ref:", LABEL_STRONG, 0 }, { "ref #", LABEL_STRONG, 0 },
	{ "- ref", LABEL_STRONG, 0 }, { "ref: ", LABEL_WEAK, 0 }, { "ref. ", LABEL_WEAK, 0 },
	{ " ref ", LABEL_WEAK, 0 },
	{ "(nr.", LABEL_WEAK, 0 }, { "(no.", LABEL_WEAK, 0 }, { "number", LABEL_WEAK, 0 },
	{ "reference", LABEL_WEAK, 0 },
	{ "nummer", LABEL_WEAK, 0 }, { "numéro", LABEL_WEAK, 0 }, { "número", LABEL_WEAK, 0 },
	{ "numero", LABEL_WEAK, 0 },
	{ "编号", LABEL_WEAK, 0 }, { "編號", LABEL_WEAK, 0 }, { "номер", LABEL_WEAK, 0 }, { "номером", LABEL_WEAK, 0 },
	{ "numara", LABEL_WEAK, 0 }, { "numarası", LABEL_WEAK, 0 }, { "numer", LABEL_WEAK, 0 },
	{ "单号", LABEL_WEAK, 0 },
	{ "号投诉", LABEL_BEHIND, 0 }, { "号工单", LABEL_BEHIND, 0 }, { "号案", LABEL_BEHIND, 0 },
	{ "號案", LABEL_BEHIND, 0 }, { "号举报", LABEL_BEHIND, 0 }, { "号来函", LABEL_BEHIND, 0 },
	{ " 号投诉", LABEL_BEHIND, 0 },
};
/* clang-format on */

typedef struct finder {
	GPtrArray *tickets;
	const char *system; /* of the whole mail; NULL */
	const char *text;   /* what is being read */
	const char *lower;  /* the same in lower case, byte for byte */
	bool is_subject;
	char *own_keys; /* "A37FPQ 5PVDWR": keys of our own cases that this mail names */
} Finder;

void
ticket_free(gpointer ticket)
{
	Ticket *one = ticket;
	if (one == NULL)
		return;
	g_free(one->number);
	g_free(one->system);
	g_free(one);
}

static void
add(Finder *f, const char *number, size_t length, TicketPlace place, const char *system)
{
	g_autofree char *copy = g_strndup(number, length);
	if (f->tickets->len >= TICKET_COUNT_MAX || !ticket_is_plausible(copy, place))
		return;
	if (length == KEY_LENGTH && f->own_keys != NULL && strcasestr(f->own_keys, copy) != NULL)
		return; /* "Case A37FPQ" of our own signature, quoted without a quote mark */
	for (guint i = 0; i < f->tickets->len; i++)
		if (ticket_equal(((Ticket *)f->tickets->pdata[i])->number, copy))
			return;
	Ticket *one = g_new0(Ticket, 1);
	one->number = g_steal_pointer(&copy);
	one->system = g_strdup(f->system != NULL ? f->system : system);
	g_ptr_array_add(f->tickets, one);
}

static bool
contains_any(const char *text, size_t length, const char *const *words)
{
	for (; *words != NULL; words++)
		if (memmem(text, length, *words, strlen(*words)) != NULL)
			return true;
	return false;
}

/* Words of numbers that are not the desk's: orders, invoices, carriers, banks. */
static const char *const others[] = { "your order", "order number", "order no", "order #",
	"order id", "for order", "cancelled order", "order:", "invoice", "auftrag", "rechnung",
	"facture", "commande", "pedido", "factura", "fattura", "ordine", "bestelling", "zamówieni",
	"заказ", "счет", "счёт", "订单", "账单", "发票", "訂單", "注文", " port ", "carrier",
	"upstream", "supplier", "vendor", "bank", "previous", "earlier", " old ", "another",
	"phone", "tel.", "运营商", "上游", "上联", "供应商", "银行", "退款", "凭证", "公告", "流水",
	"customer number", "kundennummer", "客户编号", "account number", "telefon", "电话", "热线",
	"postal", "iban", " vat ", "server number", "transit", "telia", "their ", "transaction",
	"платёж", "платеж", "swift", "contract", "合同", "operador", "opérateur", "przewoźnik",
	"operator", "you mention", "備案", "备案", "许可证", "版本", "version", "licen", "手机",
	"工号", NULL };

static const char *const ticket_words[] = { "ticket", "case", "request", "registered", "recorded",
	"logged", "received", "enquiry", "complaint", "incident", "report", "anfrage", "meldung",
	"vorgang", "erfasst", "demande", "enregistré", "signalement", "solicitud", "registr",
	"richiesta", "zgłoszen", "wiadomoś", "melding", "обращен", "заявк", "工单", "登记", "受理",
	"投诉", "案件", "talep", "talebiniz", "举报", NULL };

/* The part of the sentence before at, at most BEFORE_MAX bytes. */
static const char *
sentence_before(const char *text, const char *at)
{
	const char *from = at - text > BEFORE_MAX ? at - BEFORE_MAX : text;
	for (const char *p = at; p > from; p--)
		if (p[-1] == '\n' ||
		    (p[-1] == ' ' && p - 1 > text && strchr(".!?;", p[-2]) != NULL) ||
		    (p - text >= 3 && (memcmp(p - 3, "。", 3) == 0 || memcmp(p - 3, "；", 3) == 0)))
			return p;
	return from;
}

/* Skips what stands between a label and its number, NULL where no number can follow; *out_hashed
 * tells of a '#'. */
static const char *
skip_gap(const char *at, bool *out_hashed)
{
	static const char *const words[] = { "number", "numbers", "num", "nummer", "numéro",
		"número", "numero", "id", "no", "nr", "n°", "nº", "№", "is", "was", "has", "the",
		"номер", "numer", "numara", "numarası", "编号", "編號", "号", "號", "单号", "番号",
		"为", "為", "是", "under", "as", "assigned", "reference", "ref", "lautet", "ist",
		"est", "es", "è", "é", "with", "and", "our", "：", "＃", "「", "（", "【", "“",
		"der", "abuseid", "ticket", "a", "been", "ticketnummer" };
	const char *start = at;
	*out_hashed = false;
	while (at - start < GAP_MAX) {
		const char *before = at;
		while (*at != '\0' && strchr(" \t\n#:.=([\"'*-<>", *at) != NULL) {
			*out_hashed = *out_hashed || *at == '#';
			if (*at == '-' && g_ascii_isalnum(at[1]) && at > start &&
			    g_ascii_isalnum(at[-1]))
				return NULL; /* "case-insensitive" */
			if (*at == '.' && at[1] == ' ' && at == start)
				return NULL; /* the sentence ends at the label */
			at++;
		}
		for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
			size_t n = strlen(words[i]);
			bool is_ascii = g_ascii_isalnum(words[i][n - 1]);
			if (strncmp(at, words[i], n) == 0 &&
			    !(is_ascii && g_ascii_isalnum(at[n])) && !(is_ascii && at[n] == '-')) {
				at += n;
				break;
			}
		}
		if (at == before)
			return at;
	}
	return at;
}

/* A name of our own title rather than a mark: "Ticket 515979 without an answer [plaint KEY]". The
 * desk's mark is followed by punctuation, or by a colon within a few words. */
static bool
is_own_title(const char *subject, const char *after)
{
	if (strstr(after, "[plaint ") == NULL)
		return strncmp(after, " without", 8) == 0;
	after += strspn(after, " ");
	if (*after == '\0' || strchr(":-|)],", *after) != NULL || g_str_has_prefix(after, "：") ||
	    g_str_has_prefix(after, "）") || g_str_has_prefix(after, "】") || after == subject)
		return false;
	size_t words = 0;
	for (; *after != '\0' && words < 3; after++) {
		if (*after == ':' && after[1] == ' ')
			return false;
		words += *after == ' ';
	}
	return true;
}

static void
take_behind(Finder *f, const char *at)
{
	const char *end = at;
	while (end > f->text && end[-1] == ' ')
		end--;
	const char *start = end;
	while (start > f->text && end - start < TICKET_NUMBER_MAX &&
	       (g_ascii_isalnum(start[-1]) || start[-1] == '-'))
		start--;
	if (ticket_number_length(start) == (size_t)(end - start))
		add(f, start, (size_t)(end - start), TICKET_NAMED, NULL);
}

static bool
take_label(const Phrase *phrase, size_t offset, gpointer data)
{
	Finder *f = data;
	const char *at = f->lower + offset;
	size_t n = strlen(phrase->text);
	bool is_hashed = phrase->text[n - 1] == '#';
	if (phrase->tag == LABEL_BEHIND) {
		take_behind(f, f->text + offset);
		return true;
	}
	bool was_hashed = is_hashed;
	const char *number = skip_gap(at + n, &is_hashed);
	if (number == NULL)
		return true;
	number = f->text + (number - f->lower);
	size_t length = ticket_number_length(number);
	const char *after = number + length;
	if (length == 0 || *after == '@' || *after == '%' || (*after == ' ' && after[1] == '%'))
		return true;
	if (f->is_subject && is_own_title(f->text, after))
		return true;
	/* "ticket 4821 hours": letters only follow a number in lower case words; a lone lower case
	 * word with a digit ("case db02") is a machine's name. */
	if (g_ascii_islower(*number) && !is_hashed && !was_hashed && length < 10)
		return true;
	/* Whose number it is comes last: few labels have a number, and the words are many. */
	const char *before = sentence_before(f->lower, at);
	if (contains_any(before, (size_t)(at + n - before), others))
		return true;
	const char *wide =
	    offset > BEFORE_MAX ? at - BEFORE_MAX : f->lower; /* over line ends too */
	if (phrase->tag == LABEL_WEAK && !contains_any(wide, (size_t)(at - wide), ticket_words))
		return true;
	add(f, number, length, is_hashed || was_hashed ? TICKET_HASHED : TICKET_NAMED, NULL);
	return f->tickets->len < TICKET_COUNT_MAX;
}

/* Lower case with every byte in its place. */
static char *
lower_in_place(const char *text)
{
	char *lower = g_ascii_strdown(text, -1);
	for (char *p = lower; *p != '\0'; p++) {
		unsigned char lead = (unsigned char)*p;
		if (lead < 0xc3 || lead > 0xd1)
			continue;
		gunichar c = g_utf8_get_char_validated(p, 2),
			 small = (gint)c < 0 ? c : g_unichar_tolower(c);
		if (small != c && small >= 0x80 && small < 0x800)
			g_unichar_to_utf8(small, p);
	}
	return lower;
}

static void
take_labels(Finder *f, const char *text, bool is_subject)
{
	static const Phrases *set;
	static gsize once;
	if (g_once_init_enter(&once)) {
		set = phrases_index(labels, G_N_ELEMENTS(labels));
		g_once_init_leave(&once, 1);
	}
	g_autofree char *lower = lower_in_place(text);
	f->text = text;
	f->lower = lower;
	f->is_subject = is_subject;
	phrases_search(set, lower, take_label, f);
}

/* --- brackets in the subject --- */

static const char *
system_of_group(const char *group)
{
	static const struct {
		const char *start, *system;
	} rows[] = { { "ticket id:", "whmcs" }, { "ticket#", "otrs" }, { "glpi #", "glpi" } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_ascii_strncasecmp(group, rows[i].start, strlen(rows[i].start)) == 0)
			return rows[i].system;
	const char *hash = strrchr(group, '#');
	if (hash != NULL && hash - group > 2 && hash[-1] == ' ' &&
	    memchr(group, '.', (size_t)(hash - group)) != NULL)
		return "rt"; /* "[meridian.example #88170]" */
	return NULL;
}

static bool
is_label(const char *lower, size_t length)
{
	static const char *const names[] = { "ticket", "case", "abuse", "incident", "ref",
		"request", "ecin", "notice", "tracking", "sdref", "id", "工单", "案", "编号",
		"編號", "受付番号", "заявка", "report", "anfrage", "vorgang", "обращение",
		"complaint", "spamcop", "op ", "mm ", "no", "tk", NULL };
	return length > 0 && contains_any(lower, length, names);
}

/* One bracket group without its brackets. */
static void
take_group(Finder *f, const char *group, char closing)
{
	g_autofree char *lower = lower_in_place(group);
	size_t whole = ticket_number_length(group);
	const char *system = system_of_group(group), *hash = strrchr(group, '#');
	if (g_str_has_prefix(lower, "plaint ") || contains_any(lower, strlen(lower), others))
		return;
	if (hash != NULL) {
		const char *number = hash + 1 + strspn(hash + 1, " ");
		add(f, number, ticket_number_length(number), TICKET_HASHED, system);
		return;
	}
	/* "AbuseID:C4402F:1B", "Ticket ID: 12": the label ends at its first colon. */
	const char *colon = strchr(lower, ':');
	if (colon != NULL && is_label(lower, (size_t)(colon - lower))) {
		const char *number = group + (colon + 1 - lower);
		number += strspn(number, " ");
		size_t length = ticket_number_length(number);
		if (length > 0 && (number[length] == '\0' || number[length] == ' '))
			add(f, number, length, TICKET_HASHED, system);
		return;
	}
	if (whole > 0 && group[whole] == '\0') {
		add(f, group, whole, TICKET_BARE, closing == ']' ? system : NULL);
		return;
	}
	/* "工单 8821", "Case No. 12", "RWT 77": a label, then the number at the end. */
	const char *last = group + strlen(group);
	while (last > group && (g_ascii_isalnum(last[-1]) || last[-1] == '-'))
		last--;
	size_t length = ticket_number_length(last);
	if (length > 0 && last[length] == '\0' && is_label(lower, (size_t)(last - group)))
		add(f, last, length, TICKET_NAMED, system);
	else if (length > 5 && last - group == 2 && g_ascii_isdigit(*group))
		add(f, last, length, TICKET_BARE, system); /* "2 C123456" */
}

/* Takes the groups, and blanks them (and our token) so that labels are not read twice. */
static void
take_groups(Finder *f, char *subject)
{
	static const struct {
		const char *open, *close;
	} pairs[] = { { "[", "]" }, { "(", ")" }, { "【", "】" }, { "（", "）" }, { "{", "}" },
		{ "［", "］" } };
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		size_t open_length = strlen(pairs[i].open);
		for (char *at = subject; (at = strstr(at, pairs[i].open)) != NULL;) {
			char *start = at + open_length, *close = strstr(start, pairs[i].close);
			if (close == NULL || close - start > GROUP_MAX) {
				at = start;
				continue;
			}
			g_autofree char *group = g_strndup(start, (gsize)(close - start));
			g_strstrip(group);
			take_group(f, group, *pairs[i].close);
			if (!g_str_has_prefix(group, "plaint "))
				memset(start, ' ', (size_t)(close - start));
			at = close;
		}
	}
}

/* "SUP-2291 ..." and "INC7730021 - ..." at a subject's start, "#234134 - ...". */
static void
take_start(Finder *f, const char *subject)
{
	static const char *const answers[] = { "re:", "aw:", "fw:", "fwd:", "sv:", "wg:", "res:",
		"回复:", "回复：", "答复:", "答复：" };
	for (bool again = true; again;) {
		again = false;
		subject += strspn(subject, " \t-[]()");
		for (size_t i = 0; i < G_N_ELEMENTS(answers); i++)
			if (g_ascii_strncasecmp(subject, answers[i], strlen(answers[i])) == 0) {
				subject += strlen(answers[i]);
				again = true;
			}
	}
	bool is_hashed = *subject == '#';
	subject += is_hashed;
	size_t upper = 0, length = ticket_number_length(subject);
	while (g_ascii_isupper(subject[upper]))
		upper++;
	bool is_key = upper >= 2 && subject[upper] == '-' && length > upper + 1 &&
	              strspn(subject + upper + 1, "0123456789-") == length - upper - 1;
	bool is_inc = g_str_has_prefix(subject, "INC") && length >= 8;
	if (length > 0 && (is_key || is_inc || (is_hashed && length >= 4)) &&
	    !is_own_title(subject, subject + length - (is_key ? length : 0)))
		add(f, subject, length, is_hashed ? TICKET_HASHED : TICKET_BARE,
		    is_inc ? "servicenow" : NULL);
}

static void
take_headers(Finder *f, const Mail *mail)
{
	static const char *const names[] = { "X-RT-Ticket", "RT-Ticket", "X-Freshdesk-Ticket-Id",
		"X-Ticket-ID", "X-OTRS-TicketNumber", "X-Redmine-Issue-Id", "X-Ubersmith-Ticket",
		"X-Ticket-Number" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *value = mail_header(mail, names[i]);
		if (value == NULL)
			continue;
		const char *hash = strrchr(value, '#'), *number = hash == NULL ? value : hash + 1;
		number += strspn(number, " ");
		add(f, number, ticket_number_length(number), TICKET_HASHED, i < 2 ? "rt" : NULL);
	}
	for (guint r = 0; mail->references != NULL && r < MIN(mail->references->len, 20); r++) {
		const char *id = mail->references->pdata[r];
		if (g_str_has_prefix(id, "RT-Ticket-")) /* RT's pseudo id opens its References */
			add(f, id + 10, strspn(id + 10, "0123456789"), TICKET_HASHED, "rt");
	}
}

/* Salesforce's "ref:_00D..._500...:ref" stands in for the number where no number is given. */
static void
take_salesforce(Finder *f, const char *text)
{
	const char *at = f->tickets->len > 0 ? NULL : strstr(text, "ref:_");
	const char *end = at == NULL ? NULL : strstr(at + 4, ":ref");
	if (end != NULL && end - at - 4 < TICKET_NUMBER_MAX)
		add(f, at + 4, (size_t)(end - at - 4), TICKET_SURE, "salesforce");
	at = f->tickets->len > 0 ? NULL : strstr(text, "ref:!");
	end = at == NULL ? NULL : strstr(at + 4, ":ref");
	if (end != NULL && end - at - 4 < TICKET_NUMBER_MAX)
		add(f, at + 4, (size_t)(end - at - 4), TICKET_SURE, "salesforce");
}

/* Adds the keys behind "plaint " and "plaint." in text. */
static void
note_keys(GString *keys, const char *text)
{
	for (const char *at = text; at != NULL && keys->len < KEYS_MAX * (KEY_LENGTH + 1);) {
		at = strcasestr(at, "plaint");
		if (at == NULL)
			return;
		at += strlen("plaint");
		if (*at != '\0' && strchr(" .:-", *at) != NULL &&
		    strnlen(at + 1, KEY_LENGTH) == KEY_LENGTH) {
			g_string_append_len(keys, at + 1, KEY_LENGTH);
			g_string_append_c(keys, ' ');
		}
	}
}

static char *
own_keys(const Mail *mail, const char *subject, const char *text)
{
	GString *keys = g_string_new(NULL);
	note_keys(keys, subject);
	if (mail->in_reply_to != NULL)
		note_keys(keys, mail->in_reply_to);
	for (guint r = 0; mail->references != NULL && r < MIN(mail->references->len, 20); r++)
		note_keys(keys, mail->references->pdata[r]);
	if (text != NULL)
		note_keys(keys, text);
	return g_string_free(keys, FALSE);
}

void
ticket_find(const Mail *mail, const char *newest_text, GPtrArray *tickets)
{
	const char *system = kind_ticket_system(mail);
	Finder f = { .tickets = tickets };
	if (system != NULL && strchr(system, ' ') == NULL)
		f.system = system;
	g_autofree char *subject =
	    g_strndup(mail->subject == NULL ? "" : mail->subject, SUBJECT_MAX);
	g_autofree char *text = newest_text == NULL
	                            ? NULL
	                            : g_strndup(newest_text, strnlen(newest_text, TICKET_TEXT_MAX));
	g_autofree char *keys = own_keys(mail, subject, text);
	f.own_keys = keys;
	take_headers(&f, mail);
	g_autofree char *blanked = g_strdup(subject);
	take_groups(&f, blanked);
	take_start(&f, blanked);
	take_labels(&f, blanked, true);
	if (text != NULL)
		take_labels(&f, text, false);
	take_salesforce(&f, subject);
	if (text != NULL)
		take_salesforce(&f, text);
}
