#!/bin/bash
# check-init over 10,000 files: the promise is under a second. Prints the best of five, for a machine at rest.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for i in {00001..10000}; do
	printf '%s\n' "CREATE TABLE t$i (id bigint primary key, name text, at timestamptz DEFAULT now());" \
		"CREATE INDEX ON t$i (name);" "GRANT SELECT ON t$i TO app;" \
		"CREATE FUNCTION f$i() RETURNS int LANGUAGE sql AS \$\$ SELECT count(*)::int FROM t$i \$\$;" >"$dir/$i-f.sql"
done
echo 'CREATE ROLE app;' >"$dir/00000-a.sql"
TIMEFORMAT=%3R
for _ in 1 2 3 4 5; do
	{ time build/pgtune-auto check-init "$dir" >/dev/null; } 2>&1
done | sort -n | head -1 | sed 's/^/check-init, 10,000 files: best of five /; s/$/ s/'
