/* SPDX-License-Identifier: ISC
 * verdict-features.c - a sentence as numbers
 *
 * Features are words, word pairs and triples, beginnings of words ("erstat*"), runs of CJK
 * characters, letters in a row ("x:stell"), concepts and rows of them, rows of concepts among words
 * ("m:UNABLE to REFUND"), what the phrases found ("R:resolved:plain"), and where the sentence
 * stands. */
#include "verdict-private.h"
#include <math.h>
#include <string.h>

static const char *const mode_names[MODE_COUNT] = { "plain", "not", "if", "will", "may", "past" };

enum {
	MIXED_ROW_MAX = 3, /* concepts and words in a mixed row */
	STEM_LETTERS = 5,
	ROW_LETTERS = 5,
	CONCEPTS_SKIPPED_MAX = 4, /* concepts between the two of a pair, and one */
	CONCEPTS_IN_SENTENCE_MAX = 40,
	NOT_REACH = 5,
	SIGNATURE_WORDS_MAX = 10,
	SIGNATURE_LINES_MAX = 4,
};

bool
sentence_next(const Found *found, Sentence *sentence)
{
	const Tokens *tokens = found->tokens;
	uint32_t at = sentence->token_end, hit = sentence->hit_end, concept = sentence->concept_end;
	if (at >= tokens->n)
		return false;
	unsigned index = sentence->token_end > 0 ? sentence->index + 1 : 0;
	*sentence = (Sentence){ .token = at, .hit = hit, .concept = concept, .index = index };
	unsigned number = tokens->items[at].sentence;
	while (at < tokens->n && tokens->items[at].sentence == number)
		at++;
	while (hit < found->hits->len && g_array_index(found->hits, Hit, hit).first < at)
		hit++;
	while (concept < found->concepts->len && g_array_index(found->concepts, ConceptHit, concept).first < at)
		concept++;
	sentence->token_end = at;
	sentence->hit_end = hit;
	sentence->concept_end = concept;
	return true;
}

/* The bytes of the first letters of a word; all of it when it is no longer. */
static size_t
stem_length(const char *form, size_t length)
{
	size_t at = 0;
	for (int letters = 0; at < length && letters < STEM_LETTERS; letters++)
		at += (size_t)g_utf8_skip[(unsigned char)form[at]];
	return MIN(at, length);
}

static uint64_t
add_to_key(const Tokens *tokens, uint64_t key, const Token *token, bool is_first, bool stem)
{
	const char *form = tokens->folded + token->folded;
	size_t length = stem ? stem_length(form, token->length) : token->length;
	if (!is_first && !(token->is_cjk && token[-1].is_cjk))
		key = hash_bytes(key, " ", 1);
	key = hash_bytes(key, form, length);
	return length < token->length ? hash_bytes(key, "*", 1) : key;
}

/* Room for so many more at the end of out; what is not filled in is given back by end_at(). */
static Feature *
room_for(GArray *out, size_t most)
{
	guint n = out->len;
	g_array_set_size(out, n + (guint)most);
	return &g_array_index(out, Feature, n);
}

/* Those from from on are worth value each; the array ends at end. */
static void
end_at(GArray *out, const Feature *end, guint from, float value)
{
	g_array_set_size(out, (guint)(end - (const Feature *)(const void *)out->data));
	for (guint i = from; i < out->len; i++)
		g_array_index(out, Feature, i).value = value;
}

static Feature
words_feature(FeatureKind kind, uint64_t key, size_t first, size_t n)
{
	return (Feature){ .key = key, .kind = (uint8_t)kind, .n = (uint8_t)n, .first = (uint32_t)first };
}

static void
add_ngrams(const Tokens *tokens, const Sentence *sentence, GArray *out)
{
	Feature *to = room_for(out, 6 * (sentence->token_end - sentence->token));
	for (size_t i = sentence->token; i < sentence->token_end; i++) {
		size_t most = tokens->items[i].is_cjk ? 4 : 3;
		uint64_t key = HASH_SEED, stem = HASH_SEED;
		for (size_t k = 0; k < most && i + k < sentence->token_end; k++) {
			const Token *token = &tokens->items[i + k];
			key = add_to_key(tokens, key, token, k == 0, false);
			*to++ = words_feature(FEATURE_WORDS, key, i, k + 1);
			if (token->is_cjk || k >= 2)
				continue;
			stem = add_to_key(tokens, stem, token, k == 0, true);
			if (stem != key)
				*to++ = words_feature(FEATURE_STEMS, stem, i, k + 1);
		}
	}
	size_t n = (size_t)(to - (Feature *)(void *)out->data);
	end_at(out, to, 0, 2.0f / sqrtf((float)MAX(n, 12)));
}

