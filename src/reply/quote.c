/* SPDX-License-Identifier: ISC
 * quote.c - the newest text of a message
 *
 * One pass over the lines says of each whether it is quoted, or where history starts; a second one
 * takes signature and small print from the end of what is left. Whatever leaves nothing is not
 * believed: a text is never cut to nothing. */
#include "plaint/quote.h"
#include "quote-private.h"
#include <string.h>

#define HEADER_BLOCK_LINES 12   /* lines looked at for "From: Sent: To: Subject:" */
#define LOOSE_SIGNATURE_LINES 8 /* "--" without its space is a rule when more follows */
#define TAIL_LINES 8            /* where a mobile signature may stand */
#define TAIL_PARAGRAPHS 6       /* where small print may stand */
#define WRAP_WIDTH 60           /* a quoted line this long may have been wrapped */

typedef struct line {
	const char *start;
	size_t length; /* without white space at the end */
	bool is_quoted, is_dropped;
} Line;

typedef struct text {
	Line *lines;
	size_t count;
} Text;

static bool
is_blank(const Line *line)
{
	return line->length == 0;
}

static bool
is_kept(const Line *line)
{
	return !line->is_quoted && !line->is_dropped;
}

static char *
copy_line(const Line *line)
{
	return g_strndup(line->start, line->length);
}

/* White space at the end includes no-break and ideographic space. */
static size_t
trimmed_length(const char *start, size_t length)
{
	for (;;) {
		if (length >= 1 && (start[length - 1] == ' ' || start[length - 1] == '\t' ||
		    start[length - 1] == '\r'))
			length--;
		else if (length >= 2 && memcmp(start + length - 2, "\xc2\xa0", 2) == 0)
			length -= 2;
		else if (length >= 3 && memcmp(start + length - 3, "\xe3\x80\x80", 3) == 0)
			length -= 3;
		else
			return length;
	}
}

static void
text_split(const char *text, Text *out)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(Line));
	for (const char *p = text; *p != '\0';) {
		const char *lf = strchr(p, '\n');
		size_t length = lf != NULL ? (size_t)(lf - p) : strlen(p);
		Line line = { p, trimmed_length(p, length), false, false };
		g_array_append_val(lines, line);
		p += length + (lf != NULL);
	}
	out->count = lines->len;
	out->lines = (Line *)g_array_free(lines, FALSE);
}

