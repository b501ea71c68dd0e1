/* SPDX-License-Identifier: ISC
 * values.c - what the templates may say about a case: plaint-templates(5) */
#include "flow-private.h"
#include "plaint/clock.h"
#include "plaint/domain.h"
#include "plaint/escalate.h"
#include "plaint/form.h"
#include "plaint/reason.h"
#include "plaint/text.h"
#include <gio/gio.h>
#include <jansson.h>
#include <string.h>

#define REPLY_BYTES (64 * 1024) /* of their words in a notice */
#define ALSO_BYTES (4 * 1024)    /* of each mail that is told beside another one; */
#define ALSO_MAX 10              /* of so many */
#define APPEAL_CITED_BYTES 400   /* of the provider's sentence: a reason, not its whole mail */

static void
put(GHashTable *values, const char *name, const char *text)
{
	g_hash_table_insert(values, g_strdup(name), g_strdup(text != NULL ? text : ""));
}

static void
put_day(GHashTable *values, const char *name, int64_t when, GTimeZone *zone)
{
	g_autofree char *day = when != 0 ? time_format_day(when, zone) : NULL;
	put(values, name, day);
}

static void
put_list(GHashTable *values, const char *name, const GPtrArray *items)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; items != NULL && i < items->len; i++)
		g_string_append_printf(text, "%s- %s", i > 0 ? "\n" : "", (char *)items->pdata[i]);
	put(values, name, text->str);
}

/* Of a provider without a file and a name, its domain says who it is; of a desk at a public mailbox
 * provider, the whole address. */
static char *
provider_words(const Provider *provider, const char *name, const char *to)
{
	if (provider != NULL || *name != '\0')
		return g_strdup(provider != NULL ? provider->name : name);
	g_autofree char *domain = domain_of(to);
	if (domain == NULL || domain_is_freemail(domain))
		return g_strdup(to);
	g_autofree char *owner = domain_registrable(domain);
	char *words = g_hostname_to_unicode(owner != NULL ? owner : domain);
	return words != NULL ? words : g_steal_pointer(&domain);
}

/* The form's fields under their own names. */
static bool
put_fields(Flow *flow, const Case *c, GHashTable *values, GError **error)
{
	g_auto(StoreDetails) details = { 0 };
	const char *name;
	json_t *value;
	if (!store_details_load(flow->store, c->key, &details, error))
		return false;
	json_t *fields = json_loads(details.fields, 0, NULL);
	json_object_foreach(fields, name, value)
	{
		put(values, name, json_string_value(value));
	}
	json_decref(fields);
	const Provider *provider = flow_provider(flow, c->provider);
	g_autofree char *words = provider_words(provider, details.to_name, c->to);
	put(values, "provider", words);
	return true;
}

static bool
put_evidence(Flow *flow, const Case *c, GHashTable *values, GError **error)
{
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GPtrArray) fresh = NULL;
	g_autoptr(GPtrArray) new_names = g_ptr_array_new();
	if (!store_evidence_list(flow->store, c->key, &all, error) ||
	    !flow_new_evidence(flow, c->key, &fresh, error))
		return false;
	for (guint i = 0; i < all->len; i++)
		g_ptr_array_add(names, ((StoreEvidence *)all->pdata[i])->filename);
	for (guint i = 0; c->filed_at != 0 && i < fresh->len; i++)
		g_ptr_array_add(new_names, ((StoreEvidence *)fresh->pdata[i])->filename);
	put_list(values, "evidence_list", names);
	put_list(values, "evidence_new", new_names);
	return true;
}

static bool
put_tickets(Flow *flow, const Case *c, GHashTable *values, GError **error)
{
	g_autoptr(GPtrArray) tickets = NULL;
	if (!store_ticket_list(flow->store, c->key, &tickets, error))
		return false;
	g_ptr_array_add(tickets, NULL);
	g_autofree char *all = g_strjoinv(", ", (char **)tickets->pdata);
	put(values, "tickets", all);
	put(values, "ticket", tickets->pdata[0]);
	return true;
}

/* Their words, each line marked: one of theirs must not pass for one of ours. Of more than limit bytes
 * it is said that the rest stands in the mail. g_free(). */
static char *
quoted_words(const char *text, size_t limit, bool is_zh)
{
	const char *end = text + strnlen(text, limit);
	bool is_cut = *end != '\0';
	if (is_cut)
		g_utf8_validate(text, end - text, &end);
	g_autofree char *part = g_strndup(text, (size_t)(end - text));
	g_auto(GStrv) lines = g_strsplit(part, "\n", -1);
	g_autofree char *joined = g_strjoinv("\n> ", lines);
	const char *rest = is_zh ? "\n[……其余见邮件原文]" : "\n[... the rest stands in the mail itself]";
	return g_strconcat("> ", joined, is_cut ? rest : NULL, NULL);
}

