#!/bin/bash
# The entrypoint against the least that a shell one does (least-entrypoint.sh), on one base image, in turns,
# in one run; the fastest of many counts. Prints a table in Markdown.
# boot.sh [BOOTS]: first boots of each kind (9).
set -eu
BATS_TEST_DIRNAME=$(cd "$(dirname "$0")/../e2e" && pwd)
export BATS_TEST_FILENAME=boot.sh
# shellcheck source=tests/e2e/lib/common.bash
. "$BATS_TEST_DIRNAME/lib/common.bash"
bats_require_minimum_version() { :; }
# shellcheck source=tests/e2e/lib/boot.bash
. "$BATS_TEST_DIRNAME/lib/boot.bash"

BOOTS=${1:-9}
FILES=200000
SHELL_IMAGE=pgtune-auto/bench-shell:18
HERE=$(mktemp -d)
chmod 755 "$HERE" # postgres runs the stand-in from it

# shellcheck disable=SC2317 # run by the trap
cleanup() {
	rm -rf "$HERE"
	engine_down
}

shell_image() {
	cp "$REPO/tests/bench/least-entrypoint.sh" "$HERE/"
	docker build -q -t $SHELL_IMAGE -f - "$HERE" >/dev/null 2>&1 <<-END
		FROM $BASE
		COPY least-entrypoint.sh /usr/local/bin/
		ENTRYPOINT ["least-entrypoint.sh"]
		CMD ["postgres"]
	END
}

# A postgres that ends where a server would begin, so that what is before it can be timed; a question (-C)
# is answered by the real one.
stub() {
	cat >"$HERE/stub.c" <<-'END'
		#include <string.h>
		#include <unistd.h>
		int main(int n, char **v)
		{
			for (int i = 1; i < n; i++)
				if (strcmp(v[i], "-C") == 0) {
					v[0] = "/usr/lib/postgresql/18/bin/postgres"; /* beside which it looks for its files */
					return execv(v[0], v), 127;
				}
			return 0;
		}
	END
	mkdir "$HERE/bin"
	gcc -specs="$REPO/build/musl.specs" -Os -fPIE -static-pie -s -o "$HERE/bin/postgres" "$HERE/stub.c"
}

least() { cut -d ' ' -f "$2" "$1" | sort -n | head -n 1; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }
row() { echo "| $1 | $2 | $3 | $4 | $5 |"; }

# cpu_of ID: CPU seconds that a container has used; less a matter of what else runs than time is.
cpu_of() {
	local v1 v2
	v1=$(find /sys/fs/cgroup -path "*$1*" -name cpuacct.usage -print -quit)
	v2=$(find /sys/fs/cgroup -path "*$1*" -name cpu.stat -print -quit)
	if [ -n "$v1" ]; then awk '{ print $1 / 1e9 }' "$v1"; else awk '$1 == "usage_usec" { print $2 / 1e6 }' "$v2"; fi
}

# to_tcp IMAGE [docker create options]: seconds from docker start, on an empty volume, to a server that takes
# logins at the container's address, and CPU seconds until then.
to_tcp() {
	local image=$1 begin id cpu
	id=$(docker create --label "$LABEL" --name bench-$$ -e POSTGRES_PASSWORD=x -e POSTGRES_DB=app "${@:2}" "$image")
	begin=$EPOCHREALTIME
	docker start bench-$$ >/dev/null
	local at
	at=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' bench-$$)
	until "$BINARY" health --host "$at" --port 5432 --timeout 1s >/dev/null 2>&1; do sleep 0.01; done
	cpu=$(cpu_of "$id")
	begin=$(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')
	docker rm -f -v bench-$$ >/dev/null
	echo "$begin $cpu"
}

# first_boots WHAT [docker create options]: both, in turns.
first_boots() {
	local i ours shell ours_cpu shell_cpu
	for ((i = 0; i < BOOTS; i++)); do
		to_tcp "$IMAGE" "${@:2}" >>"$HERE/ours.$1"
		to_tcp $SHELL_IMAGE "${@:2}" >>"$HERE/shell.$1"
	done
	ours=$(least "$HERE/ours.$1" 1) shell=$(least "$HERE/shell.$1" 1)
	ours_cpu=$(least "$HERE/ours.$1" 2) shell_cpu=$(least "$HERE/shell.$1" 2)
	row "$1" "$ours s, CPU $ours_cpu s" "$shell s, CPU $shell_cpu s" "$(ratio "$ours" "$shell"), CPU $(ratio "$ours_cpu" "$shell_cpu")" "0.7"
}

# warm VOLUME: milliseconds before exec of ours and of the shell's, the fastest of many; a file for each.
warm() {
	docker run --rm --label "$LABEL" -v "$1:/var/lib/postgresql" -v "$HERE:/here" -v "$BINARY:/usr/local/bin/pgtune-auto:ro" \
		-v /usr/bin/hyperfine:/usr/local/bin/hyperfine:ro -e PATH=/here/bin:/usr/local/bin:/usr/bin:/bin:/usr/lib/postgresql/18/bin \
		--entrypoint hyperfine $SHELL_IMAGE -N --warmup 5 --runs "$2" --export-csv /here/times.csv \
		'pgtune-auto postgres' 'least-entrypoint.sh postgres' postgres >"$HERE/log" 2>&1 || { cat "$HERE/log"; return 1; }
	awk -F, 'NR > 1 { printf "%.3f ", $(NF - 1) * 1000 } END { print "" }' "$HERE/times.csv"
}

warm_starts() {
	local ours shell none many_ours many_shell
	volume bench-warm-$$
	start bench-$$ -v bench-warm-$$:/var/lib/postgresql -e POSTGRES_PASSWORD=x "$IMAGE"
	wait_ready bench-$$
	row "supervisor, resident" "$(docker exec bench-$$ awk '/^VmRSS/ { print $2 }' /proc/1/status) kB" "none" "" "1 MB"
	docker stop bench-$$ >/dev/null
	docker rm bench-$$ >/dev/null
	read -r ours shell none < <(warm bench-warm-$$ 100)
	row "warm start, before exec" "$ours ms" "$shell ms" "$(ratio "$ours" "$shell")" "0.05"
	docker run --rm --user 999 -v bench-warm-$$:/v --entrypoint bash $SHELL_IMAGE -c "cd /v/18/docker/base && for ((d = 0; d < $FILES / 1000; d++)); do
		mkdir x\$d && (cd x\$d && seq 1000 | xargs touch); done"
	read -r many_ours many_shell _ < <(warm bench-warm-$$ 20)
	row "the same with $FILES files" "$many_ours ms = $(ratio "$many_ours" "$ours") x" "$many_shell ms = $(ratio "$many_shell" "$shell") x" \
		"$(ratio "$many_ours" "$many_shell")" "no slower"
	echo
	echo "Of both, $none ms are fork, exec and end of the server's stand-in."
}

main() {
	engine_up
	trap cleanup EXIT
	image_up
	shell_image
	stub
	mkdir "$HERE/initdb.d"
	echo 'CREATE TABLE t AS SELECT generate_series(1, 1000) AS a;' >"$HERE/initdb.d/1.sql"
	echo "| what | ours | the least shell | ratio | goal |"
	echo "|---|---|---|---|---|"
	first_boots "first boot, docker start to TCP"
	first_boots "the same with an init file" -v "$HERE/initdb.d:/docker-entrypoint-initdb.d:ro"
	warm_starts
}
main
