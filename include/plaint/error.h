/* SPDX-License-Identifier: ISC
 * error.h - how a function says that it failed, and what the caller does next
 *
 * Every fallible function returns bool, takes GError **error last, and leaves its outputs
 * untouched on failure. The codes say what to do, not what broke. */
#pragma once
#include <glib.h>
#include <stdbool.h>

typedef enum plaint_error {
	PLAINT_ERROR_USAGE,     /* the command line is wrong: sysexits EX_USAGE, 64 */
	PLAINT_ERROR_INPUT,     /* this message or file is at fault: set it aside, carry on; 65 */
	PLAINT_ERROR_NOT_FOUND, /* there is no such case, file, type ...; 65 */
	PLAINT_ERROR_CONFLICT,  /* the state of things forbids it; 65 */
	PLAINT_ERROR_INTERNAL,  /* a bug or a broken library; 70 */
	PLAINT_ERROR_IO,        /* the disk is full or failing; 74 */
	PLAINT_ERROR_TEMPORARY, /* try later: network, busy store, SMTP 4xx; 75 */
	PLAINT_ERROR_DENIED,    /* refused: login, certificate, SMTP 5xx; 77 */
	PLAINT_ERROR_CONFIG,    /* tell the operator; 78 */
} PlaintError;

#define PLAINT_ERROR plaint_error_quark()
GQuark plaint_error_quark(void);

/* Set *error and return false, so that failing is one line. */
bool fail(GError **error, PlaintError code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* What is said of connections and logins is said in this language ("zh"; any other is English) from
 * here on. Called before there are threads. */
void error_set_language(const char *language);

/* The sentence in that language, with the same conversions; itself where there is none. fail() asks
 * by itself. */
const char *error_words(const char *format) G_GNUC_FORMAT(1);

/* The sysexits.h status for error: the one table of exit statuses. NULL gives 0; foreign GError
 * domains (GFileError, GOptionError ...) are translated too. */
int error_exit_status(const GError *error);
