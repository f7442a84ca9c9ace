#!/usr/bin/env bats
# The official image's contract, one item after another, where it needs no finished first boot: which
# words do what, how variables are read, and what is refused before anything is touched.
load lib/common
load lib/boot

setup_file() { engine_up && image_up && idle "$(own c)"; }
in_c() { within "$(own c)" "$@"; }
sh_c() { docker exec "$(own c)" sh -c "$1"; }
teardown_file() { engine_down; }

@test "a foreign word is run unchanged, as the user that started it" {
	[ "$(in_c -- echo hi)" = hi ]
	[ "$(in_c -- id -u)" = 0 ]
	[ "$(in_c --user 70:70 -- id -u)" = 70 ]
	[ "$(in_c -- sh -c 'printf "%s|" "$@"' x 'a b' '' '"')" = 'a b||"|' ]
	[ "$(in_c -- pwd)" = / ]
	[ "$(in_c -- date +%Z)" = UTC ]
	in_c -- psql --version | grep -q '^psql (PostgreSQL) 18'
	in_c -- bash -c 'echo $BASH_VERSION' | grep -q '^5'
}

@test "what cannot be run ends in 127 or 126, as in a shell" {
	run -127 in_c -- nosuchcmd
	[[ $output = *"exec: nosuchcmd: not found"* ]]
	run -127 in_c -- ''
	run -126 in_c -- /etc/passwd
}

@test "asking for the server's help or version touches nothing and works as root" {
	run -0 in_c -e PGDATA=/x/y -- postgres --version
	[[ $output = "postgres (PostgreSQL) 18"* ]]
	run -0 in_c -- -V
	[[ $output = "postgres (PostgreSQL) 18"* ]]
	run -0 in_c -- postgres '-?'
	[[ $output = *"Usage:"* ]]
	run in_c -- postgres -c work_mem=1MB --help # the server's own affair, and nothing is set up for it
	[ "$(sh_c 'find /var/lib/postgresql -mindepth 1')" = "" ]
	in_c -- postgres --describe-config | grep -q '^work_mem'
}

@test "the official names are links and do the same" {
	run -0 once --entrypoint docker-entrypoint.sh -- echo hi
	[ "$output" = hi ]
	run -0 once --entrypoint docker-entrypoint.sh -- --version
	[[ $output = "postgres (PostgreSQL) 18"* ]]
	run -1 once --entrypoint docker-entrypoint.sh -- postgres
	[[ $output = *"Error: Database is uninitialized and superuser password is not specified."* ]]
}

@test "a derived image may bring a docker-entrypoint.sh of its own: the binary stays what it is" {
	printf '#!/bin/sh\necho mine; exec pgtune-auto "$@"\n' >"$BATS_TEST_TMPDIR/own.sh"
	chmod 755 "$BATS_TEST_TMPDIR/own.sh"
	printf 'FROM %s\nCOPY own.sh /usr/local/bin/docker-entrypoint.sh\n' "$IMAGE" >"$BATS_TEST_TMPDIR/Dockerfile"
	docker build -q -t pgtune-auto/own:test "$BATS_TEST_TMPDIR" >/dev/null
	[ "$(docker run --rm --label "$LABEL" --entrypoint docker-entrypoint.sh pgtune-auto/own:test echo hi)" = $'mine\nhi' ]
	[ "$(docker run --rm --label "$LABEL" pgtune-auto/own:test echo hi)" = hi ]
}

@test "no password and no trust: refused, and nothing was made" {
	run -1 in_c -- postgres
	[[ $output = *"Error: Database is uninitialized and superuser password is not specified."* ]]
	run -1 in_c -e POSTGRES_HOST_AUTH_METHOD=TRUST -- postgres
	[ "$(sh_c 'find /var/lib/postgresql -mindepth 1')" = "" ]
}

@test "VAR and VAR_FILE: exclusive, unreadable, a directory, a NUL, empty" {
	for v in POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB POSTGRES_INITDB_ARGS; do
		run -1 in_c -e "$v=x" -e "${v}_FILE=/etc/passwd" -- postgres
		[[ $output = *"error: both $v and ${v}_FILE are set (but are exclusive)"* ]]
	done
	run -1 in_c -e POSTGRES_PASSWORD_FILE=/none -- postgres
	[[ $output = *'"/none": No such file or directory'* ]]
	run -1 in_c -e POSTGRES_PASSWORD_FILE=/etc -- postgres
	[[ $output = *directory* ]]
	sh_c "printf 'a\\0b' >/f"
	run -1 in_c -e POSTGRES_PASSWORD_FILE=/f -- postgres
	[[ $output = *NUL* && $output != *"a?b"* ]]
	sh_c 'mkfifo /pipe'
	run -1 in_c -e POSTGRES_PASSWORD_FILE=/pipe -- postgres # nobody writes
	[[ $output = *'reading "/pipe": '*'timed out'* ]]
	run -1 in_c -e POSTGRES_USER=public -- bash -c 'POSTGRES_PASSWORD_FILE=<(sleep 0.1; echo pw) POSTGRES_DB_FILE=<(echo db) exec pgtune-auto postgres'
	[[ $output = *'POSTGRES_USER: "public"'* ]] # what is checked after the password
	run -1 in_c -e POSTGRES_PASSWORD=x -e POSTGRES_APP_PASSWORD_FILE=/pipe -e POSTGRES_USER=public -- postgres
	[[ $output = *'POSTGRES_USER: "public"'* ]] # an init file's pipe is not read before it
	run -1 in_c -e POSTGRES_PASSWORD_FILE=/dev/null -- postgres
	[[ $output = *'"/dev/null": it is not a regular file'* ]]
	sh_c "printf 'a\\r\\n' >/f"
	run -1 in_c -e POSTGRES_PASSWORD_FILE=/f -e POSTGRES_USER=public -- postgres
	[[ $output = *'POSTGRES_PASSWORD ends with a carriage return, which initdb cuts off'* ]]
	for v in POSTGRES_USER POSTGRES_DB POSTGRES_INITDB_ARGS; do
		run -1 in_c -e POSTGRES_PASSWORD=x -e "${v}_FILE=/f" -- postgres
		[[ $output = *"error: $v holds a carriage return"*'hint: '*'as on Windows' ]]
	done
	run -1 in_c -e POSTGRES_PASSWORD=x -e POSTGRES_APP_PASSWORD_FILE=/f -e POSTGRES_USER=public -- postgres
	[[ $output = *'warning: POSTGRES_APP_PASSWORD ends with a carriage return, which is part of it'* ]]
	local hash=md50123456789abcdef0123456789abcdef
	run -1 in_c -e POSTGRES_PASSWORD=$hash -e POSTGRES_USER=public -- postgres
	[[ $output = *'warning: POSTGRES_PASSWORD is an MD5 hash, with which'* && $output != *$hash* ]]
	for v in POSTGRES_HOST_AUTH_METHOD=md5 "POSTGRES_PASSWORD=${hash}0" "POSTGRES_PASSWORD=${hash%f}g"; do
		run -1 in_c -e POSTGRES_PASSWORD=$hash -e "$v" -e POSTGRES_USER=public -- postgres
		[[ $output != *'MD5 hash'* ]]
	done
	sh_c ': >/f'
	run -1 in_c -e POSTGRES_PASSWORD_FILE=/f -- postgres
	[[ $output = *"superuser password is not specified"* ]]
	for v in POSTGRES_APP_PASSWORD PGBOUNCER_AUTH_PASS; do
		run -1 in_c -e POSTGRES_PASSWORD=x -e "$v=x" -e "${v}_FILE=/etc/passwd" -- postgres
		[[ $output = *"error: both $v and ${v}_FILE are set (but are exclusive)"* ]]
		run -1 in_c -e POSTGRES_PASSWORD=x -e "${v}_FILE=/etc" -- postgres
		[[ $output = *"error: ${v}_FILE: opening \"/etc\": it is a directory"*"hint: a secret is a file of at most 4096 bytes that uid "[0-9]*' can read'* ]]
		run -1 in_c -e POSTGRES_PASSWORD=x -e "${v}_FILE=/f" -- postgres
		[[ $output = *"error: ${v}_FILE: \"/f\" is empty"* ]]
		run -1 in_c -e POSTGRES_PASSWORD=x -e "$v=a"$'\n'b -- postgres
		[[ $output = *"error: $v holds a newline"* ]]
	done
	[ "$(sh_c 'find /var/lib/postgresql -mindepth 1')" = "" ]
}

@test "pre-flight: names, passwords and INITDB_ARGS that cannot work are refused by name" {
	run -1 in_c -e POSTGRES_PASSWORD=$'a\nb' -- postgres
	[[ $output = *"POSTGRES_PASSWORD holds a newline"* && $output != *"a?b"* ]]
	run -1 in_c -e POSTGRES_PASSWORD=x -e POSTGRES_USER=$'a\nb' -- postgres
	[[ $output = *"POSTGRES_USER holds a newline"* ]]
	for name in 'a"b' public none pg_x "$(printf '%064d' 1)"; do
		run -1 in_c -e POSTGRES_PASSWORD=x -e "POSTGRES_USER=$name" -- postgres
		[[ $output = *'error: POSTGRES_USER'* ]]
	done
	run -1 in_c -e POSTGRES_PASSWORD=x -e POSTGRES_INITDB_ARGS='--locale=C; touch /tmp/x' -- postgres
	[[ $output = *"POSTGRES_INITDB_ARGS: ';' at position 11"* ]]
	run -1 in_c -e POSTGRES_PASSWORD=x -e POSTGRES_INITDB_ARGS='-k $(id)' -- postgres
	[[ $output = *"'\$' at position 4"* ]]
	run -1 in_c -e POSTGRES_PASSWORD=x -e POSTGRES_INITDB_ARGS='-D /tmp/y' -- postgres
	[[ $output = *'"-D": PGDATA says where'* ]]
	run -1 in_c -e POSTGRES_PASSWORD=x -e PGDATA=/tmp/y -e POSTGRES_INITDB_ARGS=--pgdata=/tmp/y -- postgres
	[[ $output = *'"--pgdata=/tmp/y": PGDATA says where'* ]]
	run -1 in_c -e POSTGRES_PASSWORD=x -e POSTGRES_INITDB_ARGS='--u other' -- postgres
	[[ $output = *'"--u": POSTGRES_USER says who'* ]]
	run -1 in_c -e POSTGRES_PASSWORD=x -e POSTGRES_HOST_AUTH_METHOD='scram-sha-265 map=x' -- postgres
	[[ $output = *'POSTGRES_HOST_AUTH_METHOD: "scram-sha-265" is no method'* ]]
	run -1 in_c -e POSTGRES_PASSWORD=x -e DISABLE_DATA_CHECKSUMS=maybe -- postgres
	[[ $output = *'DISABLE_DATA_CHECKSUMS="maybe": not a boolean: true, on'* ]]
	for method in cert ' '; do # the server has cert in a "hostssl" line alone
		run -1 in_c -e POSTGRES_PASSWORD=x -e POSTGRES_HOST_AUTH_METHOD="$method" -- postgres
		[[ $output = *"METHOD: \"${method# }\" is no method"* ]]
	done
	for method in ldap 'radius # y' oauth; do
		run -1 in_c -e POSTGRES_PASSWORD=x -e POSTGRES_HOST_AUTH_METHOD="$method" -- postgres
		[[ $output = *"METHOD: \"$method\" lacks the options of that method"* ]]
	done
	run -1 in_c -e POSTGRES_PASSWORD=x -e PGDATA=relative -- postgres
	[[ $output = *'PGDATA: "relative" is not an absolute path'* ]]
	run -1 in_c -e POSTGRES_PASSWORD=x -e PGDATA=$'/tmp/a\nb' -- postgres
	[[ $output = *'PGDATA holds a newline'* ]]
	for line in POSTGRES_HOST_AUTH_METHOD=md5 PGDATA=/tmp/y POSTGRES_INITDB_WALDIR=/tmp/w; do
		run -1 in_c -e POSTGRES_PASSWORD=x -e "$line"$'\r' -- postgres
		[[ $output = *"error: ${line%=*} holds a carriage return"*'hint: '*'as on Windows' ]]
	done
	[ "$(sh_c 'ls -d /tmp/[wy]* || true')" = "" ]
}

@test "pre-flight: every init file, before initdb" {
	check() { # SHELL-COMMAND TEXT
		sh_c "cd /docker-entrypoint-initdb.d && rm -rf * && $1"
		run -1 in_c -e POSTGRES_PASSWORD=x -- postgres
		echo "$output"
		[[ $output = *"$2"* && $output != *"files belonging to this database"* ]]
	}
	check "printf '#!/bin/nosuch\n' >a.sh && chmod 755 a.sh" 'a.sh" needs "/bin/nosuch"'
	check "printf '#!/usr/bin/env -S LC_ALL=C nosuch\n' >a.sh && chmod 755 a.sh" 'a.sh" needs "nosuch"'
	check "printf '#!/bin/bash\r\necho x\r\n' >a.sh && chmod 755 a.sh" 'a.sh" has CRLF line ends'
	check "printf 'echo x\r\n' >a.sh" 'a.sh" has CRLF line ends'
	check "echo 'select 1' >a.sql && chmod 000 a.sql" 'a.sql": Permission denied'
	check "printf '#!/bin/sh\n' >a.sh && chmod 711 a.sh" 'a.sh": Permission denied' # its interpreter has to read it
	check 'ln -s /none a.sql' 'a.sql": No such file'
	check 'mkdir x.sql' 'x.sql" is a directory'
	check 'mkdir x.sh' 'x.sh" is a directory'
	sh_c 'rm -rf /docker-entrypoint-initdb.d/* && chmod 0 /docker-entrypoint-initdb.d'
	run -2 in_c -e POSTGRES_PASSWORD=x -- postgres
	sh_c 'rmdir /docker-entrypoint-initdb.d'
	run -2 in_c -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *'an empty directory is enough'* ]]
	sh_c 'mkdir /docker-entrypoint-initdb.d'
}

