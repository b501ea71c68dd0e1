/* SPDX-License-Identifier: ISC
 * quote-tail-words.c - the words of signatures, small print and ticket systems' frames, by language */
#include "quote-private.h"
#include "words-private.h"

#define MOBILE_LENGTH_MAX 300  /* with the address of a link */
#define MOBILE_WORDS 8
#define PRINT_LENGTH_MAX 300   /* about trees */
#define FRAME_LENGTH_MAX 900   /* of a frame's paragraph */
#define PRODUCT_LENGTH_MAX 250 /* of the line that names the help desk */
#define PRODUCT_WORDS 20
#define CLOSING_LENGTH_MAX 60

/* How a line begins that a program has added; one of the things below must follow. */
static const char *const mobile[] = { "sent from my ", "sent from outlook", "sent from mail for",
	"sent from yahoo mail", "sent from proton", "sent from samsung", "sent from a mobile",
	"sent via ", "sent with proton", "sent using ", "sent from gmail", "get outlook for ",
	"from my iphone", "von meinem ", "von meinem iphone gesendet", "gesendet von ",
	"gesendet mit der ", "gesendet von meinem", "holen sie sich outlook", "outlook für ",
	"envoyé de mon ", "envoyé depuis ", "envoyé à partir de ", "obtenir outlook",
	"téléchargez outlook", "enviado desde ", "enviado de mi ", "enviado do meu ",
	"enviado de meu ", "enviado a partir do ", "enviado via ", "obtener outlook",
	"obtenga outlook", "obter o outlook", "inviato da ", "inviato dal mio ",
	"ottieni outlook", "scarica outlook", "verstuurd vanaf ", "verzonden vanaf ",
	"verzonden vanuit", "verstuurd met ", "outlook voor ", "download outlook", "wysłane z ",
	"wysłano z ", "pobierz outlook", "отправлено с ", "отправлено из ", "отправлено от ",
	"скачать outlook", "发自我的", "发自", "來自我的", "来自我的", "從我的", "从我的", "寄自我的", "傳送自", "发送自",
	"下载 outlook", "获取 outlook", "取得 outlook", "使用邮件大师", "發自我的", "skickat från ",
	"skickades från ", "hämta outlook", "sendt fra ", "hent outlook", "odesláno z ",
	"odesláno ze ", "získejte outlook", "gönderildi: ", "outlook'u edinin", "lähetetty ",
	"küldve ", "обережно надіслано з ", "надіслано з ", "надіслано за допомогою",
	"wysłano za pomocą", "wysłane za pomocą", "отправлено через ", "отправлено при помощи ",
	"skickat med ", "skickat via ", "sendt med ", "sendt via ", "posláno z ",
	"odesláno pomocí ", "enviado com ", "enviado con ", "enviado pelo ", "enviado por ",
	"envoyé avec ", "envoyé via ", "inviato con ", "inviato tramite ", "inviata da ",
	"verzonden met ", "verzonden via ", "verstuurd via ", "diese nachricht wurde von meinem ",
	"diese nachricht wurde mit ", "von unterwegs gesendet", "von unterwegs", "sent on the go",
	"sent from the ", "sent by ", "来自网易", "由我的", "通过", "由 ", "sendt fra min ",
	"trimis de pe ", "poslano s ", "poslané z ", "enviat des ", "posted from " };

/* Languages that say it at the end of the line. */
static const char *const mobile_ends[] = { "から送信", "から送信されました", "で送信", "傳送", "发送的", " gönderildi",
	"umdan gönderildi", "dan gönderildi", "den gönderildi", "ile gönderildi", "から送信しました",
	"からの送信", "より送信", "を使って送信", " gesendet", " verzonden", "을 사용하여 보냄", "에서 보냄", "を入手",
	"yükleyin" };

static const char *const mobile_things[] = { "iphone", "ipad", "android", "outlook", "samsung",
	"galaxy", "huawei", "xiaomi", "handy", "smartphone", "mobil", "mobile", "telefon",
	"téléphone", "teléfono", "手机", "手機", "スマートフォン", "mail", "blackberry", "windows", "yahoo",
	"网易", "qq", "foxmail", "小米", "华为", "телефон", "планшет", "tablet", "proton", "gmail",
	"thunderbird", "mac", "微信", "钉钉", "飞书", "邮箱大师", "wechat", "dingtalk", "lark", "nokia",
	"motorola", "oppo", "vivo", "oneplus", "pixel", "xperia", "verse", "zoho", "spark", "k-9",
	"k9", "bluemail", "canary", "edison", "airmail", "gmx", "web.de", "t-online", "freenet",
	"laposte", "libero", "virgilio", "seznam", "приложени", "яндекс", "мобильн", "携帯", "ケータイ",
	"ドコモ", "uygulama", "app", "aplik", "móvil", "celular", "móvel", "mobiel", "telemóvel",
	"cellulare", "komórk", "mobiltelefon", "cep telefon", "tutanota", "tuta", "fairphone",
	"honor", "移动", "行動裝置", "荣耀", "安卓", "客户端", "webmail" };

