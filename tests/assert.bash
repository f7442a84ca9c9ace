# shellcheck shell=bash
# What a bats file says of what it sees: each fails with the reason (bats does not see a bare `!`).

# same ACTUAL EXPECTED: equal, or both are shown.
same() {
	[ "$1" = "$2" ] && return
	printf 'expected: %s\nbut got:  %s\n' "$2" "$1"
	return 1
}

# has TEXT PART, hasnt TEXT PART: the part is in it; it is not.
has() {
	case $1 in *"$2"*) return ;; esac
	printf 'no "%s" in: %s\n' "$2" "$1"
	return 1
}

hasnt() {
	case $1 in *"$2"*) ;; *) return ;; esac
	printf '"%s" is in: %s\n' "$2" "$1"
	return 1
}

# none COMMAND...: it fails.
none() {
	"$@" || return 0
	echo "should fail: $*"
	return 1
}

# wait_for SECONDS COMMAND...: until it succeeds; fails when the time is up.
wait_for() {
	local until=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		if ((SECONDS >= until)); then
			echo "waited in vain for: $*"
			return 1
		fi
		sleep 0.1
	done
}
