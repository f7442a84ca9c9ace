# shellcheck shell=bash disable=SC1090 # init files are not known here
# What sourcer.c gives to bash -c: reads file names from descriptor 60 and sources each in this one shell. After
# each it writes to 61, every entry ended by NUL: NAME of what was exported before, NAME=value of what is so now,
# functions in the form that bash hands them on; an empty entry ends the answer.
set -Eeo pipefail
pgtune_host=${PGHOST-}

# What init files of the official image call. Their locals are called pgtune_…: a file may make any other name readonly.
# shellcheck disable=SC2034 # by their name for it
psql=(docker_process_sql)
docker_process_sql() {
	local pgtune_psql=(psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER")
	local pgtune_db=${POSTGRES_DB-} # always as a connection string: psql would take a bare "a=b" for one
	pgtune_db=${pgtune_db//\\/\\\\} pgtune_db=${pgtune_db//\'/\\\'}
	if [ "$pgtune_db" ]; then pgtune_psql+=(--dbname "dbname='$pgtune_db'"); fi
	PGHOST=$pgtune_host PGHOSTADDR='' "${pgtune_psql[@]}" "$@"
}
docker_setup_env() { :; }
# What the official script has set by now: a file may add lines to pg_hba.conf with the method of the first boot's.
: "${DATABASE_ALREADY_EXISTS:=}"
if [ ! "${POSTGRES_HOST_AUTH_METHOD-}" ]; then
	POSTGRES_HOST_AUTH_METHOD=$(sed -n '/^host all all all /{s///p;q;}' "${PGDATA-}/pg_hba.conf" 2>/dev/null || :)
fi
docker_setup_db() {
	local pgtune_found pgtune_new=$POSTGRES_DB POSTGRES_DB=postgres
	pgtune_found=$(docker_process_sql -At --set db="$pgtune_new" <<<"SELECT 1 FROM pg_database WHERE datname = :'db'")
	[ "$pgtune_found" ] || docker_process_sql --set db="$pgtune_new" <<<'CREATE DATABASE :"db"'
}
docker_temp_server_stop() { pg_ctl -D "$PGDATA" -m fast -w stop; }
docker_temp_server_start() {
	if [ "${1-}" = postgres ]; then shift; fi
	set -- "$@" -c listen_addresses= -c port="${PGPORT:-5432}"
	if [ "$pgtune_host" ]; then
		set -- "$@" -c unix_socket_directories="$pgtune_host"
		[ ! -e "$pgtune_host/pg_hba.conf" ] || set -- "$@" -c hba_file="$pgtune_host/pg_hba.conf"
	fi
	pg_ctl -D "$PGDATA" -o "$(printf '%q ' "$@")" -w start
}
docker_process_init_files() {
	local pgtune_f pgtune_verb
	for pgtune_f; do
		pgtune_verb=running
		case $pgtune_f in
		*.sh) [ -x "$pgtune_f" ] || pgtune_verb=sourcing ;;
		*.sql | *.sql.gz | *.sql.xz | *.sql.zst) ;;
		*) pgtune_verb=ignoring ;;
		esac
		echo "$0: $pgtune_verb $pgtune_f"
		case $pgtune_verb.$pgtune_f in
		ignoring.*) ;;
		sourcing.*) . "$pgtune_f" ;;
		*.sh) "$pgtune_f" ;;
		*.sql) docker_process_sql -f "$pgtune_f" ;;
		*.gz) gunzip -c "$pgtune_f" | docker_process_sql ;;
		*.xz) xzcat "$pgtune_f" | docker_process_sql ;;
		*.zst) zstd -dc "$pgtune_f" | docker_process_sql ;;
		esac
		echo
	done
}
file_env() {
	local pgtune_from="$1_FILE" pgtune_value="${2-}"
	if [ "${!1:-}" ] && [ "${!pgtune_from:-}" ]; then
		echo >&2 "error: both $1 and $pgtune_from are set (but are exclusive)"
		exit 1
	fi
	if [ "${!pgtune_from:-}" ]; then pgtune_value=$(<"${!pgtune_from}"); fi
	export "$1"="${!1:-$pgtune_value}"
	unset "$pgtune_from"
}

# Both have to work whatever a file has made readonly (IFS, too), has defined as a function, or has set (with -a every
# variable that is assigned is exported).
pgtune_look() {
	builtin mapfile -t pgtune_names < <(builtin compgen -e)
	builtin mapfile -t pgtune_functions < <(builtin declare -Fx)
	pgtune_functions=("${pgtune_functions[@]##* }") # "declare -fx NAME"
}
pgtune_answer() {
	builtin local -
	builtin set -f +aeux
	builtin local pgtune_name pgtune_text
	for pgtune_name in "${pgtune_names[@]}"; do builtin printf '%s\0' "$pgtune_name" >&61; done
	for pgtune_name in "${pgtune_functions[@]}"; do builtin printf 'BASH_FUNC_%s%%%%\0' "$pgtune_name" >&61; done
	pgtune_look
	for pgtune_name in "${pgtune_names[@]}"; do
		[[ ! -v $pgtune_name ]] || builtin printf '%s=%s\0' "$pgtune_name" "${!pgtune_name}" >&61
	done
	for pgtune_name in "${pgtune_functions[@]}"; do
		pgtune_text=$(builtin declare -f -- "$pgtune_name") &&
			builtin printf 'BASH_FUNC_%s%%%%=() {%s\0' "$pgtune_name" "${pgtune_text#*\{}" >&61
	done
	builtin printf '\0' >&61
}
pgtune_look

# Answers for the file that was sourced last, if one was.
pgtune_answer_for() {
	if [[ ! $1 ]]; then return; fi
	{ [[ -S /dev/fd/60 && -p /dev/fd/61 ]]; } 2>/dev/null || {
		echo >&2 "$0: $1 closed descriptor 60 or 61, over which the next file is asked for"
		exit 1
	}
	{ pgtune_answer; } 2>/dev/null # what it prints comes from a DEBUG trap of the file
}

# A function, as the official script sources inside one: a file may say `local`, and `continue` to skip its rest. That
# leads to the loop's condition, so the answer is given there. It is an until, as bash runs nothing more once a file has
# said `set -n`, and takes all for true.
pgtune_main() {
	local pgtune_file=()
	until ! { pgtune_answer_for "${pgtune_file[0]-}" &&
		builtin mapfile -t -d '' -n 1 -u 60 pgtune_file && [[ ${pgtune_file[0]-} ]]; }; do
		. "${pgtune_file[0]}"
	done
}
pgtune_main "$@"
