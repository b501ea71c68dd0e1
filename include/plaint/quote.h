/* SPDX-License-Identifier: ISC
 * quote.h - the newest text of a message: without quoted history, attribution lines, signature and
 * legal footer
 *
 * Cuts by what the HTML says (MailMark) and by how the mail programs of many languages write:
 * '>' quotes, "On ... wrote:", header blocks, rules such as "-----Original Message-----", and the
 * "reply above this line" of ticket systems, with what they write around a comment. Below closing
 * words and a name go company, street and telephone. Answers written between the quotes are kept. When
 * nothing would be left, the text stays as it was. Pure; linear in the text. */
#pragma once
#include "plaint/mail.h"

/* *out_text: the newest text; *out_all_text: all the message's text, nothing cut. Both are UTF-8
 * with LF line ends, without blank lines around, "" where there is no text. out_all_text may be
 * NULL. Free with g_free(). */
void quote_read(const Mail *mail, char **out_text, char **out_all_text);

/* The same, and in *out_frame what a ticket system wrote around the newest text, line by line, for the
 * ticket's number may stand there; "" where there is no such frame. */
void quote_read_framed(const Mail *mail, char **out_text, char **out_frame, char **out_all_text);

/* The same as quote_read() for a plain text by itself: the newest text of it. marks may be NULL. */
char *quote_strip(const char *text, const GArray *marks);
