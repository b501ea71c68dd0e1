/* SPDX-License-Identifier: ISC
 * target.h - what a complaint is about: an IP address, a URL, a domain */
#pragma once
#include "plaint/error.h"

/* Is text an IP address (with a prefix length or port, or without), a URL, a domain (with port or
 * path, or without), or a mail address? Dots may stand in brackets and a scheme may be hxxp, as
 * people write what nobody shall click on. PLAINT_ERROR_INPUT says what is wrong. */
bool target_check(const char *text, GError **error);

/* Does a line that a person wrote try to be one? Else it is words. */
bool target_is_tried(const char *line);
