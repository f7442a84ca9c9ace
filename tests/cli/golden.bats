#!/usr/bin/env bats
# Whole plans as they were reviewed: `make golden` rewrites them, the diff is read by a person.

# shellcheck disable=SC2154,SC2030,SC2031
load common

@test "plans are as reviewed, in every format" {
	"$REPO/tests/golden/plan.sh" "${GOLDEN:-compare}"
}

@test "every reviewed file has its command line" {
	for file in "$REPO"/tests/golden/plan/*; do
		[ -e "${file%.*}.args" ]
	done
}
