/* SPDX-License-Identifier: ISC
 * test-mime-text.c - charsets with true and false labels, broken RFC 2047 words, HTML as text */
#include "plaint/message-read.h"
#include "plaint/quote.h"
#include <string.h>

/* text in charset, sent as label: NULL for none. It has to come out as it went in. */
static const struct row {
	const char *name, *charset, *label, *text;
} rows[] = {
	{ "/charset/gb18030-as-gb2312", "GB18030", "gb2312", "您好，镕基先生：服务器已关闭。㐂" },
	{ "/charset/big5-hkscs", "BIG5-HKSCS", "big5", "您好，伺服器已經關閉。嘅嗰啲" },
	{ "/charset/iso-2022-jp", "ISO-2022-JP", "iso-2022-jp", "お世話になっております。サーバーを停止しました。" },
	{ "/charset/iso-2022-jp-undeclared", "ISO-2022-JP", NULL, "お世話になっております。" },
	{ "/charset/windows-1251-as-latin1", "WINDOWS-1251", "iso-8859-1",
	    "Здравствуйте, сервер отключён сегодня утром." },
	{ "/charset/windows-1250-as-latin1", "WINDOWS-1250", "iso-8859-1",
	    "Dzień dobry, serwer został odłączony, proszę czekać na dalsze wieści." },
	{ "/charset/windows-1250-cs-as-latin1", "WINDOWS-1250", "iso-8859-1",
	    "Dobrý den, server byl dnes ráno odpojen, příčinu ještě zjišťujeme." },
	{ "/charset/windows-1254-as-latin1", "WINDOWS-1254", "iso-8859-1",
	    "Sunucu bu sabah kapatıldı, müşteriye yazdık, teşekkür ederiz, iyi günler." },
	{ "/charset/windows-1252-as-latin1", "WINDOWS-1252", "iso-8859-1",
	    "Der Server wurde „vom Netz“ genommen – für 5 €, schöne Grüße" },
	{ "/charset/french-as-latin1", "WINDOWS-1252", "iso-8859-1", "Le serveur a été arrêté ; à bientôt" },
	{ "/charset/koi8-r", "KOI8-R", "koi8-r", "Сервер отключён" },
	{ "/charset/koi8-r-undeclared", "KOI8-R", NULL, "Здравствуйте, сервер отключён сегодня утром." },
	{ "/charset/windows-1251-undeclared", "WINDOWS-1251", "us-ascii",
	    "Здравствуйте, сервер отключён сегодня утром." },
	{ "/charset/gbk-undeclared", "GBK", NULL, "您好，该服务器已于今天上午关闭，客户已收到警告。" },
	{ "/charset/gbk-as-utf-8", "GBK", "utf-8", "您好，该服务器已于今天上午关闭，客户已收到警告。" },
	{ "/charset/big5-undeclared", "BIG5", NULL, "您好，該伺服器已於今天上午關閉，客戶已收到警告。" },
	{ "/charset/shift-jis-undeclared", "CP932", NULL, "お世話になっております。サーバーを停止しました。" },
	{ "/charset/euc-kr-undeclared", "UHC", NULL, "안녕하세요. 서버를 중지했습니다. 감사합니다." },
	{ "/charset/utf-8-as-latin1", "UTF-8", "iso-8859-1", "schöne Grüße 你好" },
	{ "/charset/utf-8-as-ascii", "UTF-8", "us-ascii", "你好" },
	{ "/charset/utf-8-as-nonsense", "UTF-8", "x-unknown", "你好" },
	{ "/charset/utf-16", "UTF-16", "utf-16", "你好 hello" },
	{ "/charset/utf-7", "UTF-7", "utf-7", "Grüße 你好" },
};

static Mail *
read_bytes(const GString *message)
{
	g_autoptr(GError) error = NULL;
	Mail *mail = NULL;
	message_read(message->str, message->len, &mail, &error);
	g_assert_no_error(error);
	return mail;
}

static void
test_charset(const void *data)
{
	const struct row *row = data;
	gsize size;
	g_autoptr(GError) error = NULL;
	g_autofree char *bytes =
	    g_convert(row->text, -1, row->charset, "UTF-8", NULL, &size, &error);
	g_assert_no_error(error);
	g_autoptr(GString) message = g_string_new("Subject: x\nContent-Type: text/plain");
	if (row->label != NULL)
		g_string_append_printf(message, "; charset=%s", row->label);
	g_autofree char *encoded = g_base64_encode((const guchar *)bytes, size);
	g_string_append_printf(message, "\nContent-Transfer-Encoding: base64\n\n%s\n", encoded);
	g_autoptr(Mail) mail = read_bytes(message);
	g_assert_cmpstr(((MailPart *)mail->parts->pdata[0])->text, ==, row->text);
}

