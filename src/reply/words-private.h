/* SPDX-License-Identifier: ISC
 * words-private.h - finding known phrases in strangers' text, in linear time
 *
 * Text is folded first (words_fold): lower case, white space runs as one space, typographic
 * apostrophes and dashes plain, so that a phrase is found however its lines were wrapped. Then one
 * pass over the text finds all phrases of a set, by a hash of their first four bytes: hundreds of
 * phrases in twelve languages cost the same as a few, and no input makes it slower than linear. */
#pragma once
#include "plaint/mail.h"

typedef struct phrase {
	const char *text; /* folded; at least four bytes; a last '*' stands for any ending */
	int tag;          /* what it means: the set's own enum */
	int weight;
} Phrase;

typedef struct phrases Phrases;

/* Index rows (count of them), which must outlive the program's use of them. Never freed: for
 * tables that live as long as the program. */
const Phrases *phrases_index(const Phrase *rows, size_t count);

/* Called for each phrase found, in the order of their positions; false ends the search. A phrase
 * that begins or ends with a letter is found only as whole words, in scripts that have spaces. */
typedef bool (*PhraseFound)(const Phrase *phrase, size_t offset, gpointer data);
void phrases_search(const Phrases *set, const char *folded, PhraseFound found, gpointer data);

/* The first phrase of set in folded, or NULL. */
const Phrase *phrases_first(const Phrases *set, const char *folded);

/* Lower case, one space for any white space, plain quotes and dashes; at most max bytes of text are
 * read. Free with g_free(). keep_lines keeps '\n' (one for a run of white space holding any). */
char *words_fold(const char *text, size_t max, bool keep_lines);

/* The message's own first text part (not an attachment, not of an attached message), else its
 * HTML's text, else "". Free with g_free(). */
char *words_of_mail(const Mail *mail, size_t max);