static void
put_reading(const FlowCause *cause, GHashTable *values, GTimeZone *zone, const char *language)
{
	const Reading *reading = cause != NULL ? cause->reading : NULL;
	bool is_zh = g_str_has_prefix(language, "zh");
	if (reading == NULL)
		return;
	g_autofree char *quoted = quoted_words(reading->text, REPLY_BYTES, is_zh);
	put(values, "reply_text", *reading->text != '\0' ? quoted : "");
	put(values, "reply_from", cause->from);
	g_autofree char *at = time_format_local(cause->at != 0 ? cause->at : clock_now(), zone);
	put(values, "reply_on", at);
	put_list(values, "asked_list", reading->asked);
	put(values, "redirect", reading->redirect);
	g_autofree char *promised =
	    reading->promised != NULL ? window_words(reading->promised, language) : NULL;
	put(values, "promised", promised);
	g_autofree char *percent = g_strdup_printf("%.0f %%", reading->confidence * 100);
	put(values, "confidence", percent);
	put(values, "verdict", verdict_name(reading->verdict));
}

/* The other mails of the round, oldest first; of very many the newest. */
static void
put_also(const FlowCause *cause, const char *key, GHashTable *values, GTimeZone *zone, bool is_zh)
{
	const GPtrArray *also = cause != NULL ? cause->also : NULL;
	if (also == NULL || also->len == 0)
		return;
	g_autoptr(GString) text = g_string_new(NULL);
	guint from = also->len > ALSO_MAX ? also->len - ALSO_MAX : 0;
	if (from > 0)
		g_string_append_printf(text, is_zh ? "（另有更早的 %u 封邮件：plaint show %s）\n\n"
		                                   : "(and %u before these: plaint show %s)\n\n", from, key);
	for (guint i = from; i < also->len; i++) {
		const FlowAlso *one = also->pdata[i];
		g_autofree char *at = time_format_local(one->at, zone);
		g_autofree char *words = quoted_words(one->reading->text, ALSO_BYTES, is_zh);
		g_string_append_printf(text, is_zh ? "%s%s，%s（%s）：\n%s" : "%s%s, %s (%s):\n%s",
		    i > from ? "\n\n" : "", one->from, at, verdict_name(one->reading->verdict), words);
	}
	put(values, "also", text->str);
}

/* What was looked at before this step, where that is to be told. */
static void
put_look(const char *template_name, const FlowCause *cause, const Action *action, GHashTable *values,
    GTimeZone *zone)
{
	bool is_told = action != NULL &&
	               (action->is_still_there || strcmp(template_name, "notice-gone") == 0);
	if (!is_told || cause == NULL || cause->target == NULL)
		return;
	g_autofree char *at = time_format_local(cause->looked_at, zone);
	put(values, "target", cause->target);
	put(values, "looked_on", at);
}

/* What a mail of the plan or ladder is, in words. */
static const char *
step_words(const char *template_name, bool is_zh)
{
	static const struct {
		const char *name, *en, *zh;
	} rows[] = {
		{ "follow-up-1", "a first follow-up to the provider", "向服务商发出第一次催办" },
		{ "follow-up-2", "a second follow-up to the provider", "向服务商发出第二次催办" },
		{ "follow-up-3", "a firmer follow-up to the provider", "向服务商发出更强硬的催办" },
		{ "notice-escalation", "a notice to you with the ways to escalate", "向您发出可行的升级投诉途径" },
		{ "notice-act-by", "a reminder to you that a time limit of yours ends",
		    "提醒您：向其他机构办理的期限将至" },
		{ "notice-confirm-reminder", "a reminder to you to confirm", "提醒您确认结果" },
		{ "notice-waiting-reminder", "a reminder to you to answer", "提醒您答复服务商" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].name, template_name) == 0)
			return is_zh ? rows[i].zh : rows[i].en;
	return is_zh ? "下一步" : "the next step";
}

static void
put_plan(const Case *c, const Policy *policy, GHashTable *values, bool is_zh)
{
	int64_t now = clock_now();
	g_autoptr(GPtrArray) plan = case_plan(c, policy, now, now + 60 * 86400);
	if (plan->len == 0)
		return;
	const PlanRow *row = plan->pdata[0];
	GTimeZone *zone = place_zone(policy->complainant);
	g_autofree char *at = time_format_local(row->at, zone);
	put(values, "next", step_words(row->what, is_zh));
	put(values, "next_on", at);
}

