/* SPDX-License-Identifier: ISC
 * courier.c - one mail at a time on its way to the SMTP server, by a thread of its own
 *
 * The server is greeted with the next mail's envelope while the result of the last is recorded. The
 * store stays with the thread that opened it: before the first byte of a mail leaves, the courier
 * asks, and waits for the answer. */
#include "flow-private.h"

struct courier {
	Smtp *smtp;
	GThreadPool *thread;
	GAsyncQueue *news;    /* CourierNews, as pointers */
	GAsyncQueue *answers; /* MAY_GO or MUST_STAY */
	const StoreOutgoing *outgoing;
	bool is_under_way, is_asking;
	SmtpResult result;
	GError *why;
};

#define MAY_GO GINT_TO_POINTER(1)
#define MUST_STAY GINT_TO_POINTER(2)

static bool
before_data(void *data, GError **error)
{
	Courier *courier = data;
	g_async_queue_push(courier->news, GINT_TO_POINTER(COURIER_READY));
	if (g_async_queue_pop(courier->answers) == MAY_GO)
		return true;
	return fail(error, PLAINT_ERROR_INTERNAL, "the mail was called back before it left");
}

static void
deliver(gpointer data, gpointer user_data)
{
	Courier *courier = data;
	const StoreOutgoing *outgoing = courier->outgoing;
	const char *const recipients[] = { outgoing->recipient, NULL };
	(void)user_data;
	bool is_judged = smtp_send(courier->smtp, outgoing->mail_from, recipients, outgoing->copy_to,
	    outgoing->bytes, &courier->result, &courier->why);
	g_async_queue_push(courier->news, GINT_TO_POINTER(is_judged ? COURIER_JUDGED : COURIER_FAILED));
}

Courier *
courier_new(Smtp *smtp)
{
	Courier *courier = g_new0(Courier, 1);
	courier->smtp = smtp;
	courier->news = g_async_queue_new();
	courier->answers = g_async_queue_new();
	courier->thread = g_thread_pool_new(deliver, NULL, 1, FALSE, NULL);
	smtp_before_data(smtp, before_data, courier);
	return courier;
}

void
courier_begin(Courier *courier, const StoreOutgoing *outgoing)
{
	g_assert(!courier->is_under_way);
	smtp_result_clear(&courier->result);
	g_clear_error(&courier->why);
	courier->outgoing = outgoing;
	courier->is_under_way = true;
	g_thread_pool_push(courier->thread, courier, NULL);
}

CourierNews
courier_wait(Courier *courier, int64_t patience_us)
{
	gpointer news = patience_us < 0 ? g_async_queue_pop(courier->news)
	                                : g_async_queue_timeout_pop(courier->news, (guint64)patience_us);
	CourierNews what = (CourierNews)GPOINTER_TO_INT(news); /* NULL: COURIER_SILENT */
	courier->is_asking = what == COURIER_READY;
	if (what == COURIER_JUDGED || what == COURIER_FAILED)
		courier->is_under_way = false;
	return what;
}

void
courier_answer(Courier *courier, bool may_go)
{
	courier->is_asking = false;
	g_async_queue_push(courier->answers, may_go ? MAY_GO : MUST_STAY);
}

void
courier_take_result(Courier *courier, SmtpResult *out)
{
	*out = courier->result;
	courier->result = (SmtpResult){ 0 };
}

GError *
courier_steal_error(Courier *courier)
{
	return g_steal_pointer(&courier->why);
}

void
courier_free(Courier *courier)
{
	if (courier == NULL)
		return;
	while (courier->is_under_way)
		if (courier->is_asking || courier_wait(courier, -1) == COURIER_READY)
			courier_answer(courier, false);
	g_thread_pool_free(courier->thread, FALSE, TRUE);
	g_async_queue_unref(courier->news);
	g_async_queue_unref(courier->answers);
	smtp_result_clear(&courier->result);
	g_clear_error(&courier->why);
	smtp_close(courier->smtp);
	g_free(courier);
}
