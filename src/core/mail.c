/* SPDX-License-Identifier: ISC
 * mail.c - making, freeing and asking a Mail */
#include "plaint/mail.h"
#include <string.h>

/* A plain text that only tells to look at the HTML is shorter than this, and begins otherwise. */
#define STAND_IN_MAX 400
#define SAME_START 12

static void
address_clear(MailAddress *address)
{
	g_free(address->name);
	g_free(address->address);
}

static void
address_free(gpointer data)
{
	if (data == NULL)
		return;
	address_clear(data);
	g_free(data);
}

static void
header_free(gpointer data)
{
	MailHeader *header = data;
	if (header == NULL)
		return;
	g_free(header->name);
	g_free(header->value);
	g_free(header);
}

static void
part_free(gpointer data)
{
	MailPart *part = data;
	if (part == NULL)
		return;
	g_free(part->type);
	g_free(part->filename);
	g_free(part->text);
	if (part->marks != NULL)
		g_array_unref(part->marks);
	g_free(part);
}

MailAddress *
mail_address_new(const char *name, const char *address)
{
	MailAddress *made = g_new0(MailAddress, 1);
	made->name = g_strdup(name);
	made->address = g_strdup(address);
	return made;
}

MailHeader *
mail_header_new(const char *name, const char *value)
{
	MailHeader *header = g_new0(MailHeader, 1);
	header->name = g_strdup(name);
	header->value = g_strdup(value);
	return header;
}

MailPart *
mail_part_new(MailPartKind kind, const char *type)
{
	MailPart *part = g_new0(MailPart, 1);
	part->kind = kind;
	part->type = g_strdup(type);
	return part;
}

Mail *
mail_new(void)
{
	Mail *mail = g_new0(Mail, 1);
	mail->headers = g_ptr_array_new_with_free_func(header_free);
	mail->references = g_ptr_array_new_with_free_func(g_free);
	mail->from = (MailAddress){ g_strdup(""), g_strdup("") };
	mail->sender = (MailAddress){ g_strdup(""), g_strdup("") };
	mail->reply_to = g_ptr_array_new_with_free_func(address_free);
	mail->to = g_ptr_array_new_with_free_func(address_free);
	mail->cc = g_ptr_array_new_with_free_func(address_free);
	mail->subject = g_strdup("");
	mail->content_type = g_strdup("text/plain");
	mail->parts = g_ptr_array_new_with_free_func(part_free);
	return mail;
}

void
mail_free(Mail *mail)
{
	if (mail == NULL)
		return;
	g_clear_pointer(&mail->headers, g_ptr_array_unref);
	g_clear_pointer(&mail->references, g_ptr_array_unref);
	g_clear_pointer(&mail->reply_to, g_ptr_array_unref);
	g_clear_pointer(&mail->to, g_ptr_array_unref);
	g_clear_pointer(&mail->cc, g_ptr_array_unref);
	g_clear_pointer(&mail->parts, g_ptr_array_unref);
	address_clear(&mail->from);
	address_clear(&mail->sender);
	g_free(mail->message_id);
	g_free(mail->in_reply_to);
	g_free(mail->return_path);
	g_free(mail->subject);
	g_free(mail->content_type);
	g_free(mail->report_type);
	g_free(mail->damage);
	g_free(mail);
}

/* Counts no further than most. */
static size_t
printable_length(const char *text, size_t most)
{
	size_t n = 0;
	for (; *text != '\0' && n < most; text++)
		n += (unsigned char)*text > ' ';
	return n;
}

/* "Please view this message in an HTML mail reader" and the like, or nothing at all. */
static bool
is_stand_in(const MailPart *plain, const MailPart *html)
{
	size_t plain_length = printable_length(plain->text, STAND_IN_MAX);
	size_t html_length = printable_length(html->text, plain_length + 1);
	if (plain_length == 0)
		return html_length > 0;
	const char *a = plain->text + strspn(plain->text, " \t\n");
	const char *b = html->text + strspn(html->text, " \t\n");
	return plain_length < STAND_IN_MAX && plain_length < html_length &&
	    strncmp(a, b, SAME_START) != 0 && strcasestr(plain->text, "html") != NULL;
}

static bool
is_body(const MailPart *part)
{
	return (part->kind == MAIL_PART_TEXT || part->kind == MAIL_PART_HTML) &&
	    !part->is_attachment && part->message_depth == 0 && part->text != NULL;
}

const MailPart *
mail_body(const Mail *mail)
{
	const MailPart *plain = NULL;
	for (guint i = 0; i < mail->parts->len; i++) {
		const MailPart *part = mail->parts->pdata[i];
		if (!is_body(part))
			continue;
		if (plain == NULL && part->kind == MAIL_PART_HTML)
			return part;
		if (plain == NULL)
			plain = part;
		else if (part->kind == MAIL_PART_HTML)
			return is_stand_in(plain, part) ? part : plain;
		else if (*plain->text == '\0')
			plain = part;
	}
	return plain;
}

/* Most headers differ in their first letter: only a letter's case can be its bit 0x20. */
static bool
is_named(const MailHeader *header, const char *name)
{
	return ((*header->name ^ *name) & ~0x20) == 0 && g_ascii_strcasecmp(header->name, name) == 0;
}

const char *
mail_header(const Mail *mail, const char *name)
{
	for (guint i = 0; i < mail->headers->len; i++) {
		const MailHeader *header = mail->headers->pdata[i];
		if (is_named(header, name))
			return header->value;
	}
	return NULL;
}

bool
mail_header_has(const Mail *mail, const char *name, const char *needle)
{
	for (guint i = 0; i < mail->headers->len; i++) {
		const MailHeader *header = mail->headers->pdata[i];
		if (is_named(header, name) && strcasestr(header->value, needle) != NULL)
			return true;
	}
	return false;
}