/* The window that the step is about, where it is documented, and the day it ended. */
static void
put_window(const Case *c, const Policy *policy, GHashTable *values, const char *language)
{
	/* Until the resolve window has passed, it is the first reply that is missed. */
	const Deadline *overdue = &c->deadlines[DEADLINE_OVERDUE];
	bool is_first = c->deadlines[DEADLINE_FIRST_REPLY].met == 0 &&
	                (overdue->due == 0 || clock_now() <= overdue->due);
	const CaseWindow *window = is_first ? &c->first_reply : &c->resolve;
	const Deadline *deadline = &c->deadlines[is_first ? DEADLINE_FIRST_REPLY : DEADLINE_OVERDUE];
	g_autofree char *words = window_words(window->text, language);
	put_day(values, "due_on", deadline->due, place_zone(policy->provider));
	/* A date that somebody named has no window to cite. */
	if (deadline->is_fixed)
		return;
	put(values, "window", words);
	put(values, "window_source", window->url);
	put(values, "window_read", *window->url != '\0' ? window->read_at : NULL);
}

/* The provider's own date or time, while it holds; what a mail just named goes before. */
static void
put_promise(const Case *c, const Policy *policy, GHashTable *values, const char *language)
{
	const Deadline *overdue = &c->deadlines[DEADLINE_OVERDUE];
	if (!overdue->is_fixed || overdue->met != 0 || strcmp(overdue->source, "answer") != 0)
		return;
	g_autofree char *words = window_words(overdue->note, language);
	g_autofree char *until = time_format_local(overdue->due, place_zone(policy->complainant));
	if (g_hash_table_lookup(values, "promised") == NULL)
		put(values, "promised", words);
	put(values, "promised_due", until);
}

/* Its last day is near, and it was not turned to yet. */
static bool
ends_soon(const Case *c, const EscalationFit *fit)
{
	return fit->deadline != 0 && !fit->is_past && !case_has_turned_to(c, fit->body->key) &&
	       fit->deadline - clock_now() <= (DECIDE_LIMIT_LEAD_DAYS + 1) * 86400;
}

static bool
put_escalation(Flow *flow, const Case *c, GHashTable *values, const char *language, bool is_urgent,
    GError **error)
{
	g_autoptr(GPtrArray) bodies = NULL;
	EscalationFacts facts;
	if (!flow_escalation_facts(flow, c, &facts, error) || !escalation_list(&bodies, error))
		return false;
	g_autoptr(GPtrArray) fits = escalation_fitting(bodies, &facts, language);
	g_autoptr(GPtrArray) urgent = g_ptr_array_new();
	for (guint i = 0; i < fits->len; i++)
		if (ends_soon(c, fits->pdata[i]))
			g_ptr_array_add(urgent, fits->pdata[i]);
	g_autofree char *text = escalation_format(is_urgent ? urgent : fits, 8, language);
	put(values, "escalation_list", text);
	return true;
}

/* Why they refuse, and what would answer it, as the type's file says. */
static void
put_reason(Flow *flow, const Case *c, const char *refusal, GHashTable *values, const char *language)
{
	const ComplaintType *type = flow_type(flow, c->type);
	if (type == NULL || refusal == NULL)
		return;
	const char *reason = reason_read(refusal, NULL);
	const TypeAppeal *appeal = type_appeal(type, reason);
	if (appeal == NULL)
		return;
	/* "Another reason" tells nothing: their own words stand below. */
	if (strcmp(reason, "other") != 0 && strcmp(appeal->reason, reason) == 0)
		put(values, "reason", local_text_get(appeal->says, language));
	put(values, "reason_answer", local_text_get(appeal->answer, language));
}

/* To the provider its own sentence is cited; what plaint makes of it is for the complainant. */
static void
put_appeal(const Case *c, const FlowCause *cause, GHashTable *values, GTimeZone *zone)
{
	g_autofree char *sentence = NULL;
	put_day(values, "reply_on", c->answered_at, zone);
	put(values, "text", cause != NULL ? cause->text : NULL);
	if (cause == NULL || cause->refusal == NULL)
		return;
	reason_read(cause->refusal, &sentence);
	g_autofree char *line = sentence != NULL ? text_one_line(sentence, APPEAL_CITED_BYTES) : NULL;
	put(values, "reason", line);
}

