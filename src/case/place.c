/* SPDX-License-Identifier: ISC
 * place.c - a calendar in a time zone, with the hours of its desk
 *
 * GTimeZone finds an offset by walking through all of a zone's history, which a million cases
 * cannot wait for. So a place takes the offsets over once and searches them by halves. */
#include "plaint/calendar.h"
#include <stdio.h>
#include <string.h>

#define ZONE_FROM 631152000LL /* 1990-01-01 */
#define ZONE_TO 2840140800LL  /* 2060-01-01 */
#define ZONE_REACH (16 * 3600) /* no zone is further from UTC */
#define DAY_SECONDS 86400

typedef struct span {
	int64_t start; /* it goes to the start of the next */
	int offset;    /* seconds east of UTC */
} Span;

struct place {
	gatomicrefcount references;
	Calendar *calendar;
	GTimeZone *zone;
	Hours desk;
	GArray *spans;   /* Span; the first starts at G_MININT64 */
	GArray *missing; /* int: days that the zone left out, ascending */
};

static int
interval_at(GTimeZone *zone, int64_t when)
{
	return g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, when);
}

/* Add the spans that begin after from and not after to. GLib tells the number of the interval at a
 * moment but not where it begins: halve until the two are neighbours. */
static void
add_spans(GArray *spans, GTimeZone *zone, int64_t from, int from_interval, int64_t to,
    int to_interval)
{
	if (from_interval == to_interval)
		return;
	if (to - from > 1) {
		int64_t middle = from + (to - from) / 2;
		int interval = interval_at(zone, middle);
		add_spans(spans, zone, from, from_interval, middle, interval);
		add_spans(spans, zone, middle, interval, to, to_interval);
		return;
	}
	Span span = { to, g_time_zone_get_offset(zone, to_interval) };
	if (g_array_index(spans, Span, spans->len - 1).offset != span.offset)
		g_array_append_val(spans, span);
}

static int
floor_day(int64_t local)
{
	return (int)(local >= 0 ? local / DAY_SECONDS : -((DAY_SECONDS - 1 - local) / DAY_SECONDS));
}

static void
find_missing(Place *place)
{
	for (guint i = 1; i < place->spans->len; i++) {
		const Span *span = &g_array_index(place->spans, Span, i);
		int64_t before = span->start + span[-1].offset, after = span->start + span->offset;
		for (int day = floor_day(before + DAY_SECONDS - 1); (day + 1LL) * DAY_SECONDS <= after;
		     day++)
			g_array_append_val(place->missing, day);
	}
}

Place *
place_new(Calendar *calendar, GTimeZone *zone, Hours desk)
{
	Place *place = g_new0(Place, 1);
	g_atomic_ref_count_init(&place->references);
	place->calendar = calendar != NULL ? calendar_ref(calendar) : calendar_new_plain("");
	place->zone = zone != NULL ? g_time_zone_ref(zone) : g_time_zone_new_utc();
	place->desk = desk.from < desk.to ? desk : HOURS_UNKNOWN;
	place->spans = g_array_new(FALSE, FALSE, sizeof(Span));
	place->missing = g_array_new(FALSE, FALSE, sizeof(int));
	int first = interval_at(place->zone, ZONE_FROM);
	Span span = { G_MININT64, g_time_zone_get_offset(place->zone, first) };
	g_array_append_val(place->spans, span);
	add_spans(place->spans, place->zone, ZONE_FROM, first, ZONE_TO,
	    interval_at(place->zone, ZONE_TO));
	find_missing(place);
	return place;
}

Place *
place_ref(Place *place)
{
	g_atomic_ref_count_inc(&place->references);
	return place;
}

void
place_unref(Place *place)
{
	if (place == NULL || !g_atomic_ref_count_dec(&place->references))
		return;
	calendar_unref(place->calendar);
	g_time_zone_unref(place->zone);
	g_array_unref(place->spans);
	g_array_unref(place->missing);
	g_free(place);
}

const Calendar *
place_calendar(const Place *place)
{
	return place->calendar;
}

GTimeZone *
place_zone(const Place *place)
{
	return place->zone;
}

