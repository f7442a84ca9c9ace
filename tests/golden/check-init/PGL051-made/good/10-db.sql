SELECT 'CREATE DATABASE app' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'app') \gexec
DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'admin') THEN
		CREATE ROLE admin;
	END IF;
END $$;
DO $$
BEGIN
	CREATE ROLE admin;
EXCEPTION WHEN duplicate_object THEN
	NULL;
END $$;
CREATE ROLE "Admin";
CREATE ROLE postgres;
ALTER DATABASE app SET work_mem = '8MB';
