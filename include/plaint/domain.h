/* SPDX-License-Identifier: ISC
 * domain.h - whose an address is, by the Public Suffix List (libpsl)
 *
 * "a.co.uk" is not "b.co.uk", and mail from a public mailbox provider says nothing about the
 * company of its writer: those are never "the domain of" somebody, only whole addresses are. */
#pragma once
#include "plaint/error.h"

/* The domain of an address ("x@Example.ORG." gives "example.org") or of a bare domain, in lower
 * case ASCII (IDNA). NULL where there is none or it is no domain name. Free with g_free(). */
char *domain_of(const char *address);

/* The registrable domain: "a.b.example.co.uk" gives "example.co.uk". NULL for a public suffix, an
 * IP address, a single label. Free with g_free(). */
char *domain_registrable(const char *domain);

/* True when domain is of or lies below it: "mail.example.org" is within "example.org". False where
 * of is a public suffix. */
bool domain_is_within(const char *domain, const char *of);

/* True for public mailbox providers: gmail.com, qq.com, 163.com ... */
bool domain_is_freemail(const char *domain);

/* True when a mail from address may count as from the owner of other: the same address without
 * regard to case; or, unless either is freemail or a public suffix, the same registrable domain. */
bool domain_same_owner(const char *address, const char *other);
