/* SPDX-License-Identifier: ISC
 * store.h - the complaint database; the one module that speaks SQL
 *
 * SQLite in WAL mode, everything durable at each commit. Times are seconds UTC. Lists are
 * GPtrArrays that free their elements; free them with g_ptr_array_unref(). Strings in a struct
 * belong to the struct. Functions fail with PLAINT_ERROR_TEMPORARY where another process holds the
 * store, _IO where the disk is full or failing, _INTERNAL for a bug; a function that looks for one
 * thing says PLAINT_ERROR_NOT_FOUND. */
#pragma once
#include "plaint/case.h"
#include "plaint/reading.h"

typedef struct store Store;

#define STORE_SCHEMA_VERSION 3

/* Open path, made with mode 0600 where it does not exist, and bring its schema up to date (with a
 * copy "PATH.vN" of the old one kept). PLAINT_ERROR_CONFIG when it is not plaint's, or newer than
 * this program. Free *out with store_free(). */
bool store_open(const char *path, Store **out, GError **error);
void store_free(Store *store); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_free)

const char *store_path(const Store *store);

/* Hold the round: only one process at a time fetches, digests and sends. Held until store_free().
 * PLAINT_ERROR_TEMPORARY, naming the process, when another has it. */
bool store_lock_round(Store *store, GError **error);

/* -- transactions ----------------------------------------------------------------------------- */

typedef struct store_txn {
	Store *store;
} StoreTxn;
#define STORE_TXN_INIT { NULL }

/* BEGIN IMMEDIATE; nests by counting, and only the outermost commit is real. Rolled back, with
 * all around it, when txn is cleared without store_commit(). */
bool store_begin(Store *store, StoreTxn *txn, GError **error);
bool store_commit(StoreTxn *txn, GError **error);
void store_txn_clear(StoreTxn *txn);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreTxn, store_txn_clear)

/* A point inside a transaction to fall back to: for one bad message among a hundred. It is released
 * or rolled back before the next one is made; one inside another is refused (PLAINT_ERROR_INTERNAL),
 * and what fails to be made is not there to be rolled back. */
bool store_savepoint(Store *store, GError **error);
bool store_savepoint_release(Store *store, GError **error);
void store_savepoint_rollback(Store *store);

/* A text that a later process wants to know. *out is NULL where there is none; g_free(). */
bool store_remark_get(Store *store, const char *name, char **out, GError **error);
bool store_remark_set(Store *store, const char *name, const char *value, GError **error);

/* -- cases ------------------------------------------------------------------------------------ */

/* What was complained about, beside what case.h decides with. */
typedef struct store_details {
	char *account;  /* name of the account it is written from; "" for [account] */
	char *fields;   /* JSON object: the form's fields by name */
	char *to_name;  /* the provider's name for people */
} StoreDetails;
void store_details_clear(StoreDetails *details);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreDetails, store_details_clear)

/* Add a case; its key must be new (PLAINT_ERROR_CONFLICT). */
bool store_case_add(Store *store, const Case *added, const StoreDetails *details, GError **error);
bool store_case_save(Store *store, const Case *changed, GError **error);
/* key in any writing; PLAINT_ERROR_NOT_FOUND, with the nearest keys where there are some. */
bool store_case_load(Store *store, const char *key, Case **out, GError **error);
bool store_details_load(Store *store, const char *key, StoreDetails *out, GError **error);
bool store_details_save(Store *store, const char *key, const StoreDetails *details, GError **error);

/* Cases, most pressing first: with a deadline by it, then the newest; closed ones only on demand. */
bool store_case_list(Store *store, bool with_closed, GPtrArray **out, GError **error);

/* Keys of at most limit cases whose next_at is not later than now, the longest due first. */
bool store_case_due(Store *store, int64_t now, unsigned limit, GPtrArray **out, GError **error);

/* Keys of open cases that differ from a damaged key in one character or a swap. */
bool store_key_near(Store *store, const char *damaged, GPtrArray **out, GError **error);

