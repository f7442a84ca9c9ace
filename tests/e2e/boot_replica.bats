#!/usr/bin/env bats
# POSTGRES_ROLE=replica: the clone before the server starts, its interruption, and what it never touches.
load lib/common
load lib/boot

setup_file() {
	engine_up && image_up
	NET=$(own net) P=$(own primary)
	export NET P
	docker network create --label "$LABEL" "$NET" >/dev/null
	local d=$BATS_FILE_TMPDIR/d
	mkdir "$d"
	printf "CREATE ROLE replicator REPLICATION LOGIN PASSWORD 're p\"l';\n\\\\! echo 'host replication replicator all scram-sha-256' >>\$PGDATA/pg_hba.conf\nCREATE TABLE t AS SELECT 1 AS a;\n" >"$d/1.sql"
	boot "$P" --network "$NET" --network-alias primary -v "$d:/docker-entrypoint-initdb.d:ro" -- -c wal_level=logical -c max_connections=40
}
teardown_file() { engine_down; }

replica() { start "$1" --network "$NET" -e POSTGRES_ROLE=replica -e PRIMARY_HOST=primary -e 'PG_REPLICATION_PASSWORD=re p"l' -e REPLICATION_SLOT_NAME=slot_a -v "$1:/var/lib/postgresql" "${@:2}" "$IMAGE"; }

# replica_held NAME: both of its pg_basebackup's processes are at work, and held by the primary until its
# walsenders go on.
replica_held() {
	docker exec "$P" pkill -STOP -f '^postgres: checkpointer'
	replica "$1"
	wait_for 60 docker exec "$P" pgrep -f '^postgres: walsender'
	docker exec -d "$P" sh -c 'pkill -CONT -f "^postgres: checkpointer"
		until pgrep -f "^postgres: walsender.* streaming"; do :; done; pkill -STOP -f "^postgres: walsender"'
	wait_for 60 docker exec "$P" sh -c 'ps -eo stat=,args= | grep "^T.*postgres: walsender.* streaming"'
}
go_on() { docker exec "$P" pkill -CONT -f '^postgres: walsender'; }

@test "a clone follows the primary, through a slot that is made for it" {
	local r
	r=$(own r)
	volume "$r"
	replica "$r" -e POSTGRES_USER=other
	wait_ready "$r"
	[ "$(sql "$r" 'SELECT pg_is_in_recovery(), a FROM t')" = 't|1' ]
	docker exec "$r" pgtune-auto health # as the primary's superuser
	hasnt "$(logs "$r")" 'role "other" does not exist'
	sql "$P" 'INSERT INTO t VALUES (2)'
	wait_for 20 sh -c "docker exec '$r' psql -U postgres -Atc 'SELECT a FROM t' | grep -qx 2"
	[ "$(sql "$P" 'SELECT slot_name, active FROM pg_replication_slots')" = 'slot_a|t' ]
	[ "$(sql "$r" 'SHOW max_connections')" -ge 40 ]
	run -1 docker exec -u postgres "$r" sh -c 'tr "\0" "\n" </proc/1/environ | grep "re p"'
	docker kill "$r" >/dev/null
	docker start "$r" >/dev/null # never cloned again
	wait_ready "$r"
	[ "$(logs "$r" | grep -c 'cloning the primary took')" = 1 ]
	hasnt "$(logs "$r")" 'follows'
	docker rm -f "$r" >/dev/null
	replica "$r" -e PRIMARY_HOST=successor
	wait_ready "$r"
	has "$(logs "$r")" 'PRIMARY_HOST is "successor", but this standby follows "primary", as its primary_conninfo says: ALTER SYSTEM'
	sql "$r" "ALTER SYSTEM SET primary_conninfo = 'user=replicator password=''a host=b\\'' host=c'' host=''primary,successor'''"
	docker restart "$r" >/dev/null
	wait_ready "$r"
	same "$(logs "$r" | grep -c 'but this standby follows')" 1
	sql "$r" 'SELECT pg_promote()'
	docker restart "$r" >/dev/null
	wait_ready "$r"
	has "$(logs "$r")" "POSTGRES_ROLE=replica, but \"/var/lib/postgresql/18/docker\" has no standby.signal"
	docker rm -f "$r" >/dev/null
}

