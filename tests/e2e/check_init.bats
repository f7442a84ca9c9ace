# limit: 600
# check-init against PostgreSQL itself: what is found at error level does fail, on the lines that are
# named; what is clean runs. The files are run as the images do: psql, one file after the other.

setup_file() {
	export TOP=$BATS_TEST_DIRNAME/../.. GOLDEN=$BATS_TEST_DIRNAME/../golden/check-init
	export PROGRAM=$TOP/build/pgtune-auto
	PATH=$(echo /usr/lib/postgresql/*/bin | tr ' ' '\n' | sort -V | tail -1):$PATH
	export PATH PGHOST=$BATS_FILE_TMPDIR PGUSER=postgres POSTGRES_USER=postgres POSTGRES_DB=postgres
	unset PGDATABASE PGPORT
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR/.."
	chown postgres "$BATS_FILE_TMPDIR"
	as_postgres initdb -D "$BATS_FILE_TMPDIR/fresh" -U postgres -A trust --no-sync \
		--encoding=UTF8 --locale=C.UTF-8 >/dev/null # as the images are
}

teardown() { stop; }

# stop: the server of the last case, also when its data directory is gone.
stop() {
	local pid
	pid=$(cat "$BATS_FILE_TMPDIR/pid" 2>/dev/null) || return 0
	kill -QUIT "$pid" 2>/dev/null || true
	for _ in {1..100}; do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.1
	done
	rm -f "$BATS_FILE_TMPDIR/pid"
}

as_postgres() { (cd / && setpriv --reuid postgres --regid postgres --clear-groups "$@"); }

# fresh: a new cluster, and a copy of the case's folder that the server's user can read.
fresh() {
	export PGDATA=$BATS_FILE_TMPDIR/data
	stop
	rm -rf "$PGDATA" "$BATS_FILE_TMPDIR/init"
	cp -a "$BATS_FILE_TMPDIR/fresh" "$PGDATA"
	as_postgres pg_ctl -D "$PGDATA" -w -l "$BATS_FILE_TMPDIR/log" \
		-o "-k $BATS_FILE_TMPDIR -c listen_addresses= -c fsync=off" start >/dev/null
	head -1 "$PGDATA/postmaster.pid" >"$BATS_FILE_TMPDIR/pid"
	cp -a "$GOLDEN/$1" "$BATS_FILE_TMPDIR/init"
	chown -R -h postgres "$BATS_FILE_TMPDIR/init"
}

# all [PSQL OPTION...]: runs the folder; the first failure ends it.
all() {
	local f
	for f in "$BATS_FILE_TMPDIR"/init/*; do
		case $f in
		*.sql) as_postgres psql -v ON_ERROR_STOP=1 -Xq "$@" -d postgres -f "$f" || return ;;
		*.sh)
			if [ -x "$f" ]; then as_postgres "$f" || return; else
				# shellcheck disable=SC2016 # bash expands it
				as_postgres bash -ec '. "$1"; echo "the entrypoint goes on"' - "$f" || return
			fi
			;;
		esac
	done
}

# fails CASE TEXT: its bad folder stops the way the finding says.
fails() {
	fresh "$1/bad"
	run all
	echo "$1: status $status: $output"
	[ "$status" != 0 ]
	[[ $output == *"$2"* ]]
}

@test "the lines with an error finding are those on which psql reports an error" {
	for case in PGL010-extension PGL011-role PGL012-function PGL013-schema PGL022-relation PGL052-foreign PGL053-variable \
		PGL054-typography; do
		fresh "$case/bad"
		file=$(basename "$(find "$BATS_FILE_TMPDIR/init" -name '10-*.sql')")
		found=$("$PROGRAM" check-init --format json "$BATS_FILE_TMPDIR/init" |
			jq -r --arg file "/$file" '.findings[] | select(.level == "error" and (.file | endswith($file))) | .line' | sort -nu)
		failed=$(as_postgres psql -Xq -d postgres -f "$BATS_FILE_TMPDIR/init/$file" 2>&1 >/dev/null |
			sed -nE 's/^psql:.*\.sql:([0-9]+): .*(ERROR|error|FATAL):.*/\1/p' | sort -nu)
		diff <(echo "$found") <(echo "$failed") || { echo "$case"; return 1; }
	done
}

@test "bad folders stop the first boot as their finding says" {
	fails PGL001-forbidden 'type "vector" does not exist'
	fails PGL008-unreadable 'No such file or directory'
	fails PGL011-role 'role "app" does not exist'
	fails PGL012-function 'function next_code() does not exist'
	fails PGL013-schema 'schema "app" does not exist'
	fails PGL014-database 'database "ghost" does not exist'
	fails PGL015-extension-missing 'extension "postgis" is not available'
	fails PGL021-unterminated 'unterminated quoted string'
	fails PGL022-relation 'relation "users" does not exist'
	fails PGL023-heredoc 'syntax error at or near'
	fails PGL024-encoding 'invalid byte sequence for encoding "UTF8": 0xff'
	fails PGL038-crlf 'No such file or directory'
}

@test "a sourced exit ends the entrypoint with its work undone, exec too" {
	fresh PGL031-exit/bad
	run all
	[ "$status" = 0 ]
	[[ $output != *"the entrypoint goes on"* ]]
	fresh PGL033-exec/bad
	run all
	[[ $output != *"the entrypoint goes on"* ]]
	fresh PGL031-exit/good
	run all
	[[ $output == *"the entrypoint goes on"* ]]
}

@test "a removed data directory is gone" {
	fresh PGL040-removed/bad
	run all
	[ ! -e "$PGDATA/PG_VERSION" ]
}

@test "clean folders run to their end" {
	for case in PGL001-forbidden PGL002-policy PGL003-shared-prefix/good/one PGL011-role PGL012-function \
		PGL013-schema PGL014-database PGL019-password PGL020-definer PGL023-heredoc PGL022-relation real/odd; do
		[[ $case == */* ]] || case=$case/good
		fresh "$case"
		run all -v name=unknown_from_here -v p1=x -v pw=x
		[ "$status" = 0 ] || { echo "$case: $output"; return 1; }
	done
}

@test "the Supabase-like folder runs, and is clean" {
	fresh real/supabase
	run all -v pgpass=x
	[ "$status" = 0 ] || { echo "$output"; return 1; }
}
