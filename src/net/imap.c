/* SPDX-License-Identifier: ISC
 * imap.c - opening, selecting and closing IMAP sessions
 *
 * libetpan speaks IMAP here but not TLS: its own verifies no certificate, its timeouts are those
 * of single reads, and on a descriptor over 1023 it aborts. It gets a stream driver of ours. */
#include "plaint/imap.h"
#include "imap-private.h"
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MAX (256u << 10)  /* octets: room for greeting, capabilities, ID, flags, chatter */
#define SLOWEST_PACE (4u << 10)  /* octets a second: GPRS; whoever is slower is given up */
#define LOGOUT_TIMEOUT_S 5

static ssize_t
stream_read(mailstream_low *low, void *out, size_t size)
{
	return wire_read(low->data, out, size);
}

static ssize_t
stream_write(mailstream_low *low, const void *bytes, size_t size)
{
	return wire_write(low->data, bytes, size);
}

static int
stream_close(mailstream_low *low)
{
	wire_shut(low->data);
	return 0;
}

static int
stream_get_fd(mailstream_low *low)
{
	return wire_fd(low->data);
}

/* The wire is the session's: only libetpan's own wrapping goes. */
static void
stream_free(mailstream_low *low)
{
	free(low);
}

static mailstream_low_driver driver = {
	.mailstream_read = stream_read,
	.mailstream_write = stream_write,
	.mailstream_close = stream_close,
	.mailstream_get_fd = stream_get_fd,
	.mailstream_free = stream_free,
};

bool
imap_begin(Imap *imap, uint64_t bytes, GError **error)
{
	if (imap->is_dead)
		return fail(error, PLAINT_ERROR_TEMPORARY, "the session with '%s' has ended",
		    imap->account->imap.host);
	wire_allow(imap->wire, imap->account->timeout_s + (double)bytes / SLOWEST_PACE,
	    bytes + ANSWER_MAX);
	return true;
}

static const char *
words_of(Imap *imap, char **out)
{
	const char *text = imap->session->imap_response;
	*out = text != NULL ? net_words(text, strlen(text)) : g_strdup("no reason given");
	return *out;
}

bool
imap_judge(Imap *imap, int r, int refused, PlaintError refused_as, const char *step, GError **error)
{
	const char *host = imap->account->imap.host;
	g_autofree char *words = NULL;
	if (r == MAILIMAP_NO_ERROR)
		return true;
	if (r == refused && refused != 0)
		return fail(error, refused_as, "%s: '%s' refuses: %s", step, host, words_of(imap, &words));
	imap->is_dead = true;
	const GError *why = wire_why(imap->wire);
	if (why != NULL)
		return fail(error, why->code, "%s: '%s': %s", step, host, why->message);
	switch (r) {
	case MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION:
		return fail(error, PLAINT_ERROR_TEMPORARY, "%s: '%s' says goodbye: %s", step, host,
		    words_of(imap, &words));
	case MAILIMAP_ERROR_PARSE:
		return fail(error, PLAINT_ERROR_INPUT, "%s: '%s' answers what is no IMAP: check host "
		    "and port", step, host);
	case MAILIMAP_ERROR_PROTOCOL:
		return fail(error, PLAINT_ERROR_INPUT, "%s: '%s' does not understand: %s", step, host,
		    words_of(imap, &words));
	case MAILIMAP_ERROR_MEMORY:
		return fail(error, PLAINT_ERROR_INPUT, "%s: '%s' sends more than can be held", step, host);
	case MAILIMAP_ERROR_STREAM:
		return fail(error, PLAINT_ERROR_TEMPORARY, "%s: '%s': the connection broke", step, host);
	default:
		return fail(error, PLAINT_ERROR_TEMPORARY, "%s: '%s' refuses: %s", step, host,
		    words_of(imap, &words));
	}
}

bool
imap_can(const struct mailimap_capability_data *list, const char *name)
{
	for (clistiter *i = clist_begin(list->cap_list); i != NULL; i = clist_next(i)) {
		const struct mailimap_capability *one = clist_content(i);
		bool is_auth = one->cap_type == MAILIMAP_CAPABILITY_AUTH_TYPE;
		const char *have = is_auth ? one->cap_data.cap_auth_type : one->cap_data.cap_name;
		const char *want = is_auth && g_str_has_prefix(name, "AUTH=") ? name + 5 : name;
		if (is_auth == (want != name) && have != NULL && g_ascii_strcasecmp(have, want) == 0)
			return true;
	}
	return false;
}

