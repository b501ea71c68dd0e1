/* SPDX-License-Identifier: ISC
 * quote-words.c - the words of attributions, header blocks, delimiters and footers, by language */
#include "quote-private.h"
#include "words-private.h"
#include <glib.h>
#include <string.h>

static const char *const wrote[] = { "wrote", "schrieb", "schreef", "geschreven", "a écrit",
	"a ecrit", "écrivait", "escribió", "escribio", "ha scritto", "scriveva", "escreveu",
	"napisał", "napisal", "pisze", "написал", "писал", "пишет", "написа", "写道", "寫道", "写到",
	"来信", "書きました", "のメール", "のメッセージ", "からのメール", "skrev", "skriver", "yazdı",
	"yazdi", "napsal", "kirjoitti", "írta", "a scris", "작성", "έγραψε", "napísal", "пише" };

/* How an attribution starts where it has no sign of quoting after it. */
static const char *const starts[] = { "on ", "at ", "am ", "le ", "el ", "il ", "em ", "no dia ",
	"op ", "w dniu", "dnia ", "den ", "dne ", "dňa ", "в ", "wiadomość ", "在", "于", "於", "le\xc2\xa0",
	"quoting ", "citat ", "zitat von " };

static const char *const rule_words[] = { "original message", "original", "original-nachricht",
	"ursprüngliche nachricht", "originalnachricht", "originalmail", "ursprüngliche mail",
	"weitergeleitete nachricht", "message d'origine", "message d’origine", "message original",
	"message initial", "message transféré", "mensaje original", "mensaje reenviado",
	"messaggio originale", "messaggio inoltrato", "mensagem original", "mensagem encaminhada",
	"oorspronkelijk bericht", "oorspronkelijke bericht", "doorgestuurd bericht",
	"origineel bericht", "oryginalna wiadomość", "wiadomość oryginalna", "wiadomość przekazana",
	"исходное сообщение", "пересылаемое сообщение", "пересланное сообщение",
	"оригинальное сообщение", "原始邮件", "原邮件", "原始信件", "原始郵件", "回复的原邮件",
	"回复的邮件", "转发的邮件", "转发邮件信息", "邮件原件", "原始消息", "元のメッセージ", "元のメール",
	"オリジナルメッセージ", "転送メッセージ", "ursprungligt meddelande", "originalmeddelande",
	"vidarebefordrat meddelande", "oprindelig meddelelse", "oprindelig besked",
	"videresendt meddelelse", "původní zpráva", "přeposlaná zpráva", "orijinal mesaj",
	"özgün ileti", "orijinal ileti", "asıl ileti", "iletilen mesaj", "forwarded message",
	"reply message", "alkuperäinen viesti", "eredeti üzenet", "mesaj original", "원본 메시지",
	"원본 메일", "begin forwarded message", "wiadomość napisana" };

static const char *const delimiters[] = { "reply above this line", "type your reply above",
	"write your reply above", "respond above this line", "write above this line",
	"reply above the line", "reply between these lines", "enter your reply above",
	"please reply above", "add your comments above", "reply above this text", "above this line ==",
	"oberhalb dieser linie", "über dieser linie", "oberhalb dieser zeile", "über dieser zeile",
	"au-dessus de cette ligne", "encima de esta línea", "encima de esta linea",
	"arriba de esta línea", "sopra questa riga", "sopra questa linea", "acima desta linha",
	"boven deze lijn", "boven deze regel", "powyżej tej linii", "nad tą linią",
	"выше этой строки", "выше этой линии", "над этой строкой", "над этой линией", "此行上方", "此行以上",
	"此线以上", "此线上方", "该行上方", "此行上面", "此行之上", "這行上方", "此線以上", "以上回复", "この行より上",
	"この線より上", "ovanför denna rad", "ovanför den här raden", "over denne linje",
	"over denne linie", "nad tento řádek", "nad tímto řádkem", "nad tuto čáru",
	"bu satırın üzerine", "bu satırın üstüne", "bu çizginin üstüne", "bu çizginin üzerine" };

