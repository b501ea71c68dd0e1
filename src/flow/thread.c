/* SPDX-License-Identifier: ISC
 * thread.c - which case a mail belongs to
 *
 * In this order: In-Reply-To and References (and a bounce's original), the plus-address, the token
 * in the subject, a ticket number learnt from this provider, the token in the body. Every place an
 * address of ours can hide in is looked at, for a desk may have us in Bcc alone. */
#include "flow-private.h"
#include "plaint/domain.h"
#include "plaint/ticket.h"
#include <string.h>

void
thread_clear(Thread *thread)
{
	g_clear_pointer(&thread->keys, g_ptr_array_unref);
	g_clear_pointer(&thread->suggestions, g_ptr_array_unref);
	g_clear_pointer(&thread->why, g_free);
}

static void
add_new(GPtrArray *keys, const char *key)
{
	if (!g_ptr_array_find_with_equal_func(keys, key, g_str_equal, NULL))
		g_ptr_array_add(keys, g_strdup(key));
}

static bool
by_message_id(Flow *flow, const char *id, GPtrArray *keys, GError **error)
{
	g_autoptr(GPtrArray) found = NULL;
	if (id == NULL)
		return true;
	if (!store_find_message_id(flow->store, id, &found, error))
		return false;
	for (guint i = 0; i < found->len; i++)
		add_new(keys, found->pdata[i]);
	return true;
}

/* The nearest ancestor decides: a long References may pass through several cases. */
static bool
by_reference(Flow *flow, const Mail *mail, const Reading *reading, GPtrArray *keys, GError **error)
{
	if (!by_message_id(flow, reading->original_message_id, keys, error) ||
	    (keys->len == 0 && !by_message_id(flow, mail->in_reply_to, keys, error)))
		return false;
	for (guint i = mail->references->len; keys->len == 0 && i > 0; i--)
		if (!by_message_id(flow, mail->references->pdata[i - 1], keys, error))
			return false;
	return true;
}

static bool
is_case(Flow *flow, const char *key)
{
	g_autoptr(Case) c = NULL;
	return store_case_load(flow->store, key, &c, NULL);
}

/* Keys in text after mark: "[plaint 7K3QZ9]", "you+7K3QZ9@". What looks like one and is none of
 * ours goes to damaged. */
static void
keys_after(Flow *flow, const char *text, const char *mark, const char *end, GPtrArray *keys,
    GPtrArray *damaged)
{
	size_t length = strlen(mark);
	for (const char *at = text; (at = strcasestr(at, mark)) != NULL;) {
		char key[KEY_SIZE];
		at += length;
		while (*at == ' ')
			at++;
		size_t size = strcspn(at, end);
		if (size > KEY_LENGTH + 1)
			continue;
		if (key_parse(at, size, key) && is_case(flow, key))
			add_new(keys, key);
		else if (key_parse_damaged(at, MIN(size, KEY_LENGTH), key))
			add_new(damaged, key);
	}
}

static void
by_plus_address(Flow *flow, const Account *account, const Mail *mail, GPtrArray *keys,
    GPtrArray *damaged)
{
	static const char *const names[] = { "To", "Cc", "Delivered-To", "X-Original-To",
		"Envelope-To", "X-Envelope-To", "Resent-To", "Resent-Cc", "Received" };
	const char *at = strchr(account->address, '@');
	if (at == NULL)
		return;
	g_autofree char *mark = g_strdup_printf("%.*s+", (int)(at - account->address), account->address);
	for (guint i = 0; i < mail->headers->len; i++) {
		const MailHeader *header = mail->headers->pdata[i];
		for (size_t n = 0; n < G_N_ELEMENTS(names); n++)
			if (g_ascii_strcasecmp(header->name, names[n]) == 0)
				keys_after(flow, header->value, mark, "@> ;,", keys, damaged);
	}
}

static bool
by_ticket(Flow *flow, const Mail *mail, const Reading *reading, GPtrArray *keys, GError **error)
{
	g_autofree char *domain = domain_of(mail->from.address);
	g_autofree char *owner = domain != NULL ? domain_registrable(domain) : NULL;
	for (guint i = 0; owner != NULL && i < reading->tickets->len; i++) {
		const Ticket *ticket = reading->tickets->pdata[i];
		g_autoptr(GPtrArray) found = NULL;
		if (!store_find_ticket(flow->store, ticket->number, owner, &found, error))
			return false;
		for (guint n = 0; n < found->len; n++)
			add_new(keys, found->pdata[n]);
	}
	return true;
}

/* A draft of which nothing was ever queued: nobody can have heard of it. */
static bool
is_unheard_of(Flow *flow, const Case *c)
{
	g_autoptr(GPtrArray) messages = NULL;
	return c->filed_at == 0 && store_message_list(flow->store, c->key, &messages, NULL) &&
	       messages->len == 0;
}

