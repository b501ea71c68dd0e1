/* SPDX-License-Identifier: ISC
 * day.c - civil days as numbers
 *
 * Days are counted in eras of 400 years that begin on 1 March, so that the leap day is the last of
 * its year and no table of months is needed. GDate was the other road: it is a struct that may be
 * invalid, and a window is additions. */
#include "plaint/calendar.h"
#include <stdlib.h>
#include <string.h>

#define DAYS_PER_ERA 146097
#define EPOCH_SHIFT 719468 /* from 0000-03-01 to 1970-01-01 */

int
day_from_date(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int of_era = y - era * 400;
	int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH_SHIFT;
}

void
day_to_date(int day, int *out_year, int *out_month, int *out_day)
{
	int shifted = day + EPOCH_SHIFT;
	int era = (shifted >= 0 ? shifted : shifted - DAYS_PER_ERA + 1) / DAYS_PER_ERA;
	int of_era = shifted - era * DAYS_PER_ERA;
	int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / (DAYS_PER_ERA - 1)) / 365;
	int of_year = of_era - (365 * y + y / 4 - y / 100);
	int m = (5 * of_year + 2) / 153;
	*out_day = of_year - (153 * m + 2) / 5 + 1;
	*out_month = m < 10 ? m + 3 : m - 9;
	*out_year = y + era * 400 + (*out_month <= 2);
}

int
day_weekday(int day)
{
	int w = (day + 3) % 7; /* 1970-01-01 was a Thursday */
	return (w < 0 ? w + 7 : w) + 1;
}

int
days_in_month(int year, int month)
{
	int next = month == 12 ? day_from_date(year + 1, 1, 1) : day_from_date(year, month + 1, 1);
	return next - day_from_date(year, month, 1);
}

bool
day_parse(const char *text, int *out)
{
	if (strlen(text) != 10)
		return false;
	for (int i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? text[i] != '-' : !g_ascii_isdigit(text[i]))
			return false;
	int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		return false;
	*out = day_from_date(year, month, day);
	return true;
}

char *
day_format(int day)
{
	int year, month, of_month;
	day_to_date(day, &year, &month, &of_month);
	return g_strdup_printf("%04d-%02d-%02d", year, month, of_month);
}
