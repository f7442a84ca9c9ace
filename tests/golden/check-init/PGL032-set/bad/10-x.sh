set -e
set -uo pipefail
set -o nounset
