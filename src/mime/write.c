/* SPDX-License-Identifier: ISC
 * write.c - make the bytes of a message (GMime)
 *
 * GMime encodes what is put into its headers, so that nothing can inject one; what is refused or
 * blanked here besides is what would survive that as an encoded word and surprise a reader. */
#include "plaint/message-write.h"
#include "plaint/clock.h"
#include "plaint/text.h"
#include "mime-private.h"
#include <gio/gio.h>
#include <gmime/gmime.h>
#include <string.h>

#define SUBJECT_LIMIT_BYTES 2000
#define NAME_LIMIT_BYTES 60 /* GMime makes one encoded word of it: RFC 2047 2 allows 75 */
#define WORD_BYTES 45       /* 60 in base64, and its frame */
#define RUN_LIMIT_BYTES 70  /* what has no blank cannot be folded: it goes as words, which can */
#define VALUE_LIMIT_BYTES 900
#define FILENAME_LIMIT_BYTES 200
#define ID_LIMIT_BYTES 900
#define REFERENCES_MAX 50 /* the first and the newest: RFC 5322 3.6.4 allows to shorten */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeContentType, g_object_unref)

static void
address_free(MessageAddress *address)
{
	g_free(address->name);
	g_free(address->address);
	g_free(address);
}

static void
attachment_free(MessageAttachment *attachment)
{
	g_bytes_unref(attachment->bytes);
	g_free(attachment->filename);
	g_free(attachment->content_type);
	g_free(attachment);
}

MessageDraft *
message_draft_new(void)
{
	MessageDraft *draft = g_new0(MessageDraft, 1);
	draft->to = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	draft->cc = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
	draft->references = g_ptr_array_new_with_free_func(g_free);
	draft->attachments = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
	draft->headers = g_ptr_array_new_with_free_func(g_free);
	return draft;
}

void
message_draft_free(MessageDraft *draft)
{
	if (draft == NULL)
		return;
	g_free(draft->from.name);
	g_free(draft->from.address);
	g_free(draft->reply_to.name);
	g_free(draft->reply_to.address);
	g_ptr_array_unref(draft->to);
	g_ptr_array_unref(draft->cc);
	g_ptr_array_unref(draft->references);
	g_ptr_array_unref(draft->attachments);
	g_ptr_array_unref(draft->headers);
	g_free(draft->subject);
	g_free(draft->body);
	g_free(draft->message_id);
	g_free(draft->in_reply_to);
	g_free(draft->auto_submitted);
	g_free(draft->user_agent);
	g_clear_pointer(&draft->timezone, g_time_zone_unref);
	g_free(draft);
}

static void
set_address(MessageAddress *out, const char *name, const char *address)
{
	char *new_name = g_strdup(name), *new_address = g_strdup(address);
	g_free(out->name);
	g_free(out->address);
	out->name = new_name;
	out->address = new_address;
}

void
message_draft_set_from(MessageDraft *draft, const char *name, const char *address)
{
	set_address(&draft->from, name, address);
}

void
message_draft_set_reply_to(MessageDraft *draft, const char *name, const char *address)
{
	set_address(&draft->reply_to, name, address);
}

static void
add_address(GPtrArray *list, const char *name, const char *address)
{
	MessageAddress *added = g_new0(MessageAddress, 1);
	set_address(added, name, address);
	g_ptr_array_add(list, added);
}

void
message_draft_add_to(MessageDraft *draft, const char *name, const char *address)
{
	add_address(draft->to, name, address);
}

void
message_draft_add_cc(MessageDraft *draft, const char *name, const char *address)
{
	add_address(draft->cc, name, address);
}

void
message_draft_set_text(MessageDraft *draft, const char *subject, const char *body)
{
	char *new_subject = g_strdup(subject), *new_body = g_strdup(body);
	g_free(draft->subject);
	g_free(draft->body);
	draft->subject = new_subject;
	draft->body = new_body;
}

