/* SPDX-License-Identifier: ISC
 * verdict-text.c - a text as folded words, sentences and clauses */
#include "verdict-private.h"
#include <string.h>

/* Traditional characters of desk mail and the simplified ones they are read as. */
static const char han_pairs[] =
    "務务發发們们個个會会來来時时對对關关開开戶户單单號号碼码請请問问題题處处理理說说話话謝谢"
    "給给與与為为無无沒没還还這这樣样點点線线網网絡络機机電电腦脑數数據据檔档資资訊讯經经過过"
    "進进退退費费帳账賬账單单錢钱銀银匯汇轉转應应該该當当現现實实際际復复復复恢恢修修換换"
    "測测試试檢检查查確确認认識识證证據据權权侵侵犯犯違违規规則则條条約约訂订購购買买賣卖價价"
    "續续結结終终絕绝駁驳回回拒拒受受補补償偿賠赔款款項项額额額额餘余優优惠惠郵邮寄寄件件收收"
    "聯联繫系係系絡络專专員员團团隊队門门部部組组級级層层後后內内外外間间週周週周曆历曆历"
    "節节慶庆長长遠远連连斷断線线響响應应覆复復复審审議议論论決决斷断議议並并於于從从將将"
    "將将讓让請请寫写填填選选擇择頁页鏈链結结圖图檔档視视頻频聲声韻韵歡欢樂乐感感歉歉誤误"
    "錯错漏漏洩泄遺遗憾憾擔担負负責责屬属於于範范圍围業业產产品品歸归還还離离職职辦办公公"
    "號号稱称標标準准備备註注記记錄录讀读閱阅覽览驗验碼码簽签署署蓋盖章章傳传遞递遲迟盡尽"
    "儘尽極极為为變变動动運运營营維维護护護护衛卫體体統统計计設设備备廠厂裝装載载輸输"
    "損损壞坏障障礙碍災灾異异狀状態态況况隨随時时歲岁萬万億亿兩两雙双幾几麼么麽么嗎吗"
    "喎㖞囉啰啲啲嘅嘅喺喺冇冇咗咗啦啦噉噉邊边裡里裏里衝冲突突擊击攻攻擋挡攔拦擴扩容容"
    "聽听見见覺觉觀观覽览訪访問问詢询談谈調调諒谅論论諮咨詢询謹谨課课誰谁諸诸講讲譯译議议"
    "貴贵貼贴貸贷資资賦赋賴赖質质贈赠贊赞車车軟软輔辅輪轮輯辑轄辖辭辞農农適适遷迁邏逻鄰邻"
    "醫医釋释針针鈕钮鍵键鎖锁鏡镜鐘钟鐵铁闆板閉闭闡阐陳陈陰阴陸陆陽阳隱隐難难雲云靜静頂顶"
    "順顺須须預预領领頭头題题願愿類类顧顾顯显風风飛飞飯饭養养館馆駐驻驗验騙骗騰腾驟骤體体"
    "髮发鬆松鬧闹魚鱼鳥鸟麗丽黃黄點点黨党齊齐齒齿龍龙僅仅傷伤傾倾億亿償偿儲储兌兑剛刚創创"
    "勁劲勞劳勢势勝胜勵励匯汇區区協协卻却參参吳吴啟启啓启員员單单嚴严囑嘱國国圓圆執执報报場场"
    "塊块壓压夠够夢梦夾夹奪夺奮奋媽妈嬰婴學学寧宁審审寬宽寶宝將将專专尋寻導导層层屆届島岛"
    "帶带幫帮幣币幹干庫库廣广廢废張张強强彈弹彙汇後后徑径徹彻愛爱慣惯態态慮虑憑凭懷怀戰战"
    "戲戏拋抛掃扫掛挂採采揮挥揚扬搶抢摺折撥拨撤撤擇择擬拟擾扰敗败敘叙斷断旣既暫暂曉晓東东條条"
    "棄弃業业榮荣構构槍枪樓楼標标樹树橋桥檢检權权歐欧歷历殘残殺杀毀毁氣气決决況况涼凉淨净減减"
    "測测湯汤準准溝沟滅灭滯滞滲渗滿满漁渔漢汉漸渐潔洁潛潜澤泽濟济濾滤瀏浏灣湾災灾烏乌無无煙烟"
    "煩烦熱热爭争爲为牽牵獎奖獨独獲获獻献環环畢毕畫画異异療疗癥症盜盗監监盤盘睜睁矚瞩礎础禮礼"
    "種种稅税穩稳積积窗窗竊窃競竞筆笔節节築筑簡简簽签籌筹籤签粵粤紀纪純纯紙纸級级紛纷細细終终組组"
    "絡络統统絲丝經经綁绑維维綱纲網网緊紧線线緣缘編编緩缓練练縮缩縱纵總总績绩繁繁織织繞绕繼继續续"
    "罰罚羅罗義义習习聞闻聯联職职聽听肅肃脅胁脫脱臉脸臨临舉举舊旧艙舱藝艺藥药蘇苏虛虚號号虧亏術术"
    "衛卫裝装裡里補补複复見见規规覓觅親亲計计訂订討讨訓训託托許许訴诉評评詐诈詞词試试詳详誇夸誠诚誤误";

