#!/bin/bash
# Hold at peak: every session the plan allows holds all the memory the plan allows it, at once, in a
# container limited to L without swap, with Docker's default /dev/shm. Nothing depends on speed: the
# sessions wait for each other at an advisory lock.
#
# A cell passes when no process was killed and the server still answers. The last cell is the negative
# control: the values pgtune's web page gives for 512 MB must be killed, or the storm is not one.
#
# Usage: tests/bench/oom.sh [control | (LIMIT_MB WORKLOAD)...]     (default: the whole matrix; the control always)
set -eu
BATS_TEST_DIRNAME=$(cd "$(dirname "$0")/../e2e" && pwd)
export BATS_TEST_FILENAME=oom.sh
# shellcheck source=tests/e2e/lib/common.bash
. "$BATS_TEST_DIRNAME/lib/common.bash"

IMAGE=pgtune-auto/storm:18
LIMITS="256 512 1024 2048 4096"
WORKLOADS="shared web oltp mixed dw"
CPUS=2
RELATIONS=100     # that each session touches: 3 MB of caches
HERE=$(mktemp -d)
SERVER=storm-server-$$
CLIENT=storm-client-$$ # outside the server's cgroup, inside its network
bad=0

# shellcheck disable=SC2317 # run by the trap
cleanup() {
	docker rm -f -v "$CLIENT" "$SERVER" >/dev/null 2>&1 || true
	rm -rf "$HERE"
	engine_down
}

# query SQL: as the superuser, from outside the cgroup.
query() { docker exec "$CLIENT" psql -h 127.0.0.1 -U postgres -XAtqc "$1" 2>/dev/null; }

# kb SETTING: its size in kB as the server has it.
kb() { query "select pg_size_bytes(current_setting('$1')) / 1024"; }

# Tables to touch, and one as large as shared_buffers to fill them with: one row a page.
prepare() {
	local pages=$(($(kb shared_buffers) / 8))
	query "create extension if not exists pg_prewarm"
	query "do \$\$ begin for i in 1..$RELATIONS loop
		execute format('create table t%s (k int primary key, v text)', i);
		execute format('insert into t%s values (1, %L)', i, 'x'); end loop; end \$\$"
	query "create unlogged table filler (v text); alter table filler alter v set storage plain;
		insert into filler select repeat('x', 7000) from generate_series(1, $pages)"
	query "select pg_prewarm('filler')" >/dev/null
}

# The SQL of one session. It touches RELATIONS tables and all of shared_buffers (page tables), and fills temp_buffers by a
# temporary table. Then a sort and the tuplestore below it take about work_mem each, and a hash table about hash_mem: what
# the budget counts as four work_mem. One row of each is fetched, so that all stay while it waits for the lock. Rows are few
# and wide, to use memory rather than CPU.
session() {
	local kb temp
	kb=$(kb work_mem) temp=$(kb temp_buffers)
	cat <<-SQL
	DO \$\$ BEGIN FOR i IN 1..$RELATIONS LOOP EXECUTE 'SELECT v FROM t' || i || ' WHERE k = 1'; END LOOP; END \$\$;
	SET max_parallel_workers_per_gather = 0;
	SET jit_above_cost = 0;
	SELECT count(*) FROM filler;
	CREATE TEMP TABLE own AS SELECT repeat('x', 900) v FROM generate_series(1, $temp);
	SELECT count(*) FROM own;
	BEGIN;
	DECLARE s CURSOR FOR WITH m AS MATERIALIZED (SELECT i, repeat('x', 1000) v FROM generate_series(1, $((kb * 9 / 10))) i)
		SELECT * FROM m ORDER BY i DESC;
	FETCH 1 FROM s;
	DECLARE h CURSOR FOR SELECT i, min(repeat('x', 1000)) FROM generate_series(1, $((kb * 15 / 10))) i GROUP BY i;
	FETCH 1 FROM h;
	SELECT pg_advisory_lock_shared(42);
	END;
	SQL
}

# How many sessions hold their memory and wait.
waiting() { query "select count(*) from pg_stat_activity where wait_event = 'advisory'"; }

# resident: MB of the cgroup that cannot be reclaimed, with the kernel's part: page tables, stacks, sockets. v1 has a line
# `shmem` beside `total_shmem`, and the kernel's part in a file of one number.
resident() {
	docker exec "$SERVER" sh -c 'cd /sys/fs/cgroup; cat memory.stat memory/memory.stat memory/memory.kmem.usage_in_bytes' 2>/dev/null |
		awk 'NF == 1 { kernel = $1 }
			{ v[$1] = $2 }
			END { print int((v["total_rss"] ? v["total_rss"] + v["total_shmem"] + kernel : v["anon"] + v["shmem"] + v["kernel"]) / 1048576) }'
}

