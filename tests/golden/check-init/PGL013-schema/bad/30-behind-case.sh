#!/bin/bash
psql -v ON_ERROR_STOP=1 <<SQL
SELECT '$(case $1 in a) echo "it's" ;; (b) echo ')' ;; esac # it's
)';
CREATE TABLE missing.t ();
SQL
psql -v ON_ERROR_STOP=1 -c "SELECT '$(case $1 in a) echo "x" ;; esac)'; CREATE TABLE missing.u ()"