typedef struct pair {
	gunichar from, to;
} Pair;

static GArray *
han_table(void)
{
	static GArray *table;
	static gsize once;
	if (g_once_init_enter(&once)) {
		table = g_array_new(FALSE, FALSE, sizeof(Pair));
		for (const char *p = han_pairs; *p != '\0';) {
			Pair pair = { .from = g_utf8_get_char(p) };
			p = g_utf8_next_char(p);
			pair.to = g_utf8_get_char(p);
			p = g_utf8_next_char(p);
			g_array_append_val(table, pair);
		}
		g_once_init_leave(&once, 1);
	}
	return table;
}

enum { HAN_FIRST = 0x4e00, HAN_LAST = 0x9fff };

static gunichar
fold_han(gunichar c)
{
	static uint16_t *map;
	static gsize once;
	if (g_once_init_enter(&once)) {
		map = g_new0(uint16_t, HAN_LAST - HAN_FIRST + 1);
		GArray *table = han_table();
		for (guint i = 0; i < table->len; i++) {
			Pair pair = g_array_index(table, Pair, i);
			if (pair.from >= HAN_FIRST && pair.from <= HAN_LAST && pair.to <= HAN_LAST)
				map[pair.from - HAN_FIRST] = (uint16_t)pair.to;
		}
		g_once_init_leave(&once, 1);
	}
	g_assert(map != NULL);
	return map[c - HAN_FIRST] != 0 ? map[c - HAN_FIRST] : c;
}

static gunichar
fold_slow(gunichar c)
{
	gunichar base, mark;
	c = g_unichar_tolower(c);
	if (c == 0x131) /* dotless i */
		return 'i';
	if (c == 0x142)
		return 'l';
	if (c == 0xf8)
		return 'o';
	/* й stays: it is a letter of its own; ё is written е in most mail. */
	if (c != 0x439 && c < 0x600 && g_unichar_decompose(c, &base, &mark))
		return g_unichar_decompose(base, &c, &mark) ? c : base;
	return c;
}

static gunichar
fold_char(gunichar c)
{
	static uint16_t small[0x600];
	static gsize once;
	if (g_once_init_enter(&once)) {
		for (gunichar i = 0; i < G_N_ELEMENTS(small); i++)
			small[i] = (uint16_t)fold_slow(i);
		g_once_init_leave(&once, 1);
	}
	if (c < G_N_ELEMENTS(small))
		return small[c];
	if (c >= HAN_FIRST && c <= HAN_LAST)
		return fold_han(c);
	if (c >= 0xff01 && c <= 0xff5e) /* full width */
		return fold_slow(c - 0xfee0);
	return g_unichar_tolower(c);
}

static bool
is_cjk(gunichar c)
{
	return (c >= 0x3041 && c <= 0x30ff) || (c >= 0x3400 && c <= HAN_LAST) ||
	    (c >= 0xf900 && c <= 0xfaff) || c == 0x3005 || (c >= 0xac00 && c <= 0xd7a3) ||
	    (c >= 0x20000 && c <= 0x3ffff);
}

