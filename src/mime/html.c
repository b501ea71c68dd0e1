/* SPDX-License-Identifier: ISC
 * html.c - HTML to the text a person reads, with marks for what HTML knows about quotes
 *
 * libxml2's parser tells tags and texts apart (SAX; a tree would cut at depth 256); this file keeps
 * its own small stack of open elements. libxml2 compares every end tag with all open elements and
 * every attribute with those before it, so both are bounded: tags with absurdly many attributes
 * lose them before parsing (tame()), and once broken nesting has cost HTML_WORK_MAX, the rest is
 * read by a scanner that only drops tags. */
#include "html-private.h"
#include "mime-private.h"
#include <libxml/HTMLparser.h>
#include <string.h>

#define HTML_CHUNK 4096
#define HTML_ERROR_WORK 2000  /* what telling of a mistake costs libxml2, in the same measure */
#define HTML_DEPTH_MAX 10000
#define HTML_WORK_MAX 20000000 /* open elements looked at for misplaced tags: some 50 ms */
#define HTML_ATTRIBUTES_MAX 100
#define HTML_ENTITIES_MAX 50000 /* with a name */
#define HTML_LIST_MAX 32
#define LINK_MAX 2000
#define INTRODUCTION_MAX 500 /* bytes of a line that introduces a quote */

typedef struct element {
	unsigned is_hidden : 1, is_pre : 1, is_block : 1, is_paragraph : 1, is_list : 1, is_link : 1;
	gint mark; /* index into marks, or -1 */
} Element;

typedef struct converter {
	htmlParserCtxtPtr parser;
	GString *out;
	GArray *marks;
	GArray *stack; /* Element */
	int hidden, pre;
	int newlines;  /* owed before the next text */
	bool is_space; /* a space is owed */
	guint unset;   /* marks from here on wait for their first text */
	int lists[HTML_LIST_MAX], list_depth; /* next number; 0: bullets */
	GString *link;
	size_t link_start;
	size_t work;
} Converter;

#define MARK_WAITS ((size_t)-1)

static void
owe_newlines(Converter *c, int count)
{
	c->newlines = MAX(c->newlines, count);
	c->is_space = false;
}

/* Before text: the line breaks and the space that are owed; waiting marks start here. */
static void
settle(Converter *c)
{
	if (c->out->len == 0)
		c->newlines = 0;
	if (c->newlines > 0) {
		while (c->out->len > 0 && c->out->str[c->out->len - 1] == ' ')
			g_string_truncate(c->out, c->out->len - 1);
		for (; c->newlines > 0; c->newlines--)
			g_string_append_c(c->out, '\n');
	} else if (c->is_space && c->out->len > 0) {
		g_string_append_c(c->out, ' ');
	}
	c->is_space = false;
	for (; c->unset < c->marks->len; c->unset++) {
		MailMark *mark = &g_array_index(c->marks, MailMark, c->unset);
		if (mark->start == MARK_WAITS)
			mark->start = c->out->len;
	}
}

static void
put(Converter *c, const char *text, size_t length)
{
	settle(c);
	g_string_append_len(c->out, text, (gssize)length);
}

static void
put_pre(Converter *c, const char *text, size_t length)
{
	const char *p = text, *end = text + length;
	while (p < end) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		const char *stop = lf != NULL ? lf : end;
		if (stop > p)
			put(c, p, (size_t)(stop - p));
		if (lf != NULL)
			c->newlines = MIN(c->newlines + 1, 3);
		p = lf != NULL ? lf + 1 : end;
	}
}

/* Zero-width characters are for tracking and layout, soft hyphens for nobody. */
static size_t
invisible_length(const unsigned char *p, size_t left)
{
	if (left >= 2 && p[0] == 0xc2 && p[1] == 0xad)
		return 2;
	if (left >= 2 && p[0] == 0xcd && p[1] == 0x8f)
		return 2;
	if (left >= 3 && p[0] == 0xe2 && p[1] == 0x80 && (p[2] == 0x8b || p[2] == 0x8c || p[2] == 0x8e ||
	    p[2] == 0x8f))
		return 3;
	if (left >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf)
		return 3;
	return 0;
}