static const char *const mobile[] = { "sent from my ", "sent from outlook", "sent from mail for",
	"sent from yahoo mail", "sent from proton", "sent from samsung", "sent from a mobile",
	"sent via ", "sent with proton", "sent using ", "sent from gmail", "get outlook for ",
	"from my iphone", "von meinem ", "von meinem iphone gesendet", "gesendet von ",
	"gesendet mit der ", "gesendet von meinem", "holen sie sich outlook", "outlook für ",
	"envoyé de mon ", "envoyé depuis ", "envoyé à partir de ", "obtenir outlook", "téléchargez outlook",
	"enviado desde ", "enviado de mi ", "enviado do meu ", "enviado de meu ", "enviado a partir do ",
	"enviado via ", "obtener outlook", "obtenga outlook", "obter o outlook", "inviato da ",
	"inviato dal mio ", "ottieni outlook", "scarica outlook", "verstuurd vanaf ",
	"verzonden vanaf ", "verzonden vanuit", "verstuurd met ", "outlook voor ", "download outlook",
	"wysłane z ", "wysłano z ", "pobierz outlook", "отправлено с ", "отправлено из ", "отправлено от ",
	"скачать outlook", "发自我的", "发自", "來自我的", "来自我的", "從我的", "从我的", "寄自我的", "傳送自",
	"发送自", "下载 outlook", "获取 outlook", "取得 outlook", "使用邮件大师", "發自我的", "skickat från ",
	"skickades från ", "hämta outlook", "sendt fra ", "hent outlook", "odesláno z ", "odesláno ze ",
	"získejte outlook", "gönderildi: ", "outlook'u edinin", "lähetetty ", "küldve ",
	"обережно надіслано з ", "надіслано з " };

/* Languages that say it at the end of the line. */
static const char *const mobile_ends[] = { "から送信", "から送信されました", "で送信", "傳送", "发送的",
	" gönderildi", "umdan gönderildi", " gesendet", " verzonden", "을 사용하여 보냄", "에서 보냄",
	"を入手", "yükleyin" };

static const char *const mobile_things[] = { "iphone", "ipad", "android", "outlook", "samsung",
	"galaxy", "huawei", "xiaomi", "handy", "smartphone", "mobil", "mobile", "telefon", "téléphone",
	"teléfono", "手机", "手機", "スマートフォン", "mail", "blackberry", "windows", "yahoo", "网易", "qq", "foxmail",
	"小米", "华为", "телефон", "планшет", "tablet", "proton", "gmail", "thunderbird", "mac" };

/* What a header block calls its lines. */
static const struct label {
	unsigned kind;
	const char *words;
} labels[] = {
	{ LABEL_FROM, " from von de da od от van från fra kimden gönderen expéditeur remitente mittente "
	              "nadawca отправитель odesílatel afsender avsändare absender 发件人 发送人 寄件者 寄件人 發件人 "
	              "差出人 送信者 送信元 feladó lähettäjä від 보낸사람 发信人 gesendetvon sentby " },
	{ LABEL_DATE, " sent date gesendet datum envoyé envoyéle enviado enviadoel enviadaem enviadoem "
	              "fecha inviato inviata data datainvio verzonden wysłano wysłane отправлено дата "
	              "датаотправки 发送时间 发送日期 日期 时间 時間 寄件日期 傳送時間 傳送日期 送信日時 日時 日付 "
	              "skickat sendt dato odesláno gönderildi gönderilmetarihi tarih gönderim отправка 보낸날짜 "
	              "发件日期 发信时间 am送信 elküldve " },
	{ LABEL_TO, " to an à a para naar aan do komu кому 收件人 收件者 收信人 宛先 till til kime alıcı "
	            "destinataire destinataires destinatario destinatário adresat empfänger modtager "
	            "mottagare pro příjemce получатель 받는사람 címzett " },
	{ LABEL_CC, " cc kopie kopia copia cópia копия 抄送 副本 抄送人 ccn bcc bilgi dw udw kopi reply-to "
	            "antwortan importance priority wichtigkeit attachments 附件 添付 " },
	{ LABEL_SUBJECT, " subject betreff objet sujet asunto oggetto assunto onderwerp temat тема "
	                 "主题 主旨 主題 标题 標題 件名 題名 ämne emne předmět konu re tárgy aihe 제목 " },
};