bool
hours_parse(const char *text, Hours *out, GError **error)
{
	int h1, m1, h2, m2, length = 0;
	/* %2d would take a sign. */
	bool is_plain = strspn(text, "0123456789: -") == strlen(text) && strstr(text, "--") == NULL;
	if (!is_plain || sscanf(text, "%2d:%2d - %2d:%2d %n", &h1, &m1, &h2, &m2, &length) != 4 ||
	    text[length] != '\0' || h1 < 0 || h2 < 0 || m1 < 0 || m2 < 0 || h1 > 23 || h2 > 24 ||
	    m1 > 59 || m2 > 59 || h1 * 60 + m1 >= h2 * 60 + m2 || h2 * 60 + m2 > 24 * 60)
		return fail(error, PLAINT_ERROR_INPUT, "'%s' are no hours: write them like 09:30-11:30",
		    text);
	*out = (Hours){ h1 * 60 + m1, h2 * 60 + m2 };
	return true;
}

/* ---- time ---- */

static guint
span_at(const Place *place, int64_t when)
{
	guint low = 0, high = place->spans->len;
	while (high - low > 1) {
		guint middle = low + (high - low) / 2;
		if (g_array_index(place->spans, Span, middle).start <= when)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int
place_day(const Place *place, int64_t when, int *out_minute)
{
	int64_t local = when + g_array_index(place->spans, Span, span_at(place, when)).offset;
	int day = floor_day(local);
	if (out_minute != NULL)
		*out_minute = (int)((local - (int64_t)day * DAY_SECONDS) / 60);
	return day;
}

/* The moment at which clocks there show local (seconds since 1970 as if in UTC): the first, or the
 * last where they show it twice; where they never do, that of the jump over it. */
static int64_t
moment_of(const Place *place, int64_t local, bool is_last)
{
	const Span *spans = (const Span *)place->spans->data;
	guint from = span_at(place, local - ZONE_REACH), to = span_at(place, local + ZONE_REACH);
	int64_t found = 0, jump = 0;
	bool is_found = false;
	for (guint i = from; i <= to; i++) {
		int64_t when = local - spans[i].offset;
		bool is_before_end = i + 1 == place->spans->len || when < spans[i + 1].start;
		if (when < spans[i].start) {
			jump = jump == 0 ? spans[i].start : jump;
		} else if (is_before_end && (is_last || !is_found)) {
			found = when;
			is_found = true;
		}
	}
	return is_found ? found : jump;
}

int64_t
place_time(const Place *place, int day, int minute)
{
	return moment_of(place, (int64_t)day * DAY_SECONDS + minute * 60, false);
}

int64_t
place_day_end(const Place *place, int day)
{
	return moment_of(place, (day + 1LL) * DAY_SECONDS, true) - 1;
}

/* ---- working days ---- */

static int
n_missing(const Place *place, int from, int to)
{
	int n = 0;
	for (guint i = 0; i < place->missing->len; i++) {
		int day = g_array_index(place->missing, int, i);
		n += day > from && day <= to && calendar_is_working_day(place->calendar, day);
	}
	return n;
}

int
place_add_workdays(const Place *place, int from, int n)
{
	int day = calendar_add_workdays(place->calendar, from, n);
	for (int lost = n_missing(place, from, day); lost > 0;) {
		int further = calendar_add_workdays(place->calendar, day, lost);
		lost = n_missing(place, day, further);
		day = further;
	}
	return day;
}

int
place_workdays_between(const Place *place, int from, int to)
{
	if (to < from)
		return -place_workdays_between(place, to, from);
	return calendar_workdays_between(place->calendar, from, to) - n_missing(place, from, to);
}

int
place_day_zero(const Place *place, int64_t when)
{
	int minute, day = place_day(place, when, &minute);
	if (place->desk.from < 0)
		return day;
	if (calendar_is_working_day(place->calendar, day) && minute < place->desk.to)
		return day;
	return place_add_workdays(place, day, 1);
}

int64_t
place_next_slot(const Place *place, int64_t when, Hours hours)
{
	if (hours.from < 0 || hours.from >= hours.to)
		hours = (Hours){ 0, 24 * 60 };
	int day = place_day(place, when, NULL);
	if (!calendar_is_working_day(place->calendar, day))
		day = place_add_workdays(place, day, 1);
	for (;; day = place_add_workdays(place, day, 1)) {
		int64_t from = place_time(place, day, hours.from), to = place_time(place, day, hours.to);
		if (from < to && when < to)
			return MAX(when, from);
	}
}
