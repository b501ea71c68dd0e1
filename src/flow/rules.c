/* SPDX-License-Identifier: ISC
 * rules.c - the data files that readings are made with, loaded */
#include "plaint/rules.h"
#include "plaint/data.h"

bool
rules_load(VerdictRules **out, GError **error)
{
	g_autoptr(VerdictRules) rules = verdict_rules_new();
	g_autoptr(GPtrArray) names = data_list("verdicts", ".rules");
	g_autofree char *model = NULL, *model_path = NULL;
	if (names->len == 0)
		return fail(error, PLAINT_ERROR_CONFIG, "no verdicts/*.rules in any data folder: install plaint again, "
		    "or name its etc folder in PLAINT_DATA");
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *relative = g_strdup_printf("verdicts/%s.rules", (char *)names->pdata[i]);
		g_autofree char *text = NULL, *path = NULL;
		if (!data_read(relative, &text, &path, error) || !verdict_rules_add(rules, path, text, error))
			return false;
	}
	if (!data_read("verdicts/model.tsv", &model, &model_path, error) ||
	    !verdict_rules_set_model(rules, model_path, model, error))
		return false;
	*out = g_steal_pointer(&rules);
	return true;
}
