/* SPDX-License-Identifier: ISC
 * provider.h - the directory of providers: etc/providers/KEY.conf, one file each
 *
 * What is known of a company complained about, and where that knowledge comes from. A user adds a
 * provider, or corrects one, by a file of the same name in an earlier data folder (data.h). The
 * form of the files: plaint-providers(5). */
#pragma once
#include "plaint/error.h"
#include <stddef.h>

typedef enum channel_role {
	ROLE_SUPPORT, /* the customer's own service */
	ROLE_ABUSE,   /* infringement, and what comes out of the provider's network */
	ROLE_BILLING, /* money; asked of support where no address of its own is known */
	ROLE_COUNT,
} ChannelRole;

/* "support", "abuse", "billing". */
const char *role_name(ChannelRole role);
bool role_parse(const char *name, ChannelRole *out);

typedef struct provider_channel {
	char *email;       /* NULL where mail is not known to be read */
	char *second_level; /* who is above that desk; NULL where unknown */
	char *form;        /* URL of a form or ticket page; NULL */
	char *phone;       /* NULL */
	char *first_reply; /* documented window, text such as "24 hours"; NULL: that of the type */
	char *resolve;     /* likewise */
	char *source;      /* where the window is documented: URL; NULL without windows */
	char *read_on;     /* "2026-11-23": the day it was read there; NULL without windows */
	char *accepts;     /* "plain, form": what the desk takes; NULL where unknown */
} ProviderChannel;

typedef struct provider {
	char *key;            /* the file's name without ".conf" */
	char *name;
	char *country;        /* ISO 3166, upper case; "" where unknown */
	char *timezone;       /* IANA name, checked; "UTC" where unknown */
	char *calendar;       /* whose working days: "DE-BY"; the country's unless given */
	char *hours;          /* of the desk, local, checked: "09:00-18:00"; "" where unknown */
	GPtrArray *languages; /* char *: "de", "en"; the desk's own first */
	GPtrArray *domains;   /* char *, lower case: mail from them and below is the provider's */
	GPtrArray *asns;      /* char *: "AS24940" */
	ProviderChannel channels[ROLE_COUNT]; /* by role; all NULL where nothing is known */
	char *ladder;         /* what is done when it does not answer; NULL: that of the type */
	char *follow_ups;     /* "auto", "never", or "after N workdays" */
	bool is_auto_submitted; /* our mail to this desk carries Auto-Submitted: auto-generated */
	char *notes;          /* one paragraph; "" */
	char *source;         /* where the whole comes from; "" */
	char *read_on;        /* day; "" */
	char *confidence;     /* "documented", "commonly-known" or "guess" */
	char *path;           /* of the file */
} Provider;

/* Load provider KEY. PLAINT_ERROR_NOT_FOUND names the nearest key, or says that --to works without
 * a provider; PLAINT_ERROR_CONFIG names file:line for each mistake, all of them at once. */
bool provider_load(const char *key, Provider **out, GError **error);
void provider_free(Provider *provider); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Provider, provider_free)

/* Read text as the file path describes; for checks and tests. */
bool provider_parse(const char *key, const char *text, const char *path, Provider **out,
    GError **error);

/* The keys of all providers, sorted. Free with g_ptr_array_unref(). */
GPtrArray *provider_keys(void);

/* All providers (Provider), by key. A damaged file ends it: PLAINT_ERROR_CONFIG. */
bool provider_list(GPtrArray **out, GError **error);

/* The providers of list whose domains an address (or bare domain) is of; the one with the longest
 * matching domain first (several may share one). Borrowed from list, in an array of its own that
 * is freed with g_ptr_array_unref(). Freemail and public suffixes match nothing (domain.h). */
GPtrArray *provider_find_by_domain(const GPtrArray *list, const char *address_or_domain);

/* The channel of role; where it has neither email nor form, billing falls back to support, and
 * *out_role (may be NULL) says which it is. Borrowed, never NULL. */
const ProviderChannel *provider_channel(const Provider *provider, ChannelRole role,
    ChannelRole *out_role);

/* The address that complaints for role go to. PLAINT_ERROR_NOT_FOUND where the desk takes none:
 * the message says which form there is and that --to ADDRESS works. Borrowed from provider. */
bool provider_email(const Provider *provider, ChannelRole role, const char **out, GError **error);

/* Who is turned to where the desk of role, at address, does not answer: its second level; else, for
 * abuse and billing, the support. NULL where that is nobody else. Borrowed. */
const char *provider_next_email(const Provider *provider, ChannelRole role, const char *address);

/* True when an address is the provider's: within one of its domains, or one of its channels. */
bool provider_owns_address(const Provider *provider, const char *address);
