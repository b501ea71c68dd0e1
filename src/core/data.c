/* SPDX-License-Identifier: ISC
 * data.c - where the data files lie */
#include "plaint/data.h"
#include <gio/gio.h>
#include <string.h>

static char *
beside_program(void)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	/* build/plaint, build/san/plaint, build/tests/unit/test-x: a few levels up at most. */
	for (int level = 0; program != NULL && level < 5; level++) {
		char *up = g_path_get_dirname(program);
		g_free(program);
		program = up;
		g_autofree char *mark = g_build_filename(program, "etc", "types", NULL);
		if (g_file_test(mark, G_FILE_TEST_IS_DIR))
			return g_build_filename(program, "etc", NULL);
	}
	return NULL;
}

static const char *const *
places(void)
{
	static char *found[6];
	static gsize once;
	if (g_once_init_enter(&once)) {
		size_t n = 0;
		const char *named = g_getenv("PLAINT_DATA");
		if (named != NULL && *named != '\0')
			found[n++] = g_strdup(named);
		found[n++] = g_build_filename(g_get_user_config_dir(), "plaint", NULL);
		found[n++] = g_strdup("/etc/plaint");
		char *near = beside_program();
		if (near != NULL)
			found[n++] = near;
		found[n++] = g_strdup(PLAINT_DATADIR);
		g_once_init_leave(&once, 1);
	}
	return (const char *const *)found;
}

char *
data_find(const char *relative)
{
	if (*relative == '/' || *relative == '\0' || strstr(relative, "..") != NULL)
		return NULL;
	for (const char *const *place = places(); *place != NULL; place++) {
		g_autofree char *path = g_build_filename(*place, relative, NULL);
		if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
			return g_steal_pointer(&path);
	}
	return NULL;
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
data_list(const char *folder, const char *suffix)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (const char *const *place = places(); *place != NULL; place++) {
		g_autofree char *path = g_build_filename(*place, folder, NULL);
		g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
		const char *entry;
		while (dir != NULL && (entry = g_dir_read_name(dir)) != NULL) {
			if (!g_str_has_suffix(entry, suffix) || *entry == '.')
				continue;
			g_autofree char *name = g_strndup(entry, strlen(entry) - strlen(suffix));
			if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
				g_ptr_array_add(names, g_steal_pointer(&name));
		}
	}
	g_ptr_array_sort(names, by_name);
	return g_steal_pointer(&names);
}

bool
data_read(const char *relative, char **out_text, char **out_path, GError **error)
{
	g_autofree char *path = data_find(relative);
	g_autofree char *text = NULL;
	g_autoptr(GError) why = NULL;
	gsize length = 0;
	if (path == NULL)
		return fail(error, PLAINT_ERROR_NOT_FOUND, "no data file '%s'", relative);
	if (!g_file_get_contents(path, &text, &length, &why))
		return fail(error, PLAINT_ERROR_CONFIG, "%s", why->message);
	if (!g_utf8_validate(text, (gssize)length, NULL))
		return fail(error, PLAINT_ERROR_CONFIG, "%s: not UTF-8 text", path);
	*out_text = g_steal_pointer(&text);
	if (out_path != NULL)
		*out_path = g_steal_pointer(&path);
	return true;
}

static size_t
edits(const char *a, const char *b)
{
	size_t width = strlen(b);
	g_autofree size_t *row = g_new(size_t, width + 1);
	for (size_t j = 0; j <= width; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			size_t best = MIN(MIN(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] != b[j - 1]));
			diagonal = row[j];
			row[j] = best;
		}
	}
	return row[width];
}

const char *
nearest_word(const char *word, const char *const *candidates)
{
	const char *best = NULL;
	size_t fewest = MAX(strlen(word) / 3, 2) + 1;
	if (strlen(word) > 64)
		return NULL;
	for (; *candidates != NULL; candidates++) {
		size_t n = edits(word, *candidates);
		if (n < fewest) {
			fewest = n;
			best = *candidates;
		}
	}
	return best;
}
