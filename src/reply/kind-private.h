/* SPDX-License-Identifier: ISC
 * kind-private.h - the phrase tables that kind.c reads */
#pragma once
#include "words-private.h"

enum {
	SAYS_AUTOMATIC, /* "this is an automatic message" */
	SAYS_RECEIVED,  /* "your request has been received" */
	SAYS_AWAY,      /* "out of the office" */
	SAYS_DEAD,      /* "this mailbox is not monitored" */
	SAYS_CHALLENGE, /* "to release your message" */
	SAYS_SURVEY,    /* "how would you rate" */
	SAYS_NEWS,      /* "unsubscribe" */
	SAYS_PERSON,    /* "I have looked": counts against all others */
	SAYS_COUNT,
};

/* The phrases of texts, or of subjects. */
const Phrases *kind_phrases(bool is_subject);

/* The ticket system that sent mail ("zendesk", "rt" ...) as its headers show it, or NULL. */
const char *kind_ticket_system(const Mail *mail);

/* subject after its tags in brackets: "[tag #1] AutoReply: ..." begins at "AutoReply". */
const char *kind_after_tags(const char *subject);
