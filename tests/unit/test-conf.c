/* SPDX-License-Identifier: ISC
 * test-conf.c - what plaint.conf may say, and what is said when it does not */
#include "plaint/conf.h"
#include "plaint/decide.h"
#include "plaint/run.h"
#include "plaint/secret.h"
#include "plaint/verdict.h"
#include <glib/gstdio.h>
#include <string.h>

#define ACCOUNT                                                                                  \
	"[account]\naddress = joe@example.org\nimap = imaps://imap.example.org\n"                    \
	"smtp = smtps://smtp.example.org\n"
#define GOOD ACCOUNT "password_command = pass show mail\n"

static char *path;

static bool
load(const char *text, int mode, Conf **out, GError **error)
{
	g_unlink(path);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(g_chmod(path, (mode_t)mode), ==, 0);
	return conf_load(path, out, error);
}

static const struct row {
	const char *name, *text;
	int mode;
	const char *want; /* NULL: it is good */
} rows[] = {
	{ "/conf/good", GOOD, 0600, NULL },
	{ "/conf/good-readable", GOOD, 0644, NULL },
	{ "/conf/good-crlf", "[account]\r\naddress = joe@example.org\r\nimap = imaps://a.example\r\n"
	    "smtp = smtp://a.example\r\npassword_command = x\r\n", 0600, NULL },
	{ "/conf/writable", GOOD, 0620, "others may write" },
	{ "/conf/printed-secret", ACCOUNT "password_command = echo hunter2\n", 0644,
	    ":5: others may read" },
	{ "/conf/printed-secret-0600", ACCOUNT "password_command = echo hunter2\n", 0600, NULL },
	{ "/conf/printed-by-path", ACCOUNT "password_command = /usr/bin/printf hunter2\n", 0640,
	    "others may read" },
	{ "/conf/computed-secret", ACCOUNT "password_command = echo \"$SECRET\"\n", 0644, NULL },
	{ "/conf/password", GOOD "password = hunter2\n", 0600, "password_command" },
	{ "/conf/token", GOOD "token = hunter2\n", 0600, ":6: no secret may stand" },
	{ "/conf/userinfo", "[account]\naddress = joe@example.org\nimap = imaps://joe:pw@a.example\n"
	    "smtp = smtp://a.example\npassword_command = x\n", 0644, ":3: others may read" },
	{ "/conf/userinfo-0600", "[account]\naddress = joe@example.org\nimap = imaps://joe:pw@a.example\n"
	    "smtp = smtp://a.example\npassword_command = x\n", 0600, "no user or password" },
	{ "/conf/unknown-key", GOOD "pasword_command = x\n", 0600,
	    ":6: no key in [account] 'pasword_command': did you mean 'password_command'?" },
	{ "/conf/unknown-section", GOOD "[complainent]\nname = x\n", 0600, "did you mean 'complainant'?" },
	{ "/conf/far-section", GOOD "[zzzzzzzz]\n", 0600, "there are account, complainant" },
	{ "/conf/twice", GOOD "address = b@example.org\n", 0600, "stands in line 2 already" },
	{ "/conf/section-twice", GOOD "[account]\n", 0600, "stands in line 1 already" },
	{ "/conf/both-commands", GOOD "token_command = x\n", 0600, "one of the two" },
	{ "/conf/no-command", ACCOUNT, 0600, "one of the two" },
	{ "/conf/empty-command", ACCOUNT "password_command =\n", 0600, "one of the two" },
	{ "/conf/no-account", "[reading]\nthreshold = 0.9\n", 0600, "plaint init" },
	{ "/conf/empty", "", 0600, "plaint init" },
	{ "/conf/missing", "[account]\npassword_command = x\n", 0600, "smtp is missing" },
	{ "/conf/before-section", "name = x\n" GOOD, 0600, ":1: 'name' stands before" },
	{ "/conf/no-equals", GOOD "what is this\n", 0600, ":6: not understood" },
	{ "/conf/comment-in-value", GOOD "copy = none # not wanted\n", 0600, "a line of its own" },
	{ "/conf/latin1", GOOD "name = J\xf6rg\n", 0600, ":6: not UTF-8" },
	{ "/conf/control", GOOD "name = a\001b\n", 0600, "octet 0x01" },
	{ "/conf/address", "[account]\naddress = joe\n", 0600, "no mail address" },
	{ "/conf/address-injection", "[account]\naddress = a@b.example>x\n", 0600, "no mail address" },
	{ "/conf/http", "[account]\nimap = https://imap.example.org\n", 0600, "no server" },
	{ "/conf/port", "[account]\nimap = imaps://imap.example.org:99999\n", 0600, "no port" },
	{ "/conf/smtp-path", "[account]\nsmtp = smtps://smtp.example.org/x\n", 0600, "nothing may follow" },
	{ "/conf/host", "[account]\nimap = imaps://a..example\n", 0600, "no host name" },
	{ "/conf/threshold", GOOD "[reading]\nthreshold = 1.5\n", 0600, "from 0 to 1" },
	{ "/conf/threshold-nan", GOOD "[reading]\nthreshold = nan\n", 0600, "from 0 to 1" },
	{ "/conf/days", GOOD "[retention]\nunfiled_days = 1.5\n", 0600, "whole number" },
	{ "/conf/zone", GOOD "[complainant]\ntimezone = Asia/Shangai\n", 0600, "no time zone" },
	{ "/conf/country", GOOD "[complainant]\ncountry = China\n", 0600, "no country code" },
	{ "/conf/language", GOOD "[complainant]\nlanguage = fr\n", 0600, "write en or zh" },
	{ "/conf/recheck", GOOD "[recheck]\noutage.gone = 0\noutage.there = 1, 2\n"
	    "outage = ping -c 3 {target}\nphishing = curl -fsS https://{target}/\ntimeout = 5\n", 0644, NULL },
	{ "/conf/recheck-shell", GOOD "[recheck]\noutage = sh -c 'ping \"$1\"' sh {target}\n", 0644, NULL },
	{ "/conf/recheck-type", GOOD "[recheck]\noutrage = ping {target}\n", 0600, "did you mean 'outage'?" },
	{ "/conf/recheck-far-type", GOOD "[recheck]\nzzzzzzzz = ping {target}\n", 0600, "'plaint types' lists them" },
	{ "/conf/recheck-no-target", GOOD "[recheck]\noutage = ping example.org\n", 0600, ":7: outage: {target} stands nowhere" },
	{ "/conf/recheck-program", GOOD "[recheck]\noutage = {target} x\n", 0600, "begins with its program" },
	{ "/conf/recheck-quote", GOOD "[recheck]\noutage = ping '{target}\n", 0600, ":7: outage: " },
	{ "/conf/recheck-shell-words", GOOD "[recheck]\noutage = sh -c 'ping {target}'\n", 0600, "read the address as its own words" },
	{ "/conf/recheck-shell-all", GOOD "[recheck]\noutage = env LC_ALL=C bash -c {target}\n", 0600, "read the address as its own words" },
	{ "/conf/recheck-shell-script", GOOD "[recheck]\noutage = sh {target}\n", 0600, "read the address as its own words" },
	{ "/conf/recheck-status", GOOD "[recheck]\noutage = ping {target}\noutage.gone = 256\n", 0600, "no exit status from 0 to 255" },
	{ "/conf/recheck-both", GOOD "[recheck]\noutage = ping {target}\noutage.gone = 0\noutage.there = 0\n", 0600, ":9: outage.there: exit status 0 cannot mean both" },
	{ "/conf/recheck-alone", GOOD "[recheck]\noutage.gone = 0\n", 0600, "but no command" },
	{ "/conf/recheck-word", GOOD "[recheck]\noutage.went = 0\n", 0600, "outage.there and outage.gone" },
	{ "/conf/recheck-twice", GOOD "[recheck]\noutage = ping {target}\noutage = ping {target}\n", 0600, "stands in line 7 already" },
	{ "/conf/recheck-timeout", GOOD "[recheck]\ntimeout = 0\n", 0600, "from 1 to 120" },
	{ "/conf/ca", GOOD "tls_ca_file = nowhere.pem\n", 0600, "there is no file" },
	{ "/conf/fingerprints", GOOD "tls_fingerprint = 00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff 12\n", 0600, "has 2 digits" },
	{ "/conf/fingerprint-none", GOOD "tls_fingerprint = ,\n", 0600, "has 0 digits" },
	{ "/conf/fingerprint", GOOD "tls_fingerprint = ab:cd\n", 0600, "has 4 digits" },
	{ "/conf/bool", GOOD "plus_address = maybe\n", 0600, "write yes or no" },
	{ "/conf/account-name", "[account a b]\n", 0600, "no account's name" },
	{ "/conf/bracket", "[account\n", 0600, "alone in its line" },
};

