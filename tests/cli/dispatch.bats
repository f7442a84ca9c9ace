#!/usr/bin/env bats
# Whose turn is it: ours, the server's, or a foreign program's (pgtune-auto(1)).

# shellcheck disable=SC2154,SC2030,SC2031
load common

# as NAME: the binary under another name, in $named.
as() {
	ln -sf "$PGTUNE" "$BATS_TEST_TMPDIR/$1"
	named=$BATS_TEST_TMPDIR/$1
}

told() { printf '<%s>\n' "$@"; }

@test "--help and --version first are ours" {
	ours --help
	same "$code" 0
	has "$out" 'usage: pgtune-auto'
	ours --version
	same "$out" "pgtune-auto $(cat "$REPO/VERSION")"
	ours --help plan
	has "$out" 'usage: pgtune-auto plan'
	ours plan --memory 4GB --help
	has "$out" 'usage: pgtune-auto plan'
	ours --dry-run --help
	has "$out" 'usage: pgtune-auto plan'
}

@test "as docker-entrypoint.sh they are postgres's" {
	as docker-entrypoint.sh
	postgres_that_tells
	same "$("$named" --help)" "postgres was run
$(told --help)"
	same "$("$named" --version)" "postgres was run
$(told --version)"
	same "$("$named" echo hi)" hi
}

@test "as docker-ensure-initdb.sh every word is the server's, a leading postgres or not" {
	as docker-ensure-initdb.sh
	machine 1073741824 '200000 100000'
	for words in 'postgres -c a=b plan' '-c a=b plan'; do
		# shellcheck disable=SC2086 # the words
		has "$("$named" --dry-run --root "$machine" --format json $words 2>/dev/null)" '"-c","a=b","plan"]'
	done
	has "$("$named" --dry-run --root "$machine" --format json bash 2>/dev/null)" '"bash"]'
}

@test "postgres --help, -V and the like go straight to postgres, wherever they stand" {
	postgres_that_tells
	for word in '-?' --help --describe-config -V --version; do
		ours postgres "$word"
		same "$out" "postgres was run
$(told "$word")"
		ours postgres -c a=b "$word" x
		same "$out" "postgres was run
$(told -c a=b "$word" x)"
		same "$err" ''
	done
	ours -V
	same "$out" "postgres was run
$(told -V)"
	ours -c a=b --help
	same "$out" "postgres was run
$(told -c a=b --help)"
	ours --memory 1GB --describe-config
	same "$out" "postgres was run
$(told --describe-config)"
}

@test "a foreign word is run unchanged, with its own exit code" {
	ours echo hi '' 'a  b' --memory=1GB -c x
	same "$out" 'hi  a  b --memory=1GB -c x'
	same "$err" ''
	ours sh -c 'exit 7'
	same "$code" 7
	ours -- echo --memory
	same "$out" --memory
	ours --memory 1GB echo hi
	same "$out" hi
	ours -- plan
	same "$code" 127
	has "$err" 'exec: plan: not found'
}

@test "what cannot be run: 127 not found, 126 not executable" {
	ours nosuchcmd
	same "$code" 127
	has "$err" 'pgtune-auto: '
	has "$err" 'exec: nosuchcmd: not found'
	ours ''
	same "$code" 127
	has "$err" 'exec: : not found'
	ours /etc/passwd
	same "$code" 126
	ours /etc
	same "$code" 126
	ours verzion
	same "$code" 127
	has "$err" 'did you mean the command version?'
}

@test "alone on a machine that is no container: what is missing, and the way to a plan" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	PATH=$BATS_TEST_TMPDIR/bin:/usr/bin:/bin ours
	same "$code" 127
	has "$err" 'exec: postgres: not found'
	has "$err" 'pgtune-auto --dry-run'
	ln -s /bin/true "$BATS_TEST_TMPDIR/bin/postgres"
	unset PGDATA
	PATH=$BATS_TEST_TMPDIR/bin:/usr/bin:/bin ours
	same "$code" 1
	has "$err" 'PGDATA is not set'
	has "$err" 'pgtune-auto --dry-run'
	ours health
	same "$code" 1
	has "$err" '--host'
}

@test "--dry-run runs nothing" {
	ours --dry-run touch "$BATS_TEST_TMPDIR/touched"
	same "$code" 2
	[ ! -e "$BATS_TEST_TMPDIR/touched" ]
}

