/* SPDX-License-Identifier: ISC
 * inspect.c - plaint inspect: what plaint would make of a message, with no store needed */
#include "commands.h"
#include "plaint/clock.h"
#include "plaint/inspect.h"
#include "plaint/message-read.h"
#include "plaint/rules.h"
#include "plaint/text.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef struct options {
	gboolean as_json, with_all_text;
} Options;

/* At most one byte more than a message may have, so that a longer one is refused as such. */
static bool
read_stream(FILE *stream, const char *name, GByteArray *out, GError **error)
{
	guint8 piece[65536];
	size_t n;
	while ((n = fread(piece, 1, sizeof(piece), stream)) > 0) {
		g_byte_array_append(out, piece, (guint)n);
		if (out->len > MESSAGE_SIZE_MAX)
			break;
	}
	if (ferror(stream))
		return fail(error, PLAINT_ERROR_INPUT, "cannot read '%s': %s", name, g_strerror(errno));
	return true;
}

static bool
read_file(const char *name, GByteArray *out, GError **error)
{
	if (strcmp(name, "-") == 0)
		return read_stream(stdin, name, out, error);
	FILE *stream = fopen(name, "rb");
	if (stream == NULL)
		return fail(error, PLAINT_ERROR_INPUT, "cannot open '%s': %s", name, g_strerror(errno));
	bool is_read = read_stream(stream, name, out, error);
	fclose(stream);
	return is_read;
}

/* A line "label  value" where there is a value, in the user's language. */
static void
print_line(const char *english, const char *chinese, const char *value)
{
	const char *const *languages = g_get_language_names();
	g_autofree char *language = language_base(languages[0]);
	if (value == NULL || *value == '\0')
		return;
	g_autofree char *label = text_pad(strcmp(language, "zh") == 0 ? chinese : english, 12);
	g_autofree char *line = text_one_line(value, 0);
	printf("%s %s\n", label, line);
}

static void
print_recipients(const Reading *reading)
{
	for (guint i = 0; i < reading->recipients->len; i++) {
		const BounceRecipient *r = reading->recipients->pdata[i];
		g_autofree char *line =
		    g_strdup_printf("%s %s %s %s", r->address, r->action, r->status, r->diagnostic);
		print_line("recipient", "收件人", line);
	}
}

static void
print_tickets(const Reading *reading)
{
	for (guint i = 0; i < reading->tickets->len; i++) {
		const Ticket *ticket = reading->tickets->pdata[i];
		g_autofree char *line = ticket->system != NULL
		    ? g_strdup_printf("%s (%s)", ticket->number, ticket->system)
		    : g_strdup(ticket->number);
		print_line("ticket", "工单", line);
	}
}

static void
print_reading(const char *file, const Mail *mail, const Reading *reading, const Options *options)
{
	g_autofree char *from = *mail->from.name != '\0'
	    ? g_strdup_printf("%s <%s>", mail->from.name, mail->from.address)
	    : g_strdup(mail->from.address);
	g_autofree char *date = mail->date != 0 ? time_format_local(mail->date, NULL) : NULL;
	g_autofree char *verdict = reading->verdict != VERDICT_NONE
	    ? g_strdup_printf("%s (%.2f)", verdict_name(reading->verdict), reading->confidence)
	    : NULL;
	print_line("file", "文件", file);
	print_line("from", "发件人", from);
	print_line("subject", "主题", mail->subject);
	print_line("date", "日期", date);
	print_line("damaged", "损坏", mail->damage);
	print_line("kind", "类型", kind_name(reading->kind));
	print_recipients(reading);
	print_line("bounced", "退回的邮件", reading->original_message_id);
	print_line("verdict", "判定", verdict);
	print_line("language", "语言", reading->language);
	print_tickets(reading);
	for (guint i = 0; i < reading->asked->len; i++)
		print_line("asked for", "要求提供", reading->asked->pdata[i]);
	print_line("go to", "转往", reading->redirect);
	print_line("promised", "承诺", reading->promised);
	for (guint i = 0; i < reading->because->len; i++)
		print_line("because", "依据", reading->because->pdata[i]);
	printf("\n%s\n", options->with_all_text ? reading->all_text : reading->text);
}

static bool
inspect_file(const char *file, const VerdictRules *rules, const Options *options, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Reading) reading = NULL;
	if (!read_file(file, bytes, error))
		return false;
	if (!inspect_bytes(bytes->data, bytes->len, rules, NULL, &mail, &reading, error)) {
		g_prefix_error(error, "'%s': ", file);
		return false;
	}
	if (options->as_json) {
		g_autofree char *line = inspect_json(file, mail, reading, options->with_all_text);
		puts(line);
	} else {
		print_reading(file, mail, reading, options);
	}
	return true;
}

bool
cmd_inspect(Context *ctx, int argc, char **argv, GError **error)
{
	Options options = { FALSE, FALSE };
	g_autoptr(VerdictRules) rules = NULL;
	const GOptionEntry entries[] = {
		{ "json", 'j', 0, G_OPTION_ARG_NONE, &options.as_json, "one JSON object a message", NULL },
		{ "all-text", 'a', 0, G_OPTION_ARG_NONE, &options.with_all_text,
		    "with quoted history, signature and small print", NULL },
		{ NULL },
	};
	if (!cmd_options(ctx, command_find("inspect"), entries, &argc, &argv, 1, -1, error) ||
	    !rules_load(&rules, error))
		return false;
	/* One file at fault does not keep the others from being read. */
	bool is_ok = true;
	for (int i = 1; i < argc; i++) {
		g_autoptr(GError) why = NULL;
		if (i > 1 && !options.as_json && is_ok)
			putchar('\n');
		if (inspect_file(argv[i], rules, &options, &why))
			continue;
		if (error != NULL && *error != NULL) {
			fprintf(stderr, "%s: %s\n", ctx->program, (*error)->message);
			g_clear_error(error);
		}
		g_propagate_error(error, g_steal_pointer(&why));
		is_ok = false;
	}
	return is_ok;
}
