/* SPDX-License-Identifier: ISC
 * learn.c - what the user taught: texts alike get the verdict of the example
 *
 * A fingerprint is the 128 smallest hashes of a text's words and pairs; the share of hashes that
 * two of them have in common estimates the likeness of the texts (a bottom-k sketch). Words of
 * CJK texts are runs of two characters. */
#include "verdict-private.h"
#include <stdlib.h>
#include <string.h>

enum { HASHES_MAX = 128, HASH_DIGITS = 16 };

/* From here on a text is "the same answer again". */
#define ALIKE 0.50
/* From here on an example adds to its verdict's weight. */
#define RELATED 0.20

typedef struct sketch {
	uint64_t hashes[HASHES_MAX];
	size_t n;
} Sketch;

typedef struct example {
	int64_t id;
	Verdict verdict;
	Sketch sketch;
} Example;

struct learned_set {
	GArray *examples;
};

LearnedSet *
learned_set_new(void)
{
	LearnedSet *set = g_new0(LearnedSet, 1);
	set->examples = g_array_new(FALSE, FALSE, sizeof(Example));
	return set;
}

void
learned_set_free(LearnedSet *set)
{
	if (set == NULL)
		return;
	g_array_unref(set->examples);
	g_free(set);
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static bool
is_telling(const Token *token, const char *folded)
{
	const char *form = folded + token->folded;
	return strcmp(form, TOKEN_NUMBER) != 0 && *form != '<' && strpbrk(form, "0123456789") == NULL;
}

/* FNV's low bits are good, its order is not: mix before taking the smallest. */
static uint64_t
mixed(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static void
sketch_make(const Tokens *tokens, Sketch *out)
{
	size_t n = MIN(tokens->n, 4000), count = 0;
	g_autofree uint64_t *all = g_new(uint64_t, 2 * n + 1);
	const Token *last = NULL;
	for (size_t i = 0; i < n; i++) {
		const Token *token = &tokens->items[i];
		if (!is_telling(token, tokens->folded))
			continue;
		if (!token->is_cjk)
			all[count++] = mixed(token->hash);
		if (last != NULL && last->sentence == token->sentence)
			all[count++] = mixed(last->hash * 31 + token->hash);
		else if (token->is_cjk)
			all[count++] = mixed(token->hash);
		last = token;
	}
	qsort(all, count, sizeof *all, by_value);
	out->n = 0;
	for (size_t i = 0; i < count && out->n < HASHES_MAX; i++) {
		if (out->n == 0 || out->hashes[out->n - 1] != all[i])
			out->hashes[out->n++] = all[i];
	}
}

static double
likeness(const Sketch *a, const Sketch *b)
{
	size_t i = 0, j = 0, seen = 0, both = 0;
	while (i < a->n && j < b->n && seen < HASHES_MAX) {
		seen++;
		if (a->hashes[i] == b->hashes[j]) {
			both++;
			i++;
			j++;
		} else if (a->hashes[i] < b->hashes[j]) {
			i++;
		} else {
			j++;
		}
	}
	seen = MIN(seen + (a->n - i) + (b->n - j), HASHES_MAX);
	return seen == 0 ? 0 : (double)both / (double)seen;
}

char *
learned_fingerprint(const char *text)
{
	g_auto(Tokens) tokens = { 0 };
	Sketch sketch;
	tokens_init(&tokens, text, VERDICT_TEXT_MAX);
	sketch_make(&tokens, &sketch);
	GString *out = g_string_new(NULL);
	for (size_t i = 0; i < sketch.n; i++)
		g_string_append_printf(out, "%016" G_GINT64_MODIFIER "x", sketch.hashes[i]);
	return g_string_free(out, FALSE);
}

static bool
sketch_parse(const char *fingerprint, Sketch *out)
{
	size_t length = strlen(fingerprint);
	if (length % HASH_DIGITS != 0 || length / HASH_DIGITS > HASHES_MAX ||
	    strspn(fingerprint, "0123456789abcdef") != length)
		return false;
	out->n = length / HASH_DIGITS;
	for (size_t i = 0; i < out->n; i++) {
		char digits[HASH_DIGITS + 1] = { 0 };
		memcpy(digits, fingerprint + i * HASH_DIGITS, HASH_DIGITS);
		out->hashes[i] = g_ascii_strtoull(digits, NULL, 16);
		if (i > 0 && out->hashes[i] <= out->hashes[i - 1])
			return false;
	}
	return true;
}

bool
learned_set_add(LearnedSet *set, int64_t id, const char *fingerprint, Verdict verdict, GError **error)
{
	Example example = { .id = id, .verdict = verdict };
	if (verdict <= VERDICT_NONE || verdict >= VERDICT_COUNT)
		return fail(error, PLAINT_ERROR_INPUT, "learned example %" G_GINT64_FORMAT " has no verdict", id);
	if (!sketch_parse(fingerprint, &example.sketch))
		return fail(error, PLAINT_ERROR_INPUT, "learned example %" G_GINT64_FORMAT
		    " is damaged: forget it and teach it again", id);
	g_array_append_val(set->examples, example);
	return true;
}

double
learned_likeness(const char *a, const char *b)
{
	Sketch x, y;
	return sketch_parse(a, &x) && sketch_parse(b, &y) ? likeness(&x, &y) : 0;
}

Verdict
learned_decide(const LearnedSet *set, const Tokens *tokens, double scores[VERDICT_COUNT],
    double *out_likeness, int64_t *out_id)
{
	Sketch sketch;
	double nearest[VERDICT_COUNT] = { 0 };
	const Example *best = NULL;
	if (set == NULL || set->examples->len == 0)
		return VERDICT_NONE;
	sketch_make(tokens, &sketch);
	*out_likeness = 0;
	for (guint i = 0; i < set->examples->len; i++) {
		const Example *example = &g_array_index(set->examples, Example, i);
		double alike = likeness(&sketch, &example->sketch);
		nearest[example->verdict] = MAX(nearest[example->verdict], alike);
		if (alike >= ALIKE && alike >= *out_likeness) {
			*out_likeness = alike;
			*out_id = example->id;
			best = example;
		}
	}
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++) {
		if (nearest[v] >= RELATED)
			scores[v] += 6 * nearest[v];
	}
	return best != NULL ? best->verdict : VERDICT_NONE;
}
