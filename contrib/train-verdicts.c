/* SPDX-License-Identifier: ISC
 * train-verdicts.c - learn the weights of etc/verdicts/model.tsv from labelled texts
 *
 *     train-verdicts train FILE... > model.tsv    prints the model
 *     train-verdicts score MODEL FILE...          says how well a model does, and where not
 *
 * The phrase files are found as plaint finds them. A file of labelled texts is a row of blocks
 *
 *     == resolved en reply
 *     Subject: optional
 *     The text, as it stands after quotes and signature are gone.
 *
 * The model is a multinomial logistic regression, fitted by AdaGrad with a quadratic penalty. The
 * calibration curve is measured on texts that the fold's model has not seen. The same input gives
 * the same file. */
#include "../src/reply/verdict-private.h"
#include "plaint/data.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDS = 8, EPOCHS = 20 };
#define RATE 0.25
#define PENALTY 1e-3
#define SMALLEST 0.03 /* weights below are not worth a line */

typedef struct document {
	const char *file;
	Verdict verdict;
	char language[8], *text, *subject;
	Kind kind;
	GArray *features;
	unsigned fold;
	bool is_whole; /* out of a whole message, not a text written to train with */
	int *columns;
	float weight;
} Document;

typedef struct data {
	GPtrArray *documents;
	GHashTable *columns; /* key: column + 1 */
	GPtrArray *names;
	GArray *counts;
} Data;

static void
die(GError *error)
{
	fprintf(stderr, "train-verdicts: %s\n", error->message);
	exit(error_exit_status(error));
}

static void
add_document(Data *data, const char *file, const char *head, GString *body)
{
	char verdict[32], language[8], kind[32];
	GError *error = NULL;
	Document *document = g_new0(Document, 1);
	if (sscanf(head, "== %31s %7s %31s", verdict, language, kind) != 3 ||
	    !verdict_parse(verdict, &document->verdict) || !kind_parse(kind, &document->kind)) {
		fail(&error, PLAINT_ERROR_INPUT, "%s: '%s': not '== VERDICT LANGUAGE KIND'", file, head);
		die(error);
	}
	g_strlcpy(document->language, language, sizeof document->language);
	document->file = file;
	document->is_whole = g_utf8_strlen(body->str, -1) >= 250;
	document->weight = document->is_whole ? 1.5f : 1;
	document->fold = data->documents->len % FOLDS;
	char *text = g_strstrip(body->str);
	if (g_str_has_prefix(text, "Subject: ")) {
		char *end = strchr(text, '\n');
		document->subject = end != NULL ? g_strndup(text + 9, (size_t)(end - text - 9)) : g_strdup(text + 9);
		text = end != NULL ? g_strchug(end) : text + strlen(text);
	}
	document->text = g_strdup(text);
	g_ptr_array_add(data->documents, document);
}

static void
read_file(Data *data, const char *file)
{
	g_autofree char *text = NULL;
	GError *error = NULL;
	if (!g_file_get_contents(file, &text, NULL, &error))
		die(error);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	const char *head = NULL;
	g_autoptr(GString) body = g_string_new(NULL);
	for (char **line = lines; *line != NULL; line++) {
		if (g_str_has_prefix(*line, "== ")) {
			if (head != NULL)
				add_document(data, file, head, body);
			g_string_truncate(body, 0);
			head = *line;
		} else {
			g_string_append(body, *line);
			g_string_append_c(body, '\n');
		}
	}
	if (head != NULL)
		add_document(data, file, head, body);
}

