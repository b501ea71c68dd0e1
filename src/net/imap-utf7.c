/* SPDX-License-Identifier: ISC
 * imap-utf7.c - folder names in modified UTF-7 (RFC 3501 5.1.3)
 *
 * iconv has no such charset, and its UTF-7 differs in three characters. */
#include "imap-private.h"
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static void
put_unit(GString *out, uint16_t unit, uint32_t *bits, int *count)
{
	*bits = *bits << 16 | unit;
	*count += 16;
	while (*count >= 6) {
		*count -= 6;
		g_string_append_c(out, alphabet[*bits >> *count & 63]);
	}
	*bits &= (1u << *count) - 1;
}

/* One run of characters that are not printable ASCII; returns where it ends. */
static const char *
put_run(GString *out, const char *p)
{
	uint32_t bits = 0;
	int count = 0;
	g_string_append_c(out, '&');
	for (; *p != '\0' && ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e);
	     p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c >= 0x10000) {
			put_unit(out, (uint16_t)(0xd800 + ((c - 0x10000) >> 10)), &bits, &count);
			put_unit(out, (uint16_t)(0xdc00 + ((c - 0x10000) & 0x3ff)), &bits, &count);
		} else {
			put_unit(out, (uint16_t)c, &bits, &count);
		}
	}
	if (count > 0)
		g_string_append_c(out, alphabet[bits << (6 - count) & 63]);
	g_string_append_c(out, '-');
	return p;
}

char *
imap_utf7_encode(const char *folder)
{
	GString *out = g_string_new(NULL);
	for (const char *p = folder; *p != '\0';) {
		if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e) {
			p = put_run(out, p);
		} else {
			g_string_append(out, *p == '&' ? "&-" : (char[]){ *p, '\0' });
			p++;
		}
	}
	return g_string_free(out, FALSE);
}

static bool
take_run(const char *text, size_t length, GString *out)
{
	g_autofree gunichar2 *units = g_new(gunichar2, length + 1);
	uint32_t bits = 0;
	int count = 0;
	glong n = 0;
	for (size_t i = 0; i < length; i++) {
		const char *at = strchr(alphabet, text[i]);
		if (at == NULL)
			return false;
		bits = bits << 6 | (uint32_t)(at - alphabet);
		count += 6;
		if (count >= 16) {
			count -= 16;
			units[n++] = (gunichar2)(bits >> count);
		}
		bits &= (1u << count) - 1;
	}
	g_autofree char *text8 = n > 0 ? g_utf16_to_utf8(units, n, NULL, NULL, NULL) : NULL;
	if (text8 == NULL || bits != 0 || count >= 6)
		return false;
	g_string_append(out, text8);
	return true;
}

char *
imap_utf7_decode(const char *name)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (const char *p = name; *p != '\0';) {
		if (*p != '&') {
			g_string_append_c(out, *p++);
			continue;
		}
		const char *end = strchr(p, '-');
		if (end == NULL)
			return NULL;
		if (end == p + 1)
			g_string_append_c(out, '&');
		else if (!take_run(p + 1, (size_t)(end - p - 1), out))
			return NULL;
		p = end + 1;
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}
