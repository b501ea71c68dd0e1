/* SPDX-License-Identifier: ISC
 * smtp-dialogue.c - commands and replies, and what they mean for a message (RFC 5321 4.2, 4.3) */
#include "smtp-private.h"
#include "wire-private.h"
#include <string.h>

#define REPLY_MAX 2000 /* octets kept of a reply; servers send pages of policy */

static void
line_free(gpointer data)
{
	SmtpLine *line = data;
	g_string_free(line->text, TRUE);
	g_free(line);
}

static void
line_set(SmtpLine *line, int code, const char *text)
{
	line->code = code;
	g_string_assign(line->text, text);
}

void
dialogue_init(Dialogue *dialogue)
{
	*dialogue = (Dialogue){ .spoke_us = g_get_monotonic_time() };
	dialogue->recipients = g_ptr_array_new_with_free_func(line_free);
	SmtpLine *lines[] = { &dialogue->reply, &dialogue->mail, &dialogue->data, &dialogue->final,
		&dialogue->login, &dialogue->greeting };
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
		lines[i]->text = g_string_new(NULL);
}

void
dialogue_clear(Dialogue *dialogue)
{
	SmtpLine *lines[] = { &dialogue->reply, &dialogue->mail, &dialogue->data, &dialogue->final,
		&dialogue->login, &dialogue->greeting };
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
		g_string_free(lines[i]->text, TRUE);
	g_ptr_array_unref(dialogue->recipients);
}

void
dialogue_connected(Dialogue *dialogue)
{
	dialogue->phase = SMTP_GREETING;
	dialogue->is_logged_in = false;
	dialogue->is_open = false;
	line_set(&dialogue->login, 0, "");
	line_set(&dialogue->greeting, 0, "");
	dialogue_message(dialogue);
}

void
dialogue_message(Dialogue *dialogue)
{
	dialogue->has_begun = false;
	line_set(&dialogue->reply, 0, "");
	line_set(&dialogue->mail, 0, "");
	line_set(&dialogue->data, 0, "");
	line_set(&dialogue->final, 0, "");
	g_ptr_array_set_size(dialogue->recipients, 0);
	dialogue->spoke_us = g_get_monotonic_time();
}

static bool
begins(const char *bytes, size_t length, const char *word)
{
	return length >= strlen(word) && g_ascii_strncasecmp(bytes, word, strlen(word)) == 0;
}

void
dialogue_sent(Dialogue *dialogue, const char *bytes, size_t length)
{
	static const struct {
		const char *word;
		SmtpPhase phase;
	} words[] = { { "EHLO ", SMTP_HELLO }, { "HELO ", SMTP_HELLO }, { "STARTTLS", SMTP_STARTTLS },
		{ "AUTH ", SMTP_AUTH }, { "NOOP", SMTP_IDLE }, { "RSET", SMTP_IDLE },
		{ "MAIL FROM:", SMTP_MAIL }, { "RCPT TO:", SMTP_RCPT }, { "DATA\r\n", SMTP_DATA },
		{ "QUIT", SMTP_QUIT } };
	dialogue->spoke_us = g_get_monotonic_time();
	dialogue->is_open = false;
	/* What follows AUTH is the secret itself, in base64, which may begin like a command. */
	if (dialogue->phase == SMTP_AUTH && !dialogue->is_logged_in && dialogue->reply.code / 100 == 3)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (!begins(bytes, length, words[i].word))
			continue;
		dialogue->phase = words[i].phase;
		break;
	}
	line_set(&dialogue->reply, 0, "");
	if (dialogue->phase == SMTP_MAIL)
		dialogue->has_begun = true;
	if (dialogue->phase == SMTP_RCPT) {
		SmtpLine *line = g_new0(SmtpLine, 1);
		line->text = g_string_new(NULL);
		g_ptr_array_add(dialogue->recipients, line);
	}
}

/* Where the reply to the command at hand is kept; NULL where nobody will ask for it. */
static SmtpLine *
slot(Dialogue *dialogue)
{
	switch (dialogue->phase) {
	case SMTP_GREETING:
		return &dialogue->greeting;
	case SMTP_AUTH:
		return &dialogue->login;
	case SMTP_MAIL:
		return &dialogue->mail;
	case SMTP_RCPT:
		return dialogue->recipients->pdata[dialogue->recipients->len - 1];
	case SMTP_DATA:
		return &dialogue->data;
	case SMTP_BODY:
		return &dialogue->final;
	default:
		return NULL;
	}
}

static void
finish_reply(Dialogue *dialogue)
{
	SmtpLine *kept = slot(dialogue);
	if (kept != NULL)
		line_set(kept, dialogue->reply.code, dialogue->reply.text->str);
	if (dialogue->phase == SMTP_AUTH && dialogue->reply.code == 235)
		dialogue->is_logged_in = true;
	if (dialogue->phase == SMTP_DATA && dialogue->reply.code == 354)
		dialogue->phase = SMTP_BODY;
	else if (dialogue->phase == SMTP_BODY)
		dialogue->phase = SMTP_IDLE;
}

