/* SPDX-License-Identifier: ISC
 * conf.c - plaint.conf: the file, its lines, and all its mistakes in one go
 *
 * GKeyFile was the other road: of two equal keys it silently takes the last, it merges sections,
 * it knows no line numbers and does not mind unknown keys. What remains of it is a loop. */
#include "plaint/conf.h"
#include "plaint/data.h"
#include "conf-private.h"
#include "url-private.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONF_SIZE_MAX (1 << 20) /* octets: a thousand accounts would not fill it */
#define CONF_MISTAKES_MAX 50    /* a file that is something else altogether */

typedef struct reader {
	const char *path;
	char *folder;
	Conf *conf;
	GString *mistakes;
	int mistake_count, line;
	const char *section; /* of the table; NULL in an unknown section, whose keys are passed over */
	void *base;          /* the Account or the Conf that the section fills */
	char *title;         /* the section as written, to tell its repetition */
	GHashTable *seen;    /* "title" and "title\nkey" -> line */
	int secret_line;     /* of the first thing that others should not read; 0: none */
} Reader;

static void G_GNUC_PRINTF(2, 3)
mistake(Reader *reader, const char *format, ...)
{
	if (++reader->mistake_count > CONF_MISTAKES_MAX)
		return;
	va_list args;
	va_start(args, format);
	if (reader->mistakes->len > 0)
		g_string_append_c(reader->mistakes, '\n');
	g_string_append_printf(reader->mistakes, "%s:", reader->path);
	if (reader->line > 0)
		g_string_append_printf(reader->mistakes, "%d:", reader->line);
	g_string_append_c(reader->mistakes, ' ');
	g_string_append_vprintf(reader->mistakes, format, args);
	va_end(args);
}

static void
account_free(Account *account)
{
	for (const ConfKey *key = conf_keys; key->section != NULL; key++)
		if (strcmp(key->section, "account") == 0)
			conf_key_clear(key, account);
	g_free(account->name);
	g_free(account);
}

static Conf *
conf_new(const char *path)
{
	Conf *conf = g_new0(Conf, 1);
	conf->path = g_strdup(path);
	conf->accounts = g_ptr_array_new_with_free_func((GDestroyNotify)account_free);
	conf->recheck.rules = recheck_rules_new();
	return conf;
}

void
conf_free(Conf *conf)
{
	if (conf == NULL)
		return;
	for (const ConfKey *key = conf_keys; key->section != NULL; key++)
		if (strcmp(key->section, "account") != 0)
			conf_key_clear(key, conf);
	g_ptr_array_unref(conf->accounts);
	g_ptr_array_unref(conf->recheck.rules);
	g_free(conf->path);
	g_free(conf);
}

/* Remembers that name stands in this line; false if it stood somewhere before. */
static bool
is_first(Reader *reader, const char *name, const char *what)
{
	int before = GPOINTER_TO_INT(g_hash_table_lookup(reader->seen, name));
	if (before != 0) {
		mistake(reader, "%s is given twice: it stands in line %d already", what, before);
		return false;
	}
	g_hash_table_insert(reader->seen, g_strdup(name), GINT_TO_POINTER(reader->line));
	return true;
}

static bool
is_account_name(const char *name)
{
	size_t length = strlen(name);
	for (const char *p = name; *p != '\0'; p++)
		if (!g_ascii_isalnum(*p) && strchr("._-", *p) == NULL)
			return false;
	return length > 0 && length <= 64;
}

/* The words that nearest_word() chooses from: all sections, or the keys of one. */
static GPtrArray *
known_words(const char *section)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	for (const ConfKey *key = conf_keys; key->section != NULL; key++) {
		const char *word = section == NULL ? key->section : key->name;
		if (section != NULL && strcmp(section, key->section) != 0)
			continue;
		if (!g_ptr_array_find(words, word, NULL))
			g_ptr_array_add(words, (char *)word);
	}
	g_ptr_array_add(words, NULL);
	return g_steal_pointer(&words);
}

static void
unknown_word(Reader *reader, const char *what, const char *word, const char *section)
{
	g_autoptr(GPtrArray) words = known_words(section);
	const char *near = nearest_word(word, (const char *const *)words->pdata);
	if (near != NULL) {
		mistake(reader, "no %s '%s': did you mean '%s'?", what, word, near);
		return;
	}
	g_autofree char *all = g_strjoinv(", ", (char **)words->pdata);
	mistake(reader, "no %s '%s': there are %s", what, word, all);
}

