\ir sub/there.sql
\i /docker-entrypoint-initdb.d/sub/there.sql
\cd /docker-entrypoint-initdb.d
\i sub/there.sql
