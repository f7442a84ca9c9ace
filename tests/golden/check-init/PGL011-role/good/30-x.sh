#!/bin/sh
psql -v ON_ERROR_STOP=1 -U reader -d "$POSTGRES_DB" -c "SELECT 1"