static void
begin_account(Reader *reader, const char *name)
{
	Account *account = g_new0(Account, 1);
	account->name = g_strdup(name);
	g_ptr_array_add(reader->conf->accounts, account);
	reader->section = "account";
	reader->base = account;
}

static void
read_section(Reader *reader, char *text)
{
	char *end = strchr(text, ']');
	reader->section = NULL;
	if (end == NULL || end[1] != '\0') {
		mistake(reader, "a section stands alone in its line, in brackets: [account]");
		return;
	}
	*end = '\0';
	char *title = g_strstrip(text + 1);
	g_free(reader->title);
	reader->title = g_strdup(title);
	g_autofree char *what = g_strdup_printf("[%s]", title);
	if (!is_first(reader, title, what))
		return;
	if (strcmp(title, "account") == 0) {
		begin_account(reader, "");
	} else if (g_str_has_prefix(title, "account ")) {
		char *name = g_strchug(title + strlen("account "));
		if (!is_account_name(name))
			mistake(reader, "'%s' is no account's name: letters, digits, '.', '_' and '-'", name);
		else
			begin_account(reader, name);
	} else {
		g_autoptr(GPtrArray) known = known_words(NULL);
		for (guint i = 0; known->pdata[i] != NULL; i++)
			if (strcmp(known->pdata[i], title) == 0)
				reader->section = known->pdata[i];
		reader->base = reader->conf;
		if (reader->section == NULL)
			unknown_word(reader, "section", title, NULL);
	}
}

static bool
is_secret_name(const char *name)
{
	static const char *const names[] = { "password", "passwd", "pass", "token", "access_token",
		"refresh_token", "oauth_token", "secret", "client_secret", NULL };
	return g_strv_contains(names, name);
}

static void
note_secret(Reader *reader)
{
	if (reader->secret_line == 0)
		reader->secret_line = reader->line;
}

/* Names go into mail headers and protocols, which end where a line ends. */
static bool
is_clean(Reader *reader, const char *name, const char *value, bool is_command)
{
	for (const char *p = value; *p != '\0'; p++) {
		if (g_ascii_iscntrl(*p) && !(*p == '\t' && is_command)) {
			mistake(reader, "%s: control characters (octet 0x%02x) have no place here", name, *p);
			return false;
		}
	}
	return true;
}

static void
set_recheck(Reader *reader, const char *name, const char *value)
{
	g_autoptr(GError) why = NULL;
	if (*value != '\0' && is_clean(reader, name, value, true) &&
	    !recheck_set(reader->conf->recheck.rules, name, value, &why))
		mistake(reader, "%s: %s", name, why->message);
}

static void
set_value(Reader *reader, const ConfKey *key, const char *value)
{
	g_autoptr(GError) why = NULL;
	bool is_url = key->type == CONF_IMAP_URL || key->type == CONF_SMTP_URL;
	if ((is_url && conf_url_has_password(value)) ||
	    (key->type == CONF_COMMAND && conf_prints_itself(value)))
		note_secret(reader);
	if (*value == '\0') {
		if (key->fallback == NULL)
			mistake(reader, "%s has no value", key->name);
		return;
	}
	if (!is_clean(reader, key->name, value, key->type == CONF_COMMAND))
		return;
	if (conf_key_set(key, value, reader->folder, reader->base, &why))
		return;
	const char *hint = strstr(value, " #") != NULL ? "; a comment stands on a line of its own" : "";
	mistake(reader, "%s: %s%s", key->name, why->message, hint);
}

static void
read_key(Reader *reader, char *text)
{
	char *equals = strchr(text, '=');
	if (equals == NULL) {
		mistake(reader, "not understood: a line is [section], key = value, or begins with '#'");
		return;
	}
	*equals = '\0';
	const char *name = g_strchomp(text);
	const char *value = g_strchug(equals + 1);
	if (is_secret_name(name)) {
		note_secret(reader);
		mistake(reader, "no secret may stand in this file: remove '%s' and give a command that "
		    "prints it, password_command or token_command", name);
		return;
	}
	if (reader->title == NULL) {
		mistake(reader, "'%s' stands before any [section]", name);
		return;
	}
	if (reader->section == NULL)
		return;
	const ConfKey *key = conf_key_find(reader->section, name);
	bool is_recheck = key == NULL && strcmp(reader->section, "recheck") == 0;
	if (key == NULL && !is_recheck) {
		g_autofree char *what = g_strdup_printf("key in [%s]", reader->section);
		unknown_word(reader, what, name, reader->section);
		return;
	}
	g_autofree char *id = g_strdup_printf("%s\n%s", reader->title, name);
	g_autofree char *what = g_strdup_printf("'%s'", name);
	if (!is_first(reader, id, what))
		return;
	if (is_recheck)
		set_recheck(reader, name, value);
	else
		set_value(reader, key, value);
}

