#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2059,SC2030,SC2031
# `pgtune-auto pgbouncer …` and `scram` without servers: what they print, refuse and leave behind.
load common

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	unset "${!PGBOUNCER_@}"
	export PGBOUNCER_AUTH_PASS='s3"cret:\x'
}

piped() { # TEXT ARG…: TEXT on standard input
	code=0
	out=$(printf "$1" | "$PGTUNE" "${@:2}" 2>err) || code=$?
	err=$(cat err)
}

@test "scram: a verifier of the password, another salt each time, which matches it alone" {
	piped 'pencil\n' scram
	[[ $out =~ ^SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$ ]]
	echo "$out" >v
	[ "$out" != "$(printf pencil | "$PGTUNE" scram)" ]
	piped pencil scram --verifier v
	same "$code $out" '0 the password matches the verifier'
	piped pencil2 scram --verifier v
	same "$code $out" '1 the password does not match the verifier'
	printf 'pencil\n' >p
	ours scram --password-file p --verifier v
	same "$code" 0
}

@test "scram: a password on the command line is refused and not repeated" {
	ours scram pencil
	same "$code$out" 2
	same "$err" 'pgtune-auto: error: scram takes no password on the command line, where all can read it
hint: give it on standard input, or with --password-file FILE'
}

@test "scram: the vector of RFC 7677, and PostgreSQL's own form of it" {
	echo 'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=' >v
	piped pencil scram --verifier v
	same "$code" 0
}

@test "scram: iterations, and what is refused" {
	piped x scram --iterations 10000
	[[ $out == 'SCRAM-SHA-256$10000:'* ]]
	for n in 0 -1 1000001 x; do
		piped x scram --iterations $n
		same "$code" 2
	done
	piped '' scram
	same "$code" 1
	piped 'a\tb' scram
	has "$err" 'byte 2'
	piped 'ab\377' scram
	has "$err" 'UTF-8 at byte 3'
	piped 'a\0b' scram
	has "$err" 'NUL at byte 2'
	piped 'md5b4e9ec74a4a3ff0cbfdd22ae4e1ccdd1' scram
	has "$err" 'md5 hash'
	piped 'x' scram --verifier /dev/null
	same "$code" 1
	echo 'SCRAM-SHA-256$4096:cut' >v
	piped 'x' scram --verifier v
	same "$code" 1
	ours scram secret
	same "$code" 2
}

@test "no secret in an error" {
	for bad in 'hush	tab' 'SCRAM-SHA-256$hush'; do
		PGBOUNCER_AUTH_PASS=$bad ours pgbouncer auth-sql
		same "$code" 1
		[[ $err != *hush* ]]
	done
}

@test "auth-sql: no secret, both secrets, a bad verifier, a good one" {
	unset PGBOUNCER_AUTH_PASS
	ours pgbouncer auth-sql
	same "$code:$out" 1:
	has "$err" 'PGBOUNCER_AUTH_PASS is not set'
	has "$err" 'hint: set it, or PGBOUNCER_AUTH_PASS_FILE'
	PGBOUNCER_AUTH_PASS='' PGBOUNCER_AUTH_PASSWORD=x ours pgbouncer auth-sql
	has "$err" 'hint: PGBOUNCER_AUTH_PASSWORD is not read: the name is PGBOUNCER_AUTH_PASS,'
	printf x >f
	PGBOUNCER_AUTH_PASS=x PGBOUNCER_AUTH_PASS_FILE=f ours pgbouncer auth-sql
	same "$code:$out" 1:
	has "$err" exclusive
	PGBOUNCER_AUTH_VERIFIER='SCRAM-SHA-256$1:x' ours pgbouncer auth-sql
	same "$code:$out" 1:
	v=$(printf x | "$PGTUNE" scram)
	PGBOUNCER_AUTH_VERIFIER=$v ours pgbouncer auth-sql
	has "$out" "PASSWORD '$v'"
	same "$code:$err" 0:
	PGBOUNCER_AUTH_VERIFIER=$v PGBOUNCER_AUTH_PASS=x ours pgbouncer auth-sql
	same "$code:$err" 0:
	PGBOUNCER_AUTH_VERIFIER=$v PGBOUNCER_AUTH_PASS=y ours pgbouncer auth-sql
	has "$out" "PASSWORD '$v'"
	has "$err" 'warning: PGBOUNCER_AUTH_VERIFIER is not of the password in PGBOUNCER_AUTH_PASS'
}

@test "bad names are refused with the byte position, and nothing is printed" {
	x64=$(printf 'x%.0s' {1..64})
	for name in '' "$x64" 'pg_x' $'a\377' $'\300\257'; do
		ours pgbouncer auth-sql --role "$name"
		same "$code:$out" 2:
		[[ -z $name || $err == *byte* ]] || { echo "$err"; return 1; }
		ours pgbouncer auth-sql --schema "$name"
		same "$code:$out" 2:
	done
	for name in public none; do
		ours pgbouncer auth-sql --role $name
		same "$code:$out" 2:
	done
	ours pgbouncer auth-sql --role "${x64:1}" --auth-db pg_x
	same "$code" 0
}

@test "auth-file: three forms of one secret" {
	ours pgbouncer auth-file
	same "$out" '"pgbouncer_auth" "s3""cret:\x"'
	ours pgbouncer auth-file --format pgpass --server db:5433
	same "$out" 'db:5433:*:pgbouncer_auth:s3"cret\:\\x'
	ours pgbouncer auth-file --format url --server '[::1]'
	same "$out" 'postgresql://pgbouncer_auth:s3%22cret%3A%5Cx@[::1]:5432/postgres'
	ours pgbouncer auth-file --format xml
	same "$code" 2
	ours pgbouncer auth-file --format pgpass --role $'a\nb'
	same "$code:$out" 1:
	has "$err" 'byte 2'
}

