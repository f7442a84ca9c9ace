\connect ghost
SELECT 1;
\c later
SELECT 1;
