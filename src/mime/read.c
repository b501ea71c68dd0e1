/* SPDX-License-Identifier: ISC
 * read.c - a message's structure: parts, their texts, attached messages
 *
 * GMime finds the parts. It is given the body under the message's Content headers only, and what
 * could make it run out of stack or memory is taken out before (guard()). */
#include "plaint/message-read.h"
#include "headers-private.h"
#include "mime-private.h"
#include <gmime/gmime.h>
#include <string.h>

#define GROUPS_MAX 200           /* colons in one address header */
#define ADDRESS_HEADER_MAX 65536 /* bytes of one address header of an attached message */
#define SOURCES_MAX 20           /* encoded messages inside each other */

typedef struct reader {
	Mail *mail;
	size_t text_left, html_left;
	int sources;
} Reader;

static void read_source(Reader *reader, const char *bytes, size_t size, int depth,
    int message_depth);
static void walk(Reader *reader, GMimeObject *object, int depth, int message_depth,
    bool is_alternative);

static void
damage(Reader *reader, const char *what)
{
	reader->mail->is_damaged = true;
	if (reader->mail->damage == NULL)
		reader->mail->damage = g_strdup(what);
}

static bool
is_address_header(const char *p, const char *end)
{
	static const char *const names[] = { "from:", "sender:", "reply-to:", "to:", "cc:", "bcc:" };
	if (strchr("fFsSrRtTcCbB", *p) == NULL)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		size_t length = strlen(names[i]);
		if ((size_t)(end - p) >= length && g_ascii_strncasecmp(p, names[i], length) == 0)
			return true;
	}
	return false;
}

/* GMime calls itself for every group inside a group of an address header, 50,000 of which end the
 * stack, and takes 2 kB a part. So a header with absurdly many colons gets a name that GMime does
 * not read as addresses, and what follows the last part that we count is cut off. Returns the
 * size that is left. */
static size_t
guard(Reader *reader, char *bytes, size_t size)
{
	int boundaries = 0;
	char *line = NULL;
	size_t colons = 0;
	char *end = bytes + size;
	for (char *p = bytes; p < end;) {
		char *lf = memchr(p, '\n', (size_t)(end - p));
		char *next = lf != NULL ? lf + 1 : end;
		if (*p == '-' && next - p > 2 && p[1] == '-' && ++boundaries > MESSAGE_PARTS_MAX) {
			damage(reader, "too many parts");
			return (size_t)(p - bytes);
		}
		if (*p != ' ' && *p != '\t') {
			line = is_address_header(p, end) ? p : NULL;
			colons = 0;
		}
		for (char *q = p; line != NULL && q < next; q++)
			colons += *q == ':';
		if (line != NULL && (colons > GROUPS_MAX || next - line > ADDRESS_HEADER_MAX)) {
			damage(reader, "an address header nested too deep, or too long");
			*line = 'X';
			line = NULL;
		}
		p = next;
	}
	return size;
}

/* The bytes of content as they stand in the source; the parser leaves them where they are. */
static void
content_bytes(GMimeDataWrapper *content, const char **out, size_t *out_size)
{
	GMimeStream *stream = content != NULL ? g_mime_data_wrapper_get_stream(content) : NULL;
	*out = "";
	*out_size = 0;
	if (stream == NULL || !GMIME_IS_STREAM_MEM(stream))
		return;
	GByteArray *all = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	gint64 start = stream->bound_start;
	gint64 end = stream->bound_end >= 0 ? stream->bound_end : (gint64)all->len;
	if (start < 0 || start > end || end > (gint64)all->len)
		return;
	*out = (const char *)all->data + start;
	*out_size = (size_t)(end - start);
}

/* Undo base64, quoted-printable or uuencode. *out_free is NULL where out is borrowed. */
static void
decode_transfer(GMimeContentEncoding encoding, const char *bytes, size_t size, const char **out,
    size_t *out_size, char **out_free)
{
	*out = bytes;
	*out_size = size;
	*out_free = NULL;
	if (encoding < GMIME_CONTENT_ENCODING_BASE64)
		return;
	GMimeEncoding state;
	g_mime_encoding_init_decode(&state, encoding);
	*out_free = g_malloc(g_mime_encoding_outlen(&state, size) + 64);
	*out_size = g_mime_encoding_flush(&state, bytes, size, *out_free);
	*out = *out_free;
}

