/* SPDX-License-Identifier: ISC
 * clock.c - the clock that tests, the demo and `plaint plan` can move
 *
 * libfaketime was the other road; it also moves TLS certificates' validity and every timeout. */
#include "plaint/clock.h"
#include <time.h>

static int64_t fixed_now;

bool
clock_init(GError **error)
{
	const char *text = g_getenv("PLAINT_TIME");
	if (text == NULL || *text == '\0')
		return true;
	g_autoptr(GDateTime) when = g_date_time_new_from_iso8601(text, NULL);
	if (when == NULL)
		return fail(error, PLAINT_ERROR_USAGE,
		    "PLAINT_TIME '%s' is no time: write it like 2026-09-24T08:15:00Z", text);
	fixed_now = g_date_time_to_unix(when);
	return true;
}

int64_t
clock_now(void)
{
	return fixed_now != 0 ? fixed_now : clock_real();
}

int64_t
clock_real(void)
{
	return (int64_t)time(NULL);
}

bool
time_parse(const char *text, GTimeZone *zone, int64_t *out, GError **error)
{
	g_autoptr(GTimeZone) local = zone != NULL ? g_time_zone_ref(zone) : g_time_zone_new_local();
	g_autofree char *trimmed = g_strstrip(g_strdup(text));
	if (strcmp(trimmed, "now") == 0) {
		*out = clock_now();
		return true;
	}
	/* GLib wants "T" and seconds; people write a space and leave the seconds away. */
	size_t length = strlen(trimmed);
	if (length > 10 && trimmed[10] == ' ')
		trimmed[10] = 'T';
	const char *rest = length == 10 ? "T00:00:00" : length == 16 ? ":00" : "";
	g_autofree char *whole = g_strconcat(trimmed, rest, NULL);
	g_autoptr(GDateTime) when = g_date_time_new_from_iso8601(whole, local);
	if (when == NULL)
		return fail(error, PLAINT_ERROR_INPUT,
		    "'%s' is no time: write it like '2026-09-24 10:15' or 2026-09-24T10:15:00+02:00", text);
	*out = g_date_time_to_unix(when);
	return true;
}

static char *
format_in(int64_t when, GTimeZone *zone, const char *format)
{
	g_autoptr(GTimeZone) local = zone != NULL ? g_time_zone_ref(zone) : g_time_zone_new_local();
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(when);
	g_autoptr(GDateTime) there = utc != NULL ? g_date_time_to_timezone(utc, local) : NULL;
	return there != NULL ? g_date_time_format(there, format) : g_strdup("-");
}

char *
time_format_rfc3339(int64_t when)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	return format_in(when, utc, "%Y-%m-%dT%H:%M:%SZ");
}

char *
time_format_local(int64_t when, GTimeZone *zone)
{
	return format_in(when, zone, "%Y-%m-%d %H:%M %Z");
}

char *
time_format_day(int64_t when, GTimeZone *zone)
{
	return format_in(when, zone, "%Y-%m-%d");
}

/* Not g_date_time_format(): its %a and %b follow the locale, RFC 5322 has English names. */
char *
time_format_rfc5322(int64_t when, GTimeZone *zone)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	g_autoptr(GTimeZone) local = zone != NULL ? g_time_zone_ref(zone) : g_time_zone_new_local();
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(when);
	g_autoptr(GDateTime) there = g_date_time_to_timezone(utc, local);
	int offset = (int)(g_date_time_get_utc_offset(there) / G_TIME_SPAN_MINUTE);
	return g_strdup_printf("%s, %d %s %04d %02d:%02d:%02d %c%02d%02d",
	    days[g_date_time_get_day_of_week(there) - 1], g_date_time_get_day_of_month(there),
	    months[g_date_time_get_month(there) - 1], g_date_time_get_year(there),
	    g_date_time_get_hour(there), g_date_time_get_minute(there),
	    g_date_time_get_second(there), offset < 0 ? '-' : '+', ABS(offset) / 60,
	    ABS(offset) % 60);
}
