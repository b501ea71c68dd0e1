/* SPDX-License-Identifier: ISC
 * imap-login.c - proving who we are, under TLS only
 *
 * libetpan puts user and password into quoted strings and lets every octet through, so only
 * printable ASCII goes that way; all else goes in base64 (SASL PLAIN, RFC 4616). */
#include "imap-private.h"
#include "plaint/secret.h"
#include <string.h>

static bool
is_printable(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < 0x20 || *text > 0x7e)
			return false;
	return true;
}

static char *
base64_of(GString *text)
{
	char *encoded = g_base64_encode((const guchar *)text->str, text->len);
	explicit_bzero(text->str, text->len);
	g_string_free(text, TRUE);
	return encoded;
}

static int
judge_answer(mailimap *session)
{
	struct mailimap_response *answer = NULL;
	int r = mailimap_parse_response(session, &answer);
	if (r != MAILIMAP_NO_ERROR)
		return r;
	const struct mailimap_response_done *done = answer->rsp_resp_done;
	int type = done->rsp_type == MAILIMAP_RESP_DONE_TYPE_TAGGED
	               ? done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type
	               : MAILIMAP_RESP_COND_STATE_BAD;
	mailimap_response_free(answer);
	if (type != MAILIMAP_RESP_COND_STATE_OK)
		return type == MAILIMAP_RESP_COND_STATE_NO ? MAILIMAP_ERROR_LOGIN : MAILIMAP_ERROR_PROTOCOL;
	/* libetpan selects no folder before. */
	session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
	return MAILIMAP_NO_ERROR;
}

/* AUTHENTICATE with an initial response (RFC 4959). libetpan knows neither OAUTHBEARER nor PLAIN
 * with one, and reads on for ever where a server asks back. */
static int
authenticate(Imap *imap, const char *mechanism, GString *response)
{
	mailimap *session = imap->session;
	g_autofree char *encoded = base64_of(response);
	g_autofree char *command = g_strdup_printf("AUTHENTICATE %s %s\r\n", mechanism, encoded);
	size_t length = strlen(command);
	int r = mailimap_send_current_tag(session);
	bool is_sent = r == MAILIMAP_NO_ERROR &&
	               mailstream_write(session->imap_stream, command, length) == (ssize_t)length &&
	               mailstream_flush(session->imap_stream) == 0;
	explicit_bzero(command, length);
	explicit_bzero(encoded, strlen(encoded));
	if (!is_sent || mailimap_read_line(session) == NULL)
		return MAILIMAP_ERROR_STREAM;
	/* A refusal comes as a challenge, and ends when it is answered (RFC 7628 3.2.3). */
	if (*session->imap_stream_buffer->str == '+' &&
	    (mailstream_write(session->imap_stream, "AQ==\r\n", 6) != 6 ||
	        mailstream_flush(session->imap_stream) != 0 || mailimap_read_line(session) == NULL))
		return MAILIMAP_ERROR_STREAM;
	return judge_answer(session);
}

static GString *
plain_response(const char *user, const char *password)
{
	GString *text = g_string_new(NULL);
	g_string_append_c(text, '\0');
	g_string_append(text, user);
	g_string_append_c(text, '\0');
	return g_string_append(text, password);
}

/* RFC 7628 3.1 */
static GString *
bearer_response(const Account *account, const char *token)
{
	GString *text = g_string_new("n,a=");
	for (const char *p = account->user; *p != '\0'; p++)
		g_string_append(text, *p == ',' ? "=2C" : *p == '=' ? "=3D" : (char[]){ *p, '\0' });
	g_string_append_printf(text, ",\001host=%s\001port=%d\001auth=Bearer %s\001\001",
	    account->imap.host, account->imap.port, token);
	return text;
}

