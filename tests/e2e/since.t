#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Where the first look at a mailbox begins, and looking further back later.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
me=user@example.org
desk=support@provider.example
unfiled() { json length plaint unfiled; }
mail() { # SUBJECT [HEADER] : from the desk, its text on stdin, into the mailbox
	local subject=$1
	shift
	{
		printf 'From: Desk <%s>\nTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <since.%s@provider.example>\n' \
			$desk $me "$subject" "$(rfc5322_now)" $SRANDOM
		(($#)) && printf '%s\n' "$@"
		echo
		cat
	} >"$T/mail.eml"
	drop_mail $me "$T/mail.eml"
}

at 2026-05-20T10:00:00+02:00
mail 'A word' <<<'Your server will be moved.'
at 2026-05-28T10:00:00+02:00
mail 'Another word' <<<'Your server has been moved.'
at 2026-06-01T10:00:00+02:00
ok "the first look" sync
is "$(json .fetched plaint sync)" 0 "leaves alone what was there before"
key=$(story_new --send 2>"$T/err")
sync
asked=$(mail_file $desk)
mail 'Re: something' "In-Reply-To: $(header "$asked" Message-ID)" <<<'We are working on it.'
sync
events=$(json '.events | length' plaint show "$key")
received=$(json '.messages | length' plaint show "$key")

# Nothing was passed over from the day of the first look on.
at 2026-06-02T10:00:00+02:00
ok "a later day than the first look's is taken" plaint sync --since 2026-06-02
like "$(cat "$T/err")" '^--since 2026-06-02: mail from that day on has been looked at before$' "and it is said that there is nothing older"
plaint sync --quiet --since 2026-06-02 >"$T/out" 2>&1
is "$(cat "$T/out")" "" "but not with --quiet"
is "$(unfiled)" 0 "the mail from before is still left alone"

# Further back, a step at a time.
read_as='"\(.filed) \(.unfiled)"'
is "$(json "$read_as" plaint sync --since 2026-05-25)" "0 1" "an earlier day looks back as far"
is "$(cat "$T/err")" "" "and says nothing of it"
is "$(unfiled)" 1 "what the desk wrote is seen"
is "$(json .fetched plaint sync --since 2026-05-25)" 0 "once"
is "$(json "$read_as" plaint sync --since 2026-05-01)" "0 1" "an earlier day still looks back further"
is "$(unfiled)" 2 "and finds the rest"
is "$(json '.events | length' plaint show "$key")" "$events" "what was read before is not read twice"
is "$(json '.messages | length' plaint show "$key")" "$received" "nor kept twice"
ok "the journal is unbroken" plaint verify

# What is new comes as ever.
mail 'Re: something' "In-Reply-To: $(header "$asked" Message-ID)" <<<'It is done, the server is back.'
is "$(json .fetched plaint sync)" 1 "after it, new mail alone is fetched"

sed -i 's/^language = en/language = zh/' "$CONF"
plaint sync --since 2026-06-01 >"$T/out" 2>"$T/err"
like "$(cat "$T/err")" '^--since 2026-06-01：该日起的邮件早已查看过' "it is said in Chinese"
done_testing
