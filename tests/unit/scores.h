/* SPDX-License-Identifier: ISC
 * scores.h - how well a corpus is read, said where make check shows it
 *
 * prove keeps what a test prints to itself; what it complains of is seen. */
#pragma once
#include <glib.h>
#include <stdarg.h>
#include <stdio.h>

static inline G_GNUC_PRINTF(1, 2) void
say_score(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *line = g_strdup_vprintf(format, args);
	va_end(args);
	fprintf(stderr, "# %s\n", line);
}
