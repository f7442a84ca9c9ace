#!/usr/bin/env bats
# Whole plans as they were reviewed: `make golden` rewrites them, the diff is read by a person.

# shellcheck disable=SC2154,SC2030,SC2031
load common

@test "plans are as reviewed, in every format" {
	"$REPO/tests/golden/plan.sh" "${GOLDEN:-compare}"
}

@test "every format of plan has its reviewed files" {
	for format in $("$PGTUNE" help plan | sed -n 's/^Formats: //p'); do
		grep -q "\]=${format}[ )]" "$REPO/tests/golden/plan.sh" ||
			{ echo "tests/golden/plan.sh has no extension for $format in format_of"; return 1; }
	done
}

@test "every reviewed file has its command line" {
	for file in "$REPO"/tests/golden/plan/*; do
		[ -e "${file%.*}.args" ] || { echo "there is no ${file%.*}.args"; return 1; }
	done
}
