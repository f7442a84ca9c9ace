#!/bin/bash
set -e
psql -v ON_ERROR_STOP=1 -c "CREATE ROLE keeper; CREATE DATABASE barn"
psql -v ON_ERROR_STOP=1 -c "ALTER SYSTEM SET work_mem = '8MB'; SELECT pg_reload_conf()"
psql -v ON_ERROR_STOP=1 -1c "CREATE DATABASE loft" -c "VACUUM"
psql -v ON_ERROR_STOP=1 --single-transaction <<EOSQL
DROP DATABASE IF EXISTS shed;
EOSQL
