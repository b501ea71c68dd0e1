/* SPDX-License-Identifier: ISC
 * window.c - reading and writing windows, and counting them
 *
 * The words are matched one after the other from tables, not by a regular expression: what is left
 * over is then always a mistake to tell, never silently skipped. */
#include "plaint/window.h"
#include "case-private.h"
#include <string.h>

/* ---- words ---- */

static const struct unit_word {
	const char *word;
	WindowUnit unit;
	int times;
} unit_words[] = {
	/* the longer before those they begin with */
	{ "workdays", WINDOW_WORKDAYS, 1 }, { "workday", WINDOW_WORKDAYS, 1 },
	{ "working days", WINDOW_WORKDAYS, 1 }, { "working day", WINDOW_WORKDAYS, 1 },
	{ "work days", WINDOW_WORKDAYS, 1 }, { "work day", WINDOW_WORKDAYS, 1 },
	{ "business days", WINDOW_WORKDAYS, 1 }, { "business day", WINDOW_WORKDAYS, 1 },
	{ "hours", WINDOW_HOURS, 1 }, { "hour", WINDOW_HOURS, 1 }, { "hrs", WINDOW_HOURS, 1 },
	{ "hr", WINDOW_HOURS, 1 }, { "h", WINDOW_HOURS, 1 },
	{ "calendar days", WINDOW_DAYS, 1 }, { "calendar day", WINDOW_DAYS, 1 },
	{ "days", WINDOW_DAYS, 1 }, { "day", WINDOW_DAYS, 1 }, { "d", WINDOW_DAYS, 1 },
	{ "weeks", WINDOW_DAYS, 7 }, { "week", WINDOW_DAYS, 7 },
	{ "months", WINDOW_MONTHS, 1 }, { "month", WINDOW_MONTHS, 1 },
	{ "个工作日", WINDOW_WORKDAYS, 1 }, { "个工作天", WINDOW_WORKDAYS, 1 },
	{ "工作日", WINDOW_WORKDAYS, 1 }, { "工作天", WINDOW_WORKDAYS, 1 },
	{ "个小时", WINDOW_HOURS, 1 }, { "小时", WINDOW_HOURS, 1 },
	{ "个自然日", WINDOW_DAYS, 1 }, { "自然日", WINDOW_DAYS, 1 }, { "日历日", WINDOW_DAYS, 1 },
	{ "天", WINDOW_DAYS, 1 }, { "日", WINDOW_DAYS, 1 },
	{ "个星期", WINDOW_DAYS, 7 }, { "星期", WINDOW_DAYS, 7 }, { "周", WINDOW_DAYS, 7 },
	{ "个月", WINDOW_MONTHS, 1 },
};

static const char *const filler_words[] = { "within", "in", "up to", "at most", "no later than",
	"the", "next", ",", "，", ";", "在", "内", "以内", "之内", "最多", "不超过", "(", ")", "（", "）",
	"from receipt", "of receipt", "after receipt", NULL };
static const char *const then_words[] = { "then", "and then", "然后", "之后再", "再", "后再", NULL };
static const char *const dash_words[] = { "-", "–", "—", "~", "to", "至", "到", "～", NULL };
static const char *const acknowledged_words[] = { "from acknowledgement", "from acknowledgment",
	"after acknowledgement", "after acknowledgment", "of acknowledgement", "of acknowledgment",
	"自受理起", "自受理之日起", "受理后", "从受理起", "自确认起", NULL };
static const char *const digits_zh[] = { "零", "一", "二", "三", "四", "五", "六", "七", "八", "九",
	"十" };

/* ---- reading ---- */

static bool
eat(const char **at, const char *word)
{
	/* Almost always it is not the word, and a million windows are read for a million cases. */
	if (g_ascii_tolower(**at) != *word)
		return false;
	size_t length = strlen(word);
	if (g_ascii_strncasecmp(*at, word, length) != 0)
		return false;
	if (g_ascii_isalpha(word[0]) && g_ascii_isalpha((*at)[length]))
		return false;
	*at += length;
	return true;
}

