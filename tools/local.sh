#!/bin/bash
# A PostgreSQL of its own, without a container engine: local.sh up | down | purge.
# The server is the newest one installed, planned and started by pgtune-auto; as root it runs as user postgres.
# It lives in build/local, or where user postgres cannot go there (/root) or a socket's path would be
# too long (107 bytes), in /var/lib or ~/.local under a name made of this folder's.
set -eu
umask 022 # user postgres goes through what root makes here
cd "$(dirname "$0")/.."
dir=$PWD/build/local
binary=$PWD/build/pgtune-auto
if [ ${#dir} -gt 80 ] || { [ "$(id -u)" = 0 ] && id postgres >/dev/null 2>&1 && ! runuser -u postgres -- test -x "$PWD"; }; then
	dir=$([ "$(id -u)" = 0 ] && echo /var/lib || echo ~/.local)/pgtune-auto-$(cksum <<<"$PWD" | cut -d' ' -f1)
fi

free_port() {
	local port=${PORT:-5432}
	while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
	echo "$port"
}

as_owner() {
	if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# born PID: when it started, in ticks since the boot. A number alone may be another process's by now.
born() {
	local stat
	{ read -r stat <"/proc/$1/stat"; } 2>/dev/null || return
	# shellcheck disable=SC2086 # proc_pid_stat(5): fields behind "PID (NAME) "
	set -- ${stat##*) }
	echo "${20}"
}

# running: the server that the file names, which becomes $server.
running() {
	local began
	[ -s "$dir/pid" ] && read -r server began <"$dir/pid" && [ "$(born "$server")" = "${began:-?}" ]
}

say_where() {
	# shellcheck disable=SC2016 # for the shell of who reads it
	printf 'PostgreSQL is up: PGPASSWORD="$(cat %q)" psql -h 127.0.0.1 -p %s -U postgres\n' "$dir/password" "$(cat "$dir/port")"
}

# make_cluster: under another name, which a killed initdb leaves it.
make_cluster() {
	rm -rf "$dir/new"
	mkdir "$dir/new"
	[ "$(id -u)" != 0 ] || chown postgres: "$dir/new"
	as_owner "${bin%/*}/initdb" -D "$dir/new" -U postgres -A scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 \
		--pwfile="$dir/password" --data-checksums >"$dir/initdb.log" && mv -T "$dir/new" "$dir/data"
}

up() {
	local bin
	if running; then
		say_where
		return
	fi
	bin=$(find /usr/lib/postgresql -path '*/bin/postgres' 2>/dev/null | sort -V | tail -n 1)
	bin=${bin:-$(command -v postgres)} || { echo "no PostgreSQL is installed, and no container engine answers" >&2; exit 1; }
	mkdir -p "$dir/run"
	chmod a+x "$dir"
	[ "$dir" != "$PWD/build/local" ] || chmod a+x build
	[ -s "$dir/password" ] || (umask 077 && head -c 18 /dev/urandom | base64 >"$dir/password")
	free_port >"$dir/port"
	[ "$(id -u)" != 0 ] || chown postgres: "$dir/run" "$dir/password"
	[ -s "$dir/data/PG_VERSION" ] || make_cluster || { cat "$dir/initdb.log" >&2; exit 1; }
	cd / # user postgres may not go to this folder
	PATH=${bin%/*}:$PATH PGDATA=$dir/data PG_MAJOR='' \
		setsid nohup "$binary" postgres -c "port=$(cat "$dir/port")" -c listen_addresses=127.0.0.1 \
		-c "unix_socket_directories=$dir/run" </dev/null >"$dir/log" 2>&1 &
	echo "$! $(born $!)" >"$dir/pid"
	for _ in $(seq 300); do
		! PGDATA=$dir/data "$binary" health >/dev/null 2>&1 || { say_where; return; }
		running || break
		sleep 0.2
	done
	echo "PostgreSQL did not come up; $dir/log ends in:" >&2
	tail -n 20 "$dir/log" >&2
	down
	exit 1
}

down() {
	running || return 0
	kill -INT "$server"
	for _ in $(seq 600); do
		running || { rm -f "$dir/pid"; return; }
		sleep 0.1
	done
	echo "PostgreSQL (process $server) did not end within a minute; its log is $dir/log" >&2
	return 1
}

case ${1:-} in
up) up ;;
down) down ;;
purge) down && rm -rf "$dir" ;;
*) echo "usage: local.sh up | down | purge" >&2; exit 2 ;;
esac