@test "pre-flight: what an init file needs to be unpacked or sourced is there" {
	sh_c 'cd /docker-entrypoint-initdb.d && rm -rf * && touch a.sql.zst'
	run -1 in_c -e POSTGRES_PASSWORD=x -e PATH=/usr/local/bin:/usr/lib/postgresql/18/bin -- postgres
	[[ $output = *'a.sql.zst" needs "zstd"'* ]]
	sh_c 'cd /docker-entrypoint-initdb.d && rm -rf * && touch a.sh'
	run -1 in_c -e POSTGRES_PASSWORD=x -e PATH=/usr/local/bin:/usr/lib/postgresql/18/bin -- postgres
	[[ $output = *'a.sh" needs "bash"'* ]]
	sh_c 'rm -rf /docker-entrypoint-initdb.d/*'
}

@test "pre-flight: the WAL directory, and data where earlier images kept it" {
	run -1 in_c -e POSTGRES_PASSWORD=x -e POSTGRES_INITDB_WALDIR=/etc -- postgres
	[[ $output = *'the WAL directory "/etc" is not empty'* ]]
	for said in POSTGRES_INITDB_WALDIR= POSTGRES_INITDB_ARGS=--waldir=; do
		for dir in /etc/passwd /etc/passwd/wal; do
			run -1 in_c -e POSTGRES_PASSWORD=x -e PGDATA=/x/y -e "$said$dir" -- postgres
			[[ $output = *"the WAL directory \"$dir\" is a file, or below one"* ]]
		done
	done
	run -1 in_c -e POSTGRES_PASSWORD=x -e PGDATA=/x/y/ -e POSTGRES_INITDB_WALDIR=/x/y/wal -- postgres
	[[ $output = *'the WAL directory "/x/y/wal" is in PGDATA'* ]]
	sh_c 'ln -s / /link'
	for pair in /x/y:/x/z/../y/wal /x/z/../y:/x//y/. /link/x/y:/x/y/wal /x/y:/link/x/y/wal; do
		run -1 in_c -e POSTGRES_PASSWORD=x -e "PGDATA=${pair%:*}" -e "POSTGRES_INITDB_WALDIR=${pair#*:}" -- postgres
		[[ $output = *'the WAL directory "'*'" is in PGDATA'* ]]
	done
	run -2 sh_c 'ls -d /x'
	run -0 in_c -e POSTGRES_PASSWORD=x -e PGDATA=/x/y -e POSTGRES_INITDB_WALDIR=/x/y/../y-wal -- postgres -C port
	sh_c 'rm -r /x /link'
	sh_c 'mkdir -p /var/lib/postgresql/17/docker; echo 17 >/var/lib/postgresql/17/docker/PG_VERSION'
	run -1 in_c -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *"/var/lib/postgresql/17/docker"* ]]
	run -1 in_c -- postgres
	[[ $output = *"superuser password is not specified"* ]]
	sh_c 'chown -R 70 /var/lib/postgresql/17; chmod 700 /var/lib/postgresql/17/docker' # as the Alpine image has it
	run -1 in_c -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *"/var/lib/postgresql/17/docker"* ]]
	sh_c 'mkdir -m 700 /var/lib/postgresql/lost+found'
	run -1 in_c -u postgres -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *"older PostgreSQL data in: /var/lib/postgresql/17/docker (closed to uid 999)"$'\n'* ]]
	sh_c 'rm -r /var/lib/postgresql/*; mkdir /var/lib/postgresql/18; echo 17 >/var/lib/postgresql/18/PG_VERSION'
	run -1 in_c -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *"older PostgreSQL data in: /var/lib/postgresql/18"$'\n'* ]]
	sh_c 'rm -r /var/lib/postgresql/*'
	run -1 once -v /var/lib/postgresql/data -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *"/var/lib/postgresql/data (unused mount/volume)"* ]]
}

