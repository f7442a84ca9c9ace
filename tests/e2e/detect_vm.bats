# limit: 300
# detect on a kernel of its own with cgroup v2: what it says is what was written. One machine for all.

setup_file() {
	load lib/common
	export ANSWERS=$BATS_FILE_TMPDIR/answers
	cat >"$BATS_FILE_TMPDIR/script" <<-'END'
		cg=/sys/fs/cgroup
		# set FILE VALUE: a limit, its cgroup made first, the controllers handed down.
		set_limit() {
			mkdir -p $cg/${1%/*}
			case $1 in */*/*) echo '+memory +cpu +cpuset' >$cg/${1%%/*}/cgroup.subtree_control ;; esac
			echo "$2" >$cg/$1
		}
		# within GROUP NAME [ARGUMENT...]: a line "NAME json", from a process in the group.
		within() {
			mkdir -p $cg/$1
			printf '%s ' $2
			sh -c 'echo 0 >'$cg/$1'/cgroup.procs; shift 2; exec ./pgtune-auto detect --format json "$@"' sh "$@"
		}
		within . root
		set_limit leaf/memory.max 268435456
		set_limit leaf/cpu.max '150000 100000'
		within leaf leaf
		within leaf told --memory 512MB --cpus 1
		set_limit parent/child/memory.max 314572800
		set_limit parent/memory.max 209715200
		set_limit parent/cpu.max '50000 100000'
		within parent/child nested
		set_limit high/memory.max 268435456
		set_limit high/memory.high 134217728
		within high high
		set_limit pinned/cpuset.cpus 1
		within pinned pinned
		set_limit odd/memory.max 100000001
		printf 'odd-file %s\n' $(cat $cg/odd/memory.max)
		within odd odd
		set_limit strict/memory.max 268435456
		set_limit strict/memory.swap.max 0
		set_limit strict/memory.oom.group 1
		set_limit strict/cpu.max 'max 100000'
		within strict strict
		set_limit gone/memory.max max
		within gone/below/deeper below
		echo 8 >/proc/sys/vm/nr_hugepages
		within . huge
	END
	vm "$BATS_FILE_TMPDIR/script" "$BINARY" >"$ANSWERS"
	cat "$ANSWERS"
}

# says NAME FILTER: the jq filter holds for the answer of that name.
says() {
	sed -n "s/^$1 //p" "$ANSWERS" | jq -e "$2" >/dev/null || { grep "^$1 " "$ANSWERS" && false; }
}

@test "the root cgroup: no limit, all CPUs, and this kernel's features" {
	says root '.memory.source == "default" and .memory.limit_bytes == null and .cpu.milli == 2000'
	says root '.cpu.source == "affinity" and .cpu.online == 2 and .io_uring.allowed == true'
}

@test "a limit and a quota" {
	says leaf '.memory.bytes == 268435456 and .memory.source == "cgroup-v2"'
	says leaf '.memory.path == "/sys/fs/cgroup/leaf/memory.max" and .cpu.path == "/sys/fs/cgroup/leaf/cpu.max"'
	says leaf '.cpu.milli == 1500 and .cpu.count == 2 and .cpu.source == "cgroup-v2" and .warnings == []'
}

@test "the operator's word beats the limit, with a warning" {
	says told '.memory.bytes == 536870912 and .memory.source == "override" and .cpu.milli == 1000'
	says told '.warnings == ["planning for 512MB as told, above the 256MB found here (/sys/fs/cgroup/leaf/memory.max)"]'
}

@test "the parent has the lower limit" {
	says nested '.memory.bytes == 209715200 and .memory.path == "/sys/fs/cgroup/parent/memory.max"'
	says nested '[.memory.levels[] | select(.bytes) | .bytes] == [314572800, 209715200]'
	says nested '.cpu.milli == 500 and .cpu.count == 1 and .cpu.path == "/sys/fs/cgroup/parent/cpu.max"'
}

@test "memory.high below memory.max" {
	says high '.memory.bytes == 134217728 and .memory.path == "/sys/fs/cgroup/high/memory.high"'
}

@test "a cpuset" {
	says pinned '.cpu.milli == 1000 and .cpu.cpuset == 1 and .cpu.affinity == 1 and .cpu.online == 2'
}

@test "a limit the kernel rounds" {
	says odd ".memory.bytes == $(sed -n 's/^odd-file //p' "$ANSWERS")"
}

@test "swap, and out of memory as a group" {
	says strict '.memory.swap_bytes == 0 and .memory.oom_group == true and .cpu.milli == 2000'
}

@test "below a cgroup without a limit: none" {
	says below '.memory.source == "default"'
}

@test "huge pages" {
	says huge '.huge_pages == {"page_bytes": 2097152, "free": 8, "limit_bytes": null, "path": ""}'
}
