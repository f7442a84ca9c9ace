#!/usr/bin/env bash
set -Eeuo pipefail

run_sql() {
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "${1:-$POSTGRES_DB}" "${@:2}"
}
PSQL="psql -v ON_ERROR_STOP=1 -U $POSTGRES_USER"
psql=( psql -v ON_ERROR_STOP=1 )
run_sql <<'SQL'
CREATE ROLE app LOGIN;
DO $$ BEGIN RAISE NOTICE 'hi'; END $$;
SQL
$PSQL <<'EOSQL'
CREATE SCHEMA s1;
EOSQL
"${psql[@]}" <<-EOSQL
	CREATE TABLE s1.t (id int);
	GRANT SELECT ON s1.t TO app;
	ALTER ROLE app PASSWORD '${APP_PASSWORD}';
EOSQL
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "CREATE ROLE \"My App\"; GRANT \"My App\" TO app;" 
psql -v ON_ERROR_STOP=1 <<< "GRANT app TO \"$POSTGRES_USER\";"
if [ "$(psql -tAc "SELECT 1 FROM pg_roles WHERE rolname='later'")" != "1" ]; then
  psql -c "CREATE ROLE later"
fi
case "$1" in
  a|b) echo x ;;
  (c) echo y;;
  *) echo z ;;
esac
for f in /sql/*.sql; do run_sql -f "$f"; done
echo "host all all all md5" >> "$PGDATA/pg_hba.conf"
cat <<EOF | psql -v ON_ERROR_STOP=1 -d "$POSTGRES_DB"
GRANT app TO postgres;
EOF
[[ $x =~ ^(a|b)$ ]] && echo yes
(( x++ )) || true
arr=(a b c)
sed -i "s/^#*max_connections.*/max_connections = 200/" "$PGDATA/postgresql.conf"
