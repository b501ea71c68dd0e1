/* SPDX-License-Identifier: ISC
 * verdict-model.c - the weights of features
 *
 * The model file is a table to be read: a feature, a tab, and the weights it has for the verdicts,
 * in the order of the first line, in hundredths; "none" is a sentence that says nothing of the
 * case. What is looked into is a hash table made of it, in one piece without pointers, so that it
 * can be kept as a file and mapped: reading a hundred thousand lines takes longer than a mail. */
#include "verdict-network.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	CURVE_MAX = 32,
	FILTER_BITS = 1 << 22, /* 512 KiB, which stay in the cache; the rows do not */
	AHEAD = 64,            /* rows that are fetched while others are looked at */
	CHECK_BYTES = 6,
	SOURCE_MAX = 72,
	NETWORK_NUMBER_MAX = 1000000, /* thousandths: a sum of these is still a number */
};

typedef struct row {
	uint8_t check[CHECK_BYTES]; /* of the key; zeros: no row */
	int8_t weights[VERDICT_COUNT];
} Row;
G_STATIC_ASSERT(sizeof(Row) == 16);

/* Another layout, order of bytes or version is another magic. */
#define MAGIC UINT64_C(0x33304c444d544c50) /* "PLTMDL03" where the lowest byte comes first */

typedef struct table {
	uint64_t magic, size; /* size: of all, in bytes */
	char source[SOURCE_MAX]; /* says which text it was made of */
	uint64_t slots, n_curve;
	double fineness; /* a weight w, in hundredths, is kept as the root of fineness w: small ones finer */
	double curve[CURVE_MAX][2]; /* raw probability, share that was right */
	uint64_t n_network;    /* numbers of the network that the text has; all or none */
	Network network;
	uint64_t filter[FILTER_BITS / 64]; /* a bit a key: most features of a text have no row */
	Row rows[];
} Table;

struct model {
	const Table *table; /* in bytes */
	GBytes *bytes;
	float weights[UINT8_MAX + 1]; /* what the byte of a row stands for */
};

static int8_t
byte_of_weight(const Table *table, int hundredths)
{
	return (int8_t)lround(copysign(sqrt(abs(hundredths) * table->fineness), hundredths));
}

static Model *
model_new(const Table *table, GBytes *bytes)
{
	Model *model = g_new0(Model, 1);
	model->table = table;
	model->bytes = bytes;
	for (int byte = INT8_MIN; byte <= INT8_MAX; byte++)
		model->weights[(uint8_t)byte] = (float)(byte * abs(byte) / (100.0 * table->fineness));
	return model;
}

/* FNV-1a leaves the upper bits of short texts alike. */
static uint64_t
mix(uint64_t key)
{
	key ^= key >> 32;
	key *= UINT64_C(0x9e3779b97f4a7c15);
	key ^= key >> 29;
	return key * UINT64_C(0xbf58476d1ce4e5b9);
}

static void
check_of(uint64_t key, uint8_t out[CHECK_BYTES])
{
	key = (key & UINT64_C(0xffffffffffff)) == 0 ? 1 : key;
	memcpy(out, &key, CHECK_BYTES);
}

static size_t
slot_of(const Table *table, uint64_t key)
{
	return (size_t)((mix(key) >> 32) * table->slots >> 32);
}

static size_t
find_row(const Table *table, uint64_t key)
{
	static const uint8_t nothing[CHECK_BYTES] = { 0 };
	uint8_t check[CHECK_BYTES];
	size_t at = slot_of(table, key);
	check_of(key, check);
	for (size_t n = 0; n < table->slots; n++) {
		if (memcmp(table->rows[at].check, check, CHECK_BYTES) == 0 ||
		    memcmp(table->rows[at].check, nothing, CHECK_BYTES) == 0)
			break;
		at = at + 1 < table->slots ? at + 1 : 0;
	}
	return at;
}

static size_t
filter_bit(uint64_t key)
{
	return (size_t)mix(key) & (FILTER_BITS - 1);
}

/* A whole number and where it ends; a million of them are read before the first mail is, so not by
 * strtol(). NULL: none, or too great. */
static const char *
parse_number(const char *text, const char *end, int16_t *out)
{
	bool is_negative = text < end && *text == '-';
	int value = 0;
	text += is_negative;
	const char *digits = text;
	for (; text < end && g_ascii_isdigit(*text) && value <= INT16_MAX; text++)
		value = value * 10 + (*text - '0');
	*out = (int16_t)(is_negative ? -value : value);
	return text > digits && value <= INT16_MAX ? text : NULL;
}

