#!/usr/bin/env bats
# limit: 300
# `pgbouncer check --online` against a running pooler and server: silent when all is well, and each
# finding made to happen; thousands of idle clients.
# shellcheck disable=SC2030,SC2031,SC2154
bats_require_minimum_version 1.5.0
load lib/pooler

setup_file() {
	pooler_up
	set_secret first
	server_up 18 'max_connections = 120'
	sql 18 'create extension pg_stat_statements'
	install_auth 18
	sql 18 "create role app login password 'apppw'; alter role postgres password 'superpw'"
	pooler_start 126 18 'PGBOUNCER_SETTINGS=max_client_conn=6000' PGBOUNCER_STATS_USER=monitor
	pooler_ready 126
}
teardown_file() { pooler_down; }

online() {
	code=0
	out=$(setpriv --reuid=65534 --regid=65534 --clear-groups env -i "PGBOUNCER_AUTH_PASS=${SECRET:-first}" \
		POSTGRES_PASSWORD=superpw "PGBOUNCER_SERVER=127.0.0.1:$(port 18)" "PGBOUNCER_LISTEN_PORT=$(port 126)" \
		"PGBOUNCER_CONFIG_DIR=$W/126" "PGBOUNCER_DATABASES=${DATABASES:-postgres}" "PGBOUNCER_PROCESSES=${PROCESSES:-1}" \
		"$W/pgtune-auto" pgbouncer check --online "$@" 2>&1) || code=$?
	[[ $out != *first* && $out != *superpw* && $out != *'SCRAM-SHA-256$'* ]]
}

finds() { # RULE TEXT
	grep -F "[$1]" <<<"$out" | grep -qF -- "$2" || { echo "no $1 with \"$2\" in: $out"; return 1; }
}

# monitor_as FORM: an entry of auth-file for the pooler's console.
monitor_as() {
	env -i "PGBOUNCER_AUTH_PASS=$secret" "$W/pgtune-auto" pgbouncer auth-file --role monitor --auth-db pgbouncer \
		--server "127.0.0.1:$(port 126)" --format "$1"
}
console_answers() { [[ $("$@" -XAtq -c 'show version') == PgBouncer\ * ]]; }
with_pgpass() { PGPASSFILE=$W/pgpass psql -w -h 127.0.0.1 -p "$(port 126)" -U monitor -d pgbouncer "$@"; }
@test "T07: hostile passwords in a URL and in .pgpass, as psql reads them" {
	sql 18 'create role monitor login'
	for secret in "${hostile_passwords[@]}"; do
		sql_stdin 18 -v "password=$secret" <<<"alter role monitor password :'password'"
		(umask 077 && monitor_as pgpass >"$W/pgpass")
		console_answers psql "$(monitor_as url)"
		console_answers with_pgpass
	done
	sql 18 'drop role monitor'
}

