#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2059,SC2030,SC2031,SC2154
# `pgtune-auto pgbouncer run`, with scripts in the place of PgBouncer and of the server.
load common

# The checkout may be in a home that nobody else enters.
setup() {
	pooler_environment
	nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups env)
	cp "$PGTUNE" .
	chmod 755 .
	mkdir -m 777 free
}

gone() { ! kill -0 "$1" 2>/dev/null; }

@test "run: refuses root, a missing secret, a program that is none" {
	ours pgbouncer run
	same "$code" 1
	has "$err" 'root'
	as_nobody() { "${nobody[@]}" "$@" ./pgtune-auto pgbouncer run 2>&1; }
	run as_nobody -u PGBOUNCER_AUTH_PASS PGBOUNCER_PROGRAM=/bin/true
	[ "$status" = 1 ]
	run as_nobody PGBOUNCER_PROGRAM=/bin/none
	[ "$status" = 1 ]
	has "$output" /bin/none
}

@test "run: wrong usage is told before anything is written" {
	printf '#!/bin/sh\necho PgBouncer 1.26.1\n' >pooler
	chmod 755 pooler
	for wrong in SETTINGS=nonsense=1 SETTINGS=default_pool_size=010 SETTINGS=pidfile=x CLIENT_NETWORKS=all NOFILE=few MEMORY=1x \
		PROCESSES=0 LISTEN_PORT=0 SERVER=h:x DATABASES=a,a AUTH_USER=pg_x; do
		run "${nobody[@]}" PGBOUNCER_PROGRAM=./pooler PGBOUNCER_CONFIG_DIR=free/run \
			PGBOUNCER_SERVER=127.0.0.1:1 "PGBOUNCER_$wrong" ./pgtune-auto pgbouncer run
		same "$status:$(ls free)" 2: || { echo "$wrong: $output"; return 1; }
	done
}

@test "run: refuses to start where none of its addresses can be had: PgBouncer 1.18 would run on with its socket alone" {
	printf '#!/bin/sh\n[ "$1" != --version ] || exec echo PgBouncer 1.26.1\necho started\n' >pooler
	chmod 755 pooler
	python3 -c 'import socket, time; s = socket.create_server(("0.0.0.0", 0)); print(s.getsockname()[1], flush=True); time.sleep(60)' >port 3>&- &
	wait_for 10 test -s port
	listens() { # ADDRESSES PORT
		"${nobody[@]}" PGBOUNCER_PROGRAM=./pooler PGBOUNCER_CONFIG_DIR=free/run PGBOUNCER_SERVER=127.0.0.1:1 \
			PGBOUNCER_LISTEN_ADDR="$1" PGBOUNCER_LISTEN_PORT="$2" ./pgtune-auto pgbouncer run 2>&1
	}
	for addresses in '*' 127.0.0.1 192.0.2.1,127.0.0.1; do
		run -1 listens "$addresses" "$(cat port)"
		has "$output" "port $(cat port): Address in use"
		has "$output" 'hint: PGBOUNCER_LISTEN_ADDR and PGBOUNCER_LISTEN_PORT say where'
	done
	kill $!
	wait $! || true
	run -1 listens 192.0.2.1 "$(cat port)"
	has "$output" 'listening at "192.0.2.1", port '
	for addresses in '*' '192.0.2.1, 127.0.0.1' ::1,127.0.0.1 localhost; do
		run -0 listens "$addresses" "$(cat port)"
		has "$output" started
	done
}

@test "run: Ctrl-C, which a terminal gives to the foreground, reaches PgBouncer once, from here" {
	cat >pooler <<-'END'
		#!/bin/bash
		[ "$1" != --version ] || { echo PgBouncer 1.26.1; exit; }
		trap 'echo got SIGINT; exit 3' INT
		echo "up, group $(($(cut -d ' ' -f 5 /proc/$$/stat) - $$))"
		while [ -e pooler ]; do sleep 0.1; done
	END
	chmod 755 pooler
	setsid "${nobody[@]}" --default-signal=INT PGBOUNCER_PROGRAM=./pooler \
		PGBOUNCER_CONFIG_DIR=free/run PGBOUNCER_SERVER=127.0.0.1:1 ./pgtune-auto pgbouncer run >log 2>&1 3>&- &
	wait_for 20 grep -q ^up log
	kill -INT -$!
	code=0
	wait $! || code=$?
	same "$code $(grep -cx 'got SIGINT' log) $(grep ^up log)" '3 1 up, group 0'
}

@test "run: an output that is full and nobody reads does not keep it, once asked to end, from its end" {
	cat >pooler <<-'END'
		#!/bin/bash
		[ "$1" != --version ] || { echo PgBouncer 1.26.1; exit; }
		trap 'kill -KILL $$' INT
		: >free/started
		while [ -e pooler ]; do sleep 0.1; done
	END
	local code=0
	chmod 755 pooler
	mkfifo pipe
	exec 5<>pipe
	"${nobody[@]}" --default-signal=INT PGBOUNCER_PROGRAM=./pooler \
		PGBOUNCER_AUTH_PASS=x PGBOUNCER_CONFIG_DIR=free/run PGBOUNCER_SERVER=127.0.0.1:1 \
		./pgtune-auto pgbouncer run >&5 2>&1 3>&- &
	wait_for 20 test -e free/started
	dd if=/dev/zero of=pipe oflag=nonblock bs=4096 2>/dev/null || true
	kill -TERM $!
	wait_for 10 gone $! || { kill -KILL $!; false; }
	wait $! || code=$?
	same "$code" 137
}