void
message_draft_add_reference(MessageDraft *draft, const char *id)
{
	if (!g_ptr_array_find_with_equal_func(draft->references, id, g_str_equal, NULL))
		g_ptr_array_add(draft->references, g_strdup(id));
}

void
message_draft_add_header(MessageDraft *draft, const char *name, const char *value)
{
	g_ptr_array_add(draft->headers, g_strdup(name));
	g_ptr_array_add(draft->headers, g_strdup(value));
}

/* "image/png"; what a name alone cannot tell, its first bytes may. */
static char *
guess_type(const char *filename, GBytes *bytes)
{
	gsize size = 0;
	const guchar *data = g_bytes_get_data(bytes, &size);
	gboolean is_uncertain = FALSE;
	g_autofree char *type = g_content_type_guess(filename, data, MIN(size, 4096), &is_uncertain);
	g_autofree char *mime = g_content_type_get_mime_type(type);
	/* A mail attached as message/rfc822 may not be encoded (RFC 2046 5.2.1), and desks open it
	 * unasked: it goes as a file. */
	if (mime == NULL || strchr(mime, '/') == NULL || g_str_has_prefix(mime, "message/") ||
	    g_str_has_prefix(mime, "multipart/") || g_str_has_prefix(mime, "inode/") ||
	    strcmp(mime, "application/x-zerosize") == 0)
		return g_strdup("application/octet-stream");
	return g_steal_pointer(&mime);
}

void
message_attachment_add_bytes(MessageDraft *draft, GBytes *bytes, const char *filename,
    const char *content_type)
{
	MessageAttachment *attachment = g_new0(MessageAttachment, 1);
	attachment->bytes = g_bytes_ref(bytes);
	attachment->filename = g_strdup(filename);
	attachment->content_type = content_type != NULL ? g_strdup(content_type)
	                                                : guess_type(filename, bytes);
	g_ptr_array_add(draft->attachments, attachment);
}

static bool
fail_file(GError **error, const char *path, const GError *why)
{
	/* GIO's own words would name the file twice. */
	if (g_error_matches(why, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
		return fail(error, PLAINT_ERROR_NOT_FOUND, "cannot attach '%s': there is no such file", path);
	return fail(error, PLAINT_ERROR_INPUT, "cannot attach '%s': %s", path, why->message);
}

bool
message_attachment_add(MessageDraft *draft, const char *path, GError **error)
{
	g_autoptr(GFile) file = g_file_new_for_path(path);
	g_autoptr(GError) why = NULL;
	g_autoptr(GFileInfo) info = g_file_query_info(file,
	    G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
	    NULL, &why);
	if (info == NULL)
		return fail_file(error, path, why);
	if (g_file_info_get_file_type(info) == G_FILE_TYPE_DIRECTORY)
		return fail(error, PLAINT_ERROR_INPUT,
		    "cannot attach '%s': it is a folder: attach its files, or an archive of it", path);
	if (g_file_info_get_file_type(info) != G_FILE_TYPE_REGULAR)
		return fail(error, PLAINT_ERROR_INPUT, "cannot attach '%s': it is no regular file", path);
	/* A capture that failed proves nothing, and its sender would hear of it from the desk. */
	if (g_file_info_get_size(info) == 0)
		return fail(error, PLAINT_ERROR_INPUT, "cannot attach '%s': it is empty", path);
	/* Measured before memory is taken for it. */
	if (g_file_info_get_size(info) > (goffset)MESSAGE_LIMIT_BYTES)
		return fail(error, PLAINT_ERROR_INPUT,
		    "cannot attach '%s': it has %" G_GOFFSET_FORMAT " bytes, and a message may have %u: "
		    "shorten it, or put it on a server and name the link",
		    path, g_file_info_get_size(info), MESSAGE_LIMIT_BYTES);
	if (draft->attachments->len >= MESSAGE_ATTACHMENTS_MAX)
		return fail(error, PLAINT_ERROR_INPUT, "cannot attach '%s': more than %d files", path,
		    MESSAGE_ATTACHMENTS_MAX);
	g_autoptr(GBytes) bytes = g_file_load_bytes(file, NULL, NULL, &why);
	if (bytes == NULL)
		return fail_file(error, path, why);
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *name = g_utf8_make_valid(base, -1);
	message_attachment_add_bytes(draft, bytes, name, NULL);
	return true;
}

static bool
is_plain(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c) || *c == '<' || *c == '>' || *c == ' ')
			return false;
	return g_utf8_validate(text, -1, NULL);
}

