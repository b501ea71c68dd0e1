/* SPDX-License-Identifier: ISC
 * new.c - plaint new: a complaint, from options or from the form in an editor */
#include "commands.h"
#include "common.h"
#include "plaint/clock.h"
#include "plaint/data.h"
#include "plaint/form.h"
#include "plaint/target.h"
#include "plaint/text.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LONG_AGO_S (INT64_C(3653) * 86400)

typedef struct new_options {
	char *provider, *to, *title, *when, *account_id, *text_file, *language, *account, *contact, *impact,
	    *ask, *kind, *country, *timezone, *ladder;
	char **targets, **evidence;
	gboolean send, yes;
} NewOptions;

static void
new_options_clear(NewOptions *options)
{
	char **const texts[] = { &options->provider, &options->to, &options->title, &options->when,
		&options->account_id, &options->text_file, &options->language, &options->account,
		&options->contact, &options->impact, &options->ask, &options->kind, &options->country,
		&options->timezone, &options->ladder };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_clear_pointer(texts[i], g_free);
	g_clear_pointer(&options->targets, g_strfreev);
	g_clear_pointer(&options->evidence, g_strfreev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NewOptions, new_options_clear)

static void
put(GHashTable *values, const char *name, const char *text)
{
	if (text != NULL && *text != '\0')
		g_hash_table_insert(values, g_strdup(name), g_strdup(text));
}

/* What is one line in the form is one from the command line. */
static void
put_line(GHashTable *values, const char *name, const char *text)
{
	g_autofree char *line = text != NULL ? text_one_line(text, 0) : NULL;
	put(values, name, line);
}

static const char *
get(GHashTable *values, const char *name)
{
	const char *text = g_hash_table_lookup(values, name);
	return text != NULL ? text : "";
}

/* What the command line says of the form. */
static bool
values_of_options(const Context *ctx, const NewOptions *options, GHashTable *values, GError **error)
{
	const Conf *conf = ctx->conf;
	g_autofree char *text = NULL;
	g_autoptr(GString) where = g_string_new(NULL);
	g_autoptr(GError) why = NULL;
	if (options->text_file != NULL && !read_text(options->text_file, &text, error))
		return false;
	for (char **target = options->targets; target != NULL && *target != NULL; target++) {
		g_autofree char *line = text_one_line(*target, 0);
		if (*line != '\0' && !target_check(line, &why))
			return fail(error, PLAINT_ERROR_USAGE, "--target: %s", why->message);
		g_string_append_printf(where, "%s%s", where->len > 0 && *line != '\0' ? "\n" : "", line);
	}
	put_line(values, "title", options->title);
	put_line(values, "name", conf->complainant.name);
	put_line(values, "contact", options->contact != NULL ? options->contact : conf->complainant.address);
	put_line(values, "account_id", options->account_id);
	put_line(values, "kind", options->kind);
	put_line(values, "when", options->when);
	put(values, "where", where->str);
	put_line(values, "impact", options->impact);
	put_line(values, "ask", options->ask);
	put(values, "description", text != NULL ? g_strstrip(text) : NULL);
	return true;
}

/* "2026-09-24 10:15" becomes "2026-09-24 10:15 CEST": a desk in another country reads it. */
static bool
settle_when(const Context *ctx, GHashTable *values, int64_t *out, GError **error)
{
	const char *text = get(values, "when");
	g_autoptr(GTimeZone) zone = conf_timezone(ctx->conf);
	int64_t when = 0;
	if (*text == '\0')
		return true;
	if (!time_parse(text, zone, &when, error))
		return false;
	if (when < clock_now() - LONG_AGO_S)
		return fail(error, PLAINT_ERROR_INPUT, "'%s' is over ten years ago: is the year right?", text);
	if (when > clock_now() + 86400)
		return fail(error, PLAINT_ERROR_INPUT, "'%s' has not been yet: when did it happen?", text);
	g_autofree char *local = time_format_local(when, zone);
	g_autofree char *utc = time_format_rfc3339(when);
	g_autofree char *both = g_strdup_printf("%s (%s)", local, utc);
	put(values, "when", both);
	*out = when;
	return true;
}

/* Paths as a person writes them, one a line: ~ is the home folder, as in a shell. Each is tried here,
 * while the form can still be mended. */
static bool
settle_evidence(GHashTable *values, GError **error)
{
	g_auto(GStrv) listed = g_strsplit(get(values, "evidence"), "\n", -1);
	g_autoptr(MessageDraft) draft = message_draft_new();
	for (char **path = listed; *path != NULL; path++) {
		if (g_str_has_prefix(*path, "~/")) {
			char *whole = g_build_filename(g_get_home_dir(), *path + 2, NULL);
			g_free(*path);
			*path = whole;
		}
		if (**path != '\0' && !message_attachment_add(draft, *path, error))
			return false;
	}
	g_autofree char *paths = g_strjoinv("\n", listed);
	put(values, "evidence", paths);
	return true;
}

/* Words may stand there too: only what would be an address is looked at. */
static bool
check_where(GHashTable *values, GError **error)
{
	g_auto(GStrv) lines = g_strsplit(get(values, "where"), "\n", -1);
	for (char **line = lines; *line != NULL; line++)
		if (target_is_tried(*line) && !target_check(*line, error))
			return false;
	return true;
}

static bool
read_form(const Context *ctx, const char *text, GHashTable **out, int64_t *out_when, GError **error)
{
	g_autoptr(GHashTable) values = NULL;
	if (!form_parse(text, "complaint form", &values, error) ||
	    !settle_when(ctx, values, out_when, error) || !check_where(values, error) ||
	    !settle_evidence(values, error))
		return false;
	*out = g_steal_pointer(&values);
	return true;
}

/* The form in the editor, again until it is good or the user gives up; *out_form is what was typed. */
static bool
values_of_editor(const Context *ctx, const ComplaintType *type, GHashTable **values, int64_t *out_when,
    char **out_form, GError **error)
{
	g_autofree char *start = form_format(type, ctx->conf->complainant.language, *values);
	g_autofree char *text = g_strdup(start);
	for (;;) {
		g_autoptr(GError) why = NULL;
		g_autofree char *edited = NULL;
		GHashTable *parsed = NULL;
		if (!edit_text("plaint", text, &edited, error))
			return false;
		if (strspn(edited, " \t\r\n") == strlen(edited))
			return fail(error, PLAINT_ERROR_INPUT, "the form is empty: nothing is filed");
		if (strcmp(edited, start) == 0)
			return fail(error, PLAINT_ERROR_INPUT, "the form is as it was: nothing is filed");
		g_free(text);
		text = g_steal_pointer(&edited);
		if (read_form(ctx, text, &parsed, out_when, &why)) {
			g_hash_table_unref(*values);
			*values = parsed;
			*out_form = g_steal_pointer(&text);
			return true;
		}
		if (isatty(STDIN_FILENO)) {
			fprintf(stderr, "plaint: %s\n", why->message);
			if (ask_yes(is_chinese(ctx) ? "再次编辑？" : "Edit it again?", "correct the form", NULL))
				continue;
			g_clear_error(&why);
			fail(&why, PLAINT_ERROR_INPUT, "given up: nothing is filed");
		}
		keep_text("plaint", text, &why);
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
}

static char *
fields_json(GHashTable *values)
{
	json_t *object = json_object();
	GHashTableIter iter;
	gpointer name, value;
	g_hash_table_iter_init(&iter, values);
	while (g_hash_table_iter_next(&iter, &name, &value))
		if (strcmp(name, "evidence") != 0)
			json_object_set_new(object, name, json_string(value));
	char *dumped = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
	char *text = g_strdup(dumped);
	free(dumped);
	json_decref(object);
	return text;
}

/* What is done when nobody answers: the command line says it, or the provider's file, or the type. */
static bool
settle_ladder(const NewOptions *options, const ComplaintType *type, const Provider *provider, Case *c,
    GError **error)
{
	const char *name = options->ladder != NULL                         ? options->ladder
	                   : provider != NULL && provider->ladder != NULL ? provider->ladder
	                                                                  : type->ladder;
	g_autofree char *relative = g_strdup_printf("ladders/%s.conf", name);
	g_autofree char *text = NULL;
	g_autofree char *path = NULL;
	g_autoptr(Ladder) ladder = NULL;
	if (!data_read(relative, &text, &path, error) || !ladder_parse(text, name, path, &ladder, error))
		return false;
	case_set(&c->ladder, name);
	return true;
}

/* Where it goes: --to, or the provider's channel for this type. */
static bool
settle_provider(const NewOptions *options, const ComplaintType *type, Case *c, char **out_name,
    GPtrArray **out_languages, GError **error)
{
	g_autoptr(Provider) provider = NULL;
	g_autoptr(GError) why = NULL;
	const char *email = options->to;
	if (options->provider == NULL && options->to == NULL)
		return fail(error, PLAINT_ERROR_USAGE,
		    "to whom? give --provider ('plaint providers' lists them), or --to ADDRESS");
	if (options->to != NULL && !conf_is_address(options->to))
		return fail(error, PLAINT_ERROR_USAGE, "--to '%s' is no mail address", options->to);
	if (options->provider != NULL) {
		g_autofree char *key = g_ascii_strdown(options->provider, -1);
		if (!provider_load(key, &provider, &why) &&
		    (options->to == NULL || !g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND))) {
			g_propagate_error(error, g_steal_pointer(&why));
			return false;
		}
	}
	if (provider != NULL && email == NULL && !provider_email(provider, type->role, &email, error))
		return false;
	case_set(&c->provider, provider != NULL ? provider->key : "");
	if (!settle_ladder(options, type, provider, c, error))
		return false;
	case_set(&c->to, email);
	*out_name = g_strdup(provider != NULL           ? provider->name
	                     : options->provider != NULL ? options->provider
	                                                 : "");
	*out_languages = provider != NULL ? g_ptr_array_ref(provider->languages) : NULL;
	return true;
}

/* Of an address that a known provider owns, the country is known too. */
static bool
place_of_address(const Context *ctx, Case *c, GError **error)
{
	g_autoptr(GPtrArray) list = NULL;
	if (!provider_list(&list, error))
		return false;
	g_autoptr(GPtrArray) owners = provider_find_by_domain(list, c->to);
	const Provider *owner = owners->len > 0 ? owners->pdata[0] : NULL;
	if (owner == NULL || *owner->calendar == '\0')
		return true;
	case_set(&c->calendar, owner->calendar);
	case_set(&c->timezone, owner->timezone);
	fprintf(stderr, is_chinese(ctx) ? "%s 属于 %s；用 '--provider %s' 可采用已知的全部信息\n"
	                                : "%s is of %s: '--provider %s' takes all that is known of it\n",
	    c->to, owner->name, owner->key);
	return true;
}

/* Whose working days are counted: what the command line says goes before the provider's file. */
static bool
settle_place(const Context *ctx, const NewOptions *options, Case *c, GError **error)
{
	const char *country = options->country;
	if (country == NULL && options->timezone == NULL && *c->provider == '\0')
		return place_of_address(ctx, c, error);
	if (country == NULL)
		return options->timezone == NULL ||
		       fail(error, PLAINT_ERROR_USAGE, "--timezone goes with --country");
	bool is_good = strlen(country) >= 2 && g_ascii_isalpha(country[0]) &&
	               g_ascii_isalpha(country[1]) &&
	               (country[2] == '\0' || (country[2] == '-' && g_ascii_isalnum(country[3])));
	if (!is_good || strlen(country) > 6)
		return fail(error, PLAINT_ERROR_USAGE,
		    "--country '%s': write two letters like KR, or with a region like DE-BY", country);
	g_autofree char *upper = g_ascii_strup(country, -1);
	const char *zone = options->timezone != NULL ? options->timezone : calendar_zone(upper);
	g_autoptr(GTimeZone) known = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
	if (zone == NULL)
		return fail(error, PLAINT_ERROR_USAGE,
		    "the time zone of '%s' is not known here: give --timezone, such as Asia/Seoul", upper);
	if (known == NULL)
		return fail(error, PLAINT_ERROR_USAGE,
		    "--timezone '%s' is no time zone known here: write it like Asia/Seoul", zone);
	case_set(&c->calendar, upper);
	case_set(&c->timezone, zone);
	return true;
}

/* Say it where it can still be put right. */
static bool
tell_place(Context *ctx, const Case *c, GError **error)
{
	g_autoptr(Flow) flow = flow_new(ctx->conf, ctx->store);
	Policy policy;
	if (!flow_policy(flow, c, &policy, error))
		return false;
	bool is_zh = is_chinese(ctx);
	const Calendar *calendar = place_calendar(policy.provider);
	const char *name = calendar_name(calendar);
	const char *zone = g_time_zone_get_identifier(place_zone(policy.provider));
	bool is_own = policy.provider == policy.complainant;
	if (*name == '\0')
		fprintf(stderr, is_zh ? "期限按周一至周五计算（%s），不含节假日"
		                      : "plain weekdays are counted (%s), without holidays", zone);
	else
		fprintf(stderr, is_zh ? "期限按 %s 的工作日计算（%s）" : "the working days of %s are counted (%s)",
		    name, zone);
	if (is_own)
		fputs(is_zh ? "：这是您所在地的日历，因为不知道服务商所在国家；可用 --country 指定"
		            : ": yours, for the provider's country is not known; --country says it", stderr);
	else if (*name != '\0' && calendar_starts_at(calendar) > calendar_ends_at(calendar))
		fprintf(stderr, is_zh ? "：没有 %s 的节假日日历，仅按周末计算"
		                      : ": there is no calendar of %s, weekends alone count", name);
	fputc('\n', stderr);
	return true;
}

/* The complainant's language where the desk reads it, or may; English, else. */
static const char *
settle_language(const Context *ctx, const NewOptions *options, const GPtrArray *languages)
{
	const char *own = ctx->conf->complainant.language;
	if (options->language != NULL)
		return options->language;
	for (guint i = 0; languages != NULL && i < languages->len; i++)
		if (g_str_has_prefix(languages->pdata[i], own))
			return own;
	return languages == NULL || languages->len == 0 ? own : "en";
}

static bool
new_key(Store *store, Case *c, GError **error)
{
	for (int i = 0; i < 20; i++) {
		g_autoptr(Case) twin = NULL;
		g_autoptr(GError) why = NULL;
		key_new(c->key);
		if (!store_case_load(store, c->key, &twin, &why))
			return g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND) ||
			       (g_propagate_error(error, g_steal_pointer(&why)), false);
	}
	return fail(error, PLAINT_ERROR_INTERNAL, "no free key in twenty tries");
}

