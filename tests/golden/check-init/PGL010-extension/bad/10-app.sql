CREATE TABLE docs (id int, body text, e vector(3));
CREATE INDEX ON docs USING gin (body gin_trgm_ops);
SELECT cron.schedule('x', '* * * * *', 'SELECT 1');
SELECT net.http_post('http://x');
ALTER SYSTEM SET pgaudit.log = 'ddl';
SELECT '[1,2,3]'::vector, CAST('x' AS public.citext);
CREATE FUNCTION f(q halfvec) RETURNS sparsevec LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw;
CREATE DATABASE other;
\connect other
CREATE TABLE docs (e vector(3));
GRANT USAGE ON SCHEMA cron TO postgres;
GRANT SELECT ON cron.job TO postgres;
UPDATE cron.job SET nodename = '';
COMMENT ON FUNCTION cron.schedule(text, text) IS 'x';
CREATE FUNCTION py() RETURNS int AS 'return 1' LANGUAGE 'plpython3u';
CREATE TABLE ranges (name text, EXCLUDE USING gist (name gist_trgm_ops WITH =));
SELECT crypt('x', 'y'), uuid_generate_v4();
COMMENT ON EXTENSION vector IS 'x';
