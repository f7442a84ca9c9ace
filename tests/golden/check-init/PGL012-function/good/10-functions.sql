CREATE TABLE excluding (a int, EXCLUDE USING hash (a WITH =));
CREATE FUNCTION later_is_fine() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN next_code(); END $$;
SET check_function_bodies = off;
CREATE FUNCTION unchecked() RETURNS text LANGUAGE sql AS $$ SELECT next_code() $$;
SET check_function_bodies = on;
CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
CREATE FUNCTION hash(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
SET pgaudit.log = 'ddl'; SET SESSION pgaudit.log = 'ddl'; SET LOCAL pgaudit.log = 'ddl';
