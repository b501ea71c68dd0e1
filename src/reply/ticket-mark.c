/* SPDX-License-Identifier: ISC
 * ticket-mark.c - marks that show by their own shape that they are a ticket's */
#include "ticket-private.h"
#include <string.h>

#define GROUP_MAX 200 /* inside brackets */
#define NEAR_MAX 20   /* before a '#': "order #", "invoice no. #" */

/* --- marks of one system alone --- */

/* A mark between two others: "thread::" X "::". Watermarks stand in where no number is given: they
 * are of one message, or are seen by machines alone. */
static const struct {
	const char *open, *close, *extra,
	    *system; /* extra: the bytes that X may have beside letters */
	bool is_watermark;
} pairs[] = {
	{ "ref:", ":ref", "_!.", "salesforce", true },
	{ "thread::", "::", "_-", "salesforce", false },
	{ "{#HS:", "#}", "-_", "helpscout", false },
	{ "{#FS:", "#}", "+/=_-.", "freescout", true },
	{ "[SDREF:", "]", "-_", "freeitsm", false },
};

/* Letters and then digits, and nothing else: "INC0012345". */
static const struct {
	const char *prefix, *system;
	size_t digits, most; /* how many, at least and at most */
	bool is_stripped;    /* the number goes without its prefix */
	bool is_watermark;
} prefixes[] = {
	{ "INC", "servicenow", 7, 15, false, false },
	{ "RITM", "servicenow", 7, 10, false, false },
	{ "SCTASK", "servicenow", 7, 10, false, false },
	{ "REQ", "servicenow", 7, 10, false, false },
	{ "CHG", "servicenow", 7, 10, false, false },
	{ "PRB", "servicenow", 7, 10, false, false },
	{ "SIR", "servicenow", 7, 10, false, false },
	{ "SIT", "servicenow", 7, 10, false, false },
	{ "HRC", "servicenow", 7, 10, false, false },
	{ "TASK", "servicenow", 7, 10, false, false },
	{ "CSTASK", "servicenow", 7, 10, false, false },
	{ "CS", "servicenow", 7, 10, false, false },
	{ "HD", "servicenow", 7, 10, false, false },
	{ "IMS", "servicenow", 7, 10, false, false },
	{ "CALL", "servicenow", 7, 10, false, false },
	{ "CRM:", "dynamics", 4, 12, true, false },
	{ "WO", NULL, 13, 15, false, false },  /* BMC Remedy */
	{ "CRQ", NULL, 12, 15, false, false }, /* likewise */
	{ "Ref:MSG", "servicenow", 5, 14, true, true },
};

static bool
take_pair(Finder *f, size_t at, bool is_watermark)
{
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		if (f->text[at] != *pairs[i].open)
			continue;
		size_t n = strlen(pairs[i].open), length = 0;
		const char *start = f->text + at + n;
		if (pairs[i].is_watermark != is_watermark ||
		    strncmp(f->text + at, pairs[i].open, n) != 0)
			continue;
		while (length <= TICKET_NUMBER_MAX && start[length] != '\0' &&
		       (g_ascii_isalnum(start[length]) ||
			   strchr(pairs[i].extra, start[length]) != NULL))
			length++;
		if (length >= 4 && length <= TICKET_NUMBER_MAX &&
		    strncmp(start + length, pairs[i].close, strlen(pairs[i].close)) == 0)
			return ticket_add(f, start, length, TICKET_SURE, pairs[i].system);
	}
	return false;
}

static bool
take_prefix(Finder *f, size_t at, bool is_watermark)
{
	const char *start = f->text + at;
	if (!g_ascii_isupper(*start)) /* as all of them are */
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		if (*start != *prefixes[i].prefix)
			continue;
		size_t n = strlen(prefixes[i].prefix);
		if (prefixes[i].is_watermark != is_watermark ||
		    strncmp(start, prefixes[i].prefix, n) != 0)
			continue;
		size_t digits = strspn(start + n, "0123456789");
		char after = start[n + digits];
		if (digits < prefixes[i].digits || digits > prefixes[i].most ||
		    g_ascii_isalnum(after) || after == '_' ||
		    ticket_is_anothers(f, at, at + n + digits))
			continue;
		size_t skip = prefixes[i].is_stripped && !is_watermark ? n : 0;
		skip = is_watermark ? strlen("Ref:") : skip;
		return ticket_add(
		    f, start + skip, n + digits - skip, TICKET_NAMED, prefixes[i].system);
	}
	return false;
}