/* Below closing words these are enough. */
static const char *const mobile_signed[] = { "sent from ", "excuse ", "please excuse ",
	"gesendet mit ", "pardon " };
static const char *const devices[] = { "iphone", "ipad", "android" };

/* What only a program says, whatever the thing is called. */
static const char *const mobile_owner[] = { "sent from my ", "发自我的", "發自我的", "来自我的", "來自我的",
	"从我的", "從我的", "envoyé de mon ", "envoyé depuis mon ", "enviado desde mi ",
	"enviado de mi ", "enviado do meu ", "enviado a partir do meu ", "inviato dal mio ",
	"verstuurd vanaf mijn ", "verzonden vanaf mijn ", "wysłane z mojego ",
	"wysłano z mojego ", "отправлено с моего ", "skickat från min ", "sendt fra min ",
	"odesláno z mého ", "von meinem " };

/* What the small print is about; a paragraph that has three of a row is small print. */
enum { LEGAL_COLUMNS = 4, LEGAL_ROWS = 16 };
static const char *const legal[LEGAL_ROWS][LEGAL_COLUMNS] = {
	{ "this e-mail|this email|this message|this communication|this transmission|"
	    "this mail|information contained in|contents of this|any attachments|"
	    "this electronic",
	    "confidential|privileged",
	    "recipient|addressee|intended|named above",
	    "in error|by mistake|notify the sender|delete|prohibited|unauthorised|"
	    "unauthorized" },
	{ "diese e-mail|diese nachricht|diese email|diese mail|dieser e-mail|"
	    "dieser nachricht|dieser mail|dieser email",
	    "vertraulich|rechtlich geschützt|geheim",
	    "adressat|empfänger",
	    "irrtümlich|vernichten|löschen|unbefugt|nicht gestattet" },
	{ "ce message|cet e-mail|ce courriel|ce mail|cet email|informations contenues|"
	    "pièces jointes|présent message|présent courriel",
	    "confidentiel",
	    "destinataire",
	    "par erreur|détruire|supprimer|interdit|n'êtes pas" },
	{ "este mensaje|este correo|este e-mail|información contenida|presente mensaje|"
	    "presente correo",
	    "confidencial|privilegiad",
	    "destinatari",
	    "por error|prohibid|elimin|borr" },
	{ "questo messaggio|questa e-mail|questa mail|presente messaggio|presente e-mail|"
	    "informazioni contenute|presente comunicazione",
	    "riservat|confidenzial",
	    "destinatari",
	    "per errore|vietat|cancell|distrugg" },
	{ "esta mensagem|este e-mail|este email|informações contidas|presente mensagem",
	    "confidencia|sigilo",
	    "destinatári",
	    "por engano|por erro|engano|proibid|apag|elimin" },
	{ "dit bericht|deze e-mail|dit e-mailbericht|deze mail|informatie in dit|"
	    "inhoud van dit|informatie verzonden",
	    "vertrouwelijk",
	    "geadresseerde|bestemd",
	    "abusievelijk|onterecht|per vergissing|ten onrechte|verwijder|vernietig" },
	{ "ta wiadomość|niniejsza wiadomość|niniejszy e-mail|wiadomość ta|"
	    "treść tej wiadomości|informacje zawarte|zawarte w niniejszej|tej wiadomości",
	    "poufn",
	    "adresat|odbiorc",
	    "omyłkowo|pomyłk|przez pomyłkę|usunąć|usunięcie|zabronion" },
	{ "это сообщение|настоящее сообщение|данное сообщение|это письмо|данное письмо|"
	    "настоящее письмо|информация, содержащаяся|содержащаяся в этом|"
	    "содержащаяся в настоящем",
	    "конфиденциальн",
	    "адресат|получател|предназначен",
	    "по ошибке|ошибочно|удалить|удалите|запрещен" },
	{ "本邮件|此邮件|本电子邮件|该邮件|本信件|这封邮件|邮件及其附件|本邮件及",
	    "保密|机密|秘密",
	    "收件人|收件方|指定|接收者",
	    "误收|错收|删除|错误地收到|误发|未经" },
	{ "本郵件|此郵件|本電子郵件|本信件|此信件",
	    "保密|機密",
	    "收件人|收件者|指定",
	    "誤收|刪除|錯誤|未經" },
	{ "このメール|本メール|このeメール|この電子メール",
	    "機密|秘密",
	    "受信者|宛先|受取人|名宛",
	    "誤って|誤送|削除|破棄" },
	{ "detta meddelande|detta e-post|denna e-post|detta mejl|innehållet i detta|"
	    "information i detta",
	    "konfidentiell|sekretess",
	    "mottagare|avsedd|adressat",
	    "av misstag|felaktigt|radera|förstör" },
	{ "denne e-mail|denne mail|denne meddelelse|denne besked|indholdet af denne|"
	    "indeholder fortrolig",
	    "fortrolig",
	    "modtager|adressat|beregnet",
	    "fejltagelse|ved en fejl|slet|slette" },
	{ "tato zpráva|tento e-mail|tento email|tato e-mailová|této zprávy|tohoto e-mailu|"
	    "informace obsažené",
	    "důvěrn",
	    "adresát|příjemc|určen",
	    "omylem|vymaž|smaž|odstra" },
	{ "bu e-posta|bu mesaj|bu ileti|bu elektronik posta|bu eposta|bu e-mail|bu postada",
	    "gizli",
	    "alıcı|muhatab|gönderilen kişi",
	    "yanlışlık|hata ile|sehven|siliniz|silin" },
};

