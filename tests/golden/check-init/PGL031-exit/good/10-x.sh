#!/bin/bash
if [ -z "$X" ]; then
	return 0
fi
(exit 1) || true
x=$(echo a; exit 1) || true
echo "exit 1" # exit 1
cat >/dev/null <<EOF
exit 1
EOF
