/* SPDX-License-Identifier: ISC
 * test-verdict.c - verdicts: what turns a phrase, what is found beside it, and the scores */
#include "plaint/rules.h"
#include "plaint/verdict.h"
#include "scores.h"
#include <stdio.h>
#include <string.h>

static VerdictRules *shipped;

static Reading *
read_text(const VerdictRules *rules, const LearnedSet *learned, Kind kind, const char *subject,
    const char *text)
{
	Reading *reading = g_new0(Reading, 1);
	VerdictInput input = { kind, subject, text, 2026, 9, 23 }; /* a Wednesday */
	verdict_read(rules, learned, &input, reading);
	return reading;
}

/* What each verdict and each marker does, in shipped rules. Fails without its family of phrases. */
static const struct row {
	const char *name, *text, *verdict, *language;
	bool automatic;
} rows[] = {
	{ "/verdict/en/ack", "We have received your request and opened ticket 5512.", "ack", "en", true },
	{ "/verdict/en/working", "Engineers are working on the storage cluster, it is not fixed yet.", "working", "en", false },
	{ "/verdict/en/need-info", "Could you please send us the full headers of the mail?", "need-info", "en", false },
	{ "/verdict/en/resolved", "The faulty disk was replaced and your server is reachable again.", "resolved", "en", false },
	{ "/verdict/en/rejected", "We cannot refund the fee, domain registrations are non-refundable.", "rejected", "en", false },
	{ "/verdict/en/redirected", "This address is not monitored. Please use the form at https://example.com/abuse", "redirected", "en", true },
	{ "/verdict/en/away", "I am out of the office until Monday and will answer then.", "away", "en", true },
	{ "/verdict/en/challenge", "Your message is being held. Click the link to confirm that you are human.", "challenge", "en", true },
	{ "/verdict/en/other", "How would you rate the support you received? Take our satisfaction survey.", "other", "en", true },
	{ "/verdict/not-yet", "The problem has not been resolved yet, we are still investigating.", "working", "en", false },
	{ "/verdict/inner-phrase", "Having weighed both sides we have resolved to take no further action.", "rejected", "en", false },
	{ "/verdict/condition", "We gave our customer 24 hours. If he does not act, the account will be suspended.", "working", "en", false },
	{ "/verdict/zh/ack", "您好，您的邮件我们已经收到，工单编号 8821，请耐心等待。", "ack", "zh", true },
	{ "/verdict/zh/working", "机房正在抢修，故障尚未恢复，预计今晚给出结论。", "working", "zh", false },
	{ "/verdict/zh/need-info", "请补充带有完整网址的截图和服务器IP。", "need-info", "zh", false },
	{ "/verdict/zh/resolved", "故障已修复，服务器恢复正常访问。", "resolved", "zh", false },
	{ "/verdict/zh/rejected", "您的订单已超过退款期限，无法退款，敬请谅解。", "rejected", "zh", false },
	{ "/verdict/zh/traditional", "您的款項已原路退回，請查收。", "resolved", "zh", false },
	{ "/verdict/de/resolved", "Das Netzteil ist getauscht, Ihr Server läuft wieder.", "resolved", "de", false },
	{ "/verdict/de/working", "Der Ausfall ist noch nicht behoben, der Techniker ist unterwegs.", "working", "de", false },
	{ "/verdict/fr/rejected", "Nous ne pouvons pas donner suite à votre demande de remboursement.", "rejected", "fr", false },
	{ "/verdict/es/resolved", "El servidor ya está en línea, se ha realizado el reembolso.", "resolved", "es", false },
	{ "/verdict/ru/need-info", "Пришлите, пожалуйста, логи с указанием часового пояса.", "need-info", "ru", false },
	{ "/verdict/nl/resolved", "De storing is verholpen, uw server is weer bereikbaar.", "resolved", "nl", false },
	{ "/verdict/it/away", "Sono in ferie fino al 25 agosto, risponderò al mio rientro.", "away", "it", true },
	{ "/verdict/pl/resolved", "Awaria została usunięta, serwer działa poprawnie.", "resolved", "pl", false },
	{ "/verdict/pt/working", "Estamos investigando a falha com a operadora.", "working", "pt", false },
	{ "/verdict/ja/rejected", "返金はお受けできません。何卒ご了承ください。", "rejected", "ja", false },
	{ "/verdict/tr/resolved", "Arıza giderildi, sunucunuz tekrar çalışıyor.", "resolved", "tr", false },
};

