/* SPDX-License-Identifier: ISC
 * recount.c - deadlines follow what they are counted by
 *
 * A holiday that is declared later, a corrected provider, a new version of plaint: the deadlines of
 * open cases are counted anew when the files have changed, not when a case happens to be looked
 * at. Read are only the files' dates and sizes: a round with nothing to do stays cheap, and one
 * recount too many changes nothing. */
#include "flow-private.h"
#include "plaint/clock.h"
#include "plaint/data.h"
#include <glib/gstdio.h>
#include <sys/stat.h>

#define REMARK "counted-by"
#define RECOUNT_BATCH 100 /* cases a transaction */

static void
add_file(GChecksum *sum, const char *path)
{
	GStatBuf about;
	if (path == NULL || g_stat(path, &about) != 0)
		return;
	g_autofree char *line = g_strdup_printf("%s %lld %lld.%09ld\n", path, (long long)about.st_size,
	    (long long)about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
	g_checksum_update(sum, (const guchar *)line, -1);
}

/* What all deadlines are counted by, in a word. */
static char *
counted_by(const Conf *conf)
{
	static const char *const folders[][2] = { { "calendars", ".ics" }, { "providers", ".conf" },
		{ "ladders", ".conf" }, { "types", ".conf" } };
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *own = g_strdup_printf("%s %s %s\n", PLAINT_VERSION, conf->complainant.country,
	    conf->complainant.timezone);
	g_checksum_update(sum, (const guchar *)own, -1);
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autoptr(GPtrArray) names = data_list(folders[i][0], folders[i][1]);
		for (guint n = 0; n < names->len; n++) {
			g_autofree char *relative = g_strdup_printf("%s/%s%s", folders[i][0],
			    (char *)names->pdata[n], folders[i][1]);
			g_autofree char *path = data_find(relative);
			add_file(sum, path);
		}
	}
	add_file(sum, "/usr/share/zoneinfo/tzdata.zi");
	return g_strdup(g_checksum_get_string(sum));
}

static bool
recount_case(Flow *flow, const Case *c, GError **error)
{
	const CaseEvent event = { .kind = CASE_EVENT_RECOUNT };
	g_autoptr(Decision) decision = NULL;
	Policy policy;
	if (!flow_policy(flow, c, &policy, error) ||
	    !case_decide(c, &event, &policy, clock_now(), &decision, error))
		return false;
	return (decision->journal->len == 0 && decision->after->next_at == c->next_at) ||
	       flow_apply(flow, c, &event, NULL, NULL, error);
}

/* One that cannot be counted is told of, and stays as it is. */
static bool
recount_in_savepoint(Flow *flow, const Case *c, GError **error)
{
	g_autoptr(GError) why = NULL;
	if (!store_savepoint(flow->store, error))
		return false;
	if (recount_case(flow, c, &why))
		return store_savepoint_release(flow->store, error);
	store_savepoint_rollback(flow->store);
	g_warning("case %s: %s", c->key, why->message);
	return true;
}

/* A new calendar concerns nearly all cases, and a flush to the disk each would take minutes. */
static bool
recount_batch(Flow *flow, const GPtrArray *cases, guint from, guint to, GError **error)
{
	g_auto(StoreTxn) txn = STORE_TXN_INIT;
	if (!store_begin(flow->store, &txn, error))
		return false;
	for (guint i = from; i < to; i++)
		if (!recount_in_savepoint(flow, cases->pdata[i], error))
			return false;
	return store_commit(&txn, error);
}

bool
flow_recount(Flow *flow, GError **error)
{
	g_autofree char *now = counted_by(flow->conf);
	g_autofree char *before = NULL;
	g_autoptr(GPtrArray) cases = NULL;
	if (!store_remark_get(flow->store, REMARK, &before, error))
		return false;
	if (g_strcmp0(now, before) == 0)
		return true;
	if (!store_case_list(flow->store, false, &cases, error))
		return false;
	for (guint i = 0; i < cases->len; i += RECOUNT_BATCH)
		if (!recount_batch(flow, cases, i, MIN(i + RECOUNT_BATCH, cases->len), error))
			return false;
	return store_remark_set(flow->store, REMARK, now, error);
}
