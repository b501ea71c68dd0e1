/* SPDX-License-Identifier: ISC
 * data.h - where the data files lie
 *
 * First to last: $XDG_CONFIG_HOME/plaint, /etc/plaint, the installed share folder; before the
 * last, the etc/ folder beside the build folder the program runs from, so that it works
 * uninstalled. PLAINT_DATA names one folder that is looked into before all of them. */
#pragma once
#include "plaint/error.h"

/* The path of the first file called relative ("types/outage.conf"), or NULL. relative with ".."
 * or a leading slash finds nothing. Free with g_free(). */
char *data_find(const char *relative);

/* The names, without suffix, of all files of folder ("types") that end in suffix (".conf"), over
 * all places, each once, sorted. Free with g_ptr_array_unref(). */
GPtrArray *data_list(const char *folder, const char *suffix);

/* Read the first file called relative. PLAINT_ERROR_NOT_FOUND, PLAINT_ERROR_CONFIG (not UTF-8,
 * unreadable). Free *out_text and *out_path (may be NULL) with g_free(). */
bool data_read(const char *relative, char **out_text, char **out_path, GError **error);

/* The candidate nearest to word by edits, or NULL where none is near: for "did you mean". */
const char *nearest_word(const char *word, const char *const *candidates);
