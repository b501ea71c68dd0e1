/* SPDX-License-Identifier: ISC
 * cmd.h - what every subcommand is given, and the table they stand in
 *
 * One file a subcommand in src/cmd/, one row in src/plaint.c, one section of the manual. */
#pragma once
#include "plaint/error.h"

typedef struct conf Conf;
typedef struct store Store;

typedef struct context {
	const char *program;     /* "plaint" */
	const char *config_path; /* of --config, or the default place */
	const char *store_path;  /* of --store, or the default place */
	Conf *conf;              /* NULL unless the command's row says NEEDS_CONFIG */
	Store *store;            /* NULL unless it says NEEDS_STORE */
} Context;

enum {
	NEEDS_CONFIG = 1 << 0,
	NEEDS_STORE = 1 << 1, /* opened, and brought up to date */
};

typedef struct command {
	const char *name, *args, *summary;
	unsigned needs;
	/* argv[0] is the subcommand's name. Results go to standard output, talk to standard error. */
	bool (*run)(Context *ctx, int argc, char **argv, GError **error);
} Command;

/* Read the options in entries out of argv, leaving argv[0] and the operands; --help is answered
 * and ends the process. PLAINT_ERROR_USAGE, also when the number of operands is not within
 * least..most (most < 0: any number). */
bool cmd_options(Context *ctx, const Command *command, const GOptionEntry *entries, int *argc,
    char ***argv, int least, int most, GError **error);

/* The row of a subcommand, or NULL. */
const Command *command_find(const char *name);
