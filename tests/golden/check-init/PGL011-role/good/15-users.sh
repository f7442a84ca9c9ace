#!/bin/sh
createuser --createdb b; createuser --createrole c; createuser --echo d; createuser --inherit f; createuser --login h
createuser --replication k; createuser --superuser l; createuser --no-createdb m; createuser --role app n
psql -v ON_ERROR_STOP=1 -c "GRANT b, c, d, f, h, k, l, m, n TO staff"
