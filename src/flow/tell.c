/* SPDX-License-Identifier: ISC
 * tell.c - the complainant is told what mail has brought: once a round, and a mail a case
 *
 * Digesting a mail writes down what is owed, in its own transaction; the notice is made when all
 * mail of the round is digested. Three answers that wait are one notice then, and what it says of the
 * case is true when it leaves: nobody reads "they are working on it" beside "it is resolved".
 *
 * This thread renders the notices of a batch, a second one makes them into mails meanwhile; then they
 * are queued here, for the store is this thread's. */
#include "flow-private.h"
#include "plaint/clock.h"
#include <string.h>

#define TELL_BATCH 100

/* A case and what it is told. */
typedef struct telling {
	char *key;
	GPtrArray *notices; /* Notice, in the order in which they are queued */
	guint written;      /* so many of them can be queued */
	GError *why;        /* why those after them cannot */
} Telling;

static void
telling_free(gpointer data)
{
	Telling *telling = data;
	g_free(telling->key);
	g_ptr_array_unref(telling->notices);
	g_clear_error(&telling->why);
	g_free(telling);
}

static Telling *
telling_new(const char *key)
{
	Telling *telling = g_new0(Telling, 1);
	telling->key = g_strdup(key);
	telling->notices = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
	return telling;
}

bool
flow_owe(Flow *flow, const Case *c, const char *template_name, const FlowCause *cause,
    const Action *action, GError **error)
{
	return store_owed_add(flow->store, c->key, cause->message, template_name,
	    action != NULL ? action->because : "", clock_now(), error);
}

static FlowAlso *
also_new(const StoreOwed *owed)
{
	FlowAlso *also = g_new0(FlowAlso, 1);
	also->from = owed->from;
	also->at = owed->at;
	also->reading = reading_from_json(owed->reading);
	return also;
}

static void
also_free(gpointer data)
{
	FlowAlso *also = data;
	reading_free(also->reading);
	g_free(also);
}

/* It asks what only holds for this one mail. */
static bool
is_told_alone(const StoreOwed *owed)
{
	return strcmp(owed->template_name, "notice-question") == 0 ||
	       strcmp(owed->template_name, "notice-flagged") == 0 ||
	       strcmp(owed->template_name, "notice-undeliverable") == 0;
}

/* What says where the case stands goes before a receipt, and that before what decides nothing. */
static int
weight_of(const StoreOwed *owed)
{
	if (strcmp(owed->template_name, "notice-reply") == 0)
		return 0;
	return strcmp(owed->template_name, "notice-acknowledged") == 0 ||
	               strcmp(owed->template_name, "notice-challenge") == 0
	           ? 1
	           : 2;
}

/* The one of those told together whose notice it is: the newest of the weightiest. NULL: there are
 * none. */
static const StoreOwed *
find_main(const GPtrArray *all)
{
	const StoreOwed *found = NULL;
	for (guint i = 0; i < all->len; i++) {
		const StoreOwed *owed = all->pdata[i];
		if (!is_told_alone(owed) && (found == NULL || weight_of(owed) >= weight_of(found)))
			found = owed;
	}
	return found;
}

static bool
prepare_one(Flow *flow, const Case *c, const StoreOwed *owed, const GPtrArray *others,
    Telling *telling, GError **error)
{
	g_autoptr(Reading) reading = reading_from_json(owed->reading);
	Notice *notice = NULL;
	const FlowCause cause = { .actor = "plaint", .reading = reading, .from = owed->from, .at = owed->at,
		.message = owed->message, .also = others };
	const Action action = { .to = TO_COMPLAINANT, .template_name = owed->template_name,
		.step = (char *)"", .send_at = clock_now(), .because = owed->because };
	if (!notice_prepare(flow, c, owed->template_name, &cause, &action, &notice, error)) {
		g_prefix_error(error, "case %s: %s: ", c->key, owed->template_name);
		return false;
	}
	g_ptr_array_add(telling->notices, notice);
	return true;
}

/* Those told beside main: none where main has a template of the user's that shows none. */
static bool
find_others(Flow *flow, const Case *c, const GPtrArray *all, const StoreOwed *main, GPtrArray *others,
    GError **error)
{
	bool has_room = false;
	if (main == NULL || all->len == 1)
		return true;
	if (!flow_template_says(flow, c, main->template_name, "also", &has_room, error))
		return false;
	for (guint i = 0; has_room && i < all->len; i++) {
		StoreOwed *owed = all->pdata[i];
		if (owed != main && !is_told_alone(owed))
			g_ptr_array_add(others, owed);
	}
	return true;
}

