/* SPDX-License-Identifier: ISC
 * verdict-rules.c - the phrase files, plaint-verdicts(5) */
#include "verdict-private.h"
#include <string.h>

enum { GAP_WORDS = 4, GAP_CJK = 8 }; /* what '..' may stand for */

static const struct act_name {
	const char *name;
	Act act;
} act_names[] = {
	{ "not", ACT_NOT }, { "not-after", ACT_NOT_AFTER }, { "if", ACT_IF },
	{ "if-after", ACT_IF_AFTER }, { "will", ACT_WILL }, { "will-after", ACT_WILL_AFTER },
	{ "may", ACT_MAY }, { "past", ACT_PAST }, { "ask", ACT_ASK }, { "within", ACT_WITHIN },
	{ "hours", ACT_UNIT_HOURS }, { "days", ACT_UNIT_DAYS }, { "workdays", ACT_UNIT_WORKDAYS },
	{ "weeks", ACT_UNIT_WEEKS }, { "minutes", ACT_UNIT_MINUTES }, { "monday", ACT_MONDAY },
	{ "tuesday", ACT_TUESDAY }, { "wednesday", ACT_WEDNESDAY }, { "thursday", ACT_THURSDAY },
	{ "friday", ACT_FRIDAY }, { "saturday", ACT_SATURDAY }, { "sunday", ACT_SUNDAY },
	{ "today", ACT_TODAY }, { "tomorrow", ACT_TOMORROW },
};

/* The words of phrase files, with which an error says what there is. */
#define VERDICT_WORDS "ack, working, need-info, resolved, rejected, redirected, away, challenge, other"

static const char *const verdict_words[VERDICT_COUNT] = {
	"", "ack", "working", "need-info", "resolved", "rejected", "redirected", "away", "challenge",
	"other",
};

VerdictRules *
verdict_rules_new(void)
{
	VerdictRules *rules = g_new0(VerdictRules, 1);
	rules->strings = g_string_chunk_new(16 * 1024);
	rules->phrases = g_ptr_array_new();
	rules->by_word = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
	    (GDestroyNotify)g_ptr_array_unref);
	rules->by_prefix = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
	    (GDestroyNotify)g_ptr_array_unref);
	rules->languages = g_ptr_array_new();
	rules->concepts = concepts_new();
	rules->common = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	return rules;
}

static void
phrase_free(gpointer data)
{
	Phrase *phrase = data;
	g_free(phrase->slots);
	g_free(phrase->rows);
	g_free(phrase->words);
	g_free(phrase);
}

void
verdict_rules_free(VerdictRules *rules)
{
	if (rules == NULL)
		return;
	g_ptr_array_foreach(rules->phrases, (GFunc)(void (*)(void))phrase_free, NULL);
	g_ptr_array_unref(rules->phrases);
	g_hash_table_unref(rules->by_word);
	g_hash_table_unref(rules->by_prefix);
	g_ptr_array_unref(rules->languages);
	g_hash_table_unref(rules->common);
	g_string_chunk_free(rules->strings);
	concepts_free(rules->concepts);
	model_free(rules->model);
	g_free(rules);
}

/* What the line being read belongs to. */
typedef struct source {
	VerdictRules *rules;
	const char *name;
	unsigned line;
	int language;
	Act act;
	double weight;
	bool in_subject;
} Source;

static bool
bad_line(const Source *source, GError **error, const char *what, const char *remedy)
{
	return fail(error, PLAINT_ERROR_CONFIG, "%s:%u: %s: %s", source->name, source->line, what, remedy);
}

static void
index_word(VerdictRules *rules, Phrase *phrase, Word *first)
{
	GHashTable *table = first->is_prefix ? rules->by_prefix : rules->by_word;
	uint64_t key = first->hash;
	if (first->is_prefix) {
		const char *third = g_utf8_offset_to_pointer(first->form, 3);
		key = hash_bytes(HASH_SEED, first->form, (size_t)(third - first->form));
	}
	GPtrArray *list = g_hash_table_lookup(table, &key);
	if (list == NULL) {
		list = g_ptr_array_new();
		g_hash_table_insert(table, g_memdup2(&key, sizeof key), list);
	}
	if (list->len == 0 || list->pdata[list->len - 1] != phrase)
		g_ptr_array_add(list, phrase);
}

