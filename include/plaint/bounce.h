/* SPDX-License-Identifier: ISC
 * bounce.h - reports of mail that was not delivered, with a standard and without one
 *
 * Reads RFC 3464 and RFC 6533 reports of every shape, a filter's refusals (RFC 5429) and list managers',
 * and the plain texts (or HTML) of mail systems. Those of qmail, Exim, sendmail, Postfix, Exchange,
 * Domino, Gmail, QQ, 163 and others are known by their words in some thirty languages; of all others
 * who speaks, a server's reply, the failing address set off and a copy of the mail tell. Pure,
 * linear in the message; texts are read up to BOUNCE_TEXT_MAX bytes and reports up to
 * BOUNCE_RECIPIENTS_MAX recipients, each once. */
#pragma once
#include "plaint/mail.h"
#include "plaint/reading.h"

#define BOUNCE_TEXT_MAX 65536
#define BOUNCE_RECIPIENTS_MAX 500
#define BOUNCE_DIAGNOSTIC_MAX 1000

/* What a mail says about delivery. */
typedef enum bounce_sign {
	BOUNCE_NONE,    /* it is no report about delivery */
	BOUNCE_FAILED,  /* at least one recipient failed for good */
	BOUNCE_DELAYED, /* not delivered yet, still being tried */
	BOUNCE_NOTICE,  /* delivered, relayed or expanded: a success report, asked for by nobody */
} BounceSign;

/* Whether mail is a report about delivery, and of which sort. *out_why (may be NULL; free with
 * g_free()) tells what gave it away, or is NULL for BOUNCE_NONE. */
BounceSign bounce_sign(const Mail *mail, char **out_why);

/* Whether mail came with an empty return path, as only reports and automatic answers do. */
bool bounce_has_null_path(const Mail *mail);

/* Adds the recipients that failed or are delayed to recipients (BounceRecipient, from
 * bounce_recipient_free()); of a mixed report those that were delivered come too, with their
 * action. Sets *out_original_message_id to the Message-ID of the mail that did not get through,
 * without angle brackets, or NULL; free with g_free(). A recipient of whom no reason is found gets the
 * status "5.0.0", or "4.0.0" where it is delayed. Call it for bounces and delays only. */
void bounce_read(const Mail *mail, GPtrArray *recipients, char **out_original_message_id);

void bounce_recipient_free(gpointer recipient); /* a GDestroyNotify; NULL is fine */

/* The enhanced status (RFC 3463) in words: "5.1.1" where the text has one, else derived from its
 * SMTP reply ("550 no such user"), else from its words alone. is_delay chooses 4.x.x for the
 * latter. "" where nothing shows. Free with g_free(). */
char *bounce_status(const char *words, bool is_delay);
