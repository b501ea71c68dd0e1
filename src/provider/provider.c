/* SPDX-License-Identifier: ISC
 * provider.c - the directory of providers: etc/providers/KEY.conf, one file each */
#include "plaint/provider.h"
#include "datafile-private.h"
#include "plaint/data.h"
#include "plaint/domain.h"
#include <stdio.h>
#include <string.h>

static const char *const roles[] = { "support", "abuse", "billing" };

const char *
role_name(ChannelRole role)
{
	g_assert((unsigned)role < ROLE_COUNT);
	return roles[role];
}

bool
role_parse(const char *name, ChannelRole *out)
{
	for (unsigned i = 0; i < ROLE_COUNT; i++) {
		if (strcmp(roles[i], name) != 0)
			continue;
		*out = (ChannelRole)i;
		return true;
	}
	return false;
}

static void
channel_clear(ProviderChannel *channel)
{
	g_free(channel->email);
	g_free(channel->second_level);
	g_free(channel->form);
	g_free(channel->phone);
	g_free(channel->first_reply);
	g_free(channel->resolve);
	g_free(channel->source);
	g_free(channel->read_on);
	g_free(channel->accepts);
}

void
provider_free(Provider *provider)
{
	if (provider == NULL)
		return;
	g_free(provider->key);
	g_free(provider->name);
	g_free(provider->country);
	g_free(provider->timezone);
	g_free(provider->calendar);
	g_free(provider->hours);
	g_clear_pointer(&provider->languages, g_ptr_array_unref);
	g_clear_pointer(&provider->domains, g_ptr_array_unref);
	g_clear_pointer(&provider->asns, g_ptr_array_unref);
	for (unsigned i = 0; i < ROLE_COUNT; i++)
		channel_clear(&provider->channels[i]);
	g_free(provider->ladder);
	g_free(provider->follow_ups);
	g_free(provider->notes);
	g_free(provider->source);
	g_free(provider->read_on);
	g_free(provider->confidence);
	g_free(provider->path);
	g_free(provider);
}

/* Written into headers and given to the server: no more than a plain address is taken. */
static bool
is_address(const char *text)
{
	const char *at = strrchr(text, '@');
	if (at == NULL || at == text || at - text > 64)
		return false;
	for (const char *c = text; c < at; c++)
		if (!g_ascii_isalnum(*c) && strchr(".!#$%&'*+/=?^_`{|}~-", *c) == NULL)
			return false;
	g_autofree char *domain = domain_of(text);
	return domain != NULL && strchr(domain, '.') != NULL;
}

static bool
is_web_address(const char *text)
{
	return g_str_has_prefix(text, "https://") || g_str_has_prefix(text, "http://");
}

static void
read_channel(DataFile *file, ProviderChannel *out, const char *role)
{
	DataGroup *group = datafile_group(file, role);
	out->email = data_get(file, group, "email");
	out->second_level = data_get(file, group, "second-level");
	out->form = data_get(file, group, "form");
	out->phone = data_get(file, group, "phone");
	out->accepts = data_get(file, group, "accepts");
	out->first_reply = data_get(file, group, "first-reply");
	out->resolve = data_get(file, group, "resolve");
	out->source = data_get(file, group, "source");
	out->read_on = data_get_day(file, group, "read");
	if (out->email != NULL && !is_address(out->email))
		datafile_mistake(file, data_line(group, "email"), "'%s' is no email address", out->email);
	if (out->second_level != NULL && !is_address(out->second_level))
		datafile_mistake(file, data_line(group, "second-level"), "'%s' is no email address",
		    out->second_level);
	if (out->form != NULL && !is_web_address(out->form))
		datafile_mistake(file, data_line(group, "form"), "'%s' is no https:// address", out->form);
	/* A follow-up cites the window: one without a source cannot be cited. */
	if ((out->first_reply != NULL || out->resolve != NULL) &&
	    (out->source == NULL || out->read_on == NULL))
		datafile_mistake(file, group->line,
		    "[%s] has a window, but not where and when it was read: add 'source' and 'read'", role);
}

static void
check_follow_ups(DataFile *file, DataGroup *group, const char *text)
{
	int days = 0, end = 0;
	if (strcmp(text, "auto") == 0 || strcmp(text, "never") == 0)
		return;
	if (sscanf(text, "after %3d workdays%n", &days, &end) == 1 && days > 0 &&
	    (size_t)end == strlen(text) && end > 0)
		return;
	datafile_mistake(file, data_line(group, "follow-ups"),
	    "'follow-ups' is '%s': write auto, never, or after N workdays", text);
}

