/* SPDX-License-Identifier: ISC
 * id.h - keys of cases, and Message-IDs
 *
 * A key is 6 characters of Crockford's base32 (no I, L, O, U): five random, the last a check
 * character over them, so that any one wrong character is noticed. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define KEY_LENGTH 6
#define KEY_SIZE (KEY_LENGTH + 1)

/* Write a new random key, upper case. */
void key_new(char out[KEY_SIZE]);

/* Read length bytes as a key, without regard to case and look-alikes (o = 0, i and l = 1).
 * False, out untouched, when they are no key: wrong length, alphabet or check character. */
bool key_parse(const char *text, size_t length, char out[KEY_SIZE]);

/* Like key_parse() but forgives a wrong check character: *out is as close as the text allows, and
 * its check character is what was written. For damaged tokens, of which only the store can say
 * which case they may mean. */
bool key_parse_damaged(const char *text, size_t length, char out[KEY_SIZE]);

/* True when a and b differ in exactly one character, or by one swap of neighbours. */
bool key_is_near(const char *a, const char *b);

/* A new Message-ID without angle brackets, "plaint.KEY.random@domain" (RFC 5322 3.6.4), its left
 * side unguessable. key may be NULL. Free with g_free(). */
char *message_id_new(const char *key, const char *domain);
