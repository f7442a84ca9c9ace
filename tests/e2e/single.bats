#!/usr/bin/env bats
# limit: 900
# The single stack with secrets in files and TLS; and what a stack says to bad input: one clear line, no data lost.

load lib/common

setup_file() {
	engine_up
	stack_images_up
	export SINGLE=pgt-single-$$ POSTGRES_PORT=0 POSTGRES_EXPORTER_PORT=0
	printf 'file secret\n' >"$BATS_FILE_TMPDIR/su"
	printf 'app secret\n' >"$BATS_FILE_TMPDIR/app"
	chown 999 "$BATS_FILE_TMPDIR/su" "$BATS_FILE_TMPDIR/app"
	chmod 400 "$BATS_FILE_TMPDIR/su" "$BATS_FILE_TMPDIR/app"
	export POSTGRES_PASSWORD_FILE=$BATS_FILE_TMPDIR/su POSTGRES_APP_PASSWORD_FILE=$BATS_FILE_TMPDIR/app
	single up -d --wait --no-build
}

teardown_file() {
	single down -v --timeout 5 || :
	engine_down
}

single() { docker compose -p "$SINGLE" -f "$REPO/stacks/single/compose.yml" "$@"; }
port() { single port "$1" "$2" | sed 's/.*://'; }
login() { PGPASSWORD=$2 psql "host=127.0.0.1 port=$(port postgres 5432) user=$1 dbname=app $4" -XAtqc "$3"; }

@test "secrets in files: they work, and docker inspect does not know them" {
	[ "$(login app 'app secret' 'SELECT current_user')" = app ]
	[ "$(login postgres 'file secret' 'SELECT 1')" = 1 ]
	for id in $(single ps -aq); do
		none grep -q 'file secret\|app secret' <(docker inspect "$id")
	done
	for id in $(single ps -q); do
		none grep -q 'file secret\|app secret' <(docker exec "$id" cat /proc/1/environ)
	done
}

@test "the exporter serves this server" {
	curl -fsS "http://127.0.0.1:$(port postgres-exporter 9187)/metrics" | grep -qx 'pg_up 1'
}

@test "a second server on the same volume stops and says why" {
	run docker run --rm --label "$LABEL" -u 999:999 -e PGTUNE_LOCK_WAIT=1 -v "${SINGLE}_data:/var/lib/postgresql" "$POSTGRES_IMAGE"
	[ "$status" -ne 0 ]
	[[ $output == *'locked by another server'* ]]
	[ "$(login app 'app secret' 'SELECT 1')" = 1 ]
}

@test "TLS on: 1.3, verified; a login without it is refused" {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$BATS_FILE_TMPDIR/server.key" \
		-out "$BATS_FILE_TMPDIR/server.crt" 2>/dev/null
	mkdir -p "$BATS_FILE_TMPDIR/tls"
	cp "$BATS_FILE_TMPDIR"/server.* "$BATS_FILE_TMPDIR/tls/"
	cp "$BATS_FILE_TMPDIR/server.crt" "$BATS_FILE_TMPDIR/tls/ca.crt"
	chown -R 999 "$BATS_FILE_TMPDIR/tls"
	chmod 755 "$BATS_FILE_TMPDIR" "$BATS_FILE_TMPDIR/tls"
	chmod 600 "$BATS_FILE_TMPDIR/tls/server.key"
	login app 'app secret' 'CREATE TABLE kept (i int); INSERT INTO kept VALUES (1)'
	POSTGRES_TLS=on POSTGRES_TLS_DIR=$BATS_FILE_TMPDIR/tls single up -d --wait --no-build
	[ "$(login app 'app secret' 'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()' \
		"sslmode=verify-full sslrootcert=$BATS_FILE_TMPDIR/tls/ca.crt")" = TLSv1.3 ]
	run login app 'app secret' 'SELECT 1' sslmode=disable
	[ "$status" -ne 0 ]
	[[ $output == *'no encryption'* ]]
	single up -d --wait --no-build
	[ "$(login app 'app secret' 'SELECT i FROM kept')" = 1 ]
}

