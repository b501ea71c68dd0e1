/* SPDX-License-Identifier: ISC
 * rules.c - the data files that readings are made with, loaded */
#include "plaint/rules.h"
#include "plaint/data.h"
#include "plaint/hash.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

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

/* model.bin beside it, where it was made of this very text. */
static bool
use_compiled(VerdictRules *rules, const char *path, const char *source)
{
	g_autofree char *name = g_strdup_printf("%.*s.bin", (int)(strlen(path) - strlen(".tsv")), path);
	g_autoptr(GMappedFile) file = g_mapped_file_new(name, FALSE, NULL);
	if (file == NULL)
		return false;
	g_autoptr(GBytes) bytes = g_mapped_file_get_bytes(file);
	return verdict_rules_set_compiled(rules, bytes, source);
}

/* Read in pieces: the text is larger than all that plaint needs of it. */
static char *
source_of(const char *path)
{
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return NULL;
	char *source = hash_sha256_of_file(file);
	fclose(file);
	return source;
}

bool
rules_load_model(VerdictRules *rules, const char *path, GError **error)
{
	g_autofree char *source = source_of(path), *text = NULL;
	if (source == NULL)
		return fail(error, PLAINT_ERROR_CONFIG, "%s: cannot be read: %s", path, g_strerror(errno));
	return use_compiled(rules, path, source) ||
	       (g_file_get_contents(path, &text, NULL, error) &&
	           verdict_rules_set_model(rules, path, text, source, error));
}

bool
rules_load(VerdictRules **out, GError **error)
{
	g_autoptr(VerdictRules) rules = NULL;
	g_autofree char *path = data_find("verdicts/model.tsv");
	if (path == NULL)
		return fail(error, PLAINT_ERROR_NOT_FOUND, "no verdicts/model.tsv in any data folder: install plaint "
		    "again, or name its etc folder in PLAINT_DATA");
	if (!rules_load_words(&rules, error) || !rules_load_model(rules, path, error))
		return false;
	*out = g_steal_pointer(&rules);
	return true;
}