static bool
prepare_case(Flow *flow, Telling *telling, GError **error)
{
	g_autoptr(Case) c = NULL;
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GPtrArray) others = g_ptr_array_new();
	g_autoptr(GPtrArray) also = g_ptr_array_new_with_free_func(also_free);
	if (!store_case_load(flow->store, telling->key, &c, error) ||
	    !store_owed_list(flow->store, telling->key, &all, error))
		return false;
	const StoreOwed *main = find_main(all);
	if (!find_others(flow, c, all, main, others, error))
		return false;
	for (guint i = 0; i < others->len; i++)
		g_ptr_array_add(also, also_new(others->pdata[i]));
	for (guint i = 0; i < all->len; i++) {
		const StoreOwed *owed = all->pdata[i];
		if (!g_ptr_array_find(others, owed, NULL) &&
		    !prepare_one(flow, c, owed, owed == main ? also : NULL, telling, error))
			return false;
	}
	return true;
}

/* In the second thread. The first failure of a case is the one that is told. */
static void
write_case(gpointer data, gpointer user_data)
{
	Telling *telling = data;
	GAsyncQueue *written = user_data;
	GError *why = NULL;
	while (why == NULL && telling->written < telling->notices->len) {
		Notice *notice = telling->notices->pdata[telling->written];
		if (notice_write(notice, &why))
			telling->written++;
		else
			g_prefix_error(&why, "case %s: %s: ", telling->key, notice->template_name);
	}
	if (why != NULL) {
		g_clear_error(&telling->why);
		telling->why = why;
	}
	g_async_queue_push(written, telling);
}

static bool
queue_case(Flow *flow, Telling *telling, GError **error)
{
	for (guint i = 0; i < telling->written; i++) {
		const Notice *notice = telling->notices->pdata[i];
		if (!flow_queue(flow, notice->outgoing, NULL, error)) {
			g_prefix_error(error, "case %s: %s: ", telling->key, notice->template_name);
			return false;
		}
	}
	if (telling->why != NULL) {
		g_propagate_error(error, g_steal_pointer(&telling->why));
		return false;
	}
	return store_owed_paid(flow->store, telling->key, error);
}

/* A template that is damaged keeps its own cases waiting, and no others. */
static bool
is_of_this_case(const GError *why)
{
	return g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_INPUT) ||
	       g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_CONFIG) ||
	       g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_NOT_FOUND);
}

/* The next count cases, as they are written: a savepoint each. *first is the first failure that was
 * passed over. */
static bool
queue_written(Flow *flow, GAsyncQueue *written, guint count, GError **first, GError **error)
{
	for (guint i = 0; i < count; i++) {
		g_autoptr(GError) why = NULL;
		Telling *telling = g_async_queue_pop(written);
		if (!store_savepoint(flow->store, error))
			return false;
		if (queue_case(flow, telling, &why)) {
			if (!store_savepoint_release(flow->store, error))
				return false;
			continue;
		}
		store_savepoint_rollback(flow->store);
		if (!is_of_this_case(why)) {
			g_propagate_error(error, g_steal_pointer(&why));
			return false;
		}
		if (*first == NULL)
			*first = g_steal_pointer(&why);
	}
	return true;
}

static bool
tell_batch(Flow *flow, const GPtrArray *keys, GError **first, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autoptr(GPtrArray) tellings = g_ptr_array_new_with_free_func(telling_free);
	g_autoptr(GAsyncQueue) written = g_async_queue_new();
	if (!store_begin(flow->store, &txn, error))
		return false;
	GThreadPool *writer = g_thread_pool_new(write_case, written, 1, FALSE, NULL);
	for (guint i = 0; i < keys->len; i++) {
		Telling *telling = telling_new(keys->pdata[i]);
		g_ptr_array_add(tellings, telling);
		prepare_case(flow, telling, &telling->why);
		g_thread_pool_push(writer, telling, NULL);
	}
	bool is_told = queue_written(flow, written, keys->len, first, error);
	g_thread_pool_free(writer, TRUE, TRUE);
	return is_told && store_commit(&txn, error);
}

bool
flow_tell(Flow *flow, GError **error)
{
	g_autoptr(GError) first = NULL;
	g_autofree char *after = g_strdup("");
	for (;;) {
		g_autoptr(GPtrArray) keys = NULL;
		if (!store_owed_keys(flow->store, after, TELL_BATCH, &keys, error))
			return false;
		if (keys->len == 0)
			break;
		if (!tell_batch(flow, keys, &first, error))
			return false;
		case_set(&after, keys->pdata[keys->len - 1]);
	}
	if (first == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&first));
	return false;
}
