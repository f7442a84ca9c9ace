#!/usr/bin/env bats
# limit: 400
# The auth SQL on PostgreSQL 15 and 18: what it leaves, what it leaks, what it survives.
# shellcheck disable=SC1003,SC2016,SC2030,SC2031,SC2154
bats_require_minimum_version 1.5.0
load lib/pooler

roles() {
	sql "$1" "create role good login password 'x'; create role expired login password 'x' valid until '2020-01-01';
		create role off login password 'x' connection limit 0; create role nologin password 'x';
		create role su superuser login password 'x'; create role repl replication login password 'x';
		create role nopass login; set password_encryption = md5; create role md login password 'x'" 2>/dev/null
}

setup_file() {
	pooler_up
	set_secret 'first pass"word\'
	server_up 15
	server_up 18
	for major in 15 18; do
		sql $major 'create extension pg_stat_statements'
		install_auth $major
		roles $major
	done
}
teardown_file() { pooler_down; }

# each COMMAND…: on both servers, MAJOR appended. Not in a condition: that would switch errexit off in it.
each() {
	for major in 15 18; do
		echo "on PostgreSQL $major:"
		"$@" "$major"
	done
}

state() {
	sql "$1" "select rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolinherit, rolreplication,
		rolbypassrls, rolconnlimit, rolvaliduntil from pg_roles where rolname = 'pgbouncer_auth'"
	sql "$1" "select prosecdef, provolatile, proisstrict, proowner::regrole, proconfig, proacl
		from pg_proc where proname = 'pgbouncer_lookup'"
	sql "$1" "select nspowner::regrole, nspacl from pg_namespace where nspname = 'pgbouncer'"
	sql "$1" "select count(*) from pg_auth_members where 'pgbouncer_auth'::regrole in (roleid, member)"
}

expected='t|f|f|f|f|f|f|10|infinity
t|s|t|postgres|{"search_path=pg_catalog, pg_temp"}|{postgres=X/postgres,pgbouncer_auth=X/postgres}
postgres|{postgres=UC/postgres,pgbouncer_auth=U/postgres}
0'

twice() {
	run -0 install_auth "$1"
	[ -z "$output" ] || { echo "says: $output"; return 1; }
	run -0 install_auth "$1"
	[ "$(state "$1")" = "$expected" ] || { state "$1"; return 1; }
}
@test "T01: run twice it is silent and leaves exactly the role, the schema and one function" { each twice; }

verifier_matches() {
	sql "$1" "select rolpassword from pg_authid where rolname = 'pgbouncer_auth'" >"$W/verifier"
	"$W/pgtune-auto" scram --verifier "$W/verifier" --password-file "$W/secret"
	echo 'another' >"$W/another"
	none "$W/pgtune-auto" scram --verifier "$W/verifier" --password-file "$W/another"
	sql "$1" "create role made password 'made by the server'"
	sql "$1" "select rolpassword from pg_authid where rolname = 'made'" >"$W/verifier"
	printf 'made by the server' | "$W/pgtune-auto" scram --verifier "$W/verifier"
}
@test "verifiers: the server stores ours as it is, and we read the server's own" { each verifier_matches; }

no_leak() {
	local verifier
	verifier=$(sql "$1" "select rolpassword from pg_authid where rolname = 'pgbouncer_auth'")
	grep -q 'statement: BEGIN' "$W/log/pg$1"
	none grep -F 'SCRAM-SHA-256$4096:' "$W/log/pg$1"
	none grep -F "${verifier:30:20}" "$W/log/pg$1"
	none grep -F 'first pass' "$W/log/pg$1"
	[ "$(sql "$1" "select count(*) from pg_stat_statements where query like '%VALID UNTIL%'")" = 0 ]
}
@test "T01: nothing secret in a log that has everything on, nor in pg_stat_statements" { each no_leak; }