static bool
check_address(const char *field, const MessageAddress *address, GError **error)
{
	const char *text = address->address;
	const char *at = text != NULL ? strrchr(text, '@') : NULL;
	g_autofree char *shown = text_one_line(text != NULL ? text : "", 100);
	if (at == NULL || at == text || at[1] == '\0' || !is_plain(text) ||
	    strpbrk(text, ",;:()\\\"[]") != NULL || strlen(text) > 254)
		return fail(error, PLAINT_ERROR_INPUT, "%s: '%s' is no email address", field, shown);
	return true;
}

static bool
needs_words(const char *text)
{
	size_t run = 0;
	for (const char *c = text; *c != '\0' && run <= RUN_LIMIT_BYTES; c++)
		run = *c == ' ' ? 0 : run + 1;
	return run > RUN_LIMIT_BYTES || !g_str_is_ascii(text) || strstr(text, "=?") != NULL;
}

/* How many bytes of text one encoded word takes: at most WORD_BYTES, whole characters, and where it
 * can be a multiple of three, for base64 without padding. */
static size_t
word_length(const char *text)
{
	size_t length = 0, even = 0;
	while (text[length] != '\0') {
		size_t next = (size_t)(g_utf8_next_char(text + length) - text);
		if (next > WORD_BYTES)
			break;
		length = next;
		even = length % 3 == 0 ? length : even;
	}
	return text[length] == '\0' ? length : even;
}

static void
append_q(GString *out, const char *text, size_t length)
{
	g_string_append(out, "=?utf-8?Q?");
	for (size_t i = 0; i < length; i++) {
		if (g_ascii_isalnum(text[i]))
			g_string_append_c(out, text[i]);
		else
			g_string_append_printf(out, "=%02X", (unsigned char)text[i]);
	}
	g_string_append(out, "?=");
}

/* RFC 2047 by ourselves: GMime 3.2 makes words longer than 75, and loses text when it reads two
 * words of which the first is padded. valid is valid UTF-8. Free with g_free(). */
static char *
encode_words(const char *valid)
{
	if (!needs_words(valid))
		return g_strdup(valid);
	GString *out = g_string_new(NULL);
	while (*valid != '\0') {
		size_t length = word_length(valid);
		if (out->len > 0)
			g_string_append_c(out, ' ');
		if (length > 0) {
			g_autofree char *base64 = g_base64_encode((const guchar *)valid, length);
			g_string_append_printf(out, "=?utf-8?B?%s?=", base64);
		} else {
			/* No three bytes end a character here: one character goes in Q, and on. */
			length = (size_t)(g_utf8_next_char(valid) - valid);
			append_q(out, valid, length);
		}
		valid += length;
	}
	return g_string_free(out, FALSE);
}

static bool
add_addresses(GMimeMessage *message, GMimeAddressType type, const char *field,
    const MessageAddress *address, GError **error)
{
	if (!check_address(field, address, error))
		return false;
	g_autofree char *name = text_one_line(address->name != NULL ? address->name : "",
	    NAME_LIMIT_BYTES);
	g_mime_message_add_mailbox(message, type, *name != '\0' ? name : NULL, address->address);
	return true;
}

/* What goes into a header unharmed. Desks make ids without '@', or with a blank: the first go, and
 * the second would break the thread of all. */
static bool
is_id(const char *id)
{
	return id != NULL && *id != '\0' && strlen(id) <= ID_LIMIT_BYTES && g_str_is_ascii(id) &&
	       is_plain(id);
}

