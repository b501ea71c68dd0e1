/* SPDX-License-Identifier: ISC
 * explain.c - why a window ends when it ends, in words
 *
 * People check the count on their own calendar, so the days they would wonder about are named. */
#include "plaint/window.h"
#include <string.h>

#define DAYS_NAMED_MAX 16 /* more would hide the reason */

static const char *const weekdays_en[] = { "", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const weekdays_zh[] = { "", "周一", "周二", "周三", "周四", "周五", "周六",
	"周日" };

static char *
whole_day(int day, bool is_zh)
{
	g_autofree char *date = day_format(day);
	return is_zh ? g_strdup_printf("%s（%s）", date, weekdays_zh[day_weekday(day)]) :
	               g_strdup_printf("%s %s", weekdays_en[day_weekday(day)], date);
}

/* "Fri 25", and with the month where it is not that of the day named before: "Thu 10-01". */
static char *
short_day(int day, int *month_before, bool is_zh)
{
	int year, month, of_month;
	day_to_date(day, &year, &month, &of_month);
	bool is_same = month == *month_before;
	*month_before = month;
	if (is_zh)
		return is_same ? g_strdup_printf("%d日", of_month) :
		                 g_strdup_printf("%d月%d日", month, of_month);
	return is_same ? g_strdup_printf("%s %d", weekdays_en[day_weekday(day)], of_month) :
	                 g_strdup_printf("%s %02d-%02d", weekdays_en[day_weekday(day)], month, of_month);
}

/* The days of from + 1 ... to that the calendar makes special: holidays, or make-up days. */
static void
append_days(GString *out, const Calendar *calendar, int from, int to, bool is_worked, bool is_zh)
{
	g_autoptr(GPtrArray) days = g_ptr_array_new_with_free_func(g_free);
	int year, month, of_month, left_out = 0;
	day_to_date(from, &year, &month, &of_month);
	if (is_zh)
		month = 0;
	to = MIN(to, calendar_ends_at(calendar));
	for (int day = MAX(from + 1, calendar_starts_at(calendar)); day <= to; day++) {
		if (calendar_day_name(calendar, day) == NULL ||
		    calendar_is_working_day(calendar, day) != is_worked)
			continue;
		if (days->len < DAYS_NAMED_MAX)
			g_ptr_array_add(days, short_day(day, &month, is_zh));
		else
			left_out++;
	}
	if (days->len == 0)
		return;
	g_string_append(out, is_zh ? "；" : "; ");
	for (guint i = 0; i < days->len; i++) {
		bool is_last = i + 1 == days->len && left_out == 0;
		const char *between = is_zh ? "、" : is_last ? " and " : ", ";
		g_string_append_printf(out, "%s%s", i > 0 ? between : "", (char *)days->pdata[i]);
	}
	bool is_one = days->len + (guint)left_out == 1;
	if (left_out > 0)
		g_string_append_printf(out, is_zh ? "等%d天" : " and %d more",
		    is_zh ? left_out + (int)days->len : left_out);
	if (is_zh)
		g_string_append(out, is_worked ? "为调休上班日" : "为节假日");
	else if (is_worked)
		g_string_append(out, is_one ? " is worked" : " are worked");
	else
		g_string_append(out, is_one ? " is a holiday" : " are holidays");
}

static void
append_pauses(GString *out, const Place *place, const Pause *pauses, size_t n_pauses, int64_t start,
    int64_t end, bool is_zh)
{
	for (size_t i = 0; i < n_pauses; i++) {
		if (pauses[i].from > end || pauses[i].to <= MAX(pauses[i].from, start))
			continue;
		g_autofree char *from = whole_day(place_day(place, pauses[i].from, NULL), is_zh);
		g_autofree char *to = whole_day(place_day(place, pauses[i].to, NULL), is_zh);
		g_string_append_printf(out,
		    is_zh ? "；%s至%s暂停计时" : "; the clock stood from %s to %s", from, to);
	}
}

char *
window_explain(const Window *window, int64_t start, const Place *place, const Pause *pauses,
    size_t n_pauses, const char *language)
{
	bool is_zh = language != NULL && g_str_has_prefix(language, "zh");
	const Calendar *calendar = place_calendar(place);
	Window most = *window;
	most.from_acknowledgement = false;
	bool counts_workdays = false;
	for (int i = 0; i < most.n_parts; i++) {
		most.parts[i].least = most.parts[i].most;
		counts_workdays |= most.parts[i].unit == WINDOW_WORKDAYS;
	}
	int64_t end = window_end_paused(window, start, place, pauses, n_pauses);
	int from = place_day(place, start, NULL), to = place_day(place, end, NULL);
	int zero = counts_workdays ? place_day_zero(place, start) : from;
	g_autofree char *length = window_format(&most, language);
	g_autofree char *day = whole_day(zero, is_zh);
	const char *where = counts_workdays ? calendar_name(calendar) : "";
	GString *out = g_string_new(NULL);
	if (is_zh)
		g_string_append_printf(out, "自%s起%s%s%s%s", day, length, *where != '\0' ? "（" : "", where,
		    *where != '\0' ? "）" : "");
	else
		g_string_append_printf(out, "%s after %s%s%s", length, day, *where != '\0' ? " in " : "",
		    where);
	if (zero != from)
		g_string_append(out, is_zh ? "；在对方下班后或非工作日发出，自下一工作日算起" :
		                             "; sent outside the desk's hours");
	if (counts_workdays) {
		append_days(out, calendar, from, to, false, is_zh);
		append_days(out, calendar, from, to, true, is_zh);
	}
	append_pauses(out, place, pauses, n_pauses, start, end, is_zh);
	if (counts_workdays && calendar_starts_at(calendar) > calendar_ends_at(calendar)) {
		g_string_append(out, is_zh ? "；没有节假日日历，仅按周末计算" :
		                             "; no calendar of holidays, weekends only");
	} else if (counts_workdays && to > calendar_ends_at(calendar)) {
		g_autofree char *last = day_format(calendar_ends_at(calendar));
		g_string_append_printf(out, is_zh ? "；日历只到%s，其后仅按周末计算" :
		                                    "; the calendar ends on %s, after it weekends only", last);
	}
	return g_string_free(out, FALSE);
}