/* "c:A", "c:A B C" (next to each other), "c:A~B" (in this order), "c:A!" (denied), "c:A?" (under
 * a condition), "c:A+" (to come), "p:A" (in the sentence before). */
static uint64_t
concepts_key(const Found *found, char sign, const uint8_t *ids, size_t n)
{
	uint64_t key = hash_bytes(HASH_SEED, sign == 'p' ? "p:" : "c:", 2);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			key = hash_bytes(key, sign == '~' ? "~" : " ", 1);
		const char *name = concept_name(found->rules->concepts, ids[i]);
		key = hash_bytes(key, name, strlen(name));
	}
	return sign == '!' || sign == '?' || sign == '+' ? hash_bytes(key, &sign, 1) : key;
}

static void
add_row(const Found *found, char sign, const uint8_t *ids, size_t n, float value, GArray *out)
{
	Feature feature = { .key = concepts_key(found, sign, ids, n), .kind = FEATURE_CONCEPTS, .n = (uint8_t)n,
		.sign = sign, .value = value };
	memcpy(feature.ids, ids, n);
	g_array_append_val(out, feature);
}

/* What the sentence before is about: an answer often begins there. */
static void
add_before(const Found *found, const Sentence *sentence, GArray *out)
{
	const Token *items = found->tokens->items;
	const ConceptHit *hits = (const ConceptHit *)(const void *)found->concepts->data;
	unsigned before = items[sentence->token].sentence - 1u;
	for (uint32_t i = sentence->concept; i > 0 && items[hits[i - 1].first].sentence == before; i--)
		add_row(found, 'p', &hits[i - 1].concept, 1, 0.3f, out);
}

static void
add_concepts(const Found *found, const Sentence *sentence, GArray *out)
{
	const ConceptHit *hits = (const ConceptHit *)(const void *)found->concepts->data;
	uint8_t ids[CONCEPTS_IN_SENTENCE_MAX];
	size_t n = 0;
	uint32_t denied_until = 0, will_until = 0;
	bool is_condition = false;
	unsigned clause = 0;
	float value = 1.2f / sqrtf((float)MAX(sentence->concept_end - sentence->concept, 4u));
	for (uint32_t i = sentence->concept; i < sentence->concept_end && n < G_N_ELEMENTS(ids); i++) {
		const ConceptHit *hit = &hits[i];
		const Token *token = &found->tokens->items[hit->first];
		uint8_t id = hit->concept;
		uint32_t reach = hit->first + hit->n + (token->is_cjk ? 2 * NOT_REACH : NOT_REACH);
		if (token->clause != clause)
			denied_until = will_until = 0;
		clause = token->clause;
		add_row(found, 0, &id, 1, value, out);
		char turns = concept_turns(found->rules->concepts, id);
		if (turns == '!')
			denied_until = reach;
		else if (turns == '?')
			is_condition = true;
		else if (turns == '+')
			will_until = reach;
		else if (is_condition)
			add_row(found, '?', &id, 1, value, out);
		else if (hit->first < denied_until)
			add_row(found, '!', &id, 1, value, out);
		else if (hit->first < will_until)
			add_row(found, '+', &id, 1, value, out);
		ids[n++] = id;
	}
	for (size_t i = 0; i + 1 < n; i++) {
		add_row(found, 0, ids + i, 2, value, out);
		if (i + 2 < n)
			add_row(found, 0, ids + i, 3, value, out);
		for (size_t k = i + 1; k < n && k <= i + 1 + CONCEPTS_SKIPPED_MAX; k++) {
			uint8_t pair[2] = { ids[i], ids[k] };
			add_row(found, '~', pair, 2, value * 0.7f, out);
		}
	}
}

#define MIXED_VALUE 1.6f /* beside words and concepts; by cross-validation */

/* What stands for a token in a mixed row: a concept's name or the beginning of the word. */
static uint32_t
add_part(const Found *found, uint32_t at, uint32_t *concept, uint32_t concept_end, GString *out)
{
	const ConceptHit *hits = (const ConceptHit *)(const void *)found->concepts->data;
	const Token *token = &found->tokens->items[at];
	if (*concept >= concept_end || hits[*concept].first != at) {
		const char *form = found->tokens->folded + token->folded;
		g_string_append_len(out, form, (gssize)stem_length(form, token->length));
		return at + 1;
	}
	const ConceptHit *hit = &hits[*concept];
	g_string_append(out, concept_name(found->rules->concepts, hit->concept));
	while (*concept < concept_end && hits[*concept].first == at)
		(*concept)++;
	return at + MAX(hit->n, 1u);
}

/* Two or three next to each other: what a concept means hangs on the small words beside it. Two
 * concepts alone are a row of concepts already. */
