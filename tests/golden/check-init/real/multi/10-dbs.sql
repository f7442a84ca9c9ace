\getenv p1 APP1_PASSWORD
CREATE USER app1 WITH PASSWORD :'p1';
SELECT 'CREATE DATABASE app1 OWNER app1' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'app1')\gexec
CREATE DATABASE app2;
\connect app1
CREATE EXTENSION IF NOT EXISTS vector;
CREATE TABLE t (v vector(3));
\connect app2
CREATE EXTENSION hstore;
CREATE TABLE t (h hstore);
\connect :DBNAME
SELECT format('CREATE ROLE %I LOGIN', 'dyn') \gexec
GRANT app1 TO dyn;
\if :{?replica}
  GRANT nobody TO app1;
\else
  SELECT 1;
\endif
