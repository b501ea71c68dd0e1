/* SPDX-License-Identifier: ISC
 * quote-history.c - which lines are quoted, and where what was sent before starts
 *
 * Line by line from the top: quotes, attributions and header blocks as mail programs write them, and
 * what a ticket system writes above the newest comment. Each line is looked at with the few next to
 * it, so that time is linear in the text. */
#include "quote-private.h"

#define HEADER_BLOCK_LINES 12 /* lines looked at for "From: Sent: To: Subject:" */
#define NOTICE_LINES 5        /* of what a ticket system writes above a comment */
#define WRAP_WIDTH 60         /* a quoted line this long may have been wrapped */

static bool
ends_like_attribution(const Line *line)
{
	const char *end = line->start + line->length;
	while (end > line->start && (end[-1] == '*' || end[-1] == '_'))
		end--;
	return (end > line->start && end[-1] == ':') ||
	    (end - line->start >= 3 && memcmp(end - 3, "：", 3) == 0);
}

/* mbox writers put '>' before a "From " that starts a line. */
static bool
is_escaped_from(const Line *line, bool is_after_quote)
{
	return !is_after_quote && line->length > 6 && memcmp(line->start, ">From ", 6) == 0;
}

static bool
has_quote_sign(const Line *line)
{
	size_t spaces = strspn(line->start, " ");
	if (spaces > 3 || line->length <= spaces)
		return false;
	return line->start[spaces] == '>' || g_str_has_prefix(line->start + spaces, "＞");
}

/* How many letters stand before the '>' of "LV> ", as The Bat! quotes; 0 where it is no such line. */
static size_t
initials_of(const Line *line)
{
	const char *p = line->start + strspn(line->start, " ");
	size_t n = 0;
	while (n < 3 && g_ascii_isupper(p[n]))
		n++;
	return n > 0 && p[n] == '>' && (p[n + 1] == ' ' || p[n + 1] == '>' || p[n + 1] == '\n') ? n : 0;
}

/* Initials quote below an attribution, or below others. */
static bool
is_quoted_by_initials(const Text *text, size_t i)
{
	size_t above = i;
	if (initials_of(&text->lines[i]) == 0)
		return false;
	while (above > 0 && i - above < 3 && (above == i || is_blank(&text->lines[above])))
		above--;
	return above < i && (text->lines[above].is_quoted || ends_like_attribution(&text->lines[above]));
}

/* A quoted line that somebody wrapped without quoting the rest of it. */
static bool
is_wrapped_rest(const Text *text, size_t i)
{
	const Line *line = &text->lines[i];
	if (i == 0 || i + 1 >= text->count || is_blank(line) || line->length > WRAP_WIDTH)
		return false;
	return text->lines[i - 1].is_quoted && text->lines[i - 1].length >= WRAP_WIDTH &&
	    has_quote_sign(&text->lines[i + 1]) && g_ascii_islower(*line->start);
}

void
find_quoted(Text *text)
{
	for (size_t i = 0; i < text->count; i++) {
		Line *line = &text->lines[i];
		bool is_after_quote = i > 0 && text->lines[i - 1].is_quoted;
		if (has_quote_sign(line) && !is_escaped_from(line, is_after_quote))
			line->is_quoted = true;
		else if (is_wrapped_rest(text, i) || is_quoted_by_initials(text, i))
			line->is_quoted = true;
	}
}

/* The next line from i on that has text, or the number of lines. */
static size_t
next_text(const Text *text, size_t i)
{
	while (i < text->count && is_blank(&text->lines[i]))
		i++;
	return i;
}

static int
count_bits(unsigned bits)
{
	int n = 0;
	for (; bits != 0; bits &= bits - 1)
		n++;
	return n;
}

/* "From: ... Sent: ... To: ... Subject: ..." starting at line i, in any order and language; an
 * address list may run over several lines. */
