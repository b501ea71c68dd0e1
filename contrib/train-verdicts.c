/* SPDX-License-Identifier: ISC
 * train-verdicts.c - learn the weights of etc/verdicts/model.tsv from labelled texts
 *
 *     train-verdicts train FILE... > model.tsv    prints the model
 *     train-verdicts score MODEL FILE...          says how well a model does, and where not
 *     train-verdicts compile MODEL > model.bin    makes of it what is quicker to load
 *
 * The phrase files are found as plaint finds them. A file of labelled texts is a row of blocks
 *
 *     == resolved en reply
 *     Subject: optional
 *     The text, as it stands after quotes and signature are gone.
 *
 * or, where each sentence has its own label ("none" says nothing of the case), a tab between:
 *
 *     == need-info en reply
 *     ack<TAB>Your ticket is 4711.
 *     need-info<TAB>Please attach a traceroute.
 *
 * or, of answers that are not kept whole, a few sentences that followed each other, a row of them
 * after "== none LANGUAGE" and an empty line between; only what a sentence says is learnt from them:
 *
 *     == none en
 *     resolved<TAB>A credit of 20 percent has been booked.
 *
 *     need-info<TAB>Is it your own router?
 *     none<TAB>If so, we can't log in there.
 *
 * Two multinomial logistic regressions are fitted by AdaGrad with a quadratic penalty: what a
 * sentence says, from its words and concepts; and what a message says, from what its sentences
 * say. A small network, which reads the sentences in their order, is fitted to what the second
 * leaves (train-network.c). Where the sentences of a message have no labels, the first model
 * guesses them, within what the message's label leaves possible, and is fitted again. Everything
 * the second model, the network and the calibration curve see comes from models that have not seen
 * the message nor its file: its writer's ways. The same input gives the same file. */
#include "train-network.h"
#include "plaint/rules.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDS_MAX = 6, EPOCHS = 8, ROUNDS = 1 };
#define RATE 0.05
#define MESSAGE_RATE 0.3
#define MESSAGE_EPOCHS 80
#define PENALTY 3e-4
#define MESSAGE_PENALTY 5e-5
#define GUESS_WEIGHT 0.5f          /* of a sentence whose label is guessed */
#define SHORT_WEIGHT 0.5f          /* of a message of one or two sentences */
#define SMALLEST 0.03              /* weights below are not written */
#define SMALLEST_OF_SENTENCES 0.22f /* features without a greater weight are left out */
#define UNKNOWN 0xff               /* the label of a sentence that has none */

typedef struct instance {
	guint n;
	guint *columns;
	float *values;
	float weight;
	unsigned label, fold;
} Instance;

/* The features of one of the two models. */
typedef struct space {
	GHashTable *columns; /* key: column + 1 */
	GPtrArray *names;
	GArray *counts; /* int */
	guint least;    /* rarer features are left out */
	bool *is_out;   /* columns that are; NULL: none more */
	double rate, penalty;
	int first; /* VERDICT_NONE or VERDICT_ACK */
	int epochs;
} Space;

typedef struct span {
	size_t start, end;
	unsigned label;
} Span;

typedef struct document {
	const char *file;
	Verdict verdict;
	char language[8], *text, *subject;
	Kind kind;
	GArray *spans;       /* Span; NULL: no sentence has a label */
	unsigned fold;
	guint first, n;      /* sentences, in Data */
	Shares *shares;      /* of them, by a model that has not seen them */
} Document;

typedef struct data {
	GPtrArray *documents;
	guint n_whole; /* documents that are more than a few sentences of an answer */
	GHashTable *groups; /* name: fold + 1 */
	Space sentence_space, message_space;
	GArray *sentences;  /* Instance */
	GArray *messages;   /* Instance */
	GArray *marked;     /* NetworkSentence, of sentences */
	GPtrArray *ordered; /* NetworkMessage, of documents; NULL: not a message */
	GHashTable *marks;  /* key of a mark: its number + 1 */
	GPtrArray *mark_names;
	unsigned folds;
} Data;

typedef float Weights[VERDICT_COUNT];

