# shellcheck shell=bash
# Real servers and poolers for the pgbouncer files, as processes of this machine's user nobody:
# PostgreSQL 15 and PgBouncer 1.18 of Debian 12, and those of the base root (PostgreSQL 18, PgBouncer
# 1.24 and 1.26) in a chroot. All of it lives below $W and ends in pooler_down.

# Names and passwords that break a quoting rule of some format on the way.
# shellcheck disable=SC1003,SC2016,SC2034
hostile_names=("a" "A" "Ab Cd" "q'q" 'd"d' '"' "'" '\' '\\' "\\'" '$$' '$pgtune0$' 'pgtune0' 'pgtune1 pgtune0' '--' '/*' '*/' ';' ':x' ":'x'" ':"x"'
	'\! touch /tmp/pwned' $'new\nline' $'c\rr' $'tab\t' ' lead' 'trail ' 'ünï' '日本' 'select' 'public x' '%s%n%I' 'a.b' '{a,b}' "E'x"
	'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' '"; drop schema public; --' "\$\$; select 'x" '@' '#')
# shellcheck disable=SC1003,SC2016,SC2034
hostile_passwords=('q"uote' '""' "it's" "''" 'back\slash' '\' "\\'" '$$' '$1' '${HOME}' '%s%n' ' lead' 'trail ' 'two  blanks' ';semi'
	'#hash' '[section]' 'a=b' 'a:b:c' '@/?#[]' '--' '/*x*/' '"; drop' "E'x'" '%include x' '`id`' '0' ',' 'md5' 'ünïcödé' 'Ελλάδα' 'Привет'
	'日本' '한국어' 'ひらがな' "$(printf 'p%.0s' {1..512})" "$(printf 'é%.0s' {1..256})")

REPO=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export REPO
# shellcheck source=tests/assert.bash
. "$REPO/tests/assert.bash"
NOBODY=65534

pooler_up() {
	W=$(mktemp -d /tmp/pgtune-pooler.XXXXXX)
	export W
	chmod 755 "$W"
	cp "$REPO/build/pgtune-auto" "$W/pgtune-auto"
	BASE_ROOT=$("$REPO/tests/e2e/lib/rootfs.sh" dir)
	export BASE_ROOT
	mkdir "$W/log"
	choose_ports
	chown -R $NOBODY:$NOBODY "$W"
	cd "$W" || return
}

listens() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A block of ports nobody listens on: other files and machines run beside us.
choose_ports() {
	local program busy=yes
	while [ $busy = yes ]; do
		export PORTS=$((20000 + RANDOM % 10000))
		busy=no
		for program in 15 18 118 119 124 126 127; do
			if listens $((PORTS + program)); then busy=yes; fi
		done
	done
}

pooler_down() {
	local pidfile pid pids=()
	for pidfile in "$W"/*.pid "$W"/pg*/postmaster.pid; do
		[ ! -e "$pidfile" ] || pids+=("$(head -n 1 "$pidfile")")
	done
	for pid in "${pids[@]}"; do kill -INT "$pid" 2>/dev/null || :; done
	sleep 0.5
	for pid in "${pids[@]}"; do kill -QUIT "$pid" 2>/dev/null || :; done
	for pid in "${pids[@]}"; do wait_for 10 gone "$pid" || :; done
	rm -rf "$W"
}

# on_host COMMAND…, in_base COMMAND…: as nobody, here or in the base root with $W at its own path and
# $W/hosts for /etc/hosts. The mounts are the command's alone and vanish with it. Both exec: $! is the command's pid.
on_host() { exec setpriv --reuid=$NOBODY --regid=$NOBODY --clear-groups -- "$@"; }
in_base() {
	# shellcheck disable=SC2016
	exec unshare -m --propagation private sh -c '
		mount -t tmpfs -o mode=1777 tmpfs "$1/tmp" && mkdir -p "$1$2" && mount --bind "$2" "$1$2" &&
			mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" || exit
		[ ! -e "$2/hosts" ] || mount --bind "$2/hosts" "$1/etc/hosts" || exit
		root=$1
		cd "$2" || exit
		shift 2
		exec chroot --userspec='$NOBODY:$NOBODY' "$root" "$@"' sh "$BASE_ROOT" "$W" "$@"
}

# way MAJOR: which of the two runs that server's programs.
way() { if [ "$1" = 15 ]; then echo on_host; else echo in_base; fi; }
# port PROGRAM: its port; a server is named by its major, a pooler by its VERSION (see pooler_start).
port() { echo "$((PORTS + $1))"; }

# server_up MAJOR [SETTING…]: initdb and start; SCRAM over TCP, trust on the socket in $W.
server_up() {
	local major=$1 bin=/usr/lib/postgresql/$1/bin run
	run=$(way "$major")
	shift
	(umask 077; "$run" "$bin/initdb" -D "$W/pg$major" -U postgres -A trust --auth-host=scram-sha-256 \
		-E UTF8 --locale=C.UTF-8 >"$W/log/initdb$major" 2>&1) || return
	printf '%s\n' "port = $(port "$major")" "unix_socket_directories = '$W'" "fsync = off" \
		"log_statement = all" "log_min_duration_statement = 0" "log_transaction_sample_rate = 1" \
		"debug_print_parse = on" "shared_preload_libraries = 'pg_stat_statements'" \
		"pg_stat_statements.track = all" "$@" >>"$W/pg$major/postgresql.conf"
	server_start "$major"
}

