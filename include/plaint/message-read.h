/* SPDX-License-Identifier: ISC
 * message-read.h - a message's bytes (RFC 5322, 2045-2049, 2231, 3676, 6532) as a Mail
 *
 * Every message gives a Mail: what is broken or beyond a limit is read as far as it goes, and
 * is_damaged and damage say so. Texts come out as valid UTF-8 with LF line ends, whatever their
 * charset label claims; HTML comes out as the text a person would read. Time is linear in size;
 * memory stays within four times the message (and 16 MB). Safe to call from several threads.
 *
 * The limits are what the program promises about mail from strangers: */
#pragma once
#include "plaint/error.h"
#include "plaint/mail.h"

#define MESSAGE_SIZE_MAX (64u << 20)       /* bytes of a message; larger is refused */
#define MESSAGE_HEADERS_MAX 2000           /* headers kept */
#define MESSAGE_HEADER_BLOCK_MAX (1u << 20) /* bytes of header read */
#define MESSAGE_HEADER_VALUE_MAX 65536     /* bytes of one header's value */
#define MESSAGE_ADDRESSES_MAX 1000         /* addresses kept of one header */
#define MESSAGE_REFERENCES_MAX 500         /* ids kept, the newest ones */
#define MESSAGE_PARTS_MAX 5000             /* boundary lines, and so leaves */
#define MESSAGE_DEPTH_MAX 64               /* multiparts and messages inside each other */
#define MESSAGE_TEXT_MAX (8u << 20)        /* bytes of text read, over all parts */
#define MESSAGE_HTML_MAX (4u << 20)        /* bytes of HTML read, over all parts */

/* Read size bytes as a message; free *out with mail_free(). PLAINT_ERROR_INPUT where there is
 * nothing to read: size is 0 or above MESSAGE_SIZE_MAX. */
bool message_read(const void *bytes, size_t size, Mail **out, GError **error);
