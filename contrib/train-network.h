/* SPDX-License-Identifier: ISC
 * train-network.h - find the numbers of a network that reads sentences in their order */
#pragma once
#include "../src/reply/verdict-network.h"

/* A concept plain, denied, under a condition, to come; phrases of a verdict in a mode. */
enum { NETWORK_MARKS = CONCEPTS_MAX * 4 + VERDICT_COUNT * MODE_COUNT };
#define NETWORK_NO_LABEL 0xff

typedef struct network_message {
	size_t n; /* sentences that go in */
	float plain[NETWORK_SENTENCES_MAX][NETWORK_INPUT];
	uint16_t marks[NETWORK_SENTENCES_MAX][NETWORK_MARKS_MAX], n_marks[NETWORK_SENTENCES_MAX];
	uint8_t labels[NETWORK_SENTENCES_MAX];
	Shares scores; /* what its features say, before the network */
	unsigned verdict, fold;
	float weight;
} NetworkMessage;

/* What is found: the network, what each mark stands for, and what a sentence says by it, which is
 * learnt beside and then thrown away. Floats only. */
typedef struct network_fit {
	Network network;
	float marks[NETWORK_MARKS][VERDICT_COUNT];
	float sentence[NETWORK_JOINT][VERDICT_COUNT], sentence_bias[VERDICT_COUNT];
} NetworkFit;

/* Fit to all messages but those of fold without (-1: to all). Free with g_free(). */
NetworkFit *network_fit(const GPtrArray *messages, int without);
/* Add what it makes of a message to scores. */
void network_fit_read(const NetworkFit *fit, const NetworkMessage *message, Shares scores);
