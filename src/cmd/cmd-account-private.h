/* SPDX-License-Identifier: ISC
 * cmd-account-private.h - what plaint init and plaint doctor share */
#pragma once
#include "commands.h"
#include "plaint/conf.h"

/* One test and how it went. */
typedef struct check {
	const char *step; /* "configuration", "imap", "folder", "smtp", "data": also in JSON */
	char *account;    /* "" for [account], and for what is no account's */
	char *text;       /* what was found, or what failed and what to do */
	int code;         /* a PlaintError; -1: ok */
	bool is_warning;  /* ok, and something to look after */
} Check;

typedef void (*CheckTell)(const Check *check, void *data);

/* Tell of one more; failure NULL: ok, and text says what was found. */
void check_tell(CheckTell tell, void *data, const char *step, const char *account,
    const GError *failure, const char *text);

/* Try both logins and the folder, and tell of each. Nothing is changed and nothing sent. */
void check_account(const Account *account, CheckTell tell, void *data);

/* A line for people: "ok      imap      imap.example.org". language: "en" or "zh". */
void check_print(const Check *check, const char *language);
