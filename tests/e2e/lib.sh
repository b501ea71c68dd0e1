# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# lib.sh - what the end-to-end tests stand on: TAP, and a private mail world on loopback
#
#	. "$(dirname "$0")/lib.sh"
#	servers_start                    # Dovecot and Exim, certificates, plaint.conf, XDG folders
#	at 2026-09-24T10:00:00+08:00     # from here on it is this moment
#	ok "a complaint is filed" plaint new outage --provider example --title x
#	done_testing
#
# Everything lies in $T, a folder of mktemp's, and is gone at the end (KEEP=1 keeps it); what was
# started is ended by its process id, however the test ends. The users are
#	user@example.org        the complainant: the account in plaint.conf
#	boss@example.org        somebody to be copied
#	support@, abuse@, billing@provider.example   desks
# The provider refuses some addresses, as real ones do: gone@ (accepted, bounces later), nobody@
# (550 at RCPT), busy@ (451 at RCPT). A file $T/smtp-defer or $T/smtp-reject turns away all mail.
# Mail goes through real SMTP; `stamp` gives what arrived the arrival time of the test's clock.
set -u
shopt -s nullglob lastpipe
TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PLAINT=${PLAINT:-$TOP/build/plaint}
DEPS=${PLAINT_DEPS:-$TOP/build/deps}
HELPERS=${PLAINT_HELPERS:-$TOP/build/tests/e2e}
umask 022

## TAP

tests_run=0 tests_failed=0 plan_printed=''

diag() { sed 's/^/# /' <<<"$*" >&2; }

pass() {
	echo "ok $((++tests_run)) - $1"
}

fail() { # NAME [DIAGNOSTICS]
	echo "not ok $((++tests_run)) - $1"
	tests_failed=$((tests_failed + 1))
	diag "failed: $1 (${BASH_SOURCE[-1]##*/}:${BASH_LINENO[-2]:-?})"
	[[ -n ${2-} ]] && diag "$2"
	return 0
}

ok() { # NAME COMMAND... : the command ends with 0
	local name=$1 status=0
	shift
	"$@" >"$T/out" 2>"$T/err" || status=$?
	if ((status == 0)); then
		pass "$name"
	else
		fail "$name" "$(printf 'status %d from: %s\n' "$status" "$*"; tail -n 20 "$T/out" "$T/err")"
	fi
}

fails() { # NAME STATUS PATTERN COMMAND... : it ends with STATUS and says PATTERN (both regexps)
	local name=$1 want=$2 pattern=$3 status=0
	shift 3
	"$@" >"$T/out" 2>"$T/err" </dev/null || status=$?
	if [[ $status =~ ^($want)$ ]] && grep -Eq -- "$pattern" "$T/err"; then
		pass "$name"
	else
		fail "$name" "$(printf 'status %d, wanted %s with /%s/ from: %s\n' \
			"$status" "$want" "$pattern" "$*"; tail -n 20 "$T/out" "$T/err")"
	fi
}

is() { # GOT WANT NAME
	if [[ $1 == "$2" ]]; then
		pass "$3"
	else
		fail "$3" "$(printf '   got: %s\nwanted: %s' "$1" "$2")"
	fi
}

like() { # GOT PATTERN NAME
	if grep -Eq -- "$2" <<<"$1"; then
		pass "$3"
	else
		fail "$3" "$(printf '   got: %s\nwanted: /%s/' "$1" "$2")"
	fi
}

contains() { # GOT TEXT NAME
	if [[ -n $2 && $1 == *"$2"* ]]; then
		pass "$3"
	else
		fail "$3" "$(printf '   got: %s\nwanted: ...%s...' "$1" "$2")"
	fi
}

unlike() { # GOT PATTERN NAME
	if grep -Eq -- "$2" <<<"$1"; then
		fail "$3" "$(printf '     got: %s\nunwanted: /%s/' "$1" "$2")"
	else
		pass "$3"
	fi
}

skip_all() { # WHY : loudly, since a skipped test is a promise that nobody looked at
	echo "1..0 # SKIP $1"
	diag "SKIPPED: ${0##*/}: $1"
	plan_printed=1
	exit 0
}

