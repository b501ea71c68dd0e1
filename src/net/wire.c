/* SPDX-License-Identifier: ISC
 * wire.c - a TCP connection with TLS, a deadline and a budget, for one server
 *
 * The deadline is one of the whole command, not of each read: a server that sends a byte a second
 * would hold us for ever otherwise. The budget is what an honest answer can have at most. */
#include "wire-private.h"
#include "plaint/hash.h"
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct wire {
	const Account *account;
	const char *host;
	int fd, cancel_fd;
	gint64 until_us; /* of the current command */
	uint64_t left;   /* octets that may still be received */
	gnutls_session_t tls; /* NULL before TLS */
	gnutls_certificate_credentials_t credentials;
	GError *why;
	bool is_shut;
};

Wire *
wire_new(const Account *account, const char *host, int fd, int cancel_fd)
{
	Wire *wire = g_new0(Wire, 1);
	*wire = (Wire){ .account = account, .host = host, .fd = fd, .cancel_fd = cancel_fd };
	return wire;
}

void
wire_free(Wire *wire)
{
	if (wire == NULL)
		return;
	if (wire->tls != NULL)
		gnutls_deinit(wire->tls);
	if (wire->credentials != NULL)
		gnutls_certificate_free_credentials(wire->credentials);
	close(wire->fd);
	g_clear_error(&wire->why);
	g_free(wire);
}

void
wire_allow(Wire *wire, double timeout_s, uint64_t bytes)
{
	wire->until_us = g_get_monotonic_time() + (gint64)(timeout_s * G_USEC_PER_SEC);
	wire->left = bytes;
}

bool
wire_is_tls(const Wire *wire)
{
	return wire->tls != NULL;
}

int
wire_fd(const Wire *wire)
{
	return wire->fd;
}

bool
wire_has_pending(const Wire *wire)
{
	return wire->tls != NULL && gnutls_record_check_pending(wire->tls) > 0;
}

const GError *
wire_why(const Wire *wire)
{
	return wire->why;
}

/* Keep the first reason: what follows it is only its consequence. */
static int G_GNUC_PRINTF(2, 3)
broken(Wire *wire, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (wire->why == NULL)
		wire->why = g_error_new_valist(PLAINT_ERROR, PLAINT_ERROR_TEMPORARY, error_words(format), args);
	va_end(args);
	wire->is_shut = true;
	return -1;
}

/* Wait for the socket: silence is allowed for the account's timeout, and never past the deadline. */
static int
wait_for(Wire *wire, short events)
{
	for (;;) {
		gint64 left = (wire->until_us - g_get_monotonic_time()) / 1000;
		struct pollfd fds[] = { { wire->fd, events, 0 }, { wire->cancel_fd, POLLIN, 0 } };
		gint64 timeout = (gint64)wire->account->timeout_s * 1000;
		gint64 patience = MIN(left, timeout);
		if (left <= 0)
			return broken(wire, "the server is too slow");
		int ready = poll(fds, 2, (int)patience);
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready < 0)
			return broken(wire, "poll: %s", g_strerror(errno));
		if (fds[1].revents != 0)
			return broken(wire, "cancelled");
		if (ready > 0)
			return 0;
		/* It may also have spoken all the time, but too little. */
		if (patience < timeout / 2)
			return broken(wire, "the server is too slow");
		return broken(wire, "the server says nothing for %d s", wire->account->timeout_s);
	}
}

static int
wait_for_tls(Wire *wire)
{
	return wait_for(wire, gnutls_record_get_direction(wire->tls) != 0 ? POLLOUT : POLLIN);
}

static ssize_t
read_plain(Wire *wire, void *out, size_t size)
{
	for (;;) {
		ssize_t got = recv(wire->fd, out, size, 0);
		if (got > 0)
			return got;
		if (got == 0)
			return broken(wire, "the server has closed the connection");
		if (errno != EAGAIN && errno != EINTR)
			return broken(wire, "%s", g_strerror(errno));
		if (errno == EAGAIN && wait_for(wire, POLLIN) < 0)
			return -1;
	}
}

static ssize_t
read_tls(Wire *wire, void *out, size_t size)
{
	for (;;) {
		ssize_t got = gnutls_record_recv(wire->tls, out, size);
		if (got > 0)
			return got;
		/* Without close_notify it may be an attacker who cut; for us both are an end. */
		if (got == 0 || got == GNUTLS_E_PREMATURE_TERMINATION)
			return broken(wire, "the server has closed the connection");
		if (got == GNUTLS_E_AGAIN && wait_for_tls(wire) < 0)
			return -1;
		if (got != GNUTLS_E_AGAIN && gnutls_error_is_fatal((int)got) != 0)
			return broken(wire, "%s", gnutls_strerror((int)got));
	}
}

