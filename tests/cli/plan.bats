#!/usr/bin/env bats
# plan, explain and matrix: what they read, what they refuse, and that all formats say the same.

# shellcheck disable=SC2154,SC2030,SC2031
load common

# values FORMAT ARG...: "name value" lines of a plan in that format, sorted.
values() {
	local format=$1
	shift
	"$PGTUNE" plan --format "$format" "$@" 2>/dev/null | python3 "$REPO/tests/cli/values.py" "$format" | sort
}

@test "all formats say the same values" {
	machine 4294967296 '200000 100000'
	for workload in shared web oltp mixed dw; do
		set -- --root "$machine" --workload "$workload" --storage hdd --libraries 'auto_explain, pg_cron' --wal-level logical
		values json "$@" >"$BATS_TEST_TMPDIR/json"
		[ "$(wc -l <"$BATS_TEST_TMPDIR/json")" -ge 15 ]
		for format in args conf sql env; do
			values $format "$@" >"$BATS_TEST_TMPDIR/$format"
			diff -u "$BATS_TEST_TMPDIR/json" "$BATS_TEST_TMPDIR/$format"
		done
		values k8s "$@" >"$BATS_TEST_TMPDIR/k8s"
		diff <(grep -v '^\(huge_pages\|wal_level\) ' "$BATS_TEST_TMPDIR/json") "$BATS_TEST_TMPDIR/k8s"
	done
	values args --wal-level minimal | grep -x 'max_wal_senders 0'
	! values k8s --wal-level minimal | grep max_wal_senders || false # CloudNativePG replicates
}

@test "a database's name may be anything" {
	machine 4294967296 '200000 100000'
	# shellcheck disable=SC2016
	for name in "it's" 'a"b' 'back\slash' $'new\nline' $'\t\x01\x7f' 1.5.2 123 null ': - &x' '$HOME `id` $$'; do
		export POSTGRES_DB=$name
		for format in json conf env k8s; do
			"$PGTUNE" plan --root "$machine" --libraries pg_cron --format $format 2>/dev/null |
				python3 "$REPO/tests/cli/values.py" $format cron.database_name >"$BATS_TEST_TMPDIR/said"
			printf %s "$name" | cmp - "$BATS_TEST_TMPDIR/said"
		done
	done
}

@test "a database's name is cut as the server cuts it: 63 bytes, no half character" {
	machine 4294967296 '200000 100000'
	POSTGRES_DB=$(printf 'é%.0s' {1..40}) run -0 --separate-stderr "$PGTUNE" plan --root "$machine" --libraries pg_cron --format args
	[ "$(grep -x 'cron.database_name=.*' <<<"$output" | cut -d= -f2)" = "$(printf 'é%.0s' {1..31})" ]
}

@test "planning from one's own output changes nothing" {
	machine 2147483648 '150000 100000'
	mkdir -p "$BATS_TEST_TMPDIR/pgdata"
	echo 18 >"$BATS_TEST_TMPDIR/pgdata/PG_VERSION"
	"$PGTUNE" plan --root "$machine" --format args 2>/dev/null >"$BATS_TEST_TMPDIR/args"
	mapfile -t args <"$BATS_TEST_TMPDIR/args"
	"$PGTUNE" plan --root "$machine" --format json 2>/dev/null | python3 -c 'import json, sys
for s in json.load(sys.stdin)["settings"]: print(s["name"], s["value"])' >"$BATS_TEST_TMPDIR/first"
	"$PGTUNE" plan --root "$machine" --format json postgres "${args[@]}" 2>/dev/null | python3 -c 'import json, sys
plan = json.load(sys.stdin)
assert plan["settings"] == [], plan["settings"]
assert plan["budget"]["fits"]
for s in plan["kept"]: print(s["name"], s["value"])' >"$BATS_TEST_TMPDIR/second"
	diff "$BATS_TEST_TMPDIR/first" "$BATS_TEST_TMPDIR/second"
}

@test "the [AUTO-CONFIG] line keeps its shape" {
	machine 4294967296 '200000 100000'
	ours plan --root "$machine"
	same "$(head -n 1 <<<"$err")" \
		'[AUTO-CONFIG] RAM: 4096MB (cgroup-v2), CPU: 2 cores (cgroup-v2) → shared_buffers=512MB, max_connections=130, workers=2'
	machine 4294967296 '150000 100000'
	ours --dry-run --root "$machine"
	has "$err" 'CPU: 1.5 cores (cgroup-v2) → '
	machine max 'max 100000'
	ours plan --root "$machine"
	has "$err" '[AUTO-CONFIG] RAM: 1024MB (default), CPU: 8 cores (affinity) → '
	has "$err" 'no memory limit found: planning for 1024MB of the 16384MB here; set POSTGRES_MEMORY=host, or a size'
}

