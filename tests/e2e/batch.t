#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Several answers wait, to three cases: each case's complainant is told once, of all of them, and of
# how the case stands when all are read. What is not sure is asked by itself.
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
third=$(story_new --send 2>"$T/err") || diag "$(cat "$T/err")"
sync
last=$(mail_file $desk)

answer() { # COMPLAINT : an answer to it with the text of stdin
	desk_mail "Re: $(header "$1" Subject)" "$(reply_headers "$1")" >"$T/answer.eml"
	smtp_send $desk $me "$T/answer.eml"
	settle
}
at 2026-04-30T11:00:00+02:00
answer "$complaint" <<<"Hello, we have received your complaint. Your ticket number is 2026043010000018."
answer "$complaint" <<<"We are working on it: an engineer replaces the switch now."
# More text than a notice has room for.
{ yes "We have replaced the switch, and every port of it is up again." || true; } | head -c 1200000 >"$T/long.txt"
answer "$other" <<<"We are working on it: an engineer replaces the switch now."
answer "$other" <<<"Please send us a traceroute to 192.0.2.10 and the output of dmesg."
answer "$complaint" <<<"Your server has been repaired and is reachable again. Please check."
answer "$complaint" <<<"Dear customer, blue moons and green rivers."
answer "$last" <"$T/long.txt"
counts=$(plaint sync --json)
settle
is "$(jq -c '[.filed, .broken]' <<<"$counts")" "[7,0]" "all are filed"
is "$(state_of "$first")" answered-resolved "the first case is answered"
is "$(state_of "$second")" waiting-on-you "the second waits for its complainant"

notices_of() { # KEY : their subjects, in the order in which they were queued
	json '.messages[] | select(.direction == "out" and .kind == "notice") | .subject' plaint show "$1"
}
notice() { # KEY SUBJECT : the text of the notice with it
	sqlite3 "$STORE" "SELECT bytes FROM raw JOIN message ON id = message JOIN outgoing USING (message)
		WHERE key = '$1' AND purpose = 'notice' AND subject LIKE '%$2%'"
}
notices_of "$first" >"$T/notices"
is "$(grep -vc 'What does this answer mean' "$T/notices")" 1 "three changes of the first case are told in one notice"
notice "$first" "Please check" >"$T/notice"
like "$(cat "$T/notice")" '> Your server has been repaired' "it is the newest one's"
like "$(cat "$T/notice")" 'They have also written:' "and tells the others:"
like "$(grep -A1 'support@provider.example, .* (ack):' "$T/notice")" '> Hello, we have received' "the receipt"
like "$(grep -A1 'support@provider.example, .* (working):' "$T/notice")" '> We are working on it' \
	"and that they worked"
is "$(notices_of "$second" | wc -l)" 1 "the second case's two changes have one"
notice "$second" "needs something" >"$T/notice"
like "$(cat "$T/notice")" 'an engineer replaces the switch' "with both mails in it"
is "$(notices_of "$third" | wc -l)" 1 "the long answer has one too"
like "$(sqlite3 "$STORE" "SELECT bytes FROM raw JOIN outgoing USING (message)
	WHERE key = '$third' AND purpose = 'notice'" | tail -c 3000)" 'the rest stands in the mail itself' \
	"which says that there is more"
is "$(sqlite3 "$STORE" 'SELECT count(*) FROM owed')" 0 "nothing is owed any more"

# A template of the user's that has no place for the others: each mail is told by itself.
mkdir -p "$XDG_CONFIG_HOME/plaint/templates/en"
sed '/{{#also}}/,/{{\/also}}/d' "$TOP/etc/templates/en/notice-need-info.txt" \
	>"$XDG_CONFIG_HOME/plaint/templates/en/notice-need-info.txt"
answer "$last" <<<"We are working on it: an engineer replaces the switch now."
answer "$last" <<<"Please send us a traceroute to 192.0.2.10 and the output of dmesg."
sync
is "$(notices_of "$third" | wc -l)" 3 "without a place for others each mail has a notice"

# A damaged one: the round says so, the case has moved, and its notice is told when it is mended.
echo "Subject: {{nonsense}}" >"$XDG_CONFIG_HOME/plaint/templates/en/notice-resolved-confirm.txt"
answer "$other" <<<"Your server has been repaired and is reachable again. Please check."
fails "a damaged template is told" 78 'notice-resolved-confirm.txt:1: unknown value' plaint sync
is "$(state_of "$second")" answered-resolved "the case has moved all the same"
is "$(notices_of "$second" | wc -l)" 1 "its notice waits"
rm "$XDG_CONFIG_HOME/plaint/templates/en/notice-resolved-confirm.txt"
sync
is "$(notices_of "$second" | wc -l)" 2 "and goes when the template is mended"

# One that grows too long to be a mail: all of its case waits, also what could be written, and nobody else.
{ echo 'Subject: {{title}}'; echo; printf '{{reply_text}}\n%.0s' {1..20}; } \
	>"$XDG_CONFIG_HOME/plaint/templates/en/notice-resolved-confirm.txt"
answer "$last" <<<"Dear customer, blue moons and green rivers."
answer "$last" <"$T/long.txt"
answer "$other" <<<"We are working on it: an engineer replaces the cable now."
fails "a notice that is too long is told" 65 "case $third: notice-resolved-confirm: .*larger than 1048576" \
	plaint sync
is "$(state_of "$third")" answered-resolved "its case has moved all the same"
is "$(notices_of "$third" | wc -l)" 3 "and waits for both its notices"
is "$(notices_of "$second" | wc -l)" 3 "while another case is told"
is "$(sqlite3 "$STORE" 'SELECT group_concat(DISTINCT key) FROM owed')" "$third" "that one alone is owed any"
rm "$XDG_CONFIG_HOME/plaint/templates/en/notice-resolved-confirm.txt"
sync
is "$(notices_of "$third" | wc -l)" 5 "both go when they can be written"
like "$(notices_of "$third" | tail -2 | head -1)" 'What does this answer mean' "in the order of what they tell"

# Of very many the newest are shown, and those before them are counted.
for ((i = 1; i <= 14; i++)); do
	answer "$complaint" <<<"We are working on it: an engineer replaces switch number $i now."
done
sync
notice "$first" "working on it" >"$T/notice"
is "$(grep -c '^> We are working on it' "$T/notice")" 11 "a notice shows its own mail and ten others"
like "$(cat "$T/notice")" "and 3 before these: plaint show $first" "says how many there are before them, and where"
like "$(grep -A1 'have also written' "$T/notice" | tail -1)" 'and 3' "before it shows the others"
counts=$(plaint sync --json)
settle
is "$(jq -c '[.filed, .sent]' <<<"$counts")" "[0,0]" "once more: nothing"
ok "the journal is whole" plaint verify
done_testing
