#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Each room keeps to itself: who may use which library, what the pure rooms may not do, and what
# every file of ours has.
. "$(dirname "$0")/tap.sh"

outside() { # NAME PATTERN ALLOWED-PATH-REGEXP
	report "$1" "$(sources 'src/*.[ch]' 'include/*.h' | grep -Ev "$3" |
		xargs -r grep -nE "$2" /dev/null)"
}
outside "SQLite is met in src/store alone" '\bsqlite3_|#include <sqlite3' '^src/store/'
outside "SQL is written in src/store alone" \
	'"[^"]*\b(SELECT .* FROM|INSERT (OR [A-Z]+ )?INTO|UPDATE [a-z]+ SET|DELETE FROM|CREATE TABLE)\b' \
	'^src/store/'
outside "libetpan is met in src/net/imap*.c alone" '\bmailimap_|\bmailstream_|#include <libetpan' \
	'^src/net/imap'
outside "curl is met in src/net alone" '\bcurl_(easy|multi|global)|#include <curl' '^src/net/'
outside "GMime is met in src/mime alone" '\bg_mime_|#include <gmime' '^src/mime/'
outside "GnuTLS is met in src/net alone" '\bgnutls_|#include <gnutls' '^src/(net|core)/'
outside "nobody but core asks the time" \
	'\b(time|gettimeofday|clock_gettime|g_get_real_time|g_date_time_new_now[a-z_]*)[ ]?\((NULL|&|CLOCK_REALTIME|\))' \
	'^src/core/'

report "case and reply open nothing and send nothing" "$(sources 'src/case/*.[ch]' 'src/reply/*.[ch]' |
	xargs -r grep -nE '\b(fopen|open|socket|connect|clock_now|g_file_(get|set)_contents|g_spawn_[a-z_]+|getenv|g_getenv)[ ]?\(' /dev/null)"
report "case and reply use core alone" "$(sources 'src/case/*.[ch]' 'src/reply/*.[ch]' |
	xargs -r grep -nE '#include "plaint/(store|imap|smtp|mime|message|https|provider|flow|conf)' /dev/null)"

report "every source says its licence" "$(sources '*.[ch]' '*.sh' '*.t' Makefile 'contrib/*' 'tests/*.py' |
	grep -vE '^(LICENSE|.*\.(md|eml|tsv|ics|txt|conf))$|corpus/' | while IFS= read -r f; do
	head -5 "$f" | grep -q 'SPDX-License-Identifier: ISC' || echo "$f"; done)"
report "nothing is left undone in the sources" \
	"$(sources 'src/*.[ch]' 'include/*.h' 'contrib/*' | xargs -r grep -nE '\b(TODO|FIXME|XXX)\b' /dev/null)"
report "no line is over 120 columns wide" \
	"$(sources 'src/*.[ch]' 'include/*.h' | LC_ALL=C.UTF-8 xargs -r grep -nP '^.{121,}' /dev/null)"
done_checking
