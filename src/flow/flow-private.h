/* SPDX-License-Identifier: ISC
 * flow-private.h - what the files of flow/ share */
#pragma once
#include "plaint/flow.h"
#include "plaint/message-write.h"
#include "plaint/rules.h"
#include "plaint/smtp.h"

struct flow {
	const Conf *conf;
	Store *store;
	VerdictRules *rules;
	LearnedSet *learned;
	GHashTable *types;       /* name to ComplaintType, or NULL where there is none */
	GHashTable *providers;   /* key to Provider, or NULL */
	GHashTable *calendars;   /* name to Calendar */
	GHashTable *places;      /* "country zone" to Place */
	GHashTable *ladders;     /* name to Ladder */
	GHashTable *templates;   /* "language/name" to Template */
	Place *complainant;
	GPtrArray *bodies;       /* Escalation; NULL: not read yet */
	GHashTable *limits;      /* "family country country" to GPtrArray of Limit */
	int64_t looked_us;       /* that looks have taken in this round */
	bool is_digesting;       /* what mail brings is told at the end of the round: flow_tell() */
	GHashTable *domains;     /* of open cases: domain to GPtrArray of keys; NULL: not looked at yet */
};

/* The provider's country or region; "" where unknown. */
const char *flow_country(Flow *flow, const Case *c);

/* Whether the journal is written in Chinese, as the complainant reads it. */
bool flow_is_zh(const Flow *flow);

/* Count the deadlines of all open cases anew, if what they are counted by has changed. */
bool flow_recount(Flow *flow, GError **error);

/* A look at the matter of a case, right before the step that would chase the provider for it. */
typedef struct look_taken {
	Look look;
	char *step;
	char *words;    /* what was done and what came of it, for the journal */
	char *target;
	int64_t at;
	GBytes *record; /* of one that found the matter there; NULL */
} LookTaken;
void look_taken_clear(LookTaken *taken);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LookTaken, look_taken_clear)

/* Look, where plaint.conf says how, a step is due and it was not looked at for that step before;
 * else out->look stays LOOK_NONE. Outside of any transaction; c is not what is stored afterwards. */
bool look_before_step(Flow *flow, const Case *c, LookTaken *out, GError **error);

/* Read a message's bytes as digest does, with what the user taught. */
bool flow_read(Flow *flow, GBytes *bytes, Mail **out_mail, Reading **out_reading, GError **error);
/* The rules and examples that flow_read() needs are read when the first message is: most commands
 * never read mail. From then on flow_read() changes nothing in flow, and may run in another thread. */
bool flow_prepare_reading(Flow *flow, GError **error);

/* A new message, and what was read in it where that was done on its way here. */
typedef struct new_mail {
	int64_t id;             /* in the store; 0: not kept, for it is there already */
	const Account *account; /* NULL: the store knows */
	Mail *mail;             /* NULL: not read yet, or not readable */
	Reading *reading;
	GError *error;          /* why it is not readable */
} NewMail;
void new_mail_clear(NewMail *message);

/* Digest these NewMail, all in one transaction; a bad one is set aside. */
bool digest_batch(Flow *flow, const GPtrArray *messages, FlowCounts *counts, GError **error);
/* Whether a template, as flow_render() takes it, shows that value. */
bool flow_template_says(Flow *flow, const Case *c, const char *template_name, const char *name,
    bool *out, GError **error);

/* The notice that cause, a received mail, leads to is written down, for flow_tell(). */
bool flow_owe(Flow *flow, const Case *c, const char *template_name, const FlowCause *cause,
    const Action *action, GError **error);
/* Queue what is owed, a case after the other: those whose notice cannot be written stay owed, and the
 * first failure of them is told. */
bool flow_tell(Flow *flow, GError **error);

/* What flow_notify() queues, in the halves of its making. notice_prepare() needs the store and the
 * templates, and fails as they do; *out is the caller's. notice_write() needs the notice alone, so any
 * thread may do it; it fails with PLAINT_ERROR_INPUT where no mail can be made of it. Then outgoing
 * has its bytes and is to be queued. */
