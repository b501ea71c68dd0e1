/* SPDX-License-Identifier: ISC
 * fetch.c - copy new mail from the IMAP server into the store, byte for byte
 *
 * A thread talks to the server and hands over whole ranges, a second one reads the mails in them;
 * this one keeps and digests them, a transaction a range with the highest UID in it, while the next
 * ranges are read and on their way. No transaction is open while the network is waited for. */
#include "flow-private.h"
#include "plaint/clock.h"
#include "plaint/imap.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define FETCH_AHEAD 3 /* ranges in memory: one being kept, one being read, one on its way */

typedef struct fetched {
	uint32_t uid;
	bool is_truncated;
	GBytes *bytes;
	NewMail new_mail;
} Fetched;

typedef struct range {
	GPtrArray *messages; /* Fetched */
	uint32_t last_uid;   /* of the range, whether or not its messages are still there */
	bool is_last;
	GError *error;       /* why there will be no more */
} Range;

typedef struct fetcher {
	Flow *flow; /* to read with, and for nothing else: it is not the threads' */
	const Account *account;
	Imap *imap;
	GArray *items;       /* ImapItem */
	GAsyncQueue *unread; /* Range, from the server to the reader */
	GAsyncQueue *ranges; /* Range, from the reader to who keeps them */
	GAsyncQueue *used;   /* Range, back to the reader: what a thread has made, it frees fastest */
	GMutex lock;
	GCond room;
	unsigned ahead;
	bool is_stopped;
} Fetcher;

static void
fetched_free(gpointer data)
{
	Fetched *fetched = data;
	g_clear_pointer(&fetched->bytes, g_bytes_unref);
	new_mail_clear(&fetched->new_mail);
	g_free(fetched);
}

static void
range_free(Range *range)
{
	if (range == NULL)
		return;
	g_ptr_array_unref(range->messages);
	g_clear_error(&range->error);
	g_free(range);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Range, range_free)

static bool
take(uint32_t uid, const char *bytes, size_t size, bool is_truncated, void *data, GError **error)
{
	Range *range = data;
	(void)error;
	Fetched *fetched = g_new0(Fetched, 1);
	fetched->uid = uid;
	fetched->is_truncated = is_truncated;
	fetched->bytes = g_bytes_new(bytes, size);
	g_ptr_array_add(range->messages, fetched);
	return true;
}

/* Wait until there is room for another range; false when nobody wants one any more. */
static bool
wait_for_room(Fetcher *fetcher)
{
	g_mutex_lock(&fetcher->lock);
	while (fetcher->ahead >= FETCH_AHEAD && !fetcher->is_stopped)
		g_cond_wait(&fetcher->room, &fetcher->lock);
	bool is_wanted = !fetcher->is_stopped;
	fetcher->ahead++;
	g_mutex_unlock(&fetcher->lock);
	return is_wanted;
}

static Range *
range_new(void)
{
	Range *range = g_new0(Range, 1);
	range->messages = g_ptr_array_new_with_free_func(fetched_free);
	return range;
}

static gpointer
fetch_thread(gpointer data)
{
	Fetcher *fetcher = data;
	const ImapItem *items = (const ImapItem *)(void *)fetcher->items->data;
	for (size_t done = 0; done < fetcher->items->len && wait_for_room(fetcher);) {
		size_t n = imap_batch(items + done, fetcher->items->len - done);
		Range *range = range_new();
		range->last_uid = items[done + n - 1].uid;
		bool is_fetched = imap_fetch(fetcher->imap, items + done, n, take, range, &range->error);
		done += n;
		range->is_last = !is_fetched || done == fetcher->items->len;
		bool is_last = range->is_last;
		g_async_queue_push(fetcher->unread, range);
		if (is_last)
			return NULL;
	}
	Range *end = range_new();
	end->is_last = true;
	g_async_queue_push(fetcher->unread, end);
	return NULL;
}

/* Most of the time goes into reading, and nothing that is read depends on the store. */
static gpointer
read_thread(gpointer data)
{
	Fetcher *fetcher = data;
	for (bool is_last = false; !is_last;) {
		Range *range = g_async_queue_pop(fetcher->unread);
		is_last = range->is_last;
		for (Range *used; (used = g_async_queue_try_pop(fetcher->used)) != NULL;)
			range_free(used);
		for (guint i = 0; i < range->messages->len; i++) {
			Fetched *fetched = range->messages->pdata[i];
			NewMail *message = &fetched->new_mail;
			message->account = fetcher->account;
			/* What was read in the parts is all that is needed of them from here on. */
			if (flow_read(fetcher->flow, fetched->bytes, &message->mail, &message->reading, &message->error))
				g_ptr_array_set_size(message->mail->parts, 0);
		}
		g_async_queue_push(fetcher->ranges, range);
	}
	return NULL;
}

