/* SPDX-License-Identifier: ISC
 * bounce-report.c - message/delivery-status (RFC 3464) and its UTF-8 sister (RFC 6533) */
#include "bounce-private.h"
#include <string.h>

/* One "Name: value" of a block, value unfolded; the next line's start is returned. */
static const char *
next_field(const char *at, const char *end, GString *name, GString *value)
{
	g_string_truncate(name, 0);
	g_string_truncate(value, 0);
	const char *eol = memchr(at, '\n', (size_t)(end - at));
	const char *stop = eol == NULL ? end : eol;
	const char *colon = memchr(at, ':', (size_t)(stop - at));
	if (colon != NULL) {
		g_string_append_len(name, at, colon - at);
		g_strchomp(name->str);
		name->len = strlen(name->str);
		g_string_append_len(value, colon + 1, stop - colon - 1);
	}
	while (eol != NULL && eol + 1 < end && (eol[1] == ' ' || eol[1] == '\t')) {
		at = eol + 1;
		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		eol = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
		stop = eol == NULL ? end : eol;
		if (stop == at ||
		    (stop == at + 1 && *at == '\r')) /* a line of spaces ends the block */
			break;
		g_string_append_c(value, ' ');
		g_string_append_len(value, at, stop - at);
	}
	g_strstrip(value->str);
	value->len = strlen(value->str);
	return eol == NULL ? end : eol + 1;
}

char *
bounce_header_value(const char *block, const char *name, size_t max)
{
	const char *at = block, *end = block + strnlen(block, max);
	g_autoptr(GString) key = g_string_new(NULL);
	g_autoptr(GString) value = g_string_new(NULL);
	while (at < end) {
		at = next_field(at, end, key, value);
		if (g_ascii_strcasecmp(key->str, name) == 0)
			return g_strdup(value->str);
	}
	return NULL;
}

static int
hex_value(const char *at, size_t n)
{
	int value = 0;
	for (size_t i = 0; i < n; i++) {
		if (!g_ascii_isxdigit(at[i]))
			return -1;
		value = value * 16 + g_ascii_xdigit_value(at[i]);
	}
	return value;
}

/* xtext ("+2B", RFC 3461) and utf-8-addr-xtext ("\x{E9}", RFC 6533) decoded. */
static char *
decode_address(const char *text, bool is_utf8)
{
	GString *out = g_string_new(NULL);
	while (*text != '\0') {
		int value = -1;
		const char *close = NULL;
		if (is_utf8 && g_str_has_prefix(text, "\\x{") &&
		    (close = strchr(text, '}')) != NULL && close - text <= 9)
			value = hex_value(text + 3, (size_t)(close - text - 3));
		if (value > 31 && g_unichar_validate((gunichar)value)) {
			g_string_append_unichar(out, (gunichar)value);
			text = close + 1;
		} else if (*text == '+' && g_ascii_isxdigit(text[1]) && g_ascii_isxdigit(text[2]) &&
			   !g_ascii_islower(text[1]) && !g_ascii_islower(text[2]) &&
			   (value = hex_value(text + 1, 2)) > 32 && value < 127 &&
			   strchr("+=@", value) != NULL) {
			g_string_append_c(out, (char)value);
			text += 3;
		} else {
			g_string_append_c(out, *text++);
		}
	}
	return g_string_free(out, FALSE);
}

char *
bounce_address_value(const char *field)
{
	const char *semicolon = strchr(field, ';');
	bool is_utf8 = g_ascii_strncasecmp(field, "utf-8", 5) == 0;
	if (semicolon != NULL && !is_utf8 && g_ascii_strncasecmp(field, "rfc", 3) != 0 &&
	    g_ascii_strncasecmp(field, "smtp", 4) != 0 &&
	    g_ascii_strncasecmp(field, "unknown", 7) != 0)
		return g_strdup(""); /* x400, local, system: nobody we wrote to */
	const char *start = semicolon == NULL ? field : semicolon + 1;
	const char *open = strchr(start, '<'), *close = open == NULL ? NULL : strchr(open, '>');
	g_autofree char *bare =
	    close != NULL ? g_strndup(open + 1, (gsize)(close - open - 1)) : g_strdup(start);
	g_strstrip(bare);
	size_t n = strcspn(bare, " \t(,");
	bare[n] = '\0';
	if (g_ascii_strncasecmp(bare, "mailto:", 7) == 0)
		return decode_address(bare + 7, is_utf8);
	return strchr(bare, '@') == NULL ? g_strdup("") : decode_address(bare, is_utf8);
}

