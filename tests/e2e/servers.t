#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Servers that differ: login by OAuth 2 token, and a folder that keeps no keywords.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/story.sh"
me=user@example.org

# Dovecot checks the tokens by itself: JWTs (RFC 7519) signed with a key that it has in a file.
jwt_key=$(openssl rand -hex 32)
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
token() { # USER SECONDS [KEY] : a token that expires in so long
	local now claims
	now=$(date +%s)
	claims=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url).$(printf \
		'{"iss":"test","sub":"%s","email":"%s","iat":%d,"nbf":%d,"exp":%d}' "$1" "$1" $((now - 5)) $((now - 5)) \
		$((now + $2)) | base64url)
	printf '%s.%s\n' "$claims" "$(printf %s "$claims" | openssl dgst -sha256 -hmac "${3:-$jwt_key}" -binary | base64url)"
}
DOVECOT_EXTRA="
auth_mechanisms = plain xoauth2
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $T/dovecot/oauth2
}
protocol imap {
  mail_plugins = \$mail_plugins acl
}
plugin {
  acl = vfile:$T/dovecot/acl
}"
# Exim compares: what it is given has to be the very token of $T/token.
EXIM_AUTH="
xoauth2:
  driver = plaintext
  public_name = XOAUTH2
  server_prompts = :
  server_condition = \${if and{{match{\$auth1}{\\N^user=user@example[.]org\\x01auth=Bearer ([^\\x01]+)\\x01\\x01\$\\N}}{eq{\$1}{\${readfile{$T/token}{}}}}}}
  server_set_id = user@example.org
"
world_make
mkdir -p "$T/dovecot/keys/default/HS256"
printf %s "$jwt_key" | openssl base64 -A >"$T/dovecot/keys/default/HS256/default"
cat >"$T/dovecot/oauth2" <<-CONF
	introspection_mode = local
	local_validation_key_dict = fs:posix:prefix=$T/dovecot/keys/
	username_attribute = email
CONF
: >"$T/dovecot/acl"
chown -R "$mail_uid:$mail_gid" "$T/dovecot"
dovecot_start
exim_start
story_papers

sed -i '/^password_command/d' "$CONF"
conf_set token_command "cat $T/token"
token $me 3600 | tr -d '\n' >"$T/token"
chmod 644 "$T/token"
ok "a token logs in by XOAUTH2, at IMAP and SMTP" plaint doctor
like "$(cat "$T/dovecot/log")" "Login: user=<$me>, method=XOAUTH2" "as the server says"
at 2026-05-04T10:00:00+02:00
key=$(story_new --send 2>"$T/err")
ok "a round by token" sync
is "$(mail_count support@provider.example)" 1 "sends the complaint"
unset PLAINT_TIME

# A token that has run out is asked for anew, once.
printf '#!/bin/sh\nif [ -e "$0.asked" ]; then cat "%s"; else : >"$0.asked"; cat "%s"; fi\n' "$T/token" "$T/stale" >"$T/tokens"
chmod 755 "$T/tokens"
token $me -60 >"$T/stale"
conf_set token_command "$T/tokens"
ok "a token that has expired is asked for anew" plaint doctor
conf_set token_command "cat $T/forged"
token $me 3600 "another key" >"$T/forged"
plaint doctor >"$T/out" 2>&1
like "$(cat "$T/out")" "imap: login: 'localhost' refuses user '$me': .*token_command" "a forged one is refused by IMAP"
like "$(cat "$T/out")" "smtp: login: 'localhost' refuses user '$me': .*token_command" "and by SMTP"
conf_set token_command "cat $T/token"

dovecot_stop
sed -i 's/^auth_mechanisms = plain xoauth2/auth_mechanisms = plain oauthbearer/' "$T/dovecot/conf"
dovecot_start
ok "it logs in by OAUTHBEARER where that is what IMAP offers" plaint doctor
like "$(cat "$T/dovecot/log")" "Login: user=<$me>, method=OAUTHBEARER" "as the server says"
conf_set token_command "cat $T/forged"
plaint doctor >"$T/out" 2>&1
like "$(cat "$T/out")" "imap: login: 'localhost' refuses user '$me': .*token_command" "and refuses a forged one"
conf_set token_command "cat $T/token"

# A folder with no right to write flags but \Seen: $Plaint cannot be set, all else goes on.
keywords() { find "$T/mail/$me" -name dovecot-keywords -exec cat {} + 2>/dev/null; }
echo 'INBOX owner lrstipek' >"$T/dovecot/acl"
ok "doctor is content without keywords" plaint doctor
like "$(cat "$T/out")" 'keeps no keywords: \$Plaint is not set' "and says so"
at 2026-05-04T12:00:00+02:00
answer() {
	desk_mail 'Re: your ticket' "$(reply_headers "$(mail_file support@provider.example 1)")" <<<"$1" >"$T/answer.eml"
	drop_mail $me "$T/answer.eml"
}
answer 'Our technicians are working on it.'
ok "a round" sync
unlike "$(cat "$T/sync.err")" '^plaint: ' "has nothing to complain about"
is "$(state_of "$key")" working "the answer is read"
is "$(keywords)" "" "and nothing is marked"
answer 'The server has been repaired, the problem is solved.'
ok "the next round" sync
is "$(state_of "$key")" answered-resolved "goes on likewise"
: >"$T/dovecot/acl"
ok "where keywords are allowed later" sync
like "$(keywords)" '^0 \$Plaint$' "what was filed is marked"
is "$(mails $me | grep -c ':2,.*a')" 2 "both answers"
done_testing