server_start() {
	local run
	run=$(way "$1")
	("$run" "/usr/lib/postgresql/$1/bin/pg_ctl" -D "$W/pg$1" -l "$W/log/pg$1" -w -t 60 start >/dev/null 2>&1 3>&-)
}

# server_kill MAJOR: all its processes at once, as when a container or a machine dies.
server_kill() {
	local pid
	pid=$(head -n 1 "$W/pg$1/postmaster.pid")
	pgrep -P "$pid" | xargs kill -KILL "$pid"
	wait_for 10 gone "$pid"
}

# running MAJOR
running() {
	local run
	run=$(way "$1")
	("$run" "/usr/lib/postgresql/$1/bin/pg_ctl" -D "$W/pg$1" status >/dev/null 2>&1)
}

# server_stop MAJOR [MODE]
server_stop() {
	local run
	run=$(way "$1")
	("$run" "/usr/lib/postgresql/$1/bin/pg_ctl" -D "$W/pg$1" -m "${2:-fast}" -w stop >/dev/null 2>&1 3>&-)
}

# sql MAJOR QUERY [psql options]: as the superuser over the socket.
sql() { psql -XAtq -h "$W" -p "$(port "$1")" -U postgres "${@:3}" postgres -c "$2"; }
# sql_stdin MAJOR [psql options]: in $DATABASE, else postgres.
sql_stdin() { PGDATABASE=${DATABASE:-postgres} psql -XAtq -h "$W" -p "$(port "$1")" -U postgres "${@:2}" -f -; }

# pooler_start VERSION MAJOR [NAME=VALUE…]: `pgbouncer run` of 1.18, 1.24 or 1.26 (118 …) in front of
# the server; its folder is $W/VERSION, its log $W/log/VERSION. The environment is only what is named.
# 119 and 127 are a second 1.18 and a second 1.26.
pooler_start() {
	local version=$1 major=$2 run=in_base program=pgbouncer
	shift 2
	case $version in
	118 | 119) run=on_host ;;
	124) program=/usr/local/sbin/pgbouncer-1.24 ;;
	esac
	("$run" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "PGBOUNCER_SERVER=127.0.0.1:$(port "$major")" \
		PGBOUNCER_LISTEN_ADDR=127.0.0.1 "PGBOUNCER_LISTEN_PORT=$(port "$version")" \
		"PGBOUNCER_CONFIG_DIR=$W/$version" "PGBOUNCER_PROGRAM=$program" POSTGRES_CPUS=2 \
		"PGBOUNCER_AUTH_PASS_FILE=$W/secret" "$@" "$W/pgtune-auto" pgbouncer run) \
		>>"$W/log/$version" 2>&1 3>&- &
	echo $! >"$W/$version.pid"
}

# health VERSION
health() {
	PGBOUNCER_LISTEN_PORT=$(port "$1") PGBOUNCER_CONFIG_DIR=$W/$1 "$W/pgtune-auto" pgbouncer health
}

pooler_ready() { wait_for 15 health "$1"; }

pooler_stop() {
	local pid
	pid=$(cat "$W/$1.pid")
	rm -f "$W/$1.pid"
	kill "-${2:-INT}" "$pid"
	wait_for 10 gone "$pid"
}

gone() { ! kill -0 "$1" 2>/dev/null; }

# login VERSION ROLE PASSWORD [DATABASE [QUERY]]: one fresh login through the pooler.
login() {
	PGPASSWORD=$3 PGCONNECT_TIMEOUT=20 psql -XAtq -h 127.0.0.1 -p "$(port "$1")" -U "$2" -c "${5:-select current_user}" "${4:-postgres}"
}

# console VERSION COMMAND: as the user that runs the pooler, over its socket.
console() { (on_host psql -XAtq -h "$W/$1" -p "$(port "$1")" -U pgbouncer -c "$2" pgbouncer); }

set_secret() { printf '%s\n' "$1" >"$W/secret.new" && chmod 644 "$W/secret.new" && mv "$W/secret.new" "$W/secret"; }

# install_auth MAJOR [options of auth-sql]: with the password of $W/secret.
install_auth() {
	PGBOUNCER_AUTH_PASS_FILE=$W/secret "$W/pgtune-auto" pgbouncer auth-sql "${@:2}" | sql_stdin "$1"
}

# pooler_pid VERSION, rss_kb VERSION: of the pgbouncer process, the child of `pgbouncer run`.
pooler_pid() { pgrep -P "$(cat "$W/$1.pid")" | head -n 1; }
rss_kb() { awk '/^VmRSS/ { print $2 }' "/proc/$(pooler_pid "$1")/status"; }
