(set -eu; true)
set -- a b
set -x
echo set -e