static char *
action_value(const char *value)
{
	static const char *const actions[] = { "failed", "delayed", "delivered", "relayed",
		"expanded" };
	for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
		if (g_ascii_strncasecmp(value, actions[i], strlen(actions[i])) == 0)
			return g_strdup(actions[i]);
	if (g_ascii_strncasecmp(value, "fail", 4) == 0) /* "failure", "fail" are seen */
		return g_strdup("failed");
	if (g_ascii_strncasecmp(value, "delay", 5) == 0)
		return g_strdup("delayed");
	return g_strdup("");
}

/* "(user unknown) 5.1.1 (bad destination)" without its comments. "" where it is no code. */
static char *
status_value(const char *value)
{
	while (*value == '(' || g_ascii_isspace(*value))
		value += *value == '(' ? strcspn(value, ")") + (strchr(value, ')') != NULL) : 1;
	size_t n = strspn(value, "0123456789.");
	if (n < 5 || value[1] != '.' || strchr("245", value[0]) == NULL)
		return g_strdup("");
	return g_strndup(value, n);
}

static char *
diagnostic_value(const char *value)
{
	const char *semicolon = strchr(value, ';');
	bool is_typed = semicolon != NULL && strcspn(value, " ") >= (size_t)(semicolon - value);
	g_autofree char *text = g_strndup(is_typed ? semicolon + 1 : value, BOUNCE_DIAGNOSTIC_MAX);
	char *valid = g_utf8_make_valid(g_strstrip(text), -1);
	return valid;
}

/* One block's fields, as far as they matter. */
typedef struct block {
	char *final, *original, *actual, *action, *status, *diagnostic;
} Block;

static void
block_clear(Block *block)
{
	g_free(block->final);
	g_free(block->original);
	g_free(block->actual);
	g_free(block->action);
	g_free(block->status);
	g_free(block->diagnostic);
	*block = (Block){ 0 };
}

static void
set_once(char **slot, char *value)
{
	if (*slot == NULL)
		*slot = value;
	else
		g_free(value);
}

static void
block_take(Block *block, const char *name, const char *value)
{
	if (g_ascii_strcasecmp(name, "Final-Recipient") == 0)
		set_once(&block->final, bounce_address_value(value));
	else if (g_ascii_strcasecmp(name, "Original-Recipient") == 0)
		set_once(&block->original, bounce_address_value(value));
	else if (g_ascii_strcasecmp(name, "X-Actual-Recipient") == 0)
		set_once(&block->actual, bounce_address_value(value));
	else if (g_ascii_strcasecmp(name, "Action") == 0)
		set_once(&block->action, action_value(value));
	else if (g_ascii_strcasecmp(name, "Status") == 0)
		set_once(&block->status, status_value(value));
	else if (g_ascii_strcasecmp(name, "Diagnostic-Code") == 0)
		set_once(&block->diagnostic, diagnostic_value(value));
}

static bool
is_filled(const char *text)
{
	return text != NULL && *text != '\0';
}

