/* SPDX-License-Identifier: ISC
 * imap-fetch.c - which messages are new, and their bytes
 *
 * One FETCH takes a range of UIDs: one command a message is five times slower. libetpan hands out
 * bodies as they come in (its body handler), so that neither a range nor the literal's promised
 * size is ever held in memory, only the one message at hand. */
#include "imap-private.h"
#include <string.h>

#define LIST_WIDTH_MIN 500u /* UIDs asked for in one go; grows where the folder is sparse */
#define LIST_ENTRY 128u     /* octets of "* 4294967295 FETCH (UID ... RFC822.SIZE ...)" and more */
#define FETCH_ENTRY 4096u   /* octets around a message, and unasked news of the folder */

typedef struct taking {
	const ImapItem *items;
	size_t n;
	ImapTake take;
	void *data;
	GByteArray *bytes; /* of the message at hand */
	bool has_more;     /* bytes were dropped: over IMAP_MESSAGE_MAX */
	bool is_partial;   /* we asked for its first octets only */
	bool has_failed;
	GError *error;
} Taking;

/* What a FETCH response says of UID, size and body; false where UID or body are missing. */
static const struct mailimap_msg_att_static *
static_part(const struct mailimap_msg_att *message, int type)
{
	for (clistiter *i = clist_begin(message->att_list); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att_item *item = clist_content(i);
		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		if (item->att_data.att_static->att_type == type)
			return item->att_data.att_static;
	}
	return NULL;
}

static uint32_t
uid_of(const struct mailimap_msg_att *message)
{
	const struct mailimap_msg_att_static *part = static_part(message, MAILIMAP_MSG_ATT_UID);
	return part != NULL ? part->att_data.att_uid : 0;
}

struct mailimap_set *
imap_set(const uint32_t *uids, size_t n)
{
	struct mailimap_set *set = mailimap_set_new_empty();
	for (size_t i = 0; i < n;) {
		size_t last = i;
		while (last + 1 < n && uids[last + 1] == uids[last] + 1)
			last++;
		mailimap_set_add_interval(set, uids[i], uids[last]);
		i = last + 1;
	}
	return set;
}

static int
by_uid(gconstpointer a, gconstpointer b)
{
	uint32_t left = ((const ImapItem *)a)->uid, right = ((const ImapItem *)b)->uid;
	return left < right ? -1 : left > right;
}

static void
add_items(clist *list, uint32_t from, uint32_t to, GArray *items)
{
	for (clistiter *i = clist_begin(list); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att *message = clist_content(i);
		const struct mailimap_msg_att_static *size =
		    static_part(message, MAILIMAP_MSG_ATT_RFC822_SIZE);
		ImapItem item = { uid_of(message), size != NULL ? size->att_data.att_rfc822_size : 0 };
		/* An unasked FETCH has no size; "n:*" gives the last message even where it is older. */
		if (size != NULL && item.uid >= from && item.uid <= to)
			g_array_append_val(items, item);
	}
}

static bool
list_range(Imap *imap, uint32_t from, uint32_t to, GArray *items, GError **error)
{
	/* As many as there are messages may come, however few UIDs are asked for: others' news. */
	uint64_t most = MIN((uint64_t)to - from + 1, (uint64_t)imap->folder.exists + 1000);
	if (!imap_begin(imap, most * LIST_ENTRY, error))
		return false;
	struct mailimap_set *set = mailimap_set_new_interval(from, to);
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();
	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_rfc822_size());
	clist *list = NULL;
	int r = mailimap_uid_fetch(imap->session, set, what, &list);
	mailimap_set_free(set);
	mailimap_fetch_type_free(what);
	if (r != MAILIMAP_NO_ERROR)
		list = NULL; /* after a NO libetpan leaves a pointer to what it has freed */
	if (list != NULL) {
		add_items(list, from, to, items);
		mailimap_fetch_list_free(list);
	}
	return imap_judge(imap, r, 0, 0, "mail list", error);
}

