/* SPDX-License-Identifier: ISC
 * conf-url.c - server URLs and host names of plaint.conf
 *
 * GUri would take far more than we can use (userinfo, queries, RFC 5092 parameters), and each of
 * these would have to be refused again. */
#include "url-private.h"
#include <gio/gio.h>
#include <string.h>

static const struct scheme {
	const char *name;
	UrlKind kind;
	bool is_tls;
	int port;
} schemes[] = {
	{ "imaps", URL_IMAP, true, 993 },
	{ "imap", URL_IMAP, false, 143 },
	{ "smtps", URL_SMTP, true, 465 },
	{ "smtp", URL_SMTP, false, 587 },
};

bool
url_is_host_name(const char *text)
{
	size_t length = strlen(text), label = 0;
	if (length == 0 || length > 253)
		return false;
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '.') {
			if (label == 0 || p[-1] == '-')
				return false;
			label = 0;
			continue;
		}
		if (!g_ascii_isalnum(*p) && (*p != '-' || label == 0))
			return false;
		if (++label > 63)
			return false;
	}
	return label > 0 && text[length - 1] != '-' && !g_hostname_is_ip_address(text);
}

char *
url_canonical_host(const char *text)
{
	size_t length = strlen(text);
	if (length > 2 && text[0] == '[' && text[length - 1] == ']') {
		g_autofree char *inner = g_strndup(text + 1, length - 2);
		return g_hostname_is_ip_address(inner) ? g_steal_pointer(&inner) : NULL;
	}
	if (g_hostname_is_ip_address(text))
		return strchr(text, ':') == NULL ? g_strdup(text) : NULL;
	g_autofree char *ascii = g_hostname_to_ascii(text);
	g_autofree char *lower = ascii != NULL ? g_ascii_strdown(ascii, -1) : NULL;
	return lower != NULL && url_is_host_name(lower) ? g_steal_pointer(&lower) : NULL;
}

static bool
parse_port(const char *text, int *out, GError **error)
{
	guint64 port = 0;
	if (!g_ascii_string_to_unsigned(text, 10, 1, 65535, &port, NULL))
		return fail(error, PLAINT_ERROR_CONFIG, "'%s' is no port: it is a number from 1 to 65535",
		    text);
	*out = (int)port;
	return true;
}

/* RFC 5092 percent-encodes the folder's UTF-8; people write it plainly. Both are taken. */
static bool
parse_folder(const char *text, char **out, GError **error)
{
	g_autofree char *folder = g_uri_unescape_string(text, NULL);
	if (folder == NULL || !g_utf8_validate(folder, -1, NULL) || strlen(folder) > URL_FOLDER_MAX)
		return fail(error, PLAINT_ERROR_CONFIG, "'%s' is no folder's name", text);
	for (const char *p = folder; *p != '\0'; p++)
		if (g_ascii_iscntrl(*p))
			return fail(error, PLAINT_ERROR_CONFIG,
			    "a folder's name cannot have control characters");
	*out = *folder != '\0' ? g_steal_pointer(&folder) : g_strdup("INBOX");
	return true;
}

static const struct scheme *
find_scheme(const char *text, UrlKind kind, const char **out_rest)
{
	for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++) {
		size_t length = strlen(schemes[i].name);
		if (schemes[i].kind != kind || g_ascii_strncasecmp(text, schemes[i].name, length) != 0 ||
		    !g_str_has_prefix(text + length, "://"))
			continue;
		*out_rest = text + length + 3;
		return &schemes[i];
	}
	return NULL;
}

static bool
split_host(const char *where, char **out_host, int *port, GError **error)
{
	const char *colon = strrchr(where, ':');
	if (colon != NULL && strchr(colon, ']') == NULL) {
		if (!parse_port(colon + 1, port, error))
			return false;
	} else {
		colon = where + strlen(where);
	}
	g_autofree char *host = g_strndup(where, (gsize)(colon - where));
	*out_host = url_canonical_host(host);
	return *out_host != NULL ||
	    fail(error, PLAINT_ERROR_CONFIG, "'%s' is no host name (an IPv6 address stands in [])", host);
}

bool
url_parse(const char *text, UrlKind kind, ServerUrl *out, GError **error)
{
	const char *form = kind == URL_IMAP ? "imaps://imap.example.org or imap://imap.example.org" :
	    "smtps://smtp.example.org or smtp://smtp.example.org";
	const char *rest = NULL;
	const struct scheme *scheme = find_scheme(text, kind, &rest);
	if (scheme == NULL && strchr(text, '@') != NULL)
		return fail(error, PLAINT_ERROR_CONFIG, "this is no server: write it like %s", form);
	if (scheme == NULL)
		return fail(error, PLAINT_ERROR_CONFIG, "'%s' is no server: write it like %s", text, form);
	size_t length = strcspn(rest, "/");
	g_autofree char *where = g_strndup(rest, length);
	/* Not repeated: it may be a password. */
	if (strchr(where, '@') != NULL)
		return fail(error, PLAINT_ERROR_CONFIG,
		    "no user or password may stand in a URL: use user and password_command");
	g_autofree char *host = NULL;
	g_autofree char *folder = NULL;
	int port = scheme->port;
	const char *path = rest[length] == '/' ? rest + length + 1 : "";
	if (!split_host(where, &host, &port, error))
		return false;
	if (kind == URL_SMTP && *path != '\0')
		return fail(error, PLAINT_ERROR_CONFIG, "nothing may follow the host: write it like %s", form);
	if (kind == URL_IMAP && !parse_folder(path, &folder, error))
		return false;
	url_clear(out);
	*out = (ServerUrl){ scheme->is_tls, g_steal_pointer(&host), port, g_steal_pointer(&folder) };
	return true;
}

void
url_clear(ServerUrl *url)
{
	g_clear_pointer(&url->host, g_free);
	g_clear_pointer(&url->folder, g_free);
}
