#!/usr/bin/env bats
# Life under the supervisor: signals, orphans, health, start hooks, who may run it and on what.
load lib/common
load lib/boot

setup_file() {
	engine_up && image_up
	local d=$BATS_FILE_TMPDIR/start
	mkdir "$d"
	printf '#!/bin/sh\npsql -U postgres -Atc "SELECT '"'hook ran on '"' || current_setting('"'port'"')"\n' >"$d/1.sh"
	printf '#!/bin/sh\nexit 7\n' >"$d/2.sh"
	printf '#!/bin/sh\nsleep 1000\n' >"$d/3.sh"
	echo "CREATE TABLE IF NOT EXISTS starts (at timestamptz); INSERT INTO starts VALUES (now());" >"$d/4.sql"
	chmod 755 "$d"/*.sh
	volume "$(own life)"
	boot "$(own life)" -v "$(own life):/var/lib/postgresql" -v "$d:/docker-entrypoint-startdb.d:ro" -e PGTUNE_HOOK_TIMEOUT=5 \
		-e POSTGRES_PASSWORD="$("$BINARY" scram <<<'life secret')"
}
teardown_file() { engine_down; }

@test "a SCRAM verifier as the password: the password lets in, the verifier does not" {
	local c
	c=$(own life)
	login() { docker exec -e PGPASSWORD="$1" "$c" sh -c 'psql -h "$(hostname -i)" -U postgres -Atc "SELECT 1"' 2>&1; }
	[ "$(login 'life secret')" = 1 ]
	run -2 login "$(sql "$c" "SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'")"
	[[ $output = *'password authentication failed'* ]]
	# without init files no server ran before this one, and who waits for the second such line sees it
	wait_log "$c" 'database system is ready to accept connections' 20 2
}

@test "start hooks run on every start against the real server; one that fails or hangs stops nothing" {
	local c
	c=$(own life)
	wait_log "$c" '4.sql took' 60
	for text in 'hook ran on 5432' '2.sh" failed with exit code 7' '3.sh" ended after 5 s'; do
		logs "$c" | grep -F "$text"
	done
	[ "$(sql "$c" 'SELECT count(*) FROM starts')" = 1 ]
	docker restart "$c" >/dev/null
	wait_log "$c" '4.sql took' 60 2
	[ "$(sql "$c" 'SELECT count(*) FROM starts')" = 2 ]
}

@test "a start hook with PGTUNE_HOOK_TIMEOUT=0 has all the time it wants" {
	local d=$BATS_TEST_TMPDIR/d
	mkdir "$d" && printf '#!/bin/sh\nsleep 1; echo no hurry\n' >"$d/1.sh" && chmod 755 "$d/1.sh"
	boot "$(own patient)" -v "$d:/docker-entrypoint-startdb.d:ro" -e PGTUNE_HOOK_TIMEOUT=0
	wait_log "$(own patient)" 'no hurry' 20
	docker rm -f -v "$(own patient)" >/dev/null
}

@test "start hooks reach a server without a socket, and no other that the environment names" {
	local c d=$BATS_TEST_TMPDIR/d
	c=$(own way)
	mkdir "$d" && echo "\\echo sql by :HOST" >"$d/1.sql"
	echo "psql -U postgres -d postgres -XAtc \"SELECT 'sourced by ' || current_setting('listen_addresses')\"" >"$d/2.sh"
	boot "$c" -v "$d:/docker-entrypoint-startdb.d:ro" -e PGHOST=nobody.example -- \
		-c unix_socket_directories= -c listen_addresses=127.0.0.5
	wait_log "$c" 'sourced by 127.0.0.5' 20
	logs "$c" | grep -Fx 'sql by 127.0.0.5'
	docker rm -f -v "$c" >/dev/null
	boot "$c" -v "$d:/docker-entrypoint-startdb.d:ro" -e PGHOSTADDR=127.0.0.9 -- -c unix_socket_directories=/tmp
	wait_log "$c" 'sourced by *' 20
	logs "$c" | grep -Fx 'sql by /tmp'
	docker rm -f -v "$c" >/dev/null
}

@test "the supervisor is small, holds no secret, and is not root" {
	local c rss
	c=$(own life)
	rss=$(docker exec "$c" awk '/^VmRSS/ { print $2 }' /proc/1/status)
	echo "VmRSS $rss kB"
	[ "$rss" -le 1024 ]
	[ "$(docker exec "$c" awk '/^Uid/ { print $2 $3 $4 $5 }' /proc/1/status)" = 999999999999 ]
	docker exec "$c" awk '/^Groups/' /proc/1/status | grep -qw 999
}

# survives_orphans NAME: what ends oddly there, and has lost its parent, is no crashed backend.
survives_orphans() {
	for end in 'exit 2' 'exit 3' 'kill -9 $$'; do
		docker exec -u postgres "$1" sh -c "(sh -c 'sleep 0.2; $end' &) ; exit 0"
		sql "$1" "COPY (SELECT 1) TO PROGRAM '(sh -c ''sleep 0.2; $end'' & ) ; cat >/dev/null'"
	done
	sleep 1
	run -1 sh -c "docker logs '$1' 2>&1 | grep -E 'terminating any other active server processes|all server processes terminated'"
	[ "$(docker exec "$1" sh -c 'ps -eo stat= | grep -c Z')" = 0 ]
}

@test "orphans that end with 2, 3 or by SIGKILL do not restart the cluster" {
	survives_orphans "$(own life)"
}

@test "a postgresql.conf that was emptied: the server starts, and who reads the log knows why no client reaches it" {
	local c
	c=$(own bare)
	filled "$c"
	once -v "$c:/var/lib/postgresql" -- sh -c ': >"$PGDATA/postgresql.conf"'
	start "$c" -v "$c:/var/lib/postgresql" "$IMAGE"
	wait_ready "$c"
	has "$(logs "$c")" 'listen_addresses is set nowhere, postgresql.conf included: the server listens on localhost'
	docker rm -f "$c" >/dev/null
	start "$c" -v "$c:/var/lib/postgresql" "$IMAGE" -h '*'
	wait_ready "$c"
	hasnt "$(logs "$c")" 'listen_addresses is set nowhere'
	docker rm -f "$c" >/dev/null
}

@test "signals reach the server: HUP reloads, INT and TERM stop it with its own code" {
	local c pid signal
	c=$(own life)
	docker kill -s HUP "$c" >/dev/null
	wait_log "$c" 'received SIGHUP, reloading' 20
	docker exec "$c" sh -c 'kill -STOP "$(head -n 1 "$PGDATA/postmaster.pid")"' # who is stopped cannot end
	ended "$c" INT 0
	wait_log "$c" 'received fast shutdown request' 1
	docker start "$c" >/dev/null
	wait_ready "$c"
	docker kill -s TERM "$c" >/dev/null
	[ "$(exit_code "$c")" = 0 ]
	wait_log "$c" 'received smart shutdown request' 1
	for _ in 1 2 3; do # a reload asked for before there is a server to do it ends nothing
		docker start "$c" >/dev/null
		pid=$(docker inspect -f '{{.State.Pid}}' "$c")
		until grep -q ^pgtune-auto "/proc/$pid/cmdline"; do :; done # runc dies of it
		for signal in {1..200}; do
			kill -s HUP "$pid"
			sleep 0.002
		done
		for signal in USR1 HUP USR2 HUP; do docker kill -s "$signal" "$c" >/dev/null; done
		wait_ready "$c"
		docker stop "$c" >/dev/null
	done
	docker start "$c" >/dev/null
	wait_ready "$c"
}

@test "a killed backend restarts the cluster inside, a killed postmaster ends the container" {
	local c
	c=$(own life)
	docker exec -u postgres "$c" sh -c 'kill -9 $(pgrep -f "^postgres: checkpointer")'
	wait_log "$c" 'all server processes terminated; reinitializing' 20
	wait_ready "$c"
	docker exec -u postgres "$c" sh -c 'kill -9 $(head -n 1 $PGDATA/postmaster.pid)'
	[ "$(exit_code "$c")" = 137 ]
	wait_log "$c" 'warning: the server ended by signal 9 (Killed)' 5
	docker start "$c" >/dev/null # the lock and the pid file are no obstacle
	docker exec -u postgres "$c" sh -c 'until p=$(pgrep -P 1 pgtune-auto); do sleep 0.1; done; kill -9 $p'
	wait_log "$c" 'the process that runs the start hooks ended by signal 9 (Killed)' 5
	wait_ready "$c"
}

@test "memory used up: the kernel kills the backend, not the container" {
	local c
	c=$(own oom)
	filled "$c"
	boot "$c" -v "$c:/var/lib/postgresql" -m 256m --memory-swap 256m
	[ "$(docker exec "$c" sh -c 'cat /proc/1/oom_score_adj /proc/$(head -n 1 $PGDATA/postmaster.pid)/oom_score_adj')" = $'0\n0' ]
	[ "$(sql "$c" "SELECT pg_read_file('/proc/self/oom_score_adj')")" = 200 ]
	run -2 sql "$c" "SET work_mem = '2GB'; SELECT count(*) FROM (SELECT array_agg(i) FROM generate_series(1, 40000000) i) x"
	wait_log "$c" 'was terminated by signal 9: Killed' 20
	wait_ready "$c"
	[ "$(docker inspect -f '{{.State.Running}} {{.RestartCount}}' "$c")" = 'true 0' ]
	docker rm -f "$c" >/dev/null
}

@test "health: ready, full, starting, hanging, down; and not a line in the server's log" {
	local c before
	c=$(own life)
	health() { docker exec "$c" pgtune-auto health "$@" 2>&1; }
	wait_log "$c" '4.sql took' 60 # the hooks, which connect too, are done
	of_clients() { logs "$c" | grep -E 'FATAL|startup packet|onnection|authenti' || true; }
	before=$(of_clients) # not `lines`: that is run's
	for args in '' --ready --live --startup '--port 5432' '--socket /var/run/postgresql' '--host 127.0.0.1 --timeout 2s'; do
		run -0 health $args
	done
	run -1 docker exec -u 12345 "$c" pgtune-auto health
	[[ $output = *': Permission denied'*'hint: ask as its owner, or name the server with --socket or --host' ]]
	run -0 docker exec -u 12345 "$c" pgtune-auto health --socket /var/run/postgresql
	run -1 health --port 1
	run -1 health --timeout x
	run -1 health --nonsense
	run -1 once --dns 127.0.0.1 -- health --host nobody.example --timeout 500ms
	[[ $output = *'no answer in time'* ]] # not what the lookup says, five seconds later
	diff <(echo "$before") <(of_clients)
	sql "$c" "ALTER SYSTEM SET max_connections = 4"
	sql "$c" "ALTER SYSTEM SET superuser_reserved_connections = 0"
	sql "$c" "ALTER SYSTEM SET max_wal_senders = 0"
	sql "$c" "ALTER SYSTEM SET reserved_connections = 0"
	hooks=$(logs "$c" | grep -c '4.sql took')
	docker restart "$c" >/dev/null
	wait_log "$c" '4.sql took' 60 $((hooks + 1)) # or one of the hooks has the fourth connection
	# Again until it is in: the question of health's own that is asked meanwhile takes a connection, too.
	for _ in 1 2 3 4; do docker exec -d "$c" sh -c 'until psql -U postgres -c "SELECT pg_sleep(60)"; do sleep 0.1; done'; done
	wait_for 20 sh -c "docker exec '$c' pgtune-auto health 2>&1 | grep -q 'too many clients'"
	run -0 health
	[[ $output = *warning*"too many clients"* ]]
	run -0 health --live
	docker exec -u postgres "$c" sh -c 'kill -STOP $(head -n 1 $PGDATA/postmaster.pid)'
	run -1 health --timeout 500ms
	run -1 health --live --timeout 500ms
	docker exec -u postgres "$c" sh -c 'kill -CONT $(head -n 1 $PGDATA/postmaster.pid)'
	docker exec -u postgres "$c" sh -c 'kill -9 $(head -n 1 $PGDATA/postmaster.pid)'
	exit_code "$c"
	run -1 once -v "$c:/var/lib/postgresql" -- health --live
	[[ $output = *"no server runs on"* ]]
}

@test "health and check of root's where pg_hba.conf asks who it is: as the server's user, without a line in the log" {
	local c
	c=$(own peer)
	boot "$c" -e POSTGRES_PASSWORD=x -e POSTGRES_INITDB_ARGS=--auth-local=peer
	docker exec "$c" pgtune-auto health
	run docker exec "$c" pgtune-auto check
	hasnt "$output" 'could not be asked'
	run -1 sh -c "docker logs '$c' 2>&1 | grep -E 'FATAL|do not match'"
	docker rm -f "$c" >/dev/null
	# As root where only a group of postgres's opens the directory.
	boot "$c" --tmpfs "/sock:mode=0770,gid=$(docker run --rm --entrypoint sh "$IMAGE" -c 'getent group ssl-cert | cut -d : -f 3')" \
		-e POSTGRES_PASSWORD=x -- postgres -c unix_socket_directories=/sock
	docker exec "$c" pgtune-auto health
	docker exec -u postgres "$c" pgtune-auto health
	docker rm -f "$c" >/dev/null
}

@test "health: red but alive while an init file runs" {
	local d=$BATS_TEST_TMPDIR/d c
	c=$(own slow)
	mkdir "$d" && printf '#!/bin/sh\necho begun; while [ ! -e /tmp/go ]; do sleep 0.1; done\n' >"$d/a.sh" && chmod 755 "$d/a.sh"
	start "$c" -v "$d:/docker-entrypoint-initdb.d:ro" -e POSTGRES_PASSWORD=x "$IMAGE"
	wait_log "$c" begun 300
	run -1 docker exec "$c" pgtune-auto health
	run -1 docker exec "$c" pgtune-auto health --startup
	run -0 docker exec "$c" pgtune-auto health --live
	docker exec "$c" touch /tmp/go
	wait_ready "$c"
	docker rm -f "$c" >/dev/null
}

@test "a second container on the volume waits, then says whose it is; it gets its turn" {
	local c v
	v=$(own life) c=$(own second)
	docker start "$v" >/dev/null && wait_ready "$v"
	run -1 once -v "$v:/var/lib/postgresql" -e PGTUNE_LOCK_WAIT=0 -- postgres
	[[ $output = *'error: data directory "/var/lib/postgresql/18/docker" is locked by another server'*'hint: two would destroy it: stop the other one'* ]]
	start "$c" -v "$v:/var/lib/postgresql" -e PGTUNE_LOCK_WAIT=60 "$IMAGE"
	start "$c.third" -v "$v:/var/lib/postgresql" -e PGTUNE_LOCK_WAIT=60 "$IMAGE"
	wait_log "$c.third" 'another server has it locked' 30
	docker kill -s TERM "$c.third" >/dev/null
	[ "$(exit_code "$c.third")" = 143 ]
	logs "$c.third" | grep 'error: ended by signal 15'
	wait_log "$c" 'another server has it locked' 30
	[ "$(sql "$v" 'SELECT 1')" = 1 ]
	docker stop "$v" >/dev/null
	wait_ready "$c"
	docker stop "$c" >/dev/null
}

@test "a killed server's socket lock whose number is now another process's stops no start; a stranger's does" {
	local v write run=/var/run/postgresql data=/var/lib/postgresql/18/docker
	v=$(own life)
	# shellcheck disable=SC2016 # for the shell in the container
	write='sleep 1000 & printf "%s\n%s\n0\n5432\n%s\n\n" $! "$1" "$2" >"$2/.s.PGSQL.5432.lock"; shift; shift; exec pgtune-auto "$@"'
	start "$(own stale)" --user postgres -v "$v:/var/lib/postgresql" --entrypoint sh "$IMAGE" -c "$write" sh $data $run
	wait_ready "$(own stale)"
	logs "$(own stale)" | grep -F "removed \"$run/.s.PGSQL.5432.lock\", left by a server that was killed"
	docker stop "$(own stale)" >/dev/null
	start "$(own elsewhere)" --user postgres -v "$v:/var/lib/postgresql" --entrypoint sh "$IMAGE" -c "$write" sh $data /tmp -c 'unix_socket_directories=/var/run/postgresql, /tmp'
	wait_ready "$(own elsewhere)"
	docker stop "$(own elsewhere)" >/dev/null
	run once --user postgres -v "$v:/var/lib/postgresql" --entrypoint sh -- -c "$write" sh /srv $run
	[[ $output = *'Is another postmaster'* ]]
}

@test "not as PID 1, or with PGTUNE_SUPERVISE=off: a plain exec, and the hooks are named" {
	local v d=$BATS_FILE_TMPDIR/start
	v=$(own life)
	start "$(own init)" --init -v "$v:/var/lib/postgresql" -v "$d:/docker-entrypoint-startdb.d:ro" "$IMAGE"
	wait_ready "$(own init)"
	[ "$(docker exec "$(own init)" sh -c 'cat /proc/$(head -n 1 $PGDATA/postmaster.pid)/status' | awk '/^PPid/ { print $2 }')" = 1 ]
	survives_orphans "$(own init)"
	docker stop "$(own init)" >/dev/null
	run timeout 60 docker run --rm --label "$LABEL" -e PGTUNE_SUPERVISE=of -v "$v:/var/lib/postgresql" "$IMAGE" -c no_such=1
	[[ $output = *'PGTUNE_SUPERVISE="of" has no effect: the word it knows is "off"'* ]]
	run timeout 60 docker run --rm --label "$LABEL" -e PGTUNE_SUPERVISE= -v "$v:/var/lib/postgresql" "$IMAGE" -c no_such=1
	[[ $output = *no_such* && $output != *PGTUNE_SUPERVISE* ]]
	start "$(own plain)" -e PGTUNE_SUPERVISE=off -v "$v:/var/lib/postgresql" -v "$d:/docker-entrypoint-startdb.d:ro" "$IMAGE"
	wait_ready "$(own plain)"
	[ "$(docker exec "$(own plain)" sh -c 'head -n 1 $PGDATA/postmaster.pid')" = 1 ]
	logs "$(own plain)" | grep -q '1.sh" is not run'
	docker stop "$(own plain)" >/dev/null
}

@test "not as PID 1: what an init file leaves running is no child of the server, and may end as it likes" {
	local c d=$BATS_FILE_TMPDIR/left
	c=$(own left)
	mkdir "$d"
	echo 'sleep 600 >/dev/null 2>&1 &' >"$d/a.sh"
	boot "$c" --init -v "$d:/docker-entrypoint-initdb.d:ro"
	[ "$(docker exec "$c" ps -C sleep -o ppid=)" -eq 1 ]
	docker exec "$c" pkill -KILL -x sleep
	docker exec "$c" psql -U postgres -c 'SELECT pg_sleep(0.5)' # it is still there
	docker rm -f -v "$c" >/dev/null
}

@test "an arbitrary uid without a name, no capability, a read-only root; a WAL directory of its own" {
	local c
	c=$(own anyone)
	boot "$c" --user 12345:0 --read-only --tmpfs /var/run/postgresql:mode=1777 --tmpfs /tmp --cap-drop ALL \
		--security-opt no-new-privileges --tmpfs /wal:mode=1777 -e POSTGRES_INITDB_WALDIR=/wal/x \
		-e PGDATA=/var/lib/postgresql/mine -e POSTGRES_DB=app
	[ "$(docker exec "$c" psql -U postgres -Atc 'SELECT current_database()' app)" = app ]
	[ "$(docker exec "$c" readlink /var/lib/postgresql/mine/pg_wal)" = /wal/x ]
	run -1 docker exec -u 0 "$c" pgtune-auto health # root without a capability may not become the owner
	[[ $output = *': Permission denied'*'hint: ask as its owner, or name the server with --socket or --host' ]]
	docker restart "$c" >/dev/null || true # the tmpfs is gone with the container's stop
	docker rm -f -v "$c" >/dev/null
}

@test "a seccomp profile without memfd_create and syncfs: a first boot with a login" {
	local c
	c=$(own refused)
	echo '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"action": "SCMP_ACT_ERRNO", "errnoRet": 38,
		"names": ["memfd_create", "syncfs"]}]}' >"$BATS_TEST_TMPDIR/profile"
	boot "$c" --security-opt "seccomp=$BATS_TEST_TMPDIR/profile" -e POSTGRES_PASSWORD=s3cret -e POSTGRES_DB=app
	docker exec -e PGPASSWORD=s3cret "$c" sh -c 'psql -h "$(hostname -i)" -U postgres -Atc "SELECT 1" app'
	docker rm -f -v "$c" >/dev/null
	# a uid without a name
	boot "$c" --security-opt "seccomp=$BATS_TEST_TMPDIR/profile" --user 12345:0 -e PGDATA=/var/lib/postgresql/mine
	[ -z "$(docker exec "$c" ls -A /tmp)" ]
	docker rm -f -v "$c" >/dev/null
}

@test "a limit on processes too low for a start: a hint, whatever could not be started" {
	for limit in 1 2; do
		run once --pids-limit $limit -e POSTGRES_PASSWORD=x --
		[ "$status" != 0 ]
		[[ $output = *": Resource temporarily unavailable"*"hint: the limit on processes is reached: raise it (--pids-limit"* ]]
	done
}

@test "root without capabilities is told what to do" {
	run -1 once --cap-drop ALL -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *"hint: start with --user 999:999"* ]]
}

@test "root that may change owners and nothing else: a first boot, a start, and health" {
	local c
	c=$(own owners)
	boot "$c" --cap-drop ALL --cap-add CHOWN --cap-add FOWNER --cap-add SETUID --cap-add SETGID --security-opt no-new-privileges
	docker restart "$c" >/dev/null
	wait_ready "$c"
	docker rm -f -v "$c" >/dev/null
}

@test "root that may less on the volume than the server's user, as NFS squashes it: that user lays it out" {
	local c v=$BATS_TEST_TMPDIR/volume mode
	c=$(own squashed)
	mkdir "$v" "$v/d" && chown 999:999 "$v" "$v/d"
	for mode in 755 700; do # without and with the top closed to root
		chmod $mode "$v" && chmod 755 "$v/d"
		for dir in /v/new/data$mode /v/d; do
			boot "$c" --cap-drop ALL --cap-add SETUID --cap-add SETGID -v "$v:/v" -e PGDATA=$dir
			docker restart "$c" >/dev/null
			wait_ready "$c"
			docker rm -f "$c" >/dev/null
		done
		find "$v/d" -mindepth 1 -delete
	done
	chown 1234 "$v"
	run -1 once --cap-drop ALL --cap-add SETUID --cap-add SETGID -v "$v:/v" -e PGDATA=/v/data -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *'hint: neither root for uid 999 nor that uid may make it: give the volume to it'* ]]
}

@test "one directory of root's and one of the server's user's; what root makes and cannot give is taken back" {
	local c v=$BATS_TEST_TMPDIR/v w=$BATS_TEST_TMPDIR/w
	c=$(own mixed)
	mkdir "$v" "$w"
	local options=(-v "$v:/v" -v "$w:/w" -e PGDATA=/v/18/docker -e POSTGRES_INITDB_WALDIR=/w/wal)
	chown 999 "$w" && chmod 700 "$w"
	boot "$c" "${options[@]}" --cap-drop DAC_OVERRIDE
	docker rm -f "$c" >/dev/null
	[ "$(stat -c %u "$v/18/docker" "$w/wal" | uniq)" = 999 ]
	rm -r "$v/18" "$w/wal" && chown 0 "$w" && chmod 755 "$w"
	run -1 once "${options[@]}" --cap-drop CHOWN -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *'hint: neither root for uid 999 nor that uid may make it: give the volume to it'* ]]
	[ -z "$(find "$v" "$w" -mindepth 1)" ]
	chmod 1777 "$v" "$w" # as a volume of the image's
	boot "$c" "${options[@]}" --cap-drop CHOWN
	docker rm -f "$c" >/dev/null
	boot "$c" "${options[@]}" --user 999:999
	docker rm -f "$c" >/dev/null
}

@test "what is mounted read-only is said, without a hint to give it to somebody" {
	local dir wal
	for dir in PGDATA=/ro/data PGDATA=/ro POSTGRES_INITDB_WALDIR=/ro/wal POSTGRES_INITDB_WALDIR=/ro; do
		run -1 once --tmpfs /ro:ro -e "$dir" -e POSTGRES_PASSWORD=x -- postgres
		[[ $output = *'/ro'*': Read-only file system'* && $output != *hint:* && $output != *removing* ]]
	done
	filled "$(own ro)"
	run -1 once -v "$(own ro):/var/lib/postgresql:ro" -- postgres
	[[ $output = *'writing ".pgtune-state": Read-only file system'*'hint: the server cannot run on it: mount it for writing'* ]]
	wal=/var/lib/postgresql/18/docker/pg_wal
	run -1 once -v "$(own ro):/var/lib/postgresql" -v "$(docker volume inspect -f '{{.Mountpoint}}' "$(own ro)")/18/docker/pg_wal:$wal:ro" -- postgres
	[[ $output = *"error: writing to \"$wal\": Read-only file system"*'hint: the server cannot run on it: mount it for writing'* ]]
}

@test "who may not write into the volume is told what to do" {
	mkdir -m 755 "$BATS_TEST_TMPDIR/volume"
	run -1 once --user 1234 -v "$BATS_TEST_TMPDIR/volume:/var/lib/postgresql" -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *'making the directory "/var/lib/postgresql/18/docker": Permission denied'* ]]
	[[ $output = *'hint: uid 1234 may not write above "/var/lib/postgresql/18": chown the volume to it'* ]]
}

@test "a volume of another uid is given to postgres; lost+found and dotfiles are no obstacle" {
	local v c
	v=$(own owned) c=$(own owned)
	filled "$v"
	docker run --rm -v "$v:/v" --entrypoint sh "$IMAGE" -c 'chown -R 1234:1234 /v/18 && ln -s /etc/passwd /v/18/docker/link'
	mkdir "$BATS_TEST_TMPDIR/conf.d" && echo 'work_mem = 3MB' >"$BATS_TEST_TMPDIR/conf.d/a.conf"
	boot "$c" -v "$v:/var/lib/postgresql" -v "$BATS_TEST_TMPDIR/conf.d:/var/lib/postgresql/18/docker/conf.d:ro"
	[ "$(docker exec "$c" sh -c 'find $PGDATA ! -user postgres; stat -c %u /etc/passwd')" = "/var/lib/postgresql/18/docker/conf.d
/var/lib/postgresql/18/docker/conf.d/a.conf
0" ]
	logs "$c" | grep 'warning: chown of "a.conf" to uid 999: Read-only file system'
	docker exec "$c" sh -c 'cd $PGDATA && chown root pg_hba.conf pg_wal/0* && chmod 600 pg_hba.conf && ln -s /etc/passwd pg_wal/link'
	docker restart "$c" >/dev/null # as after docker cp, or WAL that was copied by hand
	wait_ready "$c" 30
	[ "$(docker exec "$c" sh -c 'stat -Lc %u $PGDATA/pg_hba.conf $PGDATA/pg_wal/0* $PGDATA/pg_wal/link' | xargs)" = '999 999 0' ]
	logs "$c" | grep 'gave "pg_hba.conf" to uid 999'
	docker rm -f "$c" >/dev/null
	boot "$c" -v "$v:/var/lib/postgresql" --cap-drop CHOWN --tmpfs /var/run/postgresql:mode=755 # root's, and stays so
	[ "$(docker exec "$c" stat -c '%U %a' /var/run/postgresql)" = 'root 1777' ]
	docker rm -f "$c" >/dev/null
	v=$(own root)
	volume "$v"
	docker run --rm -v "$v:/v" --entrypoint sh "$IMAGE" -c 'mkdir /v/lost+found; touch /v/.snapshot'
	boot "$c" -v "$v:/data" -e PGDATA=/data -e POSTGRES_HOST_AUTH_METHOD=trust
	[ "$(docker exec "$c" psql -h 127.0.0.1 -U postgres -Atc 'SELECT 1')" = 1 ]
	docker exec "$c" ls -d /data/lost+found /data/.snapshot
}

# on_terminal NAME [docker run options] IMAGE [ARG...]: as `docker run -it`; what is written to descriptor 7 is typed.
on_terminal() {
	local keys=$BATS_TEST_TMPDIR/keys.$1
	mkfifo "$keys"
	script -qfec "$(printf '%q ' docker run -it --label "$LABEL" --name "$@")" /dev/null <"$keys" >/dev/null 3>&- &
	exec 7>"$keys"
}

@test "a terminal: Ctrl-Z stops no server, Ctrl-C ends it, whoever had the foreground before" {
	local c hooks=$BATS_TEST_TMPDIR/hooks
	mkdir "$hooks" && printf '#!/bin/sh\necho hook ran\n' >"$hooks/1.sh" && chmod 755 "$hooks/1.sh"
	c=$(own tty.supervised)
	on_terminal "$c" -e POSTGRES_PASSWORD=x -v "$hooks:/docker-entrypoint-startdb.d:ro" "$IMAGE"
	wait_for 60 docker inspect "$c"
	wait_log "$c" 'hook ran' 120
	printf '\032' >&7
	sleep 0.5
	docker exec "$c" pgtune-auto health
	printf '\003' >&7
	[ "$(exit_code "$c" 20)" = 0 ]
	exec 7>&-
	c=$(own tty.plain)
	on_terminal "$c" --init -e POSTGRES_PASSWORD=x "$IMAGE"
	wait_for 60 docker inspect "$c"
	wait_ready "$c"
	printf '\003' >&7
	[ "$(exit_code "$c" 20)" = 0 ]
	exec 7>&-
	# a job of a shell leaves it the terminal, and comes back to it
	c=$(own tty.job)
	on_terminal "$c" -e POSTGRES_PASSWORD=x "$IMAGE" bash --norc
	wait_for 60 docker inspect "$c"
	printf 'pgtune-auto postgres &\r' >&7
	wait_ready "$c"
	printf 'echo typed $((20 + 3))\r' >&7
	wait_log "$c" 'typed 23' 20
	printf 'fg\r' >&7
	# shellcheck disable=SC2016 # proc_pid_stat(5): its group is the terminal's
	wait_for 20 docker exec "$c" sh -c 'read -r _ _ _ _ group _ _ front _ <"/proc/$(head -n 1 "$PGDATA/postmaster.pid")/stat"
		[ "$group" = "$front" ]'
	printf '\003' >&7
	wait_log "$c" 'database system is shut down' 20
	printf 'exit 5\r' >&7
	[ "$(exit_code "$c" 20)" = 5 ]
	exec 7>&-
}

@test "a terminal: Ctrl-C in a first boot ends all of it, after the init file's own cleanup, with another PID 1 too" {
	local c d=$BATS_TEST_TMPDIR/d way
	mkdir "$d"
	printf '#!/bin/bash\ntrap "sleep 1; echo cleaned up; exit 3" INT\necho waiting; while :; do sleep 0.1; done\n' >"$d/a.sh"
	chmod 755 "$d/a.sh"
	for way in --init=false --init=true; do
		c=$(own "tty.first${way#--init=}")
		on_terminal "$c" $way -e POSTGRES_PASSWORD=x -v "$d:/docker-entrypoint-initdb.d:ro" "$IMAGE"
		wait_for 60 docker inspect "$c"
		wait_log "$c" waiting 120
		printf '\032' >&7
		sleep 0.5
		printf '\003' >&7
		[ "$(exit_code "$c" 20)" = 130 ]
		exec 7>&-
		for text in 'cleaned up' 'database system is shut down' 'error: ended by signal 2'; do logs "$c" | grep "$text"; done
	done
}
