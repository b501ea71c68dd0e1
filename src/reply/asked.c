/* SPDX-License-Identifier: ISC
 * asked.c - what a need-info reply asks for, and where a redirect leads */
#include "verdict-private.h"
#include <string.h>

enum { ASKED_MAX = 12, ASKED_BYTES_MAX = 400 };

typedef struct asked_sentence {
	uint32_t start, end; /* bytes, with the mark that ends it */
	bool is_asking;
} AskedSentence;

static GArray *
split(const Tokens *tokens)
{
	GArray *out = g_array_new(FALSE, TRUE, sizeof(AskedSentence));
	for (size_t i = 0; i < tokens->n; i++) {
		const Token *token = &tokens->items[i];
		if (i > 0 && token[-1].sentence == token->sentence)
			continue;
		AskedSentence sentence = { .start = token->start };
		g_array_append_val(out, sentence);
	}
	for (guint s = 0; s < out->len; s++) {
		AskedSentence *sentence = &g_array_index(out, AskedSentence, s);
		sentence->end = s + 1 < out->len ? g_array_index(out, AskedSentence, s + 1).start :
		    sentence->start + (uint32_t)strnlen(tokens->text + sentence->start, ASKED_BYTES_MAX);
	}
	return out;
}

/* The sentence a token stands in; sentences are numbered from 0 without holes. */
static AskedSentence *
sentence_of(const Tokens *tokens, GArray *sentences, uint32_t token)
{
	unsigned s = tokens->items[token].sentence - tokens->items[0].sentence;
	return s < sentences->len ? &g_array_index(sentences, AskedSentence, s) : NULL;
}

static char *
trimmed(const char *text, uint32_t start, uint32_t end)
{
	g_autofree char *piece = g_strndup(text + start, MIN(end - start, (uint32_t)ASKED_BYTES_MAX));
	g_autofree char *valid = g_utf8_make_valid(piece, -1);
	GString *out = g_string_new(NULL);
	for (const char *p = valid; *p != '\0'; p++) {
		if (g_ascii_isspace(*p)) {
			if (out->len > 0 && out->str[out->len - 1] != ' ')
				g_string_append_c(out, ' ');
		} else {
			g_string_append_c(out, *p);
		}
	}
	/* What follows the sentence's mark is the bullet of the next item. */
	while (out->len > 0 && strchr(" -*#>(|", out->str[out->len - 1]) != NULL)
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}

static bool
ends_in(const char *text, const char *mark)
{
	return g_str_has_suffix(text, mark);
}

/* Whether the line that holds byte at begins with a list mark. */
static bool
is_item(const char *text, uint32_t at)
{
	uint32_t line = at;
	while (line > 0 && text[line - 1] != '\n')
		line--;
	const char *p = text + line + strspn(text + line, " \t");
	static const char *const marks[] = { "-", "*", "\u2022", "\u00b7", "\uff08", "(", "\u2460", "\u3000" };
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (g_str_has_prefix(p, marks[i]))
			return true;
	}
	size_t digits = strspn(p, "0123456789");
	return digits > 0 && digits < 3 && (strchr(".)", p[digits]) != NULL || g_str_has_prefix(p + digits, "\u3001"));
}

void
asked_find(const Tokens *tokens, const GArray *hits, GPtrArray *out)
{
	if (tokens->n == 0)
		return;
	g_autoptr(GArray) sentences = split(tokens);
	for (guint i = 0; i < hits->len; i++) {
		const Hit *hit = &g_array_index(hits, Hit, i);
		AskedSentence *in = sentence_of(tokens, sentences, hit->first);
		bool asks = hit->phrase->act == ACT_ASK ||
		    (hit->phrase->act == VERDICT_NEED_INFO && !hit->is_dropped && hit->mode != MODE_IF);
		if (in != NULL && asks)
			in->is_asking = true;
	}
	bool in_list = false;
	for (guint s = 0; s < sentences->len && out->len < ASKED_MAX; s++) {
		const AskedSentence *sentence = &g_array_index(sentences, AskedSentence, s);
		g_assert(sentence != NULL);
		g_autofree char *words = trimmed(tokens->text, sentence->start, sentence->end);
		bool question = ends_in(words, "?") || ends_in(words, "\uff1f");
		in_list = in_list && is_item(tokens->text, sentence->start);
		if (!in_list && !sentence->is_asking && !question)
			continue;
		/* "Please send:" is answered by its items. */
		bool opens = ends_in(words, ":") || ends_in(words, "\uff1a");
		if (opens && s + 1 < sentences->len &&
		    is_item(tokens->text, g_array_index(sentences, AskedSentence, s + 1).start)) {
			in_list = true;
			continue;
		}
		g_ptr_array_add(out, g_steal_pointer(&words));
	}
}

char *
redirect_find(const Tokens *tokens, const GArray *hits)
{
	unsigned from = 0;
	const Token *first = NULL;
	for (guint i = 0; i < hits->len; i++) {
		const Hit *hit = &g_array_index(hits, Hit, i);
		if (hit->phrase->act == VERDICT_REDIRECTED && !hit->is_dropped) {
			from = tokens->items[hit->first].sentence;
			break;
		}
	}
	for (size_t i = 0; i < tokens->n; i++) {
		const Token *token = &tokens->items[i];
		const char *form = tokens->folded + token->folded;
		if (strcmp(form, TOKEN_URL) != 0 && strcmp(form, TOKEN_MAIL) != 0)
			continue;
		if (first == NULL || token->sentence >= from) {
			bool is_done = token->sentence >= from;
			first = token;
			if (is_done)
				break;
		}
	}
	if (first == NULL)
		return NULL;
	const char *start = tokens->text + first->start;
	if (g_ascii_strncasecmp(start, "mailto:", 7) == 0 && first->end - first->start > 7)
		return g_strndup(start + 7, first->end - first->start - 7);
	return g_strndup(start, first->end - first->start);
}
