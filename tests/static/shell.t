#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
need shellcheck
# lib.sh makes variables for its users, and tests are full of one-line functions called by name.
found=$(sources contrib/install-deps '*.sh' '*.t' tests/tap tests/bench/run contrib/completion/generate |
	xargs shellcheck -x -P SCRIPTDIR -S warning -e SC2034 2>&1)
report "shellcheck finds nothing" "$found"
done_checking
