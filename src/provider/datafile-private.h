/* SPDX-License-Identifier: ISC
 * datafile-private.h - INI files of data, read strictly
 *
 * The form is that of GKeyFile ("[group]", "key = value", "key[zh] = value", '#' lines), but every
 * mistake is told with file:line, all of them at once: GKeyFile knows no line numbers, takes the
 * last of two equal keys and says nothing about a key it does not know. */
#pragma once
#include "plaint/error.h"
#include "plaint/text.h"

/* A data file is read whole: more than this is none of ours. */
#define DATAFILE_LIMIT_BYTES (256u * 1024)

typedef struct data_entry {
	char *key;      /* "title" */
	char *language; /* "zh" of "title[zh]"; "" */
	char *value;
	int line;
	bool is_read; /* somebody asked for it: what nobody asks for is a mistake */
} DataEntry;

typedef struct data_group {
	char *name; /* "evidence mtr" */
	int line;
	GPtrArray *entries; /* DataEntry */
	bool is_read;
} DataGroup;

typedef struct data_file {
	char *path;
	GPtrArray *groups; /* DataGroup */
	GString *mistakes; /* "file:line: what" lines */
	GPtrArray *known;  /* char *: keys asked for, for "did you mean" */
} DataFile;

/* Never fails: mistakes are gathered, and told by datafile_done(). */
DataFile *datafile_new(const char *text, const char *path);
void datafile_free(DataFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DataFile, datafile_free)

void datafile_mistake(DataFile *file, int line, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The group called name, or NULL. */
DataGroup *datafile_group(DataFile *file, const char *name);
/* Like it, but a missing group is a mistake. */
DataGroup *datafile_require_group(DataFile *file, const char *name);
/* The groups "prefix NAME", marked as read, in order; borrowed groups in an array to free. */
GPtrArray *datafile_groups(DataFile *file, const char *prefix);
/* NAME of a group "prefix NAME". Borrowed. */
const char *data_group_suffix(const DataGroup *group);

/* Values, "" or NULL where there is none; group may be NULL. Free with g_free(). */
char *data_get(DataFile *file, DataGroup *group, const char *key);         /* NULL if missing */
char *data_get_text(DataFile *file, DataGroup *group, const char *key);    /* "" if missing */
char *data_require(DataFile *file, DataGroup *group, const char *key);     /* mistake if missing */
LocalText *data_get_local(DataFile *file, DataGroup *group, const char *key);
LocalText *data_require_local(DataFile *file, DataGroup *group, const char *key);
/* A list, separated by commas or semicolons; blanks around items go. */
GPtrArray *data_get_list(DataFile *file, DataGroup *group, const char *key);
bool data_get_bool(DataFile *file, DataGroup *group, const char *key, bool otherwise);
/* One of the words of choices (NULL-terminated), else a mistake; first of them if missing. */
char *data_get_choice(DataFile *file, DataGroup *group, const char *key,
    const char *const *choices);
/* "2026-11-23", else a mistake; NULL if missing. */
char *data_get_day(DataFile *file, DataGroup *group, const char *key);
/* The line of a key, or of the group. */
int data_line(const DataGroup *group, const char *key);

/* Unknown groups and keys are mistakes too; false and PLAINT_ERROR_CONFIG with all of them. */
bool datafile_done(DataFile *file, GError **error);

/* Load "folder/NAME.conf": PLAINT_ERROR_NOT_FOUND with the nearest name; what is the thing's word
 * ("complaint type"), remedy ends the message. */
bool datafile_load(const char *folder, const char *name, const char *what, const char *remedy,
    char **out_text, char **out_path, GError **error);

/* True for names that may be files: letters, digits, '-' and '_'. */
bool data_name_is_valid(const char *name);
