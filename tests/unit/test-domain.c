/* SPDX-License-Identifier: ISC
 * test-domain.c - whose an address is */
#include "plaint/domain.h"
#include "plaint/text.h"

static void
test_of(void)
{
	static const struct {
		const char *address, *want;
	} rows[] = {
		{ "desk@Example.ORG.", "example.org" },
		{ "<desk@example.org>", "example.org" },
		{ "\"a@b\"@example.org", "example.org" },
		{ "example.org", "example.org" },
		{ "desk@münchen.example", "xn--mnchen-3ya.example" },
		{ "desk@", NULL },
		{ "", NULL },
		{ "desk@a..example", NULL },
		{ "desk@exa mple.org", NULL },
		{ "desk@[192.0.2.1]", NULL },
		{ "192.0.2.1", NULL },
		{ "desk@evil.example\r\nBcc:x", NULL },
		{ "\xff@\xff", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = domain_of(rows[i].address);
		g_assert_cmpstr(got, ==, rows[i].want);
	}
	g_autofree char *endless = g_strnfill(1 << 20, 'a');
	g_assert_null(domain_of(endless));
}

static void
test_registrable(void)
{
	static const struct {
		const char *domain, *want;
	} rows[] = {
		{ "a.b.example.co.uk", "example.co.uk" },
		{ "mail.example.com", "example.com" },
		{ "example.com.cn", "example.com.cn" },
		{ "co.uk", NULL },
		{ "com", NULL },
		{ "localhost", NULL },
		{ "192.0.2.7", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = domain_registrable(rows[i].domain);
		g_assert_cmpstr(got, ==, rows[i].want);
	}
}

static void
test_within(void)
{
	g_assert_true(domain_is_within("example.org", "example.org"));
	g_assert_true(domain_is_within("Mail.Example.org", "example.org"));
	g_assert_false(domain_is_within("badexample.org", "example.org"));
	g_assert_false(domain_is_within("example.org", "mail.example.org"));
	g_assert_false(domain_is_within("a.co.uk", "co.uk"));
	g_assert_false(domain_is_within("example.org", "org"));
	g_assert_false(domain_is_within("", ""));
}

static void
test_owner(void)
{
	g_assert_true(domain_same_owner("x@mail.example.org", "y@desk.example.org"));
	g_assert_true(domain_same_owner("example.org", "desk.example.org"));
	g_assert_false(domain_same_owner("x@a.co.uk", "y@b.co.uk"));
	g_assert_false(domain_same_owner("x@gmail.com", "y@gmail.com"));
	g_assert_true(domain_same_owner("X@gmail.com", "x@Gmail.com"));
	g_assert_false(domain_same_owner("x@qq.com", "qq.com"));
	g_assert_false(domain_same_owner("co.uk", "co.uk"));
	g_assert_true(domain_is_freemail("x@163.com"));
	g_assert_false(domain_is_freemail("example.org"));
}

static void
test_width(void)
{
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {
		{ "", 0 },
		{ "plaint", 6 },
		{ "服务中断", 8 },
		{ "e\xcc\x81", 1 },
		{ "한글", 4 },
		{ "🚨", 2 },
		{ "ｱ", 1 },
		{ "\x1b[31m", 4 },
		{ "a\u200bb", 2 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_cmpuint(text_width(rows[i].text), ==, rows[i].width);
		for (size_t width = 0; width < 12; width++) {
			g_autofree char *padded = text_pad(rows[i].text, width);
			g_assert_cmpuint(text_width(padded), ==, width);
		}
	}
	g_autofree char *cut = text_pad("服务中断", 6);
	g_assert_cmpstr(cut, ==, "服务 …");
	g_autofree char *filled = text_pad("服务", 6);
	g_assert_cmpstr(filled, ==, "服务  ");
}

static void
test_one_line(void)
{
	static const struct {
		const char *text;
		size_t limit;
		const char *want;
	} rows[] = {
		{ "a\r\nBcc: b", 0, "a Bcc: b" },
		{ " a\tb\n", 0, "a b" },
		{ "a\u2028b\xc2\x85" "c", 0, "a b c" },
		{ "服务", 4, "服" },
		{ "a\xff", 0, "a\xef\xbf\xbd" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = text_one_line(rows[i].text, rows[i].limit);
		g_assert_cmpstr(got, ==, rows[i].want);
	}
}

static void
test_local(void)
{
	g_autoptr(LocalText) text = local_text_new();
	local_text_set(text, NULL, "outage");
	local_text_set(text, "zh", "中断");
	local_text_set(text, "zh_TW", "中斷");
	g_assert_cmpstr(local_text_get(text, "zh_CN.UTF-8"), ==, "中断");
	g_assert_cmpstr(local_text_get(text, "zh-TW"), ==, "中斷");
	g_assert_cmpstr(local_text_get(text, "de"), ==, "outage");
	g_assert_cmpstr(local_text_get(text, "C"), ==, "outage");
	g_assert_cmpstr(local_text_get(NULL, "en"), ==, "");
	g_autofree char *base = language_base("zh_CN.UTF-8");
	g_assert_cmpstr(base, ==, "zh");
	g_autofree char *posix = language_base("POSIX");
	g_assert_cmpstr(posix, ==, "en");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/domain/of", test_of);
	g_test_add_func("/domain/registrable", test_registrable);
	g_test_add_func("/domain/within", test_within);
	g_test_add_func("/domain/owner", test_owner);
	g_test_add_func("/text/width", test_width);
	g_test_add_func("/text/one-line", test_one_line);
	g_test_add_func("/text/local", test_local);
	return g_test_run();
}
