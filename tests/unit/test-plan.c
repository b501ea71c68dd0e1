/* SPDX-License-Identifier: ISC
 * test-plan.c - the plan says what is then done, and why */
#include "case-fixture.h"

static void
test_default(void)
{
	Fixture f;
	fixture_init(&f, "1-3 workdays");
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	g_autoptr(GPtrArray) rows = case_plan(f.c, &f.policy, f.now, f.now + 60 * 86400);
	static const struct {
		const char *at, *what;
	} want[] = {
		/* due by the end of Tue 29 and Wed 30 September there; 1 to 7 October are holidays */
		{ "2026-09-30T01:30:00Z", "follow-up-1" }, { "2026-09-30T01:30:00Z", "notice-follow-up" },
		{ "2026-10-08T01:30:00Z", "follow-up-2" }, { "2026-10-08T01:30:00Z", "notice-follow-up" },
		/* Fri 9, Sat 10 (worked), Mon 12; so Tue 13 */
		{ "2026-10-13T01:30:00Z", "follow-up-3" }, { "2026-10-13T01:30:00Z", "notice-follow-up" },
		/* by the complainant's clock: Mon 19 in Berlin */
		{ "2026-10-19T07:30:00Z", "notice-escalation" },
	};
	g_assert_cmpint(rows->len, ==, G_N_ELEMENTS(want));
	for (guint i = 0; i < rows->len; i++) {
		const PlanRow *row = rows->pdata[i];
		g_autofree char *at = time_format_rfc3339(row->at);
		g_assert_cmpstr(row->what, ==, want[i].what);
		g_assert_cmpstr(at, ==, want[i].at);
	}
	g_assert_cmpstr(((PlanRow *)rows->pdata[0])->reason, ==,
	    "first reply overdue: 2 workdays after Thu 2026-09-24 in CN; Fri 25, Sat 26 and Sun 27 are "
	    "holidays");
	/* Let the time pass, and see exactly that. */
	guint i = 0;
	while (f.c->next_at != 0) {
		f.now = f.c->next_at;
		g_assert_true(play_kind(&f, CASE_EVENT_DUE));
		for (guint j = 0; j < f.last->actions->len; j++, i++) {
			const Action *action = f.last->actions->pdata[j];
			const PlanRow *row = rows->pdata[i];
			g_assert_cmpint(action->send_at, ==, row->at);
			g_assert_cmpstr(action->template_name, ==, row->what);
			g_assert_cmpstr(action->because, ==, row->reason);
		}
	}
	g_assert_cmpint(i, ==, rows->len);
	fixture_clear(&f);
}

static void
test_nothing(void)
{
	Fixture f;
	fixture_init(&f, "1-3 workdays");
	g_autoptr(GPtrArray) draft = case_plan(f.c, &f.policy, f.now, f.now + 60 * 86400);
	g_assert_cmpint(draft->len, ==, 0);
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	g_assert_true(play_kind(&f, CASE_EVENT_HOLD));
	g_autoptr(GPtrArray) held = case_plan(f.c, &f.policy, f.now, f.now + 60 * 86400);
	g_assert_cmpint(held->len, ==, 0);
	fixture_clear(&f);
}

static void
test_zh(void)
{
	Fixture f;
	fixture_init(&f, "1-3 workdays");
	f.policy.language = "zh";
	g_assert_true(play_kind(&f, CASE_EVENT_FILED));
	g_autoptr(GPtrArray) rows = case_plan(f.c, &f.policy, f.now, f.now + 60 * 86400);
	g_assert_cmpstr(((PlanRow *)rows->pdata[0])->reason, ==,
	    "首次答复逾期：自2026-09-24（周四）起2个工作日（CN）；9月25日、26日、27日为节假日");
	fixture_clear(&f);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plan/default", test_default);
	g_test_add_func("/plan/nothing", test_nothing);
	g_test_add_func("/plan/zh", test_zh);
	return g_test_run();
}
