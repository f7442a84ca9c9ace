CREATE ROLE app;
CREATE USER reader IN ROLE app;
CREATE GROUP staff;
CREATE ROLE "App Role";
DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'owner_role') THEN
		CREATE ROLE owner_role NOLOGIN;
	END IF;
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_superuser') THEN
		GRANT rds_superuser TO app;
	END IF;
END $$;
