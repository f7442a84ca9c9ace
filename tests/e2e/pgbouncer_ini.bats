#!/usr/bin/env bats
# limit: 60
# `pgbouncer check` beside PgBouncer 1.18, 1.24 and 1.26 themselves: what the one calls unreadable the other does not
# start with, and the reverse.
# shellcheck disable=SC2016 # the odd lines are meant as they stand

load lib/pooler

setup_file() {
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR/.."
	chmod 755 "$BATS_FILE_TMPDIR"
	mkdir -m 777 "$BATS_FILE_TMPDIR/socket"
	echo '"nobody" ""' >"$BATS_FILE_TMPDIR/users"
	export W=$BATS_FILE_TMPDIR PGTUNE=$REPO/build/pgtune-auto
	BASE_ROOT=$("$REPO/tests/e2e/lib/rootfs.sh" dir)
	export BASE_ROOT
	choose_ports
}

setup() {
	cd "$W" || return
	versions='1.18 1.26'
}

# ini DATABASES SETTINGS [HEAD]: a file around what is asked; \n in them are line ends.
ini() {
	printf '%b' "${3:-}[databases]\n$1\n[pgbouncer]\nauth_type = trust\nlisten_addr =\nunix_socket_dir = $W/socket\nauth_file = $W/users\n$2\n"
}

# pooler VERSION: starts on odd.ini, writes into odd.log; $! is its pid.
pooler() {
	local way=in_base program=pgbouncer
	[ "$1" != 1.18 ] || way=on_host
	[ "$1" != 1.24 ] || program=/usr/local/sbin/pgbouncer-1.24
	: >odd.log # the child does it too late
	("$way" "$program" "$W/odd.ini") >>odd.log 2>&1 3>&- &
}

# refuses VERSION
refuses() {
	local pid
	pooler "$1"
	pid=$!
	until grep -q 'process up' odd.log || gone $pid; do sleep 0.02; done
	kill $pid 2>/dev/null || :
	wait $pid || :
	! grep -q 'process up' odd.log
}
finds() { "$PGTUNE" pgbouncer check --pgbouncer-version "$1" odd.ini | grep -Eq "\[${2:-L0[45]}\]"; }

# agree VERDICT: of both, on odd.ini, for each of $versions.
agree() {
	local said found version
	for version in $versions; do
		said=accepted found=accepted
		! refuses "$version" || said=refused
		! finds "$version" || found=refused
		[ "$said $found" = "$1 $1" ] || { echo "PgBouncer $version: $said, check: $found, should be $1:"; cat odd.ini odd.log; return 1; }
	done
}

@test "settings: values, comments behind them, quotes, units, spelling" {
	versions=1.18
	for line in 'max_client_conn = 0x20' 'listen_backlog = 010' 'pool_mode = Transaction' 'server_lifetime = 1.5e3' \
		'max_client_conn = +5' 'max_client_conn=5' ' ; a comment' '# another' 'server_reset_query = a ; b # c' \
		'max_client_conn = 5\nmax_client_conn = 6' 'max_client_conn\t=\t5\t' 'log_connections = 1\r' '' '%include /dev/null' \
		'%include\t/dev/null' '[users]\nbob = pool_mode=session\n[pgbouncer]' '[pgbouncer] ; said twice' 'syslog_facility = x' \
		'auth_type = SCRAM-SHA-256' 'server_tls_sslmode = Verify-Full' 'stats_period = 0' 'server_lifetime = 0x10' \
		'server_lifetime = +.5' 'query_timeout = inf' 'server_lifetime = 1e308' \
		'server_lifetime = 0e999' 'server_lifetime = -0.0' 'server_lifetime = 0.01e310' 'server_lifetime = 1.7976931348623157e308' \
		'server_lifetime = 2.2250738585072014e-308' 'server_lifetime = 1000e-310' 'server_lifetime = 08'; do
		ini 'app = host=h' "$line" >odd.ini
		agree accepted
	done
	for line in "max_client_conn = '20'" 'max_client_conn = 20 ; twenty' 'max_client_conn = 20 # twenty' 'max_client_conn =' \
		'max_client_conn = 1.5' 'max_client_conn = 09' 'server_lifetime = 1h' 'server_lifetime = -1' 'pool_mode = tx' \
		'pool_mode = transaction ; x' 'log_connections = yes' 'auth_type = scram' 'max client conn = 20' 'MAX_CLIENT_CONN = 20' \
		'max-client-conn = 20' 'max_clent_conn = 20' 'max_client_conn' '= 5' '%include' '%define x' '[peers]\n1 = host=h\n[pgbouncer]' \
		'server_lifetime = 1.2.3' 'server_lifetime = 1e' 'server_lifetime = 1e400' 'server_lifetime = 1e99999999999' 'server_lifetime = 10e308' 'server_lifetime = 1.8e308' 'server_lifetime = 1e-308' \
		'server_lifetime = 1e-400' 'server_lifetime = -1e-5' "server_lifetime = 9$(printf '%0309d' 0)" "server_lifetime = 0.$(printf '%0400d' 1)" 'query_timeout = e' 'query_timeout = .' 'query_timeout =' \
		'%include missing.ini' '%include ./odd.ini' '[PGBOUNCER]' '[ pgbouncer ]' '[pgbouncer' 'max_prepared_statements = 10' 'server_tls_sslmode = on'; do
		ini 'app = host=h' "$line" >odd.ini
		agree refused
	done
}