void
dialogue_received(Dialogue *dialogue, const char *bytes, size_t length)
{
	dialogue->spoke_us = g_get_monotonic_time();
	if (length < 3 || !g_ascii_isdigit(bytes[0]) || !g_ascii_isdigit(bytes[1]) ||
	    !g_ascii_isdigit(bytes[2]))
		return;
	int code = (bytes[0] - '0') * 100 + (bytes[1] - '0') * 10 + (bytes[2] - '0');
	size_t skip = dialogue->is_open ? MIN(length, 4) : 0;
	g_autofree char *text = net_words(bytes + skip, length - skip);
	if (!dialogue->is_open && strlen(text) > 3)
		text[3] = ' '; /* "550-first second" would read as if cut off */
	if (!dialogue->is_open)
		line_set(&dialogue->reply, code, "");
	GString *all = dialogue->reply.text;
	if (all->len > 0 && all->len < REPLY_MAX)
		g_string_append_c(all, ' ');
	if (all->len < REPLY_MAX)
		g_string_append(all, text);
	dialogue->is_open = length > 3 && bytes[3] == '-';
	if (!dialogue->is_open)
		finish_reply(dialogue);
}

static const SmtpLine *
recipient_line(const Dialogue *dialogue, size_t i)
{
	return i < dialogue->recipients->len ? dialogue->recipients->pdata[i] : NULL;
}

size_t
dialogue_accepted(const Dialogue *dialogue, size_t n)
{
	size_t accepted = 0;
	for (size_t i = 0; i < n; i++) {
		const SmtpLine *line = recipient_line(dialogue, i);
		accepted += line != NULL && line->code / 100 == 2;
	}
	return accepted;
}

static SmtpOutcome
outcome_of(int code)
{
	return code / 100 == 2 ? SMTP_ACCEPTED : code / 100 == 5 ? SMTP_REJECTED : SMTP_DEFERRED;
}

/* What decided for all recipients that were not refused by themselves. */
static SmtpReply
common_fate(const Dialogue *dialogue, bool is_given, const char *why)
{
	const SmtpLine *lines[] = { &dialogue->final, &dialogue->data, &dialogue->mail };
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		int code = lines[i]->code;
		/* A 354 or 250 on the way decides nothing, a strange final reply no more. */
		if (code == 0 || (i > 0 && code < 400))
			continue;
		bool is_strange = code < 200 || code / 100 == 3 || code > 599;
		return (SmtpReply){ NULL, is_strange ? SMTP_UNCERTAIN : outcome_of(code), code,
			lines[i]->text->str };
	}
	return (SmtpReply){ NULL, is_given ? SMTP_UNCERTAIN : SMTP_DEFERRED, 0, (char *)why };
}

static SmtpReply
fate_of(const Dialogue *dialogue, size_t i, const char *address, const SmtpReply *common)
{
	const SmtpLine *line = recipient_line(dialogue, i);
	SmtpReply fate = *common;
	if (line != NULL && line->code >= 400)
		fate = (SmtpReply){ NULL, outcome_of(line->code), line->code, line->text->str };
	fate.address = g_strdup(address);
	fate.words = g_strdup(fate.words);
	return fate;
}

static void
reply_clear(SmtpReply *reply)
{
	g_clear_pointer(&reply->address, g_free);
	g_clear_pointer(&reply->words, g_free);
}

static void
reply_free(gpointer data)
{
	reply_clear(data);
	g_free(data);
}

void
smtp_result_clear(SmtpResult *result)
{
	g_clear_pointer(&result->words, g_free);
	g_clear_pointer(&result->recipients, g_ptr_array_unref);
	reply_clear(&result->copy);
	*result = (SmtpResult){ 0 };
}

/* The best that happened to any recipient is what happened to the message: what was accepted for
 * one must not be sent again as a whole. */
static void
sum_up(SmtpResult *out)
{
	static const int rank[] = { [SMTP_ACCEPTED] = 3, [SMTP_UNCERTAIN] = 2, [SMTP_DEFERRED] = 1,
		[SMTP_REJECTED] = 0 };
	const SmtpReply *best = out->recipients->pdata[0];
	for (guint i = 1; i < out->recipients->len; i++) {
		const SmtpReply *one = out->recipients->pdata[i];
		if (rank[one->outcome] > rank[best->outcome])
			best = one;
	}
	out->outcome = best->outcome;
	out->code = best->code;
	out->words = g_strdup(best->words);
}

void
dialogue_judge(const Dialogue *dialogue, const char *const *recipients, const char *copy_to,
    bool is_given, const char *why, SmtpResult *out)
{
	size_t n = g_strv_length((char **)recipients);
	/* Without any recipient we broke off before the dot: nothing was given. */
	bool may_have_it = is_given && dialogue_accepted(dialogue, n) > 0;
	SmtpReply common = common_fate(dialogue, may_have_it, why);
	smtp_result_clear(out);
	out->recipients = g_ptr_array_new_with_free_func(reply_free);
	for (size_t i = 0; i < n; i++) {
		SmtpReply fate = fate_of(dialogue, i, recipients[i], &common);
		g_ptr_array_add(out->recipients, g_memdup2(&fate, sizeof fate));
	}
	if (copy_to != NULL)
		out->copy = fate_of(dialogue, n, copy_to, &common);
	sum_up(out);
}

const char *
smtp_outcome_name(SmtpOutcome outcome)
{
	static const char *const names[] = { [SMTP_ACCEPTED] = "accepted", [SMTP_REJECTED] = "rejected",
		[SMTP_DEFERRED] = "deferred", [SMTP_UNCERTAIN] = "uncertain" };
	return names[outcome];
}
