/* SPDX-License-Identifier: ISC
 * rules.h - the data files that readings are made with, loaded */
#pragma once
#include "plaint/verdict.h"

/* Read every verdicts/NAME.rules and NAME.concepts there is, and verdicts/model.tsv: of each name the first found
 * (plaint/data.h), so that a user replaces en.rules by one of that name, and adds phrases in a
 * file of any other, such as local.rules. PLAINT_ERROR_CONFIG with file and line.
 * Free with verdict_rules_free(). */
bool rules_load(VerdictRules **out, GError **error);

/* The same without the model, as one who trains it needs them. */
bool rules_load_words(VerdictRules **out, GError **error);

/* Read the model at path, NAME.tsv, into rules; from NAME.bin beside it, where that was made of the
 * same text. PLAINT_ERROR_CONFIG: not readable, or with the line that is wrong. */
bool rules_load_model(VerdictRules *rules, const char *path, GError **error);