static void
test_row(const void *data)
{
	const struct row *row = data;
	g_autoptr(Reading) reading =
	    read_text(shipped, NULL, row->automatic ? KIND_AUTO_REPLY : KIND_REPLY, NULL, row->text);
	g_assert_cmpstr(verdict_name(reading->verdict), ==, row->verdict);
	g_assert_cmpstr(reading->language, ==, row->language);
	g_assert_cmpfloat(reading->confidence, >, 0.3);
	g_assert_cmpfloat(reading->confidence, <=, 1);
	g_assert_cmpuint(reading->because->len, >, 0);
}

/* Each marker against phrases alone, without a model that could make up for it. */
static const struct mark {
	const char *name, *rules, *text, *verdict;
} marks[] = {
	{ "/mark/plain", "", "it was fixed", "resolved" },
	{ "/mark/not", "not not", "it was not fixed", "working" },
	{ "/mark/not-other-clause", "not not", "it was not you, it was fixed", "resolved" },
	{ "/mark/not-after", "not-after nicht", "it was fixed nicht", "working" },
	{ "/mark/if", "if if\nack 1 tell", "tell us if it was fixed", "ack" },
	{ "/mark/if-after", "if-after then\nack 1 was", "it was fixed then", "ack" },
	{ "/mark/will", "will will", "it will be fixed", "working" },
	{ "/mark/may", "may usually\nack 1 it", "usually it was fixed", "ack" },
	{ "/mark/past", "past earlier\nack 1 it", "earlier it was fixed", "ack" },
	{ "/mark/longer", "rejected 2 fixed as void", "it was fixed as void", "rejected" },
	{ "/mark/gap", "rejected 4 was..void", "it was fixed and is void", "rejected" },
	{ "/mark/gap-too-wide", "rejected 4 was..void", "it was fixed and so it is not so void", "resolved" },
	{ "/mark/choice", "rejected 4 [void|null]", "it was fixed but null", "rejected" },
	{ "/mark/optional", "rejected 4 is [so|] void", "it was fixed and is void", "rejected" },
	{ "/mark/prefix", "rejected 4 voi*", "it was fixed but voided", "rejected" },
	{ "/mark/number", "rejected 4 error NUM", "fixed with error 550", "rejected" },
	{ "/mark/sentence-end", "rejected 4 fixed void", "it was fixed. Void", "resolved" },
};

static void
test_mark(const void *data)
{
	const struct mark *mark = data;
	g_autoptr(VerdictRules) rules = verdict_rules_new();
	g_autofree char *text = g_strconcat("language en\nresolved 2 fixed\n", mark->rules, "\n", NULL);
	g_autoptr(GError) error = NULL;
	g_assert_true(verdict_rules_add(rules, "test.rules", text, &error));
	g_autoptr(Reading) reading = read_text(rules, NULL, KIND_REPLY, NULL, mark->text);
	g_assert_cmpstr(verdict_name(reading->verdict), ==, mark->verdict);
}

struct wrong {
	const char *name, *text, *message;
};

/* Concepts, with a model that knows nothing else. */
static const char concept_lines[] = "language en\nREPAIR.done: fixed | replac* | put right again\n"
				    "NOT: not | no | by no means\nIF: if\nWILL: will\nASK: put\nSIGNOFF: regards\n"
				    "language zh\nREPAIR.done: 已修复\n";
