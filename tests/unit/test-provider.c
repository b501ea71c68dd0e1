/* SPDX-License-Identifier: ISC
 * test-provider.c - the directory of providers */
#include "plaint/domain.h"
#include "plaint/provider.h"
#include "plaint/window.h"
#include <string.h>

#define GOOD                                                                                       \
	"[provider]\nname = Example Hosting\ncountry = DE\ntimezone = Europe/Berlin\n"                 \
	"domains = Example.ORG, example.com\n"

static const struct row {
	const char *name, *text, *want;
} rows[] = {
	{ "/provider/good", GOOD, NULL },
	{ "/provider/no-name", "[provider]\n", "x.conf:1: [provider] has no 'name'" },
	{ "/provider/country", "[provider]\nname = E\ncountry = de\n", "x.conf:3: 'country' is 'de'" },
	{ "/provider/zone", "[provider]\nname = E\ntimezone = Mars/Base\n",
	    "x.conf:3: 'timezone' is 'Mars/Base': no such time zone" },
	{ "/provider/place", GOOD "calendar = DE-BY\nhours = 09:00-18:00\n", NULL },
	{ "/provider/calendar", GOOD "calendar = FR-57\n", "x.conf:6: 'calendar' is 'FR-57'" },
	{ "/provider/hours", GOOD "hours = nine to five\n", "x.conf:6: 'hours' is 'nine to five'" },
	{ "/provider/hours-backwards", GOOD "hours = 18:00-09:00\n", "x.conf:6: 'hours'" },
	{ "/provider/hours-rest", GOOD "hours = 09:00-18:00:00\n", "x.conf:6: 'hours'" },
	{ "/provider/follow-ups", GOOD "follow-ups = sometimes\n",
	    "x.conf:6: 'follow-ups' is 'sometimes': write auto, never, or after N workdays" },
	{ "/provider/follow-ups-n", GOOD "follow-ups = after 0 workdays\n", "x.conf:6: 'follow-ups'" },
	{ "/provider/email", GOOD "[abuse]\nemail = abuse at example.org\n",
	    "x.conf:7: 'abuse at example.org' is no email address" },
	{ "/provider/email-inject", GOOD "[abuse]\nemail = a\tb@example.org\n", "is no email address" },
	{ "/provider/form", GOOD "[abuse]\nform = example.org\n", "x.conf:7: 'example.org' is no https://" },
	{ "/provider/window-source", GOOD "[abuse]\nresolve = 3 workdays\n",
	    "x.conf:6: [abuse] has a window, but not where and when it was read" },
	{ "/provider/day", GOOD "[abuse]\nread = yesterday\n", "x.conf:7: 'read' is 'yesterday'" },
	{ "/provider/bool", GOOD "auto-submitted = maybe\n", "x.conf:6: 'auto-submitted' is 'maybe'" },
	{ "/provider/domain", "[provider]\nname = E\ndomains = a b\n", "x.conf:3: 'a b' is no domain" },
	{ "/provider/language-of-plain-key", GOOD "country[zh] = CN\n", "x.conf:6: unknown key 'country'" },
};

static void
test_parse(const void *data)
{
	const struct row *row = data;
	g_autoptr(Provider) provider = NULL;
	g_autoptr(GError) error = NULL;
	bool ok = provider_parse("x", row->text, "x.conf", &provider, &error);
	g_assert_cmpint(ok, ==, row->want == NULL);
	if (ok) {
		g_assert_cmpstr(provider->domains->pdata[0], ==, "example.org");
		g_assert_cmpstr(provider->follow_ups, ==, "auto");
		return;
	}
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
	if (strstr(error->message, row->want) == NULL)
		g_error("'%s' is not in '%s'", row->want, error->message);
}

static Provider *
parse(const char *key, const char *text)
{
	Provider *provider = NULL;
	g_autoptr(GError) error = NULL;
	provider_parse(key, text, "x.conf", &provider, &error);
	g_assert_no_error(error);
	return provider;
}

