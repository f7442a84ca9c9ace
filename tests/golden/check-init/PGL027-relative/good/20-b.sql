\ir sub/there.sql
\i /docker-entrypoint-initdb.d/sub/there.sql
