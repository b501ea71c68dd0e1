/* SPDX-License-Identifier: ISC
 * verdict-message.c - what the sentences make of a message */
#include "verdict-private.h"
#include <math.h>

enum { FIRST_SENTENCES = 3, LAST_SENTENCES = 3 };

Verdict
shares_of_scores(Shares scores, Verdict first)
{
	double most = -INFINITY, sum = 0;
	Verdict best = first;
	for (int v = (int)first; v < VERDICT_COUNT; v++) {
		if (scores[v] > most) {
			most = scores[v];
			best = (Verdict)v;
		}
	}
	for (int v = (int)first; v < VERDICT_COUNT; v++)
		sum += scores[v] = exp(scores[v] - most);
	for (int v = (int)first; v < VERDICT_COUNT; v++)
		scores[v] /= sum;
	return best;
}

static double
log_odds(double p)
{
	p = CLAMP(p, 0.002, 0.998);
	return log(p / (1 - p));
}

/* How strongly each verdict is said: by the one sentence that says it best, by the next, by all
 * together, at the beginning and at the end. */
static void
add_sayings(const Found *found, const Shares *sentences, size_t n, GArray *out)
{
	double most[VERDICT_COUNT] = { 0 };
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++) {
		const char *name = verdict_name((Verdict)v);
		double second = 0, sum = 0, early = 0, late = 0;
		for (size_t s = 0; s < n; s++) {
			double p = sentences[s][v];
			second = MAX(second, MIN(p, most[v]));
			most[v] = MAX(most[v], p);
			sum += p;
			if (s < FIRST_SENTENCES)
				early = MAX(early, p);
			if (s + LAST_SENTENCES >= n)
				late = MAX(late, p);
		}
		feature_add(out, (float)most[v], "M:most:", name, NULL);
		feature_add(out, (float)((log_odds(most[v]) + 6.2) / 6), "M:odds:", name, NULL);
		feature_add(out, (float)second, "M:second:", name, NULL);
		feature_add(out, (float)(MIN(sum, 3) / 3), "M:sum:", name, NULL);
		feature_add(out, (float)(sum / (double)MAX(n, 1u)), "M:share:", name, NULL);
		feature_add(out, (float)early, "M:early:", name, NULL);
		feature_add(out, (float)late, "M:late:", name, NULL);
		if (found->kind != KIND_REPLY)
			feature_add(out, (float)most[v], "M:auto:", name, NULL);
	}
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++) {
		for (int u = v + 1; u < VERDICT_COUNT; u++)
			feature_add(out, (float)(most[v] * most[u]), "M:", verdict_name((Verdict)v), "+",
			    verdict_name((Verdict)u), NULL);
	}
}

/* Which verdict is said after which: "refused at first, now done" is not "done, and the rest is
 * refused". And which is said last, and first, of all that say something. */
static void
add_order(const Shares *sentences, size_t n, GArray *out)
{
	double before[VERDICT_COUNT] = { 0 }, pairs[VERDICT_COUNT][VERDICT_COUNT] = { 0 };
	double last[VERDICT_COUNT] = { 0 }, first[VERDICT_COUNT] = { 0 }, rest = 1, ahead = 1;
	for (size_t s = 0; s < n; s++) {
		for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++) {
			for (int u = VERDICT_ACK; u < VERDICT_COUNT; u++)
				pairs[v][u] = MAX(pairs[v][u], before[v] * sentences[s][u]);
			first[v] += ahead * sentences[s][v];
			last[v] += rest * sentences[n - 1 - s][v];
		}
		for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++)
			before[v] = MAX(before[v], sentences[s][v]);
		ahead *= sentences[s][VERDICT_NONE];
		rest *= sentences[n - 1 - s][VERDICT_NONE];
	}
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++) {
		feature_add(out, (float)first[v], "M:first:", verdict_name((Verdict)v), NULL);
		feature_add(out, (float)last[v], "M:last:", verdict_name((Verdict)v), NULL);
		for (int u = VERDICT_ACK; u < VERDICT_COUNT; u++) {
			if (u != v)
				feature_add(out, (float)pairs[v][u], "M:", verdict_name((Verdict)v), ">",
				    verdict_name((Verdict)u), NULL);
		}
	}
}

static void
add_shape(const Found *found, size_t n, GArray *out)
{
	double subject[VERDICT_COUNT] = { 0 };
	for (guint i = 0; i < found->subject->len; i++) {
		const Hit *hit = &g_array_index(found->subject, Hit, i);
		if (hit->phrase->act < VERDICT_COUNT && !hit->is_dropped)
			subject[hit->phrase->act] += (double)hit->phrase->weight;
	}
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++)
		feature_add(out, (float)(MIN(subject[v], 6) / 4), "M:subject:", verdict_name((Verdict)v), NULL);
	feature_add(out, 1, "M:bias", NULL);
	feature_add(out, 1, "M:", found->kind == KIND_REPLY ? "reply" : "auto-reply", NULL);
	feature_add(out, 1, "M:n:", n <= 1 ? "1" : n <= 3 ? "3" : n <= 8 ? "8" : "9", NULL);
}

void
message_features(const Found *found, const Shares *sentences, size_t n, GArray *out)
{
	g_array_set_size(out, 0);
	add_sayings(found, sentences, n, out);
	add_order(sentences, n, out);
	add_shape(found, n, out);
}
