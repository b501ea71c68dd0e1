#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Bad input gets an error that names what and where, and changes nothing.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
world_make # no servers: nothing here needs one
story_papers
at 2026-06-01T10:00:00+02:00
new() { plaint new outage --to support@provider.example --title t --text-file "$T/papers/words.txt" "$@"; }
ok "the plain complaint is filed" new
key=$(cat "$T/out")
contents() { plaint list --json | sha256sum; }
before=$(contents)

fails "an unknown command names the nearest" 64 "'lst'.*list" plaint lst
fails "an unknown option is told" 64 'colour' plaint list --colour
fails "an unknown type names the nearest" 65 "'outrage'.*outage" plaint new outrage --to a@provider.example --title t --text-file /dev/null
fails "an unknown provider names the nearest, or --to" 65 "'exampel'.*(example|--to)" plaint new outage --provider exampel --title t --text-file /dev/null
fails "an unknown key is told" 65 "'000000'|case" plaint show 000000
fails "a key that is none is told" 65 "'zz'" plaint show zz
fails "an unknown state names the nearest" '6[45]' "'workin'.*working" plaint set "$key" workin
fails "an unknown outcome is told" 64 "'fixed'" plaint close "$key" fixed
fails "a time that is none is told" 65 "'yesterdayish'" new --when yesterdayish
fails "a time that has not been is told" 65 "'2026-07-01 10:00' has not been" new --when '2026-07-01 10:00'
fails "a time in another century is told" 65 "'1926-06-01 09:00'.*year" new --when '1926-06-01 09:00'
fails "a missing evidence file is named" 65 "'$T/nowhere.txt': there is no such file\$" new --evidence "$T/nowhere.txt"
fails "a folder is no evidence" 65 "'$T/papers'.*folder" new --evidence "$T/papers"
: >"$T/empty.log"
fails "an empty file is no evidence" 65 "'$T/empty.log'.*empty" new --evidence "$T/empty.log"
fails "a missing text file is named" 65 'nowhere.txt' plaint new outage --to a@provider.example --title t --text-file "$T/nowhere.txt"
fails "an address that is none is told" 64 "'not an address'" plaint new outage --to 'not an address' --title t --text-file "$T/papers/words.txt"
fails "a target that looks like an IP address and is none is refused" 64 "--target: '999.1.2.3' looks like an IP address and is none" new --target 192.0.2.10 --target 999.1.2.3
fails "and one that is no URL and no domain" 64 "'htp:/x' is no IP address, URL or domain: write it like" new --target htp:/x
printf '#!/bin/sh\nsed -i "s|^Title:.*|Title: t|; s|^Where:.*|Where: rack 3, and\\nWhere: http://999.1.2.3/|" "$1"\n' >"$T/editor"
chmod 755 "$T/editor"
fails "in the form too" 65 "'http://999.1.2.3/' looks like an IP address and is none: .*; your text is kept" \
	env EDITOR="$T/editor" plaint new outage --to support@provider.example
fails "a missing argument is a matter of usage" 64 'KEY|usage|needs' plaint show
PLAINT_TIME=tomorrow fails "a PLAINT_TIME that is no time is told" 64 "'tomorrow'" plaint list
is "$(contents)" "$before" "none of this changed anything"

# Headers cannot be injected from any field.
evil=$'t\r\nBcc: victim@example.net\r\n\r\nbody'
status=0
injected=$(plaint new outage --to support@provider.example --title "$evil" --text-file "$T/papers/words.txt" 2>/dev/null) || status=$?
if ((status == 0)); then
	unlike "$(plaint send "$injected" --yes </dev/null 2>/dev/null | sed '/^\r*$/q')" '^[Bb]cc:' "a title cannot inject a header"
else
	pass "a title cannot inject a header"
fi
is "$(json '[.[].title | select(contains("\n"))] | length' plaint list)" 0 "and is one line in every listing"
like "$(plaint new outage --to support@provider.example --title "$evil" 2>&1 </dev/null; echo $?)" '[0-9]$' "nor hang"

# The store.
mkdir -p "$T/broken"
echo 'no database at all, but a file of some length that is not one' >"$T/broken/plaint.db"
fails "a file that is no store is told" '(6|7)[0-9]' 'plaint.db' plaint --store "$T/broken/plaint.db" list
if command -v sqlite3 >/dev/null; then
	cp "$STORE" "$T/newer.db"
	sqlite3 "$T/newer.db" 'pragma user_version = 9999'
	sum=$(sha256sum <"$T/newer.db")
	fails "a store of a newer version is refused" 78 'newer' plaint --store "$T/newer.db" list
	is "$(sha256sum <"$T/newer.db")" "$sum" "and left as it is"
fi
if command -v sqlite3 >/dev/null; then
	# Another process writes, and does not come to an end.
	mkfifo "$T/hold"
	sqlite3 "$STORE" <"$T/hold" >"$T/held" 2>&1 &
	holder=$!
	started+=("$holder")
	exec 9>"$T/hold"
	printf 'BEGIN IMMEDIATE;\n.print held\n' >&9
	wait_for 10 grep -q held "$T/held" || bail "the store cannot be held: $(cat "$T/held")"
	before=$(contents)
	ok "what only reads does not wait for another process's writing" plaint list
	fails "a store that another process holds is 'try later'" 75 "plaint.db.*another process" plaint log "$key" x
	exec 9>&-
	wait "$holder"
	is "$(contents)" "$before" "and nothing is changed"
	ok "then it works again" plaint log "$key" x
fi
mkdir -p "$T/frozen"
cp "$STORE" "$T/frozen/plaint.db"
chown -R "$mail_uid:$mail_gid" "$T/frozen"
cp "$CONF" "$T/frozen/plaint.conf"
chmod 644 "$T/frozen/plaint.conf"
chmod 555 "$T/frozen"
as_nobody() { "${as_mail[@]}" plaint --config "$T/frozen/plaint.conf" --store "$T/frozen/$1" "${@:2}"; }
fails "a store in a folder that cannot be written is told" '7[47]' "frozen/plaint.db.*([Pp]ermission|read.?only|cannot be written)" as_nobody plaint.db log "$key" x
fails "so is a folder where none can be made" '7[47]' "frozen.*[Pp]ermission" as_nobody sub/plaint.db list
chmod 755 "$T/frozen"

# A disk that fills up, here by a limit of the shell's: what was there is as it was.
head -c 600000 /dev/urandom >"$T/big.bin"
full() { (ulimit -f 256 && new --evidence "$T/big.bin"); }
before=$(contents)
fails "a full disk under the store is told" 74 'plaint.db' full
is "$(contents)" "$before" "and the store is as it was"
ok "and whole" plaint verify
chmod 000 "$STORE"
((EUID == 0)) || fails "a store that cannot be read is told" 74 'plaint.db' plaint list
chmod 600 "$STORE"
is "$(stat -c %a "$STORE")" 600 "the store is for its owner alone"
ok "the store is as it was" plaint verify

# A full disk under standard output is a failure.
if [[ -w /dev/full ]]; then
	status=0
	plaint list >/dev/full 2>"$T/err" || status=$?
	is "$status" 74 "a full disk under standard output is a failure"
fi
done_testing
