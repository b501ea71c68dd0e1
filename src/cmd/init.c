/* SPDX-License-Identifier: ISC
 * init.c - plaint init: the first plaint.conf, asked for, written, and tried */
#include "cmd-account-private.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MAX 4096

/* Where mail lives that is not at imap.DOMAIN and smtp.DOMAIN. As documented by each on their
 * help pages; note: what a user has to do there first. */
static const struct known {
	const char *domains, *imap, *smtp;
	const char *note, *note_zh;
} known[] = {
	{ "gmail.com googlemail.com", "imaps://imap.gmail.com", "smtps://smtp.gmail.com",
	    "Google wants an app password (two-step verification on), or token_command.",
	    "Google 需要应用专用密码（须开启两步验证），或使用 token_command。" },
	{ "outlook.com hotmail.com live.com msn.com", "imaps://outlook.office365.com",
	    "smtp://smtp-mail.outlook.com", "Microsoft takes only tokens here: use token_command.",
	    "微软此处只接受令牌：请使用 token_command。" },
	{ "qq.com foxmail.com", "imaps://imap.qq.com", "smtps://smtp.qq.com",
	    "Switch IMAP on in the web mail and use its authorization code as the password.",
	    "请在网页邮箱中开启 IMAP，并以授权码作为密码。" },
	{ "163.com", "imaps://imap.163.com", "smtps://smtp.163.com",
	    "Switch IMAP on in the web mail and use its authorization code as the password.",
	    "请在网页邮箱中开启 IMAP，并以授权码作为密码。" },
	{ "126.com", "imaps://imap.126.com", "smtps://smtp.126.com",
	    "Switch IMAP on in the web mail and use its authorization code as the password.",
	    "请在网页邮箱中开启 IMAP，并以授权码作为密码。" },
	{ "yeah.net", "imaps://imap.yeah.net", "smtps://smtp.yeah.net",
	    "Switch IMAP on in the web mail and use its authorization code as the password.",
	    "请在网页邮箱中开启 IMAP，并以授权码作为密码。" },
	{ "gmx.de gmx.net gmx.at gmx.ch", "imaps://imap.gmx.net", "smtps://mail.gmx.net",
	    "Switch IMAP on in the web mail's settings.", "请在网页邮箱设置中开启 IMAP。" },
	{ "gmx.com", "imaps://imap.gmx.com", "smtps://mail.gmx.com",
	    "Switch IMAP on in the web mail's settings.", "请在网页邮箱设置中开启 IMAP。" },
	{ "web.de", "imaps://imap.web.de", "smtps://smtp.web.de",
	    "Switch IMAP on in the web mail's settings.", "请在网页邮箱设置中开启 IMAP。" },
	{ "icloud.com me.com mac.com", "imaps://imap.mail.me.com", "smtp://smtp.mail.me.com",
	    "Apple wants an app-specific password.", "苹果需要 App 专用密码。" },
	{ "yahoo.com ymail.com", "imaps://imap.mail.yahoo.com", "smtps://smtp.mail.yahoo.com",
	    "Yahoo wants an app password.", "雅虎需要应用密码。" },
	{ "fastmail.com fastmail.fm", "imaps://imap.fastmail.com", "smtps://smtp.fastmail.com",
	    "Fastmail wants an app password.", "Fastmail 需要应用密码。" },
	{ "mailbox.org", "imaps://imap.mailbox.org", "smtps://smtp.mailbox.org", NULL, NULL },
	{ "posteo.de posteo.net", "imaps://posteo.de", "smtps://posteo.de", NULL, NULL },
	{ "yandex.ru yandex.com", "imaps://imap.yandex.com", "smtps://smtp.yandex.com",
	    "Yandex wants an app password.", "Yandex 需要应用密码。" },
	{ "mail.ru", "imaps://imap.mail.ru", "smtps://smtp.mail.ru", "Mail.ru wants an app password.",
	    "Mail.ru 需要应用密码。" },
	{ "aliyun.com", "imaps://imap.aliyun.com", "smtps://smtp.aliyun.com", NULL, NULL },
	{ "sina.com", "imaps://imap.sina.com", "smtps://smtp.sina.com",
	    "Switch IMAP on in the web mail and use its authorization code as the password.",
	    "请在网页邮箱中开启 IMAP，并以授权码作为密码。" },
};

/* The answers, in the order they are asked for and written. */
enum { ADDRESS, NAME, IMAP, SMTP, USER, PASSWORD, TOKEN, CA_FILE, LANGUAGE, ANSWERS };

