# limit: 240
# check-init: a golden folder pair for each rule, the table of rules against the manual, the formats,
# the orders against glibc's own, the exit codes.

setup_file() {
	export TOP=$BATS_TEST_DIRNAME/../..
	export PROGRAM=$TOP/build/pgtune-auto GOLDEN=$TOP/tests/golden/check-init
	unset POSTGRES_USER POSTGRES_DB POSTGRES_SHARED_PRELOAD_LIBRARIES PGTUNE_STRICT PGTUNE_INIT_SOCKET
}

setup() {
	dir=$BATS_TEST_TMPDIR/init
	mkdir -p "$dir"
}

# file NAME TEXT [MODE]: an init file.
file() {
	printf '%s' "$2" >"$dir/$1"
	chmod "${3:-644}" "$dir/$1"
}

check() { run "$PROGRAM" check-init "$@"; }

# findings: the rules found in dir, one line: "PGL010 PGL011".
findings() { "$PROGRAM" check-init --format json "$@" "$dir" | jq -r '[.findings[].rule] | join(" ")'; }

@test "every bad folder is found as written down in its golden file (UPDATE=1 rewrites them)" {
	for case in "$GOLDEN"/PGL*/; do
		case=$(basename "$case")
		[ -z "${UPDATE:-}" ] || "$GOLDEN/run" "$case" bad >"$GOLDEN/$case/bad.txt" || true
		diff "$GOLDEN/$case/bad.txt" <("$GOLDEN/run" "$case" bad) || { echo "$case"; return 1; }
		grep -q "\[${case%%-*}\]" "$GOLDEN/$case/bad.txt" || { echo "$case: its own rule is not there"; return 1; }
	done
}

@test "nothing is found in any good folder" {
	for case in "$GOLDEN"/PGL*/; do
		run "$GOLDEN/run" "$(basename "$case")" good
		[ "$status" = 0 ] && [ -z "$output" ] || { echo "$case: $output"; return 1; }
	done
}

@test "every rule has a golden pair, but the one that takes 65536 findings" {
	for id in $("$PROGRAM" check-init --rules --format json | jq -r '.rules[].rule'); do
		[ "$id" = PGL009 ] || compgen -G "$GOLDEN/$id-*/good" >/dev/null ||
			{ echo "there is no tests/golden/check-init/$id-WORD/ with bad/ and good/"; return 1; }
	done
}

@test "nothing is found in folders as people really write them" {
	for folder in "$GOLDEN"/real/*/; do
		run "$PROGRAM" check-init --strict "$folder"
		[ "$status" = 0 ] && [ -z "$output" ] || { echo "$folder: $output"; return 1; }
	done
}

@test "the stacks' own folders are clean" {
	cd "$TOP"
	for stack in stacks/*/configs/initdb; do
		for database in postgres app; do
			run "$PROGRAM" check-init --strict --database "$database" --user admin \
				docker/postgres/docker-entrypoint-initdb.d "$stack"
			[ "$status" = 0 ] && [ -z "$output" ] || { echo "$stack: $output"; return 1; }
		done
	done
}

@test "the manual lists the rules of the table, word for word" {
	manual=$TOP/man/pgtune-auto-check-init.1
	diff <("$PROGRAM" check-init --rules --format json |
		jq -r '.rules[] | "\(.rule) \(.level) \(.reason)"' | tr -d '\\&') \
		<(awk '/^\.It PGL/ { id = $2 " " $4; getline; sub(/\.$/, ""); print id, $0 }' "$manual" | sed 's/\\[&e]//g')
}

@test "exit 0 on warnings, 1 on errors, 1 on warnings with --strict, 2 on misuse" {
	file 10-a.sql "CREATE ROLE a PASSWORD 'x';"
	check "$dir"
	[ "$status" = 0 ]
	check --strict "$dir"
	[ "$status" = 1 ]
	PGTUNE_STRICT=yes check "$dir"
	[ "$status" = 1 ]
	file 20-b.sql "GRANT b TO a;"
	check "$dir"
	[ "$status" = 1 ]
	for wrong in "" "--format yaml $dir" "$dir/none" "--policy $dir/none $dir" "--extensions-dir $dir/none $dir" "--bad $dir"; do
		# shellcheck disable=SC2086 # words without blanks
		check $wrong
		[ "$status" = 2 ] || { echo "$wrong: $status"; return 1; }
	done
	check --policy "$dir/10-a.sql" "$dir"
	[ "$status" = 2 ]
	[[ $output == *'line 1: unknown word "CREATE"'* ]]
	run bash -c '"$PROGRAM" check-init --rules >/dev/full'
	[ "$status" = 1 ]
}