static bool
set_thread(GMimeObject *message, const MessageDraft *draft, GError **error)
{
	g_autoptr(GString) all = g_string_new(NULL);
	g_autofree char *shown = text_one_line(draft->message_id != NULL ? draft->message_id : "", 100);
	if (!is_id(draft->message_id) || strchr(draft->message_id, '@') == NULL)
		return fail(error, PLAINT_ERROR_INPUT, "Message-ID: '%s' is no message id", shown);
	g_mime_message_set_message_id(GMIME_MESSAGE(message), draft->message_id);
	if (is_id(draft->in_reply_to)) {
		g_autofree char *id = g_strdup_printf("<%s>", draft->in_reply_to);
		g_mime_object_set_header(message, "In-Reply-To", id, NULL);
	}
	guint n = draft->references->len;
	for (guint i = 0; i < n; i++) {
		const char *id = draft->references->pdata[i];
		if (is_id(id) && (i == 0 || n - i < REFERENCES_MAX))
			g_string_append_printf(all, "%s<%s>", all->len > 0 ? " " : "", id);
	}
	if (all->len > 0)
		g_mime_object_set_header(message, "References", all->str, NULL);
	return true;
}

static bool
set_more(GMimeObject *message, const MessageDraft *draft, GError **error)
{
	g_autofree char *agent = text_one_line(
	    draft->user_agent != NULL ? draft->user_agent : "plaint/" PLAINT_VERSION, VALUE_LIMIT_BYTES);
	g_mime_object_set_header(message, "User-Agent", agent, "utf-8");
	if (draft->auto_submitted != NULL) {
		if (strcmp(draft->auto_submitted, "auto-generated") != 0 &&
		    strcmp(draft->auto_submitted, "auto-replied") != 0)
			return fail(error, PLAINT_ERROR_INPUT, "Auto-Submitted: neither auto-generated nor "
			    "auto-replied");
		g_mime_object_set_header(message, "Auto-Submitted", draft->auto_submitted, NULL);
	}
	for (guint i = 0; i + 1 < draft->headers->len; i += 2) {
		const char *name = draft->headers->pdata[i];
		bool is_ours = g_str_has_prefix(name, "X-") || g_str_has_prefix(name, "List-") ||
		               strcmp(name, "Precedence") == 0;
		for (const char *c = name; *c != '\0'; c++)
			is_ours = is_ours && (g_ascii_isalnum(*c) || *c == '-');
		g_autofree char *shown = text_one_line(name, 60);
		if (!is_ours)
			return fail(error, PLAINT_ERROR_INPUT, "header '%s' may not be set", shown);
		g_autofree char *value = text_one_line(draft->headers->pdata[i + 1], VALUE_LIMIT_BYTES);
		g_autofree char *encoded = encode_words(value);
		g_mime_object_set_header(message, name, encoded, NULL);
	}
	return true;
}

/* Canonical line ends, so that nothing stands bare when base64 is chosen (RFC 2045 6.8). */
static char *
canonical_text(const char *body)
{
	g_autofree char *valid = g_utf8_make_valid(body, -1);
	GString *out = g_string_sized_new(strlen(valid) + 64);
	for (const char *c = valid; *c != '\0'; c++) {
		if (*c == '\r' && c[1] == '\n')
			continue;
		if (*c == '\n' || *c == '\r')
			g_string_append(out, "\r\n");
		else if (*c == '\t' || !g_ascii_iscntrl(*c))
			g_string_append_c(out, *c);
		else
			g_string_append_c(out, ' ');
	}
	if (out->len > 0 && out->str[out->len - 1] != '\n')
		g_string_append(out, "\r\n");
	return g_string_free(out, FALSE);
}

static void
set_content(GMimePart *part, const void *data, size_t size, GMimeContentEncoding encoding)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data != NULL ? data : "", size);
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream,
	    GMIME_CONTENT_ENCODING_DEFAULT);
	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, encoding);
	g_object_unref(content);
	g_object_unref(stream);
}