static void
make_features(const VerdictRules *rules, Data *data, Document *document)
{
	g_auto(Tokens) tokens = { 0 }, subject = { 0 };
	tokens_init(&tokens, document->text, VERDICT_TEXT_MAX);
	tokens_init(&subject, document->subject != NULL ? document->subject : "", 1000);
	g_autoptr(GArray) hits = match_phrases(rules, &tokens, language_guess(rules, &tokens), false);
	g_autoptr(GArray) subject_hits = match_phrases(rules, &subject, -1, true);
	document->features = features_make(&tokens, hits, subject_hits, document->kind);
	document->columns = g_new(int, document->features->len);
	for (guint i = 0; i < document->features->len; i++) {
		const Feature *feature = &g_array_index(document->features, Feature, i);
		gpointer column = g_hash_table_lookup(data->columns, &feature->key);
		if (column == NULL) {
			char name[256];
			int none = 0;
			feature_name(&tokens, feature, name, sizeof name);
			g_ptr_array_add(data->names, g_strdup(name));
			g_array_append_val(data->counts, none);
			column = GINT_TO_POINTER((int)data->names->len);
			g_hash_table_insert(data->columns, g_memdup2(&feature->key, sizeof feature->key), column);
		}
		document->columns[i] = GPOINTER_TO_INT(column) - 1;
		g_array_index(data->counts, int, document->columns[i])++;
	}
}

typedef float Weights[VERDICT_COUNT];

static void
shares(const Data *data, const Document *document, Weights *w, double out[VERDICT_COUNT])
{
	double most = -INFINITY, sum = 0;
	for (int v = 1; v < VERDICT_COUNT; v++)
		out[v] = 0;
	for (guint i = 0; i < document->features->len; i++) {
		int c = document->columns[i];
		if (g_array_index(data->counts, int, c) < 2)
			continue;
		double value = (double)g_array_index(document->features, Feature, i).value;
		for (int v = 1; v < VERDICT_COUNT; v++)
			out[v] += value * (double)w[c][v];
	}
	for (int v = 1; v < VERDICT_COUNT; v++)
		most = MAX(most, out[v]);
	for (int v = 1; v < VERDICT_COUNT; v++)
		sum += out[v] = exp(out[v] - most);
	for (int v = 1; v < VERDICT_COUNT; v++)
		out[v] /= sum;
}

/* One step against the gradient of one text. */
static void
step(const Data *data, const Document *document, Weights *w, Weights *squares)
{
	double p[VERDICT_COUNT];
	shares(data, document, w, p);
	p[document->verdict] -= 1;
	for (guint i = 0; i < document->features->len; i++) {
		int c = document->columns[i];
		if (g_array_index(data->counts, int, c) < 2)
			continue;
		const Feature *feature = &g_array_index(document->features, Feature, i);
		for (int v = 1; v < VERDICT_COUNT; v++) {
			float g = (float)p[v] * feature->value * document->weight + (float)PENALTY * w[c][v];
			squares[c][v] += g * g;
			w[c][v] -= (float)RATE * g / (sqrtf(squares[c][v]) + 1e-3f);
		}
	}
}

/* Fit to all texts but those of fold without (-1: to all). */
static Weights *
fit(const Data *data, int without)
{
	Weights *w = g_new0(Weights, data->names->len), *squares = g_new0(Weights, data->names->len);
	g_autofree guint *order = g_new(guint, data->documents->len);
	g_autoptr(GRand) dice = g_rand_new_with_seed(7);
	for (guint i = 0; i < data->documents->len; i++)
		order[i] = i;
	for (int epoch = 0; epoch < EPOCHS; epoch++) {
		for (guint i = data->documents->len; i > 1; i--) {
			guint j = (guint)g_rand_int_range(dice, 0, (gint32)i), t = order[i - 1];
			order[i - 1] = order[j];
			order[j] = t;
		}
		for (guint i = 0; i < data->documents->len; i++) {
			const Document *document = data->documents->pdata[order[i]];
			if ((int)document->fold != without)
				step(data, document, w, squares);
		}
	}
	g_free(squares);
	return w;
}

typedef struct outcome {
	double p;
	bool is_right;
} Outcome;

static int
by_p(gconstpointer a, gconstpointer b)
{
	double x = ((const Outcome *)a)->p, y = ((const Outcome *)b)->p;
	return x < y ? -1 : x > y;
}

