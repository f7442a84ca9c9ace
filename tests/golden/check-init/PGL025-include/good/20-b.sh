#!/bin/sh
psql -v ON_ERROR_STOP=1 -f /docker-entrypoint-initdb.d/sub/there.sql
psql -v ON_ERROR_STOP=1 -f "$(dirname "$0")/sub/there.sql"
[ ! -e /docker-entrypoint-initdb.d/sub/extra.sql ] || psql -v ON_ERROR_STOP=1 -f /docker-entrypoint-initdb.d/sub/extra.sql
psql -v ON_ERROR_STOP=1 -f /docker-entrypoint-initdb.d/sub/extra.sql || true
envsubst </docker-entrypoint-initdb.d/sub/there.sql >/docker-entrypoint-initdb.d/made.sql
psql -v ON_ERROR_STOP=1 -f /docker-entrypoint-initdb.d/made.sql
curl -o fetched.sql https://example.com/schema.sql
psql -v ON_ERROR_STOP=1 -f fetched.sql
cd /docker-entrypoint-initdb.d
psql -v ON_ERROR_STOP=1 -f sub/there.sql