/* Paragraphs that start so are small print by themselves. */
static const char *const legal_starts[] = { "confidentiality notice", "confidential notice",
	"legal notice:", "legal disclaimer", "disclaimer:", "e-mail disclaimer",
	"email disclaimer", "please consider the environment", "think before you print",
	"think before printing", "vertraulichkeitshinweis", "rechtlicher hinweis",
	"bitte denken sie an die umwelt", "bitte prüfen sie, ob diese",
	"denken sie an die umwelt", "pensez à l'environnement", "pensez à l’environnement",
	"avis de confidentialité", "aviso legal", "aviso de confidencialidad",
	"aviso de confidencialidade", "antes de imprimir", "avviso di riservatezza",
	"nota di riservatezza", "prima di stampare", "disclaimer voor", "denk aan het milieu",
	"klauzula poufności", "pomyśl o środowisku", "уведомление о конфиденциальности", "免责声明",
	"保密声明", "免責聲明", "保密提示", "法律声明", "【机密", "【免责", "【保密", "【重要提示】本邮件",
	"ai sensi del regolamento", "ai sensi del d.lgs", "ai sensi dell'art",
	"informativa privacy", "en cumplimiento de la ley", "en cumplimiento de lo",
	"protección de datos:", "de conformidad con lo", "de conformidad con el reglamento",
	"conformément au règlement", "conformément à la loi informatique", "datenschutzhinweis",
	"hinweis zum datenschutz", "informationen zum datenschutz", "informacje o przetwarzaniu",
	"klauzula informacyjna", "administratorem danych", "administratorem państwa danych",
	"rodo:", "proclaimer", "privacyverklaring", "internet e-mail confidentiality",
	"internet email confidentiality", "privileged and confidential", "strictly confidential",
	"private and confidential", "wichtiger hinweis: diese", "haftungsausschluss",
	"avertissement :", "avertissement:", "clause de confidentialité",
	"cláusula de confidencialidad", "cláusula de confidencialidade",
	"nota de confidencialidad", "bezpečnostní upozornění", "právní upozornění",
	"fortrolighedserklæring", "sekretessmeddelande", "vertrouwelijkheidsclausule", "外部邮件",
	"【注意】本邮件", "【重要】このメール", "gizlilik notu", "feragatname", "уведомление о конфид",
	"внимание! настоящее", "gizlilik uyarısı", "yasal uyarı", "bu e-postayı yazdırmadan",
	"tänk på miljön", "tænk på miljøet", "myslete na životní prostředí" };

/* Two words of a row in one short paragraph: think of the trees before you print this. */
static const char *const print_words[][2] = {
	{ "environment", "before print" }, { "environment", " print this" },
	{ "umwelt", "druck" }, { "environnement", "imprim" }, { "nature", "imprim" },
	{ "planète", "imprim" }, { "miljö", "skriv inte ut" }, { "medio ambiente", "imprim" },
	{ "medioambiente", "imprim" }, { "ambiente", "stampare" }, { "ambiente", "imprim" },
	{ "milieu", " print" }, { "milieu", "afdruk" }, { "środowisk", "druk" },
	{ "природ", "печата" }, { "окружающ", "печата" }, { "环境", "打印" }, { "环保", "打印" },
	{ "環保", "列印" }, { "環境", "列印" }, { "環境", "印刷" }, { "miljö", "skriver ut" },
	{ "miljö", "utskrift" }, { "miljø", " print" }, { "miljø", "udskriv" },
	{ "prostředí", "tisk" }, { "prostředí", "vytišt" }, { "çevre", "yazdır" },
	{ "trees", " print" }, { "planet", " print" },
};

/* What a company must tell of itself; two of them in a paragraph. */
static const char *const register_words[] = { "amtsgericht", "registergericht", "handelsregister",
	"hrb ", "hra ", "geschäftsführ", "vorstand", "aufsichtsrat", "sitz der gesellschaft",
	"ust-id", "steuernummer", "firmenbuch", "registered in ", "registered office",
	"company number", "company no", "company registration", "vat no", "vat number", "vat reg",
	"siret", "siren ", "r.c.s", "rcs ", "au capital de", "tva intracom", "siège social",
	"capitale sociale", "p.iva", "p. iva", "partita iva", "cod. fisc", "codice fiscale",
	"sede legale", "registro mercantil", "inscrita en el", "c.i.f", "domicilio social",
	"capital social", "nipc", "matriculada", "kvk", "btw-nummer", "btw nr", "sąd rejonowy",
	"krs:", "krs ", "nip:", " nip ", "regon", "kapitał zakładowy", "инн:", " инн ", "огрн",
	"кпп", "юридический адрес", "org.nr", "org nr", "organisationsnummer", "cvr", "ičo:",
	"ičo ", "ič:", "dič:", "spisová značka", "zapsaná v", "mersis", "ticaret sicil",
	"统一社会信用代码" };

