#!/bin/bash
set -e
export PGPASSWORD=$POSTGRES_PASSWORD
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -v app="$APP" <<-'EOSQL'
	CREATE ROLE :"app" LOGIN;
	SELECT $q$it's$q$;
EOSQL
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<EOF
CREATE USER "${DB_USER}" WITH PASSWORD '${DB_PASS}';
CREATE DATABASE "${DB_NAME}" OWNER "${DB_USER}";
\\connect ${DB_NAME}
CREATE SCHEMA IF NOT EXISTS ${SCHEMA:-app} AUTHORIZATION ${DB_USER};
GRANT ALL ON SCHEMA ${SCHEMA:-app} TO ${DB_USER};
EOF
for db in a b; do psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" <<< "CREATE DATABASE $db;"; done
until pg_isready; do sleep 1; done
log() { printf '%s\n' "$*" >&2; }
log "it's ok"
if psql -U "$POSTGRES_USER" -lqt | cut -d \| -f 1 | grep -qw foo; then log yes; fi
echo "SELECT 1" | psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER"
envsubst < /tpl.sql | psql -v ON_ERROR_STOP=1
pg_restore -d "$POSTGRES_DB" /dump || true
command -v psql >/dev/null || exit 1