static void
read_lines(Reader *reader, char *text)
{
	if (g_str_has_prefix(text, "\xef\xbb\xbf"))
		text += 3;
	while (text != NULL && *text != '\0') {
		char *next = strchr(text, '\n');
		if (next != NULL)
			*next++ = '\0';
		reader->line++;
		g_strstrip(text);
		if (!g_utf8_validate(text, -1, NULL))
			mistake(reader, "not UTF-8 text");
		else if (*text == '[')
			read_section(reader, text);
		else if (*text != '#' && *text != '\0')
			read_key(reader, text);
		text = next;
	}
	reader->line = 0;
}

static void
set_default(Reader *reader, const ConfKey *key, void *base)
{
	bool is_set = conf_key_set(key, key->fallback, reader->folder, base, NULL);
	g_assert(is_set);
}

/* Whatever is not given has its default; what must be given is missed in its section's line. */
static void
complete(Reader *reader, const char *section, const char *title, void *base)
{
	reader->line = GPOINTER_TO_INT(g_hash_table_lookup(reader->seen, title));
	for (const ConfKey *key = conf_keys; key->section != NULL; key++) {
		g_autofree char *id = g_strdup_printf("%s\n%s", title, key->name);
		if (strcmp(key->section, section) != 0 || g_hash_table_contains(reader->seen, id))
			continue;
		if (key->fallback == NULL)
			mistake(reader, "%s is missing from [%s]: %s", key->name, title, key->sentence);
		else if (*key->fallback != '\0')
			set_default(reader, key, base);
	}
	reader->line = 0;
}

static void
fall_back(char **member, const char *other)
{
	if (*member == NULL || **member == '\0') {
		g_free(*member);
		*member = g_strdup(other != NULL ? other : "");
	}
}

static bool
is_given(const char *text)
{
	return text != NULL && *text != '\0';
}

static void
complete_account(Reader *reader, Account *account)
{
	g_autofree char *title = *account->name == '\0' ? g_strdup("account") :
	    g_strdup_printf("account %s", account->name);
	complete(reader, "account", title, account);
	fall_back(&account->user, account->address);
	fall_back(&account->real_name, reader->conf->complainant.name);
	fall_back(&account->tls_ca_file, NULL);
	fall_back(&account->tls_fingerprint, NULL);
	fall_back(&account->sent_folder, NULL);
	reader->line = GPOINTER_TO_INT(g_hash_table_lookup(reader->seen, title));
	if (is_given(account->password_command) == is_given(account->token_command))
		mistake(reader, "[%s] needs password_command or token_command, one of the two", title);
	if (is_given(account->tls_ca_file) && is_given(account->tls_fingerprint))
		mistake(reader, "[%s] has tls_ca_file and tls_fingerprint: only one can be meant", title);
	reader->line = 0;
	fall_back(&account->password_command, NULL);
	fall_back(&account->token_command, NULL);
}

/* "zh_CN.UTF-8" -> "CN"; "" for "C" and the like. */
static char *
locale_country(void)
{
	const char *const *names = g_get_language_names_with_category("LC_MESSAGES");
	const char *country = strchr(names[0], '_');
	if (country == NULL || !g_ascii_isupper(country[1]) || !g_ascii_isupper(country[2]) ||
	    g_ascii_isalpha(country[3]))
		return g_strdup("");
	return g_strndup(country + 1, 2);
}

const char *
conf_locale_language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *value = g_getenv(names[i]);
		if (is_given(value))
			return g_str_has_prefix(value, "zh") ? "zh" : "en";
	}
	return "en";
}

static void
complete_all(Reader *reader)
{
	static const char *const sections[] = { "complainant", "reading", "retention", "recheck" };
	g_autoptr(GError) why = NULL;
	Conf *conf = reader->conf;
	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
		complete(reader, sections[i], sections[i], conf);
	if (!recheck_complete(conf->recheck.rules, &why))
		mistake(reader, "%s", why->message);
	if (conf->accounts->len == 0) {
		mistake(reader, "no [account]: `plaint init` writes one");
		return;
	}
	for (guint i = 0; i < conf->accounts->len; i++)
		complete_account(reader, conf->accounts->pdata[i]);
	const Account *first = conf->accounts->pdata[0];
	g_autofree char *country = locale_country();
	fall_back(&conf->complainant.name, first->real_name);
	fall_back(&conf->complainant.address, first->address);
	fall_back(&conf->complainant.language, conf_locale_language());
	fall_back(&conf->complainant.country, country);
	fall_back(&conf->complainant.timezone, NULL);
}

