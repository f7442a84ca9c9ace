# shellcheck shell=sh
# Sourced: where Debian packages come from, and the cache outside the repository they are kept in.
# The mirror is the one this machine's apt uses; nothing here names a host.

: "${PGTUNE_CACHE:=/var/cache/pgtune-auto}"
# shellcheck disable=SC2034 # for those who source this
lib=$(cd "$(dirname "$0")" && pwd)

mirror() {
	# shellcheck disable=SC1091,SC2016
	(. /etc/os-release && apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		"Codename: $VERSION_CODENAME" 'Label: Debian') | sort -u | head -n 1
}

# fetch SUITE DIR PACKAGE...: downloads packages of another suite, and of the architecture ARCH (amd64), into
# DIR, unpacked, without touching this machine's own apt lists. The suite's Release file may be past its date
# on a mirror; signatures are still checked.
fetch() {
	suite=$1 dir=$2
	shift 2
	apt=$dir/.apt
	mkdir -p "$apt/lists/partial" "$apt/archives/partial"
	: >"$apt/status"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) $suite main" \
		>"$apt/sources.list"
	set -- -q -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=- \
		-o Dir::State::Lists="$apt/lists" -o Dir::State::Status="$apt/status" \
		-o Dir::Cache="$apt" -o Acquire::Check-Valid-Until=false -o APT::Architecture="${ARCH:-amd64}" \
		-o APT::Architectures::="${ARCH:-amd64}" \
		-o APT::Sandbox::User=root -- "$@"
	opts=''
	while [ "$1" != -- ]; do
		opts="$opts $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # options without blanks
	apt-get $opts update >&2
	# shellcheck disable=SC2086
	(cd "$apt" && apt-get $opts download "$@" >&2)
	for deb in "$apt"/*.deb; do
		dpkg -x "$deb" "$dir"
	done
	rm -rf "$apt"
}