/* The charset an HTML page claims in its first kilobyte, in buffer; NULL where it claims none. */
static const char *
html_label(const char *html, size_t size, char buffer[40])
{
	const char *end = html + MIN(size, 1024);
	for (const char *p = html; (p = memchr(p, 'c', (size_t)(end - p))) != NULL; p++) {
		if (end - p < 9 || g_ascii_strncasecmp(p, "charset=", 8) != 0)
			continue;
		p += 8;
		size_t n = 0;
		while (p < end && (*p == '"' || *p == '\''))
			p++;
		while (p < end && n < 39 && (g_ascii_isalnum(*p) || strchr("-_:.", *p) != NULL))
			buffer[n++] = *p++;
		buffer[n] = '\0';
		return buffer;
	}
	return NULL;
}

static MailPartKind
kind_of_type(const char *type)
{
	static const struct {
		const char *type;
		MailPartKind kind;
	} kinds[] = {
		{ "text/html", MAIL_PART_HTML },
		{ "application/xhtml+xml", MAIL_PART_HTML },
		{ "text/enriched", MAIL_PART_HTML },
		{ "text/richtext", MAIL_PART_HTML },
		{ "text/x-amp-html", MAIL_PART_ATTACHMENT },
		{ "text/watch-html", MAIL_PART_ATTACHMENT },
		{ "message/delivery-status", MAIL_PART_STATUS },
		{ "message/global-delivery-status", MAIL_PART_STATUS },
		{ "text/delivery-status", MAIL_PART_STATUS },
		{ "message/disposition-notification", MAIL_PART_RECEIPT },
		{ "message/global-disposition-notification", MAIL_PART_RECEIPT },
		{ "message/feedback-report", MAIL_PART_FEEDBACK },
		{ "message/rfc822", MAIL_PART_ORIGINAL },
		{ "message/global", MAIL_PART_ORIGINAL },
		{ "text/rfc822-headers", MAIL_PART_ORIGINAL },
		{ "text/rfc822-header", MAIL_PART_ORIGINAL },
		{ "message/rfc822-headers", MAIL_PART_ORIGINAL },
		{ "message/global-headers", MAIL_PART_ORIGINAL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (strcmp(type, kinds[i].type) == 0)
			return kinds[i].kind;
	}
	return g_str_has_prefix(type, "text/") ? MAIL_PART_TEXT : MAIL_PART_ATTACHMENT;
}

static char *
type_of(GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *media = type != NULL ? g_mime_content_type_get_media_type(type) : NULL;
	const char *sub = type != NULL ? g_mime_content_type_get_media_subtype(type) : NULL;
	g_autofree char *whole =
	    g_strdup_printf("%s/%s", media != NULL ? media : "text", sub != NULL ? sub : "plain");
	char *valid = g_utf8_make_valid(whole, -1);
	for (char *p = valid; *p != '\0'; p++)
		*p = g_ascii_tolower(*p);
	return valid;
}

static const char *
parameter(GMimeObject *object, const char *name)
{
	const char *value = g_mime_object_get_content_type_parameter(object, name);
	return value != NULL ? value : "";
}

static MailPart *
part_of(GMimeObject *object, int depth, int message_depth, bool is_alternative)
{
	g_autofree char *type = type_of(object);
	MailPart *part = mail_part_new(kind_of_type(type), type);
	GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
	if (disposition != NULL)
		part->is_attachment = g_mime_content_disposition_is_attachment(disposition);
	part->depth = depth;
	part->message_depth = message_depth;
	part->is_alternative = is_alternative;
	part->is_flowed = g_ascii_strcasecmp(parameter(object, "format"), "flowed") == 0;
	part->is_delsp = g_ascii_strcasecmp(parameter(object, "delsp"), "yes") == 0;
	if (GMIME_IS_PART(object)) {
		const char *filename = g_mime_part_get_filename(GMIME_PART(object));
		if (filename != NULL)
			part->filename = words_decode(filename, strlen(filename));
	}
	return part;
}

/* Whether the part before part is the same text, plain, with its quotes marked by '>': then there
 * is nothing to learn from the HTML, and reading it is most of the work there is. */
static bool
is_said_plainly(const Reader *reader, const MailPart *part)
{
	guint count = reader->mail->parts->len;
	if (!part->is_alternative || count < 2)
		return false;
	const MailPart *before = reader->mail->parts->pdata[count - 2];
	return before->kind == MAIL_PART_TEXT && before->is_alternative && !before->is_attachment &&
	    before->depth == part->depth && strcmp(before->type, "text/plain") == 0 &&
	    before->text != NULL && *before->text != '>' && strstr(before->text, "\n>") != NULL;
}

static void
fill_text(Reader *reader, MailPart *part, const char *bytes, size_t size, const char *label)
{
	size_t *left = part->kind == MAIL_PART_HTML ? &reader->html_left : &reader->text_left;
	if (size > *left) {
		damage(reader, "more text than is read");
		size = *left;
	}
	*left -= size;
	if (part->kind == MAIL_PART_ORIGINAL) {
		part->text = headers_to_text(bytes, size);
		return;
	}
	if (part->kind == MAIL_PART_HTML && is_said_plainly(reader, part)) {
		part->marks = g_array_new(FALSE, FALSE, sizeof(MailMark));
		part->text = g_strdup("");
		return;
	}
	size_t length;
	char claimed[40];
	if (part->kind == MAIL_PART_HTML && (label == NULL || *label == '\0'))
		label = html_label(bytes, size, claimed);
	g_autofree char *text = charset_decode(bytes, size, label, &length);
	if (part->kind != MAIL_PART_HTML) {
		part->text = g_steal_pointer(&text);
		return;
	}
	bool is_damaged = false;
	part->marks = g_array_new(FALSE, FALSE, sizeof(MailMark));
	part->text = html_to_text(text, length, part->marks, &is_damaged);
	if (is_damaged)
		damage(reader, "HTML nested too deep, or too broken");
}

static void
read_leaf(Reader *reader, GMimeObject *object, int depth, int message_depth, bool is_alternative)
{
	GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(object));
	MailPart *part = part_of(object, depth, message_depth, is_alternative);
	g_ptr_array_add(reader->mail->parts, part);
	const char *bytes, *decoded;
	size_t size, decoded_size;
	g_autofree char *to_free = NULL;
	content_bytes(content, &bytes, &size);
	part->size_bytes = size;
	if (part->kind == MAIL_PART_ATTACHMENT)
		return;
	GMimeContentEncoding encoding = g_mime_part_get_content_encoding(GMIME_PART(object));
	bool is_message = strcmp(part->type, "message/rfc822") == 0 ||
	    strcmp(part->type, "message/global") == 0;
	size_t most = 4 * (size_t)MESSAGE_TEXT_MAX;
	if (encoding >= GMIME_CONTENT_ENCODING_BASE64 && size > most && !is_message) {
		damage(reader, "more text than is read");
		size = most;
	}
	decode_transfer(encoding, bytes, size, &decoded, &decoded_size, &to_free);
	if (is_message) { /* encoded, which RFC 2046 5.2.1 forbids and people do */
		const char *end = decoded + decoded_size;
		part->text = headers_to_text(decoded,
		    (size_t)(header_block_end(decoded, end) - decoded));
		read_source(reader, decoded, decoded_size, depth + 1, message_depth + 1);
		return;
	}
	fill_text(reader, part, decoded, decoded_size,
	    g_mime_object_get_content_type_parameter(object, "charset"));
}

