CREATE TABLE users (id int primary key);
CREATE TYPE post_state AS ENUM ('x');
