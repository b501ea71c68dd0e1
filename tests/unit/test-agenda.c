/* SPDX-License-Identifier: ISC
 * test-agenda.c - what libical reads back is what was meant, in the zone it was meant in */
#include "plaint/agenda.h"
#include "plaint/clock.h"
#include <libical/ical.h>
#include <string.h>

static const struct row {
	const char *uid, *summary, *description, *at, *zone, *local; /* local NULL: in UTC */
} rows[] = {
	{ "ABCDEF-overdue@plaint", "plain", "", "2026-09-29T15:59:59Z", "Asia/Shanghai",
	    "20260929T235959" },
	{ "ABCDEF-confirm@plaint", "commas, semicolons; back\\slashes", "two\nlines",
	    "2026-07-01T21:59:59Z", "Europe/Berlin", "20260701T235959" },
	{ "GHJKMN-overdue@plaint", "投诉长标题，服务器无法访问，已经持续了很长时间，请尽快处理，谢谢，谢谢，谢谢",
	    "首次答复逾期：自2026-09-24（周四）起2个工作日（CN）；9月25日、26日、27日为节假日",
	    "2026-11-01T09:59:59Z", "Pacific/Kiritimati", "20261101T235959" },
	{ "winter@plaint", "x", "", "2026-12-01T22:59:59Z", "Europe/Berlin", "20261201T235959" },
	{ "samoa@plaint", "x", "", "2026-12-01T10:59:59Z", "Pacific/Apia", "20261201T235959" },
	{ "utc@plaint", "x", "", "2026-12-01T22:59:59Z", NULL, NULL },
};

static int64_t
time_of(const char *text)
{
	int64_t when = 0;
	g_assert_true(time_parse(text, NULL, &when, NULL));
	return when;
}

static char *
write_all(void)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) zones = g_ptr_array_new_with_free_func((GDestroyNotify)g_time_zone_unref);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		AgendaItem *item = g_new0(AgendaItem, 1);
		GTimeZone *zone = rows[i].zone != NULL ? g_time_zone_new_identifier(rows[i].zone) : NULL;
		if (zone != NULL)
			g_ptr_array_add(zones, zone);
		*item = (AgendaItem){ rows[i].uid, rows[i].summary, rows[i].description,
			time_of(rows[i].at), zone };
		g_ptr_array_add(items, item);
	}
	return agenda_format(items, time_of("2026-09-24T04:00:00Z"));
}

static void
check_event(icalcomponent *calendar, icalcomponent *event, const struct row *row)
{
	struct icaltimetype start = icalcomponent_get_dtstart(event);
	g_assert_cmpstr(icalcomponent_get_uid(event), ==, row->uid);
	g_assert_cmpstr(icalcomponent_get_summary(event), ==, row->summary);
	const char *description = icalcomponent_get_description(event);
	g_assert_cmpstr(description != NULL ? description : "", ==, row->description);
	g_assert_cmpint(icaltime_as_timet(icalcomponent_get_dtstamp(event)), ==,
	    time_of("2026-09-24T04:00:00Z"));
	if (row->local == NULL) {
		g_assert_cmpint(icaltime_as_timet(start), ==, time_of(row->at));
		return;
	}
	/* By the calendar's own rules of the zone, not by the machine's. */
	icalproperty *property = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
	icalparameter *id = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
	g_assert_nonnull(id);
	g_assert_cmpstr(icalparameter_get_tzid(id), ==, row->zone);
	icaltimezone *zone = icalcomponent_get_timezone(calendar, row->zone);
	g_assert_nonnull(zone);
	g_assert_cmpint(icaltime_as_timet_with_zone(start, zone), ==, time_of(row->at));
	char *local = icaltime_as_ical_string_r(start);
	g_assert_cmpstr(local, ==, row->local);
	icalmemory_free_buffer(local);
}

static void
test_read_back(void)
{
	g_autofree char *text = write_all();
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		g_assert_cmpuint(strlen(*line), <=, 75); /* RFC 5545 3.1 */
		g_assert_null(strchr(*line, '\n'));
	}
	icalcomponent *calendar = icalparser_parse_string(text);
	g_assert_nonnull(calendar);
	g_assert_cmpint(icalcomponent_isa(calendar), ==, ICAL_VCALENDAR_COMPONENT);
	g_assert_cmpint(icalcomponent_count_errors(calendar), ==, 0);
	/* Component for component as the RFC wants it. */
	g_assert_true(icalrestriction_check(calendar));
	g_assert_cmpint(icalcomponent_count_components(calendar, ICAL_VTIMEZONE_COMPONENT), ==, 4);
	icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_nonnull(event);
		check_event(calendar, event, &rows[i]);
		event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT);
	}
	g_assert_null(event);
	icalcomponent_free(calendar);
}

static void
test_empty(void)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new();
	g_autofree char *text = agenda_format(items, 0);
	g_assert_true(g_str_has_prefix(text, "BEGIN:VCALENDAR\r\n"));
	g_assert_true(g_str_has_suffix(text, "END:VCALENDAR\r\n"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/agenda/read-back", test_read_back);
	g_test_add_func("/agenda/empty", test_empty);
	return g_test_run();
}
