/* SPDX-License-Identifier: ISC
 * quote.c - the newest text of a message
 *
 * One pass over the lines says of each whether it is quoted, or where history starts
 * (quote-history.c); a second one takes signature and small print from the end of what is left
 * (quote-tail.c). Whatever leaves nothing is not
 * believed: a text is never cut to nothing. */
#include "plaint/quote.h"
#include "quote-private.h"
#include <string.h>

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
		Line line = { .start = p, .length = trimmed_length(p, length) };
		g_array_append_val(lines, line);
		p += length + (lf != NULL);
	}
	out->count = lines->len;
	out->lines = (Line *)g_array_free(lines, FALSE);
}

/* Of several comments of a ticket the first is the newest one; what is around it is frame. Returns
 * the line where it ends, or the number of lines. */
static size_t
apply_comment(Text *text, const GArray *marks)
{
	for (guint i = 0; i < marks->len; i++) {
		const MailMark *mark = &g_array_index(marks, MailMark, i);
		if (mark->kind == MAIL_MARK_QUOTE || mark->kind == MAIL_MARK_HISTORY)
			return text->count; /* the frame of an older mail */
		if (mark->kind != MAIL_MARK_COMMENT)
			continue;
		for (size_t j = 0; j < text->count; j++) {
			size_t offset = (size_t)(text->lines[j].start - text->lines[0].start);
			if (offset >= mark->end)
				return j;
			text->lines[j].is_dropped = offset < mark->start;
		}
		return text->count;
	}
	return text->count;
}

/* What HTML says. Returns the line where history starts, or the number of lines. */
static size_t
apply_marks(Text *text, const GArray *marks)
{
	if (marks == NULL)
		return text->count;
	size_t covered[MAIL_MARK_LAST + 1] = { 0 }, history = apply_comment(text, marks);
	guint next = 0;
	for (size_t i = 0; i < text->count; i++) {
		Line *line = &text->lines[i];
		size_t offset = (size_t)(line->start - text->lines[0].start);
		for (; next < marks->len; next++) {
			const MailMark *mark = &g_array_index(marks, MailMark, next);
			if (mark->start > offset)
				break;
			covered[mark->kind] = MAX(covered[mark->kind], mark->end);
			line->is_below_rule |= mark->kind == MAIL_MARK_RULE;
		}
		line->is_quoted = offset < covered[MAIL_MARK_QUOTE];
		line->is_dropped |= offset < covered[MAIL_MARK_ATTRIBUTION] ||
		    offset < covered[MAIL_MARK_SIGNATURE];
		if (covered[MAIL_MARK_HISTORY] > 0)
			history = MIN(history, i);
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
			text->lines[kept++] = (Line){ .start = text->lines[i].start };
	}
	text->count = kept;
}

bool
has_kept_before(const Text *text, size_t i)
{
	while (i-- > 0) {
		if (is_kept(&text->lines[i]) && !is_blank(&text->lines[i]))
			return true;
	}
	return false;
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

/* *out_is_cut: whether quotes or history were found. frame may be NULL. */
static char *
strip(const char *whole, const GArray *marks, GString *frame, bool *out_is_cut)
{
	Text text = { .frame = frame };
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
	return strip(text, marks, NULL, &is_cut);
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

/* The next letter or digit from *p on, 0 at the end; links that stand behind their text are passed. */
static gunichar
next_letter(const char **p)
{
	while (**p != '\0') {
		if (**p == '<' && (strncmp(*p, "<http", 5) == 0 || strncmp(*p, "<mailto:", 8) == 0)) {
			const char *close = strchr(*p, '>');
			*p = close != NULL ? close + 1 : *p + strlen(*p);
			continue;
		}
		gunichar c = g_utf8_get_char(*p);
		*p = g_utf8_next_char(*p);
		if (g_unichar_isalnum(c))
			return c;
	}
	return 0;
}

/* What HTML marks as signature or history the plain text beside it has too, without a mark: where
 * shorter is the beginning of text, letter for letter, text is cut there if a line ends there.
 * Returns whether shorter begins text. */
static bool
cut_like(char *text, const char *shorter)
{
	const char *p = text, *q = shorter, *end = text;
	for (;;) {
		gunichar wanted = next_letter(&q);
		if (wanted == 0)
			break;
		if (next_letter(&p) != wanted)
			return false;
		end = p;
	}
	if (end == text)
		return false;
	size_t rest = strcspn(end, "\n");
	g_autofree char *line_end = g_strndup(end, rest);
	const char *left = line_end;
	if (next_letter(&left) == 0 && end[rest] != '\0') {
		text[end + rest - text] = '\0';
		g_strchomp(text);
	}
	return true;
}

void
quote_read(const Mail *mail, char **out_text, char **out_all_text)
{
	quote_read_framed(mail, out_text, NULL, out_all_text);
}

void
quote_read_framed(const Mail *mail, char **out_text, char **out_frame, char **out_all_text)
{
	const MailPart *body = mail_body(mail);
	g_autoptr(GString) frame = g_string_new(NULL);
	if (body == NULL) {
		*out_text = g_strdup("");
		if (out_frame != NULL)
			*out_frame = g_strdup("");
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
	g_autofree char *text = strip(whole->str, body->marks, frame, &is_cut);
	const MailPart *html = body->kind == MAIL_PART_TEXT ? other_with_marks(mail, body) : NULL;
	if (html != NULL) {
		bool is_html_cut;
		g_autofree char *better = strip(html->text, html->marks, NULL, &is_html_cut);
		if (is_html_cut && !cut_like(text, better) && !is_cut && *better != '\0') {
			g_free(text);
			text = g_steal_pointer(&better);
		}
	}
	*out_text = g_steal_pointer(&text);
	if (out_frame != NULL)
		*out_frame = g_strdup(frame->str);
	if (out_all_text != NULL)
		*out_all_text = g_strstrip(g_strdup(whole->str));
}