@test "POSTGRES_USER and POSTGRES_DB are known from the environment or the options" {
	file 10-a.sql $'GRANT me TO postgres;\n\\c mine\n'
	[ "$(findings)" = "PGL011 PGL014" ]
	[ "$(findings --user me --database mine)" = PGL011 ] # and postgres is then no role
	[ "$(POSTGRES_USER=me POSTGRES_DB=mine findings)" = PGL011 ]
}

@test "SQL that an unknown command is given is told by its first word" {
	for first in 'CREATE ROLE a' 'ALTER ROLE postgres LOGIN' 'GRANT postgres TO postgres' 'INSERT INTO a VALUES (1)' 'SELECT 1' \
		'DO $x$ BEGIN END $x$' 'SET a.b = 1' 'DROP TABLE a' 'REVOKE postgres FROM postgres' "COMMENT ON TABLE a IS 'x'" \
		'UPDATE a SET b = 1' 'DELETE FROM a' 'BEGIN'; do
		file 10-a.sh "#!/bin/sh"$'\n'"\$RUN <<'E'"$'\n'"$first; ALTER ROLE postgres PASSWORD 'x';"$'\nE\n' 755
		[ "$(findings)" = PGL019 ] || { echo "$first"; return 1; }
	done
}

@test "a socket's directory is no wrong host where PGTUNE_INIT_SOCKET leaves the server its own" {
	file 10-x.sh $'#!/bin/sh\npg_isready -h /var/run/postgresql\npg_isready -h localhost\n' 755
	[ "$(findings)" = 'PGL043 PGL043' ]
	[ "$(PGTUNE_INIT_SOCKET=default findings)" = PGL043 ]
}

@test "a folder, files and several sources are merged as the container sees them" {
	file 10-a.sql 'GRANT r TO postgres;'
	mkdir "$BATS_TEST_TMPDIR/more"
	echo 'CREATE ROLE r;' >"$BATS_TEST_TMPDIR/more/05-r.sql"
	check --format json "$dir" "$BATS_TEST_TMPDIR/more"
	[ "$status" = 0 ]
	[ "$(jq -c .order <<<"$output")" = '["05-r.sql","10-a.sql"]' ]
	check --format json "$dir/10-a.sql" "$BATS_TEST_TMPDIR/more/05-r.sql"
	[ "$(jq -c '[.findings, .order]' <<<"$output")" = '[[],["05-r.sql","10-a.sql"]]' ]
	echo 'SELECT 1;' >"$BATS_TEST_TMPDIR/more/10-a.sql"
	check --format json "$dir" "$BATS_TEST_TMPDIR/more"
	[ "$(jq -r '.findings[] | "\(.rule) \(.file)"' <<<"$output")" = "PGL007 $dir/10-a.sql" ]
}

@test "JSON has what the contract says" {
	file 10-a.sql $'SELECT 1;\n  GRANT r TO postgres;\n'
	check --format json "$dir"
	[ "$status" = 1 ]
	jq -e --arg file "$dir/10-a.sql" '.findings == [{file: $file, line: 2, column: 9, level: "error", rule: "PGL011",
		text: "no file creates role \"r\"", fix: .findings[0].fix}] and (.findings[0].fix | length > 5)' <<<"$output"
}

@test "GitHub annotations: one command a line, nothing in a name can begin another" {
	file $'10-a,b:c%\n::error::x.sql' 'GRANT r TO postgres;'
	check --format github "$dir"
	[ "$status" = 1 ]
	[ "$(wc -l <<<"$output")" = 1 ]
	[[ $output == '::error file='*'10-a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.sql,line=1,col=7,title=PGL011::no file creates role "r" (fix: '*')' ]]
}