@test "memory: every accepted form, and every refused one with the forms" {
	machine 1073741824 '200000 100000'
	for said in 4096=4096 4096MB=4096 4GB=4096 4g=4096 4GiB=4096 1.5GB=1536 75%=12288 host=16384 0512=512; do
		POSTGRES_MEMORY=${said%=*} ours plan --root "$machine"
		has "$err" "RAM: ${said#*=}MB (override)"
		ours plan --root "$machine" --memory "${said%=*}"
		has "$err" "RAM: ${said#*=}MB (override)"
	done
	for wrong in 0 -1 5XB 99999999999999999999 '4096 MB x' GB 0x10 1e3; do
		ours plan --root "$machine" --memory "$wrong"
		same "$code" 2
		has "$err" "--memory: \"$wrong\""
		has "$err" 'accepted: 4096 (MB)'
		same "$out" ''
		POSTGRES_MEMORY=$wrong ours plan --root "$machine"
		same "$code" 2
		has "$err" "POSTGRES_MEMORY: \"$wrong\""
	done
	POSTGRES_MEMORY='' ours plan --root "$machine"
	has "$err" 'RAM: 1024MB (cgroup-v2)'
	ours plan --root "$machine" --memory 2GB
	has "$err" '2048MB as told, above the 1024MB found here'
}

@test "a flag beats its variable, a variable the default" {
	machine 1073741824 '200000 100000'
	POSTGRES_WORKLOAD_TYPE=dw ours plan --root "$machine" --format json
	has "$out" '"workload":"dw"'
	POSTGRES_WORKLOAD_TYPE=dw ours plan --root "$machine" --workload web --format json
	has "$out" '"workload":"web"'
	ours plan --root "$machine" --format json
	has "$out" '"workload":"shared"'
}

@test "wrong words, numbers and switches exit 2 and name value and forms" {
	machine 1073741824 '200000 100000'
	ours plan --root "$machine" --workload olap
	same "$code" 2
	has "$err" '--workload: unknown word "olap"'
	has "$err" 'one of: shared, web, oltp, mixed, dw'
	POSTGRES_STORAGE_TYPE=nvme ours plan --root "$machine"
	same "$code" 2
	has "$err" 'POSTGRES_STORAGE_TYPE: unknown word "nvme"'
	for wrong in 0 -5 1.5 262144 abc ''; do
		ours plan --root "$machine" --connections "$wrong"
		same "$code" 2
		has "$err" "--connections: \"$wrong\""
		has "$err" 'a number from 1 to 262143'
	done
	POSTGRES_MAX_CONNECTIONS=3 ours plan --root "$machine"
	same "$code" 2
	has "$err" 'POSTGRES_MAX_CONNECTIONS: "3": not more than the reserved connections'
	has "$err" 'hint: at least 4, '
	POSTGRES_MAX_CONNECTIONS=3 ours plan --root "$machine" -c superuser_reserved_connections=2
	same "$code" 0
	for wrong in 13 180 18.1 x; do
		PG_MAJOR=$wrong ours plan --root "$machine"
		same "$code" 2
		has "$err" "PG_MAJOR: \"$wrong\""
		has "$err" 'a major version from 14 to 18'
	done
	for wrong in 0 -1 x; do
		ours plan --root "$machine" --cpus "$wrong"
		same "$code" 2
		has "$err" "--cpus: \"$wrong\""
	done
	PGTUNE_STRICT=maybe ours plan --root "$machine"
	same "$code" 2
	has "$err" 'PGTUNE_STRICT: "maybe"'
	ours plan --root "$BATS_TEST_TMPDIR/nowhere"
	same "$code" 2
	has "$err" 'nowhere'
}

