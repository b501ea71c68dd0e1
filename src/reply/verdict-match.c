/* SPDX-License-Identifier: ISC
 * verdict-match.c - where phrases stand in a text, and what stands around them
 *
 * "has been fixed" speaks for resolved, but not in "has not been fixed", "if it has been fixed",
 * "will be fixed" or "usually it is fixed": the words around a hit give it a mode, and the model
 * knows what each verdict in each mode is worth. */
#include "verdict-private.h"
#include <string.h>

enum {
	HITS_MAX = 4096,
	REACH_NOT = 5,  /* words between "not" and what it turns */
	REACH_WILL = 6,
	REACH_CJK = 10,
};

static bool
word_matches(const Word *word, const Token *token, const char *folded)
{
	if (!word->is_prefix)
		return word->hash == token->hash;
	return token->length >= word->length && memcmp(folded + token->folded, word->form, word->length) == 0;
}

/* The token after row when it begins at at, or -1. */
static int64_t
row_ends(const Phrase *phrase, const RowOfWords *row, const Tokens *tokens, size_t at, unsigned sentence)
{
	for (unsigned w = 0; w < row->n; w++, at++) {
		if (at >= tokens->n || tokens->items[at].sentence != sentence ||
		    !word_matches(&phrase->words[row->first + w], &tokens->items[at], tokens->folded))
			return -1;
	}
	return (int64_t)at;
}

static bool
may_begin_at(const Slot *slot, const Tokens *tokens, size_t at)
{
	return slot->is_open || (at < tokens->n && word_set_has(&slot->begins, tokens->items[at].hash));
}

/* The token after the phrase when its slot begins at at or a gap later, or -1. Gaps take the
 * nearest fit; the sentence's length bounds the search. */
static int64_t
slot_ends(const Phrase *phrase, unsigned s, const Tokens *tokens, size_t at, unsigned sentence)
{
	if (s == phrase->n)
		return (int64_t)at;
	const Slot *slot = &phrase->slots[s];
	for (unsigned skipped = 0; skipped <= slot->gap; skipped++) {
		unsigned n = may_begin_at(slot, tokens, at + skipped) ? slot->n : 0;
		for (unsigned r = 0; r < n; r++) {
			int64_t end = row_ends(phrase, &phrase->rows[slot->first + r], tokens, at + skipped, sentence);
			if (end >= 0)
				end = slot_ends(phrase, s + 1, tokens, (size_t)end, sentence);
			if (end >= 0)
				return end;
		}
		if (at + skipped >= tokens->n || tokens->items[at + skipped].sentence != sentence)
			break;
	}
	return -1;
}

static bool
may_stand_in(const Phrase *phrase, const WordSet *sentence)
{
	for (unsigned i = 0; i < phrase->n_needs; i++)
		if (!word_set_meets(&phrase->needs[i], sentence))
			return false;
	return true;
}

static void
match_at(const VerdictRules *rules, const GPtrArray *list, const Tokens *tokens, size_t first,
    const WordSet *sentence, int language, bool subject, GArray *hits)
{
	for (guint i = 0; list != NULL && i < list->len && hits->len < HITS_MAX; i++) {
		const Phrase *phrase = list->pdata[i];
		if (phrase->in_subject != subject || !may_stand_in(phrase, sentence) ||
		    !language_applies(rules, phrase->language, language))
			continue;
		int64_t end = slot_ends(phrase, 0, tokens, first, tokens->items[first].sentence);
		if (end > (int64_t)first) {
			Hit hit = { .phrase = phrase, .first = (uint32_t)first, .last = (uint32_t)end - 1 };
			g_array_append_val(hits, hit);
		}
	}
}

static const Token *
token_at(const Tokens *tokens, uint32_t i)
{
	return &tokens->items[i];
}

static bool
is_marker(const Hit *hit)
{
	return hit->phrase->act >= VERDICT_COUNT;
}

/* A hit within a longer one is part of its wording: "resolved" in "resolved to take no action",
 * "not" in "could not be reproduced". Of two alike, the heavier stays. */
static void
drop_inner(Hit *hits, guint n)
{
	for (guint i = 0; i < n; i++) {
		for (guint j = 0; j < n && !hits[i].is_dropped; j++) {
			const Hit *outer = &hits[j];
			if (i == j || outer->is_dropped || outer->first > hits[i].first || outer->last < hits[i].last)
				continue;
			bool is_longer = outer->last - outer->first > hits[i].last - hits[i].first;
			bool is_marker_inside = is_marker(outer) && !is_marker(&hits[i]);
			bool is_alike = !is_longer && outer->phrase->act == hits[i].phrase->act &&
			    (outer->phrase->weight > hits[i].phrase->weight ||
			    (outer->phrase->weight >= hits[i].phrase->weight && j < i));
			/* Units and askings are facts beside the verdict's words. */
			bool is_aside = is_marker(outer) != is_marker(&hits[i]) &&
			    (MAX(outer->phrase->act, hits[i].phrase->act) >= ACT_ASK);
			hits[i].is_dropped = !is_aside && !is_marker_inside && (is_longer || is_alike);
		}
	}
}

