#!/bin/sh
initdb -D"$PGDATA"
pg_rewind -D "$PGDATA" --source-server=host=primary
rm -rf "$PGDATA"/*
rm -rf ${PGDATA}
rm -rf /var/lib/postgresql/data/*
find "$PGDATA" -mindepth 1 -delete
pg_basebackup -h primary -D "$PGDATA"
find "$PGDATA" -type f -exec rm {} +
pg_basebackup -h primary --pgdata="$PGDATA"
