ALTER SYSTEM SET cron.database_name = 'app';
CREATE DATABASE jobs;
\c jobs
ALTER SYSTEM SET pg_net.database_name TO 'jobs';
ALTER SYSTEM SET cron.log_run = 'off';
