/* SPDX-License-Identifier: ISC
 * conf-recheck.c - [recheck] of plaint.conf: the commands that look whether a matter is still there
 *
 * Its keys are the complaint types, which are files and so cannot stand in the table of keys. */
#include "conf-private.h"
#include "plaint/conf.h"
#include "plaint/data.h"
#include <string.h>

#define WORDS_MAX 100 /* of a command */

static void
rule_free(RecheckRule *rule)
{
	g_free(rule->type);
	g_strfreev(rule->argv);
	g_free(rule);
}

GPtrArray *
recheck_rules_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
}

static RecheckRule *
rule_of(GPtrArray *rules, const char *type)
{
	for (guint i = 0; i < rules->len; i++) {
		RecheckRule *rule = rules->pdata[i];
		if (strcmp(rule->type, type) == 0)
			return rule;
	}
	RecheckRule *rule = g_new0(RecheckRule, 1);
	rule->type = g_strdup(type);
	g_ptr_array_add(rules, rule);
	return rule;
}

const RecheckRule *
conf_recheck(const Conf *conf, const char *type)
{
	for (guint i = 0; i < conf->recheck.rules->len; i++) {
		const RecheckRule *rule = conf->recheck.rules->pdata[i];
		if (strcmp(rule->type, type) == 0 && rule->argv != NULL)
			return rule;
	}
	return NULL;
}

static bool
is_type(const char *name, GError **error)
{
	g_autoptr(GPtrArray) types = data_list("types", ".conf");
	g_ptr_array_add(types, NULL);
	if (g_strv_contains((const char *const *)types->pdata, name))
		return true;
	const char *near = nearest_word(name, (const char *const *)types->pdata);
	return fail(error, PLAINT_ERROR_CONFIG, "no complaint type '%s'%s%s%s", name,
	    near != NULL ? ": did you mean '" : "; 'plaint types' lists them",
	    near != NULL ? near : "", near != NULL ? "'?" : "");
}

static bool
is_shell(const char *word)
{
	static const char *const shells[] = { "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh",
		"fish", "busybox", NULL };
	g_autofree char *name = g_path_get_basename(word);
	return g_strv_contains(shells, name);
}

/* A shell gets the address as an argument, "$1", and never in what it reads as its program. */
static bool
check_shell(char **argv, GError **error)
{
	bool has_shell = is_shell(argv[0]);
	for (int i = 1; argv[i] != NULL; i++) {
		if (has_shell && strstr(argv[i], RECHECK_TARGET) != NULL &&
		    (strcmp(argv[i], RECHECK_TARGET) != 0 || *argv[i - 1] == '-' || i == 1))
			return fail(error, PLAINT_ERROR_CONFIG,
			    "a shell would read the address as its own words: write sh -c '... "
			    "\"$1\" ...' sh " RECHECK_TARGET);
		has_shell = has_shell || is_shell(argv[i]);
	}
	return true;
}

/* The words are split here, once and for all: what stands for {target} stays in its word, so
 * whatever a target says, no shell reads it and it is no word of its own. */
static bool
set_command(RecheckRule *rule, const char *value, GError **error)
{
	g_auto(GStrv) argv = NULL;
	g_autoptr(GError) why = NULL;
	int count = 0;
	if (!g_shell_parse_argv(value, &count, &argv, &why))
		return fail(error, PLAINT_ERROR_CONFIG, "%s", why->message);
	if (count > WORDS_MAX)
		return fail(error, PLAINT_ERROR_CONFIG, "more than %d words", WORDS_MAX);
	if (strstr(argv[0], RECHECK_TARGET) != NULL)
		return fail(error, PLAINT_ERROR_CONFIG,
		    "a command begins with its program, and not with " RECHECK_TARGET);
	bool has_target = false;
	for (int i = 1; i < count; i++)
		has_target |= strstr(argv[i], RECHECK_TARGET) != NULL;
	if (!has_target)
		return fail(error, PLAINT_ERROR_CONFIG,
		    RECHECK_TARGET
		    " stands nowhere in it: there goes the address that is looked at");
	if (!check_shell(argv, error))
		return false;
	g_strfreev(rule->argv);
	rule->argv = g_steal_pointer(&argv);
	return true;
}

