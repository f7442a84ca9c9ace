#!/bin/bash
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" <<-EOSQL
	SELECT 1;
EOSQL
psql --set=ON_ERROR_STOP=on -f /sql/a.sql
psql --variable ON_ERROR_STOP=1 < /sql/b.sql
psql -qXv ON_ERROR_STOP=true <<<'SELECT 1'
psql -U "$POSTGRES_USER" <<EOSQL
\set ON_ERROR_STOP on
SELECT 1;
EOSQL
psql -tAc "SELECT 1"
psql --version
# psql -f in a comment
echo "psql -f x.sql"
psql=( psql -v ON_ERROR_STOP=1 )
"${psql[@]}" -f /sql/a.sql
run() { psql -v ON_ERROR_STOP=1 "$@"; }
run <<EOSQL
SELECT 1;
EOSQL
psql <<< "\set 	ON_ERROR_STOP 1"
