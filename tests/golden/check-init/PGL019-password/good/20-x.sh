#!/bin/sh
export PGPASSWORD="$POSTGRES_PASSWORD"
psql -v ON_ERROR_STOP=1 <<EOSQL
ALTER ROLE a PASSWORD '$APP_PASSWORD';
EOSQL
psql -v ON_ERROR_STOP=1 "postgresql://app:$APP_PASSWORD@localhost/$POSTGRES_DB" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 "postgresql://app@localhost:5432/$POSTGRES_DB" -c "SELECT 1"