/* -- the journal ------------------------------------------------------------------------------ */

typedef struct store_event {
	int64_t at;
	char *key;           /* of the case */
	char *kind;          /* "filed", "reading", "follow-up", "set" ... */
	char *actor;         /* "plaint", "complainant", "provider", "stranger" */
	char *text;          /* what happened, one or more lines */
	char *verdict;       /* NULL where it is not about a reading */
	char *because;       /* JSON array of strings; "[]" */
	char *changed_state; /* the new state; NULL where it stays */
	int64_t message;     /* 0: none */
	char *hash;          /* SHA-256 over this event and the one before; set by the store */
} StoreEvent;
void store_event_free(StoreEvent *event);

bool store_event_add(Store *store, const StoreEvent *event, GError **error);
bool store_event_list(Store *store, const char *key, GPtrArray **out, GError **error);

/* Check the chain of events and each kept message's hash. *out_faults: char *, a line a fault,
 * empty when all is well; *out_checked: how many events and messages were looked at. */
bool store_verify(Store *store, GPtrArray **out_faults, uint64_t out_checked[2], GError **error);

/* -- messages --------------------------------------------------------------------------------- */

typedef struct store_message {
	int64_t id;
	bool is_outgoing;
	char *status;      /* in: new, filed, unfiled, dropped, broken;
	                      out: draft, queued, sending, sent, uncertain, failed, cancelled */
	char *kind;        /* in: of its reading; out: complaint, follow-up, reply, notice ...; "" */
	char *message_id;  /* "" where it has none */
	char *from;
	char *to;
	char *subject;
	char *why;         /* unfiled: the reason; out: the server's words with their time */
	char *reading;     /* JSON of inspect; NULL */
	int64_t at;        /* received, or sent (queued, until then) */
	int64_t size_bytes;
	bool is_flagged;   /* in this case: from a stranger, or its Message-ID was used before */
} StoreMessage;
void store_message_free(StoreMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreMessage, store_message_free)

bool store_message_load(Store *store, int64_t id, StoreMessage **out, GError **error);
bool store_message_list(Store *store, const char *key, GPtrArray **out, GError **error);
/* The bytes as they were received or sent; PLAINT_ERROR_NOT_FOUND when they are not kept. */
bool store_message_bytes(Store *store, int64_t id, GBytes **out, GError **error);
/* The account whose folder it came from; "" for our own. Free with g_free(). */
bool store_message_account(Store *store, int64_t id, char **out, GError **error);
/* The keys of the cases a message is filed to. */
bool store_message_cases(Store *store, int64_t id, GPtrArray **out, GError **error);

/* -- fetch ------------------------------------------------------------------------------------ */

typedef struct store_folder {
	int64_t id;
	int64_t uidvalidity; /* 0: never seen */
	int64_t last_uid;
	int64_t since;       /* mail from before is none of ours */
} StoreFolder;

bool store_folder_load(Store *store, const char *account, const char *folder, StoreFolder *out,
    GError **error);
bool store_folder_save(Store *store, const StoreFolder *folder, GError **error);

/* Keep a fetched message, to be digested. Its place (folder, UIDVALIDITY, UID) makes it unique:
 * a second time it is left alone and *out_id is 0. */
bool store_incoming_add(Store *store, const StoreFolder *folder, int64_t uid, const void *bytes,
    size_t size, int64_t received_at, bool is_truncated, int64_t *out_id, GError **error);

/* UIDs of this folder's messages that are filed and not yet marked on the server. */
bool store_unmarked(Store *store, const StoreFolder *folder, GArray **out_uids, GError **error);
bool store_marked(Store *store, const StoreFolder *folder, const GArray *uids, GError **error);

/* -- digest ----------------------------------------------------------------------------------- */

/* Ids (int64_t) of at most limit messages that are not digested, oldest first. */
bool store_new_list(Store *store, unsigned limit, GArray **out_ids, GError **error);