static bool
is_word(gunichar c)
{
	if (c < 0x80)
		return g_ascii_isalnum((char)c);
	return !is_cjk(c) && (g_unichar_isalnum(c) || g_unichar_ismark(c));
}

/* The reader walks the text once. */
typedef struct scan {
	Tokens *out;
	size_t room, fold_room, folded;
	const char *at, *end;
	unsigned sentence, clause, in_sentence;
	bool line_has_words;
	const char *line;
} Scan;

static void
end_clause(Scan *scan)
{
	if (scan->in_sentence > 0)
		scan->clause++;
}

static void
end_sentence(Scan *scan)
{
	if (scan->in_sentence == 0 || scan->sentence + 1 >= SENTENCES_MAX)
		return;
	scan->sentence++;
	scan->clause++;
	scan->in_sentence = 0;
}

static void
push(Scan *scan, const char *start, const char *end, size_t folded_from, bool cjk)
{
	Tokens *out = scan->out;
	if (scan->in_sentence >= SENTENCE_TOKENS_MAX)
		end_sentence(scan);
	if (out->n == scan->room) {
		scan->room *= 2;
		out->items = g_renew(Token, out->items, scan->room);
	}
	size_t length = scan->folded - folded_from;
	out->folded[scan->folded++] = '\0';
	out->items[out->n++] = (Token){
		.hash = hash_bytes(HASH_SEED, out->folded + folded_from, length),
		.start = (uint32_t)(start - out->text), .end = (uint32_t)(end - out->text),
		.folded = (uint32_t)folded_from, .length = (uint16_t)MIN(length, UINT16_MAX),
		.sentence = (uint16_t)scan->sentence, .clause = (uint16_t)scan->clause, .is_cjk = cjk,
	};
	scan->in_sentence++;
}

static void
fold_into(Scan *scan, const char *from, const char *to)
{
	for (const char *p = from; p < to; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c == '\'' || c == 0x2019 || c == 0xad || (c >= 0x200b && c <= 0x200d) ||
		    (c >= 0x300 && c <= 0x36f))
			continue;
		scan->folded += (size_t)g_unichar_to_utf8(fold_char(c), scan->out->folded + scan->folded);
	}
}

static void
push_mark(Scan *scan, const char *start, const char *end, const char *mark)
{
	size_t from = scan->folded, length = strlen(mark);
	memcpy(scan->out->folded + from, mark, length);
	scan->folded += length;
	push(scan, start, end, from, false);
}

/* An address or URL at p ends where this returns; p itself where there is none. */
static const char *
address_end(Scan *scan, const char *p, bool *out_is_mail)
{
	const char *stop = p;
	bool at = false;
	size_t room = 300;
	while (stop < scan->end && room-- > 0 && (unsigned char)*stop > ' ' &&
	    (unsigned char)*stop < 0x80 && strchr("<>\"'()[]{},;|`", *stop) == NULL) {
		at |= *stop == '@' && stop > p;
		stop++;
	}
	while (stop > p && strchr(".,:;!?", stop[-1]) != NULL)
		stop--;
	*out_is_mail = at;
	bool is_url = (size_t)(stop - p) > 8 &&
	    (g_ascii_strncasecmp(p, "http://", 7) == 0 || g_ascii_strncasecmp(p, "https://", 8) == 0);
	bool is_www = (size_t)(stop - p) > 6 && g_ascii_strncasecmp(p, "www.", 4) == 0;
	if (is_url || is_www) {
		*out_is_mail = false;
		return stop;
	}
	return at && memchr(p, '.', (size_t)(stop - p)) != NULL ? stop : p;
}

