SET standard_conforming_strings = off;
SET escape_string_warning = off;
SELECT 'it\'s one string; GRANT nobody TO nobody';
SET standard_conforming_strings = on;
SELECT 'C:\';
DO E'BEGIN\n\tCREATE ROLE "from DO";\nEND';
GRANT "from DO" TO postgres;
CREATE FUNCTION distance(IN vector float, OUT citext text) LANGUAGE sql AS $$ SELECT 'x' $$;
CREATE TABLE points (a int);
\if :{?filled_here}
\copy points from '/docker-entrypoint-initdb.d/data.csv'
\endif
\ir queries/points.psql
CREATE ROLE "ü";
GRANT U&"\00fc" TO postgres;
