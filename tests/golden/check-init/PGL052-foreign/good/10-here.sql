CREATE TABLE IF NOT EXISTS a (auto_increment int, engine text, "use" int CHECK (auto_increment > 0 AND "use" > 0));
CREATE TABLE b AS (SELECT 1 AS one, NULL auto_increment);
CREATE TABLE c AS SELECT (1) engine;
CREATE DATABASE if;
CREATE MATERIALIZED VIEW IF NOT EXISTS d AS SELECT '`users`' AS name, "`" FROM (SELECT 1 AS "`") AS x;
-- USE `app`
SELECT 'CREATE DATABASE app' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'app') \gexec
DO $$
DECLARE
	i int;
BEGIN
	IF i IS NULL THEN
		RAISE NOTICE 'none';
	END IF;
	PERFORM 1;
END $$;
BEGIN ISOLATION LEVEL REPEATABLE READ;
DECLARE it BINARY CURSOR FOR SELECT 1;
END;
BEGIN WORK;
END;
CREATE FUNCTION one() RETURNS int LANGUAGE sql
BEGIN ATOMIC
	SELECT 1;
END;
COPY a (engine) FROM STDIN;
USE app;
`x`
\.
\set command USE
:command app;
\if false
USE app;
\endif
\set ON_ERROR_STOP off
CREATE DATABASE IF NOT EXISTS app;
RAISE NOTICE 'this may fail';