/* What HTML says. Returns the line where history starts, or the number of lines. */
static size_t
apply_marks(Text *text, const GArray *marks)
{
	size_t covered[MAIL_MARK_SIGNATURE + 1] = { 0 }, history = text->count;
	guint next = 0;
	for (size_t i = 0; i < text->count && marks != NULL; i++) {
		Line *line = &text->lines[i];
		size_t offset = (size_t)(line->start - text->lines[0].start);
		for (; next < marks->len; next++) {
			const MailMark *mark = &g_array_index(marks, MailMark, next);
			if (mark->start > offset)
				break;
			covered[mark->kind] = MAX(covered[mark->kind], mark->end);
		}
		line->is_quoted = offset < covered[MAIL_MARK_QUOTE];
		line->is_dropped = offset < covered[MAIL_MARK_ATTRIBUTION] ||
		    offset < covered[MAIL_MARK_SIGNATURE];
		if (covered[MAIL_MARK_HISTORY] > 0 && history == text->count)
			history = i;
	}
	return history;
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
	return spaces <= 3 && line->length > spaces && line->start[spaces] == '>';
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

static void
find_quoted(Text *text)
{
	for (size_t i = 0; i < text->count; i++) {
		Line *line = &text->lines[i];
		bool is_after_quote = i > 0 && text->lines[i - 1].is_quoted;
		if (has_quote_sign(line) && !is_escaped_from(line, is_after_quote))
			line->is_quoted = true;
		else if (is_wrapped_rest(text, i))
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

static bool
has_kept_before(const Text *text, size_t i)
{
	while (i-- > 0) {
		if (is_kept(&text->lines[i]) && !is_blank(&text->lines[i]))
			return true;
	}
	return false;
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
		seen |= label;
		others += label == 0;
	}
	return (seen & LABEL_FROM) != 0 && count_bits(seen) >= 3;
}

/* "-----------------------" and then "Name, 5 March 10:00": how ticket systems part comments. */
static bool
is_comment_rule(const Text *text, size_t i)
{
	const Line *line = &text->lines[i];
	if (line->length < 20 || strspn(line->start, "-=_") < line->length)
		return false;
	size_t next = next_text(text, i + 1);
	if (next >= text->count || text->lines[next].length > 100)
		return false;
	g_autofree char *words = copy_line(&text->lines[next]);
	return strchr(words, ',') != NULL && attribution_starts(words) && strchr(words, ':') != NULL;
}

/* Lines first..last joined by spaces. */
static char *
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

static bool
ends_like_attribution(const Line *line)
{
	const char *end = line->start + line->length;
	while (end > line->start && (end[-1] == '*' || end[-1] == '_'))
		end--;
	return (end > line->start && end[-1] == ':') ||
	    (end - line->start >= 3 && memcmp(end - 3, "：", 3) == 0);
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

/* A delimiter stands out, or at the top. */
static bool
may_be_delimiter(const Line *line, size_t position)
{
	return line->length >= 8 && line->length <= 300 &&
	    (position < 4 || strchr("#-=_*~<[(+.", *line->start) != NULL);
}

static bool
may_be_rule(const Line *line)
{
	const char *p = line->start + strspn(line->start, " ");
	return line->length <= 200 && (*p == '-' || *p == '_' || *p == '=' || *p == '*' || *p == '\xe2' ||
	    *p == 'B' || *p == 'b');
}

/* Drop attributions and top delimiters; returns the line where history starts, or history. */
static size_t
find_history(Text *text, size_t history)
{
	bool has_text = false;
	size_t position = 0;
	for (size_t i = 0; i < history; i++) {
		Line *line = &text->lines[i];
		if (is_blank(line) || !is_kept(line))
			continue;
		if (may_be_delimiter(line, position++)) {
			g_autofree char *words = copy_line(line);
			if (is_reply_delimiter(words)) {
				if (has_text)
					return i;
				line->is_dropped = true;
				continue;
			}
		}
		/* With nothing above it, it is a forwarded mail: all of it is new. */
		if (may_be_rule(line)) {
			g_autofree char *words = copy_line(line);
			if (is_history_rule(words))
				return has_text ? i : history;
			if (has_text && is_comment_rule(text, i))
				return i;
		}
		if (is_header_block(text, i))
			return has_text ? i : history;
		if (ends_like_attribution(line)) {
			size_t next = next_text(text, i + 1), first;
			bool is_before_quote = next < text->count && text->lines[next].is_quoted;
			Attribution found = find_attribution(text, i, is_before_quote, &first);
			if (found != ATTRIBUTION_NONE && is_before_quote) {
				for (size_t j = first; j <= i; j++)
					text->lines[j].is_dropped = true;
				continue;
			}
			if (found == ATTRIBUTION_STRONG && has_kept_before(text, first))
				return first;
		}
		has_text = true;
	}
	return history;
}

/* From here on lines holds only what is kept. */
static void
keep_lines(Text *text, size_t end)
{
	size_t kept = 0;
	for (size_t i = 0; i < end; i++) {
		bool is_gap = i > 0 && !is_kept(&text->lines[i]) && kept > 0 &&
		    !is_blank(&text->lines[kept - 1]);
		if (is_kept(&text->lines[i]))
			text->lines[kept++] = text->lines[i];
		else if (is_gap) /* what a quote stood between stays apart */
			text->lines[kept++] = (Line){ text->lines[i].start, 0, false, false };
	}
	text->count = kept;
}

static bool
is_rule_line(const Line *line)
{
	size_t n = strspn(line->start, "-_=*~ ");
	return line->length >= 3 && n >= line->length;
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

/* How many lines with text there are from line from on; no more than most are counted. */
static size_t
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
	bool has_space = p[0] == '-' && p[1] == '-' && (p[2] == ' ' || memcmp(p + 2, "\xc2\xa0", 2) == 0);
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

static void
cut_mobile(Text *text)
{
	size_t seen = 0;
	for (size_t i = text->count; i-- > 0 && seen < TAIL_LINES;) {
		if (is_blank(&text->lines[i]))
			continue;
		seen++;
		if (text->lines[i].length > 160)
			continue;
		g_autofree char *words = copy_line(&text->lines[i]);
		if (is_mobile_signature(words) && has_text_before(text, i))
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

static void
cut_tail(Text *text)
{
	trim_end(text);
	cut_signature(text);
	trim_end(text);
	cut_small_print(text);
	trim_end(text);
	cut_mobile(text);
	trim_end(text);
}

/* The lines, at most one blank one between two others. */
static char *
text_format(const Text *text)
{
	GString *out = g_string_new(NULL);
	bool is_gap = false;
	for (size_t i = 0; i < text->count; i++) {
		const Line *line = &text->lines[i];
		if (is_blank(line)) {
			is_gap = out->len > 0;
			continue;
		}
		if (is_gap)
			g_string_append_c(out, '\n');
		is_gap = false;
		g_string_append_len(out, line->start, (gssize)line->length);
		g_string_append_c(out, '\n');
	}
	if (out->len > 0)
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}

/* *out_is_cut: whether quotes or history were found. */
static char *
strip(const char *whole, const GArray *marks, bool *out_is_cut)
{
	Text text;
	text_split(whole, &text);
	size_t history = text.count > 0 ? apply_marks(&text, marks) : 0;
	if (!has_kept_before(&text, history)) /* the history is all there is: a forwarded mail */
		history = text.count;
	find_quoted(&text);
	size_t end = find_history(&text, history);
	size_t before = text.count;
	keep_lines(&text, end);
	*out_is_cut = text.count < before;
	Text uncut = text;
	cut_tail(&text);
	char *result = text_format(count_text(&text, 0, 1) > 0 ? &text : &uncut);
	g_free(text.lines);
	if (*result == '\0' && *whole != '\0') { /* nothing but quotes */
		g_free(result);
		*out_is_cut = false;
		return g_strstrip(g_strdup(whole));
	}
	return result;
}

char *
quote_strip(const char *text, const GArray *marks)
{
	bool is_cut;
	return strip(text, marks, &is_cut);
}

/* Text that goes on after an attachment, as Apple Mail writes it. */
static void
append_more(const Mail *mail, const MailPart *body, GString *whole)
{
	bool is_after = false;
	for (guint i = 0; i < mail->parts->len; i++) {
		const MailPart *part = mail->parts->pdata[i];
		bool is_more = is_after && part->kind == MAIL_PART_TEXT && !part->is_attachment &&
		    !part->is_alternative && part->filename == NULL && part->message_depth == 0 &&
		    strcmp(part->type, "text/plain") == 0 && part->text != NULL;
		if (is_more && *part->text != '\0') {
			if (whole->len > 0 && whole->str[whole->len - 1] != '\n')
				g_string_append_c(whole, '\n');
			g_string_append(whole, part->text);
		}
		is_after |= part == body;
	}
}

/* The HTML that says the same as plain, if it knows of quotes. */
static const MailPart *
other_with_marks(const Mail *mail, const MailPart *plain)
{
	for (guint i = 0; i < mail->parts->len && plain->is_alternative; i++) {
		const MailPart *part = mail->parts->pdata[i];
		if (part->kind == MAIL_PART_HTML && part->is_alternative && part->message_depth == 0 &&
		    !part->is_attachment && part->marks != NULL && part->marks->len > 0)
			return part;
	}
	return NULL;
}

void
quote_read(const Mail *mail, char **out_text, char **out_all_text)
{
	const MailPart *body = mail_body(mail);
	if (body == NULL) {
		*out_text = g_strdup("");
		if (out_all_text != NULL)
			*out_all_text = g_strdup("");
		return;
	}
	g_autoptr(GString) whole = g_string_new(NULL);
	if (body->is_flowed && body->kind == MAIL_PART_TEXT) {
		g_autofree char *unwrapped = flowed_unwrap(body->text, body->is_delsp);
		g_string_assign(whole, unwrapped);
	} else {
		g_string_assign(whole, body->text);
	}
	append_more(mail, body, whole);
	bool is_cut;
	g_autofree char *text = strip(whole->str, body->marks, &is_cut);
	const MailPart *html = body->kind == MAIL_PART_TEXT ? other_with_marks(mail, body) : NULL;
	if (!is_cut && html != NULL) {
		g_autofree char *better = strip(html->text, html->marks, &is_cut);
		if (is_cut && *better != '\0') {
			g_free(text);
			text = g_steal_pointer(&better);
		}
	}
	*out_text = g_steal_pointer(&text);
	if (out_all_text != NULL)
		*out_all_text = g_strstrip(g_strdup(whole->str));
}
