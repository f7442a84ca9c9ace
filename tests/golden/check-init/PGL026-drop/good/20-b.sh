#!/bin/sh
dropdb --if-exists test
dropdb postgres
psql -v ON_ERROR_STOP=1 -c 'DROP DATABASE IF EXISTS "$OTHER"'
[ -z "$RENEW" ] || dropdb "$POSTGRES_DB"
