/* SPDX-License-Identifier: ISC
 * promise.c - the window or day that a provider names
 *
 * A number before a unit ("24-48 hours", "3 个工作日"), or a day ("by Friday", "2026-09-28"), in a
 * sentence that says by when; not where the sentence asks the complainant for something. */
#include "verdict-private.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REACH = 7, NUMBER_MAX = 400 };

static long
number_of(const Tokens *tokens, const Token *token)
{
	static const char *const digits[] = { "一", "二", "三", "四", "五", "六", "七", "八", "九", "十" };
	const char *form = tokens->folded + token->folded;
	if (strcmp(form, TOKEN_NUMBER) == 0) {
		g_autofree char *text = g_strndup(tokens->text + token->start, MIN(token->end - token->start, 6u));
		return strtol(text, NULL, 10);
	}
	for (size_t i = 0; token->is_cjk && i < G_N_ELEMENTS(digits); i++) {
		if (strcmp(form, digits[i]) == 0)
			return (long)i + 1;
	}
	return token->is_cjk && strcmp(form, "两") == 0 ? 2 : 0;
}

/* Whether a marker of act stands near enough to token i, in its sentence. */
static bool
near_marker(const Tokens *tokens, const GArray *hits, Act act, uint32_t i)
{
	for (guint h = 0; h < hits->len; h++) {
		const Hit *hit = &g_array_index(hits, Hit, h);
		if (hit->phrase->act != act || tokens->items[hit->first].sentence != tokens->items[i].sentence)
			continue;
		uint32_t away = hit->last < i ? i - hit->last : hit->first > i ? hit->first - i : 0;
		if (away <= REACH)
			return true;
	}
	return false;
}

static bool
is_asking(const Tokens *tokens, const GArray *hits, uint32_t i)
{
	for (guint h = 0; h < hits->len; h++) {
		const Hit *hit = &g_array_index(hits, Hit, h);
		if ((hit->phrase->act == VERDICT_NEED_INFO || hit->phrase->act == ACT_ASK) && !hit->is_dropped &&
		    tokens->items[hit->first].sentence == tokens->items[i].sentence)
			return true;
	}
	return false;
}

static char *
window_at(const Tokens *tokens, const GArray *hits, const Hit *unit)
{
	static const char *const names[] = { "minutes", "hours", "days", "workdays", "weeks" };
	uint32_t first = unit->first;
	for (uint32_t back = 1; back <= 2 && back <= first; back++) {
		const Token *token = &tokens->items[first - back];
		long n = number_of(tokens, token);
		if (token->sentence != tokens->items[first].sentence || n <= 0 || n > NUMBER_MAX)
			continue;
		if (!near_marker(tokens, hits, ACT_WITHIN, first) || is_asking(tokens, hits, first))
			return NULL;
		if (unit->phrase->act == ACT_UNIT_MINUTES)
			return g_strdup_printf("%ld hours", (n + 59) / 60);
		if (unit->phrase->act == ACT_UNIT_WEEKS)
			return g_strdup_printf("%ld days", n * 7);
		return g_strdup_printf("%ld %s", n, names[unit->phrase->act - ACT_UNIT_MINUTES]);
	}
	return NULL;
}

static char *
day_text(int year, int month, int day)
{
	if (year < 2000 || year > 2200 || !g_date_valid_dmy((GDateDay)CLAMP(day, 0, 99),
	    (GDateMonth)CLAMP(month, 0, 13), (GDateYear)year))
		return NULL;
	return g_strdup_printf("%04d-%02d-%02d", year, month, day);
}

/* The next such weekday after the message's day; today's name means in a week. */
static char *
weekday_after(const VerdictInput *input, Act act)
{
	GDate date;
	if (!g_date_valid_dmy((GDateDay)CLAMP(input->day, 0, 99), (GDateMonth)CLAMP(input->month, 0, 13),
	    (GDateYear)CLAMP(input->year, 0, 9999)))
		return NULL;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)input->day, (GDateMonth)input->month, (GDateYear)input->year);
	if (act == ACT_TOMORROW)
		g_date_add_days(&date, 1);
	for (int i = 0; act <= ACT_SUNDAY && i < 7; i++) {
		g_date_add_days(&date, 1);
		if ((int)g_date_get_weekday(&date) == (int)(act - ACT_MONDAY) + 1)
			break;
	}
	return day_text(g_date_get_year(&date), (int)g_date_get_month(&date), g_date_get_day(&date));
}

