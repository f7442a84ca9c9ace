#!/bin/sh
# distcheck.sh ARCHIVE: unpacks the source twice into folders of different names, builds both, compares the
# binaries byte for byte, runs the quick tests, installs into a staging root and uninstalls without a rest.
set -eu
archive=$(realpath "$1")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for copy in one "another's copy"; do
	mkdir "$dir/$copy"
	tar -xzf "$archive" -C "$dir/$copy" --strip-components=1
done
cmp "$dir/one/VERSION" "$(dirname "$0")/../VERSION" || { echo "commit VERSION first: the archive holds what is committed" >&2; exit 1; }
make -s -C "$dir/one" -j2 W=-Werror all
make -s -C "$dir/another's copy" -j2 W=-Werror all
cmp "$dir/one/build/pgtune-auto" "$dir/another's copy/build/pgtune-auto"
make -s -C "$dir/one" -j2 check-fast
make -s -C "$dir/one" install DESTDIR="$dir/root" PREFIX=/usr
"$dir/root/usr/bin/pgtune-auto" version
make -s -C "$dir/one" uninstall DESTDIR="$dir/root" PREFIX=/usr
left=$(find "$dir/root" ! -type d)
[ -z "$left" ] || { echo "uninstall left: $left" >&2; exit 1; }
