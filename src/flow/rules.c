/* SPDX-License-Identifier: ISC
 * rules.c - the data files that readings are made with, loaded */
#include "plaint/rules.h"
#include "plaint/data.h"

typedef bool (*AddFile)(VerdictRules *rules, const char *name, const char *text, GError **error);

static bool
add_files(VerdictRules *rules, const char *suffix, AddFile add, GError **error)
{
	g_autoptr(GPtrArray) names = data_list("verdicts", suffix);
	if (names->len == 0)
		return fail(error, PLAINT_ERROR_CONFIG, "no verdicts/*%s in any data folder: install plaint again, "
		    "or name its etc folder in PLAINT_DATA", suffix);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *relative = g_strdup_printf("verdicts/%s%s", (char *)names->pdata[i], suffix);
		g_autofree char *text = NULL, *path = NULL;
		if (!data_read(relative, &text, &path, error) || !add(rules, path, text, error))
			return false;
	}
	return true;
}

bool
rules_load_words(VerdictRules **out, GError **error)
{
	g_autoptr(VerdictRules) rules = verdict_rules_new();
	if (!add_files(rules, ".rules", verdict_rules_add, error) ||
	    !add_files(rules, ".concepts", verdict_rules_add_concepts, error))
		return false;
	*out = g_steal_pointer(&rules);
	return true;
}

bool
rules_load(VerdictRules **out, GError **error)
{
	g_autoptr(VerdictRules) rules = NULL;
	g_autofree char *model = NULL, *model_path = NULL;
	if (!rules_load_words(&rules, error))
		return false;
	if (!data_read("verdicts/model.tsv", &model, &model_path, error) ||
	    !verdict_rules_set_model(rules, model_path, model, error))
		return false;
	*out = g_steal_pointer(&rules);
	return true;
}
