/* SPDX-License-Identifier: ISC
 * flowed.c - format=flowed back to paragraphs, RFC 3676 4 */
#include "quote-private.h"
#include <glib.h>
#include <string.h>

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
		is_open = is_soft;
		open_depth = depth;
		if (!is_soft)
			g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}
