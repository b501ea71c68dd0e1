/* SPDX-License-Identifier: ISC
 * providers.c - plaint providers: the directory, and what is known of one provider */
#include "cmd-data-private.h"
#include "plaint/provider.h"
#include "plaint/text.h"
#include "plaint/window.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

char *
data_language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *value = g_getenv(names[i]);
		if (value != NULL && *value != '\0')
			return language_base(value);
	}
	return language_base(NULL);
}

bool
data_print_json(json_t *value, bool wanted, GError **error)
{
	bool ok = !wanted || (json_dumpf(value, stdout, JSON_INDENT(2)) == 0 && putchar('\n') != EOF);
	json_decref(value);
	if (!ok || fflush(stdout) != 0 || ferror(stdout))
		return fail(error, PLAINT_ERROR_IO, "standard output: %s", g_strerror(errno));
	return true;
}

static json_t *
text_or_null(const char *text)
{
	return text != NULL && *text != '\0' ? json_string(text) : json_null();
}

static json_t *
strings(const GPtrArray *list)
{
	json_t *array = json_array();
	for (guint i = 0; i < list->len; i++)
		json_array_append_new(array, json_string(list->pdata[i]));
	return array;
}

static json_t *
channel_json(const ProviderChannel *channel)
{
	if (channel->email == NULL && channel->form == NULL && channel->phone == NULL)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "email",
	    text_or_null(channel->email), "second_level", text_or_null(channel->second_level), "form",
	    text_or_null(channel->form), "phone",
	    text_or_null(channel->phone), "accepts", text_or_null(channel->accepts), "first_reply",
	    text_or_null(channel->first_reply), "resolve", text_or_null(channel->resolve), "source",
	    text_or_null(channel->source), "read", text_or_null(channel->read_on));
}

static json_t *
provider_json(const Provider *provider)
{
	json_t *channels = json_object();
	for (unsigned i = 0; i < ROLE_COUNT; i++)
		json_object_set_new(channels, role_name((ChannelRole)i),
		    channel_json(&provider->channels[i]));
	return json_pack("{s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:b, s:s, s:o, s:o, s:s, "
	                 "s:s}",
	    "key", provider->key, "name", provider->name, "country", text_or_null(provider->country),
	    "timezone", provider->timezone, "calendar", text_or_null(provider->calendar), "hours",
	    text_or_null(provider->hours), "languages", strings(provider->languages), "domains",
	    strings(provider->domains), "asns", strings(provider->asns), "channels", channels,
	    "follow_ups", provider->follow_ups, "auto_submitted", provider->is_auto_submitted, "notes",
	    provider->notes, "source", text_or_null(provider->source), "read",
	    text_or_null(provider->read_on), "confidence", provider->confidence, "file", provider->path);
}

static void
print_line(const char *label, const char *text)
{
	g_autofree char *column = text_pad(label, 14);
	if (text != NULL && *text != '\0')
		printf("%s %s\n", column, text);
}

static void
print_list(const char *label, const GPtrArray *list)
{
	g_autoptr(GString) all = g_string_new(NULL);
	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(all, "%s%s", i > 0 ? ", " : "", (char *)list->pdata[i]);
	print_line(label, all->str);
}

static void
print_window(const char *label, const char *window, bool zh)
{
	g_autofree char *words = window != NULL ? window_words(window, zh ? "zh" : "en") : NULL;
	print_line(label, words);
}

static void
print_channel(const Provider *provider, ChannelRole role, bool zh)
{
	const ProviderChannel *channel = &provider->channels[role];
	if (channel->email == NULL && channel->form == NULL && channel->phone == NULL)
		return;
	printf("\n[%s]\n", role_name(role));
	print_line(zh ? "邮箱" : "email", channel->email);
	print_line(zh ? "上级" : "second level", channel->second_level);
	print_line(zh ? "表单" : "form", channel->form);
	print_line(zh ? "电话" : "telephone", channel->phone);
	print_line(zh ? "接受格式" : "accepts", channel->accepts);
	print_window(zh ? "首次答复" : "first reply", channel->first_reply, zh);
	print_window(zh ? "处理时限" : "settled within", channel->resolve, zh);
	print_line(zh ? "依据" : "source", channel->source);
	print_line(zh ? "查阅日期" : "read on", channel->read_on);
}

static void
print_provider(const Provider *provider, bool zh)
{
	printf("%s: %s\n", provider->key, provider->name);
	print_line(zh ? "国家" : "country", provider->country);
	print_line(zh ? "时区" : "time zone", provider->timezone);
	if (strcmp(provider->calendar, provider->country) != 0)
		print_line(zh ? "日历" : "calendar", provider->calendar);
	print_line(zh ? "办公时间" : "hours", provider->hours);
	print_list(zh ? "语言" : "languages", provider->languages);
	print_list(zh ? "域名" : "domains", provider->domains);
	print_list("AS", provider->asns);
	print_line(zh ? "催办" : "follow-ups", provider->follow_ups);
	for (unsigned i = 0; i < ROLE_COUNT; i++)
		print_channel(provider, (ChannelRole)i, zh);
	putchar('\n');
	print_line(zh ? "说明" : "notes", provider->notes);
	print_line(zh ? "来源" : "source", provider->source);
	print_line(zh ? "查阅日期" : "read on", provider->read_on);
	print_line(zh ? "可信度" : "confidence", provider->confidence);
	print_line(zh ? "文件" : "file", provider->path);
}

static void
print_row(const Provider *provider)
{
	const ProviderChannel *abuse = &provider->channels[ROLE_ABUSE];
	const char *where = abuse->email != NULL ? abuse->email : abuse->form != NULL ? abuse->form : "-";
	g_autofree char *key = text_pad(provider->key, 16);
	g_autofree char *country = text_pad(provider->country, 3);
	g_autofree char *name = text_pad(provider->name, 36);
	printf("%s %s %s %s\n", key, country, name, where);
}

static bool
list_all(bool json, GError **error)
{
	g_autoptr(GPtrArray) list = NULL;
	if (!provider_list(&list, error))
		return false;
	json_t *array = json_array();
	for (guint i = 0; i < list->len; i++) {
		if (json)
			json_array_append_new(array, provider_json(list->pdata[i]));
		else
			print_row(list->pdata[i]);
	}
	return data_print_json(array, json, error);
}

bool
cmd_providers(Context *ctx, int argc, char **argv, GError **error)
{
	gboolean json = FALSE;
	const GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL },
		{ NULL },
	};
	if (!cmd_options(ctx, command_find("providers"), entries, &argc, &argv, 0, 1, error))
		return false;
	if (argc < 2)
		return list_all(json, error);
	g_autoptr(Provider) provider = NULL;
	g_autofree char *language = data_language();
	if (!provider_load(argv[1], &provider, error))
		return false;
	if (!json)
		print_provider(provider, strcmp(language, "zh") == 0);
	return data_print_json(provider_json(provider), json, error);
}
