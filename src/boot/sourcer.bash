# shellcheck shell=bash disable=SC1090 # init files are not known here
# What sourcer.c gives to bash -c: reads file names from descriptor 60 and sources each in this one shell. After
# each it writes to 61, every entry ended by NUL: NAME=value of what is exported, NAME of what is so no longer,
# exported functions in the form that bash hands them on; an empty entry ends the answer.
set -Eeo pipefail
pgtune_host=${PGHOST-} pgtune_names=$(compgen -e)

# What init files of the official image call.
# shellcheck disable=SC2034 # by their name for it
psql=(docker_process_sql)
docker_process_sql() {
	local run=(psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER")
	local db=${POSTGRES_DB-} # "a=b" would be taken for a connection string; so it always is one
	db=${db//\\/\\\\} db=${db//\'/\\\'}
	if [ "$db" ]; then run+=(--dbname "dbname='$db'"); fi
	PGHOST=$pgtune_host PGHOSTADDR='' "${run[@]}" "$@"
}
docker_setup_env() { :; }
docker_setup_db() {
	local found db=$POSTGRES_DB POSTGRES_DB=postgres
	found=$(docker_process_sql -At --set db="$db" <<<"SELECT 1 FROM pg_database WHERE datname = :'db'")
	[ "$found" ] || docker_process_sql --set db="$db" <<<'CREATE DATABASE :"db"'
}
docker_temp_server_stop() { pg_ctl -D "$PGDATA" -m fast -w stop; }
docker_temp_server_start() {
	if [ "${1-}" = postgres ]; then shift; fi
	set -- "$@" -c listen_addresses= -c port="${PGPORT:-5432}"
	if [ "$pgtune_host" ]; then set -- "$@" -c unix_socket_directories="$pgtune_host"; fi
	pg_ctl -D "$PGDATA" -o "$(printf '%q ' "$@")" -w start
}
docker_process_init_files() {
	local f verb
	for f; do
		verb=running
		case $f in
		*.sh) [ -x "$f" ] || verb=sourcing ;;
		*.sql | *.sql.gz | *.sql.xz | *.sql.zst) ;;
		*) verb=ignoring ;;
		esac
		echo "$0: $verb $f"
		case $verb.$f in
		ignoring.*) ;;
		sourcing.*) . "$f" ;;
		*.sh) "$f" ;;
		*.sql) docker_process_sql -f "$f" ;;
		*.gz) gunzip -c "$f" | docker_process_sql ;;
		*.xz) xzcat "$f" | docker_process_sql ;;
		*.zst) zstd -dc "$f" | docker_process_sql ;;
		esac
		echo
	done
}
file_env() {
	local name="$1" file="$1_FILE" value="${2-}"
	if [ "${!name:-}" ] && [ "${!file:-}" ]; then
		echo >&2 "error: both $name and $file are set (but are exclusive)"
		exit 1
	fi
	if [ "${!name:-}" ]; then
		value="${!name}"
	elif [ "${!file:-}" ]; then
		value="$(<"${!file}")"
	fi
	export "$name"="$value"
	unset "$file"
}

pgtune_answer() {
	local - IFS=$' \t\n' name text names
	set -f +eux
	names=$(compgen -e)
	for name in $pgtune_names; do
		[[ $'\n'$names$'\n' = *$'\n'$name$'\n'* ]] || builtin printf '%s\0' "$name" >&61
	done
	for name in $names; do
		[[ ! -v $name ]] || builtin printf '%s=%s\0' "$name" "${!name}" >&61
	done
	for name in $(declare -Fx); do
		text=$(declare -f -- "$name") &&
			builtin printf 'BASH_FUNC_%s%%%%=() {%s\0' "$name" "${text#*\{}" >&61
	done
	pgtune_names=$names
	builtin printf '\0' >&61
}

# A function, as the official script sources inside one: a file may say `local`.
pgtune_main() {
	local pgtune_file
	while IFS= read -r -d '' -u 60 pgtune_file; do
		. "$pgtune_file"
		{ pgtune_answer; } 2>/dev/null
	done
}
pgtune_main "$@"
