/* SPDX-License-Identifier: ISC
 * smtp.c - handing messages to the account's SMTP server, through libcurl
 *
 * One easy handle keeps its connection for the next message: a new one each would cost five round
 * trips, a TLS handshake and a login. curl sends without login where the server offers none, and
 * would try any mechanism: both are prevented here. */
#include "plaint/smtp.h"
#include "plaint/secret.h"
#include "smtp-private.h"
#include "wire-private.h"
#include <curl/curl.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINE_MAX_OCTETS 998 /* RFC 5322 2.1.1 */
#define RECIPIENTS_MAX 100  /* RFC 5321 4.5.3.1.8: what every server has to take */

/* RFC 5321 4.5.3.2.6 gives a server ten minutes for its answer to the final dot, and for other
 * commands five. With the usual timeout of a minute this factor makes it the ten. */
#define FINAL_PATIENCE 10

struct smtp {
	const Account *account;
	int cancel_fd;
	CURL *curl;
	GArray *fds; /* int: the sockets that are open, several while addresses race each other */
	Dialogue dialogue;
	char error[CURL_ERROR_SIZE];
	const char *bytes; /* of the message at hand, borrowed */
	size_t length, offset;
	size_t recipient_count; /* without the copy */
	SmtpBeforeData before;  /* NULL: none */
	void *before_data;
	GError *why;            /* of before() */
	bool has_secret, was_refused_pin, is_cancelled, is_too_slow, is_unauthenticated;
};

bool
smtp_check_message(GBytes *message, GError **error)
{
	size_t length = 0, begin = 0, line = 1;
	const char *bytes = g_bytes_get_data(message, &length);
	if (length < 2 || memcmp(bytes + length - 2, "\r\n", 2) != 0)
		return fail(error, PLAINT_ERROR_INPUT, "this message does not end in CR LF");
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c == '\r' && (i + 1 == length || bytes[i + 1] != '\n'))
			return fail(error, PLAINT_ERROR_INPUT, "line %zu has a CR without LF", line);
		if (c == '\n' && (i == 0 || bytes[i - 1] != '\r'))
			return fail(error, PLAINT_ERROR_INPUT, "line %zu has a LF without CR", line);
		if (c == '\0' || c > 127)
			return fail(error, PLAINT_ERROR_INPUT, "line %zu has octet 0x%02x, which needs an encoding",
			    line, c);
		if (c != '\n')
			continue;
		if (i - 1 - begin > LINE_MAX_OCTETS)
			return fail(error, PLAINT_ERROR_INPUT, "line %zu has %zu octets: %d are allowed", line,
			    i - 1 - begin, LINE_MAX_OCTETS);
		begin = i + 1;
		line++;
	}
	return true;
}

