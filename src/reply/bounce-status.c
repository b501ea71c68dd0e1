/* SPDX-License-Identifier: ISC
 * bounce-status.c - the enhanced status code (RFC 3463) of a mail server's words */
#include "bounce-private.h"
#include <string.h>

/* "5.0.0" says that it failed and nothing else. */
static bool
is_vague(const char *status)
{
	return g_str_has_suffix(status, ".0.0");
}

static bool
is_apart(const char *words, const char *at)
{
	return at == words || !(g_ascii_isalnum(at[-1]) || strchr(".-_/:@", at[-1]) != NULL) ||
	       (at[-1] == '-' && at >= words + 4 && g_ascii_isdigit(at[-2]));
}

/* "5.1.1" at at: class 4 or 5, subject 0 to 7, and not a piece of an IP address or a version. */
static size_t
enhanced_length(const char *at)
{
	size_t n = 2;
	if ((at[0] != '4' && at[0] != '5') || at[1] != '.' || !g_ascii_isdigit(at[2]) ||
	    at[2] > '7' || at[3] != '.')
		return 0;
	n = 4;
	while (n < 8 && g_ascii_isdigit(at[n]))
		n++;
	if (n == 4 || n > 7 || g_ascii_isalnum(at[n]) ||
	    (at[n] == '.' && g_ascii_isdigit(at[n + 1])))
		return 0;
	return n;
}

/* The codes of replies inside replies stand behind each other ("#5.0.0 smtp;550 5.1.1"): the first that
 * says something, else the first. */
static char *
enhanced_in(const char *words)
{
	char *first = NULL;
	for (const char *at = words; *at != '\0'; at++) {
		size_t n =
		    (*at == '4' || *at == '5') && is_apart(words, at) ? enhanced_length(at) : 0;
		if (n == 0)
			continue;
		char *status = g_strndup(at, n);
		if (!is_vague(status)) {
			g_free(first);
			return status;
		}
		if (first == NULL)
			first = status;
		else
			g_free(status);
	}
	return first;
}

/* The SMTP reply code in words: three digits, 4yz or 5yz with y up to 5, standing apart. */
static int
reply_in(const char *words)
{
	for (const char *at = words; *at != '\0'; at++) {
		if ((*at != '4' && *at != '5') || at[1] < '0' || at[1] > '5' ||
		    !g_ascii_isdigit(at[2]))
			continue;
		if (g_ascii_isalnum(at[3]) || (at[3] == '.' && g_ascii_isdigit(at[4])) ||
		    at[3] == ':' || (at[3] == ',' && g_ascii_isdigit(at[4])))
			continue;
		if (at > words && at[-1] == '#') /* "Bug #551"; Exchange's "#550" has more behind it */
			continue;
		if (is_apart(words, at) || (at > words && at[-1] == ':'))
			return (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0');
	}
	return 0;
}

static char *
status_of_reply(int reply)
{
	static const struct {
		int reply;
		const char *status;
	} rows[] = { { 421, "4.3.2" }, { 450, "4.2.0" }, { 451, "4.3.0" }, { 452, "4.3.1" },
		{ 550, "5.1.1" }, { 551, "5.1.6" }, { 552, "5.2.2" }, { 553, "5.1.3" },
		{ 554, "5.0.0" } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].reply == reply)
			return g_strdup(rows[i].status);
	return g_strdup_printf("%d.0.0", reply / 100);
}

/* Whether words have nothing but a reply code to go by. */
static bool
is_code_alone(const char *words)
{
	g_autofree char *status = enhanced_in(words);
	return status == NULL && bounce_meaning(words).weight < BOUNCE_PAIR_WEIGHT;
}

char *
bounce_status(const char *words, bool is_delay)
{
	g_autofree char *status = enhanced_in(words);
	if (status != NULL && !is_vague(status))
		return g_steal_pointer(&status);
	int reply = status != NULL ? (*status - '0') * 100 : reply_in(words);
	BounceMeaning best = bounce_meaning(words);
	if (best.weight > 0 && best.weight >= (reply != 0 ? 2 : 1)) {
		int level = reply != 0 ? reply / 100 : is_delay ? 4 : 5;
		return g_strdup_printf("%d.%d.%d", level, best.tag / 100, best.tag % 100);
	}
	if (status != NULL)
		return g_steal_pointer(&status);
	return reply != 0 ? status_of_reply(reply) : g_strdup("");
}

bool
bounce_has_code(const char *words)
{
	static const int replies[] = { 421, 450, 451, 452, 454, 521, 530, 535, 541, 550, 551, 552, 553, 554,
		555, 556, 571 };
	g_autofree char *status = enhanced_in(words);
	if (status != NULL)
		return true;
	int reply = reply_in(words);
	for (size_t i = 0; i < G_N_ELEMENTS(replies); i++)
		if (replies[i] == reply)
			return true;
	return false;
}

char *
bounce_status_within(const char *status, const char *words, bool is_delay)
{
	bool is_delayed = *status == '\0' ? is_delay : *status == '4';
	char *found = bounce_status(words, is_delayed);
	if (*status == '\0' || *found == '\0')
		return found;
	if (is_vague(found) || is_code_alone(words)) { /* no more than the report itself has said */
		g_free(found);
		return g_strdup("");
	}
	found[0] = *status;
	return found;
}