static bool
is_header_block(const Text *text, size_t i)
{
	unsigned seen = 0;
	int others = 0;
	bool is_sure = false; /* an address says that it is no other table */
	if (text->lines[i].length > 300)
		return false;
	for (size_t n = 0; i < text->count && n < HEADER_BLOCK_LINES && others <= 2; i++, n++) {
		const Line *line = &text->lines[i];
		if (is_blank(line)) {
			if (n > 0 && count_bits(seen) >= 3)
				break;
			continue;
		}
		g_autofree char *words = copy_line(line);
		unsigned label = line->length <= 2000 ? header_label(words) : 0;
		if (label == 0 && n == 0)
			return false;
		is_sure |= label == LABEL_FROM && strchr(words, '@') != NULL;
		seen |= label;
		others += label == 0;
	}
	return (seen & LABEL_FROM) != 0 && (count_bits(seen) >= 3 || (is_sure && (seen & LABEL_DATE) != 0));
}

/* "-----------------------" and then "Name, 5 March 10:00": how ticket systems part comments. Returns
 * the line with the name, 0 where line i is no such rule. */
static size_t
comment_header_below(const Text *text, size_t i)
{
	if (text->lines[i].length < 20 || !is_rule_line(&text->lines[i]))
		return 0;
	size_t next = next_text(text, i + 1);
	if (next >= text->count || text->lines[next].length > 120)
		return 0;
	g_autofree char *words = copy_line(&text->lines[next]);
	return is_comment_header(words) ? next : 0;
}

char *
join_lines(const Text *text, size_t first, size_t last)
{
	GString *joined = g_string_new(NULL);
	for (size_t i = first; i <= last; i++) {
		if (joined->len > 0 && joined->str[joined->len - 1] != '<')
			g_string_append_c(joined, ' ');
		g_string_append_len(joined, text->lines[i].start, (gssize)text->lines[i].length);
	}
	return g_string_free(joined, FALSE);
}

/* How far up from last an attribution reaches that ends there: as few lines as are enough, and
 * then those above that can only be its start. */
static Attribution
find_attribution(const Text *text, size_t last, bool is_before_quote, size_t *out_first)
{
	Attribution found = ATTRIBUTION_NONE;
	size_t first = last;
	for (size_t n = 0; n < ATTRIBUTION_LINES_MAX && found == ATTRIBUTION_NONE; n++) {
		if (n > last || is_blank(&text->lines[last - n]) || !is_kept(&text->lines[last - n]) ||
		    text->lines[last - n].length > ATTRIBUTION_LENGTH_MAX)
			return ATTRIBUTION_NONE;
		first = last - n;
		g_autofree char *joined = join_lines(text, first, last);
		found = attribution_of(joined);
		if (found == ATTRIBUTION_WEAK && !is_before_quote)
			found = ATTRIBUTION_NONE;
		if (found == ATTRIBUTION_NONE && is_before_quote && n == 0 && introduces_quote(joined))
			found = ATTRIBUTION_WEAK;
	}
	size_t lowest = last >= ATTRIBUTION_LINES_MAX ? last - ATTRIBUTION_LINES_MAX + 1 : 0;
	for (size_t i = first; found != ATTRIBUTION_NONE && i > lowest; i--) {
		const Line *above = &text->lines[i - 1];
		if (is_blank(above) || !is_kept(above) || above->length > ATTRIBUTION_LENGTH_MAX)
			break;
		g_autofree char *words = copy_line(above);
		char end = above->start[above->length - 1];
		if (attribution_starts(words) && strchr(".!?:", end) == NULL) {
			first = i - 1;
			break;
		}
	}
	*out_first = first;
	return found;
}

/* A delimiter stands out, or at the top, or below a rule. */
static bool
may_be_delimiter(const Text *text, size_t i, size_t position)
{
	const Line *line = &text->lines[i];
	return line->length >= 8 && line->length <= 300 &&
	    (position < 4 || strchr("#-=_*~<[(+.\xe2", *line->start) != NULL || is_rule_line(&text->lines[i - 1]));
}

static bool
may_be_rule(const Line *line)
{
	const char *p = line->start + strspn(line->start, " ");
	return line->length <= 300 && (*p == '-' || *p == '_' || *p == '=' || *p == '*' || *p == '\xe2');
}

/* What one pass over the lines has seen so far. */
typedef struct scan {
	Text *text;
	bool has_text;     /* of the writer's own */
	bool is_framed;    /* a ticket system's delimiter stands on top */
	bool is_below_bug; /* a bug's address or table stands above */
	size_t dropped;    /* lines that are frame, from the first on */
	size_t paragraphs; /* of own text */
	size_t position;   /* lines with text */
} Scan;

