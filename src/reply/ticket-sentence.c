/* SPDX-License-Identifier: ISC
 * ticket-sentence.c - the words around a number, and what they say of it
 *
 * One search finds all words of the table; what is asked later is asked of their places. */
#include "ticket-private.h"
#include <string.h>

#define THING_MAX 24  /* bytes of a thing's name before a label within it */
#define AFTER_MAX 100 /* bytes of a sentence behind a number: whose it is */

static bool
note_word(const Phrase *phrase, size_t offset, gpointer data)
{
	Finder *f = data;
	size_t length = strlen(phrase->text);
	bool is_stem = phrase->text[length - 1] == '*';
	Word word = { (guint32)offset, (guint16)(length - is_stem), (guint8)phrase->tag, is_stem };
	g_array_append_val(f->words, word);
	return true;
}

void
ticket_enter(Finder *f, const char *text, bool is_subject)
{
	f->text = text;
	f->lower = ticket_lower(text);
	f->is_subject = is_subject;
	f->words = g_array_new(FALSE, FALSE, sizeof(Word));
	phrases_search(ticket_words(), f->lower, note_word, f);
	f->taken_end = 0;
	f->has_our_reference = false;
	for (const char *at = f->lower;
	     !f->has_our_reference && (at = strstr(at, "our ref")) != NULL; at++)
		f->has_our_reference = at == f->lower || at[-1] != 'y';
}

void
ticket_leave(Finder *f)
{
	g_free((char *)f->lower);
	g_array_unref(f->words);
	f->text = f->lower = NULL;
	f->words = NULL;
}

/* The index of the first word at or behind offset. */
static guint
first_word(const Finder *f, size_t offset)
{
	guint low = 0, high = f->words->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (g_array_index(f->words, Word, middle).offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
ticket_has_word(const Finder *f, size_t from, size_t to, int tag)
{
	for (guint i = first_word(f, from); i < f->words->len; i++) {
		const Word *word = &g_array_index(f->words, Word, i);
		if (word->offset >= to)
			return false;
		if (word->tag == tag && word->offset + word->length <= to)
			return true;
	}
	return false;
}

bool
ticket_is_in_thing(const Finder *f, const Word *label)
{
	guint from = first_word(f, label->offset > THING_MAX ? label->offset - THING_MAX : 0);
	for (guint i = from; i < f->words->len; i++) {
		const Word *word = &g_array_index(f->words, Word, i);
		if (word->offset > label->offset)
			return false;
		if (word->tag == WORD_THING &&
		    word->offset + word->length >= label->offset + label->length)
			return true;
	}
	return false;
}

/* Of two that end together the longer one is meant: "customer number", not "number". */
int
ticket_nearest_noun(const Finder *f, size_t from, size_t to)
{
	int nearest = -1;
	size_t end = 0, start = 0;
	for (guint i = first_word(f, from); i < f->words->len; i++) {
		const Word *word = &g_array_index(f->words, Word, i);
		size_t last = word->offset + word->length;
		bool is_noun =
		    word->tag == WORD_THING || word->tag == WORD_TICKET || word->tag <= LABEL_NEEDS;
		if (word->offset >= to)
			break;
		if (!is_noun || last > to || last < end || (last == end && word->offset >= start))
			continue;
		end = last;
		start = word->offset;
		nearest = word->tag == WORD_THING ? WORD_THING : WORD_TICKET;
	}
	return nearest;
}

/* --- sentences --- */

/* Whether text, which stands behind a character, starts a sentence: "no. 88" and "e.g. this" do
 * not. */
static bool
starts_sentence(const char *before, const char *text)
{
	return (*before == ' ' && (before[-1] == '!' || before[-1] == '?' || before[-1] == ';')) ||
	       (*before == ' ' && before[-1] == '.' && !g_ascii_isdigit(*text) &&
		   !g_ascii_islower(*text));
}

size_t
ticket_sentence_start(const Finder *f, size_t at, size_t max)
{
	size_t from = at > max ? at - max : 0;
	for (size_t i = at; i > from; i--)
		if (f->text[i - 1] == '\n' ||
		    (i >= 2 && starts_sentence(f->text + i - 1, f->text + i)))
			return i;
	return from;
}

size_t
ticket_sentence_end(const Finder *f, size_t at)
{
	size_t i = at;
	for (; f->text[i] != '\0' && f->text[i] != '\n' && i < at + AFTER_MAX; i++)
		if (i > at + 1 && starts_sentence(f->text + i - 1, f->text + i))
			break;
	return i;
}

bool
ticket_is_anothers(const Finder *f, size_t start, size_t end)
{
	size_t stop = ticket_sentence_end(f, end);
	if (ticket_has_word(f, end, stop, WORD_AFTER))
		return true;
	return ticket_has_word(
		   f, ticket_sentence_start(f, start, TICKET_BEFORE_MAX), start, WORD_OWNER) &&
	       !ticket_has_word(f, end, MIN(stop, end + TICKET_OURS_MAX), WORD_OURS);
}