static void
test_row(const void *data)
{
	const struct row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(Conf) conf = NULL;
	bool is_good = load(row->text, row->mode, &conf, &error);
	if (row->want == NULL) {
		g_assert_no_error(error);
		g_assert_true(is_good);
		return;
	}
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
	g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, row->want));
	g_assert_null(strstr(error->message, "hunter2"));
	g_assert_true(g_str_has_prefix(error->message, path));
}

static void
test_all_at_once(void)
{
	g_autoptr(GError) error = NULL;
	Conf *conf = NULL;
	g_assert_false(load("[account]\nadress = a@example.org\nimap = x\n[redaing]\n\ncolour = blue\n",
	    0600, &conf, &error));
	g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
	const char *const want[] = { ":2: ", ":3: ", ":4: ", ":1: address is missing", ":1: smtp is missing",
		":1: [account] needs" };
	g_assert_cmpint(g_strv_length(lines), ==, G_N_ELEMENTS(want));
	for (size_t i = 0; i < G_N_ELEMENTS(want); i++)
		g_assert_nonnull(strstr(lines[i], want[i]));
}

static void
test_defaults(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Conf) conf = NULL;
	g_setenv("LC_ALL", "zh_CN.UTF-8", TRUE);
	load(GOOD "name = Li Wei\n", 0600, &conf, &error);
	g_assert_no_error(error);
	const Account *account = conf_account(conf, NULL);
	g_assert_cmpstr(account->user, ==, "joe@example.org");
	g_assert_cmpstr(account->imap.host, ==, "imap.example.org");
	g_assert_cmpint(account->imap.port, ==, 993);
	g_assert_cmpstr(account->imap.folder, ==, "INBOX");
	g_assert_cmpint(account->smtp.port, ==, 465);
	g_assert_null(account->smtp.folder);
	g_assert_true(account->smtp_auth);
	g_assert_false(account->plus_address);
	g_assert_cmpint(account->copy, ==, CONF_COPY_SELF);
	g_assert_cmpint(account->timeout_s, ==, 60);
	g_assert_cmpstr(account->token_command, ==, "");
	g_assert_cmpstr(conf->complainant.name, ==, "Li Wei");
	g_assert_cmpstr(conf->complainant.address, ==, "joe@example.org");
	g_assert_cmpstr(conf->complainant.language, ==, "zh");
	/* It is said in each room that needs it. */
	g_assert_cmpfloat(conf->reading.threshold, ==, DECIDE_THRESHOLD);
	g_assert_cmpfloat(conf->reading.threshold, ==, VERDICT_THRESHOLD);
	g_assert_cmpint(conf->retention.unfiled_days, ==, 30);
	g_setenv("LC_ALL", "C", TRUE);
}

