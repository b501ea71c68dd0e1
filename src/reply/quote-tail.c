/* SPDX-License-Identifier: ISC
 * quote-tail.c - what stands below a writer's words: signature, small print, a ticket system's frame
 *
 * Only the end of the text is looked at, so a rule, a list of links or a telephone number in the
 * middle of it stays. Where a mark says nothing, closing words do: after "Kind regards" and a name
 * nobody goes on to write about the matter. */
#include "quote-private.h"

#define LOOSE_SIGNATURE_LINES 8 /* "--" without its space is a rule when more follows */
#define TAIL_LINES 8            /* where a mobile signature may stand */
#define TAIL_PARAGRAPHS 6       /* where small print may stand */
#define FRAME_PARAGRAPHS 8      /* that a ticket system may write below a comment */
#define PARAGRAPH_LINES 60
#define CLOSING_LINES 30        /* where closing words may stand */
#define NAME_LINES 6            /* between closing words and a rule */
#define FOOT_LINES 20           /* after it */
#define CARD_LINES 14           /* of a signature that rules are drawn around */
#define RULE_LENGTH_MAX 400     /* bytes */

/* Whether every character of line draws: no letter, no digit, five or more. */
static bool
is_drawn(const Line *line)
{
	size_t n = 0;
	const char *end = line->start + line->length;
	if (line->length > RULE_LENGTH_MAX)
		return false;
	for (const char *p = line->start; p < end; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (g_unichar_isalnum(c) && c != 0x30fc) /* Japanese rules are drawn with its long vowel too */
			return false;
		n += c != ' ';
	}
	return n >= 5;
}

bool
is_rule_line(const Line *line)
{
	size_t n = strspn(line->start, "-_=*~ ");
	return (line->length >= 3 && n >= line->length) || is_drawn(line);
}

/* Blank lines and rules at the end say nothing. */
static void
trim_end(Text *text)
{
	while (text->count > 0 && (is_blank(&text->lines[text->count - 1]) ||
	    is_rule_line(&text->lines[text->count - 1])))
		text->count--;
}

static bool
has_text_before(const Text *text, size_t i)
{
	while (i-- > 0) {
		if (!is_blank(&text->lines[i]))
			return true;
	}
	return false;
}

void
note_frame(Text *text, size_t first, size_t end)
{
	for (size_t i = first; i < end && text->frame != NULL; i++) {
		g_string_append_len(text->frame, text->lines[i].start, (gssize)text->lines[i].length);
		g_string_append_c(text->frame, '\n');
	}
}

size_t
count_text(const Text *text, size_t from, size_t most)
{
	size_t n = 0;
	for (size_t i = from; i < text->count && n < most; i++)
		n += !is_blank(&text->lines[i]);
	return n;
}

static bool
is_signature_mark(const Text *text, size_t i)
{
	const Line *line = &text->lines[i];
	const char *p = line->start;
	bool has_space = p[0] == '-' && p[1] == '-' && (p[2] == ' ' || strncmp(p + 2, "\xc2\xa0", 2) == 0);
	if (line->length == 2 && memcmp(p, "--", 2) == 0)
		return has_space || count_text(text, i + 1, LOOSE_SIGNATURE_LINES + 1) <= LOOSE_SIGNATURE_LINES;
	if (line->length == 3 && memcmp(p, "\xe2\x80\x94", 3) == 0)
		return count_text(text, i + 1, LOOSE_SIGNATURE_LINES + 1) <= LOOSE_SIGNATURE_LINES;
	return false;
}

static void
cut_signature(Text *text)
{
	for (size_t i = 0; i < text->count; i++) {
		if (text->lines[i].length >= 2 && text->lines[i].length <= 3 &&
		    is_signature_mark(text, i) && has_text_before(text, i)) {
			text->count = i;
			return;
		}
	}
}

/* Asked of the same lines after each cut. */
static bool
has_closing(Line *line)
{
	if (line->closes == 0) {
		g_autofree char *words = copy_line(line);
		line->closes = is_closing(words) ? 1 : -1;
	}
	return line->closes > 0;
}

/* The line with the last closing words, or the number of lines. */
static size_t
find_closing(const Text *text)
{
	size_t seen = 0;
	for (size_t i = text->count; i-- > 0 && seen < CLOSING_LINES;) {
		if (is_blank(&text->lines[i]))
			continue;
		seen++;
		if (text->lines[i].length > 160 || !has_text_before(text, i))
			continue;
		if (has_closing(&text->lines[i]))
			return i;
	}
	return text->count;
}

static void
cut_mobile(Text *text)
{
	size_t seen = 0, closing = find_closing(text);
	for (size_t i = text->count; i-- > 0 && seen < TAIL_LINES;) {
		if (is_blank(&text->lines[i]))
			continue;
		seen++;
		if (text->lines[i].length > 300)
			continue;
		g_autofree char *words = copy_line(&text->lines[i]);
		if (is_mobile_signature(words, i > closing) && has_text_before(text, i))
			text->count = i;
	}
}

static void
cut_small_print(Text *text)
{
	size_t end = text->count;
	for (int n = 0; n < TAIL_PARAGRAPHS && end > 0; n++) {
		while (end > 0 && is_blank(&text->lines[end - 1]))
			end--;
		size_t first = end;
		while (first > 0 && !is_blank(&text->lines[first - 1]) && end - first < 60 &&
		    !(first < end && is_rule_line(&text->lines[first])))
			first--;
		if (first == end)
			return;
		g_autofree char *paragraph = join_lines(text, first, end - 1);
		if (is_legal_footer(paragraph) && has_text_before(text, first))
			text->count = first;
		end = first;
	}
}