static bool
set_statuses(RecheckRule *rule, Recheck meaning, const char *value, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(value, " ,", -1);
	for (char **word = words; *word != NULL; word++) {
		guint64 status = 0;
		if (**word == '\0')
			continue;
		if (!g_ascii_string_to_unsigned(*word, 10, 0, RECHECK_STATUS_MAX, &status, NULL))
			return fail(error, PLAINT_ERROR_CONFIG,
			    "'%s' is no exit status from 0 to %d", *word, RECHECK_STATUS_MAX);
		if (rule->meaning[status] != RECHECK_UNKNOWN && rule->meaning[status] != meaning)
			return fail(error, PLAINT_ERROR_CONFIG, "exit status %d cannot mean both",
			    (int)status);
		rule->meaning[status] = meaning;
	}
	if (meaning == RECHECK_THERE)
		rule->has_there = true;
	else
		rule->has_gone = true;
	return true;
}

bool
recheck_set(GPtrArray *rules, const char *name, const char *value, GError **error)
{
	const char *dot = strchr(name, '.');
	g_autofree char *type =
	    dot != NULL ? g_strndup(name, (size_t)(dot - name)) : g_strdup(name);
	if (!is_type(type, error))
		return false;
	RecheckRule *rule = rule_of(rules, type);
	if (dot == NULL)
		return set_command(rule, value, error);
	if (strcmp(dot, ".there") == 0)
		return set_statuses(rule, RECHECK_THERE, value, error);
	if (strcmp(dot, ".gone") == 0)
		return set_statuses(rule, RECHECK_GONE, value, error);
	return fail(
	    error, PLAINT_ERROR_CONFIG, "known are %s, %s.there and %s.gone", type, type, type);
}

/* Unless the file says otherwise 0 is "still there", and 1 "gone". */
bool
recheck_complete(GPtrArray *rules, GError **error)
{
	for (guint i = 0; i < rules->len; i++) {
		RecheckRule *rule = rules->pdata[i];
		if (rule->argv == NULL)
			return fail(error, PLAINT_ERROR_CONFIG,
			    "[recheck] has exit statuses for %s, but no command", rule->type);
		if (!rule->has_there && rule->meaning[0] == RECHECK_UNKNOWN)
			rule->meaning[0] = RECHECK_THERE;
		if (!rule->has_gone && rule->meaning[1] == RECHECK_UNKNOWN)
			rule->meaning[1] = RECHECK_GONE;
	}
	return true;
}

bool
recheck_target(const char *where, char **out, GError **error)
{
	g_autofree char *line = g_strndup(where, strcspn(where, "\r\n"));
	g_strstrip(line);
	if (*line == '\0')
		return fail(error, PLAINT_ERROR_INPUT, "the complaint names no address to look at");
	if (*line == '-')
		return fail(error, PLAINT_ERROR_INPUT,
		    "'%s' begins like an option, and is not looked at", line);
	if (strlen(line) > RECHECK_TARGET_MAX)
		return fail(error, PLAINT_ERROR_INPUT, "the address is longer than %d octets",
		    RECHECK_TARGET_MAX);
	for (const char *p = line; *p != '\0'; p++)
		if (g_ascii_iscntrl(*p) || *p == ' ')
			return fail(error, PLAINT_ERROR_INPUT,
			    "'%s' is more than an address, and is not looked at", line);
	*out = g_steal_pointer(&line);
	return true;
}

char **
recheck_argv(const RecheckRule *rule, const char *target)
{
	GPtrArray *argv = g_ptr_array_new();
	for (char **word = rule->argv; *word != NULL; word++) {
		g_auto(GStrv) parts = g_strsplit(*word, RECHECK_TARGET, -1);
		g_ptr_array_add(argv, g_strjoinv(target, parts));
	}
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}