/* True when other bytes (or the same) came before with this Message-ID; same: the same bytes. */
bool store_message_seen(Store *store, int64_t id, const char *message_id, bool *out_same,
    bool *out_other, GError **error);

typedef struct store_filing {
	const char *status;     /* filed, unfiled, broken */
	const char *kind;
	const char *message_id; /* NULL: none */
	const char *from, *subject;
	const char *why;        /* NULL, or why it is unfiled */
	const char *reading;    /* JSON */
	GPtrArray *suggestions; /* keys that it may concern; NULL */
} StoreFiling;

bool store_message_filed(Store *store, int64_t id, const StoreFiling *filing, GError **error);
/* None of ours: bytes and row go; the folder's UID remembers that it was seen. */
bool store_message_forget(Store *store, int64_t id, GError **error);
/* Its bytes go, its row stays so that it is known when it comes again. */
bool store_message_drop(Store *store, int64_t id, GError **error);
bool store_message_link(Store *store, int64_t id, const char *key, const char *how,
    bool is_flagged, GError **error);
/* It does not belong to the case, which is owed no notice of it either. */
bool store_message_unlink(Store *store, int64_t id, const char *key, GError **error);

/* Threading: the keys of the cases that a Message-ID (ours or theirs), a ticket number of a
 * provider, or a sender belongs to. Empty when none. */
bool store_find_message_id(Store *store, const char *message_id, GPtrArray **out_keys,
    GError **error);
/* domain: registrable domain of the sender; a ticket learnt from another provider is none of its. */
bool store_find_ticket(Store *store, const char *number, const char *domain, GPtrArray **out_keys,
    GError **error);
bool store_ticket_add(Store *store, const char *key, const char *number, const char *system,
    const char *domain, GError **error);
bool store_ticket_list(Store *store, const char *key, GPtrArray **out_numbers, GError **error);

/* Senders and domains a case has learnt by re-filing ("a@b.example" or "b.example"). */
bool store_sender_add(Store *store, const char *key, const char *sender, GError **error);
bool store_sender_list(Store *store, const char *key, GPtrArray **out, GError **error);
bool store_find_sender(Store *store, const char *sender, GPtrArray **out_keys, GError **error);

typedef struct store_unfiled {
	StoreMessage *message;
	GPtrArray *suggestions; /* char *: keys */
} StoreUnfiled;
void store_unfiled_free(StoreUnfiled *unfiled);
bool store_unfiled_list(Store *store, GPtrArray **out, GError **error);
/* Drop what is unfiled since before the time; *out_count: how many. */
bool store_unfiled_expire(Store *store, int64_t before, unsigned *out_count, GError **error);

/* -- telling ---------------------------------------------------------------------------------- */

/* A notice that a received mail has caused and that is not written yet. */
typedef struct store_owed {
	int64_t message; /* the mail */
	char *template_name;
	char *because;   /* Action.because */
	int64_t at;      /* when it was digested */
	char *from;      /* who wrote the mail */
	char *reading;   /* what it says: JSON, StoreFiling.reading */
} StoreOwed;
void store_owed_free(StoreOwed *owed);
bool store_owed_add(Store *store, const char *key, int64_t message, const char *template_name,
    const char *because, int64_t now, GError **error);
/* At most limit keys of cases that are owed any, in the order of the alphabet, from after ("": the
 * first) on. */
bool store_owed_keys(Store *store, const char *after, unsigned limit, GPtrArray **out,
    GError **error);
/* Those of a case, in the order of what caused them: StoreOwed. */
bool store_owed_list(Store *store, const char *key, GPtrArray **out, GError **error);
/* The case is owed none any more. */
bool store_owed_paid(Store *store, const char *key, GError **error);

/* -- send ------------------------------------------------------------------------------------- */

