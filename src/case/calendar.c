/* SPDX-License-Identifier: ISC
 * calendar.c - the working days of a country, read from an .ics file by libical
 *
 * A calendar is a table over the days that its file covers: for each, how many working days there
 * were up to it, and the working days themselves in order. So adding N working days is two look-ups
 * however many holidays lie between. Outside the table weeks are counted by the weekend alone. */
#include "plaint/calendar.h"
#include <libical/ical.h>
#include <string.h>

struct calendar {
	gatomicrefcount references;
	char *name;
	unsigned weekend;     /* bit 1 Monday ... bit 7 Sunday */
	int first, last;      /* covered days */
	GHashTable *names;    /* day -> char *, of holidays and of make-up days */
	GHashTable *off, *on; /* day sets: holidays, make-up working days */
	int *worked;          /* the working days within first..last, in order */
	int *count;           /* count[i]: how many of them up to and with day first + i */
	int n_worked;
};

static const char weekday_codes[] = "MOTUWETHFRSASU";

/* ---- making ---- */

static Calendar *
calendar_new(const char *name)
{
	Calendar *calendar = g_new0(Calendar, 1);
	g_atomic_ref_count_init(&calendar->references);
	calendar->name = g_strdup(name);
	calendar->weekend = 1 << 6 | 1 << 7;
	calendar->first = 1;
	calendar->names = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	calendar->off = g_hash_table_new(NULL, NULL);
	calendar->on = g_hash_table_new(NULL, NULL);
	return calendar;
}

Calendar *
calendar_new_plain(const char *name)
{
	return calendar_new(name);
}

Calendar *
calendar_ref(Calendar *calendar)
{
	g_atomic_ref_count_inc(&calendar->references);
	return calendar;
}

void
calendar_unref(Calendar *calendar)
{
	if (calendar == NULL || !g_atomic_ref_count_dec(&calendar->references))
		return;
	g_free(calendar->name);
	g_hash_table_unref(calendar->names);
	g_hash_table_unref(calendar->off);
	g_hash_table_unref(calendar->on);
	g_free(calendar->worked);
	g_free(calendar->count);
	g_free(calendar);
}

static void
mark(Calendar *calendar, int day, bool is_worked, const char *name)
{
	gpointer key = GINT_TO_POINTER(day);
	g_hash_table_remove(is_worked ? calendar->off : calendar->on, key);
	g_hash_table_add(is_worked ? calendar->on : calendar->off, key);
	g_hash_table_insert(calendar->names, key, g_strdup(name));
}

static void
inherit(Calendar *calendar, const Calendar *base)
{
	GHashTableIter iter;
	gpointer key;
	calendar->weekend = base->weekend;
	g_hash_table_iter_init(&iter, base->off);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		mark(calendar, GPOINTER_TO_INT(key), false, g_hash_table_lookup(base->names, key));
	g_hash_table_iter_init(&iter, base->on);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		mark(calendar, GPOINTER_TO_INT(key), true, g_hash_table_lookup(base->names, key));
}

static bool
is_worked_by_sets(const Calendar *calendar, int day)
{
	gpointer key = GINT_TO_POINTER(day);
	if (g_hash_table_contains(calendar->on, key))
		return true;
	return !calendar_is_weekend(calendar, day) && !g_hash_table_contains(calendar->off, key);
}

static void
build_table(Calendar *calendar)
{
	if (calendar->first > calendar->last)
		return;
	int n = calendar->last - calendar->first + 1;
	calendar->worked = g_new(int, n);
	calendar->count = g_new(int, n);
	for (int i = 0; i < n; i++) {
		if (is_worked_by_sets(calendar, calendar->first + i))
			calendar->worked[calendar->n_worked++] = calendar->first + i;
		calendar->count[i] = calendar->n_worked;
	}
}

/* ---- reading .ics ---- */

typedef struct reader {
	Calendar *calendar;
	const char *path;
	bool has_cover;       /* X-PLAINT-COVERS was there */
	int earliest, latest; /* days of events that end; earliest > latest: none */
	bool is_endless;      /* some event repeats for ever */
	int n_events;
} Reader;

static const char *
x_value(icalcomponent *component, const char *name)
{
	for (icalproperty *p = icalcomponent_get_first_property(component, ICAL_X_PROPERTY); p != NULL;
	     p = icalcomponent_get_next_property(component, ICAL_X_PROPERTY))
		if (g_ascii_strcasecmp(icalproperty_get_x_name(p), name) == 0)
			return icalproperty_get_x(p);
	return NULL;
}

