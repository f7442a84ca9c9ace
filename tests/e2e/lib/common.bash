# shellcheck shell=bash
# For every e2e file: `load lib/common`, `engine_up` in setup_file, `engine_down` in teardown_file.
# `make check` starts one engine for all; a file that is run alone starts its own.

REPO=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
LIB=$REPO/tests/e2e/lib
BINARY=$REPO/build/pgtune-auto
BASE=pgtune-auto/base:18  # forky with PostgreSQL 18, no entrypoint
IMAGE=pgtune-auto/test:18 # the `entrypoint` target of docker/postgres/Dockerfile on it
export REPO LIB BINARY BASE IMAGE
# shellcheck source=tests/assert.bash
. "$REPO/tests/assert.bash"

# This file's containers, networks and volumes carry LABEL and can be found by it.
engine_up() {
	export LABEL=pgtune.test=$$.${BATS_TEST_FILENAME##*/}
	if [ -z "${PGTUNE_ENGINE:-}" ]; then
		eval "$("$LIB/engine.sh" start)"
		export ENGINE_IS_MINE=1
	fi
}

engine_down() {
	if [ -n "${ENGINE_IS_MINE:-}" ]; then
		"$LIB/engine.sh" stop "$PGTUNE_ENGINE"
		return
	fi
	docker ps -aq --filter "label=$LABEL" | xargs -r docker rm -f -v >/dev/null
	docker network ls -q --filter "label=$LABEL" | xargs -r docker network rm >/dev/null
	docker volume ls -q --filter "label=$LABEL" | xargs -r docker volume rm -f >/dev/null
}

# docker_build TARGET TAG [BASE [DOCKERFILE]]: from this tree's binary. Layers are cached, so a second file
# pays nothing.
docker_build() {
	docker build -q -f "$REPO/docker/${4:-postgres}/Dockerfile" ${1:+--target "$1"} --build-arg PREBUILT=yes \
		--build-arg EXTENSIONS=packages --build-arg "BASE_IMAGE=${3:-$BASE}" -t "$2" "$REPO" >/dev/null
}

image_up() { docker_build entrypoint "$IMAGE"; }

# What the stacks run, under the names that compose is told in POSTGRES_IMAGE and the like.
stack_images_up() {
	export POSTGRES_IMAGE=pgtune-auto/postgres:test PGBOUNCER_IMAGE=pgtune-auto/pgbouncer:test
	export POSTGRES_EXPORTER_IMAGE=pgtune-auto/postgres-exporter:test
	export PGBOUNCER_EXPORTER_IMAGE=pgtune-auto/pgbouncer-exporter:test
	docker_build '' $POSTGRES_IMAGE
	docker_build '' $PGBOUNCER_IMAGE pgtune-auto/root:18 pgbouncer
	for exporter in postgres pgbouncer; do
		printf 'FROM pgtune-auto/root:18\nENTRYPOINT ["/usr/bin/prometheus-%s-exporter"]\n' $exporter |
			docker build -q -t pgtune-auto/$exporter-exporter:test - >/dev/null
	done
}

# start NAME [docker run options] IMAGE [ARG...]: a container in the background.
start() { docker run -d --label "$LABEL" --name "$@" >/dev/null; }

# base17: sets the array base17, options of docker run with which the base image runs PostgreSQL 17 of
# /pg17: postgresql-17 finds its files beside its own binaries.
base17() {
	# shellcheck disable=SC2034 # for the caller
	base17=(-v "$("$LIB/rootfs.sh" pg17):/pg17:ro" -e PG_MAJOR= -e LD_LIBRARY_PATH=/pg17/usr/lib/x86_64-linux-gnu
		-e PATH=/pg17/usr/lib/postgresql/17/bin:/usr/bin:/bin)
}

# wait_log CONTAINER TEXT [SECONDS [TIMES]]: until its log holds TEXT (fixed) that many times. A
# container that ended without it fails at once; the log is shown.
wait_log() {
	local until=$((SECONDS + ${3:-60}))
	until [ "$(docker logs "$1" 2>&1 | grep -cF -- "$2")" -ge "${4:-1}" ]; do
		if ((SECONDS >= until)) || [ "$(docker inspect -f '{{.State.Status}}' "$1")" = exited ]; then
			docker logs "$1" 2>&1 | grep -qF -- "$2" && [ "${4:-1}" = 1 ] && return
			echo "no \"$2\" in the log of $1:"
			docker logs "$1" 2>&1 | tail -n 40
			return 1
		fi
		sleep 0.1
	done
}

# sql CONTAINER QUERY [psql options]: the bare answer, as the superuser over the socket.
sql() { docker exec "$1" psql -U postgres -XAtqc "$2" "${@:3}"; }

# vm SCRIPT [FILE...]: on a kernel of its own with cgroup v2 (see vm.sh).
vm() { "$LIB/vm.sh" "$@"; }
