/* SPDX-License-Identifier: ISC
 * curlsend.c - the least that sending through libcurl costs: one handle, kept for all messages
 *
 *	curlsend STORE URL CA.pem [USER PASSWORD]    prints how many messages, and the seconds
 *
 * The messages are those that wait in STORE, with the envelopes plaint would give them and over TLS
 * as it would. They are read beforehand and nothing is recorded. */
#include "plaint/clock.h"
#include "plaint/store.h"
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

typedef struct reader {
	const char *bytes;
	gsize left;
} Reader;

static size_t
on_read(char *to, size_t size, size_t count, void *data)
{
	Reader *reader = data;
	size_t part = MIN(size * count, reader->left);
	memcpy(to, reader->bytes, part);
	reader->bytes += part;
	reader->left -= part;
	return part;
}

static bool
send_one(CURL *curl, const StoreOutgoing *outgoing)
{
	Reader reader = { 0 };
	struct curl_slist *to = curl_slist_append(NULL, outgoing->recipient);
	reader.bytes = g_bytes_get_data(outgoing->bytes, &reader.left);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, outgoing->mail_from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_READDATA, &reader);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)reader.left);
	CURLcode code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		fprintf(stderr, "curlsend: %s\n", curl_easy_strerror(code));
	curl_slist_free_all(to);
	return code == CURLE_OK;
}

static bool
load_all(const char *path, GPtrArray *outgoings, GError **error)
{
	g_autoptr(Store) store = NULL;
	int64_t after = 0;
	if (!clock_init(error) || !store_open(path, &store, error))
		return false;
	for (;;) {
		StoreOutgoing *outgoing = NULL;
		if (!store_outgoing_next(store, clock_now(), after, &outgoing, error))
			return false;
		if (outgoing == NULL)
			return true;
		after = outgoing->id;
		g_ptr_array_add(outgoings, outgoing);
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) outgoings =
	    g_ptr_array_new_with_free_func((GDestroyNotify)store_outgoing_free);
	guint sent = 0;
	if ((argc != 4 && argc != 6) || !load_all(argv[1], outgoings, &error)) {
		fprintf(stderr, "curlsend: %s\n",
		    error != NULL ? error->message
				  : "usage: curlsend STORE URL CA.pem [USER PASSWORD]");
		return 1;
	}
	gint64 begun = g_get_monotonic_time();
	CURL *curl = curl_easy_init();
	curl_easy_setopt(curl, CURLOPT_URL, argv[2]);
	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(curl, CURLOPT_CAINFO, argv[3]);
	if (argc == 6) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, argv[4]);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, argv[5]);
	}
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	for (guint i = 0; i < outgoings->len; i++)
		sent += send_one(curl, outgoings->pdata[i]);
	curl_easy_cleanup(curl);
	printf("%u %.3f\n", sent, (double)(g_get_monotonic_time() - begun) / 1e6);
	return sent == outgoings->len && sent > 0 ? 0 : 1;
}
