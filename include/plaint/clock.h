/* SPDX-License-Identifier: ISC
 * clock.h - the one place that asks what time it is, and the forms a time is written in
 *
 * A time is an int64_t: seconds since 1970-01-01T00:00:00Z. Zero means "none". */
#pragma once
#include "plaint/error.h"
#include <stdint.h>

/* The time: that of the environment variable PLAINT_TIME (RFC 3339) where it is set, and then the
 * same for the whole process; else the system's. A PLAINT_TIME that is no time ends the process
 * through clock_init(). */
int64_t clock_now(void);

/* The system's time whatever PLAINT_TIME says: to compare with what other machines have dated. */
int64_t clock_real(void);

/* Read PLAINT_TIME; call once from main() before anything else. PLAINT_ERROR_USAGE if malformed. */
bool clock_init(GError **error);

/* Read what a person or a file writes: RFC 3339 with zone, or YYYY-MM-DD[ T]HH:MM[:SS] and
 * YYYY-MM-DD in zone (NULL: the local zone), or "now". PLAINT_ERROR_INPUT, naming text. */
bool time_parse(const char *text, GTimeZone *zone, int64_t *out, GError **error);

/* "2026-09-24T08:15:00Z", for JSON and the store. Free with g_free(). */
char *time_format_rfc3339(int64_t when);

/* "2026-09-24 10:15 CEST" in zone (NULL: the local zone), for people. Free with g_free(). */
char *time_format_local(int64_t when, GTimeZone *zone);

/* "2026-09-24", the day in zone (NULL: the local zone). Free with g_free(). */
char *time_format_day(int64_t when, GTimeZone *zone);

/* The Date of a message, RFC 5322 3.3, in zone (NULL: the local zone). Free with g_free(). */
char *time_format_rfc5322(int64_t when, GTimeZone *zone);
