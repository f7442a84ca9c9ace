#!/bin/sh
psql -v ON_ERROR_STOP=1 -h localhost -c "SELECT 1"
psql -v ON_ERROR_STOP=1 --host=127.0.0.1 -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -h/var/run/postgresql -c "SELECT 1"
until pg_isready -h localhost; do sleep 1; done
createdb --host "::1" shop
export PGHOST=localhost
