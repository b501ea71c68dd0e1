#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# A desk that refuses: the appeal is prepared, shown, and goes into the same ticket.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
desk=support@provider.example

desk_rejected() {
	local asked
	asked=$(mail_file $desk 1)
	desk_mail "Re: [Ticket#2026043010000018] $(header "$asked" Subject)" \
		"$(reply_headers "$asked")" >"$T/rejected.eml" <<-'TEXT'
	Hello Li Wei,

	we have reviewed your complaint and have to reject it: there is insufficient evidence.

	Kind regards
	Anna Schmidt
	Example Hosting support
	TEXT
	smtp_send $desk user@example.org "$T/rejected.eml"
}

at 2026-04-30T10:00:00+02:00
key=$(story_new --send 2>"$T/err") || diag "$(cat "$T/err")"
sync
fails "what is not refused is not appealed against" 65 'only a refusal' plaint reply --appeal --yes "$key"
at 2026-05-04T11:00:00+02:00
desk_rejected
ok "sync reads the refusal" sync
is "$(state_of "$key")" answered-rejected "the case is refused"
notice=$(mails user@example.org | while IFS= read -r file; do
	[[ $(header "$file" Subject) == *[Rr]efused* ]] && echo "$file"
done | tail -1)
contains "$(body "$notice")" "plaint reply --appeal $key" "the notice names the appeal"

echo "second log, from another network" >"$T/papers/new.log"
echo "The new log shows it from a third network." >"$T/papers/appeal.txt"
before=$(mail_count $desk)
fails "without a yes nothing is sent" 64 'give --yes' \
	plaint reply --appeal --text-file "$T/papers/appeal.txt" --evidence "$T/papers/new.log" "$key" </dev/null
is "$(state_of "$key")" answered-rejected "and the case stays"
at 2026-05-05T10:00:00+02:00
shown=$(plaint reply --appeal --yes --text-file "$T/papers/appeal.txt" \
	--evidence "$T/papers/new.log" "$key" 2>"$T/err") || diag "$(cat "$T/err")"
like "$shown" 'there is insufficient evidence' "it is shown"
is "$(state_of "$key")" working "queued: the case is working again"
ok "sync sends it" sync
is "$(mail_count $desk)" $((before + 1)) "one mail is with the desk"
mail=$(mail_file $desk)
text=$(body "$mail")
is "$(header "$mail" In-Reply-To)" "$(header "$T/rejected.eml" Message-ID)" "it answers the refusal"
like "$(header "$mail" Subject)" '2026043010000018.*\[plaint '"$key"'\]' "in the same ticket"
like "$text" 'answer of [^ ]*2026-05-04' "it names the day of the refusal"
like "$text" 'Your reason was: ".*there is insufficient evidence' "and its reason, cited"
like "$text" 'from a third network' "the complainant's words"
like "$text" '- new\.log' "the new evidence by name"
unlike "$text" '- ping\.log' "the old one not again"
like "$text" "2026-04-30 10:00 CEST  complaint sent to $desk" "the timeline, in the desk's own time"
like "$text" 'My request remains: Please restore the service' "what is asked"
is "$(grep -c 'filename="*new.log' "$mail")" 1 "the new evidence is attached"
is "$(grep -c 'filename="*ping.log' "$mail")" 0 "what they have is not"
is "$(header "$mail" Auto-Submitted)" "" "it is sent for a person"
is "$(json '[.events[] | select(.kind == "appeal-queued")] | length' plaint show "$key")" 1 "the journal has it, once"
fails "it is not appealed twice" 65 'only a refusal' plaint reply --appeal --yes "$key"

# Refused once more, by a mail that plaint cannot read and the complainant can: its reason is not that
# of the refusal which was appealed against.
at 2026-05-05T10:30:00+02:00
desk_mail "Re: $(header "$mail" Subject)" "$(reply_headers "$mail")" >"$T/again.eml" <<-'TEXT'
	Hello,

	the lamp over the door is blue, as the one before it was.
TEXT
smtp_send $desk user@example.org "$T/again.eml"
ok "an answer that says little" sync
ok "is a refusal" plaint set --no-learn "$key" answered-rejected
shown=$(plaint reply --appeal --yes "$key" 2>"$T/err") || diag "$(cat "$T/err")"
like "$shown" 'your answer of 2026-05-05' "a second appeal answers the second refusal"
unlike "$shown" 'Your reason was' "and not the reason of the first"
ok "sync" sync

# While a person writes or thinks, the store is free: another plaint can write.
at 2026-05-05T11:00:00+02:00
ok "refused again" plaint set "$key" answered-rejected
cat >"$T/editor" <<-SH
	#!/bin/sh
	echo "One more thing." >>"\$1"
	plaint log $key "written meanwhile" || exit 1
	[ -z "\$MOVE" ] || plaint set $key working
SH
chmod +x "$T/editor"
on_terminal() { # ANSWER COMMAND... : with a terminal to be asked on
	local answer=$1
	shift
	echo "$answer" | EDITOR="$T/editor" script -qec "$*" /dev/null >"$T/typed"
}
ok "the store is not held while the appeal is edited" on_terminal y plaint reply --appeal "$key"
is "$(state_of "$key")" working "and the appeal is queued"
like "$(plaint log "$key" x 2>&1; plaint show "$key")" 'written meanwhile' "both are there"
ok "refused once more" plaint set "$key" answered-rejected
queued=$(json '[.events[] | select(.kind == "appeal-queued")] | length' plaint show "$key")
MOVE=1 EDITOR="$T/editor" fails "a case that changed meanwhile is not answered unseen" 65 'changed while you wrote' \
	plaint reply --yes "$key"
kept=$(grep -o '/[^ ]*plaint-reply-[^ ]*[.]txt' "$T/err")
like "$(cat "$kept")" 'One more thing' "what was written is kept"
rm -f "$kept"
is "$(json '[.events[] | select(.kind == "appeal-queued" or .kind == "reply-queued")] | length' plaint show "$key")" \
	"$queued" "nothing is queued"

# The same in Chinese, as prepared.
at 2026-05-06T10:00:00+02:00
zh=$(story_new --language zh --send 2>"$T/err") || diag "$(cat "$T/err")"
sync
ok "refused by phone, says the complainant" plaint set "$zh" answered-rejected
shown=$(plaint reply --appeal --yes "$zh" 2>"$T/err") || diag "$(cat "$T/err")"
like "$shown" '提出申诉' "a case in Chinese is appealed in Chinese"
like "$shown" '事件经过' "with its timeline"
unlike "$shown" '贵司给出的理由' "and no reason where none was written"
ok "the journal's chain holds" plaint verify
done_testing