static void
die(GError *error)
{
	fprintf(stderr, "train-verdicts: %s\n", error->message);
	exit(error_exit_status(error));
}

/* The files of one writer are one group: en-a01.txt, en-a02.txt. */
static char *
group_of(const char *file)
{
	g_autofree char *name = g_path_get_basename(file);
	size_t end = strcspn(name, "."), at = end;
	while (at > 0 && g_ascii_isdigit(name[at - 1]))
		at--;
	return g_strndup(name, at > 0 && at < end && g_ascii_isalpha(name[at - 1]) ? at : end);
}

static unsigned
fold_of(Data *data, const char *file)
{
	char *group = group_of(file);
	gpointer known = g_hash_table_lookup(data->groups, group);
	if (known == NULL) {
		known = GUINT_TO_POINTER(g_hash_table_size(data->groups) % FOLDS_MAX + 1);
		g_hash_table_insert(data->groups, group, known);
		data->folds = MIN(g_hash_table_size(data->groups), FOLDS_MAX);
	}
	return GPOINTER_TO_UINT(known) - 1;
}

/* Lines of "label<TAB>sentence" as a text and its spans; false where a line is none of these. */
static bool
split_labels(const char *body, GString *text, GArray *spans)
{
	g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		char *tab = strchr(*line, '\t');
		Verdict label;
		if (**line == '\0') {
			if (text->len > 0 && !g_str_has_suffix(text->str, "\n\n"))
				g_string_append(text, text->str[text->len - 1] == '\n' ? "\n" : "\n\n");
			continue;
		}
		if (tab == NULL)
			return false;
		*tab = '\0';
		if (!verdict_parse(*line, &label))
			return false;
		if (text->len > 0 && text->str[text->len - 1] != '\n')
			g_string_append_c(text, ' ');
		Span span = { .start = text->len, .end = text->len + strlen(tab + 1), .label = label };
		g_string_append(text, tab + 1);
		g_array_append_val(spans, span);
	}
	return spans->len > 0;
}

static void
add_document(Data *data, const char *file, const char *head, GString *body)
{
	char verdict[32], language[8], kind[32];
	GError *error = NULL;
	Document *document = g_new0(Document, 1);
	document->kind = KIND_REPLY;
	int n = sscanf(head, "== %31s %7s %31s", verdict, language, kind);
	if (n < 2 || !verdict_parse(verdict, &document->verdict)) {
		fail(&error, PLAINT_ERROR_INPUT, "%s: '%s': not '== VERDICT LANGUAGE KIND'", file, head);
		die(error);
	}
	if (n == 3)
		kind_parse(kind, &document->kind);
	g_strlcpy(document->language, language, sizeof document->language);
	document->file = file;
	document->fold = fold_of(data, file);
	char *text = g_strstrip(body->str);
	if (g_str_has_prefix(text, "Subject: ")) {
		char *end = strchr(text, '\n');
		document->subject = end != NULL ? g_strndup(text + 9, (size_t)(end - text - 9)) : g_strdup(text + 9);
		text = end != NULL ? g_strchug(end) : text + strlen(text);
	}
	g_autoptr(GString) joined = g_string_new(NULL);
	document->spans = g_array_new(FALSE, FALSE, sizeof(Span));
	if (split_labels(text, joined, document->spans)) {
		text = joined->str;
	} else {
		g_clear_pointer(&document->spans, g_array_unref);
	}
	document->text = g_strdup(text);
	data->n_whole += document->verdict != VERDICT_NONE;
	g_ptr_array_add(data->documents, document);
}

/* What stands after one heading: a message, or sentences of many. */
static void
add_block(Data *data, const char *file, const char *head, GString *body)
{
	if (!g_str_has_prefix(head, "== none ")) {
		add_document(data, file, head, body);
		return;
	}
	g_auto(GStrv) snippets = g_strsplit(body->str, "\n\n", -1);
	for (char **snippet = snippets; *snippet != NULL; snippet++) {
		g_autoptr(GString) one = g_string_new(*snippet);
		if (**snippet != '\0')
			add_document(data, file, head, one);
	}
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
				add_block(data, file, head, body);
			g_string_truncate(body, 0);
			head = *line;
		} else {
			g_string_append(body, *line);
			g_string_append_c(body, '\n');
		}
	}
	if (head != NULL)
		add_block(data, file, head, body);
}