@test "the operator's own values are kept and planned from, wherever they stand" {
	machine 4294967296 '200000 100000'
	pgdata=$machine/pgdata
	mkdir -p "$pgdata"
	echo 18 >"$pgdata/PG_VERSION"
	printf "random_page_cost = 3.0\nmax_connections = 100\t\t# (change requires restart)\n" >"$pgdata/postgresql.conf"
	echo "work_mem = '7MB'" >"$pgdata/postgresql.auto.conf"
	export PGDATA=/pgdata
	ours plan --root "$machine" --format json -c max_connections=400
	has "$out" '{"name":"work_mem","value":"7MB","source":"postgresql.auto.conf"'
	has "$out" '{"name":"max_connections","value":"400","source":"argv","where":"-c"}'
	hasnt "$out" '"-c","work_mem'
	has "$err" 'random_page_cost'
	has "$err" 'postgresql.conf" line 1'
	ours plan --root "$machine" --format json --keep conf
	has "$out" '{"name":"random_page_cost","value":"3.0","source":"postgresql.conf"'
	hasnt "$err" 'postgresql.conf" line 1'
	echo "shared_buffers = '64GB'" >"$pgdata/postgresql.auto.conf"
	ours plan --root "$machine"
	has "$err" ' instead of 64GB (/pgdata/postgresql.auto.conf:1)'
	# exactly what initdb wrote is nobody's
	hasnt "$err" 'max_connections = 100'
}

@test "with --root every file of the server is below it" {
	machine 4294967296 '200000 100000'
	mkdir -p "$machine/etc/pg/conf.d" "$machine/data" "$machine/pgdata"
	printf "%s\n" "data_directory = '/data'" "include_dir '/etc/pg/conf.d'" "include 'beside.conf'" >"$machine/etc/pg/main.conf"
	echo "work_mem = 3MB" >"$machine/etc/pg/conf.d/1.conf"
	echo "max_connections = 90" >"$machine/etc/pg/beside.conf"
	echo "maintenance_work_mem = '99MB'" >"$machine/data/postgresql.auto.conf"
	echo 16 >"$machine/data/PG_VERSION"
	PGDATA=/pgdata ours plan --root "$machine" --format json --keep conf -c config_file=/etc/pg/main.conf
	same "$code" 0
	has "$out" '"major":16'
	has "$out" '"value":"3MB","source":"postgresql.conf","where":"/etc/pg/conf.d/1.conf:1"'
	has "$out" '"value":"90","source":"postgresql.conf","where":"/etc/pg/beside.conf:1"'
	has "$out" '"value":"99MB","source":"postgresql.auto.conf","where":"/data/postgresql.auto.conf:1"'
}

@test "with --root links and .. of the server's files stay below it" {
	machine 4294967296 '200000 100000'
	outside=$BATS_TEST_TMPDIR/outside
	pgdata=$machine/pgdata
	mkdir -p "$pgdata/global" "$machine/etc/d" "$outside/d" "$machine$outside"
	echo 'work_mem = 9MB' | tee "$outside/a.conf" "$outside/d/1.conf" >"$outside/auto.conf"
	echo 15 >"$outside/PG_VERSION"
	ln -s "$outside/PG_VERSION" "$outside/postgresql.auto.conf" "$pgdata"
	ln -s /gone "$pgdata/standby.signal"
	printf "%s\n" "include_if_exists '../../outside/a.conf'" "include_if_exists '$outside/a.conf'" "include_dir '/etc/d'" \
		"include_if_exists '/etc/link.conf'" "include_dir '../../../../etc/up'" >"$pgdata/postgresql.conf"
	ln -s "$outside/a.conf" "$machine/etc/link.conf"
	ln -s "$outside/d/1.conf" "$machine/etc/d/1.conf"
	ln -s /etc/e "$machine/etc/up"
	mkdir "$machine/etc/e"
	echo 'work_mem = 3MB' >"$machine/etc/e/1.conf"
	for data in /pgdata pgdata /../pgdata; do
		PGDATA=$data ours plan --root "$machine" --format json --keep conf
		same "$code" 0
		has "$out" '"major":18'
		hasnt "$out" '9MB'
		has "$out" '{"name":"work_mem","value":"3MB","source":"postgresql.conf","where":"'
		has "$err" '/etc/d/1.conf": No such file'
		hasnt "$err" 'a.conf": No such file'
	done
	mkdir "$machine/many"
	touch "$machine/many/"{1..1010}.conf
	printf "%s\n" "include 'gone.conf'" "include_dir '/many'" >"$machine/etc/e/2.conf"
	PGDATA=/pgdata ours plan --root "$machine"
	has "$err" '/etc/up/2.conf:1: opening "/etc/up/gone.conf": No such file'
	same "$(grep -c '/etc/up/2.conf:2: more than 1000 files' <<<"$err")" 1
	rm "$machine/etc/e/2.conf"
	# the same names inside the root are read
	cp -r "$outside/." "$machine$outside"
	PGDATA=/pgdata ours plan --root "$machine" --format json --keep conf
	has "$out" '"major":15'
	has "$out" '"where":"/etc/up/1.conf:1"'
	ln -sf "$outside/auto.conf" "$pgdata/postgresql.auto.conf"
	PGDATA=/pgdata ours plan --root "$machine" --format json --keep conf
	has "$out" '"value":"9MB","source":"postgresql.auto.conf","where":"/pgdata/postgresql.auto.conf:1"'
}

