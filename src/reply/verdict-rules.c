/* SPDX-License-Identifier: ISC
 * verdict-rules.c - the phrase files, plaint-verdicts(5) */
#include "verdict-private.h"
#include <string.h>

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
	rules->by_word = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL,
	    (GDestroyNotify)g_ptr_array_unref);
	rules->by_prefix = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
	    (GDestroyNotify)g_ptr_array_unref);
	rules->languages = g_ptr_array_new();
	rules->common = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	return rules;
}

static void
phrase_free(gpointer data)
{
	Phrase *phrase = data;
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
	unsigned forms;
} Source;

static bool
bad_line(const Source *source, GError **error, const char *what, const char *remedy)
{
	return fail(error, PLAINT_ERROR_CONFIG, "%s:%u: %s: %s", source->name, source->line, what, remedy);
}

static void
index_phrase(VerdictRules *rules, Phrase *phrase)
{
	Word *first = &phrase->words[0];
	GHashTable *table = first->is_prefix ? rules->by_prefix : rules->by_word;
	uint64_t key = first->hash;
	if (first->is_prefix) {
		const char *third = g_utf8_offset_to_pointer(first->form, 3);
		key = hash_bytes(HASH_SEED, first->form, (size_t)(third - first->form));
	}
	GPtrArray *list = g_hash_table_lookup(table, &key);
	if (list == NULL) {
		list = g_ptr_array_new();
		g_hash_table_insert(table, first->is_prefix ? g_memdup2(&key, sizeof key) : (gpointer)&first->hash,
		    list);
	}
	g_ptr_array_add(list, phrase);
	g_ptr_array_add(rules->phrases, phrase);
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

static bool
add_words(Source *source, GArray *words, const char *part, bool after_gap, GError **error)
{
	g_auto(Tokens) tokens = { 0 };
	tokens_init(&tokens, part, strlen(part));
	for (size_t i = 0; i < tokens.n; i++) {
		const Token *token = &tokens.items[i];
		const char *mark = mark_word(part + token->start, token->end - token->start);
		const char *form = mark != NULL ? mark : tokens.folded + token->folded;
		Word word = { .form = g_string_chunk_insert_const(source->rules->strings, form) };
		word.length = (uint16_t)strlen(form);
		word.hash = hash_bytes(HASH_SEED, form, word.length);
		word.is_prefix = part[token->end] == '*' && !token->is_cjk;
		word.gap = i == 0 && after_gap ? (token->is_cjk ? 8 : 4) : 0;
		if (word.is_prefix && g_utf8_strlen(form, -1) < 3)
			return bad_line(source, error, "a word before '*' has fewer than 3 letters", "write more of it");
		g_array_append_val(words, word);
	}
	return true;
}

/* One written-out form: words and gaps. */
static bool
add_form(Source *source, const char *form, GError **error)
{
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(Word));
	g_auto(GStrv) parts = g_strsplit(form, "..", -1);
	if (++source->forms > PHRASE_FORMS_MAX)
		return bad_line(source, error, "too many alternatives", "make two lines of it");
	for (char **part = parts; *part != NULL; part++) {
		if (!add_words(source, words, *part, part != parts && words->len > 0, error))
			return false;
	}
	if (words->len == 0)
		return bad_line(source, error, "a phrase without words", "write the words after the weight");
	if (words->len > PHRASE_WORDS_MAX)
		return bad_line(source, error, "a phrase of more than 16 words", "leave some out with '..'");
	Phrase *phrase = g_new0(Phrase, 1);
	phrase->act = (uint8_t)source->act;
	phrase->language = (uint8_t)source->language;
	phrase->n = (uint8_t)words->len;
	phrase->in_subject = source->in_subject;
	phrase->weight = (float)source->weight;
	phrase->words = g_memdup2(words->data, words->len * sizeof(Word));
	index_phrase(source->rules, phrase);
	return true;
}

/* "has [been|just been] fixed" is two forms; alternatives do not nest. */
static bool
expand(Source *source, const char *head, const char *pattern, GError **error)
{
	const char *open = strchr(pattern, '[');
	if (open == NULL) {
		if (strchr(pattern, ']') != NULL)
			return bad_line(source, error, "']' without '['", "write [one|two]");
		g_autofree char *form = g_strconcat(head, pattern, NULL);
		return add_form(source, form, error);
	}
	const char *close = strchr(open, ']');
	if (close == NULL || memchr(open + 1, '[', (size_t)(close - open)) != NULL)
		return bad_line(source, error, "'[' without its ']'", "write [one|two]");
	g_autofree char *inside = g_strndup(open + 1, (size_t)(close - open - 1));
	g_auto(GStrv) choices = g_strsplit(inside, "|", -1);
	for (char **choice = choices; *choice != NULL; choice++) {
		g_autofree char *longer = g_strdup_printf("%s%.*s%s", head, (int)(open - pattern), pattern, *choice);
		if (!expand(source, longer, close + 1, error))
			return false;
	}
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
	source->forms = 0;
	return expand(source, "", rest, error);
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
verdict_rules_set_model(VerdictRules *rules, const char *name, const char *text, GError **error)
{
	Model *model = NULL;
	if (!model_parse(name, text, &model, error))
		return false;
	model_free(rules->model);
	rules->model = model;
	return true;
}
