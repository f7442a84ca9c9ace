#!/bin/sh
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d phantom -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -d "dbname=phantom2" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 "postgresql:///phantom3" -c "SELECT 1"
PGDATABASE=phantom4 psql -v ON_ERROR_STOP=1 -c "SELECT 1"
psql -v ON_ERROR_STOP=1 <<EOSQL
\\connect phantom5
EOSQL
createdb Shop 'what it is for'
psql -v ON_ERROR_STOP=1 -d shop -c "SELECT 1"