static const char concept_model[] =
    /* the order: */ "=verdicts\tnone ack working need-info resolved rejected redirected away challenge other\n"
    "c:REPAIR.done\t0 0 0 0 900 0 0 0 0 0\n"
    "c:REPAIR.done!\t0 0 2000 0 0 0 0 0 0 0\n"
    "c:REPAIR.done?\t2000 0 0 0 0 0 0 0 0 0\n"
    "c:REPAIR.done+\t0 0 2000 0 0 0 0 0 0 0\n"
    "c:ASK\t0 0 0 900 0 0 0 0 0 0\n"
    "c:ASK NOT\t0 0 0 0 0 0 0 3000 0 0\n"
    "x:stell\t0 0 0 0 900 0 0 0 0 0\n"
    "m:REPAIR.done by other\t0 0 0 0 0 0 0 4000 0 0\n"
    "signature\t0 0 0 0 0 0 0 2000 0 0\n"
    "bias\t200 0 0 0 0 0 0 0 0 0\n"
    "M:most:resolved\t0 0 0 0 900 0 0 0 0 0\n"
    "M:most:working\t0 0 900 0 0 0 0 0 0 0\n"
    "M:most:need-info\t0 0 0 900 0 0 0 0 0 0\n"
    "M:most:away\t0 0 0 0 0 0 0 900 0 0\n"
    "M:bias\t0 0 0 0 0 0 0 0 0 200\n";

static const struct concept_row {
	const char *name, *text, *verdict;
} concept_rows[] = {
	{ "/concept/word", "it is fixed now", "resolved" },
	{ "/concept/stem", "the disk was replaced", "resolved" },
	{ "/concept/phrase", "all is put right again today", "resolved" },
	{ "/concept/longest", "we put it there", "need-info" },
	{ "/concept/cjk", "故障已修復", "resolved" },
	{ "/concept/denied", "it is by no means fixed", "working" },
	{ "/concept/denied-far", "not you and me and all of them have it fixed", "resolved" },
	{ "/concept/denied-other-clause", "not you, it is fixed", "resolved" },
	{ "/concept/condition", "if one day it is fixed", "other" },
	{ "/concept/to-come", "it will be fixed", "working" },
	{ "/concept/row", "put not", "away" },
	{ "/concept/among-words", "it was fixed by others", "away" },
	{ "/concept/among-other-words", "it was fixed for others", "resolved" },
	{ "/concept/letters", "wiederhergestellt", "resolved" },
	{ "/concept/other-letters", "wiederherstell", "resolved" },
	{ "/concept/too-few-letters", "stel", "other" },
	{ "/concept/signature", "who are you. Regards. Bo", "away" },
	{ "/concept/no-signature", "who are you. Bo", "other" },
	{ "/concept/signature-asks", "who are you. Regards. Which one?", "other" },
	{ "/concept/nothing", "who are you", "other" },
	{ "/concept/other-sentence", "If you like. It is fixed", "resolved" },
};

static void
test_concept(const void *data)
{
	const struct concept_row *row = data;
	g_autoptr(VerdictRules) rules = verdict_rules_new();
	g_autoptr(GError) error = NULL;
	g_assert_true(verdict_rules_add_concepts(rules, "test.concepts", concept_lines, &error));
	g_assert_true(verdict_rules_set_model(rules, "test.tsv", concept_model, "", &error));
	g_autoptr(Reading) reading = read_text(rules, NULL, KIND_REPLY, NULL, row->text);
	g_assert_cmpstr(verdict_name(reading->verdict), ==, row->verdict);
}

static const struct wrong concept_wrongs[] = {
	{ "/concepts/no-language", "NOT: not", "x.concepts:1: no language yet" },
	{ "/concepts/no-colon", "language en\nNOT not", "x.concepts:2: not 'CONCEPT: word | word'" },
	{ "/concepts/short-stem", "language en\nNOT: n*", "x.concepts:2: a stem of fewer than two letters" },
	{ "/concepts/no-word", "language en\nNOT: ?", "x.concepts:2:" },
};

static void
test_concept_wrong(const void *data)
{
	const struct wrong *wrong = data;
	g_autoptr(VerdictRules) rules = verdict_rules_new();
	g_autoptr(GError) error = NULL;
	g_assert_false(verdict_rules_add_concepts(rules, "x.concepts", wrong->text, &error));
	g_assert_true(g_str_has_prefix(error->message, wrong->message));
}

