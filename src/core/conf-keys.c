/* SPDX-License-Identifier: ISC
 * conf-keys.c - every key of plaint.conf: one table drives parser, checks, defaults and comments
 *
 * A switch per key would be shorter by a hundred lines and drift from its manual within a year. */
#include "plaint/conf.h"
#include "conf-private.h"
#include "url-private.h"
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

static const char *const copies[] = { "self", "none", NULL };

#define IN_ACCOUNT(member) offsetof(Account, member)
#define IN_CONF(member) offsetof(Conf, member)

const ConfKey conf_keys[] = {
	{ "account", "address", CONF_ADDRESS, IN_ACCOUNT(address), NULL, 0, 0, NULL,
	    "Complaints are sent from this address, and answers come to it.",
	    "投诉从这个地址发出，答复也寄到这里。" },
	{ "account", "name", CONF_TEXT, IN_ACCOUNT(real_name), "", 0, 0, NULL,
	    "The name beside the address; the complainant's unless given.",
	    "与地址一起显示的姓名；不填则用投诉人的姓名。" },
	{ "account", "imap", CONF_IMAP_URL, IN_ACCOUNT(imap), NULL, 0, 0, NULL,
	    "Where answers arrive: imaps://HOST[:PORT][/FOLDER], or imap:// for STARTTLS.",
	    "收信服务器：imaps://主机[:端口][/文件夹]；imap:// 表示 STARTTLS。" },
	{ "account", "smtp", CONF_SMTP_URL, IN_ACCOUNT(smtp), NULL, 0, 0, NULL,
	    "Where mail is handed in: smtps://HOST[:PORT], or smtp:// for STARTTLS.",
	    "发信服务器：smtps://主机[:端口]；smtp:// 表示 STARTTLS。" },
	{ "account", "user", CONF_TEXT, IN_ACCOUNT(user), "", 0, 0, NULL,
	    "The name to log in with; the address unless given.", "登录名；不填则用邮件地址。" },
	{ "account", "password_command", CONF_COMMAND, IN_ACCOUNT(password_command), "", 0, 0, NULL,
	    "A command that prints the password; the password itself never stands in this file.",
	    "输出密码的命令；密码本身绝不写在此文件中。" },
	{ "account", "token_command", CONF_COMMAND, IN_ACCOUNT(token_command), "", 0, 0, NULL,
	    "A command that prints an OAuth 2 access token, in place of password_command.",
	    "输出 OAuth 2 访问令牌的命令，用以代替 password_command。" },
	{ "account", "tls_ca_file", CONF_PATH, IN_ACCOUNT(tls_ca_file), "", 0, 0, NULL,
	    "Trust this CA (PEM file) in place of the system's.", "信任此 CA（PEM 文件）而非系统自带的 CA。" },
	{ "account", "tls_fingerprint", CONF_FINGERPRINT, IN_ACCOUNT(tls_fingerprint), "", 0, 0, NULL,
	    "Trust exactly the certificate with this SHA-256 fingerprint, or those with these, and no other.",
	    "只信任具有此 SHA-256 指纹的证书；可列出多个。" },
	{ "account", "sent_folder", CONF_FOLDER, IN_ACCOUNT(sent_folder), "", 0, 0, NULL,
	    "Where the server keeps a copy of what was sent; searched after a broken sending.",
	    "服务器保存已发邮件的文件夹；发送中断后在其中查找。" },
	{ "account", "plus_address", CONF_BOOL, IN_ACCOUNT(plus_address), "no", 0, 0, NULL,
	    "Whether mail to NAME+KEY@DOMAIN reaches this mailbox: yes or no.",
	    "寄到 NAME+KEY@DOMAIN 的邮件是否会到达此邮箱：yes 或 no。" },
	{ "account", "smtp_auth", CONF_BOOL, IN_ACCOUNT(smtp_auth), "yes", 0, 0, NULL,
	    "Set to no for a relay that asks for no login; TLS stays required.",
	    "若中继服务器不要求登录则设为 no；仍须使用 TLS。" },
	{ "account", "copy", CONF_CHOICE, IN_ACCOUNT(copy), "self", 0, 0, copies,
	    "A copy of each mail to ourselves (self) proves what was sent when a sending breaks off; or none.",
	    "每封邮件同时抄送自己 (self)，以便发送中断时查明是否已寄出；或 none。" },
	{ "account", "timeout", CONF_INT, IN_ACCOUNT(timeout_s), "60", 1, 3600, NULL,
	    "Seconds after which a silent server is given up.", "服务器无响应多少秒后放弃。" },
	{ "complainant", "name", CONF_TEXT, IN_CONF(complainant.name), "", 0, 0, NULL,
	    "Who complains: the name under each mail; the account's unless given.",
	    "投诉人姓名，用于每封邮件的署名；不填则用账户的姓名。" },
	{ "complainant", "address", CONF_ADDRESS, IN_CONF(complainant.address), "", 0, 0, NULL,
	    "Where notices and reminders go; the account's address unless given.",
	    "通知与提醒寄往何处；不填则用账户的地址。" },
	{ "complainant", "language", CONF_LANGUAGE, IN_CONF(complainant.language), "", 0, 0, NULL,
	    "en or zh: the language of notices and forms; the locale's unless given.",
	    "en 或 zh：通知与表单的语言；不填则随系统语言。" },
	{ "complainant", "country", CONF_COUNTRY, IN_CONF(complainant.country), "", 0, 0, NULL,
	    "Two letters, or with a region: CN, DE-BY. Its calendar decides when you are reminded.",
	    "两个字母，可带地区：CN、DE-BY。按其日历决定何时提醒您。" },
	{ "complainant", "timezone", CONF_ZONE, IN_CONF(complainant.timezone), "", 0, 0, NULL,
	    "Your time zone, such as Asia/Shanghai; the system's unless given.",
	    "您的时区，例如 Asia/Shanghai；不填则用系统时区。" },
	{ "reading", "threshold", CONF_REAL, IN_CONF(reading.threshold), "0.85", 0.0, 1.0, NULL,
	    "A reading less sure than this moves no case; you are asked.",
	    "把握低于此值的判断不改变投诉状态，而是询问您。" },
	{ "retention", "unfiled_days", CONF_INT, IN_CONF(retention.unfiled_days), "30", 1, 3650, NULL,
	    "Days that unfiled mail is kept.", "未归档邮件保留的天数。" },
	{ "recheck", "timeout", CONF_INT, IN_CONF(recheck.timeout_s), "30", 1, 120, NULL,
	    "Seconds that a look at the matter may take.", "查看问题是否仍存在最多用时多少秒。" },
	{ NULL },
};

