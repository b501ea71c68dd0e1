/* SPDX-License-Identifier: ISC
 * policy.c - what holds for a case: data files, each read once, put together */
#include "flow-private.h"
#include "plaint/data.h"
#include "plaint/domain.h"
#include "plaint/escalation.h"
#include "plaint/template.h"
#include <stdio.h>
#include <string.h>

static GHashTable *
cache_new(GDestroyNotify free_value)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_value);
}

static bool
load_lessons(Flow *flow, GError **error)
{
	g_autoptr(GPtrArray) lessons = NULL;
	if (!store_lesson_list(flow->store, &lessons, error))
		return false;
	for (guint i = 0; i < lessons->len; i++) {
		const StoreLesson *lesson = lessons->pdata[i];
		Verdict verdict = VERDICT_NONE;
		if (!verdict_parse(lesson->verdict, &verdict) ||
		    !learned_set_add(flow->learned, lesson->id, lesson->fingerprint, verdict, NULL))
			g_warning("lesson %d cannot be read, and is left out", (int)lesson->id);
	}
	return true;
}

/* The calendar of a country; plain weekdays where we have none. Borrowed. */
static Calendar *
calendar_of(Flow *flow, const char *name)
{
	Calendar *found = g_hash_table_lookup(flow->calendars, name);
	if (found != NULL)
		return found;
	g_autoptr(GError) why = NULL;
	if (*name == '\0' || !calendar_load(name, data_read, &found, &why)) {
		if (why != NULL && why->code != PLAINT_ERROR_NOT_FOUND)
			g_warning("%s; plain weekdays are counted", why->message);
		found = calendar_new_plain(name);
	}
	g_hash_table_insert(flow->calendars, g_strdup(name), found);
	return found;
}

static const Place *
place_of(Flow *flow, const char *country, const char *zone, const char *desk)
{
	g_autofree char *name = g_strconcat(country, " ", zone, " ", desk, NULL);
	Place *found = g_hash_table_lookup(flow->places, name);
	Hours hours = HOURS_UNKNOWN;
	if (found != NULL)
		return found;
	if (*desk != '\0')
		hours_parse(desk, &hours, NULL);
	g_autoptr(GTimeZone) there = *zone != '\0' ? g_time_zone_new_identifier(zone) : NULL;
	found = place_new(calendar_of(flow, country), there, hours);
	g_hash_table_insert(flow->places, g_steal_pointer(&name), found);
	return found;
}

Flow *
flow_new(const Conf *conf, Store *store)
{
	Flow *flow = g_new0(Flow, 1);
	g_autoptr(GTimeZone) zone = conf_timezone(conf);
	flow->conf = conf;
	flow->store = store;
	flow->types = cache_new((GDestroyNotify)type_free);
	flow->providers = cache_new((GDestroyNotify)provider_free);
	flow->calendars = cache_new((GDestroyNotify)calendar_unref);
	flow->places = cache_new((GDestroyNotify)place_unref);
	flow->ladders = cache_new((GDestroyNotify)ladder_free);
	flow->templates = cache_new((GDestroyNotify)template_free);
	flow->limits = cache_new((GDestroyNotify)g_ptr_array_unref);
	flow->learned = learned_set_new();
	flow->complainant = place_new(calendar_of(flow, conf->complainant.country), zone, HOURS_UNKNOWN);
	return flow;
}

void
flow_free(Flow *flow)
{
	if (flow == NULL)
		return;
	g_clear_pointer(&flow->types, g_hash_table_unref);
	g_clear_pointer(&flow->providers, g_hash_table_unref);
	g_clear_pointer(&flow->places, g_hash_table_unref);
	g_clear_pointer(&flow->calendars, g_hash_table_unref);
	g_clear_pointer(&flow->ladders, g_hash_table_unref);
	g_clear_pointer(&flow->templates, g_hash_table_unref);
	g_clear_pointer(&flow->limits, g_hash_table_unref);
	g_clear_pointer(&flow->bodies, g_ptr_array_unref);
	g_clear_pointer(&flow->domains, g_hash_table_unref);
	place_unref(flow->complainant);
	verdict_rules_free(flow->rules);
	learned_set_free(flow->learned);
	g_free(flow);
}

const ComplaintType *
flow_type(Flow *flow, const char *name)
{
	gpointer found = NULL;
	g_autoptr(GError) why = NULL;
	ComplaintType *type = NULL;
	if (g_hash_table_lookup_extended(flow->types, name, NULL, &found))
		return found;
	if (!type_load(name, &type, &why))
		g_warning("%s", why->message);
	g_hash_table_insert(flow->types, g_strdup(name), type);
	return type;
}

const Provider *
flow_provider(Flow *flow, const char *key)
{
	gpointer found = NULL;
	g_autoptr(GError) why = NULL;
	Provider *provider = NULL;
	if (*key == '\0')
		return NULL;
	if (g_hash_table_lookup_extended(flow->providers, key, NULL, &found))
		return found;
	if (!provider_load(key, &provider, &why) && why->code != PLAINT_ERROR_NOT_FOUND)
		g_warning("%s", why->message);
	g_hash_table_insert(flow->providers, g_strdup(key), provider);
	return provider;
}

const Account *
flow_account(Flow *flow, const char *name)
{
	const Account *account = conf_account(flow->conf, name);
	return account != NULL ? account : conf_account(flow->conf, NULL);
}

static bool
ladder_of(Flow *flow, const char *name, const Ladder **out, GError **error)
{
	Ladder *found = g_hash_table_lookup(flow->ladders, name);
	if (found == NULL) {
		g_autofree char *relative = g_strdup_printf("ladders/%s.conf", name);
		g_autofree char *text = NULL;
		g_autofree char *path = NULL;
		if (!data_read(relative, &text, &path, error) ||
		    !ladder_parse(text, name, path, &found, error))
			return false;
		g_hash_table_insert(flow->ladders, g_strdup(name), found);
	}
	*out = found;
	return true;
}

