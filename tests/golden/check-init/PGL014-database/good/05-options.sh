#!/bin/sh
psql -v ON_ERROR_STOP=1 --port 5432 --output /dev/null --log-file /tmp/log --pset pager=off --field-separator , \
	--record-separator x --table-attr x -c "SELECT 1"
