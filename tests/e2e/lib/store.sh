#!/bin/sh
# store.sh COMMAND: runs it in a shell beside a Docker engine that keeps one image for several platforms, in
# containerd's store, as Debian 12's cannot. Both are in a root of their own, where this repository is
# /src and a folder CONTEXT is /context. The engine lives in namespaces of its own, and ends with them.
set -eu
lib=$(cd "$(dirname "$0")" && pwd)

if [ -z "${STORE:-}" ]; then
	engine=$("$lib/rootfs.sh" engine)
	base=$("$lib/rootfs.sh" dir)
	STORE=$engine:$base exec unshare --mount --pid --fork --kill-child --propagation private sh "$0" "$1"
fi

mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o "lowerdir=$STORE,upperdir=/mnt/upper,workdir=/mnt/work" /mnt/root
cd /mnt/root
mkdir -p src context var/lib/docker var/lib/containerd
for place in tmp run var/lib/docker var/lib/containerd; do
	mount -t tmpfs tmpfs $place
done
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount --bind "$lib/../../.." src
mount --bind "$CONTEXT" context

# nothing of the caller's environment: it may name the engine of the other tests
# shellcheck disable=SC2016 # for the shell inside
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot . sh -euc '
dockerd --feature containerd-snapshotter=true --bridge none --iptables=false --ip6tables=false >/tmp/log 2>&1 &
engine=$!
tries=0
until docker info >/dev/null 2>&1; do
	tries=$((tries + 1))
	[ $tries -le 150 ] || { tail -n 20 /tmp/log >&2; exit 1; }
	sleep 0.2
done
code=0
sh -c "$1" || code=$?
kill $engine
wait $engine || :
exit $code' sh "$1"
