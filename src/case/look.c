/* SPDX-License-Identifier: ISC
 * look.c - whether the matter is still there, before the provider is chased for it
 *
 * Who looks is not decided here, and nothing runs while a case is decided. What a case remembers
 * stands among its steps, under names that no step of a ladder can have: "look:STEP" before a look
 * begins, so that one which was cut off is not taken again; "gone:STEP" for a step that was not
 * done because of one; "look:" alone when the complainant wants no more of them. */
#include "case-private.h"
#include <string.h>

#define LOOKED "look:"
#define GONE "gone:"

static int
find_mark(const Case *c, const char *mark, const char *step)
{
	for (guint i = 0; i < c->steps->len; i++) {
		const StepDone *done = c->steps->pdata[i];
		if (g_str_has_prefix(done->step, mark) &&
		    strcmp(done->step + strlen(mark), step) == 0)
			return (int)i;
	}
	return -1;
}

static void
set_mark(Round *round, const char *mark, const char *step)
{
	g_autofree char *name = g_strconcat(mark, step, NULL);
	if (find_mark(round->c, mark, step) < 0)
		case_add_step(round->c, name, round->now, true);
}

bool
look_is_wanted(const Case *c, const char *step)
{
	return find_mark(c, LOOKED, "") < 0 && find_mark(c, LOOKED, step) < 0;
}

bool
look_begin(Round *round, GError **error)
{
	const char *step = round->event->step != NULL ? round->event->step : "";
	if (*step == '\0' || !look_is_wanted(round->c, step))
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s: it was looked at already before step '%s'", round->c->key, step);
	set_mark(round, LOOKED, step);
	round_note(round, "recheck", NULL,
	    round->is_zh ? "步骤“%s”前查看问题是否仍存在"
			 : "a look at the matter begins, before step %s",
	    step);
	return true;
}

Look
look_found(Round *round, const char *step)
{
	const CaseEvent *event = round->event;
	if (event->look == LOOK_NONE || event->step == NULL || strcmp(event->step, step) != 0)
		return LOOK_NONE;
	const char *en = event->look == LOOK_THERE  ? "looked before step %s: it is still there"
	                 : event->look == LOOK_GONE ? "looked before step %s: it seems gone"
	                                            : "looked before step %s: no telling";
	const char *zh = event->look == LOOK_THERE ? "步骤“%s”前已查看：问题仍然存在"
	                 : event->look == LOOK_GONE ? "步骤“%s”前已查看：问题似乎已消失"
	                                            : "步骤“%s”前已查看：无法判断";
	round_note(round, "recheck", event->text, round->is_zh ? zh : en, step);
	if (event->look == LOOK_GONE)
		set_mark(round, GONE, step);
	return event->look;
}

/* The newest step that was not done because the matter seemed gone. */
static int
newest_gone(const Case *c)
{
	for (int i = (int)c->steps->len - 1; i >= 0; i--)
		if (g_str_has_prefix(((const StepDone *)c->steps->pdata[i])->step, GONE))
			return i;
	return -1;
}

bool
look_chase(Round *round, GError **error)
{
	Case *c = round->c;
	int gone = newest_gone(c);
	if (c->state == CASE_CLOSED)
		return fail(error, PLAINT_ERROR_CONFLICT, "case %s is closed", c->key);
	if (!look_is_wanted(c, "") && gone < 0)
		return fail(error, PLAINT_ERROR_CONFLICT,
		    "case %s is chased without a look already", c->key);
	set_mark(round, LOOKED, "");
	round_note(round, "note", round->event->because, "%s",
	    round->is_zh ? "不再查看，直接催办"
			 : "chased from now on without a look at the matter");
	if (gone < 0)
		return true;
	g_autofree char *step =
	    g_strdup(((const StepDone *)c->steps->pdata[gone])->step + strlen(GONE));
	g_ptr_array_remove_index(c->steps, (guint)gone);
	int done = find_mark(c, "", step);
	if (done >= 0)
		g_ptr_array_remove_index(c->steps, (guint)done);
	return true;
}
