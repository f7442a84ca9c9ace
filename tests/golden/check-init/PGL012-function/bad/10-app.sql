SELECT next_code();
CREATE TABLE t (code text DEFAULT app_code('x'));
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE VIEW v AS SELECT next_code() AS c;
CREATE FUNCTION wrapper() RETURNS text LANGUAGE sql AS $$ SELECT next_code() $$;
GRANT EXECUTE ON FUNCTION next_code() TO public;
SET check_function_bodies = off;
SET check_function_bodies = on;
CREATE FUNCTION checked() RETURNS text LANGUAGE sql AS $$ SELECT next_code() $$;