@test "a clone that is killed is begun again by the next start" {
	local r
	r=$(own killed)
	volume "$r"
	replica_held "$r"
	docker exec "$r" sh -c '[ -d $PGDATA/.pgtune-stage ]'
	docker kill "$r" >/dev/null
	go_on
	docker start "$r" >/dev/null
	wait_ready "$r"
	[ "$(sql "$r" 'SELECT pg_is_in_recovery()')" = t ]
	docker rm -f "$r" >/dev/null
}

@test "SIGTERM and SIGINT while the primary is waited for, and while it is cloned: the end at once, and the next start clones" {
	local r
	r=$(own ended)
	volume "$r"
	replica "$r" -e PRIMARY_PORT=1
	wait_for 60 docker exec "$r" sh -c 'ls -d $PGDATA'
	ended "$r" SIGTERM 143
	docker rm "$r" >/dev/null
	for how in 'SIGTERM 143' 'SIGINT 130'; do
		replica_held "$r"
		docker exec "$r" sh -c '[ ! -e $PGDATA/PG_VERSION ]'
		# shellcheck disable=SC2086 # two words
		ended "$r" $how
		docker rm "$r" >/dev/null
		go_on
	done
	replica "$r"
	wait_ready "$r"
	[ "$(sql "$r" 'SELECT pg_is_in_recovery()')" = t ]
	docker rm -f "$r" >/dev/null
}

@test "a slot that the primary has given up is made anew by the clone, but not a subscription's" {
	local r i
	r=$(own lost)
	volume "$r"
	sql "$P" "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'"
	docker restart "$P" >/dev/null
	wait_ready "$P"
	sql "$P" "SELECT pg_create_physical_replication_slot('lost', true), pg_create_logical_replication_slot('feed', 'pgoutput')"
	for i in 1 2 3; do
		sql "$P" "SELECT pg_logical_emit_message(false, 'fill', '$i'), pg_switch_wal()"
	done
	sql "$P" 'CHECKPOINT'
	same "$(sql "$P" "SELECT wal_status FROM pg_replication_slots WHERE slot_name IN ('feed', 'lost')")" $'lost\nlost'
	replica "$r" -e REPLICATION_SLOT_NAME=feed
	[ "$(exit_code "$r")" = 1 ]
	docker rm "$r" >/dev/null
	same "$(sql "$P" "SELECT slot_type FROM pg_replication_slots WHERE slot_name = 'feed'")" logical
	replica "$r" -e REPLICATION_SLOT_NAME=lost
	wait_ready "$r"
	has "$(logs "$r")" 'the slot "lost" was lost: it is made anew'
	hasnt "$(logs "$P")" '"lost" already exists' # asked for first: the error reads otherwise in other languages
	streams() { [ "$(sql "$P" "SELECT active, wal_status FROM pg_replication_slots WHERE slot_name = 'lost'")" = 't|reserved' ]; }
	wait_for 20 streams
	docker rm -f "$r" >/dev/null
	sql "$P" "SELECT pg_drop_replication_slot('feed')"
	sql "$P" 'ALTER SYSTEM RESET max_slot_wal_keep_size'
	sql "$P" 'SELECT pg_reload_conf()'
}

