/* SPDX-License-Identifier: ISC
 * verdict-network.c - what a message says, from its sentences in their order */
#include "verdict-network.h"
#include <math.h>
#include <string.h>

bool
network_is_mark(const Feature *feature)
{
	if (feature->kind == FEATURE_NAMED)
		return feature->name[0] == 'R' && feature->name[1] == ':';
	return feature->kind == FEATURE_CONCEPTS && feature->n == 1 && feature->sign != 'p';
}

uint64_t
network_mark_key(const Feature *feature)
{
	return hash_bytes(feature->key, "=", 1);
}

static void
take_mark(NetworkSentence *out, const Feature *feature)
{
	if (out->n_marks < NETWORK_MARKS_MAX && network_is_mark(feature))
		out->marks[out->n_marks++] = network_mark_key(feature);
}

/* Phrases before concepts: they are few, and people wrote them to count. They stand at the end of
 * a sentence's features, and words and letters, which are most of these, are no marks. */
void
network_sentence_init(NetworkSentence *out, const GArray *features, size_t n_tokens)
{
	const Feature *items = (const Feature *)(const void *)features->data;
	guint named = features->len;
	out->n_marks = 0;
	out->n_tokens = (uint16_t)MIN(n_tokens, UINT16_MAX);
	while (named > 0 && items[named - 1].kind == FEATURE_NAMED)
		named--;
	for (guint i = named; i < features->len; i++)
		take_mark(out, &items[i]);
	for (guint i = 0; i < named && items[i].kind <= FEATURE_CONCEPTS; i++)
		take_mark(out, &items[i]);
}

size_t
network_count(size_t n)
{
	return MIN(n, NETWORK_SENTENCES_MAX);
}

size_t
network_pick(size_t s, size_t n)
{
	return n <= NETWORK_SENTENCES_MAX || s < NETWORK_SENTENCES_MAX / 2 ? s : n - NETWORK_SENTENCES_MAX + s;
}

void
network_plain(const NetworkSentence *sentence, const Shares shares, size_t s, size_t n, Kind kind,
    float out[NETWORK_INPUT])
{
	memset(out, 0, NETWORK_INPUT * sizeof *out);
	for (int v = 0; v < VERDICT_COUNT; v++) {
		out[v] = (float)shares[v];
		out[VERDICT_COUNT + v] = (float)(log(MAX(shares[v], 1e-3)) / 3 + 1);
	}
	float *place = out + 2 * VERDICT_COUNT;
	place[0] = (float)MIN(sentence->n_tokens, 60) / 30;
	place[1] = n > 1 ? (float)s / (float)(n - 1) : 0;
	place[2] = 1 / (float)n;
	place[3] = kind != KIND_REPLY;
}

static inline float
squash(float x)
{
	return 1 / (1 + expf(-x));
}

static void
enter(const Network *network, const float input[NETWORK_INPUT], float out[NETWORK_HIDDEN])
{
	memcpy(out, network->first_bias, sizeof network->first_bias);
	for (size_t i = 0; i < NETWORK_INPUT; i++)
		network_add(out, network->first[i], input[i], NETWORK_HIDDEN);
	for (size_t i = 0; i < NETWORK_HIDDEN; i++)
		out[i] = MAX(out[i], 0);
}

/* As network_add() row by row, four of them in each pass over out. Zeros, as all of the first state
 * are, add nothing. */
static void
add_rows(const float rows[NETWORK_HIDDEN][NETWORK_GATES], const float by[NETWORK_HIDDEN],
    float out[restrict NETWORK_GATES])
{
	G_STATIC_ASSERT(NETWORK_HIDDEN % 4 == 0);
	for (size_t i = 0; i < NETWORK_HIDDEN; i += 4) {
		const float a = by[i], b = by[i + 1], c = by[i + 2], d = by[i + 3];
		if (a == 0 && b == 0 && c == 0 && d == 0)
			continue;
		for (size_t k = 0; k < NETWORK_GATES; k++)
			out[k] = out[k] + rows[i][k] * a + rows[i + 1][k] * b + rows[i + 2][k] * c + rows[i + 3][k] * d;
	}
}