@test "auth-file --output: mode 0600 whatever the umask, one step, and nothing left when it fails" {
	(umask 0 && "$PGTUNE" pgbouncer auth-file --output u)
	same "$(stat -c %a u)" 600
	inode=$(stat -c %i u)
	PGBOUNCER_AUTH_PASS=other ours pgbouncer auth-file --output u
	[ "$(stat -c %i u)" != "$inode" ]
	same "$(cat u)" '"pgbouncer_auth" "other"'
	mkdir d
	ours pgbouncer auth-file --output d
	same "$code" 1
	ours pgbouncer auth-file --output none/u
	same "$code" 1
	mkfifo pipe
	ours pgbouncer auth-file --output pipe
	same "$code" 1
	[ -p pipe ]
	ours pgbouncer ini --output i
	same "$code:$out:$(stat -c %a i):$(head -c 15 i)" '0::644:; pgbouncer.ini'
	same "$(find . -name '.*' ! -name . | wc -l)" 0
}

@test "ini: every version alone, every one different from 1.17 and 1.27" {
	for v in 1.18 1.19 1.20 1.21 1.22 1.23 1.24 1.24.1 1.25 1.26 1.26.1; do
		ours pgbouncer ini --connections 100 --pgbouncer-version $v
		same "$code" 0
		echo "$out" >pgbouncer.ini
		ours pgbouncer check pgbouncer.ini --pgbouncer-version $v --connections 100
		[[ $out != *L04* && $out != *L05* && $out != *L09* && $out != *L15* && $out != *L17* ]] || { echo "$out"; return 1; }
	done
	for v in 1.17 1.27 2.0 x ''; do
		ours pgbouncer ini --pgbouncer-version "$v"
		[ "$code" = 2 ] || [ -z "$v" ]
	done
	ours pgbouncer check pgbouncer.ini --pgbouncer-version 1.17
	same "$code" 2
	has "$err" '--pgbouncer-version: PgBouncer 1.17 is not supported'
	ours pgbouncer ini --server h:99999
	has "$err" '--server: port of "h:99999": too large'
	PGBOUNCER_SERVER=:5432 ours pgbouncer ini
	has "$err" 'PGBOUNCER_SERVER: ":5432" names no host'
}

@test "ini: the invariant holds in the file itself, for many servers" {
	for m in 20 50 100 137 500 5000; do
		for d in a a,b a,b,c,d; do
			ours pgbouncer ini --connections $m --databases $d --processes 2 --roles-per-database 2
			[ "$code" = 2 ] && continue
			worst=$(sed -n 's/^; Worst case: .* = \([0-9]*\) <= .*/\1/p' <<<"$out")
			[ "$worst" -le $m ]
			limit=$(sed -n 's/^max_db_connections = //p' <<<"$out")
			n=$(tr -cd , <<<"$d" | wc -c)
			[ $((2 * ((n + 1) * limit + 2))) -le $m ]
		done
	done
}

@test "ini: a variable named after a setting is warned of, an option's and a service link are not" {
	PGBOUNCER_POOL_MODE=session PGBOUNCER_LISTEN_PORT=6543 PGBOUNCER_PORT=tcp://10.0.0.1:6432 ours pgbouncer ini
	same "$code" 0
	[[ $err == *'warning: PGBOUNCER_POOL_MODE is not read: PGBOUNCER_SETTINGS takes pool_mode=VALUE'* ]]
	[ "$(grep -c 'is not read' <<<"$err")" = 1 ]
	PGBOUNCER_DATABASE=app PGBOUNCER_AUTH_PASS=x PGBOUNCER_SERVICE_HOST=10.0.0.1 ours pgbouncer ini
	same "$(grep 'is not read' <<<"$err")" 'pgtune-auto: warning: PGBOUNCER_DATABASE is not read; did you mean PGBOUNCER_DATABASES?'
	PGBOUNCER_SETTINGS=pool_mode=session ours pgbouncer ini
	[[ $err != *'is not read'* ]]
	PGBOUNCER_AUTH_TYPE=md5 ours pgbouncer ini # PGBOUNCER_SETTINGS refuses it
	has "$err" 'warning: PGBOUNCER_AUTH_TYPE is not read: auth_type decides who may log in and is not set by hand'
}

@test "ini: pools fit the limits that --set gives, and stay what they are where it gives them too" {
	sizes() {
		ours pgbouncer ini --connections 100 --cpus 2 --set "$1"
		same "$code" 0
		sed -n 's/^\(max_db_conn\|default_p\|reserve_p\|min_p\)[a-z_]* = //p' <<<"$out" | sort -n | tr '\n' ' '
	}
	same "$(sizes max_db_connections=4)" '0 2 4 4 '
	same "$(sizes 'max_db_connections=12')" '2 2 10 12 '
	same "$(sizes 'default_pool_size=1')" '1 1 5 85 '
	same "$(sizes 'default_pool_size=3;min_pool_size=7;max_db_connections=2;reserve_pool_size=9')" '2 3 7 9 '
}

@test "ini: POSTGRES_DB is one database, whatever its name holds" {
	POSTGRES_DB='a=b,c' ours pgbouncer ini --connections 100
	same "$code" 0
	same "$(grep -c 'dbname=' <<<"$out")" 2 # and the lookups' own
	has "$out" "dbname='a=b,c'"
	POSTGRES_DB='a=b,c' ours pgbouncer ini --connections 100 --databases 'a=b,c'
	same "$(grep -c 'dbname=' <<<"$out")" 3
	POSTGRES_DB=pgbouncer ours pgbouncer ini --connections 100
	same "$code:$out" 2:
	has "$err" 'error: POSTGRES_DB: "pgbouncer"'
	POSTGRES_DB="a'b" ours pgbouncer ini --connections 100 # where ALIAS=NAME would be a name
	has "$err" 'hint: give it a plain name for clients in --databases: ALIAS=NAME'
}

