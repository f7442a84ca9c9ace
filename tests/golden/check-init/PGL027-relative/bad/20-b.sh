#!/bin/sh
psql -v ON_ERROR_STOP=1 --file=schema.sql
psql -v ON_ERROR_STOP=1 <<'EOSQL'
\ir sub/there.sql
EOSQL
