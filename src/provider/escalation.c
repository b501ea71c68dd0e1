/* SPDX-License-Identifier: ISC
 * escalation.c - who else can be turned to: etc/escalation/KEY.conf, one body each */
#include "plaint/escalation.h"
#include "datafile-private.h"
#include "plaint/clock.h"
#include "plaint/data.h"
#include <stdio.h>
#include <string.h>

#define DAY_S ((int64_t)24 * 60 * 60)

/* The words of "needs", and what is said where one does not hold. */
static const struct need_word {
	const char *word, *en, *zh;
} need_words[] = {
	{ "complained", "the complaint has to be sent to the provider first", "须先向服务商投诉" },
	{ "rejected", "the provider has to refuse first", "须先被服务商驳回" },
	{ "overdue", "the provider's time to settle it has to pass first", "须等服务商处理时限届满" },
	{ "silent", "the provider has to leave it without an answer", "须服务商逾期未答复" },
	{ "bounced", "mail to the provider has to bounce", "须发给服务商的邮件被退回" },
	{ "days", "%d days have to pass since the complaint", "须自投诉之日起满 %d 天" },
};

static void
need_free(EscalationNeed *need)
{
	g_free(need->what);
	g_clear_pointer(&need->or_else, g_ptr_array_unref);
	g_free(need);
}

void
escalation_free(Escalation *body)
{
	if (body == NULL)
		return;
	g_free(body->key);
	local_text_free(body->name);
	g_clear_pointer(&body->countries, g_ptr_array_unref);
	g_free(body->whose);
	local_text_free(body->scope);
	g_clear_pointer(&body->kinds, g_ptr_array_unref);
	local_text_free(body->prerequisite);
	g_clear_pointer(&body->needs, g_ptr_array_unref);
	g_free(body->email);
	g_free(body->url);
	g_free(body->phone);
	local_text_free(body->channel);
	g_free(body->legal_basis);
	local_text_free(body->clock);
	g_free(body->deadline_from);
	g_clear_pointer(&body->deadline_kinds, g_ptr_array_unref);
	g_free(body->source);
	g_free(body->read_on);
	g_free(body->confidence);
	g_free(body->path);
	g_free(body);
}

static const struct need_word *
find_word(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(need_words); i++)
		if (strcmp(need_words[i].word, word) == 0)
			return &need_words[i];
	return NULL;
}

/* "days 15" or "rejected". */
static EscalationNeed *
read_need(DataFile *file, int line, const char *text)
{
	EscalationNeed *need = g_new0(EscalationNeed, 1);
	int days = 0, end = 0;
	if (sscanf(text, "days %5d%n", &days, &end) == 1 && text[end] == '\0' && days > 0) {
		need->what = g_strdup("days");
		need->days = days;
		return need;
	}
	need->what = g_strdup(text);
	if (find_word(text) == NULL || strcmp(text, "days") == 0)
		datafile_mistake(file, line,
		    "'needs' has '%s': write complained, rejected, overdue, silent, bounced or days N", text);
	return need;
}

/* "complained, rejected | days 15": all of the list, of each any of its alternatives. */
static GPtrArray *
read_needs(DataFile *file, DataGroup *group)
{
	GPtrArray *needs = g_ptr_array_new_with_free_func((GDestroyNotify)need_free);
	g_autoptr(GPtrArray) items = data_get_list(file, group, "needs");
	int line = data_line(group, "needs");
	for (guint i = 0; i < items->len; i++) {
		g_auto(GStrv) choices = g_strsplit(items->pdata[i], "|", -1);
		EscalationNeed *first = read_need(file, line, g_strstrip(choices[0]));
		for (char **other = choices + 1; *other != NULL; other++) {
			if (first->or_else == NULL)
				first->or_else = g_ptr_array_new_with_free_func((GDestroyNotify)need_free);
			g_ptr_array_add(first->or_else, read_need(file, line, g_strstrip(*other)));
		}
		g_ptr_array_add(needs, first);
	}
	return needs;
}

