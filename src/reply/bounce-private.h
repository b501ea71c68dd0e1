/* SPDX-License-Identifier: ISC
 * bounce-private.h - the pieces of reading a bounce: reports, plain notices, status codes */
#pragma once
#include "plaint/bounce.h"

/* --- bounce-report.c: RFC 3464 and RFC 6533 --- */

/* Adds the recipients of one message/delivery-status text; *out_original_id is set where the
 * report names the original's Message-ID (X-Original-Message-ID) and it was NULL. */
void bounce_report_read(const char *status_text, GPtrArray *recipients, char **out_original_id);

/* The value of header called name in a block of header lines, unfolded, or NULL; reads at most
 * max bytes. Free with g_free(). */
char *bounce_header_value(const char *block, const char *name, size_t max);

/* The addr-spec of "rfc822; <a@b>", "utf-8; ...", or "" where it is no mail address. Free. */
char *bounce_address_value(const char *field);

/* --- bounce-notice.c: what mail systems write to people --- */

/* Adds the failing recipients that text names. is_delay gives their action. */
void bounce_notice_read(const Mail *mail, const char *text, bool is_delay, GPtrArray *recipients);

/* Where the copy of the original begins in text, or its end. */
const char *bounce_notice_end(const char *text);

/* The words about address in text: the lines that hold the server's answer. "" where none. Free. */
char *bounce_notice_words(const char *text, const char *address);

BounceRecipient *bounce_recipient_new(const char *address, const char *action);
