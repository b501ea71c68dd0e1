/* SPDX-License-Identifier: ISC
 * bounce-status.c - the enhanced status code (RFC 3463) of a mail server's words */
#include "bounce-private.h"
#include "words-private.h"
#include <string.h>

/* What a server's words mean, as the subject and detail of the code; weight ranks them where
 * several are found: the more particular wins. Tag is subject * 100 + detail. */
/* clang-format off */
static const Phrase meanings[] = {
	{ "mailbox full", 202, 5 }, { "mailbox is full", 202, 5 }, { "mailbox quota", 202, 5 },
	{ "over quota", 202, 5 }, { "overquota", 202, 5 }, { "quota exceeded", 202, 5 },
	{ "quotaexceeded", 202, 5 }, { "exceeded storage allocation", 202, 5 },
	{ "exceeded the space limit", 202, 5 }, { "insufficient disk quota", 202, 5 },
	{ "out of storage space", 202, 5 }, { "storage limit", 202, 5 }, { "inbox is full", 202, 5 },
	{ "not enough storage space", 202, 5 }, { "exceeds allowed quota", 202, 5 },
	{ "postfach des empfängers ist voll", 202, 5 }, { "postfach ist voll", 202, 5 },
	{ "postfach voll", 202, 5 }, { "boîte aux lettres du destinataire est pleine", 202, 5 },
	{ "boîte aux lettres est pleine", 202, 5 }, { "buzón está lleno", 202, 5 },
	{ "buzón del destinatario está lleno", 202, 5 }, { "casella piena", 202, 5 },
	{ "mailbox vol", 202, 5 }, { "переполнен", 202, 5 }, { "caixa de correio cheia", 202, 5 },
	{ "邮箱已满", 202, 5 }, { "邮箱满", 202, 5 }, { "邮箱空间不足", 202, 5 }, { "邮箱容量", 202, 5 },
	{ "信箱已滿", 202, 5 }, { "超出配额", 202, 5 }, { "メールボックスが一杯", 202, 5 },
	{ "メールボックスの容量", 202, 5 },

	{ "no such host", 102, 6 }, { "host unknown", 102, 6 }, { "host not found", 102, 6 },
	{ "domain not found", 102, 6 }, { "domain name not found", 102, 6 }, { "name or service not known", 102, 6 },
	{ "couldn't find any host named", 102, 6 }, { "couldn't find any host by that name", 102, 6 },
	{ "unrouteable address", 102, 4 }, { "unrouteable mail domain", 102, 6 },
	{ "point to non-existent hosts", 102, 6 }, { "domain does not exist", 102, 6 },
	{ "nxdomain", 102, 6 }, { "domain couldn't be found", 102, 6 }, { "dns error", 404, 4 },
	{ "domain wasn't found", 102, 6 }, { "unable to look up host", 102, 6 },
	{ "couldn't find domain", 102, 6 }, { "域名不存在", 102, 6 }, { "找不到域名", 102, 6 },
	{ "域名无法解析", 102, 6 }, { "domain unknown", 102, 6 }, { "no mx or a record", 102, 6 },
	{ "nullmx", 110, 7 }, { "null mx", 110, 7 }, { "does not accept mail", 110, 4 },
	{ "unable to resolve", 102, 4 }, { "unable to find any mx", 102, 6 },

	{ "user unknown", 101, 5 }, { "unknown user", 101, 5 }, { "no such user", 101, 5 },
	{ "no mailbox here", 101, 5 }, { "no such mailbox", 101, 5 }, { "no such person", 101, 5 },
	{ "no such recipient", 101, 5 }, { "no such address", 101, 5 }, { "user not found", 101, 5 },
	{ "mailbox not found", 101, 5 }, { "recipient not found", 101, 5 },
	{ "recipientnotfound", 101, 5 }, { "address not found", 101, 5 },
	{ "address rejected", 101, 3 }, { "recipient rejected", 101, 3 },
	{ "mailbox unavailable", 101, 3 }, { "mailbox does not exist", 101, 5 },
	{ "user doesn't exist", 101, 5 }, { "user does not exist", 101, 5 },
	{ "account does not exist", 101, 5 }, { "doesn't have a", 101, 4 },
	{ "address does not exist", 101, 5 }, { "recipient does not exist", 101, 5 },
	{ "email account that you tried to reach does not exist", 101, 6 },
	{ "not listed in", 101, 4 }, { "unknown recipient", 101, 5 }, { "recipient unknown", 101, 5 },
	{ "invalid recipient", 101, 5 }, { "invalid mailbox", 101, 5 }, { "unknown address", 101, 5 },
	{ "unknown local part", 101, 5 }, { "not our customer", 101, 4 },
	{ "wasn't found at", 101, 4 }, { "couldn't be found", 101, 3 }, { "non-existent user", 101, 5 },
	{ "no account by that name", 101, 5 }, { "no such account", 101, 5 },
	{ "recipient address unknown", 101, 5 }, { "mailbox not available", 101, 4 },
	{ "not a valid mailbox", 101, 5 }, { "no user here", 101, 5 }, { "invalid user", 101, 5 },
	{ "account that you tried to reach is unavailable", 101, 4 }, { "user is unknown", 101, 5 },
	{ "unbekannter empfänger", 101, 5 }, { "empfänger unbekannt", 101, 5 },
	{ "empfängeradresse nicht gefunden", 101, 5 }, { "nicht gefunden", 101, 3 },
	{ "utilisateur inconnu", 101, 5 }, { "destinataire inconnu", 101, 5 },
	{ "introuvable", 101, 4 }, { "usuario desconocido", 101, 5 }, { "no existe", 101, 4 },
	{ "utente sconosciuto", 101, 5 }, { "usuário desconhecido", 101, 5 },
	{ "не существует", 101, 5 }, { "не найден", 101, 4 }, { "пользователь не найден", 101, 5 },
	{ "收件人不存在", 101, 5 }, { "用户不存在", 101, 5 }, { "邮箱不存在", 101, 5 },
	{ "地址不存在", 101, 5 }, { "帐号不存在", 101, 5 }, { "账号不存在", 101, 5 },
	{ "收件人邮件地址", 101, 3 }, { "查無此", 101, 5 }, { "收件者不存在", 101, 5 },
	{ "ユーザーが見つかりません", 101, 5 }, { "宛先不明", 101, 5 }, { "存在しません", 101, 4 },

	{ "mailbox disabled", 201, 6 }, { "mailbox is disabled", 201, 6 },
	{ "account disabled", 201, 6 }, { "account is disabled", 201, 6 },
	{ "account has been disabled", 201, 6 }, { "account inactive", 201, 6 },
	{ "inactive mailbox", 201, 6 }, { "account is inactive", 201, 6 },
	{ "account suspended", 201, 6 }, { "account has been suspended", 201, 6 },
	{ "mailbox is inactive", 201, 6 }, { "account locked", 201, 6 }, { "user suspended", 201, 6 },
	{ "帐号已停用", 201, 6 }, { "账号被停用", 201, 6 }, { "邮箱已停用", 201, 6 }, { "已被冻结", 201, 6 },
	{ "unusual rate", 201, 4 },

	{ "message too large", 304, 6 }, { "message too big", 304, 6 },
	{ "message size exceeds", 304, 6 }, { "exceeds the maximum", 304, 5 },
	{ "exceeds maximum", 304, 5 }, { "exceeds size limit", 304, 6 },
	{ "size limit exceeded", 304, 6 }, { "larger than the current system limit", 304, 6 },
	{ "exceeds fixed maximum", 304, 6 }, { "message length exceeds", 304, 6 },
	{ "nachricht ist zu groß", 304, 6 }, { "trop volumineux", 304, 6 }, { "邮件太大", 304, 6 },
	{ "邮件过大", 304, 6 }, { "邮件大小超过", 304, 6 }, { "слишком больш", 304, 6 },

	{ "spam", 701, 5 }, { "blocked", 701, 3 }, { "blacklist", 701, 5 }, { "blocklist", 701, 5 },
	{ "block list", 701, 5 }, { "block-list", 701, 5 }, { "spamhaus", 701, 5 },
	{ "denylist", 701, 5 }, { "relay access denied", 701, 7 }, { "relaying denied", 701, 7 },
	{ "relay not permitted", 701, 7 }, { "unable to relay", 701, 7 }, { "not relayed", 701, 5 },
	{ "access denied", 701, 4 }, { "policy", 701, 4 }, { "not authorized", 701, 4 },
	{ "not allowed", 701, 3 }, { "prohibited", 701, 4 }, { "reputation", 701, 5 },
	{ "virus", 701, 5 }, { "malware", 701, 5 }, { "content rejected", 701, 5 },
	{ "message content", 701, 3 }, { "administratively", 701, 4 }, { "dmarc", 701, 6 },
	{ "rejected for", 701, 3 }, { "denied", 701, 2 }, { "sender rejected", 701, 4 },
	{ "greylist*", 701, 6 }, { "graylist*", 701, 6 }, { "垃圾邮件", 701, 5 }, { "拒收", 701, 4 },
	{ "黑名单", 701, 5 }, { "被拦截", 701, 5 }, { "反垃圾", 701, 5 }, { "abgelehnt", 701, 2 },
	{ "reverse dns", 725, 6 }, { "ptr record", 725, 6 }, { "spf check failed", 723, 7 },
	{ "spf validation failed", 723, 7 },

	{ "too many hops", 406, 6 }, { "hop count exceeded", 406, 6 }, { "mail loop", 406, 6 },
	{ "loops back to myself", 406, 6 }, { "mail forwarding loop", 406, 6 }, { "loop detected", 406, 6 },
	{ "looping", 406, 6 },
	{ "retry timeout exceeded", 407, 6 }, { "retry time not reached", 407, 5 },
	{ "message expired", 407, 6 }, { "delivery time expired", 407, 6 },
	{ "been in the queue too long", 407, 7 }, { "been on the queue too long", 407, 7 },
	{ "queue lifetime", 407, 7 }, { "could not be delivered for", 407, 5 },
	{ "giving up", 407, 2 }, { "gave up", 407, 3 }, { "queue too long", 407, 7 },
	{ "attempts to deliver have failed", 407, 3 }, { "envelope expired", 407, 6 },
	{ "投递超时", 407, 6 }, { "failing for a long time", 407, 6 },
	{ "connection refused", 401, 4 }, { "connection timed out", 401, 4 },
	{ "operation timed out", 401, 4 }, { "timed out", 401, 3 }, { "no route to host", 401, 4 },
	{ "network is unreachable", 401, 4 }, { "wasn't able to establish an smtp connection", 401, 5 },
	{ "couldn't establish", 401, 4 }, { "could not connect", 401, 4 },
	{ "did not accept our requests to connect", 401, 5 }, { "not responding", 401, 4 },
	{ "unable to connect", 401, 4 }, { "连接超时", 401, 4 }, { "无法连接", 401, 4 },
	{ "connection reset", 402, 4 }, { "lost connection", 402, 4 }, { "connection dropped", 402, 4 },
	{ "connection died", 402, 4 }, { "tls is required", 710, 6 }, { "starttls", 710, 2 },
	{ "too many recipients", 503, 6 }, { "too many connections", 307, 4 },
	{ "insufficient system storage", 301, 5 }, { "insufficient system resources", 301, 5 },
	{ "no space left", 301, 5 }, { "temporary lookup failure", 300, 4 },
	{ "service unavailable", 302, 1 }, { "system not accepting", 302, 3 },
};
/* clang-format on */

