#!/bin/bash
# a comment of the shell
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'EOSQL'
SELECT '
# text';
EOSQL
