#!/bin/sh
find /sql -name '*.sql' -execdir psql -v ON_ERROR_STOP=1 -f {} \;
psql -v ON_ERROR_STOP=1 -c 'GRANT made_by_find TO postgres'