static void
on_characters(void *data, const xmlChar *text, int length)
{
	Converter *c = data;
	if (c->hidden > 0 || length <= 0)
		return;
	if (c->pre > 0) {
		put_pre(c, (const char *)text, (size_t)length);
		return;
	}
	const unsigned char *p = text, *end = text + length;
	while (p < end) {
		size_t invisible;
		if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r') {
			c->is_space = c->newlines == 0 && c->out->len > 0;
			p++;
		} else if (end - p >= 2 && p[0] == 0xc2 && p[1] == 0xa0) {
			put(c, " ", 1);
			p += 2;
		} else if ((invisible = invisible_length(p, (size_t)(end - p))) > 0) {
			p += invisible;
		} else {
			const unsigned char *start = p;
			while (p < end && *p > ' ' && invisible_length(p, (size_t)(end - p)) == 0 &&
			    !(*p == 0xc2 && p + 1 < end && p[1] == 0xa0))
				p++;
			if (p == start) /* a control */
				p++;
			else
				put(c, (const char *)start, (size_t)(p - start));
		}
	}
}

static void
start_link(Converter *c, const char *href, Element *element)
{
	g_string_truncate(c->link, 0);
	if (href == NULL || strlen(href) > LINK_MAX ||
	    !(g_ascii_strncasecmp(href, "http:", 5) == 0 || g_ascii_strncasecmp(href, "https:", 6) == 0 ||
	        g_ascii_strncasecmp(href, "mailto:", 7) == 0))
		return;
	g_string_assign(c->link, href);
	c->link_start = c->out->len;
	element->is_link = true;
}

static const char *
without_scheme(const char *url)
{
	const char *colon = strstr(url, "://");
	return colon != NULL ? colon + 3 : g_str_has_prefix(url, "mailto:") ? url + 7 : url;
}

/* "text <href>", unless the text is the address already, or there is no text. */
static void
end_link(Converter *c)
{
	g_autofree char *link = g_strdup(c->link->str);
	g_string_truncate(c->link, 0);
	if (*link == '\0' || c->link_start >= c->out->len)
		return;
	const char *shown = c->out->str + c->link_start;
	while (*shown == ' ' || *shown == '\n')
		shown++;
	if (*shown == '\0')
		return;
	g_autofree char *text = g_strdup(shown);
	g_strstrip(text);
	const char *target = without_scheme(link);
	size_t length = strlen(target);
	while (length > 0 && target[length - 1] == '/')
		length--;
	if (g_str_has_prefix(link, "mailto:"))
		length = strcspn(target, "?");
	const char *words = without_scheme(text);
	if (g_ascii_strncasecmp(words, target, MAX(length, 1)) == 0 || strstr(text, "://") != NULL)
		return;
	g_string_append_printf(c->out, " <%s>", link);
}

static void
start_list_item(Converter *c)
{
	owe_newlines(c, 1);
	int *number = c->list_depth > 0 && c->list_depth <= HTML_LIST_MAX
	    ? &c->lists[c->list_depth - 1] : NULL;
	char bullet[16] = "- ";
	if (number != NULL && *number > 0)
		g_snprintf(bullet, sizeof(bullet), "%d. ", (*number)++ % 100000);
	put(c, bullet, strlen(bullet));
}

static void
start_list(Converter *c, bool is_numbered)
{
	c->list_depth++;
	if (c->list_depth <= HTML_LIST_MAX)
		c->lists[c->list_depth - 1] = is_numbered ? 1 : 0;
}

/* Whether the last line introduces a quote: it ends in a colon, and has a date or an address in it.
 * "We found this:" introduces what its writer shows. */
static bool
last_line_introduces(const Converter *c)
{
	const char *text = c->out->str;
	size_t n = c->out->len;
	while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\n'))
		n--;
	if (!(n >= 1 && text[n - 1] == ':') && !(n >= 3 && memcmp(text + n - 3, "：", 3) == 0))
		return false;
	for (size_t left = MIN(n, INTRODUCTION_MAX); left > 0 && text[n - 1] != '\n'; left--, n--) {
		if (g_ascii_isdigit(text[n - 1]) || text[n - 1] == '@')
			return true;
	}
	return false;
}

