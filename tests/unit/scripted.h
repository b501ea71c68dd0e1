/* SPDX-License-Identifier: ISC
 * scripted.h - a server on loopback that says what it is told to, for tests of faults
 *
 * A script is text, one step a line:
 *   >TEXT     send TEXT and CR LF; %t is the tag (first word) of the last line heard
 *   +TEXT     send TEXT as it is; \r and \n are understood
 *   <WORD     hear a line; the connection ends if WORD is not in it
 *   !tls      do the server's side of a TLS handshake
 *   !dot      hear lines up to a single dot
 *   !stall    say nothing until the client goes, 15 seconds at most
 *   !drip     send an octet every 100 ms until the client goes
 *   !flood    send x for as long as the client takes it, 300 MB at most
 *   !reset    end the connection by RST
 * At its end the connection is closed. Each connection plays the next script; the last one is
 * played again and again. Everything heard is kept. */
#pragma once
#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef enum { CERT_GOOD, CERT_OTHER_NAME, CERT_SELF_SIGNED, CERT_EXPIRED, CERT_COUNT } CertKind;

typedef struct certs {
	char *folder, *ca_file;
	gnutls_x509_crt_t ca, crt[CERT_COUNT];
	gnutls_x509_privkey_t ca_key, key[CERT_COUNT];
} Certs;

typedef struct scripted {
	int listener, port, accepted;
	const char *const *scripts;
	gnutls_certificate_credentials_t credentials;
	GThread *thread;
	GMutex lock;
	GString *heard;
} Scripted;

typedef struct peer {
	int fd;
	gnutls_session_t tls;
	char line[70000];
	char tag[64];
} Peer;

static gnutls_x509_privkey_t
scripted_key(void)
{
	gnutls_x509_privkey_t key;
	gnutls_x509_privkey_init(&key);
	g_assert_cmpint(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
	                    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0), ==, 0);
	return key;
}

static gnutls_x509_crt_t
scripted_crt(gnutls_x509_privkey_t key, const char *name, bool is_ca, bool is_expired,
    gnutls_x509_crt_t issuer, gnutls_x509_privkey_t issuer_key)
{
	static unsigned char serial = 1;
	time_t now = time(NULL);
	gnutls_x509_crt_t crt;
	gnutls_x509_crt_init(&crt);
	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_serial(crt, &serial, 1);
	serial++;
	gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, strlen(name));
	gnutls_x509_crt_set_activation_time(crt, now - 30 * 86400);
	gnutls_x509_crt_set_expiration_time(crt, is_expired ? now - 86400 : now + 3650L * 86400);
	gnutls_x509_crt_set_key(crt, key);
	gnutls_x509_crt_set_basic_constraints(crt, is_ca, -1);
	if (is_ca)
		gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_DIGITAL_SIGNATURE);
	else
		gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, name, strlen(name),
		    GNUTLS_FSAN_SET);
	g_assert_cmpint(gnutls_x509_crt_sign2(crt, issuer != NULL ? issuer : crt,
	                    issuer != NULL ? issuer_key : key, GNUTLS_DIG_SHA256, 0), ==, 0);
	return crt;
}

static G_GNUC_UNUSED Certs *
certs_new(void)
{
	Certs *certs = g_new0(Certs, 1);
	certs->folder = g_dir_make_tmp("plaint-test-XXXXXX", NULL);
	certs->ca_file = g_build_filename(certs->folder, "ca.pem", NULL);
	certs->ca_key = scripted_key();
	certs->ca = scripted_crt(certs->ca_key, "plaint test CA", true, false, NULL, NULL);
	for (int i = 0; i < CERT_COUNT; i++) {
		certs->key[i] = scripted_key();
		certs->crt[i] = scripted_crt(certs->key[i],
		    i == CERT_OTHER_NAME ? "other.example.org" : "localhost", false, i == CERT_EXPIRED,
		    i == CERT_SELF_SIGNED ? NULL : certs->ca, certs->ca_key);
	}
	gnutls_datum_t pem;
	gnutls_x509_crt_export2(certs->ca, GNUTLS_X509_FMT_PEM, &pem);
	g_assert_true(g_file_set_contents(certs->ca_file, (char *)pem.data, pem.size, NULL));
	gnutls_free(pem.data);
	return certs;
}

