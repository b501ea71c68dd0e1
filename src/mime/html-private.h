/* SPDX-License-Identifier: ISC
 * html-private.h - what a start tag means for the text */
#pragma once
#include "plaint/mail.h"

typedef struct html_tag {
	bool is_hidden;      /* nothing in it is shown */
	bool is_block;       /* starts and ends a line */
	bool is_paragraph;   /* and has an empty line around it */
	bool is_break, is_pre, is_list, is_item, is_cell, is_link;
	bool is_loose_quote; /* a quote if an attribution stands before it */
	bool has_mark;
	MailMarkKind mark;
	const char *href;    /* borrowed; NULL */
} HtmlTag;

/* attributes: name, value (may be NULL), ..., NULL; may be NULL itself. */
void html_tag_read(const char *name, const char **attributes, HtmlTag *out);
