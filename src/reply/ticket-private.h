/* SPDX-License-Identifier: ISC
 * ticket-private.h - the two steps of finding a ticket: where one may stand, and what may be one */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* How the place where a number stands vouches for it. */
typedef enum ticket_place {
	TICKET_BARE,   /* in brackets, without a label: "[TK90260]" */
	TICKET_NAMED,  /* behind a label: "case 00421555" */
	TICKET_HASHED, /* behind '#' or "ID:": "[Ticket ID: 1]" */
	TICKET_SURE,   /* between marks that nothing else has: "ref:_00D5a._5003x:ref" */
} TicketPlace;

/* How many bytes at text make a number, 0 where none starts there: letters, digits and ':_.-'
 * within, a digit somewhere, no '.' or ':' at its end. */
size_t ticket_number_length(const char *text);

/* Whether number may be a ticket's: not an IP address, date, time, host name, CVE, AS or invoice
 * number, and long enough for its place. */
bool ticket_is_plausible(const char *number, TicketPlace place);