@test "our options stand before and after the command word, with = or as two words" {
	machine 1073741824 '200000 100000'
	ours plan --root "$machine" --memory 4GB --format=args
	same "$code" 0
	first=$out
	ours --memory=4GB --format args plan "--root=$machine"
	same "$out" "$first"
	ours --root "$machine" --memory 4GB --dry-run --format args
	same "$out" "$first"
	ours --dry-run --root "$machine" --memory 4GB --format args postgres
	same "$out" "$first"
}

@test "behind postgres and -- every word is the server's" {
	machine 1073741824 '200000 100000'
	for stop in postgres -- "-- postgres"; do
		# shellcheck disable=SC2086 # two words in the last
		ours plan --root "$machine" --format json $stop -c max_connections=50 --memory=4GB
		same "$code" 0
		has "$out" '"bytes":1073741824'
		has "$out" '"-c","max_connections=50","--memory=4GB"]'
	done
}

@test "single-dash options, their values and unknown --name=value are the server's" {
	machine 1073741824 '200000 100000'
	ours plan --root "$machine" --format json -c work_mem=8MB -N 50 -B4096 --max-wal-size=2GB -Fp 5433
	same "$code" 0
	has "$out" '"-c","work_mem=8MB","-N","50","-B4096","--max-wal-size=2GB","-Fp","5433"]'
	has "$out" '"name":"max_connections","value":"50","source":"argv","where":"-N"'
	ours --root "$machine" --format json --dry-run -c plan=help
	has "$out" '"-c","plan=help"]'
}

@test "a mode word stays first" {
	machine 1073741824 '200000 100000'
	ours plan --root "$machine" --format json --single -D /x mydb
	same "$code" 0
	has "$out" '"argv":["postgres","--single","-c",'
	has "$out" '"-D","/x","mydb"]'
}

@test "any other --word is wrong usage, with the nearest" {
	ours --memroy
	same "$code" 2
	has "$err" 'unknown option "--memroy"'
	has "$err" 'did you mean --memory?'
	ours --v
	same "$code" 2
	hasnt "$err" 'did you mean'
	ours plan --work-mem 8MB
	same "$code" 2
	has "$err" 'a setting of the server is written --work-mem=VALUE'
	ours plan --mem 4GB
	has "$err" 'did you mean --memory?'
	ours plan --s 1
	hasnt "$err" 'did you mean'
	ours pgbouncer ini --pro=1 # --processes, --program
	hasnt "$err" 'did you mean --'
	ours health --timout=5
	has "$err" 'did you mean --timeout?'
	ours version --memory=1GB
	same "$code" 2
	ours plan --memory
	same "$code" 2
	has "$err" '--memory wants a value: SIZE'
	ours plan wat
	same "$code" 2
	has "$err" 'unexpected word "wat"'
	has "$err" 'usage: pgtune-auto plan [OPTION]… [postgres ARG…]'
	ours version wat
	same "$err" 'pgtune-auto: error: version: unexpected word "wat"
hint: usage: pgtune-auto version'
	ours help wat
	same "$code" 2
	ours plan --format yaml
	same "$code" 2
	has "$err" 'one of: text, args, conf, json, sql, env, k8s, compose'
}

# names_culprit COMMAND...: what it says of the value of each numeric option in its help has that value.
names_culprit() {
	local option
	for option in $("$PGTUNE" help "$1" | sed -nE 's/^  (--[a-z-]+) (SIZE|N|PORT|MAJOR|DURATION) .*/\1/p'); do
		[ "${2:-} $option" != 'ini --iterations' ] || continue # auth-sql and scram read it
		printf 'pw' | "$PGTUNE" "$@" "$option" 12q4 >"$BATS_TEST_TMPDIR/out" 2>&1 && return 1
		has "$(cat "$BATS_TEST_TMPDIR/out")" "$option: \"12q4\": " || return
	done
	[ -n "$option" ]
}

@test "a number that is none is named with its option" {
	names_culprit plan
	names_culprit health
	names_culprit scram
	names_culprit pgbouncer ini
	ours health --timeout 2h
	same "$code" 1
	has "$err" '--timeout: "2h": out of range
hint: 1ms to 1h; a bare number is seconds'
}

