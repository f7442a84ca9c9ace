-- The extensions of every stack, in POSTGRES_DB. A library that has to be preloaded and is not
-- (POSTGRES_SHARED_PRELOAD_LIBRARIES) is left out with a notice instead of stopping the first boot.
\set ON_ERROR_STOP on

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS vector;

SELECT current_setting('shared_preload_libraries') ~ '\mpg_stat_statements\M' AS has_statements,
       current_setting('shared_preload_libraries') ~ '\mpgaudit\M' AS has_audit,
       current_setting('shared_preload_libraries') ~ '\mpg_cron\M'
       AND current_setting('cron.database_name', true) = current_database() AS has_cron,
       current_setting('shared_preload_libraries') ~ '\mpg_net\M' AS has_net
\gset

\if :has_statements
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
\else
\echo '01-extensions.sql: pg_stat_statements is not preloaded: left out'
\endif

\if :has_audit
CREATE EXTENSION IF NOT EXISTS pgaudit;
\else
\echo '01-extensions.sql: pgaudit is not preloaded: left out'
\endif

\if :has_cron
CREATE EXTENSION IF NOT EXISTS pg_cron;
\else
\echo '01-extensions.sql: pg_cron is not preloaded for this database: left out'
\endif

-- Only in an image whose extensions are compiled, and preloaded only where it is asked for.
-- pgtune-auto: allow PGL016 not reached without it
\if :has_net
CREATE EXTENSION IF NOT EXISTS pg_net;
\endif
