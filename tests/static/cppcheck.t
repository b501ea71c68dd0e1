#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
need cppcheck
mkdir -p build/cppcheck
# cppcheck knows nothing of the cleanup attribute: leaks are the sanitizer's to find.
found=$(sources 'src/*.c' | cppcheck --quiet --std=c11 --language=c -j 2 -Iinclude \
	--cppcheck-build-dir=build/cppcheck --file-list=- --library=gtk --inline-suppr \
	--suppress=memleak --suppress=nullPointer --suppress=invalidFunctionArg --suppress=pointerOutOfBounds \
	--enable=warning,portability --suppress=unknownMacro --suppress=nullPointerRedundantCheck \
	--template='{file}:{line}: {id}: {message}' -D__GNUC__ \
	'-Dg_autoptr(T)=T*' '-Dg_auto(T)=T' '-Dg_autofree=' 2>&1)
report "cppcheck finds nothing" "$found"
done_checking
