/* SPDX-License-Identifier: ISC
 * faultd.c - servers that fail on demand, for what real ones cannot be asked to do
 *
 *	faultd smtp RULES MAIL CERT KEY   a submission server, TLS from the first byte
 *	faultd smtp-plain RULES MAIL      the same without any TLS, nor the offer of it
 *	faultd proxy RULES PORT           passes bytes to and from 127.0.0.1:PORT
 *
 * It listens on a free port of 127.0.0.1, prints the port, and serves until it is killed. RULES is
 * a file read anew for each connection, so a test changes the weather between two rounds:
 *
 *	PHASE ACTION        PHASE: connect ehlo auth mail rcpt data dot quit
 *	                    ACTION: an answer ("451 4.3.0 later"), drop, stall,
 *	                    or for dot: take-drop, take-stall (the mail is accepted, the answer lost)
 *	cut BYTES           proxy: the connection dies after so many bytes from the server
 *	stall BYTES         proxy: silence after so many
 *
 * A mail that is accepted is put into MAIL/ADDRESS/new for each recipient who has that folder. A
 * process a connection, so that a stalled one is nobody's trouble; each ends after a minute. */
#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MAX_LINE = 4096, MAX_RECIPIENTS = 16, LIFE_S = 60 };

static struct {
	const char *rules, *mail;
	gnutls_session_t tls; /* NULL: none */
	int fd;
	char buffer[65536];
	size_t used, next;
} server = { .fd = -1 };

/* The action which RULES has for a phase, or NULL. */
static const char *
rule(const char *phase)
{
	static char line[512];
	FILE *file = fopen(server.rules, "r");
	const char *found = NULL;
	size_t length = strlen(phase);
	while (file != NULL && found == NULL && fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, phase, length) == 0 && line[length] == ' ')
			found = line + length + 1;
	}
	if (file != NULL)
		fclose(file);
	return found;
}

static void
say(const char *text)
{
	char line[1024];
	int length = snprintf(line, sizeof line, "%s\r\n", text);
	ssize_t sent = server.tls != NULL ? gnutls_record_send(server.tls, line, (size_t)length)
	                                  : send(server.fd, line, (size_t)length, MSG_NOSIGNAL);
	if (sent < 0)
		_exit(0);
}

static int
next_byte(void)
{
	if (server.next == server.used) {
		ssize_t got = server.tls != NULL
		    ? gnutls_record_recv(server.tls, server.buffer, sizeof server.buffer)
		    : recv(server.fd, server.buffer, sizeof server.buffer, 0);
		if (got <= 0)
			_exit(0);
		server.used = (size_t)got;
		server.next = 0;
	}
	return (unsigned char)server.buffer[server.next++];
}

/* Read one line without its end; a longer one is cut, its length is what was kept. */
static size_t
hear(char *line)
{
	size_t length = 0;
	int c;
	while ((c = next_byte()) != '\n') {
		if (length < MAX_LINE - 1)
			line[length++] = (char)c;
	}
	if (length > 0 && line[length - 1] == '\r')
		length--;
	line[length] = '\0';
	return length;
}

/* Do what RULES says of a phase. False when it answered for us and the command has failed. */
static bool
pass_phase(const char *phase)
{
	const char *action = rule(phase);
	if (action == NULL || strncmp(action, "take-", 5) == 0)
		return true;
	if (strcmp(action, "drop") == 0)
		_exit(0);
	if (strcmp(action, "stall") == 0) {
		sleep(LIFE_S);
		_exit(0);
	}
	say(action);
	return false;
}

static void
keep_mail(char recipients[][256], size_t n, const char *text, size_t length)
{
	static unsigned serial;
	for (size_t i = 0; i < n; i++) {
		char path[1024], final[1200];
		snprintf(path, sizeof path, "%s/%s/new", server.mail, recipients[i]);
		struct stat folder;
		if (stat(path, &folder) != 0)
			continue;
		serial++;
		snprintf(path, sizeof path, "%s/%s/tmp/%ld.faultd%d.%u", server.mail, recipients[i],
		    (long)time(NULL), (int)getpid(), serial);
		snprintf(final, sizeof final, "%s/%s/new/%ld.faultd%d.%u", server.mail, recipients[i],
		    (long)time(NULL), (int)getpid(), serial);
		FILE *file = fopen(path, "w");
		if (file == NULL)
			continue;
		fwrite(text, 1, length, file);
		fclose(file);
		/* Dovecot, which runs as the folder's owner, has to read and rename it. */
		if (chown(path, folder.st_uid, folder.st_gid) != 0 || rename(path, final) != 0)
			unlink(path);
	}
}

static void
take_data(char recipients[][256], size_t n)
{
	char line[MAX_LINE];
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	for (;;) {
		hear(line);
		if (strcmp(line, ".") == 0)
			break;
		fprintf(out, "%s\n", line[0] == '.' ? line + 1 : line);
	}
	fclose(out);
	const char *action = rule("dot");
	if (pass_phase("dot")) {
		keep_mail(recipients, n, text, size);
		if (action != NULL && strcmp(action, "take-drop") == 0)
			_exit(0);
		if (action != NULL && strcmp(action, "take-stall") == 0) {
			sleep(LIFE_S);
			_exit(0);
		}
		say("250 2.0.0 taken");
	}
	free(text);
}

