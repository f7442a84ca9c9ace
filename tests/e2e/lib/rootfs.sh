#!/bin/sh
# Builds, once, what the tests' containers and machines are made of, and prints where it is:
#   rootfs.sh tar        tar of Debian forky with PostgreSQL 18, laid out like the official image
#   rootfs.sh dir        the same, unpacked (for chroot); pgbouncer 1.24 is /usr/local/sbin/pgbouncer-1.24
#   rootfs.sh cpio       the same without JIT and exporters, as an initramfs
#   rootfs.sh pg17       PostgreSQL 17 of trixie with the libraries that forky has not: see base17 in common.bash
#   rootfs.sh compose    the Compose v2 plugin
#   rootfs.sh buildx     the buildx plugin, which runs by itself, too
#   rootfs.sh pgbackrest the program of forky, whose libraries are in the base
#   rootfs.sh shell ARCH tar of a shell and its tools of forky, for images of another architecture
#   rootfs.sh engine     Docker of forky, to lay over `dir`: see store.sh
#   rootfs.sh kernel     a cloud kernel of Debian (cgroup v2), for qemu
# Built under a temporary name and renamed; two runs at once build once.
set -eu
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/debs.sh"
self=$lib/rootfs.sh

build_dir() { mkdir "$1" && tar -xf "$("$self" tar)" -C "$1"; }

build_cpio() {
	(cd "$("$self" dir)" && find . \( -name 'libLLVM*' -o -name 'prometheus-*' -o -name bitcode \
		-o -path ./usr/share/perl -o -path ./var/lib/dpkg \) -prune -o -print | cpio --quiet -o -H newc) >"$1"
}

build_pg17() {
	mkdir -p "$1"
	fetch trixie "$1" postgresql-17 libicu76 libxml2
	rm -rf "$1/usr/lib/postgresql/17/lib/bitcode" "$1/usr/share/doc"
}

build_plugin() {
	plugin=${1##*/new.}
	mkdir -p "$1.d"
	fetch forky "$1.d" "$plugin"
	mv "$(find "$1.d" -type f -name "$plugin" -size +1M | head -n 1)" "$1"
	rm -rf "$1.d"
}

build_pgbackrest() {
	mkdir -p "$1.d"
	fetch forky "$1.d" pgbackrest
	mv "$1.d/usr/bin/pgbackrest" "$1"
	rm -rf "$1.d"
}

build_shell() {
	mkdir -p "$1.d"
	ARCH=${1##*-} fetch forky "$1.d" base-files dash coreutils libc6 libacl1 libattr1 libselinux1 libpcre2-8-0 libgmp10 \
		libssl3t64 zlib1g libzstd1 libcap2 libsystemd0
	tar -cf "$1" -C "$1.d" .
	rm -rf "$1.d"
}

build_engine() {
	mkdir -p "$1"
	fetch forky "$1" docker.io docker-cli docker-buildx containerd runc iptables libdevmapper1.02.1 libseccomp2 libnftables1 \
		libnftnl11 libmnl0 libip4tc2 libip6tc2 libxtables12 libnetfilter-conntrack3 libnfnetlink0
}

build_kernel() {
	mkdir -p "$1.d"
	image=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-[^ ]*\).*/\1/p')
	(cd "$1.d" && apt-get -q -o APT::Sandbox::User=root download "$image" >&2 && dpkg -x ./*.deb .)
	mv "$1.d"/boot/vmlinuz-* "$1"
	rm -rf "$1.d"
}

# once NAME COMMAND...: makes the cached thing NAME with COMMAND unless it is there; prints its path.
# The path carries a hash of the recipes: an edited one is built anew, an old result never mistaken for it.
once() {
	path=$PGTUNE_CACHE/$1.$(cat "$lib/base-root" "$lib/debs.sh" "$self" | sha256sum | cut -c 1-12)
	mkdir -p "$PGTUNE_CACHE"
	if [ ! -e "$path" ]; then
		exec 9>"$PGTUNE_CACHE/$1.lock"
		flock 9
		if [ ! -e "$path" ]; then
			rm -rf "$PGTUNE_CACHE/new.$1"*
			name=$1
			shift
			"$@" "$PGTUNE_CACHE/new.$name"
			mv "$PGTUNE_CACHE/new.$name" "$path"
		fi
		exec 9>&-
	fi
	printf '%s\n' "$path"
}

case ${1:-} in
tar) once base.tar "$lib/base-root" build ;;
dir)
	"$self" tar >/dev/null
	once base.d build_dir
	;;
cpio)
	"$self" dir >/dev/null
	once base.cpio build_cpio
	;;
pg17) once pg17 build_pg17 ;;
compose | buildx) once "docker-$1" build_plugin ;;
pgbackrest) once pgbackrest build_pgbackrest ;;
shell) once "shell-$2" build_shell ;;
engine) once engine build_engine ;;
kernel) once vmlinuz build_kernel ;;
*) echo "usage: rootfs.sh tar|dir|cpio|pg17|compose|buildx|pgbackrest|shell|engine|kernel" >&2; exit 2 ;;
esac
