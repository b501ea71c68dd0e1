/* SPDX-License-Identifier: ISC
 * id.c - keys of cases, and Message-IDs
 *
 * The check character is the weighted sum modulo 31 of the five others: 31 is prime, so every
 * single error and every swap of neighbours changes it. Z, the 32nd
 * value, would count like 0, so no key has one. */
#include "plaint/id.h"
#include <glib.h>
#include <string.h>
#include <sys/random.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void
random_bytes(unsigned char *out, size_t size)
{
	/* Requests of up to 256 bytes are never interrupted or cut short (getrandom(2)). */
	g_assert(size <= 256);
	if (getrandom(out, size, 0) != (ssize_t)size)
		g_error("getrandom: no random bytes");
}

static int
value_of(char c)
{
	c = g_ascii_toupper(c);
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	const char *at = c != '\0' ? strchr(alphabet, c) : NULL;
	return at != NULL && *at != 'Z' ? (int)(at - alphabet) : -1;
}

static char
check_of(const char *key)
{
	static const int weights[] = { 2, 3, 5, 7, 11 };
	int sum = 0;
	for (size_t i = 0; i < KEY_LENGTH - 1; i++)
		sum += weights[i] * value_of(key[i]);
	return alphabet[sum % 31];
}

void
key_new(char out[KEY_SIZE])
{
	unsigned char random[KEY_LENGTH - 1];
	random_bytes(random, sizeof random);
	for (size_t i = 0; i < sizeof random; i++)
		out[i] = alphabet[random[i] % 31];
	out[KEY_LENGTH - 1] = check_of(out);
	out[KEY_LENGTH] = '\0';
}

bool
key_parse_damaged(const char *text, size_t length, char out[KEY_SIZE])
{
	char key[KEY_SIZE] = { 0 };
	if (length != KEY_LENGTH)
		return false;
	for (size_t i = 0; i < length; i++) {
		int value = value_of(text[i]);
		if (value < 0)
			return false;
		key[i] = alphabet[value];
	}
	memcpy(out, key, sizeof key);
	return true;
}

bool
key_parse(const char *text, size_t length, char out[KEY_SIZE])
{
	char key[KEY_SIZE];
	if (!key_parse_damaged(text, length, key) || key[KEY_LENGTH - 1] != check_of(key))
		return false;
	memcpy(out, key, sizeof key);
	return true;
}

bool
key_is_near(const char *a, const char *b)
{
	int first = -1, last = -1, different = 0;
	for (int i = 0; i < KEY_LENGTH; i++) {
		if (a[i] == b[i])
			continue;
		first = first < 0 ? i : first;
		last = i;
		different++;
	}
	return different == 1 || (different == 2 && last == first + 1 && a[first] == b[last] &&
	                             a[last] == b[first]);
}

char *
message_id_new(const char *key, const char *domain)
{
	unsigned char random[15];
	char text[25] = { 0 };
	random_bytes(random, sizeof random);
	for (size_t i = 0; i < 24; i++) {
		size_t bit = i * 5, byte = bit / 8;
		unsigned pair = (unsigned)random[byte] << 8 |
		                (byte + 1 < sizeof random ? random[byte + 1] : 0);
		text[i] = (char)g_ascii_tolower(alphabet[pair >> (11 - bit % 8) & 31]);
	}
	return g_strdup_printf("plaint.%s%s%s@%s", key != NULL ? key : "", key != NULL ? "." : "",
	    text, domain);
}
