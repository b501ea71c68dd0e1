/* SPDX-License-Identifier: ISC
 * charset.c - bytes with a more or less truthful label to UTF-8
 *
 * GMime's own getters drop what they cannot convert and stop at NUL, so they are not used. */
#include "mime-private.h"
#include <iconv.h>
#include <string.h>

/* What mail calls a charset, and the superset that is meant. Browsers read labels likewise. */
static const struct alias {
	const char *label, *name;
} aliases[] = {
	{ "utf8", "UTF-8" },
	{ "utf-8", "UTF-8" },
	{ "unicode-1-1-utf-8", "UTF-8" },
	{ "x-utf-8", "UTF-8" },
	{ "gb2312", "GB18030" },
	{ "gb_2312-80", "GB18030" },
	{ "gbk", "GB18030" },
	{ "x-gbk", "GB18030" },
	{ "cp936", "GB18030" },
	{ "ms936", "GB18030" },
	{ "windows-936", "GB18030" },
	{ "euc-cn", "GB18030" },
	{ "chinese", "GB18030" },
	{ "big5", "BIG5-HKSCS" },
	{ "big5-hkscs", "BIG5-HKSCS" },
	{ "x-x-big5", "BIG5-HKSCS" },
	{ "cp950", "BIG5-HKSCS" },
	{ "ms950", "BIG5-HKSCS" },
	{ "shift_jis", "CP932" },
	{ "shift-jis", "CP932" },
	{ "sjis", "CP932" },
	{ "x-sjis", "CP932" },
	{ "ms_kanji", "CP932" },
	{ "windows-31j", "CP932" },
	{ "euc-jp", "EUC-JP-MS" },
	{ "x-euc-jp", "EUC-JP-MS" },
	{ "ks_c_5601-1987", "UHC" },
	{ "ks_c_5601", "UHC" },
	{ "ksc5601", "UHC" },
	{ "euc-kr", "UHC" },
	{ "cp949", "UHC" },
	{ "windows-949", "UHC" },
	{ "iso-8859-1", "WINDOWS-1252" },
	{ "iso8859-1", "WINDOWS-1252" },
	{ "iso_8859-1", "WINDOWS-1252" },
	{ "latin1", "WINDOWS-1252" },
	{ "latin-1", "WINDOWS-1252" },
	{ "cp1252", "WINDOWS-1252" },
	{ "ansi", "WINDOWS-1252" },
	{ "iso-8859-9", "WINDOWS-1254" },
	{ "iso-8859-11", "CP874" },
	{ "tis-620", "CP874" },
	{ "windows-874", "CP874" },
	{ "iso-8859-8-i", "WINDOWS-1255" },
	{ "iso-8859-8-e", "WINDOWS-1255" },
	{ "koi8-r", "KOI8-R" },
	{ "koi8r", "KOI8-R" },
	{ "koi", "KOI8-R" },
	{ "win-1251", "WINDOWS-1251" },
	{ "cp-1251", "WINDOWS-1251" },
	{ "x-cp1251", "WINDOWS-1251" },
	{ "x-mac-roman", "MACINTOSH" },
	{ "macroman", "MACINTOSH" },
};

/* Labels that say nothing; us-ascii with 8-bit bytes lies. */
static const char *const empty_labels[] = { "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us",
	"x-unknown", "unknown", "unknown-8bit", "x-user-defined", "default", "default_charset",
	"_charset_", "8bit", "7bit", "binary", "none", "iso-8859-8859" };

#define LABEL_MAX 40
#define KEPT_MAX 40 /* charsets whose tables stay loaded */

/* The iconv name for label in buffer; NULL where it tells nothing. */
static const char *
iconv_name(const char *label, char buffer[LABEL_MAX])
{
	if (label == NULL)
		return NULL;
	size_t n = 0;
	for (const char *p = label; *p != '\0' && *p != '*'; p++) { /* RFC 2231 5: charset*language */
		if (g_ascii_isspace(*p) || *p == '"' || *p == '\'')
			continue;
		if (n + 1 >= LABEL_MAX || !(g_ascii_isalnum(*p) || strchr("-_.:+", *p) != NULL))
			return NULL;
		buffer[n++] = g_ascii_tolower(*p);
	}
	buffer[n] = '\0';
	if (n == 0)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(empty_labels); i++) {
		if (strcmp(buffer, empty_labels[i]) == 0)
			return NULL;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++) {
		if (strcmp(buffer, aliases[i].label) == 0)
			return aliases[i].name;
	}
	return buffer;
}

