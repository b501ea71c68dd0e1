/* SPDX-License-Identifier: ISC
 * secret.h - passwords and tokens, which come from commands
 *
 * A secret lives as short as can be: it is asked for just before a login and wiped after it. No
 * error ever holds one. */
#pragma once
#include "plaint/error.h"

#define SECRET_SIZE_MAX 16384 /* octets: OAuth tokens with many claims have a few thousand */
#define SECRET_TIMEOUT_S 60   /* a person may have to type a passphrase into a dialogue */

/* Run command by /bin/sh, as the user, and take the first line that it prints, without CR and LF.
 * Its standard input is ours, so that it can ask on the terminal. It ends after timeout_s (0:
 * SECRET_TIMEOUT_S), with all that it started in its process group.
 * PLAINT_ERROR_CONFIG: no such command, nonzero exit status, nothing printed, control characters
 * in the line; the message names command, status and first line of its standard error.
 * PLAINT_ERROR_TEMPORARY: too slow, or it says so itself by exit status 75.
 * Free *out with secret_free(). */
bool secret_run(const char *command, unsigned timeout_s, char **out, GError **error);

/* Wipe and free; NULL is fine. */
void secret_free(char *secret);
