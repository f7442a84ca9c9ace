#!/bin/sh
psql -v ON_ERROR_STOP=1 -c "SELECT 'localhost'"
psql -v ON_ERROR_STOP=1 -h "$PGHOST" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -h db.example.com -c "SELECT 1"
until pg_isready; do sleep 1; done
echo -h localhost
echo "host replication all localhost trust" >>"$PGDATA/pg_hba.conf"
[ -n "$PGHOST" ] || PGHOST=localhost
if [ -z "$PGHOST" ]; then export PGHOST=localhost; fi
