/* SPDX-License-Identifier: ISC
 * bounce-meanings.c - what a mail server's words mean, as the subject and detail of RFC 3463's codes
 *
 * Sentences first. What is worded otherwise, in whichever of the languages, is read by pairs: a word
 * for a mailbox near one for being full. */
#include "bounce-private.h"
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
	{ "wasn't found at", 101, 4 }, { "couldn't be found", 101, 2 }, { "non-existent user", 101, 5 },
	{ "no account by that name", 101, 5 }, { "no such account", 101, 5 },
	{ "recipient address unknown", 101, 5 }, { "mailbox not available", 101, 4 },
	{ "not a valid mailbox", 101, 5 }, { "no user here", 101, 5 }, { "invalid user", 101, 5 },
	{ "account that you tried to reach is unavailable", 101, 4 }, { "user is unknown", 101, 5 },
	{ "unbekannter empfänger", 101, 5 }, { "empfänger unbekannt", 101, 5 },
	{ "empfängeradresse nicht gefunden", 101, 5 }, { "nicht gefunden", 101, 2 },
	{ "utilisateur inconnu", 101, 5 }, { "destinataire inconnu", 101, 5 },
	{ "introuvable", 101, 2 }, { "usuario desconocido", 101, 5 }, { "no existe", 101, 2 },
	{ "utente sconosciuto", 101, 5 }, { "usuário desconhecido", 101, 5 },
	{ "не существует", 101, 5 }, { "не найден", 101, 2 }, { "пользователь не найден", 101, 5 },
	{ "收件人不存在", 101, 5 }, { "用户不存在", 101, 5 }, { "邮箱不存在", 101, 5 },
	{ "地址不存在", 101, 5 }, { "帐号不存在", 101, 5 }, { "账号不存在", 101, 5 },
	{ "收件人邮件地址", 101, 3 }, { "查無此", 101, 5 }, { "收件者不存在", 101, 5 },
	{ "ユーザーが見つかりません", 101, 5 }, { "宛先不明", 101, 5 }, { "存在しません", 101, 2 },

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
	{ "retry timeout exceeded", 407, 5 }, { "retry time not reached", 407, 5 },
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
	{ "not accepting mail from", 701, 6 }, { "does not accept mail from", 701, 6 },
	{ "not accept mail from", 701, 6 }, { "not accept messages from", 701, 6 },
	{ "not allowed to post", 701, 6 }, { "permission to post", 701, 6 }, { "not allowed to send", 701, 6 },
	{ "not authorized to send", 701, 6 }, { "not authorised to send", 701, 6 },
	{ "not authorized to post", 701, 6 }, { "not authorised to post", 701, 6 },
	{ "not permitted to post", 701, 6 }, { "not permitted to send", 701, 6 }, { "non-member", 701, 6 },
	{ "nonmember", 701, 6 }, { "not a member", 701, 6 }, { "only members", 701, 6 },
	{ "members only", 701, 6 }, { "members-only", 701, 6 }, { "moderator", 701, 6 },
	{ "not subscribed", 701, 6 }, { "not a subscriber", 701, 6 }, { "non abonné", 701, 6 },
	{ "pas autorisé", 701, 6 }, { "non autorisé", 701, 6 }, { "nicht berechtigt", 701, 6 },
	{ "keine berechtigung", 701, 6 }, { "no está autorizado", 701, 6 }, { "no autorizado", 701, 6 },
	{ "non è autorizzat*", 701, 6 }, { "non sei autorizzat*", 701, 6 }, { "não autorizado", 701, 6 },
	{ "nicht erlaubt", 701, 6 }, { "nicht akzeptiert", 701, 6 }, { "не разрешен*", 701, 6 },
	{ "не имеете права", 701, 6 }, { "nie masz uprawnień", 701, 6 }, { "nejste oprávněn*", 701, 6 },
	{ "没有权限", 701, 6 }, { "無權", 701, 6 }, { "未授权", 701, 6 }, { "未经授权", 701, 6 }, { "権限がありません", 701, 6 },
	{ "許可されていません", 701, 6 }, { "권한이 없", 701, 6 }, { "message rejected", 701, 5 },
	{ "mail rejected", 701, 5 }, { "email rejected", 701, 5 }, { "e-mail rejected", 701, 5 },
	{ "message refused", 701, 5 }, { "mail refused", 701, 5 }, { "refused by", 701, 5 },
	{ "rejected by filter", 701, 5 }, { "filter rule", 701, 5 }, { "security polic*", 701, 5 },
	{ "content filter", 701, 5 }, { "prohibited content", 701, 5 }, { "forbidden", 701, 5 },
	{ "not accepted here", 701, 5 }, { "is not accepted", 701, 5 }, { "blocked using", 701, 5 },
	{ "bad reputation", 701, 5 }, { "listed by", 701, 5 }, { "spammer", 701, 5 },
	{ "unsolicited", 701, 5 }, { "verdächtig", 701, 5 }, { "spamverdacht", 701, 5 },
	{ "als spam", 701, 5 }, { "filtre", 701, 5 }, { "richtlinie", 701, 5 }, { "politique", 701, 5 },
	{ "política", 701, 5 }, { "politica", 701, 5 }, { "политик*", 701, 5 }, { "спам", 701, 5 },
	{ "спама", 701, 5 }, { "запрещен*", 701, 5 }, { "заблокировано", 701, 5 }, { "odrzucona", 701, 5 },
	{ "polityk*", 701, 5 }, { "违规", 701, 5 }, { "違規", 701, 5 }, { "策略", 701, 5 }, { "拦截", 701, 5 },
	{ "攔截", 701, 5 }, { "过滤", 701, 5 }, { "被拒绝", 701, 5 }, { "被拒絕", 701, 5 }, { "拒絶", 701, 5 },
	{ "受信拒否", 701, 5 }, { "拒否されました", 701, 5 }, { "스팸", 701, 5 }, { "수신 거부", 701, 5 }, { "수신거부", 701, 5 },
	{ "차단", 701, 5 }, { "rejected", 701, 2 }, { "refused", 701, 2 }, { "zurückgewiesen", 701, 2 },
	{ "abgewiesen", 701, 2 }, { "rejeté", 701, 2 }, { "refusé", 701, 2 }, { "rechazado", 701, 2 },
	{ "rifiutato", 701, 2 }, { "respinto", 701, 2 }, { "rejeitad*", 701, 2 }, { "recusad*", 701, 2 },
	{ "отклонен*", 701, 2 }, { "отклонён*", 701, 2 }, { "odmítnut*", 701, 2 }, { "odrzucon*", 701, 2 },
	{ "elutasít*", 701, 2 }, { "geweigerd", 701, 2 }, { "avvisad*", 701, 2 }, { "avvist", 701, 2 },
	{ "afvist", 701, 2 }, { "reddedildi", 701, 2 }, { "拒否", 701, 2 }, { "거부", 701, 2 },
	{ "message too long", 304, 6 }, { "message is too large", 304, 6 }, { "message is too big", 304, 6 },
	{ "message is larger", 304, 6 }, { "mail is too large", 304, 6 }, { "mail too large", 304, 6 },
	{ "maximum size", 304, 6 }, { "max message size", 304, 6 },
	{ "zu groß", 304, 6 }, { "trop grand", 304, 6 }, { "trop gros", 304, 6 },
	{ "taille maximale", 304, 6 }, { "demasiado grande", 304, 6 }, { "tamaño máximo", 304, 6 },
	{ "troppo grande", 304, 6 }, { "dimensione massima", 304, 6 }, { "muito grande", 304, 6 },
	{ "tamanho máximo", 304, 6 }, { "превышает допустим*", 304, 6 }, { "размер письма", 304, 6 },
	{ "příliš velk*", 304, 6 }, { "zbyt duż*", 304, 6 }, { "túl nagy", 304, 6 }, { "te groot", 304, 6 },
	{ "for stor", 304, 6 }, { "çok büyük", 304, 6 }, { "邮件超过", 304, 6 }, { "郵件過大", 304, 6 },
	{ "郵件太大", 304, 6 }, { "大きすぎ", 304, 6 }, { "サイズ制限", 304, 6 }, { "용량 제한", 304, 6 }, { "너무 큽", 304, 6 },
	{ "max retries", 407, 6 }, { "maximum retries", 407, 6 }, { "retry limit", 407, 6 },
	{ "retries exceeded", 407, 6 }, { "delivery timed out", 407, 6 },
	{ "delivery timeout", 407, 6 }, { "could not be delivered within", 407, 6 },
	{ "not delivered within", 407, 6 }, { "in queue too long", 407, 6 }, { "queue timeout", 407, 6 },
	{ "queued too long", 407, 6 }, { "timed out in the queue", 407, 6 },
	{ "zeitüberschreitung der zustellung", 407, 6 }, { "délai de remise", 407, 6 },
	{ "délai d'expiration", 407, 6 }, { "expired in queue", 407, 6 }, { "срок доставки", 407, 6 },
	{ "истекло время", 407, 6 }, { "超时未", 407, 6 }, { "超時未", 407, 6 }, { "再送期限", 407, 6 },
	{ "시간 초과", 407, 6 }, { "no answer from host", 401, 4 }, { "host unreachable", 401, 4 },
	{ "host is down", 401, 4 }, { "unreachable host", 401, 4 }, { "no response from", 401, 4 },
	{ "nicht erreichbar", 401, 4 }, { "antwortet nicht", 401, 4 }, { "injoignable", 401, 4 },
	{ "no responde", 401, 4 }, { "non risponde", 401, 4 }, { "não responde", 401, 4 },
	{ "не отвечает", 401, 4 }, { "nie odpowiada", 401, 4 }, { "neodpovídá", 401, 4 }, { "無応答", 401, 4 },
	{ "連接失敗", 401, 4 }, { "连接失败", 401, 4 }, { "連線逾時", 401, 4 }, { "接続できません", 401, 4 }, { "응답하지", 401, 4 },
	{ "연결할 수 없", 401, 4 }, { "dns lookup failed", 102, 6 }, { "dns failure", 102, 6 },
	{ "no mx record", 102, 6 }, { "mx lookup failed", 102, 6 }, { "no mail exchanger", 102, 6 },
	{ "no dns entry", 102, 6 }, { "invalid domain", 102, 6 }, { "bad destination host", 102, 6 },
	{ "domain is not known", 102, 6 }, { "dns query failed", 102, 6 }, { "unknown host", 102, 6 },
	{ "unknown domain", 102, 6 }, { "illegal host", 102, 6 }, { "domaine inconnu", 102, 6 },
	{ "dominio desconocido", 102, 6 }, { "dominio sconosciuto", 102, 6 },
	{ "domínio desconhecido", 102, 6 }, { "unbekannte domain", 102, 6 }, { "unbekannter host", 102, 6 },
	{ "host unbekannt", 102, 6 }, { "неизвестный домен", 102, 6 }, { "неизвестный хост", 102, 6 },
	{ "mailbox deactivated", 201, 6 }, { "mailbox closed", 201, 6 }, { "mailbox suspended", 201, 6 },
	{ "account closed", 201, 6 }, { "account deactivated", 201, 6 }, { "account has expired", 201, 6 },
	{ "account expired", 201, 6 }, { "account is suspended", 201, 6 }, { "account is locked", 201, 6 },
	{ "account blocked", 201, 6 }, { "user disabled", 201, 6 }, { "user is disabled", 201, 6 },
	{ "user inactive", 201, 6 }, { "user is inactive", 201, 6 }, { "disabled user", 201, 6 },
	{ "disabled recipient", 201, 6 }, { "disabled mailbox", 201, 6 }, { "no longer active", 201, 6 },
	{ "not active", 201, 6 }, { "not accepting messages", 201, 6 }, { "no longer on this server", 201, 6 },
	{ "has moved to", 106, 5 }, { "mailbox moved", 106, 5 }, { "no longer available at", 106, 5 },
	{ "has left the company", 106, 5 }, { "no longer with", 106, 5 }, { "no longer works", 106, 5 },
	{ "no longer employed", 106, 5 }, { "nicht mehr bei uns", 106, 5 }, { "ne travaille plus", 106, 5 },
	{ "ya no trabaja", 106, 5 }, { "non lavora più", 106, 5 }, { "no such mail drop", 101, 5 },
	{ "no mailbox by that name", 101, 5 }, { "not in directory", 101, 5 },
	{ "not found in directory", 101, 5 }, { "not known at this site", 101, 5 },
	{ "not known here", 101, 5 }, { "not our user", 101, 5 }, { "no such local user", 101, 5 },
	{ "unrouteable user", 101, 5 }, { "unroutable address", 101, 5 },
	{ "bad destination mailbox", 101, 5 }, { "bad address", 101, 5 }, { "address unknown", 101, 5 },
	{ "recipient address rejected: undeliverable", 101, 5 }, { "recipnotfound", 101, 5 },
	{ "adressatunknown", 101, 5 }, { "benutzer unbekannt", 101, 5 }, { "adressat unbekannt", 101, 5 },
	{ "kein benutzer", 101, 5 }, { "kein postfach", 101, 5 }, { "unbekannte adresse", 101, 5 },
	{ "adresse unbekannt", 101, 5 }, { "adresse inconnue", 101, 5 }, { "boîte inconnue", 101, 5 },
	{ "dirección desconocida", 101, 5 }, { "destinatario desconocido", 101, 5 },
	{ "indirizzo sconosciuto", 101, 5 }, { "destinatario sconosciuto", 101, 5 },
	{ "endereço desconhecido", 101, 5 }, { "destinatário desconhecido", 101, 5 },
	{ "неизвестный пользователь", 101, 5 }, { "нет такого пользователя", 101, 5 },
	{ "такого адреса нет", 101, 5 }, { "nieznany użytkownik", 101, 5 }, { "neznámý uživatel", 101, 5 },
	{ "ismeretlen címzett", 101, 5 }, { "onbekende gebruiker", 101, 5 }, { "okänd mottagare", 101, 5 },
	{ "ukjent bruker", 101, 5 }, { "ukendt bruger", 101, 5 }, { "tuntematon vastaanottaja", 101, 5 },
	{ "alıcı bulunamadı", 101, 5 }, { "查无此人", 101, 5 }, { "查無此人", 101, 5 }, { "無此用戶", 101, 5 },
	{ "无此用户", 101, 5 }, { "没有此用户", 101, 5 }, { "没有这个收件人", 101, 5 }, { "无此收件人", 101, 5 },
	{ "用户未找到", 101, 5 }, { "宛先が見つかりません", 101, 5 }, { "該当するユーザー", 101, 5 }, { "존재하지 않", 101, 5 },
	{ "없는 사용자", 101, 5 }, { "알 수 없는 수신자", 101, 5 },
	{ "service unavailable", 302, 1 }, { "system not accepting", 302, 3 },
};
/* clang-format on */

