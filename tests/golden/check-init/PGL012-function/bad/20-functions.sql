CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
CREATE OR REPLACE FUNCTION app_code(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 $$;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE PROCEDURE late_procedure() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE late_aggregate(int) (SFUNC = int4pl, STYPE = int);
