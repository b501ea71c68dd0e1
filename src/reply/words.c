/* SPDX-License-Identifier: ISC
 * words.c - folding text, and finding known phrases in it */
#include "words-private.h"
#include <string.h>

#define BUCKETS 4096

struct phrases {
	const Phrase *rows;
	guint16 *length;         /* per row: its bytes, without the '*' */
	guint16 *next;           /* per row: 1 + the next row of the same bucket */
	guint16 bucket[BUCKETS]; /* 1 + the first row; 0: none */
};

static inline guint
hash4(const char *s)
{
	guint32 word;
	memcpy(&word, s, sizeof word);
	return (word * 2654435761u) >> 20; /* the upper 12 bits: BUCKETS */
}

const Phrases *
phrases_index(const Phrase *rows, size_t count)
{
	Phrases *set = g_new0(Phrases, 1);
	g_assert(count < G_MAXUINT16);
	set->rows = rows;
	set->next = g_new0(guint16, count);
	set->length = g_new0(guint16, count);
	for (size_t i = count; i-- > 0;) {
		size_t length = strlen(rows[i].text);
		g_assert(length >= 4 && length < G_MAXUINT16);
		set->length[i] = (guint16)(length - (rows[i].text[length - 1] == '*'));
		guint16 *head = &set->bucket[hash4(rows[i].text)];
		set->next[i] = *head;
		*head = (guint16)(i + 1);
	}
	return set;
}

static bool
is_word_boundary(const char *folded, const char *start, size_t length, bool is_stem)
{
	unsigned char first = (unsigned char)*start, last = (unsigned char)start[length - 1];
	unsigned char after = (unsigned char)start[length];
	if (g_ascii_isalnum(first) && start > folded && g_ascii_isalnum(start[-1]))
		return false;
	return is_stem || !(g_ascii_isalnum(last) && g_ascii_isalnum(after));
}

void
phrases_search(const Phrases *set, const char *folded, PhraseFound found, gpointer data)
{
	size_t length = strlen(folded);
	for (size_t i = 0; i + 4 <= length; i++) {
		for (guint16 at = set->bucket[hash4(folded + i)]; at != 0; at = set->next[at - 1]) {
			const Phrase *row = &set->rows[at - 1];
			size_t n = set->length[at - 1];
			bool is_stem = row->text[n] == '*';
			if (n <= length - i && memcmp(folded + i, row->text, n) == 0 &&
			    is_word_boundary(folded, folded + i, n, is_stem) &&
			    !found(row, i, data))
				return;
		}
	}
}

static bool
keep_first(const Phrase *phrase, size_t offset G_GNUC_UNUSED, gpointer data)
{
	*(const Phrase **)data = phrase;
	return false;
}

const Phrase *
phrases_first(const Phrases *set, const char *folded)
{
	const Phrase *first = NULL;
	phrases_search(set, folded, keep_first, &first);
	return first;
}

/* Lower case for the scripts with two bytes a letter that phrases are written in: Latin-1 letters,
 * Latin Extended-A and Cyrillic. Returns where the next letter goes. */
static char *
fold_letter(char *to, gunichar c)
{
	if (c == 0x2018 || c == 0x2019 || c == 0x2032)
		*to++ = '\'';
	else if (c == 0x201c || c == 0x201d || c == 0x201e)
		*to++ = '"';
	else if (c >= 0x2010 && c <= 0x2015)
		*to++ = '-';
	else if (c == 0x130) /* Turkish dotted capital I */
		*to++ = 'i';
	else if (c < 0x200b || c > 0x200f)
		to += g_unichar_to_utf8(c < 0x530 ? g_unichar_tolower(c) : c, to);
	return to;
}

static char *
fold_space(char *to, const char *start, bool is_line, bool keep_lines)
{
	char last = to > start ? to[-1] : ' ';
	if (keep_lines && is_line) {
		if (last == ' ' && to > start)
			to[-1] = '\n';
		else if (last != '\n')
			*to++ = '\n';
	} else if (last != ' ' && last != '\n') {
		*to++ = ' ';
	}
	return to;
}

char *
words_fold(const char *text, size_t max, bool keep_lines)
{
	size_t length = strnlen(text, max);
	const char *end = text + length;
	/* Some small letters have three bytes, the capital two; the last letter may go on behind max. */
	char *folded = g_malloc(length + length / 2 + 8), *to = folded;
	while (text < end) {
		unsigned char byte = (unsigned char)*text;
		if (byte < 0x80) {
			if (g_ascii_isspace(byte))
				to = fold_space(to, folded, byte == '\n', keep_lines);
			else
				*to++ = (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
			text++;
			continue;
		}
		gunichar c = g_utf8_get_char_validated(text, -1);
		if ((gint)c < 0) { /* cut in the middle, or no UTF-8 after all */
			text++;
			continue;
		}
		text = g_utf8_next_char(text);
		if (c == 0xa0 || c == 0x3000 || c == 0x2028 || c == 0x2029)
			to = fold_space(to, folded, false, keep_lines);
		else
			to = fold_letter(to, c);
	}
	*to = '\0';
	return folded;
}

static const MailPart *
first_part(const Mail *mail, MailPartKind kind)
{
	for (guint i = 0; mail->parts != NULL && i < mail->parts->len; i++) {
		const MailPart *part = mail->parts->pdata[i];
		if (part->kind == kind && part->message_depth == 0 && !part->is_attachment &&
		    part->text != NULL && part->text[strspn(part->text, " \t\r\n")] != '\0')
			return part;
	}
	return NULL;
}

char *
words_of_mail(const Mail *mail, size_t max)
{
	const MailPart *part = first_part(mail, MAIL_PART_TEXT);
	if (part == NULL)
		part = first_part(mail, MAIL_PART_HTML);
	return part == NULL ? g_strdup("") : g_strndup(part->text, strnlen(part->text, max));
}
