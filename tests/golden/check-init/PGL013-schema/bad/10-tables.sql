CREATE TABLE app.t (id int);
GRANT USAGE ON SCHEMA app TO public;
CREATE FUNCTION api.f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
CREATE EXTENSION pgcrypto SCHEMA extensions;
INSERT INTO nowhere.t VALUES (1);
UPDATE nowhere.t SET id = 1;
GRANT SELECT ON nowhere.t TO postgres;
COMMENT ON TABLE nowhere.t IS 'x';
DROP SCHEMA nowhere;
