/* SPDX-License-Identifier: ISC
 * bounce-private.h - the pieces of reading a bounce: who speaks, reports, plain notices, status codes */
#pragma once
#include "plaint/bounce.h"
#include "words-private.h"

/* --- bounce-report.c: RFC 3464 and RFC 6533 --- */

/* Adds the recipients of one message/delivery-status text; *out_original_id is set where the
 * report names the original's Message-ID (X-Original-Message-ID) and it was NULL. */
void bounce_report_read(const char *status_text, GPtrArray *recipients, char **out_original_id);

/* The recipients of all of mail's own reports; also of a text part that consists of such fields. */
void bounce_reports_read(const Mail *mail, GPtrArray *recipients, char **out_original_id);

/* The same fields in the middle of text, where a gateway has flattened a report. */
void bounce_report_in_text(const char *text, GPtrArray *recipients, char **out_original_id);

/* The next part of that kind from *at on, of this mail (not of an attached one), with a text; NULL at
 * the end. */
const MailPart *bounce_next_part(const Mail *mail, MailPartKind kind, guint *at);

/* The value of header called name in a block of header lines, unfolded, or NULL; reads at most
 * max bytes. Free with g_free(). */
char *bounce_header_value(const char *block, const char *name, size_t max);

/* The addr-spec of "rfc822; <a@b>", "utf-8; ...", or "" where it is no mail address. Free. */
char *bounce_address_value(const char *field);

/* --- bounce-notice.c: what mail systems write to people --- */

/* Adds the failing recipients that text names. is_delay gives their action. */
void bounce_notice_read(const Mail *mail, const char *text, bool is_delay, GPtrArray *recipients);

/* Adds the address that mail came from, unless it is a machine's; is_named: only where text has it. */
void bounce_notice_read_own(const Mail *mail, const char *text, bool is_delay, bool is_named,
    GPtrArray *recipients);

/* Which addresses text has, and whether they are set off: alone on a line, or behind a label
 * ("Recipient: a@b"). */
typedef struct bounce_addresses {
	bool has_other;                    /* of neither us nor a mail system, anywhere */
	bool is_alone, has_labelled_other; /* such a one, set off */
	bool has_labelled_own;             /* the one that the notice was sent to */
	bool has_from;                     /* a mailbox speaks of itself */
} BounceAddresses;

BounceAddresses bounce_notice_addresses(const Mail *mail, const char *text);

/* Where the copy of the original begins in text, or its end. */
const char *bounce_notice_end(const char *text);

/* The words about address in text: the lines that hold the server's answer. "" where none. Free. */
char *bounce_notice_words(const char *text, const char *address);

/* --- bounce-sign.c: who speaks --- */

/* Whether address is one that machines write from: daemons, list managers, "noreply". */
bool bounce_is_system_address(const char *address);

/* --- bounce-words.c: that something was not delivered --- */

enum { BOUNCE_SAYS_FAILED, BOUNCE_SAYS_DELAYED, BOUNCE_SAYS_DELIVERED };

/* The heaviest known phrase (tag: BOUNCE_SAYS_*) in a folded subject or text, or NULL. */
const Phrase *bounce_phrase(bool is_subject, const char *folded);

/* Whether a word for delivering stands near one for failing, or one for mail near one for refusing. */
bool bounce_has_pair(const char *folded);

/* Whether the words at two offsets of folded may belong together: close, and in one sentence. */
bool bounce_is_near(const char *folded, size_t from, size_t to);

/* --- bounce-meanings.c: why --- */

#define BOUNCE_PAIR_WEIGHT 3 /* of what only a pair of words tells: less than most sentences */

typedef struct bounce_meaning {
	int tag;    /* subject * 100 + detail of the status: 202 is x.2.2 */
	int weight; /* 0: nothing found */
} BounceMeaning;

/* The most particular of what words mean. */
BounceMeaning bounce_meaning(const char *words);

/* --- bounce-status.c: the status --- */

/* Whether words have a server's reply: an enhanced status or one of SMTP's own codes. */
bool bounce_has_code(const char *words);

/* A more particular status than status, which is "" or "5.0.0": the one that words give, in the
 * class of status. "" where they give none. Free. */
char *bounce_status_within(const char *status, const char *words, bool is_delay);

BounceRecipient *bounce_recipient_new(const char *address, const char *action);
