/* SPDX-License-Identifier: ISC
 * verdict.h - what a provider's answer decides, how sure that is, and which words say so
 *
 * Pure: text in, values out. Two kinds of data are combined. Phrases (plaint-verdicts(5)) are
 * written by people, a file per language; each hit is judged by what stands around it: "not",
 * "if", "will", "usually". A linear model, trained by contrib/train-verdicts.c from the texts in
 * tests/corpus, weighs the hits against each other and against the words of the text. What the
 * user taught (LearnedSet) goes before both.
 *
 * rules_load() in plaint/rules.h reads the data files; nothing here opens any. */
#pragma once
#include "plaint/error.h"
#include "plaint/reading.h"

/* No more of a text than this is looked at; a verdict stands in the first pages or nowhere. */
#define VERDICT_TEXT_MAX (64 * 1024)

/* The confidence from which a verdict moves a case, unless the configuration says otherwise. */
#define VERDICT_THRESHOLD 0.85

typedef struct verdict_rules VerdictRules;

VerdictRules *verdict_rules_new(void);
void verdict_rules_free(VerdictRules *rules); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VerdictRules, verdict_rules_free)

/* Add the phrases of one file. name is used in errors: "etc/verdicts/en.rules:12: ...".
 * PLAINT_ERROR_CONFIG; what stood before the bad line stays added. */
bool verdict_rules_add(VerdictRules *rules, const char *name, const char *text, GError **error);

/* Add the concepts of one file, as above. */
bool verdict_rules_add_concepts(
    VerdictRules *rules, const char *name, const char *text, GError **error);

/* Set the model; without one the phrases alone decide, less well. source is a word of at most 71
 * bytes that no other text has, such as its SHA-256. PLAINT_ERROR_CONFIG. */
bool verdict_rules_set_model(VerdictRules *rules, const char *name, const char *text,
    const char *source, GError **error);
/* The model that was set as bytes that need no reading; g_bytes_unref(). */
GBytes *verdict_rules_compile_model(const VerdictRules *rules);
/* Set a model from such bytes, which stay in use. false: they are not of source, or were made by
 * another version or on another sort of machine, so that its text has to be read. */
bool verdict_rules_set_compiled(VerdictRules *rules, GBytes *compiled, const char *source);

/* What the user taught, as values from the store. A later text that is alike gets the verdict of
 * the most alike example, the newest among equals; a distant likeness only adds to a verdict's
 * weight. This never overrules a verdict the user gave to the message itself: that one is the
 * user's and is not read again. */
typedef struct learned_set LearnedSet;

LearnedSet *learned_set_new(void);
void learned_set_free(LearnedSet *set); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LearnedSet, learned_set_free)

/* The fingerprint of a text: up to 128 hexadecimal hashes of its words and word pairs, numbers
 * and addresses left out: what the store keeps of an example. "" for a text without words.
 * Free with g_free(). */
char *learned_fingerprint(const char *text);

/* Add an example, oldest first. false: not a fingerprint (PLAINT_ERROR_INPUT). */
bool learned_set_add(
    LearnedSet *set, int64_t id, const char *fingerprint, Verdict verdict, GError **error);

/* How alike two fingerprints are: 0 to 1, the share of words and pairs that both have. */
double learned_likeness(const char *a, const char *b);

typedef struct verdict_input {
	Kind kind;
	const char *subject;  /* UTF-8; NULL is fine */
	const char *text;     /* the newest text alone, UTF-8 */
	int year, month, day; /* of the message, so that "by Friday" has a meaning; 0: unknown */
} VerdictInput;

/* Set verdict, confidence, language, because (appended to), asked, redirect and promised of
 * reading; what they held is freed. learned may be NULL. Bounces and delays get VERDICT_NONE,
 * confidence 1. Never fails: a text without a meaning is VERDICT_OTHER with little confidence. */
void verdict_read(const VerdictRules *rules, const LearnedSet *learned, const VerdictInput *input,
    Reading *reading);

/* The language of a text by script and common words ("en", "zh", ...; those of the rule files),
 * or "" when unsure. The string belongs to rules or is static. */
const char *verdict_language(const VerdictRules *rules, const char *text);
