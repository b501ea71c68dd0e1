/* SPDX-License-Identifier: ISC
 * text.h - text for people: in the reader's language, and in columns that line up
 *
 * A LocalText is one text in several languages, as data files write it: "title = Outage" and
 * "title[zh] = 服务中断". The text without a language is English and stands in for those missing. */
#pragma once
#include "plaint/error.h"
#include <stddef.h>

typedef struct local_text LocalText;

LocalText *local_text_new(void);
void local_text_free(LocalText *text); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LocalText, local_text_free)

/* Set the text of language (NULL or "": that of all others). */
void local_text_set(LocalText *text, const char *language, const char *value);

/* The text in language: "zh_CN" and "zh-Hant" are looked for whole and then as "zh"; else the
 * English one. Borrowed; "" for a NULL text. */
const char *local_text_get(const LocalText *text, const char *language);

/* The language's base in lower case, "zh" for "zh_CN.UTF-8"; "en" for NULL, "", "C", "POSIX".
 * Free with g_free(). */
char *language_base(const char *tag);

/* The columns that text takes on a terminal: wide East Asian characters and emoji count two, what
 * joins the character before it none. text is UTF-8; a control character counts none. */
size_t text_width(const char *text);

/* text cut or filled with blanks to exactly width columns; where it is cut, the last column is
 * "…", and a wide character that would stick out is replaced by a blank. Free with g_free(). */
char *text_pad(const char *text, size_t width);

/* text as one line: control characters (with CR, LF, TAB, NEL, the line and paragraph separators)
 * become one blank each run, blanks at the ends go, and it is cut to at most limit bytes at a
 * character (0: not cut). Always valid UTF-8. Free with g_free(). */
char *text_one_line(const char *text, size_t limit);