@test "health: a postmaster without a process left for a session is alive, not ready" {
	python3 - "$BATS_TEST_TMPDIR" <<-'END' 3>&- &
		import os, socket, sys
		s = socket.socket(socket.AF_UNIX)
		s.bind(sys.argv[1] + '/new')
		s.listen()
		os.rename(sys.argv[1] + '/new', sys.argv[1] + '/.s.PGSQL.5432')
		for _ in range(2):
		    c = s.accept()[0]
		    c.recv(1000)
		    c.sendall(b'Ecould not fork new process for connection: Resource temporarily unavailable\n\0')
		    c.close()
	END
	wait_for 10 test -S "$BATS_TEST_TMPDIR/.s.PGSQL.5432"
	ours health --socket "$BATS_TEST_TMPDIR"
	same "$code" 1
	has "$err" 'could not fork new process for connection'
	ours health --socket "$BATS_TEST_TMPDIR" --live
	same "$code$out" 0alive
}

@test "health: a place that is none is named, a URL not repeated" {
	ours health --socket relative
	same "$code" 1
	has "$err" '--socket: "relative": it is not an absolute path'
	for host in postgres://u:secret@h/db u:secret@h 'host=h password=secret'; do
		ours health --host "$host"
		same "$code" 1
		has "$err" '--host: a URL or a connection string is no host'
		hasnt "$err" secret
	done
}

@test "an option that only asks starts no server" {
	postgres_that_tells
	for asks in --format=json "--root=$BATS_TEST_TMPDIR"; do
		ours "$asks"
		same "$code" 2
		has "$err" 'add --dry-run, or the command plan'
	done
}

@test "every command has help, and every option is in the help of some command" {
	ours help
	commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' "$BATS_TEST_TMPDIR/out")
	[ "$(wc -w <<<"$commands")" -ge 8 ]
	for command in $commands; do
		ours help "$command"
		[[ ! $out =~ --pgbouncer-version\ VERSION[a-z] ]]
		same "$code" 0
		has "$out" "usage: pgtune-auto $command"
	done
	ours help pgbouncer ini
	same "$code" 0
	has "$out" 'usage: pgtune-auto pgbouncer'
	ours help pgbouncer postgres
	same "$code" 2
	has "$err" 'unknown word "postgres" of pgbouncer'
	has "$err" '"pgtune-auto help pgbouncer" tells'
	ours help plan json
	same "$code" 2
	ours help paln
	same "$code" 2
	has "$err" 'did you mean plan?'
	ours help xyzzy
	same "$code" 2
	has "$err" '"pgtune-auto help" lists them'
}

@test "stdout that takes nothing is a failure, a closed one is not" {
	for command in plan version help explain matrix; do
		code=0
		"$PGTUNE" $command >/dev/full 2>"$BATS_TEST_TMPDIR/err" || code=$?
		same "$code" 1
		has "$(cat "$BATS_TEST_TMPDIR/err")" 'writing the result to stdout'
		"$PGTUNE" $command >&- 2>/dev/null <&-
	done
}

@test "it runs without any environment" {
	env -i "$PGTUNE" plan --memory 1GB >/dev/null
	same "$(env -i "$PGTUNE" version)" "pgtune-auto $(cat "$REPO/VERSION")"
}

@test "one line on stderr is one write" {
	# A pipe in packet mode: each read gives what one write put in.
	python3 - "$PGTUNE" <<-'PYTHON'
		import os, subprocess, sys
		reader, writer = os.pipe2(os.O_DIRECT)
		subprocess.run([sys.argv[1], "plan", "--memory", "90000GB", "--cpus", "999"],
		               stdout=subprocess.DEVNULL, stderr=writer)
		os.close(writer)
		packets = iter(lambda: os.read(reader, 65536), b"")
		texts = list(packets)
		assert len(texts) >= 2, texts
		for text in texts:
		    assert text.count(b"\n") == 1 and text.endswith(b"\n"), text
	PYTHON
}

