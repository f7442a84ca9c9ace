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
