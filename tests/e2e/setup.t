#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Configuring an account: init, doctor, and what is refused before a password is sent.
. "$(dirname "$0")/lib.sh"
servers_start

init() {
	plaint init --address user@example.org --name 'Li Wei' --imap "imaps://localhost:$IMAPS_PORT/INBOX" \
		--smtp "smtps://localhost:$SMTPS_PORT" --user user@example.org \
		--password-command "cat $T/password" --language en
}

# A new plaint.conf. The certificate's maker is unknown to the system, and init has no option to
# look away: it writes the file, says which step failed, and the user names the CA.
rm "$CONF"
status=0
init >"$T/out" 2>"$T/err" </dev/null || status=$?
is "$(stat -c %a "$CONF" 2>&1)" 600 "init writes plaint.conf for its owner alone"
like "$(cat "$CONF")" '^address = user@example.org' "with what was given"
like "$(cat "$CONF")" '^#' "and with comments"
like "$(cat "$T/out" "$T/err")" '[Cc]ertificate' "an unknown CA is named as the step that failed"
is "$((status != 0))" 1 "and init does not end well"
unlike "$(cat "$T/dovecot/log")" 'user=<user@example.org>' "no password was sent to a server that is not verified"
conf_set tls_ca_file "$T/tls/ca.pem"
ok "doctor is content with the CA named" plaint doctor
before=$(sha256sum <"$CONF")
init >"$T/out" 2>"$T/err" </dev/null
is "$(sha256sum <"$CONF")" "$before" "init does not overwrite a plaint.conf"

conf_set imap "imap://localhost:$IMAP_PORT/INBOX"
conf_set smtp "smtp://localhost:$SMTP_PORT"
ok "doctor is content with STARTTLS" plaint doctor

# Certificates that are wrong in each way, served by openssl, which logs what it is sent.
fingerprint() { # CERT
	openssl x509 -in "$T/tls/${1%%:*}.pem" -noout -fingerprint -sha256 | cut -d= -f2
}
serve() { # CERT : $BAD_PORT serves it with TLS
	read -r BAD_PORT < <(free_ports 1)
	openssl s_server -accept "127.0.0.1:$BAD_PORT" -cert "$T/tls/$1.pem" -key "$T/tls/$1.key" \
		-quiet >"$T/heard.$1" 2>/dev/null < <(sleep 60) &
	started+=("$!")
	wait_for 10 port_is_open "$BAD_PORT" || bail "openssl s_server does not start"
}
make_cert expired DNS:localhost -not_before 20200101000000Z -not_after 20200201000000Z 2>/dev/null ||
	faked_expired=1
if [[ ! -s $T/tls/expired.pem ]]; then
	# OpenSSL before 3.4 has no -not_after for x509; its ca command has.
	mkdir -p "$T/tls/db" && : >"$T/tls/db/index" && echo 77 >"$T/tls/db/serial"
	printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s\nserial=%s\nnew_certs_dir=%s\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n[x]\nsubjectAltName=DNS:localhost\n' \
		"$T/tls/db/index" "$T/tls/db/serial" "$T/tls/db" >"$T/tls/ca.conf"
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=expired \
		-keyout "$T/tls/expired.key" -out "$T/tls/expired.csr" 2>/dev/null
	openssl ca -batch -notext -config "$T/tls/ca.conf" -extensions x -cert "$T/tls/ca.pem" \
		-keyfile "$T/tls/ca.key" -in "$T/tls/expired.csr" -out "$T/tls/expired.pem" \
		-startdate 20200101000000Z -enddate 20200201000000Z >/dev/null 2>&1
fi
make_cert other DNS:mail.example.net --days 3650 2>/dev/null || make_cert other DNS:mail.example.net -days 3650
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost -keyout "$T/tls/self.key" -out "$T/tls/self.pem" 2>/dev/null
conf_set smtp "smtps://localhost:$SMTPS_PORT"
for bad in expired:expired other:'name|localhost' self:'self-signed|unknown|not trusted|issuer'; do
	serve "${bad%%:*}"
	conf_set imap "imaps://localhost:$BAD_PORT/INBOX"
	status=0
	plaint doctor >"$T/out" 2>&1 </dev/null || status=$?
	is "$((status != 0))" 1 "IMAP: a certificate that is ${bad%%:*} is refused"
	like "$(cat "$T/out")" "${bad#*:}" "and the reason is said"
	is "$(cat "$T/heard.${bad%%:*}")" "" "before a byte is sent"
	said=$(grep -o 'TLS: .*' "$T/out")
	conf_set imap "imaps://localhost:$IMAPS_PORT/INBOX"
	conf_set smtp "smtps://localhost:$BAD_PORT"
	status=0
	plaint doctor >"$T/out" 2>&1 </dev/null || status=$?
	is "$((status != 0))" 1 "SMTP: a certificate that is ${bad%%:*} is refused"
	is "$(grep -o 'TLS: .*' "$T/out")" "$said" "and the same is said"
	contains "$said" "$(fingerprint "$bad" | tr -d : | tr A-F a-f)" "with its fingerprint"
	is "$(cat "$T/heard.${bad%%:*}")" "" "before a byte is sent"
	conf_set smtp "smtps://localhost:$SMTPS_PORT"
done

# What is said about a self-signed one is what plaint.conf takes.
sed -i '/^tls_ca_file/d' "$CONF"
conf_set smtp "smtps://localhost:$BAD_PORT"
plaint doctor >"$T/out" 2>&1
like "$(cat "$T/out")" 'pin it by the line tls_fingerprint = [0-9a-f]{64}' "a self-signed certificate's pin is spelled out"
conf_set smtp "smtps://localhost:$SMTPS_PORT"

