/* SPDX-License-Identifier: ISC
 * verdict.c - phrases, model and examples put together */
#include "verdict-network.h"
#include <math.h>
#include <string.h>

enum { BECAUSE_MAX = 4 };

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
add_phrase_reasons(const Found *found, Verdict verdict, GArray *out)
{
	const Tokens *tokens = found->tokens;
	for (guint i = 0; i < found->hits->len; i++) {
		const Hit *hit = &g_array_index(found->hits, Hit, i);
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
}

/* The sentence that says it best, where no phrase stands in it: phrases come first, as people
 * wrote them to be read. */
static void
add_sentence_reason(const Found *found, const Sentence *sentence, GArray *out)
{
	const Token *items = found->tokens->items;
	Reason reason = { 1, items[sentence->token].start, items[sentence->token_end - 1].end };
	for (guint i = 0; i < out->len; i++) {
		const Reason *other = &g_array_index(out, Reason, i);
		if (other->start < reason.end && other->end > reason.start)
			return;
	}
	reason.weight = 9;
	g_array_append_val(out, reason);
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
add_because(const Found *found, const Sentence *best, Verdict verdict, GPtrArray *because)
{
	g_autoptr(GArray) reasons = g_array_new(FALSE, FALSE, sizeof(Reason));
	Reason said[BECAUSE_MAX];
	guint n = 0;
	add_phrase_reasons(found, verdict, reasons);
	if (found->rules->model != NULL && best->token_end > best->token)
		add_sentence_reason(found, best, reasons);
	g_array_sort(reasons, by_weight);
	for (guint i = 0; i < reasons->len && n < BECAUSE_MAX; i++) {
		const Reason *reason = &g_array_index(reasons, Reason, i);
		bool is_new = true;
		for (guint j = 0; j < n; j++)
			is_new &= reason->end <= said[j].start || reason->start >= said[j].end;
		if (!is_new)
			continue;
		said[n++] = *reason;
		g_autofree char *words = one_line(found->tokens->text, reason->start, reason->end);
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

/* What a network makes of the sentences, where the model has one. */
static void
weigh_in_order(const Found *found, const GArray *sentences, const GArray *marked, Shares scores)
{
	const Model *model = found->rules->model;
	NetworkTrace trace; /* too large to be cleared for nothing */
	trace.n = network_count(sentences->len);
	trace.keep = NULL;
	for (size_t s = 0; s < trace.n; s++) {
		size_t at = network_pick(s, sentences->len);
		const NetworkSentence *sentence = &g_array_index(marked, NetworkSentence, at);
		network_plain(sentence, g_array_index(sentences, Shares, at), s, trace.n, found->kind, trace.input[s]);
		for (unsigned i = 0; i < sentence->n_marks; i++)
			model_add_row(model, sentence->marks[i], NETWORK_MARK_VALUE, trace.input[s] + NETWORK_PLAIN);
	}
	network_run(model_network(model), &trace, scores);
}

/* The shares of every sentence, and from them the scores of the message. */
static void
weigh(const Found *found, GArray *sentences, Shares scores)
{
	const Model *model = found->rules->model;
	g_autoptr(GArray) features = g_array_sized_new(FALSE, FALSE, sizeof(Feature), 512);
	g_autoptr(GArray) marked = g_array_new(FALSE, FALSE, sizeof(NetworkSentence));
	Sentence sentence = { 0 };
	while (sentence_next(found, &sentence)) {
		Shares shares = { 0 };
		NetworkSentence marks;
		sentence_features(found, &sentence, features);
		network_sentence_init(&marks, features, sentence.token_end - sentence.token);
		g_array_append_val(marked, marks);
		model_scores(model, features, shares);
		shares_of_scores(shares, VERDICT_NONE);
		g_array_append_val(sentences, shares);
	}
	message_features(found, (const Shares *)(const void *)sentences->data, sentences->len, features);
	model_scores(model, features, scores);
	if (model_network(model) != NULL)
		weigh_in_order(found, sentences, marked, scores);
}

/* The sentence that says verdict best. */
static Sentence
best_sentence(const Found *found, const GArray *sentences, Verdict verdict)
{
	Sentence sentence = { 0 }, best = { 0 };
	double most = 0;
	while (sentences->len > 0 && sentence_next(found, &sentence)) {
		double share = g_array_index(sentences, Shares, sentence.index)[verdict];
		if (share > most) {
			most = share;
			best = sentence;
		}
	}
	return best;
}

static void
decide(const Found *found, const LearnedSet *learned, Reading *reading)
{
	g_autoptr(GArray) sentences = g_array_new(FALSE, FALSE, sizeof(Shares));
	const VerdictRules *rules = found->rules;
	Shares scores = { 0 };
	double alike = 0;
	int64_t id = 0;
	if (rules->model != NULL)
		weigh(found, sentences, scores);
	else
		scores_of_hits(found->hits, scores);
	Verdict taught = learned_decide(learned, found->tokens, scores, &alike, &id);
	Verdict best = shares_of_scores(scores, VERDICT_ACK);
	reading->verdict = taught != VERDICT_NONE ? taught : best;
	reading->confidence = rules->model != NULL ? model_calibrate(rules->model, scores[best]) :
	    MIN(scores[best], 0.95);
	if (found->tokens->n == 0)
		reading->confidence = 0.5;
	if (taught != VERDICT_NONE) {
		/* Half of the words the same: a good guess; all of them: the same answer. */
		reading->confidence = MIN(0.99, 0.82 + 0.34 * (alike - 0.5));
		g_ptr_array_add(reading->because, g_strdup_printf(
		    "%s: like example %" G_GINT64_FORMAT " that you taught", verdict_name(taught), id));
	}
	Sentence sentence = best_sentence(found, sentences, reading->verdict);
	add_because(found, &sentence, reading->verdict, reading->because);
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
	g_autoptr(GArray) concepts = concepts_find(rules, &tokens, language);
	Found found = { rules, &tokens, hits, subject_hits, concepts, input->kind };
	decide(&found, learned, reading);
	if (reading->verdict == VERDICT_NEED_INFO)
		asked_find(&tokens, hits, reading->asked);
	if (reading->verdict == VERDICT_REDIRECTED)
		reading->redirect = redirect_find(&tokens, hits);
	if (reading->verdict == VERDICT_ACK || reading->verdict == VERDICT_WORKING)
		reading->promised = promise_find(rules, &tokens, hits, input);
}