static void
space_init(Space *space, int first, guint least, double rate, double penalty, int epochs)
{
	*space = (Space){ .columns = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
		.names = g_ptr_array_new_with_free_func(g_free), .counts = g_array_new(FALSE, TRUE, sizeof(int)),
		.least = least, .rate = rate, .penalty = penalty, .first = first, .epochs = epochs };
}

static guint
column_of(Space *space, const Found *found, const Feature *feature)
{
	gpointer column = g_hash_table_lookup(space->columns, &feature->key);
	if (column == NULL) {
		char name[256];
		int none = 0;
		feature_name(found, feature, name, sizeof name);
		g_ptr_array_add(space->names, g_strdup(name));
		g_array_append_val(space->counts, none);
		column = GUINT_TO_POINTER(space->names->len);
		g_hash_table_insert(space->columns, g_memdup2(&feature->key, sizeof feature->key), column);
	}
	return GPOINTER_TO_UINT(column) - 1;
}

static Instance
make_instance(Space *space, const Found *found, const GArray *features, unsigned label, unsigned fold)
{
	Instance instance = { .n = features->len, .columns = g_new(guint, features->len),
		.values = g_new(float, features->len), .label = label, .fold = fold, .weight = 1 };
	for (guint i = 0; i < features->len; i++) {
		const Feature *feature = &g_array_index(features, Feature, i);
		instance.columns[i] = column_of(space, found, feature);
		instance.values[i] = feature->value;
		g_array_index(space->counts, int, instance.columns[i])++;
	}
	return instance;
}

/* Which of two labels of one message decides it. */
static int
rank_of(unsigned verdict)
{
	static const int ranks[VERDICT_COUNT] = { [VERDICT_ACK] = 1, [VERDICT_WORKING] = 2,
		[VERDICT_REDIRECTED] = 3, [VERDICT_REJECTED] = 4, [VERDICT_RESOLVED] = 4, [VERDICT_NEED_INFO] = 5,
		[VERDICT_AWAY] = 6, [VERDICT_CHALLENGE] = 6, [VERDICT_OTHER] = 0 };
	return ranks[verdict];
}

static unsigned
label_of(const Document *document, const Tokens *tokens, const Sentence *sentence)
{
	unsigned label = UNKNOWN;
	if (document->spans == NULL)
		return tokens->n_sentences == 1 ? (unsigned)document->verdict : UNKNOWN;
	for (guint i = 0; i < document->spans->len; i++) {
		const Span *span = &g_array_index(document->spans, Span, i);
		if (span->end <= tokens->items[sentence->token].start ||
		    span->start >= tokens->items[sentence->token_end - 1].end)
			continue;
		if (label == UNKNOWN || label == VERDICT_NONE || rank_of(span->label) > rank_of(label))
			label = span->label;
	}
	return label;
}

/* What one finds in the text of a document; free with found_done(). */
typedef struct looked {
	Tokens tokens, subject;
	GArray *hits, *subject_hits, *concepts;
	Found found;
} Looked;

static void
look(const VerdictRules *rules, const Document *document, Looked *looked)
{
	tokens_init(&looked->tokens, document->text, VERDICT_TEXT_MAX);
	tokens_init(&looked->subject, document->subject != NULL ? document->subject : "", 1000);
	int language = language_guess(rules, &looked->tokens);
	looked->hits = match_phrases(rules, &looked->tokens, language, false);
	looked->subject_hits = match_phrases(rules, &looked->subject, -1, true);
	looked->concepts = concepts_find(rules, &looked->tokens, language);
	looked->found = (Found){ rules, &looked->tokens, looked->hits, looked->subject_hits, looked->concepts,
		document->kind };
}

static void
looked_done(Looked *looked)
{
	g_array_unref(looked->hits);
	g_array_unref(looked->subject_hits);
	g_array_unref(looked->concepts);
	tokens_clear(&looked->tokens);
	tokens_clear(&looked->subject);
}