static void
on_start(void *data, const xmlChar *xml_name, const xmlChar **attributes)
{
	Converter *c = data;
	const char *name = (const char *)xml_name;
	HtmlTag tag;
	html_tag_read(name, (const char **)attributes, &tag);
	Element element = { .mark = -1, .is_hidden = tag.is_hidden, .is_pre = tag.is_pre,
		.is_block = tag.is_block, .is_paragraph = tag.is_paragraph, .is_list = tag.is_list };
	if (c->hidden == 0 && !tag.is_hidden) {
		if (tag.is_break)
			owe_newlines(c, MIN(c->newlines + 1, 2));
		if (tag.is_block)
			owe_newlines(c, tag.is_paragraph ? 2 : 1);
		if (tag.is_list)
			start_list(c, strcmp(name, "ol") == 0);
		if (tag.is_item)
			start_list_item(c);
		if (tag.is_cell && c->newlines == 0 && c->out->len > 0)
			put(c, " ", 1);
		if (tag.is_link)
			start_link(c, tag.href, &element);
		bool is_quote = tag.is_loose_quote && last_line_introduces(c);
		if (tag.has_mark || is_quote) {
			MailMark mark = { is_quote ? MAIL_MARK_QUOTE : tag.mark, MARK_WAITS, MARK_WAITS };
			element.mark = (gint)c->marks->len;
			g_array_append_val(c->marks, mark);
		}
	}
	c->hidden += tag.is_hidden;
	c->pre += tag.is_pre;
	g_array_append_val(c->stack, element);
}

static void
on_end(void *data, const xmlChar *xml_name)
{
	Converter *c = data;
	(void)xml_name;
	if (c->stack->len == 0)
		return;
	Element element = g_array_index(c->stack, Element, c->stack->len - 1);
	g_array_set_size(c->stack, c->stack->len - 1);
	c->hidden -= element.is_hidden;
	c->pre -= element.is_pre;
	if (c->hidden > 0 || element.is_hidden)
		return;
	if (element.is_link)
		end_link(c);
	if (element.is_list && c->list_depth > 0)
		c->list_depth--;
	if (element.is_block)
		owe_newlines(c, element.is_paragraph ? 2 : 1);
	if (element.mark >= 0) {
		MailMark *mark = &g_array_index(c->marks, MailMark, element.mark);
		/* What follows a rule, and history, goes on to the end. */
		if (mark->kind != MAIL_MARK_HISTORY && mark->kind != MAIL_MARK_RULE)
			mark->end = c->out->len;
	}
}

static void
on_error(void *data, xmlErrorPtr error)
{
	Converter *c = data;
	(void)error;
	if (c != NULL && c->parser != NULL)
		c->work += HTML_ERROR_WORK + (size_t)MAX(c->parser->nameNr, 0);
}

/* What ends the document for libxml2's push parser; gateways put their footers after it. */
static bool
is_last_tag(const char *p, const char *end)
{
	return end - p > 6 && p[1] == '/' && (g_ascii_strncasecmp(p + 2, "body", 4) == 0 ||
	    g_ascii_strncasecmp(p + 2, "html", 4) == 0);
}

/* Drop the attributes of tags that have absurdly many, in place, as libxml2 compares each with all
 * before it; and the tags that would make it stop. Returns the new length. */
static size_t
tame(char *html, size_t size)
{
	char *to = html;
	const char *p = html, *end = html + size;
	while (p < end) {
		const char *tag = memchr(p, '<', (size_t)(end - p));
		if (tag == NULL)
			tag = end;
		memmove(to, p, (size_t)(tag - p));
		to += tag - p;
		p = tag;
		if (p == end)
			break;
		const char *q = p + 1;
		int words = 0;
		while (q < end && *q != '>' && words <= HTML_ATTRIBUTES_MAX) {
			words += *q == '=' || *q == ' ' || *q == '\n' || *q == '\t' || *q == '\r' || *q == '/';
			if ((*q == '"' || *q == '\'') && q[-1] == '=') {
				const char *close = memchr(q + 1, *q, MIN((size_t)(end - q - 1), (size_t)1 << 20));
				q = close != NULL ? close : q;
			}
			q++;
		}
		if (is_last_tag(p, end)) {
			q = MIN(q + 1, end);
		} else if (words <= HTML_ATTRIBUTES_MAX) {
			memmove(to, p, (size_t)(q - p));
			to += q - p;
		} else { /* only the name is left of it */
			const char *name = p;
			while (p < end && (*p == '<' || *p == '/' || g_ascii_isalnum(*p)) && p - name < 32)
				*to++ = *p++;
			*to++ = '>';
			q = memchr(q, '>', (size_t)(end - q));
			q = q != NULL ? q + 1 : end;
		}
		p = q;
	}
	return (size_t)(to - html);
}