/* Bins of equal size, then made to rise (pool adjacent violators). */
static void
print_curve(GArray *outcomes)
{
	enum { BINS = 12 };
	double p[BINS], right[BINS], size[BINS];
	int n = 0;
	g_array_sort(outcomes, by_p);
	for (guint b = 0; b < BINS; b++) {
		guint from = outcomes->len * b / BINS, to = outcomes->len * (b + 1) / BINS;
		p[n] = right[n] = 0;
		size[n] = to - from;
		for (guint i = from; i < to; i++) {
			p[n] += g_array_index(outcomes, Outcome, i).p / size[n];
			right[n] += g_array_index(outcomes, Outcome, i).is_right / size[n];
		}
		for (n++; n > 1 && right[n - 1] < right[n - 2]; n--) {
			double total = size[n - 1] + size[n - 2];
			p[n - 2] = (p[n - 2] * size[n - 2] + p[n - 1] * size[n - 1]) / total;
			right[n - 2] = (right[n - 2] * size[n - 2] + right[n - 1] * size[n - 1]) / total;
			size[n - 2] = total;
		}
	}
	printf("calibrate\t");
	for (int i = 0; i < n; i++)
		printf("%s%.4f=%.3f", i > 0 ? " " : "", p[i], MIN(right[i], 0.995));
	printf("\n");
}

static void
cross_validate(const Data *data)
{
	g_autoptr(GArray) outcomes = g_array_new(FALSE, FALSE, sizeof(Outcome));
	guint right = 0;
	for (int fold = 0; fold < FOLDS; fold++) {
		Weights *w = fit(data, fold);
		for (guint i = (guint)fold; i < data->documents->len; i += FOLDS) {
			const Document *document = data->documents->pdata[i];
			double p[VERDICT_COUNT];
			int best = 1;
			shares(data, document, w, p);
			for (int v = 2; v < VERDICT_COUNT; v++)
				best = p[v] > p[best] ? v : best;
			Outcome outcome = { p[best], best == (int)document->verdict };
			g_array_append_val(outcomes, outcome);
			right += outcome.is_right;
			if (!outcome.is_right && getenv("V"))
				fprintf(stderr, "cv %s %s: %s for %s %.2f: %.150s\n", document->file, document->language,
				    verdict_name((Verdict)best), verdict_name(document->verdict), p[best], document->text);
		}
		g_free(w);
	}
	fprintf(stderr, "%u texts, cross-validated accuracy %.4f\n", data->documents->len,
	    (double)right / MAX(data->documents->len, 1));
	print_curve(outcomes);
}

static void
train(const VerdictRules *rules, Data *data)
{
	for (guint i = 0; i < data->documents->len; i++)
		make_features(rules, data, data->documents->pdata[i]);
	printf("# made by contrib/train-verdicts.c from %u texts; plaint-verdicts(5)\n", data->documents->len);
	cross_validate(data);
	Weights *w = fit(data, -1);
	for (guint c = 0; c < data->names->len; c++) {
		float most = 0;
		for (int v = 1; v < VERDICT_COUNT; v++)
			most = MAX(most, fabsf(w[c][v]));
		const char *name = data->names->pdata[c];
		if (most < (float)SMALLEST || (strchr(name, ':') == NULL && most < 0.25f && g_array_index(data->counts, int, c) < 3))
			continue;
		printf("%s\t", name);
		const char *separator = "";
		for (int v = 1; v < VERDICT_COUNT; v++) {
			if (fabsf(w[c][v]) >= (float)SMALLEST) {
				printf("%s%s=%.2f", separator, verdict_name((Verdict)v), (double)w[c][v]);
				separator = " ";
			}
		}
		printf("\n");
	}
	g_free(w);
}

typedef struct score {
	guint n, right, decided, decided_right;
	guint yes[VERDICT_COUNT], said[VERDICT_COUNT], both[VERDICT_COUNT];
} Score;

