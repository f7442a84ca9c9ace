CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
CREATE OR REPLACE FUNCTION app_code(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 $$;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE PROCEDURE late_procedure() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE late_aggregate(int) (SFUNC = int4pl, STYPE = int);
CREATE FUNCTION late_state(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION late_handler() RETURNS fdw_handler LANGUAGE c AS 'x';
CREATE FUNCTION late_validator(text[], oid) RETURNS void LANGUAGE c AS 'x';