/* Pairs for all that is worded otherwise: a word of the second three near one of the first. */
enum { BOX, USER, HOST, FULL, UNKNOWN, CLOSED, STEM_COUNT };

/* clang-format off */
static const Phrase stems[] = {
	{ "mailbox*", BOX, 1 }, { "inbox", BOX, 1 }, { "account*", BOX, 1 }, { "postfach*", BOX, 1 },
	{ "postfächer", BOX, 1 }, { "konto*", BOX, 1 }, { "boîte", BOX, 1 }, { "boite", BOX, 1 },
	{ "compte", BOX, 1 }, { "buzón", BOX, 1 }, { "buzon", BOX, 1 }, { "casilla", BOX, 1 },
	{ "cuenta", BOX, 1 }, { "casella", BOX, 1 }, { "caixa", BOX, 1 }, { "conta ", BOX, 1 },
	{ "schránk*", BOX, 1 }, { "schrank*", BOX, 1 }, { "skrzynk*", BOX, 1 }, { "ящик*", BOX, 1 },
	{ "аккаунт*", BOX, 1 }, { "учетн*", BOX, 1 }, { "учётн*", BOX, 1 }, { "скриньк*", BOX, 1 },
	{ "postafiók*", BOX, 1 }, { "postilaatik*", BOX, 1 }, { "postkass*", BOX, 1 }, { "brevlåd*", BOX, 1 },
	{ "inkorg*", BOX, 1 }, { "innboks*", BOX, 1 }, { "posteingang", BOX, 1 }, { "kutusu", BOX, 1 },
	{ "hesab*", BOX, 1 }, { "gelen kutu*", BOX, 1 }, { "căsuț*", BOX, 1 }, { "cutia", BOX, 1 },
	{ "γραμματοκιβώτιο", BOX, 1 }, { "صندوق", BOX, 1 }, { "邮箱", BOX, 1 }, { "郵箱", BOX, 1 },
	{ "信箱", BOX, 1 }, { "帐号", BOX, 1 }, { "帳號", BOX, 1 }, { "账号", BOX, 1 }, { "帐户", BOX, 1 },
	{ "账户", BOX, 1 }, { "帳戶", BOX, 1 }, { "メールボックス", BOX, 1 }, { "受信箱", BOX, 1 }, { "アカウント", BOX, 1 },
	{ "메일함", BOX, 1 }, { "사서함", BOX, 1 }, { "편지함", BOX, 1 }, { "계정", BOX, 1 }, { "우편함", BOX, 1 },

	{ "user", USER, 1 }, { "users", USER, 1 }, { "username", USER, 1 }, { "recipient*", USER, 1 },
	{ "address", USER, 1 }, { "emailadres*", USER, 1 }, { "mailadres*", USER, 1 },
	{ "e-mailadres*", USER, 1 }, { "e-postadres*", USER, 1 }, { "e-mail cím", USER, 1 },
	{ "mailová adresa", USER, 1 }, { "addresses", USER, 1 }, { "benutzer*", USER, 1 },
	{ "empfänger*", USER, 1 },
	{ "empfaenger*", USER, 1 }, { "adresse", USER, 1 }, { "adressen", USER, 1 }, { "adressat*", USER, 1 },
	{ "destinatai*", USER, 1 }, { "destinatari*", USER, 1 }, { "destinatári*", USER, 1 },
	{ "utilisateur*", USER, 1 }, { "usuari*", USER, 1 }, { "usuário*", USER, 1 }, { "dirección", USER, 1 },
	{ "direccion", USER, 1 }, { "utente", USER, 1 }, { "indirizzo", USER, 1 }, { "endereço", USER, 1 },
	{ "uživatel*", USER, 1 }, { "adresát*", USER, 1 }, { "adresa", USER, 1 }, { "příjem*", USER, 1 },
	{ "adres", USER, 1 }, { "użytkownik*", USER, 1 }, { "odbior*", USER, 1 }, { "адрес*", USER, 1 },
	{ "пользовател*", USER, 1 }, { "получател*", USER, 1 }, { "користувач*", USER, 1 },
	{ "одержувач*", USER, 1 }, { "címzett*", USER, 1 }, { "felhasználó*", USER, 1 },
	{ "vastaanott*", USER, 1 }, { "käyttäjä*", USER, 1 }, { "osoite*", USER, 1 }, { "mottag*", USER, 1 },
	{ "modtag*", USER, 1 }, { "mottak*", USER, 1 }, { "bruger*", USER, 1 }, { "bruker*", USER, 1 },
	{ "användar*", USER, 1 }, { "alıcı*", USER, 1 }, { "kullanıcı*", USER, 1 }, { "ontvanger*", USER, 1 },
	{ "gebruiker*", USER, 1 }, { "destinatar*", USER, 1 }, { "utilizator*", USER, 1 },
	{ "παραλήπτ*", USER, 1 }, { "χρήστη*", USER, 1 }, { "收件人", USER, 1 }, { "收件者", USER, 1 },
	{ "用户", USER, 1 }, { "用戶", USER, 1 }, { "使用者", USER, 1 }, { "地址", USER, 1 }, { "宛先", USER, 1 },
	{ "ユーザ", USER, 1 }, { "受信者", USER, 1 }, { "アドレス", USER, 1 }, { "수신자", USER, 1 }, { "사용자", USER, 1 },
	{ "주소", USER, 1 }, { "받는", USER, 1 },

	{ "host", HOST, 1 }, { "hosts", HOST, 1 }, { "hostname", HOST, 1 }, { "domain", HOST, 1 },
	{ "domains", HOST, 1 }, { "domäne", HOST, 1 }, { "domaine", HOST, 1 }, { "dominio", HOST, 1 },
	{ "domínio", HOST, 1 }, { "doména", HOST, 1 }, { "domény", HOST, 1 }, { "domena", HOST, 1 },
	{ "domeny", HOST, 1 }, { "домен*", HOST, 1 }, { "хост*", HOST, 1 }, { "zielrechner", HOST, 1 },
	{ "zielserver", HOST, 1 }, { "mailserver", HOST, 1 }, { "域名", HOST, 1 }, { "主机", HOST, 1 },
	{ "主機", HOST, 1 }, { "網域", HOST, 1 }, { "ドメイン", HOST, 1 }, { "ホスト", HOST, 1 }, { "도메인", HOST, 1 },
	{ "호스트", HOST, 1 },

	{ "full", FULL, 1 }, { "voll", FULL, 1 }, { "überfüllt", FULL, 1 }, { "pleine", FULL, 1 },
	{ "saturé*", FULL, 1 }, { "lleno", FULL, 1 }, { "llena", FULL, 1 }, { "piena", FULL, 1 },
	{ "pieno", FULL, 1 }, { "cheia", FULL, 1 }, { "cheio", FULL, 1 }, { "plná", FULL, 1 },
	{ "zaplněn*", FULL, 1 }, { "pełn*", FULL, 1 }, { "przepełnion*", FULL, 1 }, { "заполнен*", FULL, 1 },
	{ "переполнен*", FULL, 1 }, { "переповнен*", FULL, 1 }, { "megtelt", FULL, 1 }, { "betelt", FULL, 1 },
	{ "tele van", FULL, 1 }, { "täynnä", FULL, 1 }, { "fuld", FULL, 1 }, { "fylt", FULL, 1 },
	{ "dolu", FULL, 1 }, { "doldu", FULL, 1 }, { "dolmuş", FULL, 1 }, { "plină", FULL, 1 },
	{ "quota*", FULL, 1 }, { "kontingent", FULL, 1 }, { "överfull", FULL, 1 },
	{ "speicherplatz", FULL, 1 }, { "容量", FULL, 1 }, { "已满", FULL, 1 }, { "已滿", FULL, 1 },
	{ "满了", FULL, 1 }, { "滿了", FULL, 1 }, { "不足", FULL, 1 }, { "いっぱい", FULL, 1 }, { "一杯", FULL, 1 },
	{ "満杯", FULL, 1 }, { "가득", FULL, 1 }, { "초과", FULL, 1 }, { "부족", FULL, 1 },

	{ "unknown", UNKNOWN, 1 }, { "not exist", UNKNOWN, 1 }, { "not known", UNKNOWN, 1 },
	{ "not recogni*", UNKNOWN, 1 },
	{ "not valid", UNKNOWN, 1 }, { "nie ma takiego", UNKNOWN, 1 }, { "n't exist", UNKNOWN, 1 },
	{ "doesn't exist", UNKNOWN, 1 }, { "not found", UNKNOWN, 1 }, { "wasn't found", UNKNOWN, 1 },
	{ "couldn't be found", UNKNOWN, 1 }, { "no such", UNKNOWN, 1 }, { "invalid", UNKNOWN, 1 },
	{ "unbekannt*", UNKNOWN, 1 }, { "existiert nicht", UNKNOWN, 1 }, { "nicht gefunden", UNKNOWN, 1 },
	{ "inconnu*", UNKNOWN, 1 }, { "n'existe pas", UNKNOWN, 1 }, { "introuvable", UNKNOWN, 1 },
	{ "desconocid*", UNKNOWN, 1 }, { "no existe", UNKNOWN, 1 }, { "no se encontr*", UNKNOWN, 1 },
	{ "no se ha encontrado", UNKNOWN, 1 }, { "sconosciut*", UNKNOWN, 1 }, { "inesistent*", UNKNOWN, 1 },
	{ "non esiste", UNKNOWN, 1 }, { "non trovat*", UNKNOWN, 1 }, { "desconhecid*", UNKNOWN, 1 },
	{ "não existe", UNKNOWN, 1 }, { "não encontrad*", UNKNOWN, 1 }, { "inexistente", UNKNOWN, 1 },
	{ "neznám*", UNKNOWN, 1 }, { "neexist*", UNKNOWN, 1 }, { "nenalezen*", UNKNOWN, 1 },
	{ "nieznan*", UNKNOWN, 1 }, { "nie istnieje", UNKNOWN, 1 }, { "nie znaleziono", UNKNOWN, 1 },
	{ "неизвест*", UNKNOWN, 1 }, { "не существует", UNKNOWN, 1 }, { "не найден*", UNKNOWN, 1 },
	{ "не зарегистрирован*", UNKNOWN, 1 }, { "не існує", UNKNOWN, 1 }, { "не знайден*", UNKNOWN, 1 },
	{ "nem létez*", UNKNOWN, 1 }, { "ismeretlen", UNKNOWN, 1 }, { "nem található", UNKNOWN, 1 },
	{ "tuntematon", UNKNOWN, 1 }, { "ei löydy", UNKNOWN, 1 }, { "ei löytynyt", UNKNOWN, 1 },
	{ "ei ole olemassa", UNKNOWN, 1 }, { "ukendt", UNKNOWN, 1 }, { "ukjent", UNKNOWN, 1 },
	{ "okänd*", UNKNOWN, 1 }, { "finns inte", UNKNOWN, 1 }, { "findes ikke", UNKNOWN, 1 },
	{ "finnes ikke", UNKNOWN, 1 }, { "onbekend*", UNKNOWN, 1 }, { "bestaat niet", UNKNOWN, 1 },
	{ "niet gevonden", UNKNOWN, 1 }, { "bilinmeyen", UNKNOWN, 1 }, { "bulunamad*", UNKNOWN, 1 },
	{ "mevcut değil", UNKNOWN, 1 }, { "necunoscut*", UNKNOWN, 1 }, { "nu există", UNKNOWN, 1 },
	{ "δεν υπάρχει", UNKNOWN, 1 }, { "άγνωστος", UNKNOWN, 1 }, { "غير موجود", UNKNOWN, 1 },
	{ "không tồn tại", UNKNOWN, 1 }, { "不存在", UNKNOWN, 1 }, { "找不到", UNKNOWN, 1 }, { "查無", UNKNOWN, 1 },
	{ "查无", UNKNOWN, 1 }, { "无效", UNKNOWN, 1 }, { "無效", UNKNOWN, 1 }, { "沒有", UNKNOWN, 1 },
	{ "未找到", UNKNOWN, 1 }, { "見つかりません", UNKNOWN, 1 }, { "存在しません", UNKNOWN, 1 }, { "存在しない", UNKNOWN, 1 },
	{ "不明", UNKNOWN, 1 }, { "존재하지", UNKNOWN, 1 }, { "찾을 수 없", UNKNOWN, 1 }, { "없습니다", UNKNOWN, 1 },

	{ "disabled", CLOSED, 1 }, { "inactive", CLOSED, 1 }, { "deactivated", CLOSED, 1 },
	{ "suspended", CLOSED, 1 }, { "closed", CLOSED, 1 }, { "locked", CLOSED, 1 }, { "deleted", CLOSED, 1 },
	{ "expired", CLOSED, 1 }, { "no longer", CLOSED, 1 }, { "gesperrt", CLOSED, 1 },
	{ "deaktiviert", CLOSED, 1 }, { "stillgelegt", CLOSED, 1 }, { "geschlossen", CLOSED, 1 },
	{ "gelöscht", CLOSED, 1 }, { "désactivé*", CLOSED, 1 }, { "suspendu*", CLOSED, 1 },
	{ "fermé*", CLOSED, 1 }, { "bloqué*", CLOSED, 1 }, { "supprimé*", CLOSED, 1 },
	{ "desactivad*", CLOSED, 1 }, { "deshabilitad*", CLOSED, 1 }, { "bloquead*", CLOSED, 1 },
	{ "suspendid*", CLOSED, 1 }, { "cerrad*", CLOSED, 1 }, { "inactiv*", CLOSED, 1 },
	{ "disattivat*", CLOSED, 1 }, { "disabilitat*", CLOSED, 1 }, { "sospes*", CLOSED, 1 },
	{ "chius*", CLOSED, 1 }, { "bloccat*", CLOSED, 1 }, { "desativad*", CLOSED, 1 },
	{ "inativ*", CLOSED, 1 }, { "encerrad*", CLOSED, 1 }, { "suspens*", CLOSED, 1 },
	{ "zablokován*", CLOSED, 1 }, { "zrušen*", CLOSED, 1 }, { "deaktivován*", CLOSED, 1 },
	{ "neaktivn*", CLOSED, 1 }, { "zablokowan*", CLOSED, 1 }, { "wyłączon*", CLOSED, 1 },
	{ "nieaktywn*", CLOSED, 1 }, { "zawieszon*", CLOSED, 1 }, { "заблокирован*", CLOSED, 1 },
	{ "отключен*", CLOSED, 1 }, { "отключён*", CLOSED, 1 }, { "неактив*", CLOSED, 1 },
	{ "закрыт*", CLOSED, 1 }, { "удален*", CLOSED, 1 }, { "удалён*", CLOSED, 1 },
	{ "заблокован*", CLOSED, 1 }, { "letiltva", CLOSED, 1 }, { "megszűnt", CLOSED, 1 },
	{ "felfüggeszt*", CLOSED, 1 }, { "suljettu", CLOSED, 1 }, { "lukittu", CLOSED, 1 },
	{ "poistettu", CLOSED, 1 }, { "lukket", CLOSED, 1 }, { "stängt", CLOSED, 1 }, { "spærret", CLOSED, 1 },
	{ "sperret", CLOSED, 1 }, { "avslutad", CLOSED, 1 }, { "inaktiv*", CLOSED, 1 },
	{ "geblokkeerd", CLOSED, 1 }, { "uitgeschakeld", CLOSED, 1 }, { "opgeheven", CLOSED, 1 },
	{ "gesloten", CLOSED, 1 }, { "devre dışı", CLOSED, 1 }, { "kapatıl*", CLOSED, 1 },
	{ "askıya", CLOSED, 1 }, { "dezactivat*", CLOSED, 1 }, { "停用", CLOSED, 1 }, { "冻结", CLOSED, 1 },
	{ "凍結", CLOSED, 1 }, { "禁用", CLOSED, 1 }, { "关闭", CLOSED, 1 }, { "關閉", CLOSED, 1 },
	{ "注销", CLOSED, 1 }, { "停止", CLOSED, 1 }, { "停權", CLOSED, 1 }, { "無効", CLOSED, 1 },
	{ "비활성", CLOSED, 1 }, { "정지", CLOSED, 1 }, { "중지", CLOSED, 1 }, { "휴면", CLOSED, 1 },
	{ "차단", CLOSED, 1 },
};
/* clang-format on */

