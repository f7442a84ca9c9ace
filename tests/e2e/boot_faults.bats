#!/usr/bin/env bats
# Faults: SIGKILL at random moments of a first boot and of service, SIGTERM in each phase, full disks.
# PGTUNE_KILLS: how many of each (50).
load lib/common
load lib/boot

KILLS=${PGTUNE_KILLS:-50}

setup_file() { engine_up && image_up; }
teardown_file() { engine_down; }

# The data is on the host, so that it can be looked at the moment after a kill.
host_dir() { mkdir "$1" && chown 999:999 "$1"; }

# chain NAME TIMES VARIABLE: kills first boots on one directory and one for the WAL, as VARIABLE says, at random
# moments, and looks each time.
chain() {
	local name=$1 times=$2 data=$BATS_TEST_TMPDIR/$1 d done_ms i began
	host_dir "$data"
	host_dir "$data.wal"
	docker create --label "$LABEL" --name "$name" -e "$3" -v "$data.wal:/wal" -v "$data:/data" -v "$BATS_TEST_TMPDIR/d:/docker-entrypoint-initdb.d:ro" \
		-e PGDATA=/data -e POSTGRES_PASSWORD=x -e POSTGRES_DB=app -e PGTUNE_ON_FAILED_INIT=retry "$IMAGE" >/dev/null
	began=$(date +%s%3N)
	docker start "$name" >/dev/null
	wait_ready "$name" || return 1
	done_ms=$(($(date +%s%3N) - began))
	for ((i = 1; i <= times; i++)); do
		if [ -e "$data/PG_VERSION" ] && [ ! -e "$data/.pgtune-init" ]; then
			complete "$name" || return 1
			find "$data" "$data.wal" -mindepth 1 -delete
		fi
		docker start "$name" >/dev/null
		d=$((RANDOM * 32768 + RANDOM))
		sleep "$(printf '%d.%03d' $((d % done_ms / 1000)) $((d % done_ms % 1000)))"
		docker kill "$name" >/dev/null 2>&1
		docker wait "$name" >/dev/null
		# No cluster without the marker but a complete one, which the next round asks.
		if [ ! -e "$data/PG_VERSION" ] && [ -e "$data/global/pg_control" ] && [ ! -e "$data/.pgtune-init" ]; then
			echo "kill $i left a part without a marker:"
			ls -A "$data"
			return 1
		fi
	done
	complete "$name"
}

# It starts, and everything that a first boot makes is there.
complete() {
	docker start "$1" >/dev/null
	wait_ready "$1" || return 1
	[ "$(docker exec "$1" psql -U postgres -Atc 'SELECT (SELECT count(*) FROM a) + (SELECT count(*) FROM b)' app)" = 2000 ] || { echo "half-made"; return 1; }
	docker exec "$1" sh -c '! ls /data/.pgtune-init /data/.pgtune-stage' 2>/dev/null || { echo "left-overs"; return 1; }
	docker kill "$1" >/dev/null
	docker wait "$1" >/dev/null
}

@test "SIGKILL at random moments of a first boot: what is served is complete" {
	mkdir "$BATS_TEST_TMPDIR/d"
	echo 'CREATE TABLE a AS SELECT generate_series(1, 1000);' >"$BATS_TEST_TMPDIR/d/1.sql"
	echo 'CREATE TABLE b AS SELECT generate_series(1, 1000);' >"$BATS_TEST_TMPDIR/d/2.sql"
	chain "$(own k1)" $((KILLS / 2)) POSTGRES_INITDB_WALDIR=/wal/x >"$BATS_TEST_TMPDIR/out1" 2>&1 &
	local first=$!
	chain "$(own k2)" $((KILLS - KILLS / 2)) 'POSTGRES_INITDB_ARGS=-X /wal/y' || { wait $first; return 1; }
	wait $first || { cat "$BATS_TEST_TMPDIR/out1"; return 1; }
}

