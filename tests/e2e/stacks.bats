#!/usr/bin/env bats
# limit: 1500
# The primary and the replica stack in real containers, in the order an operator meets them. The tests of this
# file build on each other: one primary, started once.

load lib/common

setup_file() {
	engine_up
	stack_images_up
	export PRIMARY=pgt-primary-$$ REPLICA=pgt-replica-$$
	export DATABASE_NETWORK=pgt-database-$$ POSTGRES_PORT=0 PGBOUNCER_PORT=0 POSTGRES_EXPORTER_PORT=0 PGBOUNCER_EXPORTER_PORT=0
	export POSTGRES_REPLICA_PORT=0 POSTGRES_REPLICA_EXPORTER_PORT=0
	export POSTGRES_PASSWORD='su"per $ecret' PGBOUNCER_AUTH_PASS="po'ol \\ secret" POSTGRES_APP_PASSWORD='app;secret'
	export PG_REPLICATION_PASSWORD="repl'ication=\$1"
	primary up -d --wait --no-build
}

teardown_file() {
	replica down -v --timeout 5 || :
	primary down -v --timeout 5 || :
	engine_down
}

primary() { docker compose -p "$PRIMARY" -f "$REPO/compose.yml" "$@"; }
replica() { docker compose -p "$REPLICA" -f "$REPO/stacks/replica/compose.yml" "$@"; }
port() { "$1" port "$2" "$3" | sed 's/.*://'; }

# on STACK SERVICE QUERY: as the superuser over the socket.
on() { "$1" exec -T "$2" psql -U postgres -d app -XAtqc "$3"; }

# pooled USER PASSWORD QUERY [DATABASE]: through the published port of the pooler.
pooled() { PGPASSWORD=$2 psql -h 127.0.0.1 -p "$(port primary pgbouncer 6432)" -U "$1" -d "${4:-app}" -XAtqc "$3"; }

metrics() { curl -fsS "http://127.0.0.1:$(port "$1" "$2" "$3")/metrics"; }

# told COMMAND: it stands in the operators' page, whose lines are folded.
told() { mandoc -Tascii -O width=300 "$REPO/man/pgtune-auto-stacks.7" | col -b | tr -s ' \\\n\t' ' ' | grep -qF -- "$1"; }

@test "primary: every service is up and healthy, auth-sync has ended well" {
	[ "$(primary ps --format '{{.Service}} {{.Health}}' | sort | tr '\n' ' ')" = \
		"pgbouncer healthy pgbouncer-exporter healthy postgres healthy postgres-exporter healthy " ]
	[ "$(primary ps -a auth-sync --format '{{.State}} {{.ExitCode}}')" = "exited 0" ]
}

@test "primary: the server runs what was planned for its limit, and the log says so" {
	primary logs postgres | grep -F '[AUTO-CONFIG] RAM: 2048MB (cgroup-v1), CPU: 2 cores'
	[ "$(on primary postgres 'SHOW shared_buffers')" = 256MB ]
	[ "$(on primary postgres 'SHOW max_connections')" = 100 ]
	[ "$(on primary postgres "SELECT source FROM pg_settings WHERE name = 'work_mem'")" = 'command line' ]
	[ "$(on primary postgres 'SHOW wal_compression')" = lz4 ]
	none grep PGL <(primary logs postgres) # no finding about our own init files
}

@test "application: a pooled login is the role itself, owns its database, is no superuser" {
	[ "$(pooled app "$POSTGRES_APP_PASSWORD" 'SELECT current_user')" = app ]
	pooled app "$POSTGRES_APP_PASSWORD" 'CREATE TABLE note (id int PRIMARY KEY, text text); INSERT INTO note VALUES (1, $$kept$$)'
	[ "$(on primary postgres "SELECT rolsuper, rolconnlimit FROM pg_roles WHERE rolname = 'app'")" = 'f|50' ]
}

@test "application: a wrong password, an unknown role, the superuser and the lookup role are refused alike" {
	for login in 'app wrong' 'nobody-here wrong' "postgres $POSTGRES_PASSWORD" "pgbouncer_auth $PGBOUNCER_AUTH_PASS"; do
		run pooled "${login%% *}" "${login#* }" 'SELECT 1'
		[ "$status" -ne 0 ]
		[[ $output == *FATAL* ]]
	done
}