bail() {
	echo "Bail out! $1"
	diag "$1"
	plan_printed=1
	exit 1
}

done_testing() {
	echo "1..$tests_run"
	plan_printed=1
	((tests_failed == 0))
	exit
}

## The private world

T=$(mktemp -d "${TMPDIR:-/tmp}/plaint-e2e.XXXXXX") || exit 1
chmod 711 "$T"
started=()

cleanup() {
	local status=$? pid
	trap - EXIT INT TERM HUP
	for pid in "${started[@]}"; do
		kill "$pid" 2>/dev/null
	done
	for pid in "${started[@]}"; do
		wait_for 5 process_is_gone "$pid" || kill -9 "$pid" 2>/dev/null
	done
	if ((status != 0 || tests_failed)) && [[ -n ${LOGS_TO-} ]]; then
		mkdir -p "$LOGS_TO" && cp -r "$T" "$LOGS_TO/${0##*/}.$$" 2>/dev/null
	fi
	if [[ -n ${KEEP-} ]]; then
		diag "kept: $T"
	else
		rm -rf "$T"
	fi
	if [[ -z $plan_printed ]]; then
		diag "${0##*/} ended before its end"
		((status)) || status=1
	fi
	exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

process_is_gone() { ! kill -0 "$1" 2>/dev/null; }

wait_for() { # SECONDS COMMAND... : until the command succeeds, or false after so long
	local end=$((SECONDS + $1 + 1))
	shift
	until "$@" >/dev/null 2>&1; do
		((SECONDS < end)) || return 1
		sleep 0.03
	done
}

free_ports() { # N : that many ports of 127.0.0.1 which nobody listens on
	perl -MIO::Socket::INET -e 'my @s = map { IO::Socket::INET->new(Listen => 1,
		LocalAddr => "127.0.0.1") or die } 1 .. shift; print join(" ", map { $_->sockport } @s),
		"\n"' "$1"
}

port_is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Both servers refuse to deliver as root; as root they run as nobody, else as who runs the test.
if ((EUID == 0)); then
	mail_uid=$(id -u nobody) mail_gid=$(id -g nobody)
	as_mail=(setpriv "--reuid=$mail_uid" "--regid=$mail_gid" --clear-groups)
else
	mail_uid=$(id -u) mail_gid=$(id -g) as_mail=()
fi
mail_user=$(id -nu "$mail_uid") mail_group=$(getent group "$mail_gid" | cut -d: -f1)

addresses=(user@example.org boss@example.org support@provider.example abuse@provider.example
	billing@provider.example)

make_cert() { # NAME SUBJECT-ALT-NAME [openssl x509 options...] : signed by our CA
	local name=$1 names=$2
	shift 2
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
		-keyout "$T/tls/$name.key" -out "$T/tls/$name.csr" 2>/dev/null &&
		openssl x509 -req -in "$T/tls/$name.csr" -CA "$T/tls/ca.pem" -CAkey "$T/tls/ca.key" \
			-CAcreateserial -extfile <(printf 'subjectAltName=%s\n' "$names") \
			-out "$T/tls/$name.pem" "${@:--days 3650}" 2>/dev/null
}

make_certs() {
	mkdir -p "$T/tls"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
		-subj "/CN=test CA" -addext basicConstraints=critical,CA:TRUE \
		-addext keyUsage=critical,keyCertSign,cRLSign \
		-keyout "$T/tls/ca.key" -out "$T/tls/ca.pem" 2>/dev/null &&
		make_cert localhost DNS:localhost,IP:127.0.0.1 -days 3650
	chown "$mail_uid" "$T/tls/localhost.key"
	chmod 600 "$T/tls/localhost.key"
}

