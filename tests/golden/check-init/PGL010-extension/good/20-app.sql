-- CREATE TABLE t (e geometry);
/* SELECT ST_MakePoint(1,2); /* nested */ SELECT x::geography */
CREATE TABLE docs (id int, vector text, geometry int, e vector(3), c cube);
CREATE INDEX ON docs USING gin (vector gin_trgm_ops);
SELECT cron.schedule('x', '* * * * *', $job$ SELECT ST_MakePoint(1,2) $job$);
ALTER SYSTEM SET pgaudit.log = 'ddl';
SELECT 'x::geometry', E'it\'s ::hstore', geometry AS citext FROM docs AS ltree;
CREATE FUNCTION late() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM ST_MakePoint(1,2); END $$;
CREATE FUNCTION digest(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 $$;
SELECT digest('own function');
SELECT uncommon_schema.uncommon_function();
CREATE TABLE uncommon_schema.t (id int);
SELECT uncommon_function() FROM uncommon_view;
CREATE TABLE u (id uncommon_type);
CREATE DATABASE other;
\connect template1
CREATE EXTENSION hstore;
CREATE DATABASE with_hstore;
\connect with_hstore
CREATE TABLE t (h hstore);
\connect postgres
GRANT USAGE ON SCHEMA cron TO postgres;
GRANT SELECT ON ALL TABLES IN SCHEMA cron TO postgres;
GRANT EXECUTE ON FUNCTION cron.schedule(text, text) TO postgres;
COMMENT ON SCHEMA cron IS 'jobs';
WITH a(b) AS (SELECT 1), levenshtein (c) AS (SELECT 2) SELECT b, c FROM a, levenshtein;
CREATE DATABASE copied TEMPLATE postgres;
\connect copied
CREATE TABLE c (v vector(3));
CREATE DATABASE again TEMPLATE copied;
\connect again
CREATE TABLE c (v vector(3));
