#!/bin/sh
rm -rf /tmp/x "$PGDATA_OLD"/*
ls "$PGDATA"
find "$PGDATA" -name x
echo "rm -rf $PGDATA"
chmod 700 "$PGDATA"
rm -rf /var/lib/postgresql/archive /var/lib/postgresql/18/archive
