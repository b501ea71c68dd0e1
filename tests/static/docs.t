#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The manual says what the program does: each command and option stands in a page, each page that
# is referred to exists, and all of them are installed.
. "$(dirname "$0")/tap.sh"
plaint=${PLAINT:-build/plaint}
need make
[[ -x $plaint ]] || {
	echo "Bail out! no program '$plaint': run make"
	exit 1
}

section() { # COMMAND : its section of plaint(1), or the page that is its own
	awk -v name="$1" '
		/^\.S[sh] / { inside = 0 }
		/^\.Ss / { for (i = 2; i < NF; i++) if ($i == "plaint" && $(i + 1) == name) inside = 1 }
		inside' man/plaint.1
	grep -lE "^\.(Nm plaint )?Cm $1\b" man/plaint-*.1 | xargs -r cat
}

lacking='' unsaid=''
while IFS=$'\t' read -r name args _; do
	text=$(section "$name")
	[[ -n $text ]] || lacking+="$name"$'\n'
	help=$("$plaint" "$name" --help 2>&1) || unsaid+="plaint $name --help fails"$'\n'
	# Of the options, and of the table, which completions and usage lines come from.
	for option in $(grep -oE -- '(^|[ [])--?[a-z][a-z-]*' <<<"$help"$'\n'"$args" | tr -d ' [' | sort -u); do
		case $option in
		--help | -h | --config | --store) continue ;; # of every command
		--*) pattern="(Fl Fl |[ ,]\\\\?-)${option#--}([^a-z-]|\$)" ;;
		*) pattern="Fl ${option#-}([^a-z-]|\$)" ;;
		esac
		grep -qE -- "$pattern" <<<"$text" || unsaid+="plaint $name $option"$'\n'
	done
done < <("$plaint" --commands)
report "every command has a section or a page" "$lacking"
report "every option stands in the page of its command" "$unsaid"

report "every page that is referred to is there" "$(
	grep -hoE '^\.Xr plaint[a-z.-]* [1-8]' man/*.[1-8] | sort -u | while read -r _ name volume; do
		[[ -f man/$name.$volume ]] || echo "$name($volume)"
	done)"
report "every page is named in SEE ALSO of plaint(1)" "$(
	for page in man/plaint?*.[1-8]; do
		name=${page#man/}
		grep -qE "^\.Xr ${name%.*} ${name##*.}( |\$)" <(sed -n '/^\.Sh SEE ALSO/,$p' man/plaint.1) ||
			echo "$page"
	done)"
report "every exit status of the program is in plaint(1)" "$(
	grep -oE 'EX_[A-Z]+' src/core/error.c | sort -u | while read -r name; do
		status=$(printf '#include <sysexits.h>\n%s\n' "$name" | cc -E -P - | tail -1)
		sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EX/p' man/plaint.1 | grep -qx "\.It $status" ||
			echo "$name, $status"
	done)"

# Installed as anybody would, below a folder that goes away; what is built already stays as it is.
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
if said=$(make -s -o all install BUILD="$(dirname "$plaint")" DESTDIR="$root" PREFIX=/usr 2>&1); then
	report "every page is installed" "$(
		find man -type f | while read -r page; do
			name=${page##*/}
			[[ -f $root/usr/share/man/man${name##*.}/$name ]] || echo "$page"
		done
		for name in LICENSE README.md NEWS.md; do
			[[ -f $root/usr/share/doc/plaint/$name ]] || echo "$name"
		done)"
else
	report "make install" "${said:-it fails}"
fi
done_checking
