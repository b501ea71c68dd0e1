#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The clock: windows and where they come from, the provider's own dates, countries and their desks.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
desk=support@provider.example
sed -i '/^\[support\]/a first-reply = within 2 workdays\nsource = https://provider.example/sla\nread = 2026-04-01' \
	"$XDG_CONFIG_HOME/plaint/providers/example.conf"

due() { # KEY DEADLINE : when
	json ".deadlines[] | select(.what == \"$2\") | .due" plaint show "$1"
}
of_due() { # KEY DEADLINE MEMBER
	json ".deadlines[] | select(.what == \"$2\") | .$3" plaint show "$1"
}
file_err() { plaint new support --to help@provider.example --title x --text-file "$T/papers/words.txt" "$@"; }
desk_says() { # KEY TEXT : a person's answer in the thread of a case's complaint
	local asked
	asked=$(find_mail $desk "[plaint $1]")
	desk_mail "Re: $(header "$asked" Subject)" "$(reply_headers "$asked")" >"$T/says.eml" <<<"$2"
	smtp_send $desk user@example.org "$T/says.eml"
	sync
}

# Thursday noon; Friday is the first of May.
at 2026-04-30T12:00:00+02:00
key=$(story_new --send 2>"$T/err") || diag "$(cat "$T/err")"
sync
is "$(due "$key" first-reply)" 2026-05-05T21:59:59Z "the provider's window, in its zone"
is "$(of_due "$key" first-reply source)" provider "is known to be the provider's"
is "$(of_due "$key" first-reply url)" https://provider.example/sla "with its page"
is "$(of_due "$key" first-reply read)" 2026-04-01 "and the day that was read"
like "$(plaint show "$key")" 'first-reply .*\(2 workdays, provider, https://provider.example/sla, 2026-04-01\)' \
	"which people see too"
is "$(of_due "$key" overdue source)" type "the other one is the type's"

# The provider names a time of its own.
at 2026-04-30T16:00:00+02:00
desk_says "$key" "Hello, our engineers are working on the problem. It will be fixed within 72 hours."
is "$(due "$key" overdue)" 2026-05-03T14:00:00Z "the time the provider names is the deadline"
is "$(of_due "$key" overdue source)" answer "and known to be its own"
is "$(of_due "$key" overdue url)" null "no page documents it"
like "$(plaint show "$key")" "plaint due --undo $key" "show says how to undo it"
notice=$(find_mail user@example.org 'working on it')
like "$(body "$notice")" "until 2026-05-03 22:00 .*plaint due --undo $key" "and so does the notice"
desk_says "$key" "Hello, our engineers are working on the problem. It will be fixed within 14 days."
is "$(due "$key" overdue)" 2026-05-03T14:00:00Z "a second time changes nothing"
ok "the undo" plaint due --undo "$key"
is "$(due "$key" overdue)" 2026-05-06T21:59:59Z "brings the window back"
is "$(of_due "$key" overdue source)" type "as it was"
unlike "$(plaint show "$key")" "plaint due --undo" "and there is nothing to undo any more"
fails "twice there is none" 65 'no deadline that the provider named' plaint due --undo "$key"

# The case's own window goes before all.
ok "a window of the case" plaint due --window "$key" overdue '5个工作日'
is "$(due "$key" overdue)" 2026-05-08T21:59:59Z "is counted"
is "$(of_due "$key" overdue source)" case "and known to be its own"
fails "what is no window" 65 "'soon' is no window" plaint due --window "$key" overdue soon
fails "what has none" 65 'only first-reply and overdue' plaint due --window "$key" confirm '2 days'
fails "one way at a time" 64 'one of --set, --window and --undo' plaint due "$key"
fails "all that a way takes" 64 'due --window KEY DEADLINE WINDOW' plaint due --window "$key" overdue

# A desk with hours, in a region with a holiday of its own: Corpus Christi, Thursday 4 June, is
# none in all of the country. What is sent after hours counts from the next working day.
sed -i 's|^country = DE|&\ncalendar = DE-BY\nhours = 09:00-18:00|' \
	"$XDG_CONFIG_HOME/plaint/providers/example.conf"
at 2026-06-02T18:30:00+02:00
late=$(story_new --send 2>"$T/err")
like "$(cat "$T/err")" 'working days of DE-BY' "plaint new says whose working days are counted"
sync
is "$(due "$late" first-reply)" 2026-06-08T21:59:59Z "Tuesday evening counts from Wednesday, and Thursday is a holiday"
like "$(plaint plan "$late")" '2 workdays after Wed 2026-06-03 in DE-BY; sent outside the desk.s hours; Thu 4 is a holiday' \
	"and the plan says so"

