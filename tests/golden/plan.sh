#!/bin/bash
# tests/golden/plan.sh [write|compare]: each plan/CASE.args is a command line for `plan`; CASE.EXT is what it
# prints, the extension says the format. Without `write` differences are shown and make it fail.
set -u
cd "$(dirname "$0")/../.." || exit 1
unset "${!POSTGRES_@}" "${!PGTUNE_@}" PGDATA PG_MAJOR COLUMNS
declare -A format_of=([txt]=text [words]=args [conf]=conf [json]=json [sql]=sql [env]=env [k8s]=k8s [compose]=compose [err]=text)

# print CASE EXT: what the program says; .err is stderr.
print() {
	local ext=$2
	local -a args
	read -ra args <"tests/golden/plan/$1.args"
	set -- build/pgtune-auto --root tests/golden/machine plan --format "${format_of[$ext]}" "${args[@]}"
	case $ext in
	err) { "$@" >/dev/null; } 2>&1 ;;
	json) "$@" 2>/dev/null | python3 -m json.tool --no-ensure-ascii ;;
	*) "$@" 2>/dev/null ;;
	esac
}

bad=0
for args in tests/golden/plan/*.args; do
	case=$(basename "$args" .args)
	for ext in "${!format_of[@]}"; do
		golden=tests/golden/plan/$case.$ext
		if [ "${1:-}" = write ]; then
			print "$case" "$ext" >"$golden"
		else
			print "$case" "$ext" | diff -u "$golden" - || bad=1
		fi
	done
done
[ $bad = 0 ] || echo "if that is what the plan should be now: make golden, and read the difference" >&2
exit $bad
