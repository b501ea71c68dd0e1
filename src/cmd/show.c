/* SPDX-License-Identifier: ISC
 * show.c - plaint show: the timeline of a case, and what led to each step */
#include "commands.h"
#include "plaint/clock.h"
#include "plaint/text.h"
#include "view.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The documented window that a deadline is counted from; NULL for one that is not. */
static const CaseWindow *
window_of(const Case *c, DeadlineWhat what)
{
	if (c->deadlines[what].is_fixed || what > DEADLINE_OVERDUE)
		return NULL;
	return what == DEADLINE_FIRST_REPLY ? &c->first_reply : &c->resolve;
}

static json_t *
deadlines_json(const Case *c)
{
	json_t *array = json_array();
	for (int i = 0; i < DEADLINE_COUNT; i++) {
		const Deadline *deadline = &c->deadlines[i];
		const CaseWindow *window = window_of(c, (DeadlineWhat)i);
		if (deadline->due != 0)
			json_array_append_new(array,
			    json_pack("{sssosososososo}", "what", deadline_name((DeadlineWhat)i), "due",
			        json_time(deadline->due), "met", json_time(deadline->met), "window",
			        json_text(deadline->window), "source", json_text(deadline->source), "url",
			        json_text(window != NULL ? window->url : NULL), "read",
			        json_text(window != NULL ? window->read_at : NULL)));
	}
	return array;
}

static json_t *
event_json(const StoreEvent *event)
{
	json_t *because = json_loads(event->because, 0, NULL);
	return json_pack("{sossssssso?so?so?ss}", "at", json_time(event->at), "kind", event->kind, "actor",
	    event->actor, "text", event->text, "verdict", json_text(event->verdict), "because", because,
	    "changed_state", json_text(event->changed_state), "hash", event->hash);
}

static json_t *
message_json(const StoreMessage *message)
{
	return json_pack("{sIsssssosssssosssssb}", "id", (json_int_t)message->id, "direction",
	    message->is_outgoing ? "out" : "in", "kind", message->kind, "message_id",
	    json_text(message->message_id), "from", message->from, "subject", message->subject, "at",
	    json_time(message->at), "status", message->status, "why",
	    message->why != NULL ? message->why : "", "flagged", (int)message->is_flagged);
}

static void
print_json_case(const Case *c, const GPtrArray *events, const GPtrArray *messages)
{
	json_t *object = view_case(c, clock_now());
	json_t *event_array = json_array(), *message_array = json_array();
	for (guint i = 0; i < events->len; i++)
		json_array_append_new(event_array, event_json(events->pdata[i]));
	for (guint i = 0; i < messages->len; i++)
		json_array_append_new(message_array, message_json(messages->pdata[i]));
	json_object_set_new(object, "to", json_string(c->to));
	json_object_set_new(object, "calendar", json_text(c->calendar));
	json_object_set_new(object, "timezone", json_text(c->timezone));
	json_object_set_new(object, "deadlines", deadlines_json(c));
	json_object_set_new(object, "events", event_array);
	json_object_set_new(object, "messages", message_array);
	print_json(object);
}

static const char *
source_words(const char *source, bool is_zh)
{
	static const char *const rows[][2] = { { "case", "本投诉自定" }, { "answer", "服务商答复" },
		{ "provider", "服务商公布" }, { "type", "投诉类型" }, { "default", "默认" },
		{ "user", "手工设定" } };
	for (size_t i = 0; is_zh && i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i][0], source) == 0)
			return rows[i][1];
	return source;
}

/* Where a deadline comes from, so that it can be looked up, and how the provider's own is undone. */
static void
print_window(const Case *c, DeadlineWhat what, bool is_zh)
{
	const Deadline *deadline = &c->deadlines[what];
	const CaseWindow *window = window_of(c, what);
	g_autofree char *words = window_words(deadline->window, is_zh ? "zh" : "en");
	if (*deadline->source != '\0')
		printf("  (%s%s%s", words, *words != '\0' ? ", " : "", source_words(deadline->source, is_zh));
	if (window != NULL && *window->url != '\0')
		printf(", %s%s%s", window->url, *window->read_at != '\0' ? ", " : "", window->read_at);
	puts(*deadline->source != '\0' ? ")" : "");
	if (deadline->is_fixed && deadline->met == 0 && strcmp(deadline->source, "answer") == 0)
		printf(is_zh ? "               'plaint due --undo %s' 可撤销服务商自己给出的期限\n"
		             : "               'plaint due --undo %s' undoes the date the provider named\n",
		    c->key);
}

static void
print_deadlines(const Case *c, bool is_zh)
{
	for (int i = 0; i < DEADLINE_COUNT; i++) {
		const Deadline *deadline = &c->deadlines[i];
		if (deadline->due == 0)
			continue;
		g_autofree char *due = time_format_local(deadline->due, NULL);
		g_autofree char *met = deadline->met != 0 ? time_format_local(deadline->met, NULL) : NULL;
		const char *outcome = met != NULL                    ? (is_zh ? "，已满足于 " : ", met ")
		                      : deadline->due < clock_now() ? (is_zh ? "，已过期" : ", passed")
		                                                    : "";
		g_autofree char *name = text_pad(deadline_words((DeadlineWhat)i, is_zh), 12);
		printf("  %s %s%s%s", name, due, outcome, met != NULL ? met : "");
		print_window(c, (DeadlineWhat)i, is_zh);
	}
}