@test "SARIF has rules, results and places" {
	file 10-a.sql '/*ü€*/ GRANT r TO postgres;'
	check --format sarif "$dir"
	[ "$status" = 1 ]
	jq -e '.version == "2.1.0" and (.runs | length) == 1 and
		(.runs[0] | (.tool.driver.rules | length) > 30 and (.results | length) == 1 and
		.tool.driver.rules[.results[0].ruleIndex].id == .results[0].ruleId and
		.results[0].locations[0].physicalLocation.region == {startLine: 1, startColumn: 14} and .columnKind == "unicodeCodePoints" and
		(.results[0].locations[0].physicalLocation.artifactLocation.uri | endswith("10-a.sql")))' <<<"$output"
}

@test "hostile names and bytes never break a line of text or the JSON" {
	file $'10-\e[31m\n\xff.sql' $'GRANT "\e]0;\xff\n" TO postgres;'
	file $'20-\t.sql' $'CREATE ROLE \x01;\0\0\0'
	for format in text json github sarif; do
		"$PROGRAM" check-init --format "$format" "$dir" >"$BATS_TEST_TMPDIR/out" || [ $? = 1 ]
		! grep -q $'[\e\x01]' "$BATS_TEST_TMPDIR/out" || false
	done
	"$PROGRAM" check-init --format json "$dir" | jq -e '.findings | length >= 1'
	[ "$("$PROGRAM" check-init "$dir" | grep -vc '^    fix: ')" = "$("$PROGRAM" check-init --format json "$dir" | jq '.findings | length')" ]
}

@test "a FIFO, a socket, a huge and an empty file are no reason to hang" {
	mkfifo "$dir/10-fifo.sql"
	: >"$dir/20-empty.sql"
	: >"$dir/30-empty.sh"
	truncate -s 3G "$dir/40-huge.sql"
	echo 'GRANT perhaps_from_the_huge_file TO postgres;' >"$dir/50-after.sql"
	run timeout 60 "$PROGRAM" check-init --format json "$dir"
	[ "$status" = 1 ]
	[ "$(jq -r '[.findings[].rule] | join(" ")' <<<"$output")" = "PGL008 PGL009" ]
}

@test "a file that /dev/null masks is an empty one" {
	ln -s /dev/null "$dir/10-masked.sql"
	ln -s /dev/null "$dir/20-masked.sh"
	run "$PROGRAM" check-init --strict "$dir"
	[ "$status" = 0 ]
	[ -z "$output" ]
}

@test "what the checker cannot know is not said: the superuser's name, another server's databases" {
	file 10-a.sh '#!/bin/sh
psql -v ON_ERROR_STOP=1 -U perhaps_the_superuser -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -d "$OTHER" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 "postgresql://replica.example/elsewhere" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 -d "host=replica dbname=elsewhere" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 "postgresql://app:$PASSWORD@localhost/$POSTGRES_DB" -c "SELECT 1"
psql -v ON_ERROR_STOP=1 "postgresql://app@localhost:5432/$POSTGRES_DB" -c "SELECT 1"
' 755
	file 20-b.sql $'CREATE SCHEMA s;\nIMPORT FOREIGN SCHEMA elsewhere FROM SERVER x INTO s;\n\\connect postgresql://replica.example/elsewhere\n'
	[ "$(findings)" = "PGL043 PGL043" ]
}

@test "psql without -d logs in to the database that has its user's name" {
	file 10-a.sh '#!/bin/sh
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -c "CREATE TABLE t (a int)"
' 755
	[ "$(findings)" = "" ]
	[ "$(findings --database shop)" = "" ]
	[ "$(findings --user owner)" = "" ]
	[ "$(findings --user owner --database owner)" = "" ]
	[ "$(findings --user owner --database shop)" = PGL014 ]
	[ "$(findings --user postgres --database shop)" = "" ]
	file 20-b.sql 'CREATE DATABASE owner;'
	run "$PROGRAM" check-init --user owner --database shop "$dir"
	[[ $output = *'10-a.sh:2:1: error: database "owner" is created later: 20-b.sql [PGL014]'* ]]
	rm "$dir/20-b.sql"
	for as in '-U "$ADMIN"' '-d "$POSTGRES_DB"' '"$@"' shop '-l' '-U postgres'; do
		file 10-a.sh "#!/bin/sh"$'\n'"psql -v ON_ERROR_STOP=1 $as -c 'SELECT 1'" 755
		[[ $(findings --user owner --database shop) != *PGL014* ]] || { echo "$as"; return 1; }
	done
	file 10-a.sh '#!/bin/sh
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "CREATE ROLE clerk LOGIN"
psql -v ON_ERROR_STOP=1 -U clerk -c "SELECT 1"
' 755
	[ "$(findings)" = PGL014 ]
	file 10-a.sh '#!/bin/sh
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -c "CREATE EXTENSION vector"
' 755
	file 20-b.sql 'CREATE TABLE t (v vector(3));'
	[ "$(findings --user postgres --database shop)" = PGL010 ]
	[ "$(findings --database shop)" = "" ]
}

