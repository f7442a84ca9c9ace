CREATE TABLE town (name text);
COPY town FROM '/docker-entrypoint-initdb.d/sub/there.sql';
COPY town FROM '/srv/town.csv' (FORMAT csv);
COPY town FROM 'town.csv';
COPY town TO '/docker-entrypoint-initdb.d/out.csv';
COPY town FROM PROGRAM 'cat /docker-entrypoint-initdb.d/none.csv';
COPY (SELECT trim(BOTH FROM '/docker-entrypoint-initdb.d/none') FROM town) TO STDOUT;
CREATE FUNCTION fill() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	COPY town FROM '/docker-entrypoint-initdb.d/none.csv';
END $$;
COPY town (name) FROM STDIN;
Ulm
\.
