#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The ladder's last follow-up goes above the desk, and follow-ups bring what is new.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
desk=support@provider.example
providers=$XDG_CONFIG_HOME/plaint/providers
# boss@example.org is above the desk: outside of the provider's domains, which its file knows.
sed "s/^\[support\]/&\nsecond-level = boss@example.org/" "$providers/example.conf" >"$providers/tall.conf"
climb() { # up to the third follow-up
	at 2026-05-06T09:40:00+02:00
	sync
	at 2026-05-07T09:40:00+02:00
	sync
	at 2026-05-13T09:40:00+02:00
}

at 2026-04-30T10:00:00+02:00
key=$(plaint new outage --provider tall --title "vm-4711 cannot be reached" --account-id K-1 \
	--when 2026-04-30T02:10:00+02:00 --text-file "$T/papers/words.txt" --target 192.0.2.10 \
	--evidence "$T/papers/mtr-to-server.txt" --evidence "$T/papers/ping.log" --send 2>"$T/err") || diag "$(cat "$T/err")"
sync
at 2026-04-30T10:05:00+02:00
desk_receipt
sync
like "$(plaint plan "$key")" 'follow-up-3 -> boss@example.org' "the plan says who is above the desk"
like "$(plaint plan "$key")" "follow-up-2 -> $desk" "and that the others go to it"

# New evidence goes with the next follow-up, once.
echo "seen from a third network" >"$T/papers/third.txt"
ok "new evidence" plaint log --evidence "$T/papers/third.txt" "$key" "measured from another place"
at 2026-05-06T09:40:00+02:00
ok "the first follow-up" sync
mail=$(mail_file $desk)
like "$(body "$mail")" '^- third.txt' "names it"
is "$(grep -c 'filename="*third.txt' "$mail") $(grep -c 'filename="*ping.log' "$mail")" "1 0" "has it attached, and nothing old"
like "$(body "$mail")" '2026043010000018' "it cites the ticket"
like "$(body "$mail")" 'due by 2026-05-05' "and the missed date"
unlike "$(body "$mail")" 'has not answered on any port' "and does not repeat the complaint"
at 2026-05-07T09:40:00+02:00
ok "the second follow-up" sync
unlike "$(body "$(mail_file $desk)")" 'third.txt' "does not bring it again"
is "$(mail_count boss@example.org)" 0 "so far nobody above was written to"

at 2026-05-13T09:40:00+02:00
ok "the third follow-up" sync
is "$(mail_count $desk) $(mail_count boss@example.org)" "3 1" "is one mail, to who is above the desk"
mail=$(mail_file boss@example.org)
like "$(header "$mail" Subject)" "2026043010000018.*\[plaint $key\]" "in the same ticket, with our mark"
is "$(header "$mail" In-Reply-To)" "$(header "$T/receipt.eml" Message-ID)" "in the same thread"
like "$(body "$mail")" "because $desk has not settled the complaint of 2026-04-30" "it says who has not answered"
notice=$(find_mail user@example.org "Reminder sent to Example Hosting" 3)
like "$(body "$notice")" 'this time to boss@example.org' "the complainant is told"

# Who is above answers: it is the provider, in the case.
at 2026-05-13T11:00:00+02:00
{
	printf 'From: The Boss <boss@example.org>\nTo: user@example.org\nSubject: Re: %s\nMessage-ID: <b1@example.org>\n' \
		"$(header "$mail" Subject)"
	reply_headers "$mail"
	printf '\nWe have fixed the problem, your server can be reached again. The issue is resolved.\n'
} >"$T/boss.eml"
smtp_send boss@example.org user@example.org "$T/boss.eml"
ok "an answer from above" sync
is "$(state_of "$key")" answered-resolved "moves the case"