/* One word of each row, the longest: it tells most. False where a row may do without any. */
static bool
words_needed(const Phrase *phrase, const Slot *slot, WordSet *out)
{
	*out = (WordSet){ 0 };
	for (unsigned r = 0; r < slot->n; r++) {
		const RowOfWords *row = &phrase->rows[slot->first + r];
		const Word *longest = NULL;
		for (unsigned w = 0; w < row->n; w++) {
			const Word *word = &phrase->words[row->first + w];
			if (!word->is_prefix && (longest == NULL || word->length >= longest->length))
				longest = word;
		}
		if (longest == NULL)
			return false;
		word_set_add(out, longest->hash);
	}
	return true;
}

static int
count_words(const WordSet *set)
{
	int n = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(set->bits); i++)
		n += __builtin_popcountll(set->bits[i]);
	return n;
}

static void
find_begins(Phrase *phrase)
{
	for (unsigned s = 0; s < phrase->n; s++) {
		Slot *slot = &phrase->slots[s];
		for (unsigned r = 0; r < slot->n; r++) {
			const RowOfWords *row = &phrase->rows[slot->first + r];
			if (row->n == 0 || phrase->words[row->first].is_prefix)
				slot->is_open = true;
			else
				word_set_add(&slot->begins, phrase->words[row->first].hash);
		}
	}
}

/* The slots with the fewest choices: most sentences lack them, and need not be tried. */
static void
find_needs(Phrase *phrase)
{
	for (unsigned s = 0; s < phrase->n; s++) {
		WordSet set;
		unsigned at = phrase->n_needs;
		if (!words_needed(phrase, &phrase->slots[s], &set))
			continue;
		while (at > 0 && count_words(&phrase->needs[at - 1]) >= count_words(&set)) {
			if (at < PHRASE_NEEDS_MAX)
				phrase->needs[at] = phrase->needs[at - 1];
			at--;
		}
		if (at < PHRASE_NEEDS_MAX) {
			phrase->needs[at] = set;
			phrase->n_needs = (uint8_t)MIN(phrase->n_needs + 1, PHRASE_NEEDS_MAX);
		}
	}
}

/* A phrase is found by every word it can begin with. */
static bool
index_phrase(VerdictRules *rules, Phrase *phrase)
{
	bool may_be_empty = true;
	for (unsigned s = 0; s < phrase->n && may_be_empty; s++) {
		may_be_empty = false;
		for (unsigned r = 0; r < phrase->slots[s].n; r++) {
			const RowOfWords *row = &phrase->rows[phrase->slots[s].first + r];
			if (row->n == 0)
				may_be_empty = true;
			else
				index_word(rules, phrase, &phrase->words[row->first]);
		}
	}
	g_ptr_array_add(rules->phrases, phrase);
	return !may_be_empty;
}

static const char *
mark_word(const char *form, size_t length)
{
	if (length == 3 && strncmp(form, "URL", 3) == 0)
		return TOKEN_URL;
	if (length == 4 && strncmp(form, "MAIL", 4) == 0)
		return TOKEN_MAIL;
	if (length == 3 && strncmp(form, "NUM", 3) == 0)
		return TOKEN_NUMBER;
	return NULL;
}

/* A phrase while it is read. */
typedef struct draft {
	GArray *slots, *rows, *words;
} Draft;

static bool
add_row(Source *source, Draft *draft, const char *part, GError **error)
{
	g_auto(Tokens) tokens = { 0 };
	tokens_init(&tokens, part, strlen(part));
	RowOfWords row = { .first = (uint16_t)draft->words->len, .n = (uint16_t)tokens.n };
	for (size_t i = 0; i < tokens.n; i++) {
		const Token *token = &tokens.items[i];
		const char *mark = mark_word(part + token->start, token->end - token->start);
		const char *form = mark != NULL ? mark : tokens.folded + token->folded;
		Word word = { .form = g_string_chunk_insert_const(source->rules->strings, form) };
		word.length = (uint16_t)strlen(form);
		word.hash = hash_bytes(HASH_SEED, form, word.length);
		word.is_prefix = part[token->end] == '*' && !token->is_cjk;
		if (word.is_prefix && g_utf8_strlen(form, -1) < 3)
			return bad_line(source, error, "a word before '*' has fewer than 3 letters", "write more of it");
		g_array_append_val(draft->words, word);
	}
	if (draft->words->len > PHRASE_WORDS_MAX)
		return bad_line(source, error, "a line of more than 2000 words", "make two lines of it");
	g_array_append_val(draft->rows, row);
	return true;
}

