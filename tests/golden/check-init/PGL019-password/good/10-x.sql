\getenv pw APP_PASSWORD
CREATE ROLE a PASSWORD NULL;
ALTER ROLE a PASSWORD :'pw';
ALTER ROLE a PASSWORD 'SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy';
ALTER ROLE a PASSWORD 'md5d41d8cd98f00b204e9800998ecf8427e';
CREATE TABLE t (password text DEFAULT 'x');
COMMENT ON COLUMN t.password IS 'PASSWORD ''x''';
SELECT format('ALTER ROLE a PASSWORD %L', :'pw') \gexec
CREATE SUBSCRIPTION s CONNECTION 'host=h dbname=d user=u passfile=/x' PUBLICATION p WITH (connect = false);
\set app_password :'pw'
\set db_pw `echo "$DB_PASSWORD"`
\set compass north
\set with_password on
