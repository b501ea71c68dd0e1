/* SPDX-License-Identifier: ISC
 * plaint.c - the command: a table of subcommands */
#include "plaint/clock.h"
#include <stdio.h>

int
main(void)
{
	g_autoptr(GError) error = NULL;
	if (!clock_init(&error)) {
		fprintf(stderr, "plaint: %s\n", error->message);
		return error_exit_status(error);
	}
	return 0;
}
