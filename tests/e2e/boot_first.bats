#!/usr/bin/env bats
# First boots that end by themselves (`postgres -C NAME`): what each variable makes of the cluster, and what
# is refused, as users of the official image and of images without root know it.
load lib/common
load lib/boot

setup_file() { engine_up && image_up && idle "$(own f)"; }
teardown_file() { engine_down; }
sh_f() { docker exec "$(own f)" sh -c "$1"; }
init_file() { docker exec -i "$(own f)" sh -c "cat >/docker-entrypoint-initdb.d/$1 && chmod ${2:-644} /docker-entrypoint-initdb.d/$1"; }

# first DIR [docker exec options] -- [ARG...]: a first boot in DIR, then `postgres -C port`.
first() {
	local options=()
	while [ "$2" != -- ]; do
		options+=("$2")
		set -- "$1" "${@:3}"
	done
	[[ " ${options[*]} " =~ POSTGRES_PASSWORD|POSTGRES_HOST_AUTH_METHOD ]] || options+=(-e POSTGRES_PASSWORD=x)
	within "$(own f)" -e "PGDATA=$1" "${options[@]}" -- postgres -C port "${@:3}"
}

@test "what an init file sees: home, groups, where the server is, a secret that only root could read" {
	sh_f 'printf "  pa ss\r\n\n" >/secret && chmod 400 /secret'
	sh_f 'mkdir /docker-entrypoint-initdb.d/..data && cd /docker-entrypoint-initdb.d &&
		echo "CREATE TABLE linked ();" >..data/1.sql && ln -s ..data/1.sql 1.sql'
	init_file 2.sh 755 <<-'END'
		#!/bin/bash
		printf '%s\n' "HOME=$HOME" "groups=$(id -Gn)" "cwd=$PWD" "PGPORT=$PGPORT" "PGHOSTADDR=$PGHOSTADDR" "PGOPTIONS=$PGOPTIONS" "db=$POSTGRES_DB"
		printf 'password=<%q> <%q>\n' "$POSTGRES_PASSWORD" "$PGPASSWORD"
		echo "file=${POSTGRES_PASSWORD_FILE-unset}"
		psql -U "$POSTGRES_USER" -Atc "SELECT 'tables: ' || count(*) FROM pg_class WHERE relname = 'linked'"
	END
	run -0 first /tmp/sees -e POSTGRES_PASSWORD_FILE=/secret -e POSTGRES_USER= -e PGPORT=7777 -e PGHOST=nowhere -e PGHOSTADDR=10.9.8.7 \
		-e 'PGOPTIONS=-c work_mem=1MB' -- -c unix_socket_directories=/tmp -c password_encryption=md5
	echo "$output"
	for line in HOME=/var/lib/postgresql 'groups=postgres ssl-cert' cwd=/ PGPORT=7777 PGHOSTADDR= 'PGOPTIONS=-c work_mem=1MB' db=postgres \
		"password=<\$'  pa ss\\r'> <\$'  pa ss\\r'>" file=unset 'tables: 1'; do
		grep -qxF -- "$line" <<<"$output" || { echo "no line: $line"; return 1; }
	done
	# asked of the server with its arguments, as the official image does
	[ "$(sh_f 'tail -n 1 /tmp/sees/pg_hba.conf')" = 'host all all all md5' ]
	run -1 first /tmp/refused -- -c no_such=1
	[[ $output = *'FATAL:  unrecognized configuration parameter "no_such"'*'error: the server refuses its arguments'* ]]
	run -0 first /tmp/refused --
	sh_f 'rm -r /docker-entrypoint-initdb.d/*'
}

