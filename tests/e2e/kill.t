#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# kill -9 at random moments of plaint sync: nothing is lost and nothing happens twice.
#
# Each round there is something of everything: a complaint to send and answers to read. The kill
# comes after a random part of the time that a whole round takes; what it left undone, later
# rounds do. KILLS=n sets how often (200), SEED=n repeats a run.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
kills=${KILLS:-200}
RANDOM=${SEED:=$((RANDOM))}
diag "SEED=$SEED KILLS=$kills"
me=user@example.org
desk=support@provider.example
start=$(date -d 2026-06-01T10:00:00+02:00 +%s)
clock=0
tick() { at "$(date -u -d "@$((start + (clock += $1)))" +%Y-%m-%dT%H:%M:%SZ)"; }

now_us() { local t=${EPOCHREALTIME/[.,]/}; echo "$t"; }
tick 0
keys=("$(story_new --send 2>"$T/err")")
t0=$(now_us)
sync
whole_us=$(($(now_us) - t0))
diag "a whole round takes $((whole_us / 1000)) ms"

answers=0
for ((i = 0; i < kills; i++)); do
	tick 1
	if ((i % 8 == 0)); then
		keys+=("$(story_new --send 2>"$T/err")")
	fi
	if ((i % 3 == 0)); then
		k=${keys[RANDOM % ${#keys[@]}]}
		answers=$((answers + 1))
		printf 'From: Desk <%s>\nTo: %s\nSubject: Re: x [plaint %s]\nMessage-ID: <k%d@provider.example>\n\nOur engineers are working on it, number %d.\n' \
			$desk $me "$k" "$i" "$i" >"$T/answer"
		drop_mail $me "$T/answer"
	fi
	plaint sync >/dev/null 2>&1 </dev/null &
	victim=$!
	us=$(((RANDOM * 32768 + RANDOM) % (whole_us > 900000 ? 900000 : whole_us)))
	sleep "$(printf "0.%06d" "$us")"
	kill -9 "$victim" 2>/dev/null
	wait "$victim" 2>/dev/null
done
settle
# What a kill after the final dot left open is settled by looking, and what was due is tried again.
for wait in 60 600 3600 7200; do
	tick "$wait"
	sync 2>/dev/null
done
ok "the last round ends well" sync

# Where plaint cannot know whether a mail left, it says so and asks; the answer sends it.
open_ends=0
for k in "${keys[@]}"; do
	[[ -z $(find_mail $desk "plaint $k") ]] || continue
	open_ends=$((open_ends + 1))
	is "$(json '[.messages[] | select(.kind == "complaint")][0].status' plaint show "$k")" uncertain \
		"$k did not leave, and is known to be uncertain"
	ok "$k is sent when the complainant says so" plaint send --again "$k"
done
diag "$open_ends of ${#keys[@]} complaints were asked about"
sync

copies=$(for k in "${keys[@]}"; do mails $desk | xargs grep -lE "^Subject:.*plaint $k|^ .*plaint $k\]" | wc -l; done | sort | uniq -c)
is "$(awk '$2 > 1' <<<"$copies")" "" "no complaint was sent twice"
is "$(awk '$2 == 0' <<<"$copies")" "" "each complaint was sent"
received=$(for k in "${keys[@]}"; do json '.messages[] | select(.message_id | test("^<?k[0-9]+@provider")) | .message_id' plaint show "$k"; done | sort)
is "$(wc -l <<<"$received")" "$answers" "each answer was read"
is "$(uniq -d <<<"$received")" "" "none twice"
notices=$(mails $me | while IFS= read -r f; do [[ -z $(header "$f" Auto-Submitted) ]] || header "$f" Message-ID; done | sort)
is "$(uniq -d <<<"$notices")" "" "no notice came twice"
said=$(sqlite3 "$STORE" "SELECT CAST(bytes AS TEXT) FROM raw JOIN outgoing USING (message) WHERE purpose = 'notice'")
told=$(grep -o '^> Our engineers .* number [0-9]*' <<<"$said" | sort)
# A notice shows ten answers beside its own, and counts those before them.
counted=$(sed -n 's/^(and \([0-9]*\) before these: .*/\1/p' <<<"$said" | awk '{ n += $1 } END { print n + 0 }')
# One that comes before its complaint has left (the desk here writes at random) changes nothing.
known=$(sqlite3 "$STORE" "SELECT count(*) FROM event AS r WHERE kind = 'reading' AND EXISTS
	(SELECT 1 FROM event AS s WHERE s.key = r.key AND s.id < r.id AND s.kind = 'state')")
is "$((${told:+$(wc -l <<<"$told")} + counted))" "$known" "each answer to a complaint that was filed was told"
is "$(uniq -d <<<"$told")" "" "none was told twice"
events=$(for k in "${keys[@]}"; do json '.events[] | select(.kind | test("state|verdict|reply|read")) | .kind + .text' plaint show "$k" | grep -o 'number [0-9]*'; done | sort | uniq -c | awk '$1 > 3')
is "$events" "" "no answer was digested twice"
ok "the chain and the hashes hold" plaint verify
total=$(mail_total)
tick 60
sync
is "$(mail_total)" "$total" "and all is quiet"
done_testing