@test "completion scripts load, and complete from the tables" {
	"$PGTUNE" completion bash >"$BATS_TEST_TMPDIR/completion.bash"
	complete() {
		bash --norc -c "builtin complete -p >/dev/null; source $BATS_TEST_TMPDIR/completion.bash
			COMP_WORDS=(pgtune-auto \"\$@\"); COMP_CWORD=\$#; _pgtune_auto; echo \"\${COMPREPLY[*]}\"" - "$@"
	}
	same "$(complete pl)" plan
	same "$(complete plan --workl)" --workload
	same "$(complete plan --workload d)" dw
	same "$(complete plan --format co)" 'conf compose'
	same "$(complete matrix --format c)" csv
	same "$(complete plan --format = co)" 'conf compose' # as bash splits --format=co
	same "$(complete matrix --format =)" 'text csv json'
	same "$(complete pgbouncer auth)" 'auth-sql auth-file'
	same "$(complete pgbouncer ini --format '')" 'ini hba userlist pgpass url text json'
	same "$(complete --strict help de)" detect
	same "$(complete completion '')" 'bash zsh'
	same "$(complete pgbouncer ini a)$(complete plan pl)" ''
	"$PGTUNE" completion zsh >"$BATS_TEST_TMPDIR/completion.zsh"
	# an interactive zsh on a terminal of its own; what it made of each line is echoed by accepting it
	cat >"$BATS_TEST_TMPDIR/.zshrc" <<-'END'
		autoload -Uz compinit; compinit -D -u; source $ZDOTDIR/completion.zsh; PS1=; setopt nobeep
		pgtune-auto() { print -r -- "<$*>" >>$ZDOTDIR/zsh; }
		print >$ZDOTDIR/zsh
	END
	cat >"$BATS_TEST_TMPDIR/type" <<-'END'
		zmodload zsh/zpty zsh/zselect
		zpty z "ZDOTDIR=$1 TERM=dumb zsh -i"
		lines() { for i in {1..300}; do [[ $(cat $1/zsh 2>/dev/null | wc -l) -ge $2 ]] && return; zpty -rt z out; zselect -t 10; done; }
		n=1; lines $1 $n
		for line in 'pl' 'plan --workl' 'plan --workload d' 'matrix --format c' 'detect --format j' 'plan --storage=h' 'pgbouncer exp'; do
			zpty -w -n z "pgtune-auto $line"$'\t\n'
			lines $1 $((++n))
		done
	END
	timeout 100 zsh -f "$BATS_TEST_TMPDIR/type" "$BATS_TEST_TMPDIR"
	same "$(tr -d '\n' <"$BATS_TEST_TMPDIR/zsh")" '<plan><plan --workload><plan --workload dw><matrix --format csv><detect --format json><plan --storage=hdd><pgbouncer explain>'
	ours completion fish
	same "$code" 2
}

@test "as gosu or su-exec it takes USER[:GROUP], sets HOME, and becomes the command" {
	as gosu
	who() { "$named" "$1" sh -c 'echo "$(id -u):$(id -g) $(id -G) $HOME"'; }
	same "$(who root)" '0:0 0 /root'
	same "$(who 0:0)" '0:0 0 /root'
	same "$(who nobody)" '65534:65534 65534 /nonexistent'
	same "$(who nobody:root)" '65534:0 0 /nonexistent'
	same "$(who 54321)" '54321:0 0 /'
	same "$(who 54321:1)" '54321:1 1 /'
	run "$named" nobody sh -c 'printf "<%s>" "$@"; exit 7' sh 'a b' '' '*'
	same "$status $output" '7 <a b><><*>'
	same "$(who 0:)" '0:0 0 /root'
	for user in bogus 0day '' :0 0:bogus; do
		run "$named" "$user" true
		same "$status" 1
		has "$output" 'error: no '
	done
	run "$named" root nosuchcommand
	same "$status $output" '1 pgtune-auto: error: exec: nosuchcommand: not found'
	"$named" nobody sleep 60 3>&- &
	until [ "$(stat -c %u /proc/$!)" = 65534 ]; do sleep 0.05; done
	run prlimit --nproc=0:0 "$named" nobody true # it has more than none
	kill $!
	same "$status" 1
	has "$output" 'exec: true: Resource temporarily unavailable'
	has "$output" 'hint: the limit on processes is reached'
	run "$named" root
	same "$status $output" '1 usage: gosu|su-exec USER[:GROUP] COMMAND [ARG...]'
	as su-exec
	same "$(who nobody)" '65534:65534 65534 /nonexistent'
	as gosu
	# what is asked first is answered, whatever follows
	for more in '' nosuchcommand; do
		run "$named" --version $more
		same "$status $output" "0 $("$PGTUNE" version)"
		run "$named" -h $more
		same "$status $output" '0 usage: gosu|su-exec USER[:GROUP] COMMAND [ARG...]'
	done
	# anyone's way to root is refused; a container's /tmp is often mounted nosuid
	open=$(mktemp -d /var/tmp/pgtune-gosu.XXXXXX)
	cp "$PGTUNE" "$open/gosu"
	chmod 755 "$open"
	chmod 4755 "$open/gosu"
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$open/gosu" root id -u
	rm -r "$open"
	same "$status" 1
	has "$output" 'error: gosu has the setuid or setgid bit'
}