# serve NAME TIMES: kills a server while rows are committed; what was acknowledged is there at the end.
serve() {
	local name=$1 times=$2 data=$BATS_TEST_TMPDIR/$1 i
	host_dir "$data"
	boot "$name" -v "$data:/data" -v "$BATS_TEST_TMPDIR:/acked" -e PGDATA=/data -- -c shared_buffers=16MB || return 1
	docker exec "$name" psql -U postgres -qc 'CREATE TABLE t (a bigint PRIMARY KEY)'
	for ((i = 1; i <= times; i++)); do
		docker exec -d "$name" sh -c "seq ${i}000000 ${i}999999 | sed 's/.*/INSERT INTO t VALUES (&) RETURNING a;/' |
			psql -U postgres -qAt >>/acked/$name.rows"
		sleep "0.$((RANDOM % 9 + 1))"
		docker kill "$name" >/dev/null
		docker wait "$name" >/dev/null
		docker start "$name" >/dev/null
		wait_ready "$name" || return 1
	done
	docker exec -i "$name" psql -U postgres -qAt -v ON_ERROR_STOP=1 <<-SQL >"$BATS_TEST_TMPDIR/$name.lost"
		CREATE TABLE acked (a bigint);
		\\copy acked FROM '/acked/$name.rows'
		SELECT count(*) FROM acked;
		SELECT count(*) FROM acked WHERE a NOT IN (SELECT a FROM t);
	SQL
	echo "acknowledged, lost: $(tr '\n' ' ' <"$BATS_TEST_TMPDIR/$name.lost")"
	[ "$(sed -n 1p "$BATS_TEST_TMPDIR/$name.lost")" -gt "$times" ] || return 1
	[ "$(sed -n 2p "$BATS_TEST_TMPDIR/$name.lost")" = 0 ] || return 1
	docker stop "$name" >/dev/null
	docker run --rm -v "$data:/data" --user 999:999 --entrypoint pg_checksums "$IMAGE" --check -D /data
}

@test "SIGKILL at random moments of service: no acknowledged row is lost, no block is torn" {
	chmod 777 "$BATS_TEST_TMPDIR"
	serve "$(own s1)" $((KILLS / 2)) >"$BATS_TEST_TMPDIR/out1" 2>&1 &
	local first=$!
	serve "$(own s2)" $((KILLS - KILLS / 2)) || { wait $first; return 1; }
	wait $first || { cat "$BATS_TEST_TMPDIR/out1"; return 1; }
}

@test "SIGTERM and SIGINT in each phase: the end within seconds, 128 + the signal" {
	local d=$BATS_TEST_TMPDIR/d c
	c=$(own term)
	mkdir "$d"
	stop_at() { # SIGNAL CODE TEXT
		docker rm -f -v "$c" >/dev/null 2>&1
		start "$c" -v "$d:/docker-entrypoint-initdb.d:ro" -e POSTGRES_PASSWORD=x "$IMAGE"
		wait_log "$c" "$3" 300
		docker kill -s "$1" "$c" >/dev/null
		[ "$(exit_code "$c")" = "$2" ]
		logs "$c" | grep -q "ended by signal"
	}
	start "$c" --entrypoint sh "$IMAGE" -c 'mkfifo /tmp/pipe; POSTGRES_PASSWORD_FILE=/tmp/pipe exec pgtune-auto postgres'
	wait_for 20 docker exec "$c" grep -q pgtune /proc/1/comm
	ended "$c" SIGTERM 143
	logs "$c" | grep -q 'ended by signal'
	stop_at SIGTERM 143 'running bootstrap script'
	printf '#!/bin/sh\necho hanging; sleep 1000\n' >"$d/a.sh" && chmod 755 "$d/a.sh"
	stop_at SIGTERM 143 hanging
	logs "$c" | grep -q 'database system is shut down' # the temporary server ended cleanly
	stop_at SIGINT 130 hanging
	printf '#!/bin/sh\ntrap "" TERM INT QUIT; echo deaf; setsid sleep 1000; sleep 1000\n' >"$d/a.sh"
	stop_at SIGQUIT 131 deaf
	logs "$c" | grep -q 'database system is shut down'
	printf '#!/bin/sh\npg_ctl -w restart; echo restarted; sleep 1000\n' >"$d/a.sh"
	stop_at SIGTERM 143 restarted
	[ "$(logs "$c" | grep -c 'database system is shut down')" = 2 ] # both, the one that pg_ctl started too
	printf 'trap "echo cleaned up; exit 9" TERM; echo waiting; while :; do sleep 0.1; done\n' >"$d/a.sh" && chmod 644 "$d/a.sh"
	stop_at SIGTERM 143 waiting
	logs "$c" | grep -q 'cleaned up'
}

@test "an output that is full and nobody reads keeps no SIGTERM from its end; with one that is gone a server starts" {
	local c out
	c=$(own pipe)
	out='mkfifo /tmp/p; exec 3<>/tmp/p; dd if=/dev/zero of=/tmp/p oflag=nonblock bs=4096 2>/dev/null;'
	start "$c" --entrypoint bash -e POSTGRES_PASSWORD=x "$IMAGE" -c "$out exec pgtune-auto postgres >&3 2>&3"
	wait_for 20 docker exec "$c" grep -q pgtune /proc/1/comm
	ended "$c" SIGTERM 143
	docker rm -v "$c" >/dev/null
	filled "$c"
	start "$c" --entrypoint bash -v "$c:/var/lib/postgresql" "$IMAGE" -c "$out exec pgtune-auto postgres >&3 2>&3"
	wait_for 20 docker exec "$c" grep -q pgtune /proc/1/comm
	ended "$c" SIGTERM 143
	docker rm "$c" >/dev/null
	start "$c" --entrypoint bash -v "$c:/var/lib/postgresql" "$IMAGE" -c \
		'mkfifo /tmp/p; exec 3<>/tmp/p 4>/tmp/p 3<&-; exec pgtune-auto postgres >&4 2>&4'
	wait_ready "$c"
	ended "$c" SIGINT 0
}

