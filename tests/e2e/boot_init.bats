#!/usr/bin/env bats
# A first boot with init files: order, kinds, environment, failures; names with odd characters.
load lib/common
load lib/boot

setup_file() {
	engine_up && image_up
	local d=$BATS_FILE_TMPDIR/d
	mkdir "$d"
	echo 'CREATE TABLE sql_1 (a int); INSERT INTO sql_1 VALUES (1);' >"$d/01.sql"
	printf '#!/bin/bash\necho "ran: $(id -un) $PGHOST $(pwd) $PGPASSWORD $POSTGRES_DB"\npg_isready -t 1 -h /var/run/postgresql || echo "plain pg_isready is red"\npg_isready -t 1 -h localhost || echo "TCP is red"\n' >"$d/02.sh"
	chmod 755 "$d/02.sh"
	printf 'export FOO=bar\nset_here=1\n"${psql[@]}" -c "CREATE TABLE psql_array ()"\n' >"$d/03.sh"
	printf '#!/bin/sh\necho "inherited: $FOO"\n' >"$d/04.sh"
	chmod 755 "$d/04.sh"
	printf 'echo "kept: $set_here"; docker_process_sql -c "CREATE TABLE process_sql ()"\nIFS=x; set -f; return 0\n' >"$d/05.sh"
	echo 'CREATE TABLE sql_gz ();' | gzip >"$d/06.sql.gz"
	echo 'CREATE TABLE sql_xz ();' | xz >"$d/07.sql.xz"
	echo 'CREATE TABLE sql_zst ();' | zstd -q >"$d/08.sql.zst"
	touch "$d/09.SQL" "$d/.hidden.sql"
	mkdir "$d/10.d"
	printf 'echo "no shebang: ${BASH_VERSION%%%%.*}"\n' >"$d/11.sh"
	chmod 755 "$d/11.sh"
	printf 'cat >/dev/null; \\connect postgres\nCREATE TABLE in_postgres ();\n' | sed 's/^cat.*; //' >"$d/12.sql"
	touch "$d/a.txt" "$d/B.txt"
	local name='my cool; --user' db=$'my "d\'b\\ $x'
	start "$(own init)" -v "$d:/docker-entrypoint-initdb.d:ro" -e POSTGRES_USER="$name" -e POSTGRES_DB="$db" \
		-e POSTGRES_PASSWORD="p\"a's\\s \$x" -e POSTGRES_INITDB_ARGS="--locale=\"C.UTF-8\" --set 'work_mem=5MB'" "$IMAGE"
	wait_ready "$(own init)"
}
teardown_file() { engine_down; }

