#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2059,SC2030,SC2031,SC2154
# `pgtune-auto pgbouncer check` of files.
load common

setup() { pooler_environment; }

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
