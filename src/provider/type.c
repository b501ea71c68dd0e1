/* SPDX-License-Identifier: ISC
 * type.c - complaint types: etc/types/NAME.conf, one file each */
#include "plaint/type.h"
#include "datafile-private.h"
#include "plaint/data.h"
#include "plaint/form.h"
#include <string.h>

static const char *const reasons[] = { "no-evidence", "cannot-reproduce", "not-ours", "within-terms",
	"customer-side", "too-late", "other", NULL };

static void
evidence_free(TypeEvidence *evidence)
{
	g_free(evidence->name);
	local_text_free(evidence->text);
	g_ptr_array_unref(evidence->match);
	g_free(evidence);
}

static void
appeal_free(TypeAppeal *appeal)
{
	g_free(appeal->reason);
	local_text_free(appeal->says);
	local_text_free(appeal->answer);
	g_free(appeal);
}

void
type_free(ComplaintType *type)
{
	if (type == NULL)
		return;
	g_free(type->name);
	g_free(type->family);
	local_text_free(type->title);
	local_text_free(type->summary);
	local_text_free(type->ask);
	g_free(type->first_reply);
	g_free(type->resolve);
	g_free(type->chance);
	g_clear_pointer(&type->fields, g_ptr_array_unref);
	g_clear_pointer(&type->evidence, g_ptr_array_unref);
	g_clear_pointer(&type->appeals, g_ptr_array_unref);
	g_free(type->template_name);
	g_free(type->ladder);
	g_free(type->path);
	g_free(type);
}

static ChannelRole
read_role(DataFile *file, DataGroup *group)
{
	ChannelRole role = ROLE_SUPPORT;
	g_autofree char *name = data_require(file, group, "role");
	if (*name != '\0' && !role_parse(name, &role))
		datafile_mistake(file, data_line(group, "role"),
		    "'role' is '%s': write support, abuse or billing", name);
	return role;
}

static void
check_fields(DataFile *file, DataGroup *group, const GPtrArray *fields)
{
	for (guint i = 0; i < fields->len; i++)
		if (form_label(fields->pdata[i], "en") == NULL)
			datafile_mistake(file, data_line(group, "required"),
			    "'%s' is no field of the form: see plaint-types(5)", (char *)fields->pdata[i]);
}

static int
required_first(gconstpointer a, gconstpointer b)
{
	const TypeEvidence *left = *(TypeEvidence *const *)a, *right = *(TypeEvidence *const *)b;
	return right->is_required - left->is_required;
}

static GPtrArray *
read_evidence(DataFile *file)
{
	static const char *const needs[] = { "advised", "required", NULL };
	g_autoptr(GPtrArray) groups = datafile_groups(file, "evidence");
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);
	for (guint i = 0; i < groups->len; i++) {
		DataGroup *group = groups->pdata[i];
		TypeEvidence *evidence = g_new0(TypeEvidence, 1);
		g_autofree char *need = data_get_choice(file, group, "need", needs);
		evidence->name = g_strdup(data_group_suffix(group));
		evidence->text = data_require_local(file, group, "text");
		evidence->is_required = strcmp(need, "required") == 0;
		evidence->match = data_get_list(file, group, "match");
		g_ptr_array_add(all, evidence);
	}
	g_ptr_array_sort(all, required_first); /* stable in GLib: a merge sort */
	return all;
}

static GPtrArray *
read_appeals(DataFile *file)
{
	g_autoptr(GPtrArray) groups = datafile_groups(file, "rejected");
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)appeal_free);
	for (guint i = 0; i < groups->len; i++) {
		DataGroup *group = groups->pdata[i];
		TypeAppeal *appeal = g_new0(TypeAppeal, 1);
		appeal->reason = g_strdup(data_group_suffix(group));
		if (!g_strv_contains(reasons, appeal->reason))
			datafile_mistake(file, group->line, "'%s' is no reason of a refusal: see plaint-types(5)",
			    appeal->reason);
		appeal->says = data_require_local(file, group, "says");
		appeal->answer = data_require_local(file, group, "answer");
		g_ptr_array_add(all, appeal);
	}
	return all;
}

bool
type_parse(const char *name, const char *text, const char *path, ComplaintType **out,
    GError **error)
{
	static const char *const chances[] = { "medium", "high", "by-evidence", NULL };
	g_autoptr(DataFile) file = datafile_new(text, path);
	g_autoptr(ComplaintType) type = g_new0(ComplaintType, 1);
	DataGroup *group = datafile_require_group(file, "type");
	type->name = g_strdup(name);
	type->path = g_strdup(path);
	type->title = data_require_local(file, group, "title");
	type->summary = data_get_local(file, group, "summary");
	type->ask = data_get_local(file, group, "ask");
	type->family = data_get(file, group, "family");
	if (type->family == NULL)
		type->family = g_strdup(name);
	type->first_reply = data_require(file, group, "first-reply");
	type->resolve = data_require(file, group, "resolve");
	type->chance = data_get_choice(file, group, "chance", chances);
	type->role = read_role(file, group);
	type->fields = data_get_list(file, group, "required");
	check_fields(file, group, type->fields);
	type->template_name = data_get(file, group, "template");
	if (type->template_name == NULL)
		type->template_name = g_strdup("complaint");
	type->ladder = data_get(file, group, "ladder");
	if (type->ladder == NULL)
		type->ladder = g_strdup("default");
	type->evidence = read_evidence(file);
	type->appeals = read_appeals(file);
	if (!datafile_done(file, error))
		return false;
	*out = g_steal_pointer(&type);
	return true;
}

bool
type_load(const char *name, ComplaintType **out, GError **error)
{
	g_autofree char *text = NULL;
	g_autofree char *path = NULL;
	return datafile_load("types", name, "complaint type", "'plaint types' lists all", &text, &path,
	           error) &&
	       type_parse(name, text, path, out, error);
}

GPtrArray *
type_names(void)
{
	return data_list("types", ".conf");
}

const char *
type_chance_text(const ComplaintType *type, const char *language)
{
	static const struct {
		const char *chance, *en, *zh;
	} words[] = {
		{ "high", "high", "高" },
		{ "medium", "medium", "中等" },
		{ "by-evidence", "depends on the evidence", "视证据而定" },
	};
	g_autofree char *base = language_base(language);
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i].chance, type->chance) == 0)
			return strcmp(base, "zh") == 0 ? words[i].zh : words[i].en;
	return "";
}

const TypeAppeal *
type_appeal(const ComplaintType *type, const char *reason)
{
	const TypeAppeal *other = NULL;
	for (guint i = 0; i < type->appeals->len; i++) {
		const TypeAppeal *appeal = type->appeals->pdata[i];
		if (strcmp(appeal->reason, reason) == 0)
			return appeal;
		if (strcmp(appeal->reason, "other") == 0)
			other = appeal;
	}
	return other;
}

const char *const *
type_reasons(void)
{
	return reasons;
}