@test "application: verifiers cannot be read through the pooler" {
	run pooled app "$POSTGRES_APP_PASSWORD" "SELECT * FROM pgbouncer.pgbouncer_lookup('postgres')"
	[ "$status" -ne 0 ]
	run pooled app "$POSTGRES_APP_PASSWORD" 'SELECT rolpassword FROM pg_authid'
	[ "$status" -ne 0 ]
}

@test "roles: limits, no inheritance, SCRAM everywhere" {
	[ "$(on primary postgres "SELECT string_agg(rolname || ' ' || rolinherit || ' ' || rolconnlimit, ', ' ORDER BY rolname)
		FROM pg_roles WHERE rolname IN ('replicator', 'pgbouncer_auth')")" = 'pgbouncer_auth false 10, replicator false 5' ]
	[ "$(on primary postgres "SELECT count(*) FROM pg_authid WHERE rolpassword NOT LIKE 'SCRAM-SHA-256\$%'")" = 0 ]
	[ "$(on primary postgres "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method NOT IN ('scram-sha-256', 'peer', 'reject') OR error IS NOT NULL")" = 0 ]
}

@test "the replication role reaches no database, the lookup role only its own" {
	run primary exec -T -e PGPASSWORD="$PG_REPLICATION_PASSWORD" postgres psql -h primary -U replicator -d app -c 'SELECT 1'
	[ "$status" -ne 0 ]
	run primary exec -T -e PGPASSWORD="$PGBOUNCER_AUTH_PASS" postgres psql -h primary -U pgbouncer_auth -d app -c 'SELECT 1'
	[ "$status" -ne 0 ]
	primary exec -T -e PGPASSWORD="$PGBOUNCER_AUTH_PASS" postgres psql -h primary -U pgbouncer_auth -d postgres -c 'SELECT 1'
}

@test "vector: an index finds the nearest" {
	on primary postgres "CREATE TABLE item (id int, at vector(3)); INSERT INTO item SELECT i, ARRAY[i, i * 2, i * 3]::vector FROM generate_series(1, 1000) i;
		CREATE INDEX ON item USING hnsw (at vector_l2_ops); ANALYZE item"
	[ "$(on primary postgres "SET enable_seqscan = off; SELECT id FROM item ORDER BY at <-> '[500,1000,1500]' LIMIT 1")" = 500 ]
	on primary postgres "SET enable_seqscan = off; EXPLAIN SELECT id FROM item ORDER BY at <-> '[500,1000,1500]' LIMIT 1" | grep -q 'Index Scan'
}

@test "pg_trgm finds by similarity; pg_stat_statements counts" {
	[ "$(on primary postgres "SELECT word FROM (VALUES ('postgres'), ('mysql')) w (word) WHERE word % 'postgers'")" = postgres ]
	[ "$(on primary postgres "SELECT count(*) > 0 FROM pg_stat_statements WHERE query LIKE '%hnsw%' OR calls > 0")" = t ]
}

@test "pg_cron: a job fires" {
	on primary postgres "CREATE TABLE tick (at timestamptz); SELECT cron.schedule('tick', '1 second', 'INSERT INTO tick VALUES (now())')"
	fired() { [ "$(on primary postgres 'SELECT count(*) > 0 FROM tick')" = t ]; }
	wait_for 60 fired
	on primary postgres "SELECT cron.unschedule('tick')"
}

@test "pgaudit: DDL, writes and role changes are on standard error, passwords are not" {
	on primary postgres 'CREATE TABLE audited (i int); INSERT INTO audited VALUES (1); CREATE ROLE audited_role'
	audited() { primary logs postgres >"$BATS_TEST_TMPDIR/log" && grep -q 'AUDIT: SESSION,.*CREATE ROLE audited_role' "$BATS_TEST_TMPDIR/log"; }
	wait_for 20 audited
	grep -q 'AUDIT: SESSION,.*DDL,CREATE TABLE' "$BATS_TEST_TMPDIR/log"
	grep -q 'AUDIT: SESSION,.*WRITE,INSERT' "$BATS_TEST_TMPDIR/log"
	primary logs >"$BATS_TEST_TMPDIR/log"
	for secret in "$POSTGRES_PASSWORD" "$PGBOUNCER_AUTH_PASS" "$POSTGRES_APP_PASSWORD" "$PG_REPLICATION_PASSWORD" 'SCRAM-SHA-256$'; do
		none grep -F -- "$secret" "$BATS_TEST_TMPDIR/log"
	done
}