dovecot_conf() {
	cat <<-CONF
	base_dir = $T/dovecot/run
	state_dir = $T/dovecot/state
	log_path = $T/dovecot/log
	protocols = imap
	listen = 127.0.0.1
	ssl = required
	ssl_cert = <$T/tls/localhost.pem
	ssl_key = <$T/tls/localhost.key
	disable_plaintext_auth = yes
	auth_mechanisms = plain login xoauth2 oauthbearer
	default_internal_user = $mail_user
	default_internal_group = $mail_group
	default_login_user = $mail_user
	default_vsz_limit = 1G
	first_valid_uid = 1
	mail_location = maildir:$T/mail/%u
	mail_fsync = never
	imap_id_send = name *
	passdb {
	  driver = passwd-file
	  mechanisms = plain login
	  args = $T/dovecot/users
	}
	userdb {
	  driver = static
	  args = uid=$mail_uid gid=$mail_gid home=$T/home/%u
	}
	namespace inbox {
	  inbox = yes
	  separator = /
	  mailbox Sent {
	    auto = subscribe
	    special_use = \\Sent
	  }
	}
	service imap-login {
	  chroot =
	  inet_listener imap {
	    port = $IMAP_PORT
	  }
	  inet_listener imaps {
	    port = $IMAPS_PORT
	    ssl = yes
	  }
	}
	service anvil {
	  chroot =
	}
	service stats {
	  chroot =
	}
	${DOVECOT_EXTRA-}
	CONF
}

exim_conf() {
	cat <<-CONF
	spool_directory = $T/exim/spool
	log_file_path = $T/exim/%slog
	pid_file_path = $T/exim/pid
	primary_hostname = mx.provider.example
	qualify_domain = example.org
	exim_path = $EXIM
	keep_environment = LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
	local_interfaces = <; 127.0.0.1.$SMTP_PORT ; 127.0.0.1.$SMTPS_PORT
	daemon_smtp_ports = $SMTP_PORT
	tls_on_connect_ports = $SMTPS_PORT
	tls_advertise_hosts = *
	tls_certificate = $T/tls/localhost.pem
	tls_privatekey = $T/tls/localhost.key
	domainlist here = example.org : provider.example
	deliver_drop_privilege = true
	never_users =
	host_lookup =
	rfc1413_query_timeout = 0s
	message_size_limit = 60M
	smtp_accept_max = 50
	smtp_accept_queue_per_connection = 0
	smtp_accept_queue = 0
	log_selector = +smtp_confirmation +received_recipients
	acl_smtp_rcpt = rcpt
	acl_smtp_data = data
	dns_again_means_nonexist = *
	begin acl
	rcpt:
	  defer message = 4.3.2 the system is not accepting mail at the moment
	        condition = \${if exists{$T/smtp-defer}}
	  deny message = 5.7.1 your mail is not welcome here
	        condition = \${if exists{$T/smtp-reject}}
	  deny message = 5.7.0 authentication required
	        senders = \\N^user([+].*)?@example[.]org\$\\N
	        !authenticated = *
	  deny message = 5.7.1 relaying denied
	        !domains = +here
	  defer message = 4.2.1 mailbox busy, try again later
	        recipients = busy@provider.example
	  deny message = 5.1.1 no such user here
	        recipients = nobody@provider.example
	  accept
	data:
	  deny message = 5.7.1 message content rejected
	        condition = \${if exists{$T/smtp-reject-data}}
	  defer message = 4.3.0 cannot store the message now
	        condition = \${if exists{$T/smtp-defer-data}}
	  accept
	begin routers
	local:
	  driver = accept
	  address_data = \${lookup{\${local_part}@\${domain}}dsearch,filter=dir{$T/mail}{\$value}fail}
	  local_part_suffix = +*
	  local_part_suffix_optional
	  transport = maildir
	unknown:
	  driver = redirect
	  allow_fail
	  data = :fail: user unknown
	begin transports
	maildir:
	  driver = appendfile
	  user = $mail_uid
	  group = $mail_gid
	  directory = $T/mail/\$address_data
	  maildir_format
	  return_path_add
	  envelope_to_add
	  mode = 0644
	begin retry
	* * F,1h,10m
	begin authenticators
	plain:
	  driver = plaintext
	  public_name = PLAIN
	  server_prompts = :
	  server_advertise_condition = \${if def:tls_in_cipher}
	  server_condition = \${if and{{eq{\$auth2}{user@example.org}}{eq{\$auth3}{secret}}}}
	  server_set_id = \$auth2
	${EXIM_AUTH-}
	CONF
}

