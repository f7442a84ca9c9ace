CREATE FUNCTION make() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
	PERFORM dblink_exec('dbname=' || current_database(), 'CREATE DATABASE made_by_function');
	EXECUTE 'CREATE USER made_by_function';
END $$;
SELECT make();
GRANT made_by_function TO postgres;
\c made_by_function