# Counting by hand. Friday 25 to Sunday 27 September are holidays in China, Saturday 10 October is
# worked.
is "$(plaint workdays 2026-09-24 2 CN)" 2026-09-29 "two working days over a holiday"
is "$(plaint workdays 2026-10-08 2 CN)" 2026-10-10 "and on a Saturday that is worked"
is "$(plaint workdays --between 2026-09-24 2026-10-10 CN)" 6 "and how many lie between"
is "$(plaint workdays --between 2026-10-10 2026-09-24 CN)" -6 "and backwards"
is "$(plaint workdays 2026-06-03 1 DE) $(plaint workdays 2026-06-03 1 DE-BY)" "2026-06-04 2026-06-05" "a region adds its days"
is "$(plaint workdays 2026-11-26 1 SA)" 2026-11-29 "where Friday and Saturday are the weekend"
fails "a day that is none" 64 "'2026-02-30'" plaint workdays 2026-02-30 1 CN
fails "a country that has no calendar" 65 "'QQ'" plaint workdays 2026-09-24 1 QQ
month=$(plaint calendar CN --year 2026 | sed -n '/^October/,/^$/p')
like "$month" '^October 2026 +18 working days$' "a month says how many days are worked"
like "$month" '^ *10\+ ' "and names those that are worked instead"
like "$month" '^ *1\* National Day' "and the holidays"

# A calendar that ends within 60 days is warned of, where it is in use.
like "$(PLAINT_TIME=2027-10-31T12:00:00Z plaint doctor --offline)" '^ok +calendar: DE-BY' "60 days before the end all is well"
like "$(PLAINT_TIME=2027-11-03T12:00:00Z plaint doctor --offline)" '^WARNING +calendar: calendar DE-BY ends on 2027-12-31' \
	"58 days before it is warned of"
PLAINT_TIME=2027-11-03T12:00:00Z ok "which is no failure" plaint doctor --offline
is "$(PLAINT_TIME=2027-11-03T12:00:00Z json '[.[] | select(.warning)] | length > 0' plaint doctor --offline)" true \
	"scripts see it too"
like "$(PLAINT_TIME=2027-11-03T12:00:00Z LC_ALL=C.UTF-8 plaint calendar CN --year 2028 2>&1 >/dev/null)" 'weekends alone' \
	"beyond the end weekends count, and that is said"

# For a calendar program. What is printed can be read: here by plaint, as a calendar of a country.
mkdir -p "$XDG_CONFIG_HOME/plaint/calendars"
plaint list --ics >"$XDG_CONFIG_HOME/plaint/calendars/XX.ics"
ics=$(tr -d '\r' <"$XDG_CONFIG_HOME/plaint/calendars/XX.ics" | sed -z 's/\n //g')
ok "list --ics is a calendar" plaint calendar XX
like "$ics" "^UID:$late-first-reply@plaint\$" "a deadline has a name that stays"
like "$ics" '^DTSTART;TZID=Europe/Berlin:20260608T235959$' "and is in the provider's zone"
like "$ics" '^TZID:Europe/Berlin$' "which is described"
like "$ics" '^SUMMARY:plaint [0-9A-Z]{6}: first-reply: vm-4711 cannot be reached$' "with a title"
like "$ics" '^DESCRIPTION:2 workdays after Wed 2026-06-03 in DE-BY' "and its reason"
like "$ics" "^UID:$late-act-by-chargeback-visa@plaint\$" "the complainant's own last days are there too"
like "$ics" '^DTSTART;TZID=Asia/Shanghai:20260828T235959$' "in their zone"
is "$(plaint list --ics | grep ^UID: | sort)" "$(grep ^UID: "$XDG_CONFIG_HOME/plaint/calendars/XX.ics" | sort)" \
	"the names are the same each time"
rm "$XDG_CONFIG_HOME/plaint/calendars/XX.ics"

# A holiday that is declared later: Monday 8 June, in a calendar of one's own.
mkdir -p "$XDG_CONFIG_HOME/plaint/calendars"
grep -v END:VCALENDAR "$TOP/etc/calendars/DE-BY.ics" >"$XDG_CONFIG_HOME/plaint/calendars/DE-BY.ics"
printf '%s\r\n' BEGIN:VEVENT UID:1@later 'DTSTART;VALUE=DATE:20260608' SUMMARY:Declared END:VEVENT \
	END:VCALENDAR >>"$XDG_CONFIG_HOME/plaint/calendars/DE-BY.ics"
like "$(plaint plan "$late")" 'Thu 4 and Mon 8 are holidays' "the plan knows it at once"
at 2026-06-03T09:00:00+02:00
sync
is "$(due "$late" first-reply)" 2026-06-09T21:59:59Z "the next round counts the open cases anew"
like "$(plaint show "$late")" 'deadline first-reply counted anew: 2026-06-09' "and the journal says so"
before=$(json '.events | length' plaint show "$late")
sync
is "$(json '.events | length' plaint show "$late")" "$before" "once"
rm "$XDG_CONFIG_HOME/plaint/calendars/DE-BY.ics"
sync
is "$(due "$late" first-reply)" 2026-06-08T21:59:59Z "and back"

