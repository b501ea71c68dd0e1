/* SPDX-License-Identifier: ISC
 * verdict-private.h - what the parts of the verdict reader share */
#pragma once
#include "plaint/verdict.h"

enum {
	SENTENCE_TOKENS_MAX = 96, /* a longer one is split: keeps the work linear */
	SENTENCES_MAX = 4000,
	PHRASE_SLOTS_MAX = 12, /* alternatives or stretches of words between gaps */
	PHRASE_WORDS_MAX = 2000,
	LANGUAGES_MAX = 64,
	CONCEPTS_MAX = 200,
	CONCEPT_NAME_MAX = 24,
};

/* verdict-text.c: a text as folded words. Letters lose case and accents, traditional Chinese
 * becomes simplified, every CJK character is a word, numbers and addresses become marks. */
typedef struct token {
	uint64_t hash;
	uint32_t start, end;   /* bytes of the text */
	uint32_t folded;       /* offset of the folded form, NUL terminated */
	uint16_t length;       /* of the folded form */
	uint16_t sentence;
	uint16_t clause;
	bool is_cjk;
	bool asks; /* a question mark follows */
} Token;

typedef struct tokens {
	Token *items;
	size_t n;
	char *folded;
	const char *text;
	unsigned n_sentences;
	bool has_url, has_mail;
	unsigned script[4]; /* characters: Latin, Cyrillic, Han, kana */
} Tokens;

enum { SCRIPT_LATIN, SCRIPT_CYRILLIC, SCRIPT_HAN, SCRIPT_KANA };

#define TOKEN_NUMBER "0"
#define TOKEN_URL "<url>"
#define TOKEN_MAIL "<mail>"

void tokens_init(Tokens *tokens, const char *text, size_t limit);
void tokens_clear(Tokens *tokens);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tokens, tokens_clear)
#define HASH_SEED UINT64_C(0xcbf29ce484222325)

static inline uint64_t
hash_bytes(uint64_t hash, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* verdict-rules.c: what the phrase files say. */
typedef enum act {
	/* 1 to VERDICT_COUNT - 1: the phrase speaks for that verdict */
	ACT_NOT = VERDICT_COUNT, /* turns what follows in the clause */
	ACT_NOT_AFTER,           /* turns what precedes it */
	ACT_IF,                  /* all that follows in the sentence is a condition or its fruit */
	ACT_IF_AFTER,
	ACT_WILL, /* what follows has not happened yet */
	ACT_WILL_AFTER,
	ACT_MAY,  /* a rule, not this case */
	ACT_PAST, /* was so, once */
	ACT_ASK,  /* what follows is asked for */
	ACT_WITHIN, /* a window follows or stands around */
	ACT_UNIT_MINUTES, ACT_UNIT_HOURS, ACT_UNIT_DAYS, ACT_UNIT_WORKDAYS, ACT_UNIT_WEEKS,
	ACT_MONDAY, ACT_TUESDAY, ACT_WEDNESDAY, ACT_THURSDAY, ACT_FRIDAY, ACT_SATURDAY, ACT_SUNDAY,
	ACT_TODAY, ACT_TOMORROW,
	ACT_COUNT,
} Act;

typedef struct word {
	uint64_t hash;    /* of the whole word; unused for a prefix */
	const char *form; /* folded */
	uint16_t length;
	bool is_prefix;
} Word;

/* "[has been|was]": one of several rows of words; a row may be empty. */
typedef struct row_of_words {
	uint16_t first; /* in the phrase's words */
	uint16_t n;
} RowOfWords;

/* A set of words by a byte of their hashes: what it lacks is not there. */
typedef struct word_set {
	uint64_t bits[4];
} WordSet;

typedef struct slot {
	uint16_t first, n; /* rows */
	uint8_t gap;       /* so many words may stand before it */
	bool is_open;      /* a row is empty, or begins with a prefix: begins says nothing */
	WordSet begins;    /* the first words of its rows */
} Slot;

enum { PHRASE_NEEDS_MAX = 2 };

typedef struct phrase {
	uint8_t act; /* Verdict or Act */
	uint8_t language;
	uint8_t n; /* slots */
	bool in_subject;
	float weight;
	uint8_t n_needs;
	WordSet needs[PHRASE_NEEDS_MAX]; /* of each, a sentence with the phrase has a word */
	Slot *slots;
	RowOfWords *rows;
	Word *words;
} Phrase;

static inline void
word_set_add(WordSet *set, uint64_t hash)
{
	set->bits[hash >> 56 & 3] |= UINT64_C(1) << (hash >> 58);
}

static inline bool
word_set_has(const WordSet *set, uint64_t hash)
{
	return (set->bits[hash >> 56 & 3] >> (hash >> 58) & 1) != 0;
}

static inline bool
word_set_meets(const WordSet *a, const WordSet *b)
{
	return ((a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1]) | (a->bits[2] & b->bits[2]) |
	    (a->bits[3] & b->bits[3])) != 0;
}

