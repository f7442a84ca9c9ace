#!/bin/sh
psql -v ON_ERROR_STOP=1 -U postgres -d postgres -c "SELECT 1"
psql -v ON_ERROR_STOP=1 --username=postgres --dbname postgres -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -Upostgres postgres -c "SELECT 1"
createdb -U postgres shop
pg_restore --username postgres -d shop /dump
export PGUSER=postgres
