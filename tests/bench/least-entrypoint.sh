#!/bin/bash
# The baseline of boot.sh: the least that a shell can do to start PostgreSQL in a container from an empty
# volume as root, on every start. No checks, no messages, no waiting for anything but the server. A real
# shell entrypoint does all of this and more.
set -eu
if [ "$(id -u)" = 0 ]; then
	mkdir -p "$PGDATA" /var/run/postgresql
	chmod 700 "$PGDATA"
	find "$PGDATA" /var/run/postgresql ! -user postgres -exec chown postgres {} +
	exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
	initdb --username=postgres --pwfile=<(echo "$POSTGRES_PASSWORD") >/dev/null
	printf '\nhost all all all %s\n' "$(postgres -C password_encryption)" >>"$PGDATA/pg_hba.conf"
	pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start >/dev/null
	createdb -U postgres "$POSTGRES_DB"
	for f in /docker-entrypoint-initdb.d/*.sql; do
		[ ! -e "$f" ] || psql -v ON_ERROR_STOP=1 -U postgres -q -f "$f" "$POSTGRES_DB"
	done
	pg_ctl -D "$PGDATA" -m fast -w stop >/dev/null
fi
exec "$@"
