#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Several answers wait, to two cases, and one of them cannot be told of: the others are digested all
# the same, each notice is there once, and in the order of what caused them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
me=user@example.org
desk=support@provider.example

at 2026-04-30T10:00:00+02:00
first=$(story_new --send 2>"$T/err") || diag "$(cat "$T/err")"
sync
complaint=$(mail_file $desk)
second=$(story_new --send 2>"$T/err") || diag "$(cat "$T/err")"
sync
other=$(mail_file $desk)
before=$(mail_count $me)

answer() { # COMPLAINT : an answer to it with the text of stdin
	desk_mail "Re: $(header "$1" Subject)" "$(reply_headers "$1")" >"$T/answer.eml"
	smtp_send $desk $me "$T/answer.eml"
	settle
}
at 2026-04-30T11:00:00+02:00
answer "$complaint" <<<"Hello, we have received your complaint. Your ticket number is 2026043010000018."
answer "$complaint" <<<"We are working on it: an engineer replaces the switch now."
# More text than a notice may have.
{ yes "The switch has been replaced and everything works again." || true; } | head -c 1200000 >"$T/long.txt"
answer "$complaint" <"$T/long.txt"
answer "$other" <<<"Please send us a traceroute to 192.0.2.10 and the output of dmesg."
answer "$complaint" <<<"Your server has been repaired and is reachable again. Please check."
counts=$(plaint sync --json)
settle
is "$(jq -c '[.filed, .broken]' <<<"$counts")" "[4,1]" "one is set aside, the others are filed"
like "$(plaint unfiled)" 'larger than' "with the reason"
is "$(state_of "$first")" answered-resolved "the first case is answered"
is "$(state_of "$second")" waiting-on-you "the second waits for its complainant"

notices_of() { # KEY : their subjects, in the order in which they were queued
	json '.messages[] | select(.direction == "out" and .kind == "notice") | .subject' plaint show "$1"
}
notices_of "$first" >"$T/notices"
is "$(wc -l <"$T/notices")" 3 "the first case's three changes have a notice each"
like "$(sed -n 2p "$T/notices")" 'working on it' "told in their order"
like "$(sed -n 3p "$T/notices")" 'Please check' "the last one last"
is "$(notices_of "$second" | wc -l)" 1 "the second case's one change has one"
counts=$(plaint sync --json)
settle
is "$(jq -c '[.filed, .sent]' <<<"$counts")" "[0,0]" "once more: nothing"
ok "the journal is whole" plaint verify
done_testing
