#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Each English sentence of src/core/error-words.c stands in the sources, and has its conversions in Chinese.
. "$(dirname "$0")/tap.sh"
found=$(perl -0777 -e '
	my ($table, @sources) = @ARGV; my %known;
	sub text { local @ARGV = ($_[0]); my $t = <>; $t =~ s/"\s*\n\s*"//g; $t }
	for (@sources) { my $t = text($_); $known{$1} = 1 while $t =~ /"((?:[^"\\]|\\.)*)"/g }
	my ($t, $n) = (text($table), 0);
	while ($t =~ /\{\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"\s*\}/g) {
		my ($en, $zh) = ($1, $2); $n++;
		print "not in the sources: $en\n" if !$known{$en};
		print "other conversions: $en\n" if join(" ", $en =~ /%\w/g) ne join(" ", $zh =~ /%\w/g);
	}
	print "only $n rows are read\n" if $n < 40' src/core/error-words.c src/net/*.c)
report "the sentences of error-words.c are the program's, with the same conversions" "$found"
done_checking
