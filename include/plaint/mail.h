/* SPDX-License-Identifier: ISC
 * mail.h - one parsed message, as plain values
 *
 * What mime/ makes of a message's bytes and reply/ reads: no GMime here. Every string is valid
 * UTF-8 unless its comment says otherwise, owned by the Mail, and never NULL unless it says so. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mail_address {
	char *name;    /* decoded display name; "" where there is none */
	char *address; /* addr-spec as written, domain in lower case; "" for an empty address */
} MailAddress;

typedef struct mail_header {
	char *name;  /* as written */
	char *value; /* unfolded, RFC 2047 decoded, control characters gone */
} MailHeader;

typedef enum mail_part_kind {
	MAIL_PART_TEXT,       /* text/plain, and other text but HTML */
	MAIL_PART_HTML,       /* text/html; text is what a person would read, marks what HTML says of
	                         it; "" beside a plain text that has its quotes marked with '>' */
	MAIL_PART_STATUS,     /* message/delivery-status (and global-, and text/) */
	MAIL_PART_RECEIPT,    /* message/disposition-notification (and global-) */
	MAIL_PART_FEEDBACK,   /* message/feedback-report */
	MAIL_PART_ORIGINAL,   /* message/rfc822, message/global, text/rfc822-headers: text is its header */
	MAIL_PART_ATTACHMENT, /* anything else; text is NULL */
} MailPartKind;

/* What HTML tells about a stretch of a part's text. They nest and do not overlap otherwise. */
typedef enum mail_mark_kind {
	MAIL_MARK_QUOTE,       /* quoted: blockquote type=cite, gmail_quote, protonmail_quote ... */
	MAIL_MARK_ATTRIBUTION, /* "On ... wrote:" and its like: moz-cite-prefix, gmail_attr ... */
	MAIL_MARK_HISTORY,     /* here starts what was sent before: divRplyFwdMsg, Outlook's rule ... */
	MAIL_MARK_SIGNATURE,   /* moz-signature, gmail_signature ... */
	MAIL_MARK_COMMENT,     /* one comment of a ticket, the newest first: zd-comment ... */
	MAIL_MARK_RULE,        /* a line is drawn above it: hr */
	MAIL_MARK_LAST = MAIL_MARK_RULE,
} MailMarkKind;

typedef struct mail_mark {
	MailMarkKind kind;
	size_t start, end; /* bytes of the part's text */
} MailMark;

typedef struct mail_part {
	MailPartKind kind;
	char *type;           /* "text/plain", lower case */
	char *filename;       /* NULL where none is given */
	bool is_attachment;   /* Content-Disposition: attachment */
	bool is_alternative;  /* one of several ways to say the same (multipart/alternative) */
	bool is_flowed;       /* format=flowed (RFC 3676); text is as sent */
	bool is_delsp;        /* DelSp=yes */
	int depth;            /* 0: the message's own body; deeper inside multiparts */
	int message_depth;    /* 0: of this message; 1: inside an attached message, and so on */
	char *text;           /* decoded, LF line ends; NULL for attachments */
	GArray *marks;        /* MailMark by start; HTML only, else NULL */
	size_t size_bytes;    /* as it stands in the message, before decoding */
} MailPart;

typedef struct mail {
	GPtrArray *headers;    /* MailHeader, in order, of the message itself */
	char *message_id;      /* without angle brackets; NULL where there is none */
	char *in_reply_to;     /* the first id in it; NULL */
	GPtrArray *references; /* ids without brackets, oldest first, each once */
	MailAddress from;      /* the first author; empty strings where there is none */
	MailAddress sender;
	GPtrArray *reply_to;   /* MailAddress */
	GPtrArray *to, *cc;    /* MailAddress */
	char *return_path;     /* "" for <>; NULL where there is no such header */
	char *subject;         /* "" where there is none */
	int64_t date;          /* of the Date header, seconds; 0 where missing or impossible */
	char *content_type;    /* of the message: "multipart/report", lower case */
	char *report_type;     /* its report-type, lower case; NULL */
	GPtrArray *parts;      /* MailPart, leaves in document order */
	bool is_damaged;       /* broken MIME, or more than the limits allow: read as far as it goes */
	char *damage;          /* what was broken; NULL */
} Mail;

Mail *mail_new(void);       /* empty: strings "", arrays there, optional values NULL */
void mail_free(Mail *mail); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mail, mail_free)

/* Each makes a value to put into a Mail's arrays, which own it; texts are copied. */
MailAddress *mail_address_new(const char *name, const char *address);
MailHeader *mail_header_new(const char *name, const char *value);
MailPart *mail_part_new(MailPartKind kind, const char *type);

/* The part a person reads as the message: the first text that is no attachment, and of an
 * alternative its HTML where the plain text is only a stand-in for it. NULL where there is none. */
const MailPart *mail_body(const Mail *mail);

/* The value of the first header called name (without regard to case), or NULL. */
const char *mail_header(const Mail *mail, const char *name);

/* True when any header called name has needle in it, both without regard to ASCII case. */
bool mail_header_has(const Mail *mail, const char *name, const char *needle);