@test "a reload finds no error in the configuration" {
	[ "$(on primary postgres 'SELECT count(*) FROM pg_file_settings WHERE error IS NOT NULL')" = 0 ]
	[ "$(on primary postgres "SELECT count(*) > 20 FROM pg_file_settings WHERE sourcefile LIKE '%/postgresql-base.conf'")" = t ]
}

@test "exporters: each serves its own metrics; the plan is one of them" {
	metrics primary postgres-exporter 9187 >"$BATS_TEST_TMPDIR/m"
	grep -qx 'pg_up 1' "$BATS_TEST_TMPDIR/m"
	grep -q '^pgtune_plan_value{name="shared_buffers".*} 32768' "$BATS_TEST_TMPDIR/m"
	grep -q '^pg_postmaster_uptime_seconds' "$BATS_TEST_TMPDIR/m"
	grep -q '^pg_stat_database_xact_commit{.*datname="app"' "$BATS_TEST_TMPDIR/m"
	grep -q '^pg_io_reads' "$BATS_TEST_TMPDIR/m"
	grep -q '^pg_wal_activity_wal_bytes' "$BATS_TEST_TMPDIR/m"
	metrics primary pgbouncer-exporter 9127 >"$BATS_TEST_TMPDIR/b"
	grep -qx 'pgbouncer_up 1' "$BATS_TEST_TMPDIR/b"
	grep -q '^pgbouncer_pools_client_active_connections{database="app"' "$BATS_TEST_TMPDIR/b"
}

@test "pooler: the monitoring role may look (SHOW POOLS), not touch" {
	local look="psql -h pgbouncer -p 6432 -U monitor -d pgbouncer -XAtc"
	console() {
		docker run --rm --label "$LABEL" --network "$DATABASE_NETWORK" -v "${PRIMARY}_monitor:/run/monitor:ro" -u 999:999 \
			-e PGPASSFILE=/run/monitor/pgpass $BASE sh -c "$look '$1'"
	}
	console 'SHOW POOLS' | grep '^app|app|'
	run console PAUSE
	[ "$status" -ne 0 ]
}

@test "pooler: the monitoring password is made anew as the operators' page says" {
	told 'docker compose run --rm auth-sync rm /run/monitor/password'
	local old
	old=$(primary run --rm --no-deps -T auth-sync cat /run/monitor/password)
	primary run --rm --no-deps -T auth-sync rm /run/monitor/password
	primary run --rm --no-deps -T auth-sync
	[ "$(primary run --rm --no-deps -T auth-sync cat /run/monitor/password)" != "$old" ]
	metrics primary pgbouncer-exporter 9127 | grep -qx 'pgbouncer_up 1'
}

# One in memory, as the stack has it, one that finds its old socket and files again.
@test "pooler: killed, its container starts again" {
	local name=pgt-pooler-$$ stack which
	stack=$(primary ps -q pgbouncer)
	start $name --network "$DATABASE_NETWORK" -e "PGBOUNCER_AUTH_PASS=$PGBOUNCER_AUTH_PASS" \
		-e PGBOUNCER_PROCESSES=2 "$PGBOUNCER_IMAGE"
	healthy() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$1")" = healthy ]; }
	wait_for 40 healthy $name
	for which in $name "$stack"; do
		docker kill -s KILL "$which"
		docker start "$which"
		wait_for 40 docker exec "$which" pgtune-auto pgbouncer health
	done
	[ "$(pooled app "$POSTGRES_APP_PASSWORD" 'SELECT current_user')" = app ]
	docker rm -f $name
}

@test "hardening: no process is root, no capability, nothing listens beyond 127.0.0.1" {
	for id in $(primary ps -q); do
		docker top "$id" -eo uid | tail -n +2 | while read -r uid; do [ "$uid" = 999 ] || [ "$uid" = 65534 ]; done
		[ "$(docker exec "$id" sed -n 's/^CapEff:\t//p' /proc/1/status)" = 0000000000000000 ]
		[ "$(docker exec "$id" sed -n 's/^NoNewPrivs:\t//p' /proc/1/status)" = 1 ]
		run docker exec "$id" touch /usr/here
		[ "$status" -ne 0 ]
	done
	for service in postgres:5432 pgbouncer:6432 postgres-exporter:9187 pgbouncer-exporter:9127; do
		primary port "${service%:*}" "${service#*:}" | grep -q '^127\.0\.0\.1:'
	done
}