@test "what initdb --wal-segsize wrote is nobody's choice; an include's .. goes by its letters" {
	machine 4294967296 '200000 100000'
	mkdir -p "$machine/pgdata/global" "$machine/mnt/vol/pg" "$machine/pgdata/d"
	cp "$REPO/tests/fuzz/seed/guc_pgcontrol/17" "$machine/pgdata/global/pg_control" # segments of 1 GB
	echo 17 >"$machine/pgdata/PG_VERSION"
	printf 'max_wal_size = 64GB\nmin_wal_size = 5GB\n' >"$machine/pgdata/postgresql.conf"
	PGDATA=/pgdata ours plan --root "$machine" --format json --keep conf
	has "$out" '"-c","max_wal_size=4GB","-c","min_wal_size=2GB"'
	hasnt "$err" replaced
	printf 'max_wal_size = 63GB\nmin_wal_size = 5GB\n' >"$machine/pgdata/postgresql.conf"
	PGDATA=/pgdata ours plan --root "$machine" --format json --keep conf
	has "$out" '{"name":"max_wal_size","value":"63GB","source":"postgresql.conf"'
	echo 'max_connections = 77' >"$machine/all.conf"
	echo "include_dir '/pgdata/..'" >>"$machine/pgdata/postgresql.conf"
	PGDATA=/pgdata ours plan --root "$machine" --format json --keep conf
	has "$out" '{"name":"max_connections","value":"77","source":"postgresql.conf","where":"//all.conf:1"'
	rm "$machine/all.conf"
	# as the server: /link/../x.conf is /x.conf, wherever the link goes
	ln -s /mnt/vol/pg "$machine/link"
	echo "include '.././x.conf'" >"$machine/mnt/vol/pg/postgresql.conf"
	echo 'work_mem = 9MB' >"$machine/mnt/vol/x.conf"
	echo 'work_mem = 3MB' >"$machine/x.conf"
	PGDATA=/link ours plan --root "$machine" --format json --keep conf
	has "$out" '"name":"work_mem","value":"3MB","source":"postgresql.conf","where":"/x.conf:1"'
}

@test "control files of real clusters: a standby of 14, 16 or 17 gets what its primary had" {
	machine 4294967296 '200000 100000'
	mkdir -p "$machine/pgdata/global"
	touch "$machine/pgdata/standby.signal"
	for major in 14 16 17; do
		cp "$REPO/tests/fuzz/seed/guc_pgcontrol/$major" "$machine/pgdata/global/pg_control"
		PGDATA=/pgdata ours plan --root "$machine" --format args --pg $major
		hasnt "$err" pg_control
		for word in max_connections=137 max_worker_processes=37 max_wal_senders=27 \
			max_prepared_transactions=7 max_locks_per_transaction=97; do
			has "$out" "$word"
		done
	done
}

@test "a FIFO, a folder or an endless file in the place of the server's files: a warning, never a wait" {
	machine 4294967296 '200000 100000'
	mkdir -p "$machine/pgdata/global"
	touch "$machine/pgdata/standby.signal"
	export PGDATA=/pgdata
	for name in PG_VERSION postgresql.conf postgresql.auto.conf global/pg_control; do
		for make in mkfifo mkdir 'truncate -s 1T'; do
			$make "$machine/pgdata/$name"
			timeout 10 "$PGTUNE" plan --root "$machine" --format json >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err"
			has "$(cat "$BATS_TEST_TMPDIR/out")" '"max_connections","value":"130"'
			has "$(cat "$BATS_TEST_TMPDIR/err")" "/pgdata/$name\": "
			rm -rf "${machine:?}/pgdata/$name"
		done
	done
	chmod 000 "$machine/pgdata/global"
	for dir in "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}"; do chmod a+x "$dir"; done
	cp "$PGTUNE" "$BATS_TEST_TMPDIR/pgtune-auto"
	setpriv --reuid 65534 --regid 65534 --clear-groups "$BATS_TEST_TMPDIR/pgtune-auto" plan --root "$machine" \
		>/dev/null 2>"$BATS_TEST_TMPDIR/err"
	has "$(cat "$BATS_TEST_TMPDIR/err")" '/pgdata/global/pg_control": Permission denied'
	chmod 755 "$machine/pgdata/global"
}

