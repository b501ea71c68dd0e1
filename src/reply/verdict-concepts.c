/* SPDX-License-Identifier: ISC
 * verdict-concepts.c - what the words of a text are about, whatever its language
 *
 * "replaced", "ausgetauscht" and "已更换" are one concept, REPAIR.done. The model weighs rows of
 * concepts beside the words themselves, so that what it learnt from one language's answers holds
 * for the others. The files are lists of words; plaint-verdicts(5) describes them. */
#include "verdict-private.h"
#include <string.h>

enum { ENTRY_WORDS_MAX = 24, STEM_LETTERS_MIN = 2, CONCEPTS_PER_TEXT_MAX = 8000 };

typedef struct entry {
	uint8_t concept, language, n;
	Word *words; /* in the set's chunk of words */
} Entry;

typedef struct bucket {
	uint64_t key; /* of the first word, or of its beginning with a '*'; 0: free */
	GArray *entries; /* Entry, longest first */
} Bucket;

struct concepts {
	GPtrArray *names; /* "REPAIR.done" */
	char turns[CONCEPTS_MAX];
	GStringChunk *strings;
	GPtrArray *words; /* Word arrays, to be freed */
	Bucket *buckets;
	size_t mask, n;
};

Concepts *
concepts_new(void)
{
	Concepts *concepts = g_new0(Concepts, 1);
	concepts->names = g_ptr_array_new();
	concepts->strings = g_string_chunk_new(16 * 1024);
	concepts->words = g_ptr_array_new_with_free_func(g_free);
	concepts->mask = 1023;
	concepts->buckets = g_new0(Bucket, concepts->mask + 1);
	return concepts;
}

void
concepts_free(Concepts *concepts)
{
	if (concepts == NULL)
		return;
	for (size_t i = 0; i <= concepts->mask; i++) {
		if (concepts->buckets[i].entries != NULL)
			g_array_unref(concepts->buckets[i].entries);
	}
	g_free(concepts->buckets);
	g_ptr_array_unref(concepts->words);
	g_ptr_array_unref(concepts->names);
	g_string_chunk_free(concepts->strings);
	g_free(concepts);
}

static Bucket *
find_bucket(const Concepts *concepts, uint64_t key)
{
	size_t at = (key ^ key >> 29) & concepts->mask;
	while (concepts->buckets[at].key != 0 && concepts->buckets[at].key != key)
		at = (at + 1) & concepts->mask;
	return &concepts->buckets[at];
}

static void
grow(Concepts *concepts)
{
	Bucket *old = concepts->buckets;
	size_t n = concepts->mask + 1;
	concepts->mask = n * 2 - 1;
	concepts->buckets = g_new0(Bucket, n * 2);
	for (size_t i = 0; i < n; i++) {
		if (old[i].key != 0)
			*find_bucket(concepts, old[i].key) = old[i];
	}
	g_free(old);
}

static gint
longer_first(gconstpointer a, gconstpointer b)
{
	const Entry *x = a, *y = b;
	return (int)y->n - (int)x->n;
}

static void
add_entry(Concepts *concepts, const Entry *entry)
{
	const Word *first = &entry->words[0];
	uint64_t key = first->is_prefix ? hash_bytes(first->hash, "*", 1) : first->hash;
	Bucket *bucket = find_bucket(concepts, key);
	if (bucket->key == 0) {
		bucket->key = key;
		bucket->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
		concepts->n++;
	}
	g_array_append_val(bucket->entries, *entry);
	g_array_sort(bucket->entries, longer_first);
	if (concepts->n * 2 > concepts->mask)
		grow(concepts);
}

/* false: nothing that could be found in a text. */
static bool
parse_entry(Concepts *concepts, const char *text, Entry *entry)
{
	g_auto(Tokens) tokens = { 0 };
	tokens_init(&tokens, text, strlen(text));
	if (tokens.n == 0 || tokens.n > ENTRY_WORDS_MAX)
		return false;
	entry->n = (uint8_t)tokens.n;
	entry->words = g_new0(Word, tokens.n);
	g_ptr_array_add(concepts->words, entry->words);
	for (size_t i = 0; i < tokens.n; i++) {
		const Token *token = &tokens.items[i];
		const char *form = tokens.folded + token->folded;
		Word *word = &entry->words[i];
		word->form = g_string_chunk_insert_const(concepts->strings, form);
		word->length = token->length;
		word->hash = token->hash;
		word->is_prefix = text[token->end] == '*' && !token->is_cjk;
		if (word->is_prefix && g_utf8_strlen(form, -1) < STEM_LETTERS_MIN)
			return false;
	}
	return true;
}

static char
turns_of(const char *name)
{
	if (strcmp(name, "NOT") == 0 || strcmp(name, "UNABLE") == 0)
		return '!';
	if (strcmp(name, "SIGNOFF") == 0)
		return CONCEPT_SIGNS_OFF;
	return strcmp(name, "IF") == 0 ? '?' : strcmp(name, "WILL") == 0 ? '+' : 0;
}