# The machine sleeps for more than a month: one step a case, the newest. One follow-up of the first
# case waits for its hour since the evening; it must not go beside the newer one.
is "$(json '[.messages[] | select(.kind == "follow-up" and .status == "queued")] | length' plaint show "$key")" 1 \
	"a follow-up waits for the desk's morning"
at 2026-07-20T09:45:00+02:00
before=$(mail_count $desk)
sync
is "$(mail_count $desk)" $((before + 2)) "after a long sleep one follow-up goes in each case"
is "$(json '[.messages[] | select(.kind == "follow-up" and .status == "cancelled")] | length' plaint show "$key")" 1 \
	"the one that waited does not"
like "$(body "$(find_mail $desk "[plaint $late]" 2)")" 'is still open' "the newest"
sync
is "$(mail_count $desk)" $((before + 2)) "and none after it"
# The clock is set back: nothing goes again.
at 2026-06-10T09:45:00+02:00
sync
is "$(mail_count $desk)" $((before + 2)) "a clock that is set back sends nothing again"

# A provider without a file: its country is said, or it is one's own.
at 2026-09-24T12:00:00+08:00
file() { # OPTION... : a complaint to an address; prints the key
	plaint new support --to help@provider.example --title x --text-file "$T/papers/words.txt" "$@" 2>"$T/err"
}
sed -i 's/^\[complainant\]$/&\ncountry = SG\ntimezone = Asia\/Singapore/' "$CONF"
mv "$XDG_CONFIG_HOME/plaint/providers/example.conf" "$T/away.conf" # nothing is known of the desk
own=$(file)
mv "$T/away.conf" "$XDG_CONFIG_HOME/plaint/providers/example.conf"
like "$(cat "$T/err")" 'the working days of SG are counted \(Asia/Singapore\): yours' "without --country they are one's own, and that is said"
korea=$(file --country kr)
like "$(cat "$T/err")" 'the working days of KR are counted \(Asia/Seoul\)$' "with it they are the provider's, in its time zone"
is "$(json '.calendar + " " + .timezone' plaint show "$korea")" "KR Asia/Seoul" "which is kept"
is "$(json '.calendar' plaint show "$own")" null "or not"
file --country KE --timezone Africa/Nairobi >/dev/null
like "$(cat "$T/err")" 'KE are counted \(Africa/Nairobi\): there is no calendar of KE' "a country without a calendar"
fails "one that is none" 64 "'Korea': write two letters" file_err --country Korea
fails "one whose zone is not known" 64 "give --timezone" file_err --country QQ
fails "a zone that is none" 64 "'Mars' is no time zone" file_err --country KR --timezone Mars
fails "a zone alone" 64 'goes with --country' file_err --timezone Asia/Seoul
to_hetzner() { plaint new support --to support@hetzner.com --title x --text-file "$T/papers/words.txt" 2>"$T/err"; }
hetzner=$(to_hetzner)
like "$(cat "$T/err")" "'--provider hetzner'" "an address of a known provider names it"
is "$(json '.calendar + " " + .timezone' plaint show "$hetzner")" "DE-BY Europe/Berlin" "and its country is known"
# Chuseok: Thursday 24 to Saturday 26 September are off in Korea, and not in Singapore.
for one in own korea; do
	plaint send --yes "${!one}" >/dev/null 2>&1
done
sync
is "$(due "$own" first-reply)" 2026-09-28T15:59:59Z "counted at home"
is "$(due "$korea" first-reply)" 2026-09-29T14:59:59Z "counted there"
sed -i '/^country = SG/d; /^timezone = Asia/d' "$CONF"

# In Chinese, windows are Chinese.
sed -i 's/^language = en/language = zh/' "$CONF"
chinese=$(story_new --send 2>/dev/null)
sync
like "$(plaint show "$chinese")" '首次答复期限：2个工作日；处理期限：1-3个工作日' "the journal says windows in Chinese"
like "$(plaint show "$chinese")" '首次答复 .*（?\(2个工作日, 服务商公布' "and so do the deadlines"
unlike "$(plaint show "$chinese"; plaint plan "$chinese")" 'workday' "none is left in English"
unlike "$(LC_ALL=zh_CN.UTF-8 LANGUAGE=zh plaint types; LC_ALL=zh_CN.UTF-8 LANGUAGE=zh plaint types outage)" 'workday' \
	"nor in the types"
unlike "$(LC_ALL=zh_CN.UTF-8 LANGUAGE=zh plaint providers example)" 'workday' "nor with the provider"
sed -i 's/^language = zh/language = en/' "$CONF"

ok "the journal's chain holds" plaint verify
done_testing
