/* SPDX-License-Identifier: ISC
 * case-private.h - what the files of this folder share */
#pragma once
#include "plaint/decide.h"

/* Where the end of a part of a window moves to when the clock stood from..to (to > from): what was
 * left goes on, in the same unit. */
int64_t window_moved_end(WindowUnit unit, int64_t end, int64_t from, int64_t to,
    const Place *place);

/* A decision being made. */
typedef struct round {
	const Policy *policy;
	int64_t now; /* when it is decided */
	int64_t at;  /* when the event happened */
	bool is_zh;
	Case *c; /* Decision.after */
	Decision *decision;
	const CaseEvent *event;
} Round;

/* Write to the journal. because may be NULL. */
void round_note(Round *round, const char *kind, const char *because, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Send. step NULL: none led here. The action is the decision's. */
Action *round_act(Round *round, Recipient to, const char *template_name, const char *step,
    int64_t send_at, bool needs_consent, const char *because);

/* The language of journal and plan is Chinese. */
bool policy_is_zh(const Policy *policy, const Case *c);

/* The hours at which something leaves, of the policy or the step. */
Hours policy_hours(const Policy *policy, Hours hours);

/* Set the dues of all unmet deadlines that are counted. */
void deadlines_count(Case *c, const Policy *policy);
void deadline_set(Deadline *deadline, int64_t due, const char *window, const char *source,
    bool is_fixed);

/* The window a deadline is counted from and where it starts; false when there is none. */
bool deadline_window(const Case *c, DeadlineWhat what, Window *out_window,
    int64_t *out_start);

/* Why a deadline is due when it is. g_free(). */
char *deadline_explain(const Case *c, const Policy *policy, DeadlineWhat what, bool is_zh);

/* The hours in which reminders leave unless the policy says otherwise. */
#define HOURS_DEFAULT ((Hours){ 9 * 60 + 30, 11 * 60 + 30 })

/* Time has passed. */
void due_decide(Round *round);

/* The complainant is asked what an answer says, and until they say so, or for DECIDE_REMIND, the
 * provider is not chased; closed when it is known. */
void question_open(Round *round);
void question_close(Case *c);

/* The earliest moment at which due_decide() would do something; 0: none. */
int64_t due_next(const Case *c, const Policy *policy);

/* The same for what the complainant must do in time: limits.c. */
void limits_decide(Round *round);
int64_t limits_next(const Case *c, const Policy *policy, int64_t before); /* or before itself */
void limits_turned(Round *round, const char *body);

/* The matter is looked at before a step, or the complainant wants it chased all the same: look.c. */
bool look_begin(Round *round, GError **error);
bool look_chase(Round *round, GError **error);
bool look_is_wanted(const Case *c, const char *step);
/* Tell what was found before this step, if somebody looked. */
Look look_found(Round *round, const char *step);

/* The earlier of both. */
int64_t next_moment(const Case *c, const Policy *policy);
