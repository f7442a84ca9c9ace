#!/usr/bin/env bats
# What the official images' own tests ask: postgres-basics, postgres-initdb. (override-cmd, utc and
# no-hard-coded-passwords are in boot_contract.bats.)
load lib/common
load lib/boot

setup_file() { engine_up && image_up; }
teardown_file() { engine_down; }

@test "postgres-basics and postgres-initdb: names with spaces, login over the network, an init file, JIT" {
	local d=$BATS_TEST_TMPDIR/d net c user='my cool postgres user' password='my cool postgres password' db='my cool postgres database'
	net=$(own net) c=$(own basics)
	mkdir "$d"
	echo "CREATE TABLE test (id INT, descr TEXT); INSERT INTO test VALUES (1, 'hello');" >"$d/initdb.sql"
	docker network create --label "$LABEL" "$net" >/dev/null
	boot "$c" --network "$net" --network-alias server -v "$d:/docker-entrypoint-initdb.d:ro" \
		-e POSTGRES_USER="$user" -e POSTGRES_PASSWORD="$password" -e POSTGRES_DB="$db"
	psql() { docker run --rm -i --network "$net" -e PGPASSWORD="$password" --entrypoint psql "$IMAGE" -h server -U "$user" --quiet --no-align --tuples-only "$@" "$db"; }
	[ "$(psql -c 'SELECT descr FROM test WHERE id = 1')" = hello ]
	psql <<-'SQL'
		CREATE TABLE more (a INT, b INT, c VARCHAR(255));
		INSERT INTO more VALUES (1, 2, 'hello'), (2, 3, 'goodbye!');
	SQL
	[ "$(psql -c 'SELECT count(*) FROM more')" = 2 ]
	psql -c 'DELETE FROM more WHERE a = 1'
	[ "$(psql -c 'SELECT c FROM more')" = 'goodbye!' ]
	[ "$(psql -c 'SET jit = on; SELECT pg_jit_available()')" = t ]
	run -2 docker run --rm --network "$net" -e PGPASSWORD=wrong --entrypoint psql "$IMAGE" -h server -U "$user" -c 'SELECT 1' "$db"
}

@test "on the official image: its script can be sourced, gosu is gone, and a link makes the binary one" {
	docker build -q -t pgtune-auto/official:test - >/dev/null <<-'END'
		FROM pgtune-auto/base:18
		RUN cd /usr/local/bin && printf '#!/bin/sh\nexit 99\n' >gosu && \
			printf '#!/bin/bash\n_main() { exec gosu postgres "$BASH_SOURCE" "$@"; }\n[ "$(id -u)" = 0 ] || echo "$(id -un) $HOME: $*"\n' >docker-entrypoint.sh && \
			chmod 755 gosu docker-entrypoint.sh
	END
	docker_build entrypoint pgtune-auto/on-official:test pgtune-auto/official:test
	[ "$(docker run --rm --label "$LABEL" --entrypoint sh pgtune-auto/on-official:test -c 'command -v gosu')" = '' ]
	docker build -q -t pgtune-auto/on-official:test - >/dev/null <<-'END'
		FROM pgtune-auto/on-official:test
		RUN ln -s pgtune-auto /usr/local/bin/gosu
	END
	wrap() { docker run --rm --label "$LABEL" -e POSTGRES_PASSWORD=x pgtune-auto/on-official:test bash -c "$1" 2>&1; }
	[ "$(wrap '. docker-entrypoint.official.sh; _main postgres -c x=y')" = 'postgres /var/lib/postgresql: postgres -c x=y' ]
	run -0 wrap 'exec gosu postgres docker-entrypoint.sh postgres -C work_mem'
	[[ $output = *'init process complete'* ]]
	run -0 wrap 'gosu postgres pg_ctl --version; gosu nobody id -un'
	[[ $output = 'pg_ctl (PostgreSQL) 18'*nobody ]]
}