/* Written dates: 2026-09-28, 28.09.2026, 28/09/2026 (day first), 9月28日. */
static char *
date_at(const Tokens *tokens, const VerdictInput *input, const Token *token)
{
	int a, b, c, used = 0;
	g_autofree char *text = g_strndup(tokens->text + token->start, 40);
	if (sscanf(text, "%4d-%2d-%2d%n", &a, &b, &c, &used) == 3 && used >= 8)
		return day_text(a, b, c);
	if (sscanf(text, "%2d.%2d.%4d%n", &a, &b, &c, &used) == 3 && c > 1999)
		return day_text(c, b, a);
	if (sscanf(text, "%2d/%2d/%4d%n", &a, &b, &c, &used) == 3 && c > 1999)
		return day_text(c, b, a);
	if (sscanf(text, "%4d年%2d月%2d%n", &a, &b, &c, &used) == 3)
		return day_text(a, b, c);
	if (sscanf(text, " %2d 月 %2d 日%n", &a, &b, &used) == 2 && used > 0 && input->year > 0)
		return day_text(input->year + (a < input->month), a, b);
	if (sscanf(text, "%2d月%2d日%n", &a, &b, &used) == 2 && used > 0 && input->year > 0)
		return day_text(input->year + (a < input->month), a, b);
	return NULL;
}

/* About how many days after the message a window or a date ends; -1: before it, or no telling. */
static double
days_of(const VerdictInput *input, const char *text)
{
	int n, year, month, day;
	char unit[16];
	if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) == 3) {
		GDate from, to;
		if (!g_date_valid_dmy((GDateDay)input->day, (GDateMonth)input->month, (GDateYear)input->year))
			return 0;
		g_date_clear(&from, 1);
		g_date_clear(&to, 1);
		g_date_set_dmy(&from, (GDateDay)input->day, (GDateMonth)input->month, (GDateYear)input->year);
		g_date_set_dmy(&to, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
		return g_date_days_between(&from, &to);
	}
	if (sscanf(text, "%d %15s", &n, unit) != 2)
		return -1;
	return strcmp(unit, "hours") == 0 ? n / 24.0 : strcmp(unit, "workdays") == 0 ? n * 7 / 5.0 : n;
}

/* Of several, the latest: "tonight we swap it, and report back within 48 hours" holds for 48 hours. */
static void
keep_later(const VerdictInput *input, char *text, char **found)
{
	if (text != NULL && (*found == NULL || days_of(input, text) > days_of(input, *found))) {
		g_free(*found);
		*found = text;
	} else {
		g_free(text);
	}
}

char *
promise_find(const VerdictRules *rules, const Tokens *tokens, const GArray *hits,
    const VerdictInput *input)
{
	char *found = NULL;
	(void)rules;
	for (guint h = 0; h < hits->len; h++) {
		const Hit *hit = &g_array_index(hits, Hit, h);
		Act act = (Act)hit->phrase->act;
		if (act >= ACT_UNIT_MINUTES && act <= ACT_UNIT_WEEKS)
			keep_later(input, window_at(tokens, hits, hit), &found);
		else if (act >= ACT_MONDAY && act <= ACT_TOMORROW && !is_asking(tokens, hits, hit->first) &&
		    near_marker(tokens, hits, ACT_WITHIN, hit->first))
			keep_later(input, weekday_after(input, act), &found);
	}
	for (uint32_t i = 0; i < tokens->n && i < 4000; i++) {
		if (strcmp(tokens->folded + tokens->items[i].folded, TOKEN_NUMBER) == 0 &&
		    near_marker(tokens, hits, ACT_WITHIN, i) && !is_asking(tokens, hits, i))
			keep_later(input, date_at(tokens, input, &tokens->items[i]), &found);
	}
	return found;
}
