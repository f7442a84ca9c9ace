#!/bin/sh
# slim.sh DIR: copies PostgreSQL, pgtune-auto and what they load into DIR, a root of its own.
set -eu
to=$1
lib=$(dirname "$(ls -d /usr/lib/postgresql/*/bin)")
major=$(basename "$lib")

mkdir -p "$to/usr/bin" "$to/usr/lib" "$to/usr/lib64" "$to/etc" "$to/run"
for d in bin lib lib64; do ln -s "usr/$d" "$to/$d"; done

set --
for program in postgres initdb psql pg_basebackup pg_checksums pg_controldata pg_dump pg_restore pg_rewind; do
	set -- "$@" "$lib/bin/$program"
done
cp --parents "$@" "$to"
cp -a --parents "$lib/lib" "/usr/share/postgresql/$major" /usr/share/zoneinfo /usr/lib/locale "$to"
rm -rf "$to$lib/lib/bitcode" "$to$lib/lib/llvmjit.so" "$to$lib/lib/pgxs"
find "$to" -xtype l ! -path "$to/bin" ! -path "$to/lib" ! -path "$to/lib64" -delete # zoneinfo/localtime
cp -L /bin/sh "$to/usr/bin/sh"
cp /usr/bin/locale "$to/usr/bin/locale" # initdb lists the collations with it
install -D -m 755 /usr/local/bin/pgtune-auto "$to/usr/local/bin/pgtune-auto"
for name in docker-entrypoint.sh docker-ensure-initdb.sh docker-enforce-initdb.sh; do
	ln "$to/usr/local/bin/pgtune-auto" "$to/usr/local/bin/$name"
done

# Libraries under the names they are asked for; /lib is /usr/lib. What a library in Perl or Python
# misses is theirs to miss.
find "$to" -type f \( -perm -100 -o -name '*.so' \) -exec ldd {} + 2>/dev/null |
	awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// && $2 ~ /^\(/ { print $1 }' |
	grep -v "^$to" | sort -u | while read -r file; do
	case $file in /usr/*) name=$file ;; *) name=/usr$file ;; esac
	install -D -m 755 "$file" "$to$name"
done

grep -E '^(root|postgres):' /etc/passwd >"$to/etc/passwd"
grep -E '^(root|postgres|ssl-cert):' /etc/group >"$to/etc/group"
ln -s /run "$to/var-run"
mkdir -p "$to/var" && mv "$to/var-run" "$to/var/run"
install -d -m 1777 "$to/tmp" "$to/var/lib/postgresql"
install -d -m 3777 -o postgres -g postgres "$to/run/postgresql"
chown postgres:postgres "$to/var/lib/postgresql"
mkdir "$to/docker-entrypoint-initdb.d" "$to/docker-entrypoint-startdb.d"
