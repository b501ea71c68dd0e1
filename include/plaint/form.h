/* SPDX-License-Identifier: ISC
 * form.h - the form of a complaint, as text for an editor
 *
 * "Label: value" lines in English or Chinese, both understood whatever the form's language; lines
 * that begin with '#' are explanations. The description comes last and runs to the end, and in it
 * nothing is an explanation, for logs are full of '#'. Values are a GHashTable of char *:
 *
 *   title, name, contact, account_id, kind, when, impact, ask: one line each
 *   where, evidence: several, one a line (targets: IP, URL, domain; paths of files)
 *   description: text
 *
 * "when" is text as the user writes it; time_parse() of clock.h reads it. */
#pragma once
#include "plaint/type.h"

/* A table for values, which owns keys and values. Free with g_hash_table_unref(). */
GHashTable *form_values_new(void);

/* The form with values filled in. Free with g_free(). */
char *form_format(const ComplaintType *type, const char *language, GHashTable *values);

/* Read a form. PLAINT_ERROR_INPUT names name:line for each mistake (an unknown label, a value given
 * twice, text outside a field), all at once. name is what errors call the text ("complaint form").
 * Free *out with g_hash_table_unref(). */
bool form_parse(const char *text, const char *name, GHashTable **out, GError **error);

/* The label of a field in language, "Time of occurrence"; borrowed; NULL for no such field. */
const char *form_label(const char *field, const char *language);

typedef struct form_missing {
	char *field;      /* of the form, or "evidence" */
	char *text;       /* what is missing and how to give it, in the language asked for */
	bool is_required; /* else advised */
} FormMissing;

/* What type asks for and values and the evidence (char *: file names, NULL for none) do not have:
 * FormMissing, required ones first. Evidence counts as given when a file's name matches, or, where
 * the type names no pattern for it, when there is any file. Free with g_ptr_array_unref(). */
GPtrArray *form_missing(const ComplaintType *type, const char *language, GHashTable *values,
    const GPtrArray *evidence);
