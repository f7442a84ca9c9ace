#!/usr/bin/env bats
# What the official images' own tests ask: postgres-basics, postgres-initdb. (override-cmd, utc and
# no-hard-coded-passwords are in boot_contract.bats.) And what images and wrappers built on the official one do.
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

@test "an init file under set -u finds the variables of a password, empty where trust needs none" {
	local d=$BATS_TEST_TMPDIR/d
	mkdir "$d"
	printf '#!/bin/sh\nset -u\necho "password: [$POSTGRES_PASSWORD$PGPASSWORD]"\n' >"$d/1.sh"
	chmod 755 "$d/1.sh"
	run -0 once -v "$d:/docker-entrypoint-initdb.d:ro" -e POSTGRES_HOST_AUTH_METHOD=trust -- postgres -C port
	[[ $output = *'password: []'* ]]
}

@test "what init files of derived images do: conf and hba edits, templates, libraries by a restart, a dump, their stdin" {
	local c d=$BATS_TEST_TMPDIR/d
	c=$(own derived)
	mkdir "$d"
	cat >"$d/1.sh" <<-'END'
		#!/bin/bash
		printf '%s\n' 'work_mem = 77MB # tuned' 'app.key = 1' >>"$PGDATA/postgresql.conf"
		sed -i 's/host all all all trust/host all all all md5/' "$PGDATA/pg_hba.conf"
		psql -U "$POSTGRES_USER" template1 -c 'CREATE EXTENSION pg_trgm'
		[ -n "$TUNE" ] || exit 0
		echo not reached
	END
	cat >"$d/2.sh" <<-'END'
		export PGUSER="$POSTGRES_USER"
		"${psql[@]}" <<<'CREATE DATABASE template_gis IS_TEMPLATE true'
		for DB in template_gis "$POSTGRES_DB"; do
			"${psql[@]}" --dbname="$DB" <<<$'CREATE EXTENSION fuzzystrmatch;\n\\c'
		done
	END
	cat >"$d/3.sh" <<-'END'
		"${psql[@]}" -c "ALTER SYSTEM SET shared_preload_libraries = 'auto_explain'"
		pg_ctl -D "$PGDATA" -m fast -w restart
		echo "loaded: $("${psql[@]}" -Atc 'SHOW shared_preload_libraries')"
		read -r line
		echo "sourced got $line"
	END
	cat >"$d/4.sh" <<-'END'
		#!/bin/sh
		set -e
		pg_dump -Fc -U "$POSTGRES_USER" "$POSTGRES_DB" >/tmp/dump
		createdb -U "$POSTGRES_USER" copy
		pg_restore -U "$POSTGRES_USER" -d copy /tmp/dump
		read -r line
		echo "run got $line"
	END
	chmod 755 "$d/1.sh" "$d/4.sh"
	printf 'one\ntwo\n' | timeout 300 docker run -i --label "$LABEL" --name "$c" -v "$d:/docker-entrypoint-initdb.d:ro" -e POSTGRES_USER=me -e POSTGRES_DB='an app' \
		-e POSTGRES_PASSWORD=x -e POSTGRES_HOST_AUTH_METHOD=trust "$IMAGE" >/dev/null 2>&1 3>&- &
	wait_for 60 docker inspect "$c"
	wait_ready "$c"
	for line in 'loaded: auto_explain' 'sourced got one' 'run got two'; do logs "$c" | grep -qx "$line"; done
	logs "$c" | grep 'warning: work_mem=77MB in .*postgresql.conf'
	none sh -c "docker logs '$c' 2>&1 | grep 'not reached'"
	[ "$(docker exec "$c" psql -U me -XAtc 'SHOW shared_preload_libraries; SHOW app.key' 'an app')" = $'auto_explain\n1' ]
	for db in template1 template_gis copy 'an app'; do
		docker exec "$c" psql -U me -XAtc "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1 LIMIT 1" "$db"
	done >"$BATS_TEST_TMPDIR/extensions"
	same "$(tr '\n' ' ' <"$BATS_TEST_TMPDIR/extensions")" 'pg_trgm fuzzystrmatch fuzzystrmatch fuzzystrmatch '
	[ "$(docker exec "$c" sh -c 'tail -n 1 $PGDATA/pg_hba.conf')" = 'host all all all md5' ]
	docker rm -f -v "$c" >/dev/null
}
