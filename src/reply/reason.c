/* SPDX-License-Identifier: ISC
 * reason.c - why a provider refuses, read from the words of its answer
 *
 * Each phrase is worth something, and the reason worth most is taken; of equals the one that stands
 * earlier in the table, which goes from what is said outright to what is said by the way. */
#include "plaint/reason.h"
#include <glib.h>
#include <string.h>

#define SENTENCE_MAX 300 /* bytes of a sentence worth citing */

static const struct phrase {
	const char *reason;
	int worth;
	const char *words; /* lower case, one blank between words */
} phrases[] = {
	{ "too-late", 3, "period for claims has run out" },
	{ "too-late", 3, "must be claimed within" },
	{ "too-late", 3, "no longer have logs" },
	{ "too-late", 3, "are older than" },
	{ "too-late", 3, "outside of our" },
	{ "too-late", 2, "outside the" },
	{ "too-late", 3, "months ago" },
	{ "too-late", 3, "too late" },
	{ "too-late", 3, "deadline has passed" },
	{ "too-late", 2, "days after the" },
	{ "too-late", 2, "in time" },
	{ "too-late", 3, "已过申诉期" },
	{ "too-late", 3, "无理由退款期限" },
	{ "too-late", 3, "已超过" },
	{ "too-late", 3, "已超過" },
	{ "too-late", 3, "时间已超" },
	{ "too-late", 3, "時間已超" },
	{ "too-late", 3, "保存期" },
	{ "too-late", 2, "逾期" },
	{ "no-evidence", 3, "insufficient evidence" },
	{ "no-evidence", 3, "not enough evidence" },
	{ "no-evidence", 3, "lack of evidence" },
	{ "no-evidence", 3, "without evidence" },
	{ "no-evidence", 3, "no proof" },
	{ "no-evidence", 3, "without a court order" },
	{ "no-evidence", 3, "bring a judgment" },
	{ "no-evidence", 2, "did not send the requested" },
	{ "no-evidence", 2, "based on the material submitted" },
	{ "no-evidence", 2, "have not received a reply from you" },
	{ "no-evidence", 3, "证据不足" },
	{ "no-evidence", 3, "證據不足" },
	{ "no-evidence", 3, "不足以证明" },
	{ "no-evidence", 3, "未提供有效证据" },
	{ "no-evidence", 3, "如取得生效裁判" },
	{ "no-evidence", 2, "未收到您的补充" },
	{ "no-evidence", 2, "长时间未回复" },
	{ "cannot-reproduce", 3, "could not reproduce" },
	{ "cannot-reproduce", 3, "cannot reproduce" },
	{ "cannot-reproduce", 3, "can't reproduce" },
	{ "cannot-reproduce", 3, "unable to reproduce" },
	{ "cannot-reproduce", 3, "no fault found" },
	{ "cannot-reproduce", 2, "could not find any problem" },
	{ "cannot-reproduce", 2, "works fine" },
	{ "cannot-reproduce", 3, "无法复现" },
	{ "cannot-reproduce", 3, "無法重現" },
	{ "cannot-reproduce", 3, "未能复现" },
	{ "cannot-reproduce", 3, "未发现异常" },
	{ "cannot-reproduce", 2, "在正常范围" },
	{ "customer-side", 3, "customer's responsibility" },
	{ "customer-side", 3, "lies with your isp" },
	{ "customer-side", 3, "on your side" },
	{ "customer-side", 3, "on your end" },
	{ "customer-side", 3, "your own router" },
	{ "customer-side", 3, "your local network" },
	{ "customer-side", 3, "unmanaged server" },
	{ "customer-side", 3, "invoice remained unpaid" },
	{ "customer-side", 3, "您本地" },
	{ "customer-side", 3, "您的本地" },
	{ "customer-side", 3, "由用户自行" },
	{ "customer-side", 3, "用户自行负责" },
	{ "customer-side", 3, "您自身" },
	{ "customer-side", 3, "您的配置" },
	{ "not-ours", 3, "not our responsibility" },
	{ "not-ours", 3, "not responsible for" },
	{ "not-ours", 3, "not in our network" },
	{ "not-ours", 3, "outside our network" },
	{ "not-ours", 3, "as an intermediary" },
	{ "not-ours", 3, "an intermediary within" },
	{ "not-ours", 3, "does not police content" },
	{ "not-ours", 3, "not our customer" },
	{ "not-ours", 3, "not hosted by us" },
	{ "not-ours", 3, "不在我司" },
	{ "not-ours", 3, "不属于我司" },
	{ "not-ours", 3, "非我司" },
	{ "not-ours", 3, "无权认定" },
	{ "not-ours", 3, "恕難介入" },
	{ "not-ours", 2, "民事争议" },
	{ "within-terms", 3, "within the limits of our sla" },
	{ "within-terms", 3, "inside the agreed limits" },
	{ "within-terms", 3, "no violation" },
	{ "within-terms", 3, "not concern a violation" },
	{ "within-terms", 3, "non-refundable" },
	{ "within-terms", 3, "in the terms" },
	{ "within-terms", 3, "read the terms" },
	{ "within-terms", 3, "of our terms" },
	{ "within-terms", 2, "under the contract" },
	{ "within-terms", 2, "as sold" },
	{ "within-terms", 2, "what the plan promises" },
	{ "within-terms", 2, "within what we promise" },
	{ "within-terms", 2, "charge is valid" },
	{ "within-terms", 2, "charge is correct" },
	{ "within-terms", 2, "invoice is correct" },
	{ "within-terms", 3, "未违反" },
	{ "within-terms", 3, "未发现违法违规" },
	{ "within-terms", 3, "未达到sla" },
	{ "within-terms", 3, "不支持退款" },
	{ "within-terms", 3, "符合产品规格" },
	{ "within-terms", 3, "依服務條款" },
	{ "within-terms", 2, "扣款无误" },
	{ "within-terms", 2, "规则已提前告知" },
	{ "within-terms", 2, "不保证" },
};