struct verdict_rules {
	GStringChunk *strings;
	GPtrArray *phrases;      /* Phrase */
	GHashTable *by_word;     /* uint64_t *: GPtrArray of Phrase, by first word */
	GHashTable *by_prefix;   /* the same by first three letters */
	GPtrArray *languages;    /* const char *, owned by strings */
	GHashTable *common;      /* uint64_t *: bit set of languages, as a pointer */
	struct concepts *concepts;
	struct model *model;
};

/* verdict-match.c: where phrases stand, and in which mode. */
typedef enum mode { MODE_PLAIN, MODE_NOT, MODE_IF, MODE_WILL, MODE_MAY, MODE_PAST, MODE_COUNT } Mode;

typedef struct hit {
	const Phrase *phrase;
	uint32_t first, last; /* tokens */
	Mode mode;
	bool is_dropped; /* part of a longer phrase */
} Hit;

/* All phrases of language (index, or -1: of all) in tokens, as an array of Hit in text order. */
GArray *match_phrases(const VerdictRules *rules, const Tokens *tokens, int language, bool subject);

/* The language's index, or -1; language.c. */
int language_guess(const VerdictRules *rules, const Tokens *tokens);
/* Whether phrases of language count in a text of language text. */
bool language_applies(const VerdictRules *rules, int language, int text);

/* verdict-concepts.c: which words mean the same, in whatever language. */
typedef struct concepts Concepts;
typedef struct concept_hit {
	uint32_t first; /* token */
	uint8_t n;      /* tokens */
	uint8_t concept;
} ConceptHit;

Concepts *concepts_new(void);
void concepts_free(Concepts *concepts);
/* Add "CONCEPT: word | stem* | several words"; line is changed. false: *out_wrong says why. */
bool concepts_add_line(Concepts *concepts, int language, char *line, const char **out_wrong);
/* When all are added, and before any is looked for: put those of one word side by side, where they are read sooner. */
void concepts_settle(Concepts *concepts);
const char *concept_name(const Concepts *concepts, unsigned id);
/* What a concept does to those after it: '!' NOT and UNABLE deny, '?' IF, '+' WILL, and after
 * SIGNOFF come names; 0: nothing. */
enum { CONCEPT_SIGNS_OFF = '.' };
char concept_turns(const Concepts *concepts, unsigned id);
/* The concepts of a text in its order: ConceptHit. Linear in its size. */
GArray *concepts_find(const VerdictRules *rules, const Tokens *tokens, int language);

/* verdict-features.c: a sentence as numbers. */
typedef enum feature_kind {
	FEATURE_WORDS,
	FEATURE_STEMS,
	FEATURE_CONCEPTS,
	FEATURE_MIXED,
	FEATURE_LETTERS,
	FEATURE_NAMED,
} FeatureKind;