/* What the small print is about; a paragraph that has three of a row is small print. */
enum { LEGAL_COLUMNS = 4, LEGAL_ROWS = 16 };
static const char *const legal[LEGAL_ROWS][LEGAL_COLUMNS] = {
	{ "this e-mail|this email|this message|this communication|this transmission|this mail",
	    "confidential|privileged", "recipient|addressee|intended|named above",
	    "in error|by mistake|notify the sender|delete" },
	{ "diese e-mail|diese nachricht|diese email|diese mail", "vertraulich|rechtlich geschützt",
	    "adressat|empfänger", "irrtümlich|vernichten|löschen|unbefugt|nicht gestattet" },
	{ "ce message|cet e-mail|ce courriel|ce mail|cet email", "confidentiel", "destinataire",
	    "par erreur|détruire|supprimer|interdite" },
	{ "este mensaje|este correo|este e-mail", "confidencial|privilegiad", "destinatari",
	    "por error|prohibid|elimin|borr" },
	{ "questo messaggio|questa e-mail|questa mail|presente messaggio|presente e-mail",
	    "riservat|confidenzial", "destinatari", "per errore|vietat|cancell|distrugg" },
	{ "esta mensagem|este e-mail|este email", "confidencia|sigilo", "destinatári",
	    "por engano|por erro|engano|proibid|apag|elimin" },
	{ "dit bericht|deze e-mail|dit e-mailbericht|deze mail", "vertrouwelijk", "geadresseerde|bestemd",
	    "abusievelijk|onterecht|per vergissing|ten onrechte|verwijder|vernietig" },
	{ "ta wiadomość|niniejsza wiadomość|niniejszy e-mail|wiadomość ta|treść tej wiadomości", "poufn",
	    "adresat|odbiorc", "omyłkowo|pomyłk|przez pomyłkę|usunąć|usunięcie|zabronion" },
	{ "это сообщение|настоящее сообщение|данное сообщение|это письмо|данное письмо|настоящее письмо",
	    "конфиденциальн", "адресат|получател|предназначен", "по ошибке|ошибочно|удалить|удалите|запрещен" },
	{ "本邮件|此邮件|本电子邮件|该邮件|本信件|这封邮件", "保密|机密|秘密", "收件人|收件方|指定|接收者", "误收|错收|删除|错误地收到|误发|未经" },
	{ "本郵件|此郵件|本電子郵件|本信件|此信件", "保密|機密", "收件人|收件者|指定", "誤收|刪除|錯誤|未經" },
	{ "このメール|本メール|このeメール|この電子メール", "機密|秘密", "受信者|宛先|受取人|名宛", "誤って|誤送|削除|破棄" },
	{ "detta meddelande|detta e-post|denna e-post|detta mejl", "konfidentiell|sekretess",
	    "mottagare|avsedd|adressat", "av misstag|felaktigt|radera|förstör" },
	{ "denne e-mail|denne mail|denne meddelelse|denne besked", "fortrolig", "modtager|adressat|beregnet",
	    "fejltagelse|ved en fejl|slet|slette" },
	{ "tato zpráva|tento e-mail|tento email|tato e-mailová", "důvěrn", "adresát|příjemc|určen",
	    "omylem|vymaž|smaž|odstra" },
	{ "bu e-posta|bu mesaj|bu ileti|bu elektronik posta|bu eposta", "gizli", "alıcı|muhatab|gönderilen kişi",
	    "yanlışlık|hata ile|sehven|siliniz|silin" },
};

