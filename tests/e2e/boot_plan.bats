#!/usr/bin/env bats
# The plan in the container: at each memory limit the server's own answers are the plan's; what the
# operator says wins; a wrong variable is refused before anything is touched.
load lib/common
load lib/boot

setup_file() { engine_up && image_up; }
teardown_file() { engine_down; }

# differences NAME: what the running server shows otherwise than the plan it was started with says. The
# plan is the announced one with the server's own measure of its shared memory in it: the words of its
# command line.
differences() {
	docker exec -u postgres "$1" sh -c 'tr "\0" "\n" </proc/$(head -n 1 $PGDATA/postmaster.pid)/cmdline | grep =' >"$BATS_TEST_TMPDIR/plan"
	docker exec -i "$1" psql -U postgres -XAtq -v "words=$(cat "$BATS_TEST_TMPDIR/plan")" <<-'SQL'
		WITH planned AS (
			SELECT split_part(w, '=', 1) AS name, substr(w, strpos(w, '=') + 1) AS value
			FROM regexp_split_to_table(:'words', '\n') w)
		SELECT name, value, current_setting(name) FROM planned
		WHERE CASE WHEN value ~ '^[0-9]+(kB|MB|GB|TB)$' THEN pg_size_bytes(value) <> pg_size_bytes(current_setting(name))
		           WHEN value ~ '^[0-9]+(ms|s|min|h|d)$' THEN value::interval <> current_setting(name)::interval
		           ELSE value <> current_setting(name) END;
		SELECT 'nothing planned' WHERE 10 > cardinality(string_to_array(:'words', E'\n'));
	SQL
}

@test "check takes the words that the container was started with, and its own behind them" {
	local c
	c=$(own said)
	boot "$c" -m 512m -e POSTGRES_MAX_CONNECTIONS=3 -- --memory=400MB -c max_connections=30 -c random_page_cost=3 \
		-c superuser_reserved_connections=1 -c "a.b=$(printf %70000s "")"
	[[ $(docker exec "$c" pgtune-auto check) = 'note     running'*[0-9] ]]
	docker exec "$c" pgtune-auto check --memory 512MB | grep -q 'drifted .*shared_buffers was started with 50MB, .* 64MB'
	run docker exec "$c" pgtune-auto check -c max_connections=80
	[[ $output = *drifted*'work_mem was started with'* && $output != *random_page_cost* ]]
	docker rm -f "$c" >/dev/null
}

@test "from 512 MB to 8 GB: SHOW equals the plan" {
	local v limit last=0 now
	v=$(own matrix)
	filled "$v"
	for limit in 512m 1g 2g 4g 8g; do
		boot "$v.$limit" -v "$v:/var/lib/postgresql" -m "$limit" --memory-swap "$limit"
		logs "$v.$limit" | grep -F '[AUTO-CONFIG] RAM: '
		[ "$(differences "$v.$limit")" = "" ]
		now=$(sql "$v.$limit" "SELECT setting::bigint FROM pg_settings WHERE name = 'shared_buffers'")
		[ "$now" -gt "$last" ]
		last=$now
		docker stop "$v.$limit" >/dev/null
	done
}

@test "the operator's word wins: arguments, ALTER SYSTEM, POSTGRES_MEMORY, SKIP_AUTOCONFIG" {
	local c
	c=$(own words)
	filled "$c"
	boot "$c" -v "$c:/var/lib/postgresql" -m 1g -e POSTGRES_MEMORY=512MB -- -c work_mem=7MB --max-connections=33
	[ "$(sql "$c" 'SHOW work_mem')/$(sql "$c" 'SHOW max_connections')" = 7MB/33 ]
	logs "$c" | grep -F '[AUTO-CONFIG] RAM: 512MB (override)'
	sql "$c" "ALTER SYSTEM SET maintenance_work_mem = '77MB'"
	docker restart "$c" >/dev/null
	wait_ready "$c"
	[ "$(sql "$c" 'SHOW maintenance_work_mem')" = 77MB ]
	docker rm -f "$c" >/dev/null
	boot "$c" -v "$c:/var/lib/postgresql" -m 1g -e POSTGRES_SKIP_AUTOCONFIG=true
	[ "$(sql "$c" 'SHOW shared_buffers')" = 128MB ]
	[ "$(sql "$c" "SELECT count(*) FROM pg_settings WHERE source = 'command line' AND name = 'work_mem'")" = 0 ]
	docker rm -f "$c" >/dev/null
	docker run --rm -v "$c:/v" --entrypoint sh "$IMAGE" -c 'cat /v/18/docker/postgresql.auto.conf' | grep -q 77MB
}

