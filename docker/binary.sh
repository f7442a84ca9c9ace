#!/bin/sh
# binary.sh PREBUILT ARCH, in the build stage of an image: /out/pgtune-auto, compiled from the context, or with
# PREBUILT=yes the one that make left in build/ARCH/ or build/.
set -eu
if [ "$1" = yes ]; then
	binary=build/pgtune-auto
	[ ! -e "build/$2/pgtune-auto" ] || binary=build/$2/pgtune-auto
else
	apt-get update
	apt-get install -y --no-install-recommends gcc libc6-dev make musl-tools
	make -j2
	binary=build/pgtune-auto
fi
install -D -m 755 "$binary" /out/pgtune-auto
