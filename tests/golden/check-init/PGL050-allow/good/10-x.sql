-- pgtune-auto: allow PGL019 the development password
CREATE ROLE a
  LOGIN
  PASSWORD 'x';
CREATE ROLE b PASSWORD 'x'; -- pgtune-auto: allow PGL019 so is this
-- pgtune-auto: allow PGL016 silent without --preload
CREATE EXTENSION pg_cron;
