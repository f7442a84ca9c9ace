#!/usr/bin/env bats
# The plan on real servers: PostgreSQL 15 of this machine, 17 and 18 in the engine start with the plan's
# words, and every setting reads back as planned.
bats_require_minimum_version 1.5.0
load lib/common

PG15=/usr/lib/postgresql/15/bin

setup_file() { engine_up; }
teardown_file() { engine_down; }

setup() {
	HERE=$(mktemp -d) # not below BATS_TEST_TMPDIR: only root may enter that
	chown postgres "$HERE"
	cd "$HERE" || return
	SERVER=plan-$$-$BATS_TEST_NUMBER more=()
}

teardown() {
	[ ! -f data/postmaster.pid ] || as_postgres "$PG15/pg_ctl" -D "$PWD/data" -w -m immediate stop
	docker rm -f -v "$SERVER" >/dev/null 2>&1 || true
	rm -rf "$HERE"
}

as_postgres() { setpriv --reuid postgres --regid postgres --init-groups -- "$@"; }

# plan_words MAJOR [option...]: the words of a plan in the file `words`, one a line.
plan_words() {
	"$BINARY" plan --format args --pg "$1" "${@:2}" >words 2>log || { cat log; return 1; }
	(($(grep -c = words) >= 10))
}

# The query that names every setting the server runs with otherwise than `words` say. A timeout may
# be shown in another unit.
deviations() {
	echo "select v.name, v.value, current_setting(v.name, true), s.source from (values"
	sed -n "s/^\([a-z_.]*\)=\(.*\)/('\1', '\2'),/p" words
	echo "('block_size', current_setting('block_size'))) v (name, value) left join pg_settings s using (name)
		where not coalesce(case when v.name ~ 'timeout'
				then current_setting(v.name)::interval = v.value::interval
				else current_setting(v.name) = v.value end
			and (v.name = 'block_size' or s.source = 'command line'), false)"
}

# on_15 [option...]: starts PostgreSQL 15 with the plan, prints what deviates.
on_15() {
	plan_words 15 "$@"
	mapfile -t words <words
	as_postgres "$PG15/initdb" -D "$PWD/data" -A trust -N >/dev/null
	as_postgres "$PG15/postgres" -D "$PWD/data" -k "$PWD" -c listen_addresses= "${words[@]}" >server.log 2>&1 3>&- &
	wait_for 60 as_postgres psql -h "$PWD" -c 'select 1' postgres || { cat server.log; return 1; }
	deviations | as_postgres psql -h "$PWD" -XAt postgres
}

# on_18 [option...]; in_container MAJOR [option...], with the options of docker in `more`
on_18() { in_container 18 "$@"; }
in_container() {
	plan_words "$@"
	mapfile -t words <words
	start "$SERVER" "${more[@]}" --user postgres --entrypoint bash "$BASE" -c 'initdb -A trust -N >/dev/null && exec postgres "$@"' \
		bash "${words[@]}"
	wait_log "$SERVER" 'ready to accept connections' 120
	deviations | docker exec -i "$SERVER" psql -XAt
}

# edges MAJOR <description: name=value lines, of each setting that the plan knows: one past its range and
# the ends of it, words of every enumeration, and what the plan takes for the server's default. The
# ends of what shares the server's 262143 slots are refused for their sum.
edges() {
	local name type min max value words=(on off auto try t 1 minimal replica logical archive hot_standby always
		pglz lz4 zstd posix sysv mmap windows none worker io_uring sync)
	while IFS=$'\t' read -r name _ _ type _ min max _; do
		refused "$1" "$name=no such value" || continue
		case $type in
		INTEGER)
			set -- "$1" "$min" $((min - 1)) $((max + 1)) -1 0
			[ "$max" = 262143 ] || set -- "$@" "$max"
			;;
		REAL) set -- "$1" "$min" -1 .5 1000 1001 ;;
		*) set -- "$1" "${words[@]}" ;;
		esac
		for value in "${@:2}"; do echo "$name=$value"; done
	done
}