static void
skip_spaces(const char **at)
{
	for (;;) {
		if (g_ascii_isspace(**at))
			(*at)++;
		else if (!eat(at, "\u00a0") && !eat(at, "\u3000"))
			return;
	}
}

static bool
eat_any(const char **at, const char *const *words)
{
	skip_spaces(at);
	for (; *words != NULL; words++)
		if (eat(at, *words))
			return true;
	return false;
}

static bool
eat_number(const char **at, int *out)
{
	int n = 0;
	skip_spaces(at);
	if (g_ascii_isdigit(**at)) {
		for (; g_ascii_isdigit(**at) && n <= WINDOW_NUMBER_MAX; (*at)++)
			n = n * 10 + **at - '0';
		*out = n;
		return n <= WINDOW_NUMBER_MAX;
	}
	if (eat(at, "两")) {
		*out = 2;
		return true;
	}
	/* 三, 十, 十五, 二十, 二十五; nobody writes longer ones out. */
	bool is_any = false;
	for (int part = 0; part < 3; part++) {
		for (int digit = 0; digit <= 10; digit++) {
			if (!eat(at, digits_zh[digit]))
				continue;
			n = digit == 10 ? MAX(n, 1) * 10 : n + digit;
			is_any = true;
			break;
		}
	}
	*out = n;
	return is_any;
}

static bool
eat_part(const char **at, WindowPart *out)
{
	WindowPart part = { 0 };
	if (!eat_number(at, &part.least))
		return false;
	part.most = part.least;
	if (eat_any(at, dash_words) && !eat_number(at, &part.most))
		return false;
	skip_spaces(at);
	for (size_t i = 0; i < G_N_ELEMENTS(unit_words); i++) {
		const struct unit_word *unit = &unit_words[i];
		if (!eat(at, unit->word))
			continue;
		part.unit = unit->unit;
		part.least *= unit->times;
		part.most *= unit->times;
		*out = part;
		return part.most > 0 && part.least <= part.most && part.most <= WINDOW_NUMBER_MAX;
	}
	return false;
}

bool
window_parse(const char *text, Window *out, GError **error)
{
	Window window = { 0 };
	const char *at = text;
	bool is_good = strlen(text) <= WINDOW_TEXT_MAX, wants_part = true;
	while (is_good) {
		skip_spaces(&at);
		if (*at == '\0')
			break;
		if (wants_part && g_ascii_isdigit(*at)) {
			is_good = window.n_parts < WINDOW_PARTS_MAX &&
			          eat_part(&at, &window.parts[window.n_parts++]);
			wants_part = false;
		} else if (eat_any(&at, acknowledged_words)) {
			is_good = !window.from_acknowledgement;
			window.from_acknowledgement = true;
		} else if (window.n_parts > 0 && !wants_part && eat_any(&at, then_words)) {
			wants_part = true;
		} else if (eat_any(&at, filler_words)) {
			continue;
		} else {
			is_good = wants_part && window.n_parts < WINDOW_PARTS_MAX &&
			          eat_part(&at, &window.parts[window.n_parts++]);
			wants_part = false;
		}
	}
	if (!is_good || wants_part)
		return fail(error, PLAINT_ERROR_INPUT,
		    "'%.*s' is no window: write it like '2 workdays', '1-3 workdays', '24 hours' or '14 days'",
		    WINDOW_TEXT_MAX, text);
	*out = window;
	return true;
}

/* ---- writing ---- */

static void
format_part(GString *out, const WindowPart *part, bool is_zh)
{
	static const char *const names[][3] = {
		[WINDOW_WORKDAYS] = { "workday", "workdays", "个工作日" },
		[WINDOW_HOURS] = { "hour", "hours", "小时" },
		[WINDOW_DAYS] = { "day", "days", "天" },
		[WINDOW_MONTHS] = { "month", "months", "个月" },
	};
	if (part->least != part->most)
		g_string_append_printf(out, "%d-", part->least);
	g_string_append_printf(out, "%d%s%s", part->most, is_zh ? "" : " ",
	    names[part->unit][is_zh ? 2 : part->most != 1]);
}