const ConfKey *
conf_key_find(const char *section, const char *name)
{
	for (const ConfKey *key = conf_keys; key->section != NULL; key++)
		if (strcmp(key->section, section) == 0 && strcmp(key->name, name) == 0)
			return key;
	return NULL;
}

const char *
conf_sentence(const char *section, const char *key, const char *language)
{
	const ConfKey *found = conf_key_find(section, key);
	if (found == NULL)
		return NULL;
	return g_strcmp0(language, "zh") == 0 ? found->sentence_zh : found->sentence;
}

bool
conf_is_address(const char *text)
{
	static const char atext[] = "!#$%&'*+-/=?^_`{|}~.";
	const char *at = strrchr(text, '@');
	size_t length = strlen(text);
	if (at == NULL || length > 254 || at == text || at - text > 64)
		return false;
	if (*text == '.' || at[-1] == '.' || g_strstr_len(text, at - text, "..") != NULL)
		return false;
	for (const char *p = text; p < at; p++)
		if (!g_ascii_isalnum(*p) && strchr(atext, *p) == NULL)
			return false;
	return url_is_host_name(at + 1);
}

/* The domain may come as people write it; on the wire it is ASCII (RFC 5890). */
static char *
canonical_address(const char *text)
{
	const char *at = strrchr(text, '@');
	g_autofree char *domain = at != NULL ? url_canonical_host(at + 1) : NULL;
	if (domain == NULL)
		return NULL;
	g_autofree char *whole = g_strdup_printf("%.*s@%s", (int)(at - text), text, domain);
	return conf_is_address(whole) ? g_steal_pointer(&whole) : NULL;
}

static void
take(void *base, size_t offset, char *text)
{
	char **member = G_STRUCT_MEMBER_P(base, offset);
	g_free(*member);
	*member = text;
}

static bool
set_address(const ConfKey *key, const char *value, void *base, GError **error)
{
	char *address = canonical_address(value);
	if (address == NULL)
		return fail(error, PLAINT_ERROR_CONFIG,
		    "'%s' is no mail address: write it like complaints@example.org", value);
	take(base, key->offset, address);
	return true;
}

