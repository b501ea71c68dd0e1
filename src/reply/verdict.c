/* SPDX-License-Identifier: ISC
 * verdict.c - phrases, model and examples put together */
#include "verdict-private.h"
#include <math.h>
#include <string.h>

enum { BECAUSE_MAX = 4 };
#define RAW_SURE 0.90      /* below it agreed readings of unseen answers were wrong too often */
#define RAW_SURE_AUTO 0.97 /* machines seldom decide a case */
#define UNSURE 0.75        /* at most this where they disagree; a threshold above it asks a person */

/* Without a model: what a hit in a mode says, and what the weights of phrases stand for. */
static void
scores_of_hits(const GArray *hits, double scores[VERDICT_COUNT])
{
	for (guint i = 0; i < hits->len; i++) {
		const Hit *hit = &g_array_index(hits, Hit, i);
		unsigned act = hit->phrase->act;
		if (act >= VERDICT_COUNT || hit->is_dropped)
			continue;
		if (hit->mode == MODE_PLAIN)
			scores[act] += (double)hit->phrase->weight;
		else if (act == VERDICT_RESOLVED && (hit->mode == MODE_NOT || hit->mode == MODE_WILL))
			scores[VERDICT_WORKING] += (double)hit->phrase->weight / 2;
	}
}

/* exp(score) as shares of one. */
static Verdict
to_shares(double scores[VERDICT_COUNT])
{
	double most = -INFINITY, sum = 0;
	Verdict best = VERDICT_OTHER;
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++) {
		if (scores[v] > most) {
			most = scores[v];
			best = (Verdict)v;
		}
	}
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++)
		sum += scores[v] = exp(scores[v] - most);
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++)
		scores[v] /= sum;
	return best;
}

typedef struct reason {
	double weight;
	uint32_t start, end;
} Reason;

static int
by_weight(gconstpointer a, gconstpointer b)
{
	double x = ((const Reason *)a)->weight, y = ((const Reason *)b)->weight;
	return x > y ? -1 : x < y;
}

static void
collect_reasons(const VerdictRules *rules, const Tokens *tokens, const GArray *hits,
    const GArray *features, Verdict verdict, GArray *out)
{
	for (guint i = 0; i < hits->len; i++) {
		const Hit *hit = &g_array_index(hits, Hit, i);
		bool turned = hit->mode == MODE_NOT || hit->mode == MODE_WILL;
		if (hit->is_dropped || !(hit->mode == MODE_PLAIN ? hit->phrase->act == verdict :
		    verdict == VERDICT_WORKING && hit->phrase->act == VERDICT_RESOLVED && turned))
			continue;
		uint32_t first = hit->first;
		while (turned && first > 0 && hit->first - first < 3 &&
		    tokens->items[first - 1].clause == tokens->items[hit->first].clause)
			first--;
		Reason reason = { (double)hit->phrase->weight + 1, tokens->items[first].start,
			tokens->items[hit->last].end };
		g_array_append_val(out, reason);
	}
	for (guint i = 0; rules->model != NULL && i < features->len; i++) {
		const Feature *feature = &g_array_index(features, Feature, i);
		double weight = model_weight(rules->model, feature->key, verdict) * (double)feature->value;
		if (feature->first < 0 || weight < 0.05)
			continue;
		/* Words of the model come after phrases, which people wrote to be read. */
		Reason reason = { MIN(weight, 1), tokens->items[feature->first].start,
			tokens->items[feature->first + feature->n - 1].end };
		g_array_append_val(out, reason);
	}
}

static char *
one_line(const char *text, uint32_t start, uint32_t end)
{
	g_autofree char *piece = g_strndup(text + start, MIN(end - start, 160u));
	g_autofree char *valid = g_utf8_make_valid(piece, -1);
	for (char *p = valid; *p != '\0'; p++) {
		if (g_ascii_iscntrl(*p))
			*p = ' ';
	}
	g_auto(GStrv) words = g_strsplit(valid, " ", -1);
	GString *out = g_string_new(NULL);
	for (char **word = words; *word != NULL; word++) {
		if (**word != '\0')
			g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", *word);
	}
	return g_string_free(out, FALSE);
}

static void
add_because(const VerdictRules *rules, const Tokens *tokens, const GArray *hits,
    const GArray *features, Verdict verdict, GPtrArray *because)
{
	g_autoptr(GArray) reasons = g_array_new(FALSE, FALSE, sizeof(Reason));
	Reason said[BECAUSE_MAX];
	guint n = 0;
	collect_reasons(rules, tokens, hits, features, verdict, reasons);
	g_array_sort(reasons, by_weight);
	for (guint i = 0; i < reasons->len && n < BECAUSE_MAX; i++) {
		const Reason *reason = &g_array_index(reasons, Reason, i);
		bool is_new = n == 0 || reason->weight > 1 || n < 2;
		for (guint j = 0; j < n; j++)
			is_new &= reason->end <= said[j].start || reason->start >= said[j].end;
		if (!is_new)
			continue;
		said[n++] = *reason;
		g_autofree char *words = one_line(tokens->text, reason->start, reason->end);
		g_ptr_array_add(because, g_strdup_printf("%s: %s", verdict_name(verdict), words));
	}
}