@test "database entries: names and connection strings" {
	versions=1.18
	for line in 'a.b-c_d* = host=h' '* = host=h' 'app =' 'app = host = h  port = 5' "app = host=h dbname='it''s'" \
		"app = host=h dbname='a = ; b'" 'app = host=h\napp = host=g' '\tapp=host=h' '1 = host=h' 'app = host=h pool_mode=Statement' \
		'app = host=h port=70000' 'app = host=h port=5432x' 'app = host=h port=-1' 'app = host=h port=4294967297' 'app = host=h port=9223372036854775808' 'app = host=h port=-9223372036854775807' 'app = host=h port=010' "app = host=h port=' 5'" \
		'[users]\nbob = pool_mode=session max_user_connections=2' '[users]\nbob ='; do
		ini "$line" '' >odd.ini
		agree accepted
	done
	for line in '"app" = host=h' "'app' = host=h" 'my app = host=h' 'd\xc3\xa9 = host=h' 'a/b = host=h' 'a;b = host=h' \
		'pgbouncer = host=h' "$(printf '%064d' 0) = host=h" 'app = host=h ; a comment' 'app = host' "app = host=h dbname='x" \
		'app = host=h sslmode=require' 'app = HOST=h' 'app = host=h user=' "app = host=''" 'app = host=h =5' \
		'app = host=h pool_mode=tx' '[users]\nbob = pool_mode=tx' 'app = host=h port=abc' 'app = host=h port=0' \
		'app = host=h port=0x10' 'app = host=h port=-00x' "app = host=h port=' 0'" '[users]\n* = pool_mode=tx' '[users]\n* = bogus=1' \
		'app = host=h port=5 port=0' 'app = host=h pool_mode=session pool_mode=tx' 'app = host=h port=4294967296' \
		'app = host=h port=-8589934592' 'app = host=h port=-18446744073709551616' "app = dbname='a'host=h" 'app = auth_dbname=app' 'app = reserve_pool_size=3' \
		'[users]\nbob = pool_size=5' '[users]\nbob = password=x' '[users]\nbob = pool_mode=' '[users]\nb b = pool_mode=session' \
		'[users]\n"bob" = pool_mode=session'; do
		ini "$line" '' >odd.ini
		agree refused
	done
	ini 'app = host=h' '' 'app = host=h\n' >odd.ini
	agree refused
	ini 'app = host=h' '' '\xef\xbb\xbf' >odd.ini
	agree refused
	echo '[databases]' >odd.ini
	agree refused
}