ssize_t
wire_read(Wire *wire, void *out, size_t size)
{
	if (wire->is_shut)
		return -1;
	/* A server that always has a byte for us never lets us wait: the clock is asked here too. */
	if (g_get_monotonic_time() > wire->until_us)
		return broken(wire, "the server is too slow");
	ssize_t got = wire->tls != NULL ? read_tls(wire, out, size) : read_plain(wire, out, size);
	if (got > 0 && (uint64_t)got > wire->left)
		return broken(wire, "the server sends more than was asked for");
	if (got > 0)
		wire->left -= (uint64_t)got;
	return got;
}

ssize_t
wire_write(Wire *wire, const void *bytes, size_t size)
{
	if (wire->is_shut)
		return -1;
	for (;;) {
		if (wire->tls != NULL) {
			ssize_t put = gnutls_record_send(wire->tls, bytes, size);
			if (put >= 0)
				return put;
			if (put == GNUTLS_E_AGAIN && wait_for_tls(wire) < 0)
				return -1;
			if (put != GNUTLS_E_AGAIN && gnutls_error_is_fatal((int)put) != 0)
				return broken(wire, "%s", gnutls_strerror((int)put));
			continue;
		}
		ssize_t put = send(wire->fd, bytes, size, MSG_NOSIGNAL);
		if (put >= 0)
			return put;
		if (errno != EAGAIN && errno != EINTR)
			return broken(wire, "%s", g_strerror(errno));
		if (errno == EAGAIN && wait_for(wire, POLLOUT) < 0)
			return -1;
	}
}

void
wire_shut(Wire *wire)
{
	if (!wire->is_shut && wire->tls != NULL)
		gnutls_bye(wire->tls, GNUTLS_SHUT_WR);
	wire->is_shut = true;
}

char *
tls_fingerprint_of(const void *der, size_t size)
{
	return hash_sha256(der, size);
}

char *
tls_fingerprint_of_peer(gnutls_session_t session)
{
	unsigned n = 0;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &n);
	return chain != NULL && n > 0 ? tls_fingerprint_of(chain[0].data, chain[0].size) : g_strdup("");
}

bool
tls_is_pinned(const Account *account, const char *fingerprint)
{
	/* The list is of 64 digits each, with a blank between: what is found in it is one of them. */
	return strlen(fingerprint) == 64 && strstr(account->tls_fingerprint, fingerprint) != NULL;
}

static char *
tls_reason(unsigned status, const char *host)
{
	if ((status & (GNUTLS_CERT_EXPIRED | GNUTLS_CERT_NOT_ACTIVATED)) != 0)
		return g_strdup_printf(error_words("the certificate of '%s' has expired or is not valid yet: "
		    "its operator has to renew it (or this machine's clock is wrong)"), host);
	if ((status & GNUTLS_CERT_REVOKED) != 0)
		return g_strdup_printf(error_words("the certificate of '%s' was revoked: tell its operator"), host);
	if ((status & GNUTLS_CERT_UNEXPECTED_OWNER) != 0)
		return g_strdup_printf(error_words("the certificate is not for the name '%s': use the name that "
		    "the provider documents"), host);
	return g_strdup_printf(error_words("the certificate of '%s' cannot be trusted (status 0x%x)"), host,
	    status);
}

bool
tls_fail(const Account *account, const char *host, unsigned status, const char *fingerprint,
    GError **error)
{
	const char *have = *fingerprint != '\0' ? fingerprint : "unknown";
	const unsigned worse = GNUTLS_CERT_EXPIRED | GNUTLS_CERT_NOT_ACTIVATED | GNUTLS_CERT_REVOKED |
	                       GNUTLS_CERT_UNEXPECTED_OWNER;
	if (*account->tls_fingerprint != '\0')
		return fail(error, PLAINT_ERROR_DENIED, "TLS: '%s' shows another certificate than the one in "
		    "tls_fingerprint: its SHA-256 fingerprint is %s; ask its operator before you change the pin",
		    host, have);
	/* A pin is offered where nothing else speaks against the certificate. */
	if ((status & worse) == 0 && (status & GNUTLS_CERT_SIGNER_NOT_FOUND) != 0)
		return fail(error, PLAINT_ERROR_DENIED, "TLS: the certificate of '%s' is self-signed or of an "
		    "unknown CA: if it is your own, name its CA by tls_ca_file, or pin it by the line "
		    "tls_fingerprint = %s", host, have);
	g_autofree char *why = tls_reason(status, host);
	return fail(error, PLAINT_ERROR_DENIED, "TLS: %s (its SHA-256 fingerprint is %s)", why, have);
}

/* Fingerprint in place of chain and name: the one thing that a pin can replace. */
static int
verify_pin(gnutls_session_t session)
{
	const Wire *wire = gnutls_session_get_ptr(session);
	g_autofree char *have = tls_fingerprint_of_peer(session);
	bool is_pinned = tls_is_pinned(wire->account, have);
	return is_pinned ? 0 : GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR;
}