typedef struct best {
	int tag, weight;
	size_t offset;
} Best;

static bool
keep_best(const Phrase *phrase, size_t offset, gpointer data)
{
	Best *best = data;
	if (phrase->weight > best->weight) {
		best->tag = phrase->tag;
		best->weight = phrase->weight;
		best->offset = offset;
	}
	return true;
}

static Best
meaning_of(const char *words)
{
	static const Phrases *set;
	static gsize once;
	if (g_once_init_enter(&once)) {
		set = phrases_index(meanings, G_N_ELEMENTS(meanings));
		g_once_init_leave(&once, 1);
	}
	g_autofree char *folded = words_fold(words, BOUNCE_TEXT_MAX, false);
	Best best = { 0, 0, 0 };
	phrases_search(set, folded, keep_best, &best);
	return best;
}

static bool
is_apart(const char *words, const char *at)
{
	return at == words || !(g_ascii_isalnum(at[-1]) || strchr(".-_/:@", at[-1]) != NULL) ||
	       (at[-1] == '-' && at >= words + 4 && g_ascii_isdigit(at[-2]));
}

/* "5.1.1" at at: class 4 or 5, subject 0 to 7, and not a piece of an IP address or a version. */
static size_t
enhanced_length(const char *at)
{
	size_t n = 2;
	if ((at[0] != '4' && at[0] != '5') || at[1] != '.' || !g_ascii_isdigit(at[2]) ||
	    at[2] > '7' || at[3] != '.')
		return 0;
	n = 4;
	while (n < 8 && g_ascii_isdigit(at[n]))
		n++;
	if (n == 4 || n > 7 || g_ascii_isalnum(at[n]) ||
	    (at[n] == '.' && g_ascii_isdigit(at[n + 1])))
		return 0;
	return n;
}

