BEGIN;
CREATE ROLE keeper;
SAVEPOINT s;
ROLLBACK TO s;
COMMIT;
CREATE DATABASE shop;
START TRANSACTION;
CREATE ROLE clerk;
END;
CREATE DATABASE store;
SELECT 'CREATE DATABASE attic' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'attic')\gexec
CREATE EXTENSION dblink;
DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_database WHERE datname = 'cellar') THEN
		PERFORM dblink_exec('dbname=' || current_database(), 'CREATE DATABASE cellar');
	END IF;
END $$;
CREATE TABLE note (text text);
INSERT INTO note VALUES ('CREATE DATABASE nowhere');
DO $$ BEGIN EXECUTE format('COMMENT ON TABLE note IS %L', 'VACUUM'); END $$;