@test "hardening: through the server's socket the exporter is monitor, and nobody else" {
	by() { primary exec -T postgres-exporter psql -h /var/run/postgresql -U "$1" -d app -XAtc 'SELECT current_user'; }
	[ "$(by monitor)" = monitor ]
	for role in postgres app; do
		run by $role
		has "$output" 'Peer authentication failed'
	done
}

# On one's own host, docker inspect and `docker compose config` know a secret that is not in a file; no process does.
@test "hardening: no process has a secret in its environment or command line, what the server starts neither" {
	local id pid secret
	on primary postgres "COPY (SELECT 1) TO PROGRAM 'env >/tmp/env; cat >/dev/null'"
	primary exec -T postgres cat /tmp/env >"$BATS_TEST_TMPDIR/seen"
	for id in $(primary ps -q); do
		# Not what docker exec starts, a health check among it: that has the container's own environment.
		for pid in $(docker top "$id" -eo pid,ppid | awk -v first="$(docker inspect -f '{{.State.Pid}}' "$id")" \
			'$1 == first || ours[$2] { ours[$1] = 1; print $1 }'); do
			tr '\0' '\n' <"/proc/$pid/environ" >>"$BATS_TEST_TMPDIR/seen"
			tr '\0' '\n' <"/proc/$pid/cmdline" >>"$BATS_TEST_TMPDIR/seen"
		done
	done
	grep -q '^PGDATA=' "$BATS_TEST_TMPDIR/seen"
	grep -q '^PGBOUNCER_SERVER=' "$BATS_TEST_TMPDIR/seen"
	for secret in "$POSTGRES_PASSWORD" "$PGBOUNCER_AUTH_PASS" "$POSTGRES_APP_PASSWORD" "$PG_REPLICATION_PASSWORD"; do
		none grep -F -- "$secret" "$BATS_TEST_TMPDIR/seen"
	done
}

@test "replica: clones the primary, streams through its slot, reads what is written" {
	replica up -d --wait --no-build
	pooled app "$POSTGRES_APP_PASSWORD" "INSERT INTO note VALUES (2, 'streamed')"
	there() { [ "$(on replica replica 'SELECT text FROM note WHERE id = 2')" = streamed ]; }
	wait_for 30 there
	[ "$(on primary postgres "SELECT active FROM pg_replication_slots WHERE slot_name = 'replica1'")" = t ]
	run on replica replica "INSERT INTO note VALUES (3, 'refused')"
	[[ $output == *'read-only transaction'* ]]
	[ "$(on replica replica 'SELECT count(*) FROM pg_file_settings WHERE error IS NOT NULL')" = 0 ]
	replica logs >"$BATS_TEST_TMPDIR/log"
	grep -q 'parameter "primary_conninfo" changed' "$BATS_TEST_TMPDIR/log"
	none grep -E 'repl.*ication=|password=' "$BATS_TEST_TMPDIR/log"
	replica exec -T replica test -s /var/run/postgresql/.primary # the replication password
	none replica exec -T postgres-exporter cat /var/run/postgresql/.primary
	metrics replica postgres-exporter 9187 >"$BATS_TEST_TMPDIR/r"
	grep -q '^pg_standby_in_recovery{.*} 1' "$BATS_TEST_TMPDIR/r"
	grep -q '^pg_standby_cut_off{.*} 0$' "$BATS_TEST_TMPDIR/r"
}

