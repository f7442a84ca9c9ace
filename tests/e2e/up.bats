#!/usr/bin/env bats
# limit: 300
# The first of the README's two commands, with a container engine and without.
load lib/common

setup_file() {
	engine_up
	stack_images_up
	export COMPOSE_PROJECT_NAME=pgt-up-$$ DATABASE_NETWORK=pgt-up-$$
	export POSTGRES_DEV_PORT=0 PGBOUNCER_DEV_PORT=0 POSTGRES_EXPORTER_DEV_PORT=0 PGBOUNCER_EXPORTER_DEV_PORT=0
}

teardown_file() {
	in_tree purge YES=1 || :
	DOCKER_HOST=unix:///nowhere in_tree purge YES=1 || :
	engine_down
}

# As a shell that never heard of our engine's make variables.
in_tree() { env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory -C "$REPO" "$@"; }

# ask QUERY: by the command that `make up` printed last.
ask() { eval "$(in_tree up </dev/null 2>/dev/null | grep -o '\(PGPASSWORD=.* \)\?psql .*') -XAtqc \"$1\""; }

# round: up, twice; down and up keep the data; purge without a yes removes nothing, with it all.
round() {
	ask 'CREATE TABLE kept AS SELECT 42 AS n'
	[ "$(ask 'SELECT n FROM kept')" = 42 ]
	in_tree down
	[ "$(ask 'SELECT n FROM kept')" = 42 ]
	for answer in /dev/null - no yesterday; do
		run in_tree purge < <([ $answer = /dev/null ] || echo "${answer#-}")
		[ "$status" != 0 ]
		[[ $output = *'nothing removed'* ]]
	done
	[ "$(ask 'SELECT n FROM kept')" = 42 ]
	in_tree purge <<<Yes
	[ -z "$(ask "SELECT relname FROM pg_class WHERE relname = 'kept'")" ]
}

@test "make up, down and purge with a container engine: the development stack, through the pooler" {
	round
	[ "$(docker ps --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" -q | wc -l)" = 4 ]
	in_tree purge YES=1
	[ -z "$(docker volume ls -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME")" ]
}

@test "make clean: all of build/, which may be a link, but the data of make up" {
	mkdir -p "$BATS_TEST_TMPDIR"/built/{obj,local}
	ln -s built "$BATS_TEST_TMPDIR/build"
	in_tree clean B="$BATS_TEST_TMPDIR/build"
	same "$(ls "$BATS_TEST_TMPDIR/built")" local
}

@test "make up, down and purge without one: a planned server of its own" {
	export DOCKER_HOST=unix:///nowhere
	export LC_ALL=C
	umask 077
	run in_tree up
	hasnt "$output" 'could not change directory'
	dir=$(sed -n 's|.*cat \(.*\)/password.*|\1|p' <<<"$output")
	none grep -F 'could not change directory' "$dir/log"
	in_tree purge YES=1
	install -D /dev/null "$dir/new/PG_VERSION" # of an initdb that was killed
	round
	[ "$(ask 'SHOW server_encoding')" = UTF8 ]
	[ "$(ask "SELECT source FROM pg_settings WHERE name = 'shared_buffers'")" = 'command line' ]
	in_tree up
	in_tree down
	env --ignore-signal=INT sleep 600 3>&- &
	echo "$! 1" >"$dir/pid" # a number of before a restart of the machine, by now another's
	in_tree down
	echo "$! $(sed 's/.*) //' /proc/$!/stat | cut -d ' ' -f 20)" >"$dir/pid" # a server that does not end: the data stays
	seq() { echo 1; }
	export -f seq
	run "$REPO/tools/local.sh" purge
	unset -f seq
	same "$status" 1
	has "$output" "(process $!) did not end"
	[ -s "$dir/data/PG_VERSION" ]
	kill $!
	echo "$((2 ** 30)) " >"$dir/pid" # it was gone before its start was read
	in_tree down
	in_tree purge YES=1
}
