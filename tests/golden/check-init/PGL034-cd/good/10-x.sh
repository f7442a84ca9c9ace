(cd /tmp && ls)
x=$(cd / && pwd)