static bool
read_weekend(Reader *reader, icalcomponent *root, GError **error)
{
	const char *text = x_value(root, "X-PLAINT-WEEKEND");
	if (text == NULL)
		return true;
	unsigned weekend = 0;
	g_auto(GStrv) words = g_strsplit_set(text, ", \\", -1);
	for (char **word = words; *word != NULL; word++) {
		if (**word == '\0' || g_ascii_strcasecmp(*word, "NONE") == 0)
			continue;
		int found = 0;
		for (int i = 0; i < 7 && strlen(*word) == 2; i++)
			if (g_ascii_strncasecmp(*word, weekday_codes + 2 * i, 2) == 0)
				found = i + 1;
		if (found == 0)
			return fail(error, PLAINT_ERROR_CONFIG,
			    "%s: X-PLAINT-WEEKEND: '%s' is no weekday: write it like SA,SU", reader->path,
			    *word);
		weekend |= 1u << found;
	}
	/* Adding working days must come to an end. */
	if (weekend == 0xfe)
		return fail(error, PLAINT_ERROR_CONFIG,
		    "%s: X-PLAINT-WEEKEND: leaves no day to work on", reader->path);
	reader->calendar->weekend = weekend;
	return true;
}

static bool
read_cover(Reader *reader, icalcomponent *root, GError **error)
{
	const char *text = x_value(root, "X-PLAINT-COVERS");
	if (text == NULL)
		return true;
	g_auto(GStrv) days = g_strsplit(text, "/", 3);
	int first, last;
	if (g_strv_length(days) != 2 || !day_parse(days[0], &first) || !day_parse(days[1], &last) ||
	    first > last || last - first > CALENDAR_YEARS_MAX * 366)
		return fail(error, PLAINT_ERROR_CONFIG,
		    "%s: X-PLAINT-COVERS: '%s': write it like 2026-01-01/2027-12-31, at most %d years",
		    reader->path, text, CALENDAR_YEARS_MAX);
	reader->calendar->first = first;
	reader->calendar->last = last;
	reader->has_cover = true;
	return true;
}

static bool
is_make_up(icalcomponent *event)
{
	const char *text = x_value(event, "X-PLAINT-WORKDAY");
	if (text != NULL)
		return g_ascii_strcasecmp(text, "TRUE") == 0;
	for (icalproperty *p = icalcomponent_get_first_property(event, ICAL_CATEGORIES_PROPERTY);
	     p != NULL; p = icalcomponent_get_next_property(event, ICAL_CATEGORIES_PROPERTY)) {
		g_auto(GStrv) words = g_strsplit(icalproperty_get_categories(p), ",", -1);
		for (char **word = words; *word != NULL; word++)
			if (g_ascii_strcasecmp(g_strstrip(*word), "X-PLAINT-WORKDAY") == 0 ||
			    g_ascii_strcasecmp(*word, "WORKDAY") == 0)
				return true;
	}
	return false;
}

static int
day_of(struct icaltimetype time)
{
	return day_from_date(time.year, time.month, time.day);
}

typedef struct occurrence {
	bool is_worked;
	const char *name;
	int length; /* days */
} Occurrence;

static void
add_days(Reader *reader, const Occurrence *what, int day)
{
	for (int i = 0; i < what->length; i++)
		mark(reader->calendar, day + i, what->is_worked, what->name);
	reader->earliest = MIN(reader->earliest, day);
}

/* Bounded twice, by their number and by the years a calendar may cover: a rule may repeat for ever. */
static void
add_repeats(Reader *reader, icalcomponent *event, icalproperty *rule, struct icaltimetype start,
    const Occurrence *what)
{
	struct icalrecurrencetype recur = icalproperty_get_rrule(rule);
	int limit = day_of(start) + CALENDAR_YEARS_MAX * 366, n = 0;
	bool is_endless = recur.count == 0 && icaltime_is_null_time(recur.until);
	if (reader->has_cover)
		limit = reader->calendar->last;
	icalrecur_iterator *iterator = icalrecur_iterator_new(recur, start);
	if (iterator == NULL)
		return;
	for (struct icaltimetype next = icalrecur_iterator_next(iterator);
	     !icaltime_is_null_time(next) && n < CALENDAR_REPEATS_MAX && day_of(next) <= limit;
	     next = icalrecur_iterator_next(iterator), n++) {
		if (icalproperty_recurrence_is_excluded(event, &start, &next))
			continue;
		add_days(reader, what, day_of(next));
		if (!is_endless)
			reader->latest = MAX(reader->latest, day_of(next) + what->length - 1);
	}
	reader->is_endless |= is_endless;
	icalrecur_iterator_free(iterator);
}