/* As many as fit are found, the last of them too; more are refused, not mistaken for others. */
static void
test_concepts_many(void)
{
	enum { MOST = (1 << 20) - 2 };
	g_autoptr(VerdictRules) rules = verdict_rules_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) text = g_string_new("language en");
	for (unsigned i = 0; i < MOST; i++) {
		/* In lines, for a sanitized strstr() measures what is left of its line at every word. */
		if (i % 1000 == 0)
			g_string_append(text, "\nREPAIR.done: ");
		for (unsigned left = i, k = 0; k < 5; k++, left /= 26)
			g_string_append_c(text, (char)('a' + left % 26));
		g_string_append_c(text, '|');
	}
	g_assert_true(verdict_rules_add_concepts(rules, "x.concepts", text->str, &error));
	g_assert_true(verdict_rules_set_model(rules, "test.tsv", concept_model, "", &error));
	text->str[text->len - 1] = '\0';
	g_autoptr(Reading) last = read_text(rules, NULL, KIND_REPLY, NULL, strrchr(text->str, '|') + 1);
	g_assert_cmpstr(verdict_name(last->verdict), ==, "resolved");
	g_assert_false(verdict_rules_add_concepts(rules, "y.concepts", "language en\nNOT: not\n", &error));
	g_assert_cmpstr(error->message, ==, "y.concepts:2: more than a million entries in all files: see plaint-verdicts(5)");
}

static const struct wrong wrongs[] = {
	{ "/rules/no-language", "resolved 2 fixed", "x.rules:1:" },
	{ "/rules/unknown-word", "language en\n\nsolved 2 fixed", "x.rules:3: unknown word 'solved'" },
	{ "/rules/no-weight", "language en\nresolved fixed it", "x.rules:2:" },
	{ "/rules/bracket", "language en\nresolved 2 is [fixed", "x.rules:2: '['" },
	{ "/rules/closing-bracket", "language en\nresolved 2 is fixed]", "x.rules:2: ']'" },
	{ "/rules/no-words", "language en\nresolved 2 ...", "x.rules:2: a phrase without words" },
	{ "/rules/all-optional", "language en\nresolved 2 [a|]", "x.rules:2: a phrase that fits everything" },
	{ "/rules/short-prefix", "language en\nresolved 2 fi*", "x.rules:2:" },
	{ "/rules/bad-language", "language English!", "x.rules:1: not a language" },
};

