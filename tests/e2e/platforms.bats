#!/usr/bin/env bats
# The other architecture: the cross-built binary, run by qemu, and images for both of one build.

bats_require_minimum_version 1.5.0
load lib/common

# The kernel runs arm64's programs through qemu while this file does.
setup_file() {
	local binfmt=/proc/sys/fs/binfmt_misc
	env -u MAKEFLAGS -u MAKELEVEL make -s -C "$REPO" -j 2 arm64
	export ARM64=$REPO/build/arm64/pgtune-auto FORMAT=$binfmt/pgtune-$$
	[ -e $binfmt/register ] || mount -t binfmt_misc binfmt_misc $binfmt
	# its ELF header: 64 bits, little-endian, a program (2 or 3), for machine 183
	echo ":${FORMAT##*/}:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:"\
'\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-aarch64-static:F' >$binfmt/register
}

teardown_file() { echo -1 >"$FORMAT"; }

@test "arm64: it is an arm64 program, plans as this one does, and finds what this one finds in init files" {
	local words
	file "$ARM64" | grep 'ARM aarch64.*static'
	mkdir "$BATS_TEST_TMPDIR/empty"
	for workload in shared web oltp dw mixed; do
		for memory in 256MB 3GB 1TB; do
			words=(plan --root "$BATS_TEST_TMPDIR/empty" --workload "$workload" --memory "$memory" --cpus 8 --pg 18 --format json)
			diff <("$BINARY" "${words[@]}") <("$ARM64" "${words[@]}")
		done
	done
	cd "$REPO/tests/golden/check-init"
	for bad in */bad; do
		diff <("$BINARY" check-init "$bad" 2>&1) <("$ARM64" check-init "$bad" 2>&1)
	done
}

@test "one call of buildx builds the image for both architectures, and both run" {
	local context=$BATS_TEST_TMPDIR/context
	mkdir "$context"
	for arch in amd64 arm64; do
		cp "$("$LIB/rootfs.sh" shell $arch)" "$context/$arch.tar"
	done
	# shellcheck disable=SC2016 # buildx knows TARGETARCH
	printf '%s\n' 'FROM scratch' 'ARG TARGETARCH' 'ADD $TARGETARCH.tar /' >"$context/Dockerfile"
	cat >"$context/commands" <<-'END'
		set -e
		build() { docker buildx build --quiet --network none --platform linux/amd64,linux/arm64 "$@"; }
		build -t own/base:18 /context
		build -t own/postgres:18 -f /src/docker/postgres/Dockerfile --target entrypoint --build-arg PREBUILT=yes \
			--build-arg BASE_IMAGE=own/base:18 /src
		for platform in linux/amd64 linux/arm64; do
			run="docker run --rm --network none --platform $platform -m 2g"
			$run --entrypoint uname own/postgres:18 -m
			$run own/postgres:18 --dry-run --pg 18 2>/dev/null | grep 'shared_buffers '
			$run --entrypoint docker-entrypoint.sh own/postgres:18 version
		done
	END
	CONTEXT=$context "$LIB/store.sh" 'sh /context/commands' >"$context/said"
	[ "$(grep -xE 'x86_64|aarch64' "$context/said" | xargs)" = 'x86_64 aarch64' ]
	[ "$(grep -c '^  shared_buffers  *256MB  *L/8' "$context/said")" = 2 ]
	[ "$(grep -cx "pgtune-auto $(cat "$REPO/VERSION")" "$context/said")" = 2 ]
}
