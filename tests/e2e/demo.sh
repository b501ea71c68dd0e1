#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# demo.sh - the story of plaint, shown: private mail servers, six days in a few seconds
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
plan_printed=1
desk=support@provider.example

if [[ -t 1 ]]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; else bold='' dim='' plain=''; fi
title() { printf '\n%s== %s ==%s\n' "$bold" "$1" "$plain"; }
tell() { printf '\n%s%s%s  %s\n' "$dim" "$(date -d "$PLAINT_TIME" '+%a %Y-%m-%d %H:%M')" "$plain" "$1"; }
show() { # COMMAND... : as one would type it
	printf '%s$ %s%s\n' "$bold" "$*" "$plain"
	"$@" 2>&1
}
sync_quietly() { sync || cat "$T/sync.err"; }

print_mail() { # FILE
	printf '%s' "$dim"
	for name in From To Subject In-Reply-To Auto-Submitted; do
		value=$(header "$1" "$name")
		[[ -z $value ]] || printf '  %s: %s\n' "$name" "$value"
	done
	printf '%s' "$plain"
	body "$1" | sed 's/\r$//; s/^/  | /' | head -"${LINES_SHOWN:-24}"
	grep -aioE 'filename\*?="?[^";]+' "$1" | sed 's/^[^=]*="\{0,1\}/  attached: /' | sort -u
	echo
}

servers_start
export TZ=Europe/Berlin
story_papers
title "plaint: a complaint's life"
echo "A private Dovecot and a private Exim run on loopback; plaint.conf:"
sed 's/^/  /' "$CONF"

at 2026-04-30T10:00:00+02:00
tell "The server is down since the night. A complaint is filed, with two pieces of evidence:"
key=$(story_new --send) || bail "plaint new failed"
echo "$key"
show plaint plan "$key"
sync_quietly
at 2026-04-30T10:06:00+02:00
tell "The desk's machine confirms, with a ticket number."
desk_receipt
sync_quietly
show plaint list
for day in 05-01 05-04 05-05; do
	at "2026-${day}T12:00:00+02:00"
	tell "plaint sync: $(case $day in 05-01) echo "a public holiday" ;; *) echo "a working day, and no answer" ;; esac)"
	sync_quietly
done
at 2026-05-06T10:00:00+02:00
tell "Two working days are over: follow-up 1 goes out, and a reminder to the complainant."
sync_quietly
at 2026-05-06T15:00:00+02:00
tell "A person answers, in a new thread: engineers are on it."
desk_working
sync_quietly
show plaint list
at 2026-05-07T10:00:00+02:00
tell "The documented window is over: follow-up 2."
sync_quietly
at 2026-05-07T16:00:00+02:00
tell "The desk writes that it is resolved."
desk_resolved
sync_quietly
show plaint list
tell "It is, and the complainant says so."
show plaint close "$key" solved
at 2026-05-08T10:00:00+02:00
tell "A second complaint goes to an address that is no more."
second=$(story_bounce) || bail "plaint new failed"
echo "$second"
sync_quietly
sync_quietly
show plaint list
total=$(mail_total)
for minute in 1 2 3 4 5 6 7 8 9 10; do
	at "2026-05-08T11:$(printf %02d "$minute"):00+02:00"
	sync_quietly
done
tell "Ten more rounds of plaint sync sent $(($(mail_total) - total)) mails."

for address in "$desk" user@example.org; do
	title "the mailbox of $address"
	while IFS= read -r file; do
		print_mail "$file"
	done < <(mails "$address")
done
title "plaint show $key"
show plaint show "$key"
title "plaint show $second"
show plaint show "$second"
title "where to look further"
cat <<EOT
  tests/e2e/story.t    the same story, each step checked
  man/plaint.1         every command:  man -l man/plaint.1
  man/plaint-tutorial.7  from your own account to the first follow-up
  KEEP=1 make demo     keeps the mailboxes, the store and the configuration to look at
EOT
((tests_failed == 0))