static const char *const reasons[] = { "too-late", "no-evidence", "cannot-reproduce",
	"customer-side", "not-ours", "within-terms" };

/* Lower case in ASCII, any blanks one, curly apostrophes straight: as the phrases are written. */
static char *
plain(const char *text, gboolean is_lower)
{
	GString *out = g_string_new(NULL);
	for (const char *at = text; *at != '\0' && at < text + REASON_TEXT_MAX; at++) {
		if (strncmp(at, "\xe2\x80\x99", 3) == 0) {
			g_string_append_c(out, '\'');
			at += 2;
		} else if (!g_ascii_isspace(*at)) {
			g_string_append_c(out, is_lower ? g_ascii_tolower(*at) : *at);
		} else if (out->len > 0 && out->str[out->len - 1] != ' ') {
			g_string_append_c(out, ' ');
		}
	}
	return g_string_free(out, FALSE);
}

static bool
ends_sentence(const char *text, size_t at)
{
	return (strchr(".!?", text[at]) != NULL && (text[at + 1] == ' ' || text[at + 1] == '\0')) ||
	       strncmp(text + at, "。", 3) == 0 || strncmp(text + at, "！", 3) == 0;
}

/* The sentence around a place; NULL where it is too long to cite. */
static char *
sentence_at(const char *text, size_t place)
{
	size_t from = place, to = place, length = strlen(text);
	while (from > 0 && !ends_sentence(text, from - 1) &&
	       (from < 3 || (text[from - 3] & 0x80) == 0 || !ends_sentence(text, from - 3)))
		from--;
	while (to < length && !ends_sentence(text, to))
		to++;
	to += to >= length ? 0 : (text[to] & 0x80) != 0 ? 3 : 1;
	if (to - from > SENTENCE_MAX)
		return NULL;
	char *sentence = g_strstrip(g_strndup(text + from, to - from));
	if (g_utf8_validate(sentence, -1, NULL))
		return sentence;
	g_free(sentence);
	return NULL;
}

const char *
reason_read(const char *text, char **out_sentence)
{
	g_autofree char *folded = plain(text, TRUE);
	int worth[G_N_ELEMENTS(reasons)] = { 0 };
	const char *place[G_N_ELEMENTS(reasons)] = { NULL };
	size_t best = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(phrases); i++) {
		const char *found = strstr(folded, phrases[i].words);
		for (size_t n = 0; found != NULL && n < G_N_ELEMENTS(reasons); n++)
			if (strcmp(reasons[n], phrases[i].reason) == 0) {
				worth[n] += phrases[i].worth;
				place[n] = place[n] == NULL ? found : place[n];
			}
	}
	for (size_t n = 1; n < G_N_ELEMENTS(reasons); n++)
		if (worth[n] > worth[best])
			best = n;
	if (out_sentence != NULL)
		*out_sentence = NULL;
	if (worth[best] == 0)
		return "other";
	if (out_sentence != NULL) {
		g_autofree char *cited = plain(text, FALSE);
		*out_sentence = sentence_at(cited, (size_t)(place[best] - folded));
	}
	return reasons[best];
}