/* Text that fits goes as it is; mostly ASCII is readable in quoted-printable; else base64. */
static GMimeContentEncoding
encoding_for(const char *text)
{
	size_t line = 0, longest = 0, high = 0, length = 0;
	bool is_odd = false; /* what mail servers are known to change: "From ", blanks at line ends */
	for (const char *c = text; *c != '\0'; c++, length++) {
		high += (unsigned char)*c >= 0x80;
		is_odd = is_odd || (line == 0 && g_str_has_prefix(c, "From ")) ||
		         (*c == '\r' && line > 0 && (c[-1] == ' ' || c[-1] == '\t'));
		line = *c == '\n' ? 0 : line + 1;
		longest = MAX(longest, line);
	}
	if (high == 0 && longest <= 79 && !is_odd) /* 78 and the CR */
		return GMIME_CONTENT_ENCODING_7BIT;
	return high * 6 > length ? GMIME_CONTENT_ENCODING_BASE64
	                         : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

static GMimeObject *
text_part(const char *body)
{
	g_autofree char *text = canonical_text(body != NULL ? body : "");
	GMimeTextPart *part = g_mime_text_part_new_with_subtype("plain");
	/* Not g_mime_text_part_set_text(): it picks a charset of its own. */
	set_content(GMIME_PART(part), text, strlen(text), encoding_for(text));
	g_mime_text_part_set_charset(part, "utf-8");
	return GMIME_OBJECT(part);
}

static GMimeObject *
file_part(const MessageAttachment *attachment)
{
	gsize size = 0;
	const void *data = g_bytes_get_data(attachment->bytes, &size);
	g_autoptr(GMimeContentType) type = g_mime_content_type_parse(NULL, attachment->content_type);
	GMimePart *part = g_mime_part_new_with_type(g_mime_content_type_get_media_type(type),
	    g_mime_content_type_get_media_subtype(type));
	/* The last of its folders only, whatever the separator: the name is the recipient's file. */
	const char *slash = strrchr(attachment->filename, '/');
	g_autofree char *name = text_one_line(slash != NULL ? slash + 1 : attachment->filename,
	    FILENAME_LIMIT_BYTES);
	g_strdelimit(name, "\\\"<>|:*?", '_');
	/* Evidence arrives as the bytes it was, logs too: no line end is made canonical. */
	set_content(part, data, size, GMIME_CONTENT_ENCODING_BASE64);
	g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
	g_mime_part_set_filename(part, *name != '\0' ? name : "attachment");
	return GMIME_OBJECT(part);
}

static void
set_body(GMimeMessage *message, const MessageDraft *draft)
{
	GMimeObject *text = text_part(draft->body);
	if (draft->attachments->len == 0) {
		g_mime_message_set_mime_part(message, text);
		g_object_unref(text);
		return;
	}
	GMimeMultipart *mixed = g_mime_multipart_new_with_subtype("mixed");
	g_mime_multipart_add(mixed, text);
	g_object_unref(text);
	for (guint i = 0; i < draft->attachments->len; i++) {
		GMimeObject *part = file_part(draft->attachments->pdata[i]);
		g_mime_multipart_add(mixed, part);
		g_object_unref(part);
	}
	g_mime_message_set_mime_part(message, GMIME_OBJECT(mixed));
	g_object_unref(mixed);
}

static bool
set_header(GMimeMessage *message, const MessageDraft *draft, GError **error)
{
	GMimeObject *object = GMIME_OBJECT(message);
	g_autofree char *subject = text_one_line(draft->subject != NULL ? draft->subject : "",
	    SUBJECT_LIMIT_BYTES);
	g_autofree char *date = time_format_rfc5322(draft->date, draft->timezone);
	if (draft->date == 0)
		return fail(error, PLAINT_ERROR_INTERNAL, "message without a date");
	g_mime_object_set_header(object, "Date", date, NULL);
	if (!add_addresses(message, GMIME_ADDRESS_TYPE_FROM, "From", &draft->from, error))
		return false;
	if (draft->reply_to.address != NULL &&
	    !add_addresses(message, GMIME_ADDRESS_TYPE_REPLY_TO, "Reply-To", &draft->reply_to, error))
		return false;
	if (draft->to->len == 0)
		return fail(error, PLAINT_ERROR_INPUT, "To: nobody to send it to");
	for (guint i = 0; i < draft->to->len; i++)
		if (!add_addresses(message, GMIME_ADDRESS_TYPE_TO, "To", draft->to->pdata[i], error))
			return false;
	for (guint i = 0; i < draft->cc->len; i++)
		if (!add_addresses(message, GMIME_ADDRESS_TYPE_CC, "Cc", draft->cc->pdata[i], error))
			return false;
	g_autofree char *encoded = encode_words(subject);
	g_mime_object_set_header(object, "Subject", encoded, NULL);
	return set_thread(object, draft, error) && set_more(object, draft, error);
}

/* Before anything is encoded: base64 makes four bytes of three, and a line end of each 76. */
static bool
check_size(const MessageDraft *draft, GError **error)
{
	size_t limit = draft->limit_bytes > 0 ? draft->limit_bytes : MESSAGE_LIMIT_BYTES;
	size_t body = draft->body != NULL ? strlen(draft->body) : 0, total = body * 3 + 4096;
	const MessageAttachment *largest = NULL;
	if (body > 1024 * 1024)
		return fail(error, PLAINT_ERROR_INPUT,
		    "the text has %zu bytes, and may have 1048576: attach long logs as evidence", body);
	for (guint i = 0; i < draft->attachments->len; i++) {
		const MessageAttachment *attachment = draft->attachments->pdata[i];
		size_t size = g_bytes_get_size(attachment->bytes);
		total += size / 3 * 4 + size / 54 + 1024;
		if (largest == NULL || size > g_bytes_get_size(largest->bytes))
			largest = attachment;
	}
	if (total <= limit || largest == NULL)
		return true;
	g_autofree char *name = text_one_line(largest->filename, 100);
	return fail(error, PLAINT_ERROR_INPUT,
	    "the message would have %zu bytes, and may have %zu: its largest attachment is '%s' with "
	    "%zu bytes; leave it out or shorten it",
	    total, limit, name, g_bytes_get_size(largest->bytes));
}

static GBytes *
to_bytes(GMimeMessage *message)
{
	GMimeFormatOptions *format = g_mime_format_options_new();
	g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_format_options_set_param_encoding_method(format, GMIME_PARAM_ENCODING_METHOD_RFC2231);
	g_mime_object_encode(GMIME_OBJECT(message), GMIME_ENCODING_CONSTRAINT_7BIT);
	GByteArray *array = g_byte_array_new();
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(array);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
	g_object_unref(stream);
	g_mime_format_options_free(format);
	return g_byte_array_free_to_bytes(array);
}

/* The promise to the server, whatever the library did: seven bits, CRLF, 998 octets a line. */
static bool
check_result(GBytes *bytes, GError **error)
{
	gsize size = 0, line = 0;
	const unsigned char *data = g_bytes_get_data(bytes, &size);
	for (gsize i = 0; i < size; i++) {
		bool is_end = data[i] == '\n';
		if (data[i] >= 0x80 || data[i] == '\0' || (is_end && (i == 0 || data[i - 1] != '\r')) ||
		    (data[i] == '\r' && (i + 1 == size || data[i + 1] != '\n')))
			return fail(error, PLAINT_ERROR_INTERNAL, "byte 0x%02x at %zu of a new message", data[i],
			    i);
		line = is_end ? 0 : line + 1;
		if (line > 999) /* with the CR */
			return fail(error, PLAINT_ERROR_INPUT,
			    "a header line longer than 998 octets: shorten the field");
	}
	return true;
}

bool
message_write(const MessageDraft *draft, GBytes **out, GError **error)
{
	mime_init();
	if (!check_size(draft, error))
		return false;
	g_autoptr(GMimeMessage) message = g_mime_message_new(TRUE);
	if (!set_header(message, draft, error))
		return false;
	set_body(message, draft);
	g_autoptr(GBytes) bytes = to_bytes(message);
	if (!check_result(bytes, error))
		return false;
	*out = g_steal_pointer(&bytes);
	return true;
}
