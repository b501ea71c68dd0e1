/* SPDX-License-Identifier: ISC
 * guess.c - which charset 8-bit bytes are in, when nobody says or the label lies
 *
 * Each candidate is a charset together with the letters of a language, or with a rule about
 * double bytes. The share of the non-ASCII characters that the candidate expects is its score;
 * the best one wins, the earlier one of equals. A sample is enough: the choice never costs more
 * than a few conversions of SAMPLE_MAX bytes. */
#include "mime-private.h"
#include <iconv.h>
#include <string.h>

#define SAMPLE_MAX 4096
/* How much better a guess must be than what the label claims. */
#define LABEL_BONUS 0.12
#define HANGUL_LEAST 8

static const struct language {
	const char *charset, *letters;
} languages[] = {
	{ "WINDOWS-1252", "äöüßÄÖÜ€„“”–’‘…§°" },
	{ "WINDOWS-1252", "éèàçêâîôûëïùœÉÀÊÇ«»€’–…°" },
	{ "WINDOWS-1252", "ñáéíóúüÑ¿¡ÁÉÍÓÚºª€“”’–" },
	{ "WINDOWS-1252", "ãõçáéíóúâêôàÃÇÁÉÍÓºª€“”’–" },
	{ "WINDOWS-1252", "àèéìòùÀÈÉÌÒÙ€“”’–°" },
	{ "WINDOWS-1252", "åäöøæéÅÄÖØÆ€”’–" },
	{ "WINDOWS-1252", "áéíóúýþæöðÁÉÍÓÚÝÞÆÖÐ„“" },
	{ "WINDOWS-1252", "éëïóèöüáíúêç€‘’“”–…·•©®™½£" },
	{ "WINDOWS-1250", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”–" },
	{ "WINDOWS-1250", "áčďéěíňóřšťúůýžľĺŕôäÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ„“–" },
	{ "WINDOWS-1250", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ„”–" },
	{ "ISO-8859-2", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ" },
	{ "ISO-8859-2", "áčďéěíňóřšťúůýžľĺŕôäÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ" },
	{ "WINDOWS-1254", "çğıöşüÇĞİÖŞÜâî’“”" },
	{ "WINDOWS-1251", "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ«»№–—" },
	{ "KOI8-R", "абвгдежзийклмнопрстуфхцчшщъыьэюяё" },
	{ "WINDOWS-1253", "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώΑΕΗΙΟΥΩ" },
	{ "WINDOWS-1255", "אבגדהוזחטיךכלםמןנסעףפץצקרשת" },
	{ "WINDOWS-1256", "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآؤئء،؟" },
	{ "CP874", "กขคงจชซญดตถทธนบปผพฟภมยรลวศษสหอะัาำิีึืุูเแโใไ็่้๊๋์" },
};

/* Characters of double-byte charsets that plain text is mostly made of. */
static bool
is_common(const char *charset, gunichar c, const unsigned char *byte)
{
	bool is_punctuation = (c >= 0x3000 && c <= 0x3011) || (c >= 0xff01 && c <= 0xff5e) ||
	    c == 0x2026 || c == 0x2014 || (c >= 0x2018 && c <= 0x201d);
	bool is_kana = c >= 0x3041 && c <= 0x30fe;
	bool is_han = c >= 0x4e00 && c <= 0x9fa5;
	if (is_punctuation)
		return true;
	switch (charset[0]) {
	case 'G': /* the first level of GB 2312, by frequency of use */
		return is_han && byte[0] >= 0xb0 && byte[0] <= 0xd7 && byte[1] >= 0xa1;
	case 'B': /* the first level of Big5 */
		return is_han && byte[0] >= 0xa4 && byte[0] <= 0xc6;
	case 'U':
		return c >= 0xac00 && c <= 0xd7a3 && byte[0] >= 0xb0 && byte[1] >= 0xa1;
	case 'E':
		return is_kana || (is_han && byte[0] >= 0xb0 && byte[0] <= 0xcf);
	default: /* CP932 */
		return is_kana || (is_han && byte[0] >= 0x88 && byte[0] <= 0x98);
	}
}

static const char *const double_bytes[] = { "UHC", "GB18030", "BIG5-HKSCS", "EUC-JP-MS",
	"CP932" };

/* One character after the other, so that each one's bytes can be looked at. */
static double
score_double(const char *charset, const char *bytes, size_t size)
{
	iconv_t cd = charset_open(charset);
	if (cd == (iconv_t)-1)
		return 0;
	size_t high = 0, common = 0, kana = 0, bad = 0;
	char *in = (char *)bytes;
	size_t left = size;
	while (left > 0) {
		const char *from = in;
		if ((unsigned char)*in < 0x80) {
			in++;
			left--;
			continue;
		}
		size_t length = 0;
		char out[16], *to = out;
		for (size_t try = 1; try <= 4 && try <= left && to == out; try++) {
			size_t piece = try, room = sizeof(out);
			in = (char *)from;
			to = out;
			if (iconv(cd, &in, &piece, &to, &room) == (size_t)-1 || piece != 0)
				to = out;
			iconv(cd, NULL, NULL, NULL, NULL);
			length = try;
		}
		high++;
		if (to == out) {
			in = (char *)from + 1;
			left--;
			bad += left > 3; /* the sample may end within a character */
			continue;
		}
		gunichar c = g_utf8_get_char_validated(out, to - out);
		in = (char *)from + length;
		left -= length;
		common += length >= 2 && is_common(charset, c, (const unsigned char *)from);
		kana += c >= 0x3041 && c <= 0x30fe;
	}
	iconv_close(cd);
	if (high == 0 || bad * 50 > high)
		return 0;
	double score = (double)common / (double)high;
	/* Japanese is never without kana; Chinese read as Japanese is. */
	if ((charset[0] == 'E' || charset[0] == 'C') && kana * 5 < high)
		score *= 0.5;
	/* Korean stays within rows that Chinese uses too: a few characters prove nothing. */
	if (charset[0] == 'U' && common < HANGUL_LEAST)
		score *= 0.9;
	return score;
}

static bool
is_letter_of(const char *letters, gunichar c)
{
	return c != 0 && (g_utf8_strchr(letters, -1, c) != NULL ||
	    g_utf8_strchr(letters, -1, g_unichar_tolower(c)) != NULL);
}

/* Upper case in the middle of a word is what KOI8-R read as windows-1251 looks like. */
static double
score_single(const struct language *language, const char *text)
{
	size_t high = 0, good = 0;
	gunichar before = 0;
	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c >= 0x80 && c != 0xa0) {
			high++;
			bool is_odd = g_unichar_isupper(c) && g_unichar_islower(before);
			good += !is_odd && c != 0xfffd && is_letter_of(language->letters, c);
		}
		before = c;
	}
	return high == 0 ? 0 : (double)good / (double)high;
}

/* bytes in charset as UTF-8, U+FFFD for what has no meaning there. */
static char *
as_utf8(const char *charset, const char *bytes, size_t size)
{
	iconv_t cd = charset_open(charset);
	if (cd == (iconv_t)-1)
		return NULL;
	size_t room = size * 4 + 16, left = size;
	char *text = g_malloc(room + 1), *to = text, *in = (char *)bytes;
	while (left > 0 && room > 4) {
		if (iconv(cd, &in, &left, &to, &room) != (size_t)-1)
			break;
		memcpy(to, "\xef\xbf\xbd", 3);
		to += 3;
		room -= 3;
		in++;
		left--;
	}
	*to = '\0';
	iconv_close(cd);
	return text;
}

/* The non-ASCII bytes with a little around them, so that a long English text with one foreign
 * paragraph is judged by that. */
static size_t
take_sample(const char *bytes, size_t size, char sample[SAMPLE_MAX])
{
	size_t n = 0, last = 0;
	bool is_after_gap = true;
	for (size_t i = 0; i < size && n + 2 < SAMPLE_MAX; i++) {
		if ((unsigned char)bytes[i] >= 0x80) {
			if (is_after_gap && i > 0 && (unsigned char)bytes[i - 1] < 0x80)
				sample[n++] = bytes[i - 1];
			sample[n++] = bytes[i];
			last = i;
			is_after_gap = false;
		} else if (!is_after_gap) {
			sample[n++] = bytes[i];
			is_after_gap = i - last >= 2;
		}
	}
	return n;
}

const char *
charset_guess(const char *bytes, size_t size, const char *claimed)
{
	char sample[SAMPLE_MAX];
	size_t length = take_sample(bytes, size, sample);
	const char *best = "WINDOWS-1252";
	double best_score = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(double_bytes); i++) {
		double score = score_double(double_bytes[i], sample, length);
		if (score > 0.6 && score > best_score) {
			best = double_bytes[i];
			best_score = score;
		}
	}
	const char *decoded_as = NULL;
	g_autofree char *text = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
		const struct language *language = &languages[i];
		if (decoded_as == NULL || strcmp(decoded_as, language->charset) != 0) {
			g_free(text);
			text = as_utf8(language->charset, sample, length);
			decoded_as = language->charset;
		}
		if (text == NULL)
			continue;
		double score = score_single(language, text);
		if (claimed != NULL && g_ascii_strcasecmp(claimed, language->charset) == 0)
			score += LABEL_BONUS;
		if (score > best_score) {
			best = language->charset;
			best_score = score;
		}
	}
	return best;
}
