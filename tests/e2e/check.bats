#!/usr/bin/env bats
# limit: 180
# `check` against real servers, running and stopped.
# shellcheck disable=SC2154

load lib/local15

setup_file() { cluster_make; }
teardown_file() { cluster_remove; }
teardown() {
	cluster_stop 2>/dev/null
	rm -f "$PGDATA/postgresql.auto.conf"
}

check() {
	code=0
	"$PGTUNE" check --memory 512MB --cpus 2 "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || code=$?
	cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err"
}

found() { grep -Eq "^$1 +$2 .*$3" "$BATS_TEST_TMPDIR/out"; }

@test "a server with its plan has nothing to answer for" {
	mapfile -t args < <("$PGTUNE" plan --memory 512MB --cpus 2 --format args 2>/dev/null)
	cluster_start "${args[@]}"
	check
	[ "$code" = 0 ]
	found note running 'pid [0-9]+'
	! grep -Eq '^(warning|error)' "$BATS_TEST_TMPDIR/out" || false
}

@test "a long list of libraries is compared whole, and each of them looked for" {
	local list
	list=$(printf '$libdir/auto_explain,%.0s' {1..16})
	mapfile -t args < <("$PGTUNE" plan --memory 512MB --cpus 2 --libraries "${list%,}" --format args 2>/dev/null)
	cluster_start "${args[@]}"
	check --libraries "${list%,}"
	[ "$code" = 0 ]
	! grep -Eq '^(warning|error)' "$BATS_TEST_TMPDIR/out" || false
	cluster_stop
	check -c "shared_preload_libraries=$(printf '$libdir/auto_explain,%.0s' {1..64})"
	! grep missing-library "$BATS_TEST_TMPDIR/out" || false
}

# At 2 GB and 4 CPUs what 15 counts of its segment, 6 MB less than the estimate, makes a step of work_mem.
@test "a server started with what a real start measured has not drifted, and fits" {
	mapfile -t args < <("$PGTUNE" plan --validate --memory 2GB --cpus 4 --format args 2>/dev/null)
	cluster_start "${args[@]}"
	check --memory 2GB --cpus 4
	[ "$code" = 0 ]
	! grep -Eq 'drifted|budget' "$BATS_TEST_TMPDIR/out" || false
}

@test "a server without a plan is untuned, and does not fit" {
	cluster_start
	check
	[ "$code" = 1 ]
	found warning untuned "shared_buffers is initdb's 128MB, the plan says 64MB"
	found warning untuned "effective_cache_size is the server's default 4GB, the plan says 192MB"
	found error budget 'MB too much'
}

@test "a plan for another machine has drifted" {
	mapfile -t args < <("$PGTUNE" plan --memory 1GB --cpus 2 --format args 2>/dev/null)
	cluster_start "${args[@]}"
	check
	found warning drifted 'shared_buffers was started with 128MB, .* 64MB'
	check --strict
	[ "$code" = 1 ]
}

@test "free space that changed a little is no drift, by half it is" {
	mapfile -t args < <("$PGTUNE" plan --memory 512MB --cpus 2 --format args 2>/dev/null)
	keep=$("$PGTUNE" plan --memory 512MB --cpus 2 --format json 2>/dev/null |
		jq '.settings[] | select(.name == "max_slot_wal_keep_size") | .bytes / 1048576')
	cluster_start "${args[@]}" -c "max_slot_wal_keep_size=$((keep * 9 / 10))MB"
	check --strict
	[ "$code" = 0 ]
	cluster_stop
	cluster_start "${args[@]}" -c "max_slot_wal_keep_size=$((keep * 4 / 10))MB"
	check
	found warning drifted 'max_slot_wal_keep_size was started with'
}

# reloaded NAME: the server has read its files anew, and says that NAME waits.
reloaded() {
	local waited=0
	ask 'SELECT pg_reload_conf()' >/dev/null
	until [ "$(ask "SELECT pending_restart FROM pg_settings WHERE name = '$1'")" = t ]; do
		[ $((waited++)) -lt 50 ]
		sleep 0.1
	done
}