@test "the clone of a promoted or restored server follows it: the slot, the target and the archive which that one had are not taken over" {
	local a b
	a=$(own up) b=$(own down)
	volume "$a"
	replica "$a" -e REPLICATION_SLOT_NAME=slot_up
	wait_ready "$a"
	sql "$a" 'SELECT pg_promote()'
	sql "$a" "ALTER SYSTEM SET recovery_target_time = '2000-01-01 00:00:00+00'"
	sql "$a" "ALTER SYSTEM SET recovery_target_action = 'promote'"
	sql "$a" "ALTER SYSTEM SET restore_command = 'not-in-this-image %f %p'" # pgBackRest leaves its own: the clone would not start
	docker exec "$a" sh -c "echo \"archive_cleanup_command = 'true %r'\" >>\$PGDATA/postgresql.conf"
	replica "$b" -e PRIMARY_HOST="$a" -e REPLICATION_SLOT_NAME=
	wait_ready "$b"
	streams() { [ "$(sql "$a" 'SELECT state FROM pg_stat_replication')" = streaming ]; }
	wait_for 20 streams
	[ "$(sql "$b" 'SHOW primary_slot_name')" = '' ]
	[ "$(sql "$b" 'SHOW restore_command')" = '' ]
	[ "$(sql "$b" 'SHOW archive_cleanup_command')" = 'true %r' ] # not of ALTER SYSTEM: for replicas
	sql "$a" 'INSERT INTO t VALUES (3)' # the first commit is after the target
	wait_for 20 sh -c "docker exec '$b' psql -U postgres -Atc 'SELECT a FROM t' | grep -qx 3"
	[ "$(sql "$b" 'SELECT pg_is_in_recovery()')" = t ]
	docker rm -f "$a" "$b" >/dev/null
	sql "$P" "SELECT pg_drop_replication_slot('slot_up')"
}

@test "a former primary becomes its successor's replica by pg_rewind, as the manual says" {
	local a b
	a=$(own former) b=$(own successor)
	volume "$a"
	volume "$b"
	boot "$a" --network "$NET" -v "$BATS_FILE_TMPDIR/d:/docker-entrypoint-initdb.d:ro" -v "$a:/var/lib/postgresql" -- -c wal_keep_size=64MB
	replica "$b" -e PRIMARY_HOST="$a" -e REPLICATION_SLOT_NAME=
	wait_ready "$b"
	sql "$b" 'SELECT pg_promote()'
	sql "$a" 'INSERT INTO t VALUES (10)' # the successor never had it
	sql "$b" 'INSERT INTO t VALUES (20)'
	sql "$b" "ALTER SYSTEM SET work_mem = '6MB'"
	docker stop "$a" >/dev/null
	docker run --rm --label "$LABEL" --network "$NET" -u postgres -v "$a:/var/lib/postgresql" -e PGPASSWORD=secret "$IMAGE" \
		sh -c "pg_rewind -R -D \$PGDATA --source-server='host=$b user=postgres dbname=postgres'"
	docker start "$a" >/dev/null
	wait_ready "$a"
	sql "$b" "SELECT pg_create_physical_replication_slot('former')"
	sql "$a" "ALTER SYSTEM SET primary_slot_name = 'former'"
	sql "$a" "ALTER SYSTEM SET primary_conninfo = 'host=$b user=replicator password=''re p\"l'''"
	sql "$a" 'SELECT pg_reload_conf()'
	sql "$b" 'INSERT INTO t VALUES (30)'
	wait_for 20 sh -c "docker exec '$a' psql -U postgres -Atc 'SELECT a FROM t' | grep -qx 30"
	[ "$(sql "$a" "SELECT pg_is_in_recovery(), current_setting('work_mem'), string_agg(a::text, ' ' ORDER BY a) FROM t")" = 't|6MB|1 20 30' ]
	[ "$(sql "$b" 'SELECT slot_name, active FROM pg_replication_slots')" = 'former|t' ]
	docker rm -f "$a" "$b" >/dev/null
}

