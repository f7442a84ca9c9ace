#!/bin/sh
export PGPASSWORD="$POSTGRES_PASSWORD"
psql -v ON_ERROR_STOP=1 <<EOSQL
ALTER ROLE a PASSWORD '$APP_PASSWORD';
EOSQL
psql -v ON_ERROR_STOP=1 -v pw="$DB_PASSWORD" --set=db_password= -v pw='' -v "pw=" \
	-v pw='SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy' -c "SELECT 1"
