/* SPDX-License-Identifier: ISC
 * flow.h - the round: fetch, digest, due, send; and what commands do to a case
 *
 * A Flow is what a round works with: configuration, store, and the data files it has read so far.
 * It is used by one thread. Functions fail with the codes of the rooms below them. */
#pragma once
#include "plaint/conf.h"
#include "plaint/decide.h"
#include "plaint/inspect.h"
#include "plaint/message-write.h"
#include "plaint/provider.h"
#include "plaint/store.h"
#include "plaint/type.h"

typedef struct flow Flow;

/* conf and store are borrowed; data files are read as they are needed. Free with flow_free(). */
Flow *flow_new(const Conf *conf, Store *store);
void flow_free(Flow *flow); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Flow, flow_free)

/* -- what holds for a case (policy.c) --------------------------------------------------------- */

/* Everything in *out is borrowed from flow. A type or provider whose file is gone is no failure:
 * the windows of the case, or the general ones, hold then. */
bool flow_policy(Flow *flow, const Case *c, Policy *out, GError **error);
/* Borrowed; NULL where there is none by that name, or its file is damaged. */
const Provider *flow_provider(Flow *flow, const char *key);
const ComplaintType *flow_type(Flow *flow, const char *name);
/* The account a case is written from; the default one where its own is gone. */
const Account *flow_account(Flow *flow, const char *name);

/* True when address may speak for the provider of a case: within the domains of its file, of the
 * same owner as the address written to, or learnt. */
bool flow_is_provider(Flow *flow, const Case *c, const char *address);

/* The address of the case that is looked at, as recheck_target() takes it. g_free(). */
bool flow_target(Flow *flow, const Case *c, char **out, GError **error);

/* Look at target as rule says. *out_words: the command and what came of it. g_free(). */
Look flow_look(Flow *flow, const RecheckRule *rule, const char *target, char **out_words);

/* -- moving a case (apply.c) ------------------------------------------------------------------ */

/* Another mail of the same round, told in the notice of one. */
typedef struct flow_also {
	const char *from; /* who wrote it; borrowed */
	int64_t at;       /* when it was digested */
	Reading *reading; /* owned */
} FlowAlso;

/* What led to an event, for the journal and the notices. All may be NULL or 0. */
typedef struct flow_cause {
	const char *actor;      /* "plaint", "complainant", "provider", "stranger" */
	const char *kind;       /* of an entry of its own, written before the decision's; NULL: none */
	const char *text;       /* of that entry; of an appeal: what the complainant says */
	const Reading *reading; /* of the message that led here */
	const char *from;       /* who wrote it */
	int64_t at;             /* when it was digested; 0: now */
	const GPtrArray *also;  /* FlowAlso: what is told with it */
	int64_t message;        /* its id in the store */
	const char *words;      /* the server's */
	const char *refusal;    /* the provider's, of an appeal */
	const char *channel;    /* where at the provider a step went, if not to its first desk */
	const char *target;     /* what was looked at before a step; */
	int64_t looked_at;      /* and when; */
	GBytes *record;         /* of a look that found it there, to be attached */
} FlowCause;

/* Decide what event does to c, save the case, append the journal and queue what has to be sent, in
 * one transaction. *out_after (NULL is fine) is the case afterwards. */
bool flow_apply(Flow *flow, const Case *c, const CaseEvent *event, const FlowCause *cause,
    Case **out_after, GError **error);

/* An entry in the journal that moves nothing. */
bool flow_note(Flow *flow, const char *key, const char *kind, const char *actor, const char *text,
    int64_t message, GError **error);

/* -- mail of a case (compose.c) --------------------------------------------------------------- */

/* Write the complaint of a draft as it will go. *out is to be queued with flow_queue(), or shown.
 * Free with store_outgoing_free(). */
bool flow_compose_complaint(Flow *flow, const Case *c, StoreOutgoing **out, GError **error);

/* Who at the provider is turned to where the desk does not answer; NULL: nobody else. Borrowed. */
const char *flow_next_channel(Flow *flow, const Case *c);

/* Write a mail to the provider in the case's thread: in its newest subject with its ticket mark and
 * our token. to NULL: to where its newest mail wants answers. purpose: "follow-up", "reply", "appeal".
 * evidence (StoreEvidence, NULL: none) is attached. */
bool flow_compose_in_thread(Flow *flow, const Case *c, const char *purpose, const char *to,
    const char *body, const GPtrArray *evidence, StoreOutgoing **out, GError **error);