static bool
keep(Context *ctx, const NewOptions *options, const ComplaintType *type, Case *c, const char *name,
    GHashTable *values, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autofree char *fields = fields_json(values);
	g_auto(GStrv) listed = g_strsplit(get(values, "evidence"), "\n", -1);
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	for (char **path = listed; *path != NULL; path++)
		if (*g_strstrip(*path) != '\0')
			g_ptr_array_add(paths, *path);
	for (char **path = options->evidence; path != NULL && *path != NULL; path++)
		g_ptr_array_add(paths, *path);
	g_ptr_array_add(paths, NULL);
	StoreDetails details = { .account = options->account != NULL ? options->account : (char *)"",
		.fields = fields,
		.to_name = (char *)name };
	c->opened_at = clock_now();
	case_set(&c->type, type->name);
	case_set(&c->title, get(values, "title"));
	if (!store_begin(ctx->store, &txn, error) || !new_key(ctx->store, c, error) ||
	    !store_case_add(ctx->store, c, &details, error) ||
	    !add_evidence(ctx->store, c->key, (char **)paths->pdata, error))
		return false;
	const StoreEvent event = { .at = clock_now(), .key = c->key, .kind = (char *)"opened",
		.actor = (char *)"complainant", .text = c->title };
	return store_event_add(ctx->store, &event, error) && store_commit(&txn, error);
}