bool
imap_ask_capabilities(Imap *imap, struct mailimap_capability_data **out, GError **error)
{
	struct mailimap_capability_data *list = NULL;
	if (!imap_begin(imap, 0, error))
		return false;
	int r = mailimap_capability(imap->session, &list);
	if (!imap_judge(imap, r, 0, 0, "connection", error))
		return false;
	if (list == NULL) {
		imap->is_dead = true;
		return fail(error, PLAINT_ERROR_INPUT, "connection: '%s' tells no capabilities",
		    imap->account->imap.host);
	}
	*out = list;
	return true;
}

/* Everything before STARTTLS came from whoever was on the line: it is used for nothing but the
 * step itself (RFC 9051 11.1). */
static bool
start_tls(Imap *imap, GError **error)
{
	const char *host = imap->account->imap.host;
	if (!imap_begin(imap, 0, error))
		return false;
	int r = mailimap_starttls(imap->session);
	if (r == MAILIMAP_ERROR_STARTTLS || r == MAILIMAP_ERROR_PROTOCOL) {
		imap->is_dead = true;
		return fail(error, PLAINT_ERROR_DENIED, "TLS: '%s' refuses STARTTLS, so no password is sent: "
		    "use imaps:// if the provider has it", host);
	}
	if (!imap_judge(imap, r, 0, 0, "TLS", error))
		return false;
	if (imap->session->imap_stream->read_buffer_len != 0) {
		imap->is_dead = true;
		return fail(error, PLAINT_ERROR_DENIED, "TLS: something was put into the connection to '%s' "
		    "before TLS began: somebody is on the line", host);
	}
	if (!imap_begin(imap, 0, error) || !wire_start_tls(imap->wire, error)) {
		imap->is_dead = true;
		return false;
	}
	return true;
}

static bool
greet(Imap *imap, GError **error)
{
	mailstream_low *low = mailstream_low_new(imap->wire, &driver);
	mailstream *stream = low != NULL ? mailstream_new(low, 65536) : NULL;
	imap->session = mailimap_new(0, NULL);
	if (stream == NULL || imap->session == NULL)
		g_error("out of memory");
	int r = mailimap_connect(imap->session, stream);
	if (r == MAILIMAP_NO_ERROR_AUTHENTICATED) {
		imap->is_dead = true;
		return fail(error, PLAINT_ERROR_DENIED, "connection: '%s' says that we are logged in although "
		    "no password was sent: somebody may be on the line", imap->account->imap.host);
	}
	return imap_judge(imap, r == MAILIMAP_NO_ERROR_NON_AUTHENTICATED ? MAILIMAP_NO_ERROR : r, 0, 0,
	    "connection", error);
}

static void
add_remedy(GError **error, PlaintError code, const char *remedy)
{
	if (error == NULL || *error == NULL || (*error)->code != (int)code)
		return;
	char *whole = g_strdup_printf("%s: %s", (*error)->message, error_words(remedy));
	g_free((*error)->message);
	(*error)->message = whole;
}

static bool
say_hello(Imap *imap, GError **error)
{
	if (!imap_begin(imap, 0, error))
		return false;
	if (!imap->account->imap.is_tls && greet(imap, error))
		return start_tls(imap, error);
	if (!imap->account->imap.is_tls) {
		add_remedy(error, PLAINT_ERROR_TEMPORARY, "check the port, and use imaps:// if it is for TLS from "
		    "the first byte");
		return false;
	}
	if (wire_start_tls(imap->wire, error))
		return imap_begin(imap, 0, error) && greet(imap, error);
	imap->is_dead = true;
	return false;
}

/* libetpan forgets the strings in such a list. */
static void
free_id(struct mailimap_id_params_list *list)
{
	for (clistiter *i = clist_begin(list->idpa_list); i != NULL; i = clist_next(i)) {
		struct mailimap_id_param *one = clist_content(i);
		free(one->idpa_name);
		free(one->idpa_value);
		one->idpa_name = one->idpa_value = NULL;
	}
	mailimap_id_params_list_free(list);
}

/* Netease's servers (163, 126, yeah) let only clients that tell their name select a folder. The
 * answer is not looked at, nor is a refusal. */
static bool
tell_name(Imap *imap, GError **error)
{
	struct mailimap_capability_data *list = NULL;
	if (!imap_ask_capabilities(imap, &list, error))
		return false;
	bool can_id = imap_can(list, "ID");
	mailimap_capability_data_free(list);
	if (!can_id)
		return true;
	const char *const pairs[][2] = { { "name", "plaint" }, { "version", PLAINT_VERSION },
		{ "vendor", "plaint" }, { "support-email", imap->account->address } };
	struct mailimap_id_params_list *mine = mailimap_id_params_list_new_empty();
	struct mailimap_id_params_list *theirs = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
		mailimap_id_params_list_add_name_value(mine, strdup(pairs[i][0]), strdup(pairs[i][1]));
	bool is_good = imap_begin(imap, 0, error);
	int r = is_good ? mailimap_id(imap->session, mine, &theirs) : MAILIMAP_NO_ERROR;
	free_id(mine);
	if (r == MAILIMAP_NO_ERROR && theirs != NULL)
		free_id(theirs);
	if (r == MAILIMAP_ERROR_STREAM || r == MAILIMAP_ERROR_PARSE)
		return imap_judge(imap, r, 0, 0, "login", error);
	return is_good;
}

