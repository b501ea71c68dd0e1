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
 * Latin Extended-A and Cyrillic. The output is never longer than the input. */
static void
fold_letter(GString *out, gunichar c)
{
	if (c == 0x2018 || c == 0x2019 || c == 0x2032)
		g_string_append_c(out, '\'');
	else if (c == 0x201c || c == 0x201d || c == 0x201e)
		g_string_append_c(out, '"');
	else if (c >= 0x2010 && c <= 0x2015)
		g_string_append_c(out, '-');
	else if (c == 0x130) /* Turkish dotted capital I */
		g_string_append_c(out, 'i');
	else if (c >= 0x200b && c <= 0x200f)
		return;
	else
		g_string_append_unichar(out, c < 0x530 ? g_unichar_tolower(c) : c);
}

static void
fold_space(GString *out, bool is_line, bool keep_lines)
{
	char last = out->len > 0 ? out->str[out->len - 1] : ' ';
	if (keep_lines && is_line) {
		if (last == ' ' && out->len > 0)
			out->str[out->len - 1] = '\n';
		else if (last != '\n')
			g_string_append_c(out, '\n');
	} else if (last != ' ' && last != '\n') {
		g_string_append_c(out, ' ');
	}
}

char *
words_fold(const char *text, size_t max, bool keep_lines)
{
	const char *end = text + strnlen(text, max);
	GString *out = g_string_sized_new((gsize)(end - text) + 8);
	while (text < end) {
		unsigned char byte = (unsigned char)*text;
		if (byte < 0x80) {
			if (g_ascii_isspace(byte))
				fold_space(out, byte == '\n', keep_lines);
			else
				g_string_append_c(out, g_ascii_tolower((char)byte));
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
			fold_space(out, false, keep_lines);
		else
			fold_letter(out, c);
	}
	return g_string_free(out, FALSE);
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
