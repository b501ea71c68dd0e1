#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
need mandoc
shopt -s nullglob
for page in man/*.[1-8] man/*/*.[1-8]; do
	report "$page" "$(mandoc -Tlint -W warning "$page" 2>&1)"
done
((number)) || report "there are man pages" ""
done_checking
