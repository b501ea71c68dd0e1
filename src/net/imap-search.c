/* SPDX-License-Identifier: ISC
 * imap-search.c - looking for messages, and marking them */
#include "imap-private.h"
#include <string.h>

#define SEARCH_ENTRY 12u /* octets of a UID in an answer */

static bool
is_message_id(const char *text)
{
	size_t length = strlen(text);
	for (size_t i = 0; i < length; i++)
		if (text[i] <= 0x20 || text[i] > 0x7e)
			return false;
	return length > 0 && length <= 900;
}

static int
by_number(gconstpointer a, gconstpointer b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
	return left < right ? -1 : left > right;
}

/* Takes key over. */
static bool
search(Imap *imap, struct mailimap_search_key *key, GArray **out, GError **error)
{
	clist *list = NULL;
	int r = MAILIMAP_NO_ERROR;
	bool is_good = imap_begin(imap, (uint64_t)imap->folder.exists * SEARCH_ENTRY, error);
	if (is_good)
		r = mailimap_uid_search(imap->session, NULL, key, &list);
	mailimap_search_key_free(key);
	if (r != MAILIMAP_NO_ERROR)
		list = NULL;
	is_good = is_good && imap_judge(imap, r, 0, 0, "search", error);
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (clistiter *i = list != NULL ? clist_begin(list) : NULL; i != NULL; i = clist_next(i))
		g_array_append_val(uids, *(uint32_t *)clist_content(i));
	if (list != NULL)
		mailimap_search_result_free(list);
	g_array_sort(uids, by_number);
	if (is_good)
		*out = uids;
	else
		g_array_unref(uids);
	return is_good;
}

static bool
search_header(Imap *imap, const char *message_id, bool *out_found, GError **error)
{
	bool has_brackets = *message_id == '<';
	g_autofree char *id = has_brackets ? g_strdup(message_id) : g_strdup_printf("<%s>", message_id);
	g_autoptr(GArray) uids = NULL;
	if (!search(imap, mailimap_search_key_new_header(strdup("Message-ID"), strdup(id)), &uids, error))
		return false;
	*out_found = uids->len > 0;
	return true;
}

bool
imap_search_message_id(Imap *imap, const char *folder, const char *message_id, bool *out_found,
    GError **error)
{
	if (!is_message_id(message_id))
		return fail(error, PLAINT_ERROR_INPUT, "search: this is no Message-ID");
	if (folder == NULL || g_strcmp0(folder, imap->selected) == 0)
		return search_header(imap, message_id, out_found, error);
	g_autofree char *before = g_strdup(imap->selected);
	g_autofree char *name = imap_utf7_encode(folder);
	bool found = false;
	if (!imap_begin(imap, 0, error))
		return false;
	int r = mailimap_examine(imap->session, name);
	if (r == MAILIMAP_NO_ERROR) {
		imap->folder.exists = imap->session->imap_selection_info->sel_exists;
		if (!search_header(imap, message_id, &found, error))
			return false;
	} else if (r != MAILIMAP_ERROR_EXAMINE) {
		return imap_judge(imap, r, 0, 0, "search", error);
	}
	if (before != NULL && !imap_select(imap, before, NULL, error))
		return false;
	*out_found = found;
	return true;
}

bool
imap_search_since(Imap *imap, int64_t since, GArray **out, GError **error)
{
	g_autoptr(GDateTime) day = g_date_time_new_from_unix_utc(since);
	if (day == NULL)
		return fail(error, PLAINT_ERROR_INPUT, "search: no such day");
	struct mailimap_date *date = mailimap_date_new(g_date_time_get_day_of_month(day),
	    g_date_time_get_month(day), g_date_time_get_year(day));
	return search(imap, mailimap_search_key_new_since(date), out, error);
}

static bool
is_keyword(const char *text)
{
	/* RFC 9051: an atom */
	for (const char *p = text; *p != '\0'; p++)
		if (!g_ascii_isalnum(*p) && strchr("$-_.", *p) == NULL)
			return false;
	return *text != '\0';
}

bool
imap_keyword_add(Imap *imap, const uint32_t *uids, size_t n, const char *keyword, GError **error)
{
	g_assert(is_keyword(keyword));
	/* Commands have a length that servers can take: RFC 7162 4 speaks of 8192 octets. */
	for (size_t begin = 0; begin < n; begin += 500) {
		size_t count = MIN(n - begin, 500);
		if (!imap_begin(imap, (uint64_t)count * 256, error))
			return false;
		struct mailimap_set *set = imap_set(uids + begin, count);
		struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
		mailimap_flag_list_add(flags, mailimap_flag_new_flag_keyword(strdup(keyword)));
		struct mailimap_store_att_flags *what =
		    mailimap_store_att_flags_new_add_flags_silent(flags);
		int r = mailimap_uid_store(imap->session, set, what);
		mailimap_store_att_flags_free(what);
		mailimap_set_free(set);
		if (!imap_judge(imap, r, MAILIMAP_ERROR_UID_STORE, PLAINT_ERROR_CONFLICT, "keyword", error))
			return false;
	}
	return true;
}
