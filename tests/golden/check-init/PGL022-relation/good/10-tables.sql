CREATE TABLE users (id int primary key);
CREATE TYPE post_state AS ENUM ('x');
WITH orders AS (SELECT 1) SELECT * FROM orders;
ALTER TABLE IF EXISTS orders ADD x int;
DROP TABLE IF EXISTS orders;
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO orders VALUES (1); END $$;
\copy (SELECT 1 AS late) TO stdout
EXPLAIN ANALYZE SELECT 1 AS analyze, 2 AS cluster;
CREATE FUNCTION tidy() RETURNS void LANGUAGE sql AS $$ TRUNCATE orders; ANALYZE orders; ALTER TABLE orders ADD y int $$;
