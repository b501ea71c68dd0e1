/* SPDX-License-Identifier: ISC
 * verdict-concepts.c - what the words of a text are about, whatever its language
 *
 * "replaced", "ausgetauscht" and "已更换" are one concept, REPAIR.done. The model weighs rows of
 * concepts beside the words themselves, so that what it learnt from one language's answers holds
 * for the others. The files are lists of words; plaint-verdicts(5) describes them. */
#include "verdict-private.h"
#include <string.h>

enum {
	ENTRY_WORDS_MAX = 24,
	STEM_LETTERS_MIN = 2,
	CONCEPTS_PER_TEXT_MAX = 8000,
	INDEX_BITS = 20, /* of a slot; the rest is a part of the key */
	ENTRIES_MAX = (1 << INDEX_BITS) - 2,
};

/* A word of an entry behind its first one. */
typedef struct next_word {
	uint64_t hash;   /* of the whole word; unused for a beginning */
	uint32_t form;   /* of a beginning: offset in the set's forms */
	uint16_t length; /* of it; 0: a whole word */
} NextWord;

/* A hundred thousand of them are kept, so they are small. */
typedef struct entry {
	uint64_t key;    /* of the first word, or of its beginning with a '*' */
	uint32_t second; /* a part of the hash of the word after it; 0: there is none, or a beginning */
	uint32_t words;  /* NextWord, n - 1 of them, in the set's words */
	uint32_t next;   /* of the same key, as long or shorter: its index + 1; 0: none */
	uint8_t concept, language, n;
} Entry;

struct concepts {
	GPtrArray *names; /* "REPAIR.done" */
	char turns[CONCEPTS_MAX];
	GStringChunk *strings; /* of names */
	GString *forms;
	GArray *words;   /* NextWord */
	GArray *entries; /* Entry */
	uint32_t *slots; /* by key: a part of it and the index + 1 of its first entry; 0: free */
	size_t mask, n_keys;
};

Concepts *
concepts_new(void)
{
	Concepts *concepts = g_new0(Concepts, 1);
	concepts->names = g_ptr_array_new();
	concepts->strings = g_string_chunk_new(1024);
	concepts->forms = g_string_new(NULL);
	concepts->words = g_array_new(FALSE, FALSE, sizeof(NextWord));
	concepts->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
	concepts->mask = 1023;
	concepts->slots = g_new0(uint32_t, concepts->mask + 1);
	return concepts;
}

void
concepts_free(Concepts *concepts)
{
	if (concepts == NULL)
		return;
	g_free(concepts->slots);
	g_array_unref(concepts->entries);
	g_array_unref(concepts->words);
	g_string_free(concepts->forms, TRUE);
	g_ptr_array_unref(concepts->names);
	g_string_chunk_free(concepts->strings);
	g_free(concepts);
}

static Entry *
entry_at(const Concepts *concepts, uint32_t index)
{
	return index > 0 ? &g_array_index(concepts->entries, Entry, index - 1) : NULL;
}

static uint32_t
index_of(uint32_t slot)
{
	return slot & ((UINT32_C(1) << INDEX_BITS) - 1);
}

static uint32_t
slot_of(uint64_t key, uint32_t index)
{
	return (uint32_t)(key >> (32 + INDEX_BITS)) << INDEX_BITS | index;
}

/* Where the first entry of key stands, or would. Most words have none: that is seen without a look
 * at the entries. */
static uint32_t *
find_slot(const Concepts *concepts, uint64_t key)
{
	size_t at = (key ^ key >> 29) & concepts->mask;
	for (uint32_t slot; (slot = concepts->slots[at]) != 0; at = (at + 1) & concepts->mask) {
		if (slot == slot_of(key, index_of(slot)) && entry_at(concepts, index_of(slot))->key == key)
			break;
	}
	return &concepts->slots[at];
}

static const Entry *
first_entry(const Concepts *concepts, uint64_t key)
{
	return entry_at(concepts, index_of(*find_slot(concepts, key)));
}

static void
grow(Concepts *concepts)
{
	g_autofree uint32_t *old = concepts->slots;
	size_t n = concepts->mask + 1;
	concepts->mask = n * 2 - 1;
	concepts->slots = g_new0(uint32_t, n * 2);
	for (size_t i = 0; i < n; i++) {
		if (old[i] != 0)
			*find_slot(concepts, entry_at(concepts, index_of(old[i]))->key) = old[i];
	}
}