# Not a golden folder: those are run on a real server, and this would be the machine's own.
@test "the official images' places for the data directory are known, 18's too" {
	for place in /var/lib/postgresql /var/lib/postgresql/ '/var/lib/postgresql/*' /var/lib/postgresql/data /var/lib/postgresql/18/docker/base; do
		file 10-a.sh "#!/bin/sh"$'\n'"rm -rf $place" 755
		[ "$(findings)" = PGL040 ] || { echo "$place"; return 1; }
	done
	file 10-a.sh "#!/bin/sh"$'\n''rm -rf /var/lib/postgresql/archive /var/lib/postgresql/18/archive /var/lib/postgresql/database' 755
	[ "$(findings)" = "" ]
}

# Each was run by bash 5.2.
@test "what stands between the bars of a pipeline changes its own shell alone" {
	while IFS='~' read -r found script; do
		printf '#!/bin/bash\n%b' "$script" >"$dir/10-a.sh"
		[ "$(findings)" = "$found" ] || { echo "$script"; return 1; }
	done <<-'END'
		~cat x | while read -r l; do exit 1; done\n
		~cat x |\n  while read -r l; do\n exit 1\ndone\n
		~{ cd /; exit 1; } | tee log\n
		~true && {\n  exit 1\n} | cat
		~cat x |\ncd /\n
		~cat x |& while read -r l; do set -e; done\nwait\n
		PGL031~cat x | while read -r l; do :; done; exit\n
		PGL031~cat x | while read -r l; do :; done || exit\n
		PGL031~{ exit 1; } && true | cat\n
		PGL031~for i in 1; do true | cat; exit; done\n
		PGL031~if cat x | grep y; then exit 1; fi\n
		PGL031~case $x in a|b) if true; then exit 1; fi;; esac\n
		PGL031~[ -n "$x" ] &&\n exit 1\n
	END
}

@test "psql takes of a line what stands before a NUL; UTF-16 is known without its mark, too" {
	printf 'SELECT 1; \0 FROM nowhere.x;\nGRANT app TO postgres;\n' >"$dir/10-a.sql"
	check "$dir"
	[[ $output == *'10-a.sql:2:7: error: '*'[PGL011]'* && $output != *PGL013* ]]
	for order in LE BE; do
		echo 'SELECT 1;' | iconv -t "UTF-16$order" >"$dir/10-a.sql"
		[ "$(findings)" = PGL024 ] || { echo "$order"; return 1; }
	done
}

@test "deep nesting and endless lists take no time" {
	python3 - "$dir" <<-'END'
		import sys
		def file(name, text): open(sys.argv[1] + "/" + name, "w").write(text)
		file("10-with.sql", "WITH " + "b (x, " * 50000 + "SELECT 1;")
		file("11-parens.sql", "SELECT " + "f(" * 100000 + ")" * 100000 + ";")
		file("12-comments.sql", "/*" * 100000 + "*/" * 100000)
		file("13-list.sql", "GRANT " + "postgres, " * 100000 + "postgres TO postgres;")
		file("14-shell.sh", "echo " + "$(" * 20000 + ")" * 20000 + "\n" + "(" * 20000 + ")" * 20000)
		file("16-databases.sql", "".join(f"CREATE DATABASE d{i};\n\\c d{i}\nCREATE TABLE a (id int);\n"
			"CREATE INDEX ON a (id);\nINSERT INTO a SELECT id FROM a;\n" for i in range(40000)))
		file("15-braces.sh", "echo " + "${" * 400000 + "}" * 400000 + "\n")
	END
	run timeout 20 "$PROGRAM" check-init "$dir"
	[ "$status" = 0 ]
	[ -z "$output" ]
}

@test "an empty folder is clean, one that cannot be read is named" {
	check "$dir"
	[ "$status" = 0 ]
	[ -z "$output" ]
	check "$dir/none"
	[[ $output == *"\"$dir/none\": No such file or directory"* ]]
}

