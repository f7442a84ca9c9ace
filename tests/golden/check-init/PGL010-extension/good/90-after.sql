CREATE TABLE places (at geometry);
CREATE OR REPLACE FUNCTION uncommon_function() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE VIEW uncommon_view AS SELECT 1;
CREATE SCHEMA app;
CREATE TYPE app.uncommon_type AS ENUM ('x');
