CREATE ROLE a LOGIN PASSWORD 'secret';
ALTER USER a WITH ENCRYPTED PASSWORD 'other';
DO $$ BEGIN CREATE ROLE b PASSWORD 'third'; EXECUTE 'CREATE ROLE c PASSWORD ''fourth'''; END $$;
CREATE SUBSCRIPTION s CONNECTION 'host=h dbname=d user=u password=x' PUBLICATION p;
\set app_password 'seventh'
