CREATE DATABASE elsewhere;
\c elsewhere
CREATE TABLE far (id int);
\c postgres
INSERT INTO far VALUES (1);
CREATE TABLE far (id int);