@test "the last line counts, however many stand before it" {
	machine 4294967296 '200000 100000'
	mkdir -p "$machine/pgdata"
	{
		seq -f 'library.setting%g = '"'$(printf '%0100d' 0)'" 600
		seq -f 'work_mem = %gkB' 1000 1600
		echo "work_mem = '2MB'"
	} >"$machine/pgdata/postgresql.auto.conf"
	printf 'max_connections = 50\nshared_buffers = 128MB\nmax_connections = 100\nshared_buffers = 1GB\n' >"$machine/pgdata/postgresql.conf"
	PGDATA=/pgdata ours plan --root "$machine" --format json --keep conf
	has "$out" '"name":"work_mem","value":"2MB","source":"postgresql.auto.conf"'
	has "$out" '"name":"shared_buffers","value":"1GB","source":"postgresql.conf"'
	# max_connections is as initdb wrote it, in the end: the plan's
	has "$out" '"-c","max_connections='
	same "$err" "$(grep AUTO-CONFIG <<<"$err")"
}

@test "a text that is too long is cut between two characters" {
	local dir warnings=0
	for dir in $(printf 'é%.0s' {1..120}) x$(printf 'é%.0s' {1..120}) $(printf '日%.0s' {1..83}); do
		dir=$BATS_TEST_TMPDIR/$dir/$dir/$dir/$dir
		mkdir -p "$dir"
		printf 'a b c\nwork_mem = 1MB\nmax_connections = 1\n' >"$dir/postgresql.conf"
		ours plan -D "$dir"
		iconv -f utf8 -t utf8 "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err" >/dev/null
		warnings=$((warnings + $(grep -c warning: <<<"$err")))
	done
	[ "$warnings" -ge 9 ]
}

@test "a major comes from --pg, PG_MAJOR, the cluster, in this order" {
	machine 1073741824 '200000 100000'
	mkdir -p "$machine/pgdata"
	echo 15 >"$machine/pgdata/PG_VERSION"
	ours plan --root "$machine" --format json
	has "$out" '"major":18'
	export PGDATA=/pgdata
	ours plan --root "$machine" --format json
	has "$out" '"major":15'
	hasnt "$out" idle_replication_slot_timeout
	PG_MAJOR=16 ours plan --root "$machine" --format json
	has "$out" '"major":16'
	PG_MAJOR=16 ours plan --root "$machine" --format json --pg 17
	has "$out" '"major":17'
}

@test "a server newer than any that is known: a warning, and the plan of the newest" {
	machine 1073741824 '200000 100000'
	mkdir -p "$machine/pgdata"
	ours plan --root "$machine" --format args
	newest=$out
	for how in 'PG_MAJOR=19 PGDATA=/none' 'PG_MAJOR= PGDATA=/pgdata'; do
		echo 19 >"$machine/pgdata/PG_VERSION"
		export ${how?}
		ours plan --root "$machine" --format args --strict
		same "$code/$out" "0/$newest"
		has "$err" 'PostgreSQL 19, and this program knows 14 to 18: planning for 18'
	done
	ours plan --root "$machine" --format json --pg 20
	same "$code" 0
	has "$out" '"major":18'
	has "$err" '--pg: PostgreSQL 20'
	hasnt "$err" 'PostgreSQL 19'
}

@test "what does not fit is said, and --strict fails" {
	machine 1073741824 '200000 100000'
	ours plan --root "$machine" -c max_connections=5000
	same "$code" 0
	has "$err" 'MB'
	ours plan --root "$machine" -c max_connections=5000 --format json
	has "$out" '"fits":false'
	ours plan --root "$machine" -c max_connections=5000 --strict
	same "$code" 1
	ours plan --root "$machine" --strict
	same "$code" 0
	ours plan --root "$machine" -c max_connections=5000 --strict --skip-autoconfig
	same "$code" 0
	ours explain --root "$machine" -c max_connections=5000 --strict work_mem
	same "$code" 1
	has "$out" 'work_mem = '
	ours matrix --root "$machine" --memory 64MB,1GB --cpus 1 --format csv --strict
	same "$code" 1
	has "$out" '64MB,1,'
	ours matrix --root "$machine" --memory 1GB,2GB --strict
	same "$code" 0
}

