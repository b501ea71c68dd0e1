/* SPDX-License-Identifier: ISC
 * decide.h - what happens to a case: values in, a decision out
 *
 * Pure: no file, no clock, no network. The caller saves Decision.after, appends the journal,
 * queues the actions, and does the three in one transaction.
 *
 * The promises kept here: no stranger changes a state; below the threshold nothing moves and the
 * complainant is asked; an automatic mail meets no deadline and moves nothing but filed to
 * acknowledged; a step of the ladder goes at most once, and after a long sleep only the newest
 * goes. The table is in plaint-cases(7). */
#pragma once
#include "plaint/case.h"
#include "plaint/ladder.h"

#define DECIDE_THRESHOLD 0.85     /* default of Policy.threshold */
#define DECIDE_CONFIRM "7 days"   /* to confirm "resolved", at the complainant's place */
#define DECIDE_REMIND "2 workdays" /* until the complainant is reminded; the second time: */
#define DECIDE_REMIND_AGAIN "5 workdays"
#define DECIDE_REMINDERS_MAX 2
#define DECIDE_PROMISE_MAX_DAYS 92 /* a date further off that a provider names is only shown */

typedef enum follow_ups {
	FOLLOW_UPS_YES,
	FOLLOW_UPS_NEVER,      /* chasing harms: the complainant is reminded instead */
	FOLLOW_UPS_ONLY_AFTER, /* not before Policy.follow_ups_after working days after filing */
} FollowUps;

/* By when somebody outside has to be turned to, or it is too late: a body that fits the case. The
 * complainant is reminded once, a quarter of the time before the end but at most so many days. */
#define DECIDE_LIMIT_LEAD_DAYS 14

typedef struct limit {
	const char *body; /* its key: what the case remembers */
	const char *name; /* for people, in the language of the policy */
	int days;         /* the last of which is the last day, at the complainant's place */
	bool is_from_filed; /* they run from the complaint; else from when it happened */
} Limit;

/* What holds for one case. Everything is borrowed. */
typedef struct policy {
	CaseWindow first_reply, resolve; /* of provider file or type; taken over into the case when
	                                    it is filed, unless the case has its own. Fields may be
	                                    NULL here */
	const Place *provider;           /* its calendar, zone, desk hours; required */
	const Place *complainant;        /* required; decides when they are reminded */
	const Ladder *ladder;            /* required */
	double threshold;                /* 0: DECIDE_THRESHOLD */
	FollowUps follow_ups;
	int follow_ups_after;
	Hours sending;                   /* overrides the hours of every step unless from < 0; a zeroed
	                                    one means "not set" too */
	const GPtrArray *limits;         /* Limit; NULL: none */
	const char *language;            /* of journal and plan: "en", "zh"; NULL: the case's */
} Policy;

/* What a look at the matter has found, right before a step that would chase the provider. */
typedef enum look {
	LOOK_NONE,    /* nobody looked */
	LOOK_THERE,   /* it is still there: the follow-up says so */
	LOOK_GONE,    /* the complainant is asked instead */
	LOOK_UNKNOWN, /* the follow-up goes as if nobody had looked */
} Look;

typedef enum case_event_kind {
	CASE_EVENT_FILED,       /* our complaint was accepted by SMTP */
	CASE_EVENT_SEND_FAILED, /* one of our mails was refused for good (5xx); text: the server's words */
	CASE_EVENT_READING,     /* a message came in, or a person said what one means */
	CASE_EVENT_ANSWERED,    /* the complainant's reply to the provider was sent */
	CASE_EVENT_SET_STATE,   /* by hand: state */
	CASE_EVENT_CLOSE,       /* by hand: outcome */
	CASE_EVENT_CONFIRM,     /* the complainant: yes, it is solved. Closes the case */
	CASE_EVENT_DISPUTE,     /* the complainant: no, it is not. Back to working */
	CASE_EVENT_HOLD,
	CASE_EVENT_UNHOLD,
	CASE_EVENT_SNOOZE,   /* until */
	CASE_EVENT_SET_DUE,  /* by hand: deadline and until */
	CASE_EVENT_UNPROMISE, /* the date the provider named does not hold: the window as it was */
	CASE_EVENT_TURNED,   /* the complainant has turned to somebody outside; text: the key */
	CASE_EVENT_WINDOW,   /* deadline (first-reply or overdue), window: by hand */
	CASE_EVENT_LOOK,     /* the matter is being looked at before step; once for each step */
	CASE_EVENT_CHASE,    /* the complainant: chase, whatever a look finds. The step that was not
	                        done because of one is due again */
	CASE_EVENT_DUE,      /* time has passed; step, look, text: what was found before that step */
	CASE_EVENT_RECOUNT,  /* a calendar has changed: count the deadlines anew */
	CASE_EVENT_KIND_COUNT,
} CaseEventKind;

