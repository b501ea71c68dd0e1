/* SPDX-License-Identifier: ISC
 * inspect.c - the order in which a message is read
 *
 * The newest text first, as all the others read it; then the kind, which says whether there is
 * anything to judge. */
#include "plaint/inspect.h"
#include "plaint/bounce.h"
#include "plaint/clock.h"
#include "plaint/kind.h"
#include "plaint/message-read.h"
#include "plaint/quote.h"
#include "plaint/ticket.h"
#include <jansson.h>

#define PERSON_CONFIDENCE 0.6 /* in what is read as a person's answer */
#define RECEIPT_CONFIDENCE 0.8 /* in what is read as confirming receipt */

static void
judge(const Mail *mail, const VerdictRules *rules, const LearnedSet *learned, Reading *reading)
{
	VerdictInput input = { .kind = reading->kind, .subject = mail->subject,
		.text = reading->text };
	g_autoptr(GDateTime) date = mail->date != 0 ? g_date_time_new_from_unix_utc(mail->date) : NULL;
	if (date != NULL)
		g_date_time_get_ymd(date, &input.year, &input.month, &input.day);
	verdict_read(rules, learned, &input, reading);
}

/* What machines write when nobody has looked yet is no finding, question or refusal. */
static bool
is_of_a_person(const Reading *reading)
{
	return reading->confidence >= PERSON_CONFIDENCE &&
	       (reading->verdict == VERDICT_WORKING || reading->verdict == VERDICT_NEED_INFO ||
	           reading->verdict == VERDICT_RESOLVED || reading->verdict == VERDICT_REJECTED);
}

/* Words alone make it an automatic mail, and people use those words too: "your out-of-office reply
 * came back, so I call". Read it as a person's: if it says what only people say, it is one. */
static bool
reads_as_reply(const Mail *mail, const VerdictRules *rules, const LearnedSet *learned,
    Reading *reading)
{
	guint before = reading->because->len;
	reading->kind = KIND_REPLY;
	judge(mail, rules, learned, reading);
	if (!is_of_a_person(reading)) {
		reading->kind = KIND_AUTO_REPLY;
		g_ptr_array_set_size(reading->because, (gint)before);
		return false;
	}
	g_ptr_array_remove_range(reading->because, 0, before); /* why it was taken for automatic */
	return true;
}

/* What only confirms receipt, and what nobody has written, is no answer, though it comes with the marks
 * of one: "Votre demande (45021) a été reçue". */
static void
tell_receipt(const Mail *mail, Reading *reading)
{
	if (reading->kind != KIND_REPLY || reading->verdict != VERDICT_ACK ||
	    reading->confidence < RECEIPT_CONFIDENCE ||
	    !kind_is_receipt(mail, reading->text, reading->language, reading->tickets))
		return;
	reading->kind = KIND_AUTO_REPLY;
	for (guint i = reading->because->len; i-- > 0;) {
		if (g_str_has_prefix(reading->because->pdata[i], "kind: "))
			g_ptr_array_remove_index(reading->because, i);
	}
	g_ptr_array_insert(reading->because, 0, g_strdup("kind: a ticket system's receipt, with its number"));
}

static Reading *
reading_new(void)
{
	Reading *reading = g_new0(Reading, 1);
	reading->recipients = g_ptr_array_new_with_free_func(bounce_recipient_free);
	reading->tickets = g_ptr_array_new_with_free_func(ticket_free);
	reading->because = g_ptr_array_new_with_free_func(g_free);
	reading->asked = g_ptr_array_new_with_free_func(g_free);
	return reading;
}

Reading *
inspect_read(const Mail *mail, const VerdictRules *rules, const LearnedSet *learned)
{
	Reading *reading = reading_new();
	reading->language = g_strdup("");
	g_autofree char *frame = NULL;
	quote_read_framed(mail, &reading->text, &frame, &reading->all_text);
	bool is_by_words = false;
	reading->kind = kind_of(mail, reading->text, reading->because, &is_by_words);
	if (reading->kind == KIND_BOUNCE || reading->kind == KIND_DELAY)
		bounce_read(mail, reading->recipients, &reading->original_message_id);
	/* Nobody's words, but the number of the ticket. */
	g_autofree char *framed = g_strconcat(reading->text, "\n", frame, NULL);
	ticket_find(mail, framed, reading->tickets);
	if (rules != NULL && !(is_by_words && reads_as_reply(mail, rules, learned, reading)))
		judge(mail, rules, learned, reading);
	tell_receipt(mail, reading);
	return reading;
}

bool
inspect_bytes(const void *bytes, size_t size, const VerdictRules *rules, const LearnedSet *learned,
    Mail **out_mail, Reading **out, GError **error)
{
	g_autoptr(Mail) mail = NULL;
	if (!message_read(bytes, size, &mail, error))
		return false;
	*out = inspect_read(mail, rules, learned);
	if (out_mail != NULL)
		*out_mail = g_steal_pointer(&mail);
	return true;
}

static json_t *
strings(const GPtrArray *array)
{
	json_t *list = json_array();
	for (guint i = 0; i < array->len; i++)
		json_array_append_new(list, json_string(array->pdata[i]));
	return list;
}

