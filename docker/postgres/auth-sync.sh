#!/bin/sh
# auth-sync: init scripts run once, passwords change later. This runs at every `up`, over the server's socket, and
# brings what is there to what the environment says. On a primary: every role and password, the superuser's,
# replication, application, the pooler's lookup, and the monitoring password that only the exporter needs (made
# here, in /run/monitor). On a replica (POSTGRES_ROLE=replica): how it logs in to its primary.
set -eu

export PGHOST="${PGHOST:-/var/run/postgresql}" PGUSER="${POSTGRES_USER:-postgres}"
# Verifiers and passwords do not belong in the server's log. The server may be set read-only, for maintenance.
export PGOPTIONS='-c default_transaction_read_only=off -c log_statement=none -c log_min_duration_statement=-1 -c pgaudit.log=none -c client_min_messages=warning'

sql() { psql -X -q -v ON_ERROR_STOP=1 -d postgres; }

# value NAME: the secret itself, from NAME or NAME_FILE.
value() {
	value='' file=''
	eval "value=\${$1:-} file=\${${1}_FILE:-}"
	if [ -n "$file" ]; then cat "$file"; else printf '%s' "$value"; fi
}

# A file is read once, into memory: what is looked at here is what the scripts take. The CR of a DOS line end would be
# part of a role's password, and of none that a person types or a password file holds.
umask 077
secrets=$(mktemp -d)
trap 'rm -rf "$secrets"' EXIT
for name in POSTGRES_PASSWORD POSTGRES_APP_PASSWORD PG_REPLICATION_PASSWORD PGBOUNCER_AUTH_PASS; do
	eval "file=\${${name}_FILE:-}"
	value $name >"$secrets/$name" || {
		echo "auth-sync: $name: \"$file\" cannot be read" >&2
		exit 1
	}
	[ -z "$file" ] || [ -n "$(cat "$secrets/$name")" ] || {
		echo "auth-sync: $name: \"$file\" is empty" >&2
		exit 1
	}
	case $(cat "$secrets/$name") in
	*"$(printf '\r')")
		echo "auth-sync: $name ends in a carriage return: write it with a Unix line end, or none" >&2
		exit 1
		;;
	esac
	[ -z "$file" ] || export "${name}_FILE=$secrets/$name"
done

# A password that still works is left alone: a new verifier would make every pooler log in anew.
superuser() {
	[ -n "${POSTGRES_PASSWORD:-}${POSTGRES_PASSWORD_FILE:-}" ] || return 0
	! PGPASSWORD=$(value POSTGRES_PASSWORD) psql -X -q -w -h "${PGTUNE_SERVER:-postgres}" -d postgres -c '' >/dev/null 2>&1 ||
		return 0
	verifier=$(verifier POSTGRES_PASSWORD)
	export verifier
	sql <<'SQL'
\getenv verifier verifier
\getenv role PGUSER
ALTER ROLE :"role" PASSWORD :'verifier';
SQL
	echo "auth-sync: the superuser's password is the one of the environment now"
}

monitor() {
	[ -s /run/monitor/password ] || head -c 24 /dev/urandom | base64 | tr '+/' '-_' >/run/monitor/password
	echo "*:*:*:monitor:$(cat /run/monitor/password)" >/run/monitor/pgpass.new
	mv /run/monitor/pgpass.new /run/monitor/pgpass
	verifier=$(MONITOR_FILE=/run/monitor/password verifier MONITOR)
	export verifier
	sql <<'SQL'
\getenv verifier verifier
ALTER ROLE monitor PASSWORD :'verifier';
SQL
}

# The password goes into a file beside the socket: a change of primary_conninfo is logged with all that is in it. In that
# file a backslash comes before a colon and a backslash; in a connection string, where values stand in quotes, before a
# quote and a backslash.
upstream() {
	export file="$PGHOST/.primary" host="${PRIMARY_HOST:-primary}" port="${PRIMARY_PORT:-5432}" role="${PG_REPLICATION_USER:-replicator}"
	printf '*:*:*:*:%s\n' "$(value PG_REPLICATION_PASSWORD | sed 's/[\\:]/\\&/g')" >"$file.new"
	mv "$file.new" "$file"
	sql <<'SQL'
\getenv host host
\getenv port port
\getenv role role
\getenv file file
SELECT string_agg(key || '=''' || replace(replace(value, '\', '\\'), '''', '\''') || '''', ' ') AS conninfo
  FROM (VALUES ('host', :'host'), ('port', :'port'), ('user', :'role'), ('passfile', :'file'),
               ('application_name', 'replica')) AS part (key, value) \gset
ALTER SYSTEM SET primary_conninfo = :'conninfo';
SELECT pg_reload_conf() \g /dev/null
SQL
}

if [ "${POSTGRES_ROLE:-}" = replica ]; then
	upstream
	echo "auth-sync: the replica logs in to its primary as the environment says"
	exit 0
fi
superuser
for script in /docker-entrypoint-initdb.d/0[2-9]*.sh; do
	"$script"
done
# Writable only where a volume is mounted: the stack with a pooler.
[ ! -w /run/monitor ] || monitor
echo "auth-sync: roles and passwords are those of the environment"