# As the lookup role: the decoys are keyed by its own verifier.
lookup() {
	psql -XAtq -h "$W" -p "$(port "$1")" -U pgbouncer_auth postgres \
		-c "select username, password from pgbouncer.pgbouncer_lookup('$2')"
}
conditions() {
	[[ $(lookup "$1" good) == good\|SCRAM-SHA-256\$* ]]
	for role in expired off nologin su repl nopass md nobody postgres pgbouncer_auth; do
		[[ $(lookup "$1" $role) == pg_no_such_user\|SCRAM-SHA-256\$* ]] || { echo "$role"; return 1; }
	done
	[ "$(lookup "$1" nobody)" = "$(lookup "$1" nobody)" ]
	[ "$(lookup "$1" nobody)" != "$(lookup "$1" nobody2)" ]
	[[ $(lookup "$1" nobody) =~ ^pg_no_such_user\|SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$ ]]
}
@test "the lookup gives live SCRAM passwords alone, and a stable decoy for every other name" { each conditions; }

options() {
	run -0 install_auth "$1" --allow-superuser --reveal --connection-limit 3
	[[ $(lookup "$1" su) == su\|SCRAM* ]]
	[ -z "$(lookup "$1" nobody)" ]
	[ "$(sql "$1" "select rolconnlimit from pg_roles where rolname = 'pgbouncer_auth'")" = 3 ]
	run -0 install_auth "$1" --allow-superuser
	[[ $(lookup "$1" su) == su\|SCRAM* ]]
	[[ $(lookup "$1" postgres) == pg_no_such_user* ]]
	install_auth "$1"
}
@test "--allow-superuser, --reveal and --connection-limit do what they say, and back" { each options; }

hostile() {
	sql "$1" "create role evil login password 'x'; alter role pgbouncer_auth superuser createdb inherit connection limit -1;
		create role other; grant evil to pgbouncer_auth with admin option; grant pgbouncer_auth to other with admin option;
		alter role pgbouncer_auth set search_path = evil; alter role pgbouncer_auth in database postgres set role = 'evil';
		alter schema pgbouncer owner to evil; grant all on schema pgbouncer to public; grant all on schema pgbouncer to good with grant option;
		drop function pgbouncer.pgbouncer_lookup(text); set role evil;
		create function pgbouncer.pgbouncer_lookup(text) returns text language sql as 'select 1::text';
		create function pgbouncer.pgbouncer_lookup(varchar) returns text language sql as 'select 1::text';
		create procedure pgbouncer.pgbouncer_lookup(int) language sql as 'select 1';
		reset role; alter default privileges grant execute on functions to evil" 2>&1 | grep -v WITH || true
	sql "$1" "grant all on schema pgbouncer to public" || true
	run -0 install_auth "$1"
	[ "$(state "$1")" = "$expected" ] || { state "$1"; return 1; }
	[ "$(sql "$1" "select count(*) from pg_db_role_setting where setrole = 'pgbouncer_auth'::regrole")" = 1 ]
	sql "$1" "alter default privileges revoke execute on functions from evil"
}
@test "T13: a hostile schema, overloads, a superuser role and memberships both ways converge" { each hostile; }

read_only() {
	sql "$1" 'alter database postgres set default_transaction_read_only = on'
	run install_auth "$1"
	PGOPTIONS='-c default_transaction_read_only=off' sql "$1" 'alter database postgres reset default_transaction_read_only'
	same "$status $output" '0 '
}
@test "a database that is set read-only for maintenance takes it" { each read_only; }

refuses_itself() {
	run -3 install_auth "$1" --role postgres
	[[ $output == *"superuser itself"* ]]
	[ "$(sql "$1" "select rolsuper from pg_roles where rolname = 'postgres'")" = t ]
}
@test "the superuser that installs is not turned into the pooler's role" { each refuses_itself; }

together() {
	for _ in 1 2 3 4; do install_auth "$1" & pids+=" $!"; done
	for pid in $pids; do wait "$pid" || return; done
	[ "$(state "$1")" = "$expected" ]
}
@test "four containers that install at once all succeed" { each together; }