static void
test_wrong(const void *data)
{
	const struct wrong *wrong = data;
	g_autoptr(VerdictRules) rules = verdict_rules_new();
	g_autoptr(GError) error = NULL;
	g_assert_false(verdict_rules_add(rules, "x.rules", wrong->text, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_CONFIG);
	g_assert_nonnull(strstr(error->message, wrong->message));
}

static void
test_bad_model(void)
{
	g_autoptr(VerdictRules) rules = verdict_rules_new();
	g_autoptr(GError) error = NULL;
	g_assert_false(verdict_rules_set_model(rules, "m.tsv", "# ok\nfixed\tsolved=1\n", "", &error));
	g_assert_nonnull(strstr(error->message, "m.tsv:2:"));
}

/* A model kept as bytes reads like its text, and is not taken for another's or a damaged one's. */
static void
test_compiled_model(void)
{
	g_autoptr(VerdictRules) rules = verdict_rules_new();
	g_autoptr(VerdictRules) again = verdict_rules_new();
	g_autoptr(GError) error = NULL;
	g_assert_true(verdict_rules_add_concepts(rules, "test.concepts", concept_lines, &error));
	g_assert_true(verdict_rules_add_concepts(again, "test.concepts", concept_lines, &error));
	g_assert_true(verdict_rules_set_model(rules, "test.tsv", concept_model, "abc", &error));
	g_autoptr(GBytes) compiled = verdict_rules_compile_model(rules);
	gsize size = g_bytes_get_size(compiled);
	g_autoptr(GBytes) cut = g_bytes_new_from_bytes(compiled, 0, size - 1);
	g_autoptr(GBytes) shifted = g_bytes_new_from_bytes(compiled, 16, size - 16);
	g_autoptr(GBytes) empty = g_bytes_new_static("", 0);
	g_assert_false(verdict_rules_set_compiled(again, compiled, "abd"));
	g_assert_false(verdict_rules_set_compiled(again, cut, "abc"));
	g_assert_false(verdict_rules_set_compiled(again, shifted, "abc"));
	g_assert_false(verdict_rules_set_compiled(again, empty, "abc"));
	g_assert_true(verdict_rules_set_compiled(again, compiled, "abc"));
	for (size_t i = 0; i < G_N_ELEMENTS(concept_rows); i++) {
		g_autoptr(Reading) a = read_text(rules, NULL, KIND_REPLY, NULL, concept_rows[i].text);
		g_autoptr(Reading) b = read_text(again, NULL, KIND_REPLY, NULL, concept_rows[i].text);
		g_assert_cmpint(a->verdict, ==, b->verdict);
		g_assert_cmpfloat(a->confidence, ==, b->confidence);
	}
}

static void
test_own_language(void)
{
	g_autoptr(VerdictRules) rules = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_true(rules_load(&rules, &error));
	g_assert_true(verdict_rules_add(rules, "sv.rules",
	    "language sv\nwords och det är inte vi har din ditt felet nu\n"
	    "resolved 5 [är|har] [åtgärdat|löst]\n", &error));
	g_autoptr(Reading) reading = read_text(rules, NULL, KIND_REPLY, NULL, "Felet är åtgärdat nu.");
	g_assert_cmpstr(reading->language, ==, "sv");
	g_assert_cmpstr(verdict_name(reading->verdict), ==, "resolved");
}

static void
test_bounce(void)
{
	g_autoptr(Reading) reading = read_text(shipped, NULL, KIND_BOUNCE, NULL, "has been fixed");
	g_assert_cmpint(reading->verdict, ==, VERDICT_NONE);
}

static void
test_asked(void)
{
	g_autoptr(Reading) reading = read_text(shipped, NULL, KIND_REPLY, NULL,
	    "Hello,\n\nin order to proceed please send us:\n\n- a copy of the invoice\n- your customer number\n\n"
	    "Is the server still slow?\n\nKind regards\n");
	g_assert_cmpint(reading->verdict, ==, VERDICT_NEED_INFO);
	g_assert_cmpuint(reading->asked->len, ==, 3);
	g_assert_cmpstr(reading->asked->pdata[0], ==, "a copy of the invoice");
	g_assert_cmpstr(reading->asked->pdata[1], ==, "your customer number");
	g_assert_cmpstr(reading->asked->pdata[2], ==, "Is the server still slow?");
}

static void
test_redirect(void)
{
	g_autoptr(Reading) reading = read_text(shipped, NULL, KIND_REPLY, NULL,
	    "This IP address does not belong to us. Please contact abuse@other.example instead.");
	g_assert_cmpint(reading->verdict, ==, VERDICT_REDIRECTED);
	g_assert_cmpstr(reading->redirect, ==, "abuse@other.example");
}

static const struct promise {
	const char *name, *text, *want;
} promises[] = {
	{ "/promise/hours", "We are investigating and will update you within 48 hours.", "48 hours" },
	{ "/promise/range", "We are investigating this; it takes 24-48 hours.", "48 hours" },
	{ "/promise/workdays", "We have received your request and will answer within 3 business days.", "3 workdays" },
	{ "/promise/zh", "您的工单已受理，我们将在3个工作日内回复您。", "3 workdays" },
	{ "/promise/weekday", "We are still working on it and will report back by Friday.", "2026-09-25" },
	{ "/promise/date", "We are still working on it, the part arrives on 2026-09-28.", "2026-09-28" },
	{ "/promise/latest", "We are still working on it: the part is swapped by tomorrow, and we will report back within 5 days.",
	    "5 days" },
	{ "/promise/latest-first", "We are still working on it and will report back within 5 days; the part is swapped by tomorrow.",
	    "5 days" },
	{ "/promise/none", "We are still working on it.", NULL },
};

static void
test_promise(const void *data)
{
	const struct promise *promise = data;
	g_autoptr(Reading) reading = read_text(shipped, NULL, KIND_REPLY, NULL, promise->text);
	g_assert_cmpstr(reading->promised, ==, promise->want);
}

static void
test_learn(void)
{
	g_autoptr(LearnedSet) set = learned_set_new();
	g_autoptr(GError) error = NULL;
	const char *odd = "The matter was taken under the green lamp as usual, Mr Frost nods. File 7.";
	g_autofree char *print = learned_fingerprint(odd);
	g_assert_true(learned_set_add(set, 12, print, VERDICT_REJECTED, &error));
	g_autoptr(Reading) same = read_text(shipped, set, KIND_REPLY, NULL,
	    "The matter was taken under the green lamp as usual, Mrs Frost nods. File 991.");
	g_assert_cmpint(same->verdict, ==, VERDICT_REJECTED);
	g_assert_cmpfloat(same->confidence, >=, VERDICT_THRESHOLD);
	g_assert_nonnull(strstr(same->because->pdata[0], "example 12"));
	g_autoptr(Reading) far = read_text(shipped, set, KIND_REPLY, NULL,
	    "The faulty disk was replaced and your server is reachable again.");
	g_assert_cmpint(far->verdict, ==, VERDICT_RESOLVED);
	g_assert_cmpfloat(learned_likeness(print, print), ==, 1);
	g_assert_false(learned_set_add(set, 13, "zz", VERDICT_ACK, &error));
	g_assert_error(error, PLAINT_ERROR, PLAINT_ERROR_INPUT);
}

/* Megabytes of a hostile text cost what the cap costs. */
static void
test_bounded(void)
{
	static const char *const pieces[] = { "not ", "if the we have been ", "退款", "\xe2\x80\x8b", "a@b.c ", "?" };
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		GString *text = g_string_new(NULL);
		while (text->len < 4u << 20)
			g_string_append(text, pieces[i]);
		gint64 start = g_get_monotonic_time();
		g_autoptr(Reading) reading = read_text(shipped, NULL, KIND_REPLY, text->str, text->str);
		g_test_message("%s: %.1f ms", pieces[i], (double)(g_get_monotonic_time() - start) / 1000);
		g_assert_cmpint(g_get_monotonic_time() - start, <, 2 * G_USEC_PER_SEC);
		g_string_free(text, TRUE);
	}
}