/* Paragraphs that start so are small print by themselves. */
static const char *const legal_starts[] = { "confidentiality notice", "confidential notice",
	"legal notice:", "legal disclaimer", "disclaimer:", "e-mail disclaimer", "email disclaimer",
	"please consider the environment", "think before you print", "think before printing",
	"vertraulichkeitshinweis", "rechtlicher hinweis", "bitte denken sie an die umwelt",
	"bitte prüfen sie, ob diese", "denken sie an die umwelt", "pensez à l'environnement",
	"pensez à l’environnement", "avis de confidentialité", "aviso legal", "aviso de confidencialidad",
	"aviso de confidencialidade", "antes de imprimir", "avviso di riservatezza", "nota di riservatezza",
	"prima di stampare", "disclaimer voor", "denk aan het milieu", "klauzula poufności",
	"pomyśl o środowisku", "уведомление о конфиденциальности", "免责声明", "保密声明", "免責聲明", "保密提示",
	"法律声明", "【机密", "this email is a service from", "this e-mail is a service from",
	"delivered by zendesk", "gizlilik uyarısı", "yasal uyarı", "bu e-postayı yazdırmadan",
	"tänk på miljön", "tænk på miljøet", "myslete na životní prostředí" };

static bool
contains_any(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strstr(text, words[i]) != NULL)
			return true;
	}
	return false;
}

static bool
starts_with_any(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (g_str_has_prefix(text, words[i]))
			return true;
	}
	return false;
}

#define CONTAINS(text, words) contains_any(text, words, G_N_ELEMENTS(words))
#define STARTS(text, words) starts_with_any(text, words, G_N_ELEMENTS(words))

/* "10:00", "10.00", "10h00", "10时". */
static bool
has_time(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		if (!g_ascii_isdigit(*p))
			continue;
		size_t digits = strspn(p, "0123456789");
		const char *q = p + digits;
		if (digits <= 2 && (*q == ':' || *q == '.' || *q == 'h') && g_ascii_isdigit(q[1]) &&
		    g_ascii_isdigit(q[2]) && !g_ascii_isdigit(q[3]) && q[3] != '.')
			return true;
		p = q - 1;
	}
	return false;
}

/* Four digits of a year, or the three numbers of a short date. */
static bool
has_date(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		if (!g_ascii_isdigit(*p))
			continue;
		size_t digits = strspn(p, "0123456789");
		if (digits == 4 && (strncmp(p, "19", 2) == 0 || strncmp(p, "20", 2) == 0))
			return true;
		const char *q = p + digits;
		if (digits <= 2 && (*q == '/' || *q == '.' || *q == '-') && g_ascii_isdigit(q[1])) {
			const char *r = q + 1 + strspn(q + 1, "0123456789");
			if (*r == *q && g_ascii_isdigit(r[1]))
				return true;
		}
		p = q - 1;
	}
	return false;
}

/* text without space and '*' or '_' of bold and italic at both ends; length in *length. */
static const char *
trim(const char *text, size_t *length)
{
	while (*text == ' ' || *text == '\t' || *text == '*' || *text == '_')
		text++;
	size_t n = strlen(text);
	while (n > 0 && strchr(" \t*_", text[n - 1]) != NULL)
		n--;
	*length = n;
	return text;
}

static bool
ends_in_colon(const char *text, size_t *length)
{
	if (*length >= 1 && text[*length - 1] == ':')
		*length -= 1;
	else if (*length >= 3 && memcmp(text + *length - 3, "：", 3) == 0)
		*length -= 3;
	else
		return false;
	while (*length > 0 && text[*length - 1] == ' ')
		--*length;
	if (*length >= 2 && memcmp(text + *length - 2, "\xc2\xa0", 2) == 0)
		*length -= 2;
	return true;
}

