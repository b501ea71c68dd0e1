/* SPDX-License-Identifier: ISC
 * rules.h - the data files that readings are made with, loaded */
#pragma once
#include "plaint/verdict.h"

/* Read verdicts/LANGUAGE.rules for every language there is and verdicts/model.tsv, first found
 * first (plaint/data.h), and verdicts/LANGUAGE.local.rules beside them: phrases of the user's own
 * that add to the shipped ones instead of replacing them. PLAINT_ERROR_CONFIG with file and line.
 * Free with verdict_rules_free(). */
bool rules_load(VerdictRules **out, GError **error);