static void
test_values(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Conf) conf = NULL;
	load("# comment\n[account]\naddress=Joe@B\xc3\xbc""cher.example\nimap = IMAP://Mail.Example:1143/投诉/a%20b\n"
	     "smtp = smtp://[2001:db8::1]:2525\nuser = joe\ntoken_command = oauth2 a;b #c \\n\n"
	     "tls_fingerprint = 00112233445566778899AABBCCDDEEFF:00112233445566778899aabbccddeeff,  "
	     "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
	     "plus_address = yes\nsmtp_auth = no\ncopy = none\ntimeout = 5\nsent_folder = 已发送\n"
	     "[account work]\naddress = w@example.org\nimap = imaps://a.example\nsmtp = smtps://a.example\n"
	     "password_command = x\n[complainant]\nname = 李伟\nlanguage = zh_CN\ncountry = de-by\n"
	     "timezone = Asia/Shanghai\naddress = me@example.org\n[reading]\nthreshold = .5\n"
	     "[retention]\nunfiled_days = 7\n", 0600, &conf, &error);
	g_assert_no_error(error);
	const Account *account = conf_account(conf, "");
	g_assert_cmpstr(account->address, ==, "Joe@xn--bcher-kva.example");
	g_assert_cmpstr(account->real_name, ==, "李伟");
	g_assert_cmpstr(account->imap.host, ==, "mail.example");
	g_assert_cmpint(account->imap.port, ==, 1143);
	g_assert_false(account->imap.is_tls);
	g_assert_cmpstr(account->imap.folder, ==, "投诉/a b");
	g_assert_cmpstr(account->smtp.host, ==, "2001:db8::1");
	g_assert_cmpint(account->smtp.port, ==, 2525);
	g_assert_cmpstr(account->token_command, ==, "oauth2 a;b #c \\n");
	g_assert_cmpstr(account->tls_fingerprint, ==,
	    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff "
	    "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
	g_assert_true(account->plus_address);
	g_assert_false(account->smtp_auth);
	g_assert_cmpint(account->copy, ==, CONF_COPY_NONE);
	g_assert_cmpstr(account->sent_folder, ==, "已发送");
	g_assert_cmpstr(conf->complainant.language, ==, "zh");
	g_assert_cmpstr(conf->complainant.country, ==, "DE-BY");
	g_assert_cmpstr(conf_account(conf, "work")->address, ==, "w@example.org");
	g_assert_null(conf_account(conf, "home"));
	g_assert_true(conf_account_by_address(conf, "joe+7K3MQX@xn--bcher-kva.example") == account);
	g_assert_true(conf_account_by_address(conf, "W@EXAMPLE.org") == conf_account(conf, "work"));
	g_assert_null(conf_account_by_address(conf, "joey@xn--bcher-kva.example"));
	g_assert_null(conf_account_by_address(conf, "nobody"));
	g_autoptr(GTimeZone) zone = conf_timezone(conf);
	g_assert_cmpstr(g_time_zone_get_identifier(zone), ==, "Asia/Shanghai");
}

