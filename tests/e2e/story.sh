# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# story.sh - the people of the story: the complainant's papers and the desk's mails
#
# story.t checks the story and demo.sh shows it; both take what is said in it from here. The desk
# is in Berlin. 2026-04-30 is a Thursday, Friday is the first of May, a public holiday: the two
# workdays of the first reply are Monday 4 and Tuesday 5 May, the third of the window the 6th.

story_papers() { # the complainant's evidence and words, and what is known of the provider
	mkdir -p "$T/papers" "$XDG_CONFIG_HOME/plaint/providers"
	cat >"$XDG_CONFIG_HOME/plaint/providers/example.conf" <<-'CONF'
	[provider]
	name = Example Hosting
	country = DE
	timezone = Europe/Berlin
	languages = en
	domains = provider.example
	notes = Only in the test.
	confidence = documented

	[support]
	email = support@provider.example

	[abuse]
	email = abuse@provider.example

	[billing]
	email = billing@provider.example
	CONF
	{
		echo "Start: 2026-04-30T02:10:00+0200"
		printf '%3d. %-16s %5s%% %6s\n' 1 192.0.2.1 0.0 0.4 2 198.51.100.7 0.0 8.1 3 203.0.113.9 100.0 0.0
	} >"$T/papers/mtr-to-server.txt"
	for second in 01 02 03 04; do
		echo "[2026-04-30 02:10:$second] no answer yet for icmp_seq=$((10#$second))"
	done >"$T/papers/ping.log"
	echo "Invoice 2026-0417 of 2026-05-01: 2 x server vm-4711, April, 18.40 EUR" >"$T/papers/invoice.txt"
	cat >"$T/papers/words.txt" <<-'TEXT'
	The virtual server vm-4711 (192.0.2.10) has not answered on any port since 02:10 this morning.
	The console shows it running. The packet loss begins at your router 203.0.113.9.

	We have restarted the server twice, without effect.
	TEXT
}

story_new() { # [plaint new's further options] : file the outage; prints the key
	plaint new outage --provider example --title "vm-4711 cannot be reached" \
		--when 2026-04-30T02:10:00+02:00 --account-id K-20817 --target 192.0.2.10 \
		--text-file "$T/papers/words.txt" --evidence "$T/papers/mtr-to-server.txt" \
		--evidence "$T/papers/ping.log" "$@"
}

desk_mail() { # SUBJECT [HEADER...] : headers of a mail from the desk; the text follows on stdin
	local subject=$1
	shift
	printf 'From: Example Support <support@provider.example>\nTo: Li Wei <user@example.org>\n'
	printf 'Subject: %s\nDate: %s\nMessage-ID: <%s.%s@provider.example>\n' "$subject" \
		"$(rfc5322_now)" "$(date -d "${PLAINT_TIME:-now}" +%s)" "$RANDOM$RANDOM"
	(($#)) && printf '%s\n' "$@"
	printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n'
	cat
}

desk_receipt() { # by machine, with the ticket's number
	local asked
	asked=$(mail_file support@provider.example 1)
	desk_mail "[Ticket#2026043010000018] $(header "$asked" Subject)" \
		"Auto-Submitted: auto-replied" "$(reply_headers "$asked")" >"$T/receipt.eml" <<-'TEXT'
	Dear customer,

	thank you for your message. This is an automatic confirmation that it has reached us.
	It was given the number 2026043010000018; please keep it in the subject of further mail.

	Example Hosting support
	TEXT
	smtp_send support@provider.example user@example.org "$T/receipt.eml"
}

desk_working() { # in a thread of its own: only the ticket's number tells
	desk_mail "[Ticket#2026043010000018] your server" >"$T/working.eml" <<-'TEXT'
	Hello Li Wei,

	I am sorry for the delay. Our engineers are working on the problem and I will write
	again when I know more.

	Kind regards
	Anna Schmidt
	Example Hosting support
	TEXT
	smtp_send support@provider.example user@example.org "$T/working.eml"
}

desk_resolved() { # with the whole complaint below
	local asked newest
	asked=$(mail_file support@provider.example 1)
	newest=$(mail_file support@provider.example)
	{
		cat <<-'TEXT'
		Hello Li Wei,

		the faulty line card was replaced and the problem is resolved. Please check whether your
		server can be reached again.

		Kind regards
		Anna Schmidt
		Example Hosting support

		On Thu, 30 Apr 2026 at 10:00, Li Wei <user@example.org> wrote:
		TEXT
		quoted "$asked"
	} | desk_mail "Re: $(header "$newest" Subject)" "$(reply_headers "$newest")" >"$T/resolved.eml"
	smtp_send support@provider.example user@example.org "$T/resolved.eml"
}

story_bounce() { # the second complaint, to an address that is no more; prints the key
	plaint new billing --to gone@provider.example --title "charged twice in April" \
		--account-id K-20817 --when 2026-05-04 --text-file "$T/papers/words.txt" \
		--evidence "$T/papers/invoice.txt" --send "$@"
}
