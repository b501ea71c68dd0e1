/* SPDX-License-Identifier: ISC
 * verdict-model.c - the weights of features
 *
 * The model file is a table to be read: a feature, a tab, and the weight it has for each verdict
 * it matters to; "none" is a sentence that says nothing of the case. */
#include "verdict-private.h"
#include <math.h>
#include <string.h>

enum { CURVE_MAX = 32 };

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
model_scores(const Model *model, const GArray *features, Shares out)
{
	for (guint i = 0; i < features->len; i++) {
		const Feature *feature = &g_array_index(features, Feature, i);
		const Row *row = find_row(model, feature->key);
		if (row->key == 0)
			continue;
		for (int v = VERDICT_NONE; v < VERDICT_COUNT; v++)
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
