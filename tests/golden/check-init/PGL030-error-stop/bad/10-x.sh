#!/bin/bash
psql -U "$POSTGRES_USER" <<-EOSQL
	SELECT 1;
EOSQL
psql -f /sql/a.sql
psql -v ON_ERROR_STOP=0 < /sql/b.sql
cat /sql/c.sql | psql -X
psql -c 'SELECT 1' -c 'SELECT 2'
x=$(psql -At <<<"SELECT 1; SELECT 2;")
run() { psql -U "$POSTGRES_USER"; }
run <<EOSQL
SELECT 1;
EOSQL
psql <<< "SELECT 'ON_ERROR_STOP'"
env -v psql -c 'SELECT 1' -c 'SELECT 2'
