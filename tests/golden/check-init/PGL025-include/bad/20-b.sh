#!/bin/sh
psql -v ON_ERROR_STOP=1 -f /docker-entrypoint-initdb.d/sub/missing.sql
psql -v ON_ERROR_STOP=1 <<'EOSQL'
\i '/docker-entrypoint-initdb.d/./gone.sql'
EOSQL
psql -v ON_ERROR_STOP=1 </docker-entrypoint-initdb.d/sub/read.sql
cat /docker-entrypoint-initdb.d/sub/piped.sql | psql -v ON_ERROR_STOP=1
pg_restore --no-owner -d "$POSTGRES_DB" /docker-entrypoint-initdb.d/gone.dump
echo 'SELECT 1' | psql -v ON_ERROR_STOP=1 -f - -f /docker-entrypoint-initdb.d/behind.sql
bash /docker-entrypoint-initdb.d/none.sh
