/* SPDX-License-Identifier: ISC
 * verdict-network.h - what a message says, from its sentences in their order
 *
 * What a sentence says by itself is weighed by what stands before and after it: "we declined it"
 * is a story where "it was paid today" follows. A small recurrent network (a gated recurrent unit
 * in each direction, then attention and the greatest of all sentences) reads the shares of the
 * sentences and the concepts in them; its scores are added to those of the message's features.
 * Written by contrib/train-verdicts.c, which finds its numbers. */
#pragma once
#include "verdict-private.h"

enum {
	NETWORK_SENTENCES_MAX = 24, /* of a longer message its first and last halves */
	NETWORK_MARKS_MAX = 16,
	NETWORK_PLAIN = 2 * VERDICT_COUNT + 4,
	NETWORK_INPUT = NETWORK_PLAIN + VERDICT_COUNT,
	NETWORK_HIDDEN = 24,
	NETWORK_GATES = 3 * NETWORK_HIDDEN, /* reset, update, candidate */
	NETWORK_JOINT = 2 * NETWORK_HIDDEN, /* both directions */
	NETWORK_POOLED = 2 * NETWORK_JOINT,
};
#define NETWORK_MARK_VALUE 0.5f /* a sentence has several: their sum is as great as the other numbers */

/* Rows are by what comes in: each is what one number adds to all that it goes into. */
typedef struct network_cell {
	float enter[NETWORK_HIDDEN][NETWORK_GATES], enter_bias[NETWORK_GATES];
	float back[NETWORK_HIDDEN][NETWORK_GATES], back_bias[NETWORK_GATES];
} NetworkCell;

/* floats only: it is written and read as a row of them */
struct network {
	float first[NETWORK_INPUT][NETWORK_HIDDEN], first_bias[NETWORK_HIDDEN];
	NetworkCell cells[2]; /* onwards, backwards */
	float attention[NETWORK_JOINT];
	float last[NETWORK_POOLED][VERDICT_COUNT], last_bias[VERDICT_COUNT];
};
enum { NETWORK_FLOATS = sizeof(struct network) / sizeof(float) };

/* The concepts and phrases in a sentence: keys of rows of the model, "c:REFUND.done=" and
 * "R:resolved:plain=", in whose columns stands what one adds to the last VERDICT_COUNT numbers of
 * the input. */
typedef struct network_sentence {
	uint64_t marks[NETWORK_MARKS_MAX];
	uint16_t n_marks, n_tokens;
} NetworkSentence;

/* What goes into the network and what comes of it, sentence by sentence. */
typedef struct network_trace {
	size_t n; /* sentences: at most NETWORK_SENTENCES_MAX */
	float input[NETWORK_SENTENCES_MAX][NETWORK_INPUT];
	const float (*keep)[NETWORK_JOINT]; /* factors of what the directions say; NULL: ones */
	float entered[NETWORK_SENTENCES_MAX][NETWORK_HIDDEN];
	float gates[2][NETWORK_SENTENCES_MAX][NETWORK_GATES];
	float recall[2][NETWORK_SENTENCES_MAX][NETWORK_HIDDEN]; /* of the state before, for the candidate */
	float state[2][NETWORK_SENTENCES_MAX][NETWORK_HIDDEN];
	float joint[NETWORK_SENTENCES_MAX][NETWORK_JOINT];
	float attention[NETWORK_SENTENCES_MAX];
	uint8_t most[NETWORK_JOINT]; /* the sentence that says it most */
	float pooled[NETWORK_POOLED];
} NetworkTrace;

/* out += by * row. Where n is a constant, several numbers are done at once. */
static inline G_ALWAYS_INLINE void
network_add(float *restrict out, const float *restrict row, float by, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] += row[i] * by;
}

/* Whether a feature of a sentence is one of its marks, and the key it has as one. */
bool network_is_mark(const Feature *feature);
uint64_t network_mark_key(const Feature *feature);
/* From the features of a sentence of n_tokens. */
void network_sentence_init(NetworkSentence *out, const GArray *features, size_t n_tokens);
/* How many sentences of n go in, and which is the s-th of them. */
size_t network_count(size_t n);
size_t network_pick(size_t s, size_t n);
/* The numbers of the s-th of n that go in, but for its marks: these begin at NETWORK_PLAIN. */
void network_plain(const NetworkSentence *sentence, const Shares shares, size_t s, size_t n, Kind kind,
    float out[NETWORK_INPUT]);
/* Add what network makes of trace->n inputs to scores. The caller sets n, input and keep; the rest is
 * what came of them. */
void network_run(const Network *network, NetworkTrace *trace, Shares scores);
