#!/bin/sh
# Extensions into the image, during docker build:
#   extensions WAY toolchain                          source: the compiler
#   extensions WAY build NAME REPOSITORY VERSION SHA  source: compiles one into /staged
#   extensions WAY install NAME...                    packages: installs them; both: proves that they are there and load
set -eu
major=${PG_MAJOR:-18} staged=${STAGED:-/staged}
share=/usr/share/postgresql/$major/extension

die() {
	echo "extensions: $*" >&2
	exit 1
}

toolchain() {
	apt-get update
	apt-get install -y --no-install-recommends build-essential ca-certificates git libcurl4-openssl-dev libkrb5-dev \
		libssl-dev "postgresql-server-dev-$major"
}

# pg_net calls functions that came with 7.83; with an older one it compiles and does not load.
curl_minimum=7.83.0
check_curl() {
	have=$(curl-config --version | sed 's/^libcurl //')
	[ "$(printf '%s\n' $curl_minimum "$have" | sort -V | head -n 1)" = $curl_minimum ] ||
		die "pg_net needs libcurl $curl_minimum, the distribution has $have: take a newer BASE_IMAGE"
}

# The commit is what is built: a tag can be moved. That the release's tag is this commit is asked of the repository (an
# annotated tag's commit is the line that ends in ^{}); the files do not say it: pg_cron's know no third digit.
tagged() {
	git ls-remote "$1" "refs/tags/$2" "refs/tags/v$2" "refs/tags/$2^{}" "refs/tags/v$2^{}" | sort -k 2 |
		sed -n '$s/[[:blank:]].*//p'
}

build() {
	name=$1 repository=$2 version=$3 sha=$4
	source=$(mktemp -d)
	hint="look at $repository/commit/$sha and set both, the version and the commit"
	git init -q "$source"
	cd "$source"
	{ git fetch -q --depth 1 "$repository" "$sha" && git checkout -q FETCH_HEAD; } ||
		die "$name: the commit $sha cannot be fetched: $hint"
	[ "$(git rev-parse HEAD)" = "$sha" ] || die "$name: checked out $(git rev-parse HEAD), not $sha: $hint"
	tag=$(tagged "$repository" "$version")
	[ "$tag" = "$sha" ] || die "$name: the tag of version $version is ${tag:-not there}, not the commit $sha: $hint"
	[ "$name" != pg_net ] || check_curl
	make -s -j"$(nproc)" OPTFLAGS='' USE_PGXS=1
	make -s install USE_PGXS=1 DESTDIR="$staged"
	rm -rf "$source"
}

package() {
	case $1 in
	libcurl) apt-cache search --names-only '^libcurl4(t64)?$' | cut -d' ' -f1 | sort | tail -n 1 ;;
	vector) echo "postgresql-$major-pgvector" ;;
	pg_cron) echo "postgresql-$major-cron" ;;
	*) echo "postgresql-$major-$1" ;;
	esac
}

is_there() {
	case $1 in
	libcurl) ldconfig -p | grep -qF libcurl.so.4 ;;
	*) [ -e "$share/$1.control" ] ;;
	esac
}

install_packages() {
	missing=
	for name in "$@"; do
		is_there "$name" || missing="$missing $name"
	done
	[ -n "$missing" ] || return 0
	apt-get update
	for name in $missing; do
		apt-get install -y --no-install-recommends "$(package "$name")"
	done
	rm -rf /var/lib/apt/lists/*
}

# Whatever way it came: the control file, and a library whose own libraries are all in the image.
prove() {
	for name in "$@"; do
		is_there "$name" || die "$name is not there after the installation"
		library=$(pg_config --pkglibdir 2>/dev/null || echo "/usr/lib/postgresql/$major/lib")/$name.so
		wants=$(ldd "$library") || die "$name has no library after the installation"
		! echo "$wants" | grep 'not found' || die "$name wants a library that is not in the image"
	done
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
source-install)
	install_packages libcurl
	prove "$@" pg_net
	;;
packages-install)
	install_packages "$@"
	prove "$@"
	;;
esac
