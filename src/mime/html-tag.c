/* SPDX-License-Identifier: ISC
 * html-tag.c - what a start tag means: layout by its name, hidden or quoted by its attributes */
#include "html-private.h"
#include <string.h>

#define STYLE_MAX 400 /* what decides stands early in a style */

enum {
	HIDDEN = 1 << 0,
	BLOCK = 1 << 1,
	PARAGRAPH = 1 << 2,
	BREAK = 1 << 3,
	PRE = 1 << 4,
	LIST = 1 << 5,
	ITEM = 1 << 6,
	CELL = 1 << 7,
	LINK = 1 << 8,
	QUOTE = 1 << 9,
	RULE = 1 << 10,
};

static const struct tag {
	const char *name;
	unsigned flags;
} tags[] = { /* sorted */
	{ "a", LINK },
	{ "address", BLOCK },
	{ "article", BLOCK },
	{ "aside", BLOCK },
	{ "blockquote", BLOCK | PARAGRAPH },
	{ "br", BREAK },
	{ "button", 0 },
	{ "caption", BLOCK },
	{ "center", BLOCK },
	{ "dd", BLOCK },
	{ "div", BLOCK },
	{ "dl", BLOCK },
	{ "dt", BLOCK },
	{ "fieldset", BLOCK },
	{ "figure", BLOCK },
	{ "footer", BLOCK },
	{ "form", BLOCK },
	{ "h1", BLOCK | PARAGRAPH },
	{ "h2", BLOCK | PARAGRAPH },
	{ "h3", BLOCK | PARAGRAPH },
	{ "h4", BLOCK | PARAGRAPH },
	{ "h5", BLOCK | PARAGRAPH },
	{ "h6", BLOCK | PARAGRAPH },
	{ "head", HIDDEN },
	{ "header", BLOCK },
	{ "hr", BLOCK | RULE },
	{ "includetail", QUOTE }, /* QQ Mail puts the history into it */
	{ "li", ITEM | BLOCK },
	{ "main", BLOCK },
	{ "noframes", HIDDEN },
	{ "object", HIDDEN },
	{ "ol", LIST | BLOCK | PARAGRAPH },
	{ "option", HIDDEN },
	{ "p", BLOCK | PARAGRAPH },
	{ "pre", BLOCK | PRE },
	{ "script", HIDDEN },
	{ "section", BLOCK },
	{ "select", HIDDEN },
	{ "style", HIDDEN },
	{ "svg", HIDDEN },
	{ "table", BLOCK },
	{ "td", CELL },
	{ "template", HIDDEN },
	{ "th", CELL },
	{ "title", HIDDEN },
	{ "tr", BLOCK },
	{ "ul", LIST | BLOCK | PARAGRAPH },
};

/* What mail programs call the parts of a reply. A word ending in '*' is a prefix. */
static const struct mark {
	const char *word;
	MailMarkKind kind;
} marks[] = {
	{ "gmail_attr", MAIL_MARK_ATTRIBUTION },
	{ "moz-cite-prefix", MAIL_MARK_ATTRIBUTION },
	{ "reply-intro", MAIL_MARK_ATTRIBUTION },
	{ "moz-email-headers-table", MAIL_MARK_HISTORY },
	{ "yahoo_quoted", MAIL_MARK_QUOTE },
	{ "yahoo_quoted_*", MAIL_MARK_QUOTE },
	{ "ydp*yahoo_quoted", MAIL_MARK_QUOTE },
	{ "divrplyfwdmsg", MAIL_MARK_HISTORY },
	{ "appendonsend", MAIL_MARK_HISTORY },
	{ "outlookmessageheader", MAIL_MARK_HISTORY },
	{ "mail-editor-reference-message-container", MAIL_MARK_HISTORY },
	{ "ms-outlook-mobile-reference-message", MAIL_MARK_HISTORY },
	{ "isreplycontent", MAIL_MARK_QUOTE },
	{ "ntes-mailmaster-quote", MAIL_MARK_QUOTE },
	{ "isforwardcontent", MAIL_MARK_HISTORY },
	{ "zwchr", MAIL_MARK_HISTORY },
	{ "ori_qbody", MAIL_MARK_HISTORY },
	{ "qm_quote", MAIL_MARK_QUOTE },
	{ "xm_mail_oringinal_describe", MAIL_MARK_HISTORY },
	{ "xm_mail_original_describe", MAIL_MARK_HISTORY },
	{ "originalmessage", MAIL_MARK_HISTORY },
	{ "zmail_extra", MAIL_MARK_HISTORY },
	{ "zmail_extra_hr", MAIL_MARK_HISTORY },
	{ "tutanota_quote", MAIL_MARK_QUOTE },
	{ "moz-forward-container", MAIL_MARK_HISTORY },
	{ "olk_src_body_section", MAIL_MARK_HISTORY },
	{ "history-quote-wrapper", MAIL_MARK_QUOTE },
	{ "lark-mail-quote*", MAIL_MARK_QUOTE },
	{ "freshdesk_quote", MAIL_MARK_QUOTE },
	{ "zendesk_quote", MAIL_MARK_QUOTE },
	{ "missive_quote", MAIL_MARK_QUOTE },
	{ "sh-quoted-content", MAIL_MARK_QUOTE },
	{ "mcntmcontent_quote", MAIL_MARK_QUOTE },
	{ "__aliyun_previous_head_wrap", MAIL_MARK_HISTORY },
	{ "__quoted_text__", MAIL_MARK_QUOTE },
	{ "__headers__", MAIL_MARK_HISTORY },
	{ "__sig_*", MAIL_MARK_SIGNATURE },
	{ "bloop_sign*", MAIL_MARK_SIGNATURE },
	{ "ntes-mailmaster-sign", MAIL_MARK_SIGNATURE },
	{ "zd-comment", MAIL_MARK_COMMENT },
	{ "jsd-activity-item-content", MAIL_MARK_COMMENT },
};

