#!/bin/sh
psql -v ON_ERROR_STOP=1 <<EOSQL
DO $$ BEGIN NULL; END $$;
EOSQL
psql -v ON_ERROR_STOP=1 <<EOSQL
DO $do$ BEGIN NULL; END $do$;
EOSQL
psql -c "DO $body$ BEGIN NULL; END $body$"
