# limit: 300
# detect in real containers: memory, CPU and cpuset limits are found as they were given.

setup_file() {
	load lib/common
	engine_up
}

setup() { load lib/common; }
teardown_file() {
	load lib/common
	engine_down
}

# inside [docker run options...] -- [detect options...]: what detect says in such a container
inside() {
	local options=()
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	docker run --rm --label "$LABEL" --network none -v "$BINARY:/pgtune-auto:ro" "${options[@]}" \
		--entrypoint /pgtune-auto "$BASE" detect --format json "${@:2}"
}

# holds FILTER JSON
holds() { jq -e "$1" <<<"$2" >/dev/null || { echo "not $1: $2" && false; }; }

@test "memory limits, as given" {
	for megabytes in 64 256 512 1024 2048; do
		said=$(inside -m ${megabytes}m --)
		holds ".memory.bytes == $((megabytes * 1048576)) and .memory.limit_bytes == .memory.bytes" "$said"
		holds '.memory.source | startswith("cgroup-v")' "$said"
		holds '.memory.path | startswith("/sys/fs/cgroup/")' "$said"
		holds '.warnings == []' "$said"
	done
}

@test "CPU quotas, as given" {
	for cpus in 0.5 1.5 1.25; do
		said=$(inside -m 256m --cpus $cpus --)
		holds ".cpu.milli == ($cpus * 1000) and .cpu.count == ($cpus | ceil)" "$said"
		holds '.cpu.source | startswith("cgroup-v")' "$said"
	done
}

@test "a cpuset, and a quota above it" {
	said=$(inside -m 256m --cpuset-cpus 0 --cpus 1.5 --)
	holds '.cpu.milli == 1000 and .cpu.count == 1 and .cpu.affinity == 1' "$said"
	holds '.cpu.quota_milli == 1500' "$said"
}

@test "no limits: the conservative default, and every CPU" {
	said=$(inside --)
	holds '.memory.source == "default" and .memory.bytes == 1073741824' "$said"
	holds ".cpu.milli == $(nproc) * 1000" "$said"
	holds '.warnings[0] | startswith("no memory limit found: planning for 1024MB of the")' "$said"
}

@test "POSTGRES_MEMORY beats the limit" {
	said=$(inside -m 256m -e POSTGRES_MEMORY=512MB -e POSTGRES_CPUS=0.5 --)
	holds '.memory.bytes == 536870912 and .memory.source == "override" and .cpu.milli == 500' "$said"
	holds '.warnings | length == 1' "$said"
	said=$(inside -m 256m -e POSTGRES_MEMORY=lots -- 2>&1) && return 1
	[[ $said == *'POSTGRES_MEMORY: "lots": not a number'* ]]
}

@test "the size of /dev/shm, and of a volume" {
	said=$(inside -m 256m --shm-size 96m --tmpfs /data:size=64m -e PGDATA=/data/18/docker --)
	holds '.storage.shm.total_bytes == 100663296' "$said"
	holds '.storage.pgdata.total_bytes == 67108864 and .storage.wal == .storage.pgdata' "$said"
}

@test "io_uring by the seccomp profile" {
	echo '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
		{"names": ["io_uring_setup"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1}]}' >"$BATS_TEST_TMPDIR/profile"
	said=$(inside --security-opt "seccomp=$BATS_TEST_TMPDIR/profile" --)
	holds '.io_uring.allowed == false and (.io_uring.why | test("refused"))' "$said"
	said=$(inside --security-opt seccomp=unconfined --)
	holds '.io_uring.allowed == true' "$said"
}

@test "a limit on processes" {
	said=$(inside -m 256m --pids-limit 100 --)
	holds '.tasks.limit == 100 and (.tasks.path | endswith("/pids.max")) and .warnings == []' "$said"
}

@test "an unprivileged user, a read-only root, nothing but the binary" {
	said=$(inside -m 256m --user 65534:65534 --read-only --cap-drop ALL --)
	holds '.memory.bytes == 268435456 and .warnings == []' "$said"
}
