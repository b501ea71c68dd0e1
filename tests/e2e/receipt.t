#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# A ticket system's own receipt, with the headers of a person's answer and in Chinese: the case is
# acknowledged, and the desk still owes its first answer. What a person of that desk writes meets it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
servers_start
story_papers
me=user@example.org
desk=support@provider.example

at 2026-04-30T10:00:00+02:00
key=$(story_new --send 2>"$T/err") || diag "$(cat "$T/err")"
sync
complaint=$(mail_file $desk)

from_zendesk() { # the text of stdin, as Zendesk sends it
	{
		echo "From: Provider Support <$desk>"
		echo "To: $me"
		echo "Subject: Re: $(header "$complaint" Subject)"
		echo "Message-ID: <$RANDOM.sprut@provider.example>"
		reply_headers "$complaint"
		printf '%s\n' 'Auto-Submitted: auto-generated' 'X-Auto-Response-Suppress: All' \
			'X-Mailer: Zendesk Mailer' 'MIME-Version: 1.0' 'Content-Type: text/plain; charset=utf-8' \
			'Content-Transfer-Encoding: 8bit' '' '##- 请在此行上方回复 -##' ''
		cat
	} >"$T/answer.eml"
	smtp_send $desk $me "$T/answer.eml"
	settle
	sync
}
met() { json '.deadlines[] | select(.what == "first-reply") | .met' plaint show "$key"; }

at 2026-04-30T10:05:00+02:00
from_zendesk <<<"您的请求 (45021) 已收到，我们的支持人员正在审核。"
is "$(state_of "$key")" acknowledged "the receipt acknowledges"
is "$(json '.messages[] | select(.direction == "in") | .kind' plaint show "$key")" auto-reply "it is automatic"
is "$(met)" null "and no answer yet"
at 2026-04-30T11:00:00+02:00
from_zendesk <<<"您好，工单 45021 我已看过，交换机端口有故障，正在更换。小陈"
is "$(state_of "$key")" working "a person works on it"
unlike "$(met)" null "and that meets the deadline"
done_testing