q() { docker exec -i "$(own init)" psql -XAtq -U 'my cool; --user' -d "${2:-$(printf 'my "d\x27b\\ $x')}" -c "$1"; }

@test "every kind ran, in the database, in byte order" {
	logs "$(own init)" | grep -F docker-entrypoint.sh: | sed 's/.*docker-entrypoint.sh: //; s,/docker-entrypoint-initdb.d/,,' >"$BATS_TEST_TMPDIR/order"
	diff - "$BATS_TEST_TMPDIR/order" <<-'END'
		running 01.sql
		running 02.sh
		sourcing 03.sh
		running 04.sh
		sourcing 05.sh
		running 06.sql.gz
		running 07.sql.xz
		running 08.sql.zst
		ignoring 09.SQL
		ignoring 10.d
		running 11.sh
		running 12.sql
		ignoring B.txt
		ignoring a.txt
	END
	[ "$(q "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")" = "process_sql psql_array sql_1 sql_gz sql_xz sql_zst" ]
	[ "$(q "SELECT count(*) FROM pg_class WHERE relname = 'in_postgres'" postgres)" = 1 ]
}

@test "scripts see what the official image's see, and no client is let in meanwhile" {
	local log
	log=$(logs "$(own init)")
	[[ $log = *"ran: postgres /var/run/postgresql/.pgtune-"*" / p\"a's\\s \$x my \"d'b\\ \$x"* ]]
	[[ $log = *"plain pg_isready is red"*"TCP is red"* ]]
	[[ $log = *"inherited: bar"*"kept: 1"*"no shebang: 5"* ]]
}

@test "the password lets in over TCP, a wrong one does not" {
	docker exec "$(own init)" sh -c 'PGPASSWORD="p\"a'\''s\\s \$x" psql -h "$(hostname -i)" -U "my cool; --user" -Atc "SELECT 1" postgres' | grep -qx 1
	run -2 docker exec "$(own init)" sh -c 'PGPASSWORD=wrong psql -h "$(hostname -i)" -U "my cool; --user" -Atc "SELECT 1" postgres'
}

@test "INITDB_ARGS, checksums, owner, roles" {
	[ "$(q 'SHOW data_checksums' postgres)" = on ]
	[ "$(q "SELECT datcollate FROM pg_database WHERE datname = 'postgres'" postgres)" = C.UTF-8 ]
	docker exec "$(own init)" sh -c 'grep -q "^work_mem = 5MB" $PGDATA/postgresql.conf'
	[ "$(q "SELECT string_agg(rolname, ',') FROM pg_roles WHERE rolname !~ '^pg_'" postgres)" = "my cool; --user" ]
	[ "$(q "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname ~ '^my'" postgres)" = "my cool; --user" ]
	[ "$(docker exec "$(own init)" sh -c 'tail -n 1 $PGDATA/pg_hba.conf')" = "host all all all scram-sha-256" ]
	[ "$(q 'SHOW listen_addresses' postgres)" = '*' ]
}

@test "no secret is left: not in the server's environment, nor in PID 1's, nor in PGDATA" {
	for pid in 1 '$(head -n 1 $PGDATA/postmaster.pid)'; do
		docker exec -u postgres "$(own init)" sh -c "tr '\\0' '\\n' </proc/$pid/environ" >"$BATS_TEST_TMPDIR/env"
		grep -q PGDATA= "$BATS_TEST_TMPDIR/env"
		run -1 grep -F "p\"a's" "$BATS_TEST_TMPDIR/env"
	done
	run -1 docker exec "$(own init)" sh -c 'grep -rF "p\"a" $PGDATA /tmp /var/run/postgresql'
	run -1 sh -c "docker logs '$(own init)' 2>&1 | grep -v '^ran:' | grep -F 'p\"a'"
}

@test "what who reads logs waits for: twice ready on a first boot, once later; the official lines" {
	local c log
	c=$(own init)
	wait_log "$c" 'database system is ready to accept connections' 20 2
	[ "$(logs "$c" | grep -c 'database system is ready to accept connections')" = 2 ]
	logs "$c" | grep -qx 'PostgreSQL init process complete; ready for start up.'
	logs "$c" | grep -q 'initdb took [0-9]* ms'
	docker restart "$c" >/dev/null
	wait_ready "$c"
	[ "$(logs "$c" | grep -c 'database system is ready to accept connections')" = 3 ]
	logs "$c" | grep -qx 'PostgreSQL Database directory appears to contain a database; Skipping initialization'
}

@test "a file that fails: its code, its name, and no start until it is told to retry" {
	local d=$BATS_TEST_TMPDIR/d v
	v=$(own fails)
	mkdir "$d"
	echo 'exit 0' >"$d/a.sh"
	volume "$v"
	try() { run "-$1" once -v "$v:/var/lib/postgresql" -v "$d:/docker-entrypoint-initdb.d:ro" -e POSTGRES_PASSWORD=x "${@:3}" -- postgres -C work_mem; echo "$output"; [[ $output = *"$2"* ]]; }
	try 1 'a.sh" ended the shell it was sourced by'
	try 1 'did not finish: it ended in "/docker-entrypoint-initdb.d/a.sh"'
	printf 'echo "partial"; return 3\n' >"$d/a.sh"
	try 3 'a.sh" failed with exit code 3' -e PGTUNE_ON_FAILED_INIT=retry
	printf '#!/bin/sh\nexit 42\n' >"$d/a.sh" && chmod 755 "$d/a.sh"
	try 42 'a.sh" failed with exit code 42' -e PGTUNE_ON_FAILED_INIT=retry
	rm "$d/a.sh"
	printf '%s\n' '\! mkdir -p /var/lib/postgresql/ts && touch /var/lib/postgresql/ts/mine' "CREATE TABLESPACE ts LOCATION '/var/lib/postgresql/ts';" \
		'CREATE TABLE in_ts TABLESPACE ts AS SELECT 1;' >"$d/0.sql"
	echo 'SELECT nonsense;' >"$d/a.sql"
	try 3 'a.sql" failed with exit code 3' -e PGTUNE_ON_FAILED_INIT=retry
	try 3 'a.sql" failed with exit code 3' -e PGTUNE_ON_FAILED_INIT=retry
	rm "$d/a.sql"
	echo 'CREATE TABLE t (); -- cut' | gzip | head -c 30 >"$d/a.sql.gz"
	once -v "$v:/var/lib/postgresql" --entrypoint touch -- /var/lib/postgresql/18/docker/mine
	try 1 'a.sql.gz" failed with exit code 1' -e PGTUNE_ON_FAILED_INIT=retry
	rm "$d/a.sql.gz"
	try 0 'PostgreSQL init process complete' -e PGTUNE_ON_FAILED_INIT=retry
	once -v "$v:/v" --entrypoint ls -- /v/18/docker/mine /v/ts/mine # not this program's: kept
}

@test "files may restart the temporary server, leave it stopped, and choose another database" {
	local c d=$BATS_TEST_TMPDIR/d
	c=$(own restart)
	mkdir "$d"
	# shellcheck disable=SC2016 # for the shell in the container
	{
		echo 'pg_ctl -D "$PGDATA" -m fast -w stop; pg_ctl -D "$PGDATA" -w start' >"$d/1.sh"
		echo 'CREATE TABLE after_start ();' >"$d/2.sql"
		printf '#!/bin/sh\nexec pg_ctl -D "$PGDATA" -w restart\n' >"$d/3.sh"
		echo "docker_process_sql -c 'CREATE DATABASE \"a=b\"'; POSTGRES_DB=a=b" >"$d/4.sh"
		echo 'CREATE TABLE in_other ();' >"$d/5.sql"
		echo '"${psql[@]}" <<<"CREATE TABLE in_other_too ()"; pg_ctl -D "$PGDATA" -m immediate -w stop' >"$d/6.sh"
		# A stop that nobody waits for, and that itself waits for a session.
		echo '"${psql[@]}" -c "SELECT pg_sleep(20)" & sleep 0.5; pg_ctl -D "$PGDATA" -m smart -W stop' >"$d/7.sh"
		echo 'CREATE TABLE in_other_last ();' >"$d/8.sql"
	}
	chmod 755 "$d/3.sh"
	boot "$c" -v "$d:/docker-entrypoint-initdb.d:ro"
	[ "$(logs "$c" | grep -c 'ended the temporary server: it is started again')" = 4 ]
	[ "$(sql "$c" "SELECT relname FROM pg_class WHERE relname = 'after_start'")" = after_start ]
	[ "$(sql "$c" "SELECT count(*) FROM pg_class WHERE relname LIKE 'in_other%'" -d "dbname='a=b'")" = 3 ]
	docker exec "$c" sh -c '[ -z "$(ls -d /var/run/postgresql/.pgtune-* 2>/dev/null)" ]'
	docker rm -f "$c" >/dev/null
}

@test "only files that are ignored: each is named, and no server is started for them" {
	local d=$BATS_TEST_TMPDIR/d log
	mkdir -p "$d/9.d"
	touch "$d/1.SQL" "$d/2.sql.bz2"
	log=$(once -v "$d:/docker-entrypoint-initdb.d:ro" -e POSTGRES_PASSWORD=x -- postgres -C work_mem)
	[ "$(grep -F docker-entrypoint.sh: <<<"$log" | sed 's/.*docker-entrypoint.sh: //; s,/docker-entrypoint-initdb.d/,,' | xargs)" = \
		"ignoring 1.SQL ignoring 2.sql.bz2 ignoring 9.d" ]
	[[ $log = *"no temporary server was needed"* ]]
}

@test "ensure and enforce: a first boot and no server" {
	local v
	v=$(own ensure)
	volume "$v"
	ensure() { once -v "$v:/var/lib/postgresql" -e POSTGRES_PASSWORD=x -e POSTGRES_DB=app --entrypoint "$1" -- "${@:2}"; }
	run -0 ensure docker-ensure-initdb.sh
	[[ $output != *"init process complete"* ]] # that is said where a server follows
	[[ $output = *"CREATE DATABASE"* ]]
	run -0 ensure docker-ensure-initdb.sh
	[[ $output = *"docker-ensure-initdb.sh: note: database already initialized in '/var/lib/postgresql/18/docker'!"* ]]
	run -1 ensure docker-enforce-initdb.sh
	[[ $output = *"docker-enforce-initdb.sh: error: (unexpected) database found in '/var/lib/postgresql/18/docker'!"* ]]
}