typedef struct notice {
	char *template_name;
	StoreOutgoing *outgoing;
	MessageDraft *draft;
} Notice;
bool notice_prepare(Flow *flow, const Case *c, const char *template_name, const FlowCause *cause,
    const Action *action, Notice **out, GError **error);
bool notice_write(Notice *notice, GError **error);
void notice_free(Notice *notice); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Notice, notice_free)

/* The address that a case's mail to the provider goes to, and what it continues. */
typedef struct thread_head {
	char *to;
	char *subject;
	char *in_reply_to;
	GPtrArray *references;
} ThreadHead;
bool thread_head(Flow *flow, const Case *c, ThreadHead *out, GError **error);
void thread_head_clear(ThreadHead *head);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ThreadHead, thread_head_clear)

/* flow_timeline() with the times of a zone: the provider's, in mail to the provider. */
bool flow_timeline_in(Flow *flow, const Case *c, const char *language, GTimeZone *zone, char **out,
    GError **error);

/* The words of the newest refusal; where a person told plaint that the case is refused, of the
 * newest answer. *out is NULL where none is kept; g_free(). */
bool flow_refusal(Flow *flow, const Case *c, char **out, GError **error);

/* Evidence that the provider has not had, as much of it as one mail takes: StoreEvidence. */
bool flow_new_evidence(Flow *flow, const char *key, GPtrArray **out, GError **error);

/* The values of a template for a case. Free with g_hash_table_unref(). */
bool flow_values(Flow *flow, const Case *c, const char *template_name, const char *language,
    const FlowCause *cause, const Action *action, GHashTable **out, GError **error);

/* "you@example.org", or "you+KEY@example.org" where the account allows it. g_free(). */
char *account_reply_address(const Account *account, const char *key);

/* A mail that was waiting or uncertain has been accepted: record it and move its case. words: how
 * that is known. */
bool outgoing_was_sent(Flow *flow, const StoreOutgoing *outgoing, const char *words,
    GError **error);

/* The journal's kind for a mail of ours that did not arrive and was not to the case's own desk; NULL:
 * it was, and the case has to be decided. Borrowed. */
const char *undelivered_kind(Flow *flow, const Case *c, const StoreOutgoing *outgoing);
/* Write that to the journal, and tell the complainant of somebody above the desk. words: the server's,
 * or what the bounce is called; message: the bounce's id, or the mail's. Only for a mail that has a
 * kind. */
bool undelivered_tell(Flow *flow, const Case *c, const StoreOutgoing *outgoing, const char *words,
    int64_t message, GError **error);

/* One mail at a time on its way to an SMTP server, by a thread of its own. */
typedef struct courier Courier;
typedef enum courier_news {
	COURIER_SILENT, /* nothing in the time given */
	COURIER_READY,  /* the server will take the mail (354); nothing of it leaves before the answer */
	COURIER_JUDGED, /* courier_take_result() says what became of it */
	COURIER_FAILED, /* nothing of it left: courier_steal_error(), as smtp_send() fails */
} CourierNews;
Courier *courier_new(Smtp *smtp); /* smtp is taken */
void courier_free(Courier *courier); /* a mail that has not left stays; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Courier, courier_free)
/* Send outgoing, borrowed until COURIER_JUDGED or COURIER_FAILED. One at a time. */
void courier_begin(Courier *courier, const StoreOutgoing *outgoing);
/* What happens next to the mail that was begun; patience_us -1: however long it takes. */
CourierNews courier_wait(Courier *courier, int64_t patience_us);
/* After COURIER_READY: the mail leaves, or is called back (COURIER_FAILED follows). */
void courier_answer(Courier *courier, bool may_go);
void courier_take_result(Courier *courier, SmtpResult *out);
GError *courier_steal_error(Courier *courier);

/* What a process left "sending" when it died becomes uncertain: nobody knows without looking. */
bool recover_sending(Flow *flow, GError **error);

/* File a message to a case and let it move the case; how: what led it there. */
bool apply_to_case(Flow *flow, const Account *account, int64_t id, const char *key, const char *how,
    const Mail *mail, const Reading *reading, bool is_twin, GError **error);
/* Keep what was read in a message, and its state. */
bool file_message(Flow *flow, int64_t id, const char *status, const Mail *mail,
    const Reading *reading, const char *why, GPtrArray *suggestions, GError **error);
