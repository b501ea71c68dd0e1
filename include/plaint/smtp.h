/* SPDX-License-Identifier: ISC
 * smtp.h - handing messages to the account's SMTP server (RFC 5321, RFC 6409), through libcurl
 *
 * What became of a message is told apart by phase, for a second copy at the provider is worse
 * than a late one:
 *   accepted   the server has answered the final dot with 2yz: it is the server's now
 *   rejected   5yz, to the message or to every recipient: trying again changes nothing
 *   deferred   4yz, or the connection ended before all of the message was given: try later
 *   uncertain  all of it was given and no answer came: look before sending again
 * A Smtp keeps its connection for the next message. It is used by one thread at a time. */
#pragma once
#include "plaint/conf.h"

typedef enum smtp_outcome {
	SMTP_ACCEPTED,
	SMTP_REJECTED,
	SMTP_DEFERRED,
	SMTP_UNCERTAIN,
} SmtpOutcome;

typedef struct smtp_reply {
	char *address; /* of the recipient */
	SmtpOutcome outcome;
	int code;    /* 250, 450, 550 ...; 0 where no reply came */
	char *words; /* the reply as it came, one line, valid UTF-8: "550 5.1.1 no such user"; or
	                what happened to the connection */
} SmtpReply;

typedef struct smtp_result {
	SmtpOutcome outcome;   /* for the recipients, whatever became of the copy: accepted where at
	                          least one of them was; rejected where all were */
	int code;              /* that decided: of the final reply where it came; 0 where none */
	char *words;           /* as in SmtpReply */
	GPtrArray *recipients; /* SmtpReply, in the order given */
	SmtpReply copy;        /* address NULL where none was asked for */
} SmtpResult;

void smtp_result_clear(SmtpResult *result); /* as often as you like; {0} is fine */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SmtpResult, smtp_result_clear)

typedef struct smtp Smtp;

/* "accepted", "rejected", "deferred", "uncertain". */
const char *smtp_outcome_name(SmtpOutcome outcome);

/* Prepare; nothing is connected yet. cancel_fd, unless -1: when it becomes readable, what is
 * going on ends within a second, classified like a broken connection. *out borrows account and
 * cancel_fd. Free with smtp_close(). */
bool smtp_open(const Account *account, int cancel_fd, Smtp **out, GError **error);
void smtp_close(Smtp *smtp); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Smtp, smtp_close)

/* Look up, connect, TLS, log in, and nothing else. Errors as those of imap.h, by step. */
bool smtp_test(Smtp *smtp, GError **error);

/* Called once a message, when the server is ready to take it (354) and before its first byte
 * leaves: until it returns nothing can have been delivered. false, with error set, ends the
 * transaction, and smtp_send() fails with that error. */
typedef bool (*SmtpBeforeData)(void *data, GError **error);
void smtp_before_data(Smtp *smtp, SmtpBeforeData before, void *data);

/* Send message, canonical as smtp_check_message() wants it, to recipients (NULL-terminated, at
 * least one), and to copy_to in the same transaction (NULL: no copy). mail_from "" is the null
 * sender. A refused copy is not a refused message: it shows in out->copy alone; and where all
 * recipients are refused, the copy does not leave either.
 *
 * true: *out, cleared by smtp_result_clear(), says what became of the message.
 * false: nothing of the message left, and another message would fare the same:
 *   PLAINT_ERROR_TEMPORARY  no connection, server busy: leave it queued
 *   PLAINT_ERROR_DENIED     login or certificate refused, no login offered
 *   PLAINT_ERROR_CONFIG     no such host, a command that gives no password
 * or this message is at fault: PLAINT_ERROR_INPUT (an address, a line too long ...). */
bool smtp_send(Smtp *smtp, const char *mail_from, const char *const *recipients,
    const char *copy_to, GBytes *message, SmtpResult *out, GError **error);

/* The form in which bytes may be given to an SMTP server: every LF after a CR and every CR before
 * a LF, the last line ended, no line over 998 octets, no NUL, no octet over 127 (curl announces
 * no 8BITMIME). PLAINT_ERROR_INPUT names the line. */
bool smtp_check_message(GBytes *message, GError **error);