# A temporary table or operator of the caller must not reach the body; the role may not look up by hand.
exploit() {
	sql "$1" "create role app login password 'x'" 2>/dev/null || true
	run psql -XAtq -h "$W" -p "$(port "$1")" -U app postgres -c "select * from pgbouncer.pgbouncer_lookup('postgres')"
	[[ $output == *"permission denied for schema"* ]]
	run -0 psql -XAtq -h "$W" -p "$(port "$1")" -U pgbouncer_auth postgres <<-'END'
		set default_transaction_read_only = off;
		create temp table pg_authid (rolname name, rolpassword text, rolcanlogin bool);
		create temp table pg_shadow (usename name, passwd text);
		create function pg_temp.evil(text, text) returns bool language sql as 'select true';
		create operator pg_temp.= (leftarg = text, rightarg = text, function = pg_temp.evil);
		set search_path = pg_temp, pg_catalog;
		select username from pgbouncer.pgbouncer_lookup('postgres');
	END
	[ "$output" = pg_no_such_user ]
}
@test "T11: temporary tables and operators of the caller do not reach the lookup" { each exploit; }

# No server before 14 is here: what one runs there is run on servers that would take the other branch.
before_14() {
	PGBOUNCER_AUTH_PASS_FILE=$W/secret "$W/pgtune-auto" pgbouncer auth-sql | sed 's/>= 140000 THEN EXECUTE/>= 990000 THEN EXECUTE/' | sql_stdin "$1"
}
language() { sql "$1" "select l.lanname from pg_proc p join pg_language l on l.oid = p.prolang where p.proname = 'pgbouncer_lookup'"; }
fallback() {
	run -0 before_14 "$1"
	run -0 before_14 "$1"
	[ -z "$output" ] || { echo "says: $output"; return 1; }
	[ "$(language "$1")" = plpgsql ]
	[ "$(state "$1")" = "$expected" ] || { state "$1"; return 1; }
	conditions "$1"
	exploit "$1"
	run -0 install_auth "$1"
	[ "$(language "$1")" = sql ]
	[ "$(state "$1")" = "$expected" ]
}
@test "the function for servers before 14 gives the same answers, and is as safe" { each fallback; }

# One psql takes the scripts of all names, each twice.
torture() {
	local strings name verifier
	verifier=$(printf x | "$W/pgtune-auto" scram)
	for strings in on off; do
		for name in "${hostile_names[@]}" "${hostile_names[@]}"; do
			PGBOUNCER_AUTH_VERIFIER=$verifier "$W/pgtune-auto" pgbouncer auth-sql --role "$name" --schema "$name" || return
		done | PGOPTIONS="-c standard_conforming_strings=$strings" sql_stdin "$1" >"$W/out" 2>&1 || { cat "$W/out"; return 1; }
		[ ! -s "$W/out" ] || { cat "$W/out"; return 1; }
		sql "$1" "select encode(convert_to(rolname, 'UTF8'), 'hex') from pg_roles r join pg_namespace s on nspname = rolname
			join pg_proc p on pronamespace = s.oid where rolconnlimit = 10 and proname = 'pgbouncer_lookup'
			and has_function_privilege(r.oid, p.oid, 'execute') and array_length(proacl, 1) = 2" | sort >"$W/made"
		for name in "${hostile_names[@]}"; do printf %s "$name" | od -An -v -tx1 | tr -d ' \n'; echo; done | sort >"$W/named"
		diff "$W/named" "$W/made"
		sql "$1" "do \$\$ declare r record; begin for r in select nspname n from pg_namespace s join pg_roles on rolname = nspname loop
			execute format('drop schema %I cascade; drop owned by %I; drop role %I', r.n, r.n, r.n); end loop; end \$\$" 2>/dev/null
	done
	[ ! -e /tmp/pwned ]
}
@test "T07: ${#hostile_names[@]} torture names, twice, both settings of standard_conforming_strings, PostgreSQL 15" { torture 15; }
@test "T07: the same on PostgreSQL 18" { torture 18; }
