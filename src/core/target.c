/* SPDX-License-Identifier: ISC
 * target.c - what a complaint is about: an IP address, a URL, a domain
 *
 * A desk that is given an address with a slip in it looks at somebody else's machine, or at none,
 * and closes the ticket. Whether the address exists is not asked: a dead one may be the complaint. */
#include "plaint/target.h"
#include "url-private.h"
#include <gio/gio.h>
#include <string.h>

#define LIKE "write it like 192.0.2.10, https://example.org/page or example.org"

static bool
is_number(const char *text, guint64 most)
{
	guint64 number = 0;
	return g_ascii_string_to_unsigned(text, 10, 0, most, &number, NULL);
}

static bool
check_host(const char *host, const char *text, GError **error)
{
	const char *dot = strrchr(host, '.');
	bool is_digits = dot != NULL && dot[1] != '\0' && strspn(dot + 1, "0123456789") == strlen(dot + 1);
	if (g_hostname_is_ip_address(host))
		return true;
	if (strchr(host, ':') != NULL)
		return fail(error, PLAINT_ERROR_INPUT, "'%s' looks like an IPv6 address and is none: " LIKE, text);
	/* No top-level domain is a number (RFC 3696 2). */
	if (is_digits)
		return fail(error, PLAINT_ERROR_INPUT,
		    "'%s' looks like an IP address and is none: it has four numbers from 0 to 255", text);
	/* Not in the names of machines, but in those of the DNS. */
	g_autofree char *plain = g_strdelimit(g_strdup(host), "_", 'x');
	g_autofree char *canonical = url_canonical_host(plain);
	if (dot == NULL || canonical == NULL)
		return fail(error, PLAINT_ERROR_INPUT, "'%s' is no IP address, URL or domain: " LIKE, text);
	return true;
}

/* HOST, HOST:PORT, [ADDRESS] or [ADDRESS]:PORT. */
static bool
check_authority(char *host, const char *text, GError **error)
{
	char *end = *host == '[' ? strchr(host, ']') : NULL;
	char *colon = strchr(end != NULL ? end : host, ':');
	if (colon != NULL && strchr(colon + 1, ':') == NULL) {
		if (colon[1] != '\0' && !is_number(colon + 1, 65535))
			return fail(error, PLAINT_ERROR_INPUT, "'%s': '%s' is no port", text, colon + 1);
		*colon = '\0';
	}
	if (end == NULL) {
		size_t length = strlen(host);
		if (length > 1 && host[length - 1] == '.')
			host[length - 1] = '\0';
		return check_host(host, text, error);
	}
	bool is_whole = end[1] == '\0';
	*end = '\0';
	return (is_whole && g_hostname_is_ip_address(host + 1)) ||
	    fail(error, PLAINT_ERROR_INPUT, "'%s' looks like an IPv6 address and is none: " LIKE, text);
}

bool
target_check(const char *text, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, "[.]", -1);
	g_autofree char *plain = g_strjoinv(".", parts);
	if (strpbrk(plain, " \t\r\n") != NULL)
		return fail(error, PLAINT_ERROR_INPUT, "'%s' is more than one address: " LIKE, text);
	char *scheme_end = strstr(plain, "://");
	char *host = scheme_end != NULL ? scheme_end + 3 : plain;
	bool has_scheme = scheme_end != NULL && scheme_end > plain && g_ascii_isalpha(*plain);
	for (const char *p = plain; has_scheme && p < scheme_end; p++)
		has_scheme = g_ascii_isalnum(*p) || strchr("+-.", *p) != NULL;
	if (scheme_end != NULL && !has_scheme)
		return fail(error, PLAINT_ERROR_INPUT, "'%s' is no URL: " LIKE, text);
	char *rest = host + strcspn(host, "/?#");
	char after = *rest;
	*rest = '\0';
	/* A network: the prefix length is of an address alone. */
	if (!has_scheme && after == '/' && g_hostname_is_ip_address(host) &&
	    rest[1] != '\0' && strspn(rest + 1, "0123456789") == strlen(rest + 1))
		return is_number(rest + 1, strchr(host, ':') != NULL ? 128 : 32) ||
		    fail(error, PLAINT_ERROR_INPUT, "'%s': '%s' is no prefix length", text, rest + 1);
	char *at = strrchr(host, '@');
	return check_authority(at != NULL ? at + 1 : host, text, error);
}

bool
target_is_tried(const char *line)
{
	for (const char *p = line; *p != '\0'; p++)
		if (!g_ascii_isgraph(*p))
			return false;
	return strpbrk(line, ".:/") != NULL;
}