/* Longer ones go before it, and those as long that came before. */
static void
add_entry(Concepts *concepts, const Entry *entry)
{
	g_array_append_val(concepts->entries, *entry);
	uint32_t *slot = find_slot(concepts, entry->key), first = index_of(*slot), *link = &first;
	concepts->n_keys += *slot == 0;
	while (*link != 0 && entry_at(concepts, *link)->n >= entry->n)
		link = &entry_at(concepts, *link)->next;
	entry_at(concepts, concepts->entries->len)->next = *link;
	*link = concepts->entries->len;
	*slot = slot_of(entry->key, first);
	if (concepts->n_keys * 2 > concepts->mask)
		grow(concepts);
}

void
concepts_settle(Concepts *concepts)
{
	GArray *settled = g_array_sized_new(FALSE, FALSE, sizeof(Entry), concepts->entries->len);
	for (size_t at = 0; at <= concepts->mask; at++) {
		uint32_t next = index_of(concepts->slots[at]);
		if (next == 0)
			continue;
		concepts->slots[at] = slot_of(entry_at(concepts, next)->key, settled->len + 1);
		while (next != 0) {
			Entry entry = *entry_at(concepts, next);
			next = entry.next;
			entry.next = next != 0 ? settled->len + 2 : 0;
			g_array_append_val(settled, entry);
		}
	}
	g_array_unref(concepts->entries);
	concepts->entries = settled;
}

static void
add_next_word(Concepts *concepts, const Token *token, const char *form, bool is_prefix)
{
	NextWord word = { .hash = token->hash, .form = (uint32_t)concepts->forms->len,
		.length = is_prefix ? token->length : 0 };
	if (is_prefix)
		g_string_append_len(concepts->forms, form, token->length);
	g_array_append_val(concepts->words, word);
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
	entry->words = concepts->words->len;
	for (size_t i = 0; i < tokens.n; i++) {
		const Token *token = &tokens.items[i];
		const char *form = tokens.folded + token->folded;
		bool is_prefix = text[token->end] == '*' && !token->is_cjk;
		if (is_prefix && g_utf8_strlen(form, -1) < STEM_LETTERS_MIN)
			return false;
		if (i == 1 && !is_prefix)
			entry->second = (uint32_t)token->hash;
		if (i > 0)
			add_next_word(concepts, token, form, is_prefix);
		else
			entry->key = is_prefix ? hash_bytes(token->hash, "*", 1) : token->hash;
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
		*out_wrong = "more than a million entries in all files";
		if (concepts->entries->len >= ENTRIES_MAX)
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
entry_stands_at(const Concepts *concepts, const Entry *entry, const Tokens *tokens, size_t at)
{
	for (unsigned i = 1; i < entry->n; i++) {
		if (at + i >= tokens->n || tokens->items[at + i].sentence != tokens->items[at].sentence)
			return false;
		const Token *token = &tokens->items[at + i];
		const NextWord *word = &g_array_index(concepts->words, NextWord, entry->words + i - 1);
		if (word->length == 0 ? word->hash != token->hash : token->length < word->length ||
		    memcmp(tokens->folded + token->folded, concepts->forms->str + word->form, word->length) != 0)
			return false;
	}
	return true;
}

/* Add the entries from entry on that stand at at and are longer than what was found, or as long. */
static void
match_entries(const VerdictRules *rules, const Entry *entry, const Tokens *tokens, size_t at,
    int language, unsigned *longest, GArray *out, guint from)
{
	uint32_t second = at + 1 < tokens->n ? (uint32_t)tokens->items[at + 1].hash : 0;
	for (; entry != NULL && entry->n >= *longest; entry = entry_at(rules->concepts, entry->next)) {
		if (entry->second != 0 && entry->second != second)
			continue;
		if (!language_applies(rules, entry->language, language) ||
		    !entry_stands_at(rules->concepts, entry, tokens, at))
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
	match_entries(rules, first_entry(concepts, token->hash), tokens, at, language, &longest, out, from);
	if (token->is_cjk || longest == 1)
		return longest;
	const char *form = tokens->folded + token->folded;
	const Entry *stems[64];
	size_t n = 0;
	uint64_t hash = HASH_SEED;
	for (size_t i = 0; i < token->length && n < G_N_ELEMENTS(stems); i++) {
		hash = hash_bytes(hash, form + i, 1);
		if (i + 1 < token->length && ((unsigned char)form[i + 1] & 0xc0) == 0x80)
			continue;
		const Entry *entry = first_entry(concepts, hash_bytes(hash, "*", 1));
		if (entry != NULL)
			stems[n++] = entry;
	}
	while (n-- > 0) {
		unsigned before = longest;
		match_entries(rules, stems[n], tokens, at, language, &longest, out, from);
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
