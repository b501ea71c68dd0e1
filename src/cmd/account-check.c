/* SPDX-License-Identifier: ISC
 * account-check.c - trying an account's two servers, for init and doctor */
#include "cmd-account-private.h"
#include "plaint/imap.h"
#include "plaint/smtp.h"
#include <stdio.h>
#include <string.h>

void
check_tell(CheckTell tell, void *data, const char *step, const char *account,
    const GError *failure, const char *text)
{
	Check check = { step, (char *)account, (char *)(failure != NULL ? failure->message : text),
		failure != NULL ? failure->code : -1 };
	tell(&check, data);
}

static void
check_imap(const Account *account, CheckTell tell, void *data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Imap) imap = NULL;
	ImapFolder folder;
	bool is_in = imap_open(account, -1, &imap, &error);
	g_autofree char *who = g_strdup_printf("%s:%d, %s", account->imap.host, account->imap.port,
	    account->user);
	check_tell(tell, data, "imap", account->name, error, who);
	if (!is_in)
		return;
	g_autofree char *what = NULL;
	if (imap_select(imap, NULL, &folder, &error))
		what = g_strdup_printf("%s, %u mails%s", account->imap.folder, folder.exists,
		    folder.allows_keywords ? "" : " (keeps no keywords: $Plaint is not set)");
	check_tell(tell, data, "folder", account->name, error, what);
	if (error != NULL || *account->sent_folder == '\0')
		return;
	bool is_there = imap_select(imap, account->sent_folder, &folder, &error);
	check_tell(tell, data, "folder", account->name, error, is_there ? account->sent_folder : NULL);
}

static void
check_smtp(const Account *account, CheckTell tell, void *data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Smtp) smtp = NULL;
	if (smtp_open(account, -1, &smtp, &error))
		smtp_test(smtp, &error);
	g_autofree char *who = g_strdup_printf("%s:%d, %s", account->smtp.host, account->smtp.port,
	    account->smtp_auth ? account->user : "-");
	check_tell(tell, data, "smtp", account->name, error, who);
}

void
check_account(const Account *account, CheckTell tell, void *data)
{
	check_imap(account, tell, data);
	check_smtp(account, tell, data);
}

void
check_print(const Check *check, const char *language)
{
	bool is_zh = strcmp(language, "zh") == 0;
	const char *mark = check->code >= 0  ? (is_zh ? "失败" : "FAILED")
	                   : check->is_warning ? (is_zh ? "注意" : "WARNING")
	                                       : (is_zh ? "正常" : "ok");
	g_autofree char *of = *check->account != '\0' ? g_strdup_printf(" [%s]", check->account) :
	    g_strdup("");
	/* What failed may say it by itself: "folder 'x': ...". */
	if (check->code >= 0 && g_str_has_prefix(check->text, check->step))
		printf("%-8s%s%s\n", mark, check->text, of);
	else
		printf("%-8s%s%s: %s\n", mark, check->step, of, check->text);
	fflush(stdout);
}