static void
print_event(const StoreEvent *event, bool is_zh)
{
	g_autofree char *at = time_format_local(event->at, NULL);
	json_t *because = json_loads(event->because, 0, NULL);
	size_t i;
	json_t *line;
	printf(is_zh ? "%s  %s（%s）" : "%s  %s (%s)", at, term_words(event->kind, is_zh),
	    term_words(event->actor, is_zh));
	if (event->verdict != NULL)
		printf("  [%s]", term_words(event->verdict, is_zh));
	if (event->changed_state != NULL)
		printf("  -> %s", term_words(event->changed_state, is_zh));
	putchar('\n');
	g_auto(GStrv) lines = g_strsplit(event->text, "\n", -1);
	for (char **one = lines; *one != NULL; one++)
		if (**one != '\0')
			printf("    %s\n", *one);
	json_array_foreach(because, i, line)
	{
		printf("      %s%s\n", is_zh ? "依据：" : "because: ", json_string_value(line));
	}
	json_decref(because);
}

static void
print_message(const StoreMessage *message, bool is_zh)
{
	g_autofree char *at = time_format_local(message->at, NULL);
	g_autofree char *subject = text_one_line(message->subject, 120);
	g_autofree char *kind = text_pad(term_words(message->kind, is_zh), 10);
	g_autofree char *status = text_pad(term_words(message->status, is_zh), 9);
	printf("  %4d %s %s %s %s %s\n", (int)message->id, message->is_outgoing ? ">" : "<", at, kind,
	    status, subject);
	if (message->is_flagged)
		printf("       ! %s\n", is_zh ? "来自不明来信者，或与其自称不符：没有改变任何状态"
		                              : "from a stranger, or not what it says it is: it has changed nothing");
	if (message->why != NULL)
		printf("       %s\n", message->why);
}

static bool
print_next(Context *ctx, const Case *c, GError **error)
{
	g_autoptr(Flow) flow = NULL;
	Policy policy;
	int64_t now = clock_now();
	bool is_zh = is_chinese(ctx);
	flow = flow_new(ctx->conf, ctx->store);
	if (!flow_policy(flow, c, &policy, error))
		return false;
	g_autoptr(GPtrArray) plan = case_plan(c, &policy, now, now + 60 * 86400);
	for (guint i = 0; i < MIN(plan->len, 1); i++) {
		const PlanRow *row = plan->pdata[i];
		g_autofree char *at = time_format_local(row->at, NULL);
		printf("\n%s: %s %s -> %s\n  %s\n", is_zh ? "下一步" : "Next", at, row->what,
		    term_words(recipient_name(row->to), is_zh), row->reason);
	}
	return true;
}

/* The bytes of one message, or what plaint reads in it. */
static bool
show_message(Context *ctx, const char *text, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	char *end = NULL;
	int64_t id = g_ascii_strtoll(text, &end, 10);
	if (*end != '\0')
		return fail(error, PLAINT_ERROR_USAGE, "'%s' is no number of a message", text);
	if (!store_message_bytes(ctx->store, id, &bytes, error))
		return false;
	gsize size = 0;
	const void *data = g_bytes_get_data(bytes, &size);
	return fwrite(data, 1, size, stdout) == size ||
	       fail(error, PLAINT_ERROR_IO, "cannot write to standard output");
}

bool
cmd_show(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean json = FALSE;
	g_autofree char *message = NULL;
	const GOptionEntry entries[] = {
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL },
		{ "message", 'm', 0, G_OPTION_ARG_STRING, &message, "print message ID, byte for byte", "ID" },
		{ NULL },
	};
	g_autoptr(Case) c = NULL;
	g_autoptr(GPtrArray) events = NULL;
	g_autoptr(GPtrArray) messages = NULL;
	g_autoptr(GPtrArray) tickets = NULL;
	if (!cmd_options(ctx, command_find("show"), entries, &argc, &argv, 1, 1, error) ||
	    !store_case_load(ctx->store, argv[1], &c, error))
		return false;
	if (message != NULL)
		return show_message(ctx, message, error);
	if (!store_event_list(ctx->store, c->key, &events, error) ||
	    !store_message_list(ctx->store, c->key, &messages, error) ||
	    !store_ticket_list(ctx->store, c->key, &tickets, error))
		return false;
	if (json) {
		print_json_case(c, events, messages);
		return true;
	}
	bool is_zh = is_chinese(ctx);
	g_ptr_array_add(tickets, NULL);
	g_autofree char *numbers = g_strjoinv(", ", (char **)tickets->pdata);
	printf("%s  %s\n", c->key, c->title);
	printf("%s: %s   %s: %s (%s)   %s: %s%s%s\n", is_zh ? "类型" : "Type", c->type,
	    is_zh ? "服务商" : "Provider", *c->provider != '\0' ? c->provider : "-", c->to,
	    is_zh ? "状态" : "State", state_words(c, is_zh), *numbers != '\0' ? "   Ticket: " : "", numbers);
	print_deadlines(c, is_zh);
	if (*c->calendar != '\0')
		printf("  %s: %s (%s)\n", is_zh ? "工作日日历" : "working days of", c->calendar, c->timezone);
	printf("\n%s\n", is_zh ? "邮件" : "Mails");
	for (guint i = 0; i < messages->len; i++)
		print_message(messages->pdata[i], is_zh);
	printf("\n%s\n", is_zh ? "经过" : "Timeline");
	for (guint i = 0; i < events->len; i++)
		print_event(events->pdata[i], is_zh);
	return print_next(ctx, c, error);
}
