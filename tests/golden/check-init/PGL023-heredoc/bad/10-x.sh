#!/bin/sh
psql -v ON_ERROR_STOP=1 <<EOSQL
DO $$ BEGIN NULL; END $$;
EOSQL
