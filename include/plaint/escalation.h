/* SPDX-License-Identifier: ISC
 * escalation.h - who else can be turned to: etc/escalation/KEY.conf, one body each
 *
 * Loading reads files; escalation_fitting() is pure. The form of the files, and the words of
 * "needs": plaint-types(5). */
#pragma once
#include "plaint/text.h"
#include <stdint.h>

typedef struct escalation_need {
	char *what;      /* "complained", "rejected", "overdue", "silent", "bounced", "days", ... */
	int days;        /* of "days N": at least N days since the complaint */
	GPtrArray *or_else; /* EscalationNeed: any of these does as well; NULL */
} EscalationNeed;

typedef struct escalation {
	char *key;
	LocalText *name;
	GPtrArray *countries; /* char *: ISO 3166, upper case; empty: everywhere */
	char *whose;          /* "provider", "complainant" or "either": whose country must be listed */
	LocalText *scope;     /* in words: "telecom and broadband, not hosting" */
	GPtrArray *kinds;     /* char *: families of types (type.h) */
	LocalText *prerequisite; /* in words */
	GPtrArray *needs;     /* EscalationNeed: all must hold */
	char *email;          /* NULL */
	char *url;            /* NULL */
	char *phone;          /* NULL */
	LocalText *channel;   /* in words, whole */
	char *legal_basis;    /* "" */
	LocalText *clock;     /* how long it takes and what must be kept, in words; "" */
	int deadline_days;    /* by when the complainant must act, from the event; 0: none known */
	char *deadline_from;  /* "occurrence" or "filed"; "" */
	GPtrArray *deadline_kinds; /* char *: families it holds for; empty: all */
	char *source;         /* URL, or "from memory" */
	char *read_on;
	char *confidence;     /* "documented", "commonly-known" or "guess" */
	bool is_closed;       /* listed so that nobody tries: it exists no more */
	char *path;
} Escalation;

bool escalation_load(const char *key, Escalation **out, GError **error);
bool escalation_parse(const char *key, const char *text, const char *path, Escalation **out,
    GError **error);
void escalation_free(Escalation *escalation); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Escalation, escalation_free)

/* All bodies (Escalation), by key. PLAINT_ERROR_CONFIG where a file is damaged. */
bool escalation_list(GPtrArray **out, GError **error);

/* What is known of a case, as values. */
typedef struct escalation_facts {
	const char *family;              /* of the type */
	const char *provider_country;    /* "DE", or a region "DE-BY"; "" where unknown */
	const char *complainant_country; /* the same */
	int64_t now;
	int64_t filed;       /* when the complaint left; 0: not yet */
	int64_t occurred;    /* when it happened; 0 where unknown */
	bool is_rejected;    /* the provider refused */
	bool is_overdue;     /* the resolve window has passed */
	bool is_silent;      /* no person of the provider has ever answered, the first reply is due */
	bool is_bounced;     /* the complaint was not delivered */
	bool is_acknowledged;
} EscalationFacts;

typedef struct escalation_fit {
	const Escalation *body; /* borrowed from the list */
	GPtrArray *lacking;     /* char *: in words, in the language asked for; empty: it is open now */
	int64_t open_on;        /* when the days it wants have passed; 0: now, or not a matter of days */
	int64_t deadline;       /* the end of the complainant's last day, locally; 0: none known */
	bool is_past;           /* the deadline has passed */
} EscalationFit;

/* Those of list that fit the case's family and countries: open ones first (nearest deadline
 * first), then those still lacking something (fewest first), then those past; the more local and
 * the better documented before the others. EscalationFit; free with g_ptr_array_unref(); list must
 * outlive it. */
GPtrArray *escalation_fitting(const GPtrArray *list, const EscalationFacts *facts,
    const char *language);

/* The fits as a list for people, at most limit of them (0: all): what the value escalation_list of
 * the templates holds. Free with g_free(). */
char *escalation_format(const GPtrArray *fits, size_t limit, const char *language);
