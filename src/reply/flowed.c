/* SPDX-License-Identifier: ISC
 * flowed.c - format=flowed back to paragraphs, RFC 3676 4
 *
 * Chinese and Japanese have no spaces to break at, and programs that wrap them all the same leave no
 * space at the end of the line. A line as wide as the window that goes on in the same script is
 * taken for wrapped. */
#include "quote-private.h"

#define WIDE_COLUMNS 70 /* from here on a line without spaces has been wrapped */

static bool
is_wide(gunichar c)
{
	return g_unichar_iswide(c) && c != 0x3000;
}

/* The columns a line takes; 0 if it does not end in a wide character. */
static int
wide_columns(const char *line, const char *end)
{
	int columns = 0;
	gunichar last = 0;
	for (const char *p = line; p < end && columns < 1000; p = g_utf8_next_char(p)) {
		last = g_utf8_get_char(p);
		columns += is_wide(last) ? 2 : 1;
	}
	return is_wide(last) ? columns : 0;
}

/* Whether the line was broken where there is no space to break at: what follows it at the same depth
 * goes on with a wide character. */
static bool
is_broken_wide(const char *line, const char *end, const char *next, size_t depth)
{
	size_t next_depth = strspn(next, ">");
	next += next_depth;
	next += *next == ' ' && next_depth > 0;
	return next_depth == depth && is_wide(g_utf8_get_char(next)) && wide_columns(line, end) >= WIDE_COLUMNS;
}

char *
flowed_unwrap(const char *text, bool is_delsp)
{
	GString *out = g_string_sized_new(strlen(text) + 16);
	bool is_open = false; /* the last line ended softly */
	size_t open_depth = 0;
	for (const char *p = text; *p != '\0';) {
		size_t length = strcspn(p, "\n"), depth = strspn(p, ">");
		const char *line = p + depth, *end = p + length;
		p = *end == '\n' ? end + 1 : end;
		if (line < end && *line == ' ') /* stuffed */
			line++;
		bool is_signature = end - line == 3 && memcmp(line, "-- ", 3) == 0;
		/* A paragraph that changes depth was broken by somebody else: it ends here. */
		if (!is_open || depth != open_depth || is_signature) {
			if (is_open)
				g_string_append_c(out, '\n');
			for (size_t i = 0; i < depth; i++)
				g_string_append_c(out, '>');
			if (depth > 0)
				g_string_append_c(out, ' ');
		}
		bool is_soft = end > line && end[-1] == ' ' && !is_signature;
		g_string_append_len(out, line, end - line - (is_soft && is_delsp));
		is_open = is_soft || (!is_signature && is_broken_wide(line, end, p, depth));
		open_depth = depth;
		if (!is_open)
			g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}