/* Only the fields that the kind names need be set. All strings are borrowed and may be NULL. */
typedef struct case_event {
	CaseEventKind kind;
	int64_t at; /* when it happened; 0: now. Of a mail: when it arrived, not its Date */
	/* READING */
	Kind mail_kind;
	Verdict verdict;
	double confidence;
	bool is_trusted; /* threads to the case and is from the provider's domains; for a bounce: it
	                    names a Message-ID of ours */
	bool is_by_person; /* a person gave the verdict: no threshold, and it is trusted */
	const char *promised; /* Reading.promised */
	const char *because;  /* the rule or words that led here, one line, for the journal */
	/* the others */
	CaseState state;
	CaseOutcome outcome;
	DeadlineWhat deadline;
	int64_t until;
	const char *window;
	const char *step;
	Look look;
	const char *text;
} CaseEvent;

typedef struct journal_entry {
	char *kind;    /* "state", "deadline", "step", "skip", "reading", "note", "pause", "window",
	                  "recheck" */
	char *text;    /* what happened, for people, in the language of the policy */
	char *because; /* which rule and which words led to it; "" */
} JournalEntry;

/* Something to send. Templates to the provider: those of the ladder ("follow-up-1", ...). To the
 * complainant: "notice-acknowledged", "notice-working", "notice-reply" (a person wrote, nothing
 * changes), "notice-need-info", "notice-redirected", "notice-challenge", "notice-resolved-confirm",
 * "notice-rejected", "notice-question" (what does this mail say?), "notice-flagged" (from a
 * stranger), "notice-undeliverable", "notice-follow-up" (a step went to the provider),
 * "notice-not-chased" (a step would have), "notice-gone" (likewise, and the matter seems gone),
 * "notice-waiting-reminder", "notice-confirm-reminder",
 * "notice-consent" (a step is prepared and needs a yes), "notice-snooze-over",
 * "notice-after-close", "notice-act-by" (soon it is too late to turn to somebody), and those of
 * the ladder ("notice-escalation"). */
typedef struct action {
	Recipient to;
	char *template_name;
	char *step;      /* of the ladder, "" when none led here */
	int64_t send_at; /* not before; now, or the receiver's next sending hours */
	bool needs_consent;
	char *because; /* for people: why now; the same words as in the plan */
	bool is_appeal;      /* a step against a refusal: once sent, the case is open again */
	bool is_still_there; /* a look before this step has found the matter there */
} Action;

typedef struct decision {
	Case *after;
	GPtrArray *journal; /* JournalEntry, in order; empty for TURNED, and for a DUE or RECOUNT with
	                       nothing to do */
	GPtrArray *actions; /* Action */
	bool withdraws_follow_ups; /* queued mails of steps that were not tried yet must not go */
} Decision;

/* Decide. *out is to be freed with decision_free(). PLAINT_ERROR_CONFLICT when the state forbids
 * it, saying what is possible; PLAINT_ERROR_INPUT for a window or time that is none. READING and
 * DUE never fail on a well-formed case. After DUE, after->next_at is 0 or later than now. */
bool case_decide(const Case *c, const CaseEvent *event, const Policy *policy, int64_t now,
    Decision **out, GError **error);
void decision_free(Decision *decision); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decision, decision_free)

/* Count the unmet deadlines of c anew, and next_at. What CASE_EVENT_RECOUNT does, in place. */
void case_recount(Case *c, const Policy *policy);

/* The end of the last day of limit; 0 where nothing counts it, that body was turned to, or
 * the case was closed as solved or withdrawn. */
int64_t case_limit_end(const Case *c, const Policy *policy, const Limit *limit);

/* Why that deadline is due when it is, in the language of the policy: as in the plan. g_free(). */
char *case_deadline_reason(const Case *c, const Policy *policy, DeadlineWhat what);

/* The complainant has turned to that body, as TURNED said. */
bool case_has_turned_to(const Case *c, const char *body);

/* The step that chases the provider now and that a look at the matter may go before; NULL: there
 * is none, it was looked at for this step, or the complainant wants no looks. Borrowed from policy. */
const char *case_step_to_look(const Case *c, const Policy *policy, int64_t now);

/* ---- the table ---- */

/* What a trusted mail with a sure verdict does. */
typedef struct transition {
	CaseState to; /* the state afterwards, maybe the same */
	bool meets_first_reply;
	bool pauses;
	const char *notice; /* template to the complainant, or NULL */
	int row; /* of the table in plaint-cases(7), from 0 */
} Transition;

/* Total: every combination has an entry. */
Transition case_transition(CaseState state, Kind kind, Verdict verdict);

/* The rows of that table and of the one of deadlines, as mdoc for plaint-cases(7). g_free(). */
char *case_table_mdoc(void);

/* What passing of a deadline does in a state: "ladder", "remind", "confirm" or "nothing". */
const char *case_deadline_effect(CaseState state, DeadlineWhat what);

/* ---- the plan ---- */

typedef struct plan_row {
	int64_t at;
	char *what; /* the template's name */
	char *step; /* "" */
	Recipient to;
	bool needs_consent;
	char *reason; /* "2 workdays after Thu 2026-09-24 in CN; Fri 25 and Sun 27 are holidays" */
} PlanRow;

#define PLAN_ROWS_MAX 100

/* What will be sent from now to until if nobody answers, oldest first: PlanRow. Free with
 * g_ptr_array_unref(). */
GPtrArray *case_plan(const Case *c, const Policy *policy, int64_t now, int64_t until);