static int
meaning_of_pair(int first, int second)
{
	static const int meanings_of[STEM_COUNT][STEM_COUNT] = {
		[BOX] = { [FULL] = 202, [UNKNOWN] = 101, [CLOSED] = 201 },
		[USER] = { [UNKNOWN] = 101, [CLOSED] = 201 },
		[HOST] = { [UNKNOWN] = 102 },
	};
	return meanings_of[first][second] != 0 ? meanings_of[first][second] : meanings_of[second][first];
}

typedef struct pair_search {
	const char *folded;
	size_t last[STEM_COUNT]; /* 1 + offset of the last one; 0: none */
	int tag;                 /* what the nearest pair means */
	size_t distance;
} PairSearch;

static bool
keep_pair(const Phrase *phrase, size_t offset, gpointer data)
{
	PairSearch *search = data;
	for (int other = 0; other < STEM_COUNT; other++) {
		size_t last = search->last[other];
		int meaning = meaning_of_pair(phrase->tag, other);
		if (meaning == 0 || last == 0 || offset + 1 - last >= search->distance ||
		    !bounce_is_near(search->folded, last - 1, offset))
			continue;
		search->tag = meaning;
		search->distance = offset + 1 - last;
	}
	search->last[phrase->tag] = offset + 1;
	return true;
}

