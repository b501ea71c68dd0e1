/* SPDX-License-Identifier: ISC
 * window.h - documented periods, as people write them, and when they end
 *
 *     2 workdays                      1-3 workdays              24 hours
 *     14 days                         2 weeks                   1 month
 *     5 workdays from acknowledgement                           30 days, then 15 workdays
 *     3个工作日   1至3个工作日   24小时   14天   自受理起5个工作日   30天，然后15个工作日
 *
 * Hours run on. In all other units the day of the start is day 0 and the window ends with the last
 * second of its last day, at the provider's place. */
#pragma once
#include "plaint/calendar.h"

#define WINDOW_TEXT_MAX 200 /* bytes */
#define WINDOW_NUMBER_MAX 9999
#define WINDOW_PARTS_MAX 3

typedef enum window_unit {
	WINDOW_WORKDAYS,
	WINDOW_HOURS,
	WINDOW_DAYS,
	WINDOW_MONTHS,
} WindowUnit;

typedef struct window_part {
	WindowUnit unit;
	int least, most; /* "1-3": 1 and 3; "2": 2 and 2 */
} WindowPart;

typedef struct window {
	WindowPart parts[WINDOW_PARTS_MAX]; /* one after the other */
	int n_parts;
	bool from_acknowledgement; /* starts when the provider acknowledges, not when it is sent */
} Window;

/* A time in which a window's clock stands: the provider waits for an answer. */
typedef struct pause {
	int64_t from, to; /* to 0: it still stands */
} Pause;

/* Read a window; "within", "up to", 以内 and the like are skipped. PLAINT_ERROR_INPUT, naming text
 * and what would be right. */
bool window_parse(const char *text, Window *out, GError **error);

/* Write it as window_parse() reads it, language "en" or "zh" (others: English). g_free(). */
char *window_format(const Window *window, const char *language);

/* The same for a window that is a text; what is none is given as it is. g_free(). */
char *window_words(const char *text, const char *language);

/* When it ends, if it starts at start. */
int64_t window_end(const Window *window, int64_t start, const Place *place);

/* When it ends by its smaller numbers ("1" of "1-3 workdays"): when to expect something. */
int64_t window_expected(const Window *window, int64_t start, const Place *place);

/* window_end() with pauses, oldest first: each stops the clock, and what was left then goes on
 * after it, in the window's own unit. A pause that still stands is left out of the count. */
int64_t window_end_paused(const Window *window, int64_t start, const Place *place,
    const Pause *pauses, size_t n_pauses);
int64_t window_expected_paused(const Window *window, int64_t start, const Place *place,
    const Pause *pauses, size_t n_pauses);

/* Why it ends then: "2 workdays after Thu 2026-09-24 in CN; Fri 25 and Sun 27 are holidays", in
 * language "en" or "zh". Says so where the calendar ends before the window. g_free(). */
char *window_explain(const Window *window, int64_t start, const Place *place,
    const Pause *pauses, size_t n_pauses, const char *language);
