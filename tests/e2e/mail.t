#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Which case a mail belongs to, and mail as odd as it comes.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
me=user@example.org
desk=support@provider.example
at 2026-06-01T10:00:00+02:00
key=$(story_new --send 2>"$T/err")
other=$(story_new --send 2>"$T/err")
sync
asked=$(mails $desk | xargs grep -l "plaint $key" | head -1)
received() { json '[.messages[] | select(.direction == "in")] | length' plaint show "$1"; }
unfiled() { json length plaint unfiled; }
mail() { # SUBJECT [HEADER...] : a mail to the complainant, its text on stdin, in $T/mail.eml
	local subject=$1
	shift
	printf 'From: %s\nTo: %s\nSubject: %s\nDate: %s\n' "${from:-Desk <$desk>}" "${to:-$me}" "$subject" "$(rfc5322_now)"
	[[ ${id-} == none ]] || printf 'Message-ID: <%s>\n' "${id:-odd.$BASHPID.$SRANDOM@provider.example}"
	(($#)) && printf '%s\n' "$@"
	echo
	cat
}
arrives() { # it comes, and sync reads it
	cat >"$T/mail.eml"
	drop_mail $me "$T/mail.eml"
	ok "sync reads: $1" sync
}

# Threading, by each way in turn.
mail 'Re: something' "In-Reply-To: $(header "$asked" Message-ID)" <<<'one' | arrives "an answer by In-Reply-To"
is "$(received "$key")" 1 "it is filed"
mail 'Re: something' "References: <x@y.example> $(header "$asked" Message-ID)" <<<'two' | arrives "an answer by References"
is "$(received "$key")" 2 "it is filed"
mail "your mail [plaint ${key,,}]" <<<'three' | arrives "an answer by the subject's token, in lower case"
is "$(received "$key")" 3 "it is filed"
mail 'your mail' <<<"You wrote [plaint $key], we will see" | arrives "an answer by the token in the text"
is "$(received "$key")" 4 "it is filed"
to=user+$key@example.org mail 'your mail' <<<five | arrives "an answer by the plus-address"
is "$(received "$key")" 5 "it is filed"
mail '[#998877] received' "In-Reply-To: $(header "$asked" Message-ID)" <<<'Your ticket is 998877.' | arrives "a ticket number"
mail '[#998877] news' <<<'seven' | arrives "an answer by the ticket number alone"
is "$(received "$key")" 7 "it is filed"
is "$(received "$other")" 0 "the other case has none of these"

# Strangers.
state=$(state_of "$key")
from='Mallory <mallory@stranger.example>' mail "solved [plaint $key]" <<<'The problem is resolved, please close the ticket.' |
	arrives "a stranger's mail with the token"
is "$(state_of "$key")" "$state" "it changes no state"
is "$(json '[.messages[] | select(.flagged)] | length' plaint show "$key")" 1 "and is flagged"
before=$(unfiled)
from='Aunt <aunt@family.example>' mail 'Sunday' <<<'cake at four' | arrives "mail that is none of plaint's business"
is "$(unfiled)" "$before" "it is not unfiled"
is "$(grep -c 'cake at four' "$STORE" "$STORE-wal" 2>/dev/null | awk -F: '{n += $2} END {print n + 0}')" 0 "its bytes are not kept"
draft=$(story_new 2>"$T/err")
from='Desk <new-desk@provider.example>' mail 'A word' <<<'We have news for you.' | arrives "mail of the provider that names no case"
is "$(unfiled)" "$((before + 1))" "it waits unfiled"
unfiled_id=$(json '.[0].id' plaint unfiled)
is "$(json '.[0].cases | sort | join(" ")' plaint unfiled)" "$(printf '%s\n' "$key" "$other" | sort | paste -sd ' ')" "with the likeliest cases, of which the draft $draft is none"
ok "and can be filed by hand" plaint unfiled file "$unfiled_id" "$other"
is "$(received "$other")" 1 "to a case"

# Odd mail.
to='undisclosed-recipients:;' mail "bcc [plaint $key]" <<<'we see to it' | arrives "mail which has us only in Bcc"
is "$(received "$key")" 9 "it is filed"
id=none mail "no id [plaint $key]" <<<'we see to it' | arrives "mail without a Message-ID"
is "$(received "$key")" 10 "it is filed"
drop_mail $me "$T/mail.eml"
sync
is "$(received "$key")" 10 "and the same bytes again are not filed again"
id=twice@provider.example mail "twice [plaint $key]" <<<'the first' | arrives "a Message-ID"
id=twice@provider.example mail "twice [plaint $key]" <<<'the second, and other' | arrives "the same one with other bytes"
is "$(received "$key")" 12 "both are kept"
is "$(json '[.messages[] | select((.message_id // "") | test("twice@")) | select(.flagged)] | length' plaint show "$key")" 1 "and one is flagged"
mail "broken [plaint $key]" 'MIME-Version: 1.0' 'Content-Type: multipart/mixed; boundary="never"' <<<$'--other\n\nwhat\n--never\nContent-Type: text/plain; charset=nonesuch\n\nwe see to it \xff\xfe' |
	arrives "broken MIME"
is "$(received "$key")" 13 "it is filed"
{
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nplease see the file\n--b\nContent-Type: application/octet-stream; name=log.bin\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=log.bin\n\n'
	head -c 22000000 /dev/zero | base64
	printf -- '--b--\n'
} >"$T/body"
{ printf 'From: %s\nTo: %s\nSubject: big [plaint %s]\nMessage-ID: <big@provider.example>\n' $desk $me "$key"; cat "$T/body"; } |
	arrives "a 30 MB attachment"
is "$(received "$key")" 14 "it is filed"
{
	printf 'From: %s\nTo: %s\nSubject: deep [plaint %s]\nMessage-ID: <deep@provider.example>\nMIME-Version: 1.0\n' $desk $me "$key"
	for i in {1..100}; do printf 'Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n' "$i" "$i"; done
	printf 'Content-Type: text/plain\n\nwe see to it\n'
	for i in {100..1}; do printf -- '--b%d--\n' "$i"; done
} | arrives "a hundred nested parts"
is "$(received "$key")" 15 "it is filed"
is "$(mail_count $desk)" 2 "nothing of all this was answered"
ok "the chain and the hashes hold" plaint verify
done_testing
