# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# tap.sh - TAP for the static checks: each says what it looked at and prints what it found
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
number=0 failed=0

report() { # NAME FINDINGS : ok when there are none
	number=$((number + 1))
	if [[ -z $2 ]]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		head -60 <<<"$2" | while IFS= read -r line; do echo "# $line"; done >&2
		failed=1
	fi
}

need() { # PROGRAM : a check that cannot run is a failure, not a pass
	command -v "$1" >/dev/null || {
		echo "Bail out! $1 is missing: run contrib/install-deps --tests"
		exit 1
	}
}

done_checking() {
	echo "1..$number"
	exit "$failed"
}

sources() { # every C file of ours, tracked or about to be
	git ls-files -co --exclude-standard -- "${@:-*.[ch]}" 2>/dev/null | while IFS= read -r file; do
		[[ -f $file ]] && echo "$file"
	done
}