/* Most programs call a signature so, with their own name before or after. */
#define SIGNATURE_WORD "signature"

/* A blockquote with one of these in a name of it is a quote. */
static const char *const quote_words[] = { "quote", "cite" };

static unsigned
flags_of(const char *name)
{
	size_t low = 0, high = G_N_ELEMENTS(tags);
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, tags[middle].name);
		if (order == 0)
			return tags[middle].flags;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

/* Lower case, no space. */
static void
squeeze(const char *style, char out[STYLE_MAX])
{
	size_t n = 0;
	for (; *style != '\0' && n + 1 < STYLE_MAX; style++) {
		if (!g_ascii_isspace(*style))
			out[n++] = g_ascii_tolower(*style);
	}
	out[n] = '\0';
}

/* Whether one declaration hides; "font-size:1px" does, "font-size:10px" does not. */
static bool
hides(const char *declaration, size_t length)
{
	static const char *const hiding[] = { "display:none", "visibility:hidden", "mso-hide:all",
		"font-size:0", "font-size:1", "opacity:0", "max-height:0" };
	for (size_t i = 0; i < G_N_ELEMENTS(hiding); i++) {
		size_t n = strlen(hiding[i]);
		if (*declaration != *hiding[i] || length < n || memcmp(declaration, hiding[i], n) != 0)
			continue;
		if (length == n || strchr("!pe", declaration[n]) != NULL)
			return true;
	}
	return false;
}

static void
read_style(const char *value, const char *name, HtmlTag *out)
{
	char style[STYLE_MAX] = { 0 };
	squeeze(value, style);
	for (const char *p = style; *p != '\0';) {
		size_t length = strcspn(p, ";");
		out->is_hidden |= hides(p, length);
		p += length + (p[length] == ';');
	}
	if (strcmp(name, "div") == 0 && strstr(style, "border-top:solid") != NULL &&
	    (strstr(style, "padding:3.0pt") != NULL || strstr(style, "padding:3pt") != NULL)) {
		out->has_mark = true; /* what Outlook draws above "From: ... Sent: ..." */
		out->mark = MAIL_MARK_HISTORY;
	}
	if (strcmp(name, "p") == 0 && (strstr(style, "margin:0") != NULL ||
	    strstr(style, "margin-top:0") != NULL || strstr(style, "margin-bottom:0") != NULL))
		out->is_paragraph = false;
	/* Foxmail's short rule: its signature is below it, and then the history. */
	if (strcmp(name, "hr") == 0 && strstr(style, "width:210px") != NULL)
		out->mark = MAIL_MARK_HISTORY;
	if (strcmp(name, "blockquote") == 0 && strstr(style, "border-left") != NULL) {
		out->has_mark = true;
		out->mark = MAIL_MARK_QUOTE;
	}
}