@test "ini: what no file can carry is refused" {
	for set in nonsense=1 suspend_timeout=1 auth_type=trust x max_db_connections=99 verbose=2 server_lifetime=1h pool_mode=tx \
		$'pool_mode=session\r' $'server_check_query=select\r 1' default_pool_size=010 max_db_connections=0x10 \
		max_client_conn=010 reserve_pool_size=010 min_pool_size=010; do
		ours pgbouncer ini --connections 100 --set "$set"
		same "$code:$out" 2:
	done
	for list in '*' pgbouncer pgb_auth a,a 'o'\''b' 'x=' $'a=b\rc'; do
		ours pgbouncer ini --databases "$list"
		same "$code:$out" 2:
	done
	for net in 10.0.0.0 all '10.0.0.0/8 trust' 'x/8' 10.0.0.0/ 10.0.0.0/33 10.0.0.1/8 ::/129 1::2::3/64 10.0.0.0/8/8 ',' ''; do
		for format in hba ini; do
			ours pgbouncer ini --format $format --client-networks "$net"
			same "$code:$out" 2:
			has "$err" 'error: --client-networks'
		done
	done
	for who in '' 'a,b' 'a b' $'a\tb' $'a\nb'; do
		ours pgbouncer ini --stats-user "$who"
		[ -z "$who" ] || same "$code:$out" 1:
	done
	ours pgbouncer ini --stats-user pgbouncer_auth
	same "$code:$out" 1:
	has "$err" 'the stats user "pgbouncer_auth" is the lookup role'
	# a client with TLS takes twice the memory
	for mode in disable allow require; do
		ours pgbouncer ini --pooler-memory 32MB --set $'client_tls_sslmode=verify-full;client_tls_sslmode='$mode
		same "$mode:$(sed -n 's/^max_client_conn = //p' <<<"$out")" "$mode:$([ $mode = disable ] && echo 674 || echo 337)"
	done
	for role in r 'r r'; do
		ours pgbouncer ini --pgbouncer-version 1.18 --connections 500 --databases a,b,c,d,e,f --role "$role"
		same "$code" $((${#role} == 3))
	done
	has "$err" 'in 6 databases'
	ours pgbouncer ini --pgbouncer-version 1.18 --connections 500 --databases a,b,c,d,e,f --role 'r r' --connection-limit 20
	same "$code" 0
	ours pgbouncer ini --processes 11
	same "$code:$out" 2:
	has "$err" connection-limit
	ours pgbouncer ini --role $'a\nb'
	same "$code:$out" 1:
	ours pgbouncer ini --format hba --role 'a"b'
	same "$code:$out" 1:
}

@test "no password= and no user= in any ini" {
	ours pgbouncer ini --databases 'a,b=c d' --stats-user monitor
	[[ $out != *password=* && $out != *' user='* && $out != *s3* ]]
	has "$out" "dbname='c d'"
	has "$out" 'stats_users = monitor'
}

@test "T17: golden findings (UPDATE=1 rewrites them)" {
	for folder in "$REPO"/tests/golden/pgbouncer/*/; do
		name=$(basename "$folder")
		cp -r "$folder" "$name"
		options=$(cat "$name/options" 2>/dev/null || true)
		rm -f "$name/options" "$name/expected"
		[ ! -e "$name/userlist.txt" ] || chmod 600 "$name/userlist.txt"
		# shellcheck disable=SC2086
		(cd "$name" && env -u PGBOUNCER_AUTH_PASS "$PGTUNE" pgbouncer check $options ./* || true) |
			sed 's/^\.\///' | grep -v '^    ' >"$name.found"
		[ -z "${UPDATE:-}" ] || cp "$name.found" "$folder/expected"
		diff "$folder/expected" "$name.found" || { echo "$folder"; return 1; }
	done
}

@test "golden: what good/ holds is what is printed today" {
	good=$REPO/tests/golden/pgbouncer/good
	export PGBOUNCER_CONFIG_DIR=. POSTGRES_MEMORY=8GB POSTGRES_CPUS=2 POSTGRES_MAX_CONNECTIONS=100
	PGBOUNCER_AUTH_VERIFIER=$(sed -n "s/.*PASSWORD '\(SCRAM[^']*\)'.*/\1/p" "$good/auth.sql") "$PGTUNE" pgbouncer auth-sql | diff "$good/auth.sql" -
	"$PGTUNE" pgbouncer ini 2>/dev/null | diff "$good/pgbouncer.ini" -
	"$PGTUNE" pgbouncer ini --format hba 2>/dev/null | diff "$good/hba.conf" -
	PGBOUNCER_AUTH_PASS='a"b' "$PGTUNE" pgbouncer auth-file | diff "$good/userlist.txt" -
}

@test "check: every offline rule is found by some golden folder or by this test" {
	ours pgbouncer ini --config-dir .
	echo "$out" >pgbouncer.ini
	"$PGTUNE" pgbouncer auth-file --output userlist.txt
	ours pgbouncer check pgbouncer.ini
	same "$code $out" '0 nothing found'
	PGBOUNCER_AUTH_PASS=other ours pgbouncer check pgbouncer.ini
	same "$code" 1
	has "$out" '[L24]'
	v=$(printf other | "$PGTUNE" scram)
	PGBOUNCER_AUTH_VERIFIER=$v ours pgbouncer check pgbouncer.ini --format json
	same "$code" 1
	python3 -c 'import json, sys; print(json.load(sys.stdin)["findings"][0]["rule"])' <<<"$out" >rule
	same "$(cat rule)" L24
	[[ $out != *s3* ]]
	chmod 644 userlist.txt
	ours pgbouncer check pgbouncer.ini
	has "$out" '0644'
	for _ in 1 2 3; do echo '"app" ""'; done >>userlist.txt
	ours pgbouncer check pgbouncer.ini
	same "$(grep -o '[0-9]*: .*"app" is there twice' <<<"$out" | cut -d: -f1 | tr '\n' ' ')" '3 4 '
	"$PGTUNE" pgbouncer check --rules | sed -n 's/^\(L[0-9]*\) .*/\1/p' | sort >rules
	(cat "$REPO"/tests/golden/pgbouncer/*/expected; echo '[L24]') | grep -o 'L[0-9][0-9]' | sort -u | diff rules - ||
		{ echo "wanted: an example in tests/golden/pgbouncer/ for each of the rules marked <"; return 1; }
}

@test "check: each of the words that are warned of" {
	while IFS='~' read -r file text said; do
		printf "$text" >"$file"
		ours pgbouncer check "$file" --pgbouncer-version 1.26.1
		[[ $out == *"$said"* ]] || { printf '%s\n' "$text" "$out"; return 1; }
	done <<-'END'
		compose.yml~services:\n  pgbouncer:\n    healthcheck:\n      test: nc -z localhost 6432\n~compose.yml:4: warning: it asks "nc" [L20]
		compose.yml~services:\n  pgbouncer:\n    healthcheck:\n      test: ["CMD", "nc", "-z", "localhost", "6432"]\n~compose.yml:4: warning: it asks "nc" [L20]
		compose.yml~services:\n  pgbouncer:\n    healthcheck:\n      test:\n      - CMD\n      - pg_isready\n~compose.yml:4: warning: it asks "pg_isready" [L20]
		compose.yml~services:\n  pgbouncer:\n    healthcheck:\n      test:\n        - CMD\n        - psql\n        - -d\n        - pgbouncer\n~it asks "pgbouncer", the console [L20]
		compose.yml~services:\n  pgbouncer:\n    healthcheck:\n      test: [CMD, psql, 'postgresql://x@localhost:6432/pgbouncer', -c, 'SHOW VERSION']\n~it asks "pgbouncer", the console [L20]
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: psql -h /run/pgbouncer -d app -c "SELECT 1"\n~nothing found
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: [CMD, psql, -d, app, -h, /run/pgbouncer, -c, "SELECT 1"]\n~nothing found
		compose.yml~services:\n  pgbouncer:\n    healthcheck:\n      test: psql "host=localhost dbname=pgbouncer"\n~it asks "pgbouncer", the console [L20]
		compose.yml~services:\n  pgbouncer:\n    healthcheck:\n      test: psql -p 6432 pgbouncer -c "SHOW VERSION"\n~it asks "pgbouncer", the console [L20]
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: [CMD, true]\n      interval: 5s\n    environment:\n      - PROBE=pg_isready\n~nothing found
		hba.conf~host all all 10.0.0.0/8 md5\n~host all all md5 [L13]
		hba.conf~host all all 10.0.0.0/8 password\n~host all all password [L13]
		pgbouncer.ini~[pgbouncer]\nauth_type = any\n~auth_type = any [L13]
		pgbouncer.ini~[pgbouncer]\nauth_type = plain\n~auth_type = plain [L13]
		pgbouncer.ini~[pgbouncer]\nauth_user = look\nstats_users = x, look\n~stats_users [L21]
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u FROM s.f($1) WHERE a < b\n~it holds "<" [L11]
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u FROM s.f($1) WHERE a > b\n~it holds ">" [L11]
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u || p FROM s.f($1)\n~it holds "||" [L11]
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u::text FROM s.f($1)\n~it holds "::" [L11]
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT CASE WHEN a THEN b END FROM s.f($1)\n~it holds "CASE" [L11]
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u FROM s.f($1) WHERE p IS NOT NULL\n~it holds "NULL" [L11]
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT coalesce(u, p) FROM s.f($1)\n~it holds "coalesce" [L11]
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: psql -dpgbouncer -c x\n~it asks "pgbouncer", the console [L20]
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: psql --dbname pgbouncer\n~it asks "pgbouncer", the console [L20]
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: psql -h /tmp pgbouncer -U x\n~it asks "pgbouncer", the console [L20]
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: psql 'postgresql://x@l:6432/pgbouncer?sslmode=disable'\n~it asks "pgbouncer", the console [L20]
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: psql -U pgbouncer -d app\n~nothing found
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: pgrep pgbouncer && psql -d app || echo pgbouncer is down\n~nothing found
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: pgrep x && /usr/bin/psql pgbouncer -c x\n~it asks "pgbouncer", the console [L20]
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: nc -vz l 6432\n~it asks "nc" [L20]
		compose.yml~services:\n  pgbouncer:\n    stop_signal: SIGINT\n    healthcheck:\n      test: bash -c '</dev/tcp/l/6432'\n~it asks "/dev/tcp" [L20]
		compose.yml~services:\n  pgbouncer:\n    volumes:\n      - type: bind\n        target: "/x/userlist.txt"\n~compose.yml:5: warning: target: "/x/userlist.txt" [L26]
		compose.yml~services:\n  pgbouncer:\n    volumes:\n      - "./u:/x/userlist.txt:ro"\n~[L26]
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u, p FROM s.f($1, $2)\n~more parameters than $1
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u, p FROM s.f($10)\n~$1 stands in it 0 times
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u FROM s.f($1)\n~it takes 1 columns
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u, p, 1 FROM s.f($1)\n~it takes 3 columns
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u, p FROM s.f($1) WHERE u ^ p\n~it holds "^" [L11]
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u, p FROM f($1)\n~no schema
		pgbouncer.ini~[pgbouncer]\nauth_query = SELECT u, passwd FROM pg_catalog.pg_shadow WHERE u LIKE $1\n~it reads the password table
		auth.sql~CREATE FUNCTION s.f() SECURITY DEFINER SET search_path = pg_temp, pg_catalog~does not end in pg_temp
		auth.sql~CREATE FUNCTION s.f() SECURITY\nDEFINER SET search_path TO pg_catalog; ~does not end in pg_temp
		auth.sql~CREATE FUNCTION s.f() SECURITY DEFINER; ALTER ROLE x SET search_path = pg_temp~without SET search_path
		auth.sql~CREATE FUNCTION s.f() SECURITY DEFINER SET search_path=pg_temp; CREATE FUNCTION s.g()\nSECURITY DEFINER~auth.sql:2: warning: SECURITY DEFINER without SET search_path
		auth.sql~CREATE ROLE a PASSWORD\n$$clear$$~auth.sql:1: warning: a password in the clear
		auth.sql~CREATE ROLE a PASSWORD E'clear'~a password in the clear
		auth.sql~CREATE ROLE a PASSWORD :'pw'~nothing found
		auth.sql~CREATE ROLE a CONNECTION  LIMIT 1~CONNECTION LIMIT 1 is less than the 2 connections lookups take [L17]
		pgbouncer.ini~[users]\nx = bogus=1\n~byte 1 of the user's settings begins no KEY=VALUE
		pgbouncer.ini~[peers]\n1 = bogus=1\n~byte 1 of the peer's settings begins no KEY=VALUE
	END
	cve() { ours pgbouncer check pgbouncer.ini --pgbouncer-version "$1"; sed -n 's/.*: CVE-[0-9]*-\([0-9]*\), .*/\1/p' <<<"$out" | tr '\n' ' '; }
	same "$(cve 1.20.0)" '2291 12819 6664 6665 6668 107349 107350 '
	same "$(cve 1.24.0)" '2291 12819 6664 6665 6668 107348 107349 107350 '
	same "$(cve 1.25.0)" '12819 6664 6665 6668 107348 107349 107350 '
	same "$(cve 1.25.2)" '6668 107348 107349 107350 '
	for key in auth_type auth_hba_file auth_file auth_user auth_query auth_dbname admin_users verbose conffile unix_socket_dir \
		listen_addr listen_port stats_users; do
		ours pgbouncer ini --set "$key=1"
		same "$code:$out" 2:
		has "$err" "$key"
	done
}

@test "check: what one file says is compared with what another one says" {
	export PGBOUNCER_AUTH_PASS=s3
	ours pgbouncer ini --config-dir . --memory 4GB --cpus 2
	echo "$out" >ini
	"$PGTUNE" pgbouncer auth-file --output userlist.txt
	# says SED TEXT OPTION...: the ini edited by SED, and auth.sql
	says() {
		sed "$1" ini >pgbouncer.ini
		echo "$2" >auth.sql
		code=0
		out=$("$PGTUNE" pgbouncer check pgbouncer.ini auth.sql "${@:3}" 2>&1) || code=$?
	}
	says '' '' --connections 130
	same "$out" 'nothing found'
	# the invariant: processes, and those who come without the pooler
	says '' '' --connections 128
	has "$out" 'up to 114 server connections, of 128 where 15 are reserved or for who comes without the pooler [L17]'
	says 's/^max_db_connections = 112/max_db_connections = 113/' '' --connections 130
	has "$out" '[L17]'
	says '' '' --connections 130 --processes 2
	has "$out" 'up to 228 server connections, of 130'
	# the descriptors that the ini was made for
	ours pgbouncer ini --config-dir . --memory 4GB --cpus 2 --nofile 1024 --roles-per-database 2
	echo "$out" >ini
	says '' '' --nofile 1024 --roles-per-database 2
	same "$out" 'nothing found'
	says '' '' --nofile 1024 --roles-per-database 3
	has "$out" '[L18]'
	ours pgbouncer ini --config-dir . --memory 4GB --cpus 2
	echo "$out" >ini
	# an entry's own lookup role
	says 's/^\[databases\]/&\nb = dbname=b user=bob auth_user=bob/' ''
	has "$out" 'user=bob [L01]'
	# CONNECTION LIMIT of the lookup role, and of one that may come through the pooler
	says '' 'ALTER ROLE pgbouncer_auth CONNECTION LIMIT 3'
	same "$out" 'nothing found'
	says '' 'ALTER ROLE pgbouncer_auth CONNECTION LIMIT 3' --processes 2
	has "$out" 'CONNECTION LIMIT 3 is less than the 4 connections lookups take [L17]'
	says 's/pool_size=2 reserve_pool=0//' 'ALTER ROLE "pgbouncer_auth" CONNECTION LIMIT 9'
	has "$out" 'CONNECTION LIMIT 9 is less than the 10 connections lookups take [L17]'
	# before 1.19 lookups run in every database, and [users] holds them below the role's limit
	for processes in 1 2 6 10; do
		ours pgbouncer ini --config-dir . --pgbouncer-version 1.18 --connections 900 --databases a,b,c,d --processes $processes
		echo "$out" >ini
		says '' 'ALTER ROLE pgbouncer_auth CONNECTION LIMIT 10' --pgbouncer-version 1.18 --processes $processes
		hasnt "$out" L17
		says '' 'ALTER ROLE pgbouncer_auth CONNECTION LIMIT 5' --pgbouncer-version 1.18 --processes $processes
		has "$out" 'CONNECTION LIMIT 5 is less than the'
	done
	says '/max_user_connections/d' 'ALTER ROLE pgbouncer_auth CONNECTION LIMIT 39' --pgbouncer-version 1.18
	has "$out" 'CONNECTION LIMIT 39 is less than the 40 connections lookups take'
	ours pgbouncer ini --config-dir . --memory 4GB --cpus 2
	echo "$out" >ini
	says '' 'CREATE ROLE app LOGIN CONNECTION LIMIT 9'
	has "$out" 'CONNECTION LIMIT 9 is less than default_pool_size 10: clients of the role wait unseen [L17]'
	for other in 'CREATE ROLE app CONNECTION LIMIT 10' 'CREATE ROLE app CONNECTION LIMIT -1' 'CREATE ROLE "$ROLE" CONNECTION LIMIT 5' \
		'CREATE ROLE replicator REPLICATION CONNECTION LIMIT 5' 'CREATE ROLE replicator CONNECTION LIMIT 5 REPLICATION' \
		'ALTER DATABASE app CONNECTION LIMIT 5'; do
		says '' "$other"
		same "$out" 'nothing found'
	done
	# the database it is installed in
	lookup='\connect app
CREATE FUNCTION s.f() SECURITY DEFINER'
	says '' "$lookup"
	has "$out" 'auth.sql:1: error: it is installed in "app", lookups run in "postgres" [L10]'
	says 's/dbname=postgres pool/dbname=app pool/' "$lookup"
	hasnt "$out" L10
	for other in '\c postgres' '\connect "postgres";' '\connect postgres me' '\connect - me' '\connect :db' '\connect $DB' \
		"\\connect -reuse-previous=on \"dbname='app'\""; do
		says '' "\\connect app
$other
${lookup#*$'\n'}
\\connect app"
		has "$out" 'auth.sql:3: warning'
		hasnt "$out" L10
	done
	# the owner, by the name that the ini has
	says 's/^auth_user = .*/auth_user = look/' 'CREATE FUNCTION s.f() SECURITY DEFINER; ALTER SCHEMA s
OWNER TO "look"'
	has "$out" 'auth.sql:2: warning: the lookup role owns the schema'
	# a client certificate stands for the entry
	: >userlist.txt
	says '' ''
	has "$out" '"pgbouncer_auth" is not in it [L06]'
	says '$aserver_tls_cert_file = /x.pem' ''
	hasnt "$out" L06
	says '$aserver_tls_cert_file = /x.pem\nserver_tls_sslmode = disable' ''
	has "$out" L06
	# the auth file's own name, mounted alone
	sed 's/^auth_file = .*/auth_file = .\/users/' ini >pgbouncer.ini
	printf 'services:\n  pgbouncer:\n    volumes:\n      - ./a:/x/users\n      - ./b:/x/userlist.txt\n' >compose.yml
	ours pgbouncer check pgbouncer.ini compose.yml
	has "$out" 'compose.yml:4: warning: - ./a:/x/users [L26]'
	hasnt "$out" 'compose.yml:5'
}

@test "check --rules: the same in text and in JSON" {
	"$PGTUNE" pgbouncer check --rules | grep -v '^ ' >text
	"$PGTUNE" pgbouncer check --rules --format json |
		python3 -c 'import json, sys; [print("{rule} {level}: {cause}".format(**r)) for r in json.load(sys.stdin)["rules"]]' | diff text -
}

@test "ini, run: what PgBouncer cannot listen on is refused by its option's name: addresses, a folder too long for a socket" {
	for address in '127.0.0.1 ::1' '"*"' "'*'" '0.0.0.0 ; all' '0.0.0.0 # all' /tmp 999.999.999.999 1.2.3.4.5 10.0.0.1234567890123; do
		ours pgbouncer ini --listen "$address"
		same "$code" 2
		has "$err" "--listen: \"$address\" is not addresses with commas between them"
	done
	ours pgbouncer ini --listen '127.0.0.1, ::1,localhost,10.1,host.1.2.3'
	same "$code" 0
	ours pgbouncer ini --listen "$(seq -s , -f 'host%.0f' 200)"
	[ "$code" != 0 ]
	folder=/$(printf 'f%.0s' {1..91})
	ours pgbouncer ini --config-dir "$folder" --listen-port 16432
	same "$code" 0
	ours pgbouncer ini --config-dir "${folder}f" --listen-port 16432
	same "$code" 2
	has "$err" "--config-dir: its socket's path would have 108 bytes, 107 is the most"
}

@test "check: --strict, no file, an unknown kind, a missing one" {
	cp "$REPO/tests/golden/pgbouncer/empty-path/auth.sql" .
	ours pgbouncer check auth.sql
	same "$code" 0
	ours pgbouncer check auth.sql --strict
	same "$code" 1
	ours pgbouncer check
	same "$code" 2
	ours pgbouncer check x.png
	same "$code" 1
	ours pgbouncer check none.ini
	same "$code" 1
}

@test "check: thousands of databases are read; what is more than it holds is said, not judged by half" {
	many() { echo '[databases]'; seq -f 'd%.0f = host=h' "$1"; printf '[pgbouncer]\nauth_type = hba\nbogus = 1\n'; }
	many 2000 >pgbouncer.ini
	ours pgbouncer check pgbouncer.ini
	has "$out" '2004: error: "bogus" is no setting'
	[[ $out != *'auth_type is md5'* ]]
	many 8191 >pgbouncer.ini
	ours pgbouncer check pgbouncer.ini
	same "$code $err" '1 pgtune-auto: error: "pgbouncer.ini" has more than 8192 settings and entries'
}

@test "check --online: of several addresses the first is asked" {
	ours pgbouncer check --online --server 127.0.0.1:1 --listen ' 127.0.0.1, ::1' --listen-port 1
	has "$out" 'postgres: connecting to 127.0.0.1 port 1: Connection refused'
}

@test "check: an error behind more warnings than the list holds is told, in the exit status too" {
	{ echo '[databases]'; seq -f 'd%.0f = host=h password=x' 300; printf '[pgbouncer]\nauth_type = trust\n'; } >pgbouncer.ini
	ours pgbouncer check pgbouncer.ini
	same "$code" 1
	has "$out" '303: error: auth_type = trust'
	same "${out##*$'\n'}" '… and more'
	ours pgbouncer check --format json pgbouncer.ini
	same "$(python3 -c 'import json, sys; j = json.load(sys.stdin); print(len(j["findings"]), j["more"])' <<<"$out")" '256 True'
}

@test "check: a certificate that has expired or soon will" {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -days 5 -keyout key.pem -out soon.pem 2>/dev/null
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -days 9000 -keyout key.pem -out later.pem 2>/dev/null
	printf '[pgbouncer]\nclient_tls_cert_file = soon.pem\nserver_tls_ca_file = later.pem\n' >pgbouncer.ini
	ours pgbouncer check pgbouncer.ini
	has "$out" '2: warning: soon.pem ends on'
	[[ $out != *later.pem* ]]
}

@test "check: keys of database entries and users, each from its version on; no [pgbouncer], unless it may be included" {
	entry() { # VERSION LINES: the first is a database's
		printf '[databases]\n%b\n[pgbouncer]\n' "$2" >pgbouncer.ini
		ours pgbouncer check pgbouncer.ini --pgbouncer-version "$1"
		[[ $out != *L0[45]* ]]
	}
	for words in '19 a = auth_dbname=b' '22 a = auth_query=q' '23 a = server_lifetime=5' '24 a = reserve_pool_size=5' \
		'26 a = query_wait_timeout=5' '24 [users]\na = query_timeout=5' '25 [users]\na = transaction_timeout=5' \
		"25 [users]\n'a b' = pool_mode=session"; do
		entry "1.${words%% *}" "${words#* }"
		if entry "1.$((${words%% *} - 1))" "${words#* }"; then false; fi
	done
	if entry 1.26 "'' = host=h"; then false; fi
	printf '[databases]\na = host=h\n' >only.ini
	ours pgbouncer check only.ini
	has "$out" 'no section [pgbouncer]'
	printf '%%include pgbouncer.ini\n[databases]\n' >>only.ini
	ours pgbouncer check only.ini
	[[ $out != *'no section'* ]]
	chmod a+x . && mkdir closed && chmod 700 closed
	cp "$PGTUNE" binary
	printf '%%include closed/a.ini\n[pgbouncer]\n' >reads.ini
	run setpriv --reuid=65534 --regid=65534 --clear-groups ./binary pgbouncer check reads.ini
	same "$output" 'nothing found'
	ours pgbouncer check reads.ini
	has "$out" '1: error: "closed/a.ini", which it includes, is not there'
	printf '[databases]\na = host=h\n' >frag.ini
	ours pgbouncer check frag.ini only.ini
	[[ $out != *frag.ini* ]]
	ours pgbouncer check frag.ini pgbouncer.ini
	has "$out" 'no section [pgbouncer]'
}

@test "explain: causes of the texts people see" {
	ours pgbouncer explain 'FATAL:  bouncer config error'
	has "$out" 'the lookup failed'
	ours pgbouncer explain cannot 'do' SCRAM authentication: password is SCRAM secret but client authentication did not provide SCRAM keys
	has "$out" 'holds a verifier'
	ours pgbouncer explain 'server login has been failing, cached error: x (server_login_retry)'
	has "$out" 'remembers'
	ours pgbouncer explain 'server login has been failing, cached error: server refused SSL (server_login_retry)'
	has "$out" 'the server has it off'
	while IFS='|' read -r text cause; do
		ours pgbouncer explain "$text"
		same "$text: $code" "$text: 0"
		has "$out" "cause: $cause"
	done <<-'END'
		FATAL:  SSL required|client_tls_sslmode asks for TLS
		cached error: sslreq processing failed|PgBouncer cannot read its files for TLS with the server
		TLS setup failed|a certificate, its key or a CA file is missing
		TLS handshake error: name `localhost' not present in server certificate|verify-full: the server's certificate is for other names
		TLS handshake error: handshake failed: error:0A000086:SSL routines::certificate verify failed|the other side's certificate has expired
		FATAL:  server login has been failing, try again later (server_login_retry)|PgBouncer's logins to the server fail
		no pg_hba.conf entry for host "172.18.0.3", user "app", database "app", no encryption|no line of the server's pg_hba.conf
		pg_hba.conf rejects connection for host "172.18.0.3", user "app", database "app"|a reject line of the server's pg_hba.conf
		ERROR:  schema "pgbouncer" does not exist|the lookup function is not in the database
		FATAL:  database "shop" does not exist|the server has no database, role or schema
		FATAL:  role "app" is not permitted to log in|the role has NOLOGIN
		permission denied for database "app"|the role may not CONNECT
		FATAL:  the database system is in recovery mode|a process of the server crashed
		the database system is shutting down|the server is being stopped
		the database system is not yet accepting connections|the server recovers, or is a standby
		too many connections for database "app"|the database's CONNECTION LIMIT
		database "app" is not currently accepting connections|the database has ALLOW_CONNECTIONS false
		query timeout|a query ran longer than query_timeout
		pooler is shutting down|the pooler is being stopped
		database "app" is disabled|DISABLE was given on the console
		terminating connection due to administrator command|the server was stopped, or pg_terminate_backend()
		server DNS lookup failed|PgBouncer finds no address
		cannot execute INSERT in a read-only transaction|the server is a standby, or another client
		unix socket is in use, cannot continue|another pooler runs on the same port in this folder
		cannot listen on 0.0.0.0:6432: bind(): Address already in use|another program listens on that address
		pidfile exists, another instance running?|the pid in the pidfile is of a running process
		server does not support SSL, but SSL was required|the client asks for TLS
		timeout expired|nobody answered within the client's connect_timeout
		kernel file descriptor limit: 1024 (hard: 1024); max_client_conn: 1000, max expected fd use: 1042|the descriptor limit is lower
		could not translate host name "pgbouncer" to address: Name or service not known|no address is known for the name
		wrong password type|the auth file holds a hash of another kind
		invalid server signature|a forced user= with SCRAM
		in function put_in_order(): put_in_order: found existing elem|a forced user= that is auth_user
		FATAL:  too many connections for role "app"|the role's CONNECTION LIMIT
		FATAL:  remaining connection slots are reserved for non-replication superuser connections|the server's max_connections is used up
		FATAL:  sorry, too many clients already|the server's max_connections is used up
		FATAL:  password authentication failed for user "app"|the server refuses this password
		ERROR:  permission denied for schema pgbouncer|the lookup role may not use the schema
		ERROR:  permission denied for function pgbouncer_lookup|the lookup role may not call
		ERROR:  function pgbouncer.pgbouncer_lookup(unknown) is not unique|there are two lookup functions
		ERROR:  function pgbouncer.pgbouncer_lookup(unknown) does not exist|the lookup function is not in the database
		expected 2 columns from auth query|auth_query returns another number of columns
		expected 1 row from auth query|auth_query returned several rows
		null user name returned from auth query|the lookup returned NULL
		authentication database "auth" is not configured|auth_dbname is not in
		error response from auth_query|the lookup failed at the server
		FATAL:  unsupported startup parameter: extra_float_digits|the client sends a setting
		FATAL:  no more connections allowed (max_client_conn)|max_client_conn is reached
		FATAL:  query_wait_timeout|no server connection became free
		closing because: idle transaction timeout (age=300s)|a transaction was open and idle
		ERROR:  prepared statement "S_1" does not exist|statements prepared by name
		FATAL:  login rejected|a reject line of the hba file
		FATAL:  no authentication method found|no line of the hba file
		FATAL:  no such user: app|the name is unknown, and auth_query
		FATAL:  no such database: app|the database is not in
		FATAL:  SASL authentication failed|a wrong password; or a name
		closing because: client_login_timeout (server down)|the login took too long
		broken auth file|a line of the auth file is unreadable
		unknown parameter: pgbouncer/nonsense|this version does not know
		accept() failed: Too many open files|the descriptor limit is lower than max_client_conn
		closing because: server conn crashed? (age=5s)|the server ended the connection
		Connection refused|nothing listens there
		FATAL:  the database system is starting up|the server is not ready yet
		FATAL:  not allowed|the console is for admin_users
		"db" does not resolve|no address is known for the name
	END
	ours pgbouncer explain 'ERROR:  schema "pgbouncer" does not exist'
	has "$out" 'auth-sql'
	ours pgbouncer explain all is well
	same "$code" 1
	ours pgbouncer explain
	[ "$(grep -c 'fix:' <<<"$out")" -gt 30 ]
}

@test "run: refuses root, a missing secret, a program that is none" {
	ours pgbouncer run
	same "$code" 1
	has "$err" 'root'
	as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups env "$@" ./pgtune-auto pgbouncer run 2>&1; }
	cp "$PGTUNE" . # the checkout may be in a home that nobody else enters
	chmod 755 "$BATS_TEST_TMPDIR"
	run as_nobody -u PGBOUNCER_AUTH_PASS PGBOUNCER_PROGRAM=/bin/true
	[ "$status" = 1 ]
	run as_nobody PGBOUNCER_PROGRAM=/bin/none
	[ "$status" = 1 ]
	has "$output" /bin/none
}

@test "run: wrong usage is told before anything is written" {
	printf '#!/bin/sh\necho PgBouncer 1.26.1\n' >pooler
	chmod 755 pooler
	cp "$PGTUNE" .
	mkdir -m 777 free
	chmod 755 "$BATS_TEST_TMPDIR"
	for wrong in SETTINGS=nonsense=1 SETTINGS=default_pool_size=010 SETTINGS=pidfile=x CLIENT_NETWORKS=all NOFILE=few MEMORY=1x \
		PROCESSES=0 LISTEN_PORT=0 SERVER=h:x DATABASES=a,a AUTH_USER=pg_x; do
		run setpriv --reuid=65534 --regid=65534 --clear-groups env PGBOUNCER_PROGRAM=./pooler PGBOUNCER_CONFIG_DIR=free/run \
			PGBOUNCER_SERVER=127.0.0.1:1 "PGBOUNCER_$wrong" ./pgtune-auto pgbouncer run
		same "$status:$(ls free)" 2: || { echo "$wrong: $output"; return 1; }
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
	chmod 755 pooler "$BATS_TEST_TMPDIR"
	cp "$PGTUNE" .
	mkdir -m 777 free
	setsid setpriv --reuid=65534 --regid=65534 --clear-groups env --default-signal=INT PGBOUNCER_PROGRAM=./pooler \
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
	chmod 755 pooler "$BATS_TEST_TMPDIR"
	cp "$PGTUNE" .
	mkdir -m 777 free
	mkfifo pipe
	exec 5<>pipe
	setpriv --reuid=65534 --regid=65534 --clear-groups env --default-signal=INT PGBOUNCER_PROGRAM=./pooler \
		PGBOUNCER_AUTH_PASS=x PGBOUNCER_CONFIG_DIR=free/run PGBOUNCER_SERVER=127.0.0.1:1 \
		./pgtune-auto pgbouncer run >&5 2>&1 3>&- &
	wait_for 20 test -e free/started
	dd if=/dev/zero of=pipe oflag=nonblock bs=4096 2>/dev/null || true
	kill -TERM $!
	gone() { ! kill -0 "$1" 2>/dev/null; }
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
	chmod 755 pooler "$BATS_TEST_TMPDIR"
	cp "$PGTUNE" .
	mkdir -m 777 free
	wait_for 10 test -s server
	unshare --pid --fork --kill-child setpriv --reuid=65534 --regid=65534 --clear-groups env PGBOUNCER_PROGRAM=./pooler PGBOUNCER_AUTH_PASS=x \
		PGBOUNCER_CONFIG_DIR=free/run PGBOUNCER_SERVER="127.0.0.1:$(cat server)" ./pgtune-auto pgbouncer run >log 2>&1 3>&- &
	wait_for 10 grep -q asked server
	kill -TERM "$(pgrep -P $!)"
	gone() { ! kill -0 "$1" 2>/dev/null; }
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
	chmod 755 pooler "$BATS_TEST_TMPDIR"
	cp "$PGTUNE" .
	mkdir -m 777 free
	setpriv --reuid=65534 --regid=65534 --clear-groups env PGBOUNCER_PROGRAM=./pooler PGBOUNCER_CONFIG_DIR=free/run \
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
	chmod 755 pooler "$BATS_TEST_TMPDIR"
	cp "$PGTUNE" .
	mkdir -p -m 777 free
	wait_for 10 test -s server
	setpriv --reuid=65534 --regid=65534 --clear-groups env PGBOUNCER_PROGRAM=./pooler PGBOUNCER_AUTH_PASS=x PGBOUNCER_CONFIG_DIR=free/run \
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
	chmod 755 pooler "$BATS_TEST_TMPDIR"
	cp "$PGTUNE" .
	mkdir -m 777 free
	setpriv --reuid=65534 --regid=65534 --clear-groups env PGBOUNCER_PROGRAM=./pooler PGBOUNCER_CONFIG_DIR=free/run \
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

@test "unknown words and extra ones are wrong usage" {
	for words in 'pgbouncer' 'pgbouncer frob' 'pgbouncer ini x' 'pgbouncer auth-sql x' 'scram x'; do
		# shellcheck disable=SC2086
		ours $words
		same "$code:$out" 2:
	done
}
