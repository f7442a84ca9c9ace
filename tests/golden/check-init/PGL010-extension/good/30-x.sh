#!/bin/sh
createdb -T with_hstore -E UTF8 by_letter
psql -v ON_ERROR_STOP=1 -d by_letter -c "CREATE TABLE x (h hstore)"
createdb --encoding=UTF8 --template=with_hstore by_name
psql -v ON_ERROR_STOP=1 -d by_name -c "CREATE TABLE x (h hstore)"
