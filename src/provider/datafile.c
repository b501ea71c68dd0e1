/* SPDX-License-Identifier: ISC
 * datafile.c - INI files of data, read strictly */
#include "datafile-private.h"
#include "plaint/data.h"
#include <string.h>

static void
entry_free(DataEntry *entry)
{
	g_free(entry->key);
	g_free(entry->language);
	g_free(entry->value);
	g_free(entry);
}

static void
group_free(DataGroup *group)
{
	g_free(group->name);
	g_ptr_array_unref(group->entries);
	g_free(group);
}

void
datafile_free(DataFile *file)
{
	if (file == NULL)
		return;
	g_free(file->path);
	g_ptr_array_unref(file->groups);
	g_ptr_array_unref(file->known);
	g_string_free(file->mistakes, TRUE);
	g_free(file);
}

void
datafile_mistake(DataFile *file, int line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (file->mistakes->len > 0)
		g_string_append_c(file->mistakes, '\n');
	g_string_append_printf(file->mistakes, "%s:%d: ", file->path, line);
	g_string_append_vprintf(file->mistakes, format, args);
	va_end(args);
}

static DataEntry *
find_entry(const DataGroup *group, const char *key, const char *language)
{
	for (guint i = 0; group != NULL && i < group->entries->len; i++) {
		DataEntry *entry = group->entries->pdata[i];
		if (strcmp(entry->key, key) == 0 && strcmp(entry->language, language) == 0)
			return entry;
	}
	return NULL;
}

static DataGroup *
find_group(DataFile *file, const char *name)
{
	for (guint i = 0; i < file->groups->len; i++) {
		DataGroup *group = file->groups->pdata[i];
		if (strcmp(group->name, name) == 0)
			return group;
	}
	return NULL;
}

static DataGroup *
read_group(DataFile *file, char *text, int line)
{
	char *end = strchr(text, ']');
	if (end == NULL || end[1] != '\0' || end == text + 1) {
		datafile_mistake(file, line, "'%s' is no group: write it like [group]", text);
		return NULL;
	}
	*end = '\0';
	DataGroup *before = find_group(file, text + 1);
	if (before != NULL) {
		datafile_mistake(file, line, "group [%s] stands twice, first in line %d", text + 1,
		    before->line);
		return before;
	}
	DataGroup *group = g_new0(DataGroup, 1);
	group->name = g_strstrip(g_strdup(text + 1));
	group->line = line;
	group->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
	g_ptr_array_add(file->groups, group);
	return group;
}

static void
read_entry(DataFile *file, DataGroup *group, char *text, int line)
{
	char *equals = strchr(text, '=');
	if (equals == NULL || equals == text) {
		datafile_mistake(file, line, "'%s' is neither a comment, a [group] nor 'key = value'",
		    text);
		return;
	}
	*equals = '\0';
	g_autofree char *key = g_strstrip(g_strdup(text));
	g_autofree char *language = NULL;
	char *bracket = strchr(key, '[');
	if (bracket != NULL && g_str_has_suffix(key, "]")) {
		language = g_strndup(bracket + 1, strlen(bracket) - 2);
		*bracket = '\0';
	}
	if (group == NULL) {
		datafile_mistake(file, line, "'%s' stands before the first [group]", key);
		return;
	}
	DataEntry *before = find_entry(group, key, language != NULL ? language : "");
	if (before != NULL) {
		datafile_mistake(file, line, "'%s' is given twice in [%s], first in line %d", key,
		    group->name, before->line);
		return;
	}
	DataEntry *entry = g_new0(DataEntry, 1);
	entry->key = g_steal_pointer(&key);
	entry->language = language != NULL ? g_steal_pointer(&language) : g_strdup("");
	entry->value = g_strstrip(g_strdup(equals + 1));
	entry->line = line;
	g_ptr_array_add(group->entries, entry);
}

