#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The story of plaint: a complaint's life from filing to closing, and one that bounces.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
desk=support@provider.example
me=user@example.org

# The mails to the complainant: the copies which plaint sends to itself of what goes to the desk
# are in the same mailbox, and so is what the desk wrote.
notices() {
	local file
	mails "$me" | while IFS= read -r file; do
		[[ $(header "$file" To) == *user@example.org* && $(header "$file" From) == *user@example.org* ]] &&
			echo "$file"
	done
}
notice_count() { notices | wc -l; }
last_notice() { notices | tail -1; }

# Filed: Thursday, ten in the morning in Berlin.
at 2026-04-30T10:00:00+02:00
key=$(story_new --send 2>"$T/err") || diag "$(cat "$T/err")"
like "$key" '^[0-9A-HJKMNP-TV-Z]{6}$' "plaint new prints the key, alone"
ok "sync sends the complaint" sync
is "$(mail_count $desk)" 1 "the desk has one mail"
complaint=$(mail_file $desk)
like "$(header "$complaint" Subject)" "\[plaint $key\]\$" "its subject ends in the token"
like "$(header "$complaint" From)" 'Li Wei.*<user@example.org>' "it comes from the account"
like "$(header "$complaint" Message-ID)" '^<[^ ]+@[^ ]+>$' "it has a Message-ID"
is "$(header "$complaint" Auto-Submitted)" "" "it is sent for a person, and says nothing else"
like "$(body "$complaint")" 'vm-4711 \(192.0.2.10\) has not answered' "it says what was written"
like "$(body "$complaint")" 'K-20817' "it names the account at the provider"
is "$(grep -ciE 'filename.*"?(mtr-to-server.txt|ping.log)' "$complaint")" 2 "both pieces of evidence are attached"
is "$(grep -ci '^bcc:' "$complaint")" 0 "no Bcc shows"
is "$(awk 'length($0) > 999' "$complaint")" "" "no line is over 998 octets"
is "$(state_of "$key")" filed "the case is filed"

# Receipt: a machine's answer with a ticket's number.
at 2026-04-30T10:06:00+02:00
desk_receipt
ok "sync reads the receipt" sync
is "$(state_of "$key")" acknowledged "the case is acknowledged"
is "$(mail_count $desk)" 1 "a machine is not answered"

# Nobody answers: Friday is a holiday, then the weekend, then two workdays.
for day in 05-01 05-02 05-04 05-05; do
	at 2026-${day}T12:00:00+02:00
	sync
done
is "$(mail_count $desk)" 1 "nothing is sent while the first reply is not due"
is "$(state_of "$key")" acknowledged "and the state stays"
before=$(notice_count)
at 2026-05-06T10:00:00+02:00
ok "sync on the day after" sync
is "$(mail_count $desk)" 2 "follow-up 1 is with the desk"
follow1=$(mail_file $desk)
first_id=$(header "$complaint" Message-ID)
receipt_id=$(header "$T/receipt.eml" Message-ID)
is "$(header "$follow1" In-Reply-To)" "$receipt_id" "it answers the desk's newest mail"
contains "$(header "$follow1" References)" "$first_id" "in the thread of the complaint"
like "$(header "$follow1" Subject)" '2026043010000018.*\[plaint '"$key"'\]' "under the desk's ticket and our token"
like "$(body "$follow1")" '2026043010000018' "it cites the ticket"
unlike "$(body "$follow1")" 'packet loss begins' "and does not repeat the complaint"
is "$(($(notice_count) - before))" 1 "the complainant got a reminder"
like "$(header "$(last_notice)" Auto-Submitted)" '^auto-' "which says that a machine sent it"
like "$(cat "$(last_notice)")" "$key" "and names the case"

# The desk answers under its number, in a new thread.
at 2026-05-06T15:00:00+02:00
before=$(notice_count)
desk_working
ok "sync reads the answer" sync
is "$(state_of "$key")" working "engineers are on it: working"
is "$(mail_count $desk)" 2 "it is not answered"
is "$(($(notice_count) - before))" 1 "the complainant is told"
like "$(body "$(last_notice)")" 'engineers are working on the problem' "what the desk wrote"
unlike "$(json '.deadlines[] | select(.what | test("first")) | .met' plaint show "$key")" '^(null|false)$' \
	"a person's answer meets the first-reply deadline"

# The window passes.
before=$(notice_count)
at 2026-05-07T10:00:00+02:00
ok "sync after the window" sync
is "$(mail_count $desk)" 3 "follow-up 2 is with the desk"
follow2=$(mail_file $desk)
is "$(header "$follow2" In-Reply-To)" "$(header "$T/working.eml" Message-ID)" "it answers the desk's newest mail"
like "$(body "$follow2")" '(2026-04-30|30 April 2026|April 30)' "it names the day of the complaint"
like "$(body "$follow2")" '3 workdays|3 working days' "and the documented window"
is "$(($(notice_count) - before))" 1 "the complainant is reminded"

# Resolved, says the desk.
before=$(notice_count)
at 2026-05-07T16:00:00+02:00
desk_resolved
ok "sync reads that it is resolved" sync
is "$(state_of "$key")" answered-resolved "the case is answered-resolved"
is "$(($(notice_count) - before))" 1 "the complainant is asked"
like "$(body "$(last_notice)")" "plaint close $key" "to confirm, and how"
like "$(json '[.events[] | select(.verdict == "resolved")][0].because | tostring' plaint show "$key")" 'resolved' \
	"plaint show says which words led to it"
unlike "$(json '.events[].text' plaint show "$key")" 'packet loss begins' "the quoted complaint is not read as the answer"

ok "the complainant closes the case" plaint close "$key" solved
is "$(json '.state + " " + .outcome' plaint show "$key")" "closed solved" "it is closed as solved"
is "$(json 'length' plaint list)" 0 "plaint list shows open cases only"

# A second complaint bounces.
at 2026-05-08T10:00:00+02:00
before=$(notice_count)
second=$(story_bounce 2>"$T/err") || diag "$(cat "$T/err")"
like "$second" '^[0-9A-HJKMNP-TV-Z]{6}$' "a second complaint is filed"
ok "sync sends it" sync
ok "sync reads the bounce" sync
is "$(state_of "$second")" undeliverable "the case is undeliverable"
is "$(($(notice_count) - before))" 1 "the complainant is told"
like "$(body "$(last_notice)")" 'gone@provider.example' "which address failed"

# Nothing more happens.
total=$(mail_total)
for minute in 01 02 03 04 05 06 07 08 09 10; do
	at "2026-05-08T11:$minute:00+02:00"
	sync
done
is "$(mail_total)" "$total" "ten more syncs send nothing"
ok "the journal's chain holds" plaint verify
like "$(LC_ALL=C.UTF-8 plaint show "$key" 2>&1)" 'vm-4711 cannot be reached' "plaint show tells it to people"
done_testing
