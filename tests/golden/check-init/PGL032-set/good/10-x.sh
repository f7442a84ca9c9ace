(set -eu; true)
set -- a b
set -x
echo set -e
set -o pipefail -x
