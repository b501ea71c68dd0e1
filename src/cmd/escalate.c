/* SPDX-License-Identifier: ISC
 * escalate.c - plaint escalate: who else can be turned to, and what they are sent */
#include "commands.h"
#include "common.h"
#include "plaint/clock.h"
#include "plaint/escalate.h"
#include <stdio.h>
#include <string.h>

#define LISTED_MAX 8 /* without --all: the nearest ones, as in the notice */

typedef struct request {
	gboolean json, all, form;
	char *body, *done, *language;
} Request;

/* The newest entry of the journal that says that a body was turned to; NULL where there is none. */
static const StoreEvent *
done_event(const GPtrArray *events, const char *body)
{
	g_autofree char *start = g_strdup_printf("%s: ", body);
	for (guint i = events->len; i > 0; i--) {
		const StoreEvent *event = events->pdata[i - 1];
		if (strcmp(event->kind, "escalated") == 0 && g_str_has_prefix(event->text, start))
			return event;
	}
	return NULL;
}

static json_t *
fit_json(const EscalationFit *fit, const GPtrArray *events, const char *language)
{
	const Escalation *body = fit->body;
	const StoreEvent *done = done_event(events, body->key);
	json_t *lacking = json_array();
	for (guint i = 0; i < fit->lacking->len; i++)
		json_array_append_new(lacking, json_string(fit->lacking->pdata[i]));
	return json_pack("{sssssosososososososbsosssosbso}", "body", body->key, "name",
	    local_text_get(body->name, language), "email", json_text(body->email), "url",
	    json_text(body->url), "channel", json_text(local_text_get(body->channel, language)),
	    "condition", json_text(local_text_get(body->prerequisite, language)), "time",
	    json_text(local_text_get(body->clock, language)), "basis", json_text(body->legal_basis),
	    "lacking", lacking, "open", (int)(fit->lacking->len == 0 && !fit->is_past), "open_from",
	    json_time(fit->open_on), "confidence", body->confidence, "act_by", json_time(fit->deadline),
	    "too_late", (int)fit->is_past, "done",
	    done != NULL ? json_pack("{soss}", "at", json_time(done->at), "ref",
	                       done->text + strlen(body->key) + 2)
	                 : json_null());
}

static void
print_done(const GPtrArray *events, bool is_zh)
{
	for (guint i = 0; i < events->len; i++) {
		const StoreEvent *event = events->pdata[i];
		if (strcmp(event->kind, "escalated") != 0)
			continue;
		g_autofree char *day = time_format_day(event->at, NULL);
		printf("%s %s  %s\n", is_zh ? "已办理" : "done", day, event->text);
	}
}

static void
print_fits(const Context *ctx, const Case *c, const GPtrArray *fits, const GPtrArray *events,
    const Request *request)
{
	bool is_zh = is_chinese(ctx);
	const char *language = ctx->conf->complainant.language;
	if (request->json) {
		json_t *array = json_array();
		for (guint i = 0; i < fits->len && (request->all || i < LISTED_MAX); i++)
			json_array_append_new(array, fit_json(fits->pdata[i], events, language));
		print_json(array);
		return;
	}
	print_done(events, is_zh);
	g_autofree char *text = escalation_format(fits, request->all ? 0 : LISTED_MAX, language);
	fputs(text, stdout);
	if (*ctx->conf->complainant.country == '\0')
		fputs(is_zh ? "提示：plaint.conf 的 [complainant] 未设 country，只列出服务商所在地的机构\n"
		            : "hint: [complainant] has no 'country' in plaint.conf: bodies where you live are "
		              "not listed\n", stderr);
	if (fits->len == 0)
		fputs(is_zh ? "没有适用的机构\n" : "no body fits this case\n", stderr);
	else
		fprintf(stderr, is_zh ? "'plaint escalate %s --body NAME' 准备邮件或文本；plaint 不提供法律意见\n"
		                      : "'plaint escalate %s --body NAME' prepares what to send; plaint gives "
		                        "no legal advice\n", c->key);
}

static bool
find_fit(const GPtrArray *fits, const Case *c, const char *name, const EscalationFit **out,
    GError **error)
{
	for (guint i = 0; i < fits->len; i++) {
		const EscalationFit *fit = fits->pdata[i];
		if (strcmp(fit->body->key, name) == 0) {
			*out = fit;
			return true;
		}
	}
	g_autoptr(Escalation) other = NULL;
	if (!escalation_load(name, &other, error))
		return false;
	return fail(error, PLAINT_ERROR_CONFLICT,
	    "'%s' does not fit case %s: 'plaint escalate %s --all' lists those that do", name, c->key,
	    c->key);
}

static void
warn_lacking(const EscalationFit *fit, bool is_zh)
{
	for (guint i = 0; i < fit->lacking->len; i++)
		fprintf(stderr, "%s%s\n", is_zh ? "尚缺：" : "lacking: ", (char *)fit->lacking->pdata[i]);
	if (fit->deadline != 0) {
		g_autofree char *day = time_format_day(fit->deadline, NULL);
		fprintf(stderr, "%s%s\n", fit->is_past ? (is_zh ? "已过期：" : "too late since: ")
		                                       : (is_zh ? "请于此日前办理：" : "act by: "), day);
	}
}

