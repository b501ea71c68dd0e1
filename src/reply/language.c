/* SPDX-License-Identifier: ISC
 * language.c - the language of a text, by script and common words */
#include "verdict-private.h"
#include <string.h>

enum { WORDS_LOOKED_AT = 400 };

static int
language_index(const VerdictRules *rules, const char *name)
{
	for (guint i = 0; i < rules->languages->len; i++) {
		if (strcmp(rules->languages->pdata[i], name) == 0)
			return (int)i;
	}
	return -1;
}

/* The language whose common words are most in the text; a word that many languages have counts
 * less. Unsure where the second is near. */
static int
by_words(const VerdictRules *rules, const Tokens *tokens)
{
	double score[LANGUAGES_MAX] = { 0 };
	size_t n = MIN(tokens->n, WORDS_LOOKED_AT);
	int best = -1, second = -1;
	for (size_t i = 0; i < n; i++) {
		const uint64_t *set = g_hash_table_lookup(rules->common, &tokens->items[i].hash);
		if (set == NULL)
			continue;
		int shared = __builtin_popcountll(*set);
		for (guint l = 0; l < rules->languages->len; l++) {
			if (*set >> l & 1)
				score[l] += 1.0 / shared;
		}
	}
	for (int l = 0; l < (int)rules->languages->len; l++) {
		if (best < 0 || score[l] > score[best]) {
			second = best;
			best = l;
		} else if (second < 0 || score[l] > score[second]) {
			second = l;
		}
	}
	if (best < 0 || score[best] < 0.5 || (second >= 0 && score[best] < score[second] * 1.15))
		return -1;
	return best;
}

int
language_guess(const VerdictRules *rules, const Tokens *tokens)
{
	const unsigned *script = tokens->script;
	unsigned cjk = script[SCRIPT_HAN] + script[SCRIPT_KANA];
	/* A CJK character says as much as a few letters; desks mix English terms in. */
	if (cjk * 4 > script[SCRIPT_LATIN] + script[SCRIPT_CYRILLIC]) {
		bool is_japanese = script[SCRIPT_KANA] * 6 >= cjk && script[SCRIPT_KANA] > 0;
		return language_index(rules, is_japanese ? "ja" : "zh");
	}
	int by_word = by_words(rules, tokens);
	if (by_word < 0 && script[SCRIPT_CYRILLIC] > 2 * script[SCRIPT_LATIN])
		return language_index(rules, "ru");
	return by_word;
}

bool
language_applies(const VerdictRules *rules, int language, int text)
{
	if (text < 0 || language == text)
		return true;
	/* English terms stand in texts of every script; in Latin ones they would be false friends. */
	const char *of_text = rules->languages->pdata[text], *of_phrase = rules->languages->pdata[language];
	return strcmp(of_phrase, "en") == 0 &&
	    (strcmp(of_text, "zh") == 0 || strcmp(of_text, "ja") == 0 || strcmp(of_text, "ru") == 0);
}

const char *
verdict_language(const VerdictRules *rules, const char *text)
{
	g_auto(Tokens) tokens = { 0 };
	tokens_init(&tokens, text, 16 * 1024);
	int language = language_guess(rules, &tokens);
	return language < 0 ? "" : rules->languages->pdata[language];
}
