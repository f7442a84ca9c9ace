#!/bin/sh
createuser --bypassrls a; createuser --createdb b; createuser --createrole c; createuser --echo d
createuser --encrypted e; createuser --inherit f; createuser --interactive g; createuser --login h; createuser --password i
createuser --pwprompt j; createuser --replication k; createuser --superuser l; createuser --no-createdb m; createuser --role app n
psql -v ON_ERROR_STOP=1 -c "GRANT a, b, c, d, e, f, g, h, i, j, k, l, m, n TO app"
