#!/usr/bin/env bats
# limit: 900
# A first boot on a kernel with cgroup v2, booted for the purpose. (What is detected there: detect_vm.bats.)

load lib/common

@test "first boot under cgroup v2: the server has the settings of its group, also where that has too few huge pages" {
	cat >"$BATS_TEST_TMPDIR/boot" <<'END'
mkdir /sys/fs/cgroup/pg && echo 1073741824 >/sys/fs/cgroup/pg/memory.max
echo +hugetlb >/sys/fs/cgroup/cgroup.subtree_control
echo 128 >/proc/sys/vm/nr_hugepages
echo 2097152 >/sys/fs/cgroup/pg/hugetlb.2MB.max
mkdir -m 777 /plain
sh -c 'echo $$ >/sys/fs/cgroup/pg/cgroup.procs && exec /usr/bin/setpriv --reuid=999 --regid=999 --clear-groups initdb -N -D /plain/x' 2>&1 | grep 'Bus error'
mkdir -p /docker-entrypoint-initdb.d
export POSTGRES_PASSWORD=secret PGDATA=/var/lib/postgresql/18/docker PG_MAJOR=18
sh -c 'echo $$ >/sys/fs/cgroup/pg/cgroup.procs && exec ./pgtune-auto postgres' >/tmp/log 2>&1 &
pid=$!
n=0
until ./pgtune-auto health >/dev/null 2>&1; do
	n=$((n + 1))
	[ $n -lt 120 ] && kill -0 $pid || { cat /tmp/log; exit 1; }
	sleep 1
done
grep AUTO-CONFIG /tmp/log
psql -U postgres -Atc "SELECT name, setting, unit FROM pg_settings WHERE name IN ('shared_buffers', 'max_connections', 'huge_pages_status')"
kill -INT $pid
wait $pid
echo "exit $?"
END
	VM_TIMEOUT=400 run "$LIB/vm.sh" --postgres "$BATS_TEST_TMPDIR/boot" "$BINARY"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *'[AUTO-CONFIG] RAM: 1024MB (cgroup-v2)'* ]]
	[[ $output == *'Bus error'*'shared_buffers|16384|8kB'* ]] # what initdb alone dies of
	[[ $output == *'huge_pages_status|off|'* ]]
	[[ $output == *'exit 0'* ]]
}
