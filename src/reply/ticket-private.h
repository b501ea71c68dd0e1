/* SPDX-License-Identifier: ISC
 * ticket-private.h - the steps of finding a ticket: plain text, the words in it, where a number may
 * stand, and what may be one */
#pragma once
#include "plaint/mail.h"
#include "plaint/ticket.h"
#include "words-private.h"
#include <glib.h>
#include <stdbool.h>

#define TICKET_BEFORE_MAX 100 /* bytes of a sentence before a number: whose it is */
#define TICKET_OURS_MAX 40    /* behind it: that it is the desk's own */

/* How the place where a number stands vouches for it. */
typedef enum ticket_place {
	TICKET_BARE,   /* in brackets, without a label: "[TK90260]" */
	TICKET_NAMED,  /* behind a label: "case 00421555" */
	TICKET_NUMBERED, /* behind a word for numbers: "case no. 771" */
	TICKET_HASHED, /* behind '#' or "ID:": "[Ticket ID: 1]" */
	TICKET_SURE,   /* between marks that nothing else has: "ref:_00D5a._5003x:ref" */
} TicketPlace;

/* What the words of ticket_words() mean. */
enum {
	LABEL_STRONG, /* "ticket": a number follows */
	LABEL_FILE,   /* "Aktenzeichen": one follows that may have words in it */
	LABEL_NEEDS,  /* "complaint": only with "no." or '#' between */
	LABEL_WEAK,   /* "number": of what, the sentence says */
	LABEL_TRACE,  /* "tracking": of a case, or of a parcel */
	LABEL_UNDER,  /* "registered under": likewise, and its number looks like one */
	LABEL_BEHIND, /* "号投诉": the number stands before it */
	WORD_TICKET,  /* "registered": the sentence is about a case */
	WORD_THING,   /* "invoice": has a number of its own */
	WORD_OWNER,   /* "you mention": the number after it is somebody else's */
	WORD_AFTER,   /* "at your bank": the number before it is */
	WORD_OURS,    /* "in our system": the number before it is not */
};

typedef struct word {
	guint32 offset;
	guint16 length;
	guint8 tag;
	bool is_stem;
} Word;

typedef struct finder {
	GPtrArray *tickets;
	const char *system;     /* of the whole mail; NULL */
	char *own_keys;         /* "A37FPQ 5PVDWR": keys of our own cases that this mail names */
	bool is_subject;
	const char *text;       /* what is being read, from ticket_fold() */
	const char *lower;      /* the same in lower case, byte for byte */
	bool has_our_reference; /* "our ref", so "your ref" is the reader's own */
	size_t taken_end;       /* of the last file number with words in it */
	GArray *words;          /* Word: those found in lower, by their place */
} Finder;

/* The table of words, indexed; its tags are the enum above. */
const Phrases *ticket_words(void);

/* At most max bytes of text with plain digits, brackets and spaces, full-width ones too; addresses
 * are masked and wrapped lines joined. Free with g_free(). */
char *ticket_fold(const char *text, size_t max);

/* Lower case with every byte in its place. Free with g_free(). */
char *ticket_lower(const char *text);

/* How many bytes at text make a number, 0 where none starts there: letters, digits and ':_.-/'
 * within, a digit somewhere, no punctuation at its end. */
size_t ticket_number_length(const char *text);

/* The same for a file number with words in it, "4 Abuse 771/26"; 0 where it is none. */
size_t ticket_file_length(const char *text);

/* Whether number may be a ticket's: not an IP address, date, time, host name, CVE, AS or invoice
 * number, and long enough for its place. */
bool ticket_is_plausible(const char *number, TicketPlace place);

/* Adds the number unless it is implausible, our own key or there already; whether it is there now. */
bool ticket_add(Finder *f, const char *number, size_t length, TicketPlace place, const char *system);

/* Sets what is read next. text is borrowed; ticket_leave() frees the rest. */
void ticket_enter(Finder *f, const char *text, bool is_subject);
void ticket_leave(Finder *f);

/* Whether a word of this tag lies between the two offsets. */
bool ticket_has_word(const Finder *f, size_t from, size_t to, int tag);

/* Which noun is nearest before to: WORD_THING, WORD_TICKET (or a ticket's label), or -1. */
int ticket_nearest_noun(const Finder *f, size_t from, size_t to);

/* Whether a thing's name holds the label: "message-id", "uw kenmerk". */
bool ticket_is_in_thing(const Finder *f, const Word *label);

/* Where the sentence around at starts, at most max bytes before it, and where it ends. */
size_t ticket_sentence_start(const Finder *f, size_t at, size_t max);
size_t ticket_sentence_end(const Finder *f, size_t at);

/* Whether the sentence says that the number between the two offsets is somebody else's. */
bool ticket_is_anothers(const Finder *f, size_t start, size_t end);

/* Whether the number before after is of our own title rather than a mark: "Ticket 515979 without an
 * answer [plaint KEY]". */
bool ticket_is_own_title(const char *subject, const char *after);

/* Numbers beside labels: "ticket 4821", "4821 numaralı talebiniz". */
void ticket_take_labels(Finder *f);

/* Marks that show what they are: ServiceNow's "INC0012345", Salesforce's "thread::..::". */
void ticket_take_marks(Finder *f);

/* The same for marks that stand in where no number is given: "ref:_..:ref", "Ref:MSG1234567". */
void ticket_take_watermarks(Finder *f);

/* Brackets. In a subject all groups count, in a text those with a label or '#'. */
void ticket_take_groups(Finder *f);

/* Parts of a subject that are a number and nothing else: "SUP-2291 ...", "... - 4471902". */
void ticket_take_parts(Finder *f);
