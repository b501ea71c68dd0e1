/* SPDX-License-Identifier: ISC
 * text.c - text for people: in the reader's language, and in columns that line up
 *
 * wcwidth(3) was the other road; it knows only the locale's characters, and a timer's locale is C. */
#include "plaint/text.h"
#include <string.h>

struct local_text {
	GHashTable *by_language; /* char * to char *; "" is that of all others */
};

LocalText *
local_text_new(void)
{
	LocalText *text = g_new0(LocalText, 1);
	text->by_language = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return text;
}

void
local_text_free(LocalText *text)
{
	if (text == NULL)
		return;
	g_hash_table_unref(text->by_language);
	g_free(text);
}

/* "zh-Hant_TW.UTF-8" becomes "zh_hant_tw": one spelling for all. */
static char *
language_key(const char *tag)
{
	char *key = g_ascii_strdown(tag != NULL ? tag : "", -1);
	key[strcspn(key, ".@")] = '\0';
	return g_strdelimit(key, "-", '_');
}

void
local_text_set(LocalText *text, const char *language, const char *value)
{
	g_hash_table_replace(text->by_language, language_key(language), g_strdup(value));
}

char *
language_base(const char *tag)
{
	g_autofree char *key = language_key(tag);
	key[strcspn(key, "_")] = '\0';
	if (*key == '\0' || strcmp(key, "c") == 0 || strcmp(key, "posix") == 0)
		return g_strdup("en");
	return g_steal_pointer(&key);
}

const char *
local_text_get(const LocalText *text, const char *language)
{
	if (text == NULL)
		return "";
	g_autofree char *key = language_key(language);
	g_autofree char *base = language_base(language);
	const char *found = g_hash_table_lookup(text->by_language, key);
	if (found == NULL)
		found = g_hash_table_lookup(text->by_language, base);
	if (found == NULL)
		found = g_hash_table_lookup(text->by_language, "");
	return found != NULL ? found : "";
}

static size_t
char_width(gunichar c)
{
	if (g_unichar_iszerowidth(c) || g_unichar_iscntrl(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

size_t
text_width(const char *text)
{
	size_t width = 0;
	for (; *text != '\0'; text = g_utf8_next_char(text))
		width += char_width(g_utf8_get_char(text));
	return width;
}

char *
text_pad(const char *text, size_t width)
{
	GString *out = g_string_new(NULL);
	size_t room = width, used = 0;
	bool is_cut = text_width(text) > width;
	if (is_cut && room > 0)
		room--; /* for the ellipsis */
	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);
		if (g_unichar_iscntrl(c))
			continue;
		if (used + char_width(c) > room)
			break;
		used += char_width(c);
		g_string_append_unichar(out, c);
	}
	for (; used < room; used++)
		g_string_append_c(out, ' ');
	if (is_cut && width > 0)
		g_string_append(out, "…");
	return g_string_free(out, FALSE);
}

static bool
breaks_line(gunichar c)
{
	return g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029;
}

char *
text_one_line(const char *text, size_t limit)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *out = g_string_new(NULL);
	bool was_break = false;
	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		bool is_break = breaks_line(c);
		if (limit > 0 && out->len + (size_t)(g_utf8_next_char(at) - at) > limit)
			break;
		if (!is_break)
			g_string_append_unichar(out, c);
		else if (!was_break)
			g_string_append_c(out, ' ');
		was_break = is_break;
	}
	return g_strstrip(g_string_free(out, FALSE));
}