@test "monitoring: every metric that an alert or the dashboard uses is served" {
	{
		metrics primary postgres-exporter 9187
		metrics primary pgbouncer-exporter 9127
	} | sed -n 's/^\([a-z][a-z0-9_]*\)[ {].*/\1/p' | sort -u >"$BATS_TEST_TMPDIR/served"
	{
		sed -n 's/.*expr: //p' "$REPO/stacks/monitoring/alerts.yml"
		jq -r '.panels[].targets[]?.expr' "$REPO/stacks/monitoring/grafana/pgtune-auto.json"
	} | grep -oE '\b(pg|pgbouncer|pgtune)_[a-z0-9_]+' | sort -u >"$BATS_TEST_TMPDIR/used"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/used")" -gt 20 ]
	comm -23 "$BATS_TEST_TMPDIR/used" "$BATS_TEST_TMPDIR/served" >"$BATS_TEST_TMPDIR/unknown"
	cat "$BATS_TEST_TMPDIR/unknown"
	[ ! -s "$BATS_TEST_TMPDIR/unknown" ]
}

@test "the primary's container is killed: the replica waits, then catches up" {
	docker kill "$(primary ps -q postgres)"
	[ "$(on replica replica 'SELECT count(*) FROM note')" = 2 ]
	primary up -d --wait --no-build
	pooled app "$POSTGRES_APP_PASSWORD" "INSERT INTO note VALUES (4, 'after the crash')"
	there() { [ "$(on replica replica 'SELECT text FROM note WHERE id = 4')" = 'after the crash' ]; }
	wait_for 60 there
}

@test "backup: a logical one, restored in place; one that was cut changes nothing" {
	told 'pg_dump -U postgres -Fc app >app.dump'
	told 'pg_restore -U postgres -d app --clean --if-exists --single-transaction <app.dump'
	restore() { primary exec -T postgres pg_restore -U postgres -d app --clean --if-exists --single-transaction; }
	local dump=$BATS_FILE_TMPDIR/app.dump
	primary exec -T postgres pg_dump -U postgres -Fc app >"$dump"
	pooled app "$POSTGRES_APP_PASSWORD" "INSERT INTO note VALUES (99, 'younger than the dump')"
	run restore < <(head -c $(($(stat -c %s "$dump") - 300)) "$dump")
	[ "$status" != 0 ]
	[ "$(pooled app "$POSTGRES_APP_PASSWORD" 'SELECT count(*) FROM note')" = 4 ]
	restore <"$dump"
	[ "$(pooled app "$POSTGRES_APP_PASSWORD" 'SELECT count(*) FROM note')" = 3 ]
	[ "$(on primary postgres "SELECT count(*) FROM item")" = 1000 ]
}

@test "backup: a physical one starts in a new volume; a used volume and a cut file are refused; pg_upgrade takes it" {
	local unpack='umask 077; cd /var/lib/postgresql; mkdir 18 && mkdir 18/new && tar -xf - -C 18/new && test -e 18/new/backup_manifest && mv 18/new 18/docker'
	local libraries="-O '-c shared_preload_libraries=pg_stat_statements,pg_cron,pgaudit'" v base=$BATS_FILE_TMPDIR/base.tar
	told 'pg_basebackup -U postgres -D - -Ft -X fetch -c fast >base.tar'
	told "sh -c '$unpack' <base.tar"
	told "--link --check $libraries"
	into() { docker run --rm -i -u 999:999 -v "$1:/var/lib/postgresql" "$POSTGRES_IMAGE" sh -c "$unpack"; }
	primary exec -T postgres pg_basebackup -U postgres -D - -Ft -X fetch -c fast >"$base"
	v=$PRIMARY-restored
	between=$(tar -tRf "$base" | sed -n '500s/block \([0-9]*\):.*/\1/p') # two files: tar takes it for the end
	for cut in 20000001 $((between * 512)); do
		docker volume create --label "$LABEL" "$v-$cut" >/dev/null
		run into "$v-$cut" < <(head -c "$cut" "$base")
		[ "$status" != 0 ]
		[ "$(docker run --rm -v "$v-$cut:/v" "$POSTGRES_IMAGE" ls /v/18)" = new ]
	done
	run into "${PRIMARY}_data" <"$base"
	[ "$status" != 0 ]
	[[ $output == *'cannot create directory'*'File exists'* ]]
	[ "$(on primary postgres 'SELECT count(*) FROM note')" = 3 ]

	docker volume create --label "$LABEL" "$v" >/dev/null
	into "$v" <"$base"
	start "$v" -u 999:999 -m 1g -v "$v:/var/lib/postgresql" "$POSTGRES_IMAGE"
	wait_for 60 docker exec "$v" pgtune-auto health
	[ "$(docker exec "$v" psql -U postgres -d app -XAtc 'SELECT count(*) FROM note')" = 3 ]
	docker stop "$v" >/dev/null
	docker rm "$v" >/dev/null
	run docker run --rm --label "$LABEL" -u 999:999 -w /var/lib/postgresql -v "$v:/var/lib/postgresql" "$POSTGRES_IMAGE" sh -ec \
		"bin=/usr/lib/postgresql/18/bin; initdb -D 19/docker --data-checksums --no-sync >/dev/null 2>&1
		pg_upgrade -b \$bin -B \$bin -d 18/docker -D 19/docker --link --check $libraries"
	[[ $status = 0 && $output == *'Clusters are compatible'* ]]
}