DataFile *
datafile_new(const char *text, const char *path)
{
	DataFile *file = g_new0(DataFile, 1);
	file->path = g_strdup(path);
	file->groups = g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
	file->known = g_ptr_array_new_with_free_func(g_free);
	file->mistakes = g_string_new(NULL);
	if (strlen(text) > DATAFILE_LIMIT_BYTES) {
		datafile_mistake(file, 1, "larger than %u bytes", DATAFILE_LIMIT_BYTES);
		return file;
	}
	if (g_str_has_prefix(text, "\xef\xbb\xbf"))
		text += 3; /* what Windows editors put before UTF-8 */
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	DataGroup *group = NULL;
	for (int i = 0; lines[i] != NULL; i++) {
		char *line = g_strstrip(lines[i]);
		if (*line == '\0' || *line == '#')
			continue;
		if (*line == '[')
			group = read_group(file, line, i + 1);
		else
			read_entry(file, group, line, i + 1);
	}
	return file;
}

DataGroup *
datafile_group(DataFile *file, const char *name)
{
	DataGroup *group = find_group(file, name);
	if (group != NULL)
		group->is_read = true;
	return group;
}

DataGroup *
datafile_require_group(DataFile *file, const char *name)
{
	DataGroup *group = datafile_group(file, name);
	if (group == NULL)
		datafile_mistake(file, 1, "group [%s] is missing", name);
	return group;
}

GPtrArray *
datafile_groups(DataFile *file, const char *prefix)
{
	g_autofree char *start = g_strconcat(prefix, " ", NULL);
	GPtrArray *found = g_ptr_array_new();
	for (guint i = 0; i < file->groups->len; i++) {
		DataGroup *group = file->groups->pdata[i];
		if (!g_str_has_prefix(group->name, start))
			continue;
		group->is_read = true;
		g_ptr_array_add(found, group);
	}
	return found;
}

const char *
data_group_suffix(const DataGroup *group)
{
	const char *blank = strchr(group->name, ' ');
	while (blank != NULL && *blank == ' ')
		blank++;
	return blank != NULL ? blank : "";
}

static void
know(DataFile *file, const char *key)
{
	if (!g_ptr_array_find_with_equal_func(file->known, key, g_str_equal, NULL))
		g_ptr_array_add(file->known, g_strdup(key));
}

char *
data_get(DataFile *file, DataGroup *group, const char *key)
{
	know(file, key);
	DataEntry *entry = find_entry(group, key, "");
	if (entry == NULL)
		return NULL;
	entry->is_read = true;
	return *entry->value != '\0' ? g_strdup(entry->value) : NULL;
}

char *
data_get_text(DataFile *file, DataGroup *group, const char *key)
{
	char *value = data_get(file, group, key);
	return value != NULL ? value : g_strdup("");
}

char *
data_require(DataFile *file, DataGroup *group, const char *key)
{
	char *value = data_get(file, group, key);
	if (value == NULL && group != NULL)
		datafile_mistake(file, data_line(group, key), "[%s] has no '%s'", group->name, key);
	return value != NULL ? value : g_strdup("");
}

LocalText *
data_get_local(DataFile *file, DataGroup *group, const char *key)
{
	LocalText *text = local_text_new();
	know(file, key);
	for (guint i = 0; group != NULL && i < group->entries->len; i++) {
		DataEntry *entry = group->entries->pdata[i];
		if (strcmp(entry->key, key) != 0)
			continue;
		entry->is_read = true;
		local_text_set(text, entry->language, entry->value);
	}
	return text;
}

LocalText *
data_require_local(DataFile *file, DataGroup *group, const char *key)
{
	if (group != NULL && find_entry(group, key, "") == NULL)
		datafile_mistake(file, group->line, "[%s] has no '%s'", group->name, key);
	return data_get_local(file, group, key);
}

GPtrArray *
data_get_list(DataFile *file, DataGroup *group, const char *key)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *value = data_get_text(file, group, key);
	g_auto(GStrv) items = g_strsplit_set(value, ",;", -1);
	for (char **item = items; *item != NULL; item++)
		if (*g_strstrip(*item) != '\0')
			g_ptr_array_add(list, g_strdup(*item));
	return list;
}

