/* SPDX-License-Identifier: ISC
 * cmd-data-private.h - the commands that show data files */
#pragma once
#include "commands.h"
#include <jansson.h>

/* The base of the language that the user reads: LC_ALL, LC_MESSAGES, LANG. Free with g_free(). */
char *data_language(void);

/* Print value where wanted is set, release it, and flush: PLAINT_ERROR_IO where the disk under
 * standard output is full. */
bool data_print_json(json_t *value, bool wanted, GError **error);