# storm SESSIONS: sets $reached, the most that held their memory at once, and $peak.
storm() {
	local until=$((SECONDS + 900)) now
	session >"$HERE/session.sql"
	docker cp "$HERE/session.sql" "$CLIENT:/tmp/session.sql" >/dev/null
	docker exec -d "$CLIENT" psql -h 127.0.0.1 -U postgres -XAtqc "select pg_advisory_lock(42), pg_sleep(600)"
	wait_for 30 sh -c "docker exec $CLIENT psql -h 127.0.0.1 -U postgres -XAtqc \"select 1/count(*) from pg_locks where locktype = 'advisory'\""
	docker exec "$CLIENT" pgbench -h 127.0.0.1 -U postgres -n -c "$1" -j 2 -t 1 -f /tmp/session.sql postgres \
		>"$HERE/pgbench" 2>&1 &
	reached=0
	while ((SECONDS < until)); do
		now=$(waiting) || break
		((now <= reached)) || reached=$now
		((now < $1)) || break
		kill -0 $! 2>/dev/null || break
		sleep 0.5
	done
	peak=$(resident)
	sleep 3
	query "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock'" >/dev/null || true
	wait $! || true
}

# How many processes of the cgroup (v1 or v2) were killed for memory.
killed() {
	docker exec "$SERVER" sh -c 'cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null' |
		awk '$1 == "oom_kill" { print $2 }'
}

verdict() {
	if [ "$(docker inspect -f '{{.State.Running}}' "$SERVER")" != true ]; then
		echo "killed: the container, status $(docker inspect -f '{{.State.ExitCode}}' "$SERVER")"
	elif docker logs "$SERVER" 2>&1 | grep -q 'signal 9'; then
		echo "killed: a backend"
	elif [ "$(killed)" != 0 ]; then
		echo "killed: $(killed) processes"
	elif ! query 'select 1' >/dev/null; then
		echo "does not answer"
	elif ((reached < $1)); then
		echo "only $reached of $1 sessions held: $(grep -m1 -i error "$HERE/pgbench" || tail -n 1 "$HERE/pgbench")"
	else
		echo ok
	fi
}

# cell LIMIT_MB NAME [docker options] -- [postgres arguments]
cell() {
	local limit=$1 name=$2 sessions
	local -a options=() words=()
	shift 2
	while [ "$1" != -- ]; do options+=("$1"); shift; done
	shift
	words=("$@")
	docker run -d --name "$SERVER" --label "$LABEL" -m "${limit}m" --memory-swap "${limit}m" --cpus "$CPUS" \
		-e POSTGRES_HOST_AUTH_METHOD=trust "${options[@]}" "$IMAGE" "${words[@]}" >/dev/null
	docker run -d --name "$CLIENT" --label "$LABEL" --network "container:$SERVER" \
		--entrypoint sleep "$BASE" 3600 >/dev/null
	wait_for 120 docker exec "$CLIENT" psql -h 127.0.0.1 -U postgres -c 'select 1' || true
	prepare
	sessions=$(($(query 'show max_connections') - 5))
	line="| $limit | $name | $sessions | $(query 'show work_mem') | $(query 'show shared_buffers') "
	storm "$sessions"
	result=$(verdict "$sessions")
	line+="| $peak | $result |"
	echo "$line"
	docker rm -f -v "$CLIENT" "$SERVER" >/dev/null
}

# expect PREFIX: of the cell's result.
expect() { [ "${result#"$1"}" != "$result" ] || bad=1; }

main() {
	engine_up
	trap cleanup EXIT
	image_up
	echo "| MB | plan | sessions | work_mem | shared_buffers | resident MB | result |"
	echo "|---|---|---|---|---|---|---|"
	if [ $# -eq 0 ]; then
		for limit in $LIMITS; do
			for workload in $WORKLOADS; do set -- "$@" "$limit" "$workload"; done
		done
	fi
	while [ $# -ge 2 ]; do
		cell "$1" "$2" -e "POSTGRES_WORKLOAD_TYPE=$2" --
		expect ok
		shift 2
	done
	cell 512 'pgtune web (control)' -e POSTGRES_SKIP_AUTOCONFIG=true -- postgres -c max_connections=200 \
		-c shared_buffers=128MB -c work_mem=4MB -c maintenance_work_mem=32MB -c jit=off
	expect killed
	exit $bad
}
main "$@"