/* Where a sentence stands says nothing where the rest of its message is not known. */
static void
drop_places(GArray *features)
{
	for (guint i = features->len; i-- > 0;) {
		const Feature *feature = &g_array_index(features, Feature, i);
		if (feature->kind == FEATURE_NAMED && strchr("IJT", feature->name[0]) != NULL && feature->name[1] == ':')
			g_array_remove_index_fast(features, i);
	}
}

/* The concepts and phrases that the network is told of, each with a number. */
static void
note_marks(Data *data, const Found *found, const GArray *features, size_t n_tokens)
{
	NetworkSentence marked;
	network_sentence_init(&marked, features, n_tokens);
	g_array_append_val(data->marked, marked);
	for (guint i = 0; i < features->len; i++) {
		const Feature *feature = &g_array_index(features, Feature, i);
		uint64_t key = network_mark_key(feature);
		char name[256];
		if (!network_is_mark(feature) || g_hash_table_contains(data->marks, &key))
			continue;
		feature_name(found, feature, name, sizeof name);
		g_ptr_array_add(data->mark_names, g_strconcat(name, "=", NULL));
		g_hash_table_insert(data->marks, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(data->mark_names->len));
	}
}

static void
make_sentences(const VerdictRules *rules, Data *data, Document *document)
{
	g_autoptr(GArray) features = g_array_new(FALSE, FALSE, sizeof(Feature));
	Looked looked;
	Sentence sentence = { 0 };
	look(rules, document, &looked);
	document->first = data->sentences->len;
	while (sentence_next(&looked.found, &sentence)) {
		sentence_features(&looked.found, &sentence, features);
		note_marks(data, &looked.found, features, sentence.token_end - sentence.token);
		if (document->verdict == VERDICT_NONE)
			drop_places(features);
		Instance instance = make_instance(&data->sentence_space, &looked.found, features,
		    label_of(document, &looked.tokens, &sentence), document->fold);
		g_array_append_val(data->sentences, instance);
	}
	document->n = data->sentences->len - document->first;
	document->shares = g_new0(Shares, document->n + 1);
	looked_done(&looked);
}

static bool
is_left_out(const Space *space, guint column)
{
	return g_array_index(space->counts, int, column) < (int)space->least ||
	       (space->is_out != NULL && space->is_out[column]);
}

static void
scores_of(const Space *space, const Instance *instance, const Weights *w, Shares out)
{
	for (guint i = 0; i < instance->n; i++) {
		guint c = instance->columns[i];
		if (is_left_out(space, c))
			continue;
		for (int v = space->first; v < VERDICT_COUNT; v++)
			out[v] += (double)(instance->values[i] * w[c][v]);
	}
}

static void
shares_of(const Space *space, const Instance *instance, const Weights *w, Shares out)
{
	memset(out, 0, sizeof(Shares));
	scores_of(space, instance, w, out);
	shares_of_scores(out, (Verdict)space->first);
}

/* One step against the gradient of one instance. */
static void
step(const Space *space, const Instance *instance, Weights *w, Weights *squares)
{
	Shares p;
	shares_of(space, instance, w, p);
	p[instance->label] -= 1;
	for (guint i = 0; i < instance->n; i++) {
		guint c = instance->columns[i];
		if (is_left_out(space, c))
			continue;
		for (int v = space->first; v < VERDICT_COUNT; v++) {
			float g = (float)p[v] * instance->values[i] * instance->weight + (float)space->penalty * w[c][v];
			squares[c][v] += g * g;
			w[c][v] -= (float)space->rate * g / (sqrtf(squares[c][v]) + 1e-3f);
		}
	}
}

