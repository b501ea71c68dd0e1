/* SPDX-License-Identifier: ISC */
/* The network by hand, its gradient beside differences, and what it can learn. */
#include "../../contrib/train-network.c"
#include "plaint/rules.h"
#include "plaint/verdict.h"

/* Rules whose words stand for verdicts, and a model that reads a sentence by them alone. */
static const char concept_lines[] = "language en\nREPAIR.done: fixed\nUNABLE: refused\nASK: please\n";
static const char sentence_rows[] =
    "=verdicts\tnone ack working need-info resolved rejected redirected away challenge other\n"
    "c:REPAIR.done\t0 0 0 0 3000 0 0 0 0 0\nc:UNABLE\t0 0 0 0 0 3000 0 0 0 0\nbias\t800 0 0 0 0 0 0 0 0 0\n"
    "M:bias\t0 0 0 0 0 0 0 0 0 500\n";

/* Units 0 and 1 are a refusal and a remedy in this sentence; the state of 0 says so of the last
 * one, that of 1 that a remedy follows a refusal; unit 2 is a concept that has a mark. */
static void
make_by_hand(Network *network)
{
	NetworkCell *cell = &network->cells[0];
	memset(network, 0, sizeof *network);
	network->first[VERDICT_REJECTED][0] = network->first[VERDICT_RESOLVED][1] = 1;
	network->first[NETWORK_PLAIN][2] = 1;
	for (size_t i = 0; i < NETWORK_HIDDEN; i++) {
		cell->enter_bias[i] = 20;                   /* nothing is reset */
		cell->enter_bias[NETWORK_HIDDEN + i] = -20; /* nothing is kept */
	}
	cell->enter[0][2 * NETWORK_HIDDEN] = cell->enter[1][2 * NETWORK_HIDDEN + 1] = 20;
	cell->back[0][2 * NETWORK_HIDDEN + 1] = 20;
	cell->enter_bias[2 * NETWORK_HIDDEN + 1] = -30;
	cell->enter[2][2 * NETWORK_HIDDEN + 2] = 20;
	network->last[NETWORK_JOINT + 1][VERDICT_AWAY] = 10;
	network->last[NETWORK_JOINT + 2][VERDICT_CHALLENGE] = 30;
}

/* The model's file with the first n numbers of network. */
static char *
text_of(const Network *network, guint n)
{
	const float *numbers = (const float *)(const void *)network;
	GString *text = g_string_new(sentence_rows);
	g_string_append(text, "c:ASK=\t100 0 0 0 0 0 0 0 0 0\n");
	for (guint i = 0; i < n; i++) {
		if (i % 100 == 0)
			g_string_append_printf(text, "%s=network\t%u", i > 0 ? "\n" : "", i);
		g_string_append_printf(text, " %.0f", (double)numbers[i] * 1000);
	}
	return g_string_free(text, FALSE);
}

static bool
use(VerdictRules *rules, const char *text, GError **error)
{
	return verdict_rules_add_concepts(rules, "test.concepts", concept_lines, error) &&
	       verdict_rules_set_model(rules, "test.tsv", text, "", error);
}

#define SIX "Who knows. Who knows. Who knows. Who knows. Who knows. Who knows. "
static const struct reading_row {
	const char *name, *text, *verdict;
} readings[] = {
	{ "/network/order", "It was refused. It is fixed.", "away" },
	{ "/network/other-order", "It is fixed. It was refused.", "other" },
	{ "/network/not-next", "It was refused. Who knows. It is fixed.", "other" },
	{ "/network/mark", "It is fixed. Now please.", "challenge" },
	{ "/network/long/first", "It was refused. It is fixed. " SIX SIX SIX SIX SIX, "away" },
	{ "/network/long/last", SIX SIX SIX SIX SIX "It was refused. It is fixed.", "away" },
	{ "/network/long/middle", SIX SIX SIX "It was refused. It is fixed. " SIX SIX SIX, "other" },
	{ "/network/no-text", "", "other" },
};