/* Write a mail about the case to somebody else: it begins a thread of its own. files: StoreEvidence
 * to attach. purpose: "escalation". */
bool flow_compose_to(Flow *flow, const Case *c, const char *purpose, const char *recipient,
    const char *subject, const char *body, const GPtrArray *files, StoreOutgoing **out,
    GError **error);

/* The text of a template for the case, with all its values. action may be NULL. */
bool flow_render(Flow *flow, const Case *c, const char *template_name, const FlowCause *cause,
    const Action *action, char **out_subject, char **out_body, GError **error);

/* The appeal against a refusal, prepared: their reason, the complainant's words (NULL: none), the
 * evidence not sent yet, the timeline, what is asked. It goes with flow_compose_in_thread().
 * PLAINT_ERROR_CONFLICT where the case is not refused. g_free(). */
bool flow_appeal_text(Flow *flow, const Case *c, const char *words, char **out, GError **error);

/* What steps of the ladder have prepared for c and the complainant agrees to: it leaves in the hours of
 * its step. Else it is not sent. *out_count: how many mails. */
bool flow_consent(Flow *flow, const Case *c, bool is_given, unsigned *out_count, GError **error);

bool flow_queue(Flow *flow, StoreOutgoing *outgoing, int64_t *out_id, GError **error);

/* Queue a notice to the complainant; of what a received mail has brought, at the end of its round. */
bool flow_notify(Flow *flow, const Case *c, const char *template_name, const FlowCause *cause,
    const Action *action, GError **error);

/* -- finding the case (thread.c) -------------------------------------------------------------- */

typedef struct thread {
	GPtrArray *keys;        /* char *: the cases it belongs to; empty: none */
	const char *how;        /* "reference", "plus-address", "subject", "ticket", "body"; NULL */
	char *why;              /* it may concern a case: why it is held; NULL: none of ours */
	GPtrArray *suggestions; /* char *: keys */
} Thread;
void thread_clear(Thread *thread);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Thread, thread_clear)

bool thread_find(Flow *flow, const Account *account, const Mail *mail, const Reading *reading,
    Thread *out, GError **error);

/* False when the user's own server says that the sender is forged (RFC 8601). */
bool thread_is_authentic(const Account *account, const Mail *mail);

/* -- the round -------------------------------------------------------------------------------- */

typedef struct flow_counts {
	unsigned fetched, filed, unfiled, forgotten, broken, due, sent, deferred, failed, uncertain;
	unsigned since_known; /* folders where mail from options' day on had been looked at before */
} FlowCounts;

typedef struct flow_options {
	int64_t since;       /* take mail from that day on, also where it was passed over; 0: new mail */
	bool shows_progress; /* on standard error */
} FlowOptions;

/* The four steps. Each account is tried; the first error is told when all is done, so one dead
 * server does not stop the others. counts add up. */
bool flow_fetch(Flow *flow, const FlowOptions *options, FlowCounts *counts, GError **error);
bool flow_digest(Flow *flow, FlowCounts *counts, GError **error);
bool flow_due(Flow *flow, FlowCounts *counts, GError **error);
/* may_follow_up false: follow-ups wait, since what the provider has answered is not known. */
bool flow_send(Flow *flow, bool may_follow_up, FlowCounts *counts, GError **error);

/* All four, in that order, holding the store's round. */
bool flow_round(Flow *flow, const FlowOptions *options, FlowCounts *counts, GError **error);

/* The complainant knows what became of an uncertain mail: it is sent again, or it had arrived. */
bool flow_settle(const Conf *conf, Store *store, const StoreOutgoing *outgoing, bool is_again,
    GError **error);

/* File an unfiled (or misfiled) message to cases, as digest would have; the sender is learnt. */
bool flow_refile(Flow *flow, int64_t message, const char *const *keys, GError **error);

/* What reading a kept message again would change. */
typedef struct flow_reread {
	int64_t message;
	bool is_changed, is_newest; /* is_newest: applying it moves the case */
	char *before, *after;       /* "reply other 0.41", "reply resolved 0.97" */
	Mail *mail;
	Reading *reading;
} FlowReread;
void flow_reread_clear(FlowReread *reread);

bool flow_reread(Flow *flow, const StoreMessage *message, FlowReread *out, GError **error);
bool flow_reread_apply(Flow *flow, const char *key, const FlowReread *reread, GError **error);
