#!/bin/sh
psql -v ON_ERROR_STOP=1 -d "$POSTGRES_DB" -c 'DROP DATABASE IF EXISTS app'
dropdb -U "$POSTGRES_USER" --if-exists "$POSTGRES_DB"
dropdb --force "$POSTGRES_DB"
