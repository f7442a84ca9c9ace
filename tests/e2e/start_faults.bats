#!/usr/bin/env bats
# Starts whose surroundings are broken, on this machine: they end, and say what was wrong.

load lib/local15
bats_require_minimum_version 1.5.0

setup() {
	export PGDATA=$BATS_TEST_TMPDIR/none
}

@test "SIGCHLD ignored by who started it: children are waited for all the same" {
	run timeout -k 1 60 env --ignore-signal=CHLD "$PGTUNE" postgres
	echo "$output"
	[ "$status" = 1 ]
	[[ $output == *'POSTGRES_PASSWORD is empty'* ]]
}

@test "a slip in the password's variable is told by the start that it costs" {
	run env POSTGRES_PASWORD=x "$PGTUNE" postgres
	echo "$output"
	[ "$status" = 1 ]
	[[ $output == *'warning: POSTGRES_PASWORD is not read; did you mean POSTGRES_PASSWORD?'* ]]
	[[ $output == *'POSTGRES_PASSWORD is empty'* ]]
}

@test "a password file that is empty: the hint says that it must not be" {
	: >"$BATS_TEST_TMPDIR/empty"
	run env POSTGRES_PASSWORD_FILE="$BATS_TEST_TMPDIR/empty" "$PGTUNE" postgres
	echo "$output"
	[ "$status" = 1 ]
	[[ $output == *'POSTGRES_PASSWORD_FILE to a file that is not empty'* ]]
}

