#!/bin/bash
if [ -z "$X" ]; then
	exit 0
fi
[ -n "$Y" ] || exit 1
