#!/bin/sh
set -e
createdb -U "$POSTGRES_USER" made
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d made -c "SELECT 1"
psql -v ON_ERROR_STOP=1 <<EOSQL
SELECT 'CREATE DATABASE quiet' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'quiet') \\gexec
\\connect quiet
EOSQL
export PGDATABASE=made
psql -v ON_ERROR_STOP=1 -c "CREATE EXTENSION hstore"
PGDATABASE=quiet psql -v ON_ERROR_STOP=1 -c "CREATE EXTENSION citext"
psql -v ON_ERROR_STOP=1 -c "CREATE TABLE t (h hstore)"
psql -v ON_ERROR_STOP=1 -d quiet -c "CREATE TABLE t (c citext)"
