#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The private mail world itself: were it broken, every other test would say something misleading.
. "$(dirname "$0")/lib.sh"
servers_start
at 2026-09-24T10:00:00+08:00

printf 'From: Desk <support@provider.example>\nTo: user@example.org\nSubject: =?utf-8?b?5L2g5aW9?=\nMessage-ID: <a@provider.example>\n\nhello\n' >"$T/m"
smtp_send support@provider.example user@example.org "$T/m"
is "$(mail_count user@example.org)" 1 "mail sent by SMTP arrives"
file=$(mail_file user@example.org)
is "$(stat -c %Y "$file")" "$(date -d "$PLAINT_TIME" +%s)" "and arrived at the time of the test's clock"
is "$(header "$file" subject)" 你好 "headers are decoded"
is "$(body "$file")" hello "and the text is found"

imap() { curl -sS -m 20 --cacert "$T/tls/ca.pem" --user user@example.org:secret "$@"; }
like "$(imap "imaps://localhost:$IMAPS_PORT/INBOX;UID=1")" hello "Dovecot serves it over TLS"
like "$(imap --ssl-reqd "imap://localhost:$IMAP_PORT/INBOX;UID=1")" hello "and by STARTTLS"
like "$(imap "imaps://localhost:$IMAPS_PORT/INBOX" -X 'FETCH 1 INTERNALDATE')" '24-Sep-2026' \
	"with that INTERNALDATE"

submit() { curl -sS -m 20 --cacert "$T/tls/ca.pem" --mail-from user@example.org -T "$T/m" "$@" 2>&1 | grep -E "^(<|curl)"; }
like "$(submit -v "smtps://localhost:$SMTPS_PORT" --mail-rcpt support@provider.example)" '5.7.0' \
	"the account may not send without a login"
is "$(submit "smtps://localhost:$SMTPS_PORT" --user user@example.org:secret --mail-rcpt support@provider.example)" '' \
	"and sends with one"
is "$(submit "smtps://localhost:$SMTPS_PORT" --user user@example.org:secret --mail-rcpt gone@provider.example)" '' \
	"a mail to an address that fails later is taken"
settle
is "$(mail_count support@provider.example)" 1 "the desk has its mail"
like "$(cat "$(mail_file user@example.org)")" 'report-type=delivery-status' "and the other one bounces by RFC 3464"
like "$(submit -v "smtps://localhost:$SMTPS_PORT" --user user@example.org:secret --mail-rcpt busy@provider.example)" '451' \
	"a busy mailbox answers 451"
touch "$T/smtp-defer"
like "$(submit -v "smtps://localhost:$SMTPS_PORT" --user user@example.org:secret --mail-rcpt support@provider.example)" '4.3.2' \
	"all mail can be deferred"
rm "$T/smtp-defer"

fault_start smtp
by_fault() { curl -sS -m 20 --cacert "$T/tls/ca.pem" --mail-from user@example.org -T "$T/m" -v \
	"smtps://localhost:$FAULT_PORT" --user a:b --mail-rcpt boss@example.org 2>&1 | grep -E '^(<|curl)'; }
set_fault
like "$(by_fault)" '2.0.0 taken' "the server of faults takes mail"
is "$(mail_count boss@example.org)" 1 "and delivers it"
set_fault 'dot take-drop'
like "$(by_fault)" 'curl: ' "it can lose the connection after the final dot"
is "$(mail_count boss@example.org)" 2 "having taken the mail"
set_fault 'rcpt 451 4.2.1 later'
like "$(by_fault)" '451' "or answer what it is told"
set_fault 'cut 200'
fault_start proxy "$IMAPS_PORT"
like "$(curl -sS -m 20 --cacert "$T/tls/ca.pem" "imaps://localhost:$FAULT_PORT/" --user a:b 2>&1)" 'curl: ' \
	"a connection can be cut in the middle"
conf_set smtp "smtps://localhost:1"
is "$(grep -c '^smtp = smtps://localhost:1$' "$CONF") $(grep -c '^smtp' "$CONF")" "1 1" "plaint.conf is changed"
done_testing
