\ir tables/users.sql
\if :{?extra}
\ir tables/extra.sql
\endif
\include_relative tables/roles.sql
\include /docker-entrypoint-initdb.d/tables/rights.sql
