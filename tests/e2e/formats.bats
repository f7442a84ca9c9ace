#!/usr/bin/env bats
# limit: 240
# Each format is read by the program it is for, and a real server then has the plan's values.
# shellcheck disable=SC2154,SC2030,SC2031

load lib/local15

setup_file() { cluster_make; }
teardown_file() { cluster_remove; }
teardown() { cluster_stop 2>/dev/null; }

# A plan small enough to start here. lz4 is what Debian's server has.
plan() { env -u PGDATA "$PGTUNE" plan --memory 512MB --cpus 2 --pg 15 --storage ssd "$@" 2>/dev/null; }

# The planned settings as the running server shows them: each SHOW is the value of the plan.
server_agrees() {
	plan --format json >"$BATS_TEST_TMPDIR/plan.json"
	python3 - "$BATS_TEST_TMPDIR/plan.json" <<-'PYTHON' >"$BATS_TEST_TMPDIR/wanted"
		import json, sys
		for s in json.load(open(sys.argv[1]))["settings"]:
		    print(s["name"], s["value"])
	PYTHON
	while read -r name value; do
		[ "$(ask "SHOW $name")" = "$value" ] || {
			echo "$name is $(ask "SHOW $name"), the plan says $value"
			return 1
		}
	done <"$BATS_TEST_TMPDIR/wanted"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/wanted")" -ge 10 ]
}

@test "args: the server starts with them" {
	mapfile -t args < <(plan --format args)
	cluster_start "${args[@]}"
	server_agrees
}

@test "conf: a file the server includes" {
	plan --format conf >"$CLUSTER/plan.conf"
	cp "$PGDATA/postgresql.conf" "$CLUSTER/saved.conf"
	echo "include '$CLUSTER/plan.conf'" >>"$PGDATA/postgresql.conf"
	cluster_start
	server_agrees
	cluster_stop
	cp "$CLUSTER/saved.conf" "$PGDATA/postgresql.conf"
}

@test "sql: psql takes it, and a restart has it" {
	cluster_start
	plan --format sql | as_postgres psql -h "$CLUSTER" -U postgres -Xq -v ON_ERROR_STOP=1
	cluster_stop
	cluster_start
	server_agrees
	as_postgres psql -h "$CLUSTER" -U postgres -Xqc 'ALTER SYSTEM RESET ALL'
}

@test "sql: a list of libraries stays a list" {
	cluster_start
	plan --format sql --libraries 'auto_explain, pg_stat_statements' |
		as_postgres psql -h "$CLUSTER" -U postgres -Xq -v ON_ERROR_STOP=1
	cluster_stop
	cluster_start
	[ "$(ask 'SHOW shared_preload_libraries')" = 'auto_explain, pg_stat_statements' ]
	as_postgres psql -h "$CLUSTER" -U postgres -Xqc 'ALTER SYSTEM RESET ALL'
}

@test "sql: a library's setting is refused before the library is loaded, behind all others" {
	local sql=$BATS_TEST_TMPDIR/plan.sql
	cluster_start
	POSTGRES_DB="it's" plan --format sql --libraries pg_cron --root "$BATS_TEST_TMPDIR" >"$sql"
	run -3 as_postgres psql -h "$CLUSTER" -U postgres -Xq -v ON_ERROR_STOP=1 <"$sql"
	[[ $output == *'unrecognized configuration parameter "cron.database_name"'* ]]
	[ "$(grep -c '^ALTER SYSTEM' "$sql")" = $(($(as_postgres grep -c ' = ' "$PGDATA/postgresql.auto.conf") + 1)) ]
	as_postgres psql -h "$CLUSTER" -U postgres -Xqc 'ALTER SYSTEM RESET ALL'
}

@test "env: a shell takes it" {
	plan --format env >"$BATS_TEST_TMPDIR/env"
	# shellcheck disable=SC1091
	[ "$(sh -euc '. "$1"; echo "$PGTUNE_SHARED_BUFFERS"' - "$BATS_TEST_TMPDIR/env")" = 64MB ]
}

@test "json: a JSON parser takes it, with every warning and odd name in it" {
	plan --format json -c "application_name=$(printf 'a\001"\\\303\244\377')" >"$BATS_TEST_TMPDIR/json"
	python3 -m json.tool "$BATS_TEST_TMPDIR/json" >/dev/null
}