static const struct question {
	const char *section, *key, *option;
	const char *text, *text_zh;
	bool is_asked;
} questions[ANSWERS] = {
	[ADDRESS] = { "account", "address", "--address", "Mail address", "邮件地址", true },
	[NAME] = { "account", "name", "--name", "Your name", "您的姓名", true },
	[IMAP] = { "account", "imap", "--imap", "IMAP server", "收信服务器 (IMAP)", true },
	[SMTP] = { "account", "smtp", "--smtp", "SMTP server", "发信服务器 (SMTP)", true },
	[USER] = { "account", "user", "--user", "Login name", "登录名", true },
	[PASSWORD] = { "account", "password_command", "--password-command",
	    "A command that prints the password (for example: pass show mail)",
	    "输出密码的命令（例如：pass show mail）", true },
	[TOKEN] = { "account", "token_command", "--token-command", NULL, NULL, false },
	[CA_FILE] = { "account", "tls_ca_file", "--tls-ca-file", NULL, NULL, false },
	[LANGUAGE] = { "complainant", "language", "--language", "Language, en or zh", "语言，en 或 zh",
	    true },
};

static const struct known *
find_known(const char *domain)
{
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		g_auto(GStrv) domains = g_strsplit(known[i].domains, " ", -1);
		if (g_strv_contains((const char *const *)domains, domain))
			return &known[i];
	}
	return NULL;
}

/* What to offer where nothing was given. Free with g_free(). */
static char *
guess(int which, char *const *answers, const char *language)
{
	const char *at = answers[ADDRESS] != NULL ? strrchr(answers[ADDRESS], '@') : NULL;
	g_autofree char *domain = at != NULL ? g_ascii_strdown(at + 1, -1) : NULL;
	const struct known *found = domain != NULL ? find_known(domain) : NULL;
	switch (which) {
	case IMAP:
		return found != NULL ? g_strdup(found->imap) :
		    domain != NULL ? g_strdup_printf("imaps://imap.%s", domain) : NULL;
	case SMTP:
		return found != NULL ? g_strdup(found->smtp) :
		    domain != NULL ? g_strdup_printf("smtps://smtp.%s", domain) : NULL;
	case USER:
		return g_strdup(answers[ADDRESS]);
	case LANGUAGE:
		return g_strdup(language);
	default:
		return NULL;
	}
}

static bool
check_answer(int which, const char *value, GError **error)
{
	const struct question *question = &questions[which];
	for (const char *p = value; *p != '\0'; p++)
		if (g_ascii_iscntrl(*p))
			return fail(error, PLAINT_ERROR_USAGE, "%s: no control characters, please",
			    question->option);
	if (!g_utf8_validate(value, -1, NULL))
		return fail(error, PLAINT_ERROR_USAGE, "%s: not UTF-8 text", question->option);
	g_autoptr(GError) why = NULL;
	return conf_check_value(question->section, question->key, value, &why) ||
	    fail(error, PLAINT_ERROR_USAGE, "%s: %s", question->option, why->message);
}

/* Ask until the answer is good; an empty one takes what is offered. False at the end of input. */
static bool
ask(int which, char **answers, const char *language)
{
	const struct question *question = &questions[which];
	const char *text = strcmp(language, "zh") == 0 ? question->text_zh : question->text;
	g_autofree char *offer = guess(which, answers, language);
	char line[ANSWER_MAX];
	for (;;) {
		g_autoptr(GError) error = NULL;
		if (offer != NULL)
			fprintf(stderr, "%s [%s]: ", text, offer);
		else
			fprintf(stderr, "%s: ", text);
		if (fgets(line, sizeof line, stdin) == NULL)
			return false;
		g_strstrip(line);
		const char *value = *line != '\0' ? line : offer;
		if (value == NULL && which == NAME)
			return true;
		if (value == NULL)
			continue;
		if (check_answer(which, value, &error)) {
			answers[which] = g_strdup(value);
			return true;
		}
		fprintf(stderr, "%s\n", error->message);
	}
}

static void
show_note(char *const *answers, const char *language)
{
	const struct known *found = find_known(strrchr(answers[ADDRESS], '@') + 1);
	if (found != NULL && found->note != NULL)
		fprintf(stderr, "%s\n", strcmp(language, "zh") == 0 ? found->note_zh : found->note);
}

