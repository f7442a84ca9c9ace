#!/bin/sh
createdb -U "$POSTGRES_USER" made
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d made -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -d "$OTHER" -c "SELECT 1"