char *
window_format(const Window *window, const char *language)
{
	bool is_zh = language != NULL && g_str_has_prefix(language, "zh");
	GString *out = g_string_new(is_zh && window->from_acknowledgement ? "自受理起" : "");
	for (int i = 0; i < window->n_parts; i++) {
		if (i > 0)
			g_string_append(out, is_zh ? "，然后" : ", then ");
		format_part(out, &window->parts[i], is_zh);
	}
	if (!is_zh && window->from_acknowledgement)
		g_string_append(out, " from acknowledgement");
	return g_string_free(out, FALSE);
}

char *
window_words(const char *text, const char *language)
{
	Window window;
	return window_parse(text, &window, NULL) ? window_format(&window, language) : g_strdup(text);
}

/* ---- counting ---- */

static int
add_months(int day, int months)
{
	int year, month, of_month;
	day_to_date(day, &year, &month, &of_month);
	int total = year * 12 + month - 1 + months;
	year = total / 12;
	month = total % 12 + 1;
	/* One month after 31 January ends with February. */
	return day_from_date(year, month, MIN(of_month, days_in_month(year, month)));
}

/* is_first: a mail that comes after the desk's hours counts from the next working day; the second
 * part of a window begins where the first ended, which no mail does. */
static int64_t
part_end(WindowUnit unit, int n, int64_t start, const Place *place, bool is_first)
{
	int day = place_day(place, start, NULL);
	switch (unit) {
	case WINDOW_HOURS:
		return start + n * 3600LL;
	case WINDOW_DAYS:
		return place_day_end(place, day + n);
	case WINDOW_MONTHS:
		return place_day_end(place, add_months(day, n));
	case WINDOW_WORKDAYS:
		break;
	}
	if (is_first)
		day = place_day_zero(place, start);
	return place_day_end(place, place_add_workdays(place, day, n));
}

/* Where the end moves to when the clock stood from..to: what was left goes on, in the same unit. A
 * pause of no length moves nothing, a longer one never moves the end back. */
int64_t
window_moved_end(WindowUnit unit, int64_t end, int64_t from, int64_t to, const Place *place)
{
	if (unit == WINDOW_HOURS)
		return end + (to - from);
	int end_day = place_day(place, end, NULL), to_day = place_day(place, to, NULL);
	if (unit != WINDOW_WORKDAYS)
		return place_day_end(place, to_day + end_day - place_day(place, from, NULL));
	int from_zero = place_day_zero(place, from);
	if (from_zero < end_day) {
		int left = place_workdays_between(place, from_zero, end_day);
		return place_day_end(place, place_add_workdays(place, place_day_zero(place, to), left));
	}
	/* It stood on the last day: the last day is had again, whole. */
	if (to_day <= end_day)
		return end;
	return place_day_end(place, place_add_workdays(place, to_day - 1, 1));
}

static int64_t
count_window(const Window *window, int64_t start, const Place *place, const Pause *pauses,
    size_t n_pauses, bool is_least)
{
	int64_t end = start;
	size_t next = 0;
	for (int i = 0; i < window->n_parts; i++) {
		const WindowPart *part = &window->parts[i];
		end = part_end(part->unit, is_least ? part->least : part->most, end, place, i == 0);
		for (; next < n_pauses && pauses[next].from <= end; next++) {
			int64_t from = MAX(pauses[next].from, start), to = pauses[next].to;
			if (to > from)
				end = window_moved_end(part->unit, end, from, to, place);
		}
	}
	return end;
}

int64_t
window_end(const Window *window, int64_t start, const Place *place)
{
	return count_window(window, start, place, NULL, 0, false);
}

int64_t
window_expected(const Window *window, int64_t start, const Place *place)
{
	return count_window(window, start, place, NULL, 0, true);
}

int64_t
window_end_paused(const Window *window, int64_t start, const Place *place, const Pause *pauses,
    size_t n_pauses)
{
	return count_window(window, start, place, pauses, n_pauses, false);
}

int64_t
window_expected_paused(const Window *window, int64_t start, const Place *place,
    const Pause *pauses, size_t n_pauses)
{
	return count_window(window, start, place, pauses, n_pauses, true);
}
