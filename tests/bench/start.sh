#!/bin/bash
# Speed and size, as ratios within one run (machines are shared and noisy: the fastest of many runs
# counts). Prints a table in Markdown. Usage: tests/bench/start.sh     (make bench)
set -eu
REPO=$(cd "$(dirname "$0")/../.." && pwd)
BINARY=$REPO/build/pgtune-auto
HERE=$(mktemp -d)
PLAN=("$BINARY" plan --pg 18 --format args)
DETECT=("$BINARY" detect --format json)

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

row() { echo "| $1 | $2 | $3 |"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

main() {
	for tool in hyperfine valgrind; do
		command -v $tool >/dev/null || { echo "start.sh: $tool is not installed; make deps installs it" >&2; exit 1; }
	done
	trap 'rm -rf "$HERE"' EXIT
	floor
	read -r none plan detect < <(fastest "$HERE/empty" "${PLAN[*]}" "${DETECT[*]}")
	echo "| what | measured | goal |"
	echo "|---|---|---|"
	row "plan, whole process" "$plan ms = $(ratio "$plan" "$none") x an empty static binary ($none ms)" "2 x"
	row "detect, whole process" "$detect ms = $(ratio "$detect" "$none") x" "2 x"
	row "plan, instructions" "$(instructions "${PLAN[@]}")" ""
	row "detect, instructions" "$(instructions "${DETECT[@]}")" ""
	row "binary, stripped" "$(stat -c %s "$BINARY") bytes" "300 kB"
}
main
