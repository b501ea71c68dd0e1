/* SPDX-License-Identifier: ISC
 * ticket-number.c - what may be a ticket's number, and when two are the same */
#include "plaint/ticket.h"
#include "ticket-private.h"
#include <stdlib.h>
#include <string.h>

char *
ticket_normalize(const char *number)
{
	while (g_ascii_isspace(*number) || *number == '#')
		number++;
	return g_strchomp(g_ascii_strup(number, -1));
}

static bool
is_digits(const char *text)
{
	return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

bool
ticket_equal(const char *a, const char *b)
{
	g_autofree char *one = ticket_normalize(a), *other = ticket_normalize(b);
	const char *x = one, *y = other;
	if (is_digits(x) && is_digits(y)) {
		x += strspn(x, "0");
		y += strspn(y, "0");
	}
	return strcmp(x, y) == 0;
}

/* How many bytes at text + n are a letter of another script: a capital, "АБ-77120", or a character
 * between two dashes, "115-資-0412"; 0 for none. */
static size_t
other_letter(const char *text, size_t n)
{
	bool is_dashed = n > 0 && text[n - 1] == '-';
	text += n;
	if (is_dashed && (unsigned char)*text >= 0xe3 && (unsigned char)*text <= 0xe9 &&
	    strnlen(text, 4) == 4 && text[3] == '-')
		return 3;
	if ((unsigned char)*text < 0xc3 || (unsigned char)*text > 0xd1)
		return 0;
	gunichar c = g_utf8_get_char_validated(text, 2);
	return (gint)c >= 0 && g_unichar_isupper(c) ? 2 : 0;
}

size_t
ticket_number_length(const char *text)
{
	size_t n = 0, end = 0;
	bool has_digit = false;
	while (n <= TICKET_NUMBER_MAX) {
		size_t other = other_letter(text, n);
		if (g_ascii_isalnum(text[n]) || other > 0) {
			has_digit = has_digit || g_ascii_isdigit(text[n]);
			n += MAX(other, 1);
			end = n;
		} else if (n > 0 && text[n] != '\0' && strchr(":_.-/", text[n]) != NULL) {
			n++;
		} else {
			return has_digit ? end : 0;
		}
	}
	return 0;
}

/* "771/26" at text, which ends a file number: how many bytes, or 0. */
static size_t
year_length(const char *text)
{
	size_t number = strspn(text, "0123456789");
	if (number == 0 || text[number] != '/')
		return 0;
	size_t year = strspn(text + number + 1, "0123456789");
	char after = text[number + 1 + year];
	return (year == 2 || year == 4) && !g_ascii_isalnum(after) && after != '/'
	           ? number + 1 + year
	           : 0;
}

size_t
ticket_file_length(const char *text)
{
	size_t n = 0;
	for (int words = 0; words < 4; words++) {
		size_t year = words > 0 ? year_length(text + n) : 0, word = 0;
		if (year > 0)
			return n + year;
		while (g_ascii_isalnum(text[n + word]) || text[n + word] == '.' ||
		       text[n + word] == '-')
			word++;
		if (word == 0 || word > 8 || g_ascii_islower(text[n]) || text[n + word] != ' ')
			return 0;
		n += word + 1;
	}
	return 0;
}

static size_t
count_digits(const char *number)
{
	size_t digits = 0;
	for (; *number != '\0'; number++)
		digits += g_ascii_isdigit(*number);
	return digits;
}

/* Digits in one to three parts: a date, a month, a telephone, a share of something. */
static bool
is_slashed_quantity(const char *number, const size_t *parts, size_t slashes)
{
	int first = parts[0] <= 4 ? atoi(number) : 9999;
	if (slashes == 1 && *number == '0' && parts[1] > 4)
		return true; /* "030/5550447" */
	if (slashes == 1 && parts[0] <= 2 && parts[1] == 4)
		return first <= 12; /* "10/2026" */
	if (slashes == 1)
		return parts[0] + parts[1] < 5 && !(parts[0] == 2 && parts[1] == 2 && first > 31);
	return slashes == 2 && parts[1] <= 2 &&
	       (parts[0] == 4 ? parts[2] <= 2 : parts[0] <= 2 && (parts[2] == 4 || parts[2] == 2));
}

/* "ABU/2026/00417" and "2026/04/0117" are file numbers; "192.0.2.0/24", "tcp/443", "24/7" and
 * "03/16/2026" are not. Small letters are the writer's initials, "2026-20417/jd". */
static bool
is_slashed_number(const char *number)
{
	size_t slashes = 0, dots = 0, parts[5] = { 0 };
	const char *last = strrchr(number, '/') + 1;
	bool has_initials = g_ascii_isdigit(*number) && strlen(last) == 2;
	for (const char *p = number; *p != '\0'; p++) {
		dots += *p == '.';
		if ((g_ascii_islower(*p) && !(has_initials && p >= last)) || *p == ':' ||
		    (*p == '/' && ++slashes > 4))
			return false;
		parts[slashes] += *p != '/';
	}
	for (size_t i = 0; i <= slashes; i++)
		if (parts[i] == 0 || parts[i] > 14)
			return false;
	bool is_numeric = strspn(number, "0123456789/") == strlen(number);
	if (is_numeric && is_slashed_quantity(number, parts, slashes))
		return false;
	size_t least = !is_numeric && g_ascii_isupper(*number) ? 3 : 4;
	return dots == 0 ? count_digits(number) >= least : dots < 3 && count_digits(number) >= 5;
}

/* "ABU.441.17.2026": dotted as authorities do, not a host, an address or a version. */
static bool
is_dotted_number(const char *number)
{
	const char *last = strrchr(number, '.') + 1;
	for (const char *p = number; *p != '\0'; p++)
		if (g_ascii_islower(*p))
			return false;
	if (!is_digits(last))
		return false;
	bool is_numeric = strspn(number, "0123456789.") == strlen(number);
	if (is_numeric && (strchr(number, '.') + 1 == last || g_hostname_is_ip_address(number)))
		return false;
	return is_numeric ? count_digits(number) >= 8 && strlen(last) >= 3
	                  : g_ascii_isupper(*number) && count_digits(number) >= 4;
}

static bool
is_ip_or_host(const char *number)
{
	size_t colons = 0;
	for (const char *p = number; *p != '\0'; p++)
		colons += *p == ':';
	if (colons > 1)
		return true; /* IPv6, MAC */
	if (strchr(number, '/') != NULL)
		return !is_slashed_number(number);
	return strchr(number, '.') != NULL && colons == 0 && !is_dotted_number(number);
}

/* "2026-05-08", "2026.05.08", "08.05.2026", "21:36" and the like. */
static bool
is_date_or_time(const char *number)
{
	int part[3] = { 0 }, digits[3] = { 0 }, n = 0;
	for (const char *p = number; *p != '\0'; p++) {
		if (g_ascii_isdigit(*p)) {
			part[n] = MIN(part[n], 99999) * 10 + (*p - '0');
			digits[n]++;
		} else if (strchr("-.:", *p) == NULL || ++n > 2) {
			return false;
		}
	}
	if (n == 1)
		return (strchr(number, ':') != NULL && digits[0] <= 2 && digits[1] == 2 &&
			   part[0] < 25 && part[1] < 60) ||
		       strchr(number, '.') != NULL;
	if (n != 2)
		return false;
	bool is_iso = digits[0] == 4 && part[1] >= 1 && part[1] <= 12 && digits[1] <= 2 &&
	              part[2] >= 1 && part[2] <= 31 && digits[2] <= 2;
	bool is_european = digits[2] == 4 && part[2] > 1900 && part[0] <= 31 && part[1] <= 31;
	bool is_time =
	    strchr(number, ':') != NULL && digits[0] <= 2 && digits[1] == 2 && digits[2] == 2;
	return is_iso || is_european || is_time;
}

static bool
has_foreign_prefix(const char *number)
{
	static const char *const foreign[] = { "CVE-", "CWE-", "AS", "RFC", "INV", "ORD", "IPV",
		"SHA", "UTC", "GMT", "HTTP", "TCP", "UDP", "ISO", "VPS-", "SRV-", "NODE-", "WEB-",
		"MAIL-", "APP-", "DB-", "RAID", "MD5", "TLS", "MX", "PORT", "X64", "X86", "UTF-",
		"WINDOWS-", "DEBIAN", "UBUNTU", "GB2312", "PO-", "GHSA-", "T1", "PLAINT",
		"CLOUD-INIT", "KVM", "VM-", "COVID", "PR-", "IPV", "LAX", "FRA", "SKU-", "DE-",
		"EUR", "USD", "GBP" };
	for (size_t i = 0; i < G_N_ELEMENTS(foreign); i++) {
		size_t n = strlen(foreign[i]);
		if (g_ascii_strncasecmp(number, foreign[i], n) != 0)
			continue;
		/* "AS64500", but not "ASK-12"; a prefix that ends in a letter must meet a digit */
		if (foreign[i][n - 1] == '-' || g_ascii_isdigit(number[n]) || number[n] == '-' ||
		    number[n] == '/')
			return true;
	}
	return false;
}

static bool
is_year(const char *number)
{
	return strlen(number) == 4 && is_digits(number) &&
	       (g_str_has_prefix(number, "19") || g_str_has_prefix(number, "20"));
}

/* Without a label only shapes pass that nothing else has: "77001", "TK90260", "HB-3920",
 * "5f0c9a7be31d2284", "NQ-771-0442"; not "50Mbit", "SHA256", "node-7". */
static bool
is_ticket_shape(const char *number)
{
	size_t digits = 0, upper = 0, lower = 0, dashes = 0, length = strlen(number);
	bool is_hex = true;
	for (const char *p = number; *p != '\0'; p++) {
		digits += g_ascii_isdigit(*p);
		upper += g_ascii_isupper(*p);
		lower += g_ascii_islower(*p);
		dashes += *p == '-';
		is_hex = is_hex && g_ascii_isxdigit(*p);
	}
	if (lower > 0)
		return (is_hex && length >= 12 && digits >= 3) ||
		       (digits >= 8 && g_ascii_isdigit(*number));
	if (upper == 0)
		return digits >= 4;
	return digits >= 4 || (dashes > 0 && digits >= 2 && upper >= 2 && g_ascii_isupper(*number));
}

/* "77.120", "2026.0911": a dot for the eye, where a label vouches for the number. */
static bool
is_thousands(const char *number)
{
	const char *dot = strchr(number, '.');
	return dot != NULL && strspn(number, "0123456789") == (size_t)(dot - number) &&
	       is_digits(dot + 1) && strlen(dot + 1) >= 3 && strlen(number) >= 6;
}

bool
ticket_is_plausible(const char *number, TicketPlace place)
{
	size_t length = strlen(number);
	if (place == TICKET_SURE)
		return length > 0;
	if (place >= TICKET_NUMBERED && is_thousands(number))
		return true;
	if (length == 0 || length > TICKET_NUMBER_MAX || is_ip_or_host(number) ||
	    is_date_or_time(number) || has_foreign_prefix(number) ||
	    g_strrstr(number, "plaint") != NULL)
		return false;
	if (place == TICKET_HASHED)
		return true;
	if (is_year(number) || (is_digits(number) && length < (place == TICKET_NUMBERED ? 3 : 4)))
		return false;
	if (place == TICKET_NUMBERED)
		return true;
	return place == TICKET_NAMED ? length >= 4 : is_ticket_shape(number);
}