static bool
login_by_password(Imap *imap, const struct mailimap_capability_data *list, const char *password,
    int *out_r, GError **error)
{
	const char *user = imap->account->user;
	bool can_login = !imap_can(list, "LOGINDISABLED");
	bool can_plain = imap_can(list, "AUTH=PLAIN") && imap_can(list, "SASL-IR");
	if (can_login && is_printable(user) && is_printable(password))
		*out_r = mailimap_login(imap->session, user, password);
	else if (can_plain)
		*out_r = authenticate(imap, "PLAIN", plain_response(user, password));
	else if (can_login)
		return fail(error, PLAINT_ERROR_CONFIG, "login: '%s' takes only ASCII in user and password",
		    imap->account->imap.host);
	else
		return fail(error, PLAINT_ERROR_DENIED, "login: '%s' takes no passwords: it may want "
		    "token_command", imap->account->imap.host);
	return true;
}

static bool
login_by_token(Imap *imap, const struct mailimap_capability_data *list, const char *token,
    int *out_r, GError **error)
{
	const char *user = imap->account->user;
	if (!is_printable(token) || !is_printable(user))
		return fail(error, PLAINT_ERROR_CONFIG, "login: user and token must be ASCII");
	if (imap_can(list, "AUTH=XOAUTH2")) {
		*out_r = mailimap_oauth2_authenticate(imap->session, user, token);
	} else if (imap_can(list, "AUTH=OAUTHBEARER")) {
		*out_r = authenticate(imap, "OAUTHBEARER", bearer_response(imap->account, token));
	} else {
		return fail(error, PLAINT_ERROR_DENIED, "login: '%s' takes no tokens (neither XOAUTH2 nor "
		    "OAUTHBEARER): use password_command", imap->account->imap.host);
	}
	return true;
}

static bool
judge_login(Imap *imap, int r, GError **error)
{
	const Account *account = imap->account;
	const struct mailimap_response_info *info = imap->session->imap_response_info;
	const char *code = info != NULL && info->rsp_atom != NULL ? info->rsp_atom : "";
	bool is_no = r == MAILIMAP_ERROR_LOGIN;
	if (!is_no || wire_why(imap->wire) != NULL)
		return imap_judge(imap, r, 0, 0, "login", error);
	imap->is_dead = true;
	const char *text = imap->session->imap_response != NULL ? imap->session->imap_response : "";
	g_autofree char *words = net_words(text, strlen(text));
	/* RFC 5530: the server's trouble, not ours. */
	if (g_ascii_strcasecmp(code, "UNAVAILABLE") == 0 || g_ascii_strcasecmp(code, "INUSE") == 0)
		return fail(error, PLAINT_ERROR_TEMPORARY, "login: '%s' cannot check it now: %s",
		    account->imap.host, words);
	imap->is_denied_login = true;
	return fail(error, PLAINT_ERROR_DENIED, "login: '%s' refuses user '%s': %s: check user and %s "
	    "(some providers want an app password, or IMAP switched on)", account->imap.host,
	    account->user, words, *account->token_command != '\0' ? "token_command" : "password_command");
}

bool
imap_login(Imap *imap, GError **error)
{
	const Account *account = imap->account;
	bool has_token = *account->token_command != '\0';
	struct mailimap_capability_data *list = NULL;
	char *secret = NULL;
	int r = MAILIMAP_ERROR_LOGIN;
	if (!imap_ask_capabilities(imap, &list, error))
		return false;
	bool is_good = secret_run(has_token ? account->token_command : account->password_command, 0,
	    &secret, error);
	if (!is_good)
		g_prefix_error(error, error_words("login: %s: "), has_token ? "token_command" : "password_command");
	/* The command may have taken its time: the server's clock begins after it. */
	is_good = is_good && imap_begin(imap, 0, error) &&
	    (has_token ? login_by_token : login_by_password)(imap, list, secret, &r, error);
	is_good = is_good && judge_login(imap, r, error);
	secret_free(secret);
	mailimap_capability_data_free(list);
	return is_good;
}
