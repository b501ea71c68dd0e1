/* SPDX-License-Identifier: ISC
 * error-words.c - what is said of connections and logins, in Chinese
 *
 * gettext(3) was the other road: catalogues to build and to install, for the sentences of one room.
 * The English sentence is the key, as there. */
#include "plaint/error.h"
#include <string.h>

static bool is_zh;

static const struct {
	const char *en, *zh;
} rows[] = {
	{ "there is no host of that name: check its spelling in plaint.conf, and that this machine is online",
	    "没有这个主机名：请检查 plaint.conf 中的拼写，并确认本机已联网" },
	{ "name lookup: '%s': ", "查找主机名：'%s'：" },
	{ "connection: '%s' port %d: ", "连接：'%s' 端口 %d：" },
	{ "login: %s: ", "登录：%s：" },
	{ "%s: is this machine online?", "%s：本机是否已联网？" },
	{ "no answer in time", "未及时应答" },
	{ "cancelled", "已取消" },
	{ "the server is too slow", "服务器太慢" },
	{ "the server says nothing for %d s", "服务器 %d 秒没有应答" },
	{ "the server has closed the connection", "服务器关闭了连接" },
	{ "the server sends more than was asked for", "服务器发来的数据多于所请求的" },
	{ "%s: '%s' answers what is no IMAP: check host and port", "%s：'%s' 的应答不是 IMAP：请检查主机和端口" },
	{ "%s: '%s' does not understand: %s", "%s：'%s' 不理解：%s" },
	{ "%s: '%s' refuses: %s", "%s：'%s' 拒绝：%s" },
	{ "%s: '%s' says goodbye: %s", "%s：'%s' 断开：%s" },
	{ "%s: '%s': the connection broke", "%s：'%s'：连接中断" },
	{ "%s: '%s': %s", "%s：'%s'：%s" },
	{ "connection: '%s' port %d: %s", "连接：'%s' 端口 %d：%s" },
	{ "connection: '%s' refuses: %s", "连接：'%s' 拒绝：%s" },
	{ "connection: '%s' says nothing for %d s%s", "连接：'%s' %d 秒没有应答%s" },
	{ ": check the port, and use smtps:// if it is for TLS from the first byte",
	    "：请检查端口；若该端口一开始就用 TLS，请写 smtps://" },
	{ "check the port, and use imaps:// if it is for TLS from the first byte",
	    "请检查端口；若该端口一开始就用 TLS，请写 imaps://" },
	{ "name one that is there after the host in imap", "请在 imap 的主机之后写一个存在的文件夹" },
	{ "connection: '%s': %s", "连接：'%s'：%s" },
	{ "connection: '%s' says that we are logged in although no password was sent: somebody may be on "
	  "the line", "连接：'%s' 声称已登录，而密码尚未发送：线路上可能有人" },
	{ "TLS: '%s' refuses STARTTLS, so no password is sent: use imaps:// if the provider has it",
	    "TLS：'%s' 不接受 STARTTLS，因此不发送密码：若服务商支持，请用 imaps://" },
	{ "TLS: '%s' refuses STARTTLS, so no password is sent: use smtps:// if the provider has it",
	    "TLS：'%s' 不接受 STARTTLS，因此不发送密码：若服务商支持，请用 smtps://" },
	{ "TLS: something was put into the connection to '%s' before TLS began: somebody is on the line",
	    "TLS：TLS 开始之前有人向与 '%s' 的连接中插入了数据：线路上有人" },
	{ "TLS: '%s': %s: is this port for TLS?", "TLS：'%s'：%s：该端口是否用于 TLS？" },
	{ "TLS: '%s': %s", "TLS：'%s'：%s" },
	{ "TLS: %s (its SHA-256 fingerprint is %s)", "TLS：%s（其 SHA-256 指纹为 %s）" },
	{ "TLS: '%s' shows another certificate than the one in tls_fingerprint: its SHA-256 fingerprint is "
	  "%s; ask its operator before you change the pin",
	    "TLS：'%s' 出示的证书不是 tls_fingerprint 所指定的：其 SHA-256 指纹为 %s；更改之前请先询问其管理者" },
	{ "TLS: the certificate of '%s' is self-signed or of an unknown CA: if it is your own, name its CA "
	  "by tls_ca_file, or pin it by the line tls_fingerprint = %s",
	    "TLS：'%s' 的证书是自签名的或由未知 CA 签发：若是您自己的，请用 tls_ca_file 指明其 CA，或写上这一行：tls_fingerprint = %s" },
	{ "TLS: this system trusts no CA: install ca-certificates or name one by tls_ca_file",
	    "TLS：本系统不信任任何 CA：请安装 ca-certificates，或用 tls_ca_file 指明一个" },
	{ "TLS: tls_ca_file: '%s' holds no certificate in PEM form, which begins with -----BEGIN "
	  "CERTIFICATE-----",
	    "TLS：tls_ca_file：'%s' 中没有 PEM 格式的证书（以 -----BEGIN CERTIFICATE----- 开头）" },
	{ "the certificate of '%s' has expired or is not valid yet: its operator has to renew it (or this "
	  "machine's clock is wrong)", "'%s' 的证书已过期或尚未生效：须由其管理者更新（或本机时钟有误）" },
	{ "the certificate of '%s' was revoked: tell its operator", "'%s' 的证书已被吊销：请告知其管理者" },
	{ "the certificate is not for the name '%s': use the name that the provider documents",
	    "证书与名称 '%s' 不符：请使用服务商文档中的名称" },
	{ "the certificate of '%s' cannot be trusted (status 0x%x)", "'%s' 的证书不可信（状态 0x%x）" },
	{ "login: '%s' cannot check it now: %s", "登录：'%s' 现在无法验证：%s" },
	{ "login: '%s' refuses user '%s': %s: check user and %s (some providers want an app password, or IMAP "
	  "switched on)",
	    "登录：'%s' 拒绝用户 '%s'：%s：请检查 user 和 %s（有些服务商要求应用专用密码，或须先开启 IMAP）" },
	{ "login: '%s' refuses user '%s': %s: check user and %s (some providers want an app password)",
	    "登录：'%s' 拒绝用户 '%s'：%s：请检查 user 和 %s（有些服务商要求应用专用密码）" },
	{ "login: '%s' offers no login by %s, so nothing is sent: check host and port (or smtp_auth = no for "
	  "a relay without login)",
	    "登录：'%s' 不支持用 %s 登录，因此什么也不发送：请检查主机和端口（无须登录的中继请设 smtp_auth = no）" },
	{ "login: '%s' wants one: %s", "登录：'%s' 要求登录：%s" },
	{ "login: '%s' takes no passwords: it may want token_command", "登录：'%s' 不接受密码：可能需要 token_command" },
	{ "login: '%s' takes no tokens (neither XOAUTH2 nor OAUTHBEARER): use password_command",
	    "登录：'%s' 不接受令牌（XOAUTH2 和 OAUTHBEARER 均不支持）：请用 password_command" },
	{ "login: '%s' takes only ASCII in user and password", "登录：'%s' 的用户名和密码只能用 ASCII" },
};

void
error_set_language(const char *language)
{
	is_zh = g_str_has_prefix(language, "zh");
}

const char *
error_words(const char *format)
{
	for (size_t i = 0; is_zh && i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].en, format) == 0)
			return rows[i].zh;
	return format;
}
