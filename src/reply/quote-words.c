/* SPDX-License-Identifier: ISC
 * quote-words.c - the words of attributions, header blocks and delimiters, by language */
#include "quote-private.h"
#include "words-private.h"

#define RULE_LENGTH_MAX 300
#define NOTICE_LENGTH_MAX 400
#define COMMENTED_LENGTH_MAX 120
#define COMMENT_HEADER_MAX 120

static const char *const wrote[] = { "wrote", "schrieb", "schreef", "geschreven", "a écrit",
	"a ecrit", "écrivait", "escribió", "escribio", "ha scritto", "scriveva", "escreveu",
	"napisał", "napisal", "pisze", "написал", "писал", "пишет", "написа", "写道", "寫道", "写到",
	"来信", "書きました", "のメール", "のメッセージ", "からのメール", "skrev", "skriver", "yazdı", "yazdi", "napsal",
	"kirjoitti", "írta", "a scris", "작성", "έγραψε", "napísal", "пише", "writes", "schreibt",
	"schrijft", "écrit :", "écrit\xc2\xa0:", "scrive", "escribe", "escreve", "píše",
	"написав", "yazıyor", "kirjoittaa", "va escriure", "ha escrit", "je napisao",
	"je napisala", "rašė", "rakstīja", "kirjutas", "đã viết", "menulis", "şunu yazdı",
	"geschrieben", "scris:", "さんは書", "さんの発言", "quoting ", "citando ", "zitat von ",
	"citat från ", "citát ", "cytowanie " };

/* What a verb may have after it at the end of an attribution: "napisał(a)". */
#define VERB_END_MAX 12

/* How an attribution starts where it has no sign of quoting after it. */
static const char *const starts[] = { "on ", "at ", "am ", "le ", "el ", "il ", "em ", "no dia ",
	"op ", "w dniu", "dnia ", "den ", "dne ", "dňa ", "в ", "wiadomość ", "在", "于", "於",
	"le\xc2\xa0", "quoting ", "citat ", "zitat von ", "citando ", "il giorno ", "pe " };

static const char *const rule_words[] = { "original message", "original", "original-nachricht",
	"ursprüngliche nachricht", "originalnachricht", "originalmail", "ursprüngliche mail",
	"weitergeleitete nachricht", "message d'origine", "message d’origine", "message original",
	"message initial", "message transféré", "mensaje original", "mensaje reenviado",
	"messaggio originale", "messaggio inoltrato", "mensagem original", "mensagem encaminhada",
	"oorspronkelijk bericht", "oorspronkelijke bericht", "doorgestuurd bericht",
	"origineel bericht", "oryginalna wiadomość", "wiadomość oryginalna",
	"wiadomość przekazana", "исходное сообщение", "пересылаемое сообщение",
	"пересланное сообщение", "оригинальное сообщение", "原始邮件", "原邮件", "原始信件", "原始郵件",
	"回复的原邮件", "回复的邮件", "转发的邮件", "转发邮件信息", "邮件原件", "原始消息", "元のメッセージ", "元のメール", "オリジナルメッセージ",
	"転送メッセージ", "ursprungligt meddelande", "originalmeddelande", "vidarebefordrat meddelande",
	"oprindelig meddelelse", "oprindelig besked", "videresendt meddelelse", "původní zpráva",
	"přeposlaná zpráva", "orijinal mesaj", "özgün ileti", "orijinal ileti", "asıl ileti",
	"iletilen mesaj", "forwarded message", "reply message", "alkuperäinen viesti",
	"eredeti üzenet", "mesaj original", "원본 메시지", "원본 메일", "begin forwarded message",
	"wiadomość napisana", "replied message", "original email", "original e-mail",
	"ursprüngliche e-mail", "původní e-mail", "původní email", "původní mail",
	"mail original", "courriel original", "e-mail d'origine", "mail d'origine",
	"message transmis", "correo original", "e-mail original", "email original",
	"mail originale", "e-mail originale", "oorspronkelijke e-mail", "oryginalny e-mail",
	"oryginalna wiadomość e-mail", "treść oryginalnej wiadomości", "wiadomość pierwotna",
	"исходное письмо", "original besked", "opprinnelig melding", "originaltext",
	"pôvodná správa", "původní text", "orijinal e-posta", "özgün mesaj",
	"weitergeleitete e-mail", "weitergeleitete mail", "fwd", "원본메일" };

