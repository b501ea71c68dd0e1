/* SPDX-License-Identifier: ISC
 * headers.c - the header of a message, line by line, and what is known from it
 *
 * Read from the raw bytes and not from GMime, which takes the last of two Message-IDs, joins two
 * From headers and refuses a message whose first line is no header. */
#include "headers-private.h"
#include "mime-private.h"
#include "plaint/message-read.h"
#include <gmime/gmime.h>
#include <string.h>

#define DATE_MAX 100
#define MESSAGE_ID_MAX 998

static const char *
line_end(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));
	return lf != NULL ? lf + 1 : end;
}

static bool
is_blank(const char *p, const char *end)
{
	return p < end && (*p == '\n' || (*p == '\r' && (p + 1 == end || p[1] == '\n')));
}

/* The colon of "Name: value" at p, or NULL where the line is no header. */
static const char *
find_colon(const char *p, const char *end)
{
	const char *q = p;
	while (q < end && *q > ' ' && *q < 0x7f && *q != ':')
		q++;
	size_t length = (size_t)(q - p);
	while (q < end && (*q == ' ' || *q == '\t'))
		q++;
	return length > 0 && length < 200 && q < end && *q == ':' ? q : NULL;
}

static bool
is_mbox_line(const char *p, const char *end)
{
	return (end - p >= 5 && memcmp(p, "From ", 5) == 0) ||
	    (end - p >= 6 && memcmp(p, ">From ", 6) == 0);
}

const char *
header_next(const char *p, const char *end, RawHeader *out)
{
	while (p < end && !is_blank(p, end)) {
		const char *next = line_end(p, end);
		const char *colon = find_colon(p, next);
		if (colon == NULL) {
			p = next;
			continue;
		}
		const char *name_end = p;
		while (*name_end > ' ' && *name_end != ':')
			name_end++;
		while (next < end && (*next == ' ' || *next == '\t'))
			next = line_end(next, end);
		out->name = p;
		out->name_length = (size_t)(name_end - p);
		out->value = colon + 1;
		out->value_length = (size_t)(next - colon - 1);
		return next;
	}
	return NULL;
}

/* A line that is no header ends the block as a blank line does, unless a header comes right after
 * it: then it is a header that was folded by somebody who does not know how. */
const char *
header_block_end(const char *start, const char *end)
{
	const char *p = start;
	while (p < end && !is_blank(p, end)) {
		const char *next = line_end(p, end);
		bool is_folded = p > start && (*p == ' ' || *p == '\t');
		bool is_known = is_folded || find_colon(p, next) != NULL ||
		    (p == start && is_mbox_line(p, end));
		if (!is_known && (p == start || next == end || find_colon(next, line_end(next, end)) == NULL))
			return p;
		p = next;
	}
	return p;
}

const char *
header_body(const char *block_end, const char *end)
{
	return is_blank(block_end, end) ? line_end(block_end, end) : block_end;
}

bool
header_is(const RawHeader *header, const char *name)
{
	return strlen(name) == header->name_length &&
	    g_ascii_strncasecmp(header->name, name, header->name_length) == 0;
}

/* The next "<...@...>" of text from *position; NULL at the end. */
static char *
next_id(const char **position)
{
	const char *p = *position;
	while ((p = strchr(p, '<')) != NULL) {
		const char *start = ++p;
		while (*p != '\0' && *p != '>' && *p != '<')
			p++;
		*position = p;
		if (*p != '>' || p == start || (size_t)(p - start) > MESSAGE_ID_MAX)
			continue;
		/* Folding may have put space into it. */
		GString *id = g_string_sized_new((size_t)(p - start));
		for (const char *q = start; q < p; q++) {
			if (!g_ascii_isspace(*q))
				g_string_append_c(id, *q);
		}
		if (id->len > 0)
			return g_string_free(id, FALSE);
		g_string_free(id, TRUE);
	}
	*position = "";
	return NULL;
}

/* The first id in value, with brackets or, where a mailer forgot them, without. */
static char *
first_id(const char *value)
{
	const char *position = value;
	char *id = next_id(&position);
	if (id != NULL)
		return id;
	size_t length = strcspn(value, " \t,;");
	const char *at = memchr(value, '@', length);
	if (at == NULL || length > MESSAGE_ID_MAX)
		return NULL;
	if (*value == '<') {
		value++;
		length--;
	}
	return g_strndup(value, length);
}

