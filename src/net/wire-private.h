/* SPDX-License-Identifier: ISC
 * wire-private.h - a TCP connection with TLS, a deadline and a budget, for one server
 *
 * GIO's GSocketClient and GTlsConnection were the other road: they want a D-Bus-free but
 * separately installed TLS module, and load it into every process that only lists cases. */
#pragma once
#include "plaint/conf.h"
#include <gnutls/gnutls.h>
#include <sys/types.h>

typedef struct wire Wire;

/* Look up host and connect to the first of its addresses that answers, within the deadline
 * (g_get_monotonic_time()). cancel_fd may be -1. The caller closes *out_fd. Errors begin with
 * the step, "name lookup: " or "connection: ". */
bool dial(const char *host, int port, int cancel_fd, gint64 until_us, int *out_fd, GError **error);

/* Take fd over. account and host are borrowed until wire_free(). */
Wire *wire_new(const Account *account, const char *host, int fd, int cancel_fd);
void wire_free(Wire *wire); /* NULL is fine; closes at once */

/* What follows may take timeout_s and receive bytes. */
void wire_allow(Wire *wire, double timeout_s, uint64_t bytes);

/* From here on TLS, the certificate verified by name before anything is sent. Errors begin with
 * "TLS: ". */
bool wire_start_tls(Wire *wire, GError **error);
bool wire_is_tls(const Wire *wire);

/* Bytes, at least one; or -1, also at the end: wire_why() then says why. */
ssize_t wire_read(Wire *wire, void *out, size_t size);
ssize_t wire_write(Wire *wire, const void *bytes, size_t size);
int wire_fd(const Wire *wire);

/* True where bytes were decrypted that nobody has read yet. */
bool wire_has_pending(const Wire *wire);

/* Why wire_read() or wire_write() failed first; NULL where none did. Borrowed. */
const GError *wire_why(const Wire *wire);

/* Say goodbye within a second and refuse everything from here on. */
void wire_shut(Wire *wire);

/* SHA-256 of a certificate in DER, or of the one that the peer showed ("" without one): 64 lower
 * case digits. Free with g_free(). */
char *tls_fingerprint_of(const void *der, size_t size);
char *tls_fingerprint_of_peer(gnutls_session_t session);

/* Is it one of those that tls_fingerprint names? */
bool tls_is_pinned(const Account *account, const char *fingerprint);

/* Say why the certificate that host showed is refused, with its fingerprint ("" if unknown) and
 * what to do: it is not the pinned one, or the bits of status (gnutls_certificate_status_t) in
 * words. Always false. */
bool tls_fail(const Account *account, const char *host, unsigned status, const char *fingerprint,
    GError **error);

/* Can the CAs of tls_ca_file be read, where it is given? */
bool tls_check_ca(const Account *account, GError **error);

/* One line of a server's words, valid UTF-8, no control characters, at most 300 octets. */
char *net_words(const char *text, size_t length);
