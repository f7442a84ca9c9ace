#!/bin/sh
# Runs a script as root on a kernel of its own (cgroup v2, qemu without KVM) and prints what it prints:
#   vm.sh [--postgres] SCRIPT [FILE...]
# The FILEs are in the script's working directory. The exit status is the script's; 124 is "took too long".
# Without --postgres the machine holds busybox and the FILEs; with it, the whole root of PostgreSQL 18.
# VM_MEMORY (MB), VM_CPUS and VM_TIMEOUT (seconds) size it; VM_APPEND adds kernel parameters.
set -eu
lib=$(cd "$(dirname "$0")" && pwd)

base='' memory=1024
if [ "${1:-}" = --postgres ]; then
	base=$("$lib/rootfs.sh" cpio)
	memory=3000
	shift
fi
script=${1:?usage: vm.sh [--postgres] SCRIPT [FILE...]}
shift

dir=$(mktemp -d "${TMPDIR:-/tmp}/pgtune-vm.XXXXXX")
trap 'rm -rf "$dir"' EXIT
trap 'exit 143' TERM INT
mkdir -p "$dir/root/vm" "$dir/root/.vm"
cp /bin/busybox "$dir/root/.vm/busybox"
cp "$script" "$dir/root/.vm/script"
[ $# = 0 ] || cp "$@" "$dir/root/vm/"
cp "$lib/vm-init" "$dir/root/init"
chmod 755 "$dir/root/init" "$dir/root/.vm/script"

# The kernel unpacks archives that follow each other, later files winning.
(cd "$dir/root" && find . | cpio --quiet -o -H newc) >"$dir/own.cpio"
cat ${base:+"$base"} "$dir/own.cpio" >"$dir/initrd"

# Emulated CPUs hang now and then, at any instruction: such a machine is started anew, twice at most.
kernel=$("$lib/rootfs.sh" kernel)
for again in yes yes no; do
	code=0
	timeout "${VM_TIMEOUT:-180}" qemu-system-x86_64 -accel tcg -cpu max -m "${VM_MEMORY:-$memory}" -smp "${VM_CPUS:-2}" \
		-nodefaults -display none -serial stdio -monitor none -no-reboot -net none \
		-kernel "$kernel" -initrd "$dir/initrd" \
		-append "console=ttyS0 quiet panic=-1 ${VM_APPEND:-}" </dev/null >"$dir/console" || code=$?
	[ $code = 124 ] && [ $again = yes ] || break
	echo "vm.sh: the machine hangs, once more" >&2
done

tr -d '\r' <"$dir/console" >"$dir/text"
sed -n '/^vm: begin$/,/^vm: end [0-9]*$/p' "$dir/text" | sed '/^vm: /d'
status=$(sed -n 's/^vm: end \([0-9]*\)$/\1/p' "$dir/text")
if [ -z "$status" ]; then
	echo "vm.sh: the machine ended early (qemu $code); its console:" >&2
	tail -n 40 "$dir/text" >&2
	exit "$([ $code = 0 ] && echo 125 || echo $code)"
fi
exit "$status"
