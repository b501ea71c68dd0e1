/* SPDX-License-Identifier: ISC
 * quote-private.h - how the world's mail programs say "what follows was said before"
 *
 * quote-history.c finds what was quoted, quote-tail.c what stands below the writer's words. Texts are judged
 * in lower case (g_utf8_strdown); the tables behind these are in quote-words.c and
 * quote-tail-words.c, one row a language or program, to be added to. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct line {
	const char *start;
	size_t length; /* without white space at the end */
	bool is_quoted, is_dropped;
	bool is_below_rule; /* HTML draws a rule above it */
	signed char closes; /* closing words: 1, none: -1, nobody has asked: 0 */
} Line;

typedef struct text {
	Line *lines;
	size_t count;
	GString *frame; /* what a ticket system wrote around the text; NULL where nobody asks */
} Text;

static inline bool
is_blank(const Line *line)
{
	return line->length == 0;
}

static inline bool
is_kept(const Line *line)
{
	return !line->is_quoted && !line->is_dropped;
}

static inline char *
copy_line(const Line *line)
{
	return g_strndup(line->start, line->length);
}

/* "-----", "=====" and whatever else is drawn without a letter or digit. */
bool is_rule_line(const Line *line);

/* Lines first..last joined by spaces. g_free(). */
char *join_lines(const Text *text, size_t first, size_t last);

/* Whether a line above line i has text and is kept. */
bool has_kept_before(const Text *text, size_t i);

/* Mark what '>' quotes. */
void find_quoted(Text *text);

/* Drop attributions and a ticket system's frame; returns the line where history starts, or history. */
size_t find_history(Text *text, size_t history);

/* Put lines first to end (not included) to what is known of the frame. */
void note_frame(Text *text, size_t first, size_t end);

/* How many lines with text there are from line from on; no more than most are counted. */
size_t count_text(const Text *text, size_t from, size_t most);

/* Take signature, small print and a ticket system's frame from the end of lines that are kept. */
void cut_tail(Text *text);

/* Which two bytes stand side by side in a text: what lacks a word's first two lacks the word. It is
 * asked of hundreds of words for each line. */
typedef struct byte_pairs {
	uint64_t bits[8];
} BytePairs;

static inline unsigned
byte_pair(const char *at)
{
	return ((unsigned char)at[0] * 37u + (unsigned char)at[1]) & 511;
}

static inline BytePairs
byte_pairs_of(const char *text)
{
	BytePairs pairs = { { 0 } };
	for (; *text != '\0'; text++)
		pairs.bits[byte_pair(text) / 64] |= UINT64_C(1) << byte_pair(text) % 64;
	return pairs;
}

/* Where word, of two bytes or more, stands in text, whose pairs these are; NULL: nowhere. */
static inline const char *
find_word(const char *text, const BytePairs *pairs, const char *word)
{
	bool may_be = (pairs->bits[byte_pair(word) / 64] >> byte_pair(word) % 64 & 1) != 0;
	return may_be ? strstr(text, word) : NULL;
}

/* Words of two bytes or more: see find_word(). */
static inline bool
contains_any(const char *text, const char *const *words, size_t count)
{
	BytePairs pairs = byte_pairs_of(text);
	for (size_t i = 0; i < count; i++) {
		if (find_word(text, &pairs, words[i]) != NULL)
			return true;
	}
	return false;
}

static inline bool
starts_with_any(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (*text == *words[i] && g_str_has_prefix(text, words[i]))
			return true;
	}
	return false;
}

#define CONTAINS(text, words) contains_any(text, words, G_N_ELEMENTS(words))
#define STARTS(text, words) starts_with_any(text, words, G_N_ELEMENTS(words))

#define ATTRIBUTION_LINES_MAX 4
#define ATTRIBUTION_LENGTH_MAX 500 /* bytes */

/* How sure it is that the line or lines, joined by spaces, introduce a quote. */
typedef enum attribution {
	ATTRIBUTION_NONE,
	ATTRIBUTION_WEAK,   /* if a quote follows */
	ATTRIBUTION_STRONG, /* even if what follows is not marked as quoted */
} Attribution;

/* "On Thu, 5 Mar 2026 at 10:00, Name <address> wrote:" in any language. */
Attribution attribution_of(const char *text);

/* A line with a date, or an address, and a colon at its end, which only a quote right after it makes an
 * attribution, in whatever language. */
bool introduces_quote(const char *text);

/* True when text may be the first of several lines of an attribution. */
bool attribution_starts(const char *text);

/* "-----Original Message-----", "---------- Forwarded message ---------", in any language. */
bool is_history_rule(const char *text);

/* "Begin forwarded message:", alone on its line, and Notes' "Name ---12/03/2026 11:06:21---Hello". */
bool is_history_line(const char *text);

/* "##- Please type your reply above this line -##" and its like. */
bool is_reply_delimiter(const char *text);

/* "----- words -----": a rule with words in it, whatever they are. */
bool is_worded_rule(const char *text);

/* What a ticket system writes above the comment it sends: "Your request (77) has been updated.",
 * and, if it wrote the delimiter (is_framed), "Name commented:" in more words. */
bool is_update_notice(const char *paragraph, bool is_framed);

/* "Name, 5 March 2026, 10:00 UTC": the line above a comment. */
bool is_comment_header(const char *text);

/* Only a date with its time. */
bool is_date_line(const char *text);

/* "Sent from my iPhone" and its like. is_signed: below closing words, where less is enough. */
bool is_mobile_signature(const char *text, bool is_signed);

/* "Kind regards," and its like, alone on a line. */
bool is_closing(const char *text);

/* How a line of a signature looks. */
typedef enum card_line {
	CARD_OTHER,   /* a name, what its bearer is */
	CARD_COMPANY, /* "Example Ltd." */
	CARD_NUMBER,  /* what may be part of an address */
	CARD_CONTACT, /* telephone, address, link, picture */
} CardLine;
CardLine card_line_of(const char *text);

/* "P.S. ..." or a whole sentence: no line of a signature. */
bool is_prose(const char *text);

/* "Powered by ...", "View request: https://...", "[7KQ2ZM-M3XW]": the frame of a ticket system.
 * is_signed: below closing words, where people do not begin sentences as programs do. */
bool is_ticket_frame(const char *paragraph, bool is_signed);

/* What a ticket's data are labelled with: 2 for those only a ticket has, 1 for any label. */
int ticket_label(const char *line);

/* A paragraph about confidentiality, wrong recipients, the environment, or a company's register. */
bool is_legal_footer(const char *paragraph);

/* What a line like "From: somebody" or "| From | somebody |" is labelled with: a bit, 0 for none. */
enum {
	LABEL_FROM = 1 << 0,
	LABEL_DATE = 1 << 1,
	LABEL_TO = 1 << 2,
	LABEL_CC = 1 << 3,
	LABEL_SUBJECT = 1 << 4,
};
unsigned header_label(const char *text);

/* Undo format=flowed (RFC 3676); quoted paragraphs become one line each with their '>'. g_free(). */
char *flowed_unwrap(const char *text, bool is_delsp);