# refused MAJOR NAME=VALUE: does the plan say that the server will refuse it?
refused() {
	"$BINARY" plan --format args --pg "$1" --memory 1GB -c "$2" 2>&1 >/dev/null </dev/null |
		grep -q ' (-c): .*: the server will refuse it'
}

# agrees MAJOR COMMAND...: server and plan refuse the same values, and the plan knows the server's defaults.
# COMMAND runs bash beside the server's programs.
agrees() {
	local major=$1 answer='while IFS= read -r s; do postgres -C "${s%%=*}" -c "$s" >/dev/null 2>&1 && echo "$s" || echo "$s refused"; done'
	local default='while IFS= read -r s; do [ "$(postgres -C "${s%%=*}")" = "$(postgres -C "${s%%=*}" -c "$s")" ] || echo "$s"; done'
	shift
	"$@" 'postgres --describe-config' | edges "$major" >edges
	(($(wc -l <edges) > 250))
	while IFS= read -r value; do
		! refused "$major" "$value" || value+=' refused'
		echo "$value"
	done <edges >planned
	"$@" "$answer" <edges | diff planned -
	"$BINARY" explain --skip-autoconfig --pg "$major" 2>/dev/null |
		sed -n '/^[a-z_]*\./d; s/^\([a-z_]*\) = /\1=/p' >defaults
	(($(wc -l <defaults) > 20))
	[ "$("$@" "$default" <defaults)" = '' ]
}

@test "15: the plan knows the range, the words and the default of every setting" {
	as_postgres "$PG15/initdb" -D "$PWD/data" -A trust -N >/dev/null
	export PGDATA=$PWD/data PATH=$PG15:$PATH
	agrees 15 as_postgres bash -c
}

@test "18: the plan knows the range, the words and the default of every setting" {
	in_container 18 --memory 1GB --cpus 2
	agrees 18 docker exec -i "$SERVER" bash -c
}

@test "15, 1 GB shared: as planned" {
	run -0 on_15 --memory 1GB --cpus 2
	[ "$output" = "" ]
}

@test "15, 4 GB oltp on 8 CPUs and SAN: as planned" {
	run -0 on_15 --memory 4GB --cpus 8 --workload oltp --storage san
	[ "$output" = "" ]
	grep -qx effective_io_concurrency=300 words
}

@test "15, 300 MB, as a data warehouse on one CPU: as planned" {
	run -0 on_15 --memory 300MB --cpus 1 --workload dw --storage hdd
	[ "$output" = "" ]
}

@test "17, 2 GB oltp on 4 CPUs: as planned" {
	base17
	more=("${base17[@]}")
	run -0 in_container 17 --memory 2GB --cpus 4 --workload oltp
	[ "$output" = "" ]
	[ "$(docker exec "$SERVER" psql -XAtc 'show server_version_num')" -lt 180000 ]
}

@test "18, 1 GB shared: as planned" {
	run -0 on_18 --memory 1GB --cpus 2
	[ "$output" = "" ]
	grep -qx work_mem=1MB words
}

@test "18, 16 GB dw on 16 CPUs: as planned" {
	run -0 on_18 --memory 16GB --cpus 16 --workload dw
	[ "$output" = "" ]
	grep -qx io_workers=4 words
}

@test "18, 3 GB mixed: what the server counts as its segment is what the budget says, within 8 MB" {
	run -0 on_18 --memory 3GB --cpus 2 --workload mixed
	[ "$output" = "" ]
	real=$(docker exec "$SERVER" psql -XAtc "select pg_size_bytes(current_setting('shared_memory_size'))")
	"$BINARY" plan --format json --pg 18 --memory 3GB --cpus 2 --workload mixed 2>log >plan.json
	planned=$(jq '[.budget.terms[] | select(.name | test("^(shared|dynamic)")) | .bytes] | add' plan.json)
	((real - planned < 8388608 && planned - real < 8388608))
}
