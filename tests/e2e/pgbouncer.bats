#!/usr/bin/env bats
# limit: 600
# `pgbouncer run` with the real programs: PgBouncer 1.18 before PostgreSQL 15, 1.24 and 1.26 before 18.
# shellcheck disable=SC2030,SC2031,SC2154
bats_require_minimum_version 1.5.0
load lib/pooler

setup_file() {
	pooler_up
	set_secret first
	server_up 15 'max_connections = 60'
	server_up 18 'max_connections = 120'
	for major in 15 18; do
		install_auth $major
		sql $major "create role app login password 'apppw'; create role expired login password 'x' valid until '2020-01-01';
			create role nologin password 'x'; create role off login password 'x' connection limit 0; create role nopass login"
	done
	pooler_start 118 15
	pooler_start 124 18 PGBOUNCER_PROCESSES=2
	pooler_start 126 18 PGBOUNCER_PROCESSES=2
	for pooler in 118 124 126; do pooler_ready $pooler; done
}
teardown_file() { pooler_down; }

# Every test begins with the secret "first", known to both servers and in use in every pooler.
setup() {
	local major pooler
	set_secret first
	for major in 15 18; do
		running $major || server_start $major
		install_auth $major
	done
	for pooler in 118 124 126; do settled $pooler; done
}
settled() {
	wait_for 15 grep -q '"first"' "$W/$1/userlist.txt"
	pooler_ready "$1"
}

# each COMMAND: on every pooler, with its version and its server's major. Not in a condition: that would
# switch errexit off in it.
each() {
	local pooler
	for pooler in 118 124 126; do
		echo "on PgBouncer $pooler:"
		"$@" $pooler "$(major_of $pooler)"
	done
}
major_of() { if [ "$1" = 118 ]; then echo 15; else echo 18; fi; }

no_warnings() {
	run grep -E ' (WARNING|ERROR|FATAL) ' "$W/log/$1"
	[ "$status" = 1 ] || { echo "$output"; return 1; }
	[ "$(stat -c %a "$W/$1/userlist.txt")" = 600 ]
	[ "$(wc -l <"$W/$1/userlist.txt")" = 1 ]
	grep -q "^max_db_connections = $(($2 == 15 ? 49 : 50))$" "$W/$1/pgbouncer.ini"
}
@test "T19: the rendered ini starts without one warning, sized by the server's own max_connections" { each no_warnings; }

# Our table of settings against the programs: every key of SHOW CONFIG is known for that version, and no
# other that some version has.
keys() { console "$1" 'show config' | cut -d '|' -f 1 | sort; }
unknown_keys() { # VERSION: of those on standard input
	{ echo '[pgbouncer]'; sed 's/$/ = 1/'; } >"$W/all.ini"
	"$W/pgtune-auto" pgbouncer check "$W/all.ini" --pgbouncer-version "1.${1#1}" | sed -n 's/.*error: "\([a-z_0-9]*\)" is .*\[L04\]$/\1/p'
}
gates() {
	[ "$(wc -l <"$W/keys.$1")" -gt 80 ]
	[ -z "$(unknown_keys "$1" <"$W/keys.$1")" ]
	sort -u "$W"/keys.1* | comm -23 - "$W/keys.$1" >"$W/absent"
	unknown_keys "$1" <"$W/absent" | diff "$W/absent" -
}
@test "the table of settings is each program's own" {
	for pooler in 118 124 126; do keys $pooler >"$W/keys.$pooler"; done
	each gates
}

logins() {
	[ "$(login "$1" app apppw)" = app ]
	for who in "app wrong" "nobody x" "expired x" "nologin x" "off x" "nopass x" "postgres x"; do
		# shellcheck disable=SC2086
		run login "$1" $who
		[[ $output == *"SASL authentication failed"* ]] || { echo "$who: $output"; return 1; }
	done
}
@test "T02: an application role logs in as itself, everyone else reads the same refusal" { each logins; }

