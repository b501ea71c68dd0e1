/* SPDX-License-Identifier: ISC
 * type.h - complaint types: etc/types/NAME.conf, one file each
 *
 * A type says what a complaint of its kind needs, where it goes, how long an answer may take and
 * what answers a refusal. A user adds one by adding a file: plaint-types(5). */
#pragma once
#include "plaint/provider.h"
#include "plaint/text.h"

typedef struct type_evidence {
	char *name;       /* of its group: "mtr" */
	LocalText *text;  /* what it is, for people */
	bool is_required; /* else advised */
	GPtrArray *match; /* char *: globs of file names that are it ("*mtr*"); may be empty */
} TypeEvidence;

typedef struct type_appeal {
	char *reason;      /* why it was refused: one of type_reasons() */
	LocalText *says;   /* the reason in words */
	LocalText *answer; /* what evidence would answer it */
} TypeAppeal;

typedef struct complaint_type {
	char *name;           /* the file's name without ".conf" */
	char *family;         /* "abuse", "infringement" ...: what escalation/ calls it */
	LocalText *title;     /* "Service outage" */
	LocalText *summary;   /* one sentence: when to take this type */
	LocalText *ask;       /* what the provider is asked to do, when the user says nothing */
	char *first_reply;    /* window, text: "2 workdays" */
	char *resolve;        /* window, text: "1-3 workdays" */
	char *chance;         /* usual chance of success: "high", "medium", "by-evidence" */
	ChannelRole role;     /* the channel it goes to */
	GPtrArray *fields;    /* char *: required fields of the form (form.h) */
	GPtrArray *evidence;  /* TypeEvidence, required ones first */
	GPtrArray *appeals;   /* TypeAppeal, in the order of the file */
	char *template_name;  /* of the complaint: "complaint-outage" */
	char *ladder;         /* name of a ladder; "default" */
	char *path;           /* of the file */
} ComplaintType;

/* Load type NAME. PLAINT_ERROR_NOT_FOUND names the nearest type and the command that lists all;
 * PLAINT_ERROR_CONFIG names file:line for each mistake, all of them at once. */
bool type_load(const char *name, ComplaintType **out, GError **error);
void type_free(ComplaintType *type); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ComplaintType, type_free)

/* Read text as the file path describes; for checks and tests. */
bool type_parse(const char *name, const char *text, const char *path, ComplaintType **out,
    GError **error);

/* The names of all types, sorted. Free with g_ptr_array_unref(). */
GPtrArray *type_names(void);

/* The chance of success in words: "high", "高". Borrowed. */
const char *type_chance_text(const ComplaintType *type, const char *language);

/* The appeal that answers a refusal for reason, or the one for "other", or NULL. Borrowed. */
const TypeAppeal *type_appeal(const ComplaintType *type, const char *reason);

/* NULL-terminated: no-evidence, cannot-reproduce, not-ours, within-terms, customer-side, too-late,
 * other. */
const char *const *type_reasons(void);