static void
test_reading(const void *data)
{
	const struct reading_row *row = data;
	Network network;
	make_by_hand(&network);
	g_autofree char *text = text_of(&network, NETWORK_FLOATS);
	g_autoptr(VerdictRules) rules = verdict_rules_new();
	g_autoptr(Reading) reading = g_new0(Reading, 1);
	g_autoptr(GError) error = NULL;
	const VerdictInput input = { .kind = KIND_REPLY, .text = row->text };
	g_assert_true(use(rules, text, &error));
	verdict_read(rules, NULL, &input, reading);
	g_assert_cmpstr(verdict_name(reading->verdict), ==, row->verdict);
}

/* Without its numbers the model is read by features alone; with some of them it is refused. */
static void
test_numbers(void)
{
	static const struct {
		guint n;
		const char *more, *message;
	} cases[] = {
		{ 0, "", NULL },
		{ NETWORK_FLOATS - 1, "", "test.tsv: a network of" },
		{ NETWORK_FLOATS, "\n=network\t0 1", "not a feature" },
		{ 100, "\n=network\t200 1", "not a feature" },
		{ 100, " x", "not a feature" },
		{ 100, " 1000001", "not a feature" },
		{ 100, " -1000001", "not a feature" },
	};
	Network network;
	make_by_hand(&network);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *numbers = text_of(&network, cases[i].n);
		g_autofree char *text = g_strconcat(numbers, cases[i].more, NULL);
		g_autoptr(VerdictRules) rules = verdict_rules_new();
		g_autoptr(GError) error = NULL;
		bool is_used = use(rules, text, &error);
		g_assert_true(is_used == (cases[i].message == NULL));
		if (cases[i].message != NULL)
			g_assert_nonnull(strstr(error->message, cases[i].message));
	}
}

static void
test_pick(void)
{
	g_assert_cmpuint(network_count(5), ==, 5);
	g_assert_cmpuint(network_pick(4, 5), ==, 4);
	g_assert_cmpuint(network_count(100), ==, NETWORK_SENTENCES_MAX);
	g_assert_cmpuint(network_pick(0, 100), ==, 0);
	g_assert_cmpuint(network_pick(NETWORK_SENTENCES_MAX / 2, 100), ==, 100 - NETWORK_SENTENCES_MAX / 2);
	g_assert_cmpuint(network_pick(NETWORK_SENTENCES_MAX - 1, 100), ==, 99);
}

static NetworkMessage *
message_new(GRand *dice, size_t n)
{
	NetworkMessage *message = g_new0(NetworkMessage, 1);
	message->n = n;
	message->weight = 1;
	message->verdict = (unsigned)g_rand_int_range(dice, VERDICT_ACK, VERDICT_COUNT);
	for (size_t s = 0; s < n; s++) {
		for (size_t i = 0; i < NETWORK_PLAIN; i++)
			message->plain[s][i] = (float)g_rand_double(dice);
		message->labels[s] = (uint8_t)(s % 2 == 0 ? g_rand_int_range(dice, 0, VERDICT_COUNT) : NETWORK_NO_LABEL);
		message->n_marks[s] = 3;
		for (size_t i = 0; i < 3; i++)
			message->marks[s][i] = (uint16_t)g_rand_int_range(dice, 0, 20);
	}
	return message;
}

/* What learn() makes smaller, with what a dice of this seed leaves out. */
static double
loss_of(const NetworkFit *fit, const NetworkMessage *message, guint32 seed)
{
	g_autoptr(GRand) dice = g_rand_new_with_seed(seed);
	NetworkTrace trace;
	Dropped dropped;
	Shares scores;
	memcpy(scores, message->scores, sizeof scores);
	drop(dice, message, &dropped);
	run(fit, message, &dropped, &trace, scores);
	shares_of_scores(scores, VERDICT_ACK);
	double loss = -(double)message->weight * log(scores[message->verdict]);
	for (size_t s = 0; s < message->n; s++) {
		Shares shares;
		if (message->labels[s] == NETWORK_NO_LABEL)
			continue;
		for (int v = 0; v < VERDICT_COUNT; v++) {
			shares[v] = (double)fit->sentence_bias[v];
			for (size_t i = 0; i < NETWORK_JOINT; i++)
				shares[v] += (double)trace.joint[s][i] * (double)fit->sentence[i][v];
		}
		shares_of_scores(shares, VERDICT_NONE);
		loss -= (double)(SENTENCE_WEIGHT * message->weight) * log(shares[message->labels[s]]);
	}
	return loss;
}

