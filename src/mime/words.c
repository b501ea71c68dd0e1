/* SPDX-License-Identifier: ISC
 * words.c - header values: unfolding, RFC 2047 words, and the ways in which they come broken
 *
 * Neighbouring words of one charset and encoding are joined as bytes before conversion, as many
 * mailers cut characters in two; padding in the middle, raw space inside a word, missing space
 * between words, words within quotation marks and an end that was cut off are all read. */
#include "mime-private.h"
#include <string.h>

typedef struct word {
	const char *charset;
	size_t charset_length;
	char encoding; /* 'b' or 'q' */
	const char *text, *end;
	const char *after;
} Word;

/* "=?charset*language?b?text?=" at p. last_close is the last "?=" of all, so that looking for one
 * that is not there costs nothing. */
static bool
word_parse(const char *p, const char *end, const char *last_close, Word *out)
{
	if (end - p < 7 || p[0] != '=' || p[1] != '?')
		return false;
	const char *charset = p + 2, *q = charset;
	while (q < end && *q != '?' && (unsigned char)*q > ' ' && q - charset < 60)
		q++;
	if (q == charset || q + 2 >= end || *q != '?' || q[2] != '?')
		return false;
	char encoding = g_ascii_tolower(q[1]);
	if (encoding != 'b' && encoding != 'q')
		return false;
	const char *text = q + 3;
	const char *close = NULL;
	if (last_close != NULL && text <= last_close)
		close = memmem(text, (size_t)(end - text), "?=", 2);
	const char *stop = close != NULL ? close : end;
	/* A word that was cut off ends where the next begins, or at the end of the header. */
	const char *next = memmem(text, (size_t)(stop - text), "=?", 2);
	if (next != NULL && next + 2 < end && close == NULL)
		stop = next;
	*out = (Word){ charset, (size_t)(q - charset), encoding, text, stop,
		close != NULL && stop == close ? close + 2 : stop };
	return true;
}

static int
base64_value(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* Each word starts anew at its padding, so that words that were padded one by one join. */
static void
append_base64(GString *bytes, const char *p, const char *end)
{
	guint32 group = 0;
	int count = 0;
	for (; p < end; p++) {
		int value = base64_value((unsigned char)*p);
		if (*p == '=') {
			group = 0;
			count = 0;
		}
		if (value < 0)
			continue;
		group = group << 6 | (guint32)value;
		count++;
		if (count == 2)
			g_string_append_c(bytes, (char)(group >> 4));
		else if (count == 3)
			g_string_append_c(bytes, (char)(group >> 2));
		else if (count == 4) {
			g_string_append_c(bytes, (char)group);
			count = 0;
		}
	}
}

static void
append_quoted(GString *bytes, const char *p, const char *end)
{
	for (; p < end; p++) {
		if (*p == '=' && end - p > 2 && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
			g_string_append_c(bytes,
			    (char)(g_ascii_xdigit_value(p[1]) << 4 | g_ascii_xdigit_value(p[2])));
			p += 2;
		} else {
			g_string_append_c(bytes, *p == '_' ? ' ' : *p);
		}
	}
}

/* The bytes so far, and the charset they are in. */
typedef struct run {
	GString *bytes;
	char charset[64];
} Run;

static void
run_flush(Run *run, GString *out)
{
	if (run->bytes->len == 0)
		return;
	size_t length;
	g_autofree char *text =
	    charset_convert(run->bytes->str, run->bytes->len, run->charset, &length);
	g_string_append_len(out, text, (gssize)length);
	g_string_truncate(run->bytes, 0);
}

static void
run_add(Run *run, const Word *word, GString *out)
{
	char charset[sizeof(run->charset)];
	size_t length = MIN(word->charset_length, sizeof(charset) - 1);
	memcpy(charset, word->charset, length); /* g_strlcpy() would measure all that follows */
	charset[length] = '\0';
	if (g_ascii_strcasecmp(charset, run->charset) != 0)
		run_flush(run, out);
	memcpy(run->charset, charset, length + 1);
	if (word->encoding == 'b')
		append_base64(run->bytes, word->text, word->end);
	else
		append_quoted(run->bytes, word->text, word->end);
}

static void
append_raw(GString *out, const char *p, const char *end)
{
	if (p == end)
		return;
	size_t length;
	g_autofree char *text = charset_convert(p, (size_t)(end - p), NULL, &length);
	g_string_append_len(out, text, (gssize)length);
}

/* Fold white space and controls into one space each run of them; trim. In place. */
static void
collapse(GString *out)
{
	unsigned char *to = (unsigned char *)out->str, *start = to;
	bool is_space = true;
	for (const unsigned char *p = to, *end = p + out->len; p < end; p++) {
		bool is_control = *p <= ' ' || *p == 0x7f;
		if (*p == 0xc2 && p + 1 < end && p[1] < 0xa0) { /* C1 */
			p++;
			is_control = true;
		}
		if (!is_control)
			*to++ = *p;
		else if (!is_space)
			*to++ = ' ';
		is_space = is_control;
	}
	if (to > start && to[-1] == ' ')
		to--;
	g_string_truncate(out, (gsize)(to - start));
}

static bool
is_plain_ascii(const char *raw, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)raw[i] >= 0x7f || raw[i] == 0x1b)
			return false;
	}
	return true;
}

char *
words_decode(const char *raw, size_t size)
{
	GString *out = g_string_sized_new(size + 16);
	const char *end = raw + size, *plain = raw, *last_close = NULL;
	if (memmem(raw, size, "=?", 2) == NULL && is_plain_ascii(raw, size)) {
		g_string_append_len(out, raw, (gssize)size);
		collapse(out);
		return g_string_free(out, FALSE);
	}
	Run run = { g_string_new(NULL), "" };
	for (const char *p = end - 2; size >= 2 && p >= raw && last_close == NULL; p--) {
		if (p[0] == '?' && p[1] == '=')
			last_close = p;
	}
	for (const char *p = raw; p < end;) {
		const char *found = memmem(p, (size_t)(end - p), "=?", 2);
		Word word;
		if (found == NULL)
			break;
		if (!word_parse(found, end, last_close, &word)) {
			p = found + 2;
			continue;
		}
		bool is_gap = false; /* only space between two words: RFC 2047 6.2, it is not shown */
		for (const char *q = plain; q < found; q++)
			is_gap |= !g_ascii_isspace(*q);
		if (is_gap || run.bytes->len == 0) {
			run_flush(&run, out);
			append_raw(out, plain, found);
		}
		run_add(&run, &word, out);
		p = plain = word.after;
	}
	run_flush(&run, out);
	append_raw(out, plain, end);
	g_string_free(run.bytes, TRUE);
	collapse(out);
	if (!g_utf8_validate_len(out->str, out->len, NULL)) {
		char *valid = g_utf8_make_valid(out->str, (gssize)out->len);
		g_string_free(out, TRUE);
		return valid;
	}
	return g_string_free(out, FALSE);
}