@test "what waits for a restart is said" {
	mapfile -t args < <("$PGTUNE" plan --memory 512MB --cpus 2 --format args 2>/dev/null)
	cluster_start "${args[@]}"
	ask "ALTER SYSTEM SET max_prepared_transactions = 7"
	reloaded max_prepared_transactions
	check
	found warning pending-restart max_prepared_transactions
}

@test "ALTER SYSTEM of what stands on the command line waits for a restart, though a reload were enough" {
	mapfile -t args < <("$PGTUNE" plan --memory 512MB --cpus 2 --format args 2>/dev/null)
	cluster_start "${args[@]}"
	ask "ALTER SYSTEM SET work_mem = '3MB'"
	check
	found warning pending-restart "work_mem is 1MB by the server's command line, and 3MB since \\(.*/postgresql.auto.conf:[0-9]+\\)"
	ask "ALTER SYSTEM SET work_mem = '1024kB'"
	reloaded max_connections # initdb's in postgresql.conf, which the plan goes on replacing
	check
	! found warning pending-restart '' || false
}

@test "a value of postgresql.conf that is in force is told once, one that is not by the plan" {
	cp -p "$PGDATA/postgresql.conf" "$BATS_TEST_TMPDIR/conf"
	echo "work_mem = 7MB" >>"$PGDATA/postgresql.conf"
	cluster_start
	echo "effective_cache_size = 1GB" >>"$PGDATA/postgresql.conf" # since
	check
	sed -i '/^work_mem/s/7/9/' "$PGDATA/postgresql.conf"
	"$PGTUNE" check --memory 512MB --cpus 2 >"$BATS_TEST_TMPDIR/changed" || true # the budget
	cp -p "$BATS_TEST_TMPDIR/conf" "$PGDATA/postgresql.conf"
	found warning overridden 'work_mem is 7MB by .*/postgresql.conf:[0-9]+, the plan says 1MB'
	! grep work_mem=7MB "$BATS_TEST_TMPDIR/out" || false
	grep -q 'work_mem is 7MB by' "$BATS_TEST_TMPDIR/changed"
	grep -q 'work_mem=9MB in .* is replaced' "$BATS_TEST_TMPDIR/changed"
	found warning untuned "effective_cache_size is the server's default 4GB"
	found warning plan 'effective_cache_size=1GB in ".*/postgresql.conf" line [0-9]+ is replaced'
}

@test "what the role or the database it asks as was given is told, and not counted for all sessions" {
	mapfile -t args < <("$PGTUNE" plan --memory 512MB --cpus 2 --format args 2>/dev/null)
	cluster_start "${args[@]}"
	ask "ALTER ROLE postgres SET work_mem = '1GB'"
	ask "ALTER DATABASE postgres SET maintenance_work_mem = '1GB'"
	check
	ask "ALTER ROLE postgres RESET ALL"
	ask "ALTER ROLE ALL SET jit = on"
	ask "ALTER DATABASE postgres RESET ALL"
	[ "$code" = 0 ]
	found warning overridden 'work_mem is 1GB by ALTER ROLE or ALTER DATABASE in this session, .* plan says 1MB'
	found warning overridden 'maintenance_work_mem is 1GB by ALTER ROLE or ALTER DATABASE in this session'
	! found error budget '' || false
	check
	ask "ALTER ROLE ALL RESET ALL"
	found warning overridden 'jit is on by ALTER ROLE ALL, the plan says off'
}

@test "what the role was given is told, too, where the plan keeps the operator's own value" {
	cluster_start -c work_mem=896kB
	ask "ALTER ROLE postgres SET work_mem = '1GB'"
	check -c work_mem=896kB
	ask "ALTER ROLE postgres RESET ALL"
	found warning overridden 'work_mem is 1GB by ALTER ROLE or ALTER DATABASE in this session, .* plan says 896kB'
	check -c work_mem=896kB
	! grep 'overridden *work_mem' "$BATS_TEST_TMPDIR/out" || false
}

