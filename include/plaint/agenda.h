/* SPDX-License-Identifier: ISC
 * agenda.h - moments as an iCalendar (RFC 5545) text, which a person's calendar program reads */
#pragma once
#include "plaint/error.h"
#include <stdint.h>

/* One moment. All is borrowed. */
typedef struct agenda_item {
	const char *uid;         /* the same each time, or the program shows it twice */
	const char *summary;     /* one line */
	const char *description; /* "" for none */
	int64_t at;
	GTimeZone *zone; /* it is written in; NULL: UTC */
} AgendaItem;

/* The items (AgendaItem) in their order, with the time zones they name. now: when it is made.
 * Free with g_free(). */
char *agenda_format(const GPtrArray *items, int64_t now);
