#!/bin/bash
# Speed and size, as ratios within one run (machines are shared and noisy: the fastest of many runs
# counts). Prints a table in Markdown. Usage: tests/bench/start.sh     (make bench)
set -eu
BATS_TEST_DIRNAME=$(cd "$(dirname "$0")/../e2e" && pwd)
export BATS_TEST_FILENAME=start.sh
# shellcheck source=tests/e2e/lib/common.bash
. "$BATS_TEST_DIRNAME/lib/common.bash"

IMAGE=pgtune-auto/bench:18
HERE=$(mktemp -d)
PLAN=("$BINARY" plan --pg 18 --format args)
DETECT=("$BINARY" detect --format json)
BOOTS=3

# shellcheck disable=SC2317 # run by the trap
cleanup() {
	rm -rf "$HERE"
	engine_down
}

# The floor: a static program that does nothing, linked as ours is.
floor() {
	echo 'int main(void) { return 0; }' >"$HERE/empty.c"
	gcc -specs="$REPO/build/musl.specs" -Os -fPIE -static-pie -s -o "$HERE/empty" "$HERE/empty.c"
}

# fastest COMMAND...: the least milliseconds of each, in one hyperfine run.
fastest() {
	hyperfine -N --warmup 50 --runs 300 --export-csv "$HERE/times.csv" "$@" >/dev/null 2>&1
	awk -F, 'NR > 1 { printf "%.3f ", $(NF - 1) * 1000 } END { print "" }' "$HERE/times.csv"
}

instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
		awk '/Collected/ { print $NF }'
}

# first_boot IMAGE ARG...: seconds from docker run to the first answer over TCP, the least of BOOTS.
first_boot() {
	local i
	for ((i = 0; i < BOOTS; i++)); do
		local begin=$EPOCHREALTIME
		start bench-$$ -e POSTGRES_HOST_AUTH_METHOD=trust -e PGDATA=/tmp/data "$@"
		wait_for 120 docker exec bench-$$ pg_isready -q -h "$(hostname_of bench-$$)"
		awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'
		docker rm -f -v bench-$$ >/dev/null
	done | sort -n | head -n 1
}

hostname_of() { docker inspect -f '{{.NetworkSettings.IPAddress}}' "$1"; }

# supervisor_kb: what process 1 of a running container keeps resident of its own.
supervisor_kb() {
	start bench-$$ -e POSTGRES_HOST_AUTH_METHOD=trust "$IMAGE"
	wait_for 120 docker exec bench-$$ pg_isready -q -h "$(hostname_of bench-$$)"
	docker exec bench-$$ awk '/^VmRSS/ { print $2 }' /proc/1/status
	docker rm -f -v bench-$$ >/dev/null
}

row() { echo "| $1 | $2 | $3 |"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

main() {
	engine_up
	trap cleanup EXIT
	image_up
	floor
	read -r none plan detect < <(fastest "$HERE/empty" "${PLAN[*]}" "${DETECT[*]}")
	echo "| what | measured | goal |"
	echo "|---|---|---|"
	row "plan, whole process" "$plan ms = $(ratio "$plan" "$none") x an empty static binary ($none ms)" "2 x"
	row "detect, whole process" "$detect ms = $(ratio "$detect" "$none") x" "2 x"
	row "plan, instructions" "$(instructions "${PLAN[@]}")" ""
	row "detect, instructions" "$(instructions "${DETECT[@]}")" ""
	row "binary, stripped" "$(stat -c %s "$BINARY") bytes" "300 kB"
	row "supervisor, resident" "$(supervisor_kb) kB" "1 MB"
	ours=$(first_boot "$IMAGE")
	bare=$(first_boot --user postgres --entrypoint bash "$BASE" -c 'initdb -A trust >/dev/null && exec postgres')
	row "first boot to TCP" "$ours s = $(ratio "$ours" "$bare") x initdb and postgres alone ($bare s)" ""
}
main