# roles MAJOR: a role for every hostile password and for every hostile name.
roles() {
	local i n=${#hostile_passwords[@]}
	for i in "${!hostile_passwords[@]}"; do role "$1" "password $i" "${hostile_passwords[i]}"; done
	for i in "${!hostile_names[@]}"; do role "$1" "${hostile_names[i]}" "${hostile_passwords[i % n]}"; done
}
role() {
	# shellcheck disable=SC2016
	sql_stdin "$1" -v "name=$2" -v "password=$3" <<<'create role :"name" login password :'"'password'"
}
torture() {
	local i n=${#hostile_passwords[@]}
	for i in "${!hostile_passwords[@]}"; do same "$(login "$1" "password $i" "${hostile_passwords[i]}")" "password $i" || return; done
	for i in "${!hostile_names[@]}"; do
		same "$(login "$1" "${hostile_names[i]}" "${hostile_passwords[i % n]}"; echo .)" "${hostile_names[i]}"$'\n.' || return
	done
}
@test "T07: ${#hostile_passwords[@]} hostile passwords and ${#hostile_names[@]} hostile names log in through the lookup" {
	roles 15
	roles 18
	each torture
}

# The lookup role's own password, through environment file, auth file and verifier. Its old connections are
# ended, so that the login needs a new one.
secret_torture() {
	local pooler major
	set_secret "$1"
	for major in 15 18; do install_auth $major || return; done
	for pooler in 118 124 126; do kill -HUP "$(cat "$W/$pooler.pid")"; done
	printf '"pgbouncer_auth" "%s"\n' "${1//\"/\"\"}" >"$W/wanted"
	for pooler in 118 124 126; do wait_for 5 cmp "$W/wanted" "$W/$pooler/userlist.txt" || return; done
	for major in 15 18; do sql $major "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pgbouncer_auth'" >/dev/null; done
	for pooler in 118 124 126; do same "$(login $pooler app apppw)" app || return; done
}
@test "T07: the lookup role logs in with each of ${#hostile_passwords[@]} hostile passwords" {
	for secret in "${hostile_passwords[@]}"; do secret_torture "$secret" || { echo "with $secret"; return 1; }; done
}

# named VERSION MAJOR ROLE SCHEMA DATABASE: a second pooler with all three; before 1.19 the function is in
# each database.
named() {
	# shellcheck disable=SC2016
	sql_stdin "$2" -v "name=$5" <<<'create database :"name"'
	install_auth "$2" --role "$3" --schema "$4"
	DATABASE=$5 install_auth "$2" --role "$3" --schema "$4"
	pooler_start "$1" "$2" "PGBOUNCER_AUTH_USER=$3" "PGBOUNCER_SCHEMA=$4" "PGBOUNCER_DATABASES=postgres
aliased=$5"
	pooler_ready "$1" || { cat "$W/log/$1"; return 1; }
	same "$(login "$1" app apppw aliased 'select current_database()'; echo .)" "$5"$'\n.' || return
	none grep -E ' (WARNING|ERROR|FATAL) ' "$W/log/$1"
	run login "$1" "$3" first
	[[ $output == *rejected* || $output == *"no authentication method"* ]] || { echo "$output"; return 1; }
	pooler_stop "$1"
	rm "$W/log/$1"
	# shellcheck disable=SC2016
	sql_stdin "$2" -v "name=$5" -v "role=$3" -v "schema=$4" 2>/dev/null <<<'drop database :"name" with (force); drop schema :"schema" cascade;
		drop owned by :"role"; drop role :"role"'
}
named_all() {
	named "$@" "q'q" select "o'brien"
	named "$@" '%s$1' all 'q"q'
	named "$@" 'ü;#' "a'b\"c" ' lead'
	named "$@" "$(printf 'r%.0s' {1..63})" "$(printf 'é%.0s' {1..31})" "x' host='evil"
	named "$@" '[x]\' '*' '%include'
}
@test "T07: hostile names of the lookup role, its schema and a database, PgBouncer 1.18" { named_all 119 15; }
@test "T07: the same in PgBouncer 1.26" { named_all 127 18; }

# Before 1.19 each database has its own pool of the lookup role, whose CONNECTION LIMIT is 10.
many_databases() {
	local i list=postgres
	for i in {1..12}; do
		sql 15 "create database many$i"
		DATABASE=many$i install_auth 15
		list+=,many$i
	done
	pooler_start 119 15 "PGBOUNCER_DATABASES=$list" POSTGRES_MAX_CONNECTIONS=200
	pooler_ready 119
	for i in {1..12} {1..12}; do same "$(login 119 app apppw "many$i")" app || return; done
	none grep 'too many connections for role' "$W/log/119"
	pooler_stop 119
	for i in {1..12}; do sql 15 "drop database many$i with (force)"; done
}
@test "T07: more databases than the lookup role has connections, PgBouncer 1.18" { many_databases; }

rejected() {
	for _ in 1 2 3; do
		run login "$1" pgbouncer_auth first
		[[ $output == *rejected* || $output == *"no authentication method"* ]] || { echo "$output"; return 1; }
	done
	if [ "$1" != 118 ]; then
		run login "$1" app apppw pgb_auth
		[[ $output == *rejected* ]] || { echo "$output"; return 1; }
	fi
	[ "$(login "$1" app apppw)" = app ]
}
@test "T12: neither the lookup role nor the lookups' entry is open to clients" { each rejected; }

networks() { # VERSION MAJOR
	pooler_start "$1" "$2" PGBOUNCER_CLIENT_NETWORKS=10.0.0.0/8,fd00::/8
	pooler_ready "$1"
	run login "$1" app apppw
	pooler_stop "$1"
	[[ $output == *rejected* || $output == *"no authentication method"* ]] || { echo "$output"; return 1; }
	pooler_start "$1" "$2" PGBOUNCER_CLIENT_NETWORKS=10.0.0.0/8,127.0.0.0/8
	pooler_ready "$1"
	[ "$(login "$1" app apppw)" = app ]
	pooler_stop "$1"
}
@test "T12: clients come from --client-networks alone" { networks 119 15; networks 127 18; }

exploit() {
	run login "$1" app apppw postgres "select * from pgbouncer.pgbouncer_lookup('postgres')"
	[[ $output == *"permission denied for schema"* ]] || { echo "$output"; return 1; }
	login "$1" app apppw postgres "create temp table pg_shadow (usename name, passwd text);
		create temp table pg_authid (rolname name, rolpassword text, rolcanlogin bool, rolsuper bool);
		insert into pg_authid values ('postgres', '$(printf evil | "$W/pgtune-auto" scram)', true, false)" || true
	run login "$1" postgres evil pgbouncer "show version"
	[ "$status" != 0 ]
	run login "$1" postgres evil
	[[ $output == *"SASL authentication failed"* ]]
	none grep -E '^[^;]*[^_](user|password)=' "$W/$1/pgbouncer.ini"
}
@test "T11: the exploit chain of a shared auth session fails at each of its steps" { each exploit; }

flood() {
	local before conns=0 names=1000
	[ "$1" != 126 ] || names=3000
	python3 "$REPO/tests/e2e/lib/flood.py" "$(port "$1")" 100 warm
	before=$(rss_kb "$1")
	conns=$(sql "$2" "select sum(sessions) from pg_stat_database where datname = 'postgres'")
	python3 "$REPO/tests/e2e/lib/flood.py" "$(port "$1")" $names unknown
	echo "$1: RSS $before kB to $(rss_kb "$1") kB"
	[ $(($(rss_kb "$1") - before)) -lt 1024 ]
	[ "$(sql "$2" "select count(*) from pg_stat_activity where usename = 'pgbouncer_auth'")" -le 4 ]
	[ $(($(sql "$2" "select sum(sessions) from pg_stat_database where datname = 'postgres'") - conns)) -le 10 ]
	[ "$(login "$1" app apppw)" = app ]
}
@test "T08: 3000 unknown names cost no memory and no server connection" { each flood; }

# A client that asks once now and once when $W/go is there. What a pooler tells it meanwhile ("client
# being queued") is no answer.
idle_client() {
	{ echo 'select current_user;'; wait_for 120 test -e "$W/go"; echo 'select 2;'; } |
		PGPASSWORD=$3 psql -XAtq -h 127.0.0.1 -p "$(port "$1")" -U "$2" postgres >"$W/idle" 2>"$W/idle.err"
}
# idle_client_start VERSION [ROLE PASSWORD]: sets $client, which has its first answer.
idle_client_start() {
	rm -f "$W/go" "$W/idle"
	idle_client "$1" "${2:-app}" "${3:-apppw}" 3>&- &
	client=$!
	wait_for 60 grep -qsx "${2:-app}" "$W/idle" || { cat "$W/idle" "$W/idle.err" "$W/log/$1"; return 1; }
}
# idle_client_answered [ROLE]: it has its second answer now.
idle_client_answered() {
	touch "$W/go"
	wait "$client" || { cat "$W/idle" "$W/idle.err"; return 1; }
	same "$(cat "$W/idle")" "${1:-app}"$'\n2'
}

expiry() {
	local client
	sql "$2" "drop role if exists soon"
	sql "$2" "create role soon login password 'x' valid until '$(date -u -d '+1 hour' '+%F %T+00')'"
	idle_client_start "$1" soon x
	sql "$2" "alter role soon valid until '$(date -u -d '+1 second' '+%F %T+00')'"
	sleep 2
	run login "$1" soon x
	[[ $output == *"SASL authentication failed"* ]] || { echo "$output"; return 1; }
	idle_client_answered soon
}
@test "T03: VALID UNTIL ends new logins, not the session that is there" { expiry 118 15; expiry 126 18; }

# The file first, the server 3 s later: the pooler takes the new secret when the server knows it.
rotate() {
	set_secret second
	sleep 3
	[ "$(login "$1" app apppw)" = app ]
	grep -q '"first"' "$W/$1/userlist.txt"
	install_auth "$2"
	follows "$1" second
	install_auth "$2"
	set_secret first
	install_auth "$2"
	follows "$1" first
}
# follows POOLER SECRET: within 12 s it is in use, and every login until then and after it works.
follows() {
	local until=$((SECONDS + 12))
	until grep -q "\"$2\"" "$W/$1/userlist.txt"; do
		login "$1" app apppw >/dev/null || return
		((SECONDS < until)) || { echo "$1 does not take \"$2\""; return 1; }
	done
	for _ in 1 2 3 4 5; do login "$1" app apppw >/dev/null || return; done
}
@test "T05: a new secret is followed without a restart, and no login fails meanwhile" { rotate 118 15; rotate 126 18; }

# The second refusal comes 4 to 6 s after a change and is followed by a rest of 8 s. Another secret in the
# file ends it: the server knows it first here, so that the first try decides.
mistake() {
	set_secret mistaken
	sleep 7
	grep -q '"first"' "$W/$1/userlist.txt"
	sql "$2" "alter role pgbouncer_auth password 'second'"
	set_secret second
	wait_for 4 grep -q '"second"' "$W/$1/userlist.txt"
	login "$1" app apppw
}
@test "T05: after a mistaken secret the right one is taken within seconds" { mistake 118 15; }

# The file is written in place, as one that is mounted alone has to be.
hang_up() {
	echo second >"$W/secret"
	sleep 7
	install_auth "$2"
	kill -HUP "$(cat "$W/$1.pid")"
	wait_for 4 grep -q '"second"' "$W/$1/userlist.txt"
	login "$1" app apppw
}
@test "T05: SIGHUP tries a refused secret again at once" { hang_up 126 18; }

# sized POOLER CONNECTIONS: within 10 s the ini is for that many.
sized() { wait_for 10 grep -q "^; Server: max_connections $2," "$W/$1/pgbouncer.ini"; }
restarted_with() { # MAJOR SQL
	sql "$1" "$2"
	server_stop "$1"
	server_start "$1"
}
resized() {
	restarted_with "$2" 'alter system set max_connections = 90'
	kill -HUP "$(cat "$W/$1.pid")"
	sized "$1" 90
	login "$1" app apppw
	restarted_with "$2" 'alter system reset max_connections'
	kill -HUP "$(cat "$W/$1.pid")"
	sized "$1" 60
}
@test "SIGHUP sizes the pools for the max_connections that the server has now" { resized 118 15; }

app_rotation() {
	sql "$2" "drop role if exists turning"
	sql "$2" "create role turning login password 'oldpw'"
	login "$1" turning oldpw
	sql "$2" "alter role turning password 'newpw'"
	wait_for 4 login "$1" turning newpw
	run login "$1" turning oldpw
	[ "$status" != 0 ]
}
@test "T05: a changed application password works within seconds, the old one no more" { app_rotation 126 18; }

wrong_secret() {
	local began
	sql "$2" "alter role pgbouncer_auth password 'other'"
	console "$1" RECONNECT || true
	sleep 1
	began=$SECONDS
	run health "$1"
	[ "$status" = 1 ]
	[ $((SECONDS - began)) -le 8 ]
	[[ $1 = 118 || $output == *"password authentication failed"* || $output == *"login failed"* ]] || { echo "$output"; return 1; }
	install_auth "$2"
	wait_for 8 health "$1"
}
@test "T04: a wrong password of the lookup role is named by health within seconds" { wrong_secret 118 15; wrong_secret 126 18; }

# restart_stall VERSION MAJOR HOW: a client that was idle meanwhile notices nothing. (One that asks while
# nothing listens is told so at once: PgBouncer's own rule.)
restart_stall() {
	local began ended client
	login "$1" app apppw
	idle_client_start "$1"
	"$3" "$2"
	run health "$1"
	[ "$status" = 1 ]
	server_start "$2"
	began=$(date +%s%N)
	until login "$1" app apppw >/dev/null 2>&1; do (($(date +%s%N) - began < 8000000000)); done
	ended=$(date +%s%N)
	echo "$1: $(((ended - began) / 1000000)) ms after the server was back"
	[ $(((ended - began) / 1000000)) -lt 4000 ]
	idle_client_answered
}
@test "T10: logins are back within 4 s after the server is" { restart_stall 118 15 server_stop; restart_stall 126 18 server_stop; }
@test "T10: the same after the server was killed" { restart_stall 118 15 server_kill; restart_stall 124 18 server_kill; }

paused_restart() {
	local client
	idle_client_start "$1"
	console "$1" PAUSE
	touch "$W/go"
	server_stop "$2"
	sleep 2
	server_start "$2"
	console "$1" RESUME
	idle_client_answered
}
@test "T10: a restart between PAUSE and RESUME is only a wait, also for who asks meanwhile" { each paused_restart; }

# The server comes back under its name at another address, as a container does.
rename() {
	echo '127.0.0.1 db localhost' >"$W/hosts"
	sql 18 "alter system set listen_addresses = '127.0.0.1, 127.0.0.2'"
	server_stop 18
	server_start 18
	pooler_start 127 18 "PGBOUNCER_SERVER=db:$(port 18)"
	pooler_ready 127
	server_stop 18
	sql_offline "listen_addresses = '127.0.0.2'"
	server_start 18
	echo '127.0.0.2 db localhost' >"$W/hosts"
	wait_for 20 login 127 app apppw
	[ "$(login 127 app apppw postgres 'select inet_server_addr()')" = 127.0.0.2 ]
	pooler_stop 127
	sql 18 'alter system reset listen_addresses'
	server_stop 18
	server_start 18
}
sql_offline() { echo "$1" >>"$W/pg18/postgresql.auto.conf"; }
@test "T10: the server's name gets another address" { rename; }

# By hand, without `run`: the second role has a schema of its own, so that both work while the pooler changes
# over, by one RELOAD.
by_hand() { # VERSION MAJOR ROLE RELEASE [PASSWORD]
	local ours=(env -i "PGBOUNCER_AUTH_PASS=${5:-of $3}" "PGBOUNCER_AUTH_USER=$3" "PGBOUNCER_SCHEMA=$3" "PGBOUNCER_SERVER=127.0.0.1:$(port "$2")"
		PGBOUNCER_LISTEN_ADDR=127.0.0.1 "PGBOUNCER_LISTEN_PORT=$(port "$1")" "PGBOUNCER_CONFIG_DIR=$W/$1"
		"PGBOUNCER_VERSION=$4" POSTGRES_MAX_CONNECTIONS=50 "$W/pgtune-auto" pgbouncer)
	mkdir -p "$W/$1"
	"${ours[@]}" auth-sql | sql_stdin "$2"
	if [ $# = 5 ]; then
		"${ours[@]}" auth-file --output "$W/$1/userlist.txt"
		chown -R $NOBODY:$NOBODY "$W/$1"
		return
	fi
	"${ours[@]}" ini >"$W/new.ini" 2>"$W/err"
	"${ours[@]}" ini --format hba >"$W/new.hba" 2>"$W/err"
	"${ours[@]}" auth-file --output "$W/$1/userlist.txt"
	mv "$W/new.ini" "$W/$1/pgbouncer.ini"
	mv "$W/new.hba" "$W/$1/hba.conf"
	chown -R $NOBODY:$NOBODY "$W/$1"
}
logins_until() { # FILE VERSION: one after the other while the file is there, each a line in FILE.done
	while [ -e "$1" ]; do
		login "$2" app apppw >/dev/null || { touch "$1.failed"; return 1; }
		echo >>"$1.done"
	done
}
has_lines() { [ "$(wc -l <"$1")" -ge "$2" ]; }
# One login that was under way, and one more. PgBouncer 1.18 has a client wait for server_login_retry when RECONNECT ends the
# lookup's connection as it opens: with its role gone by then, it would wait for ever.
two_logins() { wait_for 20 has_lines "$W/going.done" $(($(wc -l <"$W/going.done") + 2)); }
switch() { # VERSION MAJOR RELEASE WAY DATABASE
	by_hand "$1" "$2" lookup_a "$3"
	("$4" /usr/sbin/pgbouncer "$W/$1/pgbouncer.ini") >"$W/log/$1" 2>&1 3>&- &
	echo $! >"$W/$1.pid"
	wait_for 10 login "$1" app apppw
	touch "$W/going" "$W/going.done"
	logins_until "$W/going" "$1" 3>&- &
	by_hand "$1" "$2" lookup_a "$3" 'a new one'
	console "$1" RELOAD
	console "$1" "RECONNECT$5"
	two_logins
	[ ! -e "$W/going.failed" ]
	by_hand "$1" "$2" lookup_b "$3"
	console "$1" RELOAD
	console "$1" RECONNECT
	two_logins
	sql "$2" "drop schema lookup_a cascade; drop owned by lookup_a; drop role lookup_a" 2>/dev/null
	two_logins
	rm "$W/going"
	wait $!
	[ ! -e "$W/going.failed" ]
	[ "$(sql "$2" "select distinct usename from pg_stat_activity where usename like 'lookup_%'")" = lookup_b ]
	run login "$1" lookup_b 'of lookup_b'
	[[ $output == *rejected* || $output == *"no authentication method"* ]] || { echo "$output"; return 1; }
	pooler_stop "$1"
	sql "$2" "drop schema lookup_b cascade; drop owned by lookup_b; drop role lookup_b" 2>/dev/null
}
@test "T06: another password, then another lookup role by RELOAD, no login fails meanwhile" {
	switch 119 15 1.18 on_host ''
	switch 127 18 1.26.1 in_base ' pgb_auth'
}

probes() {
	run -0 health "$1"
	console "$1" 'PAUSE postgres'
	console "$1" 'RESUME postgres'
	run -0 health "$1"
	mv "$W/$1/.s.PGSQL.$(port "$1")" "$W/aside"
	run health "$1"
	mv "$W/aside" "$W/$1/.s.PGSQL.$(port "$1")"
	[ "$status" = 1 ]
	[[ $output == *"No such file"* ]]
}
@test "T14: health tells a working pooler from a missing one, and the console opens to its own user" { each probes; }

spin() {
	python3 "$REPO/tests/e2e/lib/flood.py" "$(port "$1")" 1 options
	[ "$(login "$1" app apppw)" = app ]
}
@test "T18: options=-c= does not stop it" { each spin; }

nothing_secret() {
	none grep -rE 'apppw|"first"|"second"|SCRAM-SHA-256' "$W/log/$1"
	none grep -aE 'first|second' "/proc/$(pooler_pid "$1")/cmdline"
}
@test "no password and no verifier in the pooler's log or argv" { each nothing_secret; }

nofile() {
	grep -h 'Max open files' "/proc/$(pooler_pid "$1")/limits" | awk '{ exit !($4 >= 4096) }'
}
@test "the pooler's descriptor limit is raised" { each nofile; }

# Killed together with its container; its socket and files are on a disk and stay.
killed() {
	local ours theirs
	ours=$(cat "$W/$1.pid")
	theirs=$(pooler_pid "$1")
	kill -KILL "$ours" "$theirs"
	wait_for 5 gone "$ours"
	wait_for 5 gone "$theirs"
	[ -S "$W/$1/.s.PGSQL.$(port "$1")" ]
	pooler_start "$1" "$2" PGBOUNCER_PROCESSES=2
	pooler_ready "$1"
	[ "$(login "$1" app apppw)" = app ]
}
@test "killed, it starts again beside its old socket" { each killed; }

# PgBouncer speaks TLS with the server, the questions of `run` do not.
tls_only() {
	local hba=$W/pg$2/pg_hba.conf
	openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=db -keyout "$W/pg$2/server.key" -out "$W/pg$2/server.crt" 2>/dev/null
	chmod 600 "$W/pg$2/server.key"
	chown $NOBODY:$NOBODY "$W/pg$2"/server.*
	sed -i.plain 's/^host /hostssl /' "$hba"
	sql "$2" 'alter system set ssl = on'
	sql "$2" 'select pg_reload_conf()'
	: >"$W/log/$1"
	pooler_start "$1" "$2"
	pooler_ready "$1"
	grep "asking the server for max_connections: $3" "$W/log/$1"
	grep 'where pg_hba.conf has hostssl alone, set --connections (POSTGRES_MAX_CONNECTIONS)' "$W/log/$1"
	set_secret second
	install_auth "$2"
	wait_for 15 grep -q '"second"' "$W/$1/userlist.txt"
	[ "$(login "$1" app apppw)" = app ]
	pooler_stop "$1"
	mv "$hba.plain" "$hba"
	sql "$2" 'alter system reset ssl'
	sql "$2" 'select pg_reload_conf()'
}
in_german() {
	mkdir "$W/locale"
	localedef -i de_DE -f UTF-8 "$W/locale/de_DE.UTF-8"
	server_stop 15
	LOCPATH=$W/locale server_start 15
	sql 15 "alter system set lc_messages = 'de_DE.UTF-8'"
	tls_only "$@"
	sql 15 'alter system reset lc_messages'
	server_stop 15
	server_start 15
}
@test "hostssl alone: max_connections must be said, which it says; a changed password is taken over" {
	tls_only 127 18 'no pg_hba.conf entry .* no encryption'
	set_secret first
	in_german 119 15 'kein pg_hba.conf-Eintrag'
}

# A second one would take the files of the first from under it.
second() {
	local before
	before=$(stat -c '%i %Y %n' "$W/$1"/*)
	pooler_start 119 15 "PGBOUNCER_CONFIG_DIR=$W/$1" PGBOUNCER_SETTINGS=log_stats=0
	wait_for 10 gone "$(cat "$W/119.pid")"
	grep "the folder \"$W/$1\" is in use by another pooler" "$W/log/119"
	same "$(stat -c '%i %Y %n' "$W/$1"/*)" "$before"
	[ "$(login "$1" app apppw)" = app ]
}
@test "a second pooler in the same folder is refused before it writes anything" { second 118; second 126; }

# ends HOW LINE: a pooler of its own, ended by HOW, says so last.
ends() {
	local pid code=0
	: >"$W/log/127"
	pooler_start 127 18
	pooler_ready 127
	pid=$(cat "$W/127.pid")
	eval "$1"
	wait "$pid" || code=$?
	same "$(tail -n 1 "$W/log/127")" "pgtune-auto: $2, exit code $code${3:-}"
}
@test "a pooler that is killed or ends by itself is told of, one that was stopped is not" {
	ends 'kill -KILL "$(pooler_pid 127)"' 'warning: pgbouncer ended by signal 9 (Killed)'
	ends 'console 127 SHUTDOWN || :' 'warning: pgbouncer ended by itself'
	: >"$W/log/127"
	pooler_start 127 18 PGBOUNCER_SETTINGS=client_tls_sslmode=require
	wait "$(cat "$W/127.pid")" || :
	grep 'ended by itself, exit code 1: its last lines above say why' "$W/log/127"
	: >"$W/log/127"
	pooler_start 127 18
	pooler_ready 127
	pooler_stop 127 QUIT
	none grep 'ended' "$W/log/127"
}

@test "a stopped pooler ends all the same" {
	pooler_start 127 18
	pooler_ready 127
	kill -STOP "$(pooler_pid 127)"
	pooler_stop 127 TERM
}

unread() { grep -c 'PGBOUNCER_AUTH_PASS_FILE: opening .*: No such file' "$W/log/127"; }
@test "a secret's file that cannot be read is told, once and at each SIGHUP, and the pooler stays as it is" {
	: >"$W/log/127"
	pooler_start 127 18
	pooler_ready 127
	mv "$W/secret" "$W/secret.away"
	wait_for 20 unread
	grep 'hint: the old password of the lookup role stays in use' "$W/log/127"
	sleep 2.5
	[ "$(unread)" = 1 ]
	kill -HUP "$(cat "$W/127.pid")"
	wait_for 5 grep -q reloaded "$W/log/127"
	[ "$(unread)" = 2 ]
	[ "$(login 127 app apppw)" = app ]
	mv "$W/secret.away" "$W/secret"
	pooler_stop 127
}

@test "a folder that cannot be written is refused, with a hint" {
	mkdir -m 500 "$W/mine"
	mkdir -m 700 "$W/roots"
	chown $NOBODY "$W/mine"
	for folder in mine roots; do
		: >"$W/log/127"
		pooler_start 127 18 "PGBOUNCER_CONFIG_DIR=$W/$folder"
		wait_for 5 gone "$(cat "$W/127.pid")"
		grep "error: writing in the folder \"$W/$folder\": Permission denied" "$W/log/127"
		grep 'hint: mount a tmpfs there' "$W/log/127"
	done
}

@test "a pidfile, which would stop that, is refused" {
	pooler_start 127 18 "PGBOUNCER_SETTINGS=pidfile=$W/127/pid"
	wait_for 5 gone "$(cat "$W/127.pid")"
	grep '"pidfile" would stop PgBouncer' "$W/log/127"
}

@test "a password from a pipe is read once: the end does not wait for its next writer" {
	mkfifo -m 644 "$W/pipe"
	echo first >"$W/pipe" 3>&- &
	pooler_start 119 15 "PGBOUNCER_AUTH_PASS_FILE=$W/pipe"
	pooler_ready 119
	sleep 2.5 # a look for a new one
	local began=$SECONDS
	pooler_stop 119 TERM
	[ $((SECONDS - began)) -le 2 ]
}

has_client() { console "$1" 'SHOW CLIENTS' | grep -q "^C|$2|"; } # VERSION ROLE
stops() {
	local began pid
	(PGPASSWORD=apppw psql -XAtq -h 127.0.0.1 -p "$(port "$1")" -U app postgres -c 'select 1' -f <(sleep 15) >/dev/null 2>&1) 3>&- &
	wait_for 5 has_client "$1" app
	began=$SECONDS
	pid=$(pooler_pid "$1")
	pooler_stop "$1" TERM
	[ $((SECONDS - began)) -le 4 ]
	gone "$pid"
}
@test "T15: SIGTERM ends it although an idle client is connected" { each stops; }
