/* SPDX-License-Identifier: ISC
 * error.c - failing in one line, and the one table of exit statuses */
#include "plaint/error.h"
#include <gio/gio.h>
#include <sysexits.h>

G_DEFINE_QUARK(plaint-error-quark, plaint_error)

bool
fail(GError **error, PlaintError code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (error != NULL && *error == NULL)
		*error = g_error_new_valist(PLAINT_ERROR, code, error_words(format), args);
	va_end(args);
	return false;
}

int
error_exit_status(const GError *error)
{
	static const int status[] = {
		[PLAINT_ERROR_USAGE] = EX_USAGE,       [PLAINT_ERROR_INPUT] = EX_DATAERR,
		[PLAINT_ERROR_NOT_FOUND] = EX_DATAERR, [PLAINT_ERROR_CONFLICT] = EX_DATAERR,
		[PLAINT_ERROR_INTERNAL] = EX_SOFTWARE, [PLAINT_ERROR_IO] = EX_IOERR,
		[PLAINT_ERROR_TEMPORARY] = EX_TEMPFAIL, [PLAINT_ERROR_DENIED] = EX_NOPERM,
		[PLAINT_ERROR_CONFIG] = EX_CONFIG,
	};
	if (error == NULL)
		return EX_OK;
	if (error->domain == PLAINT_ERROR && (unsigned)error->code < G_N_ELEMENTS(status))
		return status[error->code];
	if (error->domain == G_OPTION_ERROR)
		return EX_USAGE;
	if (g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ||
	    g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_IO) ||
	    g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
		return EX_IOERR;
	if (error->domain == G_FILE_ERROR)
		return EX_DATAERR;
	return EX_SOFTWARE;
}
