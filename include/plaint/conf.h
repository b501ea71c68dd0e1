/* SPDX-License-Identifier: ISC
 * conf.h - plaint.conf, read strictly
 *
 * The file is UTF-8 text: [section] lines, key = value lines, and comments, which are lines that
 * begin with '#'. A value is taken as it stands, without the blanks around it: there are no
 * escapes, no quotes and no continued lines, so a shell command needs no second quoting.
 * All mistakes are reported at once, one "FILE:LINE: ..." a line. No secret stands in the file:
 * passwords and tokens come from commands. What the keys mean is told by one table in
 * core/conf-keys.c, which also gives their defaults and limits, and the comments that `plaint
 * init` writes. */
#pragma once
#include "plaint/error.h"
#include <stdint.h>

typedef struct server_url {
	bool is_tls;  /* imaps, smtps: TLS from the first byte; else STARTTLS, which is required */
	char *host;   /* lower case, international names as A-labels; or an IP address, no brackets */
	int port;     /* 993, 143, 465, 587 unless the URL names one */
	char *folder; /* UTF-8; "INBOX" unless the URL names one; NULL for SMTP */
} ServerUrl;

typedef enum conf_copy {
	CONF_COPY_SELF, /* mail to a provider is also given to our own address, in one transaction */
	CONF_COPY_NONE,
} ConfCopy;

typedef struct account {
	char *name;    /* "" for [account], NAME for [account NAME] */
	char *address; /* complaints are sent from it: addr-spec, domain in lower case, A-labels */
	char *real_name; /* for From; the complainant's, or "" */
	ServerUrl imap, smtp;
	char *user;             /* the login's name; the address unless given */
	char *password_command; /* "" where token_command is used: exactly one of the two is given */
	char *token_command;
	char *tls_ca_file;     /* the one CA to trust; "": the system's */
	char *tls_fingerprint; /* SHA-256 of the servers' certificates, each 64 lower case digits, a
	                        * blank between; "" */
	char *sent_folder;     /* UTF-8; "": none. Searched where a sending was uncertain */
	bool plus_address;     /* local+KEY@domain reaches us */
	bool smtp_auth;        /* no: the relay knows us by our IP address; TLS all the same */
	ConfCopy copy;
	int timeout_s; /* a server that says nothing for so long is given up */
} Account;

/* What a look at the matter of a case has found. */
typedef enum recheck {
	RECHECK_UNKNOWN,
	RECHECK_THERE,
	RECHECK_GONE,
} Recheck;

#define RECHECK_TARGET "{target}"  /* what the command's words hold for the address */
#define RECHECK_TARGET_MAX 2000    /* octets of an address */
#define RECHECK_STATUS_MAX 255

/* How a look at the matter of a complaint type is taken. */
typedef struct recheck_rule {
	char *type;
	char **argv; /* no shell unless it names one; RECHECK_TARGET is in one of the words */
	Recheck meaning[RECHECK_STATUS_MAX + 1]; /* by exit status */
	bool has_there, has_gone;                /* the file says which they are */
} RecheckRule;

typedef struct conf {
	char *path;
	GPtrArray *accounts; /* Account, as in the file; at least one; the first is the default */
	struct {
		char *name;     /* "" where neither it nor the account's name is given */
		char *address;  /* the default account's unless given */
		char *language; /* "en" or "zh"; of the locale unless given */
		char *country;  /* "CN", "DE-BY": for the calendar; of the locale unless given; or "" */
		char *timezone; /* "Asia/Shanghai"; "": the system's */
	} complainant;
	struct {
		double threshold; /* a verdict below it moves nothing: 0.85 */
	} reading;
	struct {
		int unfiled_days; /* unfiled mail is kept so long: 30 */
	} retention;
	struct {
		int timeout_s;    /* of one command: 30 */
		GPtrArray *rules; /* RecheckRule; empty: nothing is looked at */
	} recheck;
} Conf;

/* Read the file path. PLAINT_ERROR_CONFIG where there is none (the remedy is `plaint init`);
 * with all the mistakes in one message, also for a file that others may write
 * (its commands run as the user), or may read although it holds more than commands: a password
 * in a URL, a `password` key, a command that only prints text. Free *out with conf_free(). */
bool conf_load(const char *path, Conf **out, GError **error);
void conf_free(Conf *conf); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Conf, conf_free)

/* The account called name (NULL or "": the default one), or NULL. Borrowed. */
const Account *conf_account(const Conf *conf, const char *name);

/* The account with that address, without regard to case and to a +key in the local part, or NULL.
 * Borrowed. */
const Account *conf_account_by_address(const Conf *conf, const char *address);

/* How cases of that type are looked at, or NULL: not at all. Borrowed. */
const RecheckRule *conf_recheck(const Conf *conf, const char *type);

/* The address of a complaint's field "where" that is looked at: its first line, when it is one word
 * that no program can take for an option. PLAINT_ERROR_INPUT says what is wrong with it. g_free(). */
bool recheck_target(const char *where, char **out, GError **error);

/* The words of the command with target in its place. g_strfreev(). */
char **recheck_argv(const RecheckRule *rule, const char *target);

/* The complainant's zone; the system's where none is set. Free with g_time_zone_unref(). */
GTimeZone *conf_timezone(const Conf *conf);

/* "zh" or "en": the language of LC_ALL, LC_MESSAGES or LANG. Not to be freed. */
const char *conf_locale_language(void);

/* What a key means, in a sentence, for the comments of a new file; NULL where there is no such
 * key. section is "account", "complainant" ... Not to be freed. */
const char *conf_sentence(const char *section, const char *key, const char *language);

/* Check one value as conf_load() would: PLAINT_ERROR_CONFIG says what is allowed. */
bool conf_check_value(const char *section, const char *key, const char *value, GError **error);

/* True for an address that may stand in an SMTP envelope (RFC 5321 4.1.2, ASCII, no quoted local
 * part, no address literal, at most 254 octets). */
bool conf_is_address(const char *text);