/* before: the state of the sentence read before it, in this direction. */
static void
step(const NetworkCell *cell, NetworkTrace *trace, int direction, size_t s, const float before[NETWORK_HIDDEN])
{
	float *gates = trace->gates[direction][s], *state = trace->state[direction][s];
	float *recall = trace->recall[direction][s], back[NETWORK_GATES];
	memcpy(gates, cell->enter_bias, sizeof cell->enter_bias);
	memcpy(back, cell->back_bias, sizeof cell->back_bias);
	add_rows(cell->enter, trace->entered[s], gates);
	add_rows(cell->back, before, back);
	for (size_t i = 0; i < NETWORK_HIDDEN; i++) {
		size_t update = NETWORK_HIDDEN + i, candidate = 2 * NETWORK_HIDDEN + i;
		recall[i] = back[candidate];
		gates[i] = squash(gates[i] + back[i]);
		gates[update] = squash(gates[update] + back[update]);
		gates[candidate] = 2 * squash(2 * (gates[candidate] + gates[i] * recall[i])) - 1; /* tanh */
		state[i] = (1 - gates[update]) * gates[candidate] + gates[update] * before[i];
	}
}

static void
run_direction(const Network *network, NetworkTrace *trace, int direction)
{
	static const float nothing[NETWORK_HIDDEN] = { 0 };
	const float *before = nothing;
	for (size_t i = 0; i < trace->n; i++) {
		size_t s = direction == 0 ? i : trace->n - 1 - i;
		step(&network->cells[direction], trace, direction, s, before);
		before = trace->state[direction][s];
	}
}

static void
attend(const Network *network, NetworkTrace *trace)
{
	float most = -INFINITY, sum = 0;
	for (size_t s = 0; s < trace->n; s++) {
		trace->attention[s] = 0;
		for (size_t i = 0; i < NETWORK_JOINT; i++) {
			float said = trace->state[i / NETWORK_HIDDEN][s][i % NETWORK_HIDDEN];
			trace->joint[s][i] = trace->keep != NULL ? said * trace->keep[s][i] : said;
			trace->attention[s] += trace->joint[s][i] * network->attention[i];
		}
		most = MAX(most, trace->attention[s]);
	}
	for (size_t s = 0; s < trace->n; s++)
		sum += trace->attention[s] = expf(trace->attention[s] - most);
	for (size_t s = 0; s < trace->n; s++)
		trace->attention[s] /= sum;
}

static void
pool(NetworkTrace *trace)
{
	memset(trace->pooled, 0, sizeof trace->pooled);
	for (size_t i = 0; i < NETWORK_JOINT; i++)
		trace->most[i] = 0;
	for (size_t s = 0; s < trace->n; s++) {
		network_add(trace->pooled, trace->joint[s], trace->attention[s], NETWORK_JOINT);
		for (size_t i = 0; i < NETWORK_JOINT; i++) {
			if (trace->joint[s][i] > trace->joint[trace->most[i]][i])
				trace->most[i] = (uint8_t)s;
		}
	}
	for (size_t i = 0; i < NETWORK_JOINT; i++)
		trace->pooled[NETWORK_JOINT + i] = trace->joint[trace->most[i]][i];
}

void
network_run(const Network *network, NetworkTrace *trace, Shares scores)
{
	if (trace->n == 0)
		return;
	for (size_t s = 0; s < trace->n; s++)
		enter(network, trace->input[s], trace->entered[s]);
	run_direction(network, trace, 0);
	run_direction(network, trace, 1);
	attend(network, trace);
	pool(trace);
	float sums[VERDICT_COUNT];
	memcpy(sums, network->last_bias, sizeof sums);
	for (size_t i = 0; i < NETWORK_POOLED; i++)
		network_add(sums, network->last[i], trace->pooled[i], VERDICT_COUNT);
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++)
		scores[v] += (double)sums[v];
}