iconv_t
charset_open(const char *name)
{
	static GHashTable *kept;
	G_LOCK_DEFINE_STATIC(kept);
	iconv_t cd = iconv_open("UTF-8", name);
	if (cd == (iconv_t)-1)
		return cd;
	G_LOCK(kept);
	if (kept == NULL)
		kept = g_hash_table_new(g_str_hash, g_str_equal);
	if (g_hash_table_size(kept) < KEPT_MAX && !g_hash_table_contains(kept, name)) {
		iconv_t second = iconv_open("UTF-8", name);
		if (second != (iconv_t)-1)
			g_hash_table_insert(kept, g_strdup(name), second);
	}
	G_UNLOCK(kept);
	return cd;
}

/* Convert with U+FFFD for what cannot be. False: unknown charset. *out_bad counts the
 * replacements. */
static bool
convert(const char *bytes, size_t size, const char *name, GString *out, size_t *out_bad)
{
	iconv_t cd = charset_open(name);
	if (cd == (iconv_t)-1)
		return false;
	char *in = (char *)bytes, piece[8192];
	size_t left = size, bad = 0;
	while (left > 0) {
		char *to = piece;
		size_t room = sizeof(piece);
		size_t n = iconv(cd, &in, &left, &to, &room);
		bool is_stuck = n == (size_t)-1 && errno != E2BIG;
		g_string_append_len(out, piece, to - piece);
		if (is_stuck) {
			g_string_append(out, "\xef\xbf\xbd");
			bad++;
			in++;
			left--;
		}
	}
	iconv_close(cd);
	*out_bad = bad;
	return true;
}

/* ISO-2022-JP as the world writes it: with half-width katakana, with NEC's and IBM's characters,
 * with escapes lost at line ends. Turned into EUC-JP first, which iconv reads with all of them. */
static void
from_iso2022jp(const char *bytes, size_t size, GString *out)
{
	g_autoptr(GString) euc = g_string_sized_new(size + 16);
	enum { ASCII, KATAKANA, DOUBLE, EXTRA } set = ASCII;
	const unsigned char *p = (const unsigned char *)bytes, *end = p + size;
	while (p < end) {
		if (*p == 0x1b && end - p >= 3) {
			size_t taken = 3;
			if (p[1] == '$' && p[2] == '(' && end - p >= 4) {
				set = p[3] == 'D' ? EXTRA : DOUBLE;
				taken = 4;
			} else if (p[1] == '$') {
				set = DOUBLE;
			} else if (p[1] == '(') {
				set = p[2] == 'I' ? KATAKANA : ASCII;
			}
			p += taken;
		} else if (*p == '\n' || *p == '\r') {
			set = ASCII; /* RFC 1468: lines end in ASCII */
			g_string_append_c(euc, (char)*p++);
		} else if (set >= DOUBLE && end - p >= 2 && *p > 0x20 && *p < 0x7f) {
			if (set == EXTRA)
				g_string_append_c(euc, (char)0x8f);
			g_string_append_c(euc, (char)(p[0] | 0x80));
			g_string_append_c(euc, (char)(p[1] | 0x80));
			p += 2;
		} else if (set == KATAKANA && *p > 0x20 && *p < 0x60) {
			g_string_append_c(euc, (char)0x8e);
			g_string_append_c(euc, (char)(*p++ | 0x80));
		} else {
			g_string_append_c(euc, (char)*p++);
		}
	}
	size_t bad;
	if (!convert(euc->str, euc->len, "EUC-JP-MS", out, &bad))
		g_string_append_len(out, euc->str, (gssize)euc->len);
}

/* Without an early way out, and eight bytes at once. */
static bool
is_ascii(const char *bytes, size_t size)
{
	uint64_t all = 0, word;
	for (; size >= sizeof(word); bytes += sizeof(word), size -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		all |= word;
	}
	for (size_t i = 0; i < size; i++)
		all |= (unsigned char)bytes[i];
	return (all & UINT64_C(0x8080808080808080)) == 0;
}

static bool
is_iso2022(const char *name)
{
	return name != NULL && g_ascii_strncasecmp(name, "iso-2022-jp", 11) == 0;
}

/* UTF-8 in disguise: bytes that are valid UTF-8 are hardly ever meant as a single-byte charset,
 * but two Chinese characters in GBK may well be. */