/* Closing words that stand alone. */
static const char *const closings[] = { "best", "thanks", "thank you", "many thanks",
	"thanks again", "cheers", "thanks in advance", "thank you in advance", "rgds", "br", "kr",
	"all the best", "sincerely", "mfg", "lg", "vg", "vielen dank", "danke", "danke und gruß",
	"danke im voraus", "merci", "merci d'avance", "cdlt", "bonne journée", "bien à vous",
	"gracias", "muchas gracias", "gracias de antemano", "abrazos", "grazie", "grazie mille",
	"obrigado", "obrigada", "att", "abraços", "abraço", "bedankt", "alvast bedankt", "mvg",
	"dziękuję", "dziękujemy", "z góry dziękuję", "спасибо", "заранее спасибо", "此致", "敬礼",
	"敬禮", "此致 敬礼", "此致敬礼", "祝好", "谢谢", "謝謝", "多谢", "祝商祺", "顺祝商祺", "順頌商祺", "顺颂商祺", "敬上",
	"祝您工作愉快", "祝工作顺利", "祝您生活愉快", "以上", "以上です", "敬具", "tack", "tack på förhand", "mvh",
	"hälsn", "tak", "på forhånd tak", "děkuji", "děkujeme", "hezký den", "předem děkuji",
	"teşekkürler", "iyi günler", "iyi çalışmalar", "kolay gelsin", "teşekkür ederim",
	"감사합니다" };

/* Closing words that a few more may follow. */
static const char *const closing_starts[] = { "kind regards", "best regards", "with best regards",
	"with kind regards", "with regards", "warm regards", "regards", "best wishes",
	"with best wishes", "yours sincerely", "yours faithfully", "yours truly",
	"sincerely yours", "respectfully", "sincerely,", "mit freundliche", "mit besten grüßen",
	"mit bestem gruß", "freundliche grüße", "freundlichen gruß", "viele grüße", "beste grüße",
	"besten gruß", "liebe grüße", "schöne grüße", "herzliche grüße", "mit herzlichen grüßen",
	"gruß", "grüße", "freundliche grüsse", "mit freundlichen grüssen", "viele grüsse",
	"beste grüsse", "hochachtungsvoll", "cordialement", "bien cordialement",
	"très cordialement", "salutations", "sincères salutations", "meilleures salutations",
	"respectueusement", "saludos", "un saludo", "un cordial saludo",
	"reciba un cordial saludo", "reciban un cordial saludo", "cordiales saludos",
	"atentamente", "muy atentamente", "cordialmente", "cordiali saluti", "distinti saluti",
	"saluti", "un saluto", "cordialità", "atenciosamente", "com os melhores cumprimentos",
	"melhores cumprimentos", "os melhores cumprimentos", "cumprimentos", "saudações",
	"met vriendelijke groet", "vriendelijke groet", "met hartelijke groet", "groet",
	"hartelijke groet", "hoogachtend", "pozdrawiam", "z poważaniem", "z wyrazami szacunku",
	"serdecznie pozdrawiam", "с уважением", "с наилучшими пожеланиями", "с найкращими",
	"з повагою", "med vänlig", "vänlig", "hälsningar", "bästa hälsningar", "med venlig",
	"venlig hilsen", "de bedste hilsner", "bedste hilsner", "hilsen", "vennlig hilsen",
	"s pozdravem", "s přátelským pozdravem", "s úctou", "saygılar", "en iyi dileklerimle",
	"ystävällisin terveisin", "üdvözlettel", "cu stimă", "lep pozdrav", "s pozdravom" };

/* Japanese says it in a sentence. */
static const char *const closing_sentences[] = { "よろしくお願い", "宜しくお願い", "よろしく御願い", "宜しく御願い" };

/* What makes a name a company's. */
static const char *const companies[] = { " inc", " llc", " ltd", " limited", " gmbh", " ag",
	" kg", " ug", " ohg", " s.a", " sa", " sas", " sarl", " s.p.a", " spa", " s.r.l", " srl",
	" s.r.l.s", " b.v", " bv", " n.v", " nv", " sp. z o.o", " s.l", " sl", " lda", " ltda",
	" ооо", " ао", " зао", " пао", " ab", " a/s", " aps", " a.ş", " ltd. şti", " s.r.o",
	" a.s", " oy", " kft", " corp", " corporation", " plc", " pty", " co", " e.v", " eg",
	" se", " as", " s.l.u", " s.c", " spółka", " d.o.o" };
static const char *const company_signs[] = { "株式会社", "有限会社", "有限公司", "公司", "集团", "ооо «",
	"ооо \"", "ао «", "зао «" };

