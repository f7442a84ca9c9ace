#!/bin/sh
psql -v ON_ERROR_STOP=1 --port 5432 --output /dev/null --log-file /tmp/log --pset pager=off --field-separator , \
	--record-separator x --table-attr x -c "SELECT 1"
createdb local
psql -v ON_ERROR_STOP=1 -d local -c "CREATE EXTENSION hstore"
f() { local PGDATABASE=local; psql -v ON_ERROR_STOP=1 -c "CREATE TABLE t (h hstore)"; }
f