/* Text between brackets, or outside of them: one slot of one or several rows. */
static bool
add_slot(Source *source, Draft *draft, const char *text, const char *separator, bool gap, GError **error)
{
	g_auto(GStrv) choices = g_strsplit(text, separator, -1);
	Slot slot = { .first = (uint16_t)draft->rows->len, .n = (uint16_t)g_strv_length(choices) };
	if (draft->slots->len == PHRASE_SLOTS_MAX)
		return bad_line(source, error, "a phrase of more than 12 parts", "make two lines of it");
	for (char **choice = choices; *choice != NULL; choice++) {
		if (strstr(*choice, "..") != NULL)
			return bad_line(source, error, "'..' within brackets", "write it outside of them");
		if (!add_row(source, draft, *choice, error))
			return false;
	}
	if (gap && draft->slots->len > 0) {
		bool is_cjk = draft->words->len > 0 && g_utf8_get_char(g_array_index(draft->words, Word,
		    draft->words->len - 1).form) >= 0x2e80;
		slot.gap = is_cjk ? GAP_CJK : GAP_WORDS;
	}
	g_array_append_val(draft->slots, slot);
	return true;
}

/* Words outside of brackets, with gaps between them. *gap: whether one came last. */
static bool
add_plain(Source *source, Draft *draft, const char *text, bool *gap, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, "..", -1);
	for (char **part = parts; *part != NULL; part++) {
		*gap |= part != parts;
		g_strstrip(*part);
		if (**part == '\0')
			continue;
		if (!add_slot(source, draft, *part, "|", *gap, error))
			return false;
		*gap = false;
	}
	return true;
}

static bool
read_phrase(Source *source, Draft *draft, const char *pattern, GError **error)
{
	bool gap = false;
	for (const char *open; (open = strchr(pattern, '[')) != NULL;) {
		const char *close = strchr(open, ']');
		if (close == NULL || memchr(open + 1, '[', (size_t)(close - open)) != NULL)
			return bad_line(source, error, "'[' without its ']'", "write [one|two]");
		g_autofree char *before = g_strndup(pattern, (size_t)(open - pattern));
		g_autofree char *inside = g_strndup(open + 1, (size_t)(close - open - 1));
		if (!add_plain(source, draft, before, &gap, error) ||
		    !add_slot(source, draft, inside, "|", gap, error))
			return false;
		gap = false;
		pattern = close + 1;
	}
	if (strchr(pattern, ']') != NULL)
		return bad_line(source, error, "']' without '['", "write [one|two]");
	return add_plain(source, draft, pattern, &gap, error);
}