/* Turns a block with a recipient into one; the per-message block has none and is dropped. */
static void
block_end(Block *block, GPtrArray *recipients)
{
	bool is_recipient =
	    block->final != NULL || block->original != NULL || block->action != NULL;
	const char *address = is_filled(block->final)      ? block->final
	                      : is_filled(block->original) ? block->original
	                      : is_filled(block->actual)   ? block->actual
	                                                   : "";
	if (is_recipient && recipients->len < BOUNCE_RECIPIENTS_MAX) {
		const char *status = block->status == NULL ? "" : block->status;
		const char *action = is_filled(block->action) ? block->action
		                     : *status == '2'         ? "delivered"
		                     : *status == '4'         ? "delayed"
		                                              : "failed";
		BounceRecipient *one = bounce_recipient_new(address, action);
		g_free(one->status);
		one->status = g_strdup(status);
		if (block->diagnostic != NULL) {
			g_free(one->diagnostic);
			one->diagnostic = g_steal_pointer(&block->diagnostic);
		}
		g_ptr_array_add(recipients, one);
	}
	block_clear(block);
}

void
bounce_report_read(const char *status_text, GPtrArray *recipients, char **out_original_id)
{
	const char *at = status_text, *end = at + strnlen(at, BOUNCE_TEXT_MAX);
	g_autoptr(GString) name = g_string_new(NULL);
	g_autoptr(GString) value = g_string_new(NULL);
	Block block = { 0 };
	while (at < end) {
		if (*at == '\n' || (*at == '\r' && at + 1 < end && at[1] == '\n')) {
			block_end(&block, recipients);
			at += *at == '\r' ? 2 : 1;
			continue;
		}
		at = next_field(at, end, name, value);
		/* A second Final-Recipient without an empty line between: Lotus and old gateways.
		 */
		if (g_ascii_strcasecmp(name->str, "Final-Recipient") == 0 && block.final != NULL)
			block_end(&block, recipients);
		if (out_original_id != NULL && *out_original_id == NULL &&
		    (g_ascii_strcasecmp(name->str, "X-Original-Message-ID") == 0 ||
			g_ascii_strcasecmp(name->str, "Original-Message-ID") == 0))
			*out_original_id = g_strdup(value->str);
		block_take(&block, name->str, value->str);
	}
	block_end(&block, recipients);
}

/* Whether text is a report's fields and nothing else: some gateways send them as text/plain. */
static bool
is_report_text(const char *text)
{
	static const char *const first[] = { "Reporting-MTA:", "Original-Envelope-Id:", "Arrival-Date:",
		"Received-From-MTA:", "Final-Recipient:", "Original-Recipient:", "Action:" };
	const char *start = text + strspn(text, " \t\r\n");
	for (size_t i = 0; i < G_N_ELEMENTS(first); i++)
		if (g_ascii_strncasecmp(start, first[i], strlen(first[i])) == 0)
			return strcasestr(start, "\nAction:") != NULL || strcasestr(start, "\nStatus:") != NULL;
	return false;
}

void
bounce_reports_read(const Mail *mail, GPtrArray *recipients, char **out_original_id)
{
	static const MailPartKind kinds[] = { MAIL_PART_STATUS, MAIL_PART_TEXT };
	for (size_t i = 0; i < G_N_ELEMENTS(kinds) && recipients->len == 0; i++) {
		guint at = 0;
		for (const MailPart *part; (part = bounce_next_part(mail, kinds[i], &at)) != NULL;)
			if (kinds[i] == MAIL_PART_STATUS || is_report_text(part->text))
				bounce_report_read(part->text + strspn(part->text, "\r\n"), recipients,
				    out_original_id);
	}
}

void
bounce_report_in_text(const char *text, GPtrArray *recipients, char **out_original_id)
{
	const char *at = strcasestr(text, "\nFinal-Recipient:");
	if (at == NULL)
		return;
	const char *block = at + 1; /* the block's other fields may stand before it */
	for (const char *line = at; line > text; line = block - 1) {
		const char *before = memrchr(text, '\n', (size_t)(line - text));
		const char *start = before == NULL ? text : before + 1;
		if (start == line || memchr(start, ':', (size_t)(line - start)) == NULL || *start == '\r')
			break;
		block = start;
		if (before == NULL)
			break;
	}
	bounce_report_read(block, recipients, out_original_id);
}
