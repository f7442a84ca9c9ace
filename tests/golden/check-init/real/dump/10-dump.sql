\getenv pw APP_PASSWORD
SET statement_timeout = 0; SET check_function_bodies = false;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.users (id integer NOT NULL, "group" text, role text, "user" text, password text DEFAULT 'x', type text, vector int[]);
ALTER TABLE public.users OWNER TO postgres;
CREATE FUNCTION public.f(a integer, b text DEFAULT 'x', OUT c text) RETURNS text LANGUAGE plpgsql AS $_$ BEGIN c := $1; END $_$;
CREATE SEQUENCE public.users_id_seq START WITH 1 OWNED BY public.users.id;
ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;
ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);
SELECT pg_catalog.setval('public.users_id_seq', 1, false);
CREATE FUNCTION public.g() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 ELSE 2 END; SELECT 2; END;
CREATE RULE r AS ON INSERT TO public.users DO ALSO (SELECT 1; SELECT 2);
CREATE PROCEDURE public.p() LANGUAGE plpgsql AS 'BEGIN PERFORM 1; END';
CALL public.p();
SELECT a[1:2], '{}'::int[], 5 % 3, 'x' || 'y' FROM (VALUES (ARRAY[1,2])) v(a);
GRANT SELECT (id), UPDATE (id) ON public.users TO public;
GRANT CREATE, USAGE ON SCHEMA public TO pg_database_owner;
CREATE ROLE "it's" ; COMMENT ON ROLE "it's" IS 'x';
CREATE ROLE grp; GRANT grp TO CURRENT_USER; GRANT SET ON PARAMETER log_statement TO grp;
ALTER ROLE grp IN DATABASE postgres SET search_path TO app;
CREATE TABLE parent (id int) PARTITION BY RANGE (id); CREATE TABLE child PARTITION OF parent FOR VALUES FROM (1) TO (10);
INSERT INTO parent SELECT * FROM generate_series(1,3) ON CONFLICT DO NOTHING;
UPDATE public.users SET role = 'x' FROM parent WHERE users.id = parent.id;
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON public.users (lower(role));
CREATE PUBLICATION pub FOR TABLE public.users; 
DO $do$ DECLARE r record; BEGIN FOR r IN SELECT 1 AS x LOOP EXECUTE format('GRANT %I TO %I', 'a', 'b'); END LOOP; EXECUTE 'CREATE ROLE made_here'; EXCEPTION WHEN duplicate_object THEN NULL; END $do$;
GRANT made_here TO grp;
CREATE USER u WITH LOGIN ENCRYPTED PASSWORD :'pw' VALID UNTIL '2030-01-01' IN ROLE grp;
CREATE DATABASE shop WITH OWNER u ENCODING 'UTF8' TEMPLATE template0 LC_COLLATE 'C';
GRANT ALL PRIVILEGES ON DATABASE shop TO u;
\c shop u
CREATE SCHEMA IF NOT EXISTS s1 CREATE TABLE t1 (id int);
CREATE TABLE s1.t2 (LIKE s1.t1 INCLUDING ALL, d s1.t1);
CREATE VIEW s1.v WITH (security_barrier) AS WITH c AS (SELECT * FROM s1.t1) SELECT * FROM c;
CREATE MATERIALIZED VIEW s1.mv AS SELECT count(*) FROM s1.t1 WITH NO DATA;
CREATE DOMAIN s1.email AS text CHECK (VALUE ~ '@'); CREATE TABLE s1.e (e s1.email);
CREATE AGGREGATE s1.agg(int) (SFUNC = int4pl, STYPE = int);
CREATE TYPE s1.pair AS (a int, b text); CREATE CAST (s1.pair AS text) WITH INOUT;
CREATE OPERATOR s1.=== (LEFTARG = int, RIGHTARG = int, PROCEDURE = int4eq);
LISTEN x; NOTIFY x, 'y'; VACUUM; ANALYZE s1.t1; SAVEPOINT a; 
SELECT * FROM s1.t1 AS digest, LATERAL (SELECT 1) x WHERE extract(year FROM now()) > 1 AND trim(both 'x' from 'y') IS DISTINCT FROM 'z';
\copy s1.t1 from stdin
1
\.
\echo 'GRANT x TO y'
\! echo GRANT a TO b
SELECT 1 AS "x" \gset pre_
ALTER DEFAULT PRIVILEGES FOR ROLE u REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
REVOKE INHERIT OPTION FOR grp FROM u; REVOKE SET OPTION FOR grp FROM u; -- 16 on
DROP OWNED BY u; 