/* What a telephone number is labelled with. */
static const char *const telephones[] = { "tel", "phone", "fon", "ph", "voice", "rufnummer",
	"mobile", "mob", "fax", "t", "m", "f", "p", "d", "h", "direct", "cell", "office", "tél",
	"téléphone", "port", "teléfono", "tfno", "tlf", "móvil", "cellulare", "telefono",
	"telefone", "telemóvel", "telefon", "telefax", "tfn", "mobil", "handy", "durchwahl",
	"gsm", "тел", "телефон", "факс", "моб", "telephone", "电话", "電話", "手机", "手機", "传真", "傳真",
	"座机", "直线", "分机", "携帯", "內線", "内線", "☎", "📞", "📱", "✆", "faks", "cep", "hotline", "noc",
	"emergency", "24/7", "whatsapp", "wechat", "微信", "qq", "komórka", "kom" };

static const char *const frame_starts[] = { "powered by ", "delivered by ",
	"this email is a service from", "this e-mail is a service from", "this is shared with ",
	"view request", "view ticket", "view this ticket", "view your ticket", "view the ticket",
	"view case", "view it on ", "view comment", "view issue", "reply to this email directly",
	"turn off this request", "you are receiving this ", "you're receiving this ",
	"you received this ", "you have received this notification", "this message was sent to ",
	"this email was sent to ", "this e-mail was sent to ", "to view this ticket",
	"to view the ticket", "to view the status of ", "to view or update ", "to view your ",
	"view the status of ", "check the status of ", "track the status of ", "you can view ",
	"you can check the status", "you can track ", "you may view ", "click here to view ",
	"unsubscribe", "notification preferences", "manage your notification", "ticket details",
	"request details", "case details", "ticket information", "ref-mid:", "ref:msg", "ref:tis",
	"ref:_", "ref:!", "thread::", "[ref:", "ticket url:", "ticket link:", "ticket:http",
	"helpdesk:", "how would you rate ", "please rate ", "rate this ", "rate our ",
	"how did we do", "we hope this response has sufficiently", "was this helpful",
	"message-id: ", "sent via ", "this ticket was ", "to change your notification",
	"this conversation ", "see the full conversation", "manage this request",
	"anfrage anzeigen", "ticket anzeigen", "ticket ansehen", "zum ticket",
	"diese e-mail ist ein service von", "diese e-mail ist ein dienst von",
	"diese nachricht wurde ihnen von", "sie erhalten diese ", "sie können den status",
	"sie können ihr ticket", "sie können dieses ticket", "cet e-mail est un service de",
	"cet email est un service de", "voir la demande", "afficher la demande",
	"ceci est partagé", "dies wird geteilt mit", "esto se comparte con",
	"désactiver les notifications", "benachrichtigungen deaktivieren", "anfrage ansehen",
	"consultar solicitud", "voir le ticket", "afficher le ticket", "vous recevez ce",
	"vous pouvez consulter ", "vous pouvez suivre ", "propulsé par ",
	"este correo electrónico es un servicio de", "este email es un servicio de",
	"este mensaje es un servicio de", "esperamos que esta respuesta haya",
	"esperamos que esta resposta tenha", "nous espérons que cette réponse a ", "ver ticket",
	"ver el ticket", "ver solicitud", "ver la solicitud", "puede ver ", "puede consultar ",
	"usted recibe este", "ha recibido este ", "recibió este ", "con tecnología de ",
	"desarrollado por ", "questa e-mail è un servizio", "questa email è un servizio",
	"visualizza richiesta", "visualizza la richiesta", "visualizza il ticket", "vedi ticket",
	"puoi visualizzare ", "è possibile visualizzare ", "hai ricevuto questa", "ricevi questa",
	"offerto da ", "este e-mail é um serviço", "este email é um serviço", "ver pedido",
	"ver solicitação", "ver o ticket", "ver chamado", "pode acompanhar ",
	"você pode acompanhar ", "você recebeu ", "recebeu este ", "deze e-mail is een service",
	"deze e-mail is een dienst", "ticket bekijken", "bekijk het ticket", "bekijk ticket",
	"bekijk verzoek", "u ontvangt deze ", "u kunt uw ticket", "u kunt de status",
	"mogelijk gemaakt door ", "ta wiadomość e-mail jest usługą", "ten e-mail jest usługą",
	"zobacz zgłoszenie", "wyświetl zgłoszenie", "otrzymujesz ", "otrzymali państwo tę",
	"status zgłoszenia można", "это письмо отправлено вам", "посмотреть заявку",
	"посмотреть тикет", "просмотреть запрос", "вы получили это ", "вы можете просмотреть",
	"вы можете отслеживать", "работает на ", "查看请求", "查看工单", "查看此工单", "查看詳情", "查看工單", "您收到此",
	"您收到这", "您可以查看", "您可以通过以下", "此电子邮件由", "此電子郵件由", "リクエストを表示", "チケットを表示", "このメールは、",
	"このメールは", "このメッセージは", "visa ärende", "visa ärendet", "visa begäran", "du får detta ",
	"det här e-postmeddelandet är en tjänst", "vis anmodning", "vis sagen", "se sagen",
	"du modtager denne", "denne e-mail er en tjeneste", "zobrazit požadavek",
	"zobrazit tiket", "tento e-mail je služb", "tento e-mail vám byl", "tuto zprávu jste ",
	"tento e-mail jste ", "talebi görüntüle", "bileti görüntüle", "bu e-posta, ",
	"bu e-postayı al", "bu e-posta size ", "destek talebinizi " };

