/* SPDX-License-Identifier: ISC
 * seed.c - a store full of open cases, for measuring
 *
 *	seed STORE CASES.tsv [ADDRESS]    one case a line: number, any, Message-ID of its complaint
 *	seed STORE COUNT                  that many cases, every COUNT/100th due now */
#include "plaint/clock.h"
#include "plaint/store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
add(Store *store, Case *c, const char *message_id, int64_t now, GError **error)
{
	const StoreDetails details = { (char *)"", (char *)"{}", (char *)"Provider" };
	g_autoptr(GBytes) bytes = g_bytes_new_static("Subject: x\r\n\r\n", 14);
	StoreOutgoing outgoing = { .key = c->key, .account = (char *)"", .purpose = (char *)"complaint",
		.mail_from = (char *)"user@example.org", .recipient = c->to, .message_id = (char *)message_id,
		.subject = (char *)"server", .from = (char *)"user@example.org", .bytes = bytes };
	int64_t id = 0;
	while (!store_case_add(store, c, &details, error)) {
		if (!g_error_matches(*error, PLAINT_ERROR, PLAINT_ERROR_CONFLICT))
			return false;
		g_clear_error(error); /* one key in a million is drawn twice */
		key_new(c->key);
	}
	return message_id == NULL || (store_outgoing_add(store, &outgoing, now, &id, error) &&
	                                 store_outgoing_result(store, id, "sent", "250", now, 0, error));
}

int
main(int argc, char **argv)
{
	g_autoptr(Store) store = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	char line[512], id[256];
	if (argc < 3 || !clock_init(&error) || !store_open(argv[1], &store, &error) ||
	    !store_begin(store, &txn, &error)) {
		fprintf(stderr, "seed: %s\n", error != NULL ? error->message : "usage: seed STORE TSV|COUNT");
		return 1;
	}
	int64_t now = clock_now();
	bool is_done = true;
	long count = strtol(argv[2], NULL, 10);
	FILE *from = count > 0 ? NULL : fopen(argv[2], "r");
	for (long i = 0; i < count && is_done; i++) {
		g_autoptr(Case) c = a_case(now, "desk@provider.example");
		c->next_at = i % (count / 100) == 0 ? now - 1 : now + 86400 + i;
		is_done = add(store, c, NULL, now, &error);
	}
	while (from != NULL && is_done && fgets(line, sizeof line, from) != NULL) {
		g_autoptr(Case) c = a_case(now, argc > 3 ? argv[3] : "support@provider.example");
		if (sscanf(line, "%*s %*s <%255[^>]>", id) == 1)
			is_done = add(store, c, id, now, &error);
	}
	if (!is_done || !store_commit(&txn, &error)) {
		fprintf(stderr, "seed: %s\n", error->message);
		return 1;
	}
	return 0;
}
