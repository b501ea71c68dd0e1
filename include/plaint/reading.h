/* SPDX-License-Identifier: ISC
 * reading.h - what one received message says, as values */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum kind {
	KIND_REPLY,           /* a person, or a ticket system for a person */
	KIND_AUTO_REPLY,      /* nobody wrote or released it for this case */
	KIND_BOUNCE,          /* not delivered for good */
	KIND_DELAY,           /* not delivered yet */
	KIND_RECEIPT,         /* an MDN (RFC 8098) */
	KIND_FEEDBACK_REPORT, /* ARF (RFC 5965) */
	KIND_COUNT,
} Kind;

typedef enum verdict {
	VERDICT_NONE, /* bounces and delays have none: null in JSON */
	VERDICT_ACK,
	VERDICT_WORKING,
	VERDICT_NEED_INFO,
	VERDICT_RESOLVED,
	VERDICT_REJECTED,
	VERDICT_REDIRECTED,
	VERDICT_AWAY,
	VERDICT_CHALLENGE,
	VERDICT_OTHER,
	VERDICT_COUNT,
} Verdict;

/* "reply", "auto-reply", ...: the words of the command line, of JSON and of the store. */
const char *kind_name(Kind kind);
bool kind_parse(const char *name, Kind *out);
const char *verdict_name(Verdict verdict); /* VERDICT_NONE gives "none" */
bool verdict_parse(const char *name, Verdict *out);

typedef struct bounce_recipient {
	char *address;    /* the failing address; "" where it is not told */
	char *action;     /* failed, delayed, delivered, relayed, expanded (RFC 3464 2.3.3) */
	char *status;     /* enhanced status "5.1.1" (RFC 3463); "5.0.0" where no more is known */
	char *diagnostic; /* the server's words, UTF-8, one line; "" */
} BounceRecipient;

typedef struct ticket {
	char *number; /* without label, '#' and brackets */
	char *system; /* "zendesk", "rt", "otrs" ... ; NULL where it does not show */
} Ticket;

typedef struct reading {
	Kind kind;
	GPtrArray *recipients;        /* BounceRecipient; empty but for bounces and delays */
	char *original_message_id;    /* of the bounced mail; NULL */
	char *text;                   /* the newest text alone, UTF-8, LF */
	char *all_text;               /* with what was cut */
	GPtrArray *tickets;           /* Ticket, each number once */
	Verdict verdict;
	double confidence;            /* 0 to 1 */
	char *language;               /* "en", "zh" ...; "" where unknown */
	GPtrArray *because;           /* char *: "kind: Auto-Submitted: auto-replied", "resolved: has been fixed" */
	GPtrArray *asked;             /* char *: from a need-info reply, what is asked for */
	char *redirect;               /* from a redirect, URL or address to go to; NULL */
	char *promised;               /* a window the provider names, as words that window_parse()
	                                 reads ("48 hours", "3 workdays") or a day "2026-09-28"; NULL */
} Reading;

void reading_free(Reading *reading); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reading, reading_free)