static void
drop_through(Scan *scan, size_t last)
{
	for (size_t i = scan->dropped; i <= last; i++)
		scan->text->lines[i].is_dropped = true;
	note_frame(scan->text, scan->dropped, last + 1);
	scan->dropped = last + 1;
}

/* The last line of the paragraph that starts at line i; no more than max lines are looked at. */
static size_t
paragraph_end(const Text *text, size_t i, size_t max)
{
	size_t last = i;
	while (last + 1 < text->count && last - i < max && !is_blank(&text->lines[last + 1]) &&
	    !is_rule_line(&text->lines[last + 1]))
		last++;
	return last;
}

/* "Your request (77) has been updated." on top: how far it goes, or 0. */
static size_t
update_notice_end(const Scan *scan, size_t i)
{
	const Text *text = scan->text;
	size_t last = paragraph_end(text, i, NOTICE_LINES), length = 0;
	for (size_t j = i; j <= last; j++)
		length += text->lines[j].length;
	if (last - i >= NOTICE_LINES || length > ATTRIBUTION_LENGTH_MAX || next_text(text, last + 1) >= text->count)
		return 0;
	g_autofree char *paragraph = join_lines(text, i, last);
	return is_update_notice(paragraph, scan->is_framed) ? last + 1 : 0;
}

/* "Name (Company)" and below it "5 March 2026, 10:00 UTC", under a delimiter: the line with the date. */
static size_t
comment_date_below(const Scan *scan, size_t i)
{
	const Text *text = scan->text;
	size_t next = next_text(text, i + 1);
	if (!scan->is_framed || scan->has_text || text->lines[i].length > 80 || next >= text->count ||
	    next > i + 2 || text->lines[next].length > 60)
		return 0;
	g_autofree char *words = copy_line(&text->lines[next]);
	return is_date_line(words) ? next : 0;
}

/* "--- Comment #3 from Name <address> ---", as Bugzilla puts it above a comment. */
static bool
is_numbered_comment(const Line *line)
{
	const char *end = line->start + line->length;
	if (line->length < 12 || line->length > 200 || memcmp(line->start, "--- ", 4) != 0 || memcmp(end - 4, " ---", 4) != 0)
		return false;
	const char *number = memchr(line->start, '#', line->length);
	return number != NULL && g_ascii_isdigit(number[1]) && memchr(number, '@', (size_t)(end - number)) != NULL;
}

/* Bugzilla's mail begins with the bug's address or has a table of what was changed. What a person wrote
 * above a comment that he forwards stands under neither. */
static void
look_for_bug(Scan *scan, const Line *line)
{
	scan->is_below_bug |= line->length >= 20 && is_rule_line(line);
	scan->is_below_bug |= scan->position == 1 && line->length > 10 && memcmp(line->start, "http", 4) == 0;
}

/* The sheet of a ticket below a comment: a rule, "Support #8801: Slow disk", and the ticket's address
 * alone on its line. */
static bool
is_ticket_sheet(const Text *text, size_t i)
{
	if (text->lines[i].length < 20 || !is_rule_line(&text->lines[i]))
		return false;
	size_t title = next_text(text, i + 1), link = title < text->count ? next_text(text, title + 1) : text->count;
	if (link >= text->count || link > i + 4)
		return false;
	const Line *line = &text->lines[title], *below = &text->lines[link];
	const char *number = memchr(line->start, '#', line->length);
	return number != NULL && g_ascii_isdigit(number[1]) && below->length > 10 &&
	       memcmp(below->start, "http", 4) == 0 && memchr(below->start, ' ', below->length) == NULL;
}

/* Take the lines a ticket system writes above the newest comment. Returns the line after them, or i
 * where there are none; *out_is_history: another comment starts at i. */