static void
scan_word(Scan *scan)
{
	const char *start = scan->at, *p = start;
	bool is_mail, digits = true;
	const char *stop = address_end(scan, start, &is_mail);
	if (stop > start) {
		*(is_mail ? &scan->out->has_mail : &scan->out->has_url) = true;
		push_mark(scan, start, stop, is_mail ? TOKEN_MAIL : TOKEN_URL);
		scan->at = stop;
		return;
	}
	while (p < scan->end) {
		gunichar c = g_utf8_get_char(p);
		if ((c == '\'' || c == 0x2019) && p + 1 < scan->end && p > start &&
		    is_word(g_utf8_get_char(g_utf8_next_char(p)))) {
			p = g_utf8_next_char(p);
			continue;
		}
		if (!is_word(c) && !(c >= 0x200b && c <= 0x200d) && c != 0xad)
			break;
		digits &= c < 0x80 && g_ascii_isdigit((char)c);
		if (c >= 0x400 && c < 0x500)
			scan->out->script[SCRIPT_CYRILLIC]++;
		else if (!g_unichar_isdigit(c))
			scan->out->script[SCRIPT_LATIN]++;
		p = g_utf8_next_char(p);
	}
	if (digits) {
		push_mark(scan, start, p, TOKEN_NUMBER);
	} else {
		size_t from = scan->folded;
		fold_into(scan, start, p);
		push(scan, start, p, from, false);
	}
	scan->at = p;
}

/* A line end is a sentence's end where a paragraph, a list item or a short line ends; mail is
 * wrapped near column 72 in the middle of sentences. */
static void
scan_newline(Scan *scan)
{
	const char *next = scan->at + 1;
	bool is_short = scan->at - scan->line < 44;
	while (next < scan->end && (*next == ' ' || *next == '\t' || *next == '\r'))
		next++;
	bool is_item = next < scan->end && (strchr("-*\n+#>|=", *next) != NULL ||
	    (g_ascii_isdigit(*next) && next + 1 < scan->end && strchr(".)", next[1]) != NULL));
	bool is_lower = next < scan->end && g_unichar_islower(g_utf8_get_char(next));
	if (is_item || (is_short && !is_lower))
		end_sentence(scan);
	scan->at++;
	scan->line = scan->at;
}

static void
scan_mark(Scan *scan)
{
	gunichar c = g_utf8_get_char(scan->at);
	const char *next = g_utf8_next_char(scan->at);
	switch (c) {
	case '?': case 0xff1f:
		if (scan->in_sentence > 0)
			scan->out->items[scan->out->n - 1].asks = true;
		/* fall through */
	case '!': case 0xff01: case 0x3002: case 0x2026: case 0xff0e:
		end_sentence(scan);
		break;
	case '.':
		if (next >= scan->end || g_ascii_isspace(*next) || *next == '"' || *next == ')' ||
		    (unsigned char)*next >= 0x80)
			end_sentence(scan);
		break;
	case ',': case ';': case ':': case '(': case ')': case 0xff0c: case 0xff1b: case 0xff1a:
	case 0x3001: case 0x2013: case 0x2014: case 0xff08: case 0xff09: case 0x300c: case 0x201c:
		end_clause(scan);
		break;
	default:
		break;
	}
	scan->at = next;
}

void
tokens_init(Tokens *tokens, const char *text, size_t limit)
{
	size_t length = strnlen(text, limit);
	while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
		length--; /* never in the middle of a character */
	/* A mark is at most two bytes longer than the shortest text it stands for, and every word
	 * needs a NUL: five bytes for one are always enough. */
	*tokens = (Tokens){ .text = text, .folded = g_malloc(length * 5 + 16) };
	Scan scan = { .out = tokens, .room = 64 + length / 6, .at = text, .end = text + length,
		.line = text };
	tokens->items = g_new(Token, scan.room);
	while (scan.at < scan.end) {
		gunichar c = g_utf8_get_char(scan.at);
		if (is_cjk(c)) {
			const char *next = g_utf8_next_char(scan.at);
			size_t from = scan.folded;
			tokens->script[c >= 0x3041 && c <= 0x30ff ? SCRIPT_KANA : SCRIPT_HAN]++;
			fold_into(&scan, scan.at, next);
			push(&scan, scan.at, next, from, true);
			scan.at = next;
		} else if (is_word(c)) {
			scan_word(&scan);
		} else if (c == '\n') {
			scan_newline(&scan);
		} else {
			scan_mark(&scan);
		}
	}
	tokens->n_sentences = scan.sentence + (scan.in_sentence > 0);
}

void
tokens_clear(Tokens *tokens)
{
	g_free(tokens->items);
	g_free(tokens->folded);
	*tokens = (Tokens){ 0 };
}
