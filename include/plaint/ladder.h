/* SPDX-License-Identifier: ISC
 * ladder.h - what is done, step by step, as deadlines pass; the file is plaint-ladders(5) */
#pragma once
#include "plaint/window.h"

#define LADDER_TEXT_MAX (64 * 1024) /* bytes */
#define LADDER_STEPS_MAX 32

typedef enum step_when {
	WHEN_FIRST_REPLY_OVERDUE,
	WHEN_WINDOW_OVERDUE,
	WHEN_AFTER_PREVIOUS, /* Step.after, counted from the step above */
	WHEN_REJECTED,
	WHEN_UNCONFIRMED, /* said to be resolved, and nobody confirmed it in time */
} StepWhen;

typedef enum recipient {
	TO_PROVIDER,    /* in the case's thread */
	TO_COMPLAINANT,
	TO_CHANNEL,     /* the provider's second level or next channel */
	TO_ESCALATION,  /* a body outside */
	RECIPIENT_COUNT,
} Recipient;

const char *recipient_name(Recipient to); /* "provider", "complainant", "channel", "escalation" */

typedef struct step {
	char *name; /* unique in its ladder; what a case remembers */
	StepWhen when;
	Window after; /* WHEN_AFTER_PREVIOUS only */
	Recipient to;
	char *template_name; /* a file of etc/templates/LANGUAGE/ without suffix */
	bool needs_consent;  /* "ask": prepared, and sent when the complainant agrees */
	Hours hours;         /* when it leaves, at the receiver's place */
} Step;

typedef struct ladder {
	char *name;
	GPtrArray *steps; /* Step */
} Ladder;

/* Read a ladder's file. path is for errors and may be NULL. Every mistake is told with file:line,
 * all in one error. PLAINT_ERROR_CONFIG. */
bool ladder_parse(const char *text, const char *name, const char *path, Ladder **out,
    GError **error);
void ladder_free(Ladder *ladder); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ladder, ladder_free)

/* The step of that name, or NULL. */
const Step *ladder_find(const Ladder *ladder, const char *name);