static void
read_deadline(DataFile *file, DataGroup *group, Escalation *body)
{
	g_autofree char *text = data_get(file, group, "deadline");
	char from[16] = "";
	int end = 0;
	body->deadline_from = g_strdup("");
	body->deadline_kinds = data_get_list(file, group, "deadline-kinds");
	if (text == NULL)
		return;
	if (sscanf(text, "%5d days from %15[a-z]%n", &body->deadline_days, from, &end) != 2 ||
	    text[end] != '\0' || body->deadline_days <= 0 ||
	    (strcmp(from, "occurrence") != 0 && strcmp(from, "filed") != 0)) {
		datafile_mistake(file, data_line(group, "deadline"),
		    "'deadline' is '%s': write N days from occurrence, or from filed", text);
		return;
	}
	g_free(body->deadline_from);
	body->deadline_from = g_strdup(from);
}

static void
check_countries(DataFile *file, DataGroup *group, const GPtrArray *countries)
{
	for (guint i = 0; i < countries->len; i++) {
		const char *code = countries->pdata[i];
		if (strlen(code) != 2 || !g_ascii_isupper(code[0]) || !g_ascii_isupper(code[1]))
			datafile_mistake(file, data_line(group, "countries"),
			    "'countries' has '%s': write two capital letters each, such as DE, FR", code);
	}
}

bool
escalation_parse(const char *key, const char *text, const char *path, Escalation **out,
    GError **error)
{
	static const char *const sides[] = { "either", "provider", "complainant", NULL };
	static const char *const confidences[] = { "guess", "commonly-known", "documented", NULL };
	g_autoptr(DataFile) file = datafile_new(text, path);
	g_autoptr(Escalation) body = g_new0(Escalation, 1);
	DataGroup *group = datafile_require_group(file, "escalation");
	body->key = g_strdup(key);
	body->path = g_strdup(path);
	body->name = data_require_local(file, group, "name");
	body->countries = data_get_list(file, group, "countries");
	body->whose = data_get_choice(file, group, "whose", sides);
	body->scope = data_get_local(file, group, "scope");
	body->kinds = data_get_list(file, group, "kinds");
	body->prerequisite = data_get_local(file, group, "prerequisite");
	body->needs = read_needs(file, group);
	body->email = data_get(file, group, "email");
	body->url = data_get(file, group, "url");
	body->phone = data_get(file, group, "phone");
	body->channel = data_get_local(file, group, "channel");
	body->legal_basis = data_get_text(file, group, "legal-basis");
	body->clock = data_get_local(file, group, "clock");
	body->source = data_get_text(file, group, "source");
	body->read_on = data_get_day(file, group, "read");
	body->confidence = data_get_choice(file, group, "confidence", confidences);
	body->is_closed = data_get_bool(file, group, "closed", false);
	read_deadline(file, group, body);
	check_countries(file, group, body->countries);
	if (body->kinds->len == 0 && !body->is_closed && group != NULL)
		datafile_mistake(file, group->line, "[escalation] has no 'kinds'");
	if (!datafile_done(file, error))
		return false;
	*out = g_steal_pointer(&body);
	return true;
}

bool
escalation_load(const char *key, Escalation **out, GError **error)
{
	g_autofree char *text = NULL;
	g_autofree char *path = NULL;
	return datafile_load("escalation", key, "body to escalate to",
	           "each is a file in etc/escalation", &text, &path, error) &&
	       escalation_parse(key, text, path, out, error);
}

bool
escalation_list(GPtrArray **out, GError **error)
{
	g_autoptr(GPtrArray) keys = data_list("escalation", ".conf");
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)escalation_free);
	for (guint i = 0; i < keys->len; i++) {
		Escalation *body = NULL;
		if (!escalation_load(keys->pdata[i], &body, error))
			return false;
		g_ptr_array_add(list, body);
	}
	*out = g_steal_pointer(&list);
	return true;
}

static bool
has(const GPtrArray *list, const char *word)
{
	return word != NULL && g_ptr_array_find_with_equal_func((GPtrArray *)list, word, g_str_equal, NULL);
}

