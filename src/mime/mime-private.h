/* SPDX-License-Identifier: ISC
 * mime-private.h - what the files that read and write messages share
 *
 * All results are valid UTF-8 and the caller's to g_free(); all times are linear in the input. */
#pragma once
#include "plaint/mail.h"
#include <iconv.h>

/* GMime is made ready once, whichever thread comes first: g_mime_init() itself returns to the second
 * one before the first is done. */
void mime_init(void);

/* The text of bytes, whose charset is claimed to be label (NULL or "": nothing is claimed). Labels
 * are corrected by what the bytes say: GB18030 sent as GB2312, windows-125x as ISO-8859-1, UTF-8 as
 * anything. NULs and controls other than tab and line ends are gone, CRLF and CR are LF. *out_length
 * (may be NULL) is the length of the result. */
char *charset_decode(const char *bytes, size_t size, const char *label, size_t *out_length);

/* The same without touching controls and line ends: for pieces of headers. */
char *charset_convert(const char *bytes, size_t size, const char *label, size_t *out_length);

/* iconv_open() from charset name to UTF-8; iconv_close() it. The tables of a charset are loaded with
 * its first descriptor and dropped with its last, which costs a millisecond: so one of each is
 * kept open for good. */
iconv_t charset_open(const char *name);

/* The name iconv knows the most likely charset of 8-bit bytes by, that are not UTF-8. claimed is
 * what iconv calls the label's charset, which wins when it is about as good; NULL: none. */
const char *charset_guess(const char *bytes, size_t size, const char *claimed);

/* A header's raw value unfolded, with RFC 2047 words decoded as well as they allow, controls and
 * space around gone. */
char *words_decode(const char *raw, size_t size);

/* Add the mailboxes of an address header's raw value to addresses (MailAddress), groups flattened.
 * A header that is none of RFC 5322 gives what looks like an address in it. */
void addresses_read(const char *raw, size_t size, GPtrArray *addresses);

/* The text a person would read of HTML that is UTF-8; marks (MailMark) get what it says about the
 * text. *out_is_damaged (may be NULL) tells that it went beyond what we are willing to parse. */
char *html_to_text(const char *html, size_t size, GArray *marks, bool *out_is_damaged);
