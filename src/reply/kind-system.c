/* SPDX-License-Identifier: ISC
 * kind-system.c - which ticket system sent a mail, by its headers and the shape of its subject */
#include "kind-private.h"
#include <string.h>

/* needle "" means: the header is there. */
static const struct {
	const char *header, *needle, *system;
} rows[] = {
	{ "X-RT-Ticket", "", "rt" },
	{ "RT-Ticket", "", "rt" },
	{ "X-RT-Loop-Prevention", "", "rt" },
	{ "X-Managed-By", "RT ", "rt" },
	{ "X-Mailer", "OTRS", "otrs" },
	{ "X-Powered-By", "OTRS", "otrs" },
	{ "X-Powered-By", "Znuny", "otrs" },
	{ "X-Mailer", "Znuny", "otrs" },
	{ "X-Mailer", "Zendesk", "zendesk" },
	{ "X-Zendesk-From-Account-Id", "", "zendesk" },
	{ "X-Zendesk-Email-Id", "", "zendesk" },
	{ "X-Zendesk-Message-Id", "", "zendesk" },
	{ "X-Mailer", "Zammad", "zammad" },
	{ "X-JIRA-FingerPrint", "", "jira" },
	{ "X-ServiceNow-Generated", "", "servicenow" },
	{ "X-ServiceNow-SysEmail-Version", "", "servicenow" },
	{ "X-SFDC-LK", "", "salesforce" },
	{ "X-SFDC-EntityId", "", "salesforce" },
	{ "X-Mailer", "osTicket", "osticket" },
	{ "X-Mailer", "Kayako", "kayako" },
	{ "X-FreeScout-Mail-Type", "", "freescout" },
	{ "X-Mailer", "Freshdesk", "freshdesk" },
	{ "X-Freshdesk-Ticket-Id", "", "freshdesk" },
	{ "X-Freshservice-Ticket-Id", "", "freshdesk" },
	{ "X-Redmine-Host", "", "redmine" },
	{ "X-HelpScout-Origin", "", "helpscout" },
	{ "X-GLPI", "", "glpi" },
	{ "X-Mailer", "WHMCS", "whmcs" },
	{ "X-Mailer", "HelpSpot", "helpspot" },
	{ "X-Mailer", "Help Scout", "helpscout" },
	{ "X-Ubersmith-Ticket", "", "ubersmith" },
};

static const struct {
	const char *needle, *system;
} message_ids[] = {
	{ "@zendesk.com", "zendesk" },
	{ ".freshdesk.com", "freshdesk" },
	{ "JIRA.", "jira" },
	{ ".service-now.com", "servicenow" },
	{ "GLPI_", "glpi" },
	{ "RT-Ticket-", "rt" },
	{ "sfdc.net", "salesforce" },
	{ "@otrs.", "otrs" },
	{ ".helpscout.net", "helpscout" },
	{ "redmine.", "redmine" },
	{ "GLPI-", "glpi" },
};

/* Marks at a subject's start that one system alone makes. */
static const struct {
	const char *start, *system;
} subjects[] = {
	{ "[ticket id:", "whmcs" },
	{ "[jira]", "jira" },
	{ "[glpi #", "glpi" },
	{ "[ticket#", "otrs" },
};

static const char *
system_of_ids(const Mail *mail)
{
	for (size_t i = 0; i < G_N_ELEMENTS(message_ids); i++) {
		if (mail->message_id != NULL &&
		    strstr(mail->message_id, message_ids[i].needle) != NULL)
			return message_ids[i].system;
		for (guint r = 0; mail->references != NULL && r < MIN(mail->references->len, 20);
		     r++)
			if (strstr(mail->references->pdata[r], message_ids[i].needle) != NULL)
				return message_ids[i].system;
	}
	return NULL;
}

static bool
has_token(const char *subject, const char *open)
{
	const char *at = strstr(subject, open);
	for (; at != NULL; at = strstr(at + 1, open)) {
		const char *close = strchr(at, ']');
		if (close == NULL)
			return false;
		if (close - at <= 40 && g_ascii_strncasecmp(at, "[plaint ", 8) != 0)
			for (const char *p = at; p < close; p++)
				if (g_ascii_isdigit(*p))
					return true;
	}
	return false;
}

const char *
kind_ticket_system(const Mail *mail)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (*rows[i].needle == '\0' ? mail_header(mail, rows[i].header) != NULL
					    : mail_header_has(mail, rows[i].header, rows[i].needle))
			return rows[i].system;
	const char *subject = mail->subject == NULL ? "" : mail->subject;
	const char *name = mail_header(mail, "X-Mailer");
	for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++)
		if (g_ascii_strncasecmp(subject, subjects[i].start, strlen(subjects[i].start)) == 0)
			return subjects[i].system;
	/* WHMCS calls itself by its owner's name. */
	if (name != NULL && mail->from.name != NULL && *name != '\0' &&
	    strcmp(name, mail->from.name) == 0)
		return "whmcs";
	const char *by_id = system_of_ids(mail);
	if (by_id != NULL)
		return by_id;
	return has_token(subject, "[") ? "ticket mark in the subject" : NULL;
}
