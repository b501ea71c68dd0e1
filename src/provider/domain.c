/* SPDX-License-Identifier: ISC
 * domain.c - whose an address is, by the Public Suffix List (libpsl) */
#include "plaint/domain.h"
#include <gio/gio.h>
#include <libpsl.h>
#include <string.h>

/* A domain name is at most this long in its ASCII form (RFC 1035 2.3.4). */
#define DOMAIN_MAX 253

/* Where anybody gets an address. The Public Suffix List does not know them: they are companies'
 * domains, and their own people write from them too. */
static const char *const freemail[] = {
	"126.com", "139.com", "163.com", "163.net", "188.com", "189.cn", "21cn.com", "263.net",
	"aliyun.com", "aol.com", "bigpond.com", "bk.ru", "bluewin.ch", "btinternet.com", "daum.net",
	"disroot.org", "docomo.ne.jp", "duck.com", "email.com", "email.cz", "ezweb.ne.jp",
	"fastmail.com", "fastmail.fm", "foxmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at",
	"gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hanmail.net", "hey.com", "hinet.net",
	"hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr", "icloud.com", "inbox.ru",
	"interia.pl", "laposte.net", "libero.it", "list.ru", "live.cn", "live.com", "mac.com",
	"mail.com", "mail.ru", "mailbox.org", "me.com", "msn.com", "kornet.net",
	"nate.com", "naver.com", "ocn.ne.jp", "o2.pl",
	"onet.pl", "orange.fr", "outlook.com", "outlook.de", "outlook.fr", "pm.me", "pec.it", "posteo.de",
	"proton.me", "protonmail.com", "qq.com", "rambler.ru", "rediffmail.com", "riseup.net",
	"seznam.cz", "sfr.fr", "sina.cn", "sina.com", "sohu.com", "softbank.ne.jp", "t-online.de",
	"tom.com", "tutanota.com", "tuta.io", "uol.com.br", "vip.163.com", "vip.qq.com", "vip.sina.com",
	"virgilio.it", "wanadoo.fr", "web.de", "wo.cn", "wp.pl", "ya.ru", "yahoo.co.jp", "yahoo.co.uk",
	"yahoo.com", "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "yeah.net", "ymail.com",
	"zoho.com",
};

static bool
is_name(const char *domain)
{
	size_t length = strlen(domain), label = 0;
	if (length == 0 || length > DOMAIN_MAX)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (domain[i] == '.') {
			if (label == 0)
				return false;
			label = 0;
		} else if (g_ascii_isalnum(domain[i]) || domain[i] == '-' || domain[i] == '_') {
			if (++label > 63)
				return false;
		} else {
			return false;
		}
	}
	return label > 0 && !g_hostname_is_ip_address(domain);
}

char *
domain_of(const char *address)
{
	const char *at = strrchr(address, '@');
	g_autofree char *bare = g_strstrip(g_strdup(at != NULL ? at + 1 : address));
	size_t length = strlen(bare);
	if (length > 0 && bare[length - 1] == '>')
		bare[--length] = '\0';
	if (length > 1 && bare[length - 1] == '.')
		bare[--length] = '\0';
	if (length == 0 || length > 4 * DOMAIN_MAX || !g_utf8_validate(bare, -1, NULL))
		return NULL;
	g_autofree char *ascii = g_hostname_to_ascii(bare);
	if (ascii == NULL)
		return NULL;
	g_autofree char *lower = g_ascii_strdown(ascii, -1);
	return is_name(lower) ? g_steal_pointer(&lower) : NULL;
}

char *
domain_registrable(const char *domain)
{
	g_autofree char *name = domain_of(domain);
	if (name == NULL || strchr(name, '.') == NULL)
		return NULL;
	return g_strdup(psl_registrable_domain(psl_builtin(), name));
}

bool
domain_is_within(const char *domain, const char *of)
{
	g_autofree char *inner = domain_of(domain);
	g_autofree char *outer = domain_of(of);
	if (inner == NULL || outer == NULL || strchr(outer, '.') == NULL ||
	    psl_is_public_suffix(psl_builtin(), outer))
		return false;
	size_t a = strlen(inner), b = strlen(outer);
	if (a == b)
		return strcmp(inner, outer) == 0;
	return a > b && inner[a - b - 1] == '.' && strcmp(inner + a - b, outer) == 0;
}

bool
domain_is_freemail(const char *domain)
{
	g_autofree char *name = domain_of(domain);
	for (size_t i = 0; name != NULL && i < G_N_ELEMENTS(freemail); i++)
		if (strcmp(name, freemail[i]) == 0)
			return true;
	return false;
}

bool
domain_same_owner(const char *address, const char *other)
{
	if (strchr(address, '@') != NULL && g_ascii_strcasecmp(address, other) == 0)
		return true;
	if (domain_is_freemail(address) || domain_is_freemail(other))
		return false;
	g_autofree char *a = domain_registrable(address);
	g_autofree char *b = domain_registrable(other);
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}
