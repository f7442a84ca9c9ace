CREATE TABLE seg (id int PRIMARY KEY, geometry text, seg text, cube text, lo boolean, CHECK (seg LIKE cube AND NOT lo),
	CONSTRAINT citext CHECK (CASE WHEN lo THEN seg ELSE cube END IS NOT NULL OR lo), CONSTRAINT isbn EXCLUDE (seg WITH =) WHERE (lo));
CREATE TABLE few AS SELECT id AS ltree, (NOT lo) AS isbn FROM seg WHERE geometry IS NOT NULL GROUP BY id HAVING lo ORDER BY id;
ALTER TABLE seg ADD COLUMN citext int, ADD issn int, DROP COLUMN IF EXISTS lquery, DROP IF EXISTS isbn13, ADD CONSTRAINT lo UNIQUE (id);
ALTER TABLE seg ALTER COLUMN seg TYPE text USING seg || cube, CLUSTER ON lo, VALIDATE CONSTRAINT citext;
ALTER TABLE seg RENAME geometry TO box2d;
CREATE FUNCTION counted(a int) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(seg) FROM seg WHERE lo AND NOT (NOT lo); END;
CREATE TABLE crypt (id int REFERENCES seg (id), digest int);
INSERT INTO crypt (id) SELECT id FROM generate_series(1, 2) AS crypt (id) JOIN seg AS hmac (id) USING (id);
COPY crypt (id) FROM PROGRAM 'true';
CREATE PUBLICATION chosen FOR TABLE crypt (id);
WITH RECURSIVE crypt (n) AS (SELECT 1) SELECT n FROM crypt;
WITH crypt (n) AS (SELECT 1) SELECT n FROM crypt;
CREATE TABLE hmac (id int PRIMARY KEY, n int REFERENCES hmac (id));
CREATE TYPE digest AS (id int);
CREATE TABLE typed OF digest (PRIMARY KEY (id));