static void
copy_address(const char *line, char *out, size_t size)
{
	const char *start = strchr(line, '<');
	size_t length = start == NULL ? 0 : strcspn(start + 1, ">/");
	snprintf(out, size, "%.*s", (int)length, start == NULL ? "" : start + 1);
}

static void
serve_smtp(void)
{
	char line[MAX_LINE], recipients[MAX_RECIPIENTS][256];
	size_t n = 0;
	if (!pass_phase("connect"))
		return;
	say("220 fault.provider.example ESMTP");
	for (;;) {
		hear(line);
		if (strncasecmp(line, "EHLO", 4) == 0 || strncasecmp(line, "HELO", 4) == 0) {
			if (pass_phase("ehlo"))
				say("250-fault.provider.example\r\n250-8BITMIME\r\n250-SIZE 60000000\r\n"
				    "250 AUTH PLAIN LOGIN");
		} else if (strncasecmp(line, "AUTH", 4) == 0) {
			if (strchr(line + 5, ' ') == NULL) {
				say("334 ");
				hear(line);
			}
			if (pass_phase("auth"))
				say("235 2.7.0 welcome");
		} else if (strncasecmp(line, "MAIL", 4) == 0) {
			n = 0;
			if (pass_phase("mail"))
				say("250 2.1.0 ok");
		} else if (strncasecmp(line, "RCPT", 4) == 0) {
			if (pass_phase("rcpt")) {
				if (n < MAX_RECIPIENTS)
					copy_address(line, recipients[n++], sizeof recipients[0]);
				say("250 2.1.5 ok");
			}
		} else if (strncasecmp(line, "DATA", 4) == 0) {
			if (pass_phase("data")) {
				say("354 go on");
				take_data(recipients, n);
			}
		} else if (strncasecmp(line, "QUIT", 4) == 0) {
			if (pass_phase("quit"))
				say("221 2.0.0 bye");
			return;
		} else {
			say("250 2.0.0 ok");
		}
	}
}

static int
dial(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		_exit(0);
	return fd;
}

/* Copy what there is of one direction; ends the process at the end of either side. */
static size_t
pump(int from, int to, size_t most)
{
	char bytes[16384];
	ssize_t got = read(from, bytes, most < sizeof bytes ? most : sizeof bytes);
	if (got <= 0 || write(to, bytes, (size_t)got) != got)
		_exit(0);
	return (size_t)got;
}

static void
serve_proxy(int port)
{
	const char *cut = rule("cut"); /* one buffer: read each before asking for the next */
	size_t left = cut != NULL ? strtoul(cut, NULL, 10) : SIZE_MAX;
	const char *stall = rule("stall");
	bool is_stall = stall != NULL;
	if (is_stall)
		left = strtoul(stall, NULL, 10);
	int target = dial(port);
	struct pollfd fds[2] = { { server.fd, POLLIN, 0 }, { target, POLLIN, 0 } };
	while (left > 0 && poll(fds, 2, LIFE_S * 1000) > 0) {
		if (fds[0].revents != 0)
			pump(server.fd, target, SIZE_MAX);
		if (fds[1].revents != 0)
			left -= pump(target, server.fd, left);
	}
	if (is_stall)
		sleep(LIFE_S);
}

static void
start_tls(const char *cert, const char *key)
{
	gnutls_certificate_credentials_t credentials;
	gnutls_certificate_allocate_credentials(&credentials);
	if (gnutls_certificate_set_x509_key_file(credentials, cert, key, GNUTLS_X509_FMT_PEM) < 0)
		_exit(1);
	gnutls_init(&server.tls, GNUTLS_SERVER);
	gnutls_set_default_priority(server.tls);
	gnutls_credentials_set(server.tls, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_transport_set_int(server.tls, server.fd);
	int status;
	do
		status = gnutls_handshake(server.tls);
	while (status < 0 && !gnutls_error_is_fatal(status));
	if (status < 0)
		_exit(0);
}

static int
listen_somewhere(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, 16) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
		perror("faultd");
		exit(1);
	}
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

int
main(int argc, char **argv)
{
	bool is_tls = argc == 6 && strcmp(argv[1], "smtp") == 0;
	bool is_plain = argc == 4 && strcmp(argv[1], "smtp-plain") == 0;
	bool is_proxy = argc == 4 && strcmp(argv[1], "proxy") == 0;
	if (!is_tls && !is_plain && !is_proxy) {
		fprintf(stderr, "usage: faultd smtp RULES MAIL CERT KEY | smtp-plain RULES MAIL | "
		                "proxy RULES PORT\n");
		return 64;
	}
	server.rules = argv[2];
	server.mail = argv[3];
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	int listener = listen_somewhere();
	for (;;) {
		server.fd = accept(listener, NULL, NULL);
		if (server.fd < 0 && errno == EINTR)
			continue;
		if (server.fd < 0)
			return 1;
		if (fork() == 0) {
			close(listener);
			alarm(LIFE_S);
			if (is_proxy)
				serve_proxy((int)strtol(argv[3], NULL, 10));
			else {
				if (is_tls)
					start_tls(argv[4], argv[5]);
				serve_smtp();
			}
			_exit(0);
		}
		close(server.fd);
	}
}
