#!/usr/bin/env bats
# The slim image: what it holds, a first boot and service without root, capability, shell tools or a writable
# root; and that what it gives up is said before anything is touched.
load lib/common
load lib/boot

SLIM=pgtune-auto/slim:18
TIGHT=(--read-only --cap-drop ALL --security-opt no-new-privileges --tmpfs /run/postgresql:mode=1777 --tmpfs /tmp)

setup_file() {
	engine_up
	docker build -q -f "$REPO/docker/postgres/Dockerfile.slim" --build-arg PREBUILT=yes --build-arg "BASE_IMAGE=$BASE" -t $SLIM "$REPO" >/dev/null
	local d=$BATS_FILE_TMPDIR/d
	mkdir "$d"
	echo "CREATE TABLE t AS SELECT 'hello' AS a; CREATE EXTENSION pgcrypto;" >"$d/1.sql"
	printf '#!/bin/sh\necho "script: $(command -v cat || echo no cat)"\n' >"$d/2.sh"
	chmod 755 "$d/2.sh"
	volume "$(own slim)"
	start "$(own slim)" "${TIGHT[@]}" --health-interval 1s -v "$(own slim):/var/lib/postgresql" -v "$d:/docker-entrypoint-initdb.d:ro" \
		-e POSTGRES_PASSWORD=secret -e POSTGRES_DB=app $SLIM
	wait_ready "$(own slim)"
}
teardown_file() { engine_down; }

q() { docker exec "$(own slim)" psql -U postgres -XAtqc "$1" app; }

@test "init files, a login over the network, collations, an extension, and a healthy container" {
	[ "$(docker exec -e PGPASSWORD=secret "$(own slim)" psql "host=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' "$(own slim)") user=postgres dbname=app" -Atc 'SELECT a FROM t')" = hello ]
	logs "$(own slim)" | grep -qx 'script: no cat'
	[ "$(q "SELECT count(*) FROM pg_collation WHERE collname = 'en_US.utf8'")" = 1 ]
	[ "$(q "SELECT length(gen_salt('bf')), now() AT TIME ZONE 'Europe/Berlin' IS NOT NULL, pg_jit_available()")" = '29|t|f' ]
	q "COPY (SELECT 1) TO PROGRAM 'read -r x && echo got \$x >&2'"
	wait_log "$(own slim)" 'got 1' 10
	wait_for 30 sh -c "docker inspect -f '{{.State.Health.Status}}' $(own slim) | grep -qx healthy"
	[ "$(docker exec "$(own slim)" sh -c 'while read -r a b _; do case $a in Uid:|CapEff:) echo $a $b;; esac; done </proc/1/status')" = $'Uid: 999\nCapEff: 0000000000000000' ]
}

@test "a kill and a stop: it comes back by itself, with nothing written outside the volume" {
	docker kill "$(own slim)" >/dev/null
	docker start "$(own slim)" >/dev/null
	wait_ready "$(own slim)"
	[ "$(q 'SELECT a FROM t')" = hello ]
	docker stop "$(own slim)" >/dev/null
	[ "$(docker inspect -f '{{.State.ExitCode}}' "$(own slim)")" = 0 ]
	[ "$(docker diff "$(own slim)")" = '' ]
	docker start "$(own slim)" >/dev/null
	wait_ready "$(own slim)"
}

@test "no shell tools, no package manager, no setuid program" {
	docker export "$(own slim)" | tar -tv >"$BATS_TEST_TMPDIR/files"
	awk '{ print $6 }' "$BATS_TEST_TMPDIR/files" | grep -E '^usr/(local/)?s?bin/.' | sort >"$BATS_TEST_TMPDIR/programs"
	diff - "$BATS_TEST_TMPDIR/programs" <<-'END'
		usr/bin/locale
		usr/bin/sh
		usr/local/bin/docker-enforce-initdb.sh
		usr/local/bin/docker-ensure-initdb.sh
		usr/local/bin/docker-entrypoint.sh
		usr/local/bin/pgtune-auto
	END
	run -1 grep -E '^-..s|^-.....s' "$BATS_TEST_TMPDIR/files"
	[ "$(docker image inspect -f '{{.Size}}' $SLIM)" -lt 100000000 ]
}

@test "what it gives up is refused by name, and the volume stays empty" {
	local d=$BATS_TEST_TMPDIR/d v
	v=$(own refused)
	volume "$v"
	refused() { # CODE FILE TEXT [docker run options]
		mkdir "$d"
		cat >"$d/$2"
		[ "${2%.run.sh}" = "$2" ] || chmod 755 "$d/$2"
		run timeout 60 docker run --rm --label "$LABEL" "${TIGHT[@]}" -v "$v:/var/lib/postgresql" -v "$d:/docker-entrypoint-initdb.d:ro" -e POSTGRES_PASSWORD=x "${@:4}" $SLIM
		echo "$output"
		[ "$status" = "$1" ]
		[[ $output = *"$3"* && $output != *'files belonging to this database'* ]]
		rm -r "$d"
	}
	refused 1 a.sh 'a.sh" needs "bash", which is not in this image' <<<'echo sourced'
	refused 1 a.run.sh 'a.run.sh" needs "/bin/bash", which is not in this image' <<<'#!/bin/bash'
	refused 1 a.run.sh 'a.run.sh" needs "/usr/bin/env"' <<<'#!/usr/bin/env bash'
	refused 1 a.run.sh 'a.run.sh" needs "bash"' <<<'echo no interpreter named'
	refused 1 a.sql.gz 'a.sql.gz" needs "gunzip"' </dev/null
	refused 2 a.sql 'PGTUNE_INIT_ORDER=locale' -e PGTUNE_INIT_ORDER=locale </dev/null
	[ "$(docker run --rm -v "$v:/v" --entrypoint find "$BASE" /v -mindepth 1)" = '' ]
}

@test "any uid; the official names" {
	run -0 docker run --rm --label "$LABEL" "${TIGHT[@]}" --user 4321:0 -e POSTGRES_PASSWORD=x -e POSTGRES_DB=app --entrypoint docker-ensure-initdb.sh $SLIM
	[[ $output = *'CREATE DATABASE'* ]]
}