static void
set_follow_ups(Policy *policy, const char *text)
{
	int days = 0;
	if (strcmp(text, "never") == 0)
		policy->follow_ups = FOLLOW_UPS_NEVER;
	else if (sscanf(text, "after %d", &days) == 1) {
		policy->follow_ups = FOLLOW_UPS_ONLY_AFTER;
		policy->follow_ups_after = days;
	}
}

static CaseWindow
window_of(const char *text, const char *source, const ProviderChannel *channel)
{
	return (CaseWindow){ .text = (char *)text,
		.source = (char *)source,
		.url = channel != NULL ? channel->source : NULL,
		.read_at = channel != NULL ? channel->read_on : NULL };
}

bool
flow_is_zh(const Flow *flow)
{
	return g_str_has_prefix(flow->conf->complainant.language, "zh");
}

const char *
flow_country(Flow *flow, const Case *c)
{
	const Provider *provider = flow_provider(flow, c->provider);
	return *c->calendar != '\0' ? c->calendar : provider != NULL ? provider->country : "";
}

/* Those of the bodies that fit which must be turned to in time: the same for all cases of a kind
 * between two countries, and made once. */
static const GPtrArray *
limits_of(Flow *flow, const Case *c, const char *family)
{
	const EscalationFacts facts = { .family = family,
		.provider_country = flow_country(flow, c),
		.complainant_country = flow->conf->complainant.country,
		.now = 1,
		.filed = 1,
		.occurred = 1 };
	g_autofree char *name =
	    g_strdup_printf("%s %s %s", family, facts.provider_country, facts.complainant_country);
	GPtrArray *found = g_hash_table_lookup(flow->limits, name);
	g_autoptr(GError) why = NULL;
	if (found != NULL)
		return found;
	if (flow->bodies == NULL && !escalation_list(&flow->bodies, &why)) {
		g_warning("%s", why->message);
		flow->bodies = g_ptr_array_new();
	}
	const char *language = flow->conf->complainant.language;
	g_autoptr(GPtrArray) fits = escalation_fitting(flow->bodies, &facts, language);
	found = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < fits->len; i++) {
		const EscalationFit *fit = fits->pdata[i];
		const Limit limit = { fit->body->key, local_text_get(fit->body->name, language),
			fit->body->deadline_days, strcmp(fit->body->deadline_from, "filed") == 0 };
		if (fit->deadline != 0)
			g_ptr_array_add(found, g_memdup2(&limit, sizeof limit));
	}
	g_hash_table_insert(flow->limits, g_steal_pointer(&name), found);
	return found;
}

bool
flow_policy(Flow *flow, const Case *c, Policy *out, GError **error)
{
	const ComplaintType *type = flow_type(flow, c->type);
	const Provider *provider = flow_provider(flow, c->provider);
	Policy policy = { .threshold = flow->conf->reading.threshold, .complainant = flow->complainant };
	policy.first_reply = window_of(type != NULL ? type->first_reply : "2 workdays",
	    type != NULL ? "type" : "default", NULL);
	policy.resolve = window_of(type != NULL ? type->resolve : "1-3 workdays",
	    type != NULL ? "type" : "default", NULL);
	policy.provider = flow->complainant;
	if (provider != NULL) {
		const ProviderChannel *channel =
		    provider_channel(provider, type != NULL ? type->role : ROLE_SUPPORT, NULL);
		if (channel->first_reply != NULL)
			policy.first_reply = window_of(channel->first_reply, "provider", channel);
		if (channel->resolve != NULL)
			policy.resolve = window_of(channel->resolve, "provider", channel);
		policy.provider =
		    place_of(flow, provider->calendar, provider->timezone, provider->hours);
		set_follow_ups(&policy, provider->follow_ups);
	}
	if (*c->calendar != '\0')
		policy.provider = place_of(flow, c->calendar, c->timezone, "");
	policy.language = flow->conf->complainant.language;
	policy.limits = limits_of(flow, c, type != NULL ? type->family : c->type);
	if (!ladder_of(flow, c->ladder, &policy.ladder, error))
		return false;
	*out = policy;
	return true;
}

bool
flow_is_provider(Flow *flow, const Case *c, const char *address)
{
	const Provider *provider = flow_provider(flow, c->provider);
	g_autoptr(GPtrArray) learnt = NULL;
	g_autofree char *domain = domain_of(address);
	if (*address == '\0' || domain == NULL)
		return false;
	if ((provider != NULL && provider_owns_address(provider, address)) ||
	    domain_same_owner(address, c->to))
		return true;
	if (!store_sender_list(flow->store, c->key, &learnt, NULL))
		return false;
	for (guint i = 0; i < learnt->len; i++) {
		const char *sender = learnt->pdata[i];
		if (strchr(sender, '@') != NULL ? g_ascii_strcasecmp(sender, address) == 0
		                                : domain_is_within(domain, sender))
			return true;
	}
	return false;
}

bool
flow_prepare_reading(Flow *flow, GError **error)
{
	return flow->rules != NULL || (rules_load(&flow->rules, error) && load_lessons(flow, error));
}

bool
flow_read(Flow *flow, GBytes *bytes, Mail **out_mail, Reading **out_reading, GError **error)
{
	gsize size = 0;
	const void *data = g_bytes_get_data(bytes, &size);
	if (!flow_prepare_reading(flow, error))
		return false;
	return inspect_bytes(data, size, flow->rules, flow->learned, out_mail, out_reading, error);
}
