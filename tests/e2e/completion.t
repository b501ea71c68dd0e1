#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# What the shells complete: the generated files, run against a store with a case in it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
world_make
story_papers
at 2026-05-04T10:00:00+02:00
key=$(story_new 2>"$T/err")
plaint --commands >"$T/commands"
for shell in bash zsh fish; do
	"$TOP/contrib/completion/generate" $shell <"$T/commands" >"$T/plaint.$shell" || fail "generate $shell"
done
# What is offered must be what the commands take: they say so when they are given something else.
taken() { "$@" 2>&1 | sed 's/.*there are //; s/, / /g'; }
states=$(taken plaint set "$key" zzz)
deadlines=$(taken plaint due --set "$key" zzz 2026-06-01)
verdicts=$(taken plaint learn "$T/papers/words.txt" zzz)

# shellcheck source=/dev/null
. "$T/plaint.bash"
offers() { # WORD... : what bash offers for the last one
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	_plaint
	echo "${COMPREPLY[*]-}"
}
like "$(offers plaint '')" 'new send sync .* help$' "the commands"
is "$(offers plaint sy)" sync "that begin so"
is "$(offers plaint show "${key:0:2}")" "$key" "a KEY is one of the open cases"
for state in $states; do
	[[ $state == closed || $state == draft ]] || contains " $(offers plaint set "$key" '') " " $state " "the state $state for set"
done
for word in $deadlines; do
	contains " $(offers plaint due --set "$key" '') " " $word " "the deadline $word for due"
done
for word in $verdicts; do
	contains " $(offers plaint learn "$T/papers/words.txt" '') " " $word " "the verdict $word for learn"
done
is "$(offers plaint set "$key" zz)$(offers plaint set "$key" draft)" "" "no other"
is "$(offers plaint close "$key" un)" unsolved "the outcomes for close"
is "$(offers plaint new ou)" outage "the types for new"
is "$(offers plaint new --provider exam)" example "the providers for --provider"
unlike "$(offers plaint new --provider '')" 'outage|--' "and nothing else there"
like "$(offers plaint new --ev)" '^--evidence$' "the options of new that the table leaves out"
is "$(offers plaint send --di)" --discard "the options of others"
is "$(offers plaint reply --text-file "$T/papers/wor")" "$T/papers/words.txt" "files where a FILE is taken"
is "$(offers plaint --store "$T/papers/wor")" "$T/papers/words.txt" "before the command too"

for shell in zsh fish; do
	if command -v $shell >/dev/null; then
		ok "$shell can read its file" $shell -n "$T/plaint.$shell"
	else
		pass "$shell can read its file # SKIP there is no $shell"
	fi
done
if command -v fish >/dev/null; then
	offers() { fish -c "source $T/plaint.fish; complete -C '$1'" 2>&1 | cut -f1 | xargs; }
	is "$(offers "plaint show ${key:0:2}")" "$key" "fish offers the keys"
	is "$(offers "plaint close $key un")" unsolved "the outcomes"
	contains " $(offers "plaint set $key ")" " waiting-on-you " "the states"
	is "$(offers 'plaint new ou')" outage "the types"
	is "$(offers 'plaint new --provider exam')" example "and the providers"
fi
done_testing