/* The UID of the last message as of now: UIDNEXT is told at selecting only. */
static bool
last_uid(Imap *imap, uint32_t *out, GError **error)
{
	uint32_t known = MAX(imap->folder.uidnext, 1) - 1;
	if (!imap_noop(imap, error))
		return false;
	imap->folder.exists = imap->session->imap_selection_info->sel_exists;
	if (imap->folder.exists == 0) {
		*out = known;
		return true;
	}
	if (!imap_begin(imap, 0, error))
		return false;
	struct mailimap_set *set = mailimap_set_new_single(imap->folder.exists);
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();
	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_uid());
	clist *list = NULL;
	uint32_t found = 0;
	int r = mailimap_fetch(imap->session, set, what, &list);
	if (r != MAILIMAP_NO_ERROR)
		list = NULL;
	for (clistiter *i = list != NULL ? clist_begin(list) : NULL; i != NULL; i = clist_next(i))
		found = MAX(found, uid_of(clist_content(i)));
	mailimap_set_free(set);
	mailimap_fetch_type_free(what);
	if (list != NULL)
		mailimap_fetch_list_free(list);
	if (!imap_judge(imap, r, 0, 0, "mail list", error))
		return false;
	*out = MAX(found, known);
	return true;
}

/* Both are ascending. */
static void
keep_only(GArray *items, const GArray *uids)
{
	guint kept = 0, at = 0;
	for (guint i = 0; i < items->len; i++) {
		ImapItem item = g_array_index(items, ImapItem, i);
		while (at < uids->len && g_array_index(uids, uint32_t, at) < item.uid)
			at++;
		if (at < uids->len && g_array_index(uids, uint32_t, at) == item.uid)
			g_array_index(items, ImapItem, kept++) = item;
	}
	g_array_set_size(items, kept);
}

static void
drop_repeated(GArray *items)
{
	guint kept = 0;
	g_array_sort(items, by_uid);
	for (guint i = 0; i < items->len; i++) {
		ImapItem item = g_array_index(items, ImapItem, i);
		if (kept == 0 || g_array_index(items, ImapItem, kept - 1).uid != item.uid)
			g_array_index(items, ImapItem, kept++) = item;
	}
	g_array_set_size(items, kept);
}

bool
imap_list_new(Imap *imap, uint32_t from_uid, int64_t since, GArray **out, GError **error)
{
	g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(ImapItem));
	g_autoptr(GArray) recent = NULL;
	uint32_t last = 0, width = LIST_WIDTH_MIN;
	if (!last_uid(imap, &last, error))
		return false;
	if (since > 0 && !imap_search_since(imap, since, &recent, error))
		return false;
	for (uint64_t from = MAX(from_uid, 1); from <= last;) {
		uint32_t to = (uint32_t)MIN(from + width - 1, last);
		guint before = items->len;
		if (!list_range(imap, (uint32_t)from, to, items, error))
			return false;
		/* Few in it: wider steps, so that numbers with great gaps cost only a few commands. */
		width = items->len - before < 100 && width < G_MAXUINT32 / 8 ? width * 4 : LIST_WIDTH_MIN;
		from = (uint64_t)to + 1;
	}
	drop_repeated(items);
	if (recent != NULL)
		keep_only(items, recent);
	*out = g_steal_pointer(&items);
	return true;
}

size_t
imap_batch(const ImapItem *items, size_t n)
{
	uint64_t bytes = 0;
	size_t count = 0;
	while (count < n && count < IMAP_BATCH_COUNT) {
		bytes += items[count].size;
		if (count > 0 && bytes > IMAP_BATCH_BYTES)
			break;
		count++;
	}
	return count;
}

static bool
on_body(int type, struct mailimap_msg_att_body_section *section, const char *bytes, size_t length,
    void *data)
{
	Taking *taking = data;
	(void)type;
	(void)section;
	size_t room = IMAP_MESSAGE_MAX - taking->bytes->len;
	taking->has_more |= length > room;
	g_byte_array_append(taking->bytes, (const guint8 *)bytes, (guint)MIN(length, room));
	return !taking->has_failed;
}

static bool
was_asked_for(const Taking *taking, uint32_t uid)
{
	for (size_t i = 0; i < taking->n; i++)
		if (taking->items[i].uid == uid)
			return true;
	return false;
}

/* libetpan calls this at the end of each FETCH response; the body was given to on_body(), but for
 * a short one that came as a quoted string. */
