#!/bin/sh
# One TAP line a seed: replay.sh build/replay/PARSER runs it on each of its seeds, and on nothing at all.
n=0
for seed in /dev/null tests/fuzz/seed/"$(basename "$1")"/*; do
	n=$((n + 1))
	if said=$("$1" "$seed" 2>&1); then
		echo "ok $n - $seed"
	else
		echo "not ok $n - $seed"
		printf '%s\n' "$said" | sed 's/^/# /'
	fi
done
echo "1..$n"