@test "a wrong variable or option ends the start with 2, a plan that --strict refuses with 1, and nothing was made" {
	idle "$(own idle)"
	run -2 within "$(own idle)" -e POSTGRES_PASSWORD=x -e POSTGRES_MEMORY=5XB -- postgres
	[[ $output = *POSTGRES_MEMORY*5XB* ]]
	run -2 within "$(own idle)" -e POSTGRES_PASSWORD=x -e POSTGRES_WORKLOAD_TYPE=lots -- postgres
	run -1 within "$(own idle)" -e POSTGRES_PASSWORD=x -e POSTGRES_MEMORY=512MB -e PGTUNE_STRICT=true -- postgres -c work_mem=1GB
	[[ $output = *'error: strict: the worst case does not fit: '*'hint: work_mem='* ]]
	[ "$(docker exec "$(own idle)" find /var/lib/postgresql -mindepth 1)" = "" ]
}

@test "--dry-run on an empty volume lists the first boot and makes nothing" {
	idle "$(own dry)"
	docker exec "$(own dry)" sh -c 'echo "GRANT ALL ON SCHEMA public TO nobody_made;" >/docker-entrypoint-initdb.d/1.sql; touch /docker-entrypoint-initdb.d/x.txt'
	run -0 within "$(own dry)" -e POSTGRES_PASSWORD=hush -e POSTGRES_DB=app -- --dry-run
	[[ $output = *"First boot"*"initdb --pgdata=/var/lib/postgresql/18/docker --username=postgres"*"create       app"*"psql         /docker-entrypoint-initdb.d/1.sql"*"ignore       /docker-entrypoint-initdb.d/x.txt"* ]]
	[[ $output = *"1.sql:1:31: error: no file creates role"*"[PGL011]"* ]]
	[[ $output != *hush* ]]
	[ "$(docker exec "$(own dry)" find /var/lib/postgresql -mindepth 1)" = "" ]
}

@test "the server is asked about a plan once, and again when the plan is another" {
	local c
	c=$(own once)
	filled "$c"
	boot "$c" -v "$c:/var/lib/postgresql" -m 1g
	state() { docker exec "$c" sh -c 'grep validated $PGDATA/.pgtune-state'; }
	docker restart "$c" >/dev/null
	wait_ready "$c"
	first=$(state) keeps=$(sql "$c" 'SHOW max_slot_wal_keep_size')
	docker exec -u postgres "$c" fallocate -l 200M /var/lib/postgresql/ballast # less free space
	docker restart "$c" >/dev/null
	wait_ready "$c"
	[ "$(state)" = "$first" ]
	[ "$(sql "$c" 'SHOW max_slot_wal_keep_size')" != "$keeps" ]
	docker exec -u postgres "$c" rm /var/lib/postgresql/ballast
	docker update -m 2g --memory-swap 2g "$c" >/dev/null
	docker restart "$c" >/dev/null
	wait_ready "$c"
	[ "$(state)" != "$first" ]
	# a stranger's postmaster.pid: what could not be asked is asked at the next start
	docker exec "$c" sh -c 'rm $PGDATA/.pgtune-state'
	docker kill "$c" >/dev/null
	docker start "$c" >/dev/null
	wait_ready "$c"
	[ "$(state)" = '' ]
	docker restart "$c" >/dev/null
	wait_ready "$c"
	[ "$(state)" != '' ]
}