/* Of the certificate that the server shows in the connection at hand. */
static char *
fingerprint_now(Smtp *smtp)
{
	struct curl_tlssessioninfo *info = NULL;
	if (curl_easy_getinfo(smtp->curl, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || info == NULL ||
	    info->backend != CURLSSLBACKEND_GNUTLS || info->internals == NULL)
		return g_strdup("");
	return tls_fingerprint_of_peer(info->internals);
}

/* Of the certificate over which a connection ended: the chain as text is what curl keeps of it. */
static char *
fingerprint_seen(Smtp *smtp)
{
	struct curl_certinfo *info = NULL;
	if (curl_easy_getinfo(smtp->curl, CURLINFO_CERTINFO, &info) != CURLE_OK || info == NULL ||
	    info->num_of_certs < 1)
		return g_strdup("");
	for (const struct curl_slist *line = info->certinfo[0]; line != NULL; line = line->next) {
		gnutls_datum_t der = { NULL, 0 };
		if (!g_str_has_prefix(line->data, "Cert:"))
			continue;
		char *text = line->data + strlen("Cert:");
		gnutls_datum_t pem = { (unsigned char *)text, (unsigned)strlen(text) };
		if (gnutls_pem_base64_decode2("CERTIFICATE", &pem, &der) != 0)
			break;
		char *have = tls_fingerprint_of(der.data, der.size);
		gnutls_free(der.data);
		return have;
	}
	return g_strdup("");
}

static void
shut_all(Smtp *smtp, int how)
{
	for (guint i = 0; i < smtp->fds->len; i++)
		shutdown(g_array_index(smtp->fds, int, i), how);
}

/* The first words under TLS, before any secret: our EHLO after STARTTLS, the server's greeting on
 * smtps. A wrong certificate loses the connection here, so that AUTH never leaves. */
static void
check_pin(Smtp *smtp, SmtpPhase before)
{
	bool is_tls = smtp->account->smtp.is_tls;
	bool is_first = is_tls ? before == SMTP_GREETING :
	    before == SMTP_STARTTLS && smtp->dialogue.phase == SMTP_HELLO;
	if (*smtp->account->tls_fingerprint == '\0' || !is_first)
		return;
	/* The certificate itself, in place of chain and name; curl can only pin keys. */
	g_autofree char *have = fingerprint_now(smtp);
	if (tls_is_pinned(smtp->account, have))
		return;
	smtp->was_refused_pin = true;
	shut_all(smtp, SHUT_RDWR);
}

static int
on_debug(CURL *curl, curl_infotype type, char *bytes, size_t length, void *data)
{
	Smtp *smtp = data;
	SmtpPhase before = smtp->dialogue.phase;
	(void)curl;
	if (type == CURLINFO_HEADER_OUT)
		dialogue_sent(&smtp->dialogue, bytes, length);
	else if (type == CURLINFO_HEADER_IN)
		dialogue_received(&smtp->dialogue, bytes, length);
	else
		return 0;
	check_pin(smtp, before);
	if (smtp->dialogue.phase == SMTP_MAIL && smtp->account->smtp_auth &&
	    !smtp->dialogue.is_logged_in)
		smtp->is_unauthenticated = true;
	return 0;
}

static int
on_connect(void *data, curl_socket_t fd, curlsocktype purpose)
{
	Smtp *smtp = data;
	(void)purpose;
	g_array_append_val(smtp->fds, fd);
	dialogue_connected(&smtp->dialogue);
	return CURL_SOCKOPT_OK;
}

static int
on_close(void *data, curl_socket_t fd)
{
	Smtp *smtp = data;
	for (guint i = smtp->fds->len; i-- > 0;)
		if (g_array_index(smtp->fds, int, i) == fd)
			g_array_remove_index_fast(smtp->fds, i);
	return close(fd);
}

static int
on_progress(void *data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	Smtp *smtp = data;
	struct pollfd wake = { smtp->cancel_fd, POLLIN, 0 };
	(void)a, (void)b, (void)c, (void)d;
	bool is_final = smtp->dialogue.phase == SMTP_BODY && smtp->offset == smtp->length;
	gint64 patience_s = (gint64)smtp->account->timeout_s * (is_final ? FINAL_PATIENCE : 1);
	gint64 silent_us = g_get_monotonic_time() - smtp->dialogue.spoke_us;
	if (smtp->cancel_fd >= 0 && poll(&wake, 1, 0) > 0)
		smtp->is_cancelled = true;
	if (silent_us > patience_s * G_USEC_PER_SEC)
		smtp->is_too_slow = true;
	return smtp->is_cancelled || smtp->is_too_slow || smtp->is_unauthenticated;
}

static size_t
on_read(char *out, size_t size, size_t n, void *data)
{
	Smtp *smtp = data;
	/* Once the dot is out there is no way back: this is the last look. */
	if (smtp->is_unauthenticated || smtp->was_refused_pin ||
	    dialogue_accepted(&smtp->dialogue, smtp->recipient_count) == 0)
		return CURL_READFUNC_ABORT;
	if (smtp->offset == 0 && smtp->before != NULL && !smtp->before(smtp->before_data, &smtp->why))
		return CURL_READFUNC_ABORT;
	size_t give = MIN(size * n, smtp->length - smtp->offset);
	memcpy(out, smtp->bytes + smtp->offset, give);
	smtp->offset += give;
	smtp->dialogue.spoke_us = g_get_monotonic_time();
	return give;
}

static size_t
on_write(char *bytes, size_t size, size_t n, void *data)
{
	(void)bytes;
	(void)data;
	return size * n;
}

static char *
url_of(const Account *account)
{
	const ServerUrl *url = &account->smtp;
	bool is_ipv6 = strchr(url->host, ':') != NULL;
	/* The path is the name in EHLO: our domain, not this machine's name, which tells on the user. */
	return g_strdup_printf("%s://%s%s%s:%d/%s", url->is_tls ? "smtps" : "smtp", is_ipv6 ? "[" : "",
	    url->host, is_ipv6 ? "]" : "", url->port, strrchr(account->address, '@') + 1);
}

static void
set_tls(CURL *curl, const Account *account)
{
	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
	/* Unless told otherwise curl parses the system's CAs too: 50 ms and 8 MB for nothing. */
	if (*account->tls_fingerprint != '\0' || *account->tls_ca_file != '\0') {
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
		curl_easy_setopt(curl, CURLOPT_CAINFO, NULL);
	}
	if (*account->tls_fingerprint != '\0') {
		curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	} else if (*account->tls_ca_file != '\0') {
		curl_easy_setopt(curl, CURLOPT_CAINFO, account->tls_ca_file);
	}
}

static void
set_callbacks(Smtp *smtp)
{
	CURL *curl = smtp->curl;
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, smtp);
	curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, on_connect);
	curl_easy_setopt(curl, CURLOPT_SOCKOPTDATA, smtp);
	curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, on_close);
	curl_easy_setopt(curl, CURLOPT_CLOSESOCKETDATA, smtp);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, smtp);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, smtp);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_write);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, smtp->error);
}