@test "SIGTERM and SIGINT while a volume is given to postgres: the end at once, and the next start completes it" {
	local c data
	c=$(own chown)
	filled "$c"
	docker run --rm -v "$c:/v" --entrypoint bash "$IMAGE" -c 'mkdir /v/18/docker/many && cd /v/18/docker/many && seq 20000 | xargs touch && chown -R 1234 /v/18'
	data=$(docker volume inspect -f '{{.Mountpoint}}' "$c")/18/docker
	docker create --label "$LABEL" --name "$c" --cpus 0.05 -v "$c:/var/lib/postgresql" "$IMAGE" >/dev/null
	owned() { find "$data" -user 999 | wc -l; }
	for how in 'SIGTERM 143' 'SIGINT 130'; do
		before=$(owned)
		docker start "$c" >/dev/null
		wait_for 60 sh -c "[ \$(find '$data' -user 999 | wc -l) -gt $before ]"
		# shellcheck disable=SC2086 # two words
		ended "$c" $how
		find "$data" -user 1234 | grep -q . # or there was nothing to interrupt
	done
	docker update --cpus 1 "$c" >/dev/null
	docker start "$c" >/dev/null
	wait_ready "$c"
	[ "$(find "$data" ! -user 999)" = "" ]
	docker rm -f "$c" >/dev/null
}

@test "a full disk in initdb and in an init file: an error, and nothing half-made is served" {
	local d=$BATS_TEST_TMPDIR/d v
	mkdir "$d"
	for size in 20m 60m; do
		v=$(own "full$size")
		docker volume create --label "$LABEL" -d local -o type=tmpfs -o device=tmpfs -o "o=size=$size,uid=999" "$v" >/dev/null
		idle "$v" -v "$v:/v" # keeps it mounted
	done
	run once -v "$(own full20m):/data" -e PGDATA=/data -e POSTGRES_PASSWORD=x -- postgres
	[ "$status" = 1 ]
	[[ $output =~ "free disk space"|"No space left on device" && $output = *"initdb failed with exit code 1"*"for a bigger volume"* ]]
	[ "$(docker exec "$(own full20m)" ls -A /v)" = "" ]
	echo "CREATE TABLE big AS SELECT repeat(md5(i::text), 30) FROM generate_series(1, 100000) i;" >"$d/a.sql"
	run once -v "$(own full60m):/data" -v "$d:/docker-entrypoint-initdb.d:ro" -e PGDATA=/data -e POSTGRES_PASSWORD=x -- postgres
	[ "$status" != 0 ]
	[[ $output =~ "free disk space"|"No space left on device" ]]
	run -1 once -v "$(own full60m):/data" -v "$d:/docker-entrypoint-initdb.d:ro" -e PGDATA=/data -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *'did not finish: it ended in "/docker-entrypoint-initdb.d/a.sql"'* ]]
	docker exec "$(own full60m)" find /v -mindepth 1 -delete
	once -v "$(own full60m):/data" -e PGDATA=/data -e POSTGRES_PASSWORD=x -- postgres -C port
	docker exec "$(own full60m)" sh -c 'cat /dev/zero >/v/filler || :'
	run -1 once -v "$(own full60m):/data" -e PGDATA=/data -- postgres
	[[ $output = *'the volume of PGDATA has no room for another file'*'hint: make it bigger'* ]]
}

@test "no inode left, which df shows only with -i: said as a full volume is" {
	local v
	v=$(own inodes)
	docker volume create --label "$LABEL" -d local -o type=tmpfs -o device=tmpfs -o o=nr_inodes=2000,uid=999 "$v" >/dev/null
	idle "$v" -v "$v:/v" # keeps it mounted
	once -v "$v:/data" -e PGDATA=/data -e POSTGRES_PASSWORD=x -- postgres -C port
	docker exec "$v" sh -c 'rm /v/postmaster.opts; i=0; while : >/v/pg_wal/spare.$i; do i=$((i + 1)); done' || :
	run -1 once -v "$v:/data" -e PGDATA=/data -- postgres
	has "$output" 'the volume of PGDATA has no room for another file'
	has "$output" 'hint: make it bigger'
}