/* Fit to all that have a label, but those of fold without (-1: to all). */
static Weights *
fit(const Space *space, const GArray *instances, int without)
{
	Weights *w = g_new0(Weights, space->names->len), *squares = g_new0(Weights, space->names->len);
	g_autofree guint *order = g_new(guint, instances->len);
	g_autoptr(GRand) dice = g_rand_new_with_seed(7);
	guint n = 0;
	for (guint i = 0; i < instances->len; i++) {
		const Instance *instance = &g_array_index(instances, Instance, i);
		if (instance->label != UNKNOWN && (int)instance->fold != without)
			order[n++] = i;
	}
	for (int epoch = 0; epoch < space->epochs; epoch++) {
		for (guint i = n; i > 1; i--) {
			guint j = (guint)g_rand_int_range(dice, 0, (gint32)i), t = order[i - 1];
			order[i - 1] = order[j];
			order[j] = t;
		}
		for (guint i = 0; i < n; i++)
			step(space, &g_array_index(instances, Instance, order[i]), w, squares);
	}
	g_free(squares);
	return w;
}

static bool
may_be(Verdict message, unsigned sentence)
{
	if (sentence == VERDICT_NONE || sentence == message)
		return true;
	return rank_of(sentence) < rank_of(message) && rank_of(sentence) > 0 && rank_of(message) < 6;
}

/* Guess the labels of the sentences of a message without: each the likeliest it may have, and at
 * least one the message's. */
static void
guess_labels(Data *data, const Document *document, const Weights *w)
{
	double most = -1;
	guint best = 0;
	bool is_said = false;
	for (guint s = 0; s < document->n; s++) {
		Instance *instance = &g_array_index(data->sentences, Instance, document->first + s);
		Shares p;
		shares_of(&data->sentence_space, instance, w, p);
		unsigned label = VERDICT_NONE;
		for (unsigned v = 1; v < VERDICT_COUNT; v++) {
			if (may_be(document->verdict, v) && p[v] > p[label])
				label = v;
		}
		instance->label = label;
		instance->weight = GUESS_WEIGHT;
		is_said |= label == document->verdict;
		if (p[document->verdict] > most) {
			most = p[document->verdict];
			best = s;
		}
	}
	if (!is_said && document->n > 0)
		g_array_index(data->sentences, Instance, document->first + best).label = document->verdict;
}

static float
greatest_of(const float weights[VERDICT_COUNT])
{
	float most = 0;
	for (int v = 0; v < VERDICT_COUNT; v++)
		most = MAX(most, fabsf(weights[v]));
	return most;
}

/* Once more without the features of small weight: the others take over what those said. */
static Weights *
fit_without_small(Space *space, const GArray *instances, int without, Weights *w)
{
	space->is_out = g_new0(bool, space->names->len);
	for (guint c = 0; c < space->names->len; c++)
		space->is_out[c] = greatest_of(w[c]) < SMALLEST_OF_SENTENCES;
	g_free(w);
	w = fit(space, instances, without);
	g_clear_pointer(&space->is_out, g_free);
	return w;
}

static Weights *
fit_sentences(Data *data, int without)
{
	for (guint i = 0; i < data->documents->len; i++) {
		const Document *document = data->documents->pdata[i];
		if (document->spans != NULL || document->n <= 1)
			continue;
		for (guint s = 0; s < document->n; s++)
			g_array_index(data->sentences, Instance, document->first + s).label = UNKNOWN;
	}
	Weights *w = fit(&data->sentence_space, data->sentences, without);
	for (int round = 0; round < ROUNDS; round++) {
		for (guint i = 0; i < data->documents->len; i++) {
			const Document *document = data->documents->pdata[i];
			if (document->spans == NULL && document->n > 1)
				guess_labels(data, document, w);
		}
		g_free(w);
		w = fit(&data->sentence_space, data->sentences, without);
	}
	return fit_without_small(&data->sentence_space, data->sentences, without, w);
}

