/* SPDX-License-Identifier: ISC
 * ticket-number.c - what may be a ticket's number, and when two are the same */
#include "plaint/ticket.h"
#include "ticket-private.h"
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

size_t
ticket_number_length(const char *text)
{
	size_t n = 0;
	bool has_digit = false;
	if (!g_ascii_isalnum(*text))
		return 0;
	while (g_ascii_isalnum(text[n]) || (text[n] != '\0' && strchr(":_.-/", text[n]) != NULL)) {
		has_digit = has_digit || g_ascii_isdigit(text[n]);
		if (++n > TICKET_NUMBER_MAX)
			return 0;
	}
	while (n > 0 && !g_ascii_isalnum(text[n - 1]))
		n--;
	return has_digit ? n : 0;
}

static bool
is_ip_or_host(const char *number)
{
	size_t dots = 0, colons = 0;
	for (const char *p = number; *p != '\0'; p++) {
		dots += *p == '.';
		colons += *p == ':';
	}
	if (strchr(number, '/') != NULL || colons > 1)
		return true; /* CIDR, URL, IPv6; no ticket has these */
	return dots > 0 && (dots > 2 || g_ascii_isalpha(number[strlen(number) - 1]));
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
		if (foreign[i][n - 1] == '-' || g_ascii_isdigit(number[n]) || number[n] == '-')
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

bool
ticket_is_plausible(const char *number, TicketPlace place)
{
	size_t length = strlen(number);
	if (place == TICKET_SURE)
		return length > 0;
	if (length == 0 || length > TICKET_NUMBER_MAX || is_ip_or_host(number) ||
	    is_date_or_time(number) || has_foreign_prefix(number) ||
	    g_strrstr(number, "plaint") != NULL)
		return false;
	if (place == TICKET_HASHED)
		return true;
	if (is_year(number) || (is_digits(number) && length < 4))
		return false;
	return place == TICKET_NAMED ? length >= 4 : is_ticket_shape(number);
}
