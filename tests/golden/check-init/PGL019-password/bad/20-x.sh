#!/bin/sh
PGPASSWORD=secret psql -v ON_ERROR_STOP=1 -c "ALTER ROLE a PASSWORD 'fifth'"
psql -v ON_ERROR_STOP=1 "postgresql://app:sixth@localhost/$POSTGRES_DB" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -v pw=eighth -f /sql/x.sql