static void
add_mixed(const Found *found, const Sentence *sentence, GArray *out)
{
	g_autoptr(GString) row = g_string_new(NULL);
	size_t starts[SENTENCE_TOKENS_MAX + 1], n = 0;
	uint32_t tokens[SENTENCE_TOKENS_MAX], concept = sentence->concept;
	bool is_concept[SENTENCE_TOKENS_MAX];
	guint from = out->len;
	uint64_t seed = hash_bytes(HASH_SEED, "m:", 2);
	for (uint32_t at = sentence->token; at < sentence->token_end && n < SENTENCE_TOKENS_MAX;) {
		tokens[n] = at;
		is_concept[n] = concept < sentence->concept_end &&
		    g_array_index(found->concepts, ConceptHit, concept).first == at;
		starts[n++] = row->len;
		at = add_part(found, at, &concept, sentence->concept_end, row);
		g_string_append_c(row, ' ');
	}
	starts[n] = row->len;
	Feature *begin = room_for(out, MIXED_ROW_MAX * n), *to = begin;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 2; k <= MIXED_ROW_MAX && i + k <= n; k++) {
			if (k == 2 && is_concept[i] && is_concept[i + 1])
				continue;
			uint64_t key = hash_bytes(seed, row->str + starts[i], starts[i + k] - starts[i] - 1);
			*to++ = words_feature(FEATURE_MIXED, key, tokens[i], k);
		}
	}
	end_at(out, to, from, MIXED_VALUE / sqrtf((float)MAX(to - begin, 6)));
}

#define LETTERS_VALUE 1.5f /* by cross-validation */

/* Letters in a row anywhere in a word: languages that build long words, and forms never seen, have
 * their beginnings and middles in common with what was. */
static void
add_letters(const Found *found, const Sentence *sentence, GArray *out)
{
	uint64_t seed = hash_bytes(HASH_SEED, "x:", 2);
	guint from = out->len;
	size_t most = 0;
	for (uint32_t t = sentence->token; t < sentence->token_end; t++)
		most += MIN(found->tokens->items[t].length, UINT8_MAX);
	Feature *first = room_for(out, most), *to = first;
	for (uint32_t t = sentence->token; t < sentence->token_end; t++) {
		const Token *token = &found->tokens->items[t];
		const char *form = found->tokens->folded + token->folded, *end = form;
		size_t length = MIN(token->length, UINT8_MAX);
		unsigned letters = 0;
		for (const char *begin = form; !token->is_cjk; begin = g_utf8_next_char(begin), letters--) {
			for (; letters < ROW_LETTERS && (size_t)(end - form) < length; letters++)
				end = g_utf8_next_char(end);
			if (letters < ROW_LETTERS)
				break;
			uint8_t n = (uint8_t)(end - begin);
			*to++ = (Feature){ .key = hash_bytes(seed, begin, n), .kind = FEATURE_LETTERS, .n = n,
				.first = t, .offset = (uint8_t)(begin - form) };
		}
	}
	end_at(out, to, from, LETTERS_VALUE / sqrtf((float)MAX(to - first, 12)));
}

/* Not by printf: a message has two hundred of them. */
void
feature_add(GArray *out, float value, const char *first, ...)
{
	Feature feature = { .value = value, .kind = FEATURE_NAMED };
	size_t length = 0;
	va_list parts;
	if (value <= 1e-4f)
		return;
	va_start(parts, first);
	for (const char *part = first; part != NULL; part = va_arg(parts, const char *)) {
		for (; *part != '\0' && length + 1 < sizeof feature.name; part++)
			feature.name[length++] = *part;
	}
	va_end(parts);
	feature.key = hash_bytes(HASH_SEED, feature.name, length);
	g_array_append_val(out, feature);
}

static void
add_hits(const Found *found, const Sentence *sentence, GArray *out)
{
	float sum[VERDICT_COUNT][MODE_COUNT] = { 0 };
	if (sentence->hit == sentence->hit_end)
		return;
	for (uint32_t i = sentence->hit; i < sentence->hit_end; i++) {
		const Hit *hit = &g_array_index(found->hits, Hit, i);
		if (hit->phrase->act < VERDICT_COUNT && !hit->is_dropped)
			sum[hit->phrase->act][hit->mode] += hit->phrase->weight;
	}
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++) {
		for (int m = 0; m < MODE_COUNT; m++)
			feature_add(out, MIN(sum[v][m], 6) / 4, "R:", verdict_name((Verdict)v), ":", mode_names[m], NULL);
	}
}

