# shellcheck shell=bash
# For the tests of the entrypoint: containers of IMAGE, small and short-lived. `load lib/common` first.

bats_require_minimum_version 1.5.0

# own WORD: a name for a container or a volume of this file.
own() { echo "${LABEL#*=}.$1"; }

# idle NAME [docker run options]: a container that does nothing, for `within`.
idle() { start "$@" --entrypoint sleep "$IMAGE" infinity; }

# within NAME [docker exec options] -- ARG...: our entrypoint, not as PID 1; much quicker than `once`.
within() {
	local name=$1 options=()
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	timeout 300 docker exec "${options[@]}" "$name" pgtune-auto "$@" 2>&1
}

# once [docker run options] -- [ARG...]: a container that ends by itself; its output is one stream.
once() {
	local options=()
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	timeout 300 docker run --rm --label "$LABEL" "${options[@]}" "$IMAGE" "$@" 2>&1
}

# boot NAME [docker run options] [-- ARG...]: a first boot, waited for, with a password unless one is
# given.
boot() {
	local name=$1 options=()
	shift
	[[ " $* " =~ POSTGRES_PASSWORD|POSTGRES_HOST_AUTH_METHOD ]] || options=(-e POSTGRES_PASSWORD=secret)
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	start "$name" "${options[@]}" "$IMAGE" "${@:2}"
	wait_ready "$name"
}

# The real server takes logins, by our own probe.
wait_ready() { wait_for "${2:-300}" docker exec "$1" pgtune-auto health || { docker logs "$1" 2>&1 | tail -n 30; return 1; }; }

# exit_code NAME [SECONDS]: waits for the container's end.
exit_code() { timeout "${2:-120}" docker wait "$1"; }

# ended NAME SIGNAL CODE: it ends by the signal, long before Docker would kill it.
ended() {
	local began=$SECONDS
	docker kill -s "$2" "$1" >/dev/null
	[ "$(exit_code "$1")" = "$3" ] && ((SECONDS - began <= 3)) || { echo "not ended with $3 in time"; return 1; }
}

logs() { docker logs "$1" 2>&1; }

# filled NAME: a volume with a finished first boot on it, copied from one that is made once a file.
filled() {
	local from
	from=$(own filled)
	if ! docker volume inspect "$from" >/dev/null 2>&1; then
		volume "$from"
		boot "$from" -v "$from:/var/lib/postgresql"
		docker stop "$from" >/dev/null
	fi
	volume "$1"
	docker run --rm -v "$from:/from:ro" -v "$1:/to" --entrypoint cp "$IMAGE" -a /from/. /to
}

volume() { docker volume create --label "$LABEL" "$1" >/dev/null; }
