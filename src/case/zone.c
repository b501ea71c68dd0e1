/* SPDX-License-Identifier: ISC
 * zone.c - the time zone of a country
 *
 * Not tzdata's zone.tab: it lists the zones of a country from west to east or by age, and does not
 * say in which of them people sit at desks. Where there are several, it is that of most of them. */
#include "plaint/calendar.h"
#include <string.h>

/* Regions before their country. */
static const struct row {
	const char *name, *zone;
} rows[] = {
	{ "AE", "Asia/Dubai" }, { "AR", "America/Argentina/Buenos_Aires" },
	{ "AT", "Europe/Vienna" }, { "AU-QLD", "Australia/Brisbane" },
	{ "AU-VIC", "Australia/Melbourne" }, { "AU-WA", "Australia/Perth" },
	{ "AU-SA", "Australia/Adelaide" }, { "AU", "Australia/Sydney" },
	{ "BE", "Europe/Brussels" }, { "BG", "Europe/Sofia" }, { "BR", "America/Sao_Paulo" },
	{ "BY", "Europe/Minsk" }, { "CA-AB", "America/Edmonton" },
	{ "CA-BC", "America/Vancouver" }, { "CA", "America/Toronto" }, { "CH", "Europe/Zurich" },
	{ "CL", "America/Santiago" }, { "CN", "Asia/Shanghai" }, { "CO", "America/Bogota" },
	{ "CY", "Asia/Nicosia" }, { "CZ", "Europe/Prague" }, { "DE", "Europe/Berlin" },
	{ "DK", "Europe/Copenhagen" }, { "EE", "Europe/Tallinn" }, { "EG", "Africa/Cairo" },
	{ "ES-CN", "Atlantic/Canary" }, { "ES", "Europe/Madrid" }, { "FI", "Europe/Helsinki" },
	{ "FR", "Europe/Paris" }, { "GB", "Europe/London" }, { "GR", "Europe/Athens" },
	{ "HK", "Asia/Hong_Kong" }, { "HR", "Europe/Zagreb" }, { "HU", "Europe/Budapest" },
	{ "ID", "Asia/Jakarta" }, { "IE", "Europe/Dublin" }, { "IL", "Asia/Jerusalem" },
	{ "IN", "Asia/Kolkata" }, { "IS", "Atlantic/Reykjavik" }, { "IT", "Europe/Rome" },
	{ "JP", "Asia/Tokyo" }, { "KE", "Africa/Nairobi" }, { "KR", "Asia/Seoul" },
	{ "KZ", "Asia/Almaty" }, { "LT", "Europe/Vilnius" }, { "LU", "Europe/Luxembourg" },
	{ "LV", "Europe/Riga" }, { "MD", "Europe/Chisinau" }, { "MO", "Asia/Macau" },
	{ "MT", "Europe/Malta" }, { "MX", "America/Mexico_City" }, { "MY", "Asia/Kuala_Lumpur" },
	{ "NG", "Africa/Lagos" }, { "NL", "Europe/Amsterdam" }, { "NO", "Europe/Oslo" },
	{ "NZ", "Pacific/Auckland" }, { "PA", "America/Panama" }, { "PH", "Asia/Manila" },
	{ "PK", "Asia/Karachi" }, { "PL", "Europe/Warsaw" }, { "PT", "Europe/Lisbon" },
	{ "RO", "Europe/Bucharest" }, { "RS", "Europe/Belgrade" }, { "RU", "Europe/Moscow" },
	{ "SA", "Asia/Riyadh" }, { "SC", "Indian/Mahe" }, { "SE", "Europe/Stockholm" },
	{ "SG", "Asia/Singapore" }, { "SI", "Europe/Ljubljana" }, { "SK", "Europe/Bratislava" },
	{ "TH", "Asia/Bangkok" }, { "TR", "Europe/Istanbul" }, { "TW", "Asia/Taipei" },
	{ "UA", "Europe/Kiev" }, { "US-AZ", "America/Phoenix" },
	{ "US-CA", "America/Los_Angeles" }, { "US-CO", "America/Denver" },
	{ "US-HI", "Pacific/Honolulu" }, { "US-IL", "America/Chicago" },
	{ "US-NV", "America/Los_Angeles" }, { "US-OR", "America/Los_Angeles" },
	{ "US-TX", "America/Chicago" }, { "US-UT", "America/Denver" },
	{ "US-WA", "America/Los_Angeles" }, { "US", "America/New_York" },
	{ "VN", "Asia/Ho_Chi_Minh" }, { "ZA", "Africa/Johannesburg" },
};

const char *
calendar_zone(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		size_t length = strlen(rows[i].name);
		if (strncmp(rows[i].name, name, length) == 0 && (name[length] == '\0' || name[length] == '-'))
			return rows[i].zone;
	}
	return NULL;
}