static char *
enhanced_in(const char *words)
{
	for (const char *at = words; *at != '\0'; at++) {
		size_t n =
		    (*at == '4' || *at == '5') && is_apart(words, at) ? enhanced_length(at) : 0;
		if (n > 0)
			return g_strndup(at, n);
	}
	return NULL;
}

/* The SMTP reply code in words: three digits, 4yz or 5yz with y up to 5, standing apart. */
static int
reply_in(const char *words)
{
	for (const char *at = words; *at != '\0'; at++) {
		if ((*at != '4' && *at != '5') || at[1] < '0' || at[1] > '5' ||
		    !g_ascii_isdigit(at[2]))
			continue;
		if (g_ascii_isalnum(at[3]) || (at[3] == '.' && g_ascii_isdigit(at[4])) ||
		    at[3] == ':' || (at[3] == ',' && g_ascii_isdigit(at[4])))
			continue;
		if (is_apart(words, at) || (at > words && at[-1] == ':'))
			return (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0');
	}
	return 0;
}

static char *
status_of_reply(int reply)
{
	static const struct {
		int reply;
		const char *status;
	} rows[] = { { 421, "4.3.2" }, { 450, "4.2.0" }, { 451, "4.3.0" }, { 452, "4.3.1" },
		{ 550, "5.1.1" }, { 551, "5.1.6" }, { 552, "5.2.2" }, { 553, "5.1.3" },
		{ 554, "5.0.0" } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].reply == reply)
			return g_strdup(rows[i].status);
	return g_strdup_printf("%d.0.0", reply / 100);
}

char *
bounce_status(const char *words, bool is_delay)
{
	char *status = enhanced_in(words);
	if (status != NULL)
		return status;
	int reply = reply_in(words);
	Best best = meaning_of(words);
	if (best.weight > 0 && best.weight >= (reply != 0 ? 2 : 1)) {
		int level = reply != 0 ? reply / 100 : is_delay ? 4 : 5;
		return g_strdup_printf("%d.%d.%d", level, best.tag / 100, best.tag % 100);
	}
	return reply != 0 ? status_of_reply(reply) : g_strdup("");
}
