SELECT next_code(), other_schema.audit();
CREATE TABLE audit (id int);
INSERT INTO audit (id) VALUES (1);
CREATE TABLE t (a int REFERENCES audit (id));
SELECT 'audit()', "audit" FROM (SELECT 1 AS "audit") AS x;