/* Those of frame_starts that people begin a sentence with too need a link. */
static const char *const loose_starts[] = { "you can ", "you may ", "view ", "to view ", "check ",
	"track ", "sent via ", "this ticket ", "this conversation ", "このメ", "您可以", "puede ",
	"pode ", "puoi ", "è possibile", "u kunt", "sie können", "vous pouvez", "вы можете",
	"ver ", "unsubscribe", "click here", "you received", "you are receiving",
	"you're receiving", "sie erhalten", "vous recevez", "usted recibe", "u ontvangt",
	"otrzymu", "вы получили", "du får", "du modtager", "您收到", "this message", "this email",
	"this e-mail", "bu e-posta", "status zgł", "você ", "ha recib", "recib", "receb", "hai ",
	"ricevi", "destek ", "please rate", "rate ", "tuto ", "tento " };

/* Help desks that sign what they send, and what stands before or after their names then. */
static const char *const products[] = { "zendesk", "freshdesk", "freshservice", "help scout",
	"helpscout", "hubspot", "jira service", "atlassian", "osticket", "otrs", "znuny",
	"zammad", "kayako", "whmcs", "intercom", "gorgias", "zoho desk", "deskpro", "happyfox",
	"liveagent", "salesforce", "servicenow", "request tracker", "redmine", "odoo",
	"supportpal", "topdesk", "jitbit", "dixa", "uvdesk", "faveo", "kustomer", "gitlab",
	"github", "逸创云客服", "智齿", "网易七鱼", "美洽", "spiceworks", "youtrack", "manageengine",
	"servicedesk plus" };
static const char *const serves_before[] = { " by", " von", " durch", " par", " por", " da",
	" pela", " pelo", " door", " przez", " via", " with", " mit", " avec", " con", " com",
	" met", " using", " med", " af", " av", "由", "通过", " с помощью", " на", " через",
	" pomocí", " službou", " on" };
static const char *const serves_after[] = { "交付", "提供", "驱动", "发送", "が", "で", "により", "から",
	"tarafından", "ile", "üzerinden" };

/* How a ticket's data are called; the first ones only a ticket has. */
static const char *const ticket_words[] = { "ticket", "case", "helpdesk", "department",
	"priority", "request", "incident", "issue", "queue", "abteilung", "priorität", "vorgang",
	"anfrage", "bearbeiter", "demande", "priorité", "département", "service demandé",
	"prioridad", "departamento", "solicitud", "caso", "richiesta", "priorità", "reparto",
	"dipartimento", "prioridade", "chamado", "protocolo", "solicitação", "afdeling",
	"prioriteit", "verzoek", "zgłoszeni", "priorytet", "dział", "заявка", "тикет", "запрос",
	"отдел", "приоритет", "номер обращения", "工单", "工單", "部门", "部門", "优先级", "優先", "案件", "编号",
	"受付番号", "お問い合わせ番号", "チケット", "優先度", "担当", "ärende", "avdelning", "prioritet", "sag",
	"požadavek", "tiket", "oddělení", "priorita", "talep", "bilet", "departman", "öncelik",
	"destek no" };

/* Without the address a link leads to, "[text](https://...)" or "text<https://...>". */
static void
drop_links(char *text)
{
	char *to = text;
	for (const char *p = text; *p != '\0';) {
		const char *close = *p == '(' ? strchr(p, ')') : *p == '<' ? strchr(p, '>') : NULL;
		bool is_link = close != NULL &&
		    (g_str_has_prefix(p + 1, "http") || g_str_has_prefix(p + 1, "mailto:"));
		if (is_link)
			p = close + 1;
		else if (*p == '[' || *p == ']')
			p++;
		else
			*to++ = *p++;
	}
	*to = '\0';
}

/* Words alone, in lower case, without links and the marks of bold and italic around them. */
static char *
bare_words(const char *text)
{
	char *folded = words_fold(text, strlen(text), false);
	drop_links(folded);
	size_t marks = strspn(folded, " *_-~|");
	memmove(folded, folded + marks, strlen(folded + marks) + 1);
	for (size_t n = strlen(folded); n > 0 && strchr(" *_~|.", folded[n - 1]) != NULL;)
		folded[--n] = '\0';
	return folded;
}

static int
count_words(const char *folded)
{
	int words = 0;
	for (const char *p = folded; *p != '\0'; p += strspn(p, " ")) {
		words++;
		p += strcspn(p, " ");
	}
	return words;
}