plaint_conf() { # the account's section; the options of a test follow
	cat <<-CONF
	[account]
	address = user@example.org
	name = Li Wei
	imap = imaps://localhost:$IMAPS_PORT/INBOX
	smtp = smtps://localhost:$SMTPS_PORT
	user = user@example.org
	password_command = cat $T/password
	tls_ca_file = $T/tls/ca.pem

	[complainant]
	name = Li Wei
	language = en
	CONF
}

exim_run() { # EXIM-OPTIONS... : ends the shell it is called in
	exec "${as_mail[@]}" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin TZ=UTC \
		LD_PRELOAD=libnss_wrapper.so NSS_WRAPPER_PASSWD="$T/exim/passwd" \
		NSS_WRAPPER_GROUP="$T/exim/group" "$EXIM" -C "$T/exim/conf" "$@"
}

dovecot_start() {
	"${as_mail[@]}" dovecot -c "$T/dovecot/conf" -F >>"$T/dovecot/out" 2>&1 &
	dovecot_pid=$!
	started+=("$dovecot_pid")
	wait_for 15 port_is_open "$IMAPS_PORT" || bail "Dovecot does not start: $(cat "$T"/dovecot/{out,log})"
}

dovecot_stop() {
	kill "$dovecot_pid" && wait_for 10 process_is_gone "$dovecot_pid"
}

exim_start() {
	# Debian's binary looks for the users it was built for even where it runs as another;
	# libnss_wrapper shows it a passwd file in which they are the one it runs as.
	printf '%s:x:%d:%d::/:/bin/sh\n' root 0 0 mail 8 8 "$mail_user" "$mail_uid" "$mail_gid" \
		Debian-exim "$mail_uid" "$mail_gid" >"$T/exim/passwd"
	printf '%s:x:%d:\n' root 0 mail 8 "$mail_group" "$mail_gid" Debian-exim "$mail_gid" \
		>"$T/exim/group"
	exim_run -bdf >>"$T/exim/out" 2>&1 </dev/null &
	exim_pid=$!
	started+=("$exim_pid")
	wait_for 15 port_is_open "$SMTPS_PORT" || bail "Exim does not start: $(cat "$T"/exim/out "$T"/exim/*log)"
}

exim_stop() {
	kill "$exim_pid" && wait_for 10 process_is_gone "$exim_pid"
}

make_mailbox() { # ADDRESS
	mkdir -p "$T/mail/$1"/{new,cur,tmp} "$T/home/$1"
	printf '%s:{PLAIN}secret\n' "$1" >>"$T/dovecot/users"
	chown -R "$mail_uid:$mail_gid" "$T/mail/$1" "$T/home/$1"
}

world_make() { # folders, certificates and configurations, but no server
	local address
	[[ -x $PLAINT ]] || bail "there is no $PLAINT: make it first"
	EXIM=$DEPS/usr/sbin/exim4
	[[ -x $EXIM ]] || EXIM=/usr/sbin/exim4
	[[ -x $EXIM ]] && command -v dovecot >/dev/null || bail "run contrib/install-deps --tests first"
	mkdir -p "$T"/{mail,home,dovecot/run,dovecot/state,exim/spool,bin} \
		"$T"/xdg/{config/plaint,state,cache,data,run}
	chown -R "$mail_uid:$mail_gid" "$T"/{mail,home,dovecot,exim}
	make_certs || bail "openssl cannot make the certificates"
	for address in "${addresses[@]}"; do
		make_mailbox "$address"
	done
	read -r IMAP_PORT IMAPS_PORT SMTP_PORT SMTPS_PORT < <(free_ports 4)
	dovecot_conf >"$T/dovecot/conf"
	exim_conf >"$T/exim/conf"
	echo secret >"$T/password"
	chmod 600 "$T/password"
	plaint_conf >"$T/xdg/config/plaint/plaint.conf"
	chmod 600 "$T/xdg/config/plaint/plaint.conf"
	CONF=$T/xdg/config/plaint/plaint.conf
	STORE=$T/xdg/state/plaint/plaint.db
	export HOME=$T/xdg XDG_CONFIG_HOME=$T/xdg/config XDG_STATE_HOME=$T/xdg/state
	export XDG_CACHE_HOME=$T/xdg/cache XDG_DATA_HOME=$T/xdg/data XDG_RUNTIME_DIR=$T/xdg/run
	export TZ=${TEST_TZ:-Asia/Shanghai} LC_ALL=C.UTF-8 NO_COLOR=1
	# A process of a test is short: half of its time would go into keeping what it has freed.
	export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:quarantine_size_mb=16:malloc_context_size=10} UBSAN_OPTIONS=print_stacktrace=1
	export G_SLICE=always-malloc
	unset PLAINT_TIME PLAINT_DATA VISUAL EDITOR BROWSER
	printf '#!/bin/sh\nexec "%s" "$@"\n' "$PLAINT" >"$T/bin/plaint"
	chmod 755 "$T/bin/plaint"
	PATH=$T/bin:$PATH
}

