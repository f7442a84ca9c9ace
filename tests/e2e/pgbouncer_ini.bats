#!/usr/bin/env bats
# limit: 60
# `pgbouncer check` beside PgBouncer 1.18 itself: what the one calls unreadable the other does not
# start with, and the reverse.
# shellcheck disable=SC2016 # the odd lines are meant as they stand

setup_file() {
	export PGTUNE=$BATS_TEST_DIRNAME/../../build/pgtune-auto
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR/.."
	chmod 755 "$BATS_FILE_TMPDIR"
}

# ini DATABASES SETTINGS [HEAD]: a file around what is asked; \n in them are line ends.
ini() {
	printf '%b' "${3:-}[databases]\n$1\n[pgbouncer]\nauth_type = trust\nlisten_addr =\nunix_socket_dir =\n$2\n"
}

# The last line stops it, so that nothing is started: it has read all before.
refuses() {
	local said
	(cat odd.ini && echo 'the_end = 1') >run.ini
	said=$(setpriv --reuid=65534 --regid=65534 --clear-groups pgbouncer run.ini 2>&1) || true
	[[ $said != *'unknown parameter: pgbouncer/the_end'* || $(grep -Ec 'ERROR (invalid|syntax)' <<<"$said") != 1 ]]
}
finds() { "$PGTUNE" pgbouncer check --pgbouncer-version 1.18 odd.ini | grep -Eq '\[L0[45]\]'; }

# agree VERDICT: of both, on odd.ini.
agree() {
	local said=accepted found=accepted
	! refuses || said=refused
	! finds || found=refused
	[ "$said $found" = "$1 $1" ] || { echo "PgBouncer: $said, check: $found, should be $1:"; cat odd.ini; return 1; }
}

@test "settings: values, comments behind them, quotes, units, spelling" {
	cd "$BATS_FILE_TMPDIR"
	for line in 'max_client_conn = 0x20' 'listen_backlog = 010' 'pool_mode = Transaction' 'server_lifetime = 1.5e3' \
		'max_client_conn = +5' 'max_client_conn=5' ' ; a comment' '# another' 'server_reset_query = a ; b # c' \
		'max_client_conn = 5\nmax_client_conn = 6' 'max_client_conn\t=\t5\t' 'log_connections = 1\r' '' '%include /dev/null' \
		'%include\t/dev/null' '[users]\nbob = pool_mode=session\n[pgbouncer]' '[pgbouncer] ; said twice' 'syslog_facility = x' \
		'auth_type = SCRAM-SHA-256' 'server_tls_sslmode = Verify-Full' 'stats_period = 0' 'server_lifetime = 0x10' \
		'server_lifetime = +.5' 'query_timeout = inf' 'server_lifetime = 1e308'; do
		ini 'app = host=h' "$line" >odd.ini
		agree accepted
	done
	for line in "max_client_conn = '20'" 'max_client_conn = 20 ; twenty' 'max_client_conn = 20 # twenty' 'max_client_conn =' \
		'max_client_conn = 1.5' 'max_client_conn = 09' 'server_lifetime = 1h' 'server_lifetime = -1' 'pool_mode = tx' \
		'pool_mode = transaction ; x' 'log_connections = yes' 'auth_type = scram' 'max client conn = 20' 'MAX_CLIENT_CONN = 20' \
		'max-client-conn = 20' 'max_clent_conn = 20' 'max_client_conn' '= 5' '%include' '%define x' '[peers]\n1 = host=h\n[pgbouncer]' \
		'server_lifetime = 1.2.3' 'server_lifetime = 1e' 'server_lifetime = 1e400' 'server_lifetime = 1e99999999999' 'query_timeout = e' 'query_timeout = .' 'query_timeout =' \
		'[PGBOUNCER]' '[ pgbouncer ]' '[pgbouncer' 'max_prepared_statements = 10' 'server_tls_sslmode = on'; do
		ini 'app = host=h' "$line" >odd.ini
		agree refused
	done
}

@test "database entries: names and connection strings" {
	cd "$BATS_FILE_TMPDIR"
	for line in 'a.b-c_d* = host=h' '* = host=h' 'app =' 'app = host = h  port = 5' "app = host=h dbname='it''s'" \
		"app = host=h dbname='a = ; b'" 'app = host=h\napp = host=g' '\tapp=host=h' '1 = host=h' 'app = host=h pool_mode=Statement' \
		'app = host=h port=70000' 'app = host=h port=5432x' 'app = host=h port=-1' 'app = host=h port=010' "app = host=h port=' 5'" \
		'* = host=h port=abc' '* = host=h bogus=1' '* = host=h pool_mode=tx' '* = host' \
		'[users]\nbob = pool_mode=session max_user_connections=2' '[users]\nbob ='; do
		ini "$line" '' >odd.ini
		agree accepted
	done
	for line in '"app" = host=h' "'app' = host=h" 'my app = host=h' 'd\xc3\xa9 = host=h' 'a/b = host=h' 'a;b = host=h' \
		'pgbouncer = host=h' "$(printf '%064d' 0) = host=h" 'app = host=h ; a comment' 'app = host' "app = host=h dbname='x" \
		'app = host=h sslmode=require' 'app = HOST=h' 'app = host=h user=' "app = host=''" 'app = host=h =5' \
		'app = host=h pool_mode=tx' '[users]\nbob = pool_mode=tx' 'app = host=h port=abc' 'app = host=h port=0' \
		'app = host=h port=0x10' 'app = host=h port=-00x' "app = host=h port=' 0'" '[users]\n* = pool_mode=tx' '[users]\n* = bogus=1' \
		"app = dbname='a'host=h" 'app = auth_dbname=app' 'app = reserve_pool_size=3' \
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
