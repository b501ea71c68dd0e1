/* SPDX-License-Identifier: ISC
 * kind-receipt.c - the receipt that a ticket system sends by itself, in whichever words
 *
 * Its headers are those of a person's answer through the same system. What tells it: it confirms
 * nothing but receipt, says the ticket's number in its text, and nobody speaks in it. */
#include "plaint/kind.h"
#include "kind-private.h"
#include <string.h>

/* How somebody speaks of himself, a word or an ending of one ("-łem"). */
static const struct {
	const char *language, *words[16], *endings[12];
} rows[] = {
	{ "en", { "i", "i'm", "i've", "i'll", "i'd", "my", "me" }, { NULL } },
	{ "de", { "ich", "mir", "mich", "mein", "meine", "meinem", "meinen", "meiner" }, { NULL } },
	{ "fr", { "je", "j'ai", "j'en", "j'y", "j'avais", "j'attends", "moi", "mon", "ma", "mes" }, { NULL } },
	{ "es", { "yo", "mi", "mis", "me", "he", "estoy", "voy", "tengo" }, { NULL } },
	{ "it", { "io", "mio", "mia", "miei", "mi", "ho", "sto", "vado" }, { NULL } },
	{ "pt", { "eu", "meu", "minha", "meus", "estou", "vou", "tenho" }, { NULL } },
	{ "nl", { "ik", "mijn", "mij", "me" }, { NULL } },
	{ "pl", { "ja", "mnie", "mój", "moja", "moje", "moim", "jestem" }, { "łem", "łam" } },
	{ "ru", { "я", "мне", "меня", "мной", "мой", "моя", "мои", "моим" }, { NULL } },
	{ "tr", { "ben", "benim", "bana", "bende" },
	    { "dım", "dim", "dum", "düm", "tım", "tim", "tum", "iyorum", "ıyorum", "uyorum", "üyorum" } },
};

/* "我们", "我司": not one of them, but all. */
static bool
says_i_in_chinese(const char *text)
{
	static const char *const all[] = { "们", "們", "司", "方", "部", "处", "處", "公司", "局", "社", "店",
		"国", "國", "院", "校", "所", "中心" };
	for (const char *at = strstr(text, "我"); at != NULL; at = strstr(at + 1, "我")) {
		bool is_all = false;
		for (size_t i = 0; i < G_N_ELEMENTS(all) && !is_all; i++)
			is_all = g_str_has_prefix(at + strlen("我"), all[i]);
		if (!is_all)
			return true;
	}
	return false;
}

static bool
is_of_row(size_t row, const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows[row].words) && rows[row].words[i] != NULL; i++)
		if (strcmp(word, rows[row].words[i]) == 0)
			return true;
	for (size_t i = 0; i < G_N_ELEMENTS(rows[row].endings) && rows[row].endings[i] != NULL; i++)
		if (strlen(word) > strlen(rows[row].endings[i]) + 1 && g_str_has_suffix(word, rows[row].endings[i]))
			return true;
	return false;
}

static bool
says_i(const char *folded, const char *language)
{
	if (strcmp(language, "zh") == 0)
		return says_i_in_chinese(folded);
	if (strcmp(language, "ja") == 0)
		return strstr(folded, "私") != NULL || strstr(folded, "わたくし") != NULL;
	size_t row = 0;
	while (row < G_N_ELEMENTS(rows) && strcmp(rows[row].language, language) != 0)
		row++;
	if (row == G_N_ELEMENTS(rows))
		return false;
	g_auto(GStrv) words = g_strsplit_set(folded, " .,;:!?()\"", -1);
	for (char **word = words; *word != NULL; word++)
		if (is_of_row(row, *word))
			return true;
	return false;
}

static bool
keep_person(const Phrase *phrase, size_t offset G_GNUC_UNUSED, gpointer data)
{
	bool *is_person = data;
	*is_person = phrase->tag == SAYS_PERSON;
	return !*is_person;
}

static bool
is_marked(const Mail *mail)
{
	return mail_header_has(mail, "Auto-Submitted", "auto-generated") ||
	       mail_header_has(mail, "Precedence", "bulk") || mail_header_has(mail, "Precedence", "junk") ||
	       mail_header_has(mail, "X-Auto-Response-Suppress", "all");
}

static bool
names_ticket(const char *text, const GPtrArray *tickets)
{
	for (guint i = 0; i < tickets->len; i++)
		if (strstr(text, ((const Ticket *)tickets->pdata[i])->number) != NULL)
			return true;
	return false;
}

bool
kind_is_receipt(const Mail *mail, const char *text, const char *language, const GPtrArray *tickets)
{
	bool is_person = false;
	if (kind_ticket_system(mail) == NULL || !is_marked(mail) || !names_ticket(text, tickets))
		return false;
	g_autofree char *folded = words_fold(text, KIND_TEXT_MAX, false);
	phrases_search(kind_phrases(false), folded, keep_person, &is_person);
	return !is_person && !says_i(folded, language);
}
