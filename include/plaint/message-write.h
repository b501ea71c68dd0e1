/* SPDX-License-Identifier: ISC
 * message-write.h - make the bytes of a message (GMime)
 *
 * RFC 5322 text with canonical CRLF, seven bits, lines of at most 998 octets (78 where the text
 * allows); headers by RFC 2047, file names by RFC 2231, text/plain UTF-8. There is no Bcc, and no
 * field can start a header of its own: in addresses and our own id a control character is an error,
 * in names, subjects and file names it becomes a blank, and somebody else's id (In-Reply-To,
 * References) that cannot stand in a header is left out. */
#pragma once
#include "plaint/error.h"
#include <stdint.h>

/* The largest message written: what the common servers take is 25 MB, with base64 and to spare. */
#define MESSAGE_LIMIT_BYTES (20u * 1024 * 1024)
#define MESSAGE_ATTACHMENTS_MAX 100

typedef struct message_attachment {
	GBytes *bytes;
	char *filename;     /* without folder */
	char *content_type; /* "text/plain" */
} MessageAttachment;

typedef struct message_address {
	char *name;    /* "" or NULL for none */
	char *address;
} MessageAddress;

typedef struct message_draft {
	MessageAddress from;
	GPtrArray *to, *cc;     /* MessageAddress */
	MessageAddress reply_to; /* address NULL: none */
	char *subject;
	char *body;             /* UTF-8, LF or CRLF */
	char *message_id;       /* without angle brackets; required */
	char *in_reply_to;      /* without angle brackets; NULL */
	GPtrArray *references;  /* char *, without brackets, oldest first */
	int64_t date;           /* required */
	GTimeZone *timezone;    /* of Date; NULL: the local one */
	GPtrArray *attachments; /* MessageAttachment */
	char *auto_submitted;   /* NULL, "auto-generated" or "auto-replied" (RFC 3834 5) */
	char *user_agent;       /* NULL: "plaint/VERSION" */
	GPtrArray *headers;     /* char *: pairs name, value; names begin with "X-", "List-" or
	                           "Precedence" */
	size_t limit_bytes;     /* 0: MESSAGE_LIMIT_BYTES */
} MessageDraft;

MessageDraft *message_draft_new(void);
void message_draft_free(MessageDraft *draft); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MessageDraft, message_draft_free)

/* The draft owns what is set; these copy their arguments. */
void message_draft_set_from(MessageDraft *draft, const char *name, const char *address);
void message_draft_set_reply_to(MessageDraft *draft, const char *name, const char *address);
void message_draft_add_to(MessageDraft *draft, const char *name, const char *address);
void message_draft_add_cc(MessageDraft *draft, const char *name, const char *address);
void message_draft_set_text(MessageDraft *draft, const char *subject, const char *body);
void message_draft_add_reference(MessageDraft *draft, const char *id);
void message_draft_add_header(MessageDraft *draft, const char *name, const char *value);

/* Attach bytes as filename; content_type NULL is guessed from both. */
void message_attachment_add_bytes(MessageDraft *draft, GBytes *bytes, const char *filename,
    const char *content_type);

/* Attach the regular file path. Errors name the path: PLAINT_ERROR_NOT_FOUND, PLAINT_ERROR_INPUT
 * (a folder, a device, too large, too many, unreadable). */
bool message_attachment_add(MessageDraft *draft, const char *path, GError **error);

/* Write the message. PLAINT_ERROR_INPUT says which field is at fault; where it grows too large, it
 * names the largest attachment. Free *out with g_bytes_unref(). */
bool message_write(const MessageDraft *draft, GBytes **out, GError **error);
