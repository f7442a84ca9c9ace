#!/bin/sh
psql -v ON_ERROR_STOP=1 -f /docker-entrypoint-initdb.d/sub/there.sql
psql -v ON_ERROR_STOP=1 -f "$(dirname "$0")/sub/there.sql"
[ ! -e /docker-entrypoint-initdb.d/sub/extra.sql ] || psql -v ON_ERROR_STOP=1 -f /docker-entrypoint-initdb.d/sub/extra.sql
psql -v ON_ERROR_STOP=1 -f /docker-entrypoint-initdb.d/sub/extra.sql || true
envsubst </docker-entrypoint-initdb.d/sub/there.sql >/docker-entrypoint-initdb.d/made.sql
psql -v ON_ERROR_STOP=1 -f /docker-entrypoint-initdb.d/made.sql
curl -o fetched.sql https://example.com/schema.sql
psql -v ON_ERROR_STOP=1 -f fetched.sql
psql -v ON_ERROR_STOP=1 </docker-entrypoint-initdb.d/sub/there.sql
[ ! -e /docker-entrypoint-initdb.d/sub/extra.sql ] || psql -v ON_ERROR_STOP=1 </docker-entrypoint-initdb.d/sub/extra.sql
cat /docker-entrypoint-initdb.d/sub/there.sql | psql -v ON_ERROR_STOP=1
cat /docker-entrypoint-initdb.d/sub/*.sql /docker-entrypoint-initdb.d/apart/x.sql | psql -v ON_ERROR_STOP=1
cat - | psql -v ON_ERROR_STOP=1
psql -v ON_ERROR_STOP=1 </dev/null
psql -v ON_ERROR_STOP=1 0<&3
pg_restore -d "$POSTGRES_DB" /backup/db.dump
pg_restore -f /docker-entrypoint-initdb.d/list.sql /docker-entrypoint-initdb.d/sub/there.sql
for x in a b; do psql -v ON_ERROR_STOP=1 <"/docker-entrypoint-initdb.d/$x.sql"; done
cd /docker-entrypoint-initdb.d
psql -v ON_ERROR_STOP=1 -f sub/there.sql
