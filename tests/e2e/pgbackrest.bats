#!/usr/bin/env bats
# limit: 300
# The pgBackRest example with the program itself: what its head says, in that order, brings back what was dropped.

load lib/common

setup_file() {
	engine_up
	stack_images_up
	export COMPOSE_PROJECT_NAME=pgt-backrest-$$ DATABASE_NETWORK=pgt-backrest-$$
	export POSTGRES_PORT=0 PGBOUNCER_PORT=0 POSTGRES_EXPORTER_PORT=0 PGBOUNCER_EXPORTER_PORT=0
	export POSTGRES_PASSWORD=super PGBOUNCER_AUTH_PASS=pool
	# The example installs the package; there is no package archive here.
	cp "$("$LIB/rootfs.sh" pgbackrest)" "$BATS_FILE_TMPDIR/pgbackrest"
	printf 'FROM %s\nCOPY pgbackrest /usr/bin/pgbackrest\n' "$POSTGRES_IMAGE" >"$BATS_FILE_TMPDIR/Dockerfile"
	docker build -q -t pgtune-auto/with-backrest:test "$BATS_FILE_TMPDIR" >/dev/null
	docker build -q --build-arg POSTGRES_IMAGE=pgtune-auto/with-backrest:test -t pgtune-auto/postgres-pgbackrest:18 \
		"$REPO/stacks/examples/pgbackrest" >/dev/null
}

teardown_file() {
	stack down -v --timeout 5 || :
	engine_down
}

stack() { docker compose -f "$REPO/compose.yml" -f "$REPO/stacks/examples/pgbackrest/compose.yml" "$@"; }
on() { stack exec -T postgres psql -U postgres -d app -XAtqc "$1"; }
backrest() { stack exec -T postgres pgbackrest --stanza=main "$@"; }
told() { grep -v '^[^#]' "$REPO/stacks/examples/pgbackrest/compose.yml" | tr -s '\\\n# ' ' ' | grep -qF -- "$1"; }

@test "stanza-create, backup, a table dropped, restore to before: it is back, and the server takes writes and archives" {
	local restore='run --rm --no-deps --entrypoint pgbackrest postgres --stanza=main --delta --type=time --target'
	local before
	told "exec postgres pgbackrest --stanza=main stanza-create"
	told "exec postgres pgbackrest --stanza=main backup"
	told "$restore=… --target-action=promote restore"
	stack up -d --wait --no-build
	backrest stanza-create
	on 'CREATE TABLE kept AS SELECT 1 AS id'
	backrest backup
	sleep 1 # pgBackRest wants a target in a later second than the backup's end
	on 'INSERT INTO kept VALUES (2)'
	before=$(on 'SELECT clock_timestamp()')
	sleep 1
	on 'DROP TABLE kept'
	backrest check
	stack stop
	# shellcheck disable=SC2086 # words
	stack $restore="$before" --target-action=promote restore
	stack up -d --wait --no-build
	[ "$(on 'SELECT string_agg(id::text, $$ $$ ORDER BY id) FROM kept')" = '1 2' ]
	on 'INSERT INTO kept VALUES (3)'
	backrest check
}

@test "the data volume is lost: the same restore without a target brings back all that was archived" {
	told "docker volume rm pgtune-primary_data"
	told "without --type, --target and --target-action"
	on 'INSERT INTO kept VALUES (4)'
	backrest check
	stack down --timeout 10
	docker volume rm "${COMPOSE_PROJECT_NAME}_data"
	stack run --rm --no-deps --entrypoint pgbackrest postgres --stanza=main --delta restore
	stack up -d --wait --no-build
	[ "$(on 'SELECT string_agg(id::text, $$ $$ ORDER BY id) FROM kept')" = '1 2 3 4' ]
	on 'INSERT INTO kept VALUES (5)'
	backrest check
	backrest backup
}
