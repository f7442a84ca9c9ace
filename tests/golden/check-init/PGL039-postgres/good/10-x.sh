#!/bin/sh
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-postgres}" -c "SELECT 'postgres'"
echo -U postgres
createdb -U "$POSTGRES_USER" shop
export PGUSER="$POSTGRES_USER"
