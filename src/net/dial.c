/* SPDX-License-Identifier: ISC
 * dial.c - from a name to a connected socket, within a deadline
 *
 * getaddrinfo() blocks as long as the resolver likes and cannot be stopped, so it runs in a
 * thread that is left to itself when time is up. Of several addresses each gets a head start of a
 * quarter of a second before the next is tried beside it (RFC 8305). */
#include "wire-private.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ADDRESSES_MAX 8
#define HEAD_START_MS 250

typedef struct lookup {
	char *host, port[8];
	int done; /* the write end of a pipe: closed when the answer is here */
	int status;
	struct addrinfo *found;
} Lookup;

static void
lookup_clear(gpointer data)
{
	Lookup *lookup = data;
	if (lookup->found != NULL)
		freeaddrinfo(lookup->found);
	g_free(lookup->host);
}

static gpointer
look_up(gpointer data)
{
	Lookup *lookup = data;
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	lookup->status = getaddrinfo(lookup->host, lookup->port, &hints, &lookup->found);
	close(lookup->done);
	g_atomic_rc_box_release_full(lookup, lookup_clear);
	return NULL;
}

/* Wait for any of n descriptors, the deadline, or the wish to stop; at most step_ms at a time
 * (-1: up to the deadline). *out_ready is the number of descriptors with something to tell. */
static bool
wait_any(struct pollfd *fds, nfds_t n, int cancel_fd, int step_ms, gint64 until_us, int *out_ready,
    GError **error)
{
	gint64 left = (until_us - g_get_monotonic_time()) / 1000;
	if (left <= 0)
		return fail(error, PLAINT_ERROR_TEMPORARY, "no answer in time");
	if (step_ms >= 0 && left > step_ms)
		left = step_ms;
	fds[n] = (struct pollfd){ cancel_fd, POLLIN, 0 };
	int ready = poll(fds, n + 1, (int)MIN(left, G_MAXINT));
	if (ready < 0 && errno != EINTR)
		return fail(error, PLAINT_ERROR_TEMPORARY, "poll: %s", g_strerror(errno));
	if (ready > 0 && fds[n].revents != 0)
		return fail(error, PLAINT_ERROR_TEMPORARY, "cancelled");
	*out_ready = MAX(ready, 0);
	return true;
}

static bool
judge_lookup(const Lookup *lookup, GError **error)
{
	switch (lookup->status) {
	case 0:
		return true;
	case EAI_NONAME:
	case EAI_NODATA:
		return fail(error, PLAINT_ERROR_CONFIG, "there is no host of that name: check its spelling "
		    "in plaint.conf, and that this machine is online");
	default:
		return fail(error, PLAINT_ERROR_TEMPORARY, "%s: is this machine online?",
		    gai_strerror(lookup->status));
	}
}

static bool
resolve(const char *host, int port, int cancel_fd, gint64 until_us, Lookup **out, GError **error)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail(error, PLAINT_ERROR_TEMPORARY, "no pipe: %s", g_strerror(errno));
	Lookup *lookup = g_atomic_rc_box_new0(Lookup);
	lookup->host = g_strdup(host);
	lookup->done = ends[1];
	g_snprintf(lookup->port, sizeof lookup->port, "%d", port);
	GThread *thread = g_thread_try_new("lookup", look_up, g_atomic_rc_box_acquire(lookup), error);
	if (thread == NULL) {
		close(ends[0]);
		close(ends[1]);
		g_atomic_rc_box_release(lookup);
		g_atomic_rc_box_release_full(lookup, lookup_clear);
		return false;
	}
	g_thread_unref(thread);
	struct pollfd fds[2] = { { ends[0], POLLIN, 0 } };
	bool is_good = true;
	for (int ready = 0; is_good && ready == 0;)
		is_good = wait_any(fds, 1, cancel_fd, -1, until_us, &ready, error);
	close(ends[0]);
	is_good = is_good && judge_lookup(lookup, error);
	if (is_good)
		*out = lookup;
	else
		g_atomic_rc_box_release_full(lookup, lookup_clear);
	return is_good;
}

/* Begin to connect; -1 with errno where that fails at once. */
static int
begin(const struct addrinfo *address)
{
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	int on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	if (connect(fd, address->ai_addr, address->ai_addrlen) == 0 || errno == EINPROGRESS)
		return fd;
	int code = errno;
	close(fd);
	errno = code;
	return -1;
}

/* Among the sockets that poll() told of: one that is connected, or -1. Failed ones are closed. */
static int
reap(struct pollfd *fds, nfds_t *n, int *last_errno)
{
	for (nfds_t i = 0; i < *n;) {
		int code = 0;
		socklen_t size = sizeof code;
		if (fds[i].revents == 0) {
			i++;
			continue;
		}
		getsockopt(fds[i].fd, SOL_SOCKET, SO_ERROR, &code, &size);
		int fd = fds[i].fd;
		fds[i] = fds[--*n];
		if (code == 0)
			return fd;
		*last_errno = code;
		close(fd);
	}
	return -1;
}

static bool
race(const struct addrinfo *next, int cancel_fd, gint64 until_us, int *out_fd, GError **error)
{
	struct pollfd fds[ADDRESSES_MAX + 1];
	nfds_t n = 0;
	int winner = -1, last_errno = EADDRNOTAVAIL, tried = 0;
	bool is_good = true;
	while (is_good && winner < 0) {
		bool has_next = next != NULL && tried < ADDRESSES_MAX;
		if (has_next) {
			int fd = begin(next);
			last_errno = fd < 0 ? errno : last_errno;
			next = next->ai_next;
			tried++;
			if (fd < 0)
				continue;
			fds[n++] = (struct pollfd){ fd, POLLOUT, 0 };
		} else if (n == 0) {
			is_good = fail(error, PLAINT_ERROR_TEMPORARY, "%s", g_strerror(last_errno));
			break;
		}
		bool is_last = next == NULL || tried >= ADDRESSES_MAX;
		int ready = 0;
		is_good = wait_any(fds, n, cancel_fd, is_last ? -1 : HEAD_START_MS, until_us, &ready, error);
		if (is_good && ready > 0)
			winner = reap(fds, &n, &last_errno);
	}
	while (n > 0)
		close(fds[--n].fd);
	if (is_good)
		*out_fd = winner;
	return is_good;
}

bool
dial(const char *host, int port, int cancel_fd, gint64 until_us, int *out_fd, GError **error)
{
	Lookup *lookup = NULL;
	if (!resolve(host, port, cancel_fd, until_us, &lookup, error)) {
		g_prefix_error(error, error_words("name lookup: '%s': "), host);
		return false;
	}
	bool is_good = race(lookup->found, cancel_fd, until_us, out_fd, error);
	if (!is_good)
		g_prefix_error(error, error_words("connection: '%s' port %d: "), host, port);
	g_atomic_rc_box_release_full(lookup, lookup_clear);
	return is_good;
}