@test "changed secrets: all four are in force after the next up, the old ones are not" {
	local old_app=$POSTGRES_APP_PASSWORD old_su=$POSTGRES_PASSWORD
	export POSTGRES_PASSWORD=new-su PGBOUNCER_AUTH_PASS=new-pool POSTGRES_APP_PASSWORD=new-app PG_REPLICATION_PASSWORD=new-repl
	primary up -d --wait --no-build
	replica up -d --wait --no-build
	[ "$(pooled app new-app 'SELECT 1')" = 1 ]
	run pooled app "$old_app" 'SELECT 1'
	[ "$status" -ne 0 ]
	[ "$(PGPASSWORD=new-su psql -h 127.0.0.1 -p "$(port primary postgres 5432)" -U postgres -XAtc 'SELECT 1')" = 1 ]
	run env PGPASSWORD="$old_su" psql -h 127.0.0.1 -p "$(port primary postgres 5432)" -U postgres -XAtc 'SELECT 1'
	[ "$status" -ne 0 ]
	[[ $(on replica replica 'SHOW primary_conninfo') != *password* ]]
	pooled app new-app "INSERT INTO note VALUES (5, 'new secrets')"
	there() { [ "$(on replica replica 'SELECT text FROM note WHERE id = 5')" = 'new secrets' ]; }
	wait_for 60 there
	declare -p POSTGRES_PASSWORD PGBOUNCER_AUTH_PASS POSTGRES_APP_PASSWORD PG_REPLICATION_PASSWORD |
		sed 's/^declare -x/export/' >"$BATS_FILE_TMPDIR/secrets"
}

@test "a server that is set read-only for maintenance: auth-sync alone brings a password in force" {
	. "$BATS_FILE_TMPDIR/secrets"
	on primary postgres 'ALTER SYSTEM SET default_transaction_read_only = on'
	on primary postgres 'SELECT pg_reload_conf()'
	POSTGRES_APP_PASSWORD=read-only primary run --rm --no-deps -T auth-sync
	[ "$(pooled app read-only 'SHOW transaction_read_only')" = on ]
	primary exec -T -e PGOPTIONS='-c default_transaction_read_only=off' postgres psql -U postgres -XAtqc 'ALTER SYSTEM RESET default_transaction_read_only' -c 'SELECT pg_reload_conf()'
	primary run --rm --no-deps -T auth-sync
	[ "$(pooled app "$POSTGRES_APP_PASSWORD" 'SHOW transaction_read_only')" = off ]
}

@test "another limit, another plan; the data stays" {
	. "$BATS_FILE_TMPDIR/secrets"
	for pair in 4g:512MB:130 8g:1GB:200; do
		IFS=: read -r limit buffers connections <<<"$pair"
		POSTGRES_MEMORY_LIMIT=$limit primary up -d --wait --no-build postgres
		[ "$(on primary postgres 'SHOW shared_buffers')" = "$buffers" ]
		[ "$(on primary postgres 'SHOW max_connections')" = "$connections" ]
		[ "$(on primary postgres 'SELECT count(*) FROM note')" = 4 ]
	done
}

@test "a setting that keeps the server from starting is taken out as the operators' page says" {
	. "$BATS_FILE_TMPDIR/secrets"
	local file=/var/lib/postgresql/18/docker/postgresql.auto.conf
	told "run --rm --no-deps postgres sed -i '/^NAME /d' $file"
	on primary postgres "ALTER SYSTEM SET shared_preload_libraries = 'pg_cron, pgaudit'" # one name, in quotes
	primary restart postgres
	wait_log "$(primary ps -aq postgres)" 'could not access file "pg_cron, pgaudit"'
	primary stop postgres
	primary run --rm --no-deps -T postgres sed -i '/^shared_preload_libraries /d' $file
	primary up -d --wait --no-build
	[ "$(on primary postgres 'SELECT count(*) FROM note')" = 4 ]
}

