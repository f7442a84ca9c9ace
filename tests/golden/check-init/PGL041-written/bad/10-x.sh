#!/bin/sh
cat > "$PGDATA/pg_hba.conf" <<EOF
local all all trust
EOF
cp /conf/postgresql.conf "$PGDATA"
echo x >$PGDATA/postgresql.conf
echo x | tee "${PGDATA}/postgresql.conf"