/* "DE-BY" is in DE. */
static bool
has_country(const GPtrArray *list, const char *country)
{
	g_autofree char *base = g_strndup(country, strcspn(country, "-"));
	return has(list, base);
}

static bool
fits(const Escalation *body, const EscalationFacts *facts)
{
	if (body->is_closed || !has(body->kinds, facts->family))
		return false;
	if (body->countries->len == 0)
		return true;
	if (strcmp(body->whose, "complainant") != 0 && has_country(body->countries, facts->provider_country))
		return true;
	return strcmp(body->whose, "provider") != 0 && has_country(body->countries, facts->complainant_country);
}

static bool
holds(const EscalationNeed *need, const EscalationFacts *facts)
{
	if (strcmp(need->what, "days") == 0)
		return facts->filed > 0 && facts->now >= facts->filed + need->days * DAY_S;
	if (strcmp(need->what, "complained") == 0)
		return facts->filed > 0;
	if (strcmp(need->what, "rejected") == 0)
		return facts->is_rejected;
	if (strcmp(need->what, "overdue") == 0)
		return facts->is_overdue;
	if (strcmp(need->what, "silent") == 0)
		return facts->is_silent;
	return facts->is_bounced;
}

static void
append_need(GString *out, const EscalationNeed *need, bool zh)
{
	const struct need_word *word = find_word(need->what);
	const char *text = zh ? word->zh : word->en;
	const char *mark = strstr(text, "%d");
	if (out->len > 0)
		g_string_append(out, zh ? "，或" : ", or ");
	if (mark != NULL)
		g_string_append_printf(out, "%.*s%d%s", (int)(mark - text), text, need->days, mark + 2);
	else
		g_string_append(out, text);
}

/* One need with its alternatives: what is lacking goes to fit. */
static void
judge_need(EscalationFit *fit, const EscalationNeed *need, const EscalationFacts *facts, bool zh)
{
	int64_t open_on = 0;
	g_autoptr(GString) words = g_string_new(NULL);
	guint others = need->or_else != NULL ? need->or_else->len : 0;
	for (guint i = 0; i <= others; i++) {
		const EscalationNeed *one = i == 0 ? need : need->or_else->pdata[i - 1];
		if (holds(one, facts))
			return;
		append_need(words, one, zh);
		if (one->days > 0 && facts->filed > 0)
			open_on = facts->filed + one->days * DAY_S;
	}
	g_ptr_array_add(fit->lacking, g_strdup(words->str));
	fit->open_on = MAX(fit->open_on, open_on);
}

/* The end of the last of so many days: on the last one it is not too late. */
static int64_t
last_moment(int64_t from, int days)
{
	g_autoptr(GDateTime) start = g_date_time_new_from_unix_local(from);
	g_autoptr(GDateTime) after = start != NULL ? g_date_time_add_days(start, days + 1) : NULL;
	if (after == NULL)
		return from + days * DAY_S;
	g_autoptr(GDateTime) midnight = g_date_time_new_local(g_date_time_get_year(after),
	    g_date_time_get_month(after), g_date_time_get_day_of_month(after), 0, 0, 0);
	return g_date_time_to_unix(midnight != NULL ? midnight : after) - 1;
}

static EscalationFit *
judge(const Escalation *body, const EscalationFacts *facts, bool zh)
{
	EscalationFit *fit = g_new0(EscalationFit, 1);
	fit->body = body;
	fit->lacking = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < body->needs->len; i++)
		judge_need(fit, body->needs->pdata[i], facts, zh);
	int64_t from = strcmp(body->deadline_from, "filed") == 0 ? facts->filed : facts->occurred;
	bool is_limited = body->deadline_kinds->len == 0 || has(body->deadline_kinds, facts->family);
	if (body->deadline_days > 0 && from > 0 && is_limited) {
		fit->deadline = last_moment(from, body->deadline_days);
		fit->is_past = facts->now > fit->deadline;
	}
	return fit;
}