enum { FEATURE_NAME_MAX = 30, FEATURE_CONCEPTS_MAX = 3 };

typedef struct feature {
	uint64_t key;
	float value;
	uint8_t kind;                        /* FeatureKind */
	uint8_t n;                           /* tokens, concepts, or both in a mixed row; bytes of letters */
	uint8_t ids[FEATURE_CONCEPTS_MAX];
	char sign;                           /* of concepts, see feature_name() */
	uint32_t first;                      /* token */
	uint8_t offset;                      /* of letters in its folded form */
	char name[FEATURE_NAME_MAX];         /* of FEATURE_NAMED */
} Feature;

/* A text with all that was found in it. */
typedef struct found {
	const VerdictRules *rules;
	const Tokens *tokens;
	const GArray *hits;     /* Hit */
	const GArray *subject;  /* Hit, in the subject */
	const GArray *concepts; /* ConceptHit */
	Kind kind;
} Found;

/* Where a sentence stands in the arrays of Found: [from, to). */
typedef struct sentence {
	uint32_t token, token_end, hit, hit_end, concept, concept_end;
	unsigned index;
} Sentence;

/* The sentence after *sentence, which begins as { 0 }; false: there is none. */
bool sentence_next(const Found *found, Sentence *sentence);
/* Put the features of a sentence into out, which is emptied first. */
void sentence_features(const Found *found, const Sentence *sentence, GArray *out);
/* Add a feature with a name of its own, put together of parts (NULL ends them), of at most
 * FEATURE_NAME_MAX - 1 bytes; one whose value is 0 is left out. */
void feature_add(GArray *out, float value, const char *first, ...) G_GNUC_NULL_TERMINATED;
/* "refund issued", "c:REFUND.done>CUSTOMER": what a feature is called in the model file. */
void feature_name(const Found *found, const Feature *feature, char *out, size_t size);

/* verdict-message.c: what the sentences make of a message. VERDICT_NONE is the share of a sentence
 * that says nothing of the case. */
typedef double Shares[VERDICT_COUNT];

/* Put the features of a message whose sentences have these shares into out: all FEATURE_NAMED. */
void message_features(const Found *found, const Shares *sentences, size_t n, GArray *out);
/* exp(score) as shares of one, from first on; the greatest one's verdict. */
Verdict shares_of_scores(Shares scores, Verdict first);

/* verdict-model.c: the weights of features. */
typedef struct model Model;
typedef struct network Network; /* verdict-network.h */
/* source is a word for the text, kept with the model. */
bool model_parse(const char *name, const char *text, const char *source, Model **out, GError **error);
/* A model as bytes, to be kept in a file for programs of this version on this sort of machine. */
GBytes *model_bytes(const Model *model);
/* NULL: these are not the bytes of a model of source, or another version's or machine's. */
Model *model_of_bytes(GBytes *bytes, const char *source);
void model_free(Model *model);
/* Add the scores of features to out, one for each verdict and for VERDICT_NONE. */
void model_scores(const Model *model, const GArray *features, Shares out);
/* Add by times the row of key to out; nothing where there is none. */
void model_add_row(const Model *model, uint64_t key, float by, float out[VERDICT_COUNT]);
/* NULL: the model has none, and a message is what its features say. */
const Network *model_network(const Model *model);
/* The share of readings of this raw probability that were right when it was measured. */
double model_calibrate(const Model *model, double probability);

/* asked.c, promise.c */
void asked_find(const Tokens *tokens, const GArray *hits, GPtrArray *out);
char *redirect_find(const Tokens *tokens, const GArray *hits);
char *promise_find(
    const VerdictRules *rules, const Tokens *tokens, const GArray *hits, const VerdictInput *input);

/* learn.c: adds to scores, or decides: then the verdict, its likeness and the example's id. */
Verdict learned_decide(
    const LearnedSet *set, const Tokens *tokens, double scores[VERDICT_COUNT], double *out_likeness, int64_t *out_id);
