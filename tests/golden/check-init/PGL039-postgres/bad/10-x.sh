#!/bin/sh
psql -v ON_ERROR_STOP=1 -U postgres -d postgres -c "SELECT 1"
psql -v ON_ERROR_STOP=1 --username=postgres --dbname postgres -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -Upostgres postgres -c "SELECT 1"
