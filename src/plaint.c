/* SPDX-License-Identifier: ISC
 * plaint.c - the command: a table of subcommands
 *
 * --config and --store are taken out of the arguments wherever they stand, so that a subcommand
 * is about its subject; what its row needs is ready before it runs. */
#include "plaint/clock.h"
#include "plaint/cmd.h"
#include "plaint/conf.h"
#include "plaint/data.h"
#include "plaint/store.h"
#include "cmd/commands.h"
#include <gio/gio.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static const Command commands[] = {
	{ "init", "[--address ADDRESS] [--password-command COMMAND] [OPTION]...",
	    "set up an account and test it", 0, cmd_init },
	{ "doctor", "[--json] [--account NAME] [--offline]", "test configuration, data files and logins",
	    0, cmd_doctor },
	{ "new", "TYPE --provider P | --to ADDRESS [OPTION]...", "write a complaint",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_new },
	{ "send", "[--yes | --discard | --again | --was-sent] KEY", "show a complaint as it will go, and queue it",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_send },
	{ "sync", "[--since DAY] [--quiet | --json]", "fetch, read, decide and send, once",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_sync },
	{ "list", "[--all] [--json | --ics]", "list the open cases, overdue first",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_list },
	{ "show", "[--json] [--message ID] KEY", "show a case's timeline, and why each step was taken",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_show },
	{ "plan", "[--json] [--days N] [KEY]", "say what will be sent when, if nobody answers",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_plan },
	{ "reply", "[--appeal] [--text-file FILE] [--evidence FILE]... [--yes] KEY",
	    "answer the provider in the thread, or appeal",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_reply },
	{ "escalate", "[--json] [--all] [--body NAME [--form | --done REF]] KEY",
	    "turn to somebody else: who fits the case, and what to send them",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_escalate },
	{ "log", "[--channel C] [--evidence FILE]... KEY TEXT", "note what was done by other ways",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_log },
	{ "set", "[--no-learn] KEY STATE", "correct a case's state", NEEDS_CONFIG | NEEDS_STORE, cmd_set },
	{ "close", "KEY solved|partly|unsolved|withdrawn", "close a case",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_close },
	{ "hold", "KEY", "send nothing because time passes", NEEDS_CONFIG | NEEDS_STORE, cmd_hold },
	{ "unhold", "KEY", "let time count again", NEEDS_CONFIG | NEEDS_STORE, cmd_unhold },
	{ "snooze", "KEY TIME", "send nothing by itself before TIME", NEEDS_CONFIG | NEEDS_STORE,
	    cmd_snooze },
	{ "due", "--set KEY DEADLINE TIME | --window KEY DEADLINE WINDOW | --undo KEY",
	    "set a deadline or a window by hand, or undo the provider's date",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_due },
	{ "recheck", "[--chase] KEY", "look whether the matter is still there, or chase all the same",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_recheck },
	{ "unfiled", "[--json] | file ID KEY... | drop ID", "mail that may concern a case",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_unfiled },
	{ "inspect", "[--json] [--all-text] FILE...", "say what plaint reads in a message", 0,
	    cmd_inspect },
	{ "learn", "FILE VERDICT | --list [--json] | --forget ID", "teach how a desk's words are meant",
	    NEEDS_STORE, cmd_learn },
	{ "reread", "[--dry-run] [--json] [--yes] KEY | --all", "read kept mail again, after the rules have changed",
	    NEEDS_CONFIG | NEEDS_STORE, cmd_reread },
	{ "types", "[--json] [TYPE]", "list the complaint types", 0, cmd_types },
	{ "providers", "[--json] [KEY]", "list the providers that are known", 0, cmd_providers },
	{ "calendar", "COUNTRY [--year Y]", "show working days and holidays", 0, cmd_calendar },
	{ "workdays", "FROM N COUNTRY | --between FROM TO COUNTRY", "count working days", 0,
	    cmd_workdays },
	{ "verify", "[--json]", "prove the journal and the kept mail unbroken", NEEDS_STORE, cmd_verify },
	{ "help", "[COMMAND]", "say what plaint can do, or how one command is used", 0, cmd_help },
	{ NULL },
};

