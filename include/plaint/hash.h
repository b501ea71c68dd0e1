/* SPDX-License-Identifier: ISC
 * plaint/hash.h - SHA-256, as the journal and the kept messages are sealed with */
#pragma once
#include <stddef.h>
#include <stdio.h>

/* 64 lower case hexadecimal digits (FIPS 180-4). Free with g_free(). */
char *hash_sha256(const void *bytes, size_t size);

/* The same of what file has from where it stands; NULL where it cannot be read, as errno says. */
char *hash_sha256_of_file(FILE *file);
