#!/usr/bin/env bats
# Starts whose surroundings are broken, on this machine: they end, and say what was wrong.

load lib/local15

setup() {
	export PGDATA=$BATS_TEST_TMPDIR/none
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

@test "gosu: a file of users or groups that cannot be read is no reason to run with other groups" {
	ln -s "$PGTUNE" "$BATS_TEST_TMPDIR/gosu"
	for file in /etc/passwd /etc/group; do
		run strace -o /dev/null -P $file -e trace=openat -e inject=openat:error=EIO "$BATS_TEST_TMPDIR/gosu" 65534 id -g
		echo "$output"
		[ "$status" = 1 ]
		[[ $output == *"\"$file\""*'/O error'* ]]
	done
	run strace -o /dev/null -P /etc/passwd -e trace=openat -e inject=openat:error=ENOENT:when=1 "$BATS_TEST_TMPDIR/gosu" 65534:7 id -g
	[ "$status $output" = '0 7' ]
}
