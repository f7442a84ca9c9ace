CREATE SCHEMA other_schema;
CREATE FUNCTION other_schema.audit() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
SELECT next_code(), other_schema.audit();
CREATE TABLE audit (id int);
INSERT INTO audit (id) VALUES (1);
CREATE TABLE t (a int UNIQUE);
SELECT 'audit()', "audit" FROM (SELECT 1 AS "audit") AS x;
