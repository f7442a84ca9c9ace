#!/bin/sh
# Extensions into the image, during docker build:
#   extensions WAY toolchain                          source: the compiler
#   extensions WAY build NAME REPOSITORY VERSION SHA  source: compiles one into /staged
#   extensions WAY install NAME...                    packages: installs them; both: proves that they are there
set -eu
major=${PG_MAJOR:-18} staged=${STAGED:-/staged}
share=/usr/share/postgresql/$major/extension

die() {
	echo "extensions: $*" >&2
	exit 1
}

toolchain() {
	apt-get update
	apt-get install -y --no-install-recommends build-essential ca-certificates git libkrb5-dev libssl-dev \
		"postgresql-server-dev-$major"
}

# The commit is what is built: a tag can be moved. The version is what the ARG says it is, or the build stops.
build() {
	name=$1 repository=$2 version=$3 sha=$4
	source=$(mktemp -d)
	hint="look at $repository/commit/$sha and set both, the version and the commit"
	git init -q "$source"
	cd "$source"
	{ git fetch -q --depth 1 "$repository" "$sha" && git checkout -q FETCH_HEAD; } ||
		die "$name: the commit $sha cannot be fetched: $hint"
	[ "$(git rev-parse HEAD)" = "$sha" ] || die "$name: checked out $(git rev-parse HEAD), not $sha: $hint"
	grep -q "^default_version *= *'$version'" "$name.control" || [ "$(cron_version)" = "$version" ] ||
		die "$name: the commit $sha is not version $version: $hint"
	make -s -j"$(nproc)" OPTFLAGS='' USE_PGXS=1
	make -s install USE_PGXS=1 DESTDIR="$staged"
	rm -rf "$source"
}

# pg_cron's control file has two digits (1.6); the third is the newest heading of its changelog.
cron_version() { sed -n 's/^### v\([0-9.]*\).*/\1/p' CHANGELOG.md 2>/dev/null | head -n 1; }

package() {
	case $1 in
	vector) echo "postgresql-$major-pgvector" ;;
	pg_cron) echo "postgresql-$major-cron" ;;
	*) echo "postgresql-$major-$1" ;;
	esac
}

install_packages() {
	for name in "$@"; do
		[ -e "$share/$name.control" ] || set -- "$@" "$(package "$name")"
		shift
	done
	[ $# = 0 ] || { apt-get update && apt-get install -y --no-install-recommends "$@" && rm -rf /var/lib/apt/lists/*; }
}

way=$1 what=$2
shift 2
case $way in
source | packages) ;;
*) die "EXTENSIONS is \"$way\": source or packages" ;;
esac
mkdir -p "$staged"
case $way-$what in
source-toolchain) toolchain ;;
source-build) build "$@" ;;
packages-install) install_packages "$@" ;;
esac
[ "$what" != install ] || for name in "$@"; do
	[ -e "$share/$name.control" ] || die "$name is not there after the installation"
done