static void
check_domains(DataFile *file, DataGroup *group, GPtrArray *domains)
{
	for (guint i = 0; i < domains->len; i++) {
		g_autofree char *domain = domain_of(domains->pdata[i]);
		if (domain == NULL || strchr(domain, '.') == NULL) {
			datafile_mistake(file, data_line(group, "domains"), "'%s' is no domain name",
			    (char *)domains->pdata[i]);
			continue;
		}
		g_free(domains->pdata[i]);
		domains->pdata[i] = g_steal_pointer(&domain);
	}
}

static bool
are_hours(const char *text)
{
	unsigned h1, m1, h2, m2;
	int end = 0;
	return strspn(text, "0123456789:-") == strlen(text) &&
	       sscanf(text, "%2u:%2u-%2u:%2u%n", &h1, &m1, &h2, &m2, &end) == 4 && text[end] == '\0' &&
	       h1 < 24 && m1 < 60 && m2 < 60 && h2 * 60 + m2 <= 24 * 60 && h1 * 60 + m1 < h2 * 60 + m2;
}

static void
check_place(DataFile *file, DataGroup *group, const Provider *provider)
{
	if (*provider->country != '\0' && (strlen(provider->country) != 2 ||
	    !g_ascii_isupper(provider->country[0]) || !g_ascii_isupper(provider->country[1])))
		datafile_mistake(file, data_line(group, "country"),
		    "'country' is '%s': write two capital letters, such as DE", provider->country);
	/* Not g_time_zone_new(): it takes any name, and silently means UTC. */
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(provider->timezone);
	if (zone == NULL)
		datafile_mistake(file, data_line(group, "timezone"),
		    "'timezone' is '%s': no such time zone; write one such as Europe/Berlin",
		    provider->timezone);
	const char *region = provider->calendar;
	if (!g_str_has_prefix(region, provider->country) ||
	    (region[strlen(provider->country)] != '\0' && region[strlen(provider->country)] != '-'))
		datafile_mistake(file, data_line(group, "calendar"),
		    "'calendar' is '%s': write a region of the country, such as DE-BY", region);
	if (*provider->hours != '\0' && !are_hours(provider->hours))
		datafile_mistake(file, data_line(group, "hours"),
		    "'hours' is '%s': write them like 09:00-18:00", provider->hours);
}

bool
provider_parse(const char *key, const char *text, const char *path, Provider **out, GError **error)
{
	static const char *const confidences[] = { "guess", "commonly-known", "documented", NULL };
	g_autoptr(DataFile) file = datafile_new(text, path);
	g_autoptr(Provider) p = g_new0(Provider, 1);
	DataGroup *group = datafile_require_group(file, "provider");
	p->key = g_strdup(key);
	p->path = g_strdup(path);
	p->name = data_require(file, group, "name");
	p->country = data_get_text(file, group, "country");
	p->timezone = data_get(file, group, "timezone");
	if (p->timezone == NULL)
		p->timezone = g_strdup("UTC");
	p->calendar = data_get(file, group, "calendar");
	if (p->calendar == NULL)
		p->calendar = g_strdup(p->country);
	p->hours = data_get_text(file, group, "hours");
	p->languages = data_get_list(file, group, "languages");
	p->domains = data_get_list(file, group, "domains");
	p->asns = data_get_list(file, group, "asns");
	p->ladder = data_get(file, group, "ladder");
	p->follow_ups = data_get(file, group, "follow-ups");
	if (p->follow_ups == NULL)
		p->follow_ups = g_strdup("auto");
	p->is_auto_submitted = data_get_bool(file, group, "auto-submitted", false);
	p->notes = data_get_text(file, group, "notes");
	p->source = data_get_text(file, group, "source");
	p->read_on = data_get_day(file, group, "read");
	if (p->read_on == NULL)
		p->read_on = g_strdup("");
	p->confidence = data_get_choice(file, group, "confidence", confidences);
	check_place(file, group, p);
	check_domains(file, group, p->domains);
	check_follow_ups(file, group, p->follow_ups);
	for (unsigned i = 0; i < ROLE_COUNT; i++)
		read_channel(file, &p->channels[i], roles[i]);
	if (!datafile_done(file, error))
		return false;
	*out = g_steal_pointer(&p);
	return true;
}

bool
provider_load(const char *key, Provider **out, GError **error)
{
	g_autofree char *text = NULL;
	g_autofree char *path = NULL;
	return datafile_load("providers", key, "provider",
	           "'plaint providers' lists all; an unknown one is fine with --to ADDRESS", &text, &path,
	           error) &&
	       provider_parse(key, text, path, out, error);
}