/* Everything that was not given as an option: asked for on a terminal, else guessed or missed. */
static bool
complete(char **answers, const char *language, GError **error)
{
	bool is_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
	g_autoptr(GString) missing = g_string_new(NULL);
	for (int i = 0; i < ANSWERS; i++) {
		if (i == PASSWORD && answers[ADDRESS] != NULL)
			show_note(answers, language);
		if (answers[i] != NULL || !questions[i].is_asked || (i == PASSWORD && answers[TOKEN] != NULL))
			continue;
		if (is_terminal) {
			if (!ask(i, answers, language))
				return fail(error, PLAINT_ERROR_USAGE, "no answer: nothing was written");
			continue;
		}
		answers[i] = guess(i, answers, language);
		/* The others follow from the address. */
		if (answers[i] == NULL && (i == ADDRESS || i == PASSWORD))
			g_string_append_printf(missing, " %s", questions[i].option);
	}
	return missing->len == 0 || fail(error, PLAINT_ERROR_USAGE,
	    "not on a terminal, so these options are needed:%s", missing->str);
}

static void
put_line(GString *out, int which, char *const *answers, const char *language)
{
	const struct question *question = &questions[which];
	const char *value = answers[which];
	bool is_default = which == USER && g_strcmp0(value, answers[ADDRESS]) == 0;
	g_string_append_printf(out, "\n# %s\n", conf_sentence(question->section, question->key, language));
	if (value == NULL || is_default)
		g_string_append_printf(out, "#%s =%s%s\n", question->key, value != NULL ? " " : "",
		    value != NULL ? value : "");
	else
		g_string_append_printf(out, "%s = %s\n", question->key, value);
}

static void
put_hint(GString *out, const char *section, const char *key, const char *example, const char *language)
{
	g_string_append_printf(out, "\n# %s\n#%s = %s\n", conf_sentence(section, key, language), key,
	    example);
}

static char *
render(char *const *answers, const char *language)
{
	bool is_zh = strcmp(language, "zh") == 0;
	GString *out = g_string_new(is_zh ?
	    "# plaint 的配置，见 plaint.conf(5)。以 # 开头的行是注释。\n" :
	    "# The configuration of plaint, see plaint.conf(5). Lines that begin with # are comments.\n");
	g_string_append(out, "\n[account]\n");
	for (int i = ADDRESS; i <= CA_FILE; i++)
		put_line(out, i, answers, language);
	put_hint(out, "account", "tls_fingerprint", "0123...", language);
	put_hint(out, "account", "sent_folder", "Sent", language);
	put_hint(out, "account", "plus_address", "yes", language);
	put_hint(out, "account", "copy", "self", language);
	put_hint(out, "account", "timeout", "60", language);
	g_string_append(out, "\n[complainant]\n");
	put_line(out, LANGUAGE, answers, language);
	put_hint(out, "complainant", "name", is_zh ? "李伟" : "Li Wei", language);
	put_hint(out, "complainant", "address", "me@example.org", language);
	put_hint(out, "complainant", "country", "CN", language);
	put_hint(out, "complainant", "timezone", "Asia/Shanghai", language);
	g_string_append(out, "\n[reading]\n");
	put_hint(out, "reading", "threshold", "0.85", language);
	g_string_append(out, "\n[retention]\n");
	put_hint(out, "retention", "unfiled_days", "30", language);
	return g_string_free(out, FALSE);
}

/* Beside its place first, read back, and only then renamed: whatever fails changes nothing. */
static bool
write_conf(const char *path, const char *text, Conf **out, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *beside = g_strdup_printf("%s.new", path);
	g_autoptr(GError) why = NULL;
	if (g_mkdir_with_parents(folder, 0700) < 0)
		return fail(error, PLAINT_ERROR_IO, "cannot make the folder '%s': %s", folder,
		    g_strerror(errno));
	g_unlink(beside);
	if (!g_file_set_contents_full(beside, text, -1,
	        G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &why))
		return fail(error, PLAINT_ERROR_IO, "%s", why->message);
	if (!conf_load(beside, out, error)) {
		g_unlink(beside);
		return false;
	}
	if (g_rename(beside, path) == 0)
		return true;
	int code = errno;
	g_unlink(beside);
	conf_free(g_steal_pointer(out));
	return fail(error, PLAINT_ERROR_IO, "cannot write '%s': %s", path, g_strerror(code));
}

typedef struct outcome {
	const char *language;
	int failed, worst;
} Outcome;

