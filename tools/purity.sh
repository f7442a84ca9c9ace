#!/bin/sh
# The pure layers of src/LAYERS call nothing that does I/O, reads a clock or the environment, or
# allocates: every undefined symbol of their objects is on the list below or our own (base, the pure
# layers, and host.o, which has the words of struct host and no I/O).
# Usage: tools/purity.sh BUILD_DIR
set -eu
build=$1
allowed='mem(cpy|move|set|cmp|chr|rchr|mem)|str(len|cpy|cmp|ncmp|casecmp|ncasecmp|chr|rchr|str|nlen|spn|cspn|pbrk)|v?snprintf|qsort|bsearch|explicit_bzero|inet_pton|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_'
layers=$(awk '$2 == "pure" { print $1 }' src/LAYERS)
# shellcheck disable=SC2046 # file names, one a word
own=$(nm -A --defined-only "$build"/obj/base/*.o "$build"/obj/host/host.o \
	$(for l in $layers; do ls "$build/obj/$l"/*.o 2>/dev/null || true; done) |
	awk '$2 ~ /^[TRDB]$/ || $3 ~ /^[TRDB]$/ { print $NF }' | grep -vE '^(log_|file_|secret_|proc_)' | sort -u)
bad=0
for layer in $layers; do
	for object in "$build/obj/$layer"/*.o; do
		[ -e "$object" ] || continue
		foreign=$(nm -u "$object" | awk '{ print $NF }' | grep -vxE "$allowed" |
			grep -vxF "$own" || true)
		[ -z "$foreign" ] || { echo "$object is not pure: $foreign" | tr '\n' ' '; echo; bad=1; }
		# constant tables of pointers are relocated once, then read-only: .data.rel.ro
		globals=$(nm -f sysv "$object" |
			awk -F'|' '$3 ~ /[DdBbC]/ && $NF !~ /^\.data\.rel\.ro/ { print $1 }')
		[ -z "$globals" ] || { echo "$object has writable data: $globals" | tr '\n' ' '; echo; bad=1; }
	done
done
exit $bad