/* How Apple Mail, and others, say without a rule that a mail is passed on. */
static const char *const forwards[] = { "begin forwarded message",
	"anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
	"début du message transféré", "début du message réexpédié",
	"inicio del mensaje reenviado", "inizio messaggio inoltrato",
	"início da mensagem encaminhada", "início da mensagem reencaminhada",
	"begin doorgestuurd bericht", "początek przekazywanej wiadomości",
	"начало переадресованного сообщения", "начало пересылаемого сообщения", "开始转发的邮件",
	"以下是转发的邮件", "開始轉寄郵件", "轉寄的郵件開始", "転送されたメッセージ", "vidarebefordrat brev",
	"start på videresendt besked", "videresendt besked", "začátek přeposlané zprávy",
	"iletilen ileti başlangıcı", "başlangıç iletilen ileti" };

/* What stands above a delimiter's line, and what the line is; one of each in a line that is drawn. */
static const char *const delimiter_words[][2] = {
	{ "above", "line" }, { "above", "text" }, { "above", "mail" }, { "above", "message" },
	{ "above", "reply" }, { "below", "line" }, { "below", "delete" }, { "oberhalb", "lini" },
	{ "oberhalb", "zeile" }, { "über", "linie" }, { "über", "zeile" }, { "oberhalb", "text" },
	{ "dessus", "ligne" }, { "encima", "líne" }, { "encima", "linea" }, { "arriba", "líne" },
	{ "arriba", "linea" }, { "sobre", "línea" }, { "sopra", "riga" }, { "sopra", "linea" },
	{ "acima", "linha" }, { "acima", "mensagem" }, { "boven", "lijn" }, { "boven", "regel" },
	{ "boven", "streep" }, { "powyżej", "lini" }, { "nad", "lini" }, { "ponad", "lini" },
	{ "powyżej", "tekst" }, { "выше", "строк" }, { "выше", "лини" }, { "выше", "черт" },
	{ "над", "строк" }, { "над", "лини" }, { "над", "черт" }, { "上方", "行" }, { "以上", "行" },
	{ "之上", "行" }, { "上面", "行" }, { "上方", "线" }, { "以上", "线" }, { "之上", "线" }, { "上面", "线" },
	{ "上方", "線" }, { "以上", "線" }, { "之上", "線" }, { "上方", "回复" }, { "上方", "回覆" },
	{ "より上", "行" }, { "より上", "線" }, { "の上", "行" }, { "の上", "線" }, { "上に", "行" },
	{ "上に", "線" }, { "上部", "返信" }, { "ovanför", "rad" }, { "ovanför", "linje" },
	{ "ovanför", "streck" }, { "over", "linje" }, { "over", "linie" }, { "nad", "řád" },
	{ "nad", "čár" }, { "üst", "satır" }, { "üzer", "satır" }, { "üst", "çizgi" },
	{ "üzer", "çizgi" }, { "deasupra", "lini" }, { "yläpuolelle", "riv" },
};

/* A ticket, in the words of help desks, and that there is something new in it. */
static const char *const notice_subjects[] = { "request", "ticket", "case", "issue", "incident",
	"anfrage", "vorgang", "demande", "solicitud", "caso", "incidencia", "richiesta",
	"segnalazione", "pedido", "solicitação", "chamado", "verzoek", "aanvraag", "melding",
	"zgłoszen", "запрос", "заявк", "обращени", "тикет", "请求", "工单", "請求", "工單", "案件", "リクエスト",
	"チケット", "お問い合わせ", "ärende", "begäran", "sag", "anmodning", "požadav", "tiket", "talep",
	"talebi", "bilet" };
static const char *const notice_news[] = { "been updated", "was updated", "new comment",
	"added a comment", "new reply", "has replied", "new response", "commented on",
	"wurde aktualisiert", "neuer kommentar", "neue antwort", "mise à jour",
	"nouveau commentaire", "nouvelle réponse", "se ha actualizado", "ha sido actualizad",
	"nuevo comentario", "nueva respuesta", "è stata aggiornata", "è stato aggiornato",
	"nuovo commento", "nuova risposta", "foi atualizad", "novo comentário", "nova resposta",
	"is bijgewerkt", "nieuwe reactie", "nieuw antwoord", "zostało zaktualizowane",
	"nowy komentarz", "nowa odpowiedź", "обновлен", "обновлён", "новый комментарий",
	"новый ответ", "已更新", "更新了", "新评论", "新的评论", "新回复", "新的回复", "已有新", "更新されました", "コメントが追加",
	"har uppdaterats", "ny kommentar", "nytt svar", "er blevet opdateret", "nyt svar",
	"byl aktualizován", "nový komentář", "nová odpověď", "güncellendi", "yeni yorum",
	"yeni yanıt" };

