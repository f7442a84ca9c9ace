# shellcheck shell=bash disable=SC1090 # init files are not known here
# What sourcer.c gives to bash -c: reads file names from descriptor 60 and sources each in this one shell. After
# each it writes to 61, every entry ended by NUL: NAME=value of what is exported, NAME of what is so no longer,
# exported functions in the form that bash hands them on; an empty entry ends the answer.
set -Eeo pipefail
pgtune_host=${PGHOST-} pgtune_names=$(compgen -e)

# What init files of the official image call. Their local names are the official ones or pgtune_…: a file may
# have a variable of another name, and make it readonly.
# shellcheck disable=SC2034 # by their name for it
psql=(docker_process_sql)
docker_process_sql() {
	local query_runner=(psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER")
	local pgtune_db=${POSTGRES_DB-} # "a=b" would be taken for a connection string; so it always is one
	pgtune_db=${pgtune_db//\\/\\\\} pgtune_db=${pgtune_db//\'/\\\'}
	if [ "$pgtune_db" ]; then query_runner+=(--dbname "dbname='$pgtune_db'"); fi
	PGHOST=$pgtune_host PGHOSTADDR='' "${query_runner[@]}" "$@"
}
docker_setup_env() { :; }
docker_setup_db() {
	local dbAlreadyExists pgtune_new=$POSTGRES_DB POSTGRES_DB=postgres
	dbAlreadyExists=$(docker_process_sql -At --set db="$pgtune_new" <<<"SELECT 1 FROM pg_database WHERE datname = :'db'")
	[ "$dbAlreadyExists" ] || docker_process_sql --set db="$pgtune_new" <<<'CREATE DATABASE :"db"'
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
	local var="$1" fileVar="$1_FILE" val="${2-}"
	if [ "${!var:-}" ] && [ "${!fileVar:-}" ]; then
		echo >&2 "error: both $var and $fileVar are set (but are exclusive)"
		exit 1
	fi
	if [ "${!var:-}" ]; then
		val="${!var}"
	elif [ "${!fileVar:-}" ]; then
		val="$(<"${!fileVar}")"
	fi
	export "$var"="$val"
	unset "$fileVar"
}

# Whatever a file has made readonly or set (-a exports every variable that is assigned).
pgtune_answer() {
	local -
	set -f +aeux
	local IFS=$' \t\n' pgtune_name pgtune_text pgtune_now
	pgtune_now=$(compgen -e)
	for pgtune_name in $pgtune_names; do
		[[ $'\n'$pgtune_now$'\n' = *$'\n'$pgtune_name$'\n'* ]] || builtin printf '%s\0' "$pgtune_name" >&61
	done
	for pgtune_name in $pgtune_now; do
		[[ ! -v $pgtune_name ]] || builtin printf '%s=%s\0' "$pgtune_name" "${!pgtune_name}" >&61
	done
	for pgtune_name in $(declare -Fx); do # "declare -fx NAME": the first two are no functions
		pgtune_text=$(declare -f -- "$pgtune_name") &&
			builtin printf 'BASH_FUNC_%s%%%%=() {%s\0' "$pgtune_name" "${pgtune_text#*\{}" >&61
	done
	pgtune_names=$pgtune_now
	builtin printf '\0' >&61
}

# A function, as the official script sources inside one: a file may say `local`.
pgtune_main() {
	local pgtune_file
	while mapfile -t -d '' -n 1 -u 60 pgtune_file && [ "${pgtune_file[0]-}" ]; do
		. "${pgtune_file[0]}"
		{ pgtune_answer; } 2>/dev/null
	done
}
pgtune_main "$@"