static void
test_channel(void)
{
	g_autoptr(Provider) mail = parse("mail", GOOD "[support]\nemail = help@example.org\n");
	g_autoptr(Provider) form = parse("form", GOOD "[support]\nform = https://example.org/help\n");
	g_autoptr(Provider) none = parse("none", GOOD "[support]\nphone = 12345\n");
	g_autoptr(GError) error = NULL;
	const char *email = NULL;
	ChannelRole role = ROLE_BILLING;
	g_assert_true(provider_email(mail, ROLE_BILLING, &email, &error));
	g_assert_cmpstr(email, ==, "help@example.org");
	provider_channel(mail, ROLE_BILLING, &role);
	g_assert_cmpint(role, ==, ROLE_SUPPORT);
	g_assert_false(provider_email(form, ROLE_SUPPORT, &email, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND);
	g_assert_nonnull(strstr(error->message, "https://example.org/help"));
	g_assert_nonnull(strstr(error->message, "--to ADDRESS"));
	g_clear_error(&error);
	g_assert_false(provider_email(none, ROLE_SUPPORT, &email, &error));
	g_assert_nonnull(strstr(error->message, "12345"));
	g_clear_error(&error);
	g_assert_false(provider_email(none, ROLE_ABUSE, &email, &error));
	g_assert_nonnull(strstr(error->message, "no address and no form for abuse"));
}

static void
test_find(void)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)provider_free);
	g_ptr_array_add(list, parse("wide", "[provider]\nname = W\ndomains = example.org\n"));
	g_ptr_array_add(list, parse("near", "[provider]\nname = N\ndomains = cloud.example.org\n"));
	g_ptr_array_add(list, parse("free", "[provider]\nname = F\ndomains = gmail.com, co.uk\n"));
	g_autoptr(GPtrArray) both = provider_find_by_domain(list, "desk@eu.cloud.example.org");
	g_assert_cmpuint(both->len, ==, 2);
	g_assert_cmpstr(((Provider *)both->pdata[0])->key, ==, "near");
	g_autoptr(GPtrArray) one = provider_find_by_domain(list, "example.org");
	g_assert_cmpuint(one->len, ==, 1);
	g_autoptr(GPtrArray) freemail = provider_find_by_domain(list, "somebody@gmail.com");
	g_assert_cmpuint(freemail->len, ==, 0);
	g_autoptr(GPtrArray) suffix = provider_find_by_domain(list, "x@example.co.uk");
	g_assert_cmpuint(suffix->len, ==, 0);
	g_autoptr(GPtrArray) alike = provider_find_by_domain(list, "x@notexample.org");
	g_assert_cmpuint(alike->len, ==, 0);
}

static void
test_owns(void)
{
	g_autoptr(Provider) p = parse("p",
	    "[provider]\nname = P\ndomains = example.org\n[support]\nemail = desk.p@gmail.com\n");
	g_assert_true(provider_owns_address(p, "anna@mail.example.org"));
	g_assert_true(provider_owns_address(p, "Desk.P@gmail.com"));
	g_assert_false(provider_owns_address(p, "other@gmail.com"));
	g_assert_false(provider_owns_address(p, "anna@example.org.example.net"));
	g_assert_false(provider_owns_address(p, ""));
}

static void
test_shipped(void)
{
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(GError) error = NULL;
	provider_list(&list, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(list->len, >=, 100);
	guint with_abuse_mail = 0;
	for (guint i = 0; i < list->len; i++) {
		const Provider *p = list->pdata[i];
		g_assert_cmpuint(strlen(p->country), ==, 2);
		g_assert_cmpuint(p->languages->len, >, 0);
		/* What is told as documented says where. */
		if (strcmp(p->confidence, "documented") == 0)
			g_assert_cmpstr(p->source, !=, "");
		for (unsigned role = 0; role < ROLE_COUNT; role++) {
			const ProviderChannel *channel = &p->channels[role];
			Window window;
			g_assert_true(channel->first_reply == NULL ||
			              window_parse(channel->first_reply, &window, NULL));
			g_assert_true(channel->resolve == NULL || window_parse(channel->resolve, &window, NULL));
		}
		with_abuse_mail += p->channels[ROLE_ABUSE].email != NULL;
		for (guint j = 0; j < p->domains->len; j++) {
			g_autofree char *registrable = domain_registrable(p->domains->pdata[j]);
			if (registrable == NULL && !domain_is_within(p->domains->pdata[j], p->domains->pdata[j]))
				g_test_message("%s: %s is a public suffix", p->key, (char *)p->domains->pdata[j]);
		}
	}
	g_assert_cmpuint(with_abuse_mail, >, 80);
}

static void
test_load(void)
{
	g_autoptr(Provider) provider = NULL;
	g_autoptr(GError) error = NULL;
	provider_load("hetzner", &provider, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(provider->channels[ROLE_ABUSE].email, !=, NULL);
	g_autoptr(Provider) none = NULL;
	g_assert_false(provider_load("hetzer", &none, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND);
	g_assert_nonnull(strstr(error->message, "did you mean 'hetzner'?"));
	g_assert_nonnull(strstr(error->message, "--to ADDRESS"));
	ChannelRole role;
	g_assert_true(role_parse("abuse", &role) && role == ROLE_ABUSE);
	g_assert_false(role_parse("sales", &role));
}

int
main(int argc, char **argv)
{
	g_setenv("XDG_CONFIG_HOME", "/nonexistent", TRUE);
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_parse);
	g_test_add_func("/provider/channel", test_channel);
	g_test_add_func("/provider/find", test_find);
	g_test_add_func("/provider/owns", test_owns);
	g_test_add_func("/provider/shipped", test_shipped);
	g_test_add_func("/provider/load", test_load);
	return g_test_run();
}
