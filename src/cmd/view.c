/* SPDX-License-Identifier: ISC
 * view.c - a case as JSON and in words */
#include "view.h"
#include <stdio.h>
#include <string.h>

json_t *
view_case(const Case *c, int64_t now)
{
	DeadlineWhat what;
	int64_t at = 0;
	json_t *next = json_null();
	if (case_next_deadline(c, &what, &at))
		next = json_pack("{ssso}", "what", deadline_name(what), "at", json_time(at));
	return json_pack("{ssssssssssso?sososb}", "key", c->key, "type", c->type, "provider", c->provider,
	    "title", c->title, "state", case_state_name(c->state), "outcome",
	    json_text(case_outcome_name(c->outcome)), "opened", json_time(c->opened_at), "next", next,
	    "overdue", (int)case_is_overdue(c, now));
}

const char *
state_words(const Case *c, bool is_zh)
{
	static const char *const zh_outcomes[OUTCOME_COUNT] = {
		[OUTCOME_SOLVED] = "已关闭：解决",
		[OUTCOME_PARTLY] = "已关闭：部分解决",
		[OUTCOME_UNSOLVED] = "已关闭：未解决",
		[OUTCOME_WITHDRAWN] = "已关闭：撤回",
	};
	if (c->state == CASE_CLOSED && c->outcome != OUTCOME_NONE)
		return is_zh ? zh_outcomes[c->outcome] : case_outcome_name(c->outcome);
	return case_state_words(c->state, is_zh);
}
