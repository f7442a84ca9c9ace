#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2059,SC2030,SC2031
# `pgtune-auto pgbouncer …` and `scram` without servers: what they print, refuse and leave behind.
load common

setup() { pooler_environment; }

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
	for mode in disable ' Disable ' allow Require; do
		ours pgbouncer ini --pooler-memory 32MB --set "client_tls_sslmode=verify-full;client_tls_sslmode=$mode"
		same "$mode:$(sed -n 's/^max_client_conn = //p' <<<"$out")" "$mode:$([[ $mode = *isable* ]] && echo 674 || echo 337)"
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

@test "unknown words and extra ones are wrong usage" {
	for words in 'pgbouncer' 'pgbouncer frob' 'pgbouncer ini x' 'pgbouncer auth-sql x' 'scram x'; do
		# shellcheck disable=SC2086
		ours $words
		same "$code:$out" 2:
	done
}