/* Of every message what its sentences say, by models that have not seen it. */
static void
cross_read(Data *data)
{
	guint n = 0, right = 0;
	for (unsigned fold = 0; fold < data->folds; fold++) {
		Weights *w = fit_sentences(data, (int)fold);
		for (guint i = 0; i < data->documents->len; i++) {
			Document *document = data->documents->pdata[i];
			if (document->fold != fold)
				continue;
			for (guint s = 0; s < document->n; s++) {
				const Instance *instance = &g_array_index(data->sentences, Instance, document->first + s);
				shares_of(&data->sentence_space, instance, w, document->shares[s]);
				if (document->spans == NULL || instance->label == UNKNOWN)
					continue;
				unsigned best = 0;
				for (unsigned v = 1; v < VERDICT_COUNT; v++)
					best = document->shares[s][v] > document->shares[s][best] ? v : best;
				n++;
				right += best == instance->label;
				if (best != instance->label && getenv("VS") && document->spans->len == document->n) {
					const Span *span = &g_array_index(document->spans, Span, s);
					fprintf(stderr, "cvs %s %s: %s for %s %.2f: %.*s\n", document->file, document->language,
					    verdict_name((Verdict)best), verdict_name((Verdict)instance->label),
					    document->shares[s][best], (int)(span->end - span->start), document->text + span->start);
				}
			}
		}
		g_free(w);
	}
	fprintf(stderr, "%u labelled sentences, cross-validated accuracy %.4f\n", n, (double)right / MAX(n, 1));
}

static void
make_messages(const VerdictRules *rules, Data *data)
{
	g_autoptr(GArray) features = g_array_new(FALSE, FALSE, sizeof(Feature));
	for (guint i = 0; i < data->documents->len; i++) {
		Document *document = data->documents->pdata[i];
		Looked looked;
		if (document->verdict == VERDICT_NONE) {
			const Instance nothing = { .label = UNKNOWN };
			g_array_append_val(data->messages, nothing);
			continue;
		}
		look(rules, document, &looked);
		message_features(&looked.found, (const Shares *)document->shares, document->n, features);
		Instance instance = make_instance(&data->message_space, &looked.found, features, document->verdict,
		    document->fold);
		if (document->n <= 2)
			instance.weight = SHORT_WEIGHT;
		g_array_append_val(data->messages, instance);
		looked_done(&looked);
	}
}

static uint16_t
number_of(const Data *data, uint64_t key)
{
	return (uint16_t)(GPOINTER_TO_UINT(g_hash_table_lookup(data->marks, &key)) - 1);
}

/* What the network is given of a message: scores are those of its features. */
static NetworkMessage *
network_message_new(const Data *data, const Document *document, float weight)
{
	NetworkMessage *message = g_new0(NetworkMessage, 1);
	message->n = network_count(document->n);
	message->verdict = document->verdict;
	message->fold = document->fold;
	message->weight = weight;
	for (size_t s = 0; s < message->n; s++) {
		size_t at = network_pick(s, document->n);
		const NetworkSentence *marked = &g_array_index(data->marked, NetworkSentence, document->first + at);
		unsigned label = g_array_index(data->sentences, Instance, document->first + at).label;
		network_plain(marked, document->shares[at], s, message->n, document->kind, message->plain[s]);
		message->labels[s] = document->spans != NULL && label < VERDICT_COUNT ? (uint8_t)label : NETWORK_NO_LABEL;
		message->n_marks[s] = marked->n_marks;
		for (unsigned i = 0; i < marked->n_marks; i++)
			message->marks[s][i] = number_of(data, marked->marks[i]);
	}
	return message;
}

static void
make_ordered(Data *data)
{
	for (guint i = 0; i < data->documents->len; i++) {
		const Document *document = data->documents->pdata[i];
		bool is_message = document->verdict != VERDICT_NONE;
		float weight = g_array_index(data->messages, Instance, i).weight;
		g_ptr_array_add(data->ordered, is_message ? network_message_new(data, document, weight) : NULL);
	}
}

/* The network that is fitted to what the model of the features, w, leaves of all messages but those
 * of fold without. */
static NetworkFit *
fit_network(Data *data, const Weights *w, int without)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (guint i = 0; i < data->ordered->len; i++) {
		NetworkMessage *message = data->ordered->pdata[i];
		if (message == NULL || (int)message->fold == without)
			continue;
		memset(message->scores, 0, sizeof message->scores);
		scores_of(&data->message_space, &g_array_index(data->messages, Instance, i), w, message->scores);
		g_ptr_array_add(known, message);
	}
	return network_fit(known, without);
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
	enum { BINS = 16 };
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
	printf("=calibrate\t");
	for (int i = 0; i < n; i++)
		printf("%s%.4f=%.3f", i > 0 ? " " : "", p[i], MIN(right[i], 0.995));
	printf("\n");
}

