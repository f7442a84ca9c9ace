CREATE EXTENSION pgcrypto;
CREATE FUNCTION later_function() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE later_relation (id int);
CREATE SCHEMA later_schema;
CREATE DATABASE later_database;