bool
smtp_open(const Account *account, int cancel_fd, Smtp **out, GError **error)
{
	static gsize once;
	if (g_once_init_enter(&once)) {
		curl_global_init(CURL_GLOBAL_DEFAULT);
		g_once_init_leave(&once, 1);
	}
	g_autoptr(Smtp) smtp = g_new0(Smtp, 1);
	g_autofree char *url = url_of(account);
	smtp->account = account;
	smtp->cancel_fd = cancel_fd;
	smtp->fds = g_array_new(FALSE, FALSE, sizeof(int));
	dialogue_init(&smtp->dialogue);
	smtp->curl = curl_easy_init();
	if (smtp->curl == NULL)
		return fail(error, PLAINT_ERROR_INTERNAL, "libcurl does not start");
	if (curl_easy_setopt(smtp->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps") != CURLE_OK)
		return fail(error, PLAINT_ERROR_INTERNAL, "this libcurl knows no SMTP");
	curl_easy_setopt(smtp->curl, CURLOPT_URL, url);
	curl_easy_setopt(smtp->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(smtp->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(smtp->curl, CURLOPT_CONNECTTIMEOUT, (long)account->timeout_s);
	curl_easy_setopt(smtp->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
	    (long)account->timeout_s * FINAL_PATIENCE);
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
	curl_easy_setopt(smtp->curl, CURLOPT_SASL_IR, 1L);
	set_tls(smtp->curl, account);
	set_callbacks(smtp);
	*out = g_steal_pointer(&smtp);
	return true;
}

void
smtp_close(Smtp *smtp)
{
	if (smtp == NULL)
		return;
	/* QUIT still leaves, but its answer, which may never come, is not waited for. */
	shut_all(smtp, SHUT_RD);
	if (smtp->curl != NULL)
		curl_easy_cleanup(smtp->curl);
	dialogue_clear(&smtp->dialogue);
	g_array_unref(smtp->fds);
	g_free(smtp);
}

/* curl compares the secret when it looks for a connection to use again, so it keeps a copy for as
 * long as the handle lives. */
static bool
set_login(Smtp *smtp, GError **error)
{
	const Account *account = smtp->account;
	bool has_token = *account->token_command != '\0';
	char *secret = NULL;
	if (!account->smtp_auth || smtp->has_secret)
		return true;
	if (!secret_run(has_token ? account->token_command : account->password_command, 0, &secret,
	        error)) {
		g_prefix_error(error, error_words("login: %s: "), has_token ? "token_command" : "password_command");
		return false;
	}
	curl_easy_setopt(smtp->curl, CURLOPT_USERNAME, account->user);
	curl_easy_setopt(smtp->curl, has_token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, secret);
	curl_easy_setopt(smtp->curl, CURLOPT_LOGIN_OPTIONS,
	    has_token ? "AUTH=XOAUTH2;AUTH=OAUTHBEARER" : "AUTH=PLAIN;AUTH=LOGIN");
	secret_free(secret);
	smtp->has_secret = true;
	return true;
}

static bool
fail_tls(Smtp *smtp, GError **error)
{
	long status = 0;
	/* curl takes a file without certificates for one that trusts nobody. */
	if (!tls_check_ca(smtp->account, error))
		return false;
	curl_easy_getinfo(smtp->curl, CURLINFO_SSL_VERIFYRESULT, &status);
	/* curl compares the name by itself and leaves the status at 0 then. */
	if (status == 0)
		status = GNUTLS_CERT_UNEXPECTED_OWNER;
	g_autofree char *have = fingerprint_seen(smtp);
	return tls_fail(smtp->account, smtp->account->smtp.host, (unsigned)status, have, error);
}

static bool
fail_login(Smtp *smtp, GError **error)
{
	const Account *account = smtp->account;
	const SmtpLine *login = &smtp->dialogue.login;
	const char *command = *account->token_command != '\0' ? "token_command" : "password_command";
	if (login->code / 100 == 4)
		return fail(error, PLAINT_ERROR_TEMPORARY, "login: '%s' cannot check it now: %s",
		    account->smtp.host, login->text->str);
	if (login->code == 0 || smtp->is_unauthenticated)
		return fail(error, PLAINT_ERROR_DENIED, "login: '%s' offers no login by %s, so nothing is "
		    "sent: check host and port (or smtp_auth = no for a relay without login)",
		    account->smtp.host, command);
	return fail(error, PLAINT_ERROR_DENIED, "login: '%s' refuses user '%s': %s: check user and %s "
	    "(some providers want an app password)", account->smtp.host, account->user,
	    login->text->str, command);
}

/* curl does not say whether a name is unknown or its server silent: ask once more, by ourselves. */
static bool
fail_connect(Smtp *smtp, GError **error)
{
	const Account *account = smtp->account;
	gint64 until = g_get_monotonic_time() + (gint64)account->timeout_s * G_USEC_PER_SEC;
	int fd = -1;
	if (!dial(account->smtp.host, account->smtp.port, smtp->cancel_fd, until, &fd, error))
		return false;
	close(fd);
	return fail(error, PLAINT_ERROR_TEMPORARY, "connection: '%s' port %d: %s", account->smtp.host,
	    account->smtp.port, smtp->error);
}

static bool
fail_greeting(Smtp *smtp, GError **error)
{
	const char *host = smtp->account->smtp.host;
	const SmtpLine *reply = &smtp->dialogue.reply;
	if (smtp->dialogue.phase == SMTP_STARTTLS && reply->code == 220)
		return fail(error, PLAINT_ERROR_DENIED, "TLS: something was put into the connection to '%s' "
		    "before TLS began: somebody is on the line", host);
	if (reply->code / 100 == 5)
		return fail(error, PLAINT_ERROR_DENIED, "connection: '%s' refuses: %s", host,
		    reply->text->str);
	return fail(error, PLAINT_ERROR_TEMPORARY, "connection: '%s': %s", host,
	    reply->code != 0 ? reply->text->str : smtp->error);
}

/* A server that waits for TLS from the first byte, and we for its greeting. */
static bool
fail_silent(Smtp *smtp, GError **error)
{
	const Account *account = smtp->account;
	bool is_unheard = !account->smtp.is_tls && smtp->dialogue.reply.code == 0;
	return fail(error, PLAINT_ERROR_TEMPORARY, "connection: '%s' says nothing for %d s%s",
	    account->smtp.host, account->timeout_s,
	    is_unheard ? error_words(": check the port, and use smtps:// if it is for TLS from the first byte")
	               : "");
}

/* Nothing of a message left: say which step failed. */
static bool
fail_before(Smtp *smtp, CURLcode rc, GError **error)
{
	const char *host = smtp->account->smtp.host;
	if (smtp->was_refused_pin)
		return fail_tls(smtp, error);
	if (smtp->is_unauthenticated)
		return fail_login(smtp, error);
	if (smtp->is_cancelled)
		return fail(error, PLAINT_ERROR_TEMPORARY, "connection: cancelled");
	if (smtp->is_too_slow)
		return fail_silent(smtp, error);
	switch (rc) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
		return fail_connect(smtp, error);
	case CURLE_PEER_FAILED_VERIFICATION:
		return fail_tls(smtp, error);
	case CURLE_SSL_CACERT_BADFILE:
		return tls_check_ca(smtp->account, error) &&
		    fail(error, PLAINT_ERROR_CONFIG, "TLS: tls_ca_file: %s", smtp->error);
	case CURLE_SSL_CONNECT_ERROR:
		return fail(error, PLAINT_ERROR_TEMPORARY, "TLS: '%s': %s: is this port for TLS?", host,
		    smtp->error);
	case CURLE_USE_SSL_FAILED:
		return fail(error, PLAINT_ERROR_DENIED, "TLS: '%s' refuses STARTTLS, so no password is sent: "
		    "use smtps:// if the provider has it", host);
	case CURLE_LOGIN_DENIED:
		return fail_login(smtp, error);
	case CURLE_OPERATION_TIMEDOUT:
		return fail_silent(smtp, error);
	default:
		return fail_greeting(smtp, error);
	}
}

static CURLcode
perform(Smtp *smtp)
{
	dialogue_message(&smtp->dialogue);
	smtp->offset = 0;
	smtp->error[0] = '\0';
	smtp->was_refused_pin = smtp->is_cancelled = smtp->is_too_slow = false;
	smtp->is_unauthenticated = false;
	return curl_easy_perform(smtp->curl);
}

/* A connection that was kept may have been closed by the server meanwhile (RFC 5321 4.5.3.2.7), or
 * end with 421 now. As long as no reply but that one came, nothing has happened. */
static bool
is_stale(const Smtp *smtp, CURLcode rc, bool was_open)
{
	const Dialogue *dialogue = &smtp->dialogue;
	if (!was_open || rc == CURLE_OK || smtp->is_cancelled || smtp->is_too_slow)
		return false;
	return smtp->offset == 0 && dialogue->recipients->len == 0 &&
	    (dialogue->mail.code == 0 || dialogue->mail.code == 421);
}

/* With a fresh token where the first was refused, on a fresh connection where the old one is dead;
 * each at most once. */
static bool
perform_patiently(Smtp *smtp, CURLcode *out_rc, GError **error)
{
	bool has_asked_again = false, has_reconnected = false;
	for (;;) {
		bool was_open = smtp->fds->len > 0;
		if (!set_login(smtp, error))
			return false;
		*out_rc = perform(smtp);
		curl_easy_setopt(smtp->curl, CURLOPT_FRESH_CONNECT, 0L);
		bool is_denied = *out_rc == CURLE_LOGIN_DENIED && smtp->dialogue.login.code / 100 == 5 &&
		    *smtp->account->token_command != '\0';
		if (is_denied && !has_asked_again)
			has_asked_again = true, smtp->has_secret = false;
		else if (is_stale(smtp, *out_rc, was_open) && !has_reconnected)
			has_reconnected = true;
		else
			return true;
		curl_easy_setopt(smtp->curl, CURLOPT_FRESH_CONNECT, 1L);
	}
}

bool
smtp_test(Smtp *smtp, GError **error)
{
	CURLcode rc = CURLE_OK;
	curl_easy_setopt(smtp->curl, CURLOPT_UPLOAD, 0L);
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_easy_setopt(smtp->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
	bool is_good = perform_patiently(smtp, &rc, error);
	curl_easy_setopt(smtp->curl, CURLOPT_CUSTOMREQUEST, NULL);
	if (!is_good)
		return false;
	if (rc != CURLE_OK)
		return fail_before(smtp, rc, error);
	return !smtp->account->smtp_auth || smtp->dialogue.is_logged_in || fail_login(smtp, error);
}

static bool
check_addresses(const char *mail_from, const char *const *recipients, const char *copy_to,
    GError **error)
{
	size_t n = g_strv_length((char **)recipients);
	if (n == 0 || n > RECIPIENTS_MAX)
		return fail(error, PLAINT_ERROR_INPUT, "a message needs 1 to %d recipients", RECIPIENTS_MAX);
	if (*mail_from != '\0' && !conf_is_address(mail_from))
		return fail(error, PLAINT_ERROR_INPUT, "'%s' is no address to send from", mail_from);
	for (size_t i = 0; i < n; i++)
		if (!conf_is_address(recipients[i]))
			return fail(error, PLAINT_ERROR_INPUT, "'%s' is no address to send to", recipients[i]);
	if (copy_to != NULL && !conf_is_address(copy_to))
		return fail(error, PLAINT_ERROR_INPUT, "'%s' is no address to send a copy to", copy_to);
	return true;
}

static struct curl_slist *
set_envelope(Smtp *smtp, const char *mail_from, const char *const *recipients, const char *copy_to)
{
	struct curl_slist *list = NULL;
	for (size_t i = 0; recipients[i] != NULL; i++)
		list = curl_slist_append(list, recipients[i]);
	if (copy_to != NULL)
		list = curl_slist_append(list, copy_to);
	curl_easy_setopt(smtp->curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM, mail_from);
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, list);
	curl_easy_setopt(smtp->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)smtp->length);
	return list;
}

/* A server that wants a login at MAIL says nothing about the message. */
static bool
is_about_login(const Smtp *smtp)
{
	int code = smtp->dialogue.mail.code;
	return code == 530 || code == 534 || code == 535 || code == 538;
}

static bool
judge(Smtp *smtp, CURLcode rc, const char *const *recipients, const char *copy_to, SmtpResult *out,
    GError **error)
{
	if (!smtp->dialogue.has_begun || smtp->is_unauthenticated || smtp->was_refused_pin)
		return fail_before(smtp, rc, error);
	if (is_about_login(smtp))
		return fail(error, PLAINT_ERROR_DENIED, "login: '%s' wants one: %s",
		    smtp->account->smtp.host, smtp->dialogue.mail.text->str);
	g_autofree char *why = g_strdup_printf("connection lost: %s", smtp->is_cancelled ? "cancelled" :
	    smtp->is_too_slow ? "no answer in time" :
	    rc == CURLE_RECV_ERROR ? "the server ended it without an answer" : smtp->error[0] != '\0' ? smtp->error :
	    curl_easy_strerror(rc));
	/* A failed write means that the rest, and so the dot, never left this machine. */
	bool is_given = smtp->offset == smtp->length && rc != CURLE_SEND_ERROR;
	dialogue_judge(&smtp->dialogue, recipients, copy_to, is_given, why, out);
	return true;
}

bool
smtp_send(Smtp *smtp, const char *mail_from, const char *const *recipients, const char *copy_to,
    GBytes *message, SmtpResult *out, GError **error)
{
	CURLcode rc = CURLE_OK;
	if (!check_addresses(mail_from, recipients, copy_to, error) ||
	    !smtp_check_message(message, error))
		return false;
	smtp->bytes = g_bytes_get_data(message, &smtp->length);
	smtp->recipient_count = g_strv_length((char **)recipients);
	struct curl_slist *list = set_envelope(smtp, mail_from, recipients, copy_to);
	bool is_good = perform_patiently(smtp, &rc, error) &&
	    judge(smtp, rc, recipients, copy_to, out, error);
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(list);
	smtp->bytes = NULL;
	if (smtp->why != NULL) {
		if (is_good)
			smtp_result_clear(out);
		g_clear_error(error);
		g_propagate_error(error, g_steal_pointer(&smtp->why));
		return false;
	}
	return is_good;
}

void
smtp_before_data(Smtp *smtp, SmtpBeforeData before, void *data)
{
	smtp->before = before;
	smtp->before_data = data;
}
