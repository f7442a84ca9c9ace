#!/bin/sh
psql -v ON_ERROR_STOP=1 <<'EOSQL'
DO $$ BEGIN NULL; END $$;
EOSQL
psql -v ON_ERROR_STOP=1 <<EOSQL
DO \$\$ BEGIN NULL; END \$\$;
-- $$ in a comment
EOSQL
psql -v ON_ERROR_STOP=1 <<EOSQL
DO \$do\$ BEGIN RAISE NOTICE '^$HOME$'; END \$do\$;
SELECT '$HOME$' AS "a$HOME$"; -- $do$
EOSQL
psql -c 'DO $$ BEGIN NULL; END $$'
echo $$