/* Domains and addresses of the open cases, to say whom a stray mail may concern. */
static bool
index_domains(Flow *flow, GError **error)
{
	g_autoptr(GPtrArray) open = NULL;
	if (flow->domains != NULL)
		return true;
	if (!store_case_list(flow->store, false, &open, error))
		return false;
	flow->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	    (GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < open->len; i++) {
		const Case *c = open->pdata[i];
		if (is_unheard_of(flow, c))
			continue;
		const Provider *provider = flow_provider(flow, c->provider);
		g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
		g_autofree char *domain = domain_of(c->to);
		g_ptr_array_add(names, g_ascii_strdown(c->to, -1));
		if (domain != NULL && !domain_is_freemail(domain))
			g_ptr_array_add(names, domain_registrable(domain));
		for (guint n = 0; provider != NULL && n < provider->domains->len; n++)
			g_ptr_array_add(names, g_strdup(provider->domains->pdata[n]));
		for (guint n = 0; n < names->len; n++) {
			if (names->pdata[n] == NULL)
				continue;
			GPtrArray *keys = g_hash_table_lookup(flow->domains, names->pdata[n]);
			if (keys == NULL) {
				keys = g_ptr_array_new_with_free_func(g_free);
				g_hash_table_insert(flow->domains, g_strdup(names->pdata[n]), keys);
			}
			add_new(keys, c->key);
		}
	}
	return true;
}

#define SUGGESTIONS_MAX 5

static void
suggest(Thread *thread, const GPtrArray *keys)
{
	for (guint i = 0; keys != NULL && i < keys->len && thread->suggestions->len < SUGGESTIONS_MAX; i++)
		add_new(thread->suggestions, keys->pdata[i]);
}

static bool
hold_damaged(Flow *flow, const GPtrArray *damaged, Thread *thread, GError **error)
{
	for (guint i = 0; i < damaged->len; i++) {
		g_autoptr(GPtrArray) near = NULL;
		if (!store_key_near(flow->store, damaged->pdata[i], &near, error))
			return false;
		suggest(thread, near);
	}
	if (thread->suggestions->len > 0)
		thread->why = g_strdup_printf("its key '%s' is damaged", (char *)damaged->pdata[0]);
	return true;
}

/* Does a mail that matches nothing concern a case all the same? Then it is held, with the reason
 * and the likeliest cases; all other mail of a mailbox is none of our business. */
static bool
hold(Flow *flow, const Mail *mail, const Reading *reading, const GPtrArray *damaged, Thread *thread,
    GError **error)
{
	const char *from = mail->from.address;
	g_autofree char *address = g_ascii_strdown(from, -1);
	g_autofree char *domain = domain_of(from);
	g_autoptr(GPtrArray) learnt = NULL;
	if (!hold_damaged(flow, damaged, thread, error))
		return false;
	if (thread->why != NULL)
		return true;
	if (!index_domains(flow, error) || !store_find_sender(flow->store, address, &learnt, error))
		return false;
	suggest(thread, learnt);
	suggest(thread, g_hash_table_lookup(flow->domains, address));
	for (const char *part = domain; part != NULL && strchr(part, '.') != NULL;) {
		suggest(thread, g_hash_table_lookup(flow->domains, part));
		part = strchr(part, '.') + 1;
	}
	if (thread->suggestions->len > 0) {
		thread->why = g_strdup_printf("from %s, the provider of a case, but it names none", from);
		return true;
	}
	if (reading->kind == KIND_BOUNCE && g_hash_table_size(flow->domains) > 0) {
		for (guint i = 0; i < reading->recipients->len; i++) {
			const BounceRecipient *recipient = reading->recipients->pdata[i];
			g_autofree char *failed = g_ascii_strdown(recipient->address, -1);
			suggest(thread, g_hash_table_lookup(flow->domains, failed));
		}
		thread->why = g_strdup("a bounce that does not say of which mail");
	}
	return true;
}

bool
thread_find(Flow *flow, const Account *account, const Mail *mail, const Reading *reading,
    Thread *out, GError **error)
{
	g_auto(Thread) thread = { .keys = g_ptr_array_new_with_free_func(g_free),
		.suggestions = g_ptr_array_new_with_free_func(g_free) };
	g_autoptr(GPtrArray) damaged = g_ptr_array_new_with_free_func(g_free);
	thread.how = "reference";
	if (!by_reference(flow, mail, reading, thread.keys, error))
		return false;
	if (thread.keys->len == 0) {
		thread.how = "plus-address";
		by_plus_address(flow, account, mail, thread.keys, damaged);
	}
	if (thread.keys->len == 0) {
		thread.how = "subject";
		keys_after(flow, mail->subject, "[plaint ", "]", thread.keys, damaged);
	}
	if (thread.keys->len == 0) {
		thread.how = "ticket";
		if (!by_ticket(flow, mail, reading, thread.keys, error))
			return false;
	}
	if (thread.keys->len == 0) {
		thread.how = "body";
		keys_after(flow, reading->all_text, "[plaint ", "]", thread.keys, damaged);
	}
	if (thread.keys->len == 0) {
		thread.how = NULL;
		if (!hold(flow, mail, reading, damaged, &thread, error))
			return false;
	}
	*out = thread;
	thread = (Thread){ 0 };
	return true;
}

/* Only the topmost Authentication-Results is the user's own server's, and only where it names that
 * server: any other may have been written by the sender (RFC 8601, 5). */
bool
thread_is_authentic(const Account *account, const Mail *mail)
{
	const char *results = mail_header(mail, "Authentication-Results");
	g_autofree char *owner = domain_registrable(account->imap.host);
	if (results == NULL || owner == NULL)
		return true;
	g_autofree char *server = g_strndup(results, strcspn(results, "; "));
	g_autofree char *server_owner = domain_registrable(server);
	if (server_owner == NULL || strcmp(server_owner, owner) != 0)
		return true;
	return strcasestr(results, "dmarc=fail") == NULL;
}