static void
note(const Check *check, void *data)
{
	Outcome *outcome = data;
	if (check->code >= 0 && outcome->failed++ == 0)
		outcome->worst = check->code;
	check_print(check, outcome->language);
}

static bool
try_account(const Conf *conf, const char *path, const char *language, GError **error)
{
	Outcome outcome = { .language = language };
	check_account(conf_account(conf, NULL), note, &outcome);
	if (outcome.failed == 0)
		return true;
	return fail(error, (PlaintError)outcome.worst, strcmp(language, "zh") == 0 ?
	    "'%s' 已写好，但测试未通过：请修改后运行 `plaint doctor`" :
	    "'%s' is written, but a test failed: change it and run `plaint doctor`", path);
}

static bool
check_given(char **answers, bool is_forced, const char *path, GError **error)
{
	if (!is_forced && g_file_test(path, G_FILE_TEST_EXISTS))
		return fail(error, PLAINT_ERROR_CONFLICT, "'%s' is there already: --force replaces it", path);
	if (answers[PASSWORD] != NULL && answers[TOKEN] != NULL)
		return fail(error, PLAINT_ERROR_USAGE,
		    "--password-command and --token-command: only one of the two can be used");
	for (int i = 0; i < ANSWERS; i++)
		if (answers[i] != NULL && !check_answer(i, answers[i], error))
			return false;
	if (answers[CA_FILE] != NULL) {
		char *whole = g_canonicalize_filename(answers[CA_FILE], NULL);
		g_free(answers[CA_FILE]);
		answers[CA_FILE] = whole;
	}
	return true;
}

static bool
run(char **answers, const char *path, bool is_forced, bool is_untested, GError **error)
{
	g_autoptr(Conf) conf = NULL;
	if (!check_given(answers, is_forced, path, error))
		return false;
	const char *asked_in =
	    answers[LANGUAGE] != NULL && g_str_has_prefix(answers[LANGUAGE], "zh") ? "zh" :
	    answers[LANGUAGE] != NULL ? "en" : conf_locale_language();
	if (!complete(answers, asked_in, error))
		return false;
	const char *language = g_str_has_prefix(answers[LANGUAGE], "zh") ? "zh" : "en";
	error_set_language(language);
	g_autofree char *text = render(answers, language);
	if (!write_conf(path, text, &conf, error))
		return false;
	printf(strcmp(language, "zh") == 0 ? "已写入 %s\n" : "wrote %s\n", path);
	return is_untested || try_account(conf, path, language, error);
}

bool
cmd_init(Context *ctx, int argc, char **argv, GError **error)
{
	char *answers[ANSWERS] = { NULL };
	gboolean is_forced = FALSE, is_untested = FALSE;
	const GOptionEntry entries[] = {
		{ "address", 0, 0, G_OPTION_ARG_STRING, &answers[ADDRESS], "the mail address", "ADDRESS" },
		{ "name", 0, 0, G_OPTION_ARG_STRING, &answers[NAME], "your name", "NAME" },
		{ "imap", 0, 0, G_OPTION_ARG_STRING, &answers[IMAP], "the IMAP server", "URL" },
		{ "smtp", 0, 0, G_OPTION_ARG_STRING, &answers[SMTP], "the SMTP server", "URL" },
		{ "user", 0, 0, G_OPTION_ARG_STRING, &answers[USER], "the login's name", "NAME" },
		{ "password-command", 0, 0, G_OPTION_ARG_STRING, &answers[PASSWORD],
		    "a command that prints the password", "COMMAND" },
		{ "token-command", 0, 0, G_OPTION_ARG_STRING, &answers[TOKEN],
		    "a command that prints an OAuth 2 token", "COMMAND" },
		{ "tls-ca-file", 0, 0, G_OPTION_ARG_FILENAME, &answers[CA_FILE], "trust this CA only", "FILE" },
		{ "language", 0, 0, G_OPTION_ARG_STRING, &answers[LANGUAGE], "en or zh", "LANGUAGE" },
		{ "force", 'f', 0, G_OPTION_ARG_NONE, &is_forced, "replace the file", NULL },
		{ "no-test", 0, 0, G_OPTION_ARG_NONE, &is_untested, "do not try to log in", NULL },
		{ NULL },
	};
	bool is_good = cmd_options(ctx, command_find("init"), entries, &argc, &argv, 0, 0, error) &&
	    run(answers, ctx->config_path, is_forced, is_untested, error);
	for (int i = 0; i < ANSWERS; i++)
		g_free(answers[i]);
	return is_good;
}
