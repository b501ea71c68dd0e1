#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Reading the mailbox: nothing lost, nothing read twice, whatever the IMAP server does.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
me=user@example.org
at 2026-06-01T09:00:00+02:00
printf 'From: aunt@example.net\nTo: %s\nSubject: old\nMessage-ID: <old@example.net>\n\nhello\n' $me >"$T/old"
drop_mail $me "$T/old"
at 2026-06-01T10:00:00+02:00
key=$(story_new --send 2>"$T/err")
sync
at 2026-06-01T10:06:00+02:00
desk_receipt
desk_working

# The connection is cut at many places of the session: the login, the folder, the fetch.
fault_start proxy "$IMAPS_PORT"
conf_set imap "imaps://localhost:$FAULT_PORT/INBOX"
conf_set timeout 3
for bytes in 0 100 1000 1500 1800 2000 2200 2500 3000 3500 4000 5000; do
	set_fault "cut $bytes"
	plaint sync >/dev/null 2>"$T/err" </dev/null
	status=$?
	[[ $status == 0 || $status == 75 ]] || fail "a cut after $bytes bytes is 'try later'" "status $status: $(cat "$T/err")"
done
set_fault 'stall 1500'
start=$SECONDS
plaint sync >/dev/null 2>&1 </dev/null
is "$((SECONDS - start < 30))" 1 "a server that says nothing is given up on"
set_fault
conf_set timeout 60 # a busy machine is no fault
ok "a good connection then reads the rest" sync
conf_set imap "imaps://localhost:$IMAPS_PORT/INBOX"
is "$(state_of "$key")" working "nothing was lost"
count() { json '[.messages[] | select(.direction == "in")] | length' plaint show "$key"; }
is "$(count)" 2 "nothing was read twice"
is "$(mail_count support@provider.example)" 1 "and nothing was sent"

# The mailbox stays the user's.
imap() { curl -sS -m 20 --cacert "$T/tls/ca.pem" --user $me:secret "imaps://localhost:$IMAPS_PORT/INBOX" -X "$1" 2>&1; }
flags=$(imap 'FETCH 1:* FLAGS')
unlike "$flags" 'Seen|Deleted' "no mail is marked as seen or deleted"
is "$(grep -c 'Plaint' <<<"$flags")" 2 "the keyword marks what is filed"

# UIDVALIDITY changes: Dovecot forgets its UIDs, as after a restored backup.
total=$(mail_total)
events=$(json '.events | length' plaint show "$key")
old=$(imap 'STATUS INBOX (UIDVALIDITY)' | tr -dc 0-9)
rm -f "$T/mail/$me"/dovecot*
sed -i 1d "$T/mail/$me/dovecot-uidlist" 2>/dev/null
sleep 1.1 # UIDVALIDITY is made of the time in seconds
is "$(($(imap 'STATUS INBOX (UIDVALIDITY)' | tr -dc 0-9) != old))" 1 "UIDVALIDITY has changed"
ok "sync goes on" sync
is "$(count)" 2 "no message is kept twice"
is "$(json '.events | length' plaint show "$key")" "$events" "nothing is digested twice"
is "$(mail_total)" "$total" "and nothing is sent"
at 2026-06-01T11:00:00+02:00
desk_resolved
ok "new mail after the change" sync
is "$(state_of "$key")" answered-resolved "is read"

# The login is refused; the network is away.
echo wrong >"$T/password"
fails "a refused login is told, with what to do" 77 'login|password' plaint sync
echo secret >"$T/password"
conf_set imap "imaps://localhost:1/INBOX"
fails "no network is 'try later'" 75 'onnect' plaint sync
conf_set imap "imaps://no-such-host.invalid/INBOX"
fails "and so is a name that cannot be looked up" "75|78" 'no-such-host.invalid' plaint sync
conf_set imap "imaps://localhost:$IMAPS_PORT/INBOX"

# Mail from before plaint was set up is left alone.
is "$(json '[.[]] | length' plaint unfiled)" 0 "old mail is none of plaint's business"
ok "the chain holds" plaint verify
done_testing
