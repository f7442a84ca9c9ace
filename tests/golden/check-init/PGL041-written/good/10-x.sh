#!/bin/sh
echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
cp "$PGDATA/pg_hba.conf" /tmp/
sed -i "s/a/b/" "$PGDATA/postgresql.conf"
echo x | tee -a "$PGDATA/postgresql.conf"
echo "> $PGDATA/x"
{ echo a; echo b; } >> "$PGDATA/pg_hba.conf"
while read -r line; do echo "$line"; done < "$PGDATA/pg_hba.conf"
cp /conf/server.crt "${PGDATA}"/server.crt
cp /conf/server.{crt,key} "$PGDATA"
base64 -d /conf/key.b64 >"$PGDATA/server.key"
cp "$PGDATA/pg_hba.conf" "$PGDATA/pg_hba.conf.orig"
cp -r /conf "$PGDATA"
rm -rf "$PGDATA/conf" "$PGDATA/pg_hba.conf.orig"
