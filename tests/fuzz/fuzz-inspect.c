/* SPDX-License-Identifier: ISC
 * fuzz-inspect.c - any bytes through the whole of inspect: no crash, valid UTF-8 out
 *
 * With verdict rules where the data files are found. Build with clang -fsanitize=fuzzer,address,
 * undefined; the mails of tests/corpus are the seeds (make fuzz). */
#include "plaint/inspect.h"
#include "plaint/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static VerdictRules *rules;
	static bool is_tried;
	if (!is_tried) {
		rules_load(&rules, NULL);
		is_tried = true;
	}
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Reading) reading = NULL;
	if (!inspect_bytes(data, size, rules, NULL, &mail, &reading, NULL))
		return 0;
	g_assert_true(g_utf8_validate(reading->text, -1, NULL));
	g_assert_true(g_utf8_validate(reading->all_text, -1, NULL));
	g_assert_true(g_utf8_validate(mail->subject, -1, NULL));
	g_assert_true(g_utf8_validate(mail->from.name, -1, NULL));
	g_autofree char *json = inspect_json("x", mail, reading, true);
	g_assert_nonnull(json);
	return 0;
}
