#!/bin/bash
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" <<-EOSQL
	SELECT 1;
	\q;
EOSQL
