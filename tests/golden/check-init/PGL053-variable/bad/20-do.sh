#!/bin/bash
psql -v ON_ERROR_STOP=1 -v pw="$APP_PASSWORD" <<'EOSQL'
SELECT :'pw' \g /dev/null
DO LANGUAGE plpgsql $body$ BEGIN PERFORM set_config('app.x', :'pw', false); END $body$;
EOSQL
psql -v ON_ERROR_STOP=1 -v pw="$APP_PASSWORD" <<EOSQL
DO \$\$ BEGIN PERFORM :"pw"; END \$\$;
EOSQL