# What the server says of a file it does without is not why it refuses.
@test "stopped: the reason is told that the server refuses" {
	echo "include_if_exists = 'nowhere.conf'" | as_postgres tee "$PGDATA/postgresql.auto.conf" >/dev/null
	mkdir -m 700 "$BATS_TEST_TMPDIR/closed" # to the server's user
	cd "$BATS_TEST_TMPDIR/closed"
	check -c no_such_setting=1
	[ "$code" = 1 ]
	found error refused 'the server would not start: .*FATAL: .*"no_such_setting"'
	check -c max_connections=3 # postgres -C takes it
	[ "$code" = 1 ]
	found error refused 'max_connections=3 is not more than the 3 reserved'
}

# A member of the group may read what only the owner may start.
@test "stopped: who cannot ask the server does not say that it would not start" {
	chmod 711 "$CLUSTER"
	chmod -R g+rX "$PGDATA"
	cp "$PGTUNE" "$BATS_TEST_TMPDIR/pgtune-auto"
	chmod 755 "$BATS_TEST_TMPDIR"
	local stranger=(setpriv --reuid=65534 --regid="$(id -g postgres)" --clear-groups "$BATS_TEST_TMPDIR/pgtune-auto")
	code=0
	"${stranger[@]}" check --memory 512MB --cpus 2 >"$BATS_TEST_TMPDIR/out" 2>&1 || code=$?
	chmod -R g-rwx "$PGDATA"
	chmod 700 "$CLUSTER"
	cat "$BATS_TEST_TMPDIR/out"
	[ "$code" = 0 ]
	found warning plan 'the server could not be asked about the plan: .*wrong ownership'
}

@test "stopped: a server that PATH does not have is asked" {
	PATH=/usr/bin:/bin check
	[ "$code" = 0 ]
	! grep -Eq '^(warning|error)' "$BATS_TEST_TMPDIR/out" || false
	PATH=/usr/bin:/bin check -c no_such_setting=1
	found error refused 'the server would not start: .*FATAL: .*"no_such_setting"'
}

@test "a missing library is an error before the server dies of it" {
	echo "shared_preload_libraries = 'nosuch'" | as_postgres tee "$PGDATA/postgresql.auto.conf" >/dev/null
	check
	[ "$code" = 1 ]
	found error missing-library '"nosuch" .*postgresql.auto.conf:1'
}

@test "libraries are looked for as the server cuts the list, and where it looks" {
	cp "$(pg_config --pkglibdir)/auto_explain.so" "$CLUSTER/elsewhere.so"
	cluster_start
	check -c 'shared_preload_libraries=auto_explain pg_prewarm'
	found error missing-library '"auto_explain pg_prewarm"'
	check -c 'shared_preload_libraries=elsewhere , "$libdir/auto_explain"' -c "dynamic_library_path=\$libdir:$CLUSTER"
	! grep missing-library "$BATS_TEST_TMPDIR/out" || false
}

@test "stopped: its postgres judges the plan" {
	check --format json
	[ "$code" = 0 ]
	python3 -m json.tool "$BATS_TEST_TMPDIR/out" >/dev/null
	grep -q '"rule":"stopped"' "$BATS_TEST_TMPDIR/out"
}

@test "a postgres of another major first in PATH: the one of the cluster's major answers" {
	printf '#!/bin/sh\n[ "$*" = -V ] && echo "postgres (PostgreSQL) 17.2 (Debian 17.2-1)"\n' >"$BATS_TEST_TMPDIR/postgres"
	chmod 755 "$BATS_TEST_TMPDIR/postgres" "$BATS_TEST_TMPDIR"
	echo "shared_preload_libraries = 'nosuch'" | as_postgres tee "$PGDATA/postgresql.auto.conf" >/dev/null
	PATH=$BATS_TEST_TMPDIR:$PATH check
	found error missing-library "which is not in \"/usr/lib/postgresql/15/"
	rm "$PGDATA/postgresql.auto.conf"
	PATH=$BATS_TEST_TMPDIR:$PATH check
	[ "$code" = 0 ]
	! grep 'could not be asked' "$BATS_TEST_TMPDIR/out" || false
	PATH=$BATS_TEST_TMPDIR:$PATH "$PGTUNE" plan --memory 512MB --pg 18 --validate >/dev/null 2>"$BATS_TEST_TMPDIR/err"
	grep 'the server refuses idle_replication_slot_timeout, left out' "$BATS_TEST_TMPDIR/err"
}

