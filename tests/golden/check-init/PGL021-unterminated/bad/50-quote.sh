#!/bin/sh
echo "it's never closed
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -c 'SELECT 1'
