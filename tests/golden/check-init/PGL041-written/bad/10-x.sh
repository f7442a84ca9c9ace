#!/bin/sh
cat > "$PGDATA/pg_hba.conf" <<EOF
local all all trust
EOF
cp /conf/postgresql.conf "$PGDATA"
echo x >$PGDATA/postgresql.conf
echo x | tee "${PGDATA}/postgresql.conf"
{ echo a; echo b; } > "$PGDATA/pg_hba.conf"
> "$PGDATA/pg_hba.conf"
truncate -s 0 "$PGDATA/pg_hba.conf"
mv /conf/pg_hba.conf "$PGDATA/"
install -m 600 /conf/pg_hba.conf "$PGDATA"
ln -sf /conf/pg_hba.conf "$PGDATA/pg_hba.conf"
rsync -a /conf/ "$PGDATA/"
shred "$PGDATA/pg_ident.conf"
cp /conf/*.conf /conf/server.key "$PGDATA"
cp -r /conf/. "$PGDATA"
echo x >"$PGDATA/$NAME"
rm -f "$PGDATA"/postgresql.{conf,auto.conf}