@test "a sourced file: what it sets, unsets, enters and defines is there for the next; its trace tells no secret" {
	init_file 1.sh <<-'END'
		local here=1
		export GONE=1 KEPT=2
		greet() { echo "greeted by $1"; }
		export -f greet
		cd /var/tmp
		umask 027
	END
	init_file 2.sh <<-'END'
		set -ux
		shopt -s nullglob failglob
		trap 'echo "unexpected: line $LINENO"' ERR
		unset GONE PGHOST
		echo "local is ${here}"
	END
	init_file 3.sh 755 <<-'END'
		#!/bin/bash
		greet "a function of ${GONE-nobody} and $KEPT in $PWD with $(umask), host ${PGHOST-unset}"
	END
	init_file 4.sql <<<'CREATE TABLE without_pghost ();'
	init_file 5.sh <<-'END'
		set +x
		mkdir sub && echo 'CREATE TABLE below ();' >sub/a.sql && gzip -c sub/a.sql | sed s/x/x/ >sub/b.sql.gz && echo 'echo "sourced below"' >sub/c.sh
		docker_setup_env
		POSTGRES_DB=second docker_setup_db
		POSTGRES_DB=second docker_process_init_files sub/a.sql sub/c.sh sub/none.txt
		docker_process_init_files sub/b.sql.gz
		docker_temp_server_stop >/dev/null
		docker_temp_server_start postgres -c work_mem=5MB >/dev/null
		docker_process_sql -Atc "SELECT 'tables: ' || count(*) || ', ' || current_setting('work_mem') FROM pg_class WHERE relname IN ('below', 'without_pghost')"
	END
	init_file 6.sh <<<'sleep 1000 & exit 3' # its job keeps what bash had open
	run -3 first /tmp/sourced -e POSTGRES_PASSWORD='hush hush' --
	echo "$output"
	for line in 'local is 1' 'greeted by a function of nobody and 2 in /var/tmp with 0027, host unset' 'sourced below' \
		'/usr/local/bin/docker-entrypoint.sh: running sub/a.sql' '/usr/local/bin/docker-entrypoint.sh: ignoring sub/none.txt' 'tables: 2, 5MB'; do
		grep -qxF -- "$line" <<<"$output" || { echo "no line: $line"; return 1; }
	done
	[[ $output = *'+ unset GONE PGHOST'*'6.sh" failed with exit code 3'* && ! $output =~ "unexpected: line "[0-9] && $output != *hush* ]]
	[ "$(sh_f 'stat -c %a /tmp/sourced/PG_VERSION /tmp/sourced/.pgtune-init; rm -r /docker-entrypoint-initdb.d/* /var/tmp/sub; kill $(pgrep -x sleep -n)')" = $'600\n600' ]
}

@test "a sourced file that says continue skips its rest, one that says break or set -n is named" {
	local last
	init_file 1.sh <<<$'export kept=yes\ncontinue 2\necho never'
	init_file 2.sh 755 <<<$'#!/bin/sh\necho kept $kept'
	run -0 first /tmp/skips --
	has "$output" 'kept yes'
	hasnt "$output" never
	sh_f 'rm -r /tmp/skips'
	for last in break 'set -n'; do
		init_file 1.sh <<<"$last"
		run -1 first /tmp/skips --
		has "$output" '1.sh" ended the shell it was sourced by (exit 0)'
		hasnt "$output" kept
		sh_f 'rm -r /tmp/skips'
	done
	sh_f 'rm -r /docker-entrypoint-initdb.d/*'
}

@test "a session that ends soon after the last init file is let end, one that stays is ended" {
	init_file 1.sh 755 <<<$'#!/bin/sh\npsql -U postgres -c "SELECT pg_sleep(0.5)" &\nsleep 0.3'
	run -0 first /tmp/soon --
	echo "$output"
	[[ $output = *'pg_sleep'* && $output != *FATAL* ]]
	init_file 1.sh 755 <<<$'#!/bin/sh\npsql -U postgres -c "SELECT pg_sleep(600)" &\nsleep 0.3'
	run -0 first /tmp/stays --
	[[ $output = *'FATAL:  terminating connection'* ]]
	sh_f 'rm -r /docker-entrypoint-initdb.d/*'
}

@test "a server that lets nobody in as the last init file ends is stopped: one that a session holds back from stopping, a standby" {
	init_file 1.sh 755 <<<$'#!/bin/sh\npsql -U postgres -c "SELECT pg_sleep(600)" &\nsleep 0.3; pg_ctl stop -m smart -W'
	run -0 first /tmp/stopping --
	[[ $output = *'smart shutdown'*'FATAL:  terminating connection'* ]]
	init_file 1.sh 755 <<-'END'
		#!/bin/sh
		touch "$PGDATA/standby.signal"
		echo hot_standby=off >>"$PGDATA/postgresql.conf"
		pg_ctl stop
	END
	run -0 first /tmp/shut --
	[[ $output = *'init process complete'* ]]
	sh_f 'rm -r /docker-entrypoint-initdb.d/*'
}

@test "a sourced file that closes the descriptors bash is asked over, or leaves a job that ends it, is named" {
	init_file 2.sh <<<'echo never'
	for closes in 'exec 60>&-' 'exec 61>&-' 'exec 60</dev/null' 'set +e; exec 61>/dev/null'; do
		init_file 1.sh <<<"$closes"
		run -1 first /tmp/closes --
		has "$output" '1.sh closed descriptor 60 or 61'
		has "$output" 'error: "/docker-entrypoint-initdb.d/1.sh" failed with exit code 1'
		hasnt "$output" never
		sh_f 'rm -r /tmp/closes'
	done
	init_file 1.sh <<<'(sleep 0.2; kill -KILL $$) &'
	init_file 1.sleep.sh 755 <<<$'#!/bin/sh\nsleep 1'
	run -137 first /tmp/closes --
	[[ $output = *'2.sh" failed with exit code 137' ]]
	sh_f 'rm -r /docker-entrypoint-initdb.d/*'
}

