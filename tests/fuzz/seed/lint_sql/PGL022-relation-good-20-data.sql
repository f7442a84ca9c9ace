INSERT INTO users VALUES (1);
CREATE TABLE orders (id int, state post_state, users int);
