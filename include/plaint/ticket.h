/* SPDX-License-Identifier: ISC
 * ticket.h - the numbers by which ticket systems know a case
 *
 * Finds the marks of RT, OTRS and Znuny, Zammad, Zendesk, Freshdesk, Jira, WHMCS, osTicket, GLPI,
 * FreeScout, Help Scout, Salesforce, ServiceNow, Dynamics, Zoho, Kayako and others, and of hosters,
 * registrars and CERTs, in headers, subject and newest text, and numbers that words of twelve
 * languages name. IP addresses, dates, telephone, invoice and customer numbers, CVEs, AS numbers,
 * ports, a ticket at another company and plaint's own "[plaint KEY]" are no tickets. A mark that is
 * of one message or that machines alone see ("ref:_..:ref", "Ref:MSG1234567") counts only where no
 * number is given. Digits come back plain, whatever their width. Pure, linear in the text; at most
 * TICKET_TEXT_MAX bytes of the text are read and TICKET_COUNT_MAX numbers found. */
#pragma once
#include "plaint/mail.h"
#include "plaint/reading.h"

#define TICKET_TEXT_MAX 65536
#define TICKET_NUMBER_MAX 64
#define TICKET_COUNT_MAX 16

/* Adds the tickets this mail gives to the case (Ticket, from ticket_free()), surest first: headers,
 * then subject, then text. newest_text may be NULL: only headers and subject are read then. Numbers
 * that are already in tickets are not added again. */
void ticket_find(const Mail *mail, const char *newest_text, GPtrArray *tickets);

void ticket_free(gpointer ticket); /* a GDestroyNotify; NULL is fine */

/* number as it is compared and stored: letters in upper case, no space around, no '#'. Free with
 * g_free(). */
char *ticket_normalize(const char *number);

/* True when both mean the same ticket: regardless of case and, where both are digits only, of
 * leading zeros ("GLPI #0000123" and "123"). */
bool ticket_equal(const char *a, const char *b);
