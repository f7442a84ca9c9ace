#!/bin/bash
psql -v ON_ERROR_STOP=1 <<SQL
SELECT '$(case $1 in a) echo "it's" ;; (b) echo ')' ;; esac # it's
)';
CREATE TABLE case_table ();
SQL
