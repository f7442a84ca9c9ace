#!/bin/sh
# The pooler's lookup role and function, from PGBOUNCER_AUTH_PASS[_FILE], in PGBOUNCER_AUTH_DB (postgres). Runs at the
# first boot, and again at every `up` (auth-sync).
set -eu

sql=$(pgtune-auto pgbouncer auth-sql)
printf '%s\n' "$sql" | psql -X -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "${PGBOUNCER_AUTH_DB:-postgres}"
