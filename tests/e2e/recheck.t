#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# A look at the matter before a follow-up: still there, gone, no telling, too slow, and cut off.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
desk=support@provider.example
me=user@example.org

# The command that looks: it notes its argument, says something, and ends as it is told.
cat >"$T/bin/look" <<-SH
	#!/bin/sh
	printf '%s\n' "\$1" >>"$T/looks"
	echo "1 packets transmitted, 0 received"
	[ ! -f "$T/meanwhile" ] || . "$T/meanwhile"
	exit "\$(cat "$T/status")"
SH
chmod 755 "$T/bin/look"
looks() { wc -l <"$T/looks"; }
: >"$T/looks"
echo 0 >"$T/status"
day0() { at 2026-04-30T10:00:00+02:00; }
day1() { at 2026-05-06T09:40:00+02:00; } # the first reply is overdue
day2() { at 2026-05-07T09:40:00+02:00; } # and now the window
last_to_desk() { find_mail $desk "plaint $1" "$(find_mail_count "$1")"; }
find_mail_count() {
	mails $desk | while IFS= read -r file; do
		[[ $(header "$file" Subject) != *"plaint $1"* ]] || echo x
	done | wc -l
}
new_case() { # [plaint new's further options] : file it; sets key
	day0
	key=$(story_new --send "$@" 2>"$T/err") || diag "$(cat "$T/err")"
	sync
}

new_case
day1
fails "without a command there is no look" 78 'no command for type' plaint recheck "$key"
ok "a follow-up without [recheck]" sync
is "$(looks)" 0 "looks at nothing"
unlike "$(body "$(last_to_desk "$key")")" 'looked at it again' "and claims nothing"
ok "close" plaint close "$key" withdrawn

printf '\n[recheck]\noutage = look {target}\ntimeout = 2\n' >>"$CONF"

# Still there.
new_case
like "$(plaint recheck "$key")" "^still there" "a look by hand says what it finds"
like "$(plaint recheck "$key")" "'look 192.0.2.10' ended with status 0: 1 packets" "and how"
is "$(looks)" 2 "each time anew"
day1
ok "the follow-up goes" sync
is "$(looks)" 3 "after one look"
mail=$(last_to_desk "$key")
like "$(body "$mail")" 'looked at it again \(192.0.2.10\) on 2026-05-06 09:40' "it says that it is still there"
like "$(body "$mail")" '^- recheck-follow-up-1.txt' "and names what is new"
is "$(grep -c 'filename="*recheck-follow-up-1.txt' "$mail")" 1 "which is attached"
like "$(plaint show "$key")" 'looked before step follow-up-1: it is still there' "show tells of it"
like "$(plaint show "$key")" "because: 'look 192.0.2.10' ended with status 0" "and what was run"
ok "again" sync
is "$(looks) $(find_mail_count "$key")" "3 2" "nothing is looked at or sent twice"
day2
ok "the next step" sync
mail=$(last_to_desk "$key")
is "$(looks) $(find_mail_count "$key")" "4 3" "is looked at in its turn"
unlike "$(body "$mail")" '^- recheck-follow-up-1.txt' "what they have is not sent again"
like "$(body "$mail")" '^- recheck-follow-up-2.txt' "what is new is"
ok "close" plaint close "$key" withdrawn

# Gone: the complainant is asked, and says that it is not.
echo 1 >"$T/status"
new_case
day1
before=$(looks)
ok "a case that seems gone" sync
is "$(find_mail_count "$key")" 1 "is not chased"
notice=$(find_mail $me "Is it gone? vm-4711 cannot be reached [plaint $key]")
like "$(body "$notice")" 'looked at 192.0.2.10 on 2026-05-06' "the complainant is asked"
like "$(body "$notice")" "plaint recheck --chase $key" "and told how to go on"
like "$(body "$notice")" "plaint close $key solved" "or to end it"
ok "again" sync
is "$(looks) $(find_mail $me "Is it gone? vm-4711 cannot be reached [plaint $key]" 2)" "$((before + 1)) " "once"
ok "chase all the same" plaint recheck --chase "$key"
ok "sync" sync
is "$(find_mail_count "$key")" 2 "the follow-up goes"
unlike "$(body "$(last_to_desk "$key")")" 'looked at it again|recheck-' "and claims nothing"
day2
ok "sync" sync
is "$(($(looks) - before)) $(find_mail_count "$key")" "1 3" "and nobody looks any more"
fails "twice is once too often" 65 'without a look already' plaint recheck --chase "$key"
ok "close" plaint close "$key" withdrawn

