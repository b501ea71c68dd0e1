/* SPDX-License-Identifier: ISC
 * verdict-model.c - a text as numbers, and the linear model that weighs them
 *
 * The model file is a table to be read: a feature, a tab, and the weight it has for each verdict
 * it matters to. Features are words, word pairs and triples, beginnings of words ("erstat*"),
 * runs of CJK characters, and what the phrases found ("R:resolved:plain"). */
#include "verdict-private.h"
#include <math.h>
#include <string.h>

static const char *const mode_names[MODE_COUNT] = { "plain", "not", "if", "will", "may", "past" };

enum {
	STEM_LETTERS = 5,
	EARLY_SENTENCES = 6,
	LATE_SENTENCES = 3,
	NGRAM_TOKENS_MAX = 1200, /* words beyond these are seen by phrases alone */
	CURVE_MAX = 32,
};

/* A set of features by key, open addressing; slots hold index + 1. */
typedef struct bag {
	GArray *features;
	uint32_t *slots;
	size_t mask;
} Bag;

static void
bag_add(Bag *bag, uint64_t key, size_t first, size_t n)
{
	if (bag->features->len >= FEATURES_MAX)
		return;
	size_t at = (key ^ key >> 29) & bag->mask;
	for (; bag->slots[at] != 0; at = (at + 1) & bag->mask) {
		if (g_array_index(bag->features, Feature, bag->slots[at] - 1).key == key)
			return;
	}
	Feature feature = { .key = key, .first = (int32_t)first, .n = (uint8_t)n };
	g_array_append_val(bag->features, feature);
	bag->slots[at] = bag->features->len;
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

static void
add_ngrams(Bag *bag, const Tokens *tokens)
{
	size_t n = MIN(tokens->n, NGRAM_TOKENS_MAX);
	for (size_t i = 0; i < n; i++) {
		size_t most = tokens->items[i].is_cjk ? 4 : 3;
		uint64_t key = HASH_SEED, stem = HASH_SEED;
		for (size_t k = 0; k < most && i + k < n; k++) {
			const Token *token = &tokens->items[i + k];
			if (token->sentence != tokens->items[i].sentence)
				break;
			key = add_to_key(tokens, key, token, k == 0, false);
			bag_add(bag, key, i, k + 1);
			if (token->is_cjk || k >= 2)
				continue;
			stem = add_to_key(tokens, stem, token, k == 0, true);
			bag_add(bag, stem, i, k + 1);
		}
	}
}

static void
add_named(GArray *features, float value, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void
add_named(GArray *features, float value, const char *format, ...)
{
	Feature feature = { .value = value, .first = -1, .has_name = true };
	va_list args;
	if (value <= 0)
		return;
	va_start(args, format);
	g_vsnprintf(feature.name, sizeof feature.name, format, args);
	va_end(args);
	feature.key = hash_bytes(HASH_SEED, feature.name, strlen(feature.name));
	g_array_append_val(features, feature);
}

static void
add_hits(GArray *features, const Tokens *tokens, const GArray *hits, bool automatic)
{
	float sum[VERDICT_COUNT][MODE_COUNT] = { 0 }, best[VERDICT_COUNT] = { 0 };
	float early[VERDICT_COUNT] = { 0 }, late[VERDICT_COUNT] = { 0 };
	for (guint i = 0; i < hits->len; i++) {
		const Hit *hit = &g_array_index(hits, Hit, i);
		unsigned v = hit->phrase->act, s = tokens->items[hit->first].sentence;
		if (v >= VERDICT_COUNT || hit->is_dropped)
			continue;
		sum[v][hit->mode] += hit->phrase->weight;
		if (hit->mode != MODE_PLAIN)
			continue;
		best[v] = MAX(best[v], hit->phrase->weight);
		if (s < EARLY_SENTENCES)
			early[v] += hit->phrase->weight;
		if (s + LATE_SENTENCES >= tokens->n_sentences)
			late[v] += hit->phrase->weight;
	}
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++) {
		const char *name = verdict_name((Verdict)v);
		for (int m = 0; m < MODE_COUNT; m++) {
			float value = MIN(sum[v][m], 8) / 4;
			add_named(features, value, "R:%s:%s", name, mode_names[m]);
			if (automatic)
				add_named(features, value, "A:%s:%s", name, mode_names[m]);
		}
		add_named(features, best[v] / 4, "B:%s", name);
		add_named(features, MIN(early[v], 6) / 4, "E:%s", name);
		add_named(features, MIN(late[v], 6) / 4, "L:%s", name);
	}
}

static void
add_shape(GArray *features, const Tokens *tokens, Kind kind)
{
	size_t n = tokens->n;
	add_named(features, 1, "bias");
	add_named(features, 1, "K:%s", kind == KIND_REPLY ? "reply" : "auto-reply");
	add_named(features, 1, "N:%d", n == 0 ? 0 : n < 12 ? 1 : n < 30 ? 2 : n < 80 ? 3 : n < 250 ? 4 : 5);
	add_named(features, 1, "Q:%d", (int)MIN(tokens->n_questions, 2));
	add_named(features, tokens->has_url, "U:url%s", kind == KIND_REPLY ? "" : ":auto");
	add_named(features, tokens->has_mail, "U:mail%s", kind == KIND_REPLY ? "" : ":auto");
}

GArray *
features_make(const Tokens *tokens, const GArray *hits, const GArray *subject_hits, Kind kind)
{
	GArray *features = g_array_sized_new(FALSE, FALSE, sizeof(Feature), 1024);
	size_t slots = 1024, want = MIN(tokens->n, NGRAM_TOKENS_MAX) * 12;
	while (slots < want)
		slots *= 2;
	Bag bag = { .features = features, .slots = g_new0(uint32_t, slots), .mask = slots - 1 };
	add_ngrams(&bag, tokens);
	g_free(bag.slots);
	float value = 3 / sqrtf((float)MAX(features->len, 8));
	for (guint i = 0; i < features->len; i++)
		g_array_index(features, Feature, i).value = value;
	add_hits(features, tokens, hits, kind != KIND_REPLY);
	float subject[VERDICT_COUNT] = { 0 };
	for (guint i = 0; i < subject_hits->len; i++) {
		const Hit *hit = &g_array_index(subject_hits, Hit, i);
		if (hit->phrase->act < VERDICT_COUNT && !hit->is_dropped)
			subject[hit->phrase->act] += hit->phrase->weight;
	}
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++)
		add_named(features, MIN(subject[v], 6) / 4, "S:%s", verdict_name((Verdict)v));
	add_shape(features, tokens, kind);
	return features;
}