static bool
load_ca(gnutls_certificate_credentials_t credentials, const char *path, GError **error)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) why = NULL;
	gsize length = 0;
	if (!g_file_get_contents(path, &text, &length, &why))
		return fail(error, PLAINT_ERROR_CONFIG, "TLS: tls_ca_file: %s", why->message);
	gnutls_datum_t pem = { (unsigned char *)text, (unsigned)length };
	int n = gnutls_certificate_set_x509_trust_mem(credentials, &pem, GNUTLS_X509_FMT_PEM);
	return n > 0 || fail(error, PLAINT_ERROR_CONFIG, "TLS: tls_ca_file: '%s' holds no certificate in "
	    "PEM form, which begins with -----BEGIN CERTIFICATE-----", path);
}

bool
tls_check_ca(const Account *account, GError **error)
{
	gnutls_certificate_credentials_t credentials = NULL;
	if (*account->tls_ca_file == '\0')
		return true;
	if (gnutls_certificate_allocate_credentials(&credentials) != 0)
		return fail(error, PLAINT_ERROR_INTERNAL, "TLS: cannot begin a session");
	bool is_good = load_ca(credentials, account->tls_ca_file, error);
	gnutls_certificate_free_credentials(credentials);
	return is_good;
}

static bool
load_trust(Wire *wire, GError **error)
{
	const Account *account = wire->account;
	if (*account->tls_fingerprint != '\0') {
		gnutls_certificate_set_verify_function(wire->credentials, verify_pin);
		return true;
	}
	if (*account->tls_ca_file != '\0')
		return load_ca(wire->credentials, account->tls_ca_file, error);
	int n = gnutls_certificate_set_x509_system_trust(wire->credentials);
	return n > 0 || fail(error, PLAINT_ERROR_CONFIG,
	    "TLS: this system trusts no CA: install ca-certificates or name one by tls_ca_file");
}

static bool
prepare(Wire *wire, GError **error)
{
	if (gnutls_certificate_allocate_credentials(&wire->credentials) != 0 ||
	    gnutls_init(&wire->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) != 0)
		return fail(error, PLAINT_ERROR_INTERNAL, "TLS: cannot begin a session");
	if (!load_trust(wire, error))
		return false;
	gnutls_session_set_ptr(wire->tls, wire);
	if (gnutls_priority_set_direct(wire->tls, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",
	        NULL) != 0 ||
	    gnutls_credentials_set(wire->tls, GNUTLS_CRD_CERTIFICATE, wire->credentials) != 0)
		return fail(error, PLAINT_ERROR_INTERNAL, "TLS: cannot set up a session");
	if (!g_hostname_is_ip_address(wire->host))
		gnutls_server_name_set(wire->tls, GNUTLS_NAME_DNS, wire->host, strlen(wire->host));
	if (*wire->account->tls_fingerprint == '\0')
		gnutls_session_set_verify_cert(wire->tls, wire->host, 0);
	gnutls_transport_set_int(wire->tls, wire->fd);
	return true;
}

static bool
fail_handshake(Wire *wire, int code, GError **error)
{
	wire->is_shut = true;
	const char *text = gnutls_strerror(code);
	g_autofree char *words = net_words(text, strlen(text));
	if (code != GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
		return fail(error, PLAINT_ERROR_TEMPORARY, "TLS: '%s': %s: is this port for TLS?", wire->host,
		    words);
	g_autofree char *have = tls_fingerprint_of_peer(wire->tls);
	unsigned status = *wire->account->tls_fingerprint != '\0' ?
	    0 : gnutls_session_get_verify_cert_status(wire->tls);
	return tls_fail(wire->account, wire->host, status, have, error);
}

bool
wire_start_tls(Wire *wire, GError **error)
{
	if (!prepare(wire, error)) {
		wire->is_shut = true;
		return false;
	}
	for (;;) {
		int code = gnutls_handshake(wire->tls);
		if (code == 0)
			return true;
		if (code == GNUTLS_E_AGAIN && wait_for_tls(wire) < 0)
			return fail(error, PLAINT_ERROR_TEMPORARY, "TLS: '%s': %s", wire->host,
			    wire->why->message);
		if (code != GNUTLS_E_AGAIN && gnutls_error_is_fatal(code) != 0)
			return fail_handshake(wire, code, error);
		if (g_get_monotonic_time() > wire->until_us) {
			broken(wire, "the server is too slow");
			return fail(error, PLAINT_ERROR_TEMPORARY, "TLS: '%s': %s", wire->host,
			    wire->why->message);
		}
	}
}

char *
net_words(const char *text, size_t length)
{
	g_autofree char *words = g_utf8_make_valid(text, (gssize)MIN(length, 300));
	/* C1 controls have two octets, the second of which alone would be no UTF-8. */
	for (char *p = words; *p != '\0'; p = g_utf8_next_char(p))
		if (g_unichar_iscntrl(g_utf8_get_char(p)))
			memset(p, ' ', (size_t)(g_utf8_next_char(p) - p));
	g_strstrip(words);
	size_t end = strlen(words);
	if (end > 0 && words[end - 1] == '.')
		words[end - 1] = '\0';
	return g_steal_pointer(&words);
}
