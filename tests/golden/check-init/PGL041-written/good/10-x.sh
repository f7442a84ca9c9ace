#!/bin/sh
echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
cp "$PGDATA/pg_hba.conf" /tmp/
sed -i "s/a/b/" "$PGDATA/postgresql.conf"
echo x | tee -a "$PGDATA/postgresql.conf"
echo "> $PGDATA/x"
{ echo a; echo b; } >> "$PGDATA/pg_hba.conf"
while read -r line; do echo "$line"; done < "$PGDATA/pg_hba.conf"
