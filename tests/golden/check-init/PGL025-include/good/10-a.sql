\ir sub/there.sql
\ir ./sub/../sub/there.sql
\ir 'sub/there.sql'
\ir ../elsewhere/x.sql
\include_relative sub/there.sql
\i docker-entrypoint-initdb.d/sub/there.sql
\i /docker-entrypoint-initdb.d/sub/there.sql
\i /opt/app/schema.sql
\i :file
\ir sub/:name.sql
\ir sub/:"name".sql
\if :{?extra}
\ir sub/extra.sql
\endif
\cd /docker-entrypoint-initdb.d
\i sub/there.sql
\set ON_ERROR_STOP off
\ir sub/perhaps.sql
\ir mounted/x.sql
\ir apart/x.sql
\set ON_ERROR_STOP on
\unset ON_ERROR_STOP
\ir sub/perhaps_not.sql
