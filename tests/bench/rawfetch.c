/* SPDX-License-Identifier: ISC
 * rawfetch.c - the least that a durable fetch over TLS can cost
 *
 *	rawfetch HOST PORT USER PASSWORD FOLDER CA.pem OUT
 *
 * UID FETCH in ranges of 100; every body is appended to OUT, with an fdatasync() a range. Nothing
 * is read in the messages and no library parses the answers: no client that keeps what it fetched
 * is much faster. Prints how many messages there were. */
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RANGE 100
#define BUFFER_SIZE (256 * 1024)
#define LINE_MAX_BYTES 65536

static gnutls_session_t session;
static char buffer[BUFFER_SIZE];
static size_t at, filled;
static char line[LINE_MAX_BYTES];
static int out_fd;
static unsigned long messages;

static void __attribute__((noreturn)) die(const char *what, const char *why)
{
	fprintf(stderr, "rawfetch: %s: %s\n", what, why);
	exit(1);
}

static void
fill(void)
{
	ssize_t got;
	do
		got = gnutls_record_recv(session, buffer, sizeof buffer);
	while (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED);
	if (got <= 0)
		die("read", got == 0 ? "the server hung up" : gnutls_strerror((int)got));
	at = 0;
	filled = (size_t)got;
}

/* The next line of the answer, into line; its length. */
static size_t
read_line(void)
{
	for (size_t n = 0;;) {
		if (at == filled)
			fill();
		const char *end = memchr(buffer + at, '\n', filled - at);
		size_t part = end != NULL ? (size_t)(end - buffer) - at + 1 : filled - at;
		if (n + part >= sizeof line)
			die("read", "a line without end");
		memcpy(line + n, buffer + at, part);
		at += part;
		n += part;
		line[n] = '\0';
		if (end != NULL)
			return n;
	}
}

static void
keep_literal(size_t left)
{
	while (left > 0) {
		if (at == filled)
			fill();
		size_t part = filled - at < left ? filled - at : left;
		ssize_t put = write(out_fd, buffer + at, part);
		if (put < 0)
			die("write", strerror(errno));
		at += (size_t)put;
		left -= (size_t)put;
	}
}

static void __attribute__((format(printf, 1, 2))) command(const char *format, ...)
{
	char text[512];
	va_list args;
	va_start(args, format);
	int length = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (gnutls_record_send(session, text, (size_t)length) != length)
		die("write", "the server does not take a command");
}

/* Read up to the tagged answer; what EXISTS said, 0 where it was not said. */
static unsigned long
answer(void)
{
	unsigned long exists = 0;
	for (;;) {
		unsigned long count = 0;
		size_t n = read_line();
		if (n > 3 && line[n - 3] == '}') {
			keep_literal(strtoul(strrchr(line, '{') + 1, NULL, 10));
			messages++;
		} else if (*line == 'A') {
			if (strncmp(line, "A OK", 4) != 0)
				die("the server says", line);
			return exists;
		} else if (strstr(line, " EXISTS") != NULL && sscanf(line, "* %lu", &count) == 1) {
			exists = count;
		}
	}
}

static void
connect_tls(const char *host, const char *port, const char *ca)
{
	gnutls_certificate_credentials_t trust;
	struct addrinfo *address, hints = { .ai_socktype = SOCK_STREAM, .ai_family = AF_INET };
	int one = 1, status = getaddrinfo(host, port, &hints, &address);
	if (status != 0)
		die(host, gai_strerror(status));
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, address->ai_addr, address->ai_addrlen) != 0)
		die(host, strerror(errno));
	freeaddrinfo(address);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	gnutls_certificate_allocate_credentials(&trust);
	if (gnutls_certificate_set_x509_trust_file(trust, ca, GNUTLS_X509_FMT_PEM) <= 0)
		die(ca, "no certificate");
	gnutls_init(&session, GNUTLS_CLIENT);
	gnutls_set_default_priority(session);
	gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, trust);
	gnutls_server_name_set(session, GNUTLS_NAME_DNS, host, strlen(host));
	gnutls_session_set_verify_cert(session, host, 0);
	gnutls_transport_set_int(session, fd);
	do
		status = gnutls_handshake(session);
	while (status < 0 && gnutls_error_is_fatal(status) == 0);
	if (status < 0)
		die(host, gnutls_strerror(status));
}

int
main(int argc, char **argv)
{
	if (argc != 8) {
		fprintf(stderr, "usage: rawfetch HOST PORT USER PASSWORD FOLDER CA.pem OUT\n");
		return 64;
	}
	out_fd = open(argv[7], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
	if (out_fd < 0)
		die(argv[7], strerror(errno));
	connect_tls(argv[1], argv[2], argv[6]);
	read_line(); /* the greeting */
	command("A LOGIN \"%s\" \"%s\"\r\n", argv[3], argv[4]);
	answer();
	command("A EXAMINE \"%s\"\r\n", argv[5]);
	unsigned long exists = answer();
	/* A fresh box numbers its messages from 1. */
	for (unsigned long i = 1; i <= exists; i += RANGE) {
		command("A UID FETCH %lu:%lu (UID BODY.PEEK[])\r\n", i, i + RANGE - 1);
		answer();
		if (fdatasync(out_fd) != 0)
			die(argv[7], strerror(errno));
	}
	printf("%lu\n", messages);
	return messages == exists ? 0 : 1;
}
