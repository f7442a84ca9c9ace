INSERT INTO users VALUES (1);
CREATE TABLE posts (id int, state post_state, author int REFERENCES users (id));
CREATE VIEW v AS SELECT * FROM users;
ALTER TABLE users ADD COLUMN x int;
