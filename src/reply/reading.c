/* SPDX-License-Identifier: ISC
 * reading.c - the words for kinds and verdicts, and freeing a Reading */
#include "plaint/reading.h"
#include <string.h>

static const char *const kinds[KIND_COUNT] = {
	[KIND_REPLY] = "reply",
	[KIND_AUTO_REPLY] = "auto-reply",
	[KIND_BOUNCE] = "bounce",
	[KIND_DELAY] = "delay",
	[KIND_RECEIPT] = "receipt",
	[KIND_FEEDBACK_REPORT] = "feedback-report",
};

static const char *const verdicts[VERDICT_COUNT] = {
	[VERDICT_NONE] = "none",
	[VERDICT_ACK] = "ack",
	[VERDICT_WORKING] = "working",
	[VERDICT_NEED_INFO] = "need-info",
	[VERDICT_RESOLVED] = "resolved",
	[VERDICT_REJECTED] = "rejected",
	[VERDICT_REDIRECTED] = "redirected",
	[VERDICT_AWAY] = "away",
	[VERDICT_CHALLENGE] = "challenge",
	[VERDICT_OTHER] = "other",
};

static bool
find(const char *const *names, int count, const char *name, int *out)
{
	for (int i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

const char *
kind_name(Kind kind)
{
	g_assert((unsigned)kind < KIND_COUNT);
	return kinds[kind];
}

bool
kind_parse(const char *name, Kind *out)
{
	int found;
	if (!find(kinds, KIND_COUNT, name, &found))
		return false;
	*out = (Kind)found;
	return true;
}

const char *
verdict_name(Verdict verdict)
{
	g_assert((unsigned)verdict < VERDICT_COUNT);
	return verdicts[verdict];
}

bool
verdict_parse(const char *name, Verdict *out)
{
	int found;
	if (!find(verdicts, VERDICT_COUNT, name, &found))
		return false;
	*out = (Verdict)found;
	return true;
}

void
reading_free(Reading *reading)
{
	if (reading == NULL)
		return;
	g_clear_pointer(&reading->recipients, g_ptr_array_unref);
	g_clear_pointer(&reading->tickets, g_ptr_array_unref);
	g_clear_pointer(&reading->because, g_ptr_array_unref);
	g_clear_pointer(&reading->asked, g_ptr_array_unref);
	g_free(reading->original_message_id);
	g_free(reading->text);
	g_free(reading->all_text);
	g_free(reading->language);
	g_free(reading->redirect);
	g_free(reading->promised);
	g_free(reading);
}
