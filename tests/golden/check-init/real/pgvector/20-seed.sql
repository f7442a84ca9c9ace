INSERT INTO app.documents (embedding) VALUES ('[1,2,3]'), (E'it\'s;');
COPY app.documents (id, embedding) FROM stdin;
1	GRANT x TO y;
2	don't
\.
SELECT count(*) FROM app.documents;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'readonly') THEN
    CREATE ROLE readonly NOLOGIN;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA app TO readonly;
GRANT SELECT ON ALL TABLES IN SCHEMA app TO readonly;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO readonly;
GRANT pg_read_all_data TO readonly;
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
