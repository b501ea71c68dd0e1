/* SPDX-License-Identifier: ISC
 * test-id.c - keys: every single error and every swap of neighbours is noticed */
#include "plaint/clock.h"
#include "plaint/data.h"
#include "plaint/id.h"
#include <string.h>

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXY";

static void
test_single_errors(void)
{
	for (int round = 0; round < 500; round++) {
		char key[KEY_SIZE], read[KEY_SIZE];
		key_new(key);
		g_assert_true(key_parse(key, KEY_LENGTH, read));
		for (int i = 0; i < KEY_LENGTH; i++) {
			for (const char *d = digits; *d != '\0'; d++) {
				char wrong[KEY_SIZE];
				memcpy(wrong, key, sizeof wrong);
				wrong[i] = *d;
				g_assert_true(key_parse(wrong, KEY_LENGTH, read) == (*d == key[i]));
				g_assert_true(key_is_near(key, wrong) == (*d != key[i]));
			}
			if (i > 0 && key[i] != key[i - 1]) {
				char swapped[KEY_SIZE];
				memcpy(swapped, key, sizeof swapped);
				swapped[i] = key[i - 1];
				swapped[i - 1] = key[i];
				g_assert_false(key_parse(swapped, KEY_LENGTH, read));
				g_assert_true(key_is_near(key, swapped));
			}
		}
	}
}

static void
test_writings(void)
{
	for (int round = 0; round < 200; round++) {
		char key[KEY_SIZE], read[KEY_SIZE];
		key_new(key);
		g_autofree char *lower = g_ascii_strdown(key, -1);
		for (char *at = lower; *at != '\0'; at++)
			*at = *at == '0' ? 'o' : *at == '1' ? (round % 2 != 0 ? 'l' : 'I') : *at;
		g_assert_true(key_parse(lower, KEY_LENGTH, read));
		g_assert_cmpstr(read, ==, key);
		g_assert_false(key_parse(key, KEY_LENGTH - 1, read));
	}
	char read[KEY_SIZE];
	g_assert_false(key_parse("ZZZZZZ", 6, read));
	g_assert_false(key_parse("AB-DEF", 6, read));
}

static void
test_message_id(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (int i = 0; i < 1000; i++) {
		char *id = message_id_new("ABCDEF", "example.org");
		g_assert_true(g_str_has_prefix(id, "plaint.ABCDEF.") && g_str_has_suffix(id, "@example.org"));
		g_assert_true(g_hash_table_add(seen, id));
	}
}

static const struct row {
	const char *name, *text, *want; /* NULL: refused */
} times[] = {
	{ "/time/rfc3339", "2026-09-24T10:15:00+02:00", "2026-09-24T08:15:00Z" },
	{ "/time/zulu", "2026-09-24T08:15:00Z", "2026-09-24T08:15:00Z" },
	{ "/time/blank", "2026-09-24 10:15", "2026-09-24T08:15:00Z" },
	{ "/time/seconds", "2026-09-24 10:15:30", "2026-09-24T08:15:30Z" },
	{ "/time/day", " 2026-09-24 ", "2026-09-23T22:00:00Z" },
	{ "/time/word", "yesterday", NULL },
	{ "/time/no-such-day", "2026-02-30", NULL },
	{ "/time/empty", "", NULL },
	{ "/time/hour-25", "2026-09-24 25:00", NULL },
};

static void
test_time(const void *data)
{
	const struct row *row = data;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Berlin");
	g_autoptr(GError) error = NULL;
	int64_t when = 0;
	g_assert_true(time_parse(row->text, zone, &when, &error) == (row->want != NULL));
	if (row->want == NULL) {
		g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
		return;
	}
	g_autofree char *back = time_format_rfc3339(when);
	g_assert_cmpstr(back, ==, row->want);
}

static void
test_rfc5322(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("America/St_Johns");
	g_autofree char *date = time_format_rfc5322(1790237700, zone);
	g_assert_cmpstr(date, ==, "Thu, 24 Sep 2026 05:45:00 -0230");
}

static void
test_nearest(void)
{
	static const char *const words[] = { "outage", "billing", "support", NULL };
	g_assert_cmpstr(nearest_word("outgae", words), ==, "outage");
	g_assert_cmpstr(nearest_word("bilings", words), ==, "billing");
	g_assert_null(nearest_word("zzzzzz", words));
	g_assert_null(data_find("../etc/passwd"));
	g_assert_null(data_find("/etc/passwd"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/key/single-errors", test_single_errors);
	g_test_add_func("/key/writings", test_writings);
	g_test_add_func("/message-id", test_message_id);
	for (size_t i = 0; i < G_N_ELEMENTS(times); i++)
		g_test_add_data_func(times[i].name, &times[i], test_time);
	g_test_add_func("/time/rfc5322", test_rfc5322);
	g_test_add_func("/data/nearest", test_nearest);
	return g_test_run();
}
