#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# A desk that does not answer: who else can be turned to, and what they are sent.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
sed -i 's/^\[complainant\]$/&\ncountry = DE/' "$CONF"
desk=support@provider.example
other=abuse@provider.example # stands for a body that takes mail

mkdir -p "$XDG_CONFIG_HOME/plaint/escalation"
body_file() { # NAME LINE...
	local name=$1
	shift
	printf '[escalation]\nname = %s\nkinds = outage\nconfidence = documented\n' "Body $name" \
		>"$XDG_CONFIG_HOME/plaint/escalation/$name.conf"
	printf '%s\n' "$@" >>"$XDG_CONFIG_HOME/plaint/escalation/$name.conf"
}
body_file x-mail "email = $other" "countries = DE" "needs = complained, days 15" "channel = $other"
body_file x-form "url = https://body.example/form" "deadline = 60 days from occurrence"
body_file x-far "countries = FR" "url = https://far.example"

at 2026-04-30T10:00:00+02:00
draft=$(story_new 2>"$T/err") || diag "$(cat "$T/err")"
fails "a complaint that was not sent goes nowhere else" 65 'complained to first' \
	plaint escalate "$draft" --body x-mail
ok "the complaint is queued" plaint send --yes "$draft"
key=$draft
ok "and sent" sync
at 2026-04-30T10:06:00+02:00
desk_receipt
sync

list() { json "$1" plaint escalate "$key" --all; }
is "$(list '[.[].body] | index("x-mail") != null')" true "a body of the country fits"
is "$(list '[.[].body] | index("x-far")')" null "one of another country does not"
like "$(list '.[] | select(.body == "x-mail") | .lacking[0]')" '15 days' "what is lacking is said"
is "$(list '.[] | select(.body == "x-mail") | .open_from')" "2026-05-15T08:00:00Z" "and from when it is open"
is "$(list '.[] | select(.body == "x-form") | .act_by')" "2026-06-29T15:59:59Z" "the complainant's own deadline counts from the day of the event"
like "$(plaint escalate "$key" --all 2>/dev/null)" 'Body x-form \[x-form\]' "people read it as text"
like "$(plaint escalate "$key" --all 2>/dev/null)" 'act by: 2026-06-29' "with the day by which they must act"

# A form: the text alone, to paste.
text=$(plaint escalate "$key" --body x-form 2>"$T/err")
like "$text" 'vm-4711 \(192.0.2.10\) has not answered' "the text says what happened"
like "$text" '2026043010000018' "with the provider's ticket"
like "$text" "complaint sent to $desk" "and a timeline"
like "$(cat "$T/err")" 'https://body.example/form' "where to paste it is said beside"
like "$(plaint escalate "$key" --body x-form --language zh 2>/dev/null)" '事件经过' "in Chinese where that is wanted"
fails "no reference without a body" 64 'want --body' plaint escalate "$key" --done F-1
fails "a body that does not fit" 65 'does not fit' plaint escalate "$key" --body x-far
fails "a body that is none" 65 'x-nobody' plaint escalate "$key" --body x-nobody
ok "that it was done is noted" plaint escalate "$key" --body x-form --done F-2026-17
is "$(list '.[] | select(.body == "x-form") | .done.ref')" F-2026-17 "and listed"
is "$(json '[.events[] | select(.kind == "escalated")] | length' plaint show "$key")" 1 "and in the journal"

