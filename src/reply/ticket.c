/* SPDX-License-Identifier: ISC
 * ticket.c - finding ticket numbers in headers, subject and text */
#include "plaint/ticket.h"
#include "kind-private.h"
#include "ticket-private.h"
#include <string.h>

#define SUBJECT_MAX 1000
#define KEY_LENGTH 6 /* of a case's key, as in "[plaint A37FPQ]" */
#define KEYS_MAX 32

void
ticket_free(gpointer ticket)
{
	Ticket *one = ticket;
	if (one == NULL)
		return;
	g_free(one->number);
	g_free(one->system);
	g_free(one);
}

bool
ticket_add(Finder *f, const char *number, size_t length, TicketPlace place, const char *system)
{
	g_autofree char *copy = g_strndup(number, length);
	if (f->tickets->len >= TICKET_COUNT_MAX || !ticket_is_plausible(copy, place))
		return false;
	if (length == KEY_LENGTH && f->own_keys != NULL && strcasestr(f->own_keys, copy) != NULL)
		return false; /* "Case A37FPQ" of our own signature, quoted without a quote mark */
	for (guint i = 0; i < f->tickets->len; i++) {
		Ticket *old = f->tickets->pdata[i];
		if (!ticket_equal(old->number, copy))
			continue;
		if (old->system == NULL)
			old->system = g_strdup(system);
		return true;
	}
	Ticket *one = g_new0(Ticket, 1);
	one->number = g_steal_pointer(&copy);
	one->system = g_strdup(f->system != NULL ? f->system : system);
	g_ptr_array_add(f->tickets, one);
	return true;
}

/* RT's own Message-ID, "rt-5.0.1-881-1772000000-12.88170-5-0@desk", and Redmine's,
 * "redmine.issue-4471.20260305@desk", hold the ticket. */
static void
take_message_id(Finder *f, const char *id)
{
	if (g_str_has_prefix(id, "rt-")) {
		const char *number = strchr(id, '@');
		while (number != NULL && number > id && number[-1] != '.')
			number--;
		size_t digits = number == NULL ? 0 : strspn(number, "0123456789"), rest = 0;
		for (int part = 0; digits > 0 && part < 2 && number[digits + rest] == '-'; part++)
			rest += 1 + strspn(number + digits + rest + 1, "0123456789");
		if (rest > 0 && number[digits + rest] == '@') /* ".TICKET-SCRIP-N@" */
			ticket_add(f, number, digits, TICKET_HASHED, "rt");
	}
	if (g_str_has_prefix(id, "RT-Ticket-")) /* RT's pseudo id opens its References */
		ticket_add(f, id + 10, strspn(id + 10, "0123456789"), TICKET_HASHED, "rt");
	if (g_str_has_prefix(id, "redmine.issue-"))
		ticket_add(f, id + 14, strspn(id + 14, "0123456789"), TICKET_HASHED, "redmine");
}

static void
take_headers(Finder *f, const Mail *mail)
{
	static const char *const names[] = { "X-RT-Ticket", "RT-Ticket", "X-Freshdesk-Ticket-Id",
		"X-Freshservice-Ticket-Id", "X-Zendesk-Ticket-Id", "X-Ticket-ID",
		"X-OTRS-TicketNumber", "X-Redmine-Issue-Id", "X-Ubersmith-Ticket",
		"X-Ticket-Number" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *value = mail_header(mail, names[i]);
		if (value == NULL)
			continue;
		const char *hash = strrchr(value, '#'), *number = hash == NULL ? value : hash + 1;
		number += strspn(number, " ");
		ticket_add(
		    f, number, ticket_number_length(number), TICKET_HASHED, i < 2 ? "rt" : NULL);
	}
	for (guint r = 0; mail->references != NULL && r < MIN(mail->references->len, 20); r++)
		take_message_id(f, mail->references->pdata[r]);
	if (mail->message_id != NULL)
		take_message_id(f, mail->message_id);
}

/* Adds the keys behind "plaint " and "plaint." in text. */
static void
note_keys(GString *keys, const char *text)
{
	for (const char *at = text; at != NULL && keys->len < KEYS_MAX * (KEY_LENGTH + 1);) {
		at = strcasestr(at, "plaint");
		if (at == NULL)
			return;
		at += strlen("plaint");
		if (*at != '\0' && strchr(" .:-", *at) != NULL &&
		    strnlen(at + 1, KEY_LENGTH) == KEY_LENGTH) {
			g_string_append_len(keys, at + 1, KEY_LENGTH);
			g_string_append_c(keys, ' ');
		}
	}
}

static char *
own_keys(const Mail *mail, const char *subject, const char *text)
{
	GString *keys = g_string_new(NULL);
	note_keys(keys, subject);
	if (mail->in_reply_to != NULL)
		note_keys(keys, mail->in_reply_to);
	for (guint r = 0; mail->references != NULL && r < MIN(mail->references->len, 20); r++)
		note_keys(keys, mail->references->pdata[r]);
	if (text != NULL)
		note_keys(keys, text);
	return g_string_free(keys, FALSE);
}

static void
take_text(Finder *f, const char *raw, bool is_subject)
{
	g_autofree char *text = ticket_fold(raw, is_subject ? SUBJECT_MAX : TICKET_TEXT_MAX);
	ticket_enter(f, text, is_subject);
	ticket_take_marks(f);
	ticket_take_groups(f);
	if (is_subject)
		ticket_take_parts(f);
	ticket_take_labels(f);
	ticket_leave(f);
}

static void
take_watermarks(Finder *f, const char *raw)
{
	g_autofree char *text = ticket_fold(raw, TICKET_TEXT_MAX);
	ticket_enter(f, text, false);
	ticket_take_watermarks(f);
	ticket_leave(f);
}

void
ticket_find(const Mail *mail, const char *newest_text, GPtrArray *tickets)
{
	const char *system = kind_ticket_system(mail);
	const char *subject = mail->subject == NULL ? "" : mail->subject;
	Finder f = { .tickets = tickets };
	if (system != NULL && strchr(system, ' ') == NULL)
		f.system = system;
	g_autofree char *keys = own_keys(mail, subject, newest_text);
	f.own_keys = keys;
	take_headers(&f, mail);
	take_text(&f, subject, true);
	if (newest_text != NULL)
		take_text(&f, newest_text, false);
	if (tickets->len == 0)
		take_watermarks(&f, subject);
	if (newest_text != NULL && tickets->len == 0)
		take_watermarks(&f, newest_text);
}