static bool
open_once(Imap *imap, GError **error)
{
	const ServerUrl *url = &imap->account->imap;
	gint64 until = g_get_monotonic_time() + (gint64)imap->account->timeout_s * G_USEC_PER_SEC;
	int fd = -1;
	if (!dial(url->host, url->port, imap->cancel_fd, until, &fd, error))
		return false;
	imap->wire = wire_new(imap->account, url->host, fd, imap->cancel_fd);
	return say_hello(imap, error) && imap_login(imap, error) && tell_name(imap, error);
}

bool
imap_open(const Account *account, int cancel_fd, Imap **out, GError **error)
{
	/* GnuTLS is told not to raise it, but libetpan's logout on a dead socket may. */
	signal(SIGPIPE, SIG_IGN);
	for (int tries = 1;; tries++) {
		g_autoptr(GError) why = NULL;
		g_autoptr(Imap) imap = g_new0(Imap, 1);
		imap->account = account;
		imap->cancel_fd = cancel_fd;
		if (open_once(imap, &why)) {
			*out = g_steal_pointer(&imap);
			return true;
		}
		/* A token may have run out between printing and using it: one fresh one is tried. */
		if (!imap->is_denied_login || *account->token_command == '\0' || tries == 2) {
			g_propagate_error(error, g_steal_pointer(&why));
			return false;
		}
	}
}

void
imap_close(Imap *imap)
{
	if (imap == NULL)
		return;
	if (imap->session != NULL) {
		if (!imap->is_dead)
			wire_allow(imap->wire, LOGOUT_TIMEOUT_S, ANSWER_MAX);
		else
			wire_shut(imap->wire);
		mailimap_logout(imap->session);
		mailimap_free(imap->session);
	}
	wire_free(imap->wire);
	g_free(imap->selected);
	g_free(imap);
}

static bool
allows_keywords(const struct mailimap_selection_info *info)
{
	for (clistiter *i = info->sel_perm_flags != NULL ? clist_begin(info->sel_perm_flags) : NULL;
	     i != NULL; i = clist_next(i)) {
		const struct mailimap_flag_perm *one = clist_content(i);
		if (one->fl_type == MAILIMAP_FLAG_PERM_ALL)
			return true;
		if (one->fl_flag != NULL && one->fl_flag->fl_type == MAILIMAP_FLAG_KEYWORD &&
		    g_ascii_strcasecmp(one->fl_flag->fl_data.fl_keyword, "$Plaint") == 0)
			return true;
	}
	return false;
}

bool
imap_select(Imap *imap, const char *folder, ImapFolder *out, GError **error)
{
	const char *wanted = folder != NULL ? folder : imap->account->imap.folder;
	g_autofree char *name = imap_utf7_encode(wanted);
	g_autofree char *step = g_strdup_printf("folder '%s'", wanted);
	g_clear_pointer(&imap->selected, g_free);
	if (!imap_begin(imap, 0, error))
		return false;
	int r = mailimap_select(imap->session, name);
	if (!imap_judge(imap, r, MAILIMAP_ERROR_SELECT, PLAINT_ERROR_CONFIG, step, error)) {
		if (folder == NULL)
			add_remedy(error, PLAINT_ERROR_CONFIG, "name one that is there after the host in imap");
		return false;
	}
	const struct mailimap_selection_info *info = imap->session->imap_selection_info;
	if (info->sel_uidvalidity == 0)
		return fail(error, PLAINT_ERROR_CONFIG, "%s: '%s' keeps no lasting numbers (UIDVALIDITY) for "
		    "it: another folder is needed", step, imap->account->imap.host);
	imap->selected = g_strdup(wanted);
	imap->folder = (ImapFolder){ info->sel_uidvalidity, info->sel_uidnext, info->sel_exists,
		allows_keywords(info) };
	if (out != NULL)
		*out = imap->folder;
	return true;
}

bool
imap_noop(Imap *imap, GError **error)
{
	if (!imap_begin(imap, 0, error))
		return false;
	int r = mailimap_noop(imap->session);
	return imap_judge(imap, r, 0, 0, "connection", error);
}