static json_t *
string_or_null(const char *text)
{
	return text != NULL ? json_string(text) : json_null();
}

static json_t *
bounce_object(const Reading *reading)
{
	if (reading->kind != KIND_BOUNCE && reading->kind != KIND_DELAY)
		return json_null();
	json_t *recipients = json_array();
	for (guint i = 0; i < reading->recipients->len; i++) {
		const BounceRecipient *r = reading->recipients->pdata[i];
		json_array_append_new(recipients,
		    json_pack("{s:s, s:s, s:s, s:s}", "address", r->address, "action", r->action, "status",
		        r->status, "diagnostic", r->diagnostic));
	}
	json_t *object = json_object();
	json_object_set_new(object, "recipients", recipients);
	json_object_set_new(object, "original_message_id",
	    string_or_null(reading->original_message_id));
	return object;
}

static json_t *
ticket_numbers(const Reading *reading)
{
	json_t *list = json_array();
	for (guint i = 0; i < reading->tickets->len; i++)
		json_array_append_new(list, json_string(((Ticket *)reading->tickets->pdata[i])->number));
	return list;
}

static void
set_mail(json_t *object, const Mail *mail)
{
	json_object_set_new(object, "message_id", string_or_null(mail->message_id));
	json_t *parents = json_array();
	if (mail->in_reply_to != NULL)
		json_array_append_new(parents, json_string(mail->in_reply_to));
	json_object_set_new(object, "in_reply_to", parents);
	json_object_set_new(object, "references", strings(mail->references));
	json_object_set_new(object, "from",
	    json_pack("{s:s, s:s}", "name", mail->from.name, "address", mail->from.address));
	json_object_set_new(object, "subject", json_string(mail->subject));
	g_autofree char *date = mail->date != 0 ? time_format_rfc3339(mail->date) : NULL;
	json_object_set_new(object, "date", string_or_null(date));
}

static json_t *
reading_object(const char *file, const Mail *mail, const Reading *reading, bool with_all_text)
{
	json_t *object = json_object();
	g_autofree char *name = g_utf8_make_valid(file, -1);
	json_object_set_new(object, "file", json_string(name));
	set_mail(object, mail);
	json_object_set_new(object, "kind", json_string(kind_name(reading->kind)));
	json_object_set_new(object, "bounce", bounce_object(reading));
	json_object_set_new(object, "text", json_string(reading->text));
	if (with_all_text)
		json_object_set_new(object, "all_text", json_string(reading->all_text));
	json_object_set_new(object, "tickets", ticket_numbers(reading));
	json_object_set_new(object, "verdict", reading->verdict != VERDICT_NONE
	    ? json_string(verdict_name(reading->verdict)) : json_null());
	json_object_set_new(object, "confidence", json_real(reading->confidence));
	json_object_set_new(object, "language", json_string(reading->language));
	json_object_set_new(object, "because", strings(reading->because));
	return object;
}

/* object is taken. */
static char *
dump(json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(4));
	json_decref(object);
	char *copy = g_strdup(text);
	free(text);
	return copy;
}

char *
inspect_json(const char *file, const Mail *mail, const Reading *reading, bool with_all_text)
{
	return dump(reading_object(file, mail, reading, with_all_text));
}

char *
reading_to_json(const Mail *mail, const Reading *reading)
{
	json_t *object = reading_object("", mail, reading, false);
	json_object_set_new(object, "asked", strings(reading->asked));
	json_object_set_new(object, "redirect", string_or_null(reading->redirect));
	json_object_set_new(object, "promised", string_or_null(reading->promised));
	return dump(object);
}

static char *
kept_text(const json_t *object, const char *name)
{
	return g_strdup(json_string_value(json_object_get(object, name)));
}

static void
add_strings(GPtrArray *out, const json_t *list)
{
	size_t i;
	json_t *item;
	json_array_foreach(list, i, item)
	{
		if (json_is_string(item))
			g_ptr_array_add(out, g_strdup(json_string_value(item)));
	}
}

Reading *
reading_from_json(const char *json)
{
	Reading *reading = reading_new();
	json_t *object = json_loads(json, 0, NULL);
	const char *kind = json_string_value(json_object_get(object, "kind"));
	const char *verdict = json_string_value(json_object_get(object, "verdict"));
	if (kind != NULL)
		kind_parse(kind, &reading->kind);
	if (verdict != NULL)
		verdict_parse(verdict, &reading->verdict);
	reading->confidence = json_number_value(json_object_get(object, "confidence"));
	reading->text = kept_text(object, "text");
	reading->language = kept_text(object, "language");
	reading->redirect = kept_text(object, "redirect");
	reading->promised = kept_text(object, "promised");
	add_strings(reading->because, json_object_get(object, "because"));
	add_strings(reading->asked, json_object_get(object, "asked"));
	json_decref(object);
	reading->text = reading->text != NULL ? reading->text : g_strdup("");
	reading->language = reading->language != NULL ? reading->language : g_strdup("");
	return reading;
}
