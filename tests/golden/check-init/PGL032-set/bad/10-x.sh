set -e
set -uo pipefail
set -o nounset
set -o pipefail -o errexit
