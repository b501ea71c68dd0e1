/* SPDX-License-Identifier: ISC
 * test-reason.c - why a provider refuses */
#include "plaint/reason.h"
#include "plaint/type.h"
#include <string.h>

static const struct row {
	const char *name, *text, *reason, *sentence;
} rows[] = {
	{ "/reason/en/late", "Hello. Our logs are gone.\nThe events are older than\nseven days. Bye.",
	    "too-late", "The events are older than seven days." },
	{ "/reason/en/evidence", "We closed it for lack of evidence.", "no-evidence",
	    "We closed it for lack of evidence." },
	{ "/reason/en/reproduce", "Could not reproduce. Closing.", "cannot-reproduce",
	    "Could not reproduce." },
	{ "/reason/en/customer", "Backups are the customer\xe2\x80\x99s responsibility.", "customer-side",
	    "Backups are the customer's responsibility." },
	{ "/reason/en/not-ours", "This IP is not hosted by us!", "not-ours",
	    "This IP is not hosted by us!" },
	{ "/reason/en/terms", "We found no violation of our policy.", "within-terms",
	    "We found no violation of our policy." },
	{ "/reason/en/other", "Sorry, no can do.", "other", NULL },
	{ "/reason/en/empty", "", "other", NULL },
	{ "/reason/zh/late", "您好。您的订单已超过退款时间。敬请谅解。", "too-late",
	    "您的订单已超过退款时间。" },
	{ "/reason/zh/evidence", "贵方证据不足，不予受理。", "no-evidence", "贵方证据不足，不予受理。" },
	{ "/reason/zh/reproduce", "我们无法复现该问题。", "cannot-reproduce", "我们无法复现该问题。" },
	{ "/reason/zh/customer", "问题出在您本地网络。", "customer-side", "问题出在您本地网络。" },
	{ "/reason/zh/not-ours", "该问题不在我司网络范围内。", "not-ours", "该问题不在我司网络范围内。" },
	{ "/reason/zh/terms", "域名类产品不支持退款。", "within-terms", "域名类产品不支持退款。" },
	{ "/reason/zh/other", "老板说了不行。", "other", NULL },
};

static void
test_reason(const void *data)
{
	const struct row *row = data;
	g_autofree char *sentence = NULL;
	const char *reason = reason_read(row->text, &sentence);
	g_assert_cmpstr(reason, ==, row->reason);
	g_assert_cmpstr(sentence, ==, row->sentence);
	g_assert_true(g_strv_contains(type_reasons(), reason));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_reason);
	return g_test_run();
}