/* Each gradient is what the loss changes by, for 400 of the numbers. */
static void
test_gradient(void)
{
	enum { CHECKS = 400 };
	g_autoptr(GRand) dice = g_rand_new_with_seed(5);
	g_autofree NetworkFit *fit = fit_new(dice), *gradient = g_new0(NetworkFit, 1);
	g_autofree NetworkMessage *message = message_new(dice, 5);
	float *numbers = (float *)(void *)fit, *slopes = (float *)(void *)gradient;
	g_autoptr(GRand) same = g_rand_new_with_seed(99);
	guint checked = 0;
	learn(fit, message, same, gradient);
	for (guint at = 0; checked < CHECKS; at = (at + 37) % (guint)FLOATS) {
		const float by = 2e-3f, before = numbers[at];
		if (g_rand_double(dice) < 0.3 || (slopes[at] == 0 && g_rand_double(dice) < 0.98))
			continue;
		numbers[at] = before + by;
		double more = loss_of(fit, message, 99);
		numbers[at] = before - by;
		double less = loss_of(fit, message, 99), slope = (more - less) / (2 * (double)by);
		numbers[at] = before;
		g_assert_cmpfloat(fabs(slope - (double)slopes[at]), <, 2e-3 + 0.05 * fabs(slope));
		checked++;
	}
}

/* Whether a refusal stands before the remedy or after it: no sum of features tells. */
static void
test_learns_order(void)
{
	g_autoptr(GRand) dice = g_rand_new_with_seed(3);
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = 0; i < 1500; i++) {
		NetworkMessage *message = g_new0(NetworkMessage, 1);
		bool is_remedy_last = i % 2 == 0;
		message->n = (size_t)g_rand_int_range(dice, 2, 6);
		message->weight = 1;
		message->fold = i < 1200 ? 0 : 1;
		message->verdict = is_remedy_last ? VERDICT_RESOLVED : VERDICT_REJECTED;
		size_t first = (size_t)g_rand_int_range(dice, 0, (gint32)message->n - 1);
		size_t second = (size_t)g_rand_int_range(dice, (gint32)first + 1, (gint32)message->n);
		for (size_t s = 0; s < message->n; s++) {
			bool is_said = s == first || s == second;
			unsigned said = (s == second) == is_remedy_last ? VERDICT_RESOLVED : VERDICT_REJECTED;
			message->labels[s] = NETWORK_NO_LABEL;
			message->plain[s][is_said ? said : VERDICT_NONE] = 1;
		}
		g_ptr_array_add(messages, message);
	}
	g_autofree NetworkFit *fit = network_fit(messages, 1);
	guint right = 0;
	for (guint i = 1200; i < messages->len; i++) {
		const NetworkMessage *message = messages->pdata[i];
		Shares scores = { 0 };
		network_fit_read(fit, message, scores);
		right += shares_of_scores(scores, VERDICT_ACK) == (Verdict)message->verdict;
	}
	g_assert_cmpuint(right, >=, 290); /* of 300 */
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(readings); i++)
		g_test_add_data_func(readings[i].name, &readings[i], test_reading);
	g_test_add_func("/network/numbers", test_numbers);
	g_test_add_func("/network/pick", test_pick);
	g_test_add_func("/network/gradient", test_gradient);
	g_test_add_func("/network/learns-order", test_learns_order);
	return g_test_run();
}
