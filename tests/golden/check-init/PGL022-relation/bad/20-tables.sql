CREATE TABLE users (id int primary key);
CREATE TYPE post_state AS ENUM ('x');
CREATE TABLE late (id int);
CREATE SEQUENCE late_seq;
CREATE MATERIALIZED VIEW late_view AS SELECT 1 AS id;