static bool
set_path(const ConfKey *key, const char *value, const char *folder, void *base, GError **error)
{
	g_autofree char *path = g_str_has_prefix(value, "~/") ?
	    g_build_filename(g_get_home_dir(), value + 2, NULL) :
	    g_canonicalize_filename(value, folder);
	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return fail(error, PLAINT_ERROR_CONFIG, "there is no file '%s'", path);
	take(base, key->offset, g_steal_pointer(&path));
	return true;
}

/* One as openssl prints it, with colons and in capitals, or plain. */
static bool
append_fingerprint(GString *out, const char *text, GError **error)
{
	g_autoptr(GString) digits = g_string_new(NULL);
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == ':')
			continue;
		if (!g_ascii_isxdigit(*p))
			return fail(error, PLAINT_ERROR_CONFIG,
			    "'%s' is no SHA-256 fingerprint: it has 64 hexadecimal digits", text);
		g_string_append_c(digits, g_ascii_tolower(*p));
	}
	if (digits->len != 64)
		return fail(error, PLAINT_ERROR_CONFIG,
		    "this fingerprint has %zu digits: one by SHA-256 has 64", digits->len);
	g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", digits->str);
	return true;
}

static bool
set_fingerprints(const ConfKey *key, const char *value, void *base, GError **error)
{
	g_autoptr(GString) all = g_string_new(NULL);
	g_auto(GStrv) words = g_strsplit_set(value, " ,", -1);
	for (char **word = words; *word != NULL; word++)
		if (**word != '\0' && !append_fingerprint(all, *word, error))
			return false;
	if (all->len == 0)
		return append_fingerprint(all, "", error);
	take(base, key->offset, g_string_free(g_steal_pointer(&all), FALSE));
	return true;
}

static bool
set_bool(const ConfKey *key, const char *value, void *base, GError **error)
{
	static const struct {
		const char *word;
		bool is_true;
	} words[] = { { "yes", true }, { "no", false }, { "true", true }, { "false", false },
		{ "on", true }, { "off", false } };
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (g_ascii_strcasecmp(value, words[i].word) != 0)
			continue;
		G_STRUCT_MEMBER(bool, base, key->offset) = words[i].is_true;
		return true;
	}
	return fail(error, PLAINT_ERROR_CONFIG, "'%s' is not understood: write yes or no", value);
}

static bool
set_choice(const ConfKey *key, const char *value, void *base, GError **error)
{
	for (int i = 0; key->choices[i] != NULL; i++) {
		if (strcmp(value, key->choices[i]) != 0)
			continue;
		G_STRUCT_MEMBER(int, base, key->offset) = i;
		return true;
	}
	g_autofree char *all = g_strjoinv(" or ", (char **)key->choices);
	return fail(error, PLAINT_ERROR_CONFIG, "'%s' is not understood: write %s", value, all);
}

static bool
set_number(const ConfKey *key, const char *value, void *base, GError **error)
{
	char *end = NULL;
	double number = g_ascii_strtod(value, &end);
	bool is_whole = key->type == CONF_INT;
	if (end == value || *end != '\0' || !isfinite(number) || number < key->least ||
	    number > key->most || (is_whole && number != floor(number)))
		return fail(error, PLAINT_ERROR_CONFIG, "'%s' is no %s from %g to %g", value,
		    is_whole ? "whole number" : "number", key->least, key->most);
	if (is_whole)
		G_STRUCT_MEMBER(int, base, key->offset) = (int)number;
	else
		G_STRUCT_MEMBER(double, base, key->offset) = number;
	return true;
}

static bool
set_language(const ConfKey *key, const char *value, void *base, GError **error)
{
	static const char *const known[] = { "en", "zh" };
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		if (g_ascii_strncasecmp(value, known[i], 2) != 0 || g_ascii_isalpha(value[2]))
			continue;
		take(base, key->offset, g_strdup(known[i]));
		return true;
	}
	return fail(error, PLAINT_ERROR_CONFIG, "'%s' is not spoken here: write en or zh", value);
}

