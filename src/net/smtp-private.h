/* SPDX-License-Identifier: ISC
 * smtp-private.h - the dialogue with a server, as libcurl lets us overhear it
 *
 * libcurl's result codes do not say in which phase a transfer ended, and that is all that matters
 * for sending nothing twice. So the commands and replies that go by are followed here. */
#pragma once
#include "plaint/smtp.h"

typedef enum smtp_phase {
	SMTP_GREETING,
	SMTP_HELLO,
	SMTP_STARTTLS,
	SMTP_AUTH,
	SMTP_IDLE, /* after NOOP, RSET or a finished message */
	SMTP_MAIL,
	SMTP_RCPT,
	SMTP_DATA,
	SMTP_BODY, /* 354 was said; what comes next is the final reply */
	SMTP_QUIT,
} SmtpPhase;

typedef struct smtp_line {
	int code; /* 0: none */
	GString *text; /* all its lines, without their codes but the first's */
} SmtpLine;

typedef struct dialogue {
	SmtpPhase phase;
	bool is_logged_in; /* 235 was said on this connection */
	bool has_begun;    /* MAIL was sent for this message */
	SmtpLine reply;    /* the last one, which may be incomplete */
	bool is_open;      /* its next line belongs to it */
	SmtpLine mail, data, final, login, greeting;
	GPtrArray *recipients; /* SmtpLine, in the order of RCPT */
	gint64 spoke_us;       /* when something last came or went */
} Dialogue;

void dialogue_init(Dialogue *dialogue);
void dialogue_clear(Dialogue *dialogue);
void dialogue_connected(Dialogue *dialogue); /* a new connection begins */
void dialogue_message(Dialogue *dialogue);   /* the next message begins */
void dialogue_sent(Dialogue *dialogue, const char *bytes, size_t length);
void dialogue_received(Dialogue *dialogue, const char *bytes, size_t length);

/* How many of the first n recipients were accepted. */
size_t dialogue_accepted(const Dialogue *dialogue, size_t n);

/* What became of the message once it has begun. is_given: the server may have the final dot.
 * why: what happened to the connection, for outcomes without a reply. recipients and copy as for
 * smtp_send(). */
void dialogue_judge(const Dialogue *dialogue, const char *const *recipients, const char *copy_to,
    bool is_given, const char *why, SmtpResult *out);