static void
print_deciding(const char *name, GArray *outcomes)
{
	g_array_sort(outcomes, by_p);
	guint right = 0;
	for (guint i = 0; i < outcomes->len; i++)
		right += g_array_index(outcomes, Outcome, i).is_right;
	fprintf(stderr, "%-12s n=%u accuracy %.4f;", name, outcomes->len, (double)right / MAX(outcomes->len, 1));
	for (int share = 50; share <= 90; share += 10) {
		guint from = outcomes->len * (guint)(100 - share) / 100, good = 0;
		for (guint i = from; i < outcomes->len; i++)
			good += g_array_index(outcomes, Outcome, i).is_right;
		fprintf(stderr, " best %d%%: %.3f", share, (double)good / MAX(outcomes->len - from, 1));
	}
	fprintf(stderr, "\n");
}

static void
cross_validate(Data *data)
{
	g_autoptr(GArray) outcomes = g_array_new(FALSE, FALSE, sizeof(Outcome));
	g_autoptr(GArray) whole = g_array_new(FALSE, FALSE, sizeof(Outcome));
	g_autoptr(GArray) corpus = g_array_new(FALSE, FALSE, sizeof(Outcome));
	for (unsigned fold = 0; fold < data->folds; fold++) {
		Weights *w = fit(&data->message_space, data->messages, (int)fold);
		g_autofree NetworkFit *network = fit_network(data, w, (int)fold);
		for (guint i = 0; i < data->documents->len; i++) {
			const Document *document = data->documents->pdata[i];
			if (document->fold != fold || document->verdict == VERDICT_NONE)
				continue;
			Shares p = { 0 };
			scores_of(&data->message_space, &g_array_index(data->messages, Instance, i), w, p);
			network_fit_read(network, data->ordered->pdata[i], p);
			unsigned best = shares_of_scores(p, VERDICT_ACK);
			Outcome outcome = { p[best], best == document->verdict };
			g_array_append_val(outcomes, outcome);
			if (document->n > 2)
				g_array_append_val(whole, outcome);
			if (strstr(document->file, "replies-"))
				g_array_append_val(corpus, outcome);
			if (!outcome.is_right && getenv("V") && strstr(document->file, getenv("V")))
				fprintf(stderr, "cv %s %s: %s for %s %.2f: %s\n\n", document->file, document->language,
				    verdict_name((Verdict)best), verdict_name(document->verdict), p[best], document->text);
		}
		g_free(w);
	}
	print_deciding("all", outcomes);
	print_deciding("long", whole);
	print_deciding("replies-*", corpus);
	print_curve(outcomes);
}

static void
print_weights(const Space *space, const Weights *w)
{
	for (guint c = 0; c < space->names->len; c++) {
		float most = greatest_of(w[c]);
		const char *name = space->names->pdata[c];
		if (most < (float)SMALLEST)
			continue;
		printf("%s\t", name);
		for (int v = 0; v < VERDICT_COUNT; v++)
			printf("%s%.0f", v > 0 ? " " : "", CLAMP((double)w[c][v], -300, 300) * 100 + 0.0);
		printf("\n");
	}
}

static void
print_network(const Data *data, const NetworkFit *fit)
{
	const float *numbers = (const float *)(const void *)&fit->network;
	for (guint i = 0; i < NETWORK_FLOATS; i += NETWORK_HIDDEN) {
		printf("=network\t%u", i);
		for (guint k = i; k < MIN(i + NETWORK_HIDDEN, (guint)NETWORK_FLOATS); k++)
			printf(" %.0f", (double)numbers[k] * 1000 + 0.0);
		printf("\n");
	}
	for (guint m = 0; m < data->mark_names->len; m++) {
		printf("%s\t", (const char *)data->mark_names->pdata[m]);
		for (int v = 0; v < VERDICT_COUNT; v++)
			printf("%s%.0f", v > 0 ? " " : "", CLAMP((double)fit->marks[m][v], -3, 3) * 100 + 0.0);
		printf("\n");
	}
}

