/* SPDX-License-Identifier: ISC
 * ladder.c - reading a ladder's file
 *
 * GKeyFile was the other road; it takes a key given twice without a word and knows no line
 * numbers, and a ladder is where a slip of the pen sends mail. */
#include "plaint/ladder.h"
#include <string.h>

#define MISTAKES_MAX 20

static const char *const recipient_names[] = { "provider", "complainant", "channel", "escalation" };

typedef struct parser {
	const char *path;
	int line;
	Ladder *ladder;
	Step *step; /* being read, or NULL */
	unsigned seen; /* keys of it, bit by index of key_names */
	int step_line;
	GString *mistakes;
	int n_mistakes;
} Parser;

enum { KEY_WHEN, KEY_TO, KEY_TEMPLATE, KEY_CONSENT, KEY_AT, KEY_COUNT };
static const char *const key_names[] = { "when", "to", "template", "consent", "at" };

const char *
recipient_name(Recipient to)
{
	g_assert((unsigned)to < RECIPIENT_COUNT);
	return recipient_names[to];
}

static void
step_free(gpointer data)
{
	Step *step = data;
	g_free(step->name);
	g_free(step->template_name);
	g_free(step);
}

void
ladder_free(Ladder *ladder)
{
	if (ladder == NULL)
		return;
	g_free(ladder->name);
	g_ptr_array_unref(ladder->steps);
	g_free(ladder);
}

const Step *
ladder_find(const Ladder *ladder, const char *name)
{
	for (guint i = 0; i < ladder->steps->len; i++) {
		const Step *step = ladder->steps->pdata[i];
		if (strcmp(step->name, name) == 0)
			return step;
	}
	return NULL;
}

static void G_GNUC_PRINTF(3, 4)
mistake(Parser *parser, int line, const char *format, ...)
{
	va_list args;
	if (parser->n_mistakes++ >= MISTAKES_MAX)
		return;
	va_start(args, format);
	g_string_append_printf(parser->mistakes, "%s%s:%d: ", parser->mistakes->len > 0 ? "\n" : "",
	    parser->path, line);
	g_string_append_vprintf(parser->mistakes, format, args);
	va_end(args);
}

static void
read_when(Parser *parser, const char *value)
{
	static const struct {
		const char *words;
		StepWhen when;
	} known[] = {
		{ "first-reply overdue", WHEN_FIRST_REPLY_OVERDUE },
		{ "window overdue", WHEN_WINDOW_OVERDUE },
		{ "rejected", WHEN_REJECTED },
		{ "no evidence of action after resolved", WHEN_UNCONFIRMED },
	};
	static const char after[] = " after previous";
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		if (strcmp(value, known[i].words) == 0) {
			parser->step->when = known[i].when;
			return;
		}
	}
	g_autoptr(GError) why = NULL;
	if (!g_str_has_suffix(value, after)) {
		mistake(parser, parser->line,
		    "'%s': write 'first-reply overdue', 'window overdue', '3 workdays after previous', "
		    "'rejected' or 'no evidence of action after resolved'", value);
		return;
	}
	g_autofree char *window = g_strndup(value, strlen(value) - strlen(after));
	parser->step->when = WHEN_AFTER_PREVIOUS;
	if (!window_parse(window, &parser->step->after, &why))
		mistake(parser, parser->line, "%s", why->message);
	if (parser->ladder->steps->len == 0)
		mistake(parser, parser->line, "the first step has no previous one");
}

static void
read_to(Parser *parser, const char *value)
{
	for (int i = 0; i < RECIPIENT_COUNT; i++) {
		if (strcmp(value, recipient_names[i]) == 0) {
			parser->step->to = (Recipient)i;
			return;
		}
	}
	mistake(parser, parser->line,
	    "'%s': write provider, complainant, channel or escalation", value);
}

static bool
is_plain_name(const char *name)
{
	for (const char *at = name; *at != '\0'; at++)
		if (!g_ascii_isalnum(*at) && *at != '-')
			return false;
	return *name != '\0' && strlen(name) <= 64;
}

