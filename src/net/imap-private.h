/* SPDX-License-Identifier: ISC
 * imap-private.h - what the imap-*.c files share */
#pragma once
#include "plaint/imap.h"
#include "wire-private.h"
#include <libetpan/libetpan.h>

struct imap {
	const Account *account;
	int cancel_fd;
	Wire *wire;
	mailimap *session;
	ImapFolder folder;
	char *selected; /* UTF-8; NULL: none */
	bool is_dead;
	bool is_denied_login; /* the last failure was the login: another token may do */
};

/* Room for one command: answers of that many octets, in the account's timeout and as much more as
 * these octets take at the slowest pace we put up with. False on a dead session. */
bool imap_begin(Imap *imap, uint64_t bytes, GError **error);

/* Judge libetpan's code r. refused: its code for a tagged NO, which becomes an error of code
 * refused_as and leaves the session alive; anything else that is no success kills it. step leads
 * the message: "folder 'X'". */
bool imap_judge(Imap *imap, int r, int refused, PlaintError refused_as, const char *step,
    GError **error);

/* Log in on a session that has said hello and is under TLS. */
bool imap_login(Imap *imap, GError **error);

/* True when the capability list has name ("IDLE", "AUTH=PLAIN"). */
bool imap_can(const struct mailimap_capability_data *list, const char *name);

/* Ask for the capabilities; free *out with mailimap_capability_data_free(). */
bool imap_ask_capabilities(Imap *imap, struct mailimap_capability_data **out, GError **error);

/* Modified UTF-7 (RFC 3501 5.1.3) of a folder's UTF-8 name, and back (NULL if malformed). Free
 * with g_free(). */
char *imap_utf7_encode(const char *folder);
char *imap_utf7_decode(const char *name);

/* The UIDs as a set in which neighbours are ranges. Free with mailimap_set_free(). */
struct mailimap_set *imap_set(const uint32_t *uids, size_t n);