@test "a slot of another replica, a tablespace without its place or with a cut clone's rest: told what to do" {
	local r v
	r=$(own holds) v=$(own second)
	volume "$r"
	volume "$v"
	clone() { once --network "$NET" -v "$v:/var/lib/postgresql" -e POSTGRES_ROLE=replica -e PRIMARY_HOST=primary -e 'PG_REPLICATION_PASSWORD=re p"l' "$@" -- postgres; }
	replica "$r" -e REPLICATION_SLOT_NAME=held
	wait_ready "$r"
	run -1 clone -e REPLICATION_SLOT_NAME=held
	[[ $output = *'"held" is active for PID'*'hint: another replica streams through that slot: give each one a REPLICATION_SLOT_NAME of its own'* ]]
	docker rm -f "$r" >/dev/null
	sql "$P" "SELECT pg_drop_replication_slot('held')"
	sql "$P" 'ALTER ROLE replicator NOREPLICATION'
	run -1 clone
	[[ $output = *'hint: the role of PG_REPLICATION_USER may not replicate: on the primary, ALTER ROLE'* ]]
	sql "$P" 'ALTER ROLE replicator REPLICATION'
	docker exec -u root "$P" install -d -o postgres /space
	sql "$P" "CREATE TABLESPACE space LOCATION '/space'"
	run -1 clone
	[[ $output = *'could not create directory "/space'*'hint: the primary has a tablespace there: mount an empty directory'* ]]
	run -1 clone --tmpfs /space/rest
	[[ $output = *'directory "/space" exists but is not empty'*'hint: the primary has a tablespace there, and a clone that was cut short leaves its part behind'* ]]
	[ "$(docker run --rm -v "$v:/v" --entrypoint sh "$IMAGE" -c 'ls -A /v/18/docker')" = "" ]
	sql "$P" 'DROP TABLESPACE space'
}

@test "no primary, a wrong password, no PRIMARY_HOST: said, and the volume stays empty" {
	local v
	v=$(own none)
	volume "$v"
	run -1 once -v "$v:/var/lib/postgresql" -e POSTGRES_ROLE=replica -- postgres
	[[ $output = *"POSTGRES_ROLE=replica needs PRIMARY_HOST"* ]]
	run -1 once -e POSTGRES_ROLE=standby -- postgres
	[[ $output = *'warning: POSTGRES_ROLE="standby" has no effect: the word it knows is "replica"'* ]]
	run -1 once -v "$v:/var/lib/postgresql" -e POSTGRES_PASSWORD=x -e POSTGRES_ROLE=standby -e PRIMARY_HOST=primary -- postgres
	[[ $output = *'POSTGRES_ROLE: "standby" is no role'*'hint: replica clones PRIMARY_HOST'* ]]
	run -1 once -e POSTGRES_ROLE=primary -e PRIMARY_HOST=primary -- postgres
	[[ $output != *'no effect'* && $output != *'no role'* ]]
	for slot in Slot-A é "$(printf 's%.0s' {1..64})"; do
		run -1 once -v "$v:/var/lib/postgresql" -e POSTGRES_ROLE=replica -e PRIMARY_HOST=127.0.0.1 -e REPLICATION_SLOT_NAME="$slot" -- postgres
		[[ $output = *'error: REPLICATION_SLOT_NAME'* ]]
	done
	run -1 once -v "$v:/var/lib/postgresql" -e POSTGRES_ROLE=replica -e PRIMARY_HOST=127.0.0.1 -e PG_REPLICATION_USER="$(printf 'r%.0s' {1..64})" -- postgres
	[[ $output = *'error: PG_REPLICATION_USER is longer than 63 bytes'* ]]
	run -1 once -v "$v:/var/lib/postgresql" -e POSTGRES_ROLE=replica -e PRIMARY_HOST=$'127.0.0.1\r' -- postgres
	[[ $output = *'error: PRIMARY_HOST holds a carriage return'* ]]
	run -1 once -v "$v:/var/lib/postgresql" -e POSTGRES_ROLE=replica -e PRIMARY_HOST=postgres://u:secret@127.0.0.1 -- postgres
	[[ $output = *'error: PRIMARY_HOST: a URL or a connection string is no host'* && $output != *secret* ]]
	[ "$(docker run --rm -v "$v:/v" --entrypoint ls "$IMAGE" -A /v)" = "" ]
	run -1 once -v "$v:/var/lib/postgresql" -e POSTGRES_ROLE=replica -e PRIMARY_HOST=127.0.0.1 -e PGTUNE_PRIMARY_WAIT=1 -- postgres
	[[ $output = *'waiting for the primary at "127.0.0.1:5432": '*refused*'the primary at "127.0.0.1:5432" did not answer'* ]]
	run -1 once --network "$NET" -v "$v:/var/lib/postgresql" -e POSTGRES_ROLE=replica -e PRIMARY_HOST=primary -e PG_REPLICATION_PASSWORD=hush -- postgres
	[[ $output = *'password authentication failed'*'cloning the primary at "primary" failed'*'hint: PG_REPLICATION_USER and PG_REPLICATION_PASSWORD are those of the primary'* && $output != *hush* ]]
	run -1 once --network "$NET" -v "$v:/var/lib/postgresql" -e POSTGRES_ROLE=replica -e PRIMARY_HOST=primary -e "PG_REPLICATION_PASSWORD=re p\"l"$'\r' -- postgres
	[[ $output = *'warning: PG_REPLICATION_PASSWORD ends with a carriage return'*'password authentication failed'* ]]
	[ "$(docker run --rm -v "$v:/v" --entrypoint sh "$IMAGE" -c 'ls -A /v/18/docker')" = "" ]
}

