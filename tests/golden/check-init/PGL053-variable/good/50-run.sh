#!/bin/bash
psql -v ON_ERROR_STOP=1 -v given=x -f "/docker-entrypoint-initdb.d/sub/../40-by-script.sql" || true
psql -v ON_ERROR_STOP=1 -v pw="$APP_PASSWORD" -c 'SELECT 1' <<'EOSQL'
SELECT :'pw';
EOSQL