/* Who may write the file decides what runs as the user, so a file that others may write is never
 * taken; one that others may read is, for commands are no secrets. */
static void
check_mode(Reader *reader, const struct stat *st)
{
	unsigned mode = st->st_mode & 07777;
	if (!S_ISREG(st->st_mode))
		return;
	if (st->st_uid != 0 && st->st_uid != geteuid())
		mistake(reader, "this file belongs to another user, and its commands would run as you: "
		    "chown it");
	if ((mode & 022) != 0)
		mistake(reader, "others may write this file (mode %04o), and its commands would run as you: "
		    "chmod 600 '%s'", mode, reader->path);
	if ((mode & 044) != 0 && reader->secret_line != 0) {
		reader->line = reader->secret_line;
		mistake(reader, "others may read this file (mode %04o) and the secret in this line: "
		    "chmod 600 '%s', and change that password", mode, reader->path);
		reader->line = 0;
	}
}

/* One open file is checked and read, so it cannot be another one in between. */
static bool
read_file(const char *path, struct stat *st, GString *text, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return fail(error, PLAINT_ERROR_CONFIG,
		    "no configuration '%s': `plaint init` writes one", path);
	if (fd < 0 || fstat(fd, st) < 0) {
		int code = errno;
		if (fd >= 0)
			close(fd);
		return fail(error, PLAINT_ERROR_CONFIG, "cannot open '%s': %s", path, g_strerror(code));
	}
	char buffer[16384];
	ssize_t got;
	while ((got = read(fd, buffer, sizeof buffer)) > 0 && text->len <= CONF_SIZE_MAX)
		g_string_append_len(text, buffer, got);
	int code = errno;
	close(fd);
	if (got < 0)
		return fail(error, PLAINT_ERROR_CONFIG, "cannot read '%s': %s", path, g_strerror(code));
	if (text->len > CONF_SIZE_MAX)
		return fail(error, PLAINT_ERROR_CONFIG, "%s: over 1 MiB: this is no plaint.conf", path);
	if (memchr(text->str, '\0', text->len) != NULL)
		return fail(error, PLAINT_ERROR_CONFIG, "%s: not a text file", path);
	return true;
}

static void
reader_clear(Reader *reader)
{
	conf_free(reader->conf);
	g_free(reader->folder);
	g_free(reader->title);
	g_string_free(reader->mistakes, TRUE);
	g_hash_table_unref(reader->seen);
}

bool
conf_load(const char *path, Conf **out, GError **error)
{
	struct stat st = { 0 };
	g_autoptr(GString) text = g_string_new(NULL);
	if (!read_file(path, &st, text, error))
		return false;
	g_autofree char *whole = g_canonicalize_filename(path, NULL);
	Reader reader = { .path = path, .conf = conf_new(path), .mistakes = g_string_new(NULL),
		.folder = g_path_get_dirname(whole),
		.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) };
	read_lines(&reader, text->str);
	complete_all(&reader);
	check_mode(&reader, &st);
	bool is_good = reader.mistake_count == 0;
	if (is_good)
		*out = g_steal_pointer(&reader.conf);
	else
		fail(error, PLAINT_ERROR_CONFIG, "%s", reader.mistakes->str);
	reader_clear(&reader);
	return is_good;
}

const Account *
conf_account(const Conf *conf, const char *name)
{
	if (name == NULL || *name == '\0')
		return conf->accounts->pdata[0];
	for (guint i = 0; i < conf->accounts->len; i++) {
		const Account *account = conf->accounts->pdata[i];
		if (strcmp(account->name, name) == 0)
			return account;
	}
	return NULL;
}

const Account *
conf_account_by_address(const Conf *conf, const char *address)
{
	const char *at = strrchr(address, '@');
	if (at == NULL)
		return NULL;
	for (guint i = 0; i < conf->accounts->len; i++) {
		const Account *account = conf->accounts->pdata[i];
		size_t local = strcspn(account->address, "@");
		bool is_same_local = g_ascii_strncasecmp(address, account->address, local) == 0 &&
		    (address[local] == '@' || address[local] == '+');
		if (is_same_local && g_ascii_strcasecmp(at, strrchr(account->address, '@')) == 0)
			return account;
	}
	return NULL;
}

GTimeZone *
conf_timezone(const Conf *conf)
{
	const char *name = conf->complainant.timezone;
	GTimeZone *zone = *name != '\0' ? g_time_zone_new_identifier(name) : NULL;
	return zone != NULL ? zone : g_time_zone_new_local();
}