static bool
check_options(const Context *ctx, const NewOptions *options, GError **error)
{
	if (options->language != NULL && strcmp(options->language, "en") != 0 &&
	    strcmp(options->language, "zh") != 0)
		return fail(error, PLAINT_ERROR_USAGE, "no templates in '%s': there are en and zh",
		    options->language);
	if (options->account != NULL && conf_account(ctx->conf, options->account) == NULL)
		return fail(error, PLAINT_ERROR_USAGE, "no section [account %s] in '%s'", options->account,
		    ctx->conf->path);
	return true;
}

bool
cmd_new(Context *ctx, int argc, char **argv, GError **error)
{
	g_auto(NewOptions) options = { 0 };
	const GOptionEntry entries[] = {
		{ "provider", 'p', 0, G_OPTION_ARG_STRING, &options.provider, "who is complained about", "P" },
		{ "to", 0, 0, G_OPTION_ARG_STRING, &options.to, "write to this address", "ADDRESS" },
		{ "title", 't', 0, G_OPTION_ARG_STRING, &options.title, "one line that says it", "T" },
		{ "when", 'w', 0, G_OPTION_ARG_STRING, &options.when, "when it happened", "TIME" },
		{ "account-id", 0, 0, G_OPTION_ARG_STRING, &options.account_id,
		    "your customer or server number there", "X" },
		{ "target", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.targets,
		    "what it is about; may be given again", "IP|URL|DOMAIN" },
		{ "text-file", 'f', 0, G_OPTION_ARG_FILENAME, &options.text_file,
		    "the description; - reads standard input", "FILE" },
		{ "evidence", 'e', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.evidence,
		    "attach; may be given again", "FILE" },
		{ "impact", 0, 0, G_OPTION_ARG_STRING, &options.impact, "what it costs you", "TEXT" },
		{ "ask", 0, 0, G_OPTION_ARG_STRING, &options.ask, "what the provider shall do", "TEXT" },
		{ "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, "kind of problem, in a word", "TEXT" },
		{ "contact", 0, 0, G_OPTION_ARG_STRING, &options.contact, "how you can be reached", "TEXT" },
		{ "language", 'l', 0, G_OPTION_ARG_STRING, &options.language, "of the mails: en, zh", "L" },
		{ "country", 0, 0, G_OPTION_ARG_STRING, &options.country,
		    "whose working days the provider counts: KR, DE-BY", "CC" },
		{ "timezone", 0, 0, G_OPTION_ARG_STRING, &options.timezone, "in place of the country's",
		    "ZONE" },
		{ "ladder", 0, 0, G_OPTION_ARG_STRING, &options.ladder,
		    "what is done, step by step, when nobody answers", "NAME" },
		{ "account", 0, 0, G_OPTION_ARG_STRING, &options.account, "write from [account NAME]", "NAME" },
		{ "send", 0, 0, G_OPTION_ARG_NONE, &options.send, "queue it at once", NULL },
		{ "yes", 'y', 0, G_OPTION_ARG_NONE, &options.yes, "send even if something is missing", NULL },
		{ NULL },
	};
	g_autoptr(ComplaintType) type = NULL;
	g_autoptr(GHashTable) values = form_values_new();
	g_autoptr(Case) c = case_new();
	g_autofree char *name = NULL;
	g_autofree char *form = NULL; /* as it was typed */
	g_autoptr(GPtrArray) languages = NULL;
	if (!cmd_options(ctx, command_find("new"), entries, &argc, &argv, 1, 1, error) ||
	    !check_options(ctx, &options, error) || !type_load(argv[1], &type, error) ||
	    !settle_provider(&options, type, c, &name, &languages, error) ||
	    !settle_place(ctx, &options, c, error) ||
	    !values_of_options(ctx, &options, values, error))
		return false;
	case_set(&c->language, settle_language(ctx, &options, languages));
	if (options.title == NULL && options.text_file == NULL
	        ? !values_of_editor(ctx, type, &values, &c->occurred_at, &form, error)
	        : !settle_when(ctx, values, &c->occurred_at, error))
		return false;
	if (*get(values, "title") == '\0')
		put(values, "title", local_text_get(type->title, c->language));
	if (!keep(ctx, &options, type, c, name, values, error) || !tell_place(ctx, c, error)) {
		if (form != NULL)
			keep_text("plaint", form, error);
		return false;
	}
	if (options.send) {
		if (!send_draft(ctx, c, options.yes, true, error)) {
			g_prefix_error(error, "%s is kept as a draft: ", c->key);
			return false;
		}
	} else {
		print_missing(ctx, c, stderr);
		fprintf(stderr, is_chinese(ctx) ? "草稿已保存；用 'plaint send %s' 查看并发送\n"
		                                : "draft kept; 'plaint send %s' shows and sends it\n",
		    c->key);
	}
	printf("%s\n", c->key);
	return true;
}