static void
reset(Reading *reading)
{
	g_clear_pointer(&reading->language, g_free);
	g_clear_pointer(&reading->redirect, g_free);
	g_clear_pointer(&reading->promised, g_free);
	g_clear_pointer(&reading->asked, g_ptr_array_unref);
	reading->asked = g_ptr_array_new_with_free_func(g_free);
	if (reading->because == NULL)
		reading->because = g_ptr_array_new_with_free_func(g_free);
	reading->language = g_strdup("");
	reading->verdict = VERDICT_NONE;
	reading->confidence = 1;
}

/* The subject of a reply is mostly the complainant's own; what a desk puts before it is not. */
static GArray *
match_subject(const VerdictRules *rules, const char *subject, Tokens *tokens)
{
	tokens_init(tokens, subject != NULL ? subject : "", 1000);
	return match_phrases(rules, tokens, -1, true);
}

/* Words and phrases are judged apart, too: where they do not say the same, the sum of both may be
 * as high as it likes and is wrong about one time in ten. */
static bool
is_agreed(const VerdictRules *rules, const GArray *features, Kind kind, Verdict best, double raw)
{
	bool is_final = best == VERDICT_RESOLVED || best == VERDICT_REJECTED;
	if (raw < (is_final && kind != KIND_REPLY ? RAW_SURE_AUTO : RAW_SURE))
		return false;
	for (View view = VIEW_WORDS; view <= VIEW_PHRASES; view++) {
		double scores[VERDICT_COUNT] = { 0 };
		model_scores(rules->model, features, view, scores);
		if (to_shares(scores) != best)
			return false;
	}
	return true;
}

static void
decide(const VerdictRules *rules, const LearnedSet *learned, const Tokens *tokens,
    const GArray *hits, const GArray *features, Kind kind, Reading *reading)
{
	double scores[VERDICT_COUNT] = { 0 }, alike = 0;
	int64_t id = 0;
	if (rules->model != NULL)
		model_scores(rules->model, features, VIEW_BOTH, scores);
	else
		scores_of_hits(hits, scores);
	Verdict taught = learned_decide(learned, tokens, scores, &alike, &id);
	Verdict best = to_shares(scores);
	reading->verdict = taught != VERDICT_NONE ? taught : best;
	reading->confidence = scores[best];
	if (rules->model != NULL) {
		reading->confidence = model_calibrate(rules->model, scores[best]);
		if (!is_agreed(rules, features, kind, best, scores[best]))
			reading->confidence = MIN(reading->confidence, UNSURE);
	} else {
		reading->confidence = MIN(reading->confidence, 0.95);
	}
	if (tokens->n == 0)
		reading->confidence = 0.5;
	if (taught != VERDICT_NONE) {
		/* Half of the words the same: a good guess; all of them: the same answer. */
		reading->confidence = MIN(0.99, 0.82 + 0.34 * (alike - 0.5));
		g_ptr_array_add(reading->because, g_strdup_printf(
		    "%s: like example %" G_GINT64_FORMAT " that you taught", verdict_name(taught), id));
	}
}

void
verdict_read(const VerdictRules *rules, const LearnedSet *learned, const VerdictInput *input,
    Reading *reading)
{
	g_auto(Tokens) tokens = { 0 }, subject = { 0 };
	reset(reading);
	if (input->kind == KIND_BOUNCE || input->kind == KIND_DELAY)
		return;
	tokens_init(&tokens, input->text, VERDICT_TEXT_MAX);
	int language = language_guess(rules, &tokens);
	if (language >= 0) {
		g_free(reading->language);
		reading->language = g_strdup(rules->languages->pdata[language]);
	}
	g_autoptr(GArray) hits = match_phrases(rules, &tokens, language, false);
	g_autoptr(GArray) subject_hits = match_subject(rules, input->subject, &subject);
	g_autoptr(GArray) features = features_make(&tokens, hits, subject_hits, input->kind);
	decide(rules, learned, &tokens, hits, features, input->kind, reading);
	add_because(rules, &tokens, hits, features, reading->verdict, reading->because);
	if (reading->verdict == VERDICT_NEED_INFO)
		asked_find(&tokens, hits, reading->asked);
	if (reading->verdict == VERDICT_REDIRECTED)
		reading->redirect = redirect_find(&tokens, hits);
	if (reading->verdict == VERDICT_ACK || reading->verdict == VERDICT_WORKING)
		reading->promised = promise_find(rules, &tokens, hits, input);
}