# Mail: a draft with the case's mails, sent after consent.
at 2026-05-20T10:00:00+02:00
sync
is "$(list '.[] | select(.body == "x-mail") | .open')" true "after the days it is open"
before=$(mail_count $other)
state=$(state_of "$key")
ok "the mail is prepared" plaint escalate "$key" --body x-mail
ok "again: the draft is replaced" plaint escalate "$key" --body x-mail
sync
is "$(mail_count $other)" "$before" "nothing leaves without consent"
ok "consent" plaint send --yes "$key"
sync
is "$(mail_count $other)" $((before + 1)) "one mail is with the body"
mail=$(mail_file $other)
like "$(header "$mail" Subject)" "\[plaint $key\]\$" "with our token"
like "$(body "$mail")" 'the time for a first reply .* ended' "it names the missed deadline"
is "$(grep -cE 'filename="?[0-9]+-[a-z-]+-[0-9-]+\.eml' "$mail")" \
	"$(json '[.messages[] | select((.direction == "out" and .status == "sent" and .kind != "notice" and .kind != "escalation") or (.direction == "in" and .status == "filed"))] | length' plaint show "$key")" \
	"all the case's mails are attached"
is "$(grep -cE 'filename="?timeline.txt' "$mail")" 1 "and the timeline"
is "$(state_of "$key")" "$state" "the case stays where it is"
fails "it is not written to twice" 65 'already' plaint escalate "$key" --body x-mail

# The complainant's own deadlines are told of before they pass, once, and not for what was done.
body_file x-card "url = https://card.example" "deadline = 60 days from filed" "countries = DE"
body_file x-other "url = https://other.example" "deadline = 62 days from filed" "countries = DE"
plan() { plaint plan "$1" --days 90; }
like "$(plan "$key")" 'notice-act-by -> user@example.org' "a last day is in the plan"
like "$(plan "$key")" 'the last day to turn to Body x-card \[x-card\] is 2026-06-29' "with its reason"
unlike "$(plan "$key")" 'x-form' "what was done is not"
ok "closed without success" plaint close "$key" unsolved
like "$(plan "$key")" 'x-card' "it still matters"
like "$(plaint plan)" "$key  notice-act-by" "also in the plan of all cases"
have() { # how many such notices there are
	local file
	mails user@example.org | while IFS= read -r file; do
		[[ $(header "$file" Subject) != *'too late to turn'* ]] || echo "$file"
	done | wc -l
}
before=$(have)
at 2026-06-15T12:00:00+02:00
sync
notice=$(find_mail user@example.org 'too late to turn' $((before + 1)))
is "$(have)" $((before + 1)) "two weeks before the last day one notice goes"
like "$(body "$notice")" '\[x-card\]' "it names the body"
like "$(body "$notice")" 'act by: 2026-06-29' "and the day"
unlike "$(body "$notice")" 'x-form' "and none that was turned to"
ok "one that is done in time" plaint escalate "$key" --body x-other --done O-1
at 2026-06-29T12:00:00+02:00
sync
is "$(have)" $((before + 1)) "is not told of, and the other not again"
state=closed

# What is too large to attach is left out, and named.
head -c 6000000 /dev/urandom >"$T/papers/capture.pcap"
big=$(story_new --evidence "$T/papers/capture.pcap" --send 2>/dev/null)
sync
at 2026-08-20T10:00:00+02:00
sync
ok "a mail about a case with much evidence" plaint escalate "$big" --body x-mail
like "$(cat "$T/err")" '^1 mails are over the size limit' "it is said that not all fits"
text=$(plaint send --yes "$big" 2>/dev/null)
like "$text" '^Not attached, to stay below 7 MiB, and sent on request: 01-complaint-2026-06-29.eml' "what is left out is named"
like "$text" '\[0[2-9]-follow-up-[0-9-]+\.eml' "the others are there"
like "$text" '\[timeline.txt' "and the timeline"

# A body that cannot be reached makes no complaint undeliverable.
body_file x-gone "email = nobody@provider.example" "countries = DE"
ok "a mail to a dead address" plaint escalate "$key" --body x-gone
plaint send --yes "$key" >/dev/null 2>&1
sync
is "$(state_of "$key")" "$state" "leaves the state alone"
is "$(json '[.events[] | select(.kind == "escalation-undelivered")] | length' plaint show "$key")" 1 "and is in the journal"
ok "the journal's chain holds" plaint verify
done_testing
