/* SPDX-License-Identifier: ISC
 * ticket-label.c - numbers beside the words that name them
 *
 * Each label looks for its number, behind it or before it; the words of the sentence say whether
 * it is a case's. */
#include "ticket-private.h"
#include <string.h>

#define GAP_MAX 48   /* between a label and its number: " number is: #" */
#define WIDE_MAX 160 /* before a weak label, over line ends: what this is about */
#define LINK_MAX 60  /* "the reference for your complaint is X" */
#define SHORT_MIN 3  /* bytes of a number in a text */
#define ENDING_MAX 5 /* letters of an inflected label: "обращени-ями" */

typedef struct gap {
	bool is_hashed, is_numbered, is_bracketed;
} Gap;

/* --- between a label and its number --- */

/* Words that make a number of what follows. */
static const char *const number_words[] = { "number", "numbers", "num.", "num", "nummer", "numéro",
	"núm.", "núm", "número", "numero", "identifier", "id", "no.", "no", "nr.", "nr", "n.", "n",
	"номер", "номером", "номера", "numer", "numerem", "numara", "numarası", "numarasi",
	"numaranız", "numaraniz", "编号", "編號", "号码", "號碼", "单号", "單號", "号", "號",
	"番号", "ナンバー", "code", "código", "codice", "ref.", "ref", "reference", "référence",
	"referencia", "referência", "riferimento", "referenz", "referentie", "kennung",
	"kennzeichen", "kenmerk", "abuseid", "ticketnummer" };

/* Words that link the two. */
static const char *const link_words[] = { "is", "was", "has", "the", "under", "as", "assigned",
	"are", "lautet", "lauten", "ist", "est", "es", "è", "é", "with us", "with", "and", "our",
	"der", "die", "den", "dem", "das", "ticket", "a", "been", "will be", "le", "la", "el", "il",
	"o", "lo", "wird", "wurde", "unter", "sous", "bajo", "con", "com", "sob", "onder", "pod",
	"под", "за", "jest", "to", "brzmi", "nosi", "otrzymał", "otrzymała", "otrzymało",
	"присвоен", "получил", "получила", "получило", "bei uns", "chez nous", "bij ons", "已",
	"为", "為", "是", "係", "は", "が", "を", "に", "の", "です", "第", "als", "come", "como",
	"comme", "jako", "olarak", "support", "soporte", "suporte", "remains", "bleibt", "reste",
	"tt", "sr", "tk" };

static size_t
match_word(const char *at, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (*at != *words[i])
			continue;
		size_t n = strlen(words[i]);
		unsigned char last = (unsigned char)words[i][n - 1];
		bool is_alphabetic =
		    g_ascii_isalnum(last) || (last >= 0x80 && (unsigned char)*words[i] < 0xe0);
		if (strncmp(at, words[i], n) != 0)
			continue;
		if (is_alphabetic &&
		    (g_ascii_isalnum(at[n]) || (unsigned char)(at[n] - 0x80) < 0x60 ||
			(at[n] == '-' && g_ascii_isalnum(at[n + 1]))))
			continue; /* the start of another word, or of "NO-123" */
		return n;
	}
	return 0;
}

static const char *
skip_marks(const char *at, const char *start, Gap *gap)
{
	while (*at != '\0' && strchr(" \t\n#:.=([\"'*-<>,~/|", *at) != NULL) {
		bool is_joined = g_ascii_isalnum(at[-1]) &&
		                 (at == start ? g_ascii_isalpha(at[1]) : g_ascii_isalnum(at[1]));
		if (*at == '~' || *at == ',' || (*at == '/' && at[1] != ' ' && at[-1] != ' '))
			return NULL;
		if (*at == '-' && is_joined &&
		    match_word(at + 1, number_words, G_N_ELEMENTS(number_words)) == 0)
			return NULL; /* "case-insensitive" */
		if (*at == '.' && at[1] == ' ' && at == start && !gap->is_numbered)
			return NULL; /* the sentence ends at the label */
		gap->is_hashed = gap->is_hashed || *at == '#';
		gap->is_bracketed = *at == '(' || *at == '[';
		at++;
	}
	return at;
}

