\ir tables/users.sql
\i sub/there.sql