bool
is_mobile_signature(const char *text, bool is_signed)
{
	size_t length = strlen(text);
	if (length < 6 || length > MOBILE_LENGTH_MAX)
		return false;
	g_autofree char *folded = bare_words(text);
	length = strlen(folded);
	if (STARTS(folded, mobile_owner) && length <= 60 && strpbrk(folded, ",;:") == NULL)
		return true;
	bool is_short = count_words(folded) <= MOBILE_WORDS && length <= 80;
	/* "Get Outlook for iOS", in any language. */
	if (is_short && strstr(folded, "outlook") != NULL &&
	    (strstr(folded, "ios") != NULL || strstr(folded, "android") != NULL))
		return true;
	if (is_signed && is_short && (STARTS(folded, mobile) || STARTS(folded, mobile_signed) ||
	    CONTAINS(folded, devices)))
		return true;
	if (length > 120 || !CONTAINS(folded, mobile_things))
		return false;
	if (STARTS(folded, mobile))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(mobile_ends); i++) {
		if (g_str_has_suffix(folded, mobile_ends[i]) && length < 80)
			return true;
	}
	return false;
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
					Phrase row = { .text = g_strconcat(*word, "*", NULL),
						.tag = i * LEGAL_COLUMNS + j };
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

static bool
is_about_printing(const char *folded, const BytePairs *pairs)
{
	if (strlen(folded) > PRINT_LENGTH_MAX)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(print_words); i++) {
		if (find_word(folded, pairs, print_words[i][0]) != NULL &&
		    find_word(folded, pairs, print_words[i][1]) != NULL)
			return true;
	}
	return false;
}

static bool
is_company_register(const char *folded, const BytePairs *pairs)
{
	int found = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(register_words) && found < 2; i++)
		found += find_word(folded, pairs, register_words[i]) != NULL;
	return found >= 2;
}

bool
is_legal_footer(const char *paragraph)
{
	g_autofree char *folded = words_fold(paragraph, strlen(paragraph), true);
	unsigned char columns[LEGAL_ROWS] = { 0 };
	const char *start = folded + strspn(folded, " *_-=#~|>\t\n");
	BytePairs pairs = byte_pairs_of(folded);
	if (STARTS(start, legal_starts) || is_about_printing(folded, &pairs) || is_company_register(folded, &pairs))
		return true;
	phrases_search(legal_phrases(), folded, mark_found, columns);
	for (int i = 0; i < LEGAL_ROWS; i++) {
		int others = (columns[i] >> 1 & 1) + (columns[i] >> 2 & 1) + (columns[i] >> 3 & 1);
		if ((columns[i] & 1) + others >= 3)
			return true;
	}
	return false;
}

bool
is_closing(const char *text)
{
	if (strlen(text) > 160)
		return false;
	g_autofree char *folded = bare_words(text);
	size_t length = strlen(folded);
	while (length > 0 && strchr(",!;:", folded[length - 1]) != NULL)
		folded[--length] = '\0';
	static const char *const signs[] = { "，", "。", "！", "、" };
	for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (g_str_has_suffix(folded, signs[i]))
			folded[length -= strlen(signs[i])] = '\0';
	}
	for (size_t i = 0; i < G_N_ELEMENTS(closings); i++) {
		if (strcmp(folded, closings[i]) == 0)
			return true;
	}
	if (CONTAINS(folded, closing_sentences))
		return true;
	return length <= CLOSING_LENGTH_MAX && STARTS(folded, closing_starts);
}

static bool
is_company(const char *folded)
{
	if (CONTAINS(folded, company_signs))
		return true;
	BytePairs pairs = byte_pairs_of(folded);
	for (size_t i = 0; i < G_N_ELEMENTS(companies); i++) {
		const char *found = find_word(folded, &pairs, companies[i]);
		size_t length = strlen(companies[i]);
		if (found != NULL && (found[length] == '\0' || strchr(" .,|-)", found[length]) != NULL))
			return true;
	}
	return false;
}

static int
count_digits(const char *text, int *out_longest)
{
	int count = 0, run = 0;
	*out_longest = 0;
	for (; *text != '\0'; text++) {
		run = g_ascii_isdigit(*text) ? run + 1 : 0;
		count += run > 0;
		*out_longest = MAX(*out_longest, run);
	}
	return count;
}

/* "Tel. +39 071 ...", "M: 0171 ...", "+44 20 ..." */
static bool
is_telephone(const char *folded, int digits)
{
	if (digits < 5)
		return false;
	if (*folded == '+' || *folded == '(')
		return digits >= 7;
	for (size_t i = 0; i < G_N_ELEMENTS(telephones); i++) {
		size_t length = strlen(telephones[i]);
		if (g_str_has_prefix(folded, telephones[i]) && !g_unichar_isalpha(g_utf8_get_char(folded + length)))
			return true;
	}
	return false;
}

