#!/bin/sh
# Installs what `make check` needs on a Debian 12 machine (root); `install.sh up`: what `make up` needs,
# which is a compiler, and a PostgreSQL where no container engine answers. Idempotent: a machine that
# has everything is asked nothing and no network is used. Services that packages bring are not started.
set -eu

build="gcc make musl-tools libc6-dev clang libclang-rt-14-dev clang-format clang-tidy"
cross="gcc-12-aarch64-linux-gnu qemu-user-static"
lint="cppcheck shellcheck mandoc bsdextrautils gawk"
run="bats perl python3-yaml jq curl procps file util-linux iproute2 hyperfine valgrind strace zsh"
machines="docker.io iptables mmdebstrap zstd xz-utils qemu-system-x86 busybox-static cpio kmod"
servers="postgresql-15 pgbouncer prometheus prometheus-pgbouncer-exporter"

lacking() {
	for p in "$@"; do
		case $(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null) in
		installed) ;;
		*) printf ' %s' "$p" ;;
		esac
	done
}

if [ "${1:-}" = up ]; then
	want=$(lacking gcc make musl-tools libc6-dev)
	{ docker info && docker compose version; } >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 ||
		want="$want $(lacking postgresql)"
	want=${want% }
else
	# shellcheck disable=SC2086 # lists of words
	want=$(lacking $build $cross $lint $run $machines $servers musl-dev:arm64)
fi
[ -n "$want" ] || exit 0
[ "$(id -u)" = 0 ] || {
	echo "install.sh: not root, and these packages are missing:$want" >&2
	echo "hint: once, as root: sudo $0${1:+ $1}" >&2
	exit 1
}

# Debian's packages start their services at once; a test starts its own. 101 is "not allowed".
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
	trap 'rm -f $policy' EXIT
	trap 'exit 130' INT TERM HUP
	printf '#!/bin/sh\nexit 101\n' >$policy
	chmod 755 $policy
fi

export DEBIAN_FRONTEND=noninteractive
[ "${1:-}" = up ] || dpkg --print-foreign-architectures | grep -qx arm64 || dpkg --add-architecture arm64
apt-get -q update
# shellcheck disable=SC2086
apt-get -q -y --no-install-recommends install $want </dev/null || {
	echo "install.sh: could not install:$want" >&2
	echo "hint: \`make check\` is for Debian 12 (bookworm); \`make up\` and \`make check-fast\` for later ones too" >&2
	exit 1
}