@test "where a login over the socket could not succeed, init files run: a verifier with --auth, another user with peer" {
	local verifier
	verifier=$("$BINARY" scram <<<'pa ss')
	init_file 0.sh <<-'END'
		docker_temp_server_stop; docker_temp_server_start
		docker_process_sql -c "SELECT 'started by the function'"
	END
	init_file 1.sql <<<"SELECT 'file: ' || current_setting('hba_file');"
	init_file 2.sh 755 <<<$'#!/bin/sh\npsql -Atc "SELECT \'let in \' || current_user" -U "$POSTGRES_USER" "$POSTGRES_DB"'
	shut() { run "-$1" first "/tmp/shut$2" -e "POSTGRES_PASSWORD=$3" -e "POSTGRES_USER=$4" -e "POSTGRES_INITDB_ARGS=$5" "${@:6}"; }
	shut 0 1 "$verifier" postgres --auth=scram-sha-256 --
	[[ $output = *'started by the function'*'file: /var/run/postgresql/.pgtune-'*'let in postgres'* ]]
	[ "$(sh_f 'grep -c ^local.*scram-sha-256 /tmp/shut1/pg_hba.conf; ls -d /var/run/postgresql/.pgtune-* 2>/dev/null')" = 2 ]
	sh_f 'rm /docker-entrypoint-initdb.d/0.sh'
	shut 0 7 "${verifier/\$4096:/\$1000001:}" postgres --auth=scram-sha-256 --
	[[ $output = *'let in postgres'* ]]
	sh_f 'sed -i "1a exec 3>&1 4>&1 5>&1 6>&1 7>&1 8>&1 9>&1" /docker-entrypoint-initdb.d/2.sh' # as any script may
	shut 0 6 plain postgres --auth-local=peer -u 12345:0 -- # to "peer" its uid has no name
	[[ $output = *'let in postgres'* && $output != *ld.so* ]]
	shut 0 2 "$verifier" app '--auth-local peer' -- -c "hba_file=/tmp/shut2/pg_hba.conf"
	[[ $output = *'let in app'* ]]
	shut 0 3 plain postgres -Ascram-sha-256 --
	[[ $output = *'file: /tmp/shut3/pg_hba.conf'*'let in postgres'* ]] # the cluster's own where that will do
	shut 1 4 "$verifier" postgres -Amd5 -e PGTUNE_INIT_SOCKET=default --
	[[ $output = *'would refuse "postgres"'*'hint: unset PGTUNE_INIT_SOCKET'* ]]
	sh_f 'echo local all all trust >/tmp/open_hba'
	shut 0 5 "$verifier" postgres -Amd5 -e PGTUNE_INIT_SOCKET=default -- -c hba_file=/tmp/open_hba
	[[ $output = *'file: /tmp/open_hba'*'let in postgres'* ]] # the operator's own may let in
	sh_f 'rm -r /docker-entrypoint-initdb.d/*'
}

