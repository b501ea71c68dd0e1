/* SPDX-License-Identifier: ISC
 * conf-private.h - the table of keys, between conf.c (the file) and conf-keys.c (the values) */
#pragma once
#include "plaint/conf.h"

typedef enum conf_type {
	CONF_TEXT,
	CONF_ADDRESS,
	CONF_COMMAND,
	CONF_IMAP_URL,
	CONF_SMTP_URL,
	CONF_PATH, /* "~/" is the home folder; a relative one begins at plaint.conf's folder */
	CONF_FINGERPRINT,
	CONF_FOLDER,
	CONF_BOOL,   /* into a bool */
	CONF_CHOICE, /* into an int: the position in choices */
	CONF_INT,    /* into an int */
	CONF_REAL,   /* into a double */
	CONF_LANGUAGE,
	CONF_COUNTRY,
	CONF_ZONE,
} ConfType;

/* One key. To add one: a member in conf.h, a row in conf-keys.c, a line in plaint.conf(5). */
typedef struct conf_key {
	const char *section, *name;
	ConfType type;
	size_t offset;        /* of its member, in Account for [account], else in Conf */
	const char *fallback; /* as it would be written; "": none; NULL: it must be given */
	double least, most;   /* of numbers */
	const char *const *choices;
	const char *sentence, *sentence_zh;
} ConfKey;

extern const ConfKey conf_keys[]; /* ends with a row whose section is NULL */

/* The row, or NULL. */
const ConfKey *conf_key_find(const char *section, const char *name);

/* Parse value into the member of base (Account or Conf). folder: where relative paths begin.
 * PLAINT_ERROR_CONFIG: what is wrong with the value and what is allowed, without the key's name. */
bool conf_key_set(const ConfKey *key, const char *value, const char *folder, void *base,
    GError **error);

/* Release what conf_key_set() has put there. */
void conf_key_clear(const ConfKey *key, void *base);

/* True for a command that has its secret in itself: echo hunter2. */
bool conf_prints_itself(const char *command);

/* True for a URL with a password in it. */
bool conf_url_has_password(const char *url);

/* [recheck], conf-recheck.c: its keys are TYPE, TYPE.there and TYPE.gone. rules: RecheckRule.
 * PLAINT_ERROR_CONFIG: what is wrong, without the key's name. */
GPtrArray *recheck_rules_new(void);
bool recheck_set(GPtrArray *rules, const char *name, const char *value, GError **error);
bool recheck_complete(GPtrArray *rules, GError **error);
