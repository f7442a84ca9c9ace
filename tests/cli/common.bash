# shellcheck shell=bash disable=SC2034
# For every file here: `load common`. The binary, a clean environment, and a machine in a directory.

REPO=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
PGTUNE=$REPO/build/pgtune-auto
export REPO PGTUNE
# shellcheck source=tests/assert.bash
. "$REPO/tests/assert.bash"

# The variables of whoever runs the tests say nothing about the machines here.
unset "${!POSTGRES_@}" "${!PGTUNE_@}" "${!KUBERNETES_@}" PGDATA PG_MAJOR PGUSER PGPASSWORD COLUMNS NO_COLOR

# ours ARG...: stdout and stderr apart, in $out and $err, the exit code in $code.
ours() {
	code=0
	"$PGTUNE" "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null || code=$?
	out=$(cat "$BATS_TEST_TMPDIR/out")
	err=$(cat "$BATS_TEST_TMPDIR/err")
}

# machine MEMORY_BYTES CPU_MAX: a container of cgroup v2 on a host of 16 GiB and 8 CPUs, in $machine.
machine() {
	machine=$BATS_TEST_TMPDIR/machine
	mkdir -p "$machine/proc/self" "$machine/sys/fs/cgroup"
	echo 'MemTotal:       16777216 kB' >"$machine/proc/meminfo"
	printf 'Name:\tpgtune-auto\nCpus_allowed_list:\t0-7\n' >"$machine/proc/self/status"
	echo '0::/' >"$machine/proc/self/cgroup"
	echo '30 23 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw' >"$machine/proc/self/mountinfo"
	echo "$1" >"$machine/sys/fs/cgroup/memory.max"
	echo "$2" >"$machine/sys/fs/cgroup/cpu.max"
}

# postgres_that_tells: puts a `postgres` first in PATH that prints its words, one a line.
postgres_that_tells() {
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	# shellcheck disable=SC2016
	printf '#!/bin/sh\necho "postgres was run"\nfor word; do echo "<$word>"; done\n' >"$BATS_TEST_TMPDIR/bin/postgres"
	chmod +x "$BATS_TEST_TMPDIR/bin/postgres"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# pooler_environment: for `setup`: an empty folder, and of PGBOUNCER_… a password alone, which breaks quoting rules.
pooler_environment() {
	cd "$BATS_TEST_TMPDIR" || return
	unset "${!PGBOUNCER_@}"
	export PGBOUNCER_AUTH_PASS='s3"cret:\x'
}