/* Skips what stands between a label and its number, NULL where no number can follow. */
static const char *
skip_gap(const char *at, Gap *gap)
{
	const char *start = at;
	while (at - start < GAP_MAX) {
		const char *before = at;
		at = skip_marks(at, start, gap);
		if (at == NULL)
			return NULL;
		size_t n = match_word(at, number_words, G_N_ELEMENTS(number_words));
		gap->is_numbered = gap->is_numbered || n > 0;
		at += n > 0 ? n : match_word(at, link_words, G_N_ELEMENTS(link_words));
		if (at == before)
			return at;
	}
	return at;
}

/* The end of an inflected or compound label: "vorgang-snummer", "обращени-я"; NULL where it is
 * another word. */
static const char *
skip_ending(const char *at, Gap *gap)
{
	static const char *const tails[] = { "nummer", "nr", "id", "kennung", "zeichen", "code",
		"number" };
	const char *start = at;
	size_t letters = 0;
	while (g_ascii_isalpha(*at) || ((unsigned char)*at >= 0xc3 && (unsigned char)*at <= 0xd4)) {
		at += g_ascii_isalpha(*at) || at[1] == '\0' ? 1 : 2;
		letters++;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(tails); i++) {
		size_t n = strlen(tails[i]);
		if ((size_t)(at - start) >= n && letters < 16 && memcmp(at - n, tails[i], n) == 0) {
			gap->is_numbered = true;
			return at;
		}
	}
	return letters <= ENDING_MAX ? at : NULL;
}

/* --- what stands behind a number --- */

/* "0800 555 0142", "DE00 0000 0000 0417": groups of digits are telephones and accounts. */
static bool
is_grouped(const char *number, size_t length)
{
	const char *at = number + length;
	size_t groups = 0;
	if (strspn(number, "0123456789-") != length && length > 4)
		return false;
	while (*at == ' ' && g_ascii_isdigit(at[1]) && groups < 4) {
		size_t n = strspn(at + 1, "0123456789");
		if (n < 2 || n > 4)
			break;
		at += 1 + n;
		groups++;
	}
	return groups >= 2 || (groups == 1 && *number == '0');
}

/* Units behind a number make a quantity of it. */
static bool
is_quantity(const char *after)
{
	static const char *const units[] = { "%", "€", "$", "£", "¥", "eur", "usd", "pln", "hours",
		"days", "minutes", "seconds", "times", "users", "emails", "mails", "messages",
		"requests", "packets", "attempts", "connections", "spam", "bytes", "kb", "mb", "gb",
		"mbit", "mal", "stunden", "tage", "nachrichten", "anfragen", "fois", "jours",
		"heures", "veces", "días", "vezes", "volte", "giorni", "keer", "razy", "раз",
		"дней", "часов", "kez", "kere", "次", "个", "個", "件の", "元", "円" };
	after += *after == ' ';
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		size_t n = strlen(units[i]);
		if (strncmp(after, units[i], n) == 0 &&
		    !(g_ascii_isalpha(units[i][n - 1]) && g_ascii_isalnum(after[n])))
			return true;
	}
	return false;
}

/* The desk's mark is followed by punctuation, or by a colon within a few words. */
bool
ticket_is_own_title(const char *subject, const char *after)
{
	if (strstr(after, "[plaint ") == NULL)
		return strncmp(after, " without", 8) == 0;
	after += strspn(after, " ");
	if (*after == '\0' || strchr(":-|)],", *after) != NULL || after == subject)
		return false;
	size_t words = 0;
	for (; *after != '\0' && words < 3; after++) {
		if (*after == ':' && after[1] == ' ')
			return false;
		words += *after == ' ';
	}
	return true;
}

/* --- whether the sentence allows it --- */

/* "numéro de réclamation : 12": a number word or a stronger label just before. */
static bool
is_named_before(const Finder *f, const Word *label)
{
	size_t from = ticket_sentence_start(f, label->offset, 32);
	return ticket_has_word(f, from, label->offset, LABEL_WEAK) ||
	       ticket_has_word(f, from, label->offset, LABEL_STRONG) ||
	       ticket_has_word(f, from, label->offset, LABEL_FILE);
}

