/* SPDX-License-Identifier: ISC
 * inspect.h - from bytes to a Reading: the one place that puts the readers together
 *
 * digest and `plaint inspect` both read mail through here, so what is shown is what decides. */
#pragma once
#include "plaint/error.h"
#include "plaint/mail.h"
#include "plaint/reading.h"
#include "plaint/verdict.h"

/* What mail says. rules may be NULL: then there is no verdict (VERDICT_NONE, confidence 0), as for
 * one who only wants the text. learned may be NULL. Free with reading_free(). */
Reading *inspect_read(const Mail *mail, const VerdictRules *rules, const LearnedSet *learned);

/* message_read() and inspect_read() in one: *out_mail may be NULL. */
bool inspect_bytes(const void *bytes, size_t size, const VerdictRules *rules,
    const LearnedSet *learned, Mail **out_mail, Reading **out, GError **error);

/* What is kept of a reading: the object below and what a notice tells besides. Free with g_free(). */
char *reading_to_json(const Mail *mail, const Reading *reading);
/* A reading as it was kept, but for bounce, tickets and all_text: those are empty. Of anything else
 * than what reading_to_json() gives, as much as can be found. Never NULL; free with reading_free(). */
Reading *reading_from_json(const char *json);

/* One line of JSON without line end, the object of plaint-inspect(1); file is its "file". With
 * with_all_text it has "all_text" too. Free with g_free(). */
char *inspect_json(const char *file, const Mail *mail, const Reading *reading, bool with_all_text);
