/* SPDX-License-Identifier: ISC
 * test-target.c - what may stand as the target of a complaint */
#include "plaint/target.h"
#include <string.h>

static const struct row {
	const char *name, *text, *want; /* want: what is said; NULL: it is one */
} rows[] = {
	{ "/target/ipv4", "192.0.2.10", NULL },
	{ "/target/ipv4-port", "192.0.2.10:25", NULL },
	{ "/target/ipv4-net", "192.0.2.0/24", NULL },
	{ "/target/ipv4-net-wide", "192.0.2.0/33", "'33' is no prefix length" },
	{ "/target/ipv4-path", "192.0.2.10/wp-login.php", NULL },
	{ "/target/ipv4-big", "999.1.2.3", "looks like an IP address and is none" },
	{ "/target/ipv4-short", "192.0.2", "looks like an IP address and is none" },
	{ "/target/ipv4-long", "1.2.3.4.5", "looks like an IP address and is none" },
	{ "/target/ipv4-big-url", "http://192.0.2.256/x", "looks like an IP address and is none" },
	{ "/target/ipv4-defanged", "192.0.2[.]10", NULL },
	{ "/target/ipv6", "2001:db8::1", NULL },
	{ "/target/ipv6-net", "2001:db8::/32", NULL },
	{ "/target/ipv6-net-wide", "2001:db8::/129", "'129' is no prefix length" },
	{ "/target/ipv6-brackets", "[2001:db8::1]:443", NULL },
	{ "/target/ipv6-url", "https://[2001:db8::1]/x", NULL },
	{ "/target/ipv6-bad", "2001:db8::zz::1", "looks like an IPv6 address and is none" },
	{ "/target/ipv6-bad-brackets", "[2001:db8]", "looks like an IPv6 address and is none" },
	{ "/target/domain", "example.org", NULL },
	{ "/target/domain-root", "example.org.", NULL },
	{ "/target/domain-idn", "b\xc3\xbc""cher.example", NULL },
	{ "/target/domain-zh", "例子.测试", NULL },
	{ "/target/domain-underscore", "_dmarc.example.org", NULL },
	{ "/target/domain-port", "example.org:8080", NULL },
	{ "/target/domain-path", "example.org/a?b#c", NULL },
	{ "/target/domain-port-bad", "example.org:http", "'http' is no port" },
	{ "/target/domain-dots", "example..org", "no IP address, URL or domain" },
	{ "/target/domain-hyphen", "-O.example", "no IP address, URL or domain" },
	{ "/target/word", "server", "no IP address, URL or domain" },
	{ "/target/option", "-O/tmp/x", "no IP address, URL or domain" },
	{ "/target/empty", "", "no IP address, URL or domain" },
	{ "/target/words", "my server", "more than one address" },
	{ "/target/two", "192.0.2.1,192.0.2.2", "looks like an IP address and is none" },
	{ "/target/url", "https://www.example.org/a/b?c=$(d);e", NULL },
	{ "/target/url-user", "ftp://joe@example.org/x", NULL },
	{ "/target/url-defanged", "hxxps://evil[.]example/login", NULL },
	{ "/target/url-no-host", "http:///x", "no IP address, URL or domain" },
	{ "/target/url-one-slash", "htp:/x", "no IP address, URL or domain" },
	{ "/target/url-no-scheme", "://example.org", "is no URL" },
	{ "/target/url-bad-scheme", "h p://example.org", "more than one address" },
	{ "/target/mail", "spammer@example.org", NULL },
};

static void
test_row(const void *data)
{
	const struct row *row = data;
	g_autoptr(GError) error = NULL;
	bool is_good = target_check(row->text, &error);
	g_test_message("%s", error != NULL ? error->message : "good");
	g_assert_true(is_good == (row->want == NULL));
	if (is_good) {
		g_assert_no_error(error);
		return;
	}
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, row->want));
}

static void
test_tried(void)
{
	g_assert_true(target_is_tried("999.1.2.3"));
	g_assert_true(target_is_tried("-O/tmp/x"));
	g_assert_false(target_is_tried("vm-4711"));
	g_assert_false(target_is_tried("192.0.2.1 and its neighbours"));
	g_assert_false(target_is_tried("服务器192.0.2.1"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_row);
	g_test_add_func("/target/tried", test_tried);
	return g_test_run();
}