static size_t
pass_frame(Scan *scan, size_t i, bool *out_is_history)
{
	Text *text = scan->text;
	size_t header = comment_header_below(text, i);
	look_for_bug(scan, &text->lines[i]);
	if (scan->is_below_bug && is_numbered_comment(&text->lines[i]) && next_text(text, i + 1) < text->count) {
		drop_through(scan, i);
		scan->has_text = false;
		return i + 1;
	}
	if (header > 0) {
		/* One paragraph between the delimiter and the first comment is about the comment. */
		*out_is_history = scan->has_text && !(scan->is_framed && scan->paragraphs == 1);
		if (*out_is_history)
			return i;
		drop_through(scan, header);
		scan->has_text = scan->is_framed = false;
		return header + 1;
	}
	size_t date = comment_date_below(scan, i), end = scan->has_text ? 0 : update_notice_end(scan, i);
	if (date > 0)
		end = date + 1;
	if (end == 0)
		return i;
	/* A rule may part it from the comment. */
	size_t rule = next_text(text, end);
	if (rule < text->count && is_rule_line(&text->lines[rule]) && comment_header_below(text, rule) == 0)
		end = rule + 1;
	drop_through(scan, end - 1);
	return end;
}

/* Whether what is kept of the text ends above line i. */
static bool
starts_history(const Text *text, size_t i)
{
	const Line *line = &text->lines[i];
	if (is_ticket_sheet(text, i))
		return true;
	bool may_be_line = line->length <= ATTRIBUTION_LENGTH_MAX &&
	    (ends_like_attribution(line) || memmem(line->start, line->length, "---", 3) != NULL);
	if (may_be_rule(line) || may_be_line) {
		g_autofree char *words = copy_line(line);
		if (is_history_rule(words) || is_history_line(words))
			return true;
		size_t next = next_text(text, i + 1);
		if (next < text->count && text->lines[next].length <= 300 && is_worded_rule(words)) {
			g_autofree char *below = copy_line(&text->lines[next]);
			if (header_label(below) != 0)
				return true;
		}
	}
	return is_header_block(text, i);
}

/* GroupWise puts ">>>" on both sides of who wrote, and nothing before what was written. */
static bool
is_groupwise(const Line *line)
{
	return line->length > 12 && line->length <= ATTRIBUTION_LENGTH_MAX && memcmp(line->start, ">>> ", 4) == 0 &&
	    memcmp(line->start + line->length - 4, " >>>", 4) == 0;
}

/* An attribution that ends at line i: drop it before a quote. Returns the line where history starts
 * if it is sure of itself without one, else the number of lines. */
static size_t
pass_attribution(Scan *scan, size_t i, bool *out_is_dropped)
{
	Text *text = scan->text;
	size_t next = next_text(text, i + 1), first = i;
	bool is_before_quote = next < text->count && text->lines[next].is_quoted;
	Attribution found = find_attribution(text, i, is_before_quote, &first);
	*out_is_dropped = found != ATTRIBUTION_NONE && is_before_quote;
	for (size_t j = first; *out_is_dropped && j <= i; j++)
		text->lines[j].is_dropped = true;
	bool is_history = !*out_is_dropped && found == ATTRIBUTION_STRONG && has_kept_before(text, first);
	return is_history ? first : text->count;
}

static bool
may_end_attribution(const Line *line)
{
	return ends_like_attribution(line) || line->start[line->length - 1] == '>';
}

size_t
find_history(Text *text, size_t history)
{
	Scan scan = { .text = text };
	bool is_after_gap = true, is_found;
	for (size_t i = 0; i < history; i++) {
		Line *line = &text->lines[i];
		if (is_blank(line) || !is_kept(line)) {
			is_after_gap = true;
			if (scan.has_text && line->is_quoted && is_groupwise(line))
				return i;
			continue;
		}
		if (may_be_delimiter(text, i, scan.position++)) {
			g_autofree char *words = copy_line(line);
			if (is_reply_delimiter(words)) {
				if (scan.has_text)
					return i;
				drop_through(&scan, i);
				scan.is_framed = true;
				continue;
			}
		}
		bool is_next_comment = false;
		size_t next = pass_frame(&scan, i, &is_next_comment);
		if (is_next_comment)
			return i;
		if (next > i) {
			i = next - 1;
			continue;
		}
		/* With nothing above it, it is a forwarded mail: all of it is new. */
		if (starts_history(text, i))
			return scan.has_text ? i : history;
		if (may_end_attribution(line)) {
			size_t start = pass_attribution(&scan, i, &is_found);
			if (start < text->count)
				return start;
			if (is_found)
				continue;
		}
		if (!scan.has_text && is_rule_line(line)) /* what is below it tells */
			continue;
		scan.paragraphs += is_after_gap;
		is_after_gap = false;
		scan.has_text = true;
	}
	return history;
}
