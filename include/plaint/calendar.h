/* SPDX-License-Identifier: ISC
 * calendar.h - which days are worked where, and what time it is there
 *
 * A day is an int: days since 1970-01-01 in the civil calendar, without a zone. A Calendar knows
 * the working days of a country or region, a Place adds the time zone and the desk's hours. Both
 * are immutable once made, counted by reference, and safe to share between threads.
 *
 * Nothing here reads a file: calendar_load() is handed the function that does (data_read()). */
#pragma once
#include "plaint/error.h"
#include <stdint.h>

#define CALENDAR_TEXT_MAX (1024 * 1024) /* bytes of one .ics file */
#define CALENDAR_EVENTS_MAX 5000        /* events in it */
#define CALENDAR_REPEATS_MAX 1000       /* days that one RRULE may give */
#define CALENDAR_YEARS_MAX 60           /* from the first to the last covered day */

/* ---- days ---- */

int day_from_date(int year, int month, int day); /* month 1-12, day 1-31 */
void day_to_date(int day, int *out_year, int *out_month, int *out_day);
int day_weekday(int day); /* 1 Monday ... 7 Sunday */
int days_in_month(int year, int month);

/* Read "2026-09-24", and only dates that exist. False, out untouched, otherwise. */
bool day_parse(const char *text, int *out);
char *day_format(int day); /* "2026-09-24"; free with g_free() */

/* ---- calendars ---- */

typedef struct calendar Calendar;

/* Read the text of an .ics file. name is the calendar's ("CN", "DE-BY"), path is for errors (may
 * be NULL). base, of which a regional calendar takes over every day and the weekend, may be NULL.
 * What is read, see plaint-calendars(5). PLAINT_ERROR_CONFIG, naming path. */
bool calendar_parse(const char *text, const char *name, const char *path, const Calendar *base,
    Calendar **out, GError **error);

/* Gives the text of a data file; data_read() is one. */
typedef bool (*CalendarRead)(const char *relative, char **out_text, char **out_path,
    GError **error);

/* Read "calendars/NAME.ics", and first, for "DE-BY", that of "DE". A region without a file of its
 * own is its country. PLAINT_ERROR_NOT_FOUND when there is none (name is wrong, or we know nothing
 * about it: calendar_new_plain() then counts on), PLAINT_ERROR_CONFIG. */
bool calendar_load(const char *name, CalendarRead read, Calendar **out, GError **error);

/* Monday to Friday, no holidays, covers nothing. */
Calendar *calendar_new_plain(const char *name);

Calendar *calendar_ref(Calendar *calendar);
void calendar_unref(Calendar *calendar); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_unref)

const char *calendar_name(const Calendar *calendar);

/* "DE" of "DE-BY" and of "DE". Free with g_free(). */
char *calendar_country(const char *name);

/* Where most of a country or region lives: "Europe/Berlin" of "DE" and of "DE-BY"; NULL where we do
 * not know. Borrowed. */
const char *calendar_zone(const char *name);

/* First and last day whose holidays are known. Outside, plain weekdays are counted. For a plain
 * calendar, the first is after the last. */
int calendar_starts_at(const Calendar *calendar);
int calendar_ends_at(const Calendar *calendar);

bool calendar_is_weekend(const Calendar *calendar, int day); /* by the weekday alone */
bool calendar_is_working_day(const Calendar *calendar, int day);

/* What a day is called: of a holiday or of a make-up working day; else NULL. Borrowed. */
const char *calendar_day_name(const Calendar *calendar, int day);

/* The n-th working day after from (n >= 0; 0 gives from itself, worked or not). */
int calendar_add_workdays(const Calendar *calendar, int from, int n);

/* Working days after from, up to and with to. Negative when to is before from. */
int calendar_workdays_between(const Calendar *calendar, int from, int to);

/* day when it is worked, else the next that is. */
int calendar_next_workday(const Calendar *calendar, int day);

/* ---- places ---- */

#define HOURS_UNKNOWN ((Hours){ -1, -1 })

/* Minutes since midnight, local: from (inclusive) to (exclusive). from < 0: not known. */
typedef struct hours {
	int from, to;
} Hours;

/* Read "09:30-11:30"; from must be before to. PLAINT_ERROR_INPUT. */
bool hours_parse(const char *text, Hours *out, GError **error);

typedef struct place Place;

/* Where somebody works. calendar NULL: plain weekdays. zone NULL: UTC. desk: HOURS_UNKNOWN where
 * the whole day counts. The zone's offsets are taken over for 1990 to 2060; outside, that of the
 * nearer edge is used. */
Place *place_new(Calendar *calendar, GTimeZone *zone, Hours desk);
Place *place_ref(Place *place);
void place_unref(Place *place); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Place, place_unref)

const Calendar *place_calendar(const Place *place);
GTimeZone *place_zone(const Place *place); /* borrowed, never NULL */

/* The day and the minute of it there. out_minute may be NULL. */
int place_day(const Place *place, int64_t when, int *out_minute);

/* The first moment of day at minute (0-1440); in a gap of the clock, the first moment after it. */
int64_t place_time(const Place *place, int day, int minute);

/* The last second of day there, also where the clock is set back over midnight. */
int64_t place_day_end(const Place *place, int day);

/* The day from which something that arrives at when counts (day 0): its own, or, where the desk's
 * hours are known and it comes after them or on a day not worked, the next working day. */
int place_day_zero(const Place *place, int64_t when);

/* Like calendar_add_workdays(), and a day that the zone left out (Samoa, 2011-12-30) is none. */
int place_add_workdays(const Place *place, int from, int n);
int place_workdays_between(const Place *place, int from, int to);

/* when itself, if it lies within hours of a working day there, else the next moment that does. */
int64_t place_next_slot(const Place *place, int64_t when, Hours hours);