typedef struct score {
	guint n, right, decided, decided_right, yes[VERDICT_COUNT], said[VERDICT_COUNT], both[VERDICT_COUNT];
} Score;

static void
count(Score *score, Verdict want, const Reading *got)
{
	bool decided = got->confidence >= VERDICT_THRESHOLD, right = got->verdict == want;
	score->n++;
	score->right += right;
	score->decided += decided;
	score->decided_right += decided && right;
	score->yes[want]++;
	score->said[got->verdict]++;
	score->both[want] += right;
}

static void
tell(const char *name, const char *part, const Score *score)
{
	double f1 = 0;
	int classes = 0;
	if (score->n == 0)
		return;
	for (int v = 1; v < VERDICT_COUNT; v++) {
		if (score->yes[v] > 0) {
			classes++;
			f1 += 2.0 * score->both[v] / (score->yes[v] + score->said[v]);
		}
	}
	say_score("%s %s: %u texts, accuracy %.3f, macro-F1 %.3f, decided %.3f, of them right %.3f", name,
	    part, score->n, (double)score->right / score->n, f1 / MAX(classes, 1),
	    (double)score->decided / score->n, (double)score->decided_right / MAX(score->decided, 1));
}

static void
score_block(const char *block, Score *all, Score *en, Score *zh)
{
	char verdict[32], language[8], kind[32];
	Verdict want;
	VerdictInput input = { .text = "" };
	g_autofree char *subject = NULL;
	g_autofree char *head = g_strndup(block, strcspn(block, "\n"));
	int fields = sscanf(head, "%31s %7s %31s", verdict, language, kind);
	input.kind = KIND_REPLY; /* where none is labelled */
	g_assert_true(fields >= 2 && verdict_parse(verdict, &want) && (fields < 3 || kind_parse(kind, &input.kind)));
	const char *text = block + strcspn(block, "\n");
	text += *text == '\n';
	if (g_str_has_prefix(text, "Subject: ")) {
		subject = g_strndup(text + 9, strcspn(text + 9, "\n"));
		text += 9 + strcspn(text + 9, "\n");
	}
	input.subject = subject;
	input.text = text + strspn(text, "\n");
	g_autoptr(Reading) reading = g_new0(Reading, 1);
	verdict_read(shipped, NULL, &input, reading);
	count(all, want, reading);
	if (strcmp(language, "en") == 0)
		count(en, want, reading);
	if (strcmp(language, "zh") == 0)
		count(zh, want, reading);
}

/* Texts that were not trained with. The replies and the short texts were seen while phrases were
 * written and settings chosen; nobody looked at the sentences, by the writers of the training
 * texts and harder than most mail; answers 3 to 9, by six others, were measured once each, when they
 * were new. The floors are a little below what is reached: a change of phrases or model that loses
 * more than a few texts fails here. */