bool
data_get_bool(DataFile *file, DataGroup *group, const char *key, bool otherwise)
{
	g_autofree char *value = data_get(file, group, key);
	if (value == NULL)
		return otherwise;
	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		datafile_mistake(file, data_line(group, key), "'%s' is '%s': write yes or no", key, value);
	return strcmp(value, "yes") == 0;
}

char *
data_get_choice(DataFile *file, DataGroup *group, const char *key, const char *const *choices)
{
	g_autofree char *value = data_get(file, group, key);
	if (value == NULL)
		return g_strdup(choices[0]);
	if (!g_strv_contains(choices, value)) {
		g_autofree char *all = g_strjoinv(", ", (char **)choices);
		datafile_mistake(file, data_line(group, key), "'%s' is '%s': write one of %s", key, value,
		    all);
	}
	return g_steal_pointer(&value);
}

char *
data_get_day(DataFile *file, DataGroup *group, const char *key)
{
	g_autofree char *value = data_get(file, group, key);
	if (value == NULL)
		return NULL;
	g_autofree char *whole = g_strconcat(value, "T00:00:00Z", NULL);
	g_autoptr(GDateTime) when = g_date_time_new_from_iso8601(whole, NULL);
	if (when == NULL || strlen(value) != 10)
		datafile_mistake(file, data_line(group, key), "'%s' is '%s': write a day like 2026-11-23",
		    key, value);
	return g_steal_pointer(&value);
}

int
data_line(const DataGroup *group, const char *key)
{
	DataEntry *entry = find_entry(group, key, "");
	return entry != NULL ? entry->line : group != NULL ? group->line : 1;
}

static void
refuse_unknown(DataFile *file)
{
	g_ptr_array_add(file->known, NULL);
	for (guint i = 0; i < file->groups->len; i++) {
		DataGroup *group = file->groups->pdata[i];
		if (!group->is_read) {
			datafile_mistake(file, group->line, "unknown group [%s]", group->name);
			continue;
		}
		for (guint j = 0; j < group->entries->len; j++) {
			DataEntry *entry = group->entries->pdata[j];
			if (entry->is_read)
				continue;
			const char *near = nearest_word(entry->key, (const char *const *)file->known->pdata);
			datafile_mistake(file, entry->line, "unknown key '%s' in [%s]%s%s%s", entry->key,
			    group->name, near != NULL ? ": did you mean '" : "", near != NULL ? near : "",
			    near != NULL ? "'?" : "");
		}
	}
}

bool
datafile_done(DataFile *file, GError **error)
{
	refuse_unknown(file);
	if (file->mistakes->len > 0)
		return fail(error, PLAINT_ERROR_CONFIG, "%s", file->mistakes->str);
	return true;
}

bool
data_name_is_valid(const char *name)
{
	if (*name == '\0' || strlen(name) > 64)
		return false;
	for (const char *c = name; *c != '\0'; c++)
		if (!g_ascii_isalnum(*c) && *c != '-' && *c != '_')
			return false;
	return true;
}

bool
datafile_load(const char *folder, const char *name, const char *what, const char *remedy,
    char **out_text, char **out_path, GError **error)
{
	g_autofree char *relative = g_strconcat(folder, "/", name, ".conf", NULL);
	g_autofree char *found = data_name_is_valid(name) ? data_find(relative) : NULL;
	if (found == NULL) {
		g_autoptr(GPtrArray) names = data_list(folder, ".conf");
		g_ptr_array_add(names, NULL);
		const char *near = nearest_word(name, (const char *const *)names->pdata);
		return fail(error, PLAINT_ERROR_NOT_FOUND, "unknown %s '%s'%s%s%s: %s", what, name,
		    near != NULL ? ", did you mean '" : "", near != NULL ? near : "",
		    near != NULL ? "'?" : "", remedy);
	}
	return data_read(relative, out_text, out_path, error);
}