static bool
read_event(Reader *reader, icalcomponent *event, GError **error)
{
	const char *name = icalcomponent_get_summary(event);
	struct icaltimetype start = icalcomponent_get_dtstart(event);
	if (icaltime_is_null_time(start) || !icaltime_is_valid_time(start) || start.year < 1 ||
	    start.year > 9999)
		return fail(error, PLAINT_ERROR_CONFIG, "%s: event '%s' has no date: give it a DTSTART",
		    reader->path, name != NULL ? name : "");
	/* A meeting from ten to eleven makes no holiday. */
	if (!start.is_date || icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED)
		return true;
	struct icaltimetype end = icalcomponent_get_dtend(event);
	Occurrence what = { is_make_up(event), name != NULL ? name : "", 1 };
	if (!icaltime_is_null_time(end) && day_of(end) > day_of(start) + 1)
		what.length = MIN(day_of(end) - day_of(start), 366);
	icalproperty *rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
	if (rule != NULL) {
		add_repeats(reader, event, rule, start, &what);
	} else if (!icalproperty_recurrence_is_excluded(event, &start, &start)) {
		add_days(reader, &what, day_of(start));
		reader->latest = MAX(reader->latest, day_of(start) + what.length - 1);
	}
	for (icalproperty *p = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); p != NULL;
	     p = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
		struct icaldatetimeperiodtype extra = icalproperty_get_rdate(p);
		if (icaltime_is_null_time(extra.time))
			continue;
		add_days(reader, &what, day_of(extra.time));
		reader->latest = MAX(reader->latest, day_of(extra.time) + what.length - 1);
	}
	return true;
}

/* A text may hold several VCALENDARs, which libical gives as one XROOT. */
static bool
read_component(Reader *reader, icalcomponent *component, GError **error)
{
	if (!read_weekend(reader, component, error) || !read_cover(reader, component, error))
		return false;
	icalcompiter iter = icalcomponent_begin_component(component, ICAL_ANY_COMPONENT);
	for (icalcomponent *inner = icalcompiter_deref(&iter); inner != NULL;
	     inner = icalcompiter_next(&iter)) {
		icalcomponent_kind kind = icalcomponent_isa(inner);
		if (kind == ICAL_VCALENDAR_COMPONENT && !read_component(reader, inner, error))
			return false;
		if (kind != ICAL_VEVENT_COMPONENT)
			continue;
		if (++reader->n_events > CALENDAR_EVENTS_MAX)
			return fail(error, PLAINT_ERROR_CONFIG, "%s: more than %d events", reader->path,
			    CALENDAR_EVENTS_MAX);
		if (!read_event(reader, inner, error))
			return false;
	}
	return true;
}

/* Without X-PLAINT-COVERS: whole years, from that of the first event to that of the last. */
static void
settle_cover(Reader *reader, const Calendar *base)
{
	Calendar *calendar = reader->calendar;
	int year, month, day;
	if (!reader->has_cover && reader->earliest != G_MAXINT) {
		day_to_date(reader->earliest, &year, &month, &day);
		calendar->first = day_from_date(year, 1, 1);
		if (reader->is_endless && reader->latest == G_MININT)
			year += CALENDAR_YEARS_MAX - 1;
		else
			day_to_date(MIN(reader->latest, reader->earliest + (CALENDAR_YEARS_MAX - 1) * 365),
			    &year, &month, &day);
		calendar->last = day_from_date(year, 12, 31);
	}
	if (base == NULL || base->first > base->last)
		return;
	bool is_empty = calendar->first > calendar->last;
	calendar->first = is_empty ? base->first : MAX(calendar->first, base->first);
	calendar->last = is_empty ? base->last : MIN(calendar->last, base->last);
}

bool
calendar_parse(const char *text, const char *name, const char *path, const Calendar *base,
    Calendar **out, GError **error)
{
	g_autoptr(Calendar) calendar = calendar_new(name);
	Reader reader = { calendar, path != NULL ? path : name, false, G_MAXINT, G_MININT, false, 0 };
	if (strlen(text) > CALENDAR_TEXT_MAX)
		return fail(error, PLAINT_ERROR_CONFIG, "%s: larger than %d bytes", reader.path,
		    CALENDAR_TEXT_MAX);
	if (base != NULL)
		inherit(calendar, base);
	icalcomponent *root = icalparser_parse_string(text);
	if (root == NULL || (icalcomponent_isa(root) != ICAL_VCALENDAR_COMPONENT &&
	                        icalcomponent_isa(root) != ICAL_XROOT_COMPONENT)) {
		if (root != NULL)
			icalcomponent_free(root);
		return fail(error, PLAINT_ERROR_CONFIG,
		    "%s: no calendar: an .ics file begins with BEGIN:VCALENDAR", reader.path);
	}
	bool is_read = read_component(&reader, root, error);
	icalcomponent_free(root);
	if (!is_read)
		return false;
	settle_cover(&reader, base);
	build_table(calendar);
	*out = g_steal_pointer(&calendar);
	return true;
}