static bool
word_matches(const char *pattern, const char *word, size_t length)
{
	if (*pattern != g_ascii_tolower(*word))
		return false;
	const char *star = strchr(pattern, '*');
	if (star == NULL)
		return strlen(pattern) == length && g_ascii_strncasecmp(pattern, word, length) == 0;
	size_t head = (size_t)(star - pattern), tail = strlen(star + 1);
	return length >= head + tail && g_ascii_strncasecmp(pattern, word, head) == 0 &&
	    g_ascii_strncasecmp(star + 1, word + length - tail, tail) == 0;
}

/* Whether word has part in it; part is in lower case. */
static bool
has_inside(const char *word, size_t length, const char *part)
{
	size_t n = strlen(part);
	for (size_t i = 0; i + n <= length; i++) {
		if (g_ascii_strncasecmp(word + i, part, n) == 0)
			return true;
	}
	return false;
}

/* One word of a class or id. */
static void
read_word(const char *word, size_t length, const char *name, HtmlTag *out)
{
	if (strcmp(name, "blockquote") == 0) {
		for (size_t i = 0; i < G_N_ELEMENTS(quote_words); i++) {
			if (has_inside(word, length, quote_words[i])) {
				out->has_mark = true;
				out->mark = MAIL_MARK_QUOTE;
				return;
			}
		}
	}
	/* Outlook and others name spans and tables "signature" too; a whole body never is. */
	if (strcmp(name, "body") == 0 || strcmp(name, "html") == 0)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (word_matches(marks[i].word, word, length)) {
			out->has_mark = true;
			out->mark = marks[i].kind;
			return;
		}
	}
	if (has_inside(word, length, SIGNATURE_WORD)) {
		out->has_mark = true;
		out->mark = MAIL_MARK_SIGNATURE;
	}
}

static void
read_words(const char *value, const char *name, HtmlTag *out)
{
	for (const char *p = value; *p != '\0';) {
		size_t length = strcspn(p, " \t\r\n");
		if (length == strlen("MsoNormal") && strncmp(p, "Mso", 3) == 0)
			out->is_paragraph = false;
		/* Outlook puts "x_" before the names in what it quotes, each time. */
		size_t foreign = 0;
		while (length > foreign + 2 && strncmp(p + foreign, "x_", 2) == 0)
			foreign += 2;
		if (length - foreign >= 4 && length - foreign < 64)
			read_word(p + foreign, length - foreign, name, out);
		p += length;
		p += strspn(p, " \t\r\n");
	}
}

/* <blockquote type="cite">, <blockquote cite="...">, and Odoo's data-o-mail-quote. */
static bool
marks_quote(const char *attribute, const char *value, bool is_blockquote)
{
	if (is_blockquote && strcmp(attribute, "type") == 0)
		return strcmp(value, "cite") == 0;
	return (is_blockquote && strcmp(attribute, "cite") == 0) || strstr(attribute, "mail-quote") != NULL;
}

void
html_tag_read(const char *name, const char **attributes, HtmlTag *out)
{
	unsigned flags = flags_of(name);
	*out = (HtmlTag){ .is_hidden = (flags & HIDDEN) != 0, .is_block = (flags & BLOCK) != 0,
		.is_paragraph = (flags & PARAGRAPH) != 0, .is_break = (flags & BREAK) != 0,
		.is_pre = (flags & PRE) != 0, .is_list = (flags & LIST) != 0,
		.is_item = (flags & ITEM) != 0, .is_cell = (flags & CELL) != 0,
		.is_link = (flags & LINK) != 0, .has_mark = (flags & QUOTE) != 0,
		.mark = MAIL_MARK_QUOTE };
	if ((flags & RULE) != 0) {
		out->has_mark = true;
		out->mark = MAIL_MARK_RULE;
	}
	bool is_blockquote = strcmp(name, "blockquote") == 0;
	for (const char **a = attributes; a != NULL && a[0] != NULL; a += 2) {
		const char *value = a[1] != NULL ? a[1] : "";
		if (strcmp(a[0], "style") == 0)
			read_style(value, name, out);
		else if (strcmp(a[0], "class") == 0 || strcmp(a[0], "id") == 0 ||
		    strcmp(a[0], "data-smartmail") == 0 || strcmp(a[0], "data-marker") == 0 ||
		    (strcmp(a[0], "name") == 0 && !out->is_link))
			read_words(value, name, out);
		else if (strcmp(a[0], "href") == 0)
			out->href = value;
		else if (strcmp(a[0], "hidden") == 0)
			out->is_hidden = true;
		else if (marks_quote(a[0], value, is_blockquote)) {
			out->has_mark = true;
			out->mark = MAIL_MARK_QUOTE;
		}
	}
	out->is_loose_quote = is_blockquote && !out->has_mark;
}
