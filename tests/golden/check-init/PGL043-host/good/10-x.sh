#!/bin/sh
psql -v ON_ERROR_STOP=1 -c "SELECT 'localhost'"
psql -v ON_ERROR_STOP=1 -h "$PGHOST" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -h db.example.com -c "SELECT 1"
until pg_isready; do sleep 1; done
echo -h localhost
echo "host replication all localhost trust" >>"$PGDATA/pg_hba.conf"
[ -n "$PGHOST" ] || PGHOST=localhost
if [ -z "$PGHOST" ]; then export PGHOST=localhost; fi
psql -v ON_ERROR_STOP=1 "host=$PGHOST dbname=postgres" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -d "postgresql://$POSTGRES_USER@/postgres?application_name=localhost" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 "postgresql://localhost.example.com/app" -c "SELECT 1"
pg_dump --file=host=localhost postgres
echo PGHOST=localhost >>/tmp/env
psql -v ON_ERROR_STOP=1 <<-'EOSQL'
	\c postgres - - 5432
EOSQL
# What nobody waits for may wait for the server behind the init files.
(
	until pg_isready -h localhost; do sleep 1; done
	psql -v ON_ERROR_STOP=1 -h localhost -c "GRANT created_by_the_application TO app"
	psql -v ON_ERROR_STOP=1 -h localhost -c "SELECT gen_salt('bf'), later_function() FROM later_relation"
	psql -v ON_ERROR_STOP=1 -h localhost -c "CREATE TABLE later_schema.t (id int)"
	psql -v ON_ERROR_STOP=1 -h localhost -d later_database -c "SELECT 1"
) &
until pg_isready -h localhost; do sleep 1; done && createdb -h localhost extra &
{ sleep 5; pg_isready -h localhost ||
	exit; } >/dev/null 2>&1 & sleep 0
load() {
	pg_isready -h localhost
}
load &
nohup sh -c 'until pg_isready -h localhost; do sleep 1; done' &
