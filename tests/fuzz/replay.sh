#!/bin/sh
# One TAP line a seed: replay.sh build/replay/PARSER runs it on each of its seeds, and on nothing at all.
# The examples of the golden tests are seeds of the parsers that read such files.
seeds() {
	echo /dev/null
	find tests/fuzz/seed/"$1" -type f | sort
	case $1 in
	lint_shell) find tests/golden/check-init -name '*.sh' -type f | sort ;;
	lint_sql) find tests/golden/check-init -name '*.sql' -type f | sort ;;
	pooler) find tests/golden/pgbouncer -type f | sort ;;
	esac
}
n=0
parser=$(basename "$1")
if [ ! -d "tests/fuzz/seed/$parser" ]; then
	echo "not ok - tests/fuzz/seed/$parser is missing: a fuzzer needs seeds"
	exit 1
fi
seeds "$parser" >"$1.seeds"
while IFS= read -r seed; do
	n=$((n + 1))
	if said=$("$1" "$seed" 2>&1); then
		echo "ok $n - $seed"
	else
		echo "not ok $n - $seed"
		printf '%s\n' "$said" | sed 's/^/# /'
	fi
done <"$1.seeds"
echo "1..$n"