static bool
is_name(const char *name)
{
	size_t length = strlen(name);
	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isalnum(name[i]) && !(name[i] == '-' && i > 0))
			return false;
	return length > 0 && length <= 32;
}

bool
calendar_load(const char *name, CalendarRead read, Calendar **out, GError **error)
{
	g_autoptr(Calendar) base = NULL;
	g_autoptr(GError) why = NULL;
	g_autofree char *text = NULL;
	g_autofree char *path = NULL;
	if (!is_name(name))
		return fail(error, PLAINT_ERROR_NOT_FOUND,
		    "'%s' names no calendar: write a country like DE or a region like DE-BY", name);
	g_autofree char *upper = g_ascii_strup(name, -1);
	g_autofree char *country = calendar_country(upper);
	g_autofree char *relative = g_strdup_printf("calendars/%s.ics", upper);
	bool is_region = strcmp(country, upper) != 0;
	if (is_region && !calendar_load(country, read, &base, &why) &&
	    !g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	g_clear_error(&why);
	if (read(relative, &text, &path, &why))
		return calendar_parse(text, upper, path, base, out, error);
	if (base != NULL && g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND)) {
		*out = g_steal_pointer(&base);
		return true;
	}
	if (g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND))
		return fail(error, PLAINT_ERROR_NOT_FOUND,
		    "no calendar '%s': put an .ics file into calendars/%s.ics", upper, upper);
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

/* ---- asking ---- */

const char *
calendar_name(const Calendar *calendar)
{
	return calendar->name;
}

char *
calendar_country(const char *name)
{
	return g_strndup(name, strcspn(name, "-"));
}

int
calendar_starts_at(const Calendar *calendar)
{
	return calendar->first;
}

int
calendar_ends_at(const Calendar *calendar)
{
	return calendar->last;
}

static bool
is_covered(const Calendar *calendar, int day)
{
	return day >= calendar->first && day <= calendar->last;
}

bool
calendar_is_weekend(const Calendar *calendar, int day)
{
	return (calendar->weekend >> day_weekday(day) & 1) != 0;
}

const char *
calendar_day_name(const Calendar *calendar, int day)
{
	return is_covered(calendar, day) ?
	           g_hash_table_lookup(calendar->names, GINT_TO_POINTER(day)) :
	           NULL;
}

/* How many working days the table has up to and with day, which is covered or first - 1. */
static int
counted(const Calendar *calendar, int day)
{
	return day < calendar->first ? 0 : calendar->count[day - calendar->first];
}

bool
calendar_is_working_day(const Calendar *calendar, int day)
{
	if (!is_covered(calendar, day))
		return !calendar_is_weekend(calendar, day);
	return counted(calendar, day) != counted(calendar, day - 1);
}

int
calendar_add_workdays(const Calendar *calendar, int from, int n)
{
	int per_week = 7 - __builtin_popcount(calendar->weekend), day = from;
	while (n > 0) {
		if (is_covered(calendar, day + 1)) {
			int before = counted(calendar, day);
			if (before + n <= calendar->n_worked)
				return calendar->worked[before + n - 1];
			n -= calendar->n_worked - before;
			day = calendar->last;
		} else if (n > per_week && (day >= calendar->last || day + 7 < calendar->first)) {
			day += 7;
			n -= per_week;
		} else if (!calendar_is_weekend(calendar, ++day)) {
			n--;
		}
	}
	return day;
}

/* Working days of day + 1 ... to by the weekend alone. */
static int
plain_between(const Calendar *calendar, int day, int to)
{
	int n = (to - day) / 7 * (7 - __builtin_popcount(calendar->weekend));
	for (day += (to - day) / 7 * 7; day < to;)
		n += !calendar_is_weekend(calendar, ++day);
	return n;
}

int
calendar_workdays_between(const Calendar *calendar, int from, int to)
{
	if (to < from)
		return -calendar_workdays_between(calendar, to, from);
	if (calendar->first > calendar->last || to < calendar->first || from >= calendar->last)
		return plain_between(calendar, from, to);
	int first = MAX(from, calendar->first - 1), last = MIN(to, calendar->last);
	return plain_between(calendar, from, first) + counted(calendar, last) -
	       counted(calendar, first) + plain_between(calendar, last, to);
}

int
calendar_next_workday(const Calendar *calendar, int day)
{
	return calendar_is_working_day(calendar, day) ? day : calendar_add_workdays(calendar, day, 1);
}
