#!/bin/sh
# The tables and the manuals say the same: every command, option, variable, format and setting the
# binary has is in man/, and every option and variable in man/ is the program's; the examples run.
# Usage: tools/docs-agree.sh BINARY
set -eu
cd "$(dirname "$0")/.."
binary=$1
bad=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset PGDATA PG_MAJOR

complain() {
	echo "docs-agree: $*" >&2
	bad=1
}

# The manuals as plain text, and what the program says of itself. pgtune-auto-stacks(7) tells of Compose, psql and
# the stacks' own variables: not of the program's alone.
for page in man/*.[1-8]; do
	mandoc -Tutf8 -Owidth=200 "$page" | col -bx >"$work/page"
	cat "$work/page" >>"$work/manual"
	[ "$page" = man/pgtune-auto-stacks.7 ] || cat "$work/page" >>"$work/own"
done
"$binary" help >"$work/help"
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' "$work/help")
for command in $commands; do
	"$binary" help "$command"
done >>"$work/help"

# described PAGE WORD…: a list of the page has an item for each word.
described() {
	page=$1
	shift
	for word; do
		grep -qE -- "^\.It Cm $word( |\$)" "$page" || complain "$word is no item of $page"
	done
}
verbs=$(sed -n 's/^usage: pgtune-auto pgbouncer .* \([a-z|-]*\)$/\1/p' "$work/help" | tr '|' ' ')
# shellcheck disable=SC2086 # words
described man/pgtune-auto.1 $commands
# shellcheck disable=SC2086 # words
described man/pgtune-auto-pgbouncer.1 $verbs
grep -o '^  --[a-z-]*' "$work/help" | tr -d ' ' | sort -u >"$work/options"
sed -n 's/^  --.* \[\([A-Z_]*\)[],].*/\1/p' "$work/help" | sort -u >"$work/variables"
# Variables without an option: the sources name them in quotes.
grep -rhoE '(env_[a-z]+|secret_read|getenv)\(([a-z>-]+, )?"[A-Z][A-Z_]+"' src | grep -oE '[A-Z][A-Z_]+' |
	sort -u >>"$work/variables"
sed -n 's/^Formats: //p' "$work/help" | tr ' ' '\n' | sort -u >"$work/formats"
"$binary" explain --memory 4GB | sed -n 's/^\([a-z_.]*\) = .*/\1/p' >"$work/settings"

for list in options variables formats settings; do
	while read -r word; do
		grep -qE -- "(^|[^A-Za-z_-])$word([^A-Za-z_-]|\$)" "$work/manual" ||
			complain "$word ($list) is in no page of man/: settings go into pgtune-auto.7, the rest into .1"
	done <"$work/$list"
done

# The reverse: no manual speaks of an option, a variable or a setting that is gone.
others='--help --version --single --boot --check --describe-config --name --word --shm-size --data-checksums --auth --auth-local --write --read-only --tmpfs' # the server's, initdb's, Docker's
grep -oE -- '(^|[ [(,|=])--[a-z][a-z-]+' "$work/own" | grep -oE -- '--[a-z-]+' | sort -u |
	while read -r word; do
		case " $others " in *" $word "*) continue ;; esac
		grep -qxF -- "$word" "$work/options" || echo "$word"
	done >"$work/gone"
grep -oE '\b(POSTGRES|PGTUNE|PGBOUNCER)_[A-Z_]+[A-Z]\b' "$work/own" | sort -u |
	while read -r word; do
		base=${word%_FILE}
		setting=$(echo "${word#PGTUNE_}" | tr '[:upper:]' '[:lower:]') # as --format env names it
		grep -qxF -- "$word" "$work/variables" || grep -rqF "\"$base\"" src ||
			grep -qxF -- "$setting" "$work/settings" || echo "$word"
	done >>"$work/gone"
while read -r word; do
	complain "the manuals speak of $word, which the program does not have"
done <"$work/gone"

# Every rule of `pgbouncer check` stands in its manual, with its level.
"$binary" pgbouncer check --rules | sed -n 's/^\([LO][0-9]*\) \([a-z]*\):.*/\1 , \2/p' >"$work/rules"
sed -n 's/^\.It \([LO][0-9]* , [a-z]*\)$/\1/p' man/pgtune-auto-pgbouncer.1 | diff "$work/rules" - >&2 ||
	complain "man/pgtune-auto-pgbouncer.1 lists other rules: < the table, > the manual"

# Examples, one a line, are commands; those of pgtune-auto-pgbouncer(1) want files and servers of their own.
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl pgtune-auto //p' man/pgtune-auto.1 man/pgtune-auto-check-init.1 |
	while read -r line; do
		# shellcheck disable=SC2086 # the words of the example
		"$binary" $line >/dev/null 2>"$work/err" || echo "$line: $(cat "$work/err")"
	done >"$work/failed"
while read -r line; do
	complain "the example does not run: $line"
done <"$work/failed"
exit $bad