/* A range that broke off is kept as far as it came: its last UID is that of the last message. */
static bool
keep_range(Flow *flow, StoreFolder *folder, const Range *range, GPtrArray *kept, GError **error)
{
	for (guint i = 0; i < range->messages->len; i++) {
		Fetched *fetched = range->messages->pdata[i];
		gsize size = 0;
		int64_t id = 0;
		const void *bytes = g_bytes_get_data(fetched->bytes, &size);
		if (!store_incoming_add(flow->store, folder, fetched->uid, bytes, size, clock_now(),
		        fetched->is_truncated, &id, error))
			return false;
		fetched->new_mail.id = id;
		if (id != 0)
			g_ptr_array_add(kept, &fetched->new_mail);
		folder->last_uid = MAX(folder->last_uid, (int64_t)fetched->uid);
	}
	if (range->error == NULL)
		folder->last_uid = MAX(folder->last_uid, (int64_t)range->last_uid);
	return store_folder_save(flow->store, folder, error);
}

/* All that a range brings becomes durable at once: its messages, what they change, and the UID to
 * go on from. Whatever ends this before, the range is fetched again. */
static bool
take_range(Flow *flow, StoreFolder *folder, const Range *range, FlowCounts *counts, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	g_autoptr(GPtrArray) kept = g_ptr_array_new();
	StoreFolder after = *folder;
	FlowCounts counted = *counts;
	if (!store_begin(flow->store, &txn, error) || !keep_range(flow, &after, range, kept, error) ||
	    !digest_batch(flow, kept, &counted, error) || !store_commit(&txn, error))
		return false;
	counted.fetched += kept->len;
	*counts = counted;
	*folder = after;
	return true;
}

static void
show_progress(const FlowOptions *options, const char *name, unsigned done, unsigned total)
{
	enum { WIDTH = 30 };
	static const char bar[] = "##############################";
	if (!options->shows_progress || total == 0)
		return;
	int filled = (int)((uint64_t)done * WIDTH / total);
	fprintf(stderr, "\r%s [%.*s%*s] %u/%u%s", name, filled, bar, WIDTH - filled, "", done, total,
	    done >= total ? "\n" : "");
}

static bool
keep_all(Flow *flow, Fetcher *fetcher, StoreFolder *folder, const char *name,
    const FlowOptions *options, FlowCounts *counts, GError **error)
{
	unsigned done = 0, total = fetcher->items->len;
	for (bool is_last = total == 0; !is_last;) {
		g_autoptr(Range) range = g_async_queue_pop(fetcher->ranges);
		g_mutex_lock(&fetcher->lock);
		fetcher->ahead--;
		g_cond_signal(&fetcher->room);
		g_mutex_unlock(&fetcher->lock);
		is_last = range->is_last;
		done += range->messages->len;
		if (!take_range(flow, folder, range, counts, error))
			return false;
		show_progress(options, name, range->is_last && range->error == NULL ? total : done, total);
		if (range->error != NULL) {
			g_propagate_error(error, g_steal_pointer(&range->error));
			return false;
		}
		g_async_queue_push(fetcher->used, g_steal_pointer(&range));
	}
	return true;
}

static void
fetcher_init(Fetcher *fetcher)
{
	fetcher->unread = g_async_queue_new_full((GDestroyNotify)range_free);
	fetcher->ranges = g_async_queue_new_full((GDestroyNotify)range_free);
	fetcher->used = g_async_queue_new_full((GDestroyNotify)range_free);
	g_mutex_init(&fetcher->lock);
	g_cond_init(&fetcher->room);
}

static void
fetcher_clear(Fetcher *fetcher)
{
	g_async_queue_unref(fetcher->unread);
	g_async_queue_unref(fetcher->ranges);
	g_async_queue_unref(fetcher->used);
	g_mutex_clear(&fetcher->lock);
	g_cond_clear(&fetcher->room);
}

/* New mail, from last_uid on, kept and digested. */
static bool
fetch_new(Flow *flow, const Account *account, Imap *imap, int wake, StoreFolder *folder,
    const FlowOptions *options, FlowCounts *counts, GError **error)
{
	g_autoptr(GArray) items = NULL;
	if (!imap_list_new(imap, (uint32_t)(folder->last_uid + 1),
	        folder->last_uid == 0 ? folder->since : 0, &items, error))
		return false;
	if (items->len == 0)
		return true;
	if (!flow_prepare_reading(flow, error))
		return false;
	Fetcher fetcher = { .flow = flow, .account = account, .imap = imap, .items = items };
	fetcher_init(&fetcher);
	GThread *fetching = g_thread_new("fetch", fetch_thread, &fetcher);
	GThread *reading = g_thread_new("read", read_thread, &fetcher);
	bool is_done = keep_all(flow, &fetcher, folder, account->address, options, counts, error);
	g_mutex_lock(&fetcher.lock);
	fetcher.is_stopped = true;
	g_cond_signal(&fetcher.room);
	g_mutex_unlock(&fetcher.lock);
	if (!is_done && eventfd_write(wake, 1) != 0)
		g_debug("eventfd: %s", g_strerror(errno)); /* the thread ends with its range then */
	g_thread_join(fetching);
	g_thread_join(reading);
	fetcher_clear(&fetcher);
	return is_done;
}