/* For a form: the text alone on standard output, so that it can be piped to the clipboard. */
static bool
print_form(Context *ctx, Flow *flow, const Case *c, const Escalation *body, const char *language,
    GError **error)
{
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	bool is_zh = is_chinese(ctx);
	if (!flow_escalation_text(flow, c, language, &subject, &text, error))
		return false;
	const char *where = body->url != NULL
	                        ? body->url
	                        : local_text_get(body->channel, ctx->conf->complainant.language);
	fprintf(stderr, "%s%s\n", is_zh ? "提交处：" : "where: ", where);
	fprintf(stderr, is_zh ? "提交后：'plaint escalate %s --body %s --done NUMBER'\n"
	                      : "afterwards: 'plaint escalate %s --body %s --done NUMBER'\n",
	    c->key, body->key);
	printf("%s\n\n%s", subject, text);
	return true;
}

static bool
prepare(Context *ctx, Flow *flow, const Case *c, const EscalationFit *fit, const Request *request,
    GError **error)
{
	const char *language = request->language != NULL ? request->language : "";
	bool is_zh = is_chinese(ctx);
	unsigned left = 0;
	if (c->filed_at == 0)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s is %s: the provider has to be complained to first; 'plaint send %s' does", c->key,
		    case_state_name(c->state), c->key);
	warn_lacking(fit, is_zh);
	if (request->form || fit->body->email == NULL)
		return print_form(ctx, flow, c, fit->body, language, error);
	if (!flow_escalate(flow, c, fit->body, language, &left, error))
		return false;
	if (left > 0)
		fprintf(stderr, is_zh ? "%u 封邮件因大小限制未附上，正文中已注明\n"
		                      : "%u mails are over the size limit: left out, and named in the text\n",
		    left);
	fprintf(stderr, is_zh ? "已准备好发给 %s 的邮件；'plaint send %s' 显示并发送\n"
	                      : "a mail to %s is prepared; 'plaint send %s' shows and sends it\n",
	    fit->body->email, c->key);
	return true;
}

static bool
note_done(Flow *flow, const Case *c, const Escalation *body, const char *reference, GError **error)
{
	if (!g_utf8_validate(reference, -1, NULL) || *reference == '\0')
		return fail(error, PLAINT_ERROR_INPUT, "the reference is empty, or not UTF-8");
	g_autofree char *line = text_one_line(reference, 200);
	g_autofree char *text = g_strdup_printf("%s: %s", body->key, line);
	const FlowCause cause = { .actor = "complainant", .kind = "escalated", .text = text };
	const CaseEvent turned = { .kind = CASE_EVENT_TURNED, .text = body->key };
	return flow_apply(flow, c, &turned, &cause, NULL, error);
}

static bool
act(Context *ctx, const char *key, const Request *request, GError **error)
{
	g_autoptr(Flow) flow = NULL;
	g_autoptr(Case) c = NULL;
	g_autoptr(GPtrArray) bodies = NULL;
	g_autoptr(GPtrArray) events = NULL;
	EscalationFacts facts;
	const EscalationFit *fit = NULL;
	if (!open_case(ctx, key, &flow, &c, error) ||
	    !flow_escalation_facts(flow, c, &facts, error) || !escalation_list(&bodies, error) ||
	    !store_event_list(ctx->store, c->key, &events, error))
		return false;
	g_autoptr(GPtrArray) fits =
	    escalation_fitting(bodies, &facts, ctx->conf->complainant.language);
	if (request->body == NULL) {
		print_fits(ctx, c, fits, events, request);
		return true;
	}
	if (!find_fit(fits, c, request->body, &fit, error))
		return false;
	return request->done != NULL ? note_done(flow, c, fit->body, request->done, error)
	                             : prepare(ctx, flow, c, fit, request, error);
}

bool
cmd_escalate(Context *ctx, int argc, char **argv, GError **error)
{
	Request request = { 0 };
	const GOptionEntry entries[] = {
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &request.json, "print JSON", NULL },
		{ "all", 'a', 0, G_OPTION_ARG_NONE, &request.all, "list all that fit, not the nearest 8",
		    NULL },
		{ "body", 'b', 0, G_OPTION_ARG_STRING, &request.body, "prepare what this one is sent",
		    "NAME" },
		{ "form", 'f', 0, G_OPTION_ARG_NONE, &request.form,
		    "print the text to paste, even where mail is taken", NULL },
		{ "language", 'l', 0, G_OPTION_ARG_STRING, &request.language,
		    "of the text; else that of the case", "L" },
		{ "done", 'd', 0, G_OPTION_ARG_STRING, &request.done, "note that it was filed there",
		    "REF" },
		{ NULL },
	};
	bool is_done = false;
	if (cmd_options(ctx, command_find("escalate"), entries, &argc, &argv, 1, 1, error))
		is_done = request.body == NULL && (request.done != NULL || request.form)
		              ? fail(error, PLAINT_ERROR_USAGE, "--done and --form want --body NAME")
		              : act(ctx, argv[1], &request, error);
	g_free(request.body);
	g_free(request.done);
	g_free(request.language);
	return is_done;
}