GPtrArray *
provider_keys(void)
{
	return data_list("providers", ".conf");
}

bool
provider_list(GPtrArray **out, GError **error)
{
	g_autoptr(GPtrArray) keys = provider_keys();
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)provider_free);
	for (guint i = 0; i < keys->len; i++) {
		Provider *provider = NULL;
		if (!provider_load(keys->pdata[i], &provider, error))
			return false;
		g_ptr_array_add(list, provider);
	}
	*out = g_steal_pointer(&list);
	return true;
}

/* The length of the longest of the provider's domains that domain is within; 0 for none. */
static size_t
longest_match(const Provider *provider, const char *domain)
{
	size_t longest = 0;
	for (guint i = 0; i < provider->domains->len; i++) {
		const char *own = provider->domains->pdata[i];
		if (!domain_is_freemail(own) && domain_is_within(domain, own))
			longest = MAX(longest, strlen(own));
	}
	return longest;
}

typedef struct match {
	const Provider *provider;
	size_t length;
	guint place;
} Match;

static int
by_length(gconstpointer a, gconstpointer b)
{
	const Match *left = a, *right = b;
	if (left->length != right->length)
		return left->length > right->length ? -1 : 1;
	return left->place < right->place ? -1 : left->place > right->place;
}

GPtrArray *
provider_find_by_domain(const GPtrArray *list, const char *address_or_domain)
{
	GPtrArray *found = g_ptr_array_new();
	g_autofree char *domain = domain_of(address_or_domain);
	if (domain == NULL || domain_is_freemail(domain))
		return found;
	g_autoptr(GArray) matches = g_array_new(FALSE, FALSE, sizeof(Match));
	for (guint i = 0; i < list->len; i++) {
		Match match = { list->pdata[i], longest_match(list->pdata[i], domain), i };
		if (match.length > 0)
			g_array_append_val(matches, match);
	}
	g_array_sort(matches, by_length);
	for (guint i = 0; i < matches->len; i++)
		g_ptr_array_add(found, (gpointer)g_array_index(matches, Match, i).provider);
	return found;
}

static bool
has_channel(const ProviderChannel *channel)
{
	return channel->email != NULL || channel->form != NULL;
}

const ProviderChannel *
provider_channel(const Provider *provider, ChannelRole role, ChannelRole *out_role)
{
	g_assert((unsigned)role < ROLE_COUNT);
	if (role == ROLE_BILLING && !has_channel(&provider->channels[ROLE_BILLING]) &&
	    has_channel(&provider->channels[ROLE_SUPPORT]))
		role = ROLE_SUPPORT;
	if (out_role != NULL)
		*out_role = role;
	return &provider->channels[role];
}

bool
provider_email(const Provider *provider, ChannelRole role, const char **out, GError **error)
{
	const ProviderChannel *channel = provider_channel(provider, role, NULL);
	if (channel->email != NULL) {
		*out = channel->email;
		return true;
	}
	if (channel->form != NULL)
		return fail(error, PLAINT_ERROR_NOT_FOUND,
		    "%s: no address for %s is known: it takes complaints at %s; use that page, or give an "
		    "address with --to ADDRESS",
		    provider->key, role_name(role), channel->form);
	return fail(error, PLAINT_ERROR_NOT_FOUND,
	    "%s: no address and no form for %s is known%s%s%s: give an address with --to ADDRESS",
	    provider->key, role_name(role), channel->phone != NULL ? " (telephone " : "",
	    channel->phone != NULL ? channel->phone : "", channel->phone != NULL ? ")" : "");
}

static bool
is_same(const char *one, const char *other)
{
	return one != NULL && g_ascii_strcasecmp(one, other) == 0;
}

const char *
provider_next_email(const Provider *provider, ChannelRole role, const char *address)
{
	const char *candidates[] = { provider_channel(provider, role, NULL)->second_level,
		role != ROLE_SUPPORT ? provider->channels[ROLE_SUPPORT].email : NULL };
	for (size_t i = 0; i < G_N_ELEMENTS(candidates); i++)
		if (candidates[i] != NULL && !is_same(candidates[i], address))
			return candidates[i];
	return NULL;
}

bool
provider_owns_address(const Provider *provider, const char *address)
{
	for (unsigned i = 0; i < ROLE_COUNT; i++)
		if (is_same(provider->channels[i].email, address) ||
		    is_same(provider->channels[i].second_level, address))
			return true;
	g_autofree char *domain = domain_of(address);
	return domain != NULL && !domain_is_freemail(domain) && longest_match(provider, domain) > 0;
}