/* $Plaint shows in the user's own mail program what is filed. Only what is durable is marked. */
static bool
mark_filed(Flow *flow, Imap *imap, const StoreFolder *folder, const ImapFolder *state,
    GError **error)
{
	g_autoptr(GArray) uids = NULL;
	g_autoptr(GError) why = NULL;
	if (!state->allows_keywords)
		return true;
	if (!store_unmarked(flow->store, folder, &uids, error))
		return false;
	if (uids->len == 0)
		return true;
	g_autoptr(GArray) narrow = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (guint i = 0; i < uids->len; i++) {
		uint32_t uid = (uint32_t)g_array_index(uids, int64_t, i);
		g_array_append_val(narrow, uid);
	}
	if (!imap_keyword_add(imap, (const uint32_t *)(void *)narrow->data, narrow->len, "$Plaint", &why) &&
	    !g_error_matches(why, PLAINT_ERROR, PLAINT_ERROR_CONFLICT)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	return store_marked(flow->store, folder, uids, error);
}

/* Where to go on. A folder that is new to us starts at its end: mail from before plaint was set up
 * is none of ours. A new UIDVALIDITY means that every UID is a new one: all since the set-up is
 * looked at again, and what was digested is known by its bytes. So it is where the user wants to
 * look further back than before: what is kept is known by its UID. */
static bool
settle(Flow *flow, StoreFolder *folder, const ImapFolder *state, const FlowOptions *options,
    FlowCounts *counts, GError **error)
{
	bool is_new = folder->uidvalidity == 0;
	bool looks_back = !is_new && options->since != 0 && options->since < folder->since;
	if (!is_new && !looks_back && options->since != 0)
		counts->since_known++;
	if (folder->uidvalidity == (int64_t)state->uidvalidity && !looks_back)
		return true;
	if (is_new) {
		folder->since = options->since != 0 ? options->since : MIN(clock_now(), clock_real());
		folder->last_uid = options->since != 0 || state->uidnext == 0 ? 0 : (int64_t)state->uidnext - 1;
	} else {
		folder->since = looks_back ? options->since : folder->since;
		folder->last_uid = 0;
	}
	folder->uidvalidity = state->uidvalidity;
	return store_folder_save(flow->store, folder, error);
}

static bool
is_found(Imap *imap, const Account *account, const char *message_id, bool *out, GError **error)
{
	if (!imap_search_message_id(imap, NULL, message_id, out, error))
		return false;
	return *out || *account->sent_folder == '\0' ||
	       imap_search_message_id(imap, account->sent_folder, message_id, out, error);
}

/* Look for what may or may not have been sent: our copy of it, here or in the folder of sent mail,
 * proves that the server had it. */
static bool
look_for_uncertain(Flow *flow, Imap *imap, const Account *account, GError **error)
{
	g_autoptr(GArray) ids = NULL;
	if (!store_outgoing_in(flow->store, "uncertain", &ids, error))
		return false;
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(StoreOutgoing) outgoing = NULL;
		bool found = false;
		if (!store_outgoing_load(flow->store, g_array_index(ids, int64_t, i), &outgoing, error))
			return false;
		if (strcmp(outgoing->account, account->name) != 0)
			continue;
		if (!is_found(imap, account, outgoing->message_id, &found, error) ||
		    (found && !outgoing_was_sent(flow, outgoing, "found in the mailbox", error)))
			return false;
	}
	return true;
}

static bool
fetch_account(Flow *flow, const Account *account, const FlowOptions *options, FlowCounts *counts,
    int wake, GError **error)
{
	g_autoptr(Imap) imap = NULL;
	ImapFolder state = { 0 };
	StoreFolder folder = { 0 };
	if (!imap_open(account, wake, &imap, error) || !imap_select(imap, NULL, &state, error) ||
	    !store_folder_load(flow->store, account->name, account->imap.folder, &folder, error) ||
	    !settle(flow, &folder, &state, options, counts, error))
		return false;
	return fetch_new(flow, account, imap, wake, &folder, options, counts, error) &&
	       flow_digest(flow, counts, error) && mark_filed(flow, imap, &folder, &state, error) &&
	       look_for_uncertain(flow, imap, account, error);
}

bool
flow_fetch(Flow *flow, const FlowOptions *options, FlowCounts *counts, GError **error)
{
	GError *first = NULL;
	for (guint i = 0; i < flow->conf->accounts->len; i++) {
		const Account *account = flow->conf->accounts->pdata[i];
		g_autoptr(GError) why = NULL;
		int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		bool is_done = fetch_account(flow, account, options, counts, wake, &why);
		close(wake);
		if (is_done)
			continue;
		g_prefix_error(&why, "%s: ", account->address);
		if (first == NULL)
			first = g_steal_pointer(&why);
		else
			g_warning("%s", why->message);
	}
	if (first != NULL)
		g_propagate_error(error, first);
	return first == NULL;
}
