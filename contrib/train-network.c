/* SPDX-License-Identifier: ISC
 * train-network.c - find the numbers of a network that reads sentences in their order
 *
 * Backpropagation through the two directions, Adam with decoupled decay, a rate that rises and
 * falls once, and dropout; what the sentences are labelled is learnt beside the message's verdict. */
#include "train-network.h"
#include <math.h>
#include <string.h>

enum { NETWORK_EPOCHS = 14, BATCH = 64 };
#define NETWORK_RATE 5e-3
#define DECAY 1e-2f
#define RISING 0.3           /* of all steps */
#define MARK_DROP 0.3        /* a concept is passed over */
#define VECTOR_DROP 0.4      /* a number that it stands for */
#define JOINT_DROP 0.4
#define SENTENCE_WEIGHT 0.08f /* of a sentence's label beside the message's */
#define FLOATS (sizeof(NetworkFit) / sizeof(float))

/* What was left out of one reading. */
typedef struct dropped {
	float joint[NETWORK_SENTENCES_MAX][NETWORK_JOINT];
	float vector[NETWORK_SENTENCES_MAX][VERDICT_COUNT];
	bool marks[NETWORK_SENTENCES_MAX][NETWORK_MARKS_MAX];
} Dropped;

static void
fill(GRand *dice, float *numbers, size_t n, double reach)
{
	for (size_t i = 0; i < n; i++)
		numbers[i] = (float)g_rand_double_range(dice, -reach, reach);
}

static NetworkFit *
fit_new(GRand *dice)
{
	NetworkFit *fit = g_new0(NetworkFit, 1);
	double hidden = 1 / sqrt(NETWORK_HIDDEN), joint = 1 / sqrt(NETWORK_JOINT);
	fill(dice, &fit->network.first[0][0], NETWORK_INPUT * NETWORK_HIDDEN, 1 / sqrt(NETWORK_INPUT));
	for (int d = 0; d < 2; d++)
		fill(dice, (float *)(void *)&fit->network.cells[d], sizeof(NetworkCell) / sizeof(float), hidden);
	fill(dice, fit->network.attention, NETWORK_JOINT, joint);
	fill(dice, &fit->network.last[0][0], NETWORK_POOLED * VERDICT_COUNT, 1 / sqrt(NETWORK_POOLED));
	fill(dice, &fit->sentence[0][0], NETWORK_JOINT * VERDICT_COUNT, joint);
	fill(dice, &fit->marks[0][0], NETWORK_MARKS * VERDICT_COUNT, 0.17);
	return fit;
}

static float
keep_or_not(GRand *dice, double drop)
{
	return g_rand_double(dice) < drop ? 0 : (float)(1 / (1 - drop));
}

static void
drop(GRand *dice, const NetworkMessage *message, Dropped *out)
{
	for (size_t s = 0; s < message->n; s++) {
		for (size_t i = 0; i < NETWORK_JOINT; i++)
			out->joint[s][i] = keep_or_not(dice, JOINT_DROP);
		for (size_t i = 0; i < VERDICT_COUNT; i++)
			out->vector[s][i] = keep_or_not(dice, VECTOR_DROP);
		for (size_t i = 0; i < message->n_marks[s]; i++)
			out->marks[s][i] = g_rand_double(dice) < MARK_DROP;
	}
}

/* dropped may be NULL: nothing is. */
static void
run(const NetworkFit *fit, const NetworkMessage *message, const Dropped *dropped, NetworkTrace *trace, Shares scores)
{
	trace->n = message->n;
	trace->keep = dropped != NULL ? dropped->joint : NULL;
	for (size_t s = 0; s < message->n; s++) {
		float *vector = trace->input[s] + NETWORK_PLAIN;
		memcpy(trace->input[s], message->plain[s], sizeof trace->input[s]);
		for (size_t i = 0; i < message->n_marks[s]; i++) {
			for (size_t k = 0; k < VERDICT_COUNT && !(dropped != NULL && dropped->marks[s][i]); k++)
				vector[k] += NETWORK_MARK_VALUE * fit->marks[message->marks[s][i]][k];
		}
		for (size_t k = 0; k < VERDICT_COUNT && dropped != NULL; k++)
			vector[k] *= dropped->vector[s][k];
	}
	network_run(&fit->network, trace, scores);
}

void
network_fit_read(const NetworkFit *fit, const NetworkMessage *message, Shares scores)
{
	NetworkTrace trace;
	run(fit, message, NULL, &trace, scores);
}