/* "Name commented:", and what else a help desk says where it has drawn its delimiter above. */
static const char *const commented[] = { "commented", "kommentierte", "hat kommentiert",
	"kommentar von", "a commenté", "a ajouté un commentaire", "comentó", "ha comentado",
	"ha commentato", "comentou", "heeft gereageerd", "reageerde", "skomentował",
	"прокомментировал", "оставил комментарий", "发表评论", "评论道", "评论了", "添加了评论", "がコメント",
	"さんのコメント", "kommenterade", "kommenterede", "har kommenteret", "okomentoval",
	"přidal komentář", "yorum yaptı", "yorum ekledi" };
static const char *const answered[] = { "replied", "responded", "answered", "added a",
	"hat geantwortet", "antwortete", "schrieb", "a répondu", "respondió", "ha respondido",
	"ha risposto", "respondeu", "antwoordde", "heeft geantwoord", "odpowiedział", "ответил",
	"回复", "回覆", "答复", "返信", "svarade", "har svarat", "svarede", "har svaret", "odpověděl",
	"yanıtladı", "cevapladı", "wrote", "написал" };

static const char *const delimiters[] = { "reply above this line", "type your reply above",
	"write your reply above", "respond above this line", "write above this line",
	"reply above the line", "reply between these lines", "enter your reply above",
	"please reply above", "add your comments above", "reply above this text",
	"above this line ==", "oberhalb dieser linie", "über dieser linie",
	"oberhalb dieser zeile", "über dieser zeile", "au-dessus de cette ligne",
	"encima de esta línea", "encima de esta linea", "arriba de esta línea",
	"sopra questa riga", "sopra questa linea", "acima desta linha", "boven deze lijn",
	"boven deze regel", "powyżej tej linii", "nad tą linią", "выше этой строки",
	"выше этой линии", "над этой строкой", "над этой линией", "此行上方", "此行以上", "此线以上", "此线上方",
	"该行上方", "此行上面", "此行之上", "這行上方", "此線以上", "以上回复", "この行より上", "この線より上", "ovanför denna rad",
	"ovanför den här raden", "over denne linje", "over denne linie", "nad tento řádek",
	"nad tímto řádkem", "nad tuto čáru", "bu satırın üzerine", "bu satırın üstüne",
	"bu çizginin üstüne", "bu çizginin üzerine" };

