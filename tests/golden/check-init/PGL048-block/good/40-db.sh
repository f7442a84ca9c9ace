#!/bin/bash
set -e
psql -v ON_ERROR_STOP=1 -c "CREATE DATABASE barn;" -c "ALTER SYSTEM SET work_mem = '8MB'" -c "SELECT pg_reload_conf()"
psql -v ON_ERROR_STOP=1 <<EOSQL
VACUUM;
BEGIN;
\c barn
CREATE DATABASE loft;
EOSQL
psql -v ON_ERROR_STOP=1 -c "SELECT 1; DROP DATABASE shed" || true
psql -v ON_ERROR_STOP=1 -1 -c "CREATE TABLE note (text text); CREATE INDEX ON note (text)"