@test "a volume of another major version: refused with both versions, untouched" {
	docker volume create --label "$LABEL" "$SINGLE-old" >/dev/null
	docker run --rm -u 999:999 -v "$SINGLE-old:/var/lib/postgresql" "$BASE" sh -c \
		'umask 077; mkdir -p /var/lib/postgresql/18/docker && echo 17 >/var/lib/postgresql/18/docker/PG_VERSION'
	run docker run --rm --label "$LABEL" -u 999:999 -e POSTGRES_PASSWORD=x -v "$SINGLE-old:/var/lib/postgresql" "$POSTGRES_IMAGE"
	[ "$status" -ne 0 ]
	[[ $output == *17* && $output == *18* ]]
}

@test "a disk too small for a first boot: one line says so, nothing half-made is served" {
	run docker run --rm --label "$LABEL" -u 999:999 -e POSTGRES_PASSWORD=x \
		--tmpfs /var/lib/postgresql:size=24m,uid=999,gid=999,mode=1777 "$POSTGRES_IMAGE"
	[ "$status" -ne 0 ]
	[[ $output == *'No space left'* ]]
}

@test "a disk that fills up: writing stops, what was committed stays" {
	docker volume create --label "$LABEL" --driver local --opt type=tmpfs --opt device=tmpfs --opt o=size=160m,uid=999,gid=999 \
		"$SINGLE-full" >/dev/null
	start "$SINGLE-hold" -v "$SINGLE-full:/held" "$BASE" sleep 900 # a tmpfs goes with its last user
	start "$SINGLE-full" -u 999:999 -m 1g -e POSTGRES_PASSWORD=x -v "$SINGLE-full:/var/lib/postgresql" "$POSTGRES_IMAGE"
	wait_for 120 docker exec "$SINGLE-full" pgtune-auto health
	sql "$SINGLE-full" 'CREATE TABLE kept AS SELECT generate_series(1, 1000) i'
	run sql "$SINGLE-full" "CREATE TABLE big AS SELECT repeat(md5(i::text), 100) t FROM generate_series(1, 500000) i"
	[ "$status" -ne 0 ]
	docker restart -t 60 "$SINGLE-full" >/dev/null
	wait_for 120 docker exec "$SINGLE-full" pgtune-auto health
	[ "$(sql "$SINGLE-full" 'SELECT count(*) FROM kept')" = 1000 ]
	docker rm -f "$SINGLE-full" "$SINGLE-hold" >/dev/null
}

@test "a replica without its primary: it says whom it cannot reach, and clones nothing" {
	run timeout 150 docker run --rm --label "$LABEL" -u 999:999 -e POSTGRES_ROLE=replica -e PRIMARY_HOST=nowhere.invalid \
		-e PG_REPLICATION_PASSWORD=x "$POSTGRES_IMAGE"
	[ "$status" -ne 0 ]
	[[ $output == *nowhere.invalid* ]]
}

@test "a replica on a network that is not there: compose names it" {
	run env DATABASE_NETWORK=pgt-no-such-network PG_REPLICATION_PASSWORD=x POSTGRES_REPLICA_PORT=0 POSTGRES_REPLICA_EXPORTER_PORT=0 \
		docker compose -p "$SINGLE-r" -f "$REPO/stacks/replica/compose.yml" up -d --no-build
	[ "$status" -ne 0 ]
	[[ $output == *pgt-no-such-network* ]]
	docker compose -p "$SINGLE-r" -f "$REPO/stacks/replica/compose.yml" down -v >/dev/null 2>&1 || :
}

@test "a limit too small: the server starts and the log says what will hurt, or a line says what to change" {
	tight() { timeout 100 docker run --rm --label "$LABEL" -u 999:999 -e POSTGRES_PASSWORD=x "$@" 2>&1; }
	run tight -m 96m --memory-swap 96m "$POSTGRES_IMAGE" --dry-run
	[ "$status" = 0 ]
	[[ $output == *'warning: 96MB of memory is very little'*'every plan holds from 256MB'* ]]
	[[ $output == *'the worst case does not fit'*'cheapest change: a memory limit of'* ]]
	run tight -m 12m --memory-swap 12m "$POSTGRES_IMAGE"
	[ "$status" = 1 ]
	[[ $output == *Killed*'hint: '*'asks for a higher memory limit'* ]]
	run tight --shm-size 64k "$POSTGRES_IMAGE"
	[ "$status" = 1 ]
	[[ $output == *'shared memory segment'*'hint: '*'a bigger --shm-size (shm_size)'* ]]
}