/* What a header block calls its lines. */
static const struct label {
	unsigned kind;
	const char *words;
} labels[] = {
	{ LABEL_FROM, " from von de da od от van från fra kimden gönderen expéditeur remitente mittente "
	              "nadawca отправитель odesílatel afsender avsändare absender 发件人 发送人 寄件者 寄件人 發件人 "
	              "差出人 送信者 送信元 feladó lähettäjä expedidor odosielateľ "
	              "expeditor gönderenkişi 보낸이 寄信人 送信者名 від 보낸사람 발신 발신인 发信人 gesendetvon sentby " },
	{ LABEL_DATE, " sent date gesendet datum envoyé envoyéle enviado enviadoel enviadaem enviadoem "
	              "fecha inviato inviata data datainvio verzonden wysłano wysłane отправлено дата "
	              "датаотправки 发送时间 发送日期 日期 时间 時間 寄件日期 傳送時間 傳送日期 送信日時 日時 日付 "
	              "skickat sendt dato odesláno gönderildi gönderilmetarihi tarih gönderim отправка 보낸날짜 "
	              "发件日期 发信时间 am送信 elküldve received empfangen empfangenam gesendetam datumenuhrzeit sänt sändes "
	            "gönderildiğitarih gönderimtarihi tidspunkt verzondenop skickatden odeslané датаивремя 送信時刻 受信日時 "
	            "sentat senton dateandtime datetime 发送於 发送于 rcvd 发件时间 寄出時間 寄送時間 날짜 보낸시간 일시 " },
	{ LABEL_TO, " to an à a para naar aan do komu кому 收件人 收件者 收信人 宛先 till til kime alıcı "
	            "destinataire destinataires destinatario destinatário adresat empfänger modtager "
	            "mottagare pro příjemce получатель 받는사람 címzett "
	            "empfängerin geadresseerde ontvanger odbiorca alıcılar 受信者 送信先 收件邮箱 받은사람 수신 수신인 " },
	{ LABEL_CC, " cc kopie kopia copia cópia копия 抄送 副本 抄送人 ccn bcc bilgi dw udw kopi reply-to "
	            "antwortan importance priority wichtigkeit attachments 附件 添付 copieà скрытая "
	            "anhänge anlagen anhang piècesjointes piècejointe allegati allegato adjuntos anexos anexo bijlagen "
	            "bijlage załączniki załącznik вложения bilagor vedhæftedefiler přílohy ekler 添付ファイル 密送 "
	            "priorität priorité importanza важность 重要度 重要性 skrytákopie gizli replyto " },
	{ LABEL_SUBJECT, " subject betreff objet sujet asunto oggetto assunto onderwerp temat тема "
	                 "主题 主旨 主題 标题 標題 件名 題名 ämne emne předmět konu re tárgy aihe predmet subiect 邮件主题 邮件标题  제목 " },
};

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
		size_t gap = *q == '.' && q[1] == ' '; /* "5. 3. 26" */
		if (digits <= 2 && (*q == '/' || *q == '.' || *q == '-') && g_ascii_isdigit(q[1 + gap])) {
			const char *r = q + 1 + gap + strspn(q + 1 + gap, "0123456789");
			if (*r == *q && (gap == 0 || r[1] == ' ') && g_ascii_isdigit(r[1 + gap]))
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

/* Whether text, in lower case, ends with the verb: most languages put it there. */
static bool
ends_with_verb(const char *folded)
{
	size_t length = strlen(folded);
	const char *end = folded + length - MIN(length, VERB_END_MAX + 24);
	while ((*end & 0xc0) == 0x80) /* not in the middle of a letter */
		end++;
	for (size_t i = 0; i < G_N_ELEMENTS(wrote); i++) {
		const char *found = strstr(end, wrote[i]);
		if (found != NULL && strlen(found + strlen(wrote[i])) <= VERB_END_MAX)
			return true;
	}
	return false;
}

Attribution
attribution_of(const char *text)
{
	size_t length;
	text = trim(text, &length);
	if (length > ATTRIBUTION_LENGTH_MAX || length < 8)
		return ATTRIBUTION_NONE;
	bool has_colon = ends_in_colon(text, &length);
	bool is_dated = has_date(text), is_timed = has_time(text);
	const char *at = memchr(text, '@', length);
	bool has_address = at != NULL && memchr(text, '<', length) != NULL;
	/* "Thu, 5 Mar 2026 10:00, Name <address>:", whatever the language. */
	if (has_colon && length > 0 && text[length - 1] == '>' && at != NULL && (is_dated || is_timed))
		return ATTRIBUTION_STRONG;
	g_autofree char *folded = g_utf8_strdown(text, (gssize)length);
	if (!CONTAINS(folded, wrote))
		return ATTRIBUTION_NONE;
	/* Without its colon it must have everything else. */
	if (!has_colon)
		return is_dated && is_timed && has_address ? ATTRIBUTION_STRONG : ATTRIBUTION_NONE;
	bool is_start = STARTS(folded, starts) || g_ascii_isdigit(*folded) ||
	    (is_timed && ends_with_verb(folded));
	if ((is_dated || is_timed) && (at != NULL || (is_start && is_dated)))
		return ATTRIBUTION_STRONG;
	return has_address ? ATTRIBUTION_STRONG : ATTRIBUTION_WEAK;
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

/* The words of "--- words ---" in lower case, NULL where text is no such line. What QQ Mail writes
 * around them, &nbsp; as a letter or as five, is space. g_free(). *out_is_closed: drawn on both sides. */
static char *
rule_words_of(const char *text, bool *out_is_closed)
{
	size_t dashes, length = strlen(text);
	if (length > RULE_LENGTH_MAX)
		return NULL;
	const char *p = skip_rule(text + strspn(text, " "), &dashes);
	if (dashes < 2)
		return NULL;
	g_autofree char *spaced = words_fold(p, length, false);
	g_auto(GStrv) parts = g_strsplit(spaced, "&nbsp;", -1);
	char *folded = g_strjoinv(" ", parts);
	g_strstrip(folded);
	size_t n = strlen(folded), whole = n;
	while (n > 0 && (rule_character(folded + n - 1) > 0 || (n >= 3 && rule_character(folded + n - 3) == 3)))
		n -= rule_character(folded + n - 1) > 0 ? 1 : 3;
	*out_is_closed = whole - n >= 2;
	while (n > 0 && strchr(" :", folded[n - 1]) != NULL)
		n--;
	folded[n] = '\0';
	return folded;
}

bool
is_worded_rule(const char *text)
{
	bool is_closed;
	g_autofree char *words = rule_words_of(text, &is_closed);
	return words != NULL && is_closed && *words != '\0';
}

bool
is_history_rule(const char *text)
{
	bool is_closed;
	g_autofree char *words = rule_words_of(text, &is_closed);
	if (words == NULL)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(rule_words); i++) {
		if (strcmp(words, rule_words[i]) == 0)
			return true;
	}
	/* "---- On Thu, 5 Mar 2026 10:00 Name <address> wrote ----" */
	return is_closed && CONTAINS(words, wrote) &&
	    (strchr(words, '@') != NULL || has_date(words) || ends_with_verb(words));
}

bool
is_history_line(const char *text)
{
	size_t length = strlen(text);
	if (length > ATTRIBUTION_LENGTH_MAX)
		return false;
	const char *dashes = strstr(text, "---");
	if (dashes != NULL && dashes > text && g_ascii_isdigit(dashes[3])) {
		const char *end = strstr(dashes + 3, "---");
		g_autofree char *between = g_strndup(dashes + 3, end != NULL ? (gsize)(end - dashes - 3) : 0);
		if (end != NULL && end - dashes < 40 && has_date(between) && has_time(between))
			return true;
	}
	if (!ends_in_colon(text, &length))
		return false;
	g_autofree char *folded = g_utf8_strdown(text, (gssize)length);
	for (size_t i = 0; i < G_N_ELEMENTS(forwards); i++) {
		if (strcmp(folded, forwards[i]) == 0)
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
	if (CONTAINS(folded, delimiters))
		return true;
	if (strlen(folded) < 4 || rule_character(folded) == 0) {
		if (strchr("#<[(~+", *folded) == NULL)
			return false;
	}
	BytePairs pairs = byte_pairs_of(folded);
	for (size_t i = 0; i < G_N_ELEMENTS(delimiter_words); i++) {
		if (find_word(folded, &pairs, delimiter_words[i][0]) != NULL &&
		    find_word(folded, &pairs, delimiter_words[i][1]) != NULL)
			return true;
	}
	return g_str_has_prefix(folded, "##-") && g_str_has_suffix(folded, "-##");
}

bool
is_update_notice(const char *paragraph, bool is_framed)
{
	size_t length = strlen(paragraph);
	if (length > NOTICE_LENGTH_MAX)
		return false;
	g_autofree char *folded = words_fold(paragraph, length, false);
	/* RT's link to the ticket. */
	if (g_str_has_prefix(folded, "<url: http") && strchr(folded, '>') == folded + strlen(folded) - 1)
		return true;
	if (CONTAINS(folded, notice_subjects) && CONTAINS(folded, notice_news) &&
	    (is_framed || strpbrk(folded, "0123456789") != NULL))
		return true;
	length = strlen(folded);
	return length <= COMMENTED_LENGTH_MAX && ends_in_colon(folded, &length) &&
	    (CONTAINS(folded, commented) || (is_framed && CONTAINS(folded, answered)));
}

bool
is_date_line(const char *text)
{
	size_t length = strlen(text);
	return length <= 60 && has_date(text) && has_time(text) && strchr(text, '@') == NULL &&
	    strpbrk(text + length - 1, ".!?:;") == NULL;
}

bool
is_comment_header(const char *text)
{
	if (strlen(text) > COMMENT_HEADER_MAX || (strchr(text, ',') == NULL && strstr(text, "，") == NULL &&
	    strstr(text, "、") == NULL && strchr(text, '(') == NULL && strchr(text, '|') == NULL))
		return false;
	return has_time(text) && (has_date(text) || attribution_starts(text));
}

bool
introduces_quote(const char *text)
{
	size_t length;
	text = trim(text, &length);
	if (length > ATTRIBUTION_LENGTH_MAX || !ends_in_colon(text, &length))
		return false;
	/* "Quoting Name <address>:" */
	bool has_address = length > 0 && text[length - 1] == '>' && memchr(text, '@', length) != NULL;
	return has_date(text) || has_address || (has_time(text) && memchr(text, '@', length) != NULL);
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
		if (strncmp(p, "&nbsp;", 6) == 0) {
			p += 5;
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
