/* SPDX-License-Identifier: ISC
 * case-bench.c - the deadlines of a million cases, counted anew on one core
 *
 * The cases differ in country, zone, window, start and pauses; every deadline and next_at is
 * counted. Limit: 2 seconds. The number of cases may be given. */
#include "plaint/data.h"
#include "plaint/decide.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LIMIT_S 2.0
#define HELD 1000 /* cases held in memory, counted again and again with other starts */

static const char *const countries[] = { "CN", "DE", "US", "JP", "FR", "NL", "GB", "SG" };
static const char *const zones[] = { "Asia/Shanghai", "Europe/Berlin", "America/New_York",
	"Asia/Tokyo", "Europe/Paris", "Europe/Amsterdam", "Europe/London", "Asia/Singapore" };
/* As many last days as an outage in most countries has. */
static const Limit limits[] = { { "card", "", 120, false }, { "other-card", "", 120, false },
	{ "wallet", "", 180, false }, { "credit", "", 30, false } };
static const char *const windows[] = { "1-3 workdays", "3-5 workdays", "2-7 workdays", "24 hours",
	"14 days", "30 days, then 15 workdays" };

static double
seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1000000;
	g_autofree char *text = NULL;
	g_autoptr(Ladder) ladder = NULL;
	Policy policies[G_N_ELEMENTS(countries)] = { 0 };
	g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
	g_autoptr(GRand) rand = g_rand_new_with_seed(1);
	g_autoptr(GPtrArray) last_days = g_ptr_array_new();
	for (size_t i = 0; i < G_N_ELEMENTS(limits); i++)
		g_ptr_array_add(last_days, (gpointer)&limits[i]);
	if (!data_read("ladders/default.conf", &text, NULL, NULL) ||
	    !ladder_parse(text, "default", NULL, &ladder, NULL))
		return 1;
	for (size_t i = 0; i < G_N_ELEMENTS(countries); i++) {
		g_autoptr(Calendar) calendar = NULL;
		g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zones[i]);
		if (!calendar_load(countries[i], data_read, &calendar, NULL))
			return 1;
		policies[i].provider = place_new(calendar, zone, HOURS_UNKNOWN);
		policies[i].complainant = policies[i].provider;
		policies[i].ladder = ladder;
		policies[i].limits = last_days;
	}
	for (int i = 0; i < HELD; i++) {
		Case *c = case_new();
		c->state = CASE_FILED;
		case_window_set(&c->first_reply, "2 workdays", "type", NULL, NULL);
		case_window_set(&c->resolve, windows[i % G_N_ELEMENTS(windows)], "type", NULL, NULL);
		g_ptr_array_add(cases, c);
	}
	int64_t sum = 0;
	double begin = seconds();
	for (int i = 0; i < n; i++) {
		Case *c = cases->pdata[i % HELD];
		c->filed_at = 1767225600 + g_rand_int_range(rand, 0, 60 * 1000 * 1000);
		c->occurred_at = c->filed_at - 7200;
		g_array_set_size(c->pauses, 0);
		if (i % 4 == 0)
			case_add_pause(c, c->filed_at + 86400, c->filed_at + 3 * 86400);
		case_recount(c, &policies[i % G_N_ELEMENTS(policies)]);
		sum += c->next_at;
	}
	double took = seconds() - begin;
	printf("%d cases: %.2f s, %.0f ns a case, limit %.1f s (sum %lld)\n", n, took, took / n * 1e9,
	    LIMIT_S * n / 1e6, (long long)sum);
	for (size_t i = 0; i < G_N_ELEMENTS(policies); i++)
		place_unref((Place *)policies[i].provider);
	return took > LIMIT_S * n / 1e6;
}
