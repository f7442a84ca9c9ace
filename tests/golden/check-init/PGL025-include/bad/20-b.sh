#!/bin/sh
psql -v ON_ERROR_STOP=1 -f /docker-entrypoint-initdb.d/sub/missing.sql
psql -v ON_ERROR_STOP=1 <<'EOSQL'
\i '/docker-entrypoint-initdb.d/./gone.sql'
EOSQL