/* What only some texts hold, and costs a look at the store. */
static bool
put_special(Flow *flow, const Case *c, const char *template_name, GHashTable *values,
    const char *language, GTimeZone *zone, GError **error)
{
	bool is_urgent = strcmp(template_name, "notice-act-by") == 0;
	bool is_notice = is_urgent || strcmp(template_name, "notice-escalation") == 0;
	g_autofree char *timeline = NULL;
	bool is_appeal = strcmp(template_name, "appeal") == 0;
	if (!is_notice && strcmp(template_name, "escalation") != 0 && !is_appeal)
		return true;
	if (!flow_timeline_in(flow, c, language, is_appeal ? zone : NULL, &timeline, error))
		return false;
	put(values, "timeline", timeline);
	return !is_notice || put_escalation(flow, c, values, language, is_urgent, error);
}

/* Why: the words that decided, where a mail did; else the rule of the plan. A step is called by its
 * number, "1" of "follow-up-1". */
static void
put_reasons(const FlowCause *cause, const Action *action, GHashTable *values)
{
	if (cause != NULL && cause->reading != NULL && cause->reading->because->len > 0) {
		g_autoptr(GString) words = g_string_new(NULL);
		for (guint i = 0; i < MIN(cause->reading->because->len, 5); i++)
			g_string_append_printf(words, "%s%s", i > 0 ? "; " : "",
			    (char *)cause->reading->because->pdata[i]);
		put(values, "because", words->str);
	} else if (action != NULL) {
		put(values, "because", action->because);
	}
	if (action != NULL && *action->step != '\0') {
		const char *dash = strrchr(action->step, '-');
		put(values, "step", dash != NULL && g_ascii_isdigit(dash[1]) ? dash + 1 : action->step);
	}
}

bool
flow_values(Flow *flow, const Case *c, const char *template_name, const char *language,
    const FlowCause *cause, const Action *action, GHashTable **out, GError **error)
{
	g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	const ComplaintType *type = flow_type(flow, c->type);
	bool is_zh = g_str_has_prefix(language, "zh");
	Policy policy;
	if (!flow_policy(flow, c, &policy, error) || !put_fields(flow, c, values, error) ||
	    !put_evidence(flow, c, values, error) || !put_tickets(flow, c, values, error))
		return false;
	/* The provider finds its own days in its mail, the complainant theirs in the notices. */
	bool is_notice = g_str_has_prefix(template_name, "notice-");
	GTimeZone *zone = place_zone(is_notice ? policy.complainant : policy.provider);
	g_autofree char *token = g_strdup_printf("[plaint %s]", c->key);
	put(values, "key", c->key);
	put(values, "token", token);
	put(values, "title", c->title);
	put(values, "type", c->type);
	put(values, "type_title", type != NULL ? local_text_get(type->title, language) : c->type);
	put(values, "to", c->to);
	put(values, "language", language);
	put_day(values, "filed_on", c->filed_at, zone);
	if (g_hash_table_lookup(values, "name") == NULL)
		put(values, "name", flow->conf->complainant.name);
	if (g_hash_table_lookup(values, "contact") == NULL)
		put(values, "contact", flow_account(flow, NULL)->address);
	if (type != NULL && g_hash_table_lookup(values, "ask") == NULL)
		put(values, "ask", local_text_get(type->ask, language));
	put_reading(cause, values, zone, language);
	put_also(cause, c->key, values, zone, is_zh);
	put(values, "sendto_error", cause != NULL ? cause->words : NULL);
	put_window(c, &policy, values, language);
	put_promise(c, &policy, values, language);
	put_plan(c, &policy, values, is_zh);
	put_reasons(cause, action, values);
	/* To another desk than the first: it has to be told which that was, and the complainant where. */
	if (action != NULL && action->to == TO_CHANNEL && flow_next_channel(flow, c) != NULL)
		put(values, "desk", c->to);
	put(values, "channel", cause != NULL ? cause->channel : NULL);
	put_look(template_name, cause, action, values, zone);
	if (strcmp(template_name, "notice-rejected") == 0 && cause != NULL && cause->reading != NULL)
		put_reason(flow, c, cause->reading->text, values, language);
	if (strcmp(template_name, "appeal") == 0)
		put_appeal(c, cause, values, zone);
	put(values, "state", case_state_name(c->state));
	put(values, "outcome", case_outcome_name(c->outcome));
	if (!put_special(flow, c, template_name, values, language, zone, error))
		return false;
	*out = g_steal_pointer(&values);
	return true;
}