static void
test_address(void)
{
	static const char *const good[] = { "a@example.org", "a.b+c@x-y.example", "o'neil&co@example.org" };
	static const char *const bad[] = { "", "@", "a", "a@", "@b.example", "a b@c.example", ".a@c.example",
		"a.@c.example", "a..b@c.example", "a@c..example", "a@-c.example", "a@c-.example",
		"a>\r\nRCPT TO:<b@c.example", "\"a b\"@c.example", "a@[192.0.2.1]", "a@192.0.2.1",
		"ü@c.example", "a@ü.example", "<a@b.example>" };
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(conf_is_address(good[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(conf_is_address(bad[i]));
}

static void
test_not_found(void)
{
	g_autoptr(GError) error = NULL;
	Conf *conf = NULL;
	g_unlink(path);
	g_assert_false(conf_load(path, &conf, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
	g_assert_nonnull(strstr(error->message, "plaint init"));
	conf_free(NULL);
}

static const struct secret_row {
	const char *name, *command, *want;
	int code; /* -1: want is the secret */
} secret_rows[] = {
	{ "/secret/plain", "echo hunter2", "hunter2", -1 },
	{ "/secret/no-newline", "printf hunter2", "hunter2", -1 },
	{ "/secret/crlf", "printf 'hunter2\\r\\nmore\\n'", "hunter2", -1 },
	{ "/secret/blanks", "echo ' a b '", " a b ", -1 },
	{ "/secret/background", "sleep 30 & echo hunter2", "hunter2", -1 },
	{ "/secret/much", "echo hunter2; head -c 300000 /dev/zero", "hunter2", -1 },
	{ "/secret/status", "echo hunter2; echo locked >&2; exit 3", "status 3: locked",
	    PLAINT_ERROR_CONFIG },
	{ "/secret/later", "exit 75", "status 75", PLAINT_ERROR_TEMPORARY },
	{ "/secret/no-command", "/nonexistent/pass", "status 127", PLAINT_ERROR_CONFIG },
	{ "/secret/signal", "kill -9 $$", "signal 9", PLAINT_ERROR_CONFIG },
	{ "/secret/nothing", "true", "prints nothing", PLAINT_ERROR_CONFIG },
	{ "/secret/empty-line", "echo; echo hunter2", "prints nothing", PLAINT_ERROR_CONFIG },
	{ "/secret/control", "printf 'a\\001b\\n'", "control characters", PLAINT_ERROR_CONFIG },
	{ "/secret/slow", "sleep 30; echo x", "has not ended after 1 s", PLAINT_ERROR_TEMPORARY },
	{ "/secret/endless", "yes | tr -d '\\n'", "has not ended", PLAINT_ERROR_TEMPORARY },
};

static void
test_secret(const void *data)
{
	const struct secret_row *row = data;
	g_autoptr(GError) error = NULL;
	char *secret = NULL;
	gint64 begin = g_get_monotonic_time();
	bool is_good = secret_run(row->command, 1, &secret, &error);
	g_assert_cmpint(g_get_monotonic_time() - begin, <, 5 * G_USEC_PER_SEC);
	if (row->code < 0) {
		g_assert_no_error(error);
		g_assert_cmpstr(secret, ==, row->want);
		secret_free(secret);
		return;
	}
	g_assert_false(is_good);
	g_assert_error(error, PLAINT_ERROR, row->code);
	g_assert_nonnull(strstr(error->message, row->want));
}

/* What a target can be, and what becomes of it. */
static const struct target_row {
	const char *name, *where;
	const char *want; /* of the argument, or of the error after '!' */
} target_rows[] = {
	{ "/recheck/address", "192.0.2.10", "x=192.0.2.10" },
	{ "/recheck/first-line", " https://a.example/b?c=d&e \nhttps://other.example/", "x=https://a.example/b?c=d&e" },
	{ "/recheck/shell-words", "$(id);`id`|id", "x=$(id);`id`|id" },
	{ "/recheck/name-again", "{target}", "x={target}" },
	{ "/recheck/option", "-O/tmp/x", "!begins like an option" },
	{ "/recheck/option-later", "  --config=x", "!begins like an option" },
	{ "/recheck/words", "the server of mine", "!more than an address" },
	{ "/recheck/control", "a\tb", "!more than an address" },
	{ "/recheck/empty", "", "!names no address" },
	{ "/recheck/empty-line", "\nhttps://a.example/", "!names no address" },
};

static void
test_target(const void *data)
{
	const struct target_row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(Conf) conf = NULL;
	g_autofree char *target = NULL;
	g_assert_true(load(GOOD "[recheck]\noutage = look -v x={target} end\n", 0600, &conf, &error));
	const RecheckRule *rule = conf_recheck(conf, "outage");
	g_assert_null(conf_recheck(conf, "phishing"));
	if (*row->want == '!') {
		g_assert_false(recheck_target(row->where, &target, &error));
		g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
		g_assert_nonnull(strstr(error->message, row->want + 1));
		return;
	}
	g_assert_true(recheck_target(row->where, &target, &error));
	g_auto(GStrv) argv = recheck_argv(rule, target);
	g_assert_cmpuint(g_strv_length(argv), ==, 4);
	g_assert_cmpstr(argv[2], ==, row->want);
	g_assert_cmpint(rule->meaning[0], ==, RECHECK_THERE);
	g_assert_cmpint(rule->meaning[1], ==, RECHECK_GONE);
	g_assert_cmpint(rule->meaning[2], ==, RECHECK_UNKNOWN);
}

static void
test_meaning(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Conf) conf = NULL;
	g_assert_true(load(GOOD "[recheck]\noutage = ping {target}\noutage.there = 1\noutage.gone = 0\n",
	    0600, &conf, &error));
	const RecheckRule *rule = conf_recheck(conf, "outage");
	g_assert_cmpint(rule->meaning[0], ==, RECHECK_GONE);
	g_assert_cmpint(rule->meaning[1], ==, RECHECK_THERE);
}

static const struct run_row {
	const char *name, *script;
	int status;
	bool is_late, is_cut;
	const char *output;
} run_rows[] = {
	{ "/run/good", "echo here; echo there >&2", 0, false, false, "here\nthere\n" },
	{ "/run/status", "exit 22", 22, false, false, "" },
	{ "/run/signal", "kill -9 $$", -1, false, false, "" },
	{ "/run/no-input", "cat; echo end", 0, false, false, "end\n" },
	{ "/run/controls", "printf 'a\\033[31mb\\001\\377'", 0, false, false, "a[31mb\xef\xbf\xbd" },
	{ "/run/slow", "echo first; sleep 30", -1, true, false, "first\n" },
	{ "/run/deaf", "trap '' TERM; sleep 30 & wait; sleep 30", -1, true, false, "" },
	{ "/run/background", "sleep 30 & echo x", 0, false, false, "x\n" },
	{ "/run/much", "head -c 300000 /dev/zero | tr '\\0' x", 0, false, true, NULL },
	{ "/run/endless", "yes", -1, true, true, NULL },
};

static void
test_run(const void *data)
{
	const struct run_row *row = data;
	g_autoptr(GError) error = NULL;
	g_auto(RunResult) result = { 0 };
	char *const argv[] = { (char *)"sh", (char *)"-c", (char *)row->script, NULL };
	gint64 begin = g_get_monotonic_time();
	g_assert_true(run_command(argv, 1, &result, &error));
	g_assert_cmpint(g_get_monotonic_time() - begin, <, 5 * G_USEC_PER_SEC);
	g_assert_cmpint(result.status, ==, row->status);
	g_assert_cmpint(result.is_late, ==, row->is_late);
	g_assert_cmpint(result.is_cut, ==, row->is_cut);
	g_assert_cmpuint(strlen(result.output), <=, RUN_OUTPUT_MAX);
	if (row->output != NULL)
		g_assert_cmpstr(result.output, ==, row->output);
}

static void
test_run_nothing(void)
{
	g_autoptr(GError) error = NULL;
	RunResult result = { 0 };
	char *const argv[] = { (char *)"/nonexistent/look", NULL };
	g_assert_false(run_command(argv, 1, &result, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_autofree char *folder = g_dir_make_tmp("plaint-test-XXXXXX", NULL);
	path = g_build_filename(folder, "plaint.conf", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_row);
	for (size_t i = 0; i < G_N_ELEMENTS(secret_rows); i++)
		g_test_add_data_func(secret_rows[i].name, &secret_rows[i], test_secret);
	for (size_t i = 0; i < G_N_ELEMENTS(target_rows); i++)
		g_test_add_data_func(target_rows[i].name, &target_rows[i], test_target);
	for (size_t i = 0; i < G_N_ELEMENTS(run_rows); i++)
		g_test_add_data_func(run_rows[i].name, &run_rows[i], test_run);
	g_test_add_func("/run/nothing", test_run_nothing);
	g_test_add_func("/recheck/meaning", test_meaning);
	g_test_add_func("/conf/all-at-once", test_all_at_once);
	g_test_add_func("/conf/defaults", test_defaults);
	g_test_add_func("/conf/values", test_values);
	g_test_add_func("/conf/is-address", test_address);
	g_test_add_func("/conf/not-found", test_not_found);
	int status = g_test_run();
	g_unlink(path);
	g_rmdir(folder);
	g_free(path);
	return status;
}