void
feature_name(const Tokens *tokens, const Feature *feature, char *out, size_t size)
{
	if (feature->has_name) {
		g_strlcpy(out, feature->name, size);
		return;
	}
	/* A key may stand for words or for their beginnings: the one whose hash it is. */
	for (int stem = 0; stem < 2; stem++) {
		uint64_t key = HASH_SEED;
		GString *name = g_string_new(NULL);
		for (int k = 0; k < feature->n; k++) {
			const Token *token = &tokens->items[feature->first + k];
			const char *form = tokens->folded + token->folded;
			size_t length = stem ? stem_length(form, token->length) : token->length;
			key = add_to_key(tokens, key, token, k == 0, stem);
			if (k > 0 && !(token->is_cjk && token[-1].is_cjk))
				g_string_append_c(name, ' ');
			g_string_append_len(name, form, (gssize)length);
			if (length < token->length)
				g_string_append_c(name, '*');
		}
		g_strlcpy(out, name->str, size);
		g_string_free(name, TRUE);
		if (key == feature->key)
			return;
	}
}

typedef struct row {
	uint64_t key;
	float weights[VERDICT_COUNT];
} Row;

struct model {
	Row *rows;
	size_t mask, n;
	double curve[CURVE_MAX][2]; /* raw probability, share that was right */
	size_t n_curve;
};

