/* SPDX-License-Identifier: ISC
 * reason.h - why a provider refuses, read from the words of its answer
 *
 * Pure. English and Chinese; linear in the text, of which the first REASON_TEXT_MAX bytes are read. */
#pragma once
#include <stdbool.h>

#define REASON_TEXT_MAX (64u * 1024)

/* One of type_reasons(): "no-evidence", "cannot-reproduce", "not-ours", "within-terms",
 * "customer-side", "too-late"; "other" where no phrase is known. text: the newest text of a refusal,
 * UTF-8. *out_sentence (may be NULL): the sentence that says so, to be cited, or NULL with "other";
 * free with g_free(). The result is static. */
const char *reason_read(const char *text, char **out_sentence);