static const struct word {
	const char *name, *raw, *want;
} words[] = {
	{ "/words/plain", "hello  world", "hello world" },
	{ "/words/q", "=?utf-8?Q?caf=C3=A9_noir?=", "café noir" },
	{ "/words/split-character", "=?utf-8?B?5L0=?= =?utf-8?B?oA==?=", "你" },
	{ "/words/split-character-gbk", "=?gb2312?B?xA==?= =?gb2312?B?4w==?=", "你" },
	{ "/words/no-space-between", "=?utf-8?q?a?==?utf-8?q?b?=", "ab" },
	{ "/words/no-space-before", "Re:=?utf-8?q?_b?=", "Re: b" },
	{ "/words/raw-space", "=?utf-8?q?one two?=", "one two" },
	{ "/words/unpadded", "=?utf-8?B?5L2g5aW9?=", "你好" },
	{ "/words/language", "=?utf-8*zh?B?5L2g?=", "你" },
	{ "/words/cut-off", "=?utf-8?Q?caf=C3=A9", "café" },
	{ "/words/raw-utf-8", "你好 hello", "你好 hello" },
	{ "/words/line-end-inside", "=?utf-8?q?a=0D=0ABcc:_x?=", "a Bcc: x" },
	{ "/words/raw-gbk", "\xc4\xfa\xba\xc3\xa3\xac\xb7\xfe\xce\xf1\xc6\xf7", "您好，服务器" },
	{ "/words/raw-jis", "\x1b$B$*\x1b(B ok", "お ok" },
	{ "/words/question", "what?= =?", "what?= =?" },
};

static void
test_word(const void *data)
{
	const struct word *row = data;
	g_autoptr(GString) message = g_string_new(NULL);
	g_string_printf(message, "Subject: %s\n\nx\n", row->raw);
	g_autoptr(Mail) mail = read_bytes(message);
	g_assert_cmpstr(mail->subject, ==, row->want);
}

static const struct word pages[] = {
	{ "/html/blocks", "<div>a</div><div>b<br>c</div>", "a\nb\nc" },
	{ "/html/space", "<p>a\n  b&nbsp;c</p>", "a b c" },
	{ "/html/list", "<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>",
	    "- a\n- b\n\n1. c\n2. d" },
	{ "/html/table", "<table><tr><th>k</th><td>v</td></tr><tr><td>x<td>y</table>", "k v\nx y" },
	{ "/html/link", "<a href='https://x.example/p'>status</a>", "status <https://x.example/p>" },
	{ "/html/link-shown", "<a href='https://x.example/'>https://x.example</a>", "https://x.example" },
	{ "/html/mailto", "<a href='mailto:a@x.example'>a@x.example</a>", "a@x.example" },
	{ "/html/hidden", "a<div style='display: none'>b</div><span style='font-size:0px'>c</span>d",
	    "a\n\nd" },
	{ "/html/small-is-shown", "<span style='font-size:10px;opacity:0.9'>a</span>", "a" },
	{ "/html/style", "<style>p{}</style><script>x</script><title>t</title>a", "a" },
	{ "/html/after-the-end", "<html><body>a</body></html><p>footer</p>", "a\n\nfooter" },
	{ "/html/entities", "&lt;b&gt; &#20320; &eacute;", "<b> 你 é" },
	{ "/html/comment", "a<!-- b -->c", "ac" },
	{ "/html/pre", "<pre>a\n  b</pre>", "a\n  b" },
	{ "/html/broken", "<div><b>a</div></b><td>b", "a\nb" },
	{ "/html/cite", "new<blockquote type=cite>old</blockquote>", "new" },
	{ "/html/indented", "new<blockquote>indented</blockquote>", "new\n\nindented" },
};

static void
test_html(const void *data)
{
	const struct word *row = data;
	g_autoptr(GString) message = g_string_new(NULL);
	g_string_printf(message, "Content-Type: text/html; charset=utf-8\n\n%s\n", row->raw);
	g_autoptr(Mail) mail = read_bytes(message);
	g_autofree char *text = NULL;
	quote_read(mail, &text, NULL);
	g_assert_cmpstr(text, ==, row->want);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_charset);
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		g_test_add_data_func(words[i].name, &words[i], test_word);
	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++)
		g_test_add_data_func(pages[i].name, &pages[i], test_html);
	return g_test_run();
}
