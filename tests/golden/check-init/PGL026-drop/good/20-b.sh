#!/bin/sh
dropdb --if-exists test
psql -v ON_ERROR_STOP=1 -c 'DROP DATABASE IF EXISTS "$OTHER"'
[ -z "$RENEW" ] || dropdb "$POSTGRES_DB"
