/* SPDX-License-Identifier: ISC
 * store-case.c - cases: a row each, the Case itself as JSON
 *
 * What is searched by has a column; the rest of a Case is loaded and saved whole and only ever
 * read by this file, so a column each would buy nothing but longer statements. */
#include "store-private.h"
#include <jansson.h>
#include <string.h>

void
store_details_clear(StoreDetails *details)
{
	g_clear_pointer(&details->account, g_free);
	g_clear_pointer(&details->fields, g_free);
	g_clear_pointer(&details->to_name, g_free);
}

static void
put_text(json_t *object, const char *name, const char *text)
{
	if (text != NULL && *text != '\0')
		json_object_set_new(object, name, json_string(text));
}

static void
put_int(json_t *object, const char *name, int64_t value)
{
	if (value != 0)
		json_object_set_new(object, name, json_integer(value));
}

static int64_t
get_int(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static void
get_text(const json_t *object, const char *name, char **out)
{
	case_set(out, json_string_value(json_object_get(object, name)));
}

static json_t *
window_to_json(const CaseWindow *window)
{
	json_t *object = json_object();
	put_text(object, "text", window->text);
	put_text(object, "source", window->source);
	put_text(object, "url", window->url);
	put_text(object, "read_at", window->read_at);
	return object;
}

static void
window_from_json(const json_t *object, CaseWindow *out)
{
	get_text(object, "text", &out->text);
	get_text(object, "source", &out->source);
	get_text(object, "url", &out->url);
	get_text(object, "read_at", &out->read_at);
}

static json_t *
deadlines_to_json(const Case *c)
{
	json_t *object = json_object();
	for (int i = 0; i < DEADLINE_COUNT; i++) {
		const Deadline *deadline = &c->deadlines[i];
		if (deadline->due == 0 && deadline->met == 0)
			continue;
		json_t *one = json_object();
		put_int(one, "due", deadline->due);
		put_int(one, "met", deadline->met);
		put_text(one, "window", deadline->window);
		put_text(one, "source", deadline->source);
		put_text(one, "note", deadline->note);
		put_int(one, "is_fixed", deadline->is_fixed);
		json_object_set_new(object, deadline_name((DeadlineWhat)i), one);
	}
	return object;
}

static void
deadlines_from_json(const json_t *object, Case *c)
{
	for (int i = 0; i < DEADLINE_COUNT; i++) {
		const json_t *one = json_object_get(object, deadline_name((DeadlineWhat)i));
		Deadline *deadline = &c->deadlines[i];
		if (one == NULL)
			continue;
		deadline->due = get_int(one, "due");
		deadline->met = get_int(one, "met");
		get_text(one, "window", &deadline->window);
		get_text(one, "source", &deadline->source);
		get_text(one, "note", &deadline->note);
		deadline->is_fixed = get_int(one, "is_fixed") != 0;
	}
}

static json_t *
steps_to_json(const Case *c)
{
	json_t *array = json_array();
	for (guint i = 0; i < c->steps->len; i++) {
		const StepDone *done = c->steps->pdata[i];
		json_t *one = json_object();
		put_text(one, "step", done->step);
		put_int(one, "at", done->at);
		put_int(one, "is_skipped", done->is_skipped);
		json_array_append_new(array, one);
	}
	return array;
}

static json_t *
pauses_to_json(const Case *c)
{
	json_t *array = json_array();
	for (guint i = 0; i < c->pauses->len; i++) {
		const Pause *pause = &g_array_index(c->pauses, Pause, i);
		json_array_append_new(array, json_pack("[II]", (json_int_t)pause->from, (json_int_t)pause->to));
	}
	return array;
}

/* Texts and numbers that are stored under their own name. */
#define CASE_TEXTS(x) x(type) x(provider) x(to) x(title) x(language) x(calendar) x(timezone) x(ladder)
#define CASE_TIMES(x) \
	x(occurred_at) x(opened_at) x(filed_at) x(acknowledged_at) x(resolve_from) x(answered_at) x(closed_at) \
	x(snooze_until) x(next_at)

static char *
case_to_json(const Case *c)
{
	json_t *object = json_object();
#define PUT_TEXT(name) put_text(object, #name, c->name);
#define PUT_TIME(name) put_int(object, #name, c->name);
	CASE_TEXTS(PUT_TEXT)
	CASE_TIMES(PUT_TIME)
	put_text(object, "state", case_state_name(c->state));
	put_text(object, "outcome", case_outcome_name(c->outcome));
	put_int(object, "has_promise", c->has_promise);
	put_int(object, "reminders", c->reminders);
	put_int(object, "is_held", c->is_held);
	json_object_set_new(object, "first_reply", window_to_json(&c->first_reply));
	json_object_set_new(object, "resolve", window_to_json(&c->resolve));
	json_object_set_new(object, "deadlines", deadlines_to_json(c));
	json_object_set_new(object, "steps", steps_to_json(c));
	json_object_set_new(object, "pauses", pauses_to_json(c));
	char *dumped = json_dumps(object, JSON_COMPACT);
	char *text = g_strdup(dumped);
	free(dumped);
	json_decref(object);
	return text;
}

static bool
case_from_json(const char *key, const char *text, Case **out, GError **error)
{
	json_error_t why;
	json_t *object = json_loads(text, 0, &why);
	g_autoptr(Case) c = case_new();
	size_t i;
	json_t *one;
	if (object == NULL)
		return fail(error, PLAINT_ERROR_CONFIG, "case %s: its row is damaged: %s", key, why.text);
#define GET_TEXT(name) get_text(object, #name, &c->name);
#define GET_TIME(name) c->name = get_int(object, #name);
	CASE_TEXTS(GET_TEXT)
	CASE_TIMES(GET_TIME)
	g_strlcpy(c->key, key, sizeof c->key);
	const char *state = json_string_value(json_object_get(object, "state"));
	const char *outcome = json_string_value(json_object_get(object, "outcome"));
	bool is_known = state != NULL && case_state_parse(state, &c->state) &&
	                (outcome == NULL || case_outcome_parse(outcome, &c->outcome));
	c->has_promise = get_int(object, "has_promise") != 0;
	c->reminders = (int)get_int(object, "reminders");
	c->is_held = get_int(object, "is_held") != 0;
	window_from_json(json_object_get(object, "first_reply"), &c->first_reply);
	window_from_json(json_object_get(object, "resolve"), &c->resolve);
	deadlines_from_json(json_object_get(object, "deadlines"), c);
	json_array_foreach(json_object_get(object, "steps"), i, one)
	{
		const char *step = json_string_value(json_object_get(one, "step"));
		case_add_step(c, step != NULL ? step : "", get_int(one, "at"),
		    get_int(one, "is_skipped") != 0);
	}
	json_array_foreach(json_object_get(object, "pauses"), i, one)
	{
		case_add_pause(c, json_integer_value(json_array_get(one, 0)),
		    json_integer_value(json_array_get(one, 1)));
	}
	json_decref(object);
	if (!is_known)
		return fail(error, PLAINT_ERROR_CONFIG, "case %s: its row is damaged: no state", key);
	*out = g_steal_pointer(&c);
	return true;
}

static bool
is_open(const Case *c)
{
	return c->state != CASE_CLOSED;
}

bool
store_case_add(Store *store, const Case *added, const StoreDetails *details, GError **error)
{
	g_autofree char *value = case_to_json(added);
	if (!db_run(store, error,
	        "INSERT OR IGNORE INTO cases (key, is_open, next_at, opened_at, state, value, account, "
	        "to_name, fields) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	        "siiisssss", added->key, (int64_t)is_open(added), added->next_at, added->opened_at,
	        case_state_name(added->state), value, details->account, details->to_name,
	        details->fields))
		return false;
	return sqlite3_changes(store->db) == 1 ||
	       fail(error, PLAINT_ERROR_CONFLICT, "there is a case %s already", added->key);
}

bool
store_case_save(Store *store, const Case *changed, GError **error)
{
	g_autofree char *value = case_to_json(changed);
	if (!db_run(store, error,
	        "UPDATE cases SET is_open = ?, next_at = ?, state = ?, value = ? WHERE key = ?", "iisss",
	        (int64_t)is_open(changed), changed->next_at, case_state_name(changed->state), value,
	        changed->key))
		return false;
	return sqlite3_changes(store->db) == 1 ||
	       fail(error, PLAINT_ERROR_NOT_FOUND, "no case %s", changed->key);
}

static bool
fail_no_case(Store *store, const char *key, GError **error)
{
	char damaged[KEY_SIZE];
	g_autoptr(GPtrArray) near = NULL;
	if (key_parse_damaged(key, strlen(key), damaged) && store_key_near(store, damaged, &near, NULL) &&
	    near->len > 0)
		return fail(error, PLAINT_ERROR_NOT_FOUND, "no case '%s'; did you mean '%s'?", key,
		    (char *)near->pdata[0]);
	return fail(error, PLAINT_ERROR_NOT_FOUND, "no case '%s'; 'plaint list --all' shows all", key);
}

/* The key as it is stored, of one in any writing. */
static bool
true_key(Store *store, const char *key, char out[KEY_SIZE], GError **error)
{
	const char *bare = g_str_has_prefix(key, "[plaint ") ? key + strlen("[plaint ") : key;
	size_t length = strcspn(bare, "]");
	return key_parse(bare, length, out) || fail_no_case(store, key, error);
}

bool
store_case_load(Store *store, const char *key, Case **out, GError **error)
{
	char found[KEY_SIZE];
	bool has_row = false;
	if (!true_key(store, key, found, error))
		return false;
	sqlite3_stmt *row =
	    db_query(store, error, "SELECT value FROM cases WHERE key = ?", "s", found);
	if (row == NULL || !db_step(store, row, &has_row, error))
		return false;
	if (!has_row)
		return fail_no_case(store, key, error);
	bool is_read =
	    case_from_json(found, (const char *)sqlite3_column_text(row, 0), out, error);
	sqlite3_reset(row);
	return is_read;
}

bool
store_details_load(Store *store, const char *key, StoreDetails *out, GError **error)
{
	bool has_row = false;
	sqlite3_stmt *row = db_query(store, error,
	    "SELECT account, to_name, fields FROM cases WHERE key = ?", "s", key);
	if (row == NULL || !db_step(store, row, &has_row, error))
		return false;
	if (!has_row)
		return fail_no_case(store, key, error);
	store_details_clear(out);
	out->account = db_text_or(row, 0, "");
	out->to_name = db_text_or(row, 1, "");
	out->fields = db_text_or(row, 2, "{}");
	sqlite3_reset(row);
	return true;
}

bool
store_details_save(Store *store, const char *key, const StoreDetails *details, GError **error)
{
	return db_run(store, error,
	    "UPDATE cases SET account = ?, to_name = ?, fields = ? WHERE key = ?", "ssss",
	    details->account, details->to_name, details->fields, key);
}

bool
store_case_list(Store *store, bool with_closed, GPtrArray **out, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
	bool has_row = true;
	sqlite3_stmt *row = db_query(store, error,
	    "SELECT key, value FROM cases WHERE is_open >= ? ORDER BY is_open DESC, next_at = 0, next_at, "
	    "opened_at DESC",
	    "i", (int64_t)!with_closed);
	if (row == NULL)
		return false;
	while (has_row) {
		Case *c = NULL;
		if (!db_step(store, row, &has_row, error))
			return false;
		if (!has_row)
			break;
		if (!case_from_json((const char *)sqlite3_column_text(row, 0),
		        (const char *)sqlite3_column_text(row, 1), &c, error)) {
			sqlite3_reset(row);
			return false;
		}
		g_ptr_array_add(found, c);
	}
	*out = g_steal_pointer(&found);
	return true;
}

bool
store_case_due(Store *store, int64_t now, unsigned limit, GPtrArray **out, GError **error)
{
	return db_strings(store, out, error,
	    "SELECT key FROM cases WHERE next_at > 0 AND next_at <= ? ORDER BY next_at LIMIT ?", "ii", now,
	    (int64_t)limit);
}

bool
store_key_near(Store *store, const char *damaged, GPtrArray **out, GError **error)
{
	g_autoptr(GPtrArray) keys = NULL;
	g_autoptr(GPtrArray) near = g_ptr_array_new_with_free_func(g_free);
	if (!db_strings(store, &keys, error, "SELECT key FROM cases WHERE is_open = 1", ""))
		return false;
	for (guint i = 0; i < keys->len; i++)
		if (key_is_near(keys->pdata[i], damaged))
			g_ptr_array_add(near, g_strdup(keys->pdata[i]));
	*out = g_steal_pointer(&near);
	return true;
}
