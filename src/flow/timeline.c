/* SPDX-License-Identifier: ISC
 * timeline.c - the dates of a case, as somebody who does not know it wants them */
#include "flow-private.h"
#include "plaint/clock.h"
#include "plaint/escalate.h"
#include "plaint/text.h"
#include <jansson.h>
#include <string.h>

#define LINE_LIMIT_BYTES 300 /* of a subject or an entry: the mails themselves are attached */

typedef struct line {
	int64_t at;
	char *text;
} Line;

static void
line_clear(gpointer data)
{
	g_free(((Line *)data)->text);
}

static int
by_time(gconstpointer a, gconstpointer b)
{
	const Line *one = a, *two = b;
	return one->at < two->at ? -1 : one->at > two->at;
}

static void G_GNUC_PRINTF(3, 4)
add(GArray *lines, int64_t at, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	const Line line = { at, g_strdup_vprintf(format, args) };
	va_end(args);
	g_array_append_val(lines, line);
}

static const char *
sent_words(const char *kind, bool is_zh)
{
	static const struct {
		const char *kind, *en, *zh;
	} rows[] = {
		{ "complaint", "complaint sent to", "投诉已发给" },
		{ "follow-up", "reminder sent to", "催办已发给" },
		{ "reply", "answer sent to", "回复已发给" },
		{ "appeal", "appeal sent to", "申诉已发给" },
		{ "escalation", "complaint sent to", "投诉已发给" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].kind, kind) == 0)
			return is_zh ? rows[i].zh : rows[i].en;
	return is_zh ? "邮件已发给" : "mail sent to";
}

static const char *
verdict_words(const StoreMessage *message, bool is_zh)
{
	static const struct {
		const char *verdict, *en, *zh;
	} rows[] = {
		{ "working", " (they are working on it)", "（称正在处理）" },
		{ "need-info", " (asks for more)", "（要求补充材料）" },
		{ "resolved", " (says that it is solved)", "（称已解决）" },
		{ "rejected", " (refuses)", "（驳回）" },
		{ "redirected", " (refers elsewhere)", "（转介其他渠道）" },
	};
	const char *words = "";
	json_t *reading = message->reading != NULL ? json_loads(message->reading, 0, NULL) : NULL;
	const char *verdict = json_string_value(json_object_get(reading, "verdict"));
	for (size_t i = 0; verdict != NULL && i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].verdict, verdict) == 0)
			words = is_zh ? rows[i].zh : rows[i].en;
	json_decref(reading);
	return words;
}

static void
add_message(GArray *lines, const StoreMessage *message, bool is_zh)
{
	g_autofree char *subject = text_one_line(message->subject, LINE_LIMIT_BYTES);
	const char *colon = is_zh ? "：" : ": ";
	if (message->is_outgoing) {
		if (strcmp(message->status, "sent") == 0 && strcmp(message->kind, "notice") != 0)
			add(lines, message->at, "%s %s%s%s", sent_words(message->kind, is_zh), message->to, colon,
			    subject);
	} else if (!message->is_flagged && strcmp(message->kind, "reply") == 0) {
		add(lines, message->at, "%s %s%s%s%s", is_zh ? "收到答复，来自" : "answer from",
		    message->from, verdict_words(message, is_zh), colon, subject);
	} else if (!message->is_flagged && strcmp(message->kind, "auto-reply") == 0) {
		add(lines, message->at, "%s %s%s%s", is_zh ? "收到自动回执，来自" : "automatic receipt from",
		    message->from, colon, subject);
	} else if (!message->is_flagged && strcmp(message->kind, "bounce") == 0) {
		add(lines, message->at, "%s%s%s", is_zh ? "邮件被退回" : "mail was returned undelivered", colon,
		    subject);
	}
}

/* What was promised and did not come; a deadline that was met late is one too. */
static void
add_missed(GArray *lines, const Case *c, bool is_zh)
{
	static const struct {
		DeadlineWhat what;
		const char *en, *zh;
	} rows[] = {
		{ DEADLINE_FIRST_REPLY, "the time for a first reply (%s) ended", "首次答复期限（%s）届满" },
		{ DEADLINE_OVERDUE, "the time to settle it (%s) ended", "处理期限（%s）届满" },
	};
	const char *language = is_zh ? "zh" : "en";
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Deadline *deadline = &c->deadlines[rows[i].what];
		if (deadline->due == 0 || deadline->due > clock_now() ||
		    (deadline->met != 0 && deadline->met <= deadline->due))
			continue;
		g_autofree char *words = window_words(deadline->window, language);
		g_auto(GStrv) halves = g_strsplit(is_zh ? rows[i].zh : rows[i].en, "%s", 2);
		add(lines, deadline->due, "%s%s%s", halves[0], words, halves[1]);
	}
}

bool
flow_timeline(Flow *flow, const Case *c, const char *language, char **out, GError **error)
{
	return flow_timeline_in(flow, c, language, NULL, out, error);
}

bool
flow_timeline_in(Flow *flow, const Case *c, const char *language, GTimeZone *zone, char **out,
    GError **error)
{
	g_autoptr(GPtrArray) messages = NULL;
	g_autoptr(GPtrArray) events = NULL;
	g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Line));
	g_autoptr(GString) text = g_string_new(NULL);
	bool is_zh = g_str_has_prefix(language, "zh");
	g_array_set_clear_func(lines, line_clear);
	if (!store_message_list(flow->store, c->key, &messages, error) ||
	    !store_event_list(flow->store, c->key, &events, error))
		return false;
	for (guint i = 0; i < messages->len; i++)
		add_message(lines, messages->pdata[i], is_zh);
	for (guint i = 0; i < events->len; i++) {
		const StoreEvent *event = events->pdata[i];
		if (strcmp(event->kind, "log") != 0 && strcmp(event->kind, "escalated") != 0)
			continue;
		g_autofree char *line = text_one_line(event->text, LINE_LIMIT_BYTES);
		add(lines, event->at, "%s", line);
	}
	add_missed(lines, c, is_zh);
	g_array_sort(lines, by_time);
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = &g_array_index(lines, Line, i);
		g_autofree char *at = time_format_local(line->at, zone);
		g_string_append_printf(text, "%s- %s  %s", i > 0 ? "\n" : "", at, line->text);
	}
	*out = g_string_free(g_steal_pointer(&text), FALSE);
	return true;
}