@test "k8s and compose: a YAML parser takes them" {
	plan --format k8s --libraries auto_explain >"$BATS_TEST_TMPDIR/k8s.yaml"
	plan --format compose >"$BATS_TEST_TMPDIR/compose.yaml"
	perl -MCPAN::Meta::YAML -e '
		my $k8s = CPAN::Meta::YAML->read($ARGV[0])->[0]{postgresql};
		die "parameters" unless $k8s->{parameters}{shared_buffers} eq "64MB";
		die "fixed" if exists $k8s->{parameters}{huge_pages} || exists $k8s->{parameters}{wal_level};
		die "libraries" unless $k8s->{shared_preload_libraries}[0] eq "auto_explain";
		my $service = CPAN::Meta::YAML->read($ARGV[1])->[0]{services}{postgres};
		die "memory" unless $service->{mem_limit} eq "512m" && $service->{cpus} eq "2";
	' "$BATS_TEST_TMPDIR/k8s.yaml" "$BATS_TEST_TMPDIR/compose.yaml"
}

@test "--validate: the server's own shared memory replaces the estimate" {
	"$PGTUNE" plan --memory 512MB --cpus 2 --validate --format json >"$BATS_TEST_TMPDIR/json" 2>"$BATS_TEST_TMPDIR/err"
	python3 - "$BATS_TEST_TMPDIR/json" "$(as_postgres postgres -D "$PGDATA" -C shared_memory_size \
		-c shared_buffers=64MB -c max_connections=45)" <<-'PYTHON'
		import json, sys
		plan = json.load(open(sys.argv[1]))
		terms = {t["name"]: t["bytes"] for t in plan["budget"]["terms"]}
		segment = (terms["shared_buffers"] + terms["shared_other"]) >> 20
		assert abs(segment - int(sys.argv[2])) <= 3, (segment, sys.argv[2])
	PYTHON
}

@test "--validate: what the server does not know is dropped with a warning, not a crash loop" {
	"$PGTUNE" plan --memory 512MB --pg 18 --validate --format args >"$BATS_TEST_TMPDIR/args" 2>"$BATS_TEST_TMPDIR/err"
	grep -q 'warning: the server refuses idle_replication_slot_timeout, left out' "$BATS_TEST_TMPDIR/err"
	! grep -q idle_replication "$BATS_TEST_TMPDIR/args" || false
	mapfile -t args <"$BATS_TEST_TMPDIR/args"
	cluster_start "${args[@]}"
}

@test "--validate: a library that the server cannot load is left out, and the others are passed" {
	echo junk >"$CLUSTER/broken.so"
	"$PGTUNE" plan --memory 512MB --validate --libraries "auto_explain, $CLUSTER/broken, pg_prewarm" \
		--format args >"$BATS_TEST_TMPDIR/args" 2>"$BATS_TEST_TMPDIR/err"
	grep -q "warning: .*cannot load \"$CLUSTER/broken\", left out: .*file too short" "$BATS_TEST_TMPDIR/err"
	mapfile -t args <"$BATS_TEST_TMPDIR/args"
	cluster_start "${args[@]}"
	[ "$(ask 'SHOW shared_preload_libraries')" = auto_explain,pg_prewarm ]
}

@test "a library is looked for where the operator's dynamic_library_path says" {
	cp "$(pg_config --pkglibdir)/auto_explain.so" "$CLUSTER/elsewhere.so"
	"$PGTUNE" plan --memory 512MB --libraries 'elsewhere, pg_prewarm' -c "dynamic_library_path=$CLUSTER:\$libdir" \
		--format args >"$BATS_TEST_TMPDIR/args"
	mapfile -t args <"$BATS_TEST_TMPDIR/args"
	cluster_start "${args[@]}" -c "dynamic_library_path=$CLUSTER:\$libdir"
	[ "$(ask 'SHOW shared_preload_libraries')" = elsewhere,pg_prewarm ]
}

@test "--validate: long words of the operator's reach the server whole" {
	local long
	long=$(printf '%030000d' 0)
	"$PGTUNE" plan --memory 512MB --validate --format args -c "log_line_prefix=$long" -c "search_path=x$long" \
		>/dev/null 2>"$BATS_TEST_TMPDIR/err"
	! grep 'could not be asked' "$BATS_TEST_TMPDIR/err" || false
}

@test "--validate without a cluster asks --describe-config" {
	env -u PGDATA "$PGTUNE" plan --memory 512MB --pg 18 --validate --format args >"$BATS_TEST_TMPDIR/args" 2>"$BATS_TEST_TMPDIR/err"
	grep -q 'the server refuses idle_replication_slot_timeout' "$BATS_TEST_TMPDIR/err"
	grep -q shared_buffers= "$BATS_TEST_TMPDIR/args"
}

@test "args: a cluster with segments of 1 GB starts with them" {
	local PGDATA=$CLUSTER/large
	as_postgres initdb -A trust -U postgres --no-sync --wal-segsize=1024 "$PGDATA" >/dev/null
	mapfile -t args < <(PGDATA=$PGDATA "$PGTUNE" plan --memory 512MB --cpus 2 --format args 2>/dev/null)
	cluster_start "${args[@]}"
	[ "$(ask 'SHOW min_wal_size')" = 2GB ]
	cluster_stop
	rm -rf "$PGDATA"
}
