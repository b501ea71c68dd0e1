/* SPDX-License-Identifier: ISC
 * address.c - address headers, RFC 5322 3.4, read flat
 *
 * GMime's parser calls itself for each group within a group, which a stranger can nest until the
 * stack is gone. Here a group's name is skipped and its members stand in the list. */
#include "mime-private.h"
#include "plaint/message-read.h"
#include <string.h>

#define COMMENT_DEPTH_MAX 100

/* One mailbox while it is read. */
typedef struct draft {
	GString *words;   /* what stands before "<", or the bare address */
	GString *angle;   /* what stands between "<" and ">" */
	GString *comment; /* the old way of naming: address (Name) */
	bool has_angle;
} Draft;

static void
draft_reset(Draft *draft)
{
	g_string_truncate(draft->words, 0);
	g_string_truncate(draft->angle, 0);
	g_string_truncate(draft->comment, 0);
	draft->has_angle = false;
}

/* Without space, controls and source routes ("@a,@b:user@c"), the domain in lower case. */
static char *
clean_address(const char *raw, size_t length)
{
	g_autofree char *text = charset_convert(raw, length, NULL, NULL);
	GString *out = g_string_new(NULL);
	const char *at = strrchr(text, '@'), *start = text;
	const char *route = *text == '@' ? strchr(text, ':') : NULL;
	if (route != NULL)
		start = route + 1;
	bool is_quoted = false;
	for (const char *p = start; *p != '\0'; p++) {
		is_quoted ^= *p == '"';
		if ((unsigned char)*p < ' ' || (*p == ' ' && !is_quoted) || *p == 0x7f)
			continue;
		g_string_append_c(out, at != NULL && p > at ? g_ascii_tolower(*p) : *p);
	}
	return g_string_free(out, FALSE);
}

static void
draft_finish(Draft *draft, GPtrArray *addresses)
{
	GString *address = draft->has_angle ? draft->angle : draft->words;
	g_autofree char *cleaned = clean_address(address->str, address->len);
	g_autofree char *name = NULL;
	if (draft->has_angle && draft->words->len > 0)
		name = words_decode(draft->words->str, draft->words->len);
	else
		name = words_decode(draft->comment->str, draft->comment->len);
	bool is_something = *cleaned != '\0' || draft->has_angle;
	/* "undisclosed recipients" without an address is a name. */
	if (!draft->has_angle && strchr(cleaned, '@') == NULL && is_something) {
		g_free(name);
		name = words_decode(draft->words->str, draft->words->len);
		*cleaned = '\0';
	}
	if (is_something && addresses->len < MESSAGE_ADDRESSES_MAX)
		g_ptr_array_add(addresses, mail_address_new(name, cleaned));
	draft_reset(draft);
}

/* p is after the opening quote; returns after the closing one. */
static const char *
read_quoted(const char *p, const char *end, GString *out, bool keeps_quotes)
{
	if (keeps_quotes)
		g_string_append_c(out, '"');
	while (p < end && *p != '"') {
		if (*p == '\\' && p + 1 < end)
			p++;
		if (*p != '\r' && *p != '\n')
			g_string_append_c(out, *p);
		p++;
	}
	if (keeps_quotes)
		g_string_append_c(out, '"');
	return p < end ? p + 1 : end;
}

/* p is after the opening parenthesis; returns after the one that closes it. */
static const char *
read_comment(const char *p, const char *end, GString *out)
{
	int depth = 1;
	g_string_truncate(out, 0);
	while (p < end) {
		if (*p == '\\' && p + 1 < end)
			p++;
		else if (*p == '(' && depth < COMMENT_DEPTH_MAX)
			depth++;
		else if (*p == ')' && --depth == 0)
			return p + 1;
		g_string_append_c(out, *p++);
	}
	return end;
}

void
addresses_read(const char *raw, size_t size, GPtrArray *addresses)
{
	Draft draft = { g_string_new(NULL), g_string_new(NULL), g_string_new(NULL), false };
	const char *p = raw, *end = raw + size;
	while (p < end) {
		char c = *p++;
		if (c == '"') {
			/* A quoted local part keeps its quotes, a name loses them. */
			const char *close = memchr(p, '"', (size_t)(end - p));
			bool is_local = close != NULL && close + 1 < end && close[1] == '@';
			p = read_quoted(p, end, draft.words, is_local);
		} else if (c == '(') {
			p = read_comment(p, end, draft.comment);
		} else if (c == '<' && !draft.has_angle) {
			const char *close = memchr(p, '>', (size_t)(end - p));
			const char *stop = close != NULL ? close : end;
			g_string_append_len(draft.angle, p, stop - p);
			draft.has_angle = true;
			p = close != NULL ? close + 1 : end;
		} else if (c == ',' || c == ';') {
			draft_finish(&draft, addresses);
		} else if (c == ':' && !draft.has_angle && draft.words->len > 0 &&
		    *draft.words->str != '@') {
			draft_reset(&draft); /* the name of a group */
		} else if (c != '\r' && c != '\n') {
			g_string_append_c(draft.words, c);
		}
	}
	draft_finish(&draft, addresses);
	g_string_free(draft.words, TRUE);
	g_string_free(draft.angle, TRUE);
	g_string_free(draft.comment, TRUE);
}