static void
count(Score *score, Verdict want, const Reading *got)
{
	bool is_right = got->verdict == want, decided = got->confidence >= VERDICT_THRESHOLD;
	score->n++;
	score->right += is_right;
	score->decided += decided;
	score->decided_right += decided && is_right;
	score->yes[want]++;
	score->said[got->verdict]++;
	score->both[want] += is_right;
}

static void
print_score(const char *name, const Score *score)
{
	double f1 = 0;
	int classes = 0;
	for (int v = 1; v < VERDICT_COUNT; v++) {
		if (score->yes[v] == 0)
			continue;
		classes++;
		f1 += 2.0 * score->both[v] / (score->yes[v] + score->said[v]);
	}
	printf("%-10s n=%4u accuracy %.4f macro-F1 %.4f decided %.4f of them right %.4f\n", name, score->n,
	    (double)score->right / score->n, f1 / MAX(classes, 1), (double)score->decided / score->n,
	    (double)score->decided_right / MAX(score->decided, 1));
}

static void
score(VerdictRules *rules, const Data *data)
{
	Score all = { 0 }, of[LANGUAGES_MAX] = { 0 };
	guint language_right = 0;
	for (guint i = 0; i < data->documents->len; i++) {
		const Document *document = data->documents->pdata[i];
		Reading reading = { 0 };
		VerdictInput input = { .kind = document->kind, .subject = document->subject, .text = document->text };
		verdict_read(rules, NULL, &input, &reading);
		count(&all, document->verdict, &reading);
		language_right += strcmp(reading.language, document->language) == 0;
		for (guint l = 0; l < rules->languages->len; l++) {
			if (strcmp(rules->languages->pdata[l], document->language) == 0)
				count(&of[l], document->verdict, &reading);
		}
		if (reading.verdict != document->verdict && getenv("V"))
			printf("%s %s: %s for %s %.2f %s: %.200s\n", document->file, document->language, verdict_name(reading.verdict),
			    verdict_name(document->verdict), reading.confidence,
			    reading.because->len > 0 ? (char *)reading.because->pdata[0] : "", document->text);
		else if (strcmp(reading.language, document->language) != 0 && getenv("VL"))
			printf("language %s for %s: %.80s\n", reading.language, document->language, document->text);
	}
	print_score("all", &all);
	for (guint l = 0; l < rules->languages->len; l++) {
		if (of[l].n > 0)
			print_score(rules->languages->pdata[l], &of[l]);
	}
	printf("language right %.4f\n", (double)language_right / data->documents->len);
}

int
main(int argc, char **argv)
{
	GError *error = NULL;
	Data data = { g_ptr_array_new(), g_hash_table_new(g_int64_hash, g_int64_equal),
		g_ptr_array_new(), g_array_new(FALSE, FALSE, sizeof(int)) };
	bool scoring = argc > 3 && strcmp(argv[1], "score") == 0;
	if (!scoring && (argc < 3 || strcmp(argv[1], "train") != 0)) {
		fprintf(stderr, "usage: train-verdicts train FILE... | score MODEL FILE...\n");
		return 64;
	}
	VerdictRules *rules = verdict_rules_new();
	g_autoptr(GPtrArray) names = data_list("verdicts", ".rules");
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *relative = g_strdup_printf("verdicts/%s.rules", (char *)names->pdata[i]);
		g_autofree char *text = NULL, *path = NULL;
		if (!data_read(relative, &text, &path, &error) || !verdict_rules_add(rules, path, text, &error))
			die(error);
	}
	for (int i = scoring ? 3 : 2; i < argc; i++)
		read_file(&data, argv[i]);
	if (scoring) {
		g_autofree char *text = NULL;
		if (!g_file_get_contents(argv[2], &text, NULL, &error) ||
		    !verdict_rules_set_model(rules, argv[2], text, &error))
			die(error);
		score(rules, &data);
	} else {
		train(rules, &data);
	}
	return 0;
}
