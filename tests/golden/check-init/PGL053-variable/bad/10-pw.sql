ALTER ROLE postgres PASSWORD :'pw';
ALTER DATABASE :"db" SET work_mem = '8MB';
SELECT :n + 1;
DO $$ BEGIN EXECUTE format('ALTER ROLE postgres PASSWORD %L', :'pw'); END $$;
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT :'pw' || ':x' $$;
SELECT :DBNAME, :'DBNAMES';
\set pw x
SELECT :'pwd', (ARRAY[1, 2])[1:2], :PW;
