#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# What a hand does to the ladder: hold and unhold, snooze, due --set; and what the plan says of it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
desk=support@provider.example
me=user@example.org
new_case() {
	at 2026-04-30T10:00:00+02:00
	key=$(story_new --send 2>"$T/err") || diag "$(cat "$T/err")"
	sync
}
to_desk() { # how many mails of the case are with the desk
	local n=0
	while [[ -n $(find_mail $desk "[plaint $key]" $((n + 1))) ]]; do n=$((n + 1)); done
	echo $n
}
planned() { plaint plan "$key" 2>&1; }

# The plan is what comes: each mail at its hour, with its reason.
new_case
like "$(planned)" '^2026-05-06 15:30 CST  follow-up-1 -> support@provider.example' "the plan has the first follow-up"
like "$(planned)" 'first reply overdue: 2 workdays after Thu 2026-04-30 in DE; Fri 05-01 is a holiday' "and its reason"
is "$(plaint plan --days 3 "$key" 2>&1)" "nothing is planned" "not further ahead than asked for"
fails "nor ahead of nothing" 64 '1 to 3650' plaint plan --days 0 "$key"
at 2026-05-06T09:29:00+02:00
ok "a minute too soon" sync
is "$(to_desk)" 1 "nothing goes"
at 2026-05-06T09:30:00+02:00
ok "on the minute" sync
is "$(to_desk)" 2 "it goes"
ok "close" plaint close "$key" withdrawn
like "$(planned)" 'nothing is planned: it is closed' "a closed case has no plan"

# Held: nothing goes, mail is still read; and on.
new_case
ok "hold" plaint hold "$key"
fails "twice" 65 'held already' plaint hold "$key"
like "$(planned)" "nothing is planned: it is held" "nothing is planned"
at 2026-05-06T09:40:00+02:00
ok "sync" sync
is "$(to_desk)" 1 "nothing goes"
desk_mail "Re: x [plaint $key]" >"$T/working.eml" <<<"Our engineers are working on the problem."
smtp_send $desk $me "$T/working.eml"
ok "an answer" sync
is "$(state_of "$key")" working "is read all the same"
ok "unhold" plaint unhold "$key"
fails "twice" 65 'not held' plaint unhold "$key"
at 2026-05-07T09:40:00+02:00
ok "sync" sync
is "$(to_desk)" 2 "it goes on where it would be by now"
like "$(body "$(find_mail $desk "[plaint $key]" 2)")" 'ended on 2026-05-06' "with the step of today"
ok "close" plaint close "$key" withdrawn

# Snoozed.
new_case
fails "a time that is past" 65 'past' plaint snooze "$key" 2026-04-01
ok "snooze" plaint snooze "$key" 2026-05-11T09:00:00+02:00
like "$(planned | head -1)" '^2026-05-11 15:00 CST  notice-snooze-over' "the plan begins when it is over"
at 2026-05-07T09:40:00+02:00
ok "sync" sync
is "$(to_desk) $(find_mail $me "[plaint $key]" 2)" "1 " "nothing goes meanwhile"
at 2026-05-11T09:40:00+02:00
ok "sync" sync
is "$(to_desk)" 2 "then the newest step goes"
is "$(mails $me | while IFS= read -r f; do header "$f" Subject; done | grep -c "Back from the shelf.*$key")" 1 "and the reminder, once"
ok "close" plaint close "$key" withdrawn

# A deadline by hand.
new_case
ok "due --set" plaint due --set "$key" first-reply 2026-05-12T12:00:00+02:00
like "$(planned | head -1)" '^2026-05-07 15:30 CST  follow-up-2' "the plan follows"
ok "due --set" plaint due --set "$key" overdue 2026-05-14T12:00:00+02:00
like "$(planned | head -1)" '^2026-05-13 15:30 CST  follow-up-1' "for both"
at 2026-05-07T09:40:00+02:00
ok "sync" sync
is "$(to_desk)" 1 "what was counted does not hold any more"
at 2026-05-13T09:40:00+02:00
ok "sync" sync
is "$(to_desk)" 2 "what was set does"
like "$(body "$(find_mail $desk "[plaint $key]" 2)")" 'due by 2026-05-12' "and is what is cited"
fails "no such deadline" 64 'no deadline' plaint due --set "$key" never 2026-05-12
ok "the journal's chain holds" plaint verify
done_testing
