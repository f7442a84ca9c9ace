ALTER SYSTEM SET cron.database_name = 'jobs';
ALTER SYSTEM SET pg_net.database_name TO 'postgres';