const Command *
command_find(const char *name)
{
	for (const Command *row = commands; row->name != NULL; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

static void
print_usage(FILE *to)
{
	fprintf(to, "usage: plaint [--config FILE] [--store FILE] COMMAND [ARGUMENTS]\n\n"
	            "Files your complaint with a hosting provider by email, reads what they answer,\n"
	            "and does not let them go quiet.\n\n");
	for (const Command *row = commands; row->name != NULL; row++)
		fprintf(to, "  %-10s %s\n", row->name, row->summary);
	fprintf(to, "\n'plaint COMMAND --help' says how one is used; plaint-tutorial(7) leads from an\n"
	            "account to the first follow-up.\n");
}

bool
cmd_help(Context *ctx, int argc, char **argv, GError **error)
{
	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_usage(stdout);
		return true;
	}
	const Command *row = command_find(argv[1]);
	if (row == NULL)
		return fail(error, PLAINT_ERROR_USAGE, "no command '%s'", argv[1]);
	char *help[] = { argv[1], "--help", NULL };
	return row->run(ctx, 2, help, error);
}

bool
cmd_options(Context *ctx, const Command *command, const GOptionEntry *entries, int *argc,
    char ***argv, int least, int most, GError **error)
{
	(void)ctx;
	g_autoptr(GOptionContext) options = g_option_context_new(command->args);
	g_autofree char *program = g_strdup_printf("plaint %s", command->name);
	g_autofree char *name = g_steal_pointer(&(*argv)[0]);
	g_autoptr(GError) why = NULL;
	g_option_context_set_summary(options, command->summary);
	g_option_context_set_help_enabled(options, false);
	gboolean help = FALSE;
	const GOptionEntry help_entry[] = {
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, "say this", NULL },
		{ NULL },
	};
	if (entries != NULL)
		g_option_context_add_main_entries(options, entries, NULL);
	g_option_context_add_main_entries(options, help_entry, NULL);
	(*argv)[0] = program;
	g_set_prgname(program);
	bool is_parsed = g_option_context_parse(options, argc, argv, &why);
	(*argv)[0] = g_steal_pointer(&name);
	if (is_parsed && help) {
		g_autofree char *text = g_option_context_get_help(options, true, NULL);
		fputs(text, stdout);
		g_clear_pointer(&text, g_free);
		exit(fflush(stdout) == 0 ? EX_OK : EX_IOERR);
	}
	if (!is_parsed)
		return fail(error, PLAINT_ERROR_USAGE, "%s: %s (see 'plaint %s --help')", command->name,
		    why->message, command->name);
	if (*argc > 1 && strcmp((*argv)[1], "--") == 0) {
		memmove(*argv + 1, *argv + 2, (size_t)(*argc - 1) * sizeof **argv);
		--*argc;
	}
	int operands = *argc - 1;
	if (operands < least || (most >= 0 && operands > most))
		return fail(error, PLAINT_ERROR_USAGE, "usage: plaint %s %s", command->name,
		    command->args);
	return true;
}

/* Take "--name VALUE" or "--name=VALUE" out of argv, before "--". */
static bool
take_option(int *argc, char **argv, const char *name, const char **out, GError **error)
{
	size_t length = strlen(name);
	for (int i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
		int used = 0;
		if (strncmp(argv[i], name, length) != 0)
			continue;
		if (argv[i][length] == '=') {
			*out = argv[i] + length + 1;
			used = 1;
		} else if (argv[i][length] == '\0') {
			if (i + 1 == *argc)
				return fail(error, PLAINT_ERROR_USAGE, "'%s' wants a file", name);
			*out = argv[i + 1];
			used = 2;
		} else {
			continue;
		}
		memmove(argv + i, argv + i + used, (size_t)(*argc - i - used + 1) * sizeof *argv);
		*argc -= used;
		i--;
	}
	return true;
}

static bool
prepare(Context *ctx, const Command *row, GError **error)
{
	if ((row->needs & NEEDS_CONFIG) != 0 && !conf_load(ctx->config_path, &ctx->conf, error))
		return false;
	if (ctx->conf != NULL)
		error_set_language(ctx->conf->complainant.language);
	/* All times are read and shown in the complainant's zone, whatever the machine's is. */
	if (ctx->conf != NULL && *ctx->conf->complainant.timezone != '\0')
		g_setenv("TZ", ctx->conf->complainant.timezone, true);
	return (row->needs & NEEDS_STORE) == 0 || store_open(ctx->store_path, &ctx->store, error);
}

static bool
is_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

static bool
run(Context *ctx, int argc, char **argv, GError **error)
{
	if (!clock_init(error) || !take_option(&argc, argv, "--config", &ctx->config_path, error) ||
	    !take_option(&argc, argv, "--store", &ctx->store_path, error))
		return false;
	if (argc < 2) {
		print_usage(stderr);
		return fail(error, PLAINT_ERROR_USAGE, "a command is needed");
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_usage(stdout);
		return true;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("plaint %s\n", PLAINT_VERSION);
		return true;
	}
	/* For completions: the table, a line each. */
	if (strcmp(argv[1], "--commands") == 0) {
		for (const Command *row = commands; row->name != NULL; row++)
			printf("%s\t%s\t%s\n", row->name, row->args, row->summary);
		return true;
	}
	const Command *row = command_find(argv[1]);
	if (row == NULL) {
		const char *names[G_N_ELEMENTS(commands)] = { NULL };
		for (size_t i = 0; commands[i].name != NULL; i++)
			names[i] = commands[i].name;
		const char *near = nearest_word(argv[1], names);
		return fail(error, PLAINT_ERROR_USAGE, "no command '%s'%s%s%s; 'plaint help' lists them",
		    argv[1], near != NULL ? ", did you mean '" : "", near != NULL ? near : "",
		    near != NULL ? "'" : "");
	}
	if (!is_help(argc - 1, argv + 1) && !prepare(ctx, row, error))
		return false;
	return row->run(ctx, argc - 1, argv + 1, error);
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *config =
	    g_build_filename(g_get_user_config_dir(), "plaint", "plaint.conf", NULL);
	g_autofree char *store = g_build_filename(g_get_user_state_dir(), "plaint", "plaint.db", NULL);
	Context ctx = { .program = "plaint", .config_path = config, .store_path = store };
	setlocale(LC_ALL, "");
	error_set_language(conf_locale_language());
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file over the limit is an error of write(2), like a full disk */
	bool is_done = run(&ctx, argc, argv, &error);
	store_free(ctx.store);
	conf_free(ctx.conf);
	/* A full disk under standard output is a failure like any other. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && is_done)
		is_done = fail(&error, PLAINT_ERROR_IO, "cannot write to standard output: %s",
		    g_strerror(errno));
	if (!is_done)
		fprintf(stderr, "plaint: %s\n", error->message);
	return is_done ? 0 : error_exit_status(error);
}