@test "a primary with TLS: a certificate that is not known is told, and one that is clones" {
	local v d=$BATS_TEST_TMPDIR
	v=$(own tls)
	volume "$v"
	openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=primary -days 2 -keyout "$d/key" -out "$d/crt" 2>/dev/null
	docker exec -i -u postgres "$P" sh -c 'umask 077; cat >$PGDATA/server.key' <"$d/key"
	docker exec -i -u postgres "$P" sh -c 'cat >$PGDATA/server.crt' <"$d/crt"
	sql "$P" "ALTER SYSTEM SET ssl = on"
	sql "$P" "SELECT pg_reload_conf()"
	run -1 once --network "$NET" -v "$v:/var/lib/postgresql" -e POSTGRES_ROLE=replica -e PRIMARY_HOST=primary -e 'PG_REPLICATION_PASSWORD=re p"l' -e PGSSLMODE=verify-full -- postgres
	[[ $output = *'root certificate file'*'cloning the primary at "primary" failed'*'hint: PGSSLMODE, PGSSLROOTCERT,'* ]]
	replica "$v" -e PGSSLMODE=verify-full -e PGSSLROOTCERT=/root.crt -v "$d/crt:/root.crt:ro"
	wait_ready "$v"
	[ "$(sql "$P" "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_replication USING (pid)")" = t ]
	docker rm -f "$v" >/dev/null
	sql "$P" "ALTER SYSTEM RESET ssl"
	sql "$P" "SELECT pg_reload_conf()"
}

@test "a primary of another major version: both are named, and nothing is cloned" {
	local v
	v=$(own major)
	volume "$v"
	load lib/local15
	cluster_make
	cluster_start
	chmod 755 "$CLUSTER"
	run once -e PGTUNE_PRIMARY_WAIT=5 -v "$v:/var/lib/postgresql" -v "$CLUSTER:$CLUSTER" -e POSTGRES_ROLE=replica -e "PRIMARY_HOST=$CLUSTER" -e PG_REPLICATION_USER=postgres -- postgres
	cluster_remove
	[ "$status" = 1 ]
	[[ $output = *"the primary at \"$CLUSTER\" is PostgreSQL 15, this server is 18"*'hint: start the replica with an image of PostgreSQL 15'* ]]
	[ "$(docker run --rm -v "$v:/v" --entrypoint sh "$IMAGE" -c 'ls -A /v/18/docker')" = "" ]
}