static G_GNUC_UNUSED char *
certs_fingerprint(const Certs *certs, CertKind kind)
{
	gnutls_datum_t der;
	gnutls_x509_crt_export2(certs->crt[kind], GNUTLS_X509_FMT_DER, &der);
	char *hex = g_compute_checksum_for_data(G_CHECKSUM_SHA256, der.data, der.size);
	gnutls_free(der.data);
	return hex;
}

static G_GNUC_UNUSED void
certs_free(Certs *certs)
{
	for (int i = 0; i < CERT_COUNT; i++) {
		gnutls_x509_crt_deinit(certs->crt[i]);
		gnutls_x509_privkey_deinit(certs->key[i]);
	}
	gnutls_x509_crt_deinit(certs->ca);
	gnutls_x509_privkey_deinit(certs->ca_key);
	g_unlink(certs->ca_file);
	g_rmdir(certs->folder);
	g_free(certs->ca_file);
	g_free(certs->folder);
	g_free(certs);
}

static bool
peer_say(Peer *peer, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t put = peer->tls != NULL ? gnutls_record_send(peer->tls, bytes, length) :
		    send(peer->fd, bytes, length, MSG_NOSIGNAL);
		if (put <= 0)
			return false;
		bytes += put;
		length -= (size_t)put;
	}
	return true;
}

static ssize_t
peer_hear(Peer *peer, char *out, size_t size)
{
	ssize_t got;
	/* A signal (a child's end, in secret_run()) may interrupt what has a timeout. */
	do
		got = peer->tls != NULL ? gnutls_record_recv(peer->tls, out, size) :
		    recv(peer->fd, out, size, 0);
	while (got == GNUTLS_E_INTERRUPTED || (got == -1 && errno == EINTR));
	return got;
}

static bool
peer_line(Scripted *server, Peer *peer)
{
	size_t n = 0;
	while (n + 1 < sizeof peer->line) {
		if (peer_hear(peer, peer->line + n, 1) <= 0)
			return false;
		if (peer->line[n++] == '\n')
			break;
	}
	peer->line[n] = '\0';
	g_mutex_lock(&server->lock);
	g_string_append(server->heard, peer->line);
	g_mutex_unlock(&server->lock);
	return true;
}

