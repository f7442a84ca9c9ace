#!/bin/sh
# verifier NAME: the SCRAM verifier of the password in the variable NAME or in the file NAME_FILE. The password
# itself reaches neither a command line nor the server.
set -eu
eval "value=\${$1:-} file=\${${1}_FILE:-}"
if [ -n "$value" ] && [ -n "$file" ]; then
	echo "verifier: both $1 and ${1}_FILE are set (but are exclusive)" >&2
	exit 1
elif [ -n "$file" ]; then
	exec pgtune-auto scram --password-file "$file"
elif [ -n "$value" ]; then
	printf '%s' "$value" | pgtune-auto scram
else
	echo "verifier: neither $1 nor ${1}_FILE is set" >&2
	exit 1
fi