@test "a pg_wal whose volume is not there: where it leads to is told" {
	cluster_make
	as_postgres mv "$PGDATA/pg_wal" "$CLUSTER/wal"
	as_postgres ln -s /lost/wal "$PGDATA/pg_wal"
	run timeout -k 1 60 "$PGTUNE" postgres -c listen_addresses= -k "$CLUSTER"
	cluster_remove
	echo "$output"
	[ "$status" = 1 ]
	[[ $output == *'pg_wal" leads to "/lost/wal", which is not there: mount the volume of the WAL'* ]]
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

@test "Ctrl-C at a password's prompt leaves a terminal that shows what is typed" {
	local said=$BATS_TEST_TMPDIR/said
	mkfifo "$BATS_TEST_TMPDIR/keys"
	env --default-signal=INT script -qfec "exec bash -c 'trap : INT; \"$PGTUNE\" scram; stty -a'" "$said" \
		<"$BATS_TEST_TMPDIR/keys" >/dev/null 3>&- &
	exec 7>"$BATS_TEST_TMPDIR/keys"
	timeout 30 sh -c 'until grep -q "Password: " "$0"; do sleep 0.1; done' "$said"
	printf '\003' >&7
	exec 7>&-
	wait $!
	cat "$said"
	grep -q ' echo ' "$said"
}

@test "a password that is typed as soon as the prompt is there is taken, and not shown" {
	local said=$BATS_TEST_TMPDIR/said
	mkfifo "$BATS_TEST_TMPDIR/keys"
	script -qfec "strace -o /dev/null -e trace=ioctl -e inject=ioctl:delay_enter=1000000:when=2 '$PGTUNE' scram" "$said" \
		<"$BATS_TEST_TMPDIR/keys" >/dev/null 3>&- &
	exec 7>"$BATS_TEST_TMPDIR/keys"
	timeout 30 sh -c 'until grep -q "Password: " "$0"; do sleep 0.1; done' "$said"
	printf 'hush-hush\n' >&7
	exec 7>&-
	wait $!
	cat "$said"
	grep -q 'SCRAM-SHA-256\$4096:' "$said"
	run -1 grep -q hush "$said"
}

@test "a link that the server's user laid gives it nothing of another's; one of root's is followed" {
	CLUSTER=$(mktemp -d /tmp/pgtune-local.XXXXXX) # where user postgres can go
	export PGDATA=$CLUSTER/link/data POSTGRES_INITDB_WALDIR=$CLUSTER/wal
	mkdir "$CLUSTER"/{bin,root,volume,volume/data} && ln -s volume "$CLUSTER/link"
	printf '#!/bin/bash\n[[ " $* " != *" -"[VC]" "* ]] || exit 1\necho up\n' >"$CLUSTER/bin/postgres"
	chmod -R a+rx "$CLUSTER"
	echo 15 >"$PGDATA/PG_VERSION"
	ln -s root "$CLUSTER/wal"
	chown -h postgres "$CLUSTER/wal"
	PATH=$CLUSTER/bin:$PATH
	run -1 "$PGTUNE" postgres
	echo "$output"
	[[ $output = *"error: the symbolic link \"$CLUSTER/wal\" of uid "*" leads to what is uid 0's"*'hint: '* ]]
	[ "$(stat -c '%U %a' "$CLUSTER/root")" = 'root 755' ]
	export POSTGRES_INITDB_WALDIR=$CLUSTER/wal/below
	run -1 "$PGTUNE" postgres
	[ ! -e "$CLUSTER/root/below" ]
	for way in wal "$CLUSTER/volume/../wal"; do # of root's links by way of it
		ln -s "$way" "$CLUSTER/last" && ln -s last "$CLUSTER/first"
		POSTGRES_INITDB_WALDIR=$CLUSTER/first run -1 "$PGTUNE" postgres
		[[ $output = *'/wal" of uid '*"leads to what is uid 0's"* ]]
		[ "$(stat -c '%U %a' "$CLUSTER/root")" = 'root 755' ]
		rm "$CLUSTER"/{first,last}
	done
	chown -h root "$CLUSTER/wal"
	run -0 "$PGTUNE" postgres
	echo "$output"
	[[ $output = *up ]]
	[ "$(stat -c '%U %a' "$CLUSTER/root/below" "$CLUSTER/volume/data")" = $'postgres 700\npostgres 700' ]
	rm -r "$CLUSTER"
}

# strays CLUSTER: a cluster of user postgres's, as far as a start looks, whose WAL lies in CLUSTER/wal.
strays() {
	export PGDATA=$1/data POSTGRES_INITDB_WALDIR=$1/wal
	mkdir -p "$1"/{bin,data,wal}
	printf '#!/bin/bash\n[[ " $* " != *" -"[VC]" "* ]] || exit 1\necho up\n' >"$1/bin/postgres"
	echo 15 >"$PGDATA/PG_VERSION"
	ln -s "$1/wal" "$PGDATA/pg_wal"
	chmod -R a+rx "$1"
	chown -hR postgres "$PGDATA" "$1/wal"
	PATH=$1/bin:$PATH
}

@test "what root copied right into PGDATA and POSTGRES_INITDB_WALDIR is given to the server's user in one line each" {
	CLUSTER=$(mktemp -d /tmp/pgtune-local.XXXXXX) # where user postgres can go
	strays "$CLUSTER"
	touch "$PGDATA/pg_hba.conf" "$CLUSTER"/wal/00000001000000000000000{1,2,3} "$CLUSTER/roots"
	ln "$CLUSTER/roots" "$PGDATA/linked"
	run -0 "$PGTUNE" postgres
	echo "$output"
	[ "$(stat -c %U "$PGDATA/pg_hba.conf" "$CLUSTER"/wal/0* "$PGDATA/linked" | xargs)" = 'postgres postgres postgres postgres root' ]
	[[ $output = *'gave "pg_hba.conf" to uid '*'gave "00000001000000000000000'[123]'" and 2 more files beside it to uid '* ]]
	rm -r "$CLUSTER"
}

@test "a disk that cannot be read is told as that, not as a matter of whose it is" {
	CLUSTER=$(mktemp -d /tmp/pgtune-local.XXXXXX) # where user postgres can go, and make nothing
	chmod a+rx "$CLUSTER"
	run -1 env PGDATA="$CLUSTER/data" DATABASE_ALREADY_EXISTS=1 strace -f -o /dev/null -P "$CLUSTER/data" -e trace=getdents64 \
		-e inject=getdents64:error=EIO "$PGTUNE" postgres
	echo "$output"
	[[ $output = *'reading a directory: I/O error'*'Permission denied'* ]]
	rm -r "$CLUSTER"
}

@test "a disk that fails is no reason to go without the lock" {
	local error
	cluster_make
	for error in EIO ESTALE ENOLCK; do
		run -1 strace -f -o /dev/null -e trace=flock -e inject=flock:error=$error "$PGTUNE" postgres
		[[ $output = *'error: locking data directory'* ]]
		[[ $error = ENOLCK || $output != *PGTUNE_LOCK* ]]
	done
	[[ $output = *PGTUNE_LOCK=off* ]]
	rm -r "$CLUSTER"
}

@test "a file that is put in the place of one that is about to be given is not given" {
	CLUSTER=$(mktemp -d /tmp/pgtune-local.XXXXXX)
	strays "$CLUSTER"
	touch "$PGDATA/pg_hba.conf" "$CLUSTER/roots"
	strace -o /dev/null -e trace=fchownat -e inject=fchownat:delay_enter=2000000:when=1 "$PGTUNE" postgres 3>&- &
	sleep 1
	ln -f "$CLUSTER/roots" "$PGDATA/pg_hba.conf"
	wait $!
	[ "$(stat -c %U "$CLUSTER/roots")" = root ]
	rm -r "$CLUSTER"
}

@test "a terminal whose foreground group is of another pid namespace: Ctrl-C reaches the server, also after a phase" {
	CLUSTER=$(mktemp -d /tmp/pgtune-local.XXXXXX) PGDATA=$CLUSTER/data # where user postgres can go
	local log=$CLUSTER/log
	mkdir "$CLUSTER/bin" "$PGDATA"
	cat >"$CLUSTER/bin/postgres" <<-'END'
		#!/bin/bash
		[[ " $* " != *' -'[VC]' '* ]] || exit 1
		trap 'echo got SIGINT; exit 0' INT
		echo up
		for _ in {1..600}; do sleep 0.1; done
	END
	chmod -R a+rx "$CLUSTER"
	echo 15 >"$PGDATA/PG_VERSION" # root's: to give it away is a phase
	mkfifo "$CLUSTER/keys"
	PATH=$CLUSTER/bin:$PATH env --default-signal=INT script -qfec "exec unshare -pf --kill-child --mount-proc '$PGTUNE' postgres" "$log" \
		<"$CLUSTER/keys" >/dev/null 3>&- &
	exec 7>"$CLUSTER/keys"
	seen() { timeout 30 sh -c 'until grep -q "$1" "$0"; do sleep 0.2; done' "$log" "$1" || { cat "$log"; return 1; }; }
	seen ^up
	printf '\003' >&7
	seen 'got SIGINT'
	exec 7>&-
	wait $!
	grep 'chown took' "$log"
	rm -r "$CLUSTER"
}
