/* SPDX-License-Identifier: ISC
 * notices.c - the notices that a batch of replies causes, written by another thread
 *
 * What a notice says is decided, and its text filled in, where the case is; making a mail of it is
 * a third of digesting a reply, needs nothing of the store, and is done meanwhile. The mails are
 * queued before the batch ends, in its transaction. */
#include "flow-private.h"
#include <string.h>

typedef struct notice {
	MessageDraft *draft;
	StoreOutgoing *outgoing;
	GError *error;
} Notice;

struct notices {
	GThreadPool *writer;
	GPtrArray *all; /* Notice, in the order of what caused them */
	GPtrArray *dropped; /* the writer may still be at them */
};

static void
notice_free(gpointer data)
{
	Notice *notice = data;
	message_draft_free(notice->draft);
	store_outgoing_free(notice->outgoing);
	g_clear_error(&notice->error);
	g_free(notice);
}

static void
write_notice(gpointer data, gpointer user_data)
{
	Notice *notice = data;
	(void)user_data;
	message_write(notice->draft, &notice->outgoing->bytes, &notice->error);
}

Notices *
notices_new(void)
{
	Notices *notices = g_new0(Notices, 1);
	notices->all = g_ptr_array_new_with_free_func(notice_free);
	notices->dropped = g_ptr_array_new_with_free_func(notice_free);
	notices->writer = g_thread_pool_new(write_notice, NULL, 1, FALSE, NULL);
	return notices;
}

static void
wait_for_writer(Notices *notices)
{
	if (notices->writer != NULL)
		g_thread_pool_free(notices->writer, FALSE, TRUE);
	notices->writer = NULL;
}

void
notices_free(Notices *notices)
{
	if (notices == NULL)
		return;
	wait_for_writer(notices);
	g_ptr_array_unref(notices->all);
	g_ptr_array_unref(notices->dropped);
	g_free(notices);
}

void
notices_add(Notices *notices, MessageDraft *draft, StoreOutgoing *outgoing)
{
	Notice *notice = g_new0(Notice, 1);
	notice->draft = draft;
	notice->outgoing = outgoing;
	g_ptr_array_add(notices->all, notice);
	g_thread_pool_push(notices->writer, notice, NULL);
}

guint
notices_count(const Notices *notices)
{
	return notices->all->len;
}

void
notices_drop(Notices *notices, guint from)
{
	while (notices->all->len > from)
		g_ptr_array_add(notices->dropped, g_ptr_array_steal_index(notices->all, notices->all->len - 1));
}

bool
notices_queue(Notices *notices, Flow *flow, GError **error)
{
	wait_for_writer(notices);
	for (guint i = 0; i < notices->all->len; i++) {
		Notice *notice = notices->all->pdata[i];
		if (notice->error != NULL) {
			g_propagate_error(error, g_steal_pointer(&notice->error));
			return false;
		}
		if (!flow_queue(flow, notice->outgoing, NULL, error))
			return false;
	}
	return true;
}