static bool
set_country(const ConfKey *key, const char *value, void *base, GError **error)
{
	size_t length = strlen(value);
	bool is_good = g_ascii_isalpha(value[0]) && g_ascii_isalpha(value[1]) &&
	    (length == 2 || (length >= 4 && length <= 6 && value[2] == '-'));
	for (size_t i = 3; is_good && i < length; i++)
		is_good = g_ascii_isalnum(value[i]);
	if (!is_good)
		return fail(error, PLAINT_ERROR_CONFIG,
		    "'%s' is no country code: write two letters like CN, or with a region like DE-BY",
		    value);
	take(base, key->offset, g_ascii_strup(value, -1));
	return true;
}

static bool
set_zone(const ConfKey *key, const char *value, void *base, GError **error)
{
	/* Not g_time_zone_new(), which takes any unknown name for UTC. */
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(value);
	if (zone == NULL)
		return fail(error, PLAINT_ERROR_CONFIG,
		    "'%s' is no time zone known here: write it like Asia/Shanghai", value);
	take(base, key->offset, g_strdup(value));
	return true;
}

static bool
set_folder(const ConfKey *key, const char *value, void *base, GError **error)
{
	if (strlen(value) > URL_FOLDER_MAX)
		return fail(error, PLAINT_ERROR_CONFIG, "this folder's name is too long");
	take(base, key->offset, g_strdup(value));
	return true;
}

bool
conf_key_set(const ConfKey *key, const char *value, const char *folder, void *base, GError **error)
{
	switch (key->type) {
	case CONF_TEXT:
	case CONF_COMMAND:
		take(base, key->offset, g_strdup(value));
		return true;
	case CONF_ADDRESS:
		return set_address(key, value, base, error);
	case CONF_IMAP_URL:
		return url_parse(value, URL_IMAP, G_STRUCT_MEMBER_P(base, key->offset), error);
	case CONF_SMTP_URL:
		return url_parse(value, URL_SMTP, G_STRUCT_MEMBER_P(base, key->offset), error);
	case CONF_PATH:
		return set_path(key, value, folder, base, error);
	case CONF_FINGERPRINT:
		return set_fingerprints(key, value, base, error);
	case CONF_FOLDER:
		return set_folder(key, value, base, error);
	case CONF_BOOL:
		return set_bool(key, value, base, error);
	case CONF_CHOICE:
		return set_choice(key, value, base, error);
	case CONF_INT:
	case CONF_REAL:
		return set_number(key, value, base, error);
	case CONF_LANGUAGE:
		return set_language(key, value, base, error);
	case CONF_COUNTRY:
		return set_country(key, value, base, error);
	case CONF_ZONE:
		return set_zone(key, value, base, error);
	}
	g_assert_not_reached();
}

void
conf_key_clear(const ConfKey *key, void *base)
{
	switch (key->type) {
	case CONF_BOOL:
	case CONF_CHOICE:
	case CONF_INT:
	case CONF_REAL:
		return;
	case CONF_IMAP_URL:
	case CONF_SMTP_URL:
		url_clear(G_STRUCT_MEMBER_P(base, key->offset));
		return;
	default:
		take(base, key->offset, NULL);
	}
}

bool
conf_prints_itself(const char *command)
{
	/* What is computed, echo "$SECRET" or echo `...`, is not in the file. */
	if (strpbrk(command, "$`|<") != NULL)
		return false;
	const char *word = command + strspn(command, " \t");
	size_t length = strcspn(word, " \t");
	g_autofree char *first = g_strndup(word, length);
	g_autofree char *name = g_path_get_basename(first);
	return strcmp(name, "echo") == 0 || strcmp(name, "printf") == 0;
}

bool
conf_url_has_password(const char *url)
{
	const char *rest = strstr(url, "://");
	if (rest == NULL)
		return false;
	rest += 3;
	size_t length = strcspn(rest, "/");
	const char *at = g_strrstr_len(rest, (gssize)length, "@");
	return at != NULL && memchr(rest, ':', (size_t)(at - rest)) != NULL;
}

bool
conf_check_value(const char *section, const char *name, const char *value, GError **error)
{
	const ConfKey *key = conf_key_find(section, name);
	g_assert(key != NULL);
	union {
		Account account;
		Conf conf;
	} scratch = { 0 };
	g_autofree char *folder = g_get_current_dir();
	if (!conf_key_set(key, value, folder, &scratch, error))
		return false;
	conf_key_clear(key, &scratch);
	return true;
}
