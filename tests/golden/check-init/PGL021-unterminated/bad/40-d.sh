#!/bin/sh
psql -v ON_ERROR_STOP=1 <<EOSQL
SELECT 1;
  EOSQL