/* As many whole numbers as there are verdicts, a blank between, up to the end of the line. */
static bool
parse_weights(const char *fields, const char *end, int16_t weights[VERDICT_COUNT])
{
	for (int v = 0; v < VERDICT_COUNT; v++) {
		while (fields < end && *fields == ' ')
			fields++;
		fields = parse_number(fields, end, &weights[v]);
		if (fields == NULL)
			return false;
	}
	return fields == end;
}

/* The weights stand in the order of the verdicts that this program knows. */
static bool
is_our_order(const char *names, size_t length)
{
	g_autoptr(GString) ours = g_string_new(verdict_name(VERDICT_NONE));
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++)
		g_string_append_printf(ours, " %s", verdict_name((Verdict)v));
	return ours->len == length && memcmp(ours->str, names, length) == 0;
}

static bool
parse_curve(Table *table, const char *fields)
{
	char *end;
	table->n_curve = 0;
	for (; *fields != '\0'; fields = end + strspn(end, " ")) {
		double raw = g_ascii_strtod(fields, &end);
		if (end == fields || *end != '=' || table->n_curve == CURVE_MAX)
			return false;
		fields = end + 1;
		double right = g_ascii_strtod(fields, &end);
		if (end == fields)
			return false;
		table->curve[table->n_curve][0] = raw;
		table->curve[table->n_curve++][1] = right;
	}
	return true;
}

/* "WHERE NUMBER...": from the WHEREth on, in thousandths. */
static bool
parse_network(Table *table, const char *fields)
{
	float *numbers = (float *)(void *)&table->network;
	char *end;
	guint64 at = g_ascii_strtoull(fields, &end, 10);
	if (at != table->n_network)
		return false;
	for (fields = end; *fields != '\0'; fields = end) {
		gint64 number = g_ascii_strtoll(fields, &end, 10);
		if (end == fields || number > NETWORK_NUMBER_MAX || number < -NETWORK_NUMBER_MAX ||
		    table->n_network == NETWORK_FLOATS)
			return false;
		numbers[table->n_network++] = (float)number / 1000;
	}
	return true;
}

static bool
is_named(const char *line, size_t length, const char *name)
{
	return strlen(name) == length && memcmp(line, name, length) == 0;
}

static bool
parse_line(Table *table, const char *line, const char *end)
{
	int16_t weights[VERDICT_COUNT];
	const char *tab = memchr(line, '\t', (size_t)(end - line));
	if (tab == NULL)
		return false;
	size_t length = (size_t)(tab - line), rest = (size_t)(end - tab - 1);
	if (is_named(line, length, "=verdicts"))
		return is_our_order(tab + 1, rest);
	if (is_named(line, length, "=calibrate") || is_named(line, length, "=network")) {
		g_autofree char *fields = g_strndup(tab + 1, rest);
		return line[1] == 'c' ? parse_curve(table, fields) : parse_network(table, fields);
	}
	if (!parse_weights(tab + 1, end, weights))
		return false;
	uint64_t key = hash_bytes(HASH_SEED, line, length);
	Row *row = &table->rows[find_row(table, key)];
	check_of(key, row->check);
	for (int v = 0; v < VERDICT_COUNT; v++)
		row->weights[v] = byte_of_weight(table, weights[v]);
	table->filter[filter_bit(key) / 64] |= UINT64_C(1) << filter_bit(key) % 64;
	return true;
}

/* The greatest weight takes the greatest byte. */
static double
find_fineness(const char *text)
{
	int greatest = 1;
	for (const char *line = text, *end; *line != '\0'; line = end + (*end != '\0')) {
		int16_t weights[VERDICT_COUNT];
		end = strchrnul(line, '\n');
		const char *tab = memchr(line, '\t', (size_t)(end - line));
		if (*line == '#' || *line == '=' || tab == NULL || !parse_weights(tab + 1, end, weights))
			continue;
		for (int v = 0; v < VERDICT_COUNT; v++)
			greatest = MAX(greatest, abs(weights[v]));
	}
	return (double)INT8_MAX * INT8_MAX / greatest;
}

