/* SPDX-License-Identifier: ISC
 * secret.c - passwords and tokens, which come from commands
 *
 * popen() was the other road: it knows no time limit and keeps the secret in stdio's buffers. */
#include "plaint/secret.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define COMPLAINT_MAX 200 /* octets of standard error that go into a message */

typedef struct run {
	pid_t pid;
	int out, err; /* read ends; -1 once they have ended */
	bool has_group, has_ended;
	int status;
	char *secret; /* SECRET_SIZE_MAX + 1 octets, so that it never moves */
	size_t length;
	char complaint[COMPLAINT_MAX + 1];
	size_t complaint_length;
} Run;

void
secret_free(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}

static bool
open_pipe(int ends[2], GError **error)
{
	if (pipe2(ends, O_CLOEXEC) == 0)
		return true;
	return fail(error, PLAINT_ERROR_TEMPORARY, "no pipe: %s", g_strerror(errno));
}

/* On a terminal the command stays in our process group, since only the foreground group may read
 * from it; elsewhere it gets one of its own, so that all of it can be ended. */
static int
spawn(Run *run, const char *command, int out, int err)
{
	extern char **environ;
	char *const argv[] = { "sh", "-c", (char *)command, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, normal;
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	run->has_group = isatty(STDIN_FILENO) == 0;
	sigemptyset(&none);
	sigemptyset(&normal);
	sigaddset(&normal, SIGPIPE);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &normal);
	posix_spawnattr_setflags(&attributes, flags | (run->has_group ? POSIX_SPAWN_SETPGROUP : 0));
	int code = posix_spawn(&run->pid, "/bin/sh", &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return code;
}

static bool
start(Run *run, const char *command, GError **error)
{
	int out[2], err[2];
	if (!open_pipe(out, error))
		return false;
	if (!open_pipe(err, error)) {
		close(out[0]);
		close(out[1]);
		return false;
	}
	int code = spawn(run, command, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	run->out = out[0];
	run->err = err[0];
	return code == 0 ||
	    fail(error, PLAINT_ERROR_TEMPORARY, "cannot start a shell: %s", g_strerror(code));
}

/* Take what there is; what does not fit is read and dropped, so that the command can end. */
static void
drain(int *fd, char *buffer, size_t *length, size_t limit)
{
	char rest[512];
	size_t room = limit - *length;
	ssize_t got = room > 0 ? read(*fd, buffer + *length, room) : read(*fd, rest, sizeof rest);
	explicit_bzero(rest, sizeof rest);
	if (got > 0 && room > 0)
		*length += (size_t)got;
	if (got > 0 || (got < 0 && errno == EINTR))
		return;
	close(*fd);
	*fd = -1;
}

static void
reap(Run *run, int flags)
{
	pid_t got;
	do
		got = waitpid(run->pid, &run->status, flags);
	while (got < 0 && errno == EINTR);
	if (got == run->pid || got < 0)
		run->has_ended = true;
}

/* Until the command has ended and nothing more is in the pipes; false: time is up. A child that
 * the command left running in the background may hold the pipes open, and is not waited for. */
static bool
wait_for(Run *run, gint64 until_us)
{
	for (;;) {
		struct pollfd fds[] = { { run->out, POLLIN, 0 }, { run->err, POLLIN, 0 } };
		int ready = poll(fds, 2, run->out < 0 && run->err < 0 ? 2 : 20);
		if (fds[0].revents != 0)
			drain(&run->out, run->secret, &run->length, SECRET_SIZE_MAX);
		if (fds[1].revents != 0)
			drain(&run->err, run->complaint, &run->complaint_length, COMPLAINT_MAX);
		if (ready <= 0 && run->has_ended)
			return true;
		if (!run->has_ended)
			reap(run, WNOHANG);
		if (run->has_ended && run->out < 0 && run->err < 0)
			return true;
		if (g_get_monotonic_time() > until_us)
			return false;
	}
}

static void
finish(Run *run)
{
	if (run->pid > 0 && !run->has_ended) {
		kill(run->has_group ? -run->pid : run->pid, SIGKILL);
		reap(run, 0);
	}
	if (run->out >= 0)
		close(run->out);
	if (run->err >= 0)
		close(run->err);
	explicit_bzero(run->secret, SECRET_SIZE_MAX + 1);
	g_free(run->secret);
}

/* ": what it said", or "". */
static char *
complaint_of(Run *run)
{
	run->complaint[strcspn(run->complaint, "\r\n")] = '\0';
	g_autofree char *line = g_utf8_make_valid(run->complaint, -1);
	for (char *p = line; *p != '\0'; p++)
		if (g_ascii_iscntrl(*p))
			*p = ' ';
	g_strstrip(line);
	return *line != '\0' ? g_strconcat(": ", line, NULL) : g_strdup("");
}

static bool
judge(Run *run, const char *command, GError **error)
{
	g_autofree char *why = complaint_of(run);
	if (WIFSIGNALED(run->status))
		return fail(error, PLAINT_ERROR_CONFIG, "'%s' was ended by signal %d%s", command,
		    WTERMSIG(run->status), why);
	int status = WEXITSTATUS(run->status);
	if (status != 0)
		return fail(error, status == EX_TEMPFAIL ? PLAINT_ERROR_TEMPORARY : PLAINT_ERROR_CONFIG,
		    "'%s' ended with status %d%s", command, status, why);
	if (run->length == SECRET_SIZE_MAX && memchr(run->secret, '\n', run->length) == NULL)
		return fail(error, PLAINT_ERROR_CONFIG, "'%s' prints a line of over %d octets", command,
		    SECRET_SIZE_MAX);
	size_t length = strcspn(run->secret, "\r\n");
	run->secret[length] = '\0';
	for (size_t i = 0; i < length; i++)
		if (g_ascii_iscntrl(run->secret[i]))
			return fail(error, PLAINT_ERROR_CONFIG,
			    "'%s' prints control characters, which no password can have", command);
	if (length == 0)
		return fail(error, PLAINT_ERROR_CONFIG, "'%s' prints nothing in its first line%s", command,
		    why);
	return true;
}

bool
secret_run(const char *command, unsigned timeout_s, char **out, GError **error)
{
	unsigned limit_s = timeout_s != 0 ? timeout_s : SECRET_TIMEOUT_S;
	Run run = { .out = -1, .err = -1, .secret = g_malloc0(SECRET_SIZE_MAX + 1) };
	bool is_good = start(&run, command, error);
	if (is_good && !wait_for(&run, g_get_monotonic_time() + (gint64)limit_s * G_USEC_PER_SEC))
		is_good = fail(error, PLAINT_ERROR_TEMPORARY, "'%s' has not ended after %u seconds", command,
		    limit_s);
	is_good = is_good && judge(&run, command, error);
	if (is_good)
		*out = g_strdup(run.secret);
	finish(&run);
	return is_good;
}