static float
dot(const float *a, const float *b, size_t n)
{
	float sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

typedef float JointGradients[NETWORK_SENTENCES_MAX][NETWORK_JOINT];

/* From the scores back to what the directions say of each sentence. */
static void
back_pool(const NetworkFit *fit, const NetworkTrace *trace, const float wanted[VERDICT_COUNT], NetworkFit *gradient,
    JointGradients joint)
{
	float pooled[NETWORK_POOLED], attention[NETWORK_SENTENCES_MAX], mean = 0;
	for (size_t i = 0; i < NETWORK_POOLED; i++) {
		pooled[i] = dot(fit->network.last[i], wanted, VERDICT_COUNT);
		network_add(gradient->network.last[i], wanted, trace->pooled[i], VERDICT_COUNT);
	}
	network_add(gradient->network.last_bias, wanted, 1, VERDICT_COUNT);
	for (size_t i = 0; i < NETWORK_JOINT; i++)
		joint[trace->most[i]][i] += pooled[NETWORK_JOINT + i];
	for (size_t s = 0; s < trace->n; s++) {
		attention[s] = dot(trace->joint[s], pooled, NETWORK_JOINT);
		mean += attention[s] * trace->attention[s];
	}
	for (size_t s = 0; s < trace->n; s++) {
		float by = trace->attention[s] * (attention[s] - mean);
		network_add(joint[s], pooled, trace->attention[s], NETWORK_JOINT);
		network_add(joint[s], fit->network.attention, by, NETWORK_JOINT);
		network_add(gradient->network.attention, trace->joint[s], by, NETWORK_JOINT);
	}
}

static void
back_labels(const NetworkFit *fit, const NetworkMessage *message, const NetworkTrace *trace, NetworkFit *gradient,
    JointGradients joint)
{
	for (size_t s = 0; s < trace->n; s++) {
		Shares shares;
		float wanted[VERDICT_COUNT];
		if (message->labels[s] == NETWORK_NO_LABEL)
			continue;
		for (int v = 0; v < VERDICT_COUNT; v++) {
			shares[v] = (double)fit->sentence_bias[v];
			for (size_t i = 0; i < NETWORK_JOINT; i++)
				shares[v] += (double)(trace->joint[s][i] * fit->sentence[i][v]);
		}
		shares_of_scores(shares, VERDICT_NONE);
		for (unsigned v = 0; v < VERDICT_COUNT; v++)
			wanted[v] = SENTENCE_WEIGHT * message->weight * (float)(shares[v] - (v == message->labels[s]));
		for (size_t i = 0; i < NETWORK_JOINT; i++) {
			joint[s][i] += dot(fit->sentence[i], wanted, VERDICT_COUNT);
			network_add(gradient->sentence[i], wanted, trace->joint[s][i], VERDICT_COUNT);
		}
		network_add(gradient->sentence_bias, wanted, 1, VERDICT_COUNT);
	}
}

/* Back through one step: state is what is wanted of the state it made; it becomes what is wanted
 * of the one before. */
static void
back_step(const NetworkCell *cell, const NetworkTrace *trace, int direction, size_t s, const float *before,
    float state[NETWORK_HIDDEN], NetworkCell *gradient, float entered[NETWORK_HIDDEN])
{
	const float *gates = trace->gates[direction][s], *recall = trace->recall[direction][s];
	float into[NETWORK_GATES], back[NETWORK_GATES];
	for (size_t i = 0; i < NETWORK_HIDDEN; i++) {
		size_t update = NETWORK_HIDDEN + i, candidate = 2 * NETWORK_HIDDEN + i;
		float r = gates[i], z = gates[update], c = gates[candidate];
		float to_candidate = state[i] * (1 - z) * (1 - c * c);
		into[i] = back[i] = to_candidate * recall[i] * r * (1 - r);
		into[update] = back[update] = state[i] * (before[i] - c) * z * (1 - z);
		into[candidate] = to_candidate;
		back[candidate] = to_candidate * r;
		state[i] *= z;
	}
	for (size_t i = 0; i < NETWORK_HIDDEN; i++) {
		network_add(gradient->enter[i], into, trace->entered[s][i], NETWORK_GATES);
		network_add(gradient->back[i], back, before[i], NETWORK_GATES);
		entered[i] += dot(cell->enter[i], into, NETWORK_GATES);
		state[i] += dot(cell->back[i], back, NETWORK_GATES);
	}
	network_add(gradient->enter_bias, into, 1, NETWORK_GATES);
	network_add(gradient->back_bias, back, 1, NETWORK_GATES);
}

static void
back_direction(const NetworkFit *fit, const NetworkTrace *trace, int direction, JointGradients joint,
    NetworkFit *gradient, float entered[][NETWORK_HIDDEN])
{
	static const float nothing[NETWORK_HIDDEN] = { 0 };
	float state[NETWORK_HIDDEN] = { 0 };
	for (size_t i = trace->n; i-- > 0;) {
		size_t s = direction == 0 ? i : trace->n - 1 - i;
		const float *before = i == 0 ? nothing : trace->state[direction][direction == 0 ? s - 1 : s + 1];
		for (size_t k = 0; k < NETWORK_HIDDEN; k++) {
			size_t at = (size_t)direction * NETWORK_HIDDEN + k;
			state[k] += joint[s][at] * trace->keep[s][at];
		}
		back_step(&fit->network.cells[direction], trace, direction, s, before, state,
		    &gradient->network.cells[direction], entered[s]);
	}
}

static void
back_input(const NetworkFit *fit, const NetworkMessage *message, const NetworkTrace *trace, const Dropped *dropped,
    float entered[][NETWORK_HIDDEN], NetworkFit *gradient)
{
	for (size_t s = 0; s < trace->n; s++) {
		float vector[VERDICT_COUNT];
		for (size_t k = 0; k < NETWORK_HIDDEN; k++)
			entered[s][k] *= trace->entered[s][k] > 0;
		for (size_t i = 0; i < NETWORK_INPUT; i++)
			network_add(gradient->network.first[i], entered[s], trace->input[s][i], NETWORK_HIDDEN);
		network_add(gradient->network.first_bias, entered[s], 1, NETWORK_HIDDEN);
		for (size_t k = 0; k < VERDICT_COUNT; k++)
			vector[k] = NETWORK_MARK_VALUE * dropped->vector[s][k] *
			            dot(fit->network.first[NETWORK_PLAIN + k], entered[s], NETWORK_HIDDEN);
		for (size_t i = 0; i < message->n_marks[s]; i++) {
			if (!dropped->marks[s][i])
				network_add(gradient->marks[message->marks[s][i]], vector, 1, VERDICT_COUNT);
		}
	}
}

static void
learn(const NetworkFit *fit, const NetworkMessage *message, GRand *dice, NetworkFit *gradient)
{
	NetworkTrace trace;
	Dropped dropped;
	JointGradients joint = { 0 };
	float entered[NETWORK_SENTENCES_MAX][NETWORK_HIDDEN] = { 0 }, wanted[VERDICT_COUNT] = { 0 };
	Shares shares;
	memcpy(shares, message->scores, sizeof shares);
	drop(dice, message, &dropped);
	run(fit, message, &dropped, &trace, shares);
	shares_of_scores(shares, VERDICT_ACK);
	for (unsigned v = VERDICT_ACK; v < VERDICT_COUNT; v++)
		wanted[v] = message->weight * (float)(shares[v] - (v == message->verdict));
	back_pool(fit, &trace, wanted, gradient, joint);
	back_labels(fit, message, &trace, gradient, joint);
	back_direction(fit, &trace, 0, joint, gradient, entered);
	back_direction(fit, &trace, 1, joint, gradient, entered);
	back_input(fit, message, &trace, &dropped, entered, gradient);
}

/* Rises to the full rate and falls to nothing, along a cosine both times. */
static double
rate_at(double done)
{
	double part = done < RISING ? 1 - done / RISING : (done - RISING) / (1 - RISING);
	double low = done < RISING ? NETWORK_RATE / 25 : 0;
	return low + (NETWORK_RATE - low) * (1 + cos(G_PI * part)) / 2;
}

static void
adam(float *numbers, const float *gradient, float *mean, float *square, guint steps, float rate)
{
	double by_mean = 1 - pow(0.9, steps), by_square = 1 - pow(0.999, steps);
	for (size_t i = 0; i < FLOATS; i++) {
		float g = gradient[i] / BATCH;
		mean[i] += 0.1f * (g - mean[i]);
		square[i] += 0.001f * (g * g - square[i]);
		numbers[i] -= rate * (DECAY * numbers[i] + mean[i] / (float)by_mean /
		    (sqrtf(square[i] / (float)by_square) + 1e-8f));
	}
}

NetworkFit *
network_fit(const GPtrArray *messages, int without)
{
	g_autoptr(GRand) dice = g_rand_new_with_seed(11);
	g_autoptr(GPtrArray) order = g_ptr_array_new();
	NetworkFit *fit = fit_new(dice);
	g_autofree NetworkFit *gradient = g_new(NetworkFit, 1), *mean = g_new0(NetworkFit, 1), *square = g_new0(NetworkFit, 1);
	for (guint i = 0; i < messages->len; i++) {
		NetworkMessage *message = messages->pdata[i];
		if ((int)message->fold != without && message->n > 0)
			g_ptr_array_add(order, message);
	}
	guint steps = 0, all = NETWORK_EPOCHS * ((order->len + BATCH - 1) / BATCH);
	for (int epoch = 0; epoch < NETWORK_EPOCHS; epoch++) {
		for (guint i = order->len; i > 1; i--) {
			guint j = (guint)g_rand_int_range(dice, 0, (gint32)i);
			gpointer message = order->pdata[i - 1];
			order->pdata[i - 1] = order->pdata[j];
			order->pdata[j] = message;
		}
		for (guint i = 0; i < order->len; i += BATCH) {
			memset(gradient, 0, sizeof *gradient);
			for (guint k = i; k < MIN(i + BATCH, order->len); k++)
				learn(fit, order->pdata[k], dice, gradient);
			adam((float *)(void *)fit, (float *)(void *)gradient, (float *)(void *)mean, (float *)(void *)square,
			    steps + 1, (float)rate_at((double)steps / all));
			steps++;
		}
	}
	return fit;
}
