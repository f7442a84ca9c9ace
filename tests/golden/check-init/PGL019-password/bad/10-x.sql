CREATE ROLE a LOGIN PASSWORD 'secret';
ALTER USER a WITH ENCRYPTED PASSWORD 'other';
DO $$ BEGIN CREATE ROLE b PASSWORD 'third'; EXECUTE 'CREATE ROLE c PASSWORD ''fourth'''; END $$;
CREATE SUBSCRIPTION s CONNECTION 'host=h dbname=d user=u password=x' PUBLICATION p;
\set app_password 'seventh'
\set pgpasswd 'ninth'
\set app_pass 'tenth'
\set app_pwd 'eleventh'
\set app_pw 'twelfth'
\set pass '13th'
\set pgpass '14th'
\set pwd '15th'
