trap 'rm -f /tmp/x' EXIT
