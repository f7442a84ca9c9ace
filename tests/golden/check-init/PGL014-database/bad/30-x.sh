#!/bin/sh
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d phantom -c "SELECT 1"