# No telling, a command that hangs, one that is not there: the follow-up goes as ever.
no_telling() { # NAME WORDS
	local key
	new_case
	day1
	SECONDS=0
	ok "$1: sync" sync
	((SECONDS < 20)) && pass "$1: it does not hang" || fail "$1: it does not hang" "$SECONDS s"
	is "$(find_mail_count "$key")" 2 "$1: the follow-up goes"
	unlike "$(body "$(last_to_desk "$key")")" 'looked at it again|recheck-' "$1: and claims nothing"
	like "$(plaint show "$key")" "$2" "$1: show says why"
	ok "$1: close" plaint close "$key" withdrawn
}
echo 7 >"$T/status"
no_telling "another status" "ended with status 7"
echo 'sleep 60' >"$T/meanwhile"
no_telling "a slow command" "had not ended after 2 seconds"
rm "$T/meanwhile"
sed -i 's/^outage = .*/outage = lookk {target}/' "$CONF"
no_telling "no such command" "cannot run 'lookk'"
sed -i 's/^outage = .*/outage = look {target}/' "$CONF"

# Killed while it looks: not again, and no claim.
echo 0 >"$T/status"
new_case
day1
before=$(looks)
echo 'kill -9 "$PPID"' >"$T/meanwhile"
plaint sync >"$T/sync.out" 2>&1 </dev/null && fail "plaint is killed in the middle" || pass "plaint is killed in the middle"
rm "$T/meanwhile"
ok "the next sync" sync
is "$(($(looks) - before)) $(find_mail_count "$key")" "1 2" "does not look again, and follows up"
unlike "$(body "$(last_to_desk "$key")")" 'looked at it again|recheck-' "and claims nothing"
ok "close" plaint close "$key" withdrawn

# A case that is closed meanwhile stays closed.
new_case
day1
echo "plaint close $key solved" >"$T/meanwhile"
ok "a case that is closed while plaint looks" sync
rm "$T/meanwhile"
is "$(state_of "$key") $(find_mail_count "$key")" "closed 1" "is closed, and not chased"

# What is looked at is one argument, whatever it says.
evil="http://a.example/;\$(id>$T/evil)"
day0
key=$(plaint new outage --provider example --title "words of a shell" --when 2026-04-30T02:10:00+02:00 \
	--account-id K-1 --target "$evil" --text-file "$T/papers/words.txt" \
	--evidence "$T/papers/mtr-to-server.txt" --evidence "$T/papers/ping.log" 2>"$T/err") || diag "$(cat "$T/err")"
ok "an address with words of a shell" plaint recheck "$key"
is "$(tail -1 "$T/looks")" "$evil" "is one argument as it stands"
[[ ! -e $T/evil ]] && pass "that no shell reads" || fail "that no shell reads"
ok "close" plaint close "$key" withdrawn
printf '#!/bin/sh\nsed -i "s|^Title:.*|Title: an option|; s|^Where:.*|Where: -O /tmp/x|" "$1"\n' >"$T/editor"
chmod 755 "$T/editor"
key=$(EDITOR=$T/editor plaint new outage --provider example --when 2026-04-30T02:10:00+02:00 --account-id K-1 \
	--evidence "$T/papers/mtr-to-server.txt" --evidence "$T/papers/ping.log" --send --yes 2>"$T/err") || diag "$(cat "$T/err")"
before=$(looks)
fails "an address like an option is refused" 65 'begins like an option' plaint recheck "$key"
sync
day1
ok "sync" sync
is "$(($(looks) - before)) $(find_mail_count "$key")" "0 2" "it is not looked at, and chased as ever"
like "$(plaint show "$key")" 'begins like an option' "show says why"

# In Chinese.
sed -i 's/^language = en/language = zh/' "$CONF"
new_case --language zh
day1
ok "sync" sync
like "$(body "$(last_to_desk "$key")")" '再次查看（192.0.2.10），问题仍然存在' "a follow-up in Chinese says it"
like "$(plaint show "$key")" '步骤“follow-up-1”前已查看：问题仍然存在' "and show"
echo 1 >"$T/status"
new_case --language zh
day1
ok "sync" sync
like "$(body "$(find_mail $me "问题是否已消失？" 1)")" "plaint recheck --chase $key" "the question in Chinese"
ok "the journal's chain holds" plaint verify
done_testing