/* Microsoft Dynamics: "CAS-20418-Q7W2E9". */
static bool
take_dynamics(Finder *f, const char *at)
{
	size_t digits = strncmp(at, "CAS-", 4) == 0 ? strspn(at + 4, "0123456789") : 0;
	const char *tail = at + 4 + digits;
	if (digits < 4 || *tail != '-' ||
	    strspn(tail + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != 6 ||
	    g_ascii_isalnum(tail[7]))
		return false;
	return ticket_add(f, at, digits + 4 + 7, TICKET_NAMED, "dynamics");
}

/* "JPC#92004417", "TrackingID#26": a desk's name, '#', and a number. */
static void
take_hash(Finder *f, size_t at)
{
	const char *number = f->text + at + 1;
	size_t length = ticket_number_length(number), digits = 0,
	       from = at > NEAR_MAX ? at - NEAR_MAX : 0;
	bool is_free =
	    at == 0 || strchr(" \n#", f->text[at - 1]) != NULL; /* "Confirmation #77120417" */
	if (!is_free &&
	    (at < 2 || !g_ascii_isalpha(f->text[at - 1]) || !g_ascii_isalnum(f->text[at - 2])))
		return; /* "C#" */
	for (size_t i = 0; i < length; i++)
		digits += g_ascii_isdigit(number[i]);
	if (length < 4 || digits < (is_free ? 4 : 3) || ticket_has_word(f, from, at, WORD_THING) ||
	    (is_free && f->is_subject && ticket_is_own_title(f->text, number + length)) ||
	    ticket_is_anothers(f, at, at + 1 + length))
		return;
	for (size_t i = at; i > from && !g_ascii_isspace(f->text[i - 1]); i--)
		if (f->text[i - 1] == '/' || f->text[i - 1] == '~')
			return; /* a page's address */
	g_autofree char *word = g_strchomp(g_strndup(f->lower + from, at - from));
	static const char *const things[] = { "po", "item", "suite", "apt", "unit", "acct", "sku",
		"lot", "ext", "box", "ste", "part", "inv", "step", "verify", "no", "gate",
		"channel", "room", "case" };
	const char *last = strrchr(word, ' ');
	for (size_t i = 0; i + 1 < G_N_ELEMENTS(things); i++)
		if (strcmp(last == NULL ? word : last + 1, things[i]) == 0)
			return;
	ticket_add(f, number, length, TICKET_HASHED, NULL);
}

/* Zendesk's encoded number alone on a text's line, "[1G7EOR-0Q2J]". */
static bool
take_zendesk(Finder *f, size_t at)
{
	const char *start = f->text + at + 1;
	static const char bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	bool is_alone = (at == 0 || f->text[at - 1] == '\n') && !f->is_subject;
	if (!is_alone || strspn(start, bytes) != 6 || start[6] != '-' ||
	    strspn(start + 7, bytes) != 4 || start[11] != ']' ||
	    (start[12] != '\n' && start[12] != '\0') || ticket_number_length(start) != 11)
		return false;
	return ticket_add(f, start, 11, TICKET_NAMED, "zendesk");
}

void
ticket_take_marks(Finder *f)
{
	for (size_t i = 0; f->text[i] != '\0' && f->tickets->len < TICKET_COUNT_MAX; i++) {
		char c = f->text[i];
		if (c == '#')
			take_hash(f, i);
		if ((i > 0 && g_ascii_isalnum(f->text[i - 1])) ||
		    (!g_ascii_isalpha(c) && c != '{' && c != '['))
			continue;
		if (c == '[' && take_zendesk(f, i))
			continue;
		if (!take_pair(f, i, false) && !take_prefix(f, i, false))
			take_dynamics(f, f->text + i);
	}
}

void
ticket_take_watermarks(Finder *f)
{
	for (size_t i = 0; f->text[i] != '\0' && f->tickets->len == 0; i++)
		if (f->text[i] == '{' || (f->text[i] | ' ') == 'r')
			if (!take_pair(f, i, true))
				take_prefix(f, i, true);
}

/* --- brackets --- */

static const char *
system_of_group(const char *group)
{
	static const struct {
		const char *start, *system;
	} rows[] = { { "ticket id:", "whmcs" }, { "ticket#", "otrs" }, { "glpi #", "glpi" },
		{ "## ", "zoho" } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_ascii_strncasecmp(group, rows[i].start, strlen(rows[i].start)) == 0)
			return rows[i].system;
	const char *hash = strrchr(group, '#');
	if (hash != NULL && hash - group > 2 && hash[-1] == ' ' &&
	    (*group == '~' || memchr(group, '.', (size_t)(hash - group)) != NULL))
		return "rt"; /* "[meridian.example #88170]" */
	return NULL;
}

/* "id" of "Ticket ID" and of "AbuseMailID:", not of "video". */
static bool
is_word(const Finder *f, size_t at, size_t length, size_t from, size_t to)
{
	bool is_last = at + length == to, is_tail = is_last && length == 2 && at > from + 4;
	bool starts = at == from || !g_ascii_isalpha(f->text[at - 1]) || is_tail;
	return starts && (is_last || !g_ascii_isalpha(f->text[at + length - 1]) ||
			     !g_ascii_isalpha(f->text[at + length]));
}

/* Whether the group's text before its number is a label. */
static bool
is_label(const Finder *f, size_t from, size_t to)
{
	static const char *const names[] = { "abuse", "ref", "ecin", "notice", "sdref", "id",
		"spamcop", "op ", "mm ", "no", "nr", "tk", "tt", "rwt", "#" };
	for (int tag = LABEL_STRONG; tag <= LABEL_WEAK; tag++)
		if (ticket_has_word(f, from, to, tag))
			return true;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		for (size_t at = from; at < to; at++)
			if (g_str_has_prefix(f->lower + at, names[i]) &&
			    is_word(f, at, strlen(names[i]), from, to))
				return true;
	return false;
}

static size_t
skip_signs(const Finder *f, size_t at, size_t end)
{
	while (at < end && strchr(" #~:.", f->text[at]) != NULL)
		at++;
	return at;
}

/* The number at offset at, which must end with the group or before a blank. */
static bool
take_in_group(Finder *f, size_t at, size_t end, TicketPlace place, const char *system)
{
	size_t length = ticket_number_length(f->text + at);
	if (length == 0 || at + length > end)
		return false;
	ticket_add(f, f->text + at, length, place, system);
	return true;
}

/* "No.", "ID:" just before a number. */
static size_t
skip_number_word(const char *text)
{
	static const char *const words[] = { "no.", "nr.", "id:", "no:", "nr:", "no ", "nr ",
		"id " };
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strncasecmp(text, words[i], 3) == 0)
			return 3 + strspn(text + 3, " ");
	return 0;
}