Attribution
attribution_of(const char *text)
{
	size_t length;
	text = trim(text, &length);
	if (length > ATTRIBUTION_LENGTH_MAX || !ends_in_colon(text, &length) || length < 8)
		return ATTRIBUTION_NONE;
	bool is_dated = has_date(text), is_timed = has_time(text);
	const char *at = memchr(text, '@', length);
	/* "Thu, 5 Mar 2026 10:00, Name <address>:", whatever the language. */
	if (text[length - 1] == '>' && at != NULL && (is_dated || is_timed))
		return ATTRIBUTION_STRONG;
	g_autofree char *folded = g_utf8_strdown(text, (gssize)length);
	if (!CONTAINS(folded, wrote))
		return ATTRIBUTION_NONE;
	bool is_start = STARTS(folded, starts) || g_ascii_isdigit(*folded);
	if ((is_dated || is_timed) && (at != NULL || (is_start && is_dated)))
		return ATTRIBUTION_STRONG;
	if (at != NULL && strchr(text, '<') != NULL)
		return ATTRIBUTION_STRONG;
	return ATTRIBUTION_WEAK;
}

bool
attribution_starts(const char *text)
{
	size_t length;
	text = trim(text, &length);
	if (length > ATTRIBUTION_LENGTH_MAX || length < 4)
		return false;
	g_autofree char *folded = g_utf8_strdown(text, (gssize)length);
	return (STARTS(folded, starts) || g_ascii_isdigit(*folded) || has_time(folded)) &&
	    (has_date(folded) || has_time(folded));
}

/* Whether p is at one of the characters rules are drawn with; its length, or 0. */
static size_t
rule_character(const char *p)
{
	if (*p == '-' || *p == '_' || *p == '=' || *p == '*')
		return 1;
	if (strncmp(p, "\xe2\x80\x90", 3) == 0 || strncmp(p, "\xe2\x80\x93", 3) == 0 ||
	    strncmp(p, "\xe2\x80\x94", 3) == 0 || strncmp(p, "\xe2\x94\x80", 3) == 0)
		return 3;
	return 0;
}

static const char *
skip_rule(const char *p, size_t *count)
{
	*count = 0;
	for (size_t n; (n = rule_character(p)) > 0; p += n)
		++*count;
	return p;
}

bool
is_history_rule(const char *text)
{
	size_t dashes, length = strlen(text);
	if (length > 200)
		return false;
	while (*text == ' ')
		text++;
	const char *p = skip_rule(text, &dashes);
	g_autofree char *folded = g_utf8_strdown(p, -1);
	/* QQ Mail writes &nbsp; around the words. */
	for (char *q = folded; *q != '\0'; q++) {
		if (q[0] == '\xc2' && q[1] == '\xa0')
			q[0] = q[1] = ' ';
	}
	g_strstrip(folded);
	if (g_str_has_prefix(folded, "begin forwarded message:"))
		return true;
	if (dashes < 2)
		return false;
	size_t word_length = strlen(folded);
	while (word_length > 0 && (rule_character(folded + word_length - 1) > 0 ||
	    (word_length >= 3 && rule_character(folded + word_length - 3) == 3)))
		word_length -= rule_character(folded + word_length - 1) > 0 ? 1 : 3;
	while (word_length > 0 && strchr(" :", folded[word_length - 1]) != NULL)
		word_length--;
	folded[word_length] = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(rule_words); i++) {
		if (strcmp(folded, rule_words[i]) == 0)
			return true;
	}
	return false;
}

bool
is_reply_delimiter(const char *text)
{
	if (strlen(text) > 300)
		return false;
	g_autofree char *folded = g_utf8_strdown(text, -1);
	return CONTAINS(folded, delimiters);
}

bool
is_mobile_signature(const char *text)
{
	size_t length;
	text = trim(text, &length);
	if (length < 6 || length > 160)
		return false;
	g_autofree char *folded = g_utf8_strdown(text, (gssize)length);
	if (!CONTAINS(folded, mobile_things))
		return false;
	if (STARTS(folded, mobile))
		return true;
	size_t end = strlen(folded);
	while (end > 0 && folded[end - 1] == '.')
		folded[--end] = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(mobile_ends); i++) {
		if (g_str_has_suffix(folded, mobile_ends[i]) && end < 80)
			return true;
	}
	return false;
}