# A fingerprint pins a certificate that no CA vouches for; of several, any.
pin=$(fingerprint localhost)
conf_set tls_fingerprint "$pin"
ok "a pinned fingerprint is accepted" plaint doctor
conf_set tls_fingerprint "00${pin:2}"
fails "and another one is not" 77 "fingerprint is $(tr -d : <<<"$pin" | tr A-F a-f)" plaint sync
conf_set tls_fingerprint "00${pin:2}, $pin"
ok "of several, any is accepted" plaint doctor
conf_set tls_fingerprint "$(fingerprint self) 00${pin:2}"
plaint doctor >"$T/out" 2>&1
is "$(grep -c "fingerprint is $(tr -d : <<<"$pin" | tr A-F a-f)" "$T/out")" 2 "and none but those, for IMAP as for SMTP"
sed -i '/^tls_fingerprint/d' "$CONF"

# A tls_ca_file that is none.
echo 'not a certificate' >"$T/tls/none.pem"
conf_set tls_ca_file "$T/tls/none.pem"
plaint doctor >"$T/out" 2>&1
is "$(grep -c "TLS: tls_ca_file: '$T/tls/none.pem' holds no certificate" "$T/out")" 2 "a tls_ca_file without a certificate is named, for IMAP as for SMTP"
conf_set tls_ca_file "$T/tls/ca.pem"

# STARTTLS that is not offered.
fault_start smtp-plain
conf_set smtp "smtp://localhost:$FAULT_PORT"
status=0
plaint doctor >"$T/out" 2>&1 </dev/null || status=$?
is "$((status != 0))" 1 "a server without STARTTLS is refused"
like "$(cat "$T/out")" 'STARTTLS|TLS' "and the reason is said"
conf_set smtp "smtps://localhost:$SMTPS_PORT"

# Logins and folders.
echo wrong >"$T/password"
status=0
plaint doctor >"$T/out" 2>&1 || status=$?
is "$((status != 0))" 1 "a wrong password is noticed"
like "$(cat "$T/out")" 'login|password' "as the login"
unlike "$(cat "$T/out")" 'wrong$' "and is not shown"
echo secret >"$T/password"
conf_set imap "imaps://localhost:$IMAPS_PORT/No%20such"
plaint doctor >"$T/out" 2>&1
like "$(cat "$T/out")" "^FAILED +folder 'No such': .*name one that is there" "a missing folder is named, with the remedy"
conf_set timeout 1
conf_set imap "imap://localhost:$IMAPS_PORT/INBOX"
conf_set smtp "smtp://localhost:$SMTPS_PORT"
plaint doctor >"$T/out" 2>&1
like "$(cat "$T/out")" 'imap: connection: .*imaps://' "STARTTLS at an IMAP port that is for TLS names the remedy"
like "$(cat "$T/out")" 'smtp: connection: .*smtps://' "and so it is for SMTP"
conf_set timeout 60
conf_set smtp "smtps://localhost:$SMTPS_PORT"
conf_set imap "imaps://localhost:1/INBOX"
plaint doctor >"$T/out" 2>&1
like "$(cat "$T/out")" 'onnect|refused' "a server that is not there fails at the connection"
conf_set imap "imaps://no-such-host.invalid/INBOX"
plaint doctor >"$T/out" 2>&1
like "$(cat "$T/out")" 'no-such-host.invalid' "a name that is none fails at the lookup"
conf_set imap "imaps://localhost:$IMAPS_PORT/INBOX"

conf_set password_command 'echo no key >\&2; exit 3'
fails "a password_command that fails is named with what it says" 78 "password_command: .*status 3: no key" plaint sync
conf_set password_command "cat $T/password"
sed -i 's/^language = en/language = zh/' "$CONF"
is "$(plaint doctor | grep -vc '^正常')" 0 "the doctor speaks the complainant's language from the first line"
echo wrong >"$T/password"
conf_set tls_ca_file "$T/tls/none.pem"
plaint doctor >"$T/out" 2>&1
is "$(grep -c "TLS：tls_ca_file：'$T/tls/none.pem' 中没有 PEM 格式的证书" "$T/out")" 2 "also of what fails at the servers' certificates"
conf_set tls_ca_file "$T/tls/ca.pem"
plaint doctor >"$T/out" 2>&1
is "$(grep -c "登录：'localhost' 拒绝用户 'user@example.org'：.*请检查 user 和 password_command" "$T/out")" 2 "and at the logins"
fails "so does the sync" 77 "登录：'localhost' 拒绝用户" plaint sync
echo secret >"$T/password"
sed -i 's/^language = zh/language = en/' "$CONF"

# The file itself.
conf_set pasword_command 'cat /dev/null'
fails "a typo names the line and the nearest key" 78 "plaint.conf:[0-9]+:.*pasword_command.*password_command" plaint sync
sed -i '/^pasword_command/d' "$CONF"
conf_set password_command 'echo secret'
chmod 644 "$CONF"
fails "a plaint.conf with a secret that others can read is refused" 78 'others|mode|chmod' plaint sync
chmod 600 "$CONF"
conf_set password_command "cat $T/password"
chmod 644 "$CONF"
ok "one that holds commands only is not" plaint doctor
mv "$CONF" "$CONF.away"
fails "without plaint.conf, init is named" 78 'plaint init' plaint sync
done_testing
