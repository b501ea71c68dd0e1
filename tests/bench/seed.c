/* SPDX-License-Identifier: ISC
 * seed.c - a store full of open cases, for measuring
 *
 *	seed keys COUNT              print COUNT different keys
 *	seed STORE CASES.tsv         one case a line: ticket, key, Message-ID of its complaint
 *	seed STORE cases COUNT       that many cases, 100 of them due now
 *	seed STORE mails COUNT       that many cases, each with a follow-up of 8 KiB that waits */
#include "plaint/clock.h"
#include "plaint/id.h"
#include "plaint/store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DUE 100
#define MAIL_SIZE 8192

static Case *
a_case(int64_t now, const char *to)
{
	Case *c = case_new();
	key_new(c->key);
	case_set(&c->type, "outage");
	case_set(&c->to, to);
	case_set(&c->title, "server cannot be reached");
	c->state = CASE_FILED;
	c->opened_at = c->filed_at = now - 86400;
	c->next_at = now + 10 * 86400;
	c->deadlines[DEADLINE_FIRST_REPLY].due = c->deadlines[DEADLINE_OVERDUE].due = c->next_at;
	case_window_set(&c->first_reply, "2 workdays", "type", "", "");
	case_window_set(&c->resolve, "1-3 workdays", "type", "", "");
	return c;
}

static bool
add_case(Store *store, Case *c, GError **error)
{
	const StoreDetails details = { (char *)"", (char *)"{}", (char *)"Provider" };
	while (!store_case_add(store, c, &details, error)) {
		if (!g_error_matches(*error, PLAINT_ERROR, PLAINT_ERROR_CONFLICT))
			return false;
		g_clear_error(error); /* one key in a million is drawn twice */
		key_new(c->key);
	}
	return true;
}

static bool
add_mail(Store *store, const Case *c, const char *purpose, const char *message_id, GBytes *bytes,
    int64_t now, int64_t *out_id, GError **error)
{
	const StoreOutgoing outgoing = { .key = (char *)c->key,
		.account = (char *)"",
		.purpose = (char *)purpose,
		.mail_from = (char *)"user@example.org",
		.recipient = c->to,
		.message_id = (char *)message_id,
		.subject = (char *)"server cannot be reached",
		.from = (char *)"user@example.org",
		.step = (char *)"",
		.bytes = bytes };
	return store_outgoing_add(store, &outgoing, now, out_id, error);
}

/* Cases whose complaint has left: what the replies of mkbox.py answer. */
static bool
seed_answered(Store *store, const char *path, int64_t now, GError **error)
{
	char row[512], number[32], key[KEY_SIZE], id[256];
	g_autoptr(GBytes) bytes = g_bytes_new_static("Subject: x\r\n\r\n", 14);
	FILE *from = fopen(path, "r");
	if (from == NULL) {
		g_set_error(error, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND, "cannot open '%s'", path);
		return false;
	}
	bool is_done = true;
	while (is_done && fgets(row, sizeof row, from) != NULL) {
		g_autoptr(Case) c = a_case(now, "support@provider.example");
		int64_t mail = 0;
		if (sscanf(row, "%31s %6s <%255[^>]>", number, key, id) != 3)
			continue;
		memcpy(c->key, key, KEY_SIZE);
		is_done = add_case(store, c, error) &&
		          add_mail(store, c, "complaint", id, bytes, now, &mail, error) &&
		          store_outgoing_result(store, mail, "sent", "250", now, 0, error) &&
		          store_ticket_add(store, c->key, number, NULL, "provider.example", error);
	}
	fclose(from);
	return is_done;
}

static bool
seed_due(Store *store, long count, int64_t now, GError **error)
{
	for (long i = 0; i < count; i++) {
		g_autoptr(Case) c = a_case(now, "desk@provider.example");
		c->next_at =
		    i % (count / DUE) == 0 && i / (count / DUE) < DUE ? now - 1 : now + 86400 + i;
		if (!add_case(store, c, error))
			return false;
	}
	return true;
}

static GBytes *
a_mail(const Case *c, const char *message_id)
{
	GString *text = g_string_new(NULL);
	g_string_printf(text,
	    "From: Li Wei <user@example.org>\r\nTo: <%s>\r\n"
	    "Subject: Re: server cannot be reached [plaint %s]\r\nMessage-ID: <%s>\r\n"
	    "Date: Mon, 02 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=us-ascii\r\n\r\n",
	    c->to, c->key, message_id);
	while (text->len < MAIL_SIZE)
		g_string_append(
		    text, "The server still cannot be reached. Please tell when it will be.\r\n");
	return g_string_free_to_bytes(text);
}

/* An address each, for no address of a provider gets more than 50 mails a day. */
static bool
seed_waiting(Store *store, long count, int64_t now, GError **error)
{
	for (long i = 0; i < count; i++) {
		g_autofree char *to = g_strdup_printf("support+%ld@provider.example", i);
		g_autofree char *id = g_strdup_printf("plaint.%ld@example.org", i);
		g_autoptr(Case) c = a_case(now, to);
		int64_t mail = 0;
		if (!add_case(store, c, error))
			return false;
		g_autoptr(GBytes) bytes = a_mail(c, id);
		if (!add_mail(store, c, "follow-up", id, bytes, now, &mail, error))
			return false;
	}
	return true;
}

static void
print_keys(long count)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	while (g_hash_table_size(seen) < count) {
		char key[KEY_SIZE];
		key_new(key);
		if (g_hash_table_add(seen, g_strdup(key)))
			puts(key);
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(Store) store = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	long count = argc > 2 ? strtol(argv[argc - 1], NULL, 10) : 0;
	if (argc == 3 && strcmp(argv[1], "keys") == 0) {
		print_keys(count);
		return 0;
	}
	if (argc < 3 || argc > 4 || (argc == 4 && count < DUE)) {
		fprintf(stderr,
		    "usage: seed keys COUNT | seed STORE CASES.tsv | "
		    "seed STORE cases|mails COUNT (%d at least)\n",
		    DUE);
		return 64;
	}
	if (!clock_init(&error) || !store_open(argv[1], &store, &error) ||
	    !store_begin(store, &txn, &error) ||
	    !(argc == 3 ? seed_answered(store, argv[2], clock_now(), &error)
		: strcmp(argv[2], "cases") == 0
		    ? seed_due(store, count, clock_now(), &error)
		    : seed_waiting(store, count, clock_now(), &error)) ||
	    !store_commit(&txn, &error)) {
		fprintf(stderr, "seed: %s\n", error->message);
		return 1;
	}
	return 0;
}