servers_start() {
	world_make
	dovecot_start
	exim_start
}

fault_start() { # smtp|smtp-plain|proxy [PORT] : $FAULT_PORT, with the rules in $T/faults
	local out=$T/faultd.$((++faults))
	: >>"$T/faults"
	case $1 in
	smtp) set -- smtp "$T/faults" "$T/mail" "$T/tls/localhost.pem" "$T/tls/localhost.key" ;;
	smtp-plain) set -- smtp-plain "$T/faults" "$T/mail" ;;
	proxy) set -- proxy "$T/faults" "$2" ;;
	esac
	"$HELPERS/faultd" "$@" >"$out" 2>&1 &
	started+=("$!")
	wait_for 10 grep -Eqx '[0-9]+' "$out" || bail "faultd does not start: $(cat "$out")"
	FAULT_PORT=$(cat "$out")
}
faults=0

set_fault() { printf '%s\n' "$@" >"$T/faults"; } # no argument: all is well
conf_set() { # KEY VALUE : of the [account] section
	sed -i "/^$1 = /d; s|^\\[account\\]|&\n$1 = $2|" "$CONF"
}

## Moving through it

at() { # TIME : plaint and the mail that arrives believe that it is this moment
	export PLAINT_TIME=$1
}

# A bounce is written before the mail that it is about goes: only what is empty twice is empty.
spool_files() { find "$T/exim/spool/input" -type f 2>/dev/null | head -1; }
queue_is_empty() { [[ -z $(spool_files) ]] && sleep 0.02 && [[ -z $(spool_files) ]]; }