static bool
within_reach(const Tokens *tokens, uint32_t from, uint32_t to, unsigned reach)
{
	return to - from <= (token_at(tokens, to)->is_cjk ? REACH_CJK : reach) &&
	    token_at(tokens, from)->clause == token_at(tokens, to)->clause;
}

/* What marker makes of hit; both stand in one sentence. */
static Mode
mode_by(const Tokens *tokens, const Hit *marker, const Hit *hit)
{
	bool before = marker->last < hit->first, after = marker->first > hit->last;
	switch ((Act)marker->phrase->act) {
	case ACT_NOT:
		return before && within_reach(tokens, marker->last, hit->first, REACH_NOT) ? MODE_NOT : MODE_PLAIN;
	case ACT_NOT_AFTER:
		return after && within_reach(tokens, hit->last, marker->first, REACH_NOT) ? MODE_NOT : MODE_PLAIN;
	case ACT_IF:
		return before ? MODE_IF : MODE_PLAIN;
	case ACT_IF_AFTER:
		return after && within_reach(tokens, hit->last, marker->first, REACH_NOT) ? MODE_IF : MODE_PLAIN;
	case ACT_WILL:
		return before && within_reach(tokens, marker->last, hit->first, REACH_WILL) ? MODE_WILL : MODE_PLAIN;
	case ACT_WILL_AFTER:
		return after && within_reach(tokens, hit->last, marker->first, REACH_WILL) ? MODE_WILL : MODE_PLAIN;
	case ACT_MAY:
		return before ? MODE_MAY : MODE_PLAIN;
	case ACT_PAST:
		return before && token_at(tokens, marker->last)->clause == token_at(tokens, hit->first)->clause ?
		    MODE_PAST : MODE_PLAIN;
	default:
		return MODE_PLAIN;
	}
}

/* Which of two modes says more: a condition beats a negation beats the future ... */
static int
mode_rank(Mode mode)
{
	static const int ranks[MODE_COUNT] = { [MODE_PLAIN] = 0, [MODE_PAST] = 1, [MODE_MAY] = 2,
		[MODE_WILL] = 3, [MODE_NOT] = 4, [MODE_IF] = 5 };
	return ranks[mode];
}

static void
set_modes(const Tokens *tokens, Hit *hits, guint n)
{
	for (guint i = 0; i < n; i++) {
		if (is_marker(&hits[i]) || hits[i].is_dropped)
			continue;
		for (guint j = 0; j < n; j++) {
			if (!is_marker(&hits[j]) || hits[j].is_dropped)
				continue;
			Mode mode = mode_by(tokens, &hits[j], &hits[i]);
			if (mode_rank(mode) > mode_rank(hits[i].mode))
				hits[i].mode = mode;
		}
	}
}

/* The words of the sentence that begins at first. */
static WordSet
words_of_sentence(const Tokens *tokens, size_t first)
{
	WordSet set = { 0 };
	for (size_t i = first; i < tokens->n && tokens->items[i].sentence == tokens->items[first].sentence; i++)
		word_set_add(&set, tokens->items[i].hash);
	return set;
}

GArray *
match_phrases(const VerdictRules *rules, const Tokens *tokens, int language, bool subject)
{
	GArray *hits = g_array_new(FALSE, FALSE, sizeof(Hit));
	guint sentence_from = 0;
	WordSet sentence = { 0 };
	for (size_t i = 0; i < tokens->n; i++) {
		const Token *token = &tokens->items[i];
		if (i == 0 || token[-1].sentence != token->sentence)
			sentence = words_of_sentence(tokens, i);
		match_at(rules, g_hash_table_lookup(rules->by_word, &token->hash), tokens, i, &sentence, language,
		    subject, hits);
		const char *form = tokens->folded + token->folded;
		if (!token->is_cjk && token->length >= 3 && g_utf8_strlen(form, token->length) >= 3) {
			const char *third = g_utf8_offset_to_pointer(form, 3);
			uint64_t key = hash_bytes(HASH_SEED, form, (size_t)(third - form));
			match_at(rules, g_hash_table_lookup(rules->by_prefix, &key), tokens, i, &sentence, language,
			    subject, hits);
		}
		if (i + 1 == tokens->n || tokens->items[i + 1].sentence != token->sentence) {
			/* A sentence has at most SENTENCE_TOKENS_MAX words, so this stays linear. */
			if (hits->len > sentence_from) {
				Hit *first = &g_array_index(hits, Hit, sentence_from);
				drop_inner(first, hits->len - sentence_from);
				set_modes(tokens, first, hits->len - sentence_from);
			}
			sentence_from = hits->len;
		}
	}
	return hits;
}
