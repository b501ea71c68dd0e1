/* SPDX-License-Identifier: ISC
 * case.h - a case, as plain values
 *
 * Everything about a case that is stored, apart from its journal and its messages. All strings
 * are UTF-8, owned by the Case, and never NULL ("" where there is nothing); 0 is "no time".
 * store/ loads and saves it, decide.h moves it, nobody else changes it. */
#pragma once
#include "plaint/error.h"
#include "plaint/id.h"
#include "plaint/reading.h"
#include "plaint/window.h"

typedef enum case_state {
	CASE_DRAFT,
	CASE_FILED,        /* accepted by our SMTP server */
	CASE_ACKNOWLEDGED, /* proved to have arrived */
	CASE_WORKING,
	CASE_WAITING_ON_YOU, /* the provider needs something; its clock stands */
	CASE_ANSWERED_RESOLVED,
	CASE_ANSWERED_REJECTED,
	CASE_UNDELIVERABLE,
	CASE_CLOSED,
	CASE_STATE_COUNT,
} CaseState;

typedef enum case_outcome {
	OUTCOME_NONE, /* not closed: null in JSON */
	OUTCOME_SOLVED,
	OUTCOME_PARTLY,
	OUTCOME_UNSOLVED,
	OUTCOME_WITHDRAWN,
	OUTCOME_COUNT,
} CaseOutcome;

typedef enum deadline_what {
	DEADLINE_FIRST_REPLY, /* a person has answered by then */
	DEADLINE_EXPECTED,    /* the earlier end of the resolve window: told, never acted on */
	DEADLINE_OVERDUE,     /* the end of the resolve window */
	DEADLINE_CONFIRM,     /* the complainant has said whether "resolved" is true */
	DEADLINE_REMIND,      /* the complainant is reminded of what the provider waits for */
	DEADLINE_COUNT,
} DeadlineWhat;

/* The words of the command line, of JSON and of the store: "waiting-on-you", "first-reply" ... */
const char *case_state_name(CaseState state);
/* What a state is called to people: its name, or Chinese words. */
const char *case_state_words(CaseState state, bool is_zh);
bool case_state_parse(const char *name, CaseState *out);
const char *case_outcome_name(CaseOutcome outcome); /* OUTCOME_NONE gives "" */
bool case_outcome_parse(const char *name, CaseOutcome *out);
const char *deadline_name(DeadlineWhat what);
bool deadline_parse(const char *name, DeadlineWhat *out);

/* What a deadline is called in the journal: its name, or Chinese words. */
const char *deadline_words(DeadlineWhat what, bool is_zh);

/* A documented window, and where it is documented so that a follow-up can cite it. */
typedef struct case_window {
	char *text;   /* as window_parse() reads it; "": none */
	char *source; /* "case", "answer", "provider", "type", "default" */
	char *url;    /* of the provider's page; "" */
	char *read_at; /* the day that page was read, "2026-09-01"; "" */
} CaseWindow;

typedef struct deadline {
	int64_t due; /* 0: there is none */
	int64_t met; /* 0: not met (yet) */
	char *window; /* the text it was counted from; "" */
	char *source; /* of that window, or "user" (set by hand), "answer" (a date the provider named) */
	char *note;   /* for people, one line; "" */
	bool is_fixed; /* set to a date: never counted anew */
} Deadline;

/* One step of the ladder that will not be done again. */
typedef struct step_done {
	char *step;      /* its name in the ladder */
	int64_t at;      /* when it went */
	bool is_skipped; /* a newer one went in its place */
} StepDone;

typedef struct case_value {
	char key[KEY_SIZE];
	char *type;     /* "outage" */
	char *provider; /* key of the provider's file; "" for one we do not know */
	char *to;       /* the address written to */
	char *title;
	char *language; /* of the mail to the provider and of the notices: "en", "zh" */
	char *calendar; /* whose working days count at the provider, where its file does not say: "KR" */
	char *timezone; /* of the provider, with calendar: "Asia/Seoul" */
	CaseState state;
	CaseOutcome outcome;

	int64_t occurred_at;     /* what is complained about happened */
	int64_t opened_at;       /* the draft was made */
	int64_t filed_at;        /* accepted for the provider: the start of its windows */
	int64_t acknowledged_at; /* first proof of arrival */
	int64_t resolve_from;    /* start of the resolve window where it is not filed_at: reopened */
	int64_t answered_at;     /* the last answer "resolved" or "rejected" */
	int64_t closed_at;

	CaseWindow first_reply, resolve;
	Deadline deadlines[DEADLINE_COUNT]; /* by DeadlineWhat */
	GArray *pauses;                     /* Pause, oldest first; the last may still stand */
	bool has_promise;                   /* the provider has moved its own deadline, once */

	char *ladder;     /* its name: "default" */
	GPtrArray *steps; /* StepDone, oldest first */
	int reminders;    /* sent since it waits for the complainant */
	bool is_held;     /* nothing is sent because time passes */
	int64_t snooze_until;

	int64_t next_at; /* the earliest moment at which time passing does something; 0: none. Set by
	                    case_decide(); the store finds what is due by it alone */
} Case;

Case *case_new(void); /* a draft: everything "" or 0, language "en", ladder "default" */
Case *case_copy(const Case *c);
void case_free(Case *c); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Case, case_free)

/* Replace an owned string. text NULL gives "". */
void case_set(char **field, const char *text);

void case_window_set(CaseWindow *window, const char *text, const char *source, const char *url,
    const char *read_at);
void case_add_step(Case *c, const char *step, int64_t at, bool is_skipped);
void case_add_pause(Case *c, int64_t from, int64_t to);

/* The provider's windows run: filed, acknowledged, working. */
bool case_is_waiting_for_provider(const Case *c);

/* A follow-up may leave now: it waits for the provider, is not held and not snoozed. Ask again
 * right before a queued follow-up is handed to SMTP. */
bool case_may_follow_up(const Case *c, int64_t now);

/* The next deadline that is neither met nor void in its state, or false; *out_at may be past. For
 * listings; what will be done is case_plan()'s. */
bool case_next_deadline(const Case *c, DeadlineWhat *out_what, int64_t *out_at);

/* True when first-reply or overdue has passed unmet while the provider's windows run. */
bool case_is_overdue(const Case *c, int64_t now);