static const struct held {
	const char *name, *file;
	double accuracy, precision;
} helds[] = {
	{ "/score/replies", "tests/corpus/verdicts/replies-held.txt", 0.91, 0.94 },
	{ "/score/answers-1", "tests/corpus/verdicts/answers-1-held.txt", 0.94, 0.97 },
	{ "/score/answers-2", "tests/corpus/verdicts/answers-2-held.txt", 0.94, 0.98 },
	{ "/score/answers-3", "tests/corpus/verdicts/answers-3-held.txt", 0.95, 0.98 },
	{ "/score/answers-4", "tests/corpus/verdicts/answers-4-held.txt", 0.91, 0.97 },
	{ "/score/answers-5", "tests/corpus/verdicts/answers-5-held.txt", 0.95, 0.98 },
	{ "/score/answers-6", "tests/corpus/verdicts/answers-6-held.txt", 0.95, 0.98 },
	{ "/score/answers-7", "tests/corpus/verdicts/answers-7-held.txt", 0.97, 0.98 },
	{ "/score/answers-8", "tests/corpus/verdicts/answers-8-held.txt", 0.97, 0.98 },
	{ "/score/answers-9", "tests/corpus/verdicts/answers-9-held.txt", 0.95, 0.98 },
	{ "/score/texts", "tests/corpus/verdicts/texts-held.txt", 0.96, 0.98 },
	{ "/score/sentences", "tests/corpus/verdicts/sentences-held.txt", 0.81, 0.94 },
};

static void
test_score(const void *data)
{
	const struct held *held = data;
	Score all = { 0 }, en = { 0 }, zh = { 0 };
	g_autofree char *text = NULL;
	if (!g_file_get_contents(held->file, &text, NULL, NULL)) {
		g_test_skip("run from the top of the source tree");
		return;
	}
	g_auto(GStrv) blocks = g_strsplit(text, "== ", -1);
	gint64 start = g_get_monotonic_time();
	for (char **block = blocks; *block != NULL; block++) {
		if (**block != '\0' && **block != '\n')
			score_block(*block, &all, &en, &zh);
	}
	tell(held->name, "all", &all);
	tell(held->name, "en", &en);
	tell(held->name, "zh", &zh);
	g_test_message("%.1f us a text", (double)(g_get_monotonic_time() - start) / MAX(all.n, 1));
	g_assert_cmpfloat((double)all.right / all.n, >=, held->accuracy);
	g_assert_cmpfloat((double)all.decided_right / all.decided, >=, held->precision);
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(concept_rows); i++)
		g_test_add_data_func(concept_rows[i].name, &concept_rows[i], test_concept);
	for (size_t i = 0; i < G_N_ELEMENTS(concept_wrongs); i++)
		g_test_add_data_func(concept_wrongs[i].name, &concept_wrongs[i], test_concept_wrong);
	g_test_add_func("/concepts/many", test_concepts_many);
	if (!rules_load(&shipped, &error))
		g_error("%s", error->message);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_row);
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		g_test_add_data_func(marks[i].name, &marks[i], test_mark);
	for (size_t i = 0; i < G_N_ELEMENTS(wrongs); i++)
		g_test_add_data_func(wrongs[i].name, &wrongs[i], test_wrong);
	for (size_t i = 0; i < G_N_ELEMENTS(promises); i++)
		g_test_add_data_func(promises[i].name, &promises[i], test_promise);
	for (size_t i = 0; i < G_N_ELEMENTS(helds); i++)
		g_test_add_data_func(helds[i].name, &helds[i], test_score);
	g_test_add_func("/rules/bad-model", test_bad_model);
	g_test_add_func("/rules/compiled-model", test_compiled_model);
	g_test_add_func("/rules/own-language", test_own_language);
	g_test_add_func("/verdict/bounce", test_bounce);
	g_test_add_func("/asked/list", test_asked);
	g_test_add_func("/redirect/address", test_redirect);
	g_test_add_func("/learn/alike", test_learn);
	g_test_add_func("/verdict/bounded", test_bounded);
	int status = g_test_run();
	verdict_rules_free(shipped);
	return status;
}
