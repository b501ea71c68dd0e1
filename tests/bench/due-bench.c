/* SPDX-License-Identifier: ISC
 * due-bench.c - how long it takes to find 100 due cases among few and among many
 *
 *	due-bench STORE...    the median of each, in microseconds, on one line
 *
 * The stores are asked in turn, so that what else the machine does meets all alike. The first
 * rounds, which fetch pages and prepare statements, are not counted. */
#include "plaint/clock.h"
#include "plaint/store.h"
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 501
#define WARM_UP 20
#define STORES_MAX 8

static int
by_size(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, two = *(const int64_t *)b;
	return one < two ? -1 : one > two;
}

/* In nanoseconds; -1 with error set. */
static int64_t
ask(Store *store, GError **error)
{
	g_autoptr(GPtrArray) keys = NULL;
	struct timespec begun, ended;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	if (!store_case_due(store, clock_now(), 100, &keys, error))
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &ended);
	if (keys->len != 100) {
		g_set_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT,
		    "'%s' has %u due cases, not 100", store_path(store), keys->len);
		return -1;
	}
	return (ended.tv_sec - begun.tv_sec) * 1000000000L + ended.tv_nsec - begun.tv_nsec;
}

static bool
measure(int count, char **paths, GError **error)
{
	Store *stores[STORES_MAX] = { NULL };
	static int64_t took[STORES_MAX][ROUNDS];
	bool is_done = clock_init(error);
	for (int i = 0; i < count && is_done; i++)
		is_done = store_open(paths[i], &stores[i], error);
	for (int round = -WARM_UP; round < ROUNDS && is_done; round++) {
		for (int i = 0; i < count && is_done; i++) {
			int64_t ns = ask(stores[i], error);
			is_done = ns >= 0;
			if (round >= 0)
				took[i][round] = ns;
		}
	}
	for (int i = 0; i < count; i++) {
		qsort(took[i], ROUNDS, sizeof took[i][0], by_size);
		int64_t median_ns = took[i][ROUNDS / 2];
		if (is_done)
			printf("%.1f%s", (double)median_ns / 1e3, i + 1 < count ? " " : "\n");
		store_free(stores[i]);
	}
	return is_done;
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	if (argc < 2 || argc > STORES_MAX + 1) {
		fprintf(stderr, "usage: due-bench STORE...\n");
		return 64;
	}
	if (!measure(argc - 1, argv + 1, &error)) {
		fprintf(stderr, "due-bench: %s\n", error->message);
		return 1;
	}
	return 0;
}