@test "the locale's order is glibc's own" {
	localedef -i en_US -f UTF-8 "$BATS_TEST_TMPDIR/en_US.UTF-8"
	export LOCPATH=$BATS_TEST_TMPDIR
	[ "$(printf 'b\nB\na\n' | LC_ALL=en_US.UTF-8 sort | tr -d '\n')" = abB ] # the locale works
	RANDOM=42
	for _ in {1..12}; do
		rm -rf "$dir" && mkdir "$dir"
		for _ in {1..20}; do
			words=(1 2 10 01 010 a b B Z app App APP x-y x_y roles '$')
			seps=(- _ . ' ' '')
			: >"$dir/${words[RANDOM % 16]}${seps[RANDOM % 5]}${words[RANDOM % 16]}${seps[RANDOM % 5]}${words[RANDOM % 16]}.sql"
		done
		# Neighbours in byte order whom bash in the Debian image runs the other way round: the place
		# of each name in glibc's order.
		find "$dir" -name "*.sql" -printf "%f\n" | LC_ALL=en_US.UTF-8 sort | awk '{ print NR "\t" $0 }' >"$BATS_TEST_TMPDIR/places"
		differ=$(LC_ALL=C sort -t $'\t' -k 2 "$BATS_TEST_TMPDIR/places" | awk -F '\t' '$1 < before { print $2 } { before = $1 }')
		found=$("$PROGRAM" check-init --format json "$dir" | jq -r '.findings[] | select(.rule == "PGL004") | .file | sub(".*/"; "")')
		[ "$found" = "$differ" ] || { diff <(echo "$differ") <(echo "$found"); ls -1 "$dir"; return 1; }
	done
}

@test "long names in messages are cut between two characters" {
	mkdir "$dir/long"
	{
		printf '\\c ' && printf 'ü%.0s' {1..40} && echo
		printf '\\ir a' && printf 'é%.0s' {1..120} && echo .sql
		printf '\\ir ' && printf 'ß%.0s' {1..120} && echo .sql
	} >"$dir/long/1.sql"
	run "$PROGRAM" check-init "$dir/long"
	[ "$(grep -ac ': error: ' <<<"$output")" = 3 ]
	iconv -f UTF-8 -t UTF-8 <<<"$output" >/dev/null
}

@test "an extension that is made only where the image has it need not be preloaded where it has not" {
	mkdir "$BATS_TEST_TMPDIR/extensions"
	file 1.sql "DO \$\$ BEGIN
		IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb') THEN
			EXECUTE 'CREATE EXTENSION timescaledb';
		END IF;
	END \$\$;"
	touch "$BATS_TEST_TMPDIR/extensions/plpgsql.control"
	[ "$(findings --preload '' --extensions-dir "$BATS_TEST_TMPDIR/extensions")" = "" ]
	touch "$BATS_TEST_TMPDIR/extensions/timescaledb.control"
	[ "$(findings --preload '' --extensions-dir "$BATS_TEST_TMPDIR/extensions")" = PGL016 ]
}

@test "long files full of one thing take time by their length" {
	lines() { yes -- "$2" | head -60000 >>"$dir/$1"; }
	printf '#!/bin/bash\n' | tee "$dir"/{10-psql,20-files}.sh >/dev/null
	lines 10-psql.sh 'psql <<<"SELECT 1"'
	lines 20-files.sh 'psql -f /docker-entrypoint-initdb.d/none.txt'
	seq -f '\i /docker-entrypoint-initdb.d/t%.0f.txt' 60000 >"$dir/30-files.sql"
	seq -f 'SELECT :a%.0f;' 200000 >"$dir/80-variables.sql"
	lines 40-allow.sql '-- pgtune-auto: allow PGL019 a test'
	lines 50-allow.sql "CREATE ROLE a PASSWORD 'x'; -- pgtune-auto: allow PGL019 a test"
	yes -- '-- pgtune-auto:' | head -60000 | tr -d '\n' >"$dir/60-line.sql"
	yes '\\' | head -600000 | tr -d '\n' >"$dir/70-meta.sql"
	chmod +x "$dir"/*.sh
	run timeout 60 "$PROGRAM" check-init "$dir" # minutes, where a line looks at all others
	[ "$status" -le 1 ]
}
