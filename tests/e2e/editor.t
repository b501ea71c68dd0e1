#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# What a person types in an editor is for them alone, is checked, and is not lost.
. "$(dirname "$0")/lib.sh"
servers_start
at 2026-06-01T10:00:00+02:00
export TMPDIR=$T/tmp
mkdir "$TMPDIR"
editor() { # shell commands, with the file's name in $1
	printf '#!/bin/sh\n%s\n' "$1" >"$T/editor"
	chmod +x "$T/editor"
	export EDITOR=$T/editor
}
new() { plaint new outage --to support@provider.example "$@"; }
drafts() { plaint list --json | jq length; }
kept() { cat "$TMPDIR"/* 2>/dev/null; }
fill='echo "It took me an hour to write this." >>"$1"; sed -i "s|^Title:.*|Title: no answer|" "$1"'

editor 'stat -c %a "$1" >"'"$T"'/mode"; '"$fill"
ok "a form is filled in" new
is "$(cat "$T/mode")" 600 "which nobody else can read"
is "$(drafts)" 1 "a draft is kept"
is "$(kept)" "" "and no file is left"
editor true
fails "a form left as it was files nothing" 65 'as it was' new
editor ': >"$1"'
fails "nor does an empty one" 65 'empty' new
is "$(drafts) $(kept)" "1 " "nothing is filed, and no file is left"

editor "$fill"'; sed -i "s|^Time of occurrence:.*|Time of occurrence: yesterday|" "$1"'
fails "a time that is none is told" 65 "'yesterday' is no time.*$TMPDIR" new
like "$(kept)" 'took me an hour' "and the form is kept"
rm -f "$TMPDIR"/*
editor "$fill"'; sed -i "s|^Evidence:.*|Evidence: /nowhere/ping.log|" "$1"'
fails "so is evidence that is missing" 65 "'/nowhere/ping.log'.*$TMPDIR" new
like "$(kept)" 'took me an hour' "and the form is kept"
rm -f "$TMPDIR"/*
editor "$fill"'; sed -i "1i What is this" "$1"'
fails "and a line of no field" 65 "belongs to no field.*$TMPDIR" new
like "$(kept)" 'took me an hour' "and the form is kept"
rm -f "$TMPDIR"/*
is "$(drafts)" 1 "none of this is filed"
echo 64 bytes from 192.0.2.10 >"$HOME/ping.log"
editor "$fill"'; sed -i "s|^Evidence:.*|Evidence: ~/ping.log|" "$1"'
ok "~ is the home folder" new
like "$(plaint send "$(cat "$T/out")" 2>&1)" '\[ping.log, ' "as everywhere"

# On a terminal it can be edited again, in the user's language.
sed -i 's/^language = .*/language = zh/' "$CONF"
editor 'echo "# $(date +%N)" >>"$1"; grep -q again "$1" && sed -i "/^xx again/d" "$1" || sed -i "1i xx again" "$1"'
echo y | script -qec "plaint new outage --to support@provider.example" /dev/null >"$T/typed"
like "$(cat "$T/typed")" '再次编辑' "a mistake is offered for editing again, in Chinese"
is "$(drafts)" 3 "and filed when it is mended"
sed -i 's/^language = .*/language = en/' "$CONF"

# An answer, with what the desk wrote quoted as mail programs do.
key=$(new --title t --text-file /dev/null 2>/dev/null)
ok "a complaint is queued" plaint send --yes "$key"
sync
complaint=$(mail_file support@provider.example)
{
	printf 'From: Desk <support@provider.example>\nTo: user@example.org\nSubject: Re: t\n'
	printf 'Message-ID: <1@provider.example>\nDate: %s\n' "$(rfc5322_now)"
	reply_headers "$complaint"
	printf '\nWhich server is it?\n\nThe desk\n'
} >"$T/answer.eml"
smtp_send support@provider.example user@example.org "$T/answer.eml"
sync
editor 'cat "$1" >"'"$T"'/quoted"; exit 1'
fails "the editor is left" 65 "editor.*kept" plaint reply "$key"
rm -f "$TMPDIR"/*
is "$(cat "$T/quoted")" $'\n\nOn 2026-06-01 16:00 CST, support@provider.example wrote:\n> Which server is it?\n>\n> The desk' "the desk's words are quoted below the place for mine"
editor 'echo "It took me an hour to answer." >>"$1"'
fails "an answer with a file that is not there" '65' 'nowhere.*'"$TMPDIR" plaint reply "$key" --yes --evidence /nowhere
like "$(kept)" 'hour to answer' "is kept"
rm -f "$TMPDIR"/*
echo n | script -qec "plaint reply $key" /dev/null >"$T/typed"
like "$(cat "$T/typed")" "not sent.*$TMPDIR" "one that is not sent after all"
like "$(kept)" 'hour to answer' "too"
done_testing
