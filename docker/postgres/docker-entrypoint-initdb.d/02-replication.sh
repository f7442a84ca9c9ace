#!/bin/sh
# The replication role and the slot of the first replica, when PG_REPLICATION_PASSWORD[_FILE] is set. Runs at the
# first boot, and again at every `up` (auth-sync): what is there is brought to what is asked.
# PG_REPLICATION_USER (replicator), REPLICATION_SLOT_NAME (replica1).
set -eu

if [ -z "${PG_REPLICATION_PASSWORD:-}${PG_REPLICATION_PASSWORD_FILE:-}" ]; then
	echo "02-replication.sh: PG_REPLICATION_PASSWORD is not set: no replication"
	exit 0
fi

role=${PG_REPLICATION_USER:-replicator} slot=${REPLICATION_SLOT_NAME:-replica1}
verifier=$(verifier PG_REPLICATION_PASSWORD)
export role slot verifier

# pgtune-auto: allow PGL039 roles and slots belong to the cluster; this database is always there
psql -X -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv role role
\getenv slot slot
\getenv verifier verifier
-- A verifier is no password, but it does not belong in a log either.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET pgaudit.log = 'none';
SELECT format('CREATE ROLE %I', :'role')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" LOGIN REPLICATION NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 5 PASSWORD :'verifier';
-- Holds back no WAL before a replica has used it.
SELECT pg_create_physical_replication_slot(:'slot')
 WHERE :'slot' <> '' AND NOT pg_is_in_recovery()
   AND NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = :'slot') \g /dev/null
SQL
