# Who may include whom. Usage: awk -f tools/layers.awk src/LAYERS $(find src -name '*.[ch]')
NR == FNR { if ($1 != "" && $1 !~ /^#/) place[$1] = ++n; next }
FNR == 1 {
	layer = FILENAME
	sub(/^src\//, "", layer)
	sub(/\/.*/, "", layer)
	if (!(layer in place)) { print FILENAME ": its folder is not in src/LAYERS"; bad = 1 }
}
/^#include "/ {
	known = $2
	gsub(/^"|\/.*$/, "", known)
	if (!(known in place) || place[known] > place[layer]) {
		print FILENAME ":" FNR ": " layer " may not include " $2
		bad = 1
	}
}
END { exit bad }
