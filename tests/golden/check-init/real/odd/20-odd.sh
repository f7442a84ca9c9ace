# Sourced: what stays within ( ) and what exec does to files alone does not end the entrypoint.
in_subshell() (
	cd /tmp
	set -eu
	trap 'true' EXIT
	exit 0
)
in_subshell
exec 3>&1 3>&-
createuser -U "$POSTGRES_USER" owner1 --no-login
createdb -U "$POSTGRES_USER" --owner owner1 made1 "what it is for"
createdb made2 -O owner1 -U "$POSTGRES_USER"
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d made1 -c "GRANT owner1 TO CURRENT_USER"
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d made2 -v compass=north -c "SELECT 1"
psql_on() { psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$@"; }
psql_on postgres -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -c "CREATE TABLE lines (text text)"
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -c "COPY lines FROM STDIN" <<EOF
it's data; GRANT a TO b;
EOF
