/* SPDX-License-Identifier: ISC
 * common.h - what several subcommands do: texts from files and editors, questions, JSON */
#pragma once
#include "plaint/cmd.h"
#include "plaint/flow.h"
#include <jansson.h>

/* The text of a file, or of standard input for "-"; valid UTF-8, at most 1 MiB. g_free(). */
bool read_text(const char *path, char **out, GError **error);

/* Let the user edit text in $VISUAL or $EDITOR; *out is what it became. The file is called
 * "NAME-XXXXXX.txt" and is kept, and named in the error, where the editor fails. */
bool edit_text(const char *name, const char *text, char **out, GError **error);

/* What was typed is not lost: keep text in such a file, for its owner alone, and have *error name it. */
void keep_text(const char *name, const char *text, GError **error);

/* Ask on the terminal. False, without error set, is "no". Where there is no terminal:
 * PLAINT_ERROR_USAGE with remedy ("give --yes"). */
bool ask_yes(const char *question, const char *remedy, GError **error);

/* Print and free; an array or object, indented on a terminal. */
void print_json(json_t *value);

json_t *json_time(int64_t when); /* RFC 3339, or null for 0 */
json_t *json_text(const char *text); /* null for NULL and "" */

/* True where texts for people are in Chinese. */
bool is_chinese(const Context *ctx);

/* Read evidence files into the store for a case. */
bool add_evidence(Store *store, const char *key, char **paths, GError **error);

/* Load the case of argv[1] and make the flow. */
bool open_case(Context *ctx, const char *key, Flow **out_flow, Case **out, GError **error);
