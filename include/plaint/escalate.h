/* SPDX-License-Identifier: ISC
 * escalate.h - turning to somebody else about a case: what fits, its timeline, the mail
 *
 * The bodies and the judging are escalation.h's; this gathers what is known of a case from the
 * store and writes what a body is sent. Functions fail with the codes of the rooms below. */
#pragma once
#include "plaint/escalation.h"
#include "plaint/flow.h"

/* The mails attached may have this much together before encoding: many desks take 10 MB, and
 * base64 adds a third. */
#define ESCALATE_ATTACH_LIMIT_BYTES (7u * 1024 * 1024)

/* What is known of a case; the strings are borrowed from flow and case. */
bool flow_escalation_facts(Flow *flow, const Case *c, EscalationFacts *out, GError **error);

/* The case's dates, oldest first, a line each, in language: our mails, theirs, what was logged by
 * hand, and the deadlines that were missed. Free with g_free(). */
bool flow_timeline(Flow *flow, const Case *c, const char *language, char **out, GError **error);

/* The text for body in language ("" : the case's), for a mail or a form. Free both with g_free(). */
bool flow_escalation_text(Flow *flow, const Case *c, const char *language, char **out_subject,
    char **out_body, GError **error);

/* A mail to body, which has an address, with the timeline and the case's mails attached as .eml
 * files; those that go over the limit are left out and named in the text. It is made as a draft:
 * nothing leaves before the complainant's consent. A draft to the same address is replaced;
 * PLAINT_ERROR_CONFLICT where the body was written to already. *out_left: how many mails were left
 * out. */
bool flow_escalate(Flow *flow, const Case *c, const Escalation *body, const char *language,
    unsigned *out_left, GError **error);
