/* SPDX-License-Identifier: ISC
 * url-private.h - server URLs and host names of plaint.conf */
#pragma once
#include "plaint/conf.h"

#define URL_FOLDER_MAX 1000 /* octets of UTF-8; servers allow some hundred */

typedef enum url_kind {
	URL_IMAP,
	URL_SMTP,
} UrlKind;

/* Parse imaps://HOST[:PORT][/FOLDER] or smtp[s]://HOST[:PORT] into *out, freeing what it held.
 * PLAINT_ERROR_CONFIG says what is wrong; a password in the URL is not repeated. */
bool url_parse(const char *text, UrlKind kind, ServerUrl *out, GError **error);
void url_clear(ServerUrl *url);

/* The host in lower case and as A-labels, an IPv6 address without brackets; NULL if it is none.
 * Free with g_free(). */
char *url_canonical_host(const char *text);

/* True for an ASCII DNS name (RFC 1123 2.1) that is no IP address. */
bool url_is_host_name(const char *text);
