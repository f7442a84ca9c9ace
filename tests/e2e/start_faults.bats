#!/usr/bin/env bats
# Starts whose surroundings are broken, on this machine: they end, and say what was wrong.

load lib/local15

setup() {
	export CLUSTER=$BATS_TEST_TMPDIR PGDATA=$BATS_TEST_TMPDIR/none
}

@test "SIGCHLD ignored by who started it: children are waited for all the same" {
	run timeout -k 1 60 env --ignore-signal=CHLD "$PGTUNE" postgres
	echo "$output"
	[ "$status" = 1 ]
	[[ $output == *'POSTGRES_PASSWORD is empty'* ]]
}

@test "a group file that cannot be read is no reason to leave the groups out" {
	run strace -o /dev/null -P /etc/group -e trace=openat -e inject=openat:error=EIO "$PGTUNE" postgres
	echo "$output"
	[ "$status" = 1 ]
	[[ $output == *'"/etc/group"'*'/O error'* ]]
	[ ! -e "$PGDATA" ]
}
