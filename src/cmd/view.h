/* SPDX-License-Identifier: ISC
 * view.h - a case as JSON and in words, for list, show and plan */
#pragma once
#include "common.h"

/* The object of `plaint list --json`. */
json_t *view_case(const Case *c, int64_t now);

/* The state in words: the closed ones with their outcome. Borrowed. */
const char *state_words(const Case *c, bool is_zh);

/* A kind of event or mail, an actor, a verdict, a state or a status in the reader's language: the term
 * itself where there are no words for it. Borrowed. */
const char *term_words(const char *term, bool is_zh);
