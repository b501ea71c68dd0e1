/* SPDX-License-Identifier: ISC
 * cmd-calendar-private.h - what plaint calendar and plaint workdays share */
#pragma once
#include "plaint/calendar.h"
#include "commands.h"

/* Load a calendar; where there is none of that name, the error lists those there are. */
bool cmd_calendar_load(const char *name, Calendar **out, GError **error);

/* Say on standard error when day lies outside of what the calendar covers. */
void cmd_calendar_warn(const Context *ctx, const Calendar *calendar, int day);
