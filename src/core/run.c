/* SPDX-License-Identifier: ISC
 * run.c - run a program of the user's, for a bounded time
 *
 * GSubprocess was the other road: it needs a main loop, and a limit to what it collects. secret.c
 * does much the same, but wipes what it reads and leaves the command its terminal. */
#include "plaint/run.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct child {
	pid_t pid;
	int out; /* read end; -1 once it has ended */
	bool has_ended, is_cut;
	int status;
	GString *output;
} Child;

void
run_result_clear(RunResult *result)
{
	g_clear_pointer(&result->output, g_free);
}

/* In a process group of its own, so that all of it can be ended. */
static int
spawn(Child *child, char *const *argv, int out)
{
	extern char **environ;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, normal;
	sigemptyset(&none);
	sigemptyset(&normal);
	sigaddset(&normal, SIGPIPE);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDERR_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &normal);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(
	    &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	int code = posix_spawnp(&child->pid, argv[0], &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return code;
}

static bool
start(Child *child, char *const *argv, GError **error)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return fail(error, PLAINT_ERROR_TEMPORARY, "no pipe: %s", g_strerror(errno));
	int code = spawn(child, argv, ends[1]);
	close(ends[1]);
	if (code == 0) {
		child->out = ends[0];
		return true;
	}
	close(ends[0]);
	child->pid = 0;
	bool is_busy = code == EAGAIN || code == ENOMEM;
	return fail(error, is_busy ? PLAINT_ERROR_TEMPORARY : PLAINT_ERROR_CONFIG,
	    "cannot run '%s': %s", argv[0], g_strerror(code));
}

static void
drain(Child *child)
{
	char buffer[4096];
	ssize_t got = read(child->out, buffer, sizeof buffer);
	if (got < 0 && errno == EINTR)
		return;
	if (got <= 0) {
		close(child->out);
		child->out = -1;
		return;
	}
	gsize room = RUN_OUTPUT_MAX - child->output->len;
	child->is_cut |= (gsize)got > room;
	g_string_append_len(child->output, buffer, (gssize)MIN((gsize)got, room));
}

static void
reap(Child *child, int flags)
{
	pid_t got;
	do
		got = waitpid(child->pid, &child->status, flags);
	while (got < 0 && errno == EINTR);
	if (got == child->pid || got < 0)
		child->has_ended = true;
}

/* Until the program has ended and nothing more is in the pipe; false: time is up. What it has
 * left running in the background may hold the pipe open, and is not waited for. */
static bool
wait_for(Child *child, gint64 until_us)
{
	for (;;) {
		struct pollfd fds[] = { { child->out, POLLIN, 0 } };
		int ready = poll(fds, 1, child->out < 0 ? 2 : 20);
		if (fds[0].revents != 0)
			drain(child);
		if (ready <= 0 && child->has_ended)
			return true;
		if (!child->has_ended)
			reap(child, WNOHANG);
		if (child->has_ended && child->out < 0)
			return true;
		if (g_get_monotonic_time() > until_us)
			return child->has_ended;
	}
}

static void
finish(Child *child)
{
	if (child->pid > 0) {
		kill(-child->pid, SIGKILL);
		if (!child->has_ended)
			reap(child, 0);
	}
	if (child->out >= 0)
		close(child->out);
}

static char *
clean_text(GString *output)
{
	char *text = g_utf8_make_valid(output->str, (gssize)output->len);
	char *to = text;
	for (const char *from = text; *from != '\0'; from++)
		if (!g_ascii_iscntrl(*from) || *from == '\n' || *from == '\t')
			*to++ = *from;
	*to = '\0';
	return text;
}

bool
run_command(char *const *argv, unsigned timeout_s, RunResult *out, GError **error)
{
	g_autoptr(GString) output = g_string_new(NULL);
	Child child = { .out = -1, .output = output };
	if (!start(&child, argv, error))
		return false;
	bool is_late =
	    !wait_for(&child, g_get_monotonic_time() + (gint64)timeout_s * G_USEC_PER_SEC);
	finish(&child);
	*out =
	    (RunResult){ .status =
			     !is_late && WIFEXITED(child.status) ? WEXITSTATUS(child.status) : -1,
		    .is_late = is_late,
		    .is_cut = child.is_cut,
		    .output = clean_text(output) };
	return true;
}
