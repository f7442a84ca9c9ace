#!/bin/sh
# The roles that are no superusers: `monitor` for the exporters, and the application's (POSTGRES_APP_USER, when
# POSTGRES_APP_PASSWORD[_FILE] is set), which owns POSTGRES_DB. Runs at the first boot, and again at every
# `up` (auth-sync): what is there is brought to what is asked.
set -eu

export app="${POSTGRES_APP_USER:-app}" database="${POSTGRES_DB:-${POSTGRES_USER:-postgres}}" verifier=''
if [ -n "${POSTGRES_APP_PASSWORD:-}${POSTGRES_APP_PASSWORD_FILE:-}" ]; then
	for other in "${POSTGRES_USER:-postgres}" "${PG_REPLICATION_USER:-replicator}" "${PGBOUNCER_AUTH_USER:-pgbouncer_auth}" monitor; do
		[ "$app" != "$other" ] || {
			echo "04-roles.sh: POSTGRES_APP_USER: the role \"$app\" is there for something else: the application takes one of its own" >&2
			exit 1
		}
	done
	verifier=$(verifier POSTGRES_APP_PASSWORD)
else
	echo "04-roles.sh: POSTGRES_APP_PASSWORD is not set: no application role"
fi

# Not --dbname, which reads a name with "=" as a connection string.
PGDATABASE=$database psql -X -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" <<'SQL'
\getenv app app
\getenv database database
\getenv verifier verifier
SELECT :'verifier' <> '' AS has_app, :'database' <> 'postgres' AS owns \gset
SET client_min_messages = warning;
-- A verifier is no password, but it does not belong in a log either.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET pgaudit.log = 'none';

-- No password: the exporter comes over the socket. The stack with a pooler gives it one (auth-sync).
SELECT 'CREATE ROLE monitor' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'monitor') \gexec
ALTER ROLE monitor LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT CONNECTION LIMIT 5;
GRANT pg_monitor TO monitor;
ALTER ROLE monitor SET statement_timeout = '10s';

\if :has_app
SELECT format('CREATE ROLE %I', :'app')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'app') \gexec
ALTER ROLE :"app" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 50 PASSWORD :'verifier';
\if :owns
ALTER DATABASE :"database" OWNER TO :"app";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO monitor;
\else
GRANT ALL ON SCHEMA public TO :"app";
\endif
\endif
SQL