static void
train(const VerdictRules *rules, Data *data)
{
	space_init(&data->sentence_space, VERDICT_NONE, 2, RATE, PENALTY, EPOCHS);
	space_init(&data->message_space, VERDICT_ACK, 2, MESSAGE_RATE, MESSAGE_PENALTY, MESSAGE_EPOCHS);
	for (guint i = 0; i < data->documents->len; i++)
		make_sentences(rules, data, data->documents->pdata[i]);
	printf("# made by contrib/train-verdicts.c from %u texts and %u pieces; plaint-verdicts(5)\n=verdicts\t",
	    data->n_whole, data->documents->len - data->n_whole);
	for (int v = 0; v < VERDICT_COUNT; v++)
		printf("%s%s", verdict_name((Verdict)v), v + 1 < VERDICT_COUNT ? " " : "\n");
	cross_read(data);
	make_messages(rules, data);
	make_ordered(data);
	cross_validate(data);
	Weights *sentences = fit_sentences(data, -1), *messages = fit(&data->message_space, data->messages, -1);
	g_autofree NetworkFit *network = fit_network(data, messages, -1);
	print_network(data, network);
	print_weights(&data->message_space, messages);
	print_weights(&data->sentence_space, sentences);
	g_free(sentences);
	g_free(messages);
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
		if (document->verdict == VERDICT_NONE)
			continue;
		VerdictInput input = { .kind = document->kind, .subject = document->subject, .text = document->text };
		verdict_read(rules, NULL, &input, &reading);
		count(&all, document->verdict, &reading);
		language_right += strcmp(reading.language, document->language) == 0;
		for (guint l = 0; l < rules->languages->len; l++) {
			if (strcmp(rules->languages->pdata[l], document->language) == 0)
				count(&of[l], document->verdict, &reading);
		}
		if (reading.verdict != document->verdict && getenv("V"))
			printf("%s %s: %s for %s %.2f %s: %.400s\n", document->file, document->language, verdict_name(reading.verdict),
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
	printf("language right %.4f\n", (double)language_right / MAX(data->n_whole, 1));
}

static void
compile(const char *path)
{
	g_autoptr(VerdictRules) rules = verdict_rules_new();
	GError *error = NULL;
	gsize size = 0;
	if (!rules_load_model(rules, path, &error))
		die(error);
	g_autoptr(GBytes) compiled = verdict_rules_compile_model(rules);
	const void *bytes = g_bytes_get_data(compiled, &size);
	if (fwrite(bytes, 1, size, stdout) != size || fflush(stdout) != 0) {
		perror("train-verdicts: standard output");
		exit(74);
	}
}

int
main(int argc, char **argv)
{
	GError *error = NULL;
	VerdictRules *rules = NULL;
	if (argc == 3 && strcmp(argv[1], "compile") == 0) {
		compile(argv[2]);
		return 0;
	}
	Data data = { .documents = g_ptr_array_new(), .groups = g_hash_table_new(g_str_hash, g_str_equal),
		.sentences = g_array_new(FALSE, FALSE, sizeof(Instance)),
		.messages = g_array_new(FALSE, FALSE, sizeof(Instance)),
		.marked = g_array_new(FALSE, FALSE, sizeof(NetworkSentence)), .ordered = g_ptr_array_new(),
		.marks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
		.mark_names = g_ptr_array_new_with_free_func(g_free) };
	bool scoring = argc > 3 && strcmp(argv[1], "score") == 0;
	if (!scoring && (argc < 3 || strcmp(argv[1], "train") != 0)) {
		fprintf(stderr, "usage: train-verdicts train FILE... | score MODEL FILE... | compile MODEL\n");
		return 64;
	}
	if (!rules_load_words(&rules, &error) ||
	    (scoring && !rules_load_model(rules, argv[2], &error)))
		die(error);
	for (int i = scoring ? 3 : 2; i < argc; i++)
		read_file(&data, argv[i]);
	if (scoring)
		score(rules, &data);
	else
		train(rules, &data);
	return 0;
}