static size_t
count_lines(const char *text)
{
	size_t n = 1;
	for (const char *p = text; (p = strchr(p, '\n')) != NULL; p++)
		n++;
	return n;
}

bool
model_parse(const char *name, const char *text, const char *source, Model **out, GError **error)
{
	size_t slots = MAX(count_lines(text) * 4 / 3, 64), size = sizeof(Table) + slots * sizeof(Row);
	g_autofree Table *table = g_malloc0(size);
	unsigned number = 0;
	table->magic = MAGIC;
	table->size = size;
	table->slots = slots;
	table->fineness = find_fineness(text);
	g_strlcpy(table->source, source, sizeof table->source);
	for (const char *line = text, *end; *line != '\0'; line = end + (*end != '\0')) {
		end = strchrnul(line, '\n');
		number++;
		if (end == line || *line == '#' || parse_line(table, line, end))
			continue;
		return fail(error, PLAINT_ERROR_CONFIG, "%s:%u: not a feature, a tab and %d weights in our order: "
		    "train the model again (make model)", name, number, VERDICT_COUNT);
	}
	if (table->n_network != 0 && table->n_network != NETWORK_FLOATS)
		return fail(error, PLAINT_ERROR_CONFIG, "%s: a network of %u numbers, not %d: train the model again "
		    "(make model)", name, (unsigned)table->n_network, NETWORK_FLOATS);
	*out = model_new(table, g_bytes_new_take(table, size));
	table = NULL;
	return true;
}

GBytes *
model_bytes(const Model *model)
{
	return g_bytes_ref(model->bytes);
}

Model *
model_of_bytes(GBytes *bytes, const char *source)
{
	gsize size = 0;
	const Table *table = g_bytes_get_data(bytes, &size);
	if (size < sizeof(Table) || table->magic != MAGIC || table->size != size || table->slots == 0 ||
	    table->slots > UINT32_MAX || size != sizeof(Table) + table->slots * sizeof(Row) ||
	    table->n_curve > CURVE_MAX || (table->n_network != 0 && table->n_network != NETWORK_FLOATS) ||
	    !(table->fineness > 0) || strncmp(table->source, source, SOURCE_MAX) != 0)
		return NULL;
	return model_new(table, g_bytes_ref(bytes));
}

void
model_free(Model *model)
{
	if (model == NULL)
		return;
	g_bytes_unref(model->bytes);
	g_free(model);
}

void
model_add_row(const Model *model, uint64_t key, float by, float out[VERDICT_COUNT])
{
	const Row *row = &model->table->rows[find_row(model->table, key)];
	for (int v = VERDICT_NONE; v < VERDICT_COUNT; v++) /* zeros where there is no row */
		out[v] += model->weights[(uint8_t)row->weights[v]] * by;
}

const Network *
model_network(const Model *model)
{
	return model->table->n_network > 0 ? &model->table->network : NULL;
}

/* A row is mostly far from the processor: all of a stretch are called for before the first is read. */
void
model_scores(const Model *model, const GArray *features, Shares out)
{
	const Table *table = model->table;
	const Feature *items = (const Feature *)(const void *)features->data, *known[AHEAD];
	float sums[VERDICT_COUNT] = { 0 };
	size_t n = 0;
	for (guint i = 0; i < features->len; i++) {
		size_t bit = filter_bit(items[i].key);
		if ((table->filter[bit / 64] >> bit % 64 & 1) != 0) {
			__builtin_prefetch(&table->rows[slot_of(table, items[i].key)]);
			known[n++] = &items[i];
		}
		if (n < AHEAD && i + 1 < features->len)
			continue;
		for (size_t k = 0; k < n; k++)
			model_add_row(model, known[k]->key, known[k]->value, sums);
		n = 0;
	}
	for (int v = VERDICT_NONE; v < VERDICT_COUNT; v++)
		out[v] += (double)sums[v];
}

double
model_calibrate(const Model *model, double probability)
{
	const double(*curve)[2] = model->table->curve;
	size_t n = model->table->n_curve;
	if (n == 0)
		return probability;
	if (probability <= curve[0][0])
		return curve[0][1];
	for (size_t i = 1; i < n; i++) {
		const double *low = curve[i - 1], *high = curve[i];
		if (probability <= high[0] && high[0] > low[0])
			return low[1] + (high[1] - low[1]) * (probability - low[0]) / (high[0] - low[0]);
	}
	return curve[n - 1][1];
}
