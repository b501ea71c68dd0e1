/* SPDX-License-Identifier: ISC
 * quote-private.h - how the world's mail programs say "what follows was said before"
 *
 * Texts are judged in lower case (g_utf8_strdown); the tables behind these are in quote-words.c,
 * one row a language or program, to be added to. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

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

/* A line with a date and a colon at its end, which only a quote right after it makes an
 * attribution, in whatever language. */
bool introduces_quote(const char *text);

/* True when text may be the first of several lines of an attribution. */
bool attribution_starts(const char *text);

/* "-----Original Message-----", "---------- Forwarded message ---------", in any language. */
bool is_history_rule(const char *text);

/* "##- Please type your reply above this line -##" and its like. */
bool is_reply_delimiter(const char *text);

/* "Sent from my iPhone" and its like. */
bool is_mobile_signature(const char *text);

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