static int
concept_id(Concepts *concepts, const char *name)
{
	for (guint i = 0; i < concepts->names->len; i++) {
		if (strcmp(concepts->names->pdata[i], name) == 0)
			return (int)i;
	}
	if (concepts->names->len >= CONCEPTS_MAX)
		return -1;
	concepts->turns[concepts->names->len] = turns_of(name);
	g_ptr_array_add(concepts->names, g_string_chunk_insert_const(concepts->strings, name));
	return (int)concepts->names->len - 1;
}

bool
concepts_add_line(Concepts *concepts, int language, char *line, const char **out_wrong)
{
	char *colon = strchr(line, ':');
	*out_wrong = "not 'CONCEPT: word | word'";
	if (colon == NULL)
		return false;
	*colon = '\0';
	g_strstrip(line);
	if (*line == '\0' || strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._") != strlen(line) ||
	    strlen(line) > CONCEPT_NAME_MAX)
		return false;
	int id = concept_id(concepts, line);
	*out_wrong = "more than 200 concepts";
	if (id < 0)
		return false;
	g_auto(GStrv) entries = g_strsplit(colon + 1, "|", -1);
	for (char **text = entries; *text != NULL; text++) {
		Entry entry = { .concept = (uint8_t)id, .language = (uint8_t)language };
		g_strstrip(*text);
		if (**text == '\0')
			continue;
		*out_wrong = "a stem of fewer than two letters, or an entry without words or of more than 24";
		if (!parse_entry(concepts, *text, &entry))
			return false;
		add_entry(concepts, &entry);
	}
	return true;
}

const char *
concept_name(const Concepts *concepts, unsigned id)
{
	return concepts->names->pdata[id];
}

char
concept_turns(const Concepts *concepts, unsigned id)
{
	return concepts->turns[id];
}

static bool
entry_stands_at(const Entry *entry, const Tokens *tokens, size_t at)
{
	for (unsigned i = 1; i < entry->n; i++) {
		if (at + i >= tokens->n || tokens->items[at + i].sentence != tokens->items[at].sentence)
			return false;
		const Token *token = &tokens->items[at + i];
		const Word *word = &entry->words[i];
		if (word->is_prefix ? token->length < word->length ||
		    memcmp(tokens->folded + token->folded, word->form, word->length) != 0 : word->hash != token->hash)
			return false;
	}
	return true;
}

/* Add the entries of bucket that stand at at and are longer than what was found, or as long. */
static void
match_bucket(const VerdictRules *rules, const Bucket *bucket, const Tokens *tokens, size_t at,
    int language, unsigned *longest, GArray *out, guint from)
{
	for (guint i = 0; bucket->entries != NULL && i < bucket->entries->len; i++) {
		const Entry *entry = &g_array_index(bucket->entries, Entry, i);
		if (entry->n < *longest)
			return;
		if (!language_applies(rules, entry->language, language) || !entry_stands_at(entry, tokens, at))
			continue;
		if (entry->n > *longest)
			g_array_set_size(out, from);
		*longest = entry->n;
		bool is_new = true;
		for (guint j = from; j < out->len; j++)
			is_new &= g_array_index(out, ConceptHit, j).concept != entry->concept;
		ConceptHit hit = { .first = (uint32_t)at, .n = entry->n, .concept = entry->concept };
		if (is_new)
			g_array_append_val(out, hit);
	}
}

/* The longest entry wins; among entries of one word the whole word, then the longest beginning. */
static unsigned
match_concepts_at(const VerdictRules *rules, const Tokens *tokens, size_t at, int language, GArray *out)
{
	const Concepts *concepts = rules->concepts;
	const Token *token = &tokens->items[at];
	unsigned longest = 0;
	guint from = out->len;
	match_bucket(rules, find_bucket(concepts, token->hash), tokens, at, language, &longest, out, from);
	if (token->is_cjk || longest == 1)
		return longest;
	const char *form = tokens->folded + token->folded;
	const Bucket *stems[64];
	size_t n = 0;
	uint64_t hash = HASH_SEED;
	for (size_t i = 0; i < token->length && n < G_N_ELEMENTS(stems); i++) {
		hash = hash_bytes(hash, form + i, 1);
		if (i + 1 < token->length && ((unsigned char)form[i + 1] & 0xc0) == 0x80)
			continue;
		const Bucket *bucket = find_bucket(concepts, hash_bytes(hash, "*", 1));
		if (bucket->key != 0)
			stems[n++] = bucket;
	}
	while (n-- > 0) {
		unsigned before = longest;
		match_bucket(rules, stems[n], tokens, at, language, &longest, out, from);
		if (before <= 1 && longest == 1)
			break;
	}
	return longest;
}

GArray *
concepts_find(const VerdictRules *rules, const Tokens *tokens, int language)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(ConceptHit));
	for (size_t i = 0; i < tokens->n && out->len < CONCEPTS_PER_TEXT_MAX;) {
		unsigned n = match_concepts_at(rules, tokens, i, language, out);
		i += MAX(n, 1u);
	}
	return out;
}
