/* SPDX-License-Identifier: ISC
 * doctor.c - plaint doctor: is everything there that a complaint needs?
 *
 * It reads plaint.conf by itself, so that a broken one is a finding and not the end. */
#include "cmd-account-private.h"
#include "plaint/calendar.h"
#include "plaint/clock.h"
#include "plaint/data.h"
#include "plaint/provider.h"
#include "plaint/store.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define CALENDAR_WARN_DAYS 60 /* time enough to fetch the next year's */

typedef struct findings {
	json_t *list; /* NULL: print lines as they come */
	const char *language;
	int failed, worst; /* worst: the code of the first failure */
} Findings;

static void
note(const Check *check, void *data)
{
	Findings *findings = data;
	if (check->code >= 0 && findings->failed++ == 0)
		findings->worst = check->code;
	if (findings->list == NULL)
		check_print(check, findings->language);
	else
		json_array_append_new(findings->list, json_pack("{s:s, s:s, s:b, s:b, s:s}", "step", check->step,
		    "account", check->account, "ok", check->code < 0, "warning", (int)check->is_warning, "text",
		    check->text));
}

/* Without these files no complaint can be written. */
static void
check_data(Findings *findings)
{
	static const struct {
		const char *folder, *suffix;
	} folders[] = { { "types", ".conf" }, { "providers", ".conf" }, { "calendars", ".ics" } };
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autoptr(GPtrArray) names = data_list(folders[i].folder, folders[i].suffix);
		g_autoptr(GError) error = NULL;
		if (names->len == 0)
			fail(&error, PLAINT_ERROR_CONFIG, "no '%s/*%s' anywhere: plaint is not wholly installed "
			    "(PLAINT_DATA can name the folder)", folders[i].folder, folders[i].suffix);
		g_autofree char *text = g_strdup_printf("%s: %u", folders[i].folder, names->len);
		check_tell(note, findings, "data", "", error, text);
	}
}

/* A calendar that is not there or ends soon is no failure: plain weekdays are counted then. */
static void
check_calendar(const char *name, Findings *findings)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Calendar) calendar = NULL;
	bool is_zh = strcmp(findings->language, "zh") == 0;
	int today = (int)(clock_now() / 86400);
	if (*name == '\0')
		return;
	bool is_there = calendar_load(name, data_read, &calendar, &error);
	if (!is_there && !g_error_matches(error, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND)) {
		check_tell(note, findings, "calendar", "", error, name);
		return;
	}
	if (is_there && calendar_ends_at(calendar) >= today + CALENDAR_WARN_DAYS) {
		check_tell(note, findings, "calendar", "", NULL, name);
		return;
	}
	g_autofree char *end = is_there ? day_format(calendar_ends_at(calendar)) : NULL;
	g_autofree char *text =
	    !is_there ? g_strdup_printf(is_zh ? "没有 %s 的日历，仅按周末计算" :
	                                        "there is no calendar of %s: weekends alone count", name)
	              : g_strdup_printf(is_zh ? "%s 的日历到 %s 为止；请在配置目录的 calendars/ 放入更新的 %s.ics"
	                                      : "calendar %s ends on %s: put a newer %s.ics into calendars/ "
	                                        "of your configuration folder", name, end, name);
	const Check check = { .step = "calendar", .account = (char *)"", .text = text, .code = -1,
		.is_warning = true };
	note(&check, findings);
}

/* The store, and the calendars that its open cases count by. */
static void
check_store(const char *path, Findings *findings)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = NULL;
	g_autoptr(GPtrArray) cases = NULL;
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bool is_read = store_open(path, &store, &error) && store_case_list(store, false, &cases, &error);
	check_tell(note, findings, "store", "", error, path);
	for (guint i = 0; is_read && i < cases->len; i++) {
		const Case *c = cases->pdata[i];
		g_autoptr(Provider) provider = NULL;
		if (*c->calendar != '\0') {
			if (g_hash_table_add(seen, g_strdup(c->calendar)))
				check_calendar(c->calendar, findings);
			continue;
		}
		if (*c->provider != '\0' && provider_load(c->provider, &provider, NULL) &&
		    g_hash_table_add(seen, g_strdup(provider->calendar)))
			check_calendar(provider->calendar, findings);
	}
}

static void
check_all(const Context *ctx, const char *wanted, bool is_offline, Findings *findings)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Conf) conf = NULL;
	bool is_good = conf_load(ctx->config_path, &conf, &error);
	if (is_good)
		findings->language = strcmp(conf->complainant.language, "zh") == 0 ? "zh" : "en";
	error_set_language(findings->language);
	check_store(ctx->store_path, findings);
	check_tell(note, findings, "configuration", "", error, ctx->config_path);
	check_data(findings);
	if (is_good)
		check_calendar(conf->complainant.country, findings);
	if (!is_good || is_offline)
		return;
	const Account *only = wanted != NULL ? conf_account(conf, wanted) : NULL;
	if (wanted != NULL && only == NULL) {
		fail(&error, PLAINT_ERROR_NOT_FOUND, "there is no [account %s]", wanted);
		check_tell(note, findings, "imap", wanted, error, NULL);
		return;
	}
	for (guint i = 0; i < conf->accounts->len; i++)
		if (only == NULL || only == conf->accounts->pdata[i])
			check_account(conf->accounts->pdata[i], note, findings);
}

bool
cmd_doctor(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean is_json = FALSE, is_offline = FALSE;
	g_autofree char *wanted = NULL;
	const GOptionEntry entries[] = {
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &is_json, "print JSON", NULL },
		{ "offline", 0, 0, G_OPTION_ARG_NONE, &is_offline, "ask no server", NULL },
		{ "account", 'a', 0, G_OPTION_ARG_STRING, &wanted, "only this account", "NAME" },
		{ NULL },
	};
	if (!cmd_options(ctx, command_find("doctor"), entries, &argc, &argv, 0, 0, error))
		return false;
	Findings findings = { .language = conf_locale_language(),
		.list = is_json ? json_array() : NULL };
	check_all(ctx, wanted, is_offline, &findings);
	if (findings.list != NULL) {
		json_dumpf(findings.list, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(findings.list);
	}
	if (findings.failed == 0)
		return true;
	return fail(error, (PlaintError)findings.worst, strcmp(findings.language, "zh") == 0 ?
	    "%d 项检查失败" : findings.failed == 1 ? "%d check failed" : "%d checks failed", findings.failed);
}