static int
meaning_by_pair(const char *folded)
{
	static const Phrases *set;
	static gsize once;
	if (g_once_init_enter(&once)) {
		set = phrases_index(stems, G_N_ELEMENTS(stems));
		g_once_init_leave(&once, 1);
	}
	PairSearch search = { .folded = folded, .distance = G_MAXSIZE };
	phrases_search(set, folded, keep_pair, &search);
	return search.tag;
}

static bool
keep_best(const Phrase *phrase, size_t offset G_GNUC_UNUSED, gpointer data)
{
	BounceMeaning *best = data;
	if (phrase->weight > best->weight) {
		best->tag = phrase->tag;
		best->weight = phrase->weight;
	}
	return true;
}

BounceMeaning
bounce_meaning(const char *words)
{
	static const Phrases *set;
	static gsize once;
	if (g_once_init_enter(&once)) {
		set = phrases_index(meanings, G_N_ELEMENTS(meanings));
		g_once_init_leave(&once, 1);
	}
	g_autofree char *folded = words_fold(words, BOUNCE_TEXT_MAX, false);
	BounceMeaning best = { 0, 0 };
	phrases_search(set, folded, keep_best, &best);
	int pair = best.weight < BOUNCE_PAIR_WEIGHT ? meaning_by_pair(folded) : 0;
	if (pair != 0)
		best = (BounceMeaning){ pair, BOUNCE_PAIR_WEIGHT };
	return best;
}