CardLine
card_line_of(const char *text)
{
	g_autofree char *folded = words_fold(text, strlen(text), false);
	const char *start = folded + strspn(folded, " *_-|");
	int longest, digits = count_digits(start, &longest);
	if (g_str_has_prefix(start, "[cid:") || g_str_has_prefix(start, "[image") ||
	    g_str_has_prefix(start, "[logo") || g_str_has_prefix(start, "〒"))
		return CARD_CONTACT;
	if (is_telephone(start, digits))
		return CARD_CONTACT;
	bool has_link = strchr(start, '@') != NULL || strstr(start, "www.") != NULL || strstr(start, "://") != NULL;
	if (has_link && (count_words(start) <= 4 || strstr(start, " | ") != NULL))
		return CARD_CONTACT;
	if (digits >= 7 && strpbrk(start, "|/+") != NULL)
		return CARD_CONTACT;
	if (is_company(start))
		return CARD_COMPANY;
	/* "Hafenstr. 5", "12 High Street" */
	bool is_house = digits > 0 && (g_ascii_isdigit(*start) || g_ascii_isdigit(start[strlen(start) - 1]) ||
	    strchr(start, ',') != NULL);
	return longest >= 2 || is_house ? CARD_NUMBER : CARD_OTHER;
}

bool
is_prose(const char *text)
{
	g_autofree char *folded = words_fold(text, strlen(text), false);
	const char *start = folded + strspn(folded, " *_-(");
	size_t length = strlen(start);
	if (g_str_has_prefix(start, "p.s") || g_str_has_prefix(start, "ps:") || g_str_has_prefix(start, "ps ") ||
	    g_str_has_prefix(start, "p. s") || g_str_has_prefix(start, "nb:") || g_str_has_prefix(start, "追伸"))
		return true;
	bool is_sentence = length > 0 && (strchr(".!?", start[length - 1]) != NULL ||
	    g_str_has_suffix(start, "。") || g_str_has_suffix(start, "？"));
	return length > 160 || (is_sentence && count_words(start) >= 6 && !is_company(start)) ||
	    (is_sentence && length > 45 && count_words(start) <= 2);
}

/* "[7KQ2ZM-M3XW]", "{#HS:2631180457-20418#}", "ref:_00D58.500:ref" */
static bool
is_token(const char *text)
{
	size_t length = strlen(text);
	if (length < 5 || length > 100 || strchr(text, ' ') != NULL)
		return false;
	char last = text[length - 1];
	bool has_digit = strpbrk(text, "0123456789") != NULL;
	return has_digit && ((*text == '[' && last == ']') || (*text == '{' && last == '}') ||
	    (*text == '<' && last == '>' && strchr(text, '@') == NULL && strstr(text, "://") == NULL));
}

/* "Delivered by Zendesk", "由 Zendesk 交付" */
static bool
names_product(const char *folded)
{
	for (size_t i = 0; i < G_N_ELEMENTS(products); i++) {
		const char *found = strstr(folded, products[i]);
		if (found == NULL)
			continue;
		const char *after = found + strlen(products[i]);
		const char *before = found;
		while (before > folded && strchr(" <[\"*", before[-1]) != NULL)
			before--;
		after += strspn(after, " >]\"*");
		g_autofree char *words = g_strndup(folded, (gsize)(before - folded));
		for (size_t j = 0; j < G_N_ELEMENTS(serves_before); j++) {
			if (g_str_has_suffix(words, serves_before[j]))
				return true;
		}
		if (STARTS(after, serves_after))
			return true;
	}
	return false;
}

/* That a machine has written the mail is for whoever reads it, not frame. */
static const char *const automatic[] = { "automat", "autogenerat", "do not reply", "noreply",
	"no-reply", "автомат", "自动", "自動", "otomatik", "自动发", "请勿", "請勿", "não responda",
	"no responda", "ne pas répondre", "nicht antworten" };

bool
is_ticket_frame(const char *paragraph, bool is_signed)
{
	if (strlen(paragraph) > FRAME_LENGTH_MAX)
		return false;
	g_autofree char *folded = words_fold(paragraph, strlen(paragraph), false);
	g_strstrip(folded);
	if (is_token(folded))
		return true;
	const char *start = folded + strspn(folded, " *_-=#~|>");
	bool has_link = strstr(start, "://") != NULL || strstr(start, "www.") != NULL;
	if (CONTAINS(folded, automatic))
		return false;
	if (STARTS(start, frame_starts) && (has_link || is_signed || !STARTS(start, loose_starts)))
		return true;
	return strlen(folded) <= PRODUCT_LENGTH_MAX && count_words(folded) <= PRODUCT_WORDS && names_product(folded);
}

int
ticket_label(const char *line)
{
	g_autofree char *folded = words_fold(line, strlen(line), false);
	const char *start = folded + strspn(folded, " *_-|>");
	size_t length = strcspn(start, ":|");
	const char *wide = strstr(start, "：");
	if (wide != NULL)
		length = MIN(length, (size_t)(wide - start));
	if (length < 2 || length > 40 || start[length] == '\0' || g_str_has_prefix(start + length, "://"))
		return 0;
	g_autofree char *label = g_strndup(start, length);
	return CONTAINS(label, ticket_words) ? 2 : 1;
}
