# awk, perl: words of a shell script too
awk 1 /dev/null