/* "SR 20417": capitals and a number; not "RFC 5965". */
static bool
is_capital_name(const Finder *f, size_t start, size_t last, const char *number)
{
	size_t capitals = strspn(f->text + start, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	if (!f->is_subject || capitals < 2 || capitals > 6 || start + capitals + 1 != last)
		return false;
	g_autofree char *joined = g_strdup_printf(
	    "%.*s%.*s", (int)capitals, f->text + start, (int)ticket_number_length(number), number);
	return ticket_is_plausible(joined, TICKET_BARE);
}

/* "工单 8821", "Case No. 12", "MyCERT-2026041": a name, then the number at the end. */
static void
take_last(Finder *f, size_t start, size_t end, const char *system)
{
	size_t last = end;
	while (last > start &&
	       (g_ascii_isalnum(f->text[last - 1]) || strchr("-/._", f->text[last - 1]) != NULL))
		last--;
	last += skip_number_word(f->text + last);
	const char *number = f->text + last;
	size_t length = ticket_number_length(number), letters = 0;
	if (length == 0 || last + length != end)
		return;
	while (g_ascii_isalpha(number[letters]))
		letters++;
	/* A name in small letters is not a part of the number, as capitals are: "MyCERT-202604". */
	bool is_named = last == start && letters >= 3 && number[letters] == '-' &&
	                strcspn(number, "abcdefghijklmnopqrstuvwxyz") < letters;
	letters += is_named;
	if (is_named && f->is_subject && length - letters > 4 &&
	    strspn(number + letters, "0123456789-") == length - letters)
		ticket_add(f, number + letters, length - letters, TICKET_NAMED, system);
	else if (last > start &&
		 (is_label(f, start, last) || is_capital_name(f, start, last, number)))
		ticket_add(f, number, length, TICKET_NUMBERED, system);
	else if (f->is_subject && length > 5 && last - start == 2 &&
		 g_ascii_isdigit(f->text[start]))
		ticket_add(f, number, length, TICKET_BARE, system); /* "2 C123456" */
}

static bool
is_own(const Finder *f, size_t start)
{
	return strncmp(f->lower + start, "plaint ", 7) == 0;
}

/* The bytes from start to end are what a bracket group holds. */
static void
take_group(Finder *f, size_t start, size_t end)
{
	char bracket = f->text[start - 1];
	while (start < end && f->text[start] == ' ')
		start++;
	while (end > start && f->text[end - 1] == ' ')
		end--;
	g_autofree char *group = g_strndup(f->text + start, end - start);
	const char *system = system_of_group(group);
	while (end > start && strchr(" #", f->text[end - 1]) != NULL)
		end--; /* "## 4471 ##" */
	size_t at = skip_signs(f, start, end), whole = ticket_number_length(f->text + at);
	if (is_own(f, start) || ticket_has_word(f, start, end, WORD_THING) ||
	    g_str_has_suffix(group, ":ref") || ticket_has_word(f, start, end, WORD_OWNER))
		return;
	const char *hash = memrchr(f->text + start, '#', end - start);
	if (hash != NULL) {
		at = skip_signs(f, (size_t)(hash - f->text), end);
		if (f->is_subject || bracket == '[' || end - at > 2) /* "(Exim 3.36 #1)" */
			take_in_group(f, at, end, TICKET_HASHED, system);
		return;
	}
	/* "AbuseID:C4402F:1B", "Ticket ID: 12": the label ends at its first colon. */
	const char *colon = memchr(f->text + start, ':', end - start);
	if (colon != NULL && is_label(f, start, (size_t)(colon - f->text)) &&
	    take_in_group(
		f, skip_signs(f, (size_t)(colon - f->text), end), end, TICKET_HASHED, system))
		return;
	size_t capitals = colon == NULL ? 0 : (size_t)(colon - f->text) - start;
	if (capitals > 0 && capitals <= 4 &&
	    strspn(f->text + start, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == capitals && /* "[TT:99120]" */
	    take_in_group(f, skip_signs(f, start + capitals, end), end, TICKET_NAMED, system))
		return;
	bool is_lettered = g_ascii_isalpha(f->text[at]) && g_ascii_islower(f->text[at + 1]);
	if (f->is_subject && whole > 0 && at + whole == end && !is_lettered)
		ticket_add(f, f->text + at, whole, TICKET_BARE, system);
	else
		take_last(f, start, end, system);
}

void
ticket_take_groups(Finder *f)
{
	static const char open[] = "[(", close[] = "])";
	for (size_t i = 0; f->text[i] != '\0' && f->tickets->len < TICKET_COUNT_MAX; i++) {
		const char *kind = strchr(open, f->text[i]);
		if (kind == NULL)
			continue;
		size_t end = i + 1;
		while (end - i < GROUP_MAX && f->text[end] != '\0' &&
		       f->text[end] != close[kind - open] && f->text[end] != '[')
			end++;
		if (f->text[end] == close[kind - open] &&
		    (f->is_subject || !ticket_is_anothers(f, i, end)))
			take_group(f, i + 1, end);
	}
}

/* --- parts of a subject --- */

static size_t
skip_answer(const char *text)
{
	static const char *const answers[] = { "re:", "aw:", "fw:", "fwd:", "sv:", "wg:", "res:",
		"rv:", "enc:", "tr:", "antw:", "odp:", "ynt:", "ilt:", "rif:", "i:", "r:", "回复:",
		"答复:", "回覆:", "转发:", "返信:", "automatic reply:", "автоответ:" };
	size_t blanks = strspn(text, " \t-[]()");
	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++)
		if (g_ascii_strncasecmp(text + blanks, answers[i], strlen(answers[i])) == 0)
			return blanks + strlen(answers[i]);
	return blanks;
}

/* "SUP-2291", "CAS-20418-Q7W2E9": capitals, a dash, then digits for the most part. */
static bool
is_project_key(const char *text, size_t length)
{
	size_t upper = 0, digits = 0, capitals = 0;
	while (g_ascii_isupper(text[upper]))
		upper++;
	for (size_t i = upper + 1; i < length; i++) {
		digits += g_ascii_isdigit(text[i]);
		capitals += g_ascii_isupper(text[i]);
		if (g_ascii_islower(text[i]) || strchr(":/.", text[i]) != NULL)
			return false;
	}
	return upper >= 2 && text[upper] == '-' && digits > 0 && (capitals == 0 || digits >= 4);
}

static bool
ends_part(const char *after)
{
	after += strspn(after, " #");
	return *after == '\0' || strncmp(after, ": ", 2) == 0 || strncmp(after, "- ", 2) == 0 ||
	       *after == '|' || (*after == ':' && after[1] == '\0');
}

static void
take_part(Finder *f, size_t at, bool is_first)
{
	const char *text = f->text + at;
	size_t signs = strspn(text, "#<-* ");
	bool is_hashed = memchr(text, '#', signs) != NULL;
	text += signs;
	text += skip_number_word(text);
	size_t length = ticket_number_length(text);
	const char *after = text + length;
	g_autofree char *copy = g_strndup(text, length);
	bool is_key = is_project_key(text, length), is_whole = ends_part(after);
	/* Our own title comes back with our mark behind it; what a desk adds stands before both. */
	bool is_ours = !is_first && strstr(after, "[plaint ") != NULL;
	if (length == 0 || is_ours || ticket_has_word(f, at > 20 ? at - 20 : 0, at, WORD_THING) ||
	    ticket_is_anothers(f, at, at + length))
		return;
	if (is_first && (is_key || (is_hashed && length >= 4)) &&
	    (is_key || !ticket_is_own_title(f->text, after)))
		ticket_add(f, text, length, is_hashed ? TICKET_HASHED : TICKET_BARE, NULL);
	else if (is_whole && (is_key || length >= 6 || (is_hashed && length >= 4)) &&
		 ticket_is_plausible(copy, TICKET_BARE))
		ticket_add(f, text, length, TICKET_BARE, NULL);
}

void
ticket_take_parts(Finder *f)
{
	size_t at = 0, next = 0;
	for (bool again = true; again; at += next) {
		next = skip_answer(f->text + at);
		again = next > 0;
	}
	take_part(f, at, true);
	for (; f->text[at] != '\0'; at++)
		if (strncmp(f->text + at, " - ", 3) == 0 || strncmp(f->text + at, ": ", 2) == 0 ||
		    strncmp(f->text + at, " | ", 3) == 0 || f->text[at] == ']')
			take_part(f, at + strspn(f->text + at, " -:|]"), false);
}
