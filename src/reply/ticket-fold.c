/* SPDX-License-Identifier: ISC
 * ticket-fold.c - text as tickets are looked for in it: one form of every digit, bracket and mark
 *
 * Full NFKC is not used: GLib sorts combining marks in quadratic time, and a stranger may send
 * nothing but those. Whatever carries numbers of its own - addresses of pages and of people - is
 * masked, so that no rule need know them. */
#include "ticket-private.h"
#include <string.h>

#define WRAPPED_LINE 50 /* bytes; a shorter line was ended on purpose */
#define WRAPPED_WIDE 80 /* the same in scripts with three bytes a letter */

/* Everything that has a plain spelling. Stops of scripts without spaces get one. */
static const struct {
	gunichar from, to;
	const char *plain;
} plains[] = {
	{ 0x2000, 0x200a, " " },
	{ 0x202f, 0x202f, " " },
	{ 0x205f, 0x205f, " " },
	{ 0x3000, 0x3000, " " },
	{ 0xa0, 0xa0, " " },
	{ 0xad, 0xad, "" },
	{ 0x200b, 0x200f, "" },
	{ 0x2060, 0x2060, "" },
	{ 0xfeff, 0xfeff, "" },
	{ 0x2010, 0x2015, "-" },
	{ 0x2212, 0x2212, "-" },
	{ 0x2018, 0x2019, "'" },
	{ 0x201c, 0x201e, "\"" },
	{ 0xab, 0xab, "\"" },
	{ 0xbb, 0xbb, "\"" },
	{ 0x2116, 0x2116, " no " },
	{ 0x130, 0x130, "I" },
	{ 0x3001, 0x3001, ", " },
	{ 0x3002, 0x3002, ". " },
	{ 0xff0c, 0xff0c, ", " },
	{ 0xff1a, 0xff1a, ": " },
	{ 0xff1b, 0xff1b, "; " },
	{ 0xff01, 0xff01, "! " },
	{ 0xff1f, 0xff1f, "? " },
	{ 0x3008, 0x3008, "[" },
	{ 0x3009, 0x3009, "]" },
	{ 0x300a, 0x300a, "[" },
	{ 0x300b, 0x300b, "]" },
	{ 0x300c, 0x300c, "[" },
	{ 0x300d, 0x300d, "]" },
	{ 0x300e, 0x300e, "[" },
	{ 0x300f, 0x300f, "]" },
	{ 0x3010, 0x3010, "[" },
	{ 0x3011, 0x3011, "]" },
	{ 0x3014, 0x3014, "[" },
	{ 0x3015, 0x3015, "]" },
};

static const char *
plain_of(gunichar c)
{
	for (size_t i = 0; i < G_N_ELEMENTS(plains); i++)
		if (c >= plains[i].from && c <= plains[i].to)
			return plains[i].plain;
	return NULL;
}

/* "n°", "n.º": the sign belongs to the letter before it; elsewhere it is a degree. */
static bool
fold_ordinal(GString *out)
{
	size_t n = out->len;
	if (n > 1 && out->str[n - 1] == '.' && g_ascii_tolower(out->str[n - 2]) == 'n')
		g_string_truncate(out, --n);
	if (n == 0 || g_ascii_tolower(out->str[n - 1]) != 'n')
		return false;
	g_string_append(out, "o ");
	return true;
}

static void
fold_letter(GString *out, gunichar c, gunichar *last)
{
	const char *plain = plain_of(c);
	gunichar whole = c;
	if (plain != NULL) {
		bool is_spaced = out->len > 0 && out->str[out->len - 1] == ' ' && *plain == ' ';
		g_string_append(out, plain + is_spaced);
	} else if (c > 0xff00 && c < 0xff5f) {
		g_string_append_c(out, (char)(c - 0xfee0)); /* full width */
	} else if (g_unichar_isdigit(c)) {
		g_string_append_c(out, (char)('0' + g_unichar_digit_value(c)));
	} else if (c >= 0x300 && c < 0x370 && *last != 0 && g_unichar_compose(*last, c, &whole)) {
		g_string_truncate(out, out->len - (gsize)g_unichar_to_utf8(*last, NULL));
		g_string_append_unichar(out, whole);
	} else if ((c != 0xb0 && c != 0xba) || !fold_ordinal(out)) {
		g_string_append_unichar(out, c);
	}
	*last = plain == NULL ? whole : 0;
}

/* Whether the '\n' at text only wraps a sentence; line is what stands before it. */
static bool
is_wrap(const char *text, const char *line, size_t length)
{
	if (length < WRAPPED_LINE || strchr(".:;!?", line[length - 1]) != NULL)
		return false;
	if (length < WRAPPED_WIDE && (unsigned char)line[length - 1] >= 0x80)
		return false;
	return g_ascii_isalnum(text[1]) || text[1] == '#' || text[1] == '[' ||
	       (unsigned char)text[1] >= 0x80;
}

static bool
is_address_byte(char c)
{
	return g_ascii_isalnum(c) || (c > ' ' && c < 0x7f && strchr("<>[]()\"'{}", c) == NULL);
}

/* Overwrites addresses with '~', which nothing reads. */
static void
mask_addresses(char *text)
{
	for (char *at = text; *at != '\0';) {
		char *start = at;
		bool is_address = (*at | 0x20) == 'w' && g_ascii_strncasecmp(at, "www.", 4) == 0;
		for (; is_address_byte(*at); at++)
			is_address = is_address || *at == '@' || (*at == ':' && at[1] == '/' && at[2] == '/');
		if (at == start) {
			at++;
			continue;
		}
		char *end = at;
		while (end > start && strchr(".,;:!?", end[-1]) != NULL)
			end--;
		if (is_address)
			memset(start, '~', (size_t)(end - start));
	}
}

/* How many bytes at text stay as they are. */
static size_t
plain_length(const char *text, const char *end)
{
	const char *p = text;
	while (p < end && (unsigned char)(*p - ' ') < 0x80 - ' ')
		p++;
	return (size_t)(p - text);
}

char *
ticket_fold(const char *text, size_t max)
{
	GString *out = g_string_sized_new(strnlen(text, max) + 16);
	const char *end = text + strnlen(text, max);
	size_t line = 0; /* where it starts in out */
	gunichar last = 0;
	while (text < end) {
		if (*text == '\n' || *text == '\r') {
			if (*text == '\n') {
				bool wraps = is_wrap(text, out->str + line, out->len - line);
				g_string_append_c(out, wraps ? ' ' : '\n');
				line = out->len;
			}
			last = 0;
			text++;
			continue;
		}
		size_t plain = plain_length(text, end);
		if (plain > 0) {
			g_string_append_len(out, text, (gssize)plain);
			text += plain;
			last = (unsigned char)text[-1];
			continue;
		}
		gunichar c = g_utf8_get_char_validated(text, end - text);
		if ((gint)c < 0) { /* cut in the middle */
			text++;
			continue;
		}
		if (c < 0x80) {
			g_string_append_c(out, c == '\t' ? ' ' : (char)c);
			last = c;
		} else {
			fold_letter(out, c, &last);
		}
		text = g_utf8_next_char(text);
	}
	mask_addresses(out->str);
	return g_string_free(out, FALSE);
}

char *
ticket_lower(const char *text)
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
