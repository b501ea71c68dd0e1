/* SPDX-License-Identifier: ISC
 * kind.h - what sort of mail this is: a person's answer, a machine's, or the mail system's
 *
 * Structure decides first: RFC 3464 and 6533 reports, RFC 8098 receipts, RFC 5965 feedback. Then
 * who speaks (a mail system's sender) together with what it says, then the headers of automatic
 * answers (RFC 3834 and the many older ones), and last subjects and phrases. Headers alone do not
 * make a mail automatic where a ticket system relays a person's answer: Zendesk, Jira, WHMCS, OTRS
 * and RT mark every mail as generated, so that there the words decide.
 *
 * Pure: no I/O, no clock. Time is linear in the message; only the first KIND_TEXT_MAX bytes of the
 * newest text are read for phrases, as a machine says what it is at the top. */
#pragma once
#include "plaint/mail.h"
#include "plaint/reading.h"

#define KIND_TEXT_MAX 16384

/* The kind of mail. newest_text is its newest text without quoted history, from whoever cuts it;
 * NULL reads the first text part as it stands. Adds to because (GPtrArray of char *, with
 * g_free(); may be NULL) lines such as "kind: Auto-Submitted: auto-replied". *out_by_words (may be
 * NULL): it is called automatic, and would not be without the words of its text. */
Kind kind_of(const Mail *mail, const char *newest_text, GPtrArray *because, bool *out_by_words);

/* Whether a ticket system has sent mail by itself: of one whose newest text only confirms receipt, as its
 * verdict says. language is the text's ("en"; "" where unknown), tickets (Ticket) are the mail's. */
bool kind_is_receipt(const Mail *mail, const char *text, const char *language, const GPtrArray *tickets);
