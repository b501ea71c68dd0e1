/* SPDX-License-Identifier: ISC
 * test-escalation.c - who else can be turned to, and what is still lacking */
#include "plaint/escalation.h"
#include <string.h>

#define DAY ((int64_t)24 * 60 * 60)
#define FILED ((int64_t)1790000000)
#define HEAD "[escalation]\nname = Body\nname[zh] = 机构\nkinds = outage, billing\n"

static Escalation *
parse(const char *key, const char *text)
{
	Escalation *body = NULL;
	g_autoptr(GError) error = NULL;
	escalation_parse(key, text, "x.conf", &body, &error);
	g_assert_no_error(error);
	return body;
}

static const struct row {
	const char *name, *text, *want;
} bads[] = {
	{ "/escalation/bad/no-kinds", "[escalation]\nname = B\n", "x.conf:1: [escalation] has no 'kinds'" },
	{ "/escalation/bad/need", HEAD "needs = patience\n", "x.conf:5: 'needs' has 'patience'" },
	{ "/escalation/bad/days", HEAD "needs = days x\n", "x.conf:5: 'needs' has 'days x'" },
	{ "/escalation/bad/bare-days", HEAD "needs = days\n", "x.conf:5: 'needs' has 'days'" },
	{ "/escalation/bad/deadline", HEAD "deadline = soon\n", "x.conf:5: 'deadline' is 'soon'" },
	{ "/escalation/bad/from", HEAD "deadline = 5 days from now\n", "x.conf:5: 'deadline'" },
	{ "/escalation/bad/country", HEAD "countries = Germany\n", "x.conf:5: 'countries' has 'Germany'" },
};

static void
test_bad(const void *data)
{
	const struct row *row = data;
	g_autoptr(Escalation) body = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_false(escalation_parse("x", row->text, "x.conf", &body, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
	if (strstr(error->message, row->want) == NULL)
		g_error("'%s' is not in '%s'", row->want, error->message);
}

static GPtrArray *
fit_one(const char *text, const EscalationFacts *facts, GPtrArray **out_list)
{
	*out_list = g_ptr_array_new_with_free_func((GDestroyNotify)escalation_free);
	g_ptr_array_add(*out_list, parse("x", text));
	return escalation_fitting(*out_list, facts, "en");
}

/* Which bodies concern a case at all. */
static void
test_scope(void)
{
	static const struct {
		const char *extra, *family, *provider, *complainant;
		bool want;
	} rows[] = {
		{ "", "outage", "", "", true },
		{ "", "abuse", "", "", false },
		{ "closed = yes\n", "outage", "", "", false },
		{ "countries = CN\n", "outage", "CN", "", true },
		{ "countries = CN\n", "outage", "DE", "CN", true },
		{ "countries = CN\n", "outage", "DE", "FR", false },
		{ "countries = CN\nwhose = provider\n", "outage", "DE", "CN", false },
		{ "countries = CN\nwhose = complainant\n", "outage", "CN", "DE", false },
		{ "countries = CN, DE\nwhose = complainant\n", "billing", "CN", "DE", true },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		EscalationFacts facts = { .family = rows[i].family, .provider_country = rows[i].provider,
			.complainant_country = rows[i].complainant, .now = FILED, .filed = FILED };
		g_autofree char *text = g_strconcat(HEAD, rows[i].extra, NULL);
		g_autoptr(GPtrArray) list = NULL;
		g_autoptr(GPtrArray) fits = fit_one(text, &facts, &list);
		g_assert_cmpuint(fits->len, ==, rows[i].want);
	}
}

/* The prerequisite "refused, or 15 days without an answer", day by day. */
static void
test_needs(void)
{
	const char *text = HEAD "needs = complained, rejected | days 15\n";
	static const struct {
		int64_t now, filed;
		bool is_rejected;
		guint want;
	} rows[] = {
		{ FILED, 0, false, 2 },
		{ FILED + 14 * DAY, FILED, false, 1 },
		{ FILED + 15 * DAY - 1, FILED, false, 1 },
		{ FILED + 15 * DAY, FILED, false, 0 },
		{ FILED + DAY, FILED, true, 0 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		EscalationFacts facts = { .family = "outage", .now = rows[i].now, .filed = rows[i].filed,
			.is_rejected = rows[i].is_rejected };
		g_autoptr(GPtrArray) list = NULL;
		g_autoptr(GPtrArray) fits = fit_one(text, &facts, &list);
		EscalationFit *fit = fits->pdata[0];
		g_assert_cmpuint(fit->lacking->len, ==, rows[i].want);
		if (rows[i].want == 1) {
			g_assert_cmpint(fit->open_on, ==, FILED + 15 * DAY);
			g_assert_cmpstr(fit->lacking->pdata[0], ==, "the provider has to refuse first, or 15 days "
			    "have to pass since the complaint");
		}
	}
}

static void
test_words(void)
{
	static const char *const words[] = { "complained", "rejected", "overdue", "silent", "bounced" };
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *text = g_strconcat(HEAD "needs = ", words[i], "\n", NULL);
		EscalationFacts none = { .family = "outage", .now = FILED };
		EscalationFacts all = { .family = "outage", .now = FILED, .filed = FILED, .is_rejected = i == 1,
			.is_overdue = i == 2, .is_silent = i == 3, .is_bounced = i == 4 };
		g_autoptr(GPtrArray) list = NULL;
		g_autoptr(GPtrArray) list2 = NULL;
		g_autoptr(GPtrArray) lacking = fit_one(text, &none, &list);
		g_autoptr(GPtrArray) open = fit_one(text, &all, &list2);
		g_assert_cmpuint(((EscalationFit *)lacking->pdata[0])->lacking->len, ==, 1);
		g_assert_cmpuint(((EscalationFit *)open->pdata[0])->lacking->len, ==, 0);
	}
}

static void
test_order(void)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)escalation_free);
	g_ptr_array_add(list, parse("past", HEAD "deadline = 5 days from occurrence\n"));
	g_ptr_array_add(list, parse("world", HEAD));
	g_ptr_array_add(list, parse("later", HEAD "needs = rejected\n"));
	g_ptr_array_add(list, parse("near", HEAD "countries = DE\nconfidence = documented\n"));
	g_ptr_array_add(list, parse("soon", HEAD "deadline = 60 days from occurrence\n"));
	EscalationFacts facts = { .family = "billing", .provider_country = "DE", .now = FILED + 9 * DAY,
		.filed = FILED, .occurred = FILED };
	g_autoptr(GPtrArray) fits = escalation_fitting(list, &facts, "zh");
	/* On the last day it is not too late, the day after it is. */
	facts.now = FILED + 60 * DAY;
	g_autoptr(GPtrArray) last = escalation_fitting(list, &facts, "en");
	g_assert_false(((EscalationFit *)last->pdata[0])->is_past);
	facts.now = FILED + 61 * DAY;
	g_autoptr(GPtrArray) after = escalation_fitting(list, &facts, "en");
	g_assert_true(((EscalationFit *)after->pdata[4])->is_past);
	facts.now = FILED + 9 * DAY;
	static const char *const want[] = { "soon", "near", "world", "later", "past" };
	g_assert_cmpuint(fits->len, ==, G_N_ELEMENTS(want));
	for (guint i = 0; i < fits->len; i++)
		g_assert_cmpstr(((EscalationFit *)fits->pdata[i])->body->key, ==, want[i]);
	g_assert_true(((EscalationFit *)fits->pdata[4])->is_past);
	g_assert_cmpint(((EscalationFit *)fits->pdata[0])->deadline, ==, (FILED / DAY + 61) * DAY - 1);
	g_autofree char *text = escalation_format(fits, 2, "zh");
	g_assert_nonnull(strstr(text, "机构"));
	g_assert_nonnull(strstr(text, "另有 3 个"));
	g_autoptr(GPtrArray) english = escalation_fitting(list, &facts, "en");
	g_autofree char *all = escalation_format(english, 0, "en");
	g_assert_nonnull(strstr(all, "lacking: the provider has to refuse first"));
	g_assert_nonnull(strstr(all, "too late since: "));
}