@test "trust, no checksums, PGDATA behind a link, a WAL directory of root's, a mode that is set back" {
	sh_f 'mkdir -m 755 /tmp/real /tmp/wal && ln -s real /tmp/link'
	run -0 first /tmp/link -e POSTGRES_HOST_AUTH_METHOD=trust -e POSTGRES_PASSWORD=x -e DISABLE_DATA_CHECKSUMS=true -e POSTGRES_INITDB_WALDIR=/tmp/wal --
	[[ $output = *'WARNING: POSTGRES_HOST_AUTH_METHOD has been set to "trust"'* ]]
	[ "$(sh_f 'tail -n 3 /tmp/real/pg_hba.conf')" = "# warning trust is enabled for all connections
# see https://www.postgresql.org/docs/17/auth-trust.html
host all all all trust" ]
	[ "$(sh_f 'stat -c "%U %a" /tmp/real /tmp/wal; readlink /tmp/real/pg_wal')" = $'postgres 700\npostgres 700\n/tmp/wal' ]
	[ "$(sh_f 'chmod 750 /tmp/real; pg_controldata /tmp/link | grep "page checksum"')" = 'Data page checksum version:           0' ]
	run -0 first /tmp/link --
	[[ $output = *'Skipping initialization'* ]]
	[ "$(sh_f 'stat -c %a /tmp/real')" = 700 ]
	run -0 docker exec -e POSTGRES_PASSWORD=x "$(own f)" sh -c 'umask 077 && PGDATA=/tmp/below/data exec pgtune-auto postgres -C port'
	[ "$(sh_f 'stat -c "%U %a" /tmp/below /tmp/below/data')" = $'root 755\npostgres 700' ]
	# with whatever descriptors who starts it left open
	run -0 docker exec -e POSTGRES_PASSWORD=x -e PGDATA=/tmp/fds "$(own f)" \
		bash -c 'for fd in {3..20}; do eval "exec $fd</dev/null"; done; exec pgtune-auto postgres -C port'
	run -1 within "$(own f)" -e PGDATA=/tmp/link -- postgres -c 'unix_socket_directories="/none"'
	[[ $output = *'warning: the server cannot write its socket directory "/none": No such file'*'hint: mount a tmpfs there (--tmpfs /none:'*'FATAL:  could not create lock file'* ]]
}

@test "a WAL directory that is another cluster's loses nothing: refused before anything is made, by a clone too" {
	local used=/tmp/used/000000010000000000000001
	sh_f "mkdir -m 700 /tmp/used && touch $used"
	for spelled in '-X ' -X '-kX ' --waldir= '--waldi '; do
		run -1 first /tmp/nowal -e "POSTGRES_INITDB_ARGS=$spelled/tmp/used" --
		[[ $output = *'error: the WAL directory "/tmp/used" is not empty'* ]]
	done
	for role in primary replica; do
		run -1 first /tmp/nowal -e POSTGRES_INITDB_WALDIR=/tmp/used -e "POSTGRES_ROLE=$role" -e PRIMARY_HOST=nowhere --
		[[ $output = *'error: the WAL directory "/tmp/used" is not empty: it has "000000010000000000000001"'*'hint: give a directory of its own in it'* ]]
	done
	for name in lost+found .snapshot; do # too much for initdb and pg_basebackup
		sh_f "mkdir -p /tmp/mount/$name"
		for role in primary replica; do
			run -1 first /tmp/nowal -e POSTGRES_INITDB_WALDIR=/tmp/mount -e "POSTGRES_ROLE=$role" -e PRIMARY_HOST=nowhere --
			[[ $output = *"error: the WAL directory \"/tmp/mount\" is not empty: it has \"$name\""*'hint: give a directory of its own in it'* ]]
		done
		sh_f 'rm -r /tmp/mount'
	done
	[ "$(sh_f 'ls -d /tmp/nowal 2>/dev/null; ls /tmp/used; stat -c %u /tmp/used')" = $'000000010000000000000001\n0' ]
	# what no pre-flight saw, since an unfinished boot begins again
	sh_f "chown -R postgres /tmp/used; mkdir /tmp/clone; printf 'pgtune-auto: unfinished first boot\nstate stage\n' >/tmp/clone/.pgtune-init"
	run -1 timeout 60 docker exec -e PGDATA=/tmp/clone -e POSTGRES_ROLE=replica -e PRIMARY_HOST=/var/run/postgresql -e POSTGRES_INITDB_WALDIR=/tmp/used \
		"$(own f)" bash -c 'cd /tmp && pg_ctl() { setpriv --reuid=postgres --regid=postgres --clear-groups pg_ctl -D /tmp/real -l /tmp/log -w "$@"; }
			pg_ctl start && pgtune-auto postgres; code=$?; pg_ctl -m fast stop; exit $code'
	echo "$output"
	[[ $output = *'waiting for the primary took'*'the WAL directory "/tmp/used" is not empty: it has "000000010000000000000001"'* ]]
	[ "$(sh_f 'ls /tmp/used; ls -A /tmp/clone; rm -r /tmp/used')" = 000000010000000000000001 ]
}

@test "health and check find the server where it listens: another address, an abstract socket" {
	health_with() {
		docker exec -d -e PGDATA=/tmp/real "$(own f)" pgtune-auto postgres "$@"
		wait_for 60 within "$(own f)" -e PGDATA=/tmp/real -- health
		run within "$(own f)" -e PGDATA=/tmp/real -- check
		hasnt "$output" 'could not be asked'
		sh_f 'kill -INT $(head -n 1 /tmp/real/postmaster.pid)'
		wait_for 20 sh_f '[ ! -e /tmp/real/postmaster.pid ]'
	}
	health_with -c unix_socket_directories= -c listen_addresses=127.0.0.2 -c port=6001
	health_with -c unix_socket_directories=@pgtune -c listen_addresses=
}

@test "POSTGRES_USER and POSTGRES_DB that a later start leaves out are those of the last one" {
	run -0 first /tmp/boss -e POSTGRES_USER=boss -e POSTGRES_DB=shop --
	docker exec -d -e PGDATA=/tmp/boss "$(own f)" sh -c 'exec pgtune-auto postgres -c port=6003 >/tmp/boss.log 2>&1'
	wait_for 60 within "$(own f)" -e PGDATA=/tmp/boss -- health
	run -0 within "$(own f)" -e PGDATA=/tmp/boss -e PGPASSWORD=x -- check postgres -c port=6003
	[ "$(sh_f 'head -n 2 /tmp/boss/.pgtune-state; grep -c FATAL /tmp/boss.log')" = $'user boss\ndatabase shop\n0' ]
	run -0 within "$(own f)" -e PGDATA=/tmp/boss -- plan --libraries pg_cron --format args
	has "$output" 'cron.database_name=shop'
	run -0 within "$(own f)" -e PGDATA=/tmp/boss -e POSTGRES_DB=other -- plan --libraries pg_cron --format args
	has "$output" 'cron.database_name=other'
	sh_f 'kill -INT $(head -n 1 /tmp/boss/postmaster.pid)'
	wait_for 20 sh_f '[ ! -e /tmp/boss/postmaster.pid ]'
}

@test "health: a standby that takes no logins has started, and is not ready" {
	sh_f 'cp -a /tmp/real /tmp/warm && touch /tmp/warm/standby.signal'
	docker exec -d -e PGDATA=/tmp/warm "$(own f)" pgtune-auto postgres -c hot_standby=off -c port=6002
	wait_for 60 within "$(own f)" -e PGDATA=/tmp/warm -- health --startup
	run -0 within "$(own f)" -e PGDATA=/tmp/warm -- health --live
	run -1 within "$(own f)" -e PGDATA=/tmp/warm -- health
	same "$output" 'pgtune-auto: error: the server recovers, and takes no logins: hot_standby is off'
	sh_f 'kill -INT $(head -n 1 /tmp/warm/postmaster.pid)'
	wait_for 20 sh_f '[ ! -e /tmp/warm/postmaster.pid ]'
}

@test "POSTGRES_INITDB_ARGS: a YAML block, odd quoting, words that make no cluster here" {
	run -0 first /tmp/args -e $'POSTGRES_INITDB_ARGS=--locale=C\n  --set "cluster_name=a \'\\"\\$b"\n-c \'search_path="$user"\'\n' --
	[ "$(sh_f "grep -E '^(cluster_name|search_path) ' /tmp/args/postgresql.conf | sed 's/\t*#.*//'")" = $'cluster_name = \'a \'\'"$b\'\nsearch_path = \'"$user"\'' ]
	for word in -kD -gD -WD --pgda=/tmp/else '--pgdata /tmp/else' -D/tmp/else; do
		run -1 first /tmp/none -e POSTGRES_INITDB_ARGS="$word /tmp/else" --
		[[ $output = *'PGDATA says where'* ]]
	done
	for word in -Uother '-kU other' --username=other '--user other' '--us "post gres"'; do
		run -1 first /tmp/none -e POSTGRES_INITDB_ARGS="$word" --
		[[ $output = *'POSTGRES_USER says who'* ]]
	done
	run -1 first /tmp/none -e POSTGRES_INITDB_ARGS='--show --username postgres' --
	[[ $output = *'initdb made no cluster, with POSTGRES_INITDB_ARGS: --show --username postgres'* ]]
	run -1 first /tmp/none -e POSTGRES_INITDB_ARGS=--locale=nope --
	[[ $output = *'invalid locale name "nope"'*'initdb failed with exit code 1'* ]]
	[ "$(sh_f 'ls -A /tmp/none; ls -d /tmp/else 2>&1')" = "ls: cannot access '/tmp/else': No such file or directory" ]
}

@test "a file that stops the server, starts it plainly and fails can be retried" {
	init_file 1.sh 755 <<-'END'
		#!/bin/sh
		pg_ctl -m fast -w stop && pg_ctl -w start
		psql -h /var/run/postgresql -U postgres -c 'CREATE TABLE after_start ()' && exit 42
	END
	run -42 first /tmp/plainly --
	[[ $output = *'CREATE TABLE'* ]]
	sh_f "sed -i 's/ && exit 42//' /docker-entrypoint-initdb.d/1.sh"
	run -0 first /tmp/plainly -e PGTUNE_ON_FAILED_INIT=retry --
	[[ $output = *'CREATE TABLE'*'init process complete'* ]]
	sh_f 'rm -r /docker-entrypoint-initdb.d/*'
}

@test "a retry that cannot begin, for an init file that cannot be read, can be made once that is mended" {
	init_file 1.sql <<<'SELECT nonsense;'
	run -3 first /tmp/again -e 'POSTGRES_INITDB_ARGS=--set logging_collector=on' --
	sh_f 'ls -d /tmp/again/log; chmod 0 /docker-entrypoint-initdb.d/1.sql' # what is beside the marker now
	run -1 first /tmp/again -e PGTUNE_ON_FAILED_INIT=retry --
	[[ $output = *'undoes it and begins again'*'1.sql": Permission denied'* ]]
	init_file 1.sql <<<'SELECT 1;'
	sh_f 'chmod 644 /docker-entrypoint-initdb.d/1.sql'
	run -0 first /tmp/again -e PGTUNE_ON_FAILED_INIT=retry --
	[[ $output = *'init process complete'* ]]
	sh_f '[ ! -e /tmp/again/.pgtune-init ] && rm -r /docker-entrypoint-initdb.d/*'
}

@test "-D and data_directory may say what PGDATA says, and nothing else; --single on an empty directory" {
	local way
	sh_f "mkdir /tmp/conf && echo \"data_directory = '/tmp/elsewhere'\" >/tmp/conf/a.conf && ln -s same3 /tmp/same.link"
	run -0 first /tmp/elsewhere --
	init_file 1.sql <<<"SELECT 'in ' || current_setting('data_directory');"
	for way in '-D /tmp/elsewhere' -iD/tmp/elsewhere --data_directory=/tmp/elsewhere '-c config_file=/tmp/conf/a.conf'; do
		for dir in /tmp/not.made /tmp/real; do
			# shellcheck disable=SC2086 # two words
			run -2 first $dir -- $way
			[[ $output = *"error: the server is given the data directory \"/tmp/elsewhere\", and PGDATA is \"$dir\""*'hint: set PGDATA to it'* ]]
		done
	done
	[ "$(sh_f 'ls -d /tmp/not.made 2>/dev/null; cat /tmp/elsewhere/postmaster.opts 2>/dev/null')" = '' ]
	run -0 first /tmp/same1 -- -D /tmp/same1/
	[[ $output = *'in /tmp/same1'* ]]
	run -0 first /tmp/same2 -- -c data_directory=/tmp/same2
	[[ $output = *'in /tmp/same2'* ]]
	sh_f "printf \"data_directory = '/tmp/same4'\\\\npassword_encryption = md5\\\\n\" >/tmp/conf/postgresql.conf" # as Debian has it
	run -0 first /tmp/same4 -- -D /tmp/conf -c hba_file=/tmp/same4/pg_hba.conf -c ident_file=/tmp/same4/pg_ident.conf
	[[ $output = *'in /tmp/same4'* ]]
	[ "$(sh_f 'tail -n 1 /tmp/same4/pg_hba.conf')" = 'host all all all md5' ]
	sh_f 'rm -r /docker-entrypoint-initdb.d/*'
	run -0 within "$(own f)" -e PGDATA=/tmp/same3 -e POSTGRES_PASSWORD=x -i -- postgres --single postgres <<<"SELECT 'sole' || current_user"
	[[ $output = *'"solepostgres"'* ]]
	run -0 first /tmp/same3 -- -D /tmp/same.link
}

@test "a file that restarts the temporary server and fails leaves none behind" {
	init_file 1.sh 755 <<<$'#!/bin/sh\npg_ctl -w restart >/dev/null && echo restarted\nexit 42'
	run -42 first /tmp/left --
	[[ $output = *restarted*'1.sh" failed with exit code 42'* ]]
	# nobody reaps in this container: a zombie is an earlier test's
	[ "$(sh_f "grep -hE '[(]postgres[)] [^Z]' /proc/[0-9]*/stat; ls /tmp/left/postmaster.pid /tmp/left/PG_VERSION 2>&1")" = "ls: cannot access '/tmp/left/postmaster.pid': No such file or directory
/tmp/left/PG_VERSION" ]
	# what another image has served since is somebody's data
	docker exec -u postgres "$(own f)" sh -c 'pg_ctl -D /tmp/left -w start && psql -c "CREATE TABLE mine ()" && pg_ctl -D /tmp/left -w stop' >/dev/null
	run -1 first /tmp/left -e PGTUNE_ON_FAILED_INIT=retry --
	[[ $output = *"another server than the first boot's ran on it since"*'hint: to keep what is in it remove ".pgtune-'* ]]
	sh_f 'rm /docker-entrypoint-initdb.d/1.sh /tmp/left/.pgtune-init'
	run -0 first /tmp/left --
	[[ $output = *'Skipping initialization'* ]]
}

@test "a file that brings the postmaster.pid of a backup: whose number it is now is not signalled, and the server says so" {
	init_file 1.sh 755 <<-'END'
		#!/bin/bash
		pg_ctl -m fast -w stop
		sleep 1000 >/dev/null 2>&1 &
		printf '%s\n' $! "$PGDATA" 0 5432 /tmp '' >"$PGDATA/postmaster.pid"
	END
	run -1 timeout 60 docker exec -e PGDATA=/tmp/brought -e POSTGRES_PASSWORD=x "$(own f)" pgtune-auto postgres
	[[ $output = *'lock file "postmaster.pid" already exists'*'error: the temporary server ended with exit code 1'* ]]
	sh_f 'kill $(head -n 1 /tmp/brought/postmaster.pid); rm -r /docker-entrypoint-initdb.d/*'
}

@test "a file that crashes the server: the end where it fails, also while it recovers; else the server recovers first" {
	init_file 1.sh 755 <<-'END'
		#!/bin/sh
		psql -qc 'CREATE TABLE t AS SELECT repeat(md5(i::text), 30) FROM generate_series(1, 200000) i'
		psql -qc "COPY (SELECT 1) TO PROGRAM 'kill -KILL \$PPID'"
		sleep 0.2
		exit 5
	END
	run -5 first /tmp/crashed --
	[[ $output = *'was terminated by signal 9'*'1.sh" failed with exit code 5'* ]]
	sh_f '[ ! -e /tmp/crashed/postmaster.pid ]'
	for sleep in 0 0.2; do
		sh_f "sed -i 's/^sleep .*/sleep $sleep/; s/^exit .*/exit 0/' /docker-entrypoint-initdb.d/1.sh"
		run -0 first "/tmp/recovered$sleep" --
		[[ $output = *'was terminated by signal 9'*'redo done'*'init process complete'* ]]
	done
	sh_f 'rm /docker-entrypoint-initdb.d/1.sh'
}

@test "the entrypoint alone is killed: no first boot is redone below a server, or a script, that still runs" {
	local log=$BATS_TEST_TMPDIR/log
	init_file 1.sh 755 <<<$'#!/bin/sh\npg_ctl -w restart >/dev/null; echo $$ >/tmp/script; echo restarted; exec sleep 1000'
	docker exec -e POSTGRES_PASSWORD=x -e PGDATA=/tmp/killed "$(own f)" pgtune-auto postgres >"$log" 2>&1 3>&- &
	wait_for 60 grep -qx restarted "$log"
	sh_f 'rm /docker-entrypoint-initdb.d/1.sh; kill -KILL $(grep -lx pgtune-auto /proc/[0-9]*/comm | cut -d / -f 3)'
	again() { first /tmp/killed -e PGTUNE_ON_FAILED_INIT=retry -e "PGTUNE_LOCK_WAIT=$1" --; }
	run -1 again 0
	[[ $output = *'"/tmp/killed" is locked by another server'* ]]
	sh_f 'kill "$(cat /tmp/script)"'
	run -1 again 0
	sh_f 'kill -INT "$(head -n 1 /tmp/killed/postmaster.pid)"'
	run -0 again 20
	[[ $output = *'undoes it and begins again'*'init process complete'* ]]
}

@test "health logs nothing after another POSTGRES_USER and POSTGRES_DB, and with its database dropped" {
	run -0 first /tmp/mine -e POSTGRES_USER=boss -e POSTGRES_DB=shop --
	docker exec -d -e PGDATA=/tmp/mine -e POSTGRES_USER=me -e POSTGRES_DB=other "$(own f)" sh -c 'exec pgtune-auto postgres -c port=6004 >/tmp/mine.log 2>&1'
	wait_for 60 within "$(own f)" -e PGDATA=/tmp/mine -- health
	sh_f 'psql -U boss -p 6004 postgres -c "DROP DATABASE shop"'
	run -0 within "$(own f)" -e PGDATA=/tmp/mine -- health
	run -0 sh_f 'cat /tmp/mine.log; head -n 3 /tmp/mine/.pgtune-state'
	[[ $output = *'ready to accept'* && $output != *FATAL* && $output = *$'user me\ndatabase other\nsuperuser boss' ]]
	sh_f 'kill -INT $(head -n 1 /tmp/mine/postmaster.pid)'
	wait_for 20 sh_f '[ ! -e /tmp/mine/postmaster.pid ]'
}

@test "a POSTGRES_DB that the server would cut is cut as it does it: init files and health find it" {
	local name
	name=$(printf 'é%.0s' {1..32}) # 64 bytes; a login's name is cut at byte 63
	init_file 1.sql <<<"SELECT 'in ' || current_database();"
	init_file 2.sh 755 <<<$'#!/bin/sh\necho "named $POSTGRES_DB"; psql -U postgres -Atc "SELECT 1" "$POSTGRES_DB"'
	run -0 first /tmp/cut -e "POSTGRES_DB=$name" --
	[[ $output = *"warning: POSTGRES_DB is longer than 63 bytes, and cut: \"${name%é}\""*" in ${name%é}"$'\n'*"named ${name%é}"$'\n'* ]]
	grep -qx 1 <<<"$output" # the server's log may stand between
	grep -qx "database ${name%é}" <<<"$(sh_f 'cat /tmp/cut/.pgtune-state')"
	sh_f 'rm -r /docker-entrypoint-initdb.d/*'
	run -0 first /tmp/whole -e "POSTGRES_USER=a${name%é}" -e "POSTGRES_DB=a${name%é}" -- # 63 bytes
	[[ $output != *'and cut'* ]]
}

@test "PGTUNE_INIT_ORDER=locale: bash's order, which --dry-run shows too; a word that is not known is named" {
	for f in 10.sql 1-a.sql 2.sql a.sh B.sh b.sql Z.sql 'with blank.sql'; do init_file "'$f'" </dev/null; done
	order() { grep -o 'initdb.d/[^:]*\(sql\|sh\)$' | sed 's,initdb.d/,,' | tr '\n' ';'; }
	bash_says=$(sh_f "bash -c 'cd /docker-entrypoint-initdb.d; printf \"%s;\" *'")
	[ "$bash_says" = '10.sql;1-a.sql;2.sql;a.sh;B.sh;b.sql;with blank.sql;Z.sql;' ]
	run -0 within "$(own f)" -e POSTGRES_PASSWORD=x -e PGTUNE_INIT_ORDER=locale -- --dry-run
	[ "$(order <<<"$output")" = "$bash_says" ]
	run -0 first /tmp/locale -e PGTUNE_INIT_ORDER=locale --
	[ "$(grep docker-entrypoint.sh: <<<"$output" | order)" = "$bash_says" ]
	run -0 within "$(own f)" -e POSTGRES_PASSWORD=x -e PGTUNE_INIT_ORDER=local -- --dry-run
	[ "$(order <<<"$output")" = '1-a.sql;10.sql;2.sql;B.sh;Z.sql;a.sh;b.sql;with blank.sql;' ]
	[[ $output = *'PGTUNE_INIT_ORDER="local" has no effect: the word it knows is "locale"'* ]]
	sh_f 'rm -r /docker-entrypoint-initdb.d/*'
}

@test "without root: below a group-writable directory, and no first boot where the server would refuse" {
	sh_f 'mkdir -p /bitnami/postgresql && chmod 775 /bitnami/postgresql'
	run -0 first /bitnami/postgresql/data -u 1001:0 --
	[ "$(sh_f 'stat -c "%u:%g %a" /bitnami/postgresql/data')" = '1001:0 700' ]
	sh_f 'mkdir /tmp/fsgroup && chown root:1234 /tmp/fsgroup && chmod 2775 /tmp/fsgroup' # a Kubernetes volume with fsGroup
	run -1 first /tmp/fsgroup -u 1234:1234 --
	[[ $output = *'"/tmp/fsgroup" belongs to uid 0, and the server would refuse it to uid 1234'*'hint: set PGDATA to a directory below it'* ]]
	[ "$(sh_f 'ls -A /tmp/fsgroup')" = '' ]
	run -0 first /tmp/fsgroup/data -u 1234:1234 --
	run -0 within "$(own f)" -u 1234:1234 -e PGDATA=/tmp/fsgroup/data -i -- postgres --single postgres <<<"SELECT 'sole' || current_user"
	[[ $output = *'"solepostgres"'* ]]
	run -1 first /tmp/fsgroup/data -u 1235:1234 --
	[[ $output = *'hint: start as uid 1234, or give it with all that is in it to uid 1235'* ]]
	sh_f 'mkdir -m 700 /tmp/closed'
	run -1 first /tmp/closed/data -u 1234:1234 --
	[[ $output = *'"/tmp/closed/data": Permission denied'* ]]
}

@test "PGTUNE_LOCK=off: neither waits for the lock nor takes it, in a first boot and later" {
	docker exec -d "$(own f)" sh -c 'mkdir -m 777 /tmp/unlocked && exec flock /tmp/unlocked sleep 1000'
	wait_for 20 sh_f '[ -d /tmp/unlocked ] && ! flock -n /tmp/unlocked true'
	run -1 first /tmp/unlocked -e PGTUNE_LOCK_WAIT=0 --
	[[ $output = *'"/tmp/unlocked" is locked by another server'* ]]
	for _ in first later; do run -0 first /tmp/unlocked -e PGTUNE_LOCK_WAIT=0 -e PGTUNE_LOCK=off --; done
	[[ $output = *'Skipping initialization'* ]]
	[ "$(sh_f 'grep -c ^server /tmp/unlocked/.pgtune-state; kill $(pgrep -f "^sleep 1000$" -n)')" = 0 ] # no claim on its postmaster.pid
	init_file 1.sh 755 <<<$'#!/bin/sh\nflock -n "$PGDATA" echo free'
	run -0 first /tmp/unlocked2 -e PGTUNE_LOCK=off --
	[[ $output = *$'\nfree\n'* ]]
	run -1 first /tmp/locked --
	[[ $output = *'1.sh" failed with exit code 1'* ]]
	sh_f 'rm /docker-entrypoint-initdb.d/1.sh'
}

@test "DATABASE_ALREADY_EXISTS, PGDATA as before 18, no user postgres" {
	run -2 first /tmp/already -e DATABASE_ALREADY_EXISTS=true --
	[[ $output = *'Skipping initialization'* && $output = *'postgresql.conf": No such file'* ]] # two streams: in any order
	run -0 first /var/lib/postgresql/data --
	[[ $output = *'init process complete'* ]]
	sh_f 'sed -i s/^postgres:/nobody_here:/ /etc/passwd'
	run -1 first /tmp/nouser --
	sh_f 'sed -i s/^nobody_here:/postgres:/ /etc/passwd'
	[[ $output = *'no user "postgres" in /etc/passwd'*'hint: start the container with --user UID:GID'* ]]
}