/* libxml2 looks a named entity up by walking through all there are. After so many that no letter
 * has them, they are no longer entities. */
static void
tame_entities(char *html, size_t size)
{
	int named = 0;
	char *end = html + size;
	for (char *p = html; (p = memchr(p, '&', (size_t)(end - p))) != NULL; p++) {
		if (p + 1 < end && p[1] != '#' && ++named > HTML_ENTITIES_MAX)
			*p = ' ';
	}
}

/* For HTML that only wants to be expensive: everything between "<" and ">" is dropped. */
static void
scan_text(Converter *c, const char *html, size_t size)
{
	const char *p = html, *end = html + size;
	c->hidden = c->pre = 0;
	while (p < end) {
		const char *tag = memchr(p, '<', (size_t)(end - p));
		const char *stop = tag != NULL ? tag : end;
		on_characters(c, (const xmlChar *)p, (int)(stop - p));
		if (tag == NULL)
			break;
		const char *close = memchr(tag, '>', (size_t)(end - tag));
		owe_newlines(c, 1);
		p = close != NULL ? close + 1 : end;
	}
}

static htmlParserCtxtPtr
parser_new(Converter *c)
{
	htmlSAXHandler sax = { .startElement = on_start, .endElement = on_end,
		.characters = on_characters, .cdataBlock = on_characters,
		.ignorableWhitespace = on_characters, .initialized = XML_SAX2_MAGIC, .serror = on_error };
	htmlParserCtxtPtr parser =
	    htmlCreatePushParserCtxt(&sax, c, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	g_assert(parser != NULL);
	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET |
	    HTML_PARSE_IGNORE_ENC);
	parser->userData = c;
	return parser;
}

static int
by_start(gconstpointer a, gconstpointer b)
{
	const MailMark *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end > y->end ? -1 : x->end < y->end;
}

/* Marks without text go; those still open end with the text. */
static void
finish_marks(Converter *c)
{
	guint kept = 0;
	for (guint i = 0; i < c->marks->len; i++) {
		MailMark mark = g_array_index(c->marks, MailMark, i);
		if (mark.start == MARK_WAITS)
			continue;
		mark.end = MIN(mark.end, c->out->len);
		if (mark.end > mark.start)
			g_array_index(c->marks, MailMark, kept++) = mark;
	}
	g_array_set_size(c->marks, kept);
	g_array_sort(c->marks, by_start);
}

char *
html_to_text(const char *html, size_t size, GArray *marks, bool *out_is_damaged)
{
	Converter c = { .out = g_string_sized_new(size / 3 + 16), .marks = marks,
		.stack = g_array_new(FALSE, FALSE, sizeof(Element)), .link = g_string_new(NULL) };
	g_autofree char *copy = g_memdup2(html, size + 1);
	size = tame(copy, size);
	tame_entities(copy, size);
	bool is_too_much = false;
	c.parser = parser_new(&c);
	for (size_t done = 0; done < size;) {
		size_t piece = MIN(size - done, (size_t)HTML_CHUNK);
		htmlParseChunk(c.parser, copy + done, (int)piece, 0);
		done += piece;
		is_too_much = c.work > HTML_WORK_MAX || c.parser->nameNr > HTML_DEPTH_MAX;
		if (is_too_much) {
			scan_text(&c, copy + done, size - done);
			break;
		}
	}
	if (!is_too_much)
		htmlParseChunk(c.parser, NULL, 0, 1);
	htmlFreeParserCtxt(c.parser);
	finish_marks(&c);
	g_array_unref(c.stack);
	g_string_free(c.link, TRUE);
	if (out_is_damaged != NULL)
		*out_is_damaged = is_too_much;
	if (!g_utf8_validate_len(c.out->str, c.out->len, NULL)) {
		char *valid = g_utf8_make_valid(c.out->str, (gssize)c.out->len);
		g_string_free(c.out, TRUE);
		g_array_set_size(marks, 0); /* they no longer fit */
		return valid;
	}
	return g_string_free(c.out, FALSE);
}