static void
read_value(Parser *parser, int key, const char *value)
{
	g_autoptr(GError) why = NULL;
	Step *step = parser->step;
	switch (key) {
	case KEY_WHEN:
		read_when(parser, value);
		break;
	case KEY_TO:
		read_to(parser, value);
		break;
	case KEY_TEMPLATE:
		if (!is_plain_name(value))
			mistake(parser, parser->line, "'%s' names no template: letters, digits and '-'", value);
		g_free(step->template_name);
		step->template_name = g_strdup(value);
		break;
	case KEY_CONSENT:
		step->needs_consent = strcmp(value, "ask") == 0;
		if (!step->needs_consent && strcmp(value, "auto") != 0)
			mistake(parser, parser->line, "'%s': write ask or auto", value);
		break;
	case KEY_AT:
		if (!hours_parse(value, &step->hours, &why))
			mistake(parser, parser->line, "%s", why->message);
		break;
	}
}

static void
end_step(Parser *parser)
{
	if (parser->step == NULL)
		return;
	for (int key = KEY_WHEN; key <= KEY_TEMPLATE; key++)
		if ((parser->seen >> key & 1) == 0)
			mistake(parser, parser->step_line, "step '%s' lacks '%s ='", parser->step->name,
			    key_names[key]);
	g_ptr_array_add(parser->ladder->steps, g_steal_pointer(&parser->step));
}

static void
begin_step(Parser *parser, char *line)
{
	size_t length = strlen(line);
	end_step(parser);
	if (line[length - 1] != ']') {
		mistake(parser, parser->line, "a step begins like [follow-up-1]");
		line[length - 1] = ']';
	}
	g_autofree char *name = g_strndup(line + 1, length > 2 ? length - 2 : 0);
	if (!is_plain_name(name))
		mistake(parser, parser->line, "'%s' names no step: letters, digits and '-'", name);
	else if (ladder_find(parser->ladder, name) != NULL)
		mistake(parser, parser->line, "step '%s' is there twice", name);
	if (parser->ladder->steps->len == LADDER_STEPS_MAX)
		mistake(parser, parser->line, "more than %d steps", LADDER_STEPS_MAX);
	parser->step = g_new0(Step, 1);
	parser->step->name = g_steal_pointer(&name);
	parser->step->template_name = g_strdup("");
	parser->step->hours = (Hours){ 9 * 60 + 30, 11 * 60 + 30 };
	parser->step_line = parser->line;
	parser->seen = 0;
}

static void
read_line(Parser *parser, char *line)
{
	g_strstrip(line);
	if (*line == '\0' || *line == '#')
		return;
	if (*line == '[') {
		begin_step(parser, line);
		return;
	}
	char *equals = strchr(line, '=');
	if (equals == NULL) {
		mistake(parser, parser->line, "'%s': write 'key = value' or [step]", line);
		return;
	}
	*equals = '\0';
	g_strstrip(line);
	for (int key = 0; key < KEY_COUNT; key++) {
		if (strcmp(line, key_names[key]) != 0)
			continue;
		if (parser->step == NULL)
			mistake(parser, parser->line, "'%s' comes before the first [step]", line);
		else if ((parser->seen >> key & 1) != 0)
			mistake(parser, parser->line, "'%s' is given twice", line);
		else
			read_value(parser, key, g_strstrip(equals + 1));
		parser->seen |= 1u << key;
		return;
	}
	mistake(parser, parser->line, "unknown key '%s': known are when, to, template, consent, at",
	    line);
}

bool
ladder_parse(const char *text, const char *name, const char *path, Ladder **out, GError **error)
{
	g_autoptr(Ladder) ladder = g_new0(Ladder, 1);
	ladder->name = g_strdup(name);
	ladder->steps = g_ptr_array_new_with_free_func(step_free);
	Parser parser = { .path = path != NULL ? path : name, .ladder = ladder };
	if (strlen(text) > LADDER_TEXT_MAX)
		return fail(error, PLAINT_ERROR_CONFIG, "%s: larger than %d bytes", parser.path,
		    LADDER_TEXT_MAX);
	g_autoptr(GString) mistakes = parser.mistakes = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		parser.line++;
		read_line(&parser, *line);
	}
	end_step(&parser);
	if (ladder->steps->len == 0 && mistakes->len == 0)
		mistake(&parser, 1, "no step");
	if (mistakes->len > 0)
		return fail(error, PLAINT_ERROR_CONFIG, "%s", mistakes->str);
	*out = g_steal_pointer(&ladder);
	return true;
}
