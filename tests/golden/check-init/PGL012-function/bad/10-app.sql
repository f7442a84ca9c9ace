SELECT next_code();
CREATE TABLE t (code text DEFAULT app_code('x'));
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE VIEW v AS SELECT next_code() AS c;
CREATE FUNCTION wrapper() RETURNS text LANGUAGE sql AS $$ SELECT next_code() $$;
GRANT EXECUTE ON FUNCTION next_code() TO public;
SET check_function_bodies = off;
SET check_function_bodies = on;
CREATE FUNCTION checked() RETURNS text LANGUAGE sql AS $$ SELECT next_code() $$;
COMMENT ON PROCEDURE late_procedure() IS 'x';
COMMENT ON ROUTINE late_procedure() IS 'x';
SELECT late_aggregate(1);
ALTER PROCEDURE late_procedure() OWNER TO postgres; ALTER ROUTINE late_procedure() OWNER TO postgres;
CREATE AGGREGATE early(int) (SFUNC = late_state, STYPE = int, FINALFUNC = late_state, COMBINEFUNC = late_state,
	MSFUNC = late_state, MINVFUNC = late_state, MSTYPE = int);
CREATE OPERATOR === (PROCEDURE = late_state, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR ==== (FUNCTION = late_state, LEFTARG = int, RIGHTARG = int);
CREATE FOREIGN DATA WRAPPER w HANDLER late_handler VALIDATOR late_validator;