/* "sous le numéro", "meldungsnummer", "案件编号": a number and nothing else follows. */
static bool
ends_in_number_word(const Finder *f, const Word *label)
{
	g_autofree char *word = g_strndup(f->lower + label->offset, label->length);
	for (size_t i = 0; i < G_N_ELEMENTS(number_words) && label->tag <= LABEL_FILE; i++)
		if (strlen(number_words[i]) > 2 && g_str_has_suffix(word, number_words[i]))
			return true;
	return label->tag <= LABEL_FILE &&
	       (g_str_has_suffix(word, " no") || g_str_has_suffix(word, " nr"));
}

/* "ABU-2026-417" says by itself that it is no quantity. */
static bool
is_key(const char *number, size_t length)
{
	g_autofree char *copy = g_strndup(number, length);
	return strpbrk(copy, "-/") != NULL && strpbrk(copy, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL &&
	       ticket_is_plausible(copy, TICKET_BARE);
}

static bool
is_about_tickets(const Finder *f, const Word *label, size_t number_end, size_t length)
{
	size_t at = label->offset, from = ticket_sentence_start(f, at, TICKET_BEFORE_MAX);
	int nearest = ticket_nearest_noun(f, from, at + label->length);
	if (nearest >= 0)
		return nearest == WORD_TICKET;
	if (label->tag == LABEL_WEAK && is_key(f->text + number_end - length, length))
		return true;
	if (ticket_has_word(f, number_end, number_end + TICKET_OURS_MAX, WORD_OURS))
		return true;
	if (f->is_subject && label->tag == LABEL_WEAK)
		return true; /* a desk's subject is about its case */
	size_t to =
	    label->tag == LABEL_WEAK ? number_end + WIDE_MAX : ticket_sentence_end(f, number_end);
	size_t wide = at > WIDE_MAX ? at - WIDE_MAX : 0;
	for (int tag = LABEL_STRONG; tag <= WORD_TICKET; tag++)
		if ((tag <= LABEL_NEEDS || tag == WORD_TICKET) &&
		    (ticket_has_word(f, number_end, to, tag) ||
			(label->tag == LABEL_WEAK && ticket_has_word(f, wide, at, tag))))
			return true;
	return false;
}

/* The complainant's own reference, in a letter head that has both: "Your ref: A / Our ref: B". */
static bool
is_your_reference(const Finder *f, const Word *label)
{
	if (label->offset < 5 || memcmp(f->lower + label->offset - 5, "your ", 5) != 0 ||
	    !g_str_has_prefix(f->lower + label->offset, "ref"))
		return false;
	return f->has_our_reference;
}

static bool
is_allowed(const Finder *f, const Word *label, const Gap *gap, size_t number, size_t length)
{
	const char *at = f->text + number;
	g_autofree char *copy = g_strndup(at, length);
	size_t end = label->offset + label->length;
	bool is_named = gap->is_hashed || gap->is_numbered || gap->is_bracketed;
	/* A thing between ("case of invoice 12") or around ("uw kenmerk") owns the number. */
	if (ticket_has_word(f, end, number, WORD_THING) || is_your_reference(f, label) ||
	    ticket_is_in_thing(f, label) || ticket_is_anothers(f, number, number + length))
		return false;
	switch (label->tag) {
	case LABEL_NEEDS:
		return (is_named || is_named_before(f, label) || is_key(at, length)) &&
		       ticket_nearest_noun(f, ticket_sentence_start(f, label->offset, 16),
			   label->offset) != WORD_THING;
	case LABEL_WEAK:
		return is_about_tickets(f, label, number + length, length);
	case LABEL_TRACE:
		return ticket_nearest_noun(f,
			   label->offset > WIDE_MAX ? label->offset - WIDE_MAX : 0,
			   end) != WORD_THING;
	case LABEL_UNDER:
		return (gap->is_hashed || ticket_is_plausible(copy, TICKET_BARE)) &&
		       is_about_tickets(f, label, number + length, length);
	default:
		return true;
	}
}

/* --- taking --- */

/* "case no. 771", "ticket 771" and "[Incident 771]" may be short; "number 771" may not. */
static TicketPlace
place_of(const Finder *f, const Word *label, const Gap *gap, const char *number)
{
	const char *end = f->text + label->offset + label->length;
	bool is_direct =
	    label->tag == LABEL_STRONG && number - end <= 2 && (f->is_subject || label->is_stem);
	if (gap->is_hashed)
		return TICKET_HASHED;
	return is_direct || gap->is_numbered || gap->is_bracketed || ends_in_number_word(f, label)
	           ? TICKET_NUMBERED
	           : TICKET_NAMED;
}

static bool
take_number(Finder *f, const Word *label, const Gap *gap, const char *number)
{
	size_t file = label->tag == LABEL_FILE ? ticket_file_length(number) : 0;
	size_t length = file > 0 ? file : ticket_number_length(number);
	const char *after = number + length;
	size_t offset = (size_t)(number - f->text);
	if (length == 0 || *after == '@' || is_grouped(number, length) ||
	    is_quantity(f->lower + offset + length))
		return false;
	if (f->is_subject && ticket_is_own_title(f->text, after))
		return false;
	/* "Aktenzeichen 4 Abuse 771/26": what is inside a number is no label. */
	f->taken_end = file > 0 ? offset + file : f->taken_end;
	if (!f->is_subject && length < SHORT_MIN && !gap->is_bracketed)
		return false; /* "issue #1", "case #2": the points of a list */
	/* A lone lower case word with a digit ("case db02") is a machine's name. */
	if (g_ascii_islower(*number) && !gap->is_hashed && !gap->is_numbered && length < 10)
		return false;
	if (!is_allowed(f, label, gap, offset, length))
		return false;
	return ticket_add(
	    f, number, length, file > 0 ? TICKET_SURE : place_of(f, label, gap, number), NULL);
}

/* "tickets 4471, 4472 and 4480": more numbers of the same make behind one. */
static void
take_list(Finder *f, const char *number)
{
	static const char *const joints[] = { ", ", ",", " & ", " + ", " and ", " und ", " sowie ",
		" et ", " y ", " e ", " en ", " i ", " oraz ", " и ", " ve ", "和", "及", "、",
		"と", " / ", " or ", ", and ", "及び", "以及", " 和 ", " 与 ", " 與 ", " 及 ",
		" と ", "与", "與", " + " };
	for (int count = 0; count < 8; count++) {
		size_t length = ticket_number_length(number), joint = 0;
		const char *after = number + length;
		for (size_t i = 0; i < G_N_ELEMENTS(joints) && length > 0; i++)
			if (g_str_has_prefix(after, joints[i]))
				joint = MAX(joint, strlen(joints[i]));
		const char *next = after + joint + (joint > 0 && after[joint] == '#');
		size_t n = joint == 0 ? 0 : ticket_number_length(next);
		bool is_alike = n == length && g_ascii_isdigit(*next) == g_ascii_isdigit(*number);
		if (!is_alike || is_quantity(next + n) ||
		    !ticket_add(f, next, n, TICKET_NAMED, NULL))
			return;
		number = next;
	}
}

/* "The reference for your complaint is X", "a case has been opened (X)": the number behind a link,
 * when it closes its phrase and nothing that has numbers stands between. */
static bool
take_linked(Finder *f, const Word *label, size_t end, bool is_numbered)
{
	static const char *const links[] = { ": ", " (", " #", ", ", " ", " - ", " is ", " ist ",
		" lautet ", " est ", " es ", " è ", " é ", " jest ", " to " };
	enum { LINKS_OF_NOUNS = 4, LINKS_OF_SUBJECTS }; /* "ticket is 4471" may be anything */
	size_t stop = MIN(ticket_sentence_end(f, end), end + LINK_MAX);
	size_t count = is_numbered     ? G_N_ELEMENTS(links)
	               : f->is_subject ? LINKS_OF_SUBJECTS
	                               : LINKS_OF_NOUNS;
	for (size_t i = end; i < stop; i++)
		for (size_t k = 0; k < count; k++) {
			if (!g_str_has_prefix(f->lower + i, links[k]) ||
			    (k == LINKS_OF_NOUNS && !f->is_subject))
				continue;
			Gap gap = { .is_numbered = true };
			const char *at = f->text + i + strlen(links[k]);
			at += strspn(at, " \"'#:[(");
			size_t length = ticket_number_length(at);
			g_autofree char *copy = g_strndup(at, length);
			bool is_closed =
			    at[length] == '\0' || strchr(".,;:)]\n|\"", at[length]) != NULL;
			if ((is_numbered || is_closed) && ticket_is_plausible(copy, TICKET_BARE) &&
			    (links[k][0] != ',' || is_key(at, length)) &&
			    (k != LINKS_OF_NOUNS || strchr(copy, '-') != NULL) &&
			    take_number(f, label, &gap, at))
				return true;
		}
	return false;
}

/* The number that ends at offset end, behind which blanks and closing marks may stand. */
static bool
take_ending_at(Finder *f, size_t end, const Word *label)
{
	while (end > 0 && strchr(" \"'*])", f->text[end - 1]) != NULL)
		end--;
	size_t start = end;
	while (start > 0 && end - start < TICKET_NUMBER_MAX &&
	       (g_ascii_isalnum(f->text[start - 1]) || strchr("-/._:", f->text[start - 1]) != NULL))
		start--;
	start += strspn(f->text + start, "-/._:");
	size_t to = label->offset + label->length;
	if (start >= end || ticket_number_length(f->text + start) != end - start ||
	    ticket_is_anothers(f, start, end) || ticket_has_word(f, to, to + 16, WORD_THING) ||
	    ticket_nearest_noun(f, ticket_sentence_start(f, start, 16), start) == WORD_THING ||
	    (g_ascii_islower(f->text[start]) && end - start < 10))
		return false;
	if (f->is_subject && ticket_is_own_title(f->text, f->text + to))
		return false;
	return ticket_add(f, f->text + start, end - start, TICKET_NAMED, NULL);
}

/* "TK-2026-1123 is your case reference": only over a copula. */
static bool
take_reversed(Finder *f, const Word *label)
{
	static const char *const owners[] = { " your", " the", " our", " ihre", " unsere", " die",
		" votre", " notre", " le", " la", " su", " el", " il", " suo", " o", " seu", " uw",
		" het", " ваш", " twój", "您的", "お客様の", "本件の", " numer" };
	static const char *const copulas[] = { " is", " as", " ist", " als", " est", " comme",
		" es", " como", " é", " è", " come", " to", " jest", " jako", " -", " как", "是",
		"为", "為", "は", "が" };
	size_t at = label->offset;
	while (at > 0 && f->lower[at - 1] == ' ')
		at--;
	for (size_t i = 0; i < G_N_ELEMENTS(owners); i++) {
		size_t n = strlen(owners[i]);
		if (at >= n && memcmp(f->lower + at - n, owners[i], n) == 0) {
			at -= n;
			break;
		}
	}
	while (at > 0 && f->lower[at - 1] == ' ')
		at--;
	for (size_t i = 0; i < G_N_ELEMENTS(copulas); i++) {
		size_t n = strlen(copulas[i]);
		if (at > n && memcmp(f->lower + at - n, copulas[i], n) == 0)
			return take_ending_at(f, at - n, label);
	}
	return false;
}

static void
take_label(Finder *f, const Word *label)
{
	const char *end = f->lower + label->offset + label->length;
	Gap gap = { .is_hashed = end[-1] == '#', .is_numbered = g_str_has_prefix(end - 2, "nr") };
	if (label->tag == LABEL_BEHIND) {
		take_ending_at(f, label->offset, label);
		return;
	}
	if (label->is_stem && (end = skip_ending(end, &gap)) == NULL)
		return;
	const char *number = skip_gap(end, &gap);
	/* "CASE-88213" is a key as a whole. */
	if (*end == '-' && g_ascii_isdigit(end[1]) && g_ascii_isupper(f->text[end - f->lower - 1]))
		number = f->lower + label->offset;
	if (number != NULL) {
		number = f->text + (number - f->lower);
		if (take_number(f, label, &gap, number)) {
			take_list(f, number);
			return;
		}
	}
	if (label->tag == LABEL_UNDER || take_reversed(f, label))
		return;
	bool is_numbered = label->tag == LABEL_WEAK || label->tag == LABEL_TRACE || gap.is_numbered;
	if (is_numbered || label->tag == LABEL_STRONG)
		take_linked(f, label, (size_t)(end - f->lower), is_numbered);
}

void
ticket_take_labels(Finder *f)
{
	for (guint i = 0; i < f->words->len && f->tickets->len < TICKET_COUNT_MAX; i++) {
		Word *word = &g_array_index(f->words, Word, i);
		if (word->tag <= LABEL_BEHIND && word->offset >= f->taken_end)
			take_label(f, word);
	}
}
