#!/bin/sh
# A Docker engine of the tests' own, in a fresh directory:
#   engine.sh start      starts it, imports the images, prints its directory and DOCKER_HOST as shell words
#   engine.sh stop DIR   stops that one: containers, daemon, mounts, directory
# Nothing is shared with another engine on this machine, nor with one that was killed before: the
# directory, socket and bridge are new each time. Only loopback and its own containers are reached.
set -eu
lib=$(cd "$(dirname "$0")" && pwd)

alive() { kill -0 "$(cat "$1" 2>/dev/null)" 2>/dev/null; }

# A bridge of its own, pgtN, and networks that no other engine gives away: of 10.200.0.0/16 the N-th of 32 parts, its
# first half for the bridge. `ip link add` is the lock between two that start at once.
new_bridge() {
	n=0
	until ip link add "pgt$n" type bridge 2>/dev/null; do
		n=$((n + 1))
		[ $n -lt 32 ] || { echo "engine.sh: cannot make a network bridge" >&2; return 1; }
	done
	echo "pgt$n" >"$1/bridge"
	ip addr add "10.200.$((n * 8)).1/22" dev "pgt$n"
	ip link set "pgt$n" up
}

# No iptables: its chains are one to a machine, and a second daemon would empty the first one's.
# Published ports go through docker-proxy, containers reach each other over their bridge.
daemon() {
	dir=$1
	new_bridge "$dir"
	bridge=$(cat "$dir/bridge")
	n=${bridge#pgt}
	setsid nohup dockerd --data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/pid" \
		-H "unix://$dir/docker.sock" --bridge "$bridge" \
		--default-address-pool "base=10.200.$((n * 8 + 4)).0/22,size=27" \
		--iptables=false --ip6tables=false --ip-masq=false --log-level warn \
		--containerd-namespace "$bridge" --containerd-plugins-namespace "plugins.$bridge" \
		</dev/null >"$dir/log" 2>&1 9>&- &
	tries=0
	until docker -H "unix://$dir/docker.sock" info >/dev/null 2>&1; do
		tries=$((tries + 1))
		if [ $tries -gt 150 ]; then
			echo "engine.sh: no answer from dockerd after 30 s:" >&2
			tail -n 20 "$dir/log" >&2
			return 1
		fi
		sleep 0.2
	done
}

# links DIR: the bridge of that engine and those of its networks, which a daemon leaves there.
links() {
	bridge=$(cat "$1/bridge" 2>/dev/null) || return 0
	n=${bridge#pgt}
	ip -o -4 addr | awk -v first=$((n * 8)) '{ split($4, a, ".") }
		a[1] == 10 && a[2] == 200 && a[3] >= first && a[3] < first + 8 { print $2 }'
}

# The base: what the official image of PostgreSQL 18 promises to a Dockerfile that builds on it.
import_base() {
	docker -H "$1" import "$("$lib/rootfs.sh" tar)" pgtune-auto/root:18 >/dev/null
	DOCKER_BUILDKIT=0 docker -H "$1" build -q -t pgtune-auto/base:18 - >/dev/null <<-'END'
		FROM pgtune-auto/root:18
		ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/18/bin
		ENV LANG=en_US.utf8 PG_MAJOR=18 PGDATA=/var/lib/postgresql/18/docker
		VOLUME /var/lib/postgresql
		STOPSIGNAL SIGINT
		EXPOSE 5432
		CMD ["postgres"]
	END
}

start() {
	sweep >&2
	"$lib/rootfs.sh" tar >/dev/null
	dir=$(mktemp -d "${TMPDIR:-/tmp}/pgtune-engine.XXXXXX")
	mkdir -p "$dir/cli/cli-plugins"
	cp "$("$lib/rootfs.sh" compose)" "$dir/cli/cli-plugins/docker-compose"
	if ! { daemon "$dir" && import_base "unix://$dir/docker.sock"; } >&2; then
		stop "$dir" >&2
		exit 1
	fi
	echo "export PGTUNE_ENGINE=$dir DOCKER_HOST=unix://$dir/docker.sock DOCKER_CONFIG=$dir/cli DOCKER_BUILDKIT=0 COMPOSE_DISABLE_ENV_FILE=1"
}

# Processes of the engine in $1 that outlive a killed daemon: containers (their root is a layer of
# its) and the shims and containerd that were started with its paths.
orphans() {
	for p in /proc/[0-9]*; do
		if awk -v d="upperdir=$1/" '$5 == "/" && index($0, d) { found = 1 } END { exit !found }' \
			"$p/mountinfo" 2>/dev/null || { tr '\0' ' ' <"$p/cmdline"; } 2>/dev/null | grep -qF -- " $1/exec/"; then
			echo "${p#/proc/}"
		fi
	done
}

stop() {
	dir=$1
	case $dir in
	*/pgtune-engine.*) ;;
	*) echo "engine.sh: '$dir' is no directory of mine" >&2; exit 2 ;;
	esac
	if alive "$dir/pid"; then
		pid=$(cat "$dir/pid")
		docker -H "unix://$dir/docker.sock" ps -q | xargs -r docker -H "unix://$dir/docker.sock" kill >/dev/null || :
		kill "$pid" || :
		tries=0
		while kill -0 "$pid" 2>/dev/null && [ $((tries += 1)) -le 100 ]; do sleep 0.2; done
	fi
	# shellcheck disable=SC2046 # words
	kill -9 $(orphans "$dir") 2>/dev/null || :
	awk -v d="$dir/" 'index($5, d) == 1 { print $5 }' /proc/self/mountinfo | sort -r | xargs -r umount -l
	for link in $(links "$dir"); do ip link del "$link" || :; done
	rm -rf "$dir"
}

# What a killed run left: an engine's directory without a live daemon, two minutes after it was made.
sweep() {
	find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'pgtune-engine.*' -mmin +2 | while read -r left; do
		alive "$left/pid" || stop "$left"
	done
}

case ${1:-} in
start) start ;;
stop) stop "${2:?}" ;;
*) echo "usage: engine.sh start | stop DIR" >&2; exit 2 ;;
esac