@test "a bigger primary: the replica follows when it is started anew" {
	. "$BATS_FILE_TMPDIR/secrets"
	# The primary's new limits arrive with its WAL (130, then 200): replay stops at each until the
	# replica is started with it.
	has() { on replica replica 'SHOW max_connections'; }
	wants() { replica exec -T replica sh -c 'pg_controldata -D "$PGDATA"' | sed -n 's/^max_connections setting: *//p'; }
	lacks() { [ "$(wants)" -gt "$(has)" ]; }
	while [ "$(has)" -lt 200 ]; do
		wait_for 60 lacks
		replica restart replica
		replica up -d --wait --no-build replica
	done
	[ "$(on replica replica 'SHOW max_connections')" -ge 200 ]
	[ "$(on replica replica 'SELECT pg_is_in_recovery()')" = t ]
}

@test "down and up again: nothing is lost" {
	. "$BATS_FILE_TMPDIR/secrets"
	replica down --timeout 30
	primary down --timeout 60
	primary up -d --wait --no-build
	[ "$(pooled app new-app 'SELECT count(*) FROM note')" = 4 ]
	none grep -q 'was not properly shut down' <(primary logs postgres)
}

@test "failover: the replica is promoted, takes writes, and stays a primary over a restart" {
	. "$BATS_FILE_TMPDIR/secrets"
	primary stop postgres
	replica up -d --wait --no-build
	# What it has it has replayed: no lag, though there is no one that it receives from.
	metrics replica postgres-exporter 9187 >"$BATS_TEST_TMPDIR/m"
	grep -q '^pg_standby_replay_lag_bytes{.*} 0$' "$BATS_TEST_TMPDIR/m"
	grep -q '^pg_standby_lag_seconds{.*} 0$' "$BATS_TEST_TMPDIR/m"
	grep -q '^pg_standby_cut_off{.*} 1$' "$BATS_TEST_TMPDIR/m"
	[ "$(on replica replica 'SELECT pg_promote()')" = t ]
	on replica replica "INSERT INTO note VALUES (6, 'promoted')"
	replica restart replica
	replica up -d --wait --no-build
	[ "$(on replica replica 'SELECT pg_is_in_recovery()')" = f ]
	[ "$(on replica replica 'SELECT count(*) FROM note')" = 5 ]
}

@test "re-cloning: an empty volume makes a replica of it again" {
	. "$BATS_FILE_TMPDIR/secrets"
	primary up -d --wait --no-build
	replica down -v --timeout 30
	replica up -d --wait --no-build
	[ "$(on replica replica 'SELECT pg_is_in_recovery()')" = t ]
	[ "$(on replica replica 'SELECT count(*) FROM note')" = 4 ]
}

@test "secrets in files, written anew: in force after the next up, nothing restarts, the pooler follows" {
	. "$BATS_FILE_TMPDIR/secrets"
	local f
	mkdir "$BATS_FILE_TMPDIR/files"
	chmod 755 "$BATS_FILE_TMPDIR" "$BATS_FILE_TMPDIR/files"
	put() {
		for f in POSTGRES_PASSWORD PGBOUNCER_AUTH_PASS POSTGRES_APP_PASSWORD PG_REPLICATION_PASSWORD; do
			echo "$1-$f" | tee "$BATS_FILE_TMPDIR/files/$f" >/dev/null
			chown 999 "$BATS_FILE_TMPDIR/files/$f"
			chmod 400 "$BATS_FILE_TMPDIR/files/$f"
			export "${f}_FILE=$BATS_FILE_TMPDIR/files/$f"
			unset "$f"
		done
	}
	put first
	primary up -d --wait --no-build
	[ "$(pooled app first-POSTGRES_APP_PASSWORD 'SELECT 1')" = 1 ]
	none grep -qE 'first-|new-(su|pool|app|repl)' <(primary ps -aq | xargs docker inspect)
	primary ps --format '{{.Name}} {{.ID}}' | sort >"$BATS_TEST_TMPDIR/before"
	put second
	primary up -d --wait --no-build
	diff "$BATS_TEST_TMPDIR/before" <(primary ps --format '{{.Name}} {{.ID}}' | sort)
	# The connections that logged in with the old ones are gone.
	on primary postgres "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'pgbouncer_auth'"
	followed() { pooled app second-POSTGRES_APP_PASSWORD 'SELECT 1'; }
	wait_for 60 followed
	run pooled app first-POSTGRES_APP_PASSWORD 'SELECT 1'
	[ "$status" != 0 ]
	[ "$(PGPASSWORD=second-POSTGRES_PASSWORD psql -h 127.0.0.1 -p "$(port primary postgres 5432)" -U postgres -XAtc 'SELECT 1')" = 1 ]
	declare -p "${!POSTGRES_@}" "${!PGBOUNCER_@}" "${!PG_REPLICATION_@}" | grep _FILE= | sed 's/^declare -x/export/' >"$BATS_FILE_TMPDIR/secrets"
}