static void
on_message(struct mailimap_msg_att *message, void *data)
{
	Taking *taking = data;
	uint32_t uid = uid_of(message);
	const struct mailimap_msg_att_static *part =
	    static_part(message, MAILIMAP_MSG_ATT_BODY_SECTION);
	const struct mailimap_msg_att_body_section *body =
	    part != NULL ? part->att_data.att_body_section : NULL;
	if (body != NULL && taking->bytes->len == 0 && body->sec_body_part != NULL)
		on_body(0, NULL, body->sec_body_part, body->sec_length, taking);
	if (body != NULL && !taking->has_failed && was_asked_for(taking, uid))
		taking->has_failed = !taking->take(uid, (const char *)taking->bytes->data,
		    taking->bytes->len, taking->has_more || taking->is_partial, taking->data,
		    &taking->error);
	/* After a huge message its memory goes back; else the array is reused. */
	if (taking->bytes->len > IMAP_BATCH_BYTES) {
		g_byte_array_unref(taking->bytes);
		taking->bytes = g_byte_array_new();
	}
	g_byte_array_set_size(taking->bytes, 0);
	taking->has_more = false;
}

/* Without it libetpan collects all messages and never calls on_message(). */
static void
on_progress(size_t current, size_t maximum, void *data)
{
	(void)current;
	(void)maximum;
	(void)data;
}

static struct mailimap_fetch_type *
whole_message(bool is_partial)
{
	struct mailimap_section *all = mailimap_section_new(NULL);
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();
	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(what, is_partial ?
	    mailimap_fetch_att_new_body_peek_section_partial(all, 0, IMAP_MESSAGE_MAX) :
	    mailimap_fetch_att_new_body_peek_section(all));
	return what;
}

static int
run_fetch(Imap *imap, Taking *taking)
{
	g_autofree uint32_t *uids = g_new(uint32_t, taking->n);
	for (size_t i = 0; i < taking->n; i++)
		uids[i] = taking->items[i].uid;
	struct mailimap_set *set = imap_set(uids, taking->n);
	struct mailimap_fetch_type *what = whole_message(taking->is_partial);
	clist *list = NULL;
	mailimap_set_progress_callback(imap->session, on_progress, on_progress, NULL);
	mailimap_set_msg_att_handler(imap->session, on_message, taking);
	mailimap_set_msg_body_handler(imap->session, on_body, taking);
	int r = mailimap_uid_fetch(imap->session, set, what, &list);
	mailimap_set_msg_body_handler(imap->session, NULL, NULL);
	mailimap_set_msg_att_handler(imap->session, NULL, NULL);
	mailimap_set_progress_callback(imap->session, NULL, NULL, NULL);
	if (r == MAILIMAP_NO_ERROR && list != NULL)
		mailimap_fetch_list_free(list);
	mailimap_fetch_type_free(what);
	mailimap_set_free(set);
	return r;
}

static bool
fetch_range(Imap *imap, const ImapItem *items, size_t n, ImapTake take, void *data, GError **error)
{
	Taking taking = { .items = items, .n = n, .take = take, .data = data,
		.is_partial = n == 1 && items[0].size > IMAP_MESSAGE_MAX };
	/* RFC822.SIZE is a guess on some servers (Exchange): a quarter more is no attack. */
	uint64_t bytes = (uint64_t)n * FETCH_ENTRY;
	for (size_t i = 0; i < n; i++)
		bytes += (uint64_t)MIN(items[i].size, IMAP_MESSAGE_MAX) * 5 / 4;
	if (!imap_begin(imap, bytes, error))
		return false;
	taking.bytes = g_byte_array_new();
	int r = run_fetch(imap, &taking);
	g_byte_array_unref(taking.bytes);
	if (taking.has_failed) {
		imap->is_dead = true;
		g_propagate_error(error, taking.error);
		return false;
	}
	return imap_judge(imap, r, 0, 0, "fetch", error);
}

bool
imap_fetch(Imap *imap, const ImapItem *items, size_t n, ImapTake take, void *data, GError **error)
{
	size_t begin = 0;
	for (size_t i = 0; i <= n; i++) {
		/* A message over the limit goes alone, for only its first octets are asked for. */
		bool is_huge = i < n && items[i].size > IMAP_MESSAGE_MAX;
		if (i < n && !is_huge)
			continue;
		if (i > begin && !fetch_range(imap, items + begin, i - begin, take, data, error))
			return false;
		if (is_huge && !fetch_range(imap, items + i, 1, take, data, error))
			return false;
		begin = i + 1;
	}
	return true;
}