static void
draft_clear(Draft *draft)
{
	g_array_unref(draft->slots);
	g_array_unref(draft->rows);
	g_array_unref(draft->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

static bool
add_phrase(Source *source, const char *pattern, GError **error)
{
	g_auto(Draft) draft = { g_array_new(FALSE, FALSE, sizeof(Slot)),
		g_array_new(FALSE, FALSE, sizeof(RowOfWords)), g_array_new(FALSE, FALSE, sizeof(Word)) };
	if (!read_phrase(source, &draft, pattern, error))
		return false;
	if (draft.words->len == 0)
		return bad_line(source, error, "a phrase without words", "write the words last");
	Phrase *phrase = g_new0(Phrase, 1);
	phrase->act = (uint8_t)source->act;
	phrase->language = (uint8_t)source->language;
	phrase->n = (uint8_t)draft.slots->len;
	phrase->in_subject = source->in_subject;
	phrase->weight = (float)source->weight;
	phrase->slots = g_memdup2(draft.slots->data, draft.slots->len * sizeof(Slot));
	phrase->rows = g_memdup2(draft.rows->data, draft.rows->len * sizeof(RowOfWords));
	phrase->words = g_memdup2(draft.words->data, draft.words->len * sizeof(Word));
	find_begins(phrase);
	find_needs(phrase);
	if (!index_phrase(source->rules, phrase))
		return bad_line(source, error, "a phrase that fits everything", "leave no part of it empty");
	return true;
}

static bool
set_language(Source *source, const char *name, GError **error)
{
	VerdictRules *rules = source->rules;
	if (strlen(name) < 2 || strlen(name) > 8 || strspn(name, "abcdefghijklmnopqrstuvwxyz") < 2)
		return bad_line(source, error, "not a language", "write its ISO 639 code: 'language sv'");
	for (guint i = 0; i < rules->languages->len; i++) {
		if (strcmp(rules->languages->pdata[i], name) == 0) {
			source->language = (int)i;
			return true;
		}
	}
	if (rules->languages->len >= LANGUAGES_MAX)
		return bad_line(source, error, "more than 64 languages", "remove some");
	source->language = (int)rules->languages->len;
	g_ptr_array_add(rules->languages, g_string_chunk_insert_const(rules->strings, name));
	return true;
}

static void
add_common(Source *source, const char *words)
{
	g_auto(Tokens) tokens = { 0 };
	tokens_init(&tokens, words, strlen(words));
	for (size_t i = 0; i < tokens.n; i++) {
		uint64_t *set = g_hash_table_lookup(source->rules->common, &tokens.items[i].hash);
		if (set == NULL) {
			set = g_new0(uint64_t, 1);
			g_hash_table_insert(source->rules->common,
			    g_memdup2(&tokens.items[i].hash, sizeof(uint64_t)), set);
		}
		*set |= UINT64_C(1) << source->language;
	}
}

static char *
next_field(char **line)
{
	char *start = *line + strspn(*line, " \t");
	size_t length = strcspn(start, " \t");
	*line = start + length;
	if (**line != '\0')
		*(*line)++ = '\0';
	*line += strspn(*line, " \t");
	return start;
}

static bool
find_act(Source *source, const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(act_names); i++) {
		if (strcmp(word, act_names[i].name) == 0) {
			source->act = act_names[i].act;
			return true;
		}
	}
	for (int v = VERDICT_ACK; v < VERDICT_COUNT; v++) {
		if (strcmp(word, verdict_words[v]) == 0) {
			source->act = (Act)v;
			return true;
		}
	}
	return false;
}

static bool
add_line(Source *source, char *rest, GError **error)
{
	char *word = next_field(&rest);
	if (strcmp(word, "language") == 0)
		return set_language(source, rest, error);
	if (source->language < 0)
		return bad_line(source, error, "no language yet", "begin the file with 'language CODE'");
	if (strcmp(word, "words") == 0) {
		add_common(source, rest);
		return true;
	}
	source->in_subject = strcmp(word, "subject") == 0;
	if (source->in_subject)
		word = next_field(&rest);
	if (!find_act(source, word)) {
		g_autofree char *what = g_strdup_printf("unknown word '%s'", word);
		return bad_line(source, error, what,
		    "a line begins with language, words, subject, a verdict (" VERDICT_WORDS
		    ") or not, if, will, may, past, ask, within, minutes to weeks, monday to sunday, today, tomorrow");
	}
	source->weight = 1;
	if (source->act < (Act)VERDICT_COUNT) {
		char *number = next_field(&rest), *end;
		source->weight = g_ascii_strtod(number, &end);
		if (end == number || *end != '\0' || source->weight <= 0 || source->weight > 9)
			return bad_line(source, error, "a verdict's phrase needs a weight", "write 1 (hint) to 5 (certain) before it");
	}
	return add_phrase(source, rest, error);
}

bool
verdict_rules_add(VerdictRules *rules, const char *name, const char *text, GError **error)
{
	Source source = { .rules = rules, .name = name, .language = -1 };
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		source.line++;
		g_strstrip(*line);
		if (**line == '\0' || **line == '#')
			continue;
		if (!add_line(&source, *line, error))
			return false;
	}
	return true;
}

bool
verdict_rules_add_concepts(VerdictRules *rules, const char *name, const char *text, GError **error)
{
	Source source = { .rules = rules, .name = name, .language = -1 };
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		const char *wrong;
		source.line++;
		g_strstrip(*line);
		if (**line == '\0' || **line == '#')
			continue;
		if (g_str_has_prefix(*line, "language ")) {
			if (!set_language(&source, g_strstrip(*line + strlen("language ")), error))
				return false;
			continue;
		}
		if (source.language < 0)
			return bad_line(&source, error, "no language yet", "begin the file with 'language CODE'");
		if (!concepts_add_line(rules->concepts, source.language, *line, &wrong))
			return bad_line(&source, error, wrong, "see plaint-verdicts(5)");
	}
	return true;
}

static bool
use_model(VerdictRules *rules, Model *model)
{
	if (model == NULL)
		return false;
	model_free(rules->model);
	rules->model = model;
	/* The model comes last, and without one nobody looks for concepts. */
	concepts_settle(rules->concepts);
	return true;
}

bool
verdict_rules_set_model(VerdictRules *rules, const char *name, const char *text, const char *source,
    GError **error)
{
	Model *model = NULL;
	return model_parse(name, text, source, &model, error) && use_model(rules, model);
}

GBytes *
verdict_rules_compile_model(const VerdictRules *rules)
{
	return model_bytes(rules->model);
}

bool
verdict_rules_set_compiled(VerdictRules *rules, GBytes *compiled, const char *source)
{
	return use_model(rules, model_of_bytes(compiled, source));
}
