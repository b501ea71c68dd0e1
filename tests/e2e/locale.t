#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# A Chinese user: the language of the mails, and columns that stay aligned with wide characters.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
sed -i 's/^language = en/language = zh/' "$CONF"
sed -i 's/^languages = en/languages = zh, en/; s/^country = DE/country = CN/; s|Europe/Berlin|Asia/Shanghai|' \
	"$XDG_CONFIG_HOME/plaint/providers/example.conf"
# The machine may not have the locale; one made for the test alone does as well.
mkdir -p "$T/locale"
localedef -i zh_CN -f UTF-8 "$T/locale/zh_CN.UTF-8" 2>/dev/null
# With LOCPATH, setlocale() of glibc 2.36 leaves 46 bytes behind, which LeakSanitizer would count.
echo 'leak:setlocale' >"$T/lsan" && echo 'leak:argz' >>"$T/lsan"
export LSAN_OPTIONS=suppressions=$T/lsan:print_suppressions=0
[[ -d $T/locale/zh_CN.UTF-8 ]] && export LOCPATH=$T/locale LC_ALL=zh_CN.UTF-8 2>/dev/null
at 2026-09-24T10:00:00+08:00
key=$(plaint new outage --provider example --title '上海机房云服务器无法访问，业务中断' --when '2026-09-24T02:10:00+08:00' \
	--account-id K-1 --target 192.0.2.10 --text-file "$T/papers/words.txt" --evidence "$T/papers/ping.log" \
	--evidence "$T/papers/mtr-to-server.txt" --language zh --send 2>"$T/err")
short=$(plaint new billing --provider example --title 'twice' --text-file "$T/papers/words.txt" \
	--account-id K-1 --when 2026-09-20 --evidence "$T/papers/invoice.txt" --send 2>"$T/err")
ok "sync sends both" sync
mail=$(find_mail support@provider.example "plaint $key")
like "$(header "$mail" Subject)" "上海机房云服务器无法访问" "the subject arrives as written"
like "$(body "$mail")" '投诉|故障' "the complaint is in Chinese"
# Each row of the listing: what stands left of the last column's start is equally wide.
widths=$(plaint list | grep -E "$key|$short" | perl -CSD -ne '
	if (/(\d{4}-\d\d-\d\d)/) { my $s = substr($_, 0, $-[0]); my $w = length $s;
	$w++ while $s =~ /[\x{2e80}-\x{ffe6}]/g; print "$w\n" }' | sort -u | wc -l)
is "$widths" 1 "the columns of plaint list are aligned"
ok "plaint show works in this locale" plaint show "$key"
like "$(cat "$T/out")" '上海机房云服务器无法访问' "and prints the title"
like "$(cat "$T/out")" '立案（投诉人）' "what happened is told in Chinese"
like "$(cat "$T/out")" '首次答复 ' "and so are the deadlines"
like "$(cat "$T/out")" '草稿 → 已提交' "and the states"
unlike "$(cat "$T/out")" '\((complainant|provider)\)|first-reply' "no English term is left"
# A desk of which nothing is known but its address.
draft() { # ADDRESS LANGUAGE : how the complaint to it begins
	local draft
	draft=$(plaint new outage --to "$1" --title x --text-file "$T/papers/words.txt" --language "$2" 2>"$T/err")
	plaint send "$draft" 2>&1 </dev/null
	plaint send --discard "$draft" >"$T/out" 2>&1 </dev/null
}
like "$(draft abuse@desk.unknown.example en)" '^Dear unknown[.]example team,$' "an unknown provider is called by its domain"
like "$(draft abuse@desk.unknown.example zh)" '^unknown[.]example 客服团队：$' "in Chinese too"
like "$(draft abuse@xn--bcher-kva.example en)" '^Dear bücher[.]example team,$' "as people write it"
like "$(draft some-desk@gmail.com en)" '^Dear some-desk@gmail[.]com team,$' "but not by that of a public mailbox provider"
LC_ALL=C plaint list >"$T/out" 2>&1
is $? 0 "plaint list works in the C locale"
at 2026-09-28T10:00:00+08:00
is "$(mail_count support@provider.example)" 1 "nothing is due before the end of two working days"
# 25 September 2026 is the Mid-Autumn festival; 24 is day 0, 28 and 29 are the two working days.
sync
is "$(mail_count support@provider.example)" 1 "Mid-Autumn is no working day"
at 2026-09-30T10:00:00+08:00
sync
is "$(mail_count support@provider.example)" 2 "the follow-up goes on the day after the second"
follow=$(find_mail support@provider.example "plaint $key" 2)
like "$(body "$follow")" '工单|投诉|答复|回复' "the follow-up is in Chinese"
done_testing
