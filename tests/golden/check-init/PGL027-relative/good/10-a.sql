\cd /docker-entrypoint-initdb.d
\i sub/there.sql