/* The raw header block of an attached message. */
static GString *
raw_block(GMimeObject *object)
{
	GString *block = g_string_new(NULL);
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	int count = MIN(g_mime_header_list_get_count(list), MESSAGE_HEADERS_MAX);
	for (int i = 0; i < count && block->len < MESSAGE_HEADER_BLOCK_MAX; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *name = g_mime_header_get_raw_name(header);
		const char *value = g_mime_header_get_raw_value(header);
		g_string_append_printf(block, "%s:%s", name != NULL ? name : "",
		    value != NULL ? value : "\n");
		if (block->str[block->len - 1] != '\n')
			g_string_append_c(block, '\n');
	}
	return block;
}

static void
read_message_part(Reader *reader, GMimeObject *object, int depth, int message_depth,
    bool is_alternative)
{
	GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
	MailPart *part = part_of(object, depth, message_depth, is_alternative);
	part->kind = MAIL_PART_ORIGINAL;
	g_ptr_array_add(reader->mail->parts, part);
	if (message == NULL) {
		part->text = g_strdup("");
		return;
	}
	g_autoptr(GString) block = raw_block(GMIME_OBJECT(message));
	GMimeObject *root = g_mime_message_get_mime_part(message);
	/* Content headers stand with the part, and belong to the message's header too. */
	if (root != NULL) {
		g_autoptr(GString) rest = raw_block(root);
		g_string_append_len(block, rest->str, (gssize)rest->len);
	}
	part->text = headers_to_text(block->str, block->len);
	if (root != NULL)
		walk(reader, root, depth + 1, message_depth + 1, false);
}