static void
test_shipped(void)
{
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(GError) error = NULL;
	escalation_list(&list, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(list->len, >=, 100);
	for (guint i = 0; i < list->len; i++) {
		const Escalation *body = list->pdata[i];
		g_assert_cmpstr(local_text_get(body->name, "zh"), !=, local_text_get(body->name, "en"));
		if (strcmp(body->confidence, "documented") == 0)
			g_assert_cmpstr(body->source, !=, "from memory");
	}
	/* A user in China with an unanswered billing complaint to a provider there. */
	EscalationFacts facts = { .family = "billing", .provider_country = "CN",
		.complainant_country = "CN", .now = FILED + 20 * DAY, .filed = FILED, .occurred = FILED,
		.is_silent = true, .is_overdue = true };
	g_autoptr(GPtrArray) fits = escalation_fitting(list, &facts, "zh");
	bool found = false;
	for (guint i = 0; i < fits->len; i++) {
		EscalationFit *fit = fits->pdata[i];
		g_assert_cmpstr(fit->body->key, !=, "eu-odr");
		if (strcmp(fit->body->key, "cn-miit-appeal") != 0)
			continue;
		found = true;
		g_assert_cmpuint(fit->lacking->len, ==, 0);
		g_assert_cmpint(fit->deadline, ==, (FILED / DAY + 151) * DAY - 1);
	}
	g_assert_true(found);
	/* The five months are for disputes about charges. */
	/* A region is in its country. */
	facts.provider_country = facts.complainant_country = "CN-HB";
	g_autoptr(GPtrArray) regional = escalation_fitting(list, &facts, "zh");
	g_assert_cmpuint(regional->len, ==, fits->len);
	facts.provider_country = facts.complainant_country = "CN";
	facts.family = "outage";
	g_autoptr(GPtrArray) others = escalation_fitting(list, &facts, "zh");
	for (guint i = 0; i < others->len; i++)
		if (strcmp(((EscalationFit *)others->pdata[i])->body->key, "cn-miit-appeal") == 0)
			g_assert_cmpint(((EscalationFit *)others->pdata[i])->deadline, ==, 0);
}

int
main(int argc, char **argv)
{
	g_setenv("XDG_CONFIG_HOME", "/nonexistent", TRUE);
	g_setenv("TZ", "UTC", TRUE);
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(bads); i++)
		g_test_add_data_func(bads[i].name, &bads[i], test_bad);
	g_test_add_func("/escalation/scope", test_scope);
	g_test_add_func("/escalation/needs", test_needs);
	g_test_add_func("/escalation/words", test_words);
	g_test_add_func("/escalation/order", test_order);
	g_test_add_func("/escalation/shipped", test_shipped);
	return g_test_run();
}