bool
introduces_quote(const char *text)
{
	size_t length;
	text = trim(text, &length);
	if (length > ATTRIBUTION_LENGTH_MAX || !ends_in_colon(text, &length))
		return false;
	return has_date(text) || (has_time(text) && memchr(text, '@', length) != NULL);
}

/* All words of legal[][], each tagged with its row and column, found in one pass. */
static const Phrases *
legal_phrases(void)
{
	static const Phrases *index;
	static gsize once;
	if (g_once_init_enter(&once)) {
		GArray *rows = g_array_new(FALSE, FALSE, sizeof(Phrase));
		for (int i = 0; i < LEGAL_ROWS; i++) {
			for (int j = 0; j < LEGAL_COLUMNS; j++) {
				g_auto(GStrv) words = g_strsplit(legal[i][j], "|", -1);
				for (char **word = words; *word != NULL; word++) {
					Phrase row = { .text = g_strconcat(*word, "*", NULL), .tag = i * LEGAL_COLUMNS + j };
					g_array_append_val(rows, row);
				}
			}
		}
		guint n = rows->len;
		index = phrases_index((const Phrase *)(const void *)g_array_free(rows, FALSE), n);
		g_once_init_leave(&once, 1);
	}
	return index;
}

static bool
mark_found(const Phrase *phrase, size_t offset G_GNUC_UNUSED, gpointer data)
{
	unsigned char *columns = data;
	columns[phrase->tag / LEGAL_COLUMNS] |= (unsigned char)(1 << phrase->tag % LEGAL_COLUMNS);
	return true;
}

bool
is_legal_footer(const char *paragraph)
{
	g_autofree char *folded = words_fold(paragraph, strlen(paragraph), true);
	unsigned char columns[LEGAL_ROWS] = { 0 };
	if (STARTS(folded + strspn(folded, " *_-=#\t\n"), legal_starts))
		return true;
	phrases_search(legal_phrases(), folded, mark_found, columns);
	for (int i = 0; i < LEGAL_ROWS; i++) {
		int others = (columns[i] >> 1 & 1) + (columns[i] >> 2 & 1) + (columns[i] >> 3 & 1);
		if ((columns[i] & 1) != 0 && others >= 2)
			return true;
	}
	/* What German law wants at the end of a company's mail. */
	return (strstr(folded, "amtsgericht") != NULL || strstr(folded, "registergericht") != NULL ||
	    strstr(folded, "handelsregister") != NULL) &&
	    (strstr(folded, "hrb") != NULL || strstr(folded, "geschäftsführ") != NULL);
}

unsigned
header_label(const char *text)
{
	while (*text == ' ' || *text == '*' || *text == '|' || *text == '\t')
		text++;
	/* The label, without space, up to its colon or the next column. */
	char label[64];
	size_t n = 0;
	label[n++] = ' ';
	const char *p = text;
	for (; *p != '\0' && *p != ':' && *p != '|' && strncmp(p, "：", 3) != 0; p++) {
		if (*p == ' ' || *p == '*' || *p == '\t')
			continue;
		if (strncmp(p, "\xc2\xa0", 2) == 0) {
			p++;
			continue;
		}
		if (strncmp(p, "\xe3\x80\x80", 3) == 0) {
			p += 2;
			continue;
		}
		if (n + 2 >= sizeof(label) || p - text > 60)
			return 0;
		label[n++] = *p;
	}
	if (*p == '\0' || n == 1)
		return 0;
	label[n++] = ' ';
	label[n] = '\0';
	if (!g_utf8_validate(label, -1, NULL))
		return 0;
	g_autofree char *folded = g_utf8_strdown(label, -1);
	for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
		if (strstr(labels[i].words, folded) != NULL)
			return labels[i].kind;
	}
	return 0;
}