static bool
peer_tls(Scripted *server, Peer *peer)
{
	gnutls_init(&peer->tls, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
	gnutls_set_default_priority(peer->tls);
	gnutls_credentials_set(peer->tls, GNUTLS_CRD_CERTIFICATE, server->credentials);
	gnutls_transport_set_int(peer->tls, peer->fd);
	int code;
	do
		code = gnutls_handshake(peer->tls);
	while (code < 0 && !gnutls_error_is_fatal(code));
	return code == 0;
}

static bool
peer_special(Scripted *server, Peer *peer, const char *what)
{
	static const char filler[65536] = { [0 ... 65535] = 'x' };
	if (strcmp(what, "tls") == 0)
		return peer_tls(server, peer);
	if (strcmp(what, "dot") == 0) {
		while (peer_line(server, peer))
			if (strcmp(peer->line, ".\r\n") == 0)
				return true;
		return false;
	}
	if (strcmp(what, "stall") == 0) {
		struct pollfd fds = { peer->fd, POLLRDHUP, 0 };
		poll(&fds, 1, 15000);
		return false;
	}
	if (strcmp(what, "drip") == 0) {
		for (int i = 0; i < 150 && peer_say(peer, "x", 1); i++)
			g_usleep(100000);
		return false;
	}
	if (strcmp(what, "flood") == 0) {
		for (int i = 0; i < 4800 && peer_say(peer, filler, sizeof filler); i++)
			;
		return false;
	}
	g_assert_cmpstr(what, ==, "reset");
	struct linger now = { 1, 0 };
	setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	return false;
}

static bool
peer_step(Scripted *server, Peer *peer, const char *step)
{
	g_autofree char *text = NULL;
	if (*step == '!')
		return peer_special(server, peer, step + 1);
	if (*step == '+') {
		text = g_strcompress(step + 1);
		return peer_say(peer, text, strlen(text));
	}
	if (*step == '<') {
		if (!peer_line(server, peer))
			return false;
		if (strstr(peer->line, step + 1) == NULL) {
			g_printerr("# wanted '%s', heard '%s'\n", step + 1, g_strchomp(peer->line));
			return false;
		}
		/* An answer to a challenge is one word, and has no tag. */
		size_t length = strcspn(peer->line, " \r\n");
		if (peer->line[length] == ' ') {
			g_strlcpy(peer->tag, peer->line, sizeof peer->tag);
			peer->tag[MIN(length, sizeof peer->tag - 1)] = '\0';
		}
		return true;
	}
	g_assert_cmpint(*step, ==, '>');
	g_auto(GStrv) parts = g_strsplit(step + 1, "%t", -1);
	g_autofree char *joined = g_strjoinv(peer->tag, parts);
	text = g_strconcat(joined, "\r\n", NULL);
	return peer_say(peer, text, strlen(text));
}

static void
scripted_play(Scripted *server, int fd)
{
	g_autofree Peer *peer = g_new0(Peer, 1);
	struct timeval patience = { 15, 0 };
	const char *const *script = server->scripts;
	for (int i = 0; i < server->accepted - 1 && script[1] != NULL; i++)
		script++;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	peer->fd = fd;
	g_auto(GStrv) steps = g_strsplit(*script, "\n", -1);
	for (char **step = steps; *step != NULL; step++)
		if (**step != '\0' && !peer_step(server, peer, *step))
			break;
	if (peer->tls != NULL) {
		gnutls_bye(peer->tls, GNUTLS_SHUT_WR);
		gnutls_deinit(peer->tls);
	}
	close(fd);
}

static gpointer
scripted_run(gpointer data)
{
	Scripted *server = data;
	int fd;
	while ((fd = accept(server->listener, NULL, NULL)) >= 0) {
		server->accepted++;
		scripted_play(server, fd);
	}
	return NULL;
}

/* scripts: NULL-terminated, borrowed. certs may be NULL where no script has !tls. */
static G_GNUC_UNUSED Scripted *
scripted_new(const char *const *scripts, const Certs *certs, CertKind kind)
{
	Scripted *server = g_new0(Scripted, 1);
	struct sockaddr_in where = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof where;
	signal(SIGPIPE, SIG_IGN);
	server->scripts = scripts;
	server->heard = g_string_new(NULL);
	g_mutex_init(&server->lock);
	gnutls_certificate_allocate_credentials(&server->credentials);
	if (certs != NULL) {
		gnutls_x509_crt_t chain[] = { certs->crt[kind] };
		gnutls_certificate_set_x509_key(server->credentials, chain, 1, certs->key[kind]);
	}
	server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(bind(server->listener, (struct sockaddr *)&where, size), ==, 0);
	g_assert_cmpint(listen(server->listener, 5), ==, 0);
	getsockname(server->listener, (struct sockaddr *)&where, &size);
	server->port = ntohs(where.sin_port);
	server->thread = g_thread_new("scripted", scripted_run, server);
	return server;
}

/* End the server and give what it heard. Free with g_free(). */
static G_GNUC_UNUSED char *
scripted_end(Scripted *server)
{
	shutdown(server->listener, SHUT_RDWR);
	g_thread_join(server->thread);
	close(server->listener);
	gnutls_certificate_free_credentials(server->credentials);
	g_mutex_clear(&server->lock);
	char *heard = g_string_free(server->heard, FALSE);
	g_free(server);
	return heard;
}