@test "run: process 1 keeps a signal that comes while it asks the server" {
	cat >pooler <<-'END'
		#!/bin/bash
		[ "$1" != --version ] || { echo PgBouncer 1.18.0; exit; }
		while [ -e pooler ]; do sleep 0.1; done
	END
	python3 -c 'import socket, time; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True); s.accept(); print("asked", flush=True); time.sleep(60)' >server 3>&- &
	local server=$! code=0
	chmod 755 pooler
	wait_for 10 test -s server
	unshare --pid --fork --kill-child "${nobody[@]}" PGBOUNCER_PROGRAM=./pooler PGBOUNCER_AUTH_PASS=x \
		PGBOUNCER_CONFIG_DIR=free/run PGBOUNCER_SERVER="127.0.0.1:$(cat server)" ./pgtune-auto pgbouncer run >log 2>&1 3>&- &
	wait_for 10 grep -q asked server
	kill -TERM "$(pgrep -P $!)"
	wait_for 15 gone $! || { rm pooler; kill -KILL $!; cat log; false; }
	wait $! || code=$?
	kill $server
	same "$code" 143
}

@test "run: signals that come before PgBouncer handles them do not end it, but those that ask it to" {
	cat >pooler <<-'END'
		#!/bin/bash
		[ "$1" != --version ] || { echo PgBouncer 1.18.0; exit; }
		: >free/started
		while [ -e pooler ]; do sleep 0.1; done
	END
	chmod 755 pooler
	"${nobody[@]}" PGBOUNCER_PROGRAM=./pooler PGBOUNCER_CONFIG_DIR=free/run \
		PGBOUNCER_SERVER=127.0.0.1:1 PGBOUNCER_AUTH_PASS=x POSTGRES_MAX_CONNECTIONS=50 ./pgtune-auto pgbouncer run >log 2>&1 3>&- &
	local pid=$! code=0
	wait_for 20 test -e free/started
	for signal in USR1 USR2 HUP; do kill -$signal $pid; done
	wait_for 10 grep -q "the pooler's console" log
	kill -TERM $pid
	wait $pid || code=$?
	same "$code $(grep -c 'ended by' log)" '143 0' || { rm pooler; cat log; false; }
}

# asked SQLSTATE: how often `run` asks a server that answers so, within 11 seconds.
asked() {
	cat >server.py <<-'END'
		import socket, sys
		s = socket.create_server(("127.0.0.1", 0))
		print(s.getsockname()[1], flush=True)
		while True:
		    c = s.accept()[0]
		    c.recv(1000)
		    body = b"SFATAL\0C" + sys.argv[1].encode() + b"\0Mno\0\0"
		    c.sendall(b"E" + (len(body) + 4).to_bytes(4, "big") + body)
		    c.close()
		    print("refused", flush=True)
	END
	python3 server.py "$1" >server 3>&- &
	local server=$! pid
	cat >pooler <<-'END'
		#!/bin/bash
		[ "$1" != --version ] || { echo PgBouncer 1.18.0; exit; }
		while [ -e pooler ]; do sleep 0.1; done
	END
	chmod 755 pooler
	wait_for 10 test -s server
	"${nobody[@]}" PGBOUNCER_PROGRAM=./pooler PGBOUNCER_AUTH_PASS=x PGBOUNCER_CONFIG_DIR=free/run \
		PGBOUNCER_SERVER="127.0.0.1:$(head -n 1 server)" ./pgtune-auto pgbouncer run >log 2>&1 3>&- &
	pid=$!
	sleep 11
	rm pooler
	wait $pid
	kill $server
	cat log >&2
	grep -c refused server
}

@test "run: a server that refuses the password from the start is asked less and less often, one that starts up is not" {
	[ "$(asked 28P01)" -le 3 ] # the start, and looks at 2 and 6 seconds
	[ "$(asked 57P03)" -ge 5 ] # each second one
}

@test "run: files that could not be written are written once they can be" {
	cat >pooler <<-'SH'
		#!/bin/sh
		[ "$1" = --version ] && exec echo PgBouncer 1.26.1
		trap '' HUP
		: >free/started
		while [ -e free/started ]; do sleep 0.2; done
	SH
	chmod 755 pooler
	"${nobody[@]}" PGBOUNCER_PROGRAM=./pooler PGBOUNCER_CONFIG_DIR=free/run \
		PGBOUNCER_SERVER=127.0.0.1:1 PGBOUNCER_AUTH_PASS=x ./pgtune-auto pgbouncer run >log 2>&1 3>&- &
	local pid=$!
	eventually() { wait_for 30 "$@" || { cat log; rm -f free/started; return 1; }; }
	eventually test -e free/started
	rm free/run/*
	chmod 555 free/run
	kill -HUP $pid
	eventually grep -q 'writing in the folder "free/run": Permission denied' log
	local said
	said=$(cat log)
	sleep 3 # more than one look
	same "$(cat log)" "$said"
	chmod 755 free/run
	eventually test -s free/run/userlist.txt
	rm free/started
	wait $pid
}
