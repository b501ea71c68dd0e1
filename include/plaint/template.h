/* SPDX-License-Identifier: ISC
 * template.h - the texts of mail: etc/templates/LANGUAGE/NAME.txt
 *
 * A template is a header "Subject: ...", an empty line and a body. In both, {{name}} stands for a
 * value, and {{#name}} ... {{/name}} keeps what it encloses only where the value is not empty,
 * {{^name}} ... {{/name}} only where it is. A tag of a section alone on its line takes the line
 * with it. Values go in as they are and are never read for tags again; a value in the subject
 * becomes one line, so that no value can make a header. The values: plaint-templates(5). */
#pragma once
#include "plaint/error.h"

typedef struct template Template;

/* Load NAME in language ("zh_CN" tries zh_CN, zh, en). PLAINT_ERROR_NOT_FOUND, or
 * PLAINT_ERROR_CONFIG naming file:line: an unknown value, a section that is not closed. */
bool template_load(const char *name, const char *language, Template **out, GError **error);
void template_free(Template *template); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

/* Read text; path stands in errors. */
bool template_parse(const char *text, const char *path, Template **out, GError **error);

/* The language it was found in, "en"; "" after template_parse(). Borrowed. */
const char *template_language(const Template *template);

/* The body shows that value. */
bool template_says(const Template *template, const char *name);

/* Fill in values (char * to char *; one that is missing counts as empty). The subject is one line;
 * in the body more than one empty line in a row become one, and it ends in one line end. Free both
 * with g_free(). A text larger than 1 MiB: PLAINT_ERROR_INPUT. */
bool template_render(const Template *template, GHashTable *values, char **out_subject,
    char **out_body, GError **error);

/* NULL-terminated: every value that a template may name. */
const char *const *template_variables(void);