typedef struct store_outgoing {
	int64_t id;             /* of its message */
	char *key;              /* of the case */
	char *account;
	char *purpose;          /* complaint, follow-up, reply, appeal, escalation; notice */
	char *mail_from;        /* envelope */
	char *recipient;        /* the one that counts */
	char *copy_to;          /* own address in the same transaction; NULL */
	char *message_id;
	char *subject;
	char *from;
	GBytes *bytes;
	int64_t not_before;     /* try no sooner */
	char *step;             /* of the ladder; "" */
	bool needs_consent;     /* kept as a draft until store_outgoing_release() */
	bool is_asked;          /* uncertain, and the complainant was told */
	int attempts;
	int64_t first_try;      /* 0: none yet */
} StoreOutgoing;
void store_outgoing_free(StoreOutgoing *outgoing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreOutgoing, store_outgoing_free)

/* Queue a message; its Message-ID must be new. *out_id (NULL is fine) is the message's id. */
bool store_outgoing_add(Store *store, const StoreOutgoing *outgoing, int64_t now, int64_t *out_id,
    GError **error);
/* The next message to send, or *out NULL; skips ids up to and including after. */
bool store_outgoing_next(Store *store, int64_t now, int64_t after, StoreOutgoing **out,
    GError **error);
/* The id of the message of ours with that Message-ID; 0 when there is none. */
bool store_find_outgoing(Store *store, const char *message_id, int64_t *out_id, GError **error);
bool store_outgoing_load(Store *store, int64_t id, StoreOutgoing **out, GError **error);
/* The try begins: durable before the first byte of the message leaves. */
bool store_outgoing_start(Store *store, int64_t id, int64_t now, GError **error);
/* What came of it. status: sent, queued (again at next_try), uncertain, failed, cancelled. */
bool store_outgoing_result(Store *store, int64_t id, const char *status, const char *words,
    int64_t now, int64_t next_try, GError **error);
/* Ids (int64_t) of messages in status ("sending": a process died in the middle; "uncertain"). */
bool store_outgoing_in(Store *store, const char *status, GArray **out_ids, GError **error);
bool store_outgoing_asked(Store *store, int64_t id, GError **error);
/* The drafts of a case leave from not_before on; *out_count: how many there were. */
bool store_outgoing_release(Store *store, const char *key, int64_t not_before, unsigned *out_count,
    GError **error);
/* Cancel what the ladder has queued (or prepared) for the provider; *out_count may be NULL. */
bool store_outgoing_cancel(Store *store, const char *key, unsigned *out_count, GError **error);
/* How many messages of a purpose other than notice were queued for recipient since the time. */
bool store_outgoing_count(Store *store, const char *recipient, int64_t since, unsigned *out,
    GError **error);

/* -- evidence --------------------------------------------------------------------------------- */

typedef struct store_evidence {
	int64_t id;
	char *filename;
	char *type;       /* media type */
	GBytes *bytes;
	int64_t added_at;
	int64_t sent_at;  /* 0: not yet */
} StoreEvidence;
void store_evidence_free(StoreEvidence *evidence);
bool store_evidence_add(Store *store, const char *key, const char *filename, const char *type,
    GBytes *bytes, int64_t now, GError **error);
bool store_evidence_list(Store *store, const char *key, GPtrArray **out, GError **error);
/* All that the case has and that no mail took goes with message, which is queued now. Where that mail
 * is cancelled, or fails, it counts as not sent again. */
bool store_evidence_sent(Store *store, const char *key, int64_t message, int64_t now, GError **error);
/* The same of one. */
bool store_evidence_sent_one(Store *store, int64_t id, int64_t message, int64_t now, GError **error);

/* -- what the user taught --------------------------------------------------------------------- */

typedef struct store_lesson {
	int64_t id;
	char *verdict;
	char *fingerprint; /* learned_fingerprint() of the text */
	char *text;        /* how it begins, to be recognised by a person */
	int64_t at;
} StoreLesson;
void store_lesson_free(StoreLesson *lesson);
bool store_lesson_add(Store *store, const char *verdict, const char *fingerprint, const char *text,
    int64_t now, int64_t *out_id, GError **error);
bool store_lesson_list(Store *store, GPtrArray **out, GError **error);
bool store_lesson_forget(Store *store, int64_t id, GError **error);
