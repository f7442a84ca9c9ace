# limit: 900
# detect: what the program says of machines that are directories (tests/machines/), one line a case.

setup_file() {
	export PROGRAM=$BATS_TEST_DIRNAME/../../build/pgtune-auto
	unset PGDATA POSTGRES_MEMORY POSTGRES_CPUS KUBERNETES_SERVICE_HOST
}

# machine NAME [OPTION...]: what `detect` says of it, as lines "memory.bytes=536870912". No machine may
# make it fail, or write to stderr.
machine() {
	rm -rf "$BATS_TEST_TMPDIR/root"
	"$BATS_TEST_DIRNAME/../machines/make" "$BATS_TEST_DIRNAME/../machines/$1" "$BATS_TEST_TMPDIR/root"
	timeout 5 "$PROGRAM" detect --root "$BATS_TEST_TMPDIR/root" --format json "${@:2}" \
		>"$BATS_TEST_TMPDIR/json" 2>"$BATS_TEST_TMPDIR/stderr"
	[ ! -s "$BATS_TEST_TMPDIR/stderr" ]
	timeout 5 "$PROGRAM" detect --root "$BATS_TEST_TMPDIR/root" "${@:2}" >"$BATS_TEST_TMPDIR/text"
	[[ $(LC_ALL=C tr -d '\n' <"$BATS_TEST_TMPDIR/text") != *[[:cntrl:]]* ]]
	said=$(jq -r 'paths(type | . != "object" and . != "array") as $p |
		"\($p | map(tostring) | join("."))=\(getpath($p))"' "$BATS_TEST_TMPDIR/json")
}

# is KEY=VALUE...: all of them were said.
is() {
	local want
	for want; do
		[[ $'\n'$said$'\n' == *$'\n'"$want"$'\n'* ]] && continue
		echo "wanted $want, of:" && echo "$said"
		return 1
	done
}

S=/sys/fs/cgroup
# limit BYTES SOURCE PATH
limit() { is memory.bytes="$1" memory.limit_bytes="$1" memory.source="$2" memory.path="$3"; }
# nolimit [RAM]: the default, whatever the RAM
nolimit() {
	is memory.bytes=1073741824 memory.limit_bytes=null memory.source=default memory.path= \
		memory.physical_bytes="${1:-17179869184}"
	warns "no memory limit found: planning for 1024MB of the $((${1:-17179869184} / 1048576))MB here"
}
# cpu MILLI COUNT SOURCE [PATH]
cpu() { is cpu.milli="$1" cpu.count="$2" cpu.source="$3" ${4:+"cpu.path=$4"}; }
# all: all 8 CPUs of the baseline
all() { cpu 8000 8 affinity /proc/self/status; }
warns() {
	local pattern=$'\nwarnings\\.[0-9]+=[^\n]*'$1
	[[ $'\n'$said =~ $pattern ]] && return
	echo "no warning \"$1\" in:" && echo "$said"
	return 1
}
# quiet: no warning but that there is no limit
quiet() {
	local line
	while read -r line; do
		[[ $line != warnings.* || $line == *'no memory limit found'* ]] || return 1
	done <<<"$said"
}

M512=536870912 G1=1073741824 G2=2147483648

@test "F01 quota and limit" { machine F01; limit $M512 cgroup-v2 $S/memory.max; cpu 1500 2 cgroup-v2 $S/cpu.max; is memory.physical_bytes=17179869184 cpu.online=8; quiet; }
@test "F02 none of both" { machine F02; nolimit; all; quiet; }
@test "F03 real root cgroup" { machine F03; nolimit; all; quiet; }
@test "F04 namespace of the machine" { machine F04; limit $G1 cgroup-v2 $S/system.slice/docker-abc.scope/memory.max; cpu 2000 2 cgroup-v2; quiet; }
@test "F05 pod above the container" { machine F05; limit $G2 cgroup-v2 $S/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podX.slice/memory.max; cpu 2500 3 cgroup-v2; quiet; }
@test "F06 Docker in Docker" { machine F06; limit 4294967296 cgroup-v2 $S/memory.max; cpu 2000 2 cgroup-v2 $S/cpu.max; quiet; }
@test "F07 memory.high below memory.max" { machine F07; limit 3221225472 cgroup-v2 $S/memory.high; is memory.levels.0.bytes=4294967296 memory.levels.1.bytes=3221225472; quiet; }
@test "F08 memory.high alone" { machine F08; limit $G2 cgroup-v2 $S/memory.high; is memory.levels.0.bytes=null; quiet; }
@test "F09 memory.high of the parent" { machine F09; limit 1610612736 cgroup-v2 $S/a/memory.high; quiet; }
@test "F10 a limit above the RAM" { machine F10; nolimit; is memory.levels.0.bytes=68719476736; quiet; }
@test "F11 a limit of 0" { machine F11; nolimit; warns '"/sys/fs/cgroup/memory.max" is 0'; }
@test "F12 half a CPU" { machine F12; cpu 500 1 cgroup-v2; quiet; }
@test "F13 a hundredth of a CPU" { machine F13; cpu 10 1 cgroup-v2; quiet; }
@test "F14 another period" { machine F14; cpu 5000 5 cgroup-v2; quiet; }
@test "F15 cpu.max with one field" { machine F15; cpu 5000 5 cgroup-v2; quiet; }
@test "F16 a period of 0" { machine F16; all; warns '/cpu.max" is not understood: a period of zero'; }
@test "F17 three fields" { machine F17; all; warns '/cpu.max" is not understood: more than two fields'; }
@test "F18 nonsense" { machine F18; nolimit; all; warns '/memory.max" is not understood: not a whole number'; warns '/cpu.max" is not'; }
@test "F19 empty files" { machine F19; nolimit; all; warns '/memory.max" is not understood: empty'; warns '/cpu.max" is not understood: empty'; }
@test "F20 no newline" { machine F20; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "F20b blanks and CRLF" { machine F20b; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "F21 a cpuset" { machine F21; cpu 3000 3 cpuset $S/cpuset.cpus.effective; quiet; }
@test "F22 an empty cpuset" { machine F22; all; quiet; }
@test "F23 a quota above the affinity" { machine F23; cpu 4000 4 affinity; is cpu.quota_milli=16000; quiet; }
@test "F24 Docker on v1" { machine F24; limit 268435456 cgroup-v1 $S/memory/memory.limit_in_bytes; cpu 1000 1 cgroup-v1 $S/cpu,cpuacct/cpu.cfs_quota_us; quiet; }
@test "F25 v1 without limits" { machine F25; nolimit; all; quiet; }
@test "F26 v1, 64 kB pages" { machine F26; nolimit; quiet; }
@test "F27 v1, old kernel" { machine F27; nolimit; quiet; }
@test "F28 hierarchical_memory_limit" { machine F28; limit $G1 cgroup-v1 $S/memory/memory.stat; quiet; }
@test "F29 v1 parent" { machine F29; limit $G1 cgroup-v1 $S/memory/a/memory.limit_in_bytes; quiet; }
@test "F30 v1, not below the mount" { machine F30; limit $M512 cgroup-v1 $S/memory/memory.limit_in_bytes; quiet; }
@test "F31 v1, child of the mount" { machine F31; limit $G1 cgroup-v1 $S/memory/large/memory.limit_in_bytes; quiet; }
@test "F32 hybrid" { machine F32; limit $G1 cgroup-v1 $S/memory/memory.limit_in_bytes; cpu 1500 2 cgroup-v1; quiet; }
@test "F33 v2 with v1 left over" { machine F33; limit $M512 cgroup-v2 $S/memory.max; cpu 1500 2 cgroup-v2; quiet; }
@test "F34 memory on v2, cpu on v1" { machine F34; limit $G2 cgroup-v2 $S/unified/memory.max; cpu 3000 3 cgroup-v1; quiet; }
@test "F35 cpuacct,cpu" { machine F35; cpu 2500 3 cgroup-v1 $S/cpuacct,cpu/cpu.cfs_quota_us; quiet; }
@test "F36 the usual mount is second" { machine F36; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "F37 only mount elsewhere" { machine F37; limit $M512 cgroup-v2 /mnt/cg/memory.max; quiet; }
@test "F38 mount point with a blank" { machine F38; limit $M512 cgroup-v2 '/mnt/c g/memory.max'; quiet; }
@test "F39 WSL options with blanks" { machine F39; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "F40 a line of 20 KiB" { machine F40; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "F41 optional fields" { machine F41; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "F42 a colon in the name" { machine F42; limit $M512 cgroup-v2 $S/kubepods/podX:cri-containerd:abc/memory.max; quiet; }
@test "F43 /../sibling" { machine F43; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "F44 root /../.." { machine F44; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "F45 deleted" { machine F45; limit $G1 cgroup-v2 $S/memory.max; quiet; }
@test "F46 leaf missing" { machine F46; limit $G1 cgroup-v2 $S/a/memory.max; quiet; }
@test "F47 leaf unreadable" { machine F47; limit $G1 cgroup-v2 $S/a/memory.max; warns 'reading "/sys/fs/cgroup/a/b/memory.max": Is a directory'; }
@test "F48 no /proc/self/cgroup" { machine F48; limit $M512 cgroup-v2 $S/memory.max; warns '/proc/self/cgroup'; }
@test "F49 no cgroups" { machine F49; nolimit; all; quiet; }
@test "F50 no mountinfo" { machine F50; limit $M512 cgroup-v2 $S/memory.max; warns '/proc/self/mountinfo'; }
@test "F51 lxcfs" { machine F51; limit $G2 meminfo /proc/meminfo; is memory.physical_bytes=$G2; quiet; }
@test "F52 Kubernetes request" { machine F52; nolimit 68719476736; is memory.request_hint_bytes=4329327034; warns 'request of about 4128MB and no limit'; }
@test "F53 Kubernetes best effort" { machine F53; nolimit 68719476736; is memory.request_hint_bytes=null; warns 'no memory request/limit'; }
@test "F54 Kubernetes guaranteed" { machine F54; limit 8589934592 cgroup-v2 $S/memory.max; cpu 4000 4 cpuset; is cpu.quota_milli=4000; quiet; }
@test "F55 rootless without delegation" { machine F55; nolimit; all; quiet; }
@test "F56 user slice" { machine F56; limit 3221225472 cgroup-v2 $S/user.slice/user-1000.slice/memory.max; quiet; }
@test "F57 system.slice" { machine F57; limit 8589934592 cgroup-v2 $S/system.slice/memory.max; quiet; }
@test "F58 2048 CPUs" { machine F58; cpu 2048000 2048 affinity; quiet; }
@test "F59 CPUs online" { machine F59; cpu 17000 17 default /sys/devices/system/cpu/online; quiet; }
@test "F60 no swap" { machine F60; is memory.oom_group=false; limit $M512 cgroup-v2 $S/memory.max; is memory.swap_bytes=0 memory.swap_path=$S/memory.swap.max; quiet; }
@test "F60b swap without limit" { machine F60b; limit $M512 cgroup-v2 $S/memory.max; is memory.swap_bytes=null; quiet; }
@test "F61 v2 with v1's number" { machine F61; nolimit; quiet; }
@test "F62 an odd number" { machine F62; limit 100000001 cgroup-v2 $S/memory.max; quiet; }
@test "F63 overridden" { POSTGRES_MEMORY=2GB machine F63; is memory.bytes=$G2 memory.source=override memory.path= memory.detected_bytes=$G1; warns 'planning for 2048MB as told, above the 1024MB found here'; }
@test "F64 v1 alone, v2 empty" { machine F64; limit 4294967296 cgroup-v1 $S/memory/host/1a2b/memory.limit_in_bytes; all; quiet; }
@test "F65 no huge pages here" { machine F65; is huge_pages.free=1024 huge_pages.limit_bytes=0 huge_pages.path=$S/hugetlb.2MB.max; quiet; }

@test "H01 binary garbage" { machine H01; nolimit; all; warns memory.max; warns cpu.max; warns cpuset; }
@test "H02 a NUL" { machine H02; nolimit; warns memory.max; }
@test "H03 FIFOs" { machine H03; is memory.source=default memory.physical_bytes=null; all; warns '/proc/meminfo": it is not a regular file'; warns '/memory.max": it is not'; }
@test "H04 links in a circle" { machine H04; nolimit; cpu 1500 2 cgroup-v2; warns 'memory.max": .*[Ss]ymbolic'; }
@test "H05 links stay inside" { machine H05; limit 268435456 cgroup-v2 $S/memory.max; is memory.levels.1.bytes=268435456; all; quiet; }
@test "H06 64 levels" { machine H06; limit $G1 cgroup-v2 $S/d0/memory.max; cpu 500 1 cgroup-v2; is memory.levels.1.bytes=$G1; quiet; }
@test "H07 endless names" { machine H07; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "H08 CRLF" { machine H08; limit $M512 cgroup-v2 $S/a/memory.max; cpu 1500 2 cgroup-v2; quiet; }
@test "H09 negative numbers" { machine H09; nolimit; all; warns memory.max; warns cpu.max; }
@test "H10 tabs" { machine H10; cpu 1500 2 cgroup-v2; quiet; }
@test "H11 past 64 bits" { machine H11; nolimit; all; warns 'memory.max" is not understood: too large'; warns 'cpu.max" is not understood: too large'; }
@test "H12 a range backwards" { machine H12; all; warns 'cpuset.cpus.effective" is not understood: a range that runs backwards'; }
@test "H13 four billion CPUs" { machine H13; all; warns cpuset.cpus.effective; warns cpu/online; }
@test "H14 a line of 1 MB" { machine H14; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "H15 a mount over another" { machine H15; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "H16 blanks and backslashes" { machine H16; limit $M512 cgroup-v2 $S/a\\b/memory.max; quiet; }
@test "H17 a foreign namespace" { machine H17; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "H18 Docker in Docker on v1" { machine H18; limit 805306368 cgroup-v1 $S/memory/memory.stat; all; quiet; }
@test "H19 systemd-nspawn" { machine H19; limit 1610612736 cgroup-v2 $S/payload/memory.high; quiet; }
@test "H20 LXC" { machine H20; limit $G2 meminfo /proc/meminfo; quiet; }
@test "H21 rootless, delegated" { machine H21; limit $G1 cgroup-v2 $S/memory.max; cpu 500 1 cgroup-v2; quiet; }
@test "H22 kind" { machine H22; limit 805306368 cgroup-v2 $S/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod0a1b2c3d_4e5f_6071_8293_a4b5c6d7e8f9.slice/memory.max; cpu 750 1 cgroup-v2; quiet; }
@test "H23 gVisor" { machine H23; is memory.bytes=$M512 memory.source=default; cpu 1500 2 cgroup-v1; quiet; }
@test "H24 WSL2" { machine H24; nolimit 8232464384; quiet; }
@test "H25 Fargate" { machine H25; limit $G2 cgroup-v1 $S/memory/memory.stat; all; quiet; }
@test "H26 a limit file of 4 MB" { machine H26; nolimit; warns 'memory.max": File too large'; }
@test "H27 no newlines" { machine H27; cpu 1500 2 cgroup-v2; nolimit; quiet; }
@test "H28 an empty cgroup file" { machine H28; limit $M512 cgroup-v1 $S/memory/memory.limit_in_bytes; quiet; }
@test "H29 damaged lines" { machine H29; limit $M512 cgroup-v2 $S/a/memory.max; quiet; }
@test "H30 no meminfo" { machine H30; limit $M512 cgroup-v2 $S/memory.max; is memory.physical_bytes=null; warns /proc/meminfo; }
@test "H31 nothing at all" { machine H31; is memory.bytes=$G1 memory.source=default memory.physical_bytes=null cpu.milli=1000 cpu.count=1 cpu.source=default cpu.path=; warns 'nor how much RAM'; warns 'how many CPUs there are: planning for 1'; }
@test "H32 MemTotal of 0" { machine H32; is memory.bytes=$G1 memory.physical_bytes=null; warns 'no MemTotal'; }
@test "H33 CPUs that are not plugged in" { machine H33; cpu 4000 4 affinity; is cpu.online=4; quiet; }
@test "H34 cpuinfo" { machine H34; cpu 3000 3 default /proc/cpuinfo; warns /proc/self/status; }
@test "H35 a quota of 0" { machine H35; all; warns 'cpu.max" is not understood: a quota of zero'; }
@test "H36 a quota of 2^64-1" { machine H36; all; quiet; }
@test "H37 v1 without a period" { machine H37; limit $M512 cgroup-v1 $S/memory/memory.limit_in_bytes; all; }
@test "H38 memory.stat with nonsense" { machine H38; limit $M512 cgroup-v1 $S/memory/memory.limit_in_bytes; warns memory.stat; }
@test "H39 v1 swap" { machine H39; is memory.swap_bytes=268435456; quiet; }
@test "H40 oom.group" { machine H40; is memory.oom_group=true; quiet; }
@test "H41 cgroup2 on /" { machine H41; limit $M512 cgroup-v2 /a/memory.max; quiet; }
@test "H42 /proc/self is a link" { machine H42; limit $M512 cgroup-v2 $S/memory.max; cpu 2000 2 affinity; quiet; }
@test "H43 /sys/fs/cgroup is a link" { machine H43; limit $M512 cgroup-v2 $S/memory.max; quiet; }
@test "H44 bytes that are no UTF-8" { machine H44; is memory.bytes=$M512 memory.source=cgroup-v2; quiet; }
@test "H45 fifty levels of nonsense" { machine H45; limit $M512 cgroup-v2 $S/memory.max; warns 'more oddities were found'; }
@test "H46 sysinfo with nonsense" { machine H46; nolimit; warns /sysinfo; }
@test "H47 a disk that turns" { PGDATA=/var/lib/postgresql/data machine H47; is storage.rotational=true storage.shm.total_bytes=67108864 storage.pgdata.free_bytes=64424509440 storage.wal.total_bytes=21474836480; quiet; }
@test "H48 an SSD" { PGDATA=/var/lib/postgresql/data machine H48; is storage.rotational=false storage.wal.total_bytes=107374182400 storage.shm=null; warns 'PATH TOTAL FREE'; }
@test "H49 huge pages of 1 GB" { machine H49; is huge_pages.page_bytes=$G1 huge_pages.free=5 huge_pages.limit_bytes=3221225472; quiet; }
@test "H50 v1 huge pages" { machine H50; is huge_pages.limit_bytes=$G1 huge_pages.path=$S/hugetlb/a/hugetlb.2MB.limit_in_bytes; quiet; }
@test "H51 io_uring and memlock" { machine H51; is io_uring.allowed=false io_uring.memlock_bytes=8388608; quiet; }
@test "H52 a limit of one byte" { machine H52; limit 1 cgroup-v2 $S/memory.max; }
@test "H53 the parent's cpuset" { machine H53; cpu 2000 2 cpuset $S/a/cpuset.cpus.effective; quiet; }
@test "H54 v1 without mountinfo" { machine H54; limit $M512 cgroup-v1 $S/memory/memory.limit_in_bytes; cpu 1500 2 cgroup-v1 $S/cpu/cpu.cfs_quota_us; warns mountinfo; }
@test "H55 directories for files" { machine H55; is memory.source=default cpu.count=1; warns /proc/meminfo; warns /statvfs; warns /sysinfo; }
@test "H56 a folder for env" { machine H56; limit $M512 cgroup-v2 $S/memory.max; warns 'reading "/env": Is a directory'; }
@test "H57 env with CRLF" { machine H57; is memory.bytes=$G2 memory.source=override cpu.milli=3000; }
@test "H58 env with NULs" { machine H58; is memory.bytes=$G2 memory.source=override cpu.milli=3000; }
@test "H59 the usual mount point is missing" { machine H59; limit $M512 cgroup-v2 /host/cgroup/a/memory.max; cpu 1500 2 cgroup-v2; quiet; }
@test "H60 v1 mount points that are missing" { machine H60; limit $M512 cgroup-v1 $S/memory/a/memory.limit_in_bytes; cpu 1500 2 cgroup-v2 $S/unified/a/cpu.max; quiet; }
@test "H61 v1, an empty effective cpuset" { machine H61; cpu 3000 3 cpuset $S/cpuset/a/cpuset.cpus; quiet; }
@test "H64 v1, a mount point that cannot be entered" { machine H64; nolimit; all; warns '/memory.limit_in_bytes": .*[Ss]ymbolic'; }
@test "H63 statvfs in columns" { machine H63; is storage.shm.total_bytes=67108864 storage.pgdata.free_bytes=64424509440 storage.wal.total_bytes=21474836480; quiet; }
@test "H65 an affinity that ends in nonsense" { machine H65; nolimit; cpu 16000 16 default /sys/devices/system/cpu/online; warns 'Cpus_allowed_list'; }
@test "H62 env links out" { machine H62; nolimit; all; is memory.physical_bytes=17179869184; }
@test "H66 arm64, pages of 64 kB" { machine H66; nolimit 68564287488; is huge_pages.page_bytes=$M512 huge_pages.free=4 huge_pages.limit_bytes=0; quiet; }
@test "H67 Firecracker" { machine H67; is memory.bytes=227418112 memory.source=default; cpu 1000 1 affinity; quiet; }
@test "H68 512 CPUs, 6 TB" { machine H68; limit 3298534883328 cgroup-v2 $S/memory.max; cpu 256000 256 affinity; is cpu.online=512; quiet; }
@test "H69 v1 pod, a tenth of a CPU" { machine H69; limit 402653184 cgroup-v1 $S/memory/memory.stat; cpu 100 1 cgroup-v1; quiet; }
@test "H70 v1 huge pages without a limit" { machine H70; is huge_pages.limit_bytes=null huge_pages.path=; quiet; }
@test "H71 lxcfs numbers the CPUs from 0" { machine H71; nolimit; cpu 2000 2 affinity /proc/self/status; is cpu.online=4; quiet; }
@test "H72 a prefix by its letters alone" { machine H72; limit $G1 cgroup-v2 $S/memory.max; quiet; }
@test "H73 v1, a hierarchy named memory" { machine H73; limit $G1 cgroup-v2 $S/memory.max; quiet; }
@test "H74 OpenVZ" { machine H74; nolimit 2147483648; cpu 1500 2 cgroup-v2 $S/unified/..x/cpu.max; quiet; }
@test "H75 the lowest quota is in the middle" { machine H75; cpu 1500 2 cgroup-v2 $S/a/cpu.max; is cpu.quota_milli=1500; quiet; }
@test "H76 a process limit above" { machine H76; is tasks.limit=100 tasks.path=$S/a/pids.max; [[ $(<"$BATS_TEST_TMPDIR/text") = *processes*100*/a/pids.max* ]]; quiet; }
@test "H77 v1, an odd process limit" { machine H77; is tasks.limit=null tasks.path=; warns '/pids/a/pids.max" is not understood'; }
@test "H78 v1, the usual mount is second" { machine H78; limit $M512 cgroup-v1 $S/memory/memory.limit_in_bytes; quiet; }
@test "H79 a path whose end alone is told" { machine H79; n=$(printf '%0200d' 0); limit $M512 cgroup-v2 "...${n:105}/$n/$n/memory.max"; quiet; }
@test "H80 cpuinfo without a processor" { machine H80; cpu 1000 1 default; is cpu.path=; warns 'how many CPUs there are: planning for 1'; }
@test "H81 sysinfo alone knows the RAM" { machine H81; nolimit 8589934592; is memory.physical_path=sysinfo; warns '/proc/meminfo" has no MemTotal'; }
@test "H82 sysinfo says less than meminfo" { machine H82; nolimit 8589934592; is memory.physical_path=sysinfo; quiet; }
@test "H83 the least swap limit" { machine H83; limit $M512 cgroup-v2 $S/a/memory.max; is memory.swap_bytes=268435456 memory.swap_path=$S/memory.swap.max; quiet; }
@test "H84 a process limit, and an escape in its path" { machine H84; is tasks.limit=20; quiet
	[[ $(timeout 5 "$PROGRAM" plan --root "$BATS_TEST_TMPDIR/root" 2>/dev/null) = *'?[2Jb/pids.max" allows 20'* ]]; }
@test "H85 lxcfs, some numbers in both" { machine H85; cpu 4000 4 affinity /proc/self/status; is cpu.online=4; quiet; }
@test "H86 lxcfs, a quota, one number in both" { machine H86; cpu 2000 2 affinity /proc/self/status; is cpu.online=2; quiet; }
@test "H87 pinned, and half of it not online" { machine H87; cpu 2000 2 affinity /proc/self/status; is cpu.online=4; quiet; }
@test "a Kubernetes request is no news where the operator said how much" { machine F52 --memory 2GB; is memory.request_hint_bytes=4329327034; quiet; }
@test "H88 pinned, and half of it gone since" { machine H88; cpu 2000 2 affinity /proc/self/status; is cpu.online=4; quiet; }
@test "H89 a thousandth more than one CPU, a request of nearly all" { machine H89; nolimit; cpu 1001 2 cgroup-v2 $S/cpu.max; is memory.request_hint_bytes=17128329576; }

# The operator's own numbers.

# told OPTION... : the memory in bytes it comes to, on the machine with a limit of 1 GiB of 16
told() { machine F63 "$@" && jq -r '.memory | "\(.bytes) \(.source)"' "$BATS_TEST_TMPDIR/json"; }

@test "every machine is asked here" {
	for machine in "$BATS_TEST_DIRNAME"/../machines/[FH]*; do
		grep -q "machine ${machine##*/}\>" "$BATS_TEST_FILENAME" ||
			{ echo "no test here asks machine ${machine##*/}"; return 1; }
	done
}

@test "every form of a size that is accepted" {
	[ "$(told --memory 4096)" = "4294967296 override" ]
	[ "$(told --memory 4096MB)" = "4294967296 override" ]
	[ "$(told --memory=4GB)" = "4294967296 override" ]
	[ "$(told --memory 4g)" = "4294967296 override" ]
	[ "$(told --memory 4GiB)" = "4294967296 override" ]
	[ "$(told --memory 1.5GB)" = "1610612736 override" ]
	[ "$(told --memory 75%)" = "12884901888 override" ]
	[ "$(told --memory 100%)" = "17179869184 override" ]
	[ "$(told --memory 0.5%)" = "85899345 override" ]
	[ "$(told --memory host)" = "17179869184 override" ]
	[ "$(told --memory 0512)" = "536870912 override" ]
	[ "$(told --memory 64TB)" = "70368744177664 override" ]
	[ "$(POSTGRES_MEMORY='' told)" = "1073741824 cgroup-v2" ]
	[ "$(POSTGRES_MEMORY=3GB told)" = "3221225472 override" ]
	[ "$(POSTGRES_MEMORY=3GB told --memory 512MB)" = "536870912 override" ]
}

@test "every wrong size is refused with option, value, reason and the accepted forms" {
	mkdir "$BATS_TEST_TMPDIR/root"
	while IFS='|' read -r value reason; do
		run "$PROGRAM" detect --root "$BATS_TEST_TMPDIR/root" --memory "$value"
		echo "$value: $output"
		[ "$status" = 2 ]
		[[ ${lines[0]} == "pgtune-auto: error: --memory: \"$value\": $reason"* ]]
		[[ ${lines[1]} == 'hint: accepted: 4096 (MB), 4096MB, 4GB, 1.5GB, 536870912B, 75% '* ]]
		POSTGRES_MEMORY=$value run "$PROGRAM" detect --root "$BATS_TEST_TMPDIR/root"
		[ "$status" = 2 ]
		[[ ${lines[0]} == "pgtune-auto: error: POSTGRES_MEMORY: \"$value\": $reason"* ]]
	done <<-'END'
		0|no memory at all
		0%|physical RAM is unknown
		-1|negative
		5XB|unknown unit
		99999999999999999999|too large
		9999999999TB|too large
		536870912|too large: a number without a unit is MB
		67108864|too large
		8796093022207MB|too large
		4096 MB x|unknown unit
		half|not a number
		hosts|not a number
		1,5GB|unknown unit
		0x100|unknown unit
		1e3|unknown unit
		512k|less than 1MB
		101%|more than all of it
		50%|physical RAM is unknown
		%|not a number
		-5%|not a number
	END
}

@test "a value of any length leaves room for the reason" {
	nines=$(printf '9%.0s' {1..5000})
	POSTGRES_MEMORY=$nines run "$PROGRAM" detect
	[ "$status" = 2 ]
	[[ ${lines[0]} == 'pgtune-auto: error: POSTGRES_MEMORY: "999'*'9...: too large' ]]
	[[ ${lines[1]} == 'hint: accepted: '* ]]
}

@test "CPUs: fractions, and what is refused" {
	machine F01 --cpus 1.5
	cpu 1500 2 override
	quiet
	machine F01 --cpus 0.25
	cpu 250 1 override
	POSTGRES_CPUS=3 machine F01
	cpu 3000 3 override
	warns 'planning for 3.000 CPUs as told, above the 1.500'
	for value in 0 -1 two 1.5x 99999999999999999999 20000; do
		run "$PROGRAM" detect --cpus "$value"
		echo "$output"
		[ "$status" = 2 ]
		[[ $output == *"--cpus: \"$value\""*hint:* ]]
	done
}

@test "the limit is told as found, when the operator says less" {
	machine F63 --memory 512MB
	quiet
	is memory.detected_bytes=1073741824 memory.limit_bytes=1073741824
}

@test "without /dev/shm its size is unknown, not that of /dev" {
	dev=$(unshare -m sh -c 'mount -t tmpfs -o size=1m none /dev && "$0" detect --format json 2>&1' "$PROGRAM")
	echo "$dev"
	[ "$(jq .storage.shm <<<"$dev")" = null ]
	dev=$(unshare -m sh -c 'mount -t tmpfs -o size=1m none /dev/shm && "$0" detect --format json 2>&1' "$PROGRAM")
	[ "$(jq .storage.shm.total_bytes <<<"$dev")" = 1048576 ]
}

@test "a PGDATA that is not there yet: the file system it will be made on" {
	there=$(PGDATA=$BATS_TEST_TMPDIR "$PROGRAM" detect --format json | jq .storage.pgdata.total_bytes)
	[ "$there" -gt 0 ]
	deeper=$(PGDATA=$BATS_TEST_TMPDIR/none/deeper "$PROGRAM" detect --format json |
		jq -c '[.storage.pgdata.total_bytes, .storage.wal.total_bytes]')
	[ "$deeper" = "[$there,$there]" ]
	top=$(PGDATA=/none "$PROGRAM" detect --format json | jq .storage.pgdata.total_bytes)
	blocks=$(stat -f -c '%b * %S' /)
	[ "$top" = $((blocks)) ]
}

@test "WAL that is in pg_wal is told: it counts as free" {
	local held
	mkdir -p "$BATS_TEST_TMPDIR/data/pg_wal/archive_status"
	truncate -s 16M "$BATS_TEST_TMPDIR/data/pg_wal/00000001000000000000000"{1,2,A}
	touch "$BATS_TEST_TMPDIR/data/pg_wal/"{00000002.history,000000010000000000000003.partial}
	held=$(PGDATA=$BATS_TEST_TMPDIR/data "$PROGRAM" detect --format json | jq .storage.wal_held_bytes)
	[ "$held" = $((3 * 16 * 1024 * 1024)) ]
	PGDATA=$BATS_TEST_TMPDIR/data "$PROGRAM" detect | grep -A 2 '^pg_wal' | grep -qE '^  held +48MB$'
}

@test "a root that is none is an error" {
	for root in "$BATS_TEST_TMPDIR/none" /etc/passwd ''; do
		run "$PROGRAM" detect --root "$root"
		[ "$status" = 2 ]
		[[ $output == *"error: --root: \"$root\": No"* ]]
	done
}

@test "the disk of a PGDATA that is yet to be made is told where its links lead" {
	there=$(mktemp -d -p /dev/shm) # another file system than the test's
	ln -s "$there" "$BATS_TEST_TMPDIR/link"
	ln -s "$BATS_TEST_TMPDIR" "$there/link"
	for pgdata in "$BATS_TEST_TMPDIR/link/a/b" "$there/link/a/b"; do
		before+=$(PGDATA=$pgdata "$PROGRAM" detect --format json | jq .storage.rotational)
		mkdir -p "$pgdata"
		after+=$(PGDATA=$pgdata "$PROGRAM" detect --format json | jq .storage.rotational)
	done
	rm -r "$there"
	[ "$before" = "$after" ]
}

@test "this machine, and a format that is none" {
	run "$PROGRAM" detect --format json
	[ "$status" = 0 ]
	jq -e '.memory.physical_bytes > 0 and .cpu.milli > 0 and .cpu.online > 0 and .io_uring.allowed != null
		and .storage.shm != "" and (.memory.bytes <= .memory.physical_bytes)' <<<"$output"
	run "$PROGRAM" detect --format yaml
	[ "$status" = 2 ]
	[[ $output == *'one of: text, json'* ]]
}

@test "text output: aligned, with units and files" {
	machine F01
	diff "$BATS_TEST_TMPDIR/text" - <<-'END'
		memory                    512MB  cgroup-v2  /sys/fs/cgroup/memory.max
		  physical RAM             16GB             /proc/meminfo
		  level                   512MB             /sys/fs/cgroup/memory.max
		CPUs                        1.5  cgroup-v2  /sys/fs/cgroup/cpu.max
		  online                      8
		  affinity                    8
		  quota                     1.5
		huge pages                    0  of 2MB free
		io_uring                unknown  not asked: this is a directory, not a machine
	END
	machine F62
	grep -qE '^memory +95\.3MB ' "$BATS_TEST_TMPDIR/text"
	machine F09
	grep -qE '^memory +1536MB ' "$BATS_TEST_TMPDIR/text"
}