@test "TLS with the development certificates, made twice: verified, the only way in, and the pooler goes on" {
	. "$BATS_FILE_TMPDIR/secrets"
	unset POSTGRES_PASSWORD PGBOUNCER_AUTH_PASS POSTGRES_APP_PASSWORD PG_REPLICATION_PASSWORD
	primary run --rm certificates
	primary run --rm certificates
	export POSTGRES_TLS=on
	primary up -d --wait --no-build
	primary exec -T postgres cat /etc/postgresql/tls/ca.crt >"$BATS_TEST_TMPDIR/ca.crt"
	local at
	at="host=127.0.0.1 port=$(port primary postgres 5432) user=app dbname=app"
	export PGPASSWORD=second-POSTGRES_APP_PASSWORD
	[ "$(psql "$at sslmode=verify-full sslrootcert=$BATS_TEST_TMPDIR/ca.crt" -XAtc 'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()')" = TLSv1.3 ]
	run psql "$at sslmode=disable" -XAtc 'SELECT 1'
	[ "$status" != 0 ]
	[[ $output == *'no encryption'* ]]
	primary up -d --wait --no-build --force-recreate pgbouncer
	[ "$(pooled app $PGPASSWORD 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')" = t ]
	primary logs pgbouncer >"$BATS_TEST_TMPDIR/log"
	grep -q 'clients, .* server connections a pool' "$BATS_TEST_TMPDIR/log"
	none grep -E 'asking the server|no encryption' "$BATS_TEST_TMPDIR/log"
	primary exec -T pgbouncer pgtune-auto pgbouncer check --online

	# The pooler's clients have none before its settings say so.
	at="host=127.0.0.1 port=$(port primary pgbouncer 6432) user=app dbname=app"
	run psql "$at sslmode=require" -XAtc 'SELECT 1'
	has "$output" 'does not support SSL'
	export PGBOUNCER_SETTINGS='client_tls_sslmode=allow;client_tls_cert_file=/etc/postgresql/tls/server.crt;client_tls_key_file=/etc/postgresql/tls/server.key'
	told "$PGBOUNCER_SETTINGS"
	primary up -d --wait --no-build
	at="host=127.0.0.1 port=$(port primary pgbouncer 6432) user=app dbname=app"
	[ "$(psql "$at sslmode=verify-full sslrootcert=$BATS_TEST_TMPDIR/ca.crt" -XAtc 'SELECT 1')" = 1 ]
	metrics primary pgbouncer-exporter 9127 | grep -qx 'pgbouncer_up 1'

	# Renewed while both run.
	told "New certificates are in force"
	primary run --rm certificates
	primary exec -T postgres psql -U postgres -c 'SELECT pg_reload_conf()'
	primary exec -T pgbouncer sh -c 'kill -HUP 1'
	primary exec -T postgres cat /etc/postgresql/tls/ca.crt >"$BATS_TEST_TMPDIR/ca.crt"
	renewed() { psql "host=127.0.0.1 port=$(port primary "$1" "$2") user=app dbname=app sslmode=verify-full sslrootcert=$BATS_TEST_TMPDIR/ca.crt" -XAtc 'SELECT 1'; }
	wait_for 10 renewed postgres 5432
	wait_for 10 renewed pgbouncer 6432
}
