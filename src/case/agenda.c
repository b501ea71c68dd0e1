/* SPDX-License-Identifier: ISC
 * agenda.c - moments as an iCalendar text, written by libical
 *
 * In the zone that the deadline ends in, not in UTC: "23:59 in Shanghai" is what the provider
 * promised, and calendar programs show it in the reader's zone all the same. */
#include "plaint/agenda.h"
#include <libical/ical.h>

#define PRODUCT "-//plaint//plaint//EN"

/* The VTIMEZONE of a zone under its plain name; NULL for one that libical does not know. */
static icalcomponent *
zone_component(const char *name)
{
	icaltimezone *known = icaltimezone_get_builtin_timezone(name);
	icalcomponent *component = known != NULL ? icaltimezone_get_component(known) : NULL;
	if (component == NULL)
		return NULL;
	icalcomponent *copy = icalcomponent_new_clone(component);
	icalproperty *id = icalcomponent_get_first_property(copy, ICAL_TZID_PROPERTY);
	/* libical's own names begin with its address, which no other program knows. */
	if (id != NULL)
		icalproperty_set_tzid(id, name);
	return copy;
}

/* The zone's name, its component added to calendar the first time; NULL: write it in UTC. */
static const char *
settle_zone(icalcomponent *calendar, GHashTable *zones, GTimeZone *zone)
{
	const char *name = zone != NULL ? g_time_zone_get_identifier(zone) : NULL;
	gpointer is_known = NULL;
	if (name == NULL)
		return NULL;
	if (!g_hash_table_lookup_extended(zones, name, NULL, &is_known)) {
		icalcomponent *component = zone_component(name);
		is_known = GINT_TO_POINTER(component != NULL);
		if (component != NULL)
			icalcomponent_add_component(calendar, component);
		g_hash_table_insert(zones, g_strdup(name), is_known);
	}
	return GPOINTER_TO_INT(is_known) ? name : NULL;
}

static struct icaltimetype
time_in(int64_t when, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(when);
	g_autoptr(GDateTime) there =
	    zone != NULL ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);
	struct icaltimetype time = icaltime_null_time();
	time.year = g_date_time_get_year(there);
	time.month = g_date_time_get_month(there);
	time.day = g_date_time_get_day_of_month(there);
	time.hour = g_date_time_get_hour(there);
	time.minute = g_date_time_get_minute(there);
	time.second = g_date_time_get_second(there);
	time.is_date = 0;
	if (zone == NULL)
		time.zone = icaltimezone_get_utc_timezone();
	return time;
}

static icalcomponent *
event_of(const AgendaItem *item, const char *zone, int64_t now)
{
	icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	struct icaltimetype at = time_in(item->at, zone != NULL ? item->zone : NULL);
	icalproperty *start = icalproperty_new_dtstart(at);
	if (zone != NULL)
		icalproperty_add_parameter(start, icalparameter_new_tzid(zone));
	icalcomponent_add_property(event, icalproperty_new_uid(item->uid));
	icalcomponent_add_property(event, icalproperty_new_dtstamp(time_in(now, NULL)));
	icalcomponent_add_property(event, start);
	icalcomponent_add_property(event, icalproperty_new_summary(item->summary));
	if (*item->description != '\0')
		icalcomponent_add_property(event, icalproperty_new_description(item->description));
	/* A deadline is no appointment: the person is free. */
	icalcomponent_add_property(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
	return event;
}

char *
agenda_format(const GPtrArray *items, int64_t now)
{
	g_autoptr(GHashTable) zones = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) events = g_ptr_array_new();
	icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
	icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
	icalcomponent_add_property(calendar, icalproperty_new_prodid(PRODUCT));
	for (guint i = 0; i < items->len; i++) {
		const AgendaItem *item = items->pdata[i];
		g_ptr_array_add(events, event_of(item, settle_zone(calendar, zones, item->zone), now));
	}
	/* After the zones that they name. */
	for (guint i = 0; i < events->len; i++)
		icalcomponent_add_component(calendar, events->pdata[i]);
	char *text = icalcomponent_as_ical_string_r(calendar);
	char *out = g_strdup(text);
	icalmemory_free_buffer(text);
	icalcomponent_free(calendar);
	return out;
}