/* A name, a post, a company: the short lines under "Kind regards". */
static bool
is_signature(const Found *found, const Sentence *sentence)
{
	const Token *items = found->tokens->items;
	uint32_t n = sentence->token_end - sentence->token;
	if (n > SIGNATURE_WORDS_MAX || items[sentence->token_end - 1].asks)
		return false;
	for (uint32_t i = sentence->concept; i > 0; i--) {
		const ConceptHit *hit = &g_array_index(found->concepts, ConceptHit, i - 1);
		if (items[sentence->token].sentence - items[hit->first].sentence > SIGNATURE_LINES_MAX)
			return false;
		if (concept_turns(found->rules->concepts, hit->concept) == CONCEPT_SIGNS_OFF)
			return true;
	}
	return false;
}

static void
add_place(const Found *found, const Sentence *sentence, GArray *out)
{
	static const char *const digits[] = { "0", "1", "2", "3", "4" };
	unsigned sentences = found->tokens->n_sentences;
	unsigned n = sentence->token_end - sentence->token, left = sentences - 1 - sentence->index;
	feature_add(out, 1, "bias", NULL);
	feature_add(out, 0.5f, "N:", digits[n < 3 ? 0 : n < 6 ? 1 : n < 12 ? 2 : n < 25 ? 3 : 4], NULL);
	feature_add(out, 0.5f, "I:", digits[MIN(sentence->index, 4u)], NULL);
	feature_add(out, 0.5f, "J:", digits[MIN(left, 4u)], NULL);
	feature_add(out, 0.5f, "T:", digits[sentences == 1 ? 1 : sentences < 4 ? 2 : 3], NULL);
	feature_add(out, 0.5f, "K:", found->kind == KIND_REPLY ? "reply" : "auto-reply", NULL);
	feature_add(out, found->tokens->items[sentence->token_end - 1].asks, "question", NULL);
	feature_add(out, is_signature(found, sentence), "signature", NULL);
}

void
sentence_features(const Found *found, const Sentence *sentence, GArray *out)
{
	g_array_set_size(out, 0);
	add_ngrams(found->tokens, sentence, out);
	add_concepts(found, sentence, out);
	if (sentence->index > 0)
		add_before(found, sentence, out);
	add_mixed(found, sentence, out);
	add_letters(found, sentence, out);
	add_hits(found, sentence, out);
	add_place(found, sentence, out);
}

static void
concepts_feature_name(const Found *found, const Feature *feature, char *out, size_t size)
{
	GString *name = g_string_new(feature->sign == 'p' ? "p:" : "c:");
	for (unsigned i = 0; i < feature->n; i++) {
		if (i > 0)
			g_string_append_c(name, feature->sign == '~' ? '~' : ' ');
		g_string_append(name, concept_name(found->rules->concepts, feature->ids[i]));
	}
	if (feature->sign == '!' || feature->sign == '?' || feature->sign == '+')
		g_string_append_c(name, feature->sign);
	g_strlcpy(out, name->str, size);
	g_string_free(name, TRUE);
}

static void
mixed_feature_name(const Found *found, const Feature *feature, char *out, size_t size)
{
	g_autoptr(GString) name = g_string_new("m:");
	uint32_t concept = 0, at = feature->first;
	while (concept < found->concepts->len && g_array_index(found->concepts, ConceptHit, concept).first < at)
		concept++;
	for (unsigned k = 0; k < feature->n; k++) {
		if (k > 0)
			g_string_append_c(name, ' ');
		at = add_part(found, at, &concept, found->concepts->len, name);
	}
	g_strlcpy(out, name->str, size);
}

void
feature_name(const Found *found, const Feature *feature, char *out, size_t size)
{
	const Tokens *tokens = found->tokens;
	if (feature->kind == FEATURE_NAMED) {
		g_strlcpy(out, feature->name, size);
		return;
	}
	if (feature->kind == FEATURE_CONCEPTS) {
		concepts_feature_name(found, feature, out, size);
		return;
	}
	if (feature->kind == FEATURE_LETTERS) {
		const char *form = tokens->folded + tokens->items[feature->first].folded;
		g_snprintf(out, size, "x:%.*s", feature->n, form + feature->offset);
		return;
	}
	if (feature->kind == FEATURE_MIXED) {
		mixed_feature_name(found, feature, out, size);
		return;
	}
	GString *name = g_string_new(NULL);
	for (unsigned k = 0; k < feature->n; k++) {
		const Token *token = &tokens->items[feature->first + k];
		const char *form = tokens->folded + token->folded;
		size_t length = feature->kind == FEATURE_STEMS ? stem_length(form, token->length) : token->length;
		if (k > 0 && !(token->is_cjk && token[-1].is_cjk))
			g_string_append_c(name, ' ');
		g_string_append_len(name, form, (gssize)length);
		if (length < token->length)
			g_string_append_c(name, '*');
	}
	g_strlcpy(out, name->str, size);
	g_string_free(name, TRUE);
}