@test "a directory with something else in it is not touched" {
	sh_c 'mkdir /data; echo mine >/data/file'
	run -1 in_c -e PGDATA=/data -e POSTGRES_PASSWORD=x -- postgres
	[[ $output = *'directory "/data" exists but is not empty'*'"file"'* ]]
	[ "$(sh_c 'ls -A /data; cat /data/file; stat -c %u /data')" = $'file\nmine\n0' ]
	for below in 18/docker data; do # a volume that is mounted a level too low: nobody is told to empty it
		sh_c "mkdir -p /data/$below; echo 18 >/data/$below/PG_VERSION"
		run -1 in_c -e PGDATA=/data -e POSTGRES_PASSWORD=x -- postgres
		has "$output" "directory \"/data\" is no cluster, but there is one below it: \"/data/$below\""
		has "$output" 'hint: nothing in it was touched: mount the volume where that directory becomes PGDATA, or set PGDATA to it'
		hasnt "$output" 'empty it'
		sh_c "rm -r /data/${below%%/*}"
	done
}

@test "files of another major: said in one line, with what to do" {
	sh_c 'mkdir /d15; echo 15 >/d15/PG_VERSION'
	run -1 in_c -e PGDATA=/d15 -- postgres
	[[ $output = *"database files are incompatible with server"*"says 15"*"is 18"*hint:*pg_upgrade* ]]
	# a wrong word of the environment is not believed against the server's own
	run -1 in_c -e PGDATA=/d15 -e PG_MAJOR=15 -- postgres
	[[ $output = *"incompatible with server"* ]]
	sh_c 'mkdir /d19; echo 19 >/d19/PG_VERSION'
	run -1 in_c -e PGDATA=/d19 -- postgres
	[[ $output = *"says 19"*"is 18"*"hint: start them with an image of PostgreSQL 19"* ]]
}

