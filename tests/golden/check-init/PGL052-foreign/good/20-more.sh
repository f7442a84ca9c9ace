#!/bin/bash
psql -v ON_ERROR_STOP=1 -c "CREATE ROLE IF NOT EXISTS app" || true
if psql -v ON_ERROR_STOP=1 -c 'SHOW TABLES'; then echo never; fi
[ -z "$MYSQL" ] || psql -v ON_ERROR_STOP=1 -c 'USE app'
mysql -c 'USE app'
sed 's/^USE /\\connect /' <<'EOSQL' | psql -v ON_ERROR_STOP=1
USE app
EOSQL
psql -v ON_ERROR_STOP=1 <<EOSQL
$STATEMENT x;
SELECT `date +%s`;
EOSQL
