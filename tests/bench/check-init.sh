#!/bin/bash
# check-init over 10,000 files, which is promised in less than a second, and over one with 10,000 schemas that have the
# same tables. Prints the best of five each, for a machine at rest.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
TIMEFORMAT=%3R

best() {
	for _ in 1 2 3 4 5; do
		{ time build/pgtune-auto check-init "$dir/$1" >/dev/null; } 2>&1
	done | sort -n | head -1 | sed "s/^/check-init, 10,000 $1: best of five /; s/$/ s/"
}

mkdir "$dir/files" "$dir/schemas"
echo 'CREATE ROLE app;' >"$dir/files/00000-a.sql"
for i in {00001..10000}; do
	printf '%s\n' "CREATE TABLE t$i (id bigint primary key, name text, at timestamptz DEFAULT now());" \
		"CREATE INDEX ON t$i (name);" "GRANT SELECT ON t$i TO app;" \
		"CREATE FUNCTION f$i() RETURNS int LANGUAGE sql AS \$\$ SELECT count(*)::int FROM t$i \$\$;" >"$dir/files/$i-f.sql"
done
for i in {00001..10000}; do
	printf '%s\n' "CREATE SCHEMA s$i;" "CREATE TABLE s$i.a (id int);" "CREATE TABLE s$i.b (id int);" \
		"CREATE INDEX ON s$i.a (id);" "INSERT INTO s$i.b SELECT id FROM s$i.a;"
done >"$dir/schemas/tenants.sql"
best files
best schemas
