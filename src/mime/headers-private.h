/* SPDX-License-Identifier: ISC
 * headers-private.h - the header of a message as it stands in its bytes; borrowed throughout */
#pragma once
#include "plaint/mail.h"

typedef struct raw_header {
	const char *name, *value;         /* value with folding and line end, after the colon */
	size_t name_length, value_length;
} RawHeader;

/* The header at or after p; returns what follows it, NULL where the header block has ended. */
const char *header_next(const char *p, const char *end, RawHeader *out);

/* The line that ends the block which starts at start: blank, or no header; or end. */
const char *header_block_end(const char *start, const char *end);

/* Where the body starts, after the blank line where there is one. */
const char *header_body(const char *block_end, const char *end);

bool header_is(const RawHeader *header, const char *name);

/* Put the headers of block, and what is known from them, into mail. *out_damage is set where a
 * limit cut them. */
void headers_read(const char *block, size_t size, Mail *mail, char **out_damage);

/* The block unfolded and decoded, "Name: value" a line. Free with g_free(). */
char *headers_to_text(const char *block, size_t size);
