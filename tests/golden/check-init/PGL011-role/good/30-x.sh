#!/bin/sh
psql -v ON_ERROR_STOP=1 -U reader -d "$POSTGRES_DB" -c "SELECT 1"
if psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -c "DROP ROLE nobody_made_this"; then exit 1; fi
if time ! psql -U "$POSTGRES_USER" -c "GRANT nobody_made_this TO app"; then echo none; fi
! psql -U "$POSTGRES_USER" -c "ALTER ROLE nobody_made_this LOGIN"
# pgtune-auto: allow PGL030 said to go on
psql -v ON_ERROR_STOP=0 -U "$POSTGRES_USER" <<'EOF'
DROP ROLE nobody_made_this;
SELECT 1;
EOF