static bool
is_double_byte(const char *name)
{
	static const char *const names[] = { "GB18030", "BIG5-HKSCS", "CP932", "EUC-JP-MS", "UHC" };
	for (size_t i = 0; name != NULL && i < G_N_ELEMENTS(names); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

/* Returns whether out is known to be text as GLib understands it. */
static bool
decode_into(const char *bytes, size_t size, const char *label, GString *out)
{
	char buffer[LABEL_MAX];
	const char *name = iconv_name(label, buffer);
	size_t bad = 0;
	bool has_escape = memchr(bytes, 0x1b, size) != NULL &&
	    (memmem(bytes, size, "\x1b$", 2) != NULL || memmem(bytes, size, "\x1b(", 2) != NULL);
	bool is_plain = is_ascii(bytes, size);
	if (is_iso2022(name) || (has_escape && is_plain)) {
		from_iso2022jp(bytes, size, out);
		return false;
	}
	if (name != NULL && g_ascii_strncasecmp(name, "utf-7", 5) != 0 &&
	    g_ascii_strncasecmp(name, "utf-16", 6) != 0 && g_ascii_strncasecmp(name, "utf-32", 6) != 0 &&
	    g_ascii_strncasecmp(name, "hz", 2) != 0 && g_ascii_strncasecmp(name, "iso-2022", 8) != 0 &&
	    is_plain)
		name = "UTF-8";
	if (is_plain && (name == NULL || strcmp(name, "UTF-8") == 0)) {
		g_string_append_len(out, bytes, (gssize)size);
		return memchr(bytes, '\0', size) == NULL;
	}
	if (is_double_byte(name)) {
		if (convert(bytes, size, name, out, &bad) && bad * 20 <= size / 20)
			return false;
		g_string_truncate(out, 0);
	}
	bool is_wide = name != NULL && (g_ascii_strncasecmp(name, "utf-16", 6) == 0 ||
	    g_ascii_strncasecmp(name, "utf-32", 6) == 0);
	if (!is_wide && (name == NULL || g_ascii_strncasecmp(name, "utf-7", 5) != 0) &&
	    g_utf8_validate_len(bytes, size, NULL)) {
		g_string_append_len(out, bytes, (gssize)size);
		return true;
	}
	if (name != NULL && strcmp(name, "UTF-8") != 0 && strcmp(name, "WINDOWS-1252") != 0) {
		if (convert(bytes, size, name, out, &bad) && bad * 20 <= size)
			return false;
		g_string_truncate(out, 0);
	}
	/* UTF-8 with a few broken characters, as after cutting at a byte count, stays UTF-8. */
	g_autofree char *repaired = g_utf8_make_valid(bytes, (gssize)size);
	size_t broken = 0, good = 0;
	for (const char *p = repaired; *p != '\0'; p = g_utf8_next_char(p)) {
		bool is_bad = strncmp(p, "\xef\xbf\xbd", 3) == 0;
		broken += is_bad;
		good += !is_bad && (unsigned char)*p >= 0x80;
	}
	if (good > 4 * broken) {
		g_string_append(out, repaired);
		return false;
	}
	name = charset_guess(bytes, size, name);
	if (!convert(bytes, size, name, out, &bad))
		g_string_append(out, repaired);
	return false;
}

char *
charset_convert(const char *bytes, size_t size, const char *label, size_t *out_length)
{
	GString *out = g_string_sized_new(size + 16);
	/* iconv's tables may give surrogates or NULs that GLib does not call text. */
	if (!decode_into(bytes, size, label, out) && !g_utf8_validate_len(out->str, out->len, NULL)) {
		char *valid = g_utf8_make_valid(out->str, (gssize)out->len);
		g_string_free(out, TRUE);
		if (out_length != NULL)
			*out_length = strlen(valid);
		return valid;
	}
	if (out_length != NULL)
		*out_length = out->len;
	return g_string_free(out, FALSE);
}

/* Most bytes are found to stay by the first look at them. */
static inline bool
stays(unsigned char byte)
{
	return (unsigned char)(byte - 0x20) < 0x7f - 0x20 || byte == '\n' || byte == '\t' ||
	    (byte >= 0x80 && byte != 0xc2);
}

/* Controls away, line ends to LF, in place. C1 controls are two bytes, 0xc2 0x80-0x9f. */
static size_t
tidy(char *text, size_t length)
{
	unsigned char *to = (unsigned char *)text, *p = to, *end = p + length;
	if (length >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	while (p < end) {
		if (*p == '\r') {
			*to++ = '\n';
			p += p + 1 < end && p[1] == '\n' ? 2 : 1;
		} else if (*p < 0x20 && *p != '\n' && *p != '\t') {
			if (*p == '\f' || *p == '\v')
				*to++ = '\n';
			p++;
		} else if (*p == 0x7f) {
			p++;
		} else if (*p == 0xc2 && p + 1 < end && p[1] < 0xa0) {
			if (p[1] == 0x85) /* NEL */
				*to++ = '\n';
			p += 2;
		} else {
			const unsigned char *start = p;
			while (p < end && stays(*p))
				p++;
			p += p == start; /* 0xc2 of something else than a C1 control */
			if (to != start)
				memmove(to, start, (size_t)(p - start));
			to += p - start;
		}
	}
	*to = '\0';
	return (size_t)((char *)to - text);
}

char *
charset_decode(const char *bytes, size_t size, const char *label, size_t *out_length)
{
	/* UTF-16 without a label gives itself away by its mark. */
	if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
		label = "utf-16";
	size_t length;
	char *text = charset_convert(bytes, size, label, &length);
	length = tidy(text, length);
	if (out_length != NULL)
		*out_length = length;
	return text;
}