/* "Ticket ID: ... / Department: ...": as many lines as are labelled, at least two, and nothing but a
 * heading and rules beside them. *out_is_ruled: whether a rule says that it is no text. */
static bool
is_ticket_data(const Text *text, size_t first, size_t end, bool *out_is_ruled)
{
	int labels = 0, ticket_labels = 0, others = 0;
	*out_is_ruled = first > 0 && is_rule_line(&text->lines[first - 1]);
	for (size_t i = first; i < end && others <= 1; i++) {
		if (text->lines[i].is_below_rule || is_rule_line(&text->lines[i])) {
			*out_is_ruled = true;
			if (is_rule_line(&text->lines[i]))
				continue;
		}
		g_autofree char *words = copy_line(&text->lines[i]);
		int label = text->lines[i].length <= 400 ? ticket_label(words) : 0;
		labels += label > 0;
		ticket_labels += label > 1;
		others += label == 0;
	}
	return ticket_labels >= 1 && labels >= 2 && others <= 1;
}

/* The first line of the paragraph that ends before end; blank lines and rules part them. */
static size_t
paragraph_start(const Text *text, size_t end)
{
	size_t first = end;
	while (first > 0 && end - first < PARAGRAPH_LINES && !is_blank(&text->lines[first - 1]))
		first--;
	return first;
}

/* What a ticket system writes below a comment, paragraph by paragraph from the end. */
static void
cut_frames(Text *text)
{
	bool is_signed = find_closing(text) < text->count;
	for (int n = 0; n < FRAME_PARAGRAPHS && text->count > 0; n++) {
		size_t first = paragraph_start(text, text->count);
		bool is_ruled;
		bool is_data = is_ticket_data(text, first, text->count, &is_ruled);
		while (first < text->count && is_rule_line(&text->lines[first]))
			first++;
		if (first == text->count || !has_text_before(text, first))
			return;
		g_autofree char *paragraph = join_lines(text, first, text->count - 1);
		if (!(is_data && is_ruled) && !is_ticket_frame(paragraph, is_signed))
			return;
		note_frame(text, first, text->count);
		text->count = first;
		trim_end(text);
	}
}

/* After closing words and a name a rule parts from what nobody has written for this mail. */
static void
cut_below_rule(Text *text, size_t closing)
{
	size_t names = 0;
	for (size_t i = closing + 1; i < text->count && names <= NAME_LINES; i++) {
		const Line *line = &text->lines[i];
		if (is_rule_line(line) || (line->is_below_rule && !is_blank(line))) {
			if (count_text(text, i, FOOT_LINES + 1) <= FOOT_LINES) {
				note_frame(text, i, text->count);
				text->count = i;
			}
			return;
		}
		names += !is_blank(line);
	}
}

/* A ticket's data after closing words need no rule. */
static void
cut_ticket_data(Text *text, size_t closing)
{
	bool is_ruled;
	size_t first = text->count > 0 ? paragraph_start(text, text->count) : 0;
	if (first > closing + 1 && is_ticket_data(text, first, text->count, &is_ruled)) {
		note_frame(text, first, text->count);
		text->count = first;
	}
}

/* Below the name, and what its bearer is: company, street, telephone. Only where nothing but such
 * lines follows, and a telephone or a link is among them. */
static void
cut_contact(Text *text, size_t closing)
{
	size_t first = text->count, name = text->count, seen = 0;
	bool has_contact = false;
	for (size_t i = closing + 1; i < text->count; i++) {
		if (is_blank(&text->lines[i]))
			continue;
		if (++seen > FOOT_LINES)
			return;
		g_autofree char *words = copy_line(&text->lines[i]);
		if (is_prose(words))
			return;
		CardLine kind = card_line_of(words);
		if (name == text->count)
			name = i;
		else if (first == text->count && (kind == CARD_CONTACT || kind == CARD_COMPANY))
			first = i;
		has_contact |= kind == CARD_CONTACT && i > name;
	}
	if (!has_contact)
		return;
	while (first > name + 1) {
		g_autofree char *words = copy_line(&text->lines[first - 1]);
		if (!is_blank(&text->lines[first - 1]) && card_line_of(words) == CARD_OTHER)
			break;
		first--;
	}
	text->count = first;
}

/* A card that rules are drawn around, or above, as in Japan and China. */
static void
cut_ruled_card(Text *text)
{
	size_t seen = 0;
	int contacts = 0;
	for (size_t i = text->count; i-- > 0 && seen < CARD_LINES;) {
		const Line *line = &text->lines[i];
		if (is_blank(line))
			continue;
		bool is_rule = is_rule_line(line);
		if (is_rule && contacts >= 2 && has_text_before(text, i)) {
			text->count = i;
			return;
		}
		seen++;
		if (is_rule)
			continue;
		g_autofree char *words = copy_line(line);
		if (line->length > 200 || is_prose(words))
			return;
		contacts += card_line_of(words) == CARD_CONTACT;
	}
}

void
cut_tail(Text *text)
{
	static void (*const cuts[])(Text *) = { cut_signature, cut_small_print, cut_mobile, cut_frames,
		cut_ruled_card };
	static void (*const cuts_after_closing[])(Text *, size_t) = { cut_below_rule, cut_ticket_data,
		cut_contact };
	trim_end(text);
	for (size_t i = 0; i < G_N_ELEMENTS(cuts); i++) {
		cuts[i](text);
		trim_end(text);
	}
	size_t closing = find_closing(text);
	for (size_t i = 0; i < G_N_ELEMENTS(cuts_after_closing) && closing < text->count; i++) {
		cuts_after_closing[i](text, closing);
		trim_end(text);
	}
}
