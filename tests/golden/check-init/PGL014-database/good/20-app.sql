CREATE EXTENSION dblink;
\connect app
\c jobs
\c postgres
\c template1
\connect :DBNAME
\set tail pp
\connect a:tail
\c - postgres
\c "dbname=app"
\c postgres;
DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_database WHERE datname = 'from_dblink') THEN
		PERFORM dblink_exec('dbname=' || current_database(), 'CREATE DATABASE from_dblink');
	END IF;
END $$;
\connect from_dblink ;
\connect postgresql://postgres@/from_dblink