@test "settings that are nothing alone, addresses, and what later versions have" {
	for line in 'listen_addr = 127.0.0.1 , 127.0.0.1' 'listen_addr = ,' 'client_tls_sslmode = Disable' 'unix_socket_dir =\nlisten_addr = 127.0.0.1' \
		'client_tls_key_file = /nowhere'; do
		ini 'app = host=h' "listen_port = $(port 118)\n$line" >odd.ini
		agree accepted
	done
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -keyout tls.pem -out cert.pem 2>/dev/null
	cat cert.pem >>tls.pem
	chmod 644 tls.pem
	tls="client_tls_key_file = $W/tls.pem\nclient_tls_cert_file = $W/tls.pem\nclient_tls_sslmode ="
	on='server_tls_sslmode = require\nserver_tls_protocols ='
	for line in "$tls verify-ca" "$tls verify-full\nclient_tls_ca_file = $W/tls.pem" "$on" "$on tlsv1.2, TLSv1.3" "$on all:!tlsv1.0"; do
		ini 'app = host=h' "$line" >odd.ini
		agree accepted
	done
	for line in "$on tlsv1.4" "$on tlsv1.2 ,tlsv1.3" "$on tlsv1.2," "$on ,tlsv1.2" "$on tlsv1.2 tlsv1.3" "$on all,! tlsv1.0"; do
		ini 'app = host=h' "$line" >odd.ini
		agree refused
	done
	for line in "$tls verify-full" 'listen_addr = 127.0.0.1 ::1' 'listen_addr = "127.0.0.1"' "listen_addr = '*'" 'listen_addr = 127.0.0.1 ; here' 'unix_socket_dir =' \
		'client_tls_sslmode = allow' 'client_tls_sslmode = prefer\nclient_tls_key_file = /nowhere' 'auth_type = cert' \
		'[peers]\nx = host=h\n[pgbouncer]'; do
		ini 'app = host=h' "$line" >odd.ini
		agree refused
	done
	versions=1.26
	ini 'app = host=a,b load_balance_hosts=Round-Robin' \
		'[peers]\n1 = host=h port=6432 pool_size=3\n65535 = port=5 host=/h\n01 = host=h\n[pgbouncer]\npeer_id = 2' >odd.ini
	agree accepted
	for line in '0 = host=h' '65536 = host=h' 'x = host=h' '-1 = host=h' '1 = port=5' '1 =' '1 = host=h user=x' '1 = host=h port=0' '* = host=h'; do
		ini 'app = host=h' "[peers]\n$line\n[pgbouncer]" >odd.ini
		agree refused
	done
	ini 'app = host=a,b load_balance_hosts=any' '' >odd.ini
	agree refused
	versions='1.18 1.24'
	for line in 'auth_type = ldap' "[peers]\n'1' = host=h\n[pgbouncer]"; do
		ini 'app = host=h' "$line" >odd.ini
		agree refused
	done
	versions='1.24 1.26'
	ini 'app = host=h' '[peers]\n[pgbouncer]' >odd.ini
	agree accepted
	versions=1.18
	agree refused
}

@test "it starts, and the clients are refused: an entry of all databases that cannot be read, hba without a file" {
	local version line pid said
	for version in 1.18 1.26; do
		for line in '* = host=h port=abc' '* = host=h bogus=1' '* = host=h pool_mode=session pool_mode=tx' '* = host' 'hba'; do
			ini "$line" '' >odd.ini
			[ "$line" != hba ] || ini '* = host=h' 'auth_type = hba' >odd.ini
			finds "$version" L29
			! finds "$version" || false
			rm -f socket/.s*
			pooler "$version"
			pid=$!
			wait_for 10 grep -q 'process up' odd.log
			run psql -X -h "$W/socket" -p 6432 -U nobody -c '' other
			said=$output
			kill $pid
			wait $pid || :
			[[ $said == *'FATAL: '*[Dd]'atabase'* || $said =~ 'login rejected'|'no authentication method' ]] || { cat odd.ini odd.log; echo "$version: $said"; return 1; }
		done
		ini '* = host=127.0.0.1 port=1' '' >odd.ini
		! finds "$version" L29 || false
	done
}

@test "of a key that is there twice the last value counts" {
	local pid
	ini "app = host=h user=app dbname=a user='nobody' dbname=b" 'admin_users = nobody' >odd.ini
	finds 1.26 L02 || finds 1.18 L02
	"$PGTUNE" pgbouncer check --pgbouncer-version 1.18 odd.ini | grep -q 'user=nobody \[L02\]'
	pooler 1.18
	pid=$!
	wait_for 10 grep -q 'process up' odd.log
	run psql -XAt -h "$W/socket" -p 6432 -U nobody -c 'show databases' pgbouncer
	kill $pid
	[[ $output == *'app|h|5432|b|nobody|'* ]] || { echo "$output"; return 1; }
}