@test "POSTGRES_SKIP_AUTOCONFIG passes no tuning, libraries as ever" {
	machine 1073741824 '200000 100000'
	export POSTGRES_SKIP_AUTOCONFIG=true
	ours plan --root "$machine" --format args --libraries auto_explain
	same "$out" "-c
shared_preload_libraries=auto_explain"
	has "$err" '[AUTO-CONFIG] RAM: 1024MB (cgroup-v2), CPU: 2 cores (cgroup-v2) → off (POSTGRES_SKIP_AUTOCONFIG)'
}

@test "DIR/env stands in for the environment, and Kubernetes' variables of this machine do not count" {
	machine 1073741824 '200000 100000'
	echo POSTGRES_MEMORY=3GB >"$machine/env"
	ours plan --root "$machine"
	has "$err" 'RAM: 3072MB (override)'
	ours plan --root "$machine" --memory 2GB
	has "$err" 'RAM: 2048MB (override)'
	rm "$machine/env"
	echo 937 >"$machine/proc/self/oom_score_adj"
	KUBERNETES_SERVICE_HOST=10.0.0.1 ours detect --root "$machine" --format json
	has "$out" '"request_hint_bytes":null'
}

@test "a root that nobody may list is read all the same" {
	machine 1073741824 '200000 100000'
	echo POSTGRES_CPUS=3 >"$machine/env"
	chmod -R a+rX "$machine" && chmod 711 "$machine"
	cp "$PGTUNE" "$BATS_TEST_TMPDIR/pgtune-auto" && chmod 755 "$BATS_TEST_TMPDIR/pgtune-auto"
	for dir in "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}"; do chmod a+x "$dir"; done
	for command in detect plan; do
		setpriv --reuid 65534 --regid 65534 --clear-groups \
			"$BATS_TEST_TMPDIR/pgtune-auto" $command --root "$machine" --format json 2>/dev/null | grep -q '"bytes":1073741824.*"milli":3000'
	done
}

@test "plan is plain text: no escape sequence where stdout is no terminal" {
	machine 1073741824 '200000 100000'
	ours plan --root "$machine"
	hasnt "$out" $'\033'
	for columns in 1 60 80 200; do
		COLUMNS=$columns ours plan --root "$machine"
		same "$code" 0
	done
}

@test "explain: all, some, in any spelling, and the nearest name" {
	machine 1073741824 '200000 100000'
	ours explain --root "$machine"
	same "$code" 0
	has "$out" 'shared_buffers = 128MB'
	has "$out" 'Memory, when every connection does its worst at once'
	ours explain --root "$machine" Work-Mem max_connections temp_buffers -c max_connections=77 -c temp_buffers=0.5GB
	same "$(grep -c '^[a-z_]* = ' <<<"$out")" 3
	has "$out" 'work_mem = '
	has "$out" 'max_connections = 77'
	has "$out" 'temp_buffers = 0.5GB'
	has "$out" 'yours, planned from and not passed again: -c'
	ours explain --root "$machine" --pg 17 autovacuum_max_workers
	has "$out" 'moved by  your own: -c autovacuum_max_workers=VALUE'
	has "$out" 'takes     a restart'
	ours explain --root "$machine" --pg 18 autovacuum_max_workers
	has "$out" 'takes     a reload'
	ours explain shared_bufers
	same "$code" 2
	has "$err" 'did you mean shared_buffers?'
}

@test "matrix: a row for each pair, in three formats" {
	ours matrix --memory 512MB,1GB,2GB --cpus 1,2.5
	same "$code" 0
	same "$(wc -l <<<"$out")" 7
	has "$out" ' 2.5 '
	ours matrix --memory '512MB, 1GB' --cpus 1 --format csv
	same "$(sed 1q <<<"$out" | tr -cd , | wc -c)" 9
	same "$(sed -n 2p <<<"$out" | cut -d, -f1-3)" '512MB,1,64MB'
	ours matrix --memory 1GB --cpus 2 --format json
	python3 -m json.tool <<<"$out" >/dev/null
	has "$out" '"memory_bytes":1073741824'
	ours matrix
	same "$code" 0
	ours matrix --memory "$(seq -s, 100 1000)" --cpus 1,2,3,4,8
	same "$code $(wc -l <<<"$out")" '0 4506'
	for wrong in '512MB,' ,1GB 5XB; do
		ours matrix --memory "$wrong"
		same "$code" 2
		has "$err" '--memory: "'
	done
}

