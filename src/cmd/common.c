/* SPDX-License-Identifier: ISC
 * common.c - what several subcommands do */
#include "common.h"
#include "plaint/clock.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX (1u << 20) /* a complaint is read by a person */

static bool
read_stream(FILE *from, const char *name, char **out, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	char buffer[8192];
	size_t n;
	while ((n = fread(buffer, 1, sizeof buffer, from)) > 0 && text->len <= TEXT_MAX)
		g_string_append_len(text, buffer, (gssize)n);
	if (ferror(from))
		return fail(error, PLAINT_ERROR_INPUT, "cannot read '%s': %s", name, g_strerror(errno));
	if (text->len > TEXT_MAX)
		return fail(error, PLAINT_ERROR_INPUT, "'%s' is longer than 1 MiB: attach it with --evidence",
		    name);
	if (!g_utf8_validate(text->str, (gssize)text->len, NULL))
		return fail(error, PLAINT_ERROR_INPUT, "'%s' is not UTF-8 text", name);
	*out = g_string_free(g_steal_pointer(&text), FALSE);
	return true;
}

bool
read_text(const char *path, char **out, GError **error)
{
	if (strcmp(path, "-") == 0)
		return read_stream(stdin, "standard input", out, error);
	FILE *from = fopen(path, "re");
	if (from == NULL)
		return fail(error, PLAINT_ERROR_NOT_FOUND, "cannot read '%s': %s", path, g_strerror(errno));
	bool is_read = read_stream(from, path, out, error);
	fclose(from);
	return is_read;
}

/* A new file "NAME-XXXXXX.txt" in the folder for such, for nobody else to read: complaints hold names
 * and account numbers. Free *out_path with g_free(). */
static bool
write_private(const char *name, const char *text, char **out_path, GError **error)
{
	g_autofree char *template = g_strdup_printf("%s-XXXXXX.txt", name);
	g_autofree char *path = NULL;
	int fd = g_file_open_tmp(template, &path, error);
	if (fd < 0)
		return false;
	close(fd);
	if (!g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error)) {
		g_unlink(path);
		return false;
	}
	*out_path = g_steal_pointer(&path);
	return true;
}

void
keep_text(const char *name, const char *text, GError **error)
{
	g_autofree char *path = NULL;
	if (error == NULL || *error == NULL || !write_private(name, text, &path, NULL))
		return;
	g_autofree char *message = g_strdup_printf("%s; your text is kept in %s", (*error)->message, path);
	g_free((*error)->message);
	(*error)->message = g_steal_pointer(&message);
}

bool
edit_text(const char *name, const char *text, char **out, GError **error)
{
	const char *editor = g_getenv("VISUAL");
	g_autoptr(GError) why = NULL;
	g_autofree char *path = NULL;
	if (editor == NULL || *editor == '\0')
		editor = g_getenv("EDITOR");
	if (editor == NULL || *editor == '\0')
		editor = "vi";
	if (!write_private(name, text, &path, &why))
		return fail(error, PLAINT_ERROR_IO, "cannot make a file to edit: %s", why->message);
	/* By the shell, as every Unix program does: $EDITOR may have options. */
	g_autofree char *script = g_strdup_printf("%s \"$1\"", editor);
	char *argv[] = { (char *)"/bin/sh", (char *)"-c", script, (char *)"plaint", path, NULL };
	int status = 0;
	if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, &status,
	        &why) ||
	    !g_spawn_check_wait_status(status, &why))
		return fail(error, PLAINT_ERROR_INPUT,
		    "the editor '%s' failed: %s; the text is kept in '%s'", editor, why->message, path);
	if (!read_text(path, out, error)) {
		g_prefix_error(error, "the text is kept: ");
		return false;
	}
	g_unlink(path);
	return true;
}

bool
ask_yes(const char *question, const char *remedy, GError **error)
{
	char answer[16] = { 0 };
	if (!isatty(STDIN_FILENO))
		return fail(error, PLAINT_ERROR_USAGE, "%s (no terminal to ask on: %s)", question, remedy);
	fprintf(stderr, "%s [y/N] ", question);
	if (fgets(answer, sizeof answer, stdin) == NULL)
		return false;
	g_strstrip(answer);
	return g_ascii_strcasecmp(answer, "y") == 0 || g_ascii_strcasecmp(answer, "yes") == 0 ||
	       strcmp(answer, "是") == 0;
}

void
print_json(json_t *value)
{
	json_dumpf(value, stdout, isatty(STDOUT_FILENO) ? JSON_INDENT(2) : JSON_COMPACT);
	putchar('\n');
	json_decref(value);
}

json_t *
json_time(int64_t when)
{
	g_autofree char *text = when != 0 ? time_format_rfc3339(when) : NULL;
	return text != NULL ? json_string(text) : json_null();
}

json_t *
json_text(const char *text)
{
	return text != NULL && *text != '\0' ? json_string(text) : json_null();
}

bool
is_chinese(const Context *ctx)
{
	const char *language =
	    ctx->conf != NULL ? ctx->conf->complainant.language : conf_locale_language();
	return g_str_has_prefix(language, "zh");
}

bool
add_evidence(Store *store, const char *key, char **paths, GError **error)
{
	g_autoptr(MessageDraft) draft = message_draft_new();
	for (; paths != NULL && *paths != NULL; paths++)
		if (!message_attachment_add(draft, *paths, error))
			return false;
	for (guint i = 0; i < draft->attachments->len; i++) {
		const MessageAttachment *one = draft->attachments->pdata[i];
		if (!store_evidence_add(store, key, one->filename, one->content_type, one->bytes, clock_now(),
		        error))
			return false;
	}
	return true;
}

bool
open_case(Context *ctx, const char *key, Flow **out_flow, Case **out, GError **error)
{
	if (!store_case_load(ctx->store, key, out, error))
		return false;
	*out_flow = flow_new(ctx->conf, ctx->store);
	return true;
}
