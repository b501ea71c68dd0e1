/* SPDX-License-Identifier: ISC
 * imap.h - one session with an IMAP server (RFC 3501, RFC 9051); libetpan behind TLS of our own
 *
 * The mailbox stays the user's: nothing here moves, deletes or marks anything \Seen.
 *
 * A session is used by one thread at a time; sessions of several threads do not touch each other.
 * Each call has a deadline and a budget of bytes, so no server can hold or fill the process.
 * Errors say which step failed (name lookup, connection, TLS, login, folder, ...) and what to do:
 *   PLAINT_ERROR_TEMPORARY  network, timeout, server busy, cancelled: open a new session later
 *   PLAINT_ERROR_DENIED     login or certificate refused, STARTTLS missing
 *   PLAINT_ERROR_CONFIG     no such host or folder, a command that gives no password
 *   PLAINT_ERROR_INPUT      the server sends what cannot be read: it is left at that
 * After any error but "folder refused" and "keyword refused" the session is dead: all later
 * calls fail at once with PLAINT_ERROR_TEMPORARY, imap_close() is what remains.
 *
 * The process must ignore SIGPIPE; imap_open() sees to it. */
#pragma once
#include "plaint/conf.h"

#define IMAP_MESSAGE_MAX (50u << 20) /* octets; the rest of a longer message is not fetched */
#define IMAP_BATCH_COUNT 100         /* more UIDs a command only cost memory */
#define IMAP_BATCH_BYTES (2u << 20)

typedef struct imap Imap;

typedef struct imap_folder {
	uint32_t uidvalidity;
	uint32_t uidnext; /* 0 where the server does not tell */
	uint32_t exists;
	bool allows_keywords; /* PERMANENTFLAGS has \* or $Plaint */
} ImapFolder;

typedef struct imap_item {
	uint32_t uid;
	uint32_t size; /* octets, as the server says */
} ImapItem;

/* One message: bytes[0..size), borrowed until the function returns; may hold NUL. is_truncated:
 * the message is longer than IMAP_MESSAGE_MAX, these are its first bytes. false, with error set,
 * ends the fetch, and imap_fetch() fails with that error (the session is then dead). */
typedef bool (*ImapTake)(uint32_t uid, const char *bytes, size_t size, bool is_truncated,
    void *data, GError **error);

/* Look up, connect, TLS verified by name (or the account's CA file or fingerprint), log in, tell
 * our name where the server wants it (RFC 2971). cancel_fd, unless -1: when it becomes readable,
 * whatever is going on fails with PLAINT_ERROR_TEMPORARY "cancelled". *out borrows account and
 * cancel_fd. Close with imap_close(). */
bool imap_open(const Account *account, int cancel_fd, Imap **out, GError **error);

/* Log out, if the session is in order, and free; NULL is fine. */
void imap_close(Imap *imap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Imap, imap_close)

/* Select folder (UTF-8; NULL: the account's). out may be NULL. */
bool imap_select(Imap *imap, const char *folder, ImapFolder *out, GError **error);

/* UIDs and sizes of the selected folder's messages from from_uid on, ascending, as of now. since:
 * leave out what arrived before that day (seconds, compared by IMAP's day); 0: all. *out is a
 * GArray of ImapItem. Free with g_array_unref(). */
bool imap_list_new(Imap *imap, uint32_t from_uid, int64_t since, GArray **out, GError **error);

/* How many items, from the first on, make one good range for imap_fetch(): at most
 * IMAP_BATCH_COUNT, at most IMAP_BATCH_BYTES together, but at least one (0 for n == 0). */
size_t imap_batch(const ImapItem *items, size_t n);

/* Fetch the whole messages, by BODY.PEEK[], and give each to take() in the server's order, one at
 * a time: only one message is held in memory. A message that was removed meanwhile is not given. */
bool imap_fetch(Imap *imap, const ImapItem *items, size_t n, ImapTake take, void *data,
    GError **error);

/* Add keyword ("$Plaint") to the messages; those that are gone are no failure. Where the server
 * refuses keywords: PLAINT_ERROR_CONFLICT, and the session lives on. */
bool imap_keyword_add(Imap *imap, const uint32_t *uids, size_t n, const char *keyword,
    GError **error);

/* Is there a message with that Message-ID (with or without angle brackets) in folder (UTF-8;
 * NULL: the selected one)? Another folder is looked at by EXAMINE, and the selected one selected
 * again. A folder that does not exist has no message: *out_found is false. */
bool imap_search_message_id(Imap *imap, const char *folder, const char *message_id,
    bool *out_found, GError **error);

/* UIDs of the selected folder's messages that arrived on that day or later, ascending; a GArray
 * of uint32_t. Free with g_array_unref(). */
bool imap_search_since(Imap *imap, int64_t since, GArray **out, GError **error);

/* Ask whether the server is still there. */
bool imap_noop(Imap *imap, GError **error);