static void
read_references(const char *value, Mail *mail, GHashTable *seen)
{
	const char *position = value;
	for (char *id; (id = next_id(&position)) != NULL;) {
		if (g_hash_table_contains(seen, id)) {
			g_free(id);
			continue;
		}
		g_ptr_array_add(mail->references, id);
		g_hash_table_add(seen, id);
	}
}

static int64_t
read_date(const char *value)
{
	if (strlen(value) > DATE_MAX)
		return 0;
	g_autoptr(GDateTime) date = g_mime_utils_header_decode_date(value);
	return date != NULL ? g_date_time_to_unix(date) : 0;
}

static void
read_first_address(const RawHeader *raw, MailAddress *out)
{
	if (*out->address != '\0')
		return;
	g_autoptr(Mail) holder = mail_new();
	addresses_read(raw->value, raw->value_length, holder->to);
	for (guint i = 0; i < holder->to->len; i++) {
		MailAddress *address = holder->to->pdata[i];
		bool is_better = *address->address != '\0' || (*out->name == '\0' && *address->name != '\0');
		if (!is_better)
			continue;
		g_free(out->name);
		g_free(out->address);
		out->name = g_steal_pointer(&address->name);
		out->address = g_steal_pointer(&address->address);
		if (*out->address != '\0')
			return;
	}
}

static void
read_return_path(const char *value, Mail *mail)
{
	if (mail->return_path != NULL)
		return;
	const char *start = strchr(value, '<');
	start = start != NULL ? start + 1 : value;
	mail->return_path = g_strndup(start, strcspn(start, "> \t"));
}

/* What one header says beyond its text. The first of each wins, as in most servers. */
static void
read_known(const RawHeader *raw, const char *value, Mail *mail, GHashTable *seen)
{
	if (header_is(raw, "Message-ID") && mail->message_id == NULL)
		mail->message_id = first_id(value);
	else if (header_is(raw, "In-Reply-To") && mail->in_reply_to == NULL)
		mail->in_reply_to = first_id(value);
	else if (header_is(raw, "References"))
		read_references(value, mail, seen);
	else if (header_is(raw, "From"))
		read_first_address(raw, &mail->from);
	else if (header_is(raw, "Sender"))
		read_first_address(raw, &mail->sender);
	else if (header_is(raw, "Reply-To"))
		addresses_read(raw->value, raw->value_length, mail->reply_to);
	else if (header_is(raw, "To"))
		addresses_read(raw->value, raw->value_length, mail->to);
	else if (header_is(raw, "Cc"))
		addresses_read(raw->value, raw->value_length, mail->cc);
	else if (header_is(raw, "Return-Path"))
		read_return_path(value, mail);
	else if (header_is(raw, "Date") && mail->date == 0)
		mail->date = read_date(value);
	else if (header_is(raw, "Subject") && *mail->subject == '\0') {
		g_free(mail->subject);
		mail->subject = g_strdup(value);
	}
}

void
headers_read(const char *block, size_t size, Mail *mail, char **out_damage)
{
	const char *p = block, *end = block + size;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	RawHeader raw = { 0 };
	while ((p = header_next(p, end, &raw)) != NULL) {
		if (mail->headers->len >= MESSAGE_HEADERS_MAX) {
			if (*out_damage == NULL)
				*out_damage = g_strdup_printf("more than %d headers", MESSAGE_HEADERS_MAX);
			break;
		}
		raw.value_length = MIN(raw.value_length, (size_t)MESSAGE_HEADER_VALUE_MAX);
		g_autofree char *value = words_decode(raw.value, raw.value_length);
		MailHeader *header = g_new0(MailHeader, 1);
		header->name = g_strndup(raw.name, raw.name_length);
		header->value = g_steal_pointer(&value);
		g_ptr_array_add(mail->headers, header);
		read_known(&raw, header->value, mail, seen);
	}
	if (mail->references->len > MESSAGE_REFERENCES_MAX)
		g_ptr_array_remove_range(mail->references, 0,
		    mail->references->len - MESSAGE_REFERENCES_MAX);
}

char *
headers_to_text(const char *block, size_t size)
{
	GString *text = g_string_new(NULL);
	const char *p = block, *end = block + size;
	RawHeader raw = { 0 };
	for (int n = 0; n < MESSAGE_HEADERS_MAX && (p = header_next(p, end, &raw)) != NULL; n++) {
		raw.value_length = MIN(raw.value_length, (size_t)MESSAGE_HEADER_VALUE_MAX);
		g_autofree char *value = words_decode(raw.value, raw.value_length);
		g_string_append_len(text, raw.name, (gssize)raw.name_length);
		g_string_append_printf(text, ": %s\n", value);
	}
	return g_string_free(text, FALSE);
}
