/* SPDX-License-Identifier: ISC
 * verdict-model.c - the weights of features
 *
 * The model file is a table to be read: a feature, a tab, and the weights it has for the verdicts,
 * in the order of the first line, in hundredths; "none" is a sentence that says nothing of the
 * case. */
#include "verdict-private.h"
#include <string.h>

enum {
	CURVE_MAX = 32,
	FILTER_BITS = 1 << 20, /* 128 KiB, which stay in the cache; the rows do not */
};

typedef struct row {
	uint64_t key;
	int16_t weights[VERDICT_COUNT]; /* hundredths */
} Row;

struct model {
	Row *rows;
	uint64_t *filter; /* a bit a key, by its upper bits: most features of a text have no row */
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

/* Where in the filter a key stands; FNV-1a leaves the upper bits of short texts alike, so mix. */
static size_t
filter_bit(uint64_t key)
{
	return (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 44) & (FILTER_BITS - 1);
}

/* A whole number and where it ends; a million of them are read before the first mail is, so not by
 * strtol(). NULL: none, or too great. */
static const char *
parse_number(const char *text, const char *end, int16_t *out)
{
	bool is_negative = text < end && *text == '-';
	int value = 0;
	text += is_negative;
	const char *digits = text;
	for (; text < end && g_ascii_isdigit(*text) && value <= INT16_MAX; text++)
		value = value * 10 + (*text - '0');
	*out = (int16_t)(is_negative ? -value : value);
	return text > digits && value <= INT16_MAX ? text : NULL;
}

/* As many whole numbers as there are verdicts, a blank between, up to the end of the line. */
static bool
parse_weights(const char *fields, const char *end, int16_t weights[VERDICT_COUNT])
{
	for (int v = 0; v < VERDICT_COUNT; v++) {
		while (fields < end && *fields == ' ')
			fields++;
		fields = parse_number(fields, end, &weights[v]);
		if (fields == NULL)
			return false;
	}
	return fields == end;
}

/* The weights stand in the order of the verdicts that this program knows. */
static bool
is_our_order(const char *names, size_t length)
{
	g_autoptr(GString) ours = g_string_new(verdict_name(VERDICT_NONE));
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++)
		g_string_append_printf(ours, " %s", verdict_name((Verdict)v));
	return ours->len == length && memcmp(ours->str, names, length) == 0;
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
parse_line(Model *model, const char *line, const char *end)
{
	const char *tab = memchr(line, '\t', (size_t)(end - line));
	if (tab == NULL)
		return false;
	size_t length = (size_t)(tab - line), rest = (size_t)(end - tab - 1);
	if (length == strlen("verdicts") && memcmp(line, "verdicts", length) == 0)
		return is_our_order(tab + 1, rest);
	if (length == strlen("calibrate") && memcmp(line, "calibrate", length) == 0) {
		g_autofree char *fields = g_strndup(tab + 1, rest);
		return parse_curve(model, fields);
	}
	uint64_t key = hash_bytes(HASH_SEED, line, length);
	Row *row = find_row(model, key);
	model->n += row->key == 0;
	row->key = key;
	model->filter[filter_bit(key) / 64] |= UINT64_C(1) << filter_bit(key) % 64;
	return parse_weights(tab + 1, end, row->weights);
}

static size_t
count_lines(const char *text)
{
	size_t n = 1;
	for (const char *p = text; (p = strchr(p, '\n')) != NULL; p++)
		n++;
	return n;
}

bool
model_parse(const char *name, const char *text, Model **out, GError **error)
{
	size_t slots = 1024, n = count_lines(text);
	while (slots < n * 3 / 2)
		slots *= 2;
	Model *model = g_new0(Model, 1);
	model->rows = g_new0(Row, slots);
	model->filter = g_new0(uint64_t, FILTER_BITS / 64);
	model->mask = slots - 1;
	unsigned number = 0;
	for (const char *line = text, *end; *line != '\0'; line = end + (*end != '\0')) {
		end = strchrnul(line, '\n');
		number++;
		if (end == line || *line == '#' || parse_line(model, line, end))
			continue;
		model_free(model);
		return fail(error, PLAINT_ERROR_CONFIG, "%s:%u: not a feature, a tab and %d weights in our order: "
		    "train the model again (make model)", name, number, VERDICT_COUNT);
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
	g_free(model->filter);
	g_free(model);
}

void
model_scores(const Model *model, const GArray *features, Shares out)
{
	for (guint i = 0; i < features->len; i++) {
		const Feature *feature = &g_array_index(features, Feature, i);
		size_t bit = filter_bit(feature->key);
		if ((model->filter[bit / 64] >> bit % 64 & 1) == 0)
			continue;
		const Row *row = find_row(model, feature->key);
		if (row->key == 0)
			continue;
		double value = (double)feature->value / 100;
		for (int v = VERDICT_NONE; v < VERDICT_COUNT; v++)
			out[v] += row->weights[v] * value;
	}
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