# An abuse desk has the support beside it; where there is nobody else, it is the desk again.
at 2026-04-30T10:00:00+02:00
abuse=$(plaint new phishing --provider example --title "a page" --when 2026-04-30T02:10:00+02:00 \
	--target https://a.example/ --text-file "$T/papers/words.txt" --evidence "$T/papers/ping.log" 2>"$T/err")
ok "queue" plaint send --yes "$abuse"
sync
like "$(plaint plan "$abuse")" "follow-up-3 -> $desk" "abuse goes to support in the end"
low=$(story_new --language zh --send 2>"$T/err")
sync
climb
ok "the third follow-up of a desk that is alone" sync
mail=$(find_mail $desk "[plaint $low]" 4)
like "$(body "$mail")" '第三次催办' "goes to it, as the third"
unlike "$(body "$mail")" '故向您反映' "and names nobody else"

# Somebody above who cannot be reached, at once or by a bounce: the desk has the complaint all the same.
for dead in nobody gone; do
	sed "s/^\[support\]/&\nsecond-level = $dead@provider.example/" "$providers/example.conf" >"$providers/$dead.conf"
	at 2026-04-30T10:00:00+02:00
	key=$(plaint new outage --provider "$dead" --title "no way up past $dead" --account-id K-1 \
		--when 2026-04-30T02:10:00+02:00 --text-file "$T/papers/words.txt" --target 192.0.2.10 \
		--evidence "$T/papers/mtr-to-server.txt" --send 2>"$T/err") || diag "$(cat "$T/err")"
	sync
	climb
	state=$(state_of "$key")
	sync
	at 2026-05-13T10:00:00+02:00
	sync
	sync
	is "$(state_of "$key")" "$state" "$dead above the desk: the case stays as it is"
	is "$(json '[.events[] | select(.kind == "channel-undelivered")] | length' plaint show "$key")" 1 "it is in the journal, once"
	notice=$(find_mail user@example.org "Second level not reached: no way up past $dead")
	like "$(body "$notice")" "to $dead@provider.example, and could not be delivered" "the complainant is told who"
	like "$(body "$notice")" "The desk itself \($desk\) has your complaint" "and that the complaint has arrived"
	like "$(plaint plan "$key")" 'notice-escalation' "the ladder goes on"
done

# What a follow-up that never went was to bring is still new.
at 2026-04-30T10:00:00+02:00
key=$(story_new --send 2>"$T/err")
sync
plaint log --evidence "$T/papers/third.txt" "$key" "measured from another place"
at 2026-05-06T04:00:00+02:00
sync
at 2026-05-06T09:40:00+02:00
touch "$T/smtp-defer"
sync 2>/dev/null
rm "$T/smtp-defer"
is "$(json '[.messages[] | select(.kind == "follow-up")][0].status' plaint show "$key")" queued "a follow-up that waits"
ok "is withdrawn" plaint set "$key" waiting-on-you
echo "here it is" >"$T/papers/answer.txt"
ok "the answer" plaint reply --yes --text-file "$T/papers/answer.txt" "$key"
ok "sync" sync
is "$(grep -c 'filename="*third.txt' "$(mail_file $desk)")" 1 "brings what the follow-up was to bring"

# A ladder of one's own: of the case, of the provider.
mkdir -p "$XDG_CONFIG_HOME/plaint/ladders"
printf '[nudge]\nwhen = first-reply overdue\nto = provider\ntemplate = follow-up-2\nconsent = ask\n' \
	>"$XDG_CONFIG_HOME/plaint/ladders/short.conf"
at 2026-04-30T10:00:00+02:00
fails "a ladder that is not there" 65 'ladders/long.conf' plaint new outage --provider example --title x --ladder long
key=$(story_new --ladder short --send 2>"$T/err")
sync
is "$(json '[.[] | select(.what == "follow-up-2")] | length' plaint plan "$key")" 1 "a case has the ladder it names"
is "$(json '[.[] | select(.what == "follow-up-1")] | length' plaint plan "$key")" 0 "and no other"
sed 's/^\[provider\]/&\nladder = short/' "$providers/example.conf" >"$providers/other.conf"
other=$(plaint new outage --provider other --title x --text-file "$T/papers/words.txt" 2>"$T/err")
ok "send" plaint send --yes "$other"
sync
is "$(json '[.[] | select(.what == "follow-up-2")] | length' plaint plan "$other")" 1 "so has the provider's file"
ok "close" plaint close "$other" withdrawn

# A step that asks: prepared, and sent once, when the complainant agrees.
at 2026-05-06T09:40:00+02:00
before=$(mail_count $desk)
ok "a step that asks" sync
is "$(mail_count $desk)" "$before" "sends nothing"
notice=$(find_mail user@example.org "Your consent is needed: vm-4711 cannot be reached [plaint $key]")
like "$(body "$notice")" "plaint send $key" "the complainant is told how to agree"
fails "without a yes nothing goes" 64 'give --yes' plaint send "$key"
ok "sync" sync
is "$(mail_count $desk)" "$before" "nothing goes unasked"
ok "agreed" plaint send --yes "$key"
ok "sync" sync
is "$(mail_count $desk)" $((before + 1)) "it goes"
ok "sync" sync
is "$(mail_count $desk)" $((before + 1)) "once"
is "$(json '[.events[] | select(.kind == "agreed")] | length' plaint show "$key")" 1 "the journal knows who agreed"
fails "and is not to be agreed to again" 65 'has gone' plaint send --yes "$key"

# One that nobody agreed to, and that is answered meanwhile, is not sent later.
at 2026-04-30T10:00:00+02:00
key=$(story_new --ladder short --send 2>"$T/err")
sync
at 2026-05-06T09:40:00+02:00
ok "one more that asks" sync
ok "which is answered" plaint set "$key" answered-resolved
fails "has nothing to agree to any more" 65 'has gone' plaint send --yes "$key"
before=$(mail_count $desk)
ok "sync" sync
is "$(mail_count $desk)" "$before" "and does not go"

# Refused; and agreed to at night.
at 2026-04-30T10:00:00+02:00
key=$(story_new --ladder short --send 2>"$T/err")
night=$(story_new --ladder short --send 2>"$T/err")
sync
at 2026-05-06T09:40:00+02:00
ok "two that ask" sync
ok "one is not wanted" plaint send --discard "$key"
fails "and is gone" 65 'waits for your consent' plaint send --discard "$key"
at 2026-05-06T23:00:00+02:00
ok "one is agreed to at night" plaint send --yes "$night"
ok "sync" sync
is "$(find_mail $desk "[plaint $night]" 2)" "" "it does not go at night"
at 2026-05-07T09:40:00+02:00
ok "sync" sync
like "$(body "$(find_mail $desk "[plaint $night]" 2)")" 'is still open' "it goes in the desk's morning"
is "$(find_mail $desk "[plaint $key]" 2)" "" "and the other never"

# The appeal of plaint-ladders(5): prepared when the provider refuses.
cat >"$XDG_CONFIG_HOME/plaint/ladders/appealing.conf" <<-'CONF'
	[appeal]
	when = rejected
	to = provider
	template = appeal
	consent = ask
CONF
refused() { # a case whose complaint is refused
	at 2026-04-30T10:00:00+02:00
	key=$(story_new --ladder appealing --send 2>"$T/err")
	sync
	at 2026-05-04T09:40:00+02:00
	asked=$(find_mail $desk "[plaint $key]")
	desk_mail "Re: $(header "$asked" Subject)" "$(reply_headers "$asked")" >"$T/no.eml" <<-'TEXT'
	Dear Li Wei,

	we have reviewed your complaint and have to reject it: there is insufficient evidence.
	TEXT
	smtp_send $desk user@example.org "$T/no.eml"
	sync
	is "$(state_of "$key")" answered-rejected "it is refused"
	plaint log --evidence "$T/papers/third.txt" "$key" "measured from another place"
	at 2026-05-05T09:40:00+02:00
	before=$(mail_count $desk)
	ok "an appeal is prepared" sync
}
refused
is "$(mail_count $desk)" "$before" "and not sent"
ok "the complainant agrees" plaint send --yes "$key"
ok "sync" sync
is "$(mail_count $desk)" $((before + 1)) "it goes"
text=$(body "$(mail_file $desk)")
like "$text" 'Your reason was: ".*there is insufficient evidence' "it cites the reason"
is "$(state_of "$key")" working "the case is open again"
is "$(find_mail user@example.org "Reminder sent to Example Hosting: vm-4711 cannot be reached [plaint $key]")" "" \
	"and nobody is told that a reminder went"
refused
echo "my own words" >"$T/papers/own.txt"
ok "an appeal by hand" plaint reply --appeal --yes --text-file "$T/papers/own.txt" "$key"
ok "sync" sync
is "$(mail_count $desk)" $((before + 1)) "goes alone"
fails "the prepared one is withdrawn" 65 'waits for your consent' plaint send --discard "$key"
ok "the journal's chain holds" plaint verify
done_testing