settle() { # all mail is where it goes, and arrived now, by the test's clock
	wait_for 20 queue_is_empty || fail "the SMTP server delivers what it took" "$(exim_run -bp)"
	[[ -z ${PLAINT_TIME-} ]] ||
		find "$T"/mail/*/new -type f -newer "$T/.stamped" -exec touch -d "$PLAINT_TIME" {} + 2>/dev/null
	return 0
}

smtp_send() { # FROM TO FILE : any sender's mail, by real SMTP
	touch "$T/.stamped"
	curl -sS -m 60 --ssl-reqd --cacert "$T/tls/ca.pem" "smtp://localhost:$SMTP_PORT" --crlf \
		--mail-from "$1" --mail-rcpt "$2" -T "$3" >"$T/curl.out" 2>&1 ||
		fail "mail from $1 to $2 is taken by the SMTP server" "$(cat "$T/curl.out")"
	settle
}

drop_mail() { # ADDRESS FILE : put the bytes straight into the mailbox
	local name
	name=$(date +%s).$BASHPID.$((++dropped)).test
	cp "$2" "$T/mail/$1/tmp/$name"
	chmod 644 "$T/mail/$1/tmp/$name"
	chown "$mail_uid:$mail_gid" "$T/mail/$1/tmp/$name"
	[[ -z ${PLAINT_TIME-} ]] || touch -d "$PLAINT_TIME" "$T/mail/$1/tmp/$name"
	mv "$T/mail/$1/tmp/$name" "$T/mail/$1/new/$name"
}
dropped=0

sync() { # one round, and what it sent has arrived
	local status=0
	touch "$T/.stamped"
	plaint sync "$@" >"$T/sync.out" 2>"$T/sync.err" || status=$?
	settle
	((status == 0)) || diag "$(printf 'plaint sync: status %d\n' "$status"; tail -40 "$T/sync.err")"
	return $status
}

mails() { # ADDRESS : the files of a mailbox, in the order of their arrival
	# By version: Exim writes the microseconds in a file's name without leading zeros.
	find "$T/mail/$1/new" "$T/mail/$1/cur" -type f -printf '%f\t%p\n' | sort -V | cut -f2
}

mail_count() { mails "$1" | wc -l; }

mail_total() { # in all mailboxes
	find "$T"/mail/*/new "$T"/mail/*/cur -type f | wc -l
}

mail_file() { # ADDRESS [N] : the N-th mail (1 is the first, -1 the last)
	local n=${2:--1}
	mails "$1" | case $n in -*) tail -n "${n#-}" | head -1 ;; *) sed -n "${n}p" ;; esac
}

find_mail() { # ADDRESS TEXT [N] : the N-th (first) mail whose decoded subject has TEXT
	local file
	mails "$1" | while IFS= read -r file; do
		[[ $(header "$file" Subject) != *"$2"* ]] || echo "$file"
	done | sed -n "${3:-1}p"
}

header() { # FILE NAME : the value of a header, unfolded and decoded
	perl -MEncode -e '
		my ($file, $name) = @ARGV; local $/; open my $f, "<", $file or exit 1; my $m = <$f>;
		$m =~ s/\r\n/\n/g; $m =~ s/\n\n.*//s; $m =~ s/\n[ \t]+/ /g;
		for (split /\n/, $m) { if (/^\Q$name\E:[ \t]*(.*)/i) { my $v = $1;
			$v = eval { decode("MIME-Header", $v) } // $v if $v =~ /=\?/;
			binmode STDOUT, ":utf8" if utf8::is_utf8($v); print "$v\n"; last } }' "$1" "$2"
}

body() { # FILE : its text/plain part, decoded
	perl -MMIME::Base64 -MMIME::QuotedPrint -e '
		local $/; open my $f, "<", $ARGV[0] or exit 1; my $m = <$f>; $m =~ s/\r\n/\n/g;
		sub part { my ($h, $b) = split /\n\n/, "\n" . $_[0], 2; $b //= ""; $h =~ s/\n[ \t]+/ /g;
			if ($h =~ /\ncontent-type:\s*multipart\/[^\n]*boundary="?([^";\n]+)/i) {
				my @p = split /(?:^|\n)--\Q$1\E(?:--)?[ \t]*(?:\n|$)/, $b; shift @p;
				for (@p) { my $t = part($_); return $t if defined $t } return undef }
			return undef if $h =~ /\ncontent-type:/i && $h !~ /\ncontent-type:\s*text\/plain/i;
			return undef if $h =~ /\ncontent-disposition:\s*attachment/i;
			return decode_base64($b) if $h =~ /\ncontent-transfer-encoding:\s*base64/i;
			return decode_qp($b) if $h =~ /\ncontent-transfer-encoding:\s*quoted-printable/i;
			return $b }
		print part($m) // ""' "$1"
}

reply_headers() { # FILE : the headers which a well-behaved answer to this mail carries
	local id references
	id=$(header "$1" Message-ID)
	references=$(header "$1" References)
	printf 'In-Reply-To: %s\nReferences: %s%s\n' "$id" "${references:+$references }" "$id"
}

quoted() { # FILE : its text with a > before each line
	body "$1" | sed 's/^/> /'
}

rfc5322_now() { date -R ${PLAINT_TIME:+-d "$PLAINT_TIME"}; }

json() { # FILTER COMMAND... : what jq makes of a command's --json
	local filter=$1
	shift
	"$@" --json 2>"$T/err" | jq -r "$filter" 2>>"$T/err" || { tail -3 "$T/err" >&2; return 1; }
}

state_of() { json .state plaint show "$1"; }
