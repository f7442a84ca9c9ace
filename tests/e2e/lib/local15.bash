# shellcheck shell=bash disable=SC2034
# A PostgreSQL 15 of this machine on a directory of the test file: `load lib/local15`.
# cluster_make, cluster_start [ARG...], cluster_stop, ask SQL.

PG15=/usr/lib/postgresql/15/bin
REPO=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
PGTUNE=$REPO/build/pgtune-auto
unset "${!POSTGRES_@}" "${!PGTUNE_@}" PG_MAJOR PGUSER PGPASSWORD
PATH=$PG15:$PATH

as_postgres() { (cd / && runuser -u postgres -- "$@"); }

cluster_make() {
	CLUSTER=$(mktemp -d /tmp/pgtune-local.XXXXXX)
	chown postgres "$CLUSTER"
	export CLUSTER PGDATA=$CLUSTER/data PGHOST=$CLUSTER
	as_postgres initdb -A trust -U postgres --no-sync "$PGDATA" >/dev/null
}

# The server, with the words given; a private socket, no TCP.
cluster_start() {
	as_postgres env PGDATA="$PGDATA" pg_ctl -s -w -t 60 -l "$CLUSTER/log" start \
		-o "$(printf '%q ' "$@" -c listen_addresses= -k "$CLUSTER")" || {
		cat "$CLUSTER/log"
		return 1
	}
}

cluster_stop() { as_postgres pg_ctl -s -w -m fast -D "$PGDATA" stop || true; }

cluster_remove() {
	cluster_stop 2>/dev/null
	rm -rf "$CLUSTER"
}

ask() { as_postgres psql -h "$CLUSTER" -U postgres -XAtqc "$1"; }