@test "T16: the exporter reads the pooler with a URL" {
	local secret='st@ts:/?#p %"\é'
	sql_stdin 18 -v "password=$secret" <<<"create role monitor login password :'password'"
	(in_base /usr/bin/prometheus-pgbouncer-exporter "--pgBouncer.connectionString=$(monitor_as url)?sslmode=disable" \
		"--web.listen-address=127.0.0.1:$(port 119)") >"$W/log/exporter" 2>&1 3>&- &
	echo $! >"$W/exporter.pid"
	exported() { curl -fsS "http://127.0.0.1:$(port 119)/metrics" | grep -x 'pgbouncer_up 1'; }
	wait_for 10 exported
	[ "$(curl -fsS "http://127.0.0.1:$(port 119)/metrics" | grep -c '^pgbouncer_')" -gt 40 ]
	kill "$(cat "$W/exporter.pid")"
	rm "$W/exporter.pid"
	sql 18 'drop role monitor'
}

@test "all is well: only the superuser that cannot pass is told" {
	online
	[ "$code" = 0 ]
	[ "$(grep -c ' fix: ' <<<"$out")" = 1 ] || { echo "$out"; return 1; }
	finds O05 'postgres: a superuser'
	online --allow-superuser
	[[ $out == *'nothing found'* ]] || { echo "$out"; return 1; }
}

@test "O05: roles that cannot log in, each with its reason" {
	sql 18 "create role old login password 'x' valid until '2020-01-01'; create role nopass login;
		create role off login password 'x' connection limit 0; create role repl login replication password 'x'"
	online
	finds O05 'old: its password has expired'
	finds O05 'nopass: it has no password'
	finds O05 'off: CONNECTION LIMIT 0'
	finds O05 'repl: a replication role'
	sql 18 'drop role old, nopass, off, repl'
}

@test "O02, O11: a password that the server does not know, though pooled lookups still work" {
	SECRET=other online
	[ "$code" = 1 ]
	finds O02 'password authentication failed'
	finds O11 'pgbouncer_auth'
	login 126 app apppw
	local iterations="update pg_authid set rolpassword = replace(rolpassword, '$%s:', '$%s:') where rolname = 'pgbouncer_auth'"
	# shellcheck disable=SC2059
	sql 18 "$(printf "$iterations" 4096 2000000)"
	online
	# shellcheck disable=SC2059
	sql 18 "$(printf "$iterations" 2000000 4096)"
	finds O11 'iterations of the verifier'
}

@test "O03, O04: the function and the role, changed by somebody" {
	sql 18 "create role evil; alter schema pgbouncer owner to evil; grant execute on function pgbouncer.pgbouncer_lookup to public;
		alter function pgbouncer.pgbouncer_lookup reset all; grant evil to pgbouncer_auth; alter role pgbouncer_auth createdb" 2>/dev/null
	online
	[ "$code" = 1 ]
	finds O03 'search_path'
	finds O03 'every role may call it'
	finds O03 'schema is no superuser: evil'
	finds O04 'member of evil'
	finds O04 'may create roles, databases'
	sql 18 'alter function pgbouncer.pgbouncer_lookup set search_path = pg_temp, pg_catalog'
	online
	finds O03 'search_path does not end in pg_temp'
	sql 18 'drop function pgbouncer.pgbouncer_lookup'
	online
	finds O03 'there is no lookup function'
	install_auth 18
	online --allow-superuser
	[[ $out == *'nothing found'* ]] || { echo "$out"; return 1; }
}

@test "T20, O08: statements that keep state in a session are named with their role" {
	login 126 app apppw postgres 'listen news' >/dev/null
	login 126 app apppw postgres "set work_mem = '1MB'" >/dev/null
	login 126 app apppw postgres 'select pg_advisory_lock(1)' >/dev/null
	login 126 app apppw postgres 'prepare p as select 1; execute p' >/dev/null
	login 126 app apppw postgres 'create temp table t (i int)' >/dev/null
	online
	finds O08 'app: listen news'
	finds O08 'app: set work_mem'
	finds O08 'pg_advisory_lock'
	finds O08 'app: prepare p'
	finds O08 'app: create temp table'
	[[ $out != *application_name* && $out != *client_encoding* ]]
	console 126 'RECONNECT'
	sql 18 'select pg_stat_statements_reset()' >/dev/null
}

@test "O06, O10, O01: a paused database, one that is not listed, one that is not there" {
	DATABASES=postgres,unlisted online
	finds O10 unlisted
	console 126 'PAUSE postgres'
	online
	finds O06 'database "postgres" is paused'
	console 126 'RESUME postgres'
	console 126 'DISABLE postgres'
	online
	finds O06 'database "postgres" is disabled: new logins are refused'
	console 126 'ENABLE postgres'
}

@test "O06, O01: all is paused; of a pooler that hangs only the first database is long waited for" {
	console 126 PAUSE
	online
	console 126 RESUME
	finds O06 'the pooler is paused: new logins wait'
	finds O01 'postgres: waiting for'
	kill -STOP "$(pooler_pid 126)"
	SECONDS=0
	DATABASES=postgres,b,c,d,e,f,g online
	kill -CONT "$(pooler_pid 126)"
	finds O01 'g: waiting for'
	[ $SECONDS -lt 30 ] || { echo "$SECONDS s"; return 1; } # 45 with 5 s each
	pooler_ready 126
}

login_with() { PGPASSWORD=apppw psql -XAtq -h 127.0.0.1 -p "$(port 126)" "$@"; }
@test "O09: the lookup role on the pooler's console" {
	console 126 "SET auth_type = 'scram-sha-256'"
	console 126 "SET stats_users = 'monitor, pgbouncer_auth'"
	online
	[ "$code" = 1 ]
	finds O09 '"pgbouncer_auth" is let in'
	console 126 RELOAD
	online --allow-superuser
	[[ $out == *'nothing found'* ]] || { echo "$out"; return 1; }
}

@test "O07: nearly all connections of the server are in use" {
	python3 "$REPO/tests/e2e/lib/flood.py" "$(port 18)" 112 idle app apppw 200 3>&- &
	used() { [ "$(sql 18 "select count(*) $1 from pg_stat_activity where usename = 'app'")" = t ]; }
	wait_for 60 used '>= 112'
	online
	kill $!
	wait_for 20 used '= 0'
	finds O07 'of 120 connections are in use'
}

@test "O06: the running pooler and its file differ; a client waits; a database is full" {
	local ini=$W/126/pgbouncer.ini client
	cp -p "$ini" "$W/kept"
	console 126 'SET query_wait_timeout = 7'
	console 126 'SET auth_query = "SELECT a, b FROM c.d($1)"'
	sed -i 's/^listen_backlog = .*/listen_backlog = 64/; s/^\[databases\]/&\nlate = host=127.0.0.1/; /^server_lifetime/d' "$ini"
	online
	finds O06 'query_wait_timeout is 7, the file makes it 30: RELOAD'
	finds O06 'server_lifetime is 1800, the file makes it 3600: RELOAD'
	finds O06 'listen_backlog is 4096, the file makes it 64: restart it'
	finds O06 'auth_query is not what the file makes it'
	finds O06 'database "late" is in the file alone'
	[ "$(grep -c '\[O06\]' <<<"$out")" = 5 ]
	console 126 'SET max_db_connections = 116'
	online
	finds O07 'poolers may open 118 connections, of 117'
	PROCESSES=2 online
	finds O07 'poolers may open 236 connections, of 117'
	cp -p "$W/kept" "$ini"
	console 126 RELOAD
	online --allow-superuser
	[[ $out == *'nothing found'* ]] || { echo "$out"; return 1; }
	console 126 'SET max_db_connections = 1'
	sql 18 "create role other login password 'apppw'"
	(for pause in 1 0; do echo 'select 1;'; sleep $pause; done | login_with -U other postgres) 3>&- &
	client=$!
	sleep 0.5
	(login 126 app apppw postgres 'select pg_sleep(5)') 3>&- &
	sleep 2
	online
	wait $client $!
	finds O06 'clients of "postgres" wait, the longest for'
	finds O06 'database "postgres" has all its 1 connections'
	console 126 RELOAD
	sql 18 'drop role other'
}

@test "T04, O01: with the server down the probe says why, within seconds" {
	local began=$SECONDS
	server_stop 18
	online || true
	[ "$code" = 1 ]
	[ $((SECONDS - began)) -le 20 ]
	finds O02 'Connection refused'
	finds O01 'postgres: '
	server_start 18
	wait_for 10 health 126
}

# TLS on both sides, which our own questions do not speak: a pooler that works is not called broken for it.
@test "O01, O02: hostssl alone, and clients that must have TLS, are not taken for a login that fails" {
	local hba=$W/pg18/pg_hba.conf
	openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=localhost -keyout "$W/tls.key" -out "$W/tls.crt" 2>/dev/null
	chmod 600 "$W/tls.key"
	chown $NOBODY:$NOBODY "$W"/tls.*
	sed -i.plain 's/^host /hostssl /' "$hba"
	sql 18 "alter system set ssl_cert_file = '$W/tls.crt'"
	sql 18 "alter system set ssl_key_file = '$W/tls.key'"
	sql 18 'alter system set ssl = on'
	sql 18 'select pg_reload_conf()'
	pooler_stop 126
	pooler_start 126 18 POSTGRES_MAX_CONNECTIONS=120 \
		"PGBOUNCER_SETTINGS=server_tls_sslmode=require;client_tls_sslmode=require;client_tls_cert_file=$W/tls.crt;client_tls_key_file=$W/tls.key"
	pooler_ready 126
	online
	[ "$code" = 0 ] || { echo "$out"; return 1; }
	hasnt "$out" '[O0'
	has "$out" 'as "pgbouncer_auth": no pg_hba.conf entry'
	has "$out" 'the question has no TLS: where pg_hba.conf has hostssl alone, less is looked at'
	sed -i 's/^hostssl /hostnossl /' "$hba" # now it is the pooler that the server refuses
	sql 18 'select pg_reload_conf()'
	console 126 RECONNECT
	sleep 1
	SECRET=other online
	[ "$code" = 1 ]
	finds O02 'password authentication failed'
	mv "$hba.plain" "$hba"
	sql 18 'alter system reset ssl'
	sql 18 'select pg_reload_conf()'
	pooler_stop 126
	pooler_start 126 18 'PGBOUNCER_SETTINGS=max_client_conn=6000' PGBOUNCER_STATS_USER=monitor
	pooler_ready 126
}

@test "T09: 5000 clients logged in and idle, then a query of each" {
	run -0 python3 "$REPO/tests/e2e/lib/flood.py" "$(port 126)" 5000 idle app apppw
	echo "$output"
	[ "$(login 126 app apppw)" = app ]
}

@test "O06: hundreds of databases are known to the running pooler, as to its file" {
	local ini=$W/126/pgbouncer.ini
	sed -i "s/^\[databases\]/&\n$(seq -s '\n' -f 'd%.0f = host=127.0.0.1' 300)/" "$ini"
	console 126 RELOAD
	online || true
	hasnt "$out" 'in the file alone'
	sed -i 's/^\[databases\]/&\nlate = host=127.0.0.1/' "$ini"
	online || true
	finds O06 'database "late" is in the file alone'
}

@test "every online rule is made to happen above (O12, of files: in tests/cli)" {
	grep -oE '^\s+finds O[0-9]+' "$BATS_TEST_FILENAME" | awk '{ print $2 }' | sort -u >"$W/made"
	"$W/pgtune-auto" pgbouncer check --rules | sed -n 's/^\(O[0-9]*\) .*/\1/p' | grep -vx O12 | diff "$W/made" -
}