@test "a bad value of postgresql.conf is told once, with its line, and not as the plan's" {
	echo "max_wal_size = 'lots'" | as_postgres tee -a "$PGDATA/postgresql.conf" >/dev/null
	check
	as_postgres sed -i '$d' "$PGDATA/postgresql.conf"
	[ "$code" = 1 ]
	[ "$(grep -c -E '^(warning|error) ' "$BATS_TEST_TMPDIR/out")" = 1 ]
	found error refused 'max_wal_size=lots \(.*/postgresql.conf:[0-9]+\): not a number: the server will refuse it'
}

@test "running: a bad value of postgresql.conf is no value that the plan replaces: the next start would end with it" {
	cluster_start
	echo "max_wal_size = 'lots'" | as_postgres tee -a "$PGDATA/postgresql.conf" >/dev/null
	check
	mapfile -t args < <("$PGTUNE" plan --memory 512MB --format args 2>/dev/null)
	run -1 as_postgres postgres -D "$PGDATA" -C max_wal_size "${args[@]}"
	as_postgres sed -i '$d' "$PGDATA/postgresql.conf"
	[ "$code" = 1 ]
	found error refused 'max_wal_size=lots \(.*/postgresql.conf:[0-9]+\): not a number: the server will refuse it'
	! grep 'is replaced by' "$BATS_TEST_TMPDIR/out" || false
}

@test "running: files that would end the next start are told, with the server's words" {
	local line
	cp -p "$PGDATA/postgresql.conf" "$CLUSTER/kept"
	cluster_start
	for line in 'work_mem =' 'no_such_setting = 1' "include 'nowhere.conf'"; do
		echo "$line" | as_postgres tee -a "$PGDATA/postgresql.conf" >/dev/null
		check
		cp -p "$CLUSTER/kept" "$PGDATA/postgresql.conf"
		[ "$code" = 1 ]
		found error refused 'the server would not start: .*(syntax error|"no_such_setting"|nowhere.conf)'
	done
	check
	! found error refused || false
}

@test "health tells a shutdown from a start" {
	local session
	cluster_start
	ask 'SELECT pg_sleep(60)' >/dev/null 2>&1 3>&- &
	session=$!
	until [ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")" = 1 ]; do sleep 0.1; done
	kill -TERM "$(head -n 1 "$PGDATA/postmaster.pid")"
	until grep -q stopping "$PGDATA/postmaster.pid"; do sleep 0.1; done
	run -1 "$PGTUNE" health
	[ "$output" = 'pgtune-auto: error: the server shuts down' ]
	run -0 "$PGTUNE" health --live
	cluster_stop
	wait "$session" || true
}

@test "no cluster is wrong usage" {
	PGDATA=$BATS_TEST_TMPDIR check
	[ "$code" = 2 ]
	run env -u PGDATA "$PGTUNE" check
	[ "$status" = 2 ]
	run setpriv --reuid=65534 --regid=65534 --clear-groups /proc/self/fd/9 check 9<"$PGTUNE"
	[ "$status" = 2 ]
	[[ $output = *'PG_VERSION": Permission denied'* ]]
	echo x15 >"$BATS_TEST_TMPDIR/PG_VERSION"
	PGDATA=$BATS_TEST_TMPDIR check
	[ "$code" = 2 ]
	grep -q 'PG_VERSION" tells no version of PostgreSQL' "$BATS_TEST_TMPDIR/err"
}