static void
walk(Reader *reader, GMimeObject *object, int depth, int message_depth, bool is_alternative)
{
	if (depth > MESSAGE_DEPTH_MAX || reader->mail->parts->len >= MESSAGE_PARTS_MAX) {
		damage(reader, "too many parts inside each other");
		return;
	}
	if (GMIME_IS_MULTIPART(object)) {
		GMimeMultipart *multipart = GMIME_MULTIPART(object);
		g_autofree char *type = type_of(object);
		bool is_choice = is_alternative || strcmp(type, "multipart/alternative") == 0;
		int count = g_mime_multipart_get_count(multipart);
		for (int i = 0; i < count; i++)
			walk(reader, g_mime_multipart_get_part(multipart, i), depth + 1, message_depth,
			    is_choice);
	} else if (GMIME_IS_MESSAGE_PART(object)) {
		read_message_part(reader, object, depth, message_depth, is_alternative);
	} else if (GMIME_IS_PART(object)) {
		read_leaf(reader, object, depth, message_depth, is_alternative);
	} else {
		MailPart *part = part_of(object, depth, message_depth, is_alternative);
		part->kind = MAIL_PART_ATTACHMENT;
		g_ptr_array_add(reader->mail->parts, part);
	}
}

static void
on_warning(gint64 offset, GMimeParserWarning code, const gchar *item, gpointer data)
{
	Reader *reader = data;
	(void)offset;
	(void)item;
	switch (code) {
	case GMIME_CRIT_CONFLICTING_HEADER:
		damage(reader, "headers that contradict each other");
		break;
	case GMIME_CRIT_CONFLICTING_PARAMETER:
		damage(reader, "parameters that contradict each other");
		break;
	case GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY:
		damage(reader, "a multipart without boundary");
		break;
	case GMIME_CRIT_NESTING_OVERFLOW:
		damage(reader, "too many parts inside each other");
		break;
	default:
		break;
	}
}

/* The Content headers of block, the first of each, and the body: all that GMime needs to see. */
static GByteArray *
mime_source(const char *block, const char *block_end, const char *body, const char *end)
{
	static const char *const names[] = { "Content-Type", "Content-Transfer-Encoding",
		"Content-Disposition" };
	bool is_seen[G_N_ELEMENTS(names)] = { false };
	GByteArray *source = g_byte_array_sized_new((guint)(end - body) + 512);
	RawHeader raw;
	for (const char *p = block; (p = header_next(p, block_end, &raw)) != NULL;) {
		for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
			if (is_seen[i] || !header_is(&raw, names[i]) ||
			    raw.value_length > MESSAGE_HEADER_VALUE_MAX)
				continue;
			is_seen[i] = true;
			g_byte_array_append(source, (const guint8 *)names[i], (guint)strlen(names[i]));
			g_byte_array_append(source, (const guint8 *)":", 1);
			g_byte_array_append(source, (const guint8 *)raw.value, (guint)raw.value_length);
			if (source->data[source->len - 1] != '\n')
				g_byte_array_append(source, (const guint8 *)"\n", 1);
		}
	}
	g_byte_array_append(source, (const guint8 *)"\n", 1);
	g_byte_array_append(source, (const guint8 *)body, (guint)(end - body));
	return source;
}

