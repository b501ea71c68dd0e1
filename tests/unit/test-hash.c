/* SPDX-License-Identifier: ISC
 * test-hash.c - SHA-256 of bytes and of files: the examples of FIPS 180-4 */
#include "plaint/hash.h"
#include <glib.h>
#include <string.h>

static const struct {
	const char *text, *hash;
} rows[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void
test_examples(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		FILE *file = tmpfile();
		g_assert_nonnull(file);
		fputs(rows[i].text, file);
		rewind(file);
		g_autofree char *of_bytes = hash_sha256(rows[i].text, strlen(rows[i].text));
		g_autofree char *of_file = hash_sha256_of_file(file);
		g_assert_cmpstr(of_bytes, ==, rows[i].hash);
		g_assert_cmpstr(of_file, ==, rows[i].hash);
		fclose(file);
	}
}

/* Longer than one piece. */
static void
test_million(void)
{
	g_autofree char *text = g_malloc(1000000);
	memset(text, 'a', 1000000);
	FILE *file = tmpfile();
	g_assert_nonnull(file);
	g_assert_cmpuint(fwrite(text, 1, 1000000, file), ==, 1000000);
	rewind(file);
	g_autofree char *hash = hash_sha256_of_file(file);
	g_assert_cmpstr(hash, ==, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	fclose(file);
}

static void
test_unreadable(void)
{
	FILE *file = fopen("/", "re");
	g_assert_nonnull(file);
	g_assert_null(hash_sha256_of_file(file));
	fclose(file);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hash/examples", test_examples);
	g_test_add_func("/hash/million", test_million);
	g_test_add_func("/hash/unreadable", test_unreadable);
	return g_test_run();
}
