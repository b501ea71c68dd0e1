/* SPDX-License-Identifier: ISC
 * due-bench.c - how long it takes to find 100 due cases: due-bench STORE, microseconds (median) */
#include "plaint/clock.h"
#include "plaint/store.h"
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 101

static int
by_size(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, two = *(const int64_t *)b;
	return one < two ? -1 : one > two;
}

int
main(int argc, char **argv)
{
	g_autoptr(Store) store = NULL;
	g_autoptr(GError) error = NULL;
	int64_t took[ROUNDS];
	if (argc != 2 || !clock_init(&error) || !store_open(argv[1], &store, &error)) {
		fprintf(stderr, "due-bench: %s\n", error != NULL ? error->message : "usage: due-bench STORE");
		return 1;
	}
	for (int i = 0; i < ROUNDS; i++) {
		g_autoptr(GPtrArray) keys = NULL;
		gint64 begun = g_get_monotonic_time();
		if (!store_case_due(store, clock_now(), 100, &keys, &error) || keys->len != 100) {
			fprintf(stderr, "due-bench: %s\n", error != NULL ? error->message : "not 100 due");
			return 1;
		}
		took[i] = g_get_monotonic_time() - begun;
	}
	qsort(took, ROUNDS, sizeof *took, by_size);
	printf("%d\n", (int)took[ROUNDS / 2]);
	return 0;
}