/* What GMime finds no part in is a text all the same. */
static void
read_as_text(Reader *reader, const char *bytes, size_t size, int depth, int message_depth)
{
	MailPart *part = mail_part_new(MAIL_PART_TEXT, "text/plain");
	part->depth = depth;
	part->message_depth = message_depth;
	part->size_bytes = size;
	g_ptr_array_add(reader->mail->parts, part);
	fill_text(reader, part, bytes, size, NULL);
}

static GMimeObject *
parse(Reader *reader, GByteArray *source)
{
	GMimeParserOptions *options = g_mime_parser_options_new();
	g_mime_parser_options_set_warning_callback(options, on_warning, reader);
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(source);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), TRUE);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_persist_stream(parser, TRUE);
	g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
	GMimeObject *object = g_mime_parser_construct_part(parser, options);
	g_mime_parser_options_free(options);
	g_object_unref(parser);
	g_object_unref(stream);
	return object;
}

/* Read the message in bytes, whose headers are the caller's concern but for Content headers. */
static void
read_source(Reader *reader, const char *bytes, size_t size, int depth, int message_depth)
{
	if (++reader->sources > SOURCES_MAX || depth > MESSAGE_DEPTH_MAX) {
		damage(reader, "too many messages inside each other");
		return;
	}
	const char *end = bytes + size;
	const char *block_end = header_block_end(bytes, end);
	const char *body = header_body(block_end, end);
	GByteArray *source = mime_source(bytes, block_end, body, end);
	source->len = (guint)guard(reader, (char *)source->data, source->len);
	GMimeObject *object = parse(reader, source);
	guint before = reader->mail->parts->len;
	if (object != NULL) {
		if (message_depth == 0) {
			g_free(reader->mail->content_type);
			reader->mail->content_type = type_of(object);
			const char *report = parameter(object, "report-type");
			if (*report != '\0') {
				g_autofree char *decoded = words_decode(report, strlen(report));
				reader->mail->report_type = g_ascii_strdown(decoded, -1);
			}
		}
		walk(reader, object, depth, message_depth, false);
		g_object_unref(object);
	}
	if (reader->mail->parts->len == before && body < end) {
		damage(reader, "MIME structure without parts");
		read_as_text(reader, body, (size_t)(end - body), depth, message_depth);
	}
}

void
mime_init(void)
{
	static gsize once;
	if (g_once_init_enter(&once)) {
		g_mime_init();
		g_once_init_leave(&once, 1);
	}
}

bool
message_read(const void *bytes, size_t size, Mail **out, GError **error)
{
	mime_init();
	if (size == 0)
		return fail(error, PLAINT_ERROR_INPUT, "empty message");
	if (size > MESSAGE_SIZE_MAX)
		return fail(error, PLAINT_ERROR_INPUT, "message of %zu MB: more than %u MB are not read",
		    size >> 20, MESSAGE_SIZE_MAX >> 20);
	g_autoptr(Mail) mail = mail_new();
	Reader reader = { mail, MESSAGE_TEXT_MAX, MESSAGE_HTML_MAX, 0 };
	const char *end = (const char *)bytes + size;
	const char *block_end = header_block_end(bytes, end);
	size_t block_size = (size_t)(block_end - (const char *)bytes);
	g_autofree char *cut = NULL;
	headers_read(bytes, MIN(block_size, (size_t)MESSAGE_HEADER_BLOCK_MAX), mail, &cut);
	if (block_size > MESSAGE_HEADER_BLOCK_MAX)
		damage(&reader, "more header than is read");
	else if (cut != NULL)
		damage(&reader, cut);
	else if (mail->headers->len == 0)
		damage(&reader, "no header");
	else if (block_end < end && *block_end != '\n' && *block_end != '\r')
		damage(&reader, "no blank line after the header");
	read_source(&reader, bytes, size, 0, 0);
	*out = g_steal_pointer(&mail);
	return true;
}