@test "plan runs nothing and touches nothing" {
	machine 1073741824 '200000 100000'
	mkdir "$BATS_TEST_TMPDIR/pgdata"
	chmod 555 "$BATS_TEST_TMPDIR/pgdata"
	postgres_that_tells
	PGDATA=$BATS_TEST_TMPDIR/pgdata ours plan
	hasnt "$out$err" 'postgres was run'
	same "$(ls -A "$BATS_TEST_TMPDIR/pgdata")" ''
	PGDATA=$BATS_TEST_TMPDIR/pgdata ours --dry-run -D /elsewhere
	has "$err" 'warning: a start is refused: the server is given the data directory "/elsewhere", and PGDATA is'
	PGDATA=$BATS_TEST_TMPDIR/pgdata ours --dry-run -D "$BATS_TEST_TMPDIR/./pgdata/"
	hasnt "$err" 'is refused'
}

@test "a slip of the finger that goes to the server is pointed out" {
	machine 1073741824 '200000 100000'
	ours plan --root "$machine" --memroy=4GB
	same "$code" 0
	has "$err" '"--memroy=4GB" is passed to postgres; did you mean --memory?'
	ours plan --root "$machine" --mem=4GB
	has "$err" '"--mem=4GB" is passed to postgres; did you mean --memory?'
	ours plan --root "$machine" --work_mem=4MB
	hasnt "$err" 'did you mean'
}

@test "a variable named after a setting is warned of; an option's, and one that names none, are not" {
	machine 1073741824 '200000 100000'
	POSTGRES_WORK_MEM=8MB POSTGRES_MAX_CONNECTIONS=40 POSTGRES_PORT=tcp://10.0.0.1:5432 ours plan --root "$machine"
	same "$code" 0
	has "$err" 'warning: POSTGRES_WORK_MEM is not read: postgres takes -c work_mem=VALUE'
	same "$(grep -c 'is not read' <<<"$err")" 1
}

@test "a variable that is near to one of ours, or named as the option is, is warned of; other words are not" {
	machine 1073741824 '200000 100000'
	POSTGRES_MEMROY=4GB POSTGRES_WORKLOAD=oltp POSTGRES_CONNECTIONS=9 POSTGRES_OPTS=x POSTGRES_HOST=db POSTGRES_PASS=x \
		POSTGRES_PASSWORD=x POSTGRES_INITDB_ARGS=-k POSTGRES_ROLE=primary POSTGRES_APP_USER=a POSTGRES_DB_FILE=x \
		POSTGRES_INITDB_AGRS=-k PGTUNE_HOOK_TIMOUT=9 PGTUNE_LOCK_WAIT=9 PGTUNE_WORK_MEM=4MB REPLICATION_SLOTNAME=a \
		ours plan --root "$machine"
	same "$code" 0
	same "$(grep 'is not read' <<<"$err" | sed 's/.*warning: //' | sort)" "PGTUNE_HOOK_TIMOUT is not read; did you mean PGTUNE_HOOK_TIMEOUT?
POSTGRES_CONNECTIONS is not read; did you mean POSTGRES_MAX_CONNECTIONS?
POSTGRES_INITDB_AGRS is not read; did you mean POSTGRES_INITDB_ARGS?
POSTGRES_MEMROY is not read; did you mean POSTGRES_MEMORY?
POSTGRES_WORKLOAD is not read; did you mean POSTGRES_WORKLOAD_TYPE?
REPLICATION_SLOTNAME is not read; did you mean REPLICATION_SLOT_NAME?"
}

@test "an operator's value cannot move a terminal's cursor; the command line has it as it is" {
	machine 1073741824 '200000 100000'
	has "$("$PGTUNE" explain --root "$machine" shared_buffers -c $'shared_buffers=\e[2J' 2>/dev/null)" 'shared_buffers = ?[2J'
	same "$("$PGTUNE" plan --root "$machine" -c $'shared_buffers=\e[2J' 2>/dev/null | grep $'\e')" $'    -c \'shared_buffers=\e[2J\''
}
