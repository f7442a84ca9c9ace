INSERT INTO users VALUES (1);
CREATE TABLE orders (id int, state post_state, users int);
CREATE TABLE words (id int, a text CHECK (a LIKE 'x%'), b text CHECK (b LIKE a));
UPDATE words SET a = 'y';
DROP TABLE IF EXISTS created_below;
CREATE TABLE created_below (id int);
