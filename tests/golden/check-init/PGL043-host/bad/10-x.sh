#!/bin/sh
psql -v ON_ERROR_STOP=1 -h localhost -c "SELECT 1"
psql -v ON_ERROR_STOP=1 --host=127.0.0.1 -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -h/var/run/postgresql -c "SELECT 1"
until pg_isready -h localhost; do sleep 1; done
createdb --host "::1" shop
export PGHOST=localhost
psql -v ON_ERROR_STOP=1 "host=localhost dbname=shop" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -d "postgresql://$POSTGRES_USER:$PW@localhost:5432/shop" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 --dbname=postgres://[::1]/shop -c "SELECT 1"
psql -v ON_ERROR_STOP=1 'postgresql:///shop?host=127.0.0.1' -c "SELECT 1"
pg_dump -d 'dbname=shop user=x hostaddr=127.0.0.1' >/tmp/shop
pg_isready -d host=localhost
until PGHOST=localhost pg_isready; do sleep 1; done
env PGHOSTADDR=127.0.0.1 vacuumdb -a
psql -v ON_ERROR_STOP=1 <<-'EOSQL'
	\c "host=localhost dbname=postgres"
	\c postgres - 127.0.0.1 5432
	\c postgres://localhost/postgres
EOSQL
(pg_isready -h localhost) &
wait
load() {
	pg_isready -h localhost
}
load && true
pg_isready -h localhost; sleep 1 &
clusterdb -h localhost; createuser -h localhost x; dropdb -h localhost x; dropuser -h localhost x
pg_basebackup -h localhost; pg_dumpall -h localhost; pgbench -h localhost; reindexdb -h localhost; vacuumdb -h localhost
while pg_isready -h localhost; do pg_isready -h localhost; done
if pg_isready -h localhost; then pg_isready -h localhost; elif pg_isready -h localhost; then :; else pg_isready -h localhost; fi
declare -x PGHOST=localhost; typeset -x PGHOST=localhost; readonly PGHOST=localhost
pg_isready --host=localhost; pg_isready -hlocalhost; pg_dump host=localhost
