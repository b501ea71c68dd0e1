# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# postfix.sh - a real Postfix of our own on loopback, which takes all mail and throws it away
#
# Only root may run one. It is Debian's, unpacked by contrib/install-deps --bench, and knows nothing
# of a mail server that this machine may have: queue, configuration and users are in $T. Its users
# need not exist, for libnss_wrapper tells it of them; the master is started in the foreground and
# ended by its process id.

postfix_files() {
	local lib=$DEPS/usr/lib/postfix folder
	mkdir -p "$T"/postfix/{conf,data,spool/pid}
	for folder in active bounce corrupt defer deferred flush hold incoming private saved trace; do
		mkdir -m 700 "$T/postfix/spool/$folder"
	done
	mkdir -m 730 "$T/postfix/spool/maildrop"
	mkdir -m 710 "$T/postfix/spool/public"
	chown -R 61001:61001 "$T"/postfix/data "$T"/postfix/spool/*
	chown 0:0 "$T/postfix/spool/pid"
	chgrp 61002 "$T"/postfix/spool/{maildrop,public}
	printf '%s:x:%d:%d::/:/bin/sh\n' root 0 0 postfix 61001 61001 nobody 65534 65534 \
		>"$T/postfix/passwd"
	printf '%s:x:%d:\n' root 0 postfix 61001 postdrop 61002 nogroup 65534 >"$T/postfix/group"
	cat >"$T/postfix/conf/main.cf" <<-CONF
	compatibility_level = 3.6
	queue_directory = $T/postfix/spool
	data_directory = $T/postfix/data
	command_directory = $DEPS/usr/sbin
	daemon_directory = $lib/sbin
	shlib_directory = $lib
	mail_owner = postfix
	setgid_group = postdrop
	inet_interfaces = 127.0.0.1
	inet_protocols = ipv4
	myhostname = localhost
	mydestination =
	local_recipient_maps =
	mynetworks = 127.0.0.0/8
	default_transport = discard:
	relay_transport = discard:
	alias_maps =
	alias_database =
	maillog_file = $T/postfix/log
	maillog_file_prefixes = $T
	smtpd_tls_cert_file = $T/tls/localhost.pem
	smtpd_tls_key_file = $T/tls/localhost.key
	smtpd_tls_security_level = may
	smtpd_relay_restrictions = permit_mynetworks, reject
	smtpd_peername_lookup = no
	smtpd_client_connection_rate_limit = 0
	import_environment = MAIL_CONFIG TZ LD_PRELOAD LD_LIBRARY_PATH NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
	export_environment = MAIL_CONFIG TZ LD_PRELOAD LD_LIBRARY_PATH NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
	CONF
	cat >"$T/postfix/conf/master.cf" <<-CONF
	127.0.0.1:$POSTFIX_PORT inet n - n - - smtpd
	cleanup   unix  n - n - 0 cleanup
	qmgr      unix  n - n 300 1 qmgr
	tlsmgr    unix  - - n 1000? 1 tlsmgr
	rewrite   unix  - - n - - trivial-rewrite
	bounce    unix  - - n - 0 bounce
	defer     unix  - - n - 0 bounce
	trace     unix  - - n - 0 bounce
	discard   unix  - - n - - discard
	error     unix  - - n - - error
	retry     unix  - - n - - error
	proxymap  unix  - - n - - proxymap
	anvil     unix  - - n - 1 anvil
	postlog   unix-dgram n - n - 1 postlogd
	CONF
}

postfix_start() { # true: it listens on $POSTFIX_PORT
	[[ $EUID == 0 && -x $DEPS/usr/lib/postfix/sbin/master ]] || return 1
	POSTFIX_PORT=$(free_ports 1)
	postfix_files
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin TZ=UTC LD_PRELOAD=libnss_wrapper.so \
		LD_LIBRARY_PATH="$DEPS/usr/lib/postfix" NSS_WRAPPER_PASSWD="$T/postfix/passwd" \
		NSS_WRAPPER_GROUP="$T/postfix/group" MAIL_CONFIG="$T/postfix/conf" \
		setsid "$DEPS/usr/lib/postfix/sbin/master" -c "$T/postfix/conf" -d >>"$T/postfix/out" 2>&1 </dev/null &
	started+=("$!")
	disown "$!" # bash would tell of its end
	wait_for 10 port_is_open "$POSTFIX_PORT" && return
	diag "Postfix does not start: $(tail -5 "$T"/postfix/{out,log} 2>&1)"
	return 1
}
