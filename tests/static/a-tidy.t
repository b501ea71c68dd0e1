#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# clang-tidy over every C file. What was clean stays clean until it, a header or the rules change:
# a stamp named by the hash of the three is kept in the build folder.
. "$(dirname "$0")/tap.sh"
need clang-tidy
make -s compile_commands.json || exit 1
stamps=build/tidy
mkdir -p "$stamps"
common=$({ echo .clang-tidy; sources '*.h'; } | xargs cat | sha256sum)

tidy() {
	local stamp
	stamp=$stamps/$( (echo "$common" && cat "$1") | sha256sum | cut -c1-32)
	[[ -e $stamp ]] && return
	local extra=(--extra-arg=-include --extra-arg=tests/static/analyze.h)
	[[ $1 == src/core/error.c || $1 == tests/* ]] && extra=()
	if clang-tidy --quiet -p . "${extra[@]}" "$1" >"$stamp.out" 2>/dev/null; then
		: >"$stamp"
	else
		cat "$stamp.out"
	fi
	rm -f "$stamp.out"
}
export -f tidy
export common stamps

found=$(sources 'src/*.c' 'tests/*.c' | xargs -P 2 -I{} bash -c 'tidy {}')
report "clang-tidy finds nothing" "$found"
done_checking