static int
confidence_rank(const char *confidence)
{
	return strcmp(confidence, "documented") == 0 ? 0 : strcmp(confidence, "guess") == 0 ? 2 : 1;
}

static int
by_use(gconstpointer a, gconstpointer b)
{
	const EscalationFit *left = *(EscalationFit *const *)a, *right = *(EscalationFit *const *)b;
	if (left->is_past != right->is_past)
		return left->is_past - right->is_past;
	if (left->lacking->len != right->lacking->len)
		return left->lacking->len < right->lacking->len ? -1 : 1;
	int64_t soon = left->deadline != 0 ? left->deadline : INT64_MAX;
	int64_t late = right->deadline != 0 ? right->deadline : INT64_MAX;
	if (soon != late)
		return soon < late ? -1 : 1;
	/* The nearer body first: one country before many, many before the whole world. */
	guint far = left->body->countries->len, near = right->body->countries->len;
	far = far == 0 ? G_MAXUINT : far;
	near = near == 0 ? G_MAXUINT : near;
	if (far != near)
		return far < near ? -1 : 1;
	int rank = confidence_rank(left->body->confidence) - confidence_rank(right->body->confidence);
	return rank != 0 ? rank : strcmp(left->body->key, right->body->key);
}

static void
fit_free(EscalationFit *fit)
{
	g_ptr_array_unref(fit->lacking);
	g_free(fit);
}

static bool
is_chinese(const char *language)
{
	g_autofree char *base = language_base(language);
	return strcmp(base, "zh") == 0;
}

GPtrArray *
escalation_fitting(const GPtrArray *list, const EscalationFacts *facts, const char *language)
{
	GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)fit_free);
	bool zh = is_chinese(language);
	for (guint i = 0; i < list->len; i++)
		if (fits(list->pdata[i], facts))
			g_ptr_array_add(found, judge(list->pdata[i], facts, zh));
	g_ptr_array_sort(found, by_use);
	return found;
}

static void
append_line(GString *out, const char *label, const char *text)
{
	if (*text != '\0')
		g_string_append_printf(out, "    %s%s\n", label, text);
}

static void
append_fit(GString *out, const EscalationFit *fit, const char *language, bool zh)
{
	const Escalation *body = fit->body;
	g_string_append_printf(out, "* %s [%s]\n", local_text_get(body->name, language), body->key);
	append_line(out, zh ? "渠道：" : "where: ", local_text_get(body->channel, language));
	append_line(out, zh ? "条件：" : "condition: ", local_text_get(body->prerequisite, language));
	append_line(out, zh ? "时限：" : "time: ", local_text_get(body->clock, language));
	append_line(out, zh ? "依据：" : "basis: ", body->legal_basis);
	for (guint i = 0; i < fit->lacking->len; i++)
		append_line(out, zh ? "尚缺：" : "lacking: ", fit->lacking->pdata[i]);
	if (fit->open_on != 0) {
		g_autofree char *day = time_format_day(fit->open_on, NULL);
		append_line(out, zh ? "最早可于：" : "open from: ", day);
	}
	if (fit->deadline != 0) {
		g_autofree char *day = time_format_day(fit->deadline, NULL);
		append_line(out, fit->is_past ? (zh ? "已过期：" : "too late since: ")
		                              : (zh ? "请于此日前办理：" : "act by: "), day);
	}
	if (strcmp(body->confidence, "documented") != 0)
		append_line(out, "", zh ? "（以上信息未经核实，请先向该机构确认）"
		                        : "(not verified: please check with the body first)");
}

char *
escalation_format(const GPtrArray *fits, size_t limit, const char *language)
{
	GString *out = g_string_new(NULL);
	bool zh = is_chinese(language);
	for (guint i = 0; i < fits->len && (limit == 0 || i < limit); i++)
		append_fit(out, fits->pdata[i], language, zh);
	if (limit > 0 && fits->len > limit)
		g_string_append_printf(out, zh ? "另有 %zu 个途径未列出\n" : "and %zu more\n",
		    (size_t)fits->len - limit);
	return g_string_free(out, FALSE);
}
