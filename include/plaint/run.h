/* SPDX-License-Identifier: ISC
 * run.h - run a program of the user's, for a bounded time, and keep what it prints
 *
 * No shell: the words are the program's own. Its standard input is empty; what it prints, on
 * either output, is kept up to a limit, and the rest is read and dropped so that it can end. */
#pragma once
#include "plaint/error.h"

#define RUN_OUTPUT_MAX (64 * 1024) /* octets that are kept */

typedef struct run_result {
	int status;   /* its exit status; -1: it has not ended by itself */
	bool is_late; /* time was up, and it was killed with all that it had started */
	bool is_cut;  /* it printed more than RUN_OUTPUT_MAX */
	char *output; /* valid UTF-8, without control characters but tab and newline */
} RunResult;
void run_result_clear(RunResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RunResult, run_result_clear)

/* Run argv[0], which is looked for in PATH. Returns at the latest timeout_s and a little later,
 * also where what it has left in the background holds its outputs open. PLAINT_ERROR_CONFIG when
 * there is no such program, PLAINT_ERROR_TEMPORARY when the system has no room for one more. */
bool run_command(char *const *argv, unsigned timeout_s, RunResult *out, GError **error);
