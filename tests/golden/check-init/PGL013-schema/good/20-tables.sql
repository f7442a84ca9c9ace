CREATE TABLE app.t (id int);
CREATE TABLE "Api".t (id int);
CREATE TABLE IF NOT EXISTS public.t (id int);
CREATE EXTENSION pgcrypto SCHEMA extensions;
SELECT x.id FROM app.t AS x JOIN public.t y ON y.id = x.id;
SELECT extract(epoch FROM x.at) FROM (SELECT now() AS at) x;
CREATE TEMP TABLE pg_temp.scratch (id int);
SET search_path = not_there_yet, public;
