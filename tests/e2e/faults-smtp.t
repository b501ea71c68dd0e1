#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# A mail is sent once, whatever the SMTP server does.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
desk=support@provider.example
at 2026-06-01T10:00:00+02:00
minutes=0
later() { # MINUTES : that much later than before
	minutes=$((minutes + $1))
	at "$(date -u -d "2026-06-01T08:00:00Z + $minutes minutes" +%Y-%m-%dT%H:%M:%SZ)"
}
status_of() { json '[.messages[] | select(.direction == "out")][0].status' plaint show "$1"; }
desk_mails() { mails "$desk" | xargs -r grep -l "plaint $1" | wc -l; }

# 4xx: stays queued and backs off.
touch "$T/smtp-defer"
key=$(story_new --send 2>"$T/err")
sync 2>/dev/null
is "$(mail_count $desk)" 0 "a deferred mail has not arrived"
tries=$(grep -c 'temporarily rejected' "$T/exim/mainlog")
sync 2>/dev/null
is "$(grep -c 'temporarily rejected' "$T/exim/mainlog")" "$tries" "and is not tried again at once"
rm "$T/smtp-defer"
later 240
ok "later it is tried again" sync
is "$(desk_mails "$key")" 1 "and arrives"
is "$(state_of "$key")" filed "the case is filed"
sync
is "$(desk_mails "$key")" 1 "once"

# 5xx: the case is undeliverable, and the complainant is told.
second=$(story_new --to nobody@provider.example --send 2>"$T/err")
sync 2>/dev/null
is "$(state_of "$second")" undeliverable "a refused recipient makes the case undeliverable"
sync
is "$(mails user@example.org | xargs grep -l '^Auto-Submitted:' | xargs grep -l "$second" | wc -l)" 1 "the complainant is told, once"
touch "$T/smtp-reject-data"
third=$(story_new --send 2>"$T/err")
sync 2>/dev/null
rm "$T/smtp-reject-data"
is "$(state_of "$third")" undeliverable "so does refused content"

# The connection dies after the final dot: the mail may have arrived or not.
fault_start smtp
conf_set smtp "smtps://localhost:$FAULT_PORT"
set_fault 'dot take-drop'
later 60
fourth=$(story_new --send 2>"$T/err")
sync 2>/dev/null
set_fault
is "$(desk_mails "$fourth")" 1 "the server took it before the connection died"
for wait in 5 30 120 600 1440; do
	later "$wait"
	sync 2>/dev/null
done
is "$(desk_mails "$fourth")" 1 "a second copy is never sent"
is "$(state_of "$fourth")" filed "the copy to ourselves shows that it was sent"

set_fault 'dot drop'
fifth=$(story_new --send 2>"$T/err")
sync 2>/dev/null
set_fault
is "$(desk_mails "$fifth")" 0 "here the server did not take it"
later 5
sync 2>/dev/null
unlike "$(status_of "$fifth")" '^(sent|delivered)$' "it does not count as sent"

# Each phase, refused for now or cut off, and then all is well.
for fault in 'connect 421 4.3.2 busy' 'auth 454 4.7.0 later' 'mail 451 4.3.0 later' 'rcpt 451 4.2.1 later' \
	'data 451 4.3.0 later' 'dot 451 4.3.0 later' 'connect drop' 'ehlo drop' 'rcpt drop' 'data drop'; do
	set_fault "$fault"
	case_key=$(story_new --send 2>"$T/err")
	sync 2>/dev/null
	before=$(desk_mails "$case_key")
	set_fault
	later 300
	sync 2>/dev/null
	later 300
	sync 2>/dev/null
	is "$before $(desk_mails "$case_key")" "0 1" "'$fault': sent once, when the server works again"
done

set_fault 'quit drop'
sixth=$(story_new --send 2>"$T/err")
ok "a server that does not wait for QUIT has taken the mail" sync
is "$(desk_mails "$sixth")" 1 "which arrived"
conf_set timeout 2
set_fault 'mail stall'
seventh=$(story_new --send 2>"$T/err")
start=$SECONDS
sync 2>/dev/null
is "$((SECONDS - start < 30))" 1 "a server that says nothing is given up on"
set_fault 'auth 535 5.7.8 no'
later 300
status=0
plaint sync >/dev/null 2>"$T/err" || status=$?
like "$(cat "$T/err")" 'login|535|password|auth' "a refused login is told"
set_fault
later 2000
sync 2>/dev/null
is "$(desk_mails "$seventh")" 1 "and costs no mail"
done_testing