@test "a cluster whose PG_VERSION or pg_control a crash of the machine emptied: refused, and nobody is told to run initdb" {
	run -0 in_c -e PGDATA=/torn -e POSTGRES_PASSWORD=x -- postgres -C port
	for file in PG_VERSION global/pg_control; do
		sh_c "cp -a /torn /torn.copy; truncate -s 0 /torn/$file; truncate -r /torn.copy/$file /torn/$file" # zeros
		run -1 in_c -e PGDATA=/torn -- postgres
		has "$output" "error: \"/torn/$file\" is damaged: what a server wrote there is gone"
		has "$output" 'hint: nothing was touched: keep a copy of the volume as it is, then restore a backup'
		hasnt "$output" 'need to initdb'
		sh_c 'rm -r /torn; mv /torn.copy /torn'
	done
	sh_c 'rm -r /torn'
}

@test "PG_MAJOR of a server newer than the planner knows: a warning, and a start; -C answers after a first boot" {
	run -0 in_c -e PGDATA=/tmp/m19 -e POSTGRES_PASSWORD=x -e PG_MAJOR=19 -- postgres -C shared_buffers -c shared_buffers=24MB
	[[ $output = *"PG_MAJOR: PostgreSQL 19, and this program knows 14 to 18: planning for 18"* ]]
	[[ ${output##*$'\n'} =~ ^(24MB|3072)$ ]]
	[ "$(sh_c 'cat /tmp/m19/PG_VERSION; ls -A /tmp/m19/.pgtune-init 2>/dev/null || true')" = 18 ]
}

@test "no password hash in the image" {
	run -0 in_c -- cut -d: -f1-2 /etc/passwd /etc/shadow
	[[ $output = *root:* && $output != *':$'* ]]
}