static Row *
find_row(const Model *model, uint64_t key)
{
	size_t at = (key ^ key >> 29) & model->mask;
	while (model->rows[at].key != 0 && model->rows[at].key != key)
		at = (at + 1) & model->mask;
	return &model->rows[at];
}

static bool
parse_weights(char *fields, float weights[VERDICT_COUNT])
{
	for (char *field = strtok_r(fields, " ", &fields); field != NULL; field = strtok_r(NULL, " ", &fields)) {
		char *equals = strchr(field, '='), *end;
		Verdict verdict;
		if (equals == NULL)
			return false;
		*equals = '\0';
		double value = g_ascii_strtod(equals + 1, &end);
		if (!verdict_parse(field, &verdict) || end == equals + 1 || *end != '\0' || !isfinite(value))
			return false;
		weights[verdict] = (float)value;
	}
	return true;
}

static bool
parse_curve(Model *model, const char *fields)
{
	char *end;
	model->n_curve = 0;
	for (; *fields != '\0'; fields = end + strspn(end, " ")) {
		double raw = g_ascii_strtod(fields, &end);
		if (end == fields || *end != '=' || model->n_curve == CURVE_MAX)
			return false;
		fields = end + 1;
		double right = g_ascii_strtod(fields, &end);
		if (end == fields)
			return false;
		model->curve[model->n_curve][0] = raw;
		model->curve[model->n_curve++][1] = right;
	}
	return true;
}

static bool
parse_line(Model *model, char *line)
{
	char *tab = strchr(line, '\t');
	if (tab == NULL)
		return false;
	*tab = '\0';
	if (strcmp(line, "calibrate") == 0)
		return parse_curve(model, tab + 1);
	uint64_t key = hash_bytes(HASH_SEED, line, strlen(line));
	Row *row = find_row(model, key);
	model->n += row->key == 0;
	row->key = key;
	return parse_weights(tab + 1, row->weights);
}

bool
model_parse(const char *name, const char *text, Model **out, GError **error)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	size_t slots = 1024;
	while (slots < g_strv_length(lines) * 2)
		slots *= 2;
	Model *model = g_new0(Model, 1);
	model->rows = g_new0(Row, slots);
	model->mask = slots - 1;
	for (unsigned i = 0; lines[i] != NULL; i++) {
		if (*lines[i] == '\0' || *lines[i] == '#')
			continue;
		if (!parse_line(model, lines[i])) {
			model_free(model);
			return fail(error, PLAINT_ERROR_CONFIG, "%s:%u: not 'feature<tab>verdict=weight ...': "
			    "train the model again (contrib/train-verdicts.c)", name, i + 1);
		}
	}
	*out = model;
	return true;
}

void
model_free(Model *model)
{
	if (model == NULL)
		return;
	g_free(model->rows);
	g_free(model);
}

void
model_scores(const Model *model, const GArray *features, View view, double out[VERDICT_COUNT])
{
	for (guint i = 0; i < features->len; i++) {
		const Feature *feature = &g_array_index(features, Feature, i);
		if (((feature->has_name ? VIEW_PHRASES : VIEW_WORDS) & view) == 0)
			continue;
		const Row *row = find_row(model, feature->key);
		if (row->key == 0)
			continue;
		for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++)
			out[v] += (double)row->weights[v] * (double)feature->value;
	}
}

double
model_weight(const Model *model, uint64_t key, Verdict verdict)
{
	return (double)find_row(model, key)->weights[verdict];
}

double
model_calibrate(const Model *model, double probability)
{
	size_t n = model->n_curve;
	if (n == 0)
		return probability;
	if (probability <= model->curve[0][0])
		return model->curve[0][1];
	for (size_t i = 1; i < n; i++) {
		const double *low = model->curve[i - 1], *high = model->curve[i];
		if (probability <= high[0] && high[0] > low[0])
			return low[1] + (high[1] - low[1]) * (probability - low[0]) / (high[0] - low[0]);
	}
	return model->curve[n - 1][1];
}
